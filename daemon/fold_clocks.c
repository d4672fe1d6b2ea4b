/* Starts, stops, moves and rests the clocks of a case, as the events say. */
#include "fold_clocks.h"

#include "../config/clocks.h"
#include "moments.h"

#include <string.h>

static case_clock_t *find(case_clock_t *clocks, size_t count, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < count; i++) {
        if (clocks[i].kind == kind && clocks[i].line == line)
            return &clocks[i];
    }
    return NULL;
}

/* Takes a clock out of a list; false when it is not in it. */
static bool take(
    case_clock_t *clocks, size_t *count, clock_kind_t kind, uint64_t line, case_clock_t *taken)
{
    case_clock_t *clock = find(clocks, *count, kind, line);
    if (!clock)
        return false;
    *taken = *clock;
    size_t index = (size_t)(clock - clocks);
    memmove(clock, clock + 1, (--*count - index) * sizeof *clock);
    memset(&clocks[*count], 0, sizeof *clock);
    return true;
}

static void stop(case_t *subject, const clock_change_t *change, int64_t at_ms)
{
    case_clock_t stopped, before;
    if (!take(subject->clocks, &subject->clock_count, change->kind, change->line, &stopped))
        return;
    moments_note_stop(subject, &stopped, at_ms);
    if (!change->rest)
        return;
    take(subject->resting, &subject->resting_count, change->kind, change->line, &before);
    if (subject->resting_count < RESTING_MAX)
        subject->resting[subject->resting_count++] = stopped;
}

/* A clock starts anew, unless it goes on from where it rested: with its level and its pauses. */
static void start(case_t *subject, const clock_change_t *change, int64_t at_ms)
{
    case_clock_t clock = {0};
    bool rested = change->rest && take(subject->resting, &subject->resting_count, change->kind,
                                      change->line, &clock);
    if (subject->clock_count == CLOCKS_MAX)
        return;
    if (rested)
        moments_forget_stop(subject, &clock);
    else
        clock = (case_clock_t){.kind = change->kind,
            .line = change->line,
            .started_ms = at_ms,
            .dated = change->dated};
    clock.due_ms = change->due_ms;
    clock.next_ms = change->next_ms;
    subject->clocks[subject->clock_count++] = clock;
}

/* A pause or an extension: the clock runs on, towards another moment. */
static void move(case_t *subject, const clock_change_t *change)
{
    case_clock_t *clock = find(subject->clocks, subject->clock_count, change->kind, change->line);
    if (!clock)
        return;
    uint64_t shift_ms = (uint64_t)change->due_ms - (uint64_t)clock->due_ms;
    clock->shift_ms += shift_ms;
    clock->paused_ms += change->extended ? 0 : shift_ms;
    clock->due_ms = change->due_ms;
    clock->next_ms = change->next_ms;
    clock->paused_until_ms = change->paused_until_ms;
    clock->extended |= change->extended;
}

void fold_clock_changes(case_t *subject, const clock_change_t *changes, size_t count, int64_t at_ms)
{
    for (size_t i = 0; i < count; i++) {
        const clock_change_t *change = &changes[i];
        case_clock_t before;
        if (change->move) {
            move(subject, change);
        } else if (change->stop) {
            stop(subject, change, at_ms);
        } else {
            if (take(subject->clocks, &subject->clock_count, change->kind, change->line, &before))
                moments_note_stop(subject, &before, at_ms); /* it starts anew */
            start(subject, change, at_ms);
        }
    }
}

void fold_clock_level(case_t *subject, const escalated_t *step)
{
    case_clock_t *clock = find(subject->clocks, subject->clock_count, step->clock, step->line);
    if (!clock)
        return;
    clock_climb(clock, step);
}

void fold_clocks_moved(case_t *subject, const rescheduled_t *data)
{
    for (size_t i = 0; i < data->clock_count; i++) {
        const clock_moved_t *moved = &data->clocks[i];
        case_clock_t *clock = find(subject->clocks, subject->clock_count, moved->kind, moved->line);
        if (!clock)
            continue;
        clock->due_ms = moved->due_ms;
        clock->next_ms = moved->next_ms;
    }
}
