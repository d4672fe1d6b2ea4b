/* Walks through the open cases in the order of their numbers and moves the clocks whose due moment
 * has become another one. */
#include "reschedule.h"

#include "index.h"
#include "keys.h"

#include <string.h>

/* meta: digest of the clocks' rules ‖ number of the next case (8 bytes), all ones when done. */
#define MARK_BYTES (DIGEST_BYTES + 8)
static const slice_t mark_name = {"clock_rules", 11};

void reschedule_case(const policy_t *policy, const case_t *subject, rescheduled_t *data)
{
    const clocks_t *clocks = &policy->clocks;
    data->clock_count = 0;
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        int64_t due_ms = clock_anew_ms(clocks, policy->calendar, clock);
        int64_t next_ms = clock_next_ms(clocks, policy->calendar, clock, due_ms);
        if (due_ms == clock->due_ms && next_ms == clock->next_ms)
            continue;
        data->clocks[data->clock_count++] = (clock_moved_t){.kind = clock->kind,
            .line = clock->line,
            .due_ms = due_ms,
            .next_ms = next_ms,
            .was_due_ms = clock->due_ms};
    }
}

/* ---- the mark in the store ---- */

void reschedule_follow(reschedule_t *self, registry_t *registry)
{
    slice_t mark;
    store_view_t *view = snapshot_open(registry->store);
    self->pending = true;
    self->next_case = 1;
    if (view && view_get(view, TABLE_META, mark_name, &mark) && mark.length == MARK_BYTES &&
        memcmp(mark.bytes, registry->policy->clocks_digest, DIGEST_BYTES) == 0) {
        self->next_case = key_last_number(mark);
        self->pending = self->next_case != UINT64_MAX;
    }
    snapshot_close(&view);
}

static void put_mark(const reschedule_t *self, registry_t *registry)
{
    uint8_t bytes[MARK_BYTES];
    slice_t stored;
    store_key_t next = key_number(self->next_case);
    memcpy(bytes, registry->policy->clocks_digest, DIGEST_BYTES);
    memcpy(bytes + DIGEST_BYTES, next.bytes, next.length);
    bool same = view_get(store_writing(registry->store), TABLE_META, mark_name, &stored) &&
                stored.length == MARK_BYTES && memcmp(stored.bytes, bytes, MARK_BYTES) == 0;
    if (!same)
        store_put(registry->store, TABLE_META, mark_name, (slice_t){bytes, sizeof bytes});
}

/* ---- the walk ---- */

/* Where the index of the stages has the open cases: what is urgent stands in the human queue under
 * a number of its own, and who waits for a person may stand in another stage too. */
static const struct {
    stage_t stage;
    uint64_t first;
} queues[] = {
    {STAGE_CLASSIFY, 0},
    {STAGE_ESCALATE, 0},
    {STAGE_HUMAN, 0},
    {STAGE_HUMAN, INDEX_FIRST},
    {STAGE_STAFF, 0},
};
#define QUEUES (sizeof queues / sizeof queues[0])

/* The first case from `number` on that stands in the queue; UINT64_MAX when there is none. */
static uint64_t first_in_queue(store_view_t *view, size_t queue, uint64_t number)
{
    slice_t key, value;
    stage_t stage = queues[queue].stage;
    store_key_t from = key_stage(stage, queues[queue].first | number);
    store_cursor_t *cursor = cursor_open(view, TABLE_STAGE);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value) &&
                 ((const uint8_t *)key.bytes)[0] == (uint8_t)stage &&
                 (key_last_number(key) & INDEX_FIRST) == queues[queue].first;
    uint64_t first = found ? key_last_number(key) & ~INDEX_FIRST : UINT64_MAX;
    cursor_close(&cursor);
    return first;
}

/* Goes to the next open case. Its number is what the walk is ordered by: a case may change its
 * stage while the walk is under way, and is met all the same. */
static uint64_t next_open(store_view_t *view, uint64_t number, uint64_t ahead[QUEUES])
{
    uint64_t next = UINT64_MAX;
    for (size_t i = 0; i < QUEUES; i++) {
        if (ahead[i] < number)
            ahead[i] = first_in_queue(view, i, number);
        next = ahead[i] < next ? ahead[i] : next;
    }
    return next;
}

/* True when some clock of the case came out otherwise. */
static bool look_at(registry_t *registry, uint64_t number, int64_t now_ms)
{
    case_t subject;
    fault_t fault;
    if (!registry_case(
            store_writing(registry->store), &registry->unpacker, number, &subject, &fault))
        return false; /* `duban ledger replay` tells of a case that cannot be read */
    event_t *event = registry_event(registry, EVENT_RESCHEDULED, "duband", ROLE_WORKER, now_ms);
    reschedule_case(registry->policy, &subject, &event->data.rescheduled);
    if (event->data.rescheduled.clock_count == 0)
        return false;
    registry_emit(registry, &subject, event);
    return true;
}

bool reschedule_step(reschedule_t *self, registry_t *registry, uint64_t cases_max, int64_t now_ms)
{
    store_view_t *view = store_writing(registry->store);
    if (!self->pending || !view)
        return false;
    uint64_t ahead[QUEUES] = {0};
    for (uint64_t count = 0; count < cases_max && self->pending; count++) {
        uint64_t number = next_open(view, self->next_case, ahead);
        if (number == UINT64_MAX) {
            self->pending = false;
            self->next_case = UINT64_MAX;
            break;
        }
        self->looked++;
        self->moved += look_at(registry, number, now_ms);
        self->next_case = number + 1;
    }
    put_mark(self, registry);
    return self->pending;
}
