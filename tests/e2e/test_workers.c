/* Workers that die, leave, sleep, fail and lie: nothing is lost, nothing is done twice, and what
 * nobody can do reaches a person. */
#include "audit.h"
#include "fake_worker.h"
#include "load.h"

#define TEXT "审批股的窗口互相踢皮球，我办一个手续来回跑了五趟。"

static pid_t start_classifier(site_t *site)
{
    return site_start(site, "duban-classifier", "-c", site->work, NULL);
}

/* Every case went through each stage once, or was parked. */
static void assert_each_once(site_t *site, uint64_t cases)
{
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.cases, cases);
    assert_int_equal(audit.doubled, 0);
    assert_int_equal(
        audit.by_kind[EVENT_CLASSIFIED] + audit.by_kind[EVENT_ABSTAINED] + audit.parked, cases);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED], audit.by_kind[EVENT_ASSESSED]);
}

/* ---- dying and leaving ---- */

static void test_kill_of_workers_under_load(void **state)
{
    enum { TOTAL = 2000, ROUNDS = 4 };
    site_t *site = *state;
    load_t load;
    pid_t classifiers[2];
    seed_random();
    site_configure(site, WORKERS_OUTSIDE "lease = 3s\nworker-silence = 2500ms\n");
    site_start_daemon(site);
    pid_t escalator = site_start(site, "duban-escalator", "-c", site->work, NULL);
    for (int i = 0; i < 2; i++)
        classifiers[i] = start_classifier(site);
    load_open(&load, site, TOTAL);
    for (int round = 0; round < ROUNDS; round++) {
        load_pump(&load, load.acknowledged + 1 + random_below(TOTAL / ROUNDS));
        site_wait_at_least(site, "counters", "results_taken", 1 + random_below(load.acknowledged));
        assert_int_equal(site_end(site, classifiers[round % 2], SIGKILL), -SIGKILL);
        classifiers[round % 2] = start_classifier(site);
    }
    assert_int_equal(site_end(site, escalator, SIGKILL), -SIGKILL);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    load_pump(&load, TOTAL);
    site_wait_decided(site, TOTAL);
    assert_each_once(site, TOTAL);
    load_close(&load);
}

static void test_leaving_workers_are_not_blamed(void **state)
{
    enum { TOTAL = 1500, ROUNDS = 3 };
    site_t *site = *state;
    load_t load;
    site_start_daemon(site);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    pid_t classifier = start_classifier(site);
    load_open(&load, site, TOTAL);
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        site_wait_workers(site, 2);
        load_pump(&load, round * TOTAL / ROUNDS);
        site_wait_at_least(site, "counters", "results_taken", round * 100);
        assert_int_equal(site_end(site, classifier, SIGTERM), 0);
        classifier = start_classifier(site);
    }
    site_wait_decided(site, TOTAL);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 0);
    assert_each_once(site, TOTAL);
    load_close(&load);
}

static void test_leave_gives_the_leases_back(void **state)
{
    site_t *site = *state;
    fake_t fake;
    buffer_t body = {0};
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 4);
    assert_true(fake_take(&fake, PATIENCE_MS));
    work_pack_head(&(work_head_t){.op = WORK_LEAVE, .stage = STAGE_CLASSIFY}, NULL, 0, &body);
    raw_send_body(fake.raw, &body);
    site_wait_exactly(site, "counters", "leases_returned", 1);
    site_wait_workers(site, 0);
    fake_classify(&fake, fake.leases[0]); /* too late */
    site_start_workers(site);
    site_wait_decided(site, 1);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 0);
    assert_each_once(site, 1);
    fake_close(&fake);
}

/* A worker whose connection is gone gets no work while there are others, however long a silence is
 * allowed. */
static void test_dead_idle_worker_holds_nobody_up(void **state)
{
    site_t *site = *state;
    fake_t fake;
    site_configure(site, WORKERS_OUTSIDE "worker-silence = 1h\n");
    site_start_daemon(site);
    fake_open(&fake, site, STAGE_CLASSIFY, 2 * WORK_BATCH_MAX + 1);
    site_wait_workers(site, 1);
    fake_close(&fake);
    site_start_workers(site);
    site_wait_workers(site, 3);
    submit_text(site, "web", "a1", TEXT);
    site_wait_decided(site, 1);
    site_wait_workers(site, 2);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 0);
    assert_each_once(site, 1);
}

/* ---- the human queue ---- */

