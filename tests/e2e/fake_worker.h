/* A worker played by the test, which may be lazy, confused or malicious. */
#ifndef DUBAN_TEST_FAKE_WORKER_H
#define DUBAN_TEST_FAKE_WORKER_H

#include "../../proto/work.h"
#include "raw.h"

typedef struct {
    raw_t *raw;
    stage_t stage;
    uint64_t capacity;
    uint8_t policy[DIGEST_BYTES];
    size_t lease_count; /* of the last work taken */
    uint64_t leases[WORK_BATCH_MAX];
} fake_t;

static inline void fake_ready(fake_t *self)
{
    buffer_t body = {0};
    work_head_t head = {.op = WORK_READY, .stage = self->stage, .capacity = self->capacity};
    memcpy(head.policy, self->policy, sizeof head.policy);
    snprintf(head.name, sizeof head.name, "fake");
    work_pack_head(&head, NULL, 0, &body);
    raw_send_body(self->raw, &body);
}

/* Connects, with the policy in force, and says ready. */
static inline void fake_open(fake_t *self, site_t *site, stage_t stage, uint64_t capacity)
{
    answer_t answer;
    *self = (fake_t){.stage = stage, .capacity = capacity};
    assert_int_equal(answer_open(&answer, duban_ping(site->client, NULL), NULL), 0);
    slice_t digest = view_bytes(&answer.root, "policy");
    assert_int_equal(digest.length, DIGEST_BYTES);
    memcpy(self->policy, digest.bytes, DIGEST_BYTES);
    answer_close(&answer);
    self->raw = raw_open(ZMQ_DEALER, site->work, NULL);
    fake_ready(self);
}

/* Takes the next work; false when none comes in `wait_ms`. */
static inline bool fake_take(fake_t *self, int wait_ms)
{
    work_head_t head;
    fault_t fault;
    if (!raw_receive(self->raw, wait_ms))
        return false;
    assert_int_equal(record_from_map(&WORK_HEAD_RECORD, &self->raw->map, &head, &fault), 0);
    assert_int_equal(head.op, WORK_ITEMS);
    assert_int_equal(head.stage, self->stage);
    self->lease_count = view_count(&self->raw->map, "items");
    assert_in_range(self->lease_count, 1, WORK_BATCH_MAX);
    for (size_t i = 0; i < self->lease_count; i++)
        self->leases[i] = view_number(view_item(&self->raw->map, "items", i), "lease");
    return true;
}

/* Begins a result message of `count` results; the caller packs them and sends the body. */
static inline msgpack_packer fake_result(const fake_t *self, size_t count, buffer_t *body)
{
    work_head_t head = {.op = WORK_RESULT, .stage = self->stage};
    memcpy(head.policy, self->policy, sizeof head.policy);
    return work_pack_head(&head, "results", count, body);
}

/* Sends one sound verdict, "not in scope", for a lease. */
static inline void fake_classify(const fake_t *self, uint64_t lease)
{
    buffer_t body = {0};
    msgpack_packer packer = fake_result(self, 1, &body);
    msgpack_pack_map(&packer, 2);
    pack_text(&packer, "lease");
    msgpack_pack_uint64(&packer, lease);
    pack_text(&packer, "classified");
    msgpack_pack_map(&packer, 1);
    pack_text(&packer, "scope");
    msgpack_pack_false(&packer);
    raw_send_body(self->raw, &body);
}

/* Says that the item of a lease could not be done. */
static inline void fake_fail(const fake_t *self, uint64_t lease, const char *failure)
{
    buffer_t body = {0};
    msgpack_packer packer = fake_result(self, 1, &body);
    msgpack_pack_map(&packer, 2);
    pack_text(&packer, "lease");
    msgpack_pack_uint64(&packer, lease);
    pack_text(&packer, "failure");
    pack_text(&packer, failure);
    raw_send_body(self->raw, &body);
}

/* Connections end in silence, as those of killed workers do. */
static inline void fake_close(fake_t *self)
{
    raw_close(&self->raw);
}

#endif
