/* Fills the workers' capacity from the queues of the last commit: the stage table for cases, the
 * clock table for the running sweep. */
#include "facts.h"
#include "foreman.h"
#include "standing.h"

#include <string.h>

#define BATCH_ITEMS 64
#define BATCH_BYTES (1024 * 1024)

/* Work of one stage for one worker, being put together. */
typedef struct {
    foreman_t *foreman;
    store_view_t *view;
    int64_t now_ms, tick_ms;
    stage_t stage;
    worker_t *worker;
    size_t count;
    lease_t *leases[BATCH_ITEMS];
    buffer_t items;
    standing_t *standing; /* P39, as of the moment that the last item is judged by */
    bool sent;            /* anything, to anybody */
} batch_t;

/* ---- one item ---- */

/* What the escalator is told of the leaders of the case. False when memory is out. */
static bool add_standing(batch_t *batch, const case_t *subject, work_item_t *item)
{
    foreman_t *self = batch->foreman;
    if (batch->standing && standing_now_ms(batch->standing) != item->now_ms)
        standing_destroy(&batch->standing);
    if (!batch->standing)
        batch->standing =
            standing_new(batch->view, &self->item_unpacker, self->registry->policy, item->now_ms);
    if (batch->standing)
        standing_fill(batch->standing, subject, item);
    return batch->standing != NULL;
}

/* Packs the item of a lease from what the snapshot has. False when it cannot be read. */
static bool pack_item(
    batch_t *batch, const lease_t *lease, const case_t *subject, slice_t case_value)
{
    foreman_t *self = batch->foreman;
    work_item_t item = {.lease = lease->id, .case_value = case_value};
    document_t document = {{0}, {0}, {0}};
    slice_t value;
    store_key_t key = key_number(subject->number);
    if (batch->stage == STAGE_CLASSIFY) {
        if (!view_get(batch->view, TABLE_DOCUMENT, key_slice(&key), &value) ||
            record_from_value(&DOCUMENT_RECORD, &self->item_unpacker, value.bytes, value.length,
                &document, NULL) < 0)
            return false;
        item.title = document.title;
        item.text = document.text;
        item.accused = document.accused;
    } else if (batch->stage == STAGE_ESCALATE) {
        facts_fill(batch->view, &self->item_unpacker, self->registry->policy, subject,
            batch->now_ms, &item);
    } else {
        item.now_ms = self->sweeps[0].at_ms;
        item.clock = (clock_kind_t)lease->target.clock;
        item.line = lease->target.line;
    }
    if (batch->stage != STAGE_CLASSIFY && !add_standing(batch, subject, &item))
        return false;
    msgpack_packer packer = buffer_packer(&batch->items);
    record_pack_map(&WORK_ITEM_RECORD, &item, &packer);
    return true;
}

/* ---- the batch ---- */

static void take_back(batch_t *batch)
{
    foreman_t *self = batch->foreman;
    for (size_t i = 0; i < batch->count; i++) {
        const target_t *target = &batch->leases[i]->target;
        if (target->case_number < self->resume[target->stage])
            self->resume[target->stage] = target->case_number;
        if (batch->leases[i]->dry)
            self->sweeps[0].failed++; /* a dry run asks once */
        dispatcher_release(&self->dispatcher, batch->leases[i]);
    }
}

/* Sends what the batch holds. False when the worker is gone; its leases are free again. */
static bool send_batch(batch_t *batch)
{
    foreman_t *self = batch->foreman;
    if (batch->count == 0)
        return true;
    work_head_t head = {.op = WORK_ITEMS, .stage = batch->stage};
    memcpy(head.policy, self->registry->policy->digest, sizeof head.policy);
    buffer_clear(&self->message);
    work_pack_head(&head, "items", batch->count, &self->message);
    buffer_append(&self->message, batch->items.bytes, batch->items.length);
    bool sent = self->send(self->context, &batch->worker->route, buffer_slice(&self->message));
    if (sent) {
        batch->sent = true;
    } else {
        take_back(batch);
        dispatcher_lose(&self->dispatcher, batch->worker, batch->tick_ms);
    }
    batch->count = 0;
    buffer_clear(&batch->items);
    return sent;
}

/* True when the target was leased and packed, or cannot be and is passed over; false when there is
 * nobody to take it now. */
