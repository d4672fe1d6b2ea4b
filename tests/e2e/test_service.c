/* duband as a service: its files are checked, it reloads and stops in order, and tells systemd. */
#include "audit.h"
#include "raw.h"

#include "../../daemon/registry.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>

#define DAY_MS INT64_C(86400000)

/* ---- --check ---- */

static int check(site_t *site)
{
    return site_run(site, "duband", "-c", site->config, "--check", NULL);
}

static void test_check_accepts_what_is_shipped(void **state)
{
    site_t *site = *state;
    char policy[2 * PLACE_BYTES];
    assert_int_equal(check(site), EX_OK);
    assert_int_equal(site_run(site, "duband", "-c", "config/duban.conf", "--check", NULL), EX_OK);
    site_copy_policy(site);
    snprintf(policy, sizeof policy, "policy = %s\n", site_path(site, "policy"));
    site_configure(site, policy);
    assert_int_equal(check(site), EX_OK);
    assert_int_equal(access(site->store, F_OK), -1); /* nothing was made */
}

static void assert_refused(site_t *site, const char *where, const char *what)
{
    assert_int_equal(check(site), EX_CONFIG);
    if (!strstr(site->errors, where) || !strstr(site->errors, what))
        fail_msg("'%s' and '%s' are expected in: %s", where, what, site->errors);
}

static void test_check_refuses_with_file_and_line(void **state)
{
    site_t *site = *state;
    char policy[2 * PLACE_BYTES];
    site_configure(site, "lease = 30s\nleese = 30s\n");
    assert_refused(site, "duban.conf:7:", "leese");
    site_configure(site, "lease = soon\n");
    assert_refused(site, "duban.conf:6:", "lease");
    site_configure(site, "intake = tcp://0.0.0.0:5701\n");
    assert_refused(site, "duban.conf:6:", "CURVE");
    site_configure(site, "intake = tcp://*:5701\n");
    assert_refused(site, "duban.conf:6:", "loopback");
    site_copy_policy(site);
    snprintf(policy, sizeof policy, "policy = %s\n", site_path(site, "policy"));
    site_configure(site, policy);
    site_edit(site, "policy/clocks.conf", "accept = 15d", "accept = 15 days");
    assert_refused(site, "clocks.conf:", "accept");
    unlink(site_path(site, "policy/org.conf"));
    assert_refused(site, "org.conf", "");
    assert_int_equal(site_run(site, "duband", "-c", site->config, NULL), EX_CONFIG);
    assert_int_equal(access(site->store, F_OK), -1);
}

/* ---- SIGHUP ---- */

static void policy_digest(site_t *site, uint8_t digest[DIGEST_BYTES])
{
    answer_t answer;
    assert_int_equal(answer_open(&answer, duban_ping(site->client, NULL), NULL), 0);
    slice_t bytes = view_bytes(&answer.root, "policy");
    assert_int_equal(bytes.length, DIGEST_BYTES);
    memcpy(digest, bytes.bytes, DIGEST_BYTES);
    answer_close(&answer);
}

static void wait_for_text(site_t *site, const char *file, const char *text)
{
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    while (!site_has_text(site, file, text))
        look_again(until_ms, text);
}

static void test_reload(void **state)
{
    site_t *site = *state;
    uint8_t first[DIGEST_BYTES], digest[DIGEST_BYTES];
    char settings[4 * PLACE_BYTES];
    site_copy_policy(site);
    snprintf(settings, sizeof settings, WORKERS_OUTSIDE "policy = %s\n", site_path(site, "policy"));
    site_configure(site, settings);
    site_start_daemon(site);
    site_start_workers(site);
    submit_text(site, "web", "a1", "窗口推诿扯皮，来回跑");
    site_wait_decided(site, 1);
    policy_digest(site, first);

    site_edit(site, "policy/clocks.conf", "accept = 15d", "accept = 15 days");
    kill(site->daemon, SIGHUP);
    wait_for_text(site, "duband.log", "the old ones stay");
    assert_true(site_has_text(site, "duband.log", "clocks.conf:"));
    policy_digest(site, digest);
    assert_memory_equal(digest, first, DIGEST_BYTES);
    submit_text(site, "web", "a2", "窗口推诿扯皮，来回跑");
    site_wait_decided(site, 2);

    uint64_t sent = site_stat(site, "counters", "policies_sent");
    site_edit(site, "policy/clocks.conf", "accept = 15 days", "accept = 16d");
    kill(site->daemon, SIGHUP);
    wait_for_text(site, "duband.log", "are loaded anew");
    policy_digest(site, digest);
    assert_memory_not_equal(digest, first, DIGEST_BYTES);
    submit_text(site, "web", "a3", "窗口推诿扯皮，来回跑");
    site_wait_decided(site, 3);
    assert_true(site_stat(site, "counters", "policies_sent") >= sent + 2);

    /* Every event says by which policy it was made, and both are kept. */
    answer_t answer;
    site_ask(site, &(duban_query_t){.what = "timeline", .case_number = 3}, &answer);
    slice_t made_by = view_bytes(view_item(&answer.root, "events", 0), "policy");
    assert_int_equal(made_by.length, DIGEST_BYTES);
    assert_memory_equal(made_by.bytes, digest, DIGEST_BYTES);
    answer_close(&answer);
    audit_ledger(site);
}

