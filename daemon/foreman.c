/* What workers say: ready, results, leave; and what becomes of work that nobody brings back. */
#include "foreman.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LEASE_COUNT_BITS 24 /* of a lease's id; the rest is the daemon's own */

void foreman_init(foreman_t *self, registry_t *registry, const bundle_t *bundle, int64_t lease_ms,
    int64_t silence_ms)
{
    *self = (foreman_t){.registry = registry, .bundle = bundle};
    dispatcher_init(&self->dispatcher, lease_ms, silence_ms);
    /* A worker may still hold work of the daemon before this one: its leases must name nothing. */
    self->dispatcher.last_lease = (uint64_t)randombytes_random() << LEASE_COUNT_BITS;
}

void foreman_free(foreman_t *self)
{
    foreman_stop_sweeps(self);
    dispatcher_free(&self->dispatcher);
    unpacker_free(&self->unpacker);
    unpacker_free(&self->item_unpacker);
    buffer_free(&self->message);
}

void foreman_set_bundle(foreman_t *self, const bundle_t *bundle)
{
    self->bundle = bundle;
    dispatcher_outdate(&self->dispatcher);
}

static void lower(uint64_t *resume, uint64_t case_number)
{
    if (case_number < *resume)
        *resume = case_number;
}

void foreman_follow(foreman_t *self)
{
    for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
        lower(&self->resume[stage], self->registry->lowest[stage]);
}

void foreman_rewind(foreman_t *self)
{
    memset(self->resume, 0, sizeof self->resume);
}

/* The work goes back to its queue. */
static void give_back(foreman_t *self, lease_t *lease)
{
    lower(&self->resume[lease->target.stage], lease->target.case_number);
    dispatcher_release(&self->dispatcher, lease);
}

static void send_policy(foreman_t *self, worker_t *worker)
{
    work_head_t head = {.op = WORK_POLICY};
    memcpy(head.policy, self->registry->policy->digest, sizeof head.policy);
    buffer_clear(&self->message);
    msgpack_packer packer =
        work_pack_head(&head, "files", bundle_count(self->bundle), &self->message);
    bundle_pack_files(self->bundle, &packer);
    self->send(self->context, &worker->route, buffer_slice(&self->message));
    self->counters.policies++;
}

static bool is_current(const foreman_t *self, const work_head_t *head)
{
    return memcmp(head->policy, self->registry->policy->digest, sizeof head->policy) == 0;
}

static int hear_ready(
    foreman_t *self, const route_t *from, const work_head_t *head, int64_t tick_ms, fault_t *fault)
{
    if (head->stage != STAGE_CLASSIFY && head->stage != STAGE_ESCALATE)
        return fault_set(fault, ERROR_INVALID, "stage",
            "`stage` of a worker is classify or escalate, not %s", term_name(&STAGES, head->stage));
    bool current = is_current(self, head);
    worker_t *worker = dispatcher_ready(&self->dispatcher, from, head, current, tick_ms);
    if (!worker)
        return fault_set(fault, ERROR_BUSY, NULL, "there are %d workers already", WORKERS_MAX);
    if (!current)
        send_policy(self, worker);
    return 0;
}

static void hear_leave(foreman_t *self, worker_t *worker)
{
    lease_t *lease;
    while ((lease = dispatcher_held_by(&self->dispatcher, worker))) {
        give_back(self, lease);
        self->counters.returned++;
    }
    dispatcher_forget(&self->dispatcher, worker);
}

/* Records a failed attempt, or a set-back of the running sweep. */
static void blame(foreman_t *self, lease_t *lease, const char *reason, int64_t now_ms)
{
    self->counters.failed++;
    if (lease->target.stage == STAGE_CLOCK)
        sweep_set_back(self, &lease->target);
    if (!lease->dry)
        registry_fail_attempt(self->registry, lease->target.case_number,
            (stage_t)lease->target.stage, reason, now_ms);
    give_back(self, lease);
}

/* Takes one result to the registry. The lease ends in any case; if the commit fails, the case is
 * still in its queue and is sent again. */
