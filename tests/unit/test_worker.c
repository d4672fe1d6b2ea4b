/* The worker's loop against a daemon played by the test: policy, work, results, garbage, leave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../config/policy.h"
#include "../../proto/request.h"
#include "../../workers/worker.h"

#include <sys/wait.h>
#include <unistd.h>

/* After these a test fails rather than hangs. */
#define PATIENCE_MS    20000
#define HEARTBEATS_MAX 20

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

static const trade_t TRADE = {.name = "tester",
    .stage = STAGE_ESCALATE,
    .capacity = 8,
    .load = load,
    .unload = unload,
    .work = work};

/* ---- the daemon's side ---- */

typedef struct {
    char endpoint[128];
    char directory[64];
    zsock_t *router;
    zactor_t *worker;
    worker_arguments_t arguments;
    zframe_t *peer;
    unpacker_t unpacker;
    zmsg_t *message; /* the last one received; `map` points into it */
    msgpack_object map;
    work_head_t head;
    bundle_t *bundle;
} daemon_t;

static void open_router(daemon_t *self)
{
    self->router = zsock_new(ZMQ_ROUTER);
    assert_non_null(self->router);
    zsock_set_rcvtimeo(self->router, PATIENCE_MS);
    zsock_set_linger(self->router, 0);
    assert_int_equal(zsock_bind(self->router, "%s", self->endpoint), 0);
}

static daemon_t *daemon_new(void)
{
    daemon_t *self = zmalloc(sizeof *self);
    snprintf(self->directory, sizeof self->directory, "/tmp/duban-test-XXXXXX");
    assert_non_null(mkdtemp(self->directory));
    snprintf(self->endpoint, sizeof self->endpoint, "ipc://%s/work", self->directory);
    return self;
}

static void start(daemon_t *self, const trade_t *trade)
{
    open_router(self);
    self->arguments = (worker_arguments_t){trade, self->endpoint};
    self->worker = zactor_new(worker_actor, &self->arguments);
    self->bundle = bundle_embedded();
}

static void daemon_destroy(daemon_t *self)
{
    zactor_destroy(&self->worker);
    zsock_destroy(&self->router);
    zmsg_destroy(&self->message);
    zframe_destroy(&self->peer);
    unpacker_free(&self->unpacker);
    bundle_destroy(&self->bundle);
    char path[80];
    snprintf(path, sizeof path, "%s/work", self->directory);
    unlink(path);
    rmdir(self->directory);
    free(self);
}

/* The next message of the worker, checked: two frames, a known head. */
static void receive(daemon_t *self)
{
    zmsg_destroy(&self->message);
    zframe_destroy(&self->peer);
    self->message = zmsg_recv(self->router);
    if (!self->message)
        fail_msg("the worker said nothing for %d ms", PATIENCE_MS);
    self->peer = zmsg_pop(self->message);
    assert_int_equal(zmsg_size(self->message), 2);
    assert_true(zframe_streq(zmsg_first(self->message), SIGNATURE));
    zframe_t *body = zmsg_next(self->message);
    fault_t fault = {0};
    if (unpack_message(&self->unpacker, zframe_data(body), zframe_size(body), &self->map, &fault) <
            0 ||
        record_from_map(&WORK_HEAD_RECORD, &self->map, &self->head, &fault) < 0)
        fail_msg("%s", fault.message);
}

/* The next message that is no heartbeat. */
static void receive_other(daemon_t *self)
{
    for (int i = 0; i < HEARTBEATS_MAX; i++) {
        receive(self);
        if (self->head.op != WORK_READY)
            return;
    }
    fail_msg("nothing but heartbeats");
}

static void receive_ready(daemon_t *self, const uint8_t policy[DIGEST_BYTES])
{
    for (int i = 0; i < HEARTBEATS_MAX; i++) {
        receive(self);
        assert_int_equal(self->head.op, WORK_READY);
        if (memcmp(self->head.policy, policy, DIGEST_BYTES) == 0)
            return;
    }
    fail_msg("no heartbeat with the policy");
}

static void send_frames(daemon_t *self, const void *signature, size_t length, const buffer_t *body)
{
    zmsg_t *message = zmsg_new();
    zmsg_addmem(message, zframe_data(self->peer), zframe_size(self->peer));
    zmsg_addmem(message, signature, length);
    if (body)
        zmsg_addmem(message, body->bytes, body->length);
    assert_int_equal(zmsg_send(&message, self->router), 0);
}

