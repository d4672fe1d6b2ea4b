/* The worker's loop against a daemon played by the test: policy, work, results, garbage, leave. */
#include "fake_daemon.h"

/* ---- a trade for the tests: counts its states, fails on odd leases ---- */

static int states;
static bool refuses;

static void *load(const bundle_t *bundle, fault_t *fault)
{
    (void)bundle;
    if (refuses) {
        fault_set(fault, ERROR_INVALID, NULL, "org.conf:3: expected a person");
        return NULL;
    }
    states++;
    return &states;
}

static void unload(void *state)
{
    assert_ptr_equal(state, &states);
    states--;
}

static void work(void *state, stage_t stage, const work_item_t *item, work_result_t *result)
{
    assert_ptr_equal(state, &states);
    if (item->lease % 2)
        snprintf(result->failure, sizeof result->failure, "odd");
    else if (stage == STAGE_CLOCK)
        result->steps[result->step_count++] = (escalated_t){.clock = item->clock,
            .line = item->line,
            .level = LEVEL_URGE,
            .to_count = 1,
            .to = {"han"}};
    else
        result->assessed = (assessed_t){.phase = PHASE_ENDED, .accept = true};
}

/* A signal comes in the middle of the batch. */
static void work_and_be_told_to_end(
    void *state, stage_t stage, const work_item_t *item, work_result_t *result)
{
    if (item->lease == 2)
        kill(getpid(), SIGTERM);
    work(state, stage, item, result);
}

static const trade_t TRADE = {.name = "tester",
    .stage = STAGE_ESCALATE,
    .capacity = 8,
    .load = load,
    .unload = unload,
    .work = work};

static const trade_t SIGNALLED_TRADE = {.name = "tester",
    .stage = STAGE_ESCALATE,
    .capacity = 8,
    .load = load,
    .unload = unload,
    .work = work_and_be_told_to_end};

/* ---- tests ---- */

/* First, because they fork: a process with a ZeroMQ context must not. */
static void signals_end_a_process_after_its_batch(void **state)
{
    (void)state;
    daemon_t *idle = daemon_new(), *busy = daemon_new();
    pid_t idle_worker = start_process(idle, &TRADE);
    pid_t busy_worker = start_process(busy, &SIGNALLED_TRADE);

    open_router(idle);
    receive(idle);
    assert_int_equal(idle->head.op, WORK_READY);
    kill(idle_worker, SIGINT);
    receive_other(idle);
    assert_int_equal(idle->head.op, WORK_LEAVE);
    assert_exits_well(idle_worker);
    daemon_destroy(idle);

    open_router(busy);
    busy->bundle = bundle_embedded();
    give_policy(busy);
    send_items(busy, STAGE_ESCALATE, digest_of(busy), 1, 4);
    receive_other(busy);
    assert_int_equal(result_count(busy), 4);
    receive_other(busy);
    assert_int_equal(busy->head.op, WORK_LEAVE);
    assert_exits_well(busy_worker);
    daemon_destroy(busy);
}

static void ready_says_who_and_without_which_policy(void **state)
{
    (void)state;
    static const uint8_t none[DIGEST_BYTES];
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    receive(self);
    assert_int_equal(self->head.op, WORK_READY);
    assert_int_equal(self->head.stage, STAGE_ESCALATE);
    assert_int_equal(self->head.capacity, 8);
    assert_memory_equal(self->head.policy, none, DIGEST_BYTES);
    assert_memory_equal(self->head.name, "tester@", 7);
    receive(self); /* the heartbeat */
    assert_int_equal(self->head.op, WORK_READY);
    daemon_destroy(self);
}