static void take_result(foreman_t *self, worker_t *worker, lease_t *lease, int64_t now_ms)
{
    const work_result_t *result = &self->result;
    uint64_t number = lease->target.case_number;
    bool taken = true;
    if (result->failure[0]) {
        blame(self, lease, result->failure, now_ms);
        return;
    }
    switch (lease->target.stage) {
    case STAGE_CLASSIFY:
        taken = registry_take_classified(
            self->registry, number, &result->classified, worker->name, now_ms);
        break;
    case STAGE_ESCALATE:
        taken = result->proposed.line_count > 0
                    ? registry_take_proposed(self->registry, number, lease->seen_event,
                          &result->proposed, worker->name, now_ms)
                    : registry_take_assessed(self->registry, number, lease->seen_event,
                          &result->assessed, worker->name, now_ms);
        break;
    default:
        sweep_take(self, lease, result, now_ms);
        break;
    }
    if (taken && lease->target.stage == STAGE_ESCALATE && result->proposed.line_count > 0)
        registry_take_pursued(self->registry, number, &result->pursued, worker->name, now_ms);
    if (taken) {
        self->counters.taken++;
        dispatcher_release(&self->dispatcher, lease);
    } else {
        self->counters.stale++;
        give_back(self, lease); /* the case may still be in the stage, but another than was sent */
    }
}

static int hear_results(foreman_t *self, worker_t *worker, const work_head_t *head,
    const msgpack_object *message, int64_t now_ms, fault_t *fault)
{
    const msgpack_object *results = map_get(message, "results");
    if (!results || results->type != MSGPACK_OBJECT_ARRAY)
        return fault_set(fault, ERROR_INVALID, "results", "`results` must be an array");
    for (uint32_t i = 0; i < results->via.array.size; i++) {
        if (record_from_map(&WORK_RESULT_RECORD, &results->via.array.ptr[i], &self->result, fault) <
            0)
            return -1; /* its leases run out, and the attempts are recorded then */
        lease_t *lease = dispatcher_find(&self->dispatcher, worker, self->result.lease);
        if (!lease) {
            self->counters.stale++;
        } else if (!is_current(self, head)) {
            give_back(self, lease); /* made under rules that no longer hold */
            self->counters.returned++;
        } else {
            take_result(self, worker, lease, now_ms);
        }
    }
    return 0;
}

int foreman_hear(foreman_t *self, const route_t *from, slice_t message, int64_t now_ms,
    int64_t tick_ms, fault_t *fault)
{
    msgpack_object object;
    work_head_t head;
    if (unpack_message(&self->unpacker, message.bytes, message.length, &object, fault) < 0 ||
        record_from_map(&WORK_HEAD_RECORD, &object, &head, fault) < 0)
        return -1;
    if (head.op == WORK_READY)
        return hear_ready(self, from, &head, tick_ms, fault);
    worker_t *worker = dispatcher_heard(&self->dispatcher, from, tick_ms);
    if (!worker)
        return 0; /* forgotten; its next ready makes it known again */
    if (head.op == WORK_RESULT)
        return hear_results(self, worker, &head, &object, now_ms, fault);
    if (head.op == WORK_LEAVE) {
        hear_leave(self, worker);
        return 0;
    }
    return fault_set(fault, ERROR_INVALID, "op", "a worker sends ready, result or leave, not %s",
        term_name(&WORK_OPS, head.op));
}

bool foreman_expire(foreman_t *self, int64_t now_ms, int64_t tick_ms)
{
    bool wrote = false;
    lease_t *lease;
    worker_t *worker;
    while ((lease = dispatcher_overdue(&self->dispatcher, tick_ms))) {
        char reason[REASON_BYTES];
        snprintf(reason, sizeof reason, "%s did not bring it back in time", lease->worker->name);
        blame(self, lease, reason, now_ms);
        wrote = true;
    }
    while ((worker = dispatcher_silent(&self->dispatcher, tick_ms)))
        dispatcher_forget(&self->dispatcher, worker);
    return wrote;
}
