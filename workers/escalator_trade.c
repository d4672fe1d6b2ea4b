/* The escalator's trade: the rules on classified cases and on overdue clocks. */
#include "assess.h"
#include "propose.h"
#include "responsibility.h"
#include "worker.h"

typedef struct {
    policy_t *policy;
    unpacker_t unpacker;
    case_t subject;
} escalating_t;

static void unload(void *state)
{
    escalating_t *self = state;
    if (!self)
        return;
    policy_destroy(&self->policy);
    unpacker_free(&self->unpacker);
    free(self);
}

static void *load(const bundle_t *bundle, fault_t *fault)
{
    escalating_t *self = zmalloc(sizeof *self);
    self->policy = policy_load(bundle, fault);
    if (self->policy)
        return self;
    unload(self);
    return NULL;
}

/* The rungs, and P39 of the case as it is once they are climbed. */
static void climb(escalating_t *self, const work_item_t *item, work_result_t *result)
{
    result->step_count = assess_clock(
        self->policy, &self->subject, item->clock, item->line, item->now_ms, result->steps);
    assess_climb(&self->subject, result->steps, result->step_count);
    responsibility_pursue(self->policy, &self->subject, item, &result->pursued);
    if (result->pursued.line_count == 0)
        memset(&result->pursued, 0, sizeof result->pursued);
}

static void work(void *state, stage_t stage, const work_item_t *item, work_result_t *result)
{
    escalating_t *self = state;
    fault_t fault = {0};
    if (item->now_ms == 0)
        fault_set(&fault, ERROR_INVALID, "now_ms", "the work item says no moment to judge by");
    else
        record_from_value(&CASE_RECORD, &self->unpacker, item->case_value.bytes,
            item->case_value.length, &self->subject, &fault);
    if (fault.message[0])
        snprintf(result->failure, sizeof result->failure, "the case cannot be judged: %s",
            fault.message);
    else if (stage == STAGE_ESCALATE && propose_is_due(&self->subject))
        propose_pursuing(self->policy, &self->subject, item, &result->proposed, &result->pursued);
    else if (stage == STAGE_ESCALATE)
        assess_case(self->policy, &self->subject, item, &result->assessed);
    else
        climb(self, item, result);
}

const trade_t ESCALATOR_TRADE = {
    .name = "escalator",
    .stage = STAGE_ESCALATE,
    .capacity = 2 * WORK_BATCH_MAX, /* one batch in hand, one on its way */
    .load = load,
    .unload = unload,
    .work = work,
};
