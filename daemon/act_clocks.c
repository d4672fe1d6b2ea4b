/* What acts do to clocks (§8): how all verbs start and stop them, and the verbs that are about
 * nothing else. */
#include "act_effects.h"

#include "fold.h"

#define PAUSE_DAYS_MAX 90 /* of one clock, all its pauses together */
#define EXTENSION_DAYS 30 /* of the decision, once */
#define DAY_MS         INT64_C(86400000)

/* ---- starting and stopping ---- */

static clock_change_t *add_change(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    acted_t *acted = plan->acted;
    for (size_t i = 0; i < acted->clock_count; i++) {
        if (acted->clocks[i].kind == kind && acted->clocks[i].line == line)
            return &acted->clocks[i]; /* the later word about a clock counts */
    }
    if (acted->clock_count == CLOCKS_MAX)
        return NULL;
    clock_change_t *change = &acted->clocks[acted->clock_count++];
    *change = (clock_change_t){.kind = kind, .line = line};
    return change;
}

/* The change that stops a clock; NULL when it does not run. */
static clock_change_t *stop_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    if (!case_clock(plan->subject, kind, line))
        return NULL;
    clock_change_t *change = add_change(plan, kind, line);
    if (change)
        *change = (clock_change_t){.kind = kind, .line = line, .stop = true};
    return change;
}

void plan_stop_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    stop_clock(plan, kind, line);
}

void plan_stop_line_clocks(plan_t *plan, uint64_t line)
{
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++)
        plan_stop_clock(plan, kind, line);
}

void plan_start_clock_at(plan_t *plan, clock_kind_t kind, uint64_t line, int64_t due_ms)
{
    const policy_t *policy = plan->policy;
    clock_change_t *change = add_change(plan, kind, line);
    if (change)
        *change = clock_start_at(&policy->clocks, policy->calendar, kind, line, due_ms);
}

void plan_start_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    const policy_t *policy = plan->policy;
    clock_change_t *change = add_change(plan, kind, line);
    if (change)
        *change = clock_start(&policy->clocks, policy->calendar, kind, line, plan->now_ms);
}

void plan_start_rectification(plan_t *plan)
{
    if (plan->subject->rectify_by_ms > plan->now_ms)
        plan_start_clock_at(plan, CLOCK_RECTIFY, 0, plan->subject->rectify_by_ms);
    else
        plan_start_clock(plan, CLOCK_RECTIFY, 0);
}

/* Another due moment for a clock that runs or rested; the level that comes next moves with it. */
static clock_change_t *change_due(plan_t *plan, const case_clock_t *clock, int64_t due_ms)
{
    const policy_t *policy = plan->policy;
    clock_change_t *change = add_change(plan, clock->kind, clock->line);
    if (change)
        *change = (clock_change_t){.kind = clock->kind,
            .line = clock->line,
            .due_ms = due_ms,
            .next_ms = clock_next_ms(&policy->clocks, policy->calendar, clock, due_ms)};
    return change;
}

void plan_rest_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    clock_change_t *change = stop_clock(plan, kind, line);
    if (change)
        change->rest = true;
}

void plan_wake_clock(plan_t *plan, const case_clock_t *rested)
{
    const policy_t *policy = plan->policy;
    clock_change_t *change =
        change_due(plan, rested, clock_anew_ms(&policy->clocks, policy->calendar, rested));
    if (change)
        change->rest = true;
}

/* ---- inquiry and verification, in turn ---- */

static const case_clock_t *resting_clock(const case_t *subject, clock_kind_t kind)
{
    for (size_t i = 0; i < subject->resting_count; i++) {
        if (subject->resting[i].kind == kind)
            return &subject->resting[i];
    }
    return NULL;
}

/* Nobody wins time by going back and forth: a clock that gave way to the other one goes on from
 * where it rested, and starts anew with the next assignment only. */
static void give_way(plan_t *plan, clock_kind_t from, clock_kind_t to)
{
    const case_clock_t *rested = resting_clock(plan->subject, to);
    clock_change_t *change = stop_clock(plan, from, 0);
    if (change)
        change->rest = plan->subject->state != STATE_ASSIGNED; /* what was begun may go on */
    if (rested)
        plan_wake_clock(plan, rested);
    else
        plan_start_clock(plan, to, 0);
}

int effect_inquiry(plan_t *plan)
{
    give_way(plan, CLOCK_VERIFY, CLOCK_INQUIRY);
    return 0;
}

/* The time to verify runs from the assignment on, when that is what is done first. */
int effect_verify(plan_t *plan)
{
    if (!case_clock(plan->subject, CLOCK_VERIFY, 0))
        give_way(plan, CLOCK_INQUIRY, CLOCK_VERIFY);
    return 0;
}

/* ---- the verbs on clocks ---- */

static const case_clock_t *named_clock(plan_t *plan)
{
    const case_clock_t *clock = case_clock(plan->subject, plan->act->clock, plan->act->line);
    if (!plan->act->clock || !clock) {
        plan_invalid(plan, "clock", "must name a clock that is running");
        return NULL;
    }
    return clock;
}

static clock_change_t *move_clock(plan_t *plan, const case_clock_t *clock, int64_t due_ms)
{
    clock_change_t *change = change_due(plan, clock, due_ms);
    if (change) {
        change->move = true;
        change->paused_until_ms = clock->paused_until_ms;
    }
    return change;
}

int effect_pause(plan_t *plan)
{
    const case_clock_t *clock = named_clock(plan);
    int64_t length_ms = plan->act->until_ms - plan->now_ms;
    if (!clock)
        return -1;
    if (clock->kind == CLOCK_URGENT)
        return plan_wrong_state(plan, "what is urgent is attended to, not paused: `attend`");
    if (clock->paused_until_ms > plan->now_ms)
        return plan_wrong_state(plan, "the clock is paused already; `resume` it first");
    int64_t left_ms = PAUSE_DAYS_MAX * DAY_MS - (int64_t)clock->paused_ms;
    if (length_ms <= 0 || length_ms > left_ms)
        return fault_set(plan->fault, ERROR_INVALID, "until_ms",
            "`until_ms` must be ahead, by at most 90 days for all pauses of the clock together "
            "(§8); %lld are left",
            (long long)(left_ms / DAY_MS));
    clock_change_t *change = move_clock(plan, clock, clock->due_ms + length_ms);
    if (change)
        change->paused_until_ms = plan->act->until_ms;
    return 0;
}

int effect_resume(plan_t *plan)
{
    const case_clock_t *clock = named_clock(plan);
    if (!clock)
        return -1;
    if (clock->paused_until_ms <= plan->now_ms)
        return plan_wrong_state(plan, "the clock is not paused");
    clock_change_t *change =
        move_clock(plan, clock, clock->due_ms - (clock->paused_until_ms - plan->now_ms));
    if (change)
        change->paused_until_ms = 0;
    return 0;
}

/* The approver is the actor, and the event names him, his role and his reason (§8). */
int effect_extend(plan_t *plan)
{
    const case_clock_t *clock = named_clock(plan);
    if (!clock)
        return -1;
    if (clock->kind != CLOCK_DECIDE)
        return plan_invalid(plan, "clock", "must be `decide`: nothing else is extended (§8)");
    if (clock->extended)
        return plan_wrong_state(plan, "the decision was extended once already (§8)");
    clock_change_t *change = move_clock(plan, clock, clock->due_ms + EXTENSION_DAYS * DAY_MS);
    if (change)
        change->extended = true;
    return 0;
}