/* The reasons of the failed attempts of case 1, which must be three, the last one parking it. */
static void assert_parked(site_t *site, const char *reason)
{
    answer_t answer;
    char text[512];
    uint64_t attempts = 0;
    site_ask(site, &(duban_query_t){.what = "timeline", .case_number = 1}, &answer);
    for (size_t i = 0; i < view_count(&answer.root, "events"); i++) {
        const msgpack_object *event = view_item(&answer.root, "events", i);
        const msgpack_object *data = view_map(event, "data");
        view_text(event, "kind", text, sizeof text);
        if (strcmp(text, "attempt_failed") != 0)
            continue;
        assert_int_equal(view_number(data, "attempt"), ++attempts);
        assert_int_equal(view_bool(data, "parked"), attempts == 3);
        assert_non_null(strstr(view_text(data, "reason", text, sizeof text), reason));
    }
    answer_close(&answer);
    assert_int_equal(attempts, 3);
    site_ask(site, &(duban_query_t){.what = "list", .stage = "human"}, &answer);
    assert_int_equal(view_count(&answer.root, "cases"), 1);
    view_names(view_item(&answer.root, "cases", 0), "needs", NULL, text, sizeof text);
    assert_string_equal(text, "parked");
    answer_close(&answer);
}

/* A person says what the machine could not, and the case goes on. */
static void classify_by_hand(site_t *site)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_act(site->client,
        &(duban_act_t){.as = "lv-jia",
            .case_number = 1,
            .verb = "classify",
            .scope = true,
            .kinds = (const char *[]){"c3", NULL},
            .sections = (const char *[]){"approval", NULL},
            .reason = "人工分类"},
        &error);
    if (!reply)
        fail_msg("%s", error.message);
    duban_reply_destroy(&reply);
    site_start_workers(site);
    site_wait_decided(site, 1);
    assert_int_equal(site_stat(site, "queues", "human"), 0);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED], 0);
    assert_int_equal(audit.by_kind[EVENT_ASSESSED], 1);
}

static void test_work_that_never_comes_back_is_parked(void **state)
{
    site_t *site = *state;
    fake_t fake;
    site_configure(site, WORKERS_OUTSIDE "lease = 300ms\n");
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 4);
    for (int attempt = 1; attempt <= 3; attempt++) {
        while (!fake_take(&fake, 500))
            fake_ready(&fake); /* it lives, but does nothing */
        site_wait_at_least(site, "counters", "attempts_failed", (uint64_t)attempt);
        fake_ready(&fake);
    }
    fake_classify(&fake, fake.leases[0]); /* awake at last, and too late */
    site_wait_exactly(site, "counters", "results_stale", 1);
    assert_parked(site, "fake did not bring it back in time");
    fake_close(&fake);
    classify_by_hand(site);
}

static void test_silent_worker_is_forgotten(void **state)
{
    site_t *site = *state;
    fake_t fake;
    site_configure(site, WORKERS_OUTSIDE "worker-silence = 2s\n");
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 4);
    assert_true(fake_take(&fake, PATIENCE_MS));
    site_wait_workers(site, 0);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 1);
    site_start_workers(site);
    site_wait_decided(site, 1);
    assert_each_once(site, 1);
    fake_close(&fake);
}

static void test_work_that_fails_is_parked(void **state)
{
    site_t *site = *state;
    fake_t fake;
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 4);
    for (int attempt = 1; attempt <= 3; attempt++) {
        assert_true(fake_take(&fake, PATIENCE_MS));
        fake_fail(&fake, fake.leases[0], "the lexicon has a hole");
    }
    site_wait_exactly(site, "queues", "human", 1);
    assert_parked(site, "the lexicon has a hole");
    fake_close(&fake);
    classify_by_hand(site);
}

/* A case that kills its worker is handed out alone, so that the others do not fail with it. */
static void test_a_case_that_kills_workers_takes_no_other_with_it(void **state)
{
    enum { CASES = 20 };
    site_t *site = *state;
    fake_t fake;
    char id[16];
    site_configure(site, WORKERS_OUTSIDE "lease = 30s\nworker-silence = 1500ms\n");
    site_start_daemon(site);
    for (int i = 1; i <= CASES; i++) {
        snprintf(id, sizeof id, "a%d", i);
        submit_text(site, "web", id, TEXT);
    }
    fake_open(&fake, site, STAGE_CLASSIFY, CASES);
    assert_true(fake_take(&fake, PATIENCE_MS));
    assert_int_equal(fake.lease_count, CASES);
    fake_close(&fake);
    site_wait_exactly(site, "counters", "attempts_failed", CASES);
    fake_open(&fake, site, STAGE_CLASSIFY, CASES);
    assert_true(fake_take(&fake, PATIENCE_MS));
    assert_int_equal(fake.lease_count, 1);
    fake_close(&fake);
    site_start_workers(site);
    site_wait_decided(site, CASES);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), CASES + 1);
    assert_each_once(site, CASES);
}

/* ---- lying ---- */