/* ---- SIGTERM ---- */

/* Posts until the daemon has ended, and receives what it still answers; how many were taken. */
static uint64_t post_until_the_end(site_t *site, duban_t *client, uint64_t before_signal)
{
    char id[24];
    uint64_t posted = 0, taken = 0;
    bool ended = false;
    int status = -1;
    duban_receipt_t receipt;
    duban_error_t error;
    for (int64_t until_ms = tick_ms() + PATIENCE_MS; !ended;) {
        snprintf(id, sizeof id, "%llu", (unsigned long long)++posted);
        const duban_submission_t submission = {.gateway = "load", .id = id, .text = "窗口推诿"};
        duban_post_submission(client, &submission, &error);
        while (duban_receive(client, duban_pending(client) < 512 ? 0 : 5, &receipt, &error))
            taken += error.code == DUBAN_OK;
        if (taken >= before_signal && before_signal) {
            kill(site->daemon, SIGTERM);
            before_signal = 0;
        }
        ended = waitpid(site->daemon, &status, WNOHANG) == site->daemon;
        assert_true(tick_ms() < until_ms);
    }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    site->process_count--;
    site->daemon = 0;
    while (duban_receive(client, 100, &receipt, &error))
        taken += error.code == DUBAN_OK;
    return taken;
}

static void test_stop_under_load_answers_what_was_taken(void **state)
{
    site_t *site = *state;
    const duban_options_t patient = {.deadline_ms = 20000, .retry_ms = 20000};
    site_start_daemon(site);
    duban_t *client = duban_connect(site->intake, &patient, NULL);
    assert_non_null(client);
    uint64_t taken = post_until_the_end(site, client, 2000);
    duban_destroy(&client);
    assert_true(taken >= 2000);
    site_start_daemon(site);
    assert_int_equal(site_stat(site, "store", "cases"), taken);
    audit_ledger(site);
}

/* Sweeps that wait for an escalator are answered when duband ends; too many of them are refused. */
static void test_stop_answers_waiting_sweeps(void **state)
{
    enum { WAITING = 16 };
    site_t *site = *state;
    sweep_t sweep = {.dry_run = true};
    site_start_daemon(site);
    submit_text(site, "web", "a1", "窗口推诿");
    sweep.at_ms = (int64_t)site_stat(site, NULL, "now_ms") + INT64_C(60) * 24 * 3600 * 1000;
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    for (uint64_t rid = 1; rid <= WAITING + 1; rid++)
        raw_send_request(raw, OP_SWEEP, rid, &SWEEP_RECORD, &sweep);
    assert_true(raw_receive(raw, PATIENCE_MS));
    assert_int_equal(raw_error(raw), ERROR_BUSY);
    assert_int_equal(view_number(&raw->map, "rid"), WAITING + 1);
    kill(site->daemon, SIGTERM);
    for (int i = 0; i < WAITING; i++) {
        assert_true(raw_receive(raw, PATIENCE_MS));
        assert_int_equal(raw_error(raw), ERROR_UNAVAILABLE);
    }
    assert_int_equal(site_end(site, site->daemon, 0), 0);
    raw_close(&raw);
}

/* ---- queries ---- */