static void work_of_both_stages_gives_results_in_order(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    assert_int_equal(states, 1);
    send_items(self, STAGE_ESCALATE, digest_of(self), 10, 3);
    receive_other(self);
    assert_int_equal(self->head.stage, STAGE_ESCALATE);
    assert_int_equal(result_count(self), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(result_at(self, i)->lease, 10 + i);
    assert_string_equal(result_at(self, 1)->failure, "odd");
    assert_string_equal(result_at(self, 2)->failure, "");
    assert_true(result_at(self, 2)->assessed.accept);

    send_items(self, STAGE_CLOCK, digest_of(self), 20, 1);
    receive_other(self);
    assert_int_equal(self->head.stage, STAGE_CLOCK);
    assert_int_equal(result_at(self, 0)->step_count, 1);
    assert_int_equal(result_at(self, 0)->steps[0].clock, CLOCK_ACCEPT);
    assert_int_equal(result_at(self, 0)->steps[0].line, 3);
    daemon_destroy(self);
    assert_int_equal(states, 0);
}

static void large_batches_come_back_in_messages_of_bounded_size(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    send_items(self, STAGE_ESCALATE, digest_of(self), 1, WORK_BATCH_MAX + 1);
    receive_other(self);
    assert_int_equal(result_count(self), WORK_BATCH_MAX);
    receive_other(self);
    assert_int_equal(result_count(self), 1);
    assert_int_equal(result_at(self, 0)->lease, WORK_BATCH_MAX + 1);
    daemon_destroy(self);
}

static void work_under_another_policy_is_not_done(void **state)
{
    (void)state;
    const uint8_t other[DIGEST_BYTES] = {1, 2, 3};
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    receive(self);
    send_items(self, STAGE_ESCALATE, other, 2, 1); /* before any policy */
    send_policy(self, digest_of(self));
    receive_ready(self, digest_of(self));
    send_items(self, STAGE_ESCALATE, other, 4, 1);
    send_items(self, STAGE_CLASSIFY, digest_of(self), 6, 1); /* another trade's */
    send_items(self, STAGE_ESCALATE, digest_of(self), 8, 1);
    receive_other(self);
    assert_int_equal(result_at(self, 0)->lease, 8);
    daemon_destroy(self);
}

static void a_policy_that_does_not_load_leaves_the_old_one(void **state)
{
    (void)state;
    const uint8_t other[DIGEST_BYTES] = {1, 2, 3};
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    send_policy(self, other); /* not the digest of these files */
    send_items(self, STAGE_ESCALATE, digest_of(self), 2, 1);
    receive_other(self);
    assert_int_equal(result_at(self, 0)->lease, 2);
    daemon_destroy(self);

    static const uint8_t none[DIGEST_BYTES];
    self = daemon_new();
    refuses = true;
    start(self, &TRADE);
    receive(self);
    send_policy(self, digest_of(self));
    receive(self);
    receive(self);
    assert_memory_equal(self->head.policy, none, DIGEST_BYTES);
    daemon_destroy(self);
    refuses = false;
    assert_int_equal(states, 0);
}

/* Each of these is ignored, or answered with a failure where there is a lease to answer for. */
static void garbage_does_no_harm(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    send_frames(self, "DUBAN1", 6, NULL);
    send_frames(self, "", 0, NULL);
    buffer_t body = {0};
    buffer_append(&body, "\xdd\xff\xff\xff\xff", 5); /* an array of 4 billion */
    send_frames(self, "DUBAN9", 6, &body);
    send_body(self, &body);
    buffer_append(&body, "\x80", 1); /* a map without op */
    send_body(self, &body);
    work_head_t head = {.op = WORK_RESULT}; /* not for workers */
    work_pack_head(&head, NULL, 0, &body);
    send_body(self, &body);
    head.op = WORK_POLICY; /* without files */
    work_pack_head(&head, NULL, 0, &body);
    send_body(self, &body);
    head = (work_head_t){.op = WORK_ITEMS, .stage = STAGE_ESCALATE};
    memcpy(head.policy, digest_of(self), DIGEST_BYTES);
    work_pack_head(&head, NULL, 0, &body); /* without items */
    send_body(self, &body);
    msgpack_packer packer = work_pack_head(&head, "items", 4, &body);
    msgpack_pack_int(&packer, 5); /* no map */
    msgpack_pack_map(&packer, 0); /* no lease */
    msgpack_pack_map(&packer, 2); /* a lease, and a clock that does not exist */
    pack_text(&packer, "lease");
    msgpack_pack_int(&packer, 2);
    pack_text(&packer, "clock");
    pack_text(&packer, "cuckoo");
    work_item_t item = {.lease = 4};
    record_pack_map(&WORK_ITEM_RECORD, &item, &packer);
    send_body(self, &body);
    receive_other(self);
    assert_int_equal(result_count(self), 2);
    assert_int_equal(result_at(self, 0)->lease, 2);
    assert_non_null(strstr(result_at(self, 0)->failure, "cuckoo"));
    assert_int_equal(result_at(self, 1)->lease, 4);
    assert_string_equal(result_at(self, 1)->failure, "");
    daemon_destroy(self);
}

static void a_restarted_daemon_hears_of_the_worker_again(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    zsock_destroy(&self->router);
    open_router(self);
    receive_ready(self, digest_of(self));
    send_items(self, STAGE_ESCALATE, digest_of(self), 2, 1);
    receive_other(self);
    assert_int_equal(result_at(self, 0)->lease, 2);
    daemon_destroy(self);
}

static void an_actor_leaves_when_it_is_ended(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &TRADE);
    give_policy(self);
    zactor_destroy(&self->worker);
    receive_other(self);
    assert_int_equal(self->head.op, WORK_LEAVE);
    daemon_destroy(self);
}

