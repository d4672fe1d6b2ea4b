/* Keeps the moments of a case: a part of its fold. */
#include "moments.h"

#include <string.h>

void moments_note_stop(case_t *subject, const case_clock_t *clock, int64_t at_ms)
{
    moments_t *when = &subject->when;
    if (when->step_count == CASE_STEPS_MAX)
        memmove(when->steps, when->steps + 1, --when->step_count * sizeof when->steps[0]);
    when->steps[when->step_count++] = (case_step_t){.kind = clock->kind,
        .line = clock->line,
        .started_ms = clock->started_ms,
        .due_ms = clock->due_ms,
        .ended_ms = at_ms,
        .level = clock->level};
}

void moments_forget_stop(case_t *subject, const case_clock_t *clock)
{
    moments_t *when = &subject->when;
    for (size_t i = when->step_count; i-- > 0;) {
        case_step_t *step = &when->steps[i];
        if (step->kind != clock->kind || step->line != clock->line ||
            step->started_ms != clock->started_ms)
            continue;
        memmove(step, step + 1, (--when->step_count - i) * sizeof *step);
        memset(&when->steps[when->step_count], 0, sizeof *step);
        return;
    }
}

static void note_act(moments_t *when, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    if (data->state == STATE_REOPENED)
        when->typical_ms = 0; /* what was decided is open again */
    switch (data->verb) {
    case VERB_FIND:
        if (data->line == 0) {
            when->found_ms = event->at_ms;
            when->cleared_ms = 0; /* that was for the finding before */
        }
        break;
    case VERB_CLEAR:
        when->cleared_ms = event->at_ms;
        break;
    case VERB_RETURN:
        when->bounced_ms = event->at_ms;
        break;
    case VERB_TYPICAL:
        when->typical_ms = data->off ? 0 : event->at_ms;
        break;
    default:
        break;
    }
}

/* Since when something is so; the moment stands as long as it is. */
static void note_since(int64_t *since_ms, bool is_so, int64_t at_ms)
{
    if (!is_so)
        *since_ms = 0;
    else if (!*since_ms)
        *since_ms = at_ms;
}

void moments_note(case_t *subject, const event_t *event)
{
    if (event->kind == EVENT_ACTED)
        note_act(&subject->when, event);
    if (event->kind == EVENT_RESPONDED && event->data.responded.response == RESPONSE_RATE)
        subject->when.rated_ms = event->at_ms;
    note_since(&subject->when.ended_ms, subject->stage == STAGE_DONE, event->at_ms);
    for (size_t i = 0; i < subject->line_count; i++) {
        line_t *line = &subject->lines[i];
        note_since(&line->ended_ms, line->state == LINE_CONCLUDED, event->at_ms);
    }
}
