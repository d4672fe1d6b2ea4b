/* For the tests of the foreman: workers that are only addresses, a clock that is only a number, and
 * all that is sent to them, taken apart. */
#ifndef DUBAN_TEST_SCENE_H
#define DUBAN_TEST_SCENE_H

#include "house.h"

#include "../../daemon/foreman.h"
#include "../../workers/assess.h"

#include <stdlib.h>

#define LEASE_MS   30000
#define SILENCE_MS 5000
#define PEERS      16
#define SENT_MAX   20000

/* One item that was sent to a worker. */
typedef struct {
    unsigned peer;
    stage_t stage;
    uint64_t lease, case_number, line;
    clock_kind_t clock;
    int64_t now_ms;
    bool complaint_before, has_text;
    size_t batch; /* number of the message it came in */
} sent_t;

typedef struct {
    test_house_t *house;
    foreman_t foreman;
    int64_t tick_ms;
    bool unreachable[PEERS];
    unsigned policies[PEERS]; /* bundles sent to each */
    size_t batches;
    size_t count, done; /* items sent, and brought back by scene_bring_all */
    sent_t sent[SENT_MAX];
    unsigned answers;
    uint64_t ticket; /* of the last answer */
    buffer_t answer;
    unpacker_t unpacker;
    msgpack_object reply;
    case_t subject;
    work_result_t result;
} scene_t;

static inline route_t scene_route(unsigned peer)
{
    route_t route = {.length = 5};
    route.bytes[4] = (uint8_t)peer;
    return route;
}

static inline void scene_keep_items(scene_t *self, unsigned peer, const work_head_t *head,
    const msgpack_object *items, unpacker_t *unpacker)
{
    self->batches++;
    for (uint32_t i = 0; i < items->via.array.size; i++) {
        work_item_t item;
        case_t *subject = &self->subject;
        assert_int_equal(
            record_from_map(&WORK_ITEM_RECORD, &items->via.array.ptr[i], &item, NULL), 0);
        assert_int_equal(record_from_value(&CASE_RECORD, unpacker, item.case_value.bytes,
                             item.case_value.length, subject, NULL),
            0);
        assert_true(self->count < SENT_MAX);
        self->sent[self->count++] =
            (sent_t){peer, head->stage, item.lease, subject->number, item.line, item.clock,
                item.now_ms, item.complaint_before, item.text.length > 0, self->batches};
    }
}

static inline bool scene_send(void *context, const route_t *to, slice_t message)
{
    scene_t *self = context;
    unsigned peer = to->bytes[4];
    unpacker_t unpacker = {0}, inner = {0};
    msgpack_object map;
    work_head_t head;
    if (self->unreachable[peer])
        return false;
    assert_int_equal(unpack_message(&unpacker, message.bytes, message.length, &map, NULL), 0);
    assert_int_equal(record_from_map(&WORK_HEAD_RECORD, &map, &head, NULL), 0);
    assert_memory_equal(head.policy, self->house->registry.policy->digest, DIGEST_BYTES);
    if (head.op == WORK_POLICY)
        self->policies[peer]++;
    else
        scene_keep_items(self, peer, &head, answer_get(&map, "items"), &inner);
    unpacker_free(&inner);
    unpacker_free(&unpacker);
    return true;
}

static inline void scene_answer(void *context, uint64_t ticket, slice_t reply)
{
    scene_t *self = context;
    self->answers++;
    self->ticket = ticket;
    buffer_clear(&self->answer);
    buffer_append(&self->answer, reply.bytes, reply.length);
    assert_int_equal(unpack_message(&self->unpacker, self->answer.bytes, self->answer.length,
                         &self->reply, NULL),
        0);
}

static inline int scene_set_up(void **state)
{
    scene_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    house_set_up((void **)&self->house);
    foreman_init(&self->foreman, &self->house->registry, self->house->bundle, LEASE_MS, SILENCE_MS);
    self->foreman.send = scene_send;
    self->foreman.answer = scene_answer;
    self->foreman.context = self;
    self->tick_ms = 1000000;
    *state = self;
    return 0;
}

static inline int scene_tear_down(void **state)
{
    scene_t *self = *state;
    foreman_free(&self->foreman);
    house_tear_down((void **)&self->house);
    buffer_free(&self->answer);
    unpacker_free(&self->unpacker);
    free(self);
    return 0;
}

#define ON_SCENE(TEST) cmocka_unit_test_setup_teardown(TEST, scene_set_up, scene_tear_down)

