/* The daemon's side of the work socket, played by a test: one worker, its messages checked. */
#ifndef DUBAN_TEST_FAKE_DAEMON_H
#define DUBAN_TEST_FAKE_DAEMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../proto/request.h"
#include "../../workers/worker.h"

#include <sys/wait.h>
#include <unistd.h>

/* After these a test fails rather than hangs. */
#define PATIENCE_MS    20000
#define HEARTBEATS_MAX 20

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

static inline void open_router(daemon_t *self)
{
    self->router = zsock_new(ZMQ_ROUTER);
    assert_non_null(self->router);
    zsock_set_rcvtimeo(self->router, PATIENCE_MS);
    zsock_set_linger(self->router, 0);
    assert_int_equal(zsock_bind(self->router, "%s", self->endpoint), 0);
}

static inline daemon_t *daemon_new(void)
{
    daemon_t *self = zmalloc(sizeof *self);
    snprintf(self->directory, sizeof self->directory, "/tmp/duban-test-XXXXXX");
    assert_non_null(mkdtemp(self->directory));
    snprintf(self->endpoint, sizeof self->endpoint, "ipc://%s/work", self->directory);
    return self;
}

static inline void start(daemon_t *self, const trade_t *trade)
{
    open_router(self);
    self->arguments = (worker_arguments_t){trade, self->endpoint};
    self->worker = zactor_new(worker_actor, &self->arguments);
    self->bundle = bundle_embedded();
}

static inline void daemon_destroy(daemon_t *self)
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
static inline void receive(daemon_t *self)
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
static inline void receive_other(daemon_t *self)
{
    for (int i = 0; i < HEARTBEATS_MAX; i++) {
        receive(self);
        if (self->head.op != WORK_READY)
            return;
    }
    fail_msg("nothing but heartbeats");
}

static inline void receive_ready(daemon_t *self, const uint8_t policy[DIGEST_BYTES])
{
    for (int i = 0; i < HEARTBEATS_MAX; i++) {
        receive(self);
        assert_int_equal(self->head.op, WORK_READY);
        if (memcmp(self->head.policy, policy, DIGEST_BYTES) == 0)
            return;
    }
    fail_msg("no heartbeat with the policy");
}

static inline void send_frames(
    daemon_t *self, const void *signature, size_t length, const buffer_t *body)
{
    zmsg_t *message = zmsg_new();
    zmsg_addmem(message, zframe_data(self->peer), zframe_size(self->peer));
    zmsg_addmem(message, signature, length);
    if (body)
        zmsg_addmem(message, body->bytes, body->length);
    assert_int_equal(zmsg_send(&message, self->router), 0);
}

static inline void send_body(daemon_t *self, buffer_t *body)
{
    send_frames(self, SIGNATURE, SIGNATURE_BYTES, body);
    buffer_free(body);
}

static inline void send_policy(daemon_t *self, const uint8_t digest[DIGEST_BYTES])
{
    buffer_t body = {0};
    work_head_t head = {.op = WORK_POLICY};
    memcpy(head.policy, digest, DIGEST_BYTES);
    msgpack_packer packer = work_pack_head(&head, "files", bundle_count(self->bundle), &body);
    bundle_pack_files(self->bundle, &packer);
    send_body(self, &body);
}

/* Sends items with the leases first, first + 1, … */
static inline void send_items(
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

static inline const uint8_t *digest_of(const daemon_t *self)
{
    return bundle_digest(self->bundle);
}

static inline void give_policy(daemon_t *self)
{
    receive(self);
    send_policy(self, digest_of(self));
    receive_ready(self, digest_of(self));
}

static inline size_t result_count(const daemon_t *self)
{
    assert_int_equal(self->head.op, WORK_RESULT);
    assert_memory_equal(self->head.policy, digest_of(self), DIGEST_BYTES);
    return map_get(&self->map, "results")->via.array.size;
}

static inline const work_result_t *result_at(const daemon_t *self, size_t index)
{
    static work_result_t result;
    fault_t fault = {0};
    const msgpack_object *results = map_get(&self->map, "results");
    assert_true(index < results->via.array.size);
    if (record_from_map(&WORK_RESULT_RECORD, &results->via.array.ptr[index], &result, &fault) < 0)
        fail_msg("%s", fault.message);
    return &result;
}

/* Runs a worker as a process of its own, which is there before the daemon and keeps trying. */
static inline pid_t start_process(daemon_t *self, const trade_t *trade)
{
    pid_t worker = fork();
    assert_true(worker >= 0);
    if (worker == 0) {
        fault_t fault;
        int rc = worker_run(trade, self->endpoint, NULL, &fault);
        zsys_shutdown(); /* as at the end of a main: waits until the goodbye is out */
        _exit(rc == 0 ? 0 : 1);
    }
    return worker;
}

static inline void assert_exits_well(pid_t worker)
{
    int status;
    assert_int_equal(waitpid(worker, &status, 0), worker);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#endif