static void the_escalator_judges_a_case_from_the_wire(void **state)
{
    (void)state;
    daemon_t *self = daemon_new();
    start(self, &ESCALATOR_TRADE);
    give_policy(self);
    case_t *subject = zmalloc(sizeof *subject);
    subject->number = 1;
    subject->is_finding = true;
    subject->source = SOURCE_SUPERIOR_INSPECTION;
    subject->received_ms = 1445400000000;
    buffer_t value = {0}, body = {0};
    record_pack_value(&CASE_RECORD, subject, &value);
    work_head_t head = {.op = WORK_ITEMS, .stage = STAGE_ESCALATE};
    memcpy(head.policy, digest_of(self), DIGEST_BYTES);
    msgpack_packer packer = work_pack_head(&head, "items", 3, &body);
    work_item_t items[] = {
        {.lease = 1, .case_value = buffer_slice(&value), .now_ms = 1445400000000},
        {.lease = 2, .case_value = {"junk", 4}, .now_ms = 1445400000000},
        {.lease = 3, .case_value = buffer_slice(&value)}};
    for (size_t i = 0; i < 3; i++)
        record_pack_map(&WORK_ITEM_RECORD, &items[i], &packer);
    send_body(self, &body);
    receive_other(self);
    assert_int_equal(result_count(self), 3);
    assert_string_equal(result_at(self, 0)->failure, "");
    assert_true(result_at(self, 0)->assessed.accept);
    assert_true(result_at(self, 0)->assessed.rule_count > 5);
    assert_non_null(strstr(result_at(self, 1)->failure, "cannot be judged"));
    assert_non_null(strstr(result_at(self, 2)->failure, "no moment"));
    buffer_free(&value);
    free(subject);
    daemon_destroy(self);
}

static void the_classifier_reads_a_text_from_the_wire(void **state)
{
    (void)state;
    static const char text[] = "办事窗口的工作人员相互踢皮球，让我来回跑了五趟。";
    daemon_t *self = daemon_new();
    start(self, &CLASSIFIER_TRADE);
    give_policy(self);
    buffer_t body = {0};
    work_head_t head = {.op = WORK_ITEMS, .stage = STAGE_CLASSIFY};
    memcpy(head.policy, digest_of(self), DIGEST_BYTES);
    msgpack_packer packer = work_pack_head(&head, "items", 2, &body);
    work_item_t items[] = {{.lease = 1, .text = {text, sizeof text - 1}},
        {.lease = 2, .text = {text, sizeof text - 1}, .case_value = {"junk", 4}}};
    for (size_t i = 0; i < 2; i++)
        record_pack_map(&WORK_ITEM_RECORD, &items[i], &packer);
    send_body(self, &body);
    receive_other(self);
    assert_int_equal(result_count(self), 2);
    assert_string_equal(result_at(self, 0)->failure, "");
    assert_true(result_at(self, 0)->classified.evidence_count > 0);
    assert_non_null(strstr(result_at(self, 1)->failure, "cannot be read"));
    daemon_destroy(self);
}

int main(void)
{
    setenv("ZSYS_SIGHANDLER", "false", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_end_a_process_after_its_batch),
        cmocka_unit_test(ready_says_who_and_without_which_policy),
        cmocka_unit_test(work_of_both_stages_gives_results_in_order),
        cmocka_unit_test(large_batches_come_back_in_messages_of_bounded_size),
        cmocka_unit_test(work_under_another_policy_is_not_done),
        cmocka_unit_test(a_policy_that_does_not_load_leaves_the_old_one),
        cmocka_unit_test(garbage_does_no_harm),
        cmocka_unit_test(a_restarted_daemon_hears_of_the_worker_again),
        cmocka_unit_test(an_actor_leaves_when_it_is_ended),
        cmocka_unit_test(the_escalator_judges_a_case_from_the_wire),
        cmocka_unit_test(the_classifier_reads_a_text_from_the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
