/* A store without room: intake is refused, nothing is lost or half done, and what is there can be
 * read, handled and closed. */
#include "audit.h"
#include "raw.h"

#include <stdlib.h>

#define TEXT_BYTES  60000
#define CASES_MAX   1000
#define SMALL_STORE "store-map-mib = 8\n"

/* Submits case `n`, with a long text; the error of the answer. */
static error_code_t submit_long(raw_t *raw, uint64_t n)
{
    static char text[TEXT_BYTES];
    memset(text, 'x', sizeof text);
    submit_t submit = {.gateway = "long", .text = {text, sizeof text}};
    snprintf(submit.key, sizeof submit.key, "%llu", (unsigned long long)n);
    raw_send_request(raw, OP_SUBMIT, n, &SUBMIT_RECORD, &submit);
    assert_true(raw_receive(raw, PATIENCE_MS));
    assert_int_equal(view_number(&raw->map, "rid"), n);
    return raw_error(raw);
}

/* Submits until there is no room; how many were acknowledged. */
static uint64_t fill(site_t *site)
{
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    uint64_t count = 0;
    error_code_t error;
    while ((error = submit_long(raw, count + 1)) == ERROR_NONE)
        assert_true(++count < CASES_MAX);
    assert_int_equal(error, ERROR_UNAVAILABLE);
    raw_close(&raw);
    return count;
}

/* The same ids again, in a store with room; how many cases were there already. */
static uint64_t fill_again(site_t *site, uint64_t count)
{
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    uint64_t there = 0;
    for (uint64_t n = 1; n <= count; n++) {
        assert_int_equal(submit_long(raw, n), ERROR_NONE);
        there += !view_bool(&raw->map, "created");
    }
    raw_close(&raw);
    return there;
}

static void act(site_t *site, const duban_act_t *act)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_act(site->client, act, &error);
    if (!reply)
        fail_msg("%s: %s", act->verb, error.message);
    duban_reply_destroy(&reply);
}

static void handle_to_the_end(site_t *site, uint64_t number)
{
    const char *const handlers[] = {"shi-yi", "zhang-bing", NULL};
    const duban_act_t acts[] = {
        {.verb = "accept"},
        {.verb = "take_up", .handlers = handlers},
        {.verb = "verify"},
        {.verb = "find", .outcome = "unsubstantiated", .reason = "查无此事"},
        {.verb = "feedback", .reason = "已向来信人说明"},
        {.verb = "close", .reason = "办结"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        duban_act_t one = acts[i];
        one.as = "lv-jia";
        one.case_number = number;
        act(site, &one);
    }
}

static void read_everything(site_t *site, uint64_t number)
{
    const duban_query_t queries[] = {
        {.what = "show", .case_number = number},
        {.what = "timeline", .case_number = number},
        {.what = "list", .limit = 500},
        {.what = "report"},
        {.what = "stat"},
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        answer_t answer;
        site_ask(site, &queries[i], &answer);
        answer_close(&answer);
    }
}

static void sweep(site_t *site)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_sweep(site->client, &(duban_sweep_t){0}, &error);
    if (!reply)
        fail_msg("%s", error.message);
    duban_reply_destroy(&reply);
}

static void test_intake_stops_and_the_rest_goes_on(void **state)
{
    site_t *site = *state;
    site_configure(site, WORKERS_OUTSIDE SMALL_STORE "store-full-percent = 60\n");
    site_start_daemon(site);
    site_start_workers(site);
    submit_text(site, "web", "a1", "小区门口的路灯坏了很久，希望尽快修好。");
    site_wait_decided(site, 1);
    uint64_t count = fill(site);
    site_wait_decided(site, count + 1);

    /* What is pushed now waits in the socket: neither taken nor refused. */
    raw_t *push = raw_open(ZMQ_PUSH, site->pull, NULL);
    submit_t submit = {.gateway = "push", .key = "p1", .text = {"推诿", 6}};
    raw_send_request(push, OP_SUBMIT, 0, &SUBMIT_RECORD, &submit);
    read_everything(site, 1);
    handle_to_the_end(site, 1);
    sweep(site);
    assert_int_equal(site_stat(site, "store", "cases"), count + 1);
    assert_int_equal(site_stat(site, "counters", "turns_full"), 0);
    assert_false(site_has_text(site, "store/rejects.log", "p1"));
    audit_ledger(site);
    raw_close(&push);

    assert_int_equal(site_end(site, site->daemon, SIGTERM), 0);
    site_configure(site, WORKERS_OUTSIDE "store-map-mib = 64\n");
    site_start_daemon(site);
    assert_int_equal(fill_again(site, count + 10), count);
    site_wait_decided(site, count + 11);
    assert_int_equal(audit_ledger(site).doubled, 0);
}

/* Comments on case 1, each of which must be taken at its first try. */
static void comment(site_t *site, uint64_t count)
{
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    const act_t act = {.as = "lv-jia", .case_number = 1, .verb = VERB_COMMENT, .reason = "催办"};
    for (uint64_t rid = 1; rid <= count; rid++) {
        raw_send_request(raw, OP_ACT, rid, &ACT_RECORD, &act);
        assert_true(raw_receive(raw, PATIENCE_MS));
        assert_int_equal(raw_error(raw), ERROR_NONE);
    }
    raw_close(&raw);
}

/* No mark before the end of the map: commits fail, and are undone whole. */
static void test_commit_without_room_is_undone(void **state)
{
    site_t *site = *state;
    site_configure(site, WORKERS_OUTSIDE SMALL_STORE "store-full-percent = 99\n");
    site_start_daemon(site);
    uint64_t count = fill(site);
    assert_true(site_stat(site, "counters", "turns_full") > 0);
    assert_int_equal(site_stat(site, "store", "cases"), count);
    assert_int_equal(audit_ledger(site).events, count);
    read_everything(site, 1);

    /* Pushed submissions that cannot be committed are kept and tried again, not refused, and do not
     * take the room of others. */
    raw_t *push = raw_open(ZMQ_PUSH, site->pull, NULL);
    static char text[TEXT_BYTES_MAX]; /* longer than those that just did not fit */
    memset(text, 'x', sizeof text);
    submit_t submit = {.gateway = "push", .key = "p1", .text = {text, sizeof text}};
    uint64_t turns = site_stat(site, "counters", "turns_full");
    raw_send_request(push, OP_SUBMIT, 0, &SUBMIT_RECORD, &submit);
    site_wait_at_least(site, "counters", "turns_full", turns + 3);
    comment(site, 20);
    assert_false(site_has_text(site, "store/rejects.log", "p1"));
    assert_int_equal(site_stat(site, "store", "cases"), count);
    raw_close(&push);

    assert_int_equal(site_end(site, site->daemon, SIGTERM), 0);
    site_configure(site, WORKERS_OUTSIDE "store-map-mib = 64\n");
    site_start_daemon(site);
    site_start_workers(site);
    assert_int_equal(fill_again(site, count + 10), count);
    site_wait_decided(site, count + 10);
    assert_int_equal(audit_ledger(site).doubled, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_intake_stops_and_the_rest_goes_on),
        SITE_TEST(test_commit_without_room_is_undone),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e full", tests, NULL, NULL);
}
