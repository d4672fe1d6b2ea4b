/* Sweeps: what would be done, done once, by whoever sweeps and however often. */
#include "audit.h"
#include "raw.h"

#include <sysexits.h>

#define DAY_MS INT64_C(86400000)
#define CASES  7

/* A daemon whose classify clock runs out after a second. */
static void start_impatient(site_t *site)
{
    char settings[4 * PLACE_BYTES];
    site_copy_policy(site);
    site_edit(site, "policy/clocks.conf", "classify = 60s", "classify = 1s");
    snprintf(settings, sizeof settings, WORKERS_OUTSIDE "policy = %s\n", site_path(site, "policy"));
    site_configure(site, settings);
    site_start_daemon(site);
}

/* Cases that nobody classifies in time. */
static void submit_and_be_late(site_t *site)
{
    char id[16];
    for (int i = 1; i <= CASES; i++) {
        snprintf(id, sizeof id, "a%d", i);
        submit_text(site, "web", id, "审批股的窗口互相踢皮球，来回跑。");
    }
    site_wait_exactly(site, "clocks", "overdue", CASES);
}

static void sweep(site_t *site, const duban_sweep_t *sweep, answer_t *answer)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_sweep(site->client, sweep, &error);
    if (!reply)
        fail_msg("%s: %s", duban_code_name(error.code), error.message);
    assert_int_equal(answer_open(answer, reply, &error), 0);
}

static uint64_t level_count(const answer_t *answer, const char *level)
{
    return view_number(view_map(&answer->root, "levels"), level);
}

static void test_dry_run_tells_and_changes_nothing(void **state)
{
    static const char *const levels[] = {"urge", "deputy", "principal", "superior"};
    site_t *site = *state;
    answer_t answer;
    char text[64];
    site_start_daemon(site);
    site_start_workers(site);
    submit_text(site, "web", "a1", "审批股的窗口互相踢皮球，来回跑。");
    site_wait_decided(site, 1);
    uint64_t events = site_stat(site, "store", "events");
    int64_t now_ms = (int64_t)site_stat(site, NULL, "now_ms");
    sweep(site, &(duban_sweep_t){.dry_run = true}, &answer);
    assert_int_equal(view_number(&answer.root, "due"), 0);
    answer_close(&answer);

    sweep(site, &(duban_sweep_t){.dry_run = true, .at_ms = now_ms + 60 * DAY_MS}, &answer);
    assert_true(view_bool(&answer.root, "dry_run"));
    assert_int_equal(view_number(&answer.root, "due"), 3); /* accept, and two leaders' lines */
    assert_int_equal(view_count(&answer.root, "steps"), 12);
    for (size_t i = 0; i < 4; i++) {
        if (level_count(&answer, levels[i]) != 3)
            fail_msg("%s: %d", levels[i], (int)level_count(&answer, levels[i]));
        const msgpack_object *step = view_item(&answer.root, "steps", i);
        assert_string_equal(view_text(step, "level", text, sizeof text), levels[i]);
        assert_int_equal(view_number(step, "case"), 1);
    }
    answer_close(&answer);
    assert_int_equal(site_stat(site, "store", "events"), events);
    assert_int_equal(site_stat(site, "last_sweep", "at_ms"), 0);

    /* Asked in between, it tells of the levels up to then only. */
    sweep(site, &(duban_sweep_t){.dry_run = true, .at_ms = now_ms + 18 * DAY_MS}, &answer);
    assert_true(level_count(&answer, "urge") > 0);
    assert_true(level_count(&answer, "superior") < 3);
    answer_close(&answer);
    audit_ledger(site);
}

static void test_second_sweep_changes_nothing_more(void **state)
{
    site_t *site = *state;
    answer_t answer;
    start_impatient(site);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    submit_and_be_late(site);
    sweep(site, &(duban_sweep_t){.dry_run = true}, &answer);
    assert_int_equal(level_count(&answer, "human"), CASES);
    answer_close(&answer);
    assert_int_equal(site_stat(site, "store", "events"), CASES);

    sweep(site, &(duban_sweep_t){0}, &answer);
    assert_int_equal(view_number(&answer.root, "due"), CASES);
    assert_int_equal(view_number(&answer.root, "failed"), 0);
    assert_int_equal(level_count(&answer, "human"), CASES);
    answer_close(&answer);
    assert_int_equal(site_stat(site, "store", "events"), 2 * CASES);
    assert_int_equal(site_stat(site, "queues", "human"), CASES);

    sweep(site, &(duban_sweep_t){0}, &answer);
    assert_int_equal(view_number(&answer.root, "due"), 0);
    answer_close(&answer);
    assert_int_equal(site_stat(site, "store", "events"), 2 * CASES);

    /* Late is not lost: they are classified still, and leave the human queue, but for those whose
     * words are those of the first: they are proposed for merging. */
    site_start(site, "duban-classifier", "-c", site->work, NULL);
    site_wait_decided(site, CASES);
    assert_int_equal(site_stat(site, "queues", "human"), CASES - 1);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_ESCALATED], CASES);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED], CASES);
}

static void test_two_at_once_do_the_work_of_one(void **state)
{
    site_t *site = *state;
    uint64_t steps = 0;
    raw_t *sweepers[2];
    sweep_t now = {0};
    start_impatient(site);
    submit_and_be_late(site);
    for (int i = 0; i < 2; i++) {
        sweepers[i] = raw_open(ZMQ_DEALER, site->intake, NULL);
        raw_send_request(sweepers[i], OP_SWEEP, 1, &SWEEP_RECORD, &now);
    }
    site_wait_exactly(site, "counters", "op_sweep", 2);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    for (int i = 0; i < 2; i++) {
        assert_true(raw_receive(sweepers[i], PATIENCE_MS));
        assert_int_equal(raw_error(sweepers[i]), ERROR_NONE);
        steps += view_count(&sweepers[i]->map, "steps");
        raw_close(&sweepers[i]);
    }
    assert_int_equal(steps, CASES);
    assert_int_equal(audit_ledger(site).by_kind[EVENT_ESCALATED], CASES);
}

/* The sweeper dies in the middle: what it did stays, and the next one does the rest. */
static void test_kill_during_a_sweep(void **state)
{
    site_t *site = *state;
    answer_t answer;
    sweep_t now = {0};
    start_impatient(site);
    submit_and_be_late(site);
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    raw_send_request(raw, OP_SWEEP, 1, &SWEEP_RECORD, &now);
    site_wait_exactly(site, "counters", "op_sweep", 1);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    site_wait_at_least(site, "store", "events", CASES);
    assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    raw_close(&raw);
    site_start_daemon(site);
    site_wait_workers(site, 1);
    sweep(site, &(duban_sweep_t){0}, &answer);
    answer_close(&answer);
    assert_int_equal(audit_ledger(site).by_kind[EVENT_ESCALATED], CASES);
}

static void test_without_an_escalator(void **state)
{
    site_t *site = *state;
    start_impatient(site);
    submit_and_be_late(site);
    int code = site_run(site, "duban", "sweep", "-e", site->intake, "--timeout", "7", NULL);
    assert_int_equal(code, EX_TEMPFAIL);
    assert_non_null(strstr(site->errors, "no escalator"));
    assert_int_equal(site_stat(site, "store", "events"), CASES);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_dry_run_tells_and_changes_nothing),
        SITE_TEST(test_second_sweep_changes_nothing_more),
        SITE_TEST(test_two_at_once_do_the_work_of_one),
        SITE_TEST(test_kill_during_a_sweep),
        SITE_TEST(test_without_an_escalator),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e sweep", tests, NULL, NULL);
}