static void test_too_many_queries_are_refused(void **state)
{
    enum { QUERIES = 100 };
    site_t *site = *state;
    uint64_t answered = 0, busy = 0;
    query_t query = {.what = QUERY_REPLAY};
    site_configure(site, WORKERS_OUTSIDE "queries-max = 1\n");
    site_start_daemon(site);
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    for (uint64_t rid = 1; rid <= QUERIES; rid++)
        raw_send_request(raw, OP_QUERY, rid, &QUERY_RECORD, &query);
    for (int i = 0; i < QUERIES; i++) {
        assert_true(raw_receive(raw, PATIENCE_MS));
        busy += raw_error(raw) == ERROR_BUSY;
        answered += raw_error(raw) == ERROR_NONE;
    }
    assert_int_equal(answered + busy, QUERIES);
    assert_true(answered > 0 && busy > 0);
    assert_int_equal(site_stat(site, "counters", "error_busy"), busy);
    raw_close(&raw);
}

/* ---- systemd ---- */

/* Waits until the notification says this, among others. */
static void await_notice(int socket, const char *what)
{
    char text[512];
    for (;;) {
        struct pollfd notice = {.fd = socket, .events = POLLIN};
        if (poll(&notice, 1, PATIENCE_MS) != 1)
            fail_msg("no %s", what);
        ssize_t length = recv(socket, text, sizeof text - 1, 0);
        assert_true(length >= 0);
        text[length] = 0;
        if (strstr(text, what))
            return;
    }
}

static void test_systemd_is_told(void **state)
{
    site_t *site = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int notices = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", site_path(site, "notify"));
    assert_int_equal(bind(notices, (struct sockaddr *)&address, sizeof address), 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    setenv("WATCHDOG_USEC", "200000", 1);
    site_start_daemon(site);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    await_notice(notices, "READY=1");
    await_notice(notices, "WATCHDOG=1");
    kill(site->daemon, SIGHUP);
    await_notice(notices, "RELOADING=1");
    await_notice(notices, "READY=1");
    assert_int_equal(site_end(site, site->daemon, SIGTERM), 0);
    await_notice(notices, "STOPPING=1");
    close(notices);
}

/* ---- a clock that was set back ---- */

/* Makes a ledger whose one event is a day ahead of the clock. */
static void write_ledger_of_tomorrow(site_t *site)
{
    fault_t fault = {0};
    ack_t ack = {0};
    registry_t registry = {0};
    const store_options_t options = {.map_bytes = 64 << 20, .full_percent = 90};
    mkdir(site->store, 0700);
    bundle_t *bundle = bundle_embedded();
    policy_t *policy = policy_load(bundle, &fault);
    store_t *store = store_open(site->store, &options, &fault);
    if (!policy || !store || registry_open(&registry, store, site->store, &fault) < 0)
        fail_msg("%s", fault.message);
    registry.policy = policy;
    submit_t submit = {.gateway = "web", .channel = CHANNEL_WEB, .key = "a1"};
    submit.text = (slice_t){"窗口推诿", strlen("窗口推诿")};
    store_begin(store);
    assert_int_equal(registry_submit(&registry, &submit, zclock_time() + DAY_MS, &ack, &fault), 0);
    assert_int_equal(store_commit(store), STORE_OK);
    registry_close(&registry);
    store_close(&store);
    policy_destroy(&policy);
    bundle_destroy(&bundle);
}

static void test_a_clock_behind_the_ledger_is_said(void **state)
{
    site_t *site = *state;
    write_ledger_of_tomorrow(site);
    site_start_daemon(site);
    wait_for_text(site, "duband.log", "behind the last event of the ledger");
    assert_in_range(site_stat(site, NULL, "clock_behind_s"), 86000, 86400);
    assert_int_equal(site_run(site, "duban", "stat", "-e", site->intake, NULL), 0);
    assert_non_null(strstr(site->output, "behind the last event of the ledger"));
    submit_text(site, "web", "a2", "窗口推诿");
    audit_ledger(site); /* times never run back */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_check_accepts_what_is_shipped),
        SITE_TEST(test_check_refuses_with_file_and_line),
        SITE_TEST(test_reload),
        SITE_TEST(test_stop_under_load_answers_what_was_taken),
        SITE_TEST(test_stop_answers_waiting_sweeps),
        SITE_TEST(test_too_many_queries_are_refused),
        SITE_TEST(test_systemd_is_told),
        SITE_TEST(test_a_clock_behind_the_ledger_is_said),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e service", tests, NULL, NULL);
}
