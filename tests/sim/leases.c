/* Notes what results came in a turn, and looks at the dispatcher after it. */
#include "leases.h"

#include "bus.h"
#include "log.h"

#include <string.h>

#define NOTED_MAX 8192

typedef struct {
    route_t peer;
    uint64_t lease;
} noted_t;

static noted_t noted[NOTED_MAX];
static size_t noted_count;
static uint8_t policies[1 << 16][DIGEST_BYTES];
static unpacker_t unpacker, case_unpacker;

static const msgpack_object *read_list(slice_t body, const char *list, work_head_t *head)
{
    static msgpack_object map;
    *head = (work_head_t){0};
    if (unpack_message(&unpacker, body.bytes, body.length, &map, NULL) < 0 ||
        record_from_map(&WORK_HEAD_RECORD, &map, head, NULL) < 0)
        return NULL;
    return map_get(&map, list);
}

/* By the number in its route; what the worker said last of its policy. */
static uint8_t (*policy_of(const route_t *route))[DIGEST_BYTES]
{
    return &policies[(size_t)route->bytes[2] << 8 | route->bytes[3]];
}

void leases_note_message(const route_t *peer, slice_t body)
{
    work_head_t head;
    const msgpack_object *results = read_list(body, "results", &head);
    if (head.op == WORK_READY)
        memcpy(*policy_of(peer), head.policy, DIGEST_BYTES);
    for (uint32_t i = 0; results && i < results->via.array.size; i++) {
        const msgpack_object *lease = map_get(&results->via.array.ptr[i], "lease");
        if (noted_count < NOTED_MAX)
            noted[noted_count++] = (noted_t){*peer, lease->via.u64};
    }
}

void leases_check_items(const foreman_t *foreman, slice_t body)
{
    static work_item_t item;
    static case_t subject;
    work_head_t head;
    const msgpack_object *items = read_list(body, "items", &head);
    for (uint32_t i = 0; items && i < items->via.array.size; i++) {
        lease_t *lease;
        if (record_from_map(&WORK_ITEM_RECORD, &items->via.array.ptr[i], &item, NULL) < 0 ||
            record_from_value(&CASE_RECORD, &case_unpacker, item.case_value.bytes,
                item.case_value.length, &subject, NULL) < 0)
            log_fail("a work item cannot be read");
        HASH_FIND(by_id, foreman->dispatcher.by_id, &item.lease, sizeof item.lease, lease);
        if (!lease || lease->target.case_number != subject.number)
            log_fail(
                "case %llu is sent without a lease of its own", (unsigned long long)subject.number);
        if (memcmp(*policy_of(&lease->worker->route), head.policy, DIGEST_BYTES) != 0)
            log_fail("%s is sent work under a policy that it does not have", lease->worker->name);
        if (head.stage != STAGE_CLOCK && subject.stage != head.stage)
            log_fail("case %llu is sent to `%s` and waits for `%s`",
                (unsigned long long)subject.number, term_name(&STAGES, head.stage),
                term_name(&STAGES, subject.stage));
        if (head.stage != STAGE_CLOCK && subject.attempts > 0 && items->via.array.size > 1)
            log_fail("case %llu has failed before and is sent among others",
                (unsigned long long)subject.number);
    }
}

static void check_noted(const dispatcher_t *dispatcher)
{
    for (size_t i = 0; i < noted_count; i++) {
        lease_t *lease;
        HASH_FIND(by_id, dispatcher->by_id, &noted[i].lease, sizeof noted[i].lease, lease);
        if (!lease || lease->worker->route.length != noted[i].peer.length)
            continue;
        if (memcmp(lease->worker->route.bytes, noted[i].peer.bytes, noted[i].peer.length) == 0)
            log_fail(
                "lease %llu lives on after its result came", (unsigned long long)noted[i].lease);
    }
    noted_count = 0;
}

void leases_check(const foreman_t *foreman)
{
    const dispatcher_t *dispatcher = &foreman->dispatcher;
    worker_t *worker, *next_worker;
    lease_t *lease, *next_lease;
    size_t sum = 0, count = 0;
    check_noted(dispatcher);
    HASH_ITER(hh, dispatcher->workers, worker, next_worker)
    {
        if (worker->leased > worker->capacity)
            log_fail("%s holds %zu leases and has room for %zu", worker->name, worker->leased,
                worker->capacity);
        if (bus_mono_ms() - worker->heard_ms > dispatcher->silence_ms)
            log_fail("%s is silent and still counted on", worker->name);
        sum += worker->leased;
    }
    HASH_ITER(by_id, dispatcher->by_id, lease, next_lease)
    {
        if (bus_mono_ms() >= lease->expires_ms)
            log_fail("lease %llu has run out and lives on", (unsigned long long)lease->id);
        count++;
    }
    if (sum != count || count != HASH_CNT(by_target, dispatcher->by_target))
        log_fail("%zu leases, %zu with workers, %u by target", count, sum,
            HASH_CNT(by_target, dispatcher->by_target));
}

static void check_queue(const foreman_t *foreman, store_view_t *view, stage_t stage)
{
    slice_t key, value;
    store_key_t from = key_stage(stage, 0), until = key_stage(stage, foreman->resume[stage]);
    store_cursor_t *cursor = cursor_open(view, TABLE_STAGE);
    for (bool more = cursor_at_least(cursor, key_slice(&from), &key, &value);
         more && memcmp(key.bytes, until.bytes, until.length) < 0;
         more = cursor_next(cursor, &key, &value)) {
        target_t target;
        memset(&target, 0, sizeof target);
        target.case_number = key_last_number(key);
        target.stage = stage;
        if (!dispatcher_is_leased(&foreman->dispatcher, &target))
            log_fail("case %llu waits for `%s` and is forgotten in the queue",
                (unsigned long long)target.case_number, term_name(&STAGES, stage));
    }
    cursor_close(&cursor);
}

void leases_check_queues(const foreman_t *foreman)
{
    store_view_t *view = snapshot_open(foreman->registry->store);
    check_queue(foreman, view, STAGE_CLASSIFY);
    check_queue(foreman, view, STAGE_ESCALATE);
    snapshot_close(&view);
}

void leases_forget(void)
{
    noted_count = 0;
}

void leases_close(void)
{
    unpacker_free(&unpacker);
    unpacker_free(&case_unpacker);
}

static bool real_sweep;

void leases_note_sweep(const foreman_t *foreman)
{
    lease_t *lease, *next;
    real_sweep = !foreman;
    if (!foreman)
        return;
    HASH_ITER(by_id, foreman->dispatcher.by_id, lease, next)
    real_sweep |= lease->target.stage == STAGE_CLOCK && !lease->dry;
}

void leases_check_step(uint64_t case_number)
{
    if (!real_sweep)
        log_fail("case %llu climbs a level, and no sweep that is real is under way",
            (unsigned long long)case_number);
}