static void send_garbage(fake_t *fake)
{
    static const char *const bodies[] = {
        "", "\xc1", "\x80", "\x81\xa2op\xa6result", "\x82\xa2op\xa5ready\xa5stage\xa5staff",
        "\x81\xa2op\xa6policy", "\x81\xa2op\xa4work", "\x81\xa2op\xa7nothing",
        "\x82\xa2op\xa6result\xa7results\xa1x", "\x82\xa2op\xa6result\xa7results\x91\x07",
        "\x82\xa2op\xa6result\xa7results\x91\x81\xa5lease\xa1x",
        "\x82\xa2op\xa5ready\xa8\x63\x61pacity\xff", /* "capacity"; c and a are hex digits */
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        buffer_t body = {0};
        buffer_append(&body, bodies[i], strlen(bodies[i]));
        raw_send_body(fake->raw, &body);
    }
    const slice_t frames[] = {{"DUBAN2", 6}, {"", 0}, {"x", 1}};
    raw_send_frames(fake->raw, frames, 1);
    raw_send_frames(fake->raw, frames, 3);
}

/* A verdict with a kind that there is not, for a lease that there is. */
static void send_bad_verdict(const fake_t *fake)
{
    buffer_t body = {0};
    msgpack_packer packer = fake_result(fake, 1, &body);
    msgpack_pack_map(&packer, 2);
    pack_text(&packer, "lease");
    msgpack_pack_uint64(&packer, fake->leases[0]);
    pack_text(&packer, "classified");
    msgpack_pack_map(&packer, 1);
    pack_text(&packer, "conduct");
    pack_text(&packer, "lazy");
    raw_send_body(fake->raw, &body);
}

static void test_garbage_harms_nobody(void **state)
{
    site_t *site = *state;
    fake_t fake;
    site_configure(site, WORKERS_OUTSIDE "lease = 1s\n");
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 1);
    assert_true(fake_take(&fake, PATIENCE_MS));
    send_garbage(&fake);
    send_bad_verdict(&fake);
    site_wait_exactly(site, "counters", "error_malformed", 4);
    site_wait_exactly(site, "counters", "error_invalid", 11);
    fake_close(&fake);
    site_start_workers(site);
    site_wait_decided(site, 1);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 1);
    assert_true(site_has_text(site, "duband.log", "a worker's message is refused"));
    assert_each_once(site, 1);
}

static void test_results_for_the_leases_of_others(void **state)
{
    site_t *site = *state;
    fake_t holder, liar;
    site_start_daemon(site);
    fake_open(&liar, site, STAGE_CLASSIFY, 0); /* gets nothing */
    site_wait_workers(site, 1);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&holder, site, STAGE_CLASSIFY, 1);
    assert_true(fake_take(&holder, PATIENCE_MS));
    fake_classify(&liar, holder.leases[0]);
    fake_classify(&liar, UINT64_MAX);
    fake_fail(&liar, holder.leases[0], "let it be parked");
    site_wait_exactly(site, "counters", "results_stale", 3);
    assert_int_equal(site_stat(site, "queues", "classify"), 1);
    fake_classify(&holder, holder.leases[0]);
    fake_classify(&holder, holder.leases[0]); /* and once more */
    site_wait_exactly(site, "counters", "results_stale", 4);
    assert_int_equal(site_stat(site, "counters", "results_taken"), 1);
    assert_int_equal(site_stat(site, "counters", "attempts_failed"), 0);
    fake_close(&liar);
    fake_close(&holder);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    site_wait_decided(site, 1);
    assert_each_once(site, 1);
}

/* A worker with another policy gets the one in force, and no work before it has it. */
static void test_worker_with_an_old_policy_gets_no_work(void **state)
{
    site_t *site = *state;
    fake_t fake;
    work_head_t head;
    fault_t fault;
    site_start_daemon(site);
    submit_text(site, "web", "a1", TEXT);
    fake_open(&fake, site, STAGE_CLASSIFY, 1);
    assert_true(fake_take(&fake, PATIENCE_MS));
    fake_fail(&fake, fake.leases[0], "first");
    fake.policy[0] ^= 1;
    fake_ready(&fake);
    do
        assert_true(raw_receive(fake.raw, PATIENCE_MS));
    while (record_from_map(&WORK_HEAD_RECORD, &fake.raw->map, &head, &fault) == 0 &&
           head.op != WORK_POLICY);
    assert_int_equal(view_count(&fake.raw->map, "files"), 7);
    fake.policy[0] ^= 1;
    assert_memory_equal(head.policy, fake.policy, DIGEST_BYTES);
    fake_close(&fake);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_kill_of_workers_under_load),
        SITE_TEST(test_leaving_workers_are_not_blamed),
        SITE_TEST(test_leave_gives_the_leases_back),
        SITE_TEST(test_dead_idle_worker_holds_nobody_up),
        SITE_TEST(test_work_that_never_comes_back_is_parked),
        SITE_TEST(test_silent_worker_is_forgotten),
        SITE_TEST(test_work_that_fails_is_parked),
        SITE_TEST(test_a_case_that_kills_workers_takes_no_other_with_it),
        SITE_TEST(test_garbage_harms_nobody),
        SITE_TEST(test_results_for_the_leases_of_others),
        SITE_TEST(test_worker_with_an_old_policy_gets_no_work),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e workers", tests, NULL, NULL);
}
