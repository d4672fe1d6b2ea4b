/* What the workers say: taken when the case still is where the result belongs, dropped otherwise.
 */
#include "../config/concern.h"
#include "../config/recusal.h"
#include "facts.h"
#include "fold.h"
#include "registry.h"

#include <string.h>

/* Reads a case for a result; false when it is gone or no longer in the stage. */
static bool case_in_stage(registry_t *self, uint64_t number, stage_t stage, case_t *subject)
{
    fault_t fault;
    return registry_case(store_writing(self->store), &self->unpacker, number, subject, &fault) &&
           (stage == STAGE_CLOCK || subject->stage == stage);
}

bool registry_take_classified(registry_t *self, uint64_t case_number,
    const classified_t *classified, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_CLASSIFY, &subject))
        return false;
    bool abstained = classified->abstained[0];
    event_t *event = registry_event(
        self, abstained ? EVENT_ABSTAINED : EVENT_CLASSIFIED, worker, ROLE_WORKER, now_ms);
    classified_t *data = &event->data.classified;
    *data = *classified;
    data->clock_count = 0;
    if (!abstained && case_clock(&subject, CLOCK_CLASSIFY, 0))
        data->clocks[data->clock_count++] = (clock_change_t){.kind = CLOCK_CLASSIFY, .stop = true};
    if (classified->urgent) /* also when the classifier does not know what else to say of it */
        data->clocks[data->clock_count++] =
            clock_start(&self->policy->clocks, self->policy->calendar, CLOCK_URGENT, 0, now_ms);
    registry_emit(self, &subject, event);
    return true;
}

/* P39: somebody whose responsibility another case has come to pursue since the worker was asked. */
static bool is_pursued_elsewhere(
    registry_t *self, const case_t *subject, const assessed_t *assessed, int64_t now_ms)
{
    for (size_t i = 0; i < assessed->line_count; i++) {
        const line_t *line = &assessed->lines[i];
        if (line->kind == LINE_PRINCIPAL_RESPONSIBILITY &&
            facts_pursued(store_writing(self->store), &self->unpacker, &self->policy->campaign,
                line->target, subject, now_ms))
            return true;
    }
    return false;
}

/* A clock starts when its event happens, not when the worker was asked. */
static void start_clocks(const policy_t *policy, assessed_t *data, int64_t now_ms)
{
    for (size_t i = 0; i < data->clock_count; i++)
        data->clocks[i] = clock_start(
            &policy->clocks, policy->calendar, data->clocks[i].kind, data->clocks[i].line, now_ms);
}

bool registry_take_assessed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const assessed_t *assessed, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_ESCALATE, &subject) ||
        subject.last_event != seen_event || is_pursued_elsewhere(self, &subject, assessed, now_ms))
        return false;
    for (size_t i = 0; i < assessed->line_count; i++) {
        if (concern_has_line(&subject, &assessed->lines[i])) {
            registry_fail_attempt(self, case_number, STAGE_ESCALATE,
                "the assessment opens a line that the case has already", now_ms);
            return false;
        }
    }
    event_t *event = registry_event(self, EVENT_ASSESSED, worker, ROLE_WORKER, now_ms);
    event->data.assessed = *assessed;
    start_clocks(self->policy, &event->data.assessed, now_ms);
    registry_emit(self, &subject, event);
    return true;
}

/* The time to propose ends, the time to decide begins: for the case, and for each line with a clock
 * of its own. */
static void change_proposal_clocks(
    registry_t *self, const case_t *subject, proposed_t *data, int64_t now_ms)
{
    const policy_t *policy = self->policy;
    for (size_t i = 0; i < subject->clock_count && data->clock_count + 2 <= CLOCKS_MAX; i++) {
        uint64_t line = subject->clocks[i].line;
        if (subject->clocks[i].kind != CLOCK_PROPOSE)
            continue;
        data->clocks[data->clock_count++] =
            (clock_change_t){.kind = CLOCK_PROPOSE, .line = line, .stop = true};
        data->clocks[data->clock_count++] =
            clock_start(&policy->clocks, policy->calendar, CLOCK_DECIDE, line, now_ms);
    }
}