static bool add_target(batch_t *batch, const target_t *target)
{
    foreman_t *self = batch->foreman;
    case_t subject;
    slice_t value;
    store_key_t key = key_number(target->case_number);
    if (!view_get(batch->view, TABLE_CASE, key_slice(&key), &value) ||
        record_from_value(
            &CASE_RECORD, &self->item_unpacker, value.bytes, value.length, &subject, NULL) < 0) {
        if (batch->stage == STAGE_CLOCK)
            sweep_set_back(self, target);
        return true; /* `duban ledger replay` tells of a case that cannot be read */
    }
    bool suspect = subject.attempts > 0 && batch->stage != STAGE_CLOCK;
    bool full = batch->count == BATCH_ITEMS || batch->items.length >= BATCH_BYTES ||
                (batch->worker && batch->worker->leased >= batch->worker->capacity);
    if (suspect || full || !batch->worker) {
        if (!send_batch(batch))
            return false;
        batch->worker = dispatcher_idle(&self->dispatcher, batch->stage, suspect);
        if (!batch->worker)
            return false;
    }
    lease_t *lease = dispatcher_lease(&self->dispatcher, batch->worker, target, batch->tick_ms);
    if (!lease)
        return false;
    lease->dry = batch->stage == STAGE_CLOCK && self->sweeps[0].dry;
    lease->seen_event = subject.last_event;
    if (!pack_item(batch, lease, &subject, value)) {
        dispatcher_release(&self->dispatcher, lease);
        return true;
    }
    batch->leases[batch->count++] = lease;
    if (suspect) {
        if (!send_batch(batch))
            return false;
        batch->worker = NULL;
    }
    return true;
}

/* ---- the queues ---- */

static void dispatch_stage(batch_t *batch, size_t items_max)
{
    foreman_t *self = batch->foreman;
    store_key_t from = key_stage(batch->stage, self->resume[batch->stage]);
    slice_t key, value;
    store_cursor_t *cursor = cursor_open(batch->view, TABLE_STAGE);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    uint64_t next = self->resume[batch->stage]; /* the first case that was not handed out */
    self->resume[batch->stage] = UINT64_MAX; /* lowered by what an unreachable worker gives back */
    for (size_t items = 0; found && items < items_max; items++) {
        if (((const uint8_t *)key.bytes)[0] != batch->stage)
            break;
        target_t target;
        memset(&target, 0, sizeof target); /* a hash key, padding included */
        target.case_number = key_last_number(key);
        target.stage = batch->stage;
        next = target.case_number;
        if (!dispatcher_is_leased(&self->dispatcher, &target) && !add_target(batch, &target))
            break;
        next++;
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    send_batch(batch);
    if (next < self->resume[batch->stage])
        self->resume[batch->stage] = next;
}

/* True when there was nothing due that somebody could still do. */
static bool dispatch_clocks(batch_t *batch, size_t items_max)
{
    foreman_t *self = batch->foreman;
    sweep_run_t *sweep = &self->sweeps[0];
    store_key_t from = key_clock(0, 0, 0, CLOCK_UNSET);
    if (sweep->has_after)
        from = key_clock(sweep->after.next_ms, sweep->after.case_number, sweep->after.line,
            sweep->after.kind + 1);
    slice_t key, value;
    clock_key_t clock;
    bool nothing_left = true;
    store_cursor_t *cursor = cursor_open(batch->view, TABLE_CLOCK);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    size_t items = 0;
    while (found && key_read_clock(key, &clock) && clock.next_ms <= sweep->at_ms) {
        target_t target;
        memset(&target, 0, sizeof target);
        target.case_number = clock.case_number;
        target.line = clock.line;
        target.clock = clock.kind;
        target.stage = STAGE_CLOCK;
        if (!sweep_gave_up(self, &target)) {
            nothing_left = false;
            if (items++ == items_max ||
                (!dispatcher_is_leased(&self->dispatcher, &target) && !add_target(batch, &target)))
                break;
            sweep->has_after = sweep->dry;
            sweep->after = clock;
        }
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    send_batch(batch);
    return nothing_left;
}

bool foreman_dispatch(foreman_t *self, size_t items_max, int64_t now_ms, int64_t tick_ms)
{
    static const stage_t stages[] = {STAGE_ESCALATE, STAGE_CLASSIFY};
    batch_t batch = {.foreman = self, .now_ms = now_ms, .tick_ms = tick_ms};
    batch.view = snapshot_open(self->registry->store);
    if (!batch.view)
        return false;
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        batch.stage = stages[i];
        batch.worker = NULL;
        if (self->resume[stages[i]] != UINT64_MAX &&
            dispatcher_serves(&self->dispatcher, stages[i]))
            dispatch_stage(&batch, items_max);
    }
    if (self->sweep_count > 0 && !self->sweeps_wait) {
        batch.stage = STAGE_CLOCK;
        batch.worker = NULL;
        bool nothing_left = dispatch_clocks(&batch, items_max);
        sweep_finish(self, nothing_left, tick_ms);
    }
    standing_destroy(&batch.standing);
    snapshot_close(&batch.view);
    buffer_free(&batch.items);
    return batch.sent;
}