/* ---- turns ---- */

/* Ends a turn as daemon/turn.c does. */
static inline void scene_commit(scene_t *self)
{
    assert_int_equal(store_commit(self->house->store), STORE_OK);
    foreman_follow(&self->foreman);
    registry_settle(&self->house->registry);
}

/* How many items were sent. */
static inline size_t scene_dispatch(scene_t *self)
{
    size_t before = self->count;
    while (foreman_dispatch(&self->foreman, 1024, self->house->now_ms, self->tick_ms)) {
    }
    return self->count - before;
}

static inline int scene_hear(scene_t *self, unsigned peer, const buffer_t *message)
{
    route_t route = scene_route(peer);
    store_begin(self->house->store);
    int rc = foreman_hear(&self->foreman, &route, buffer_slice(message), self->house->now_ms,
        self->tick_ms, &self->house->fault);
    scene_commit(self);
    return rc;
}

static inline work_head_t scene_head(scene_t *self, work_op_t op)
{
    work_head_t head = {.op = op};
    memcpy(head.policy, self->house->registry.policy->digest, DIGEST_BYTES);
    return head;
}

/* A worker says ready: it has the policy in force. */
static inline void scene_ready(scene_t *self, unsigned peer, stage_t stage, uint64_t capacity)
{
    buffer_t message = {0};
    work_head_t head = scene_head(self, WORK_READY);
    head.stage = stage;
    head.capacity = capacity;
    snprintf(head.name, sizeof head.name, "worker@here:%u", peer);
    work_pack_head(&head, NULL, 0, &message);
    assert_int_equal(scene_hear(self, peer, &message), 0);
    buffer_free(&message);
}

static inline void scene_leave(scene_t *self, unsigned peer)
{
    buffer_t message = {0};
    work_head_t head = scene_head(self, WORK_LEAVE);
    work_pack_head(&head, NULL, 0, &message);
    assert_int_equal(scene_hear(self, peer, &message), 0);
    buffer_free(&message);
}

static inline void scene_expire(scene_t *self)
{
    store_begin(self->house->store);
    foreman_expire(&self->foreman, self->house->now_ms, self->tick_ms);
    scene_commit(self);
}

/* ---- results ---- */

/* What a sound worker makes of an item, as the case stands now. */
static inline void scene_work(scene_t *self, const sent_t *sent)
{
    test_house_t *house = self->house;
    work_result_t *result = &self->result;
    const case_t *subject = house_case(house, sent->case_number);
    work_item_t item = {.lease = sent->lease, .now_ms = sent->now_ms};
    memset(result, 0, sizeof *result);
    result->lease = sent->lease;
    if (sent->stage == STAGE_CLASSIFY)
        result->classified = house_verdict();
    else if (sent->stage == STAGE_ESCALATE)
        assess_case(house->policy, subject, &item, &result->assessed);
    else
        result->step_count = assess_clock(
            house->policy, subject, sent->clock, sent->line, sent->now_ms, result->steps);
}

/* Sends self->result from a worker, under the policy in force or another. */
static inline void scene_say_result(scene_t *self, unsigned peer, bool other_policy)
{
    buffer_t message = {0};
    work_head_t head = scene_head(self, WORK_RESULT);
    head.policy[0] ^= other_policy;
    msgpack_packer packer = work_pack_head(&head, "results", 1, &message);
    record_pack_map(&WORK_RESULT_RECORD, &self->result, &packer);
    assert_int_equal(scene_hear(self, peer, &message), 0);
    buffer_free(&message);
}

static inline void scene_bring(scene_t *self, const sent_t *sent)
{
    scene_work(self, sent);
    scene_say_result(self, sent->peer, false);
}

static inline void scene_fail(scene_t *self, const sent_t *sent)
{
    memset(&self->result, 0, sizeof self->result);
    self->result.lease = sent->lease;
    snprintf(self->result.failure, sizeof self->result.failure, "读不懂");
    scene_say_result(self, sent->peer, false);
}

/* Brings back everything that was sent, and what is sent after it, until nothing comes. */
static inline void scene_bring_all(scene_t *self)
{
    do {
        for (; self->done < self->count; self->done++)
            scene_bring(self, &self->sent[self->done]);
    } while (scene_dispatch(self) > 0);
}

static inline size_t scene_leases(const scene_t *self)
{
    return HASH_CNT(by_id, self->foreman.dispatcher.by_id);
}

#endif