bool registry_take_proposed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const proposed_t *proposed, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_ESCALATE, &subject) ||
        subject.last_event != seen_event)
        return false;
    for (size_t i = 0; i < proposed->line_count; i++) {
        const line_t *line = case_line(&subject, proposed->lines[i].line);
        if (!line || line->state != LINE_FOUND) {
            registry_fail_attempt(self, case_number, STAGE_ESCALATE,
                "the proposal is on a line that was not found", now_ms);
            return false;
        }
    }
    event_t *event = registry_event(self, EVENT_PROPOSED, worker, ROLE_WORKER, now_ms);
    event->data.proposed = *proposed;
    event->data.proposed.clock_count = 0;
    change_proposal_clocks(self, &subject, &event->data.proposed, now_ms);
    registry_emit(self, &subject, event);
    return true;
}

/* True when the lines can be opened in the case as it now is, with the numbers that their clocks
 * name. */
static bool fits_lines(const case_t *subject, const assessed_t *pursued)
{
    const uint64_t ends = term_bit(STATE_CLOSED) | term_bit(STATE_NOT_ACCEPTED) |
                          term_bit(STATE_MERGED) | term_bit(STATE_UNDER_REVIEW);
    if (ends & term_bit(subject->state) || subject->line_count + pursued->line_count > LINES_MAX)
        return false;
    for (size_t i = 0; i < pursued->line_count; i++) {
        const line_t *line = &pursued->lines[i];
        bool responsibility = line->kind == LINE_PRINCIPAL_RESPONSIBILITY ||
                              line->kind == LINE_SUPERVISION_RESPONSIBILITY;
        if (!responsibility || concern_has_line(subject, line) ||
            line->number != subject->line_count + 1 + i)
            return false;
    }
    return pursued->line_count > 0;
}

bool registry_take_pursued(registry_t *self, uint64_t case_number, const assessed_t *pursued,
    const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_CLOCK, &subject) ||
        !fits_lines(&subject, pursued) || is_pursued_elsewhere(self, &subject, pursued, now_ms))
        return false;
    event_t *event = registry_event(self, EVENT_PURSUED, worker, ROLE_WORKER, now_ms);
    event->data.assessed = *pursued;
    start_clocks(self->policy, &event->data.assessed, now_ms);
    registry_emit(self, &subject, event);
    return true;
}

bool registry_take_step(registry_t *self, uint64_t case_number, const escalated_t *step,
    const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_CLOCK, &subject))
        return false;
    const case_clock_t *clock = case_clock(&subject, step->clock, step->line);
    if (!clock || step->due_ms != clock->due_ms || step->level != clock_next_level(clock))
        return false; /* each level once and in order (§8) */
    if (clock->next_ms > now_ms)
        return false; /* of another sweep: it is not due yet */
    for (size_t i = 0; i < step->to_count; i++) {
        /* Since the worker saw the case it may have come to accuse him. */
        if (recusal_excludes(self->policy->org, &subject, step->to[i], now_ms))
            return false;
    }
    event_t *event = registry_event(self, EVENT_ESCALATED, worker, ROLE_WORKER, now_ms);
    event->data.escalated = *step;
    registry_emit(self, &subject, event);
    return true;
}

bool registry_fail_attempt(
    registry_t *self, uint64_t case_number, stage_t stage, const char *reason, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, stage, &subject))
        return false;
    event_t *event = registry_event(self, EVENT_ATTEMPT_FAILED, "duband", ROLE_WORKER, now_ms);
    attempt_failed_t *data = &event->data.attempt_failed;
    data->stage = stage;
    data->attempt = subject.attempts + 1;
    data->parked = stage != STAGE_CLOCK && data->attempt >= ATTEMPTS_MAX;
    size_t length = strnlen(reason, sizeof data->reason - 1);
    memcpy(data->reason, reason, length);
    registry_emit(self, &subject, event);
    return true;
}
