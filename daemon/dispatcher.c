/* Workers and leases, and which of them may get what. */
#include "dispatcher.h"

#include <stdlib.h>
#include <string.h>

void dispatcher_init(dispatcher_t *self, int64_t lease_ms, int64_t silence_ms)
{
    *self = (dispatcher_t){.lease_ms = lease_ms, .silence_ms = silence_ms};
}

void dispatcher_free(dispatcher_t *self)
{
    lease_t *lease, *next_lease;
    HASH_CLEAR(by_target, self->by_target);
    HASH_ITER(by_id, self->by_id, lease, next_lease)
    {
        HASH_DELETE(by_id, self->by_id, lease);
        free(lease);
    }
    worker_t *worker, *next_worker;
    HASH_ITER(hh, self->workers, worker, next_worker)
    {
        HASH_DEL(self->workers, worker);
        free(worker);
    }
}

/* ---- workers ---- */

static worker_t *find_worker(const dispatcher_t *self, const route_t *route)
{
    worker_t *worker;
    HASH_FIND(hh, self->workers, route->bytes, route->length, worker);
    return worker;
}

worker_t *dispatcher_ready(
    dispatcher_t *self, const route_t *route, const work_head_t *head, bool current, int64_t now_ms)
{
    worker_t *worker = find_worker(self, route);
    if (!worker) {
        if (HASH_COUNT(self->workers) >= WORKERS_MAX)
            return NULL;
        worker = calloc(1, sizeof *worker);
        if (!worker)
            return NULL;
        worker->route = *route;
        HASH_ADD_KEYPTR(hh, self->workers, worker->route.bytes, worker->route.length, worker);
    }
    memcpy(worker->name, head->name, sizeof worker->name);
    worker->stage = head->stage;
    worker->capacity = head->capacity;
    worker->current = current;
    worker->heard_ms = now_ms;
    return worker;
}

worker_t *dispatcher_heard(dispatcher_t *self, const route_t *route, int64_t now_ms)
{
    worker_t *worker = find_worker(self, route);
    if (worker)
        worker->heard_ms = now_ms;
    return worker;
}

void dispatcher_outdate(dispatcher_t *self)
{
    worker_t *worker, *next;
    HASH_ITER(hh, self->workers, worker, next)
    worker->current = false;
}

static bool serves(const worker_t *worker, stage_t stage)
{
    return worker->stage == (stage == STAGE_CLOCK ? STAGE_ESCALATE : stage);
}

bool dispatcher_serves(const dispatcher_t *self, stage_t stage)
{
    worker_t *worker, *next;
    HASH_ITER(hh, self->workers, worker, next)
    {
        if (serves(worker, stage))
            return true;
    }
    return false;
}

worker_t *dispatcher_idle(dispatcher_t *self, stage_t stage, bool suspect)
{
    worker_t *best = NULL, *worker, *next;
    HASH_ITER(hh, self->workers, worker, next)
    {
        if (!serves(worker, stage) || !worker->current || worker->leased >= worker->capacity)
            continue;
        if (suspect && (worker->leased == 0 || worker->reserved)) {
            best = worker;
            break;
        }
        if (worker->reserved && worker->leased > 0)
            continue;
        if (!best || worker->capacity - worker->leased > best->capacity - best->leased)
            best = worker;
    }
    if (suspect && best) {
        best->reserved = true;
        if (best->leased > 0)
            return NULL;
    }
    return best;
}

void dispatcher_lose(dispatcher_t *self, worker_t *worker, int64_t now_ms)
{
    worker->current = false;
    worker->heard_ms = now_ms - self->silence_ms;
}

worker_t *dispatcher_silent(dispatcher_t *self, int64_t now_ms)
{
    worker_t *worker, *next;
    HASH_ITER(hh, self->workers, worker, next)
    {
        if (worker->leased == 0 && now_ms - worker->heard_ms >= self->silence_ms)
            return worker;
    }
    return NULL;
}

void dispatcher_forget(dispatcher_t *self, worker_t *worker)
{
    HASH_DEL(self->workers, worker);
    free(worker);
}

/* ---- leases ---- */

lease_t *dispatcher_lease(
    dispatcher_t *self, worker_t *worker, const target_t *target, int64_t now_ms)
{
    if (dispatcher_is_leased(self, target))
        return NULL;
    lease_t *lease = calloc(1, sizeof *lease);
    if (!lease)
        return NULL;
    lease->id = ++self->last_lease;
    lease->target = *target;
    lease->worker = worker;
    lease->expires_ms = now_ms + self->lease_ms;
    HASH_ADD(by_id, self->by_id, id, sizeof lease->id, lease);
    HASH_ADD(by_target, self->by_target, target, sizeof lease->target, lease);
    worker->leased++;
    return lease;
}

bool dispatcher_is_leased(const dispatcher_t *self, const target_t *target)
{
    lease_t *lease;
    HASH_FIND(by_target, self->by_target, target, sizeof *target, lease);
    return lease != NULL;
}

lease_t *dispatcher_find(dispatcher_t *self, const worker_t *worker, uint64_t id)
{
    lease_t *lease;
    HASH_FIND(by_id, self->by_id, &id, sizeof id, lease);
    return lease && lease->worker == worker ? lease : NULL;
}

void dispatcher_release(dispatcher_t *self, lease_t *lease)
{
    HASH_DELETE(by_id, self->by_id, lease);
    HASH_DELETE(by_target, self->by_target, lease);
    if (--lease->worker->leased == 0)
        lease->worker->reserved = false;
    free(lease);
}

lease_t *dispatcher_held_by(dispatcher_t *self, const worker_t *worker)
{
    lease_t *lease, *next;
    HASH_ITER(by_id, self->by_id, lease, next)
    {
        if (lease->worker == worker)
            return lease;
    }
    return NULL;
}

/* All leases last equally long and stand in the order they were given, so the first one is the
 * first to run out. */
lease_t *dispatcher_overdue(dispatcher_t *self, int64_t now_ms)
{
    worker_t *worker, *next;
    if (self->by_id && now_ms >= self->by_id->expires_ms)
        return self->by_id;
    HASH_ITER(hh, self->workers, worker, next)
    {
        if (worker->leased > 0 && now_ms - worker->heard_ms >= self->silence_ms)
            return dispatcher_held_by(self, worker);
    }
    return NULL;
}

size_t dispatcher_lease_count(const dispatcher_t *self, stage_t stage)
{
    size_t count = 0;
    lease_t *lease, *next;
    HASH_ITER(by_id, self->by_id, lease, next)
    count += lease->target.stage == stage;
    return count;
}