static void send_body(daemon_t *self, buffer_t *body)
{
    send_frames(self, SIGNATURE, SIGNATURE_BYTES, body);
    buffer_free(body);
}

static void send_policy(daemon_t *self, const uint8_t digest[DIGEST_BYTES])
{
    buffer_t body = {0};
    work_head_t head = {.op = WORK_POLICY};
    memcpy(head.policy, digest, DIGEST_BYTES);
    msgpack_packer packer = work_pack_head(&head, "files", bundle_count(self->bundle), &body);
    bundle_pack_files(self->bundle, &packer);
    send_body(self, &body);
}

/* Sends items with the leases first, first + 1, … */
static void send_items(
    daemon_t *self, stage_t stage, const uint8_t *digest, uint64_t first, size_t count)
{
    buffer_t body = {0};
    work_head_t head = {.op = WORK_ITEMS, .stage = stage};
    memcpy(head.policy, digest, DIGEST_BYTES);
    msgpack_packer packer = work_pack_head(&head, "items", count, &body);
    for (size_t i = 0; i < count; i++) {
        work_item_t item = {
            .lease = first + i, .now_ms = 1445400000000, .clock = CLOCK_ACCEPT, .line = 3};
        record_pack_map(&WORK_ITEM_RECORD, &item, &packer);
    }
    send_body(self, &body);
}

static const uint8_t *digest_of(const daemon_t *self)
{
    return bundle_digest(self->bundle);
}

static void give_policy(daemon_t *self)
{
    receive(self);
    send_policy(self, digest_of(self));
    receive_ready(self, digest_of(self));
}

static size_t result_count(const daemon_t *self)
{
    assert_int_equal(self->head.op, WORK_RESULT);
    assert_memory_equal(self->head.policy, digest_of(self), DIGEST_BYTES);
    return map_get(&self->map, "results")->via.array.size;
}

static const work_result_t *result_at(const daemon_t *self, size_t index)
{
    static work_result_t result;
    fault_t fault = {0};
    const msgpack_object *results = map_get(&self->map, "results");
    assert_true(index < results->via.array.size);
    if (record_from_map(&WORK_RESULT_RECORD, &results->via.array.ptr[index], &result, &fault) < 0)
        fail_msg("%s", fault.message);
    return &result;
}

/* ---- tests ---- */

/* First, because it forks: a process with ZeroMQ contexts must not. */
static void a_signal_ends_the_process_with_a_leave(void **state)
{
    (void)state;
    const int signals[] = {SIGTERM, SIGINT};
    daemon_t *self[2] = {daemon_new(), daemon_new()};
    pid_t worker[2];
    for (size_t i = 0; i < 2; i++) {
        worker[i] = fork();
        assert_true(worker[i] >= 0);
        if (worker[i] == 0) {
            fault_t fault;
            int rc = worker_run(&TRADE, self[i]->endpoint, NULL, &fault);
            zsys_shutdown(); /* as at the end of a main: waits until the goodbye is out */
            _exit(rc == 0 ? 0 : 1);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        open_router(self[i]); /* the worker is there first and keeps trying */
        receive(self[i]);
        assert_int_equal(self[i]->head.op, WORK_READY);
        kill(worker[i], signals[i]);
        receive_other(self[i]);
        assert_int_equal(self[i]->head.op, WORK_LEAVE);
        int status;
        assert_int_equal(waitpid(worker[i], &status, 0), worker[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        daemon_destroy(self[i]);
    }
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

int main(void)
{
    setenv("ZSYS_SIGHANDLER", "false", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_ends_the_process_with_a_leave),
        cmocka_unit_test(ready_says_who_and_without_which_policy),
        cmocka_unit_test(work_of_both_stages_gives_results_in_order),
        cmocka_unit_test(large_batches_come_back_in_messages_of_bounded_size),
        cmocka_unit_test(work_under_another_policy_is_not_done),
        cmocka_unit_test(a_policy_that_does_not_load_leaves_the_old_one),
        cmocka_unit_test(garbage_does_no_harm),
        cmocka_unit_test(a_restarted_daemon_hears_of_the_worker_again),
        cmocka_unit_test(an_actor_leaves_when_it_is_ended),
        cmocka_unit_test(the_escalator_judges_a_case_from_the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
