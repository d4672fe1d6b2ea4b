/* Keeps its own account of the clocks and compares. */
#include "timing.h"

#include "log.h"

#include <string.h>

#define NUMBER(VALUE) ((unsigned long long)(VALUE))
#define DAY_MS        INT64_C(86400000)
#define PAUSES_MAX_MS (90 * DAY_MS)
#define EXTENSION_MS  (30 * DAY_MS)

/* One event, and the account that it is entered into. */
typedef struct {
    timing_t *timing;
    const case_t *before;
    const event_t *event;
    const policy_t *policy;
} entry_t;

static int64_t due_by(const policy_t *policy, clock_kind_t kind, int64_t start_ms)
{
    return clock_due_ms(&policy->clocks, policy->calendar, kind, start_ms);
}

static void fail(const entry_t *entry, clock_kind_t kind, uint64_t line, const char *why)
{
    log_fail("case %llu, event %llu: clock %s of line %llu: %s", NUMBER(entry->event->case_number),
        NUMBER(entry->event->number), term_name(&CLOCKS, kind), NUMBER(line), why);
}

static verb_t verb_of(const event_t *event)
{
    return event->kind == EVENT_ACTED ? event->data.acted.verb : VERB_UNSET;
}

/* ---- pauses and the extension ---- */

static int64_t paused_until_ms(const case_t *subject, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == line)
            return subject->clocks[i].paused_until_ms;
    }
    return 0;
}

static void move(const entry_t *entry, const clock_change_t *change)
{
    timed_t *timed = &entry->timing->clocks[change->kind][change->line];
    int64_t now_ms = entry->event->at_ms, by_ms = change->due_ms - timed->due_ms;
    int64_t until_ms = paused_until_ms(entry->before, change->kind, change->line);
    verb_t verb = verb_of(entry->event);
    int64_t expected_ms = verb == VERB_EXTEND  ? EXTENSION_MS
                          : verb == VERB_PAUSE ? change->paused_until_ms - now_ms
                                               : now_ms - until_ms;
    if (by_ms != expected_ms)
        fail(entry, change->kind, change->line, "it moves by another time than was said");
    timed->due_ms = change->due_ms;
    timed->shift_ms += by_ms;
    timed->paused_ms += verb == VERB_EXTEND ? 0 : by_ms;
    if (timed->paused_ms > PAUSES_MAX_MS)
        fail(entry, change->kind, change->line, "§8: its pauses together are too long");
}

/* ---- starting and stopping ---- */

static void start(const entry_t *entry, const clock_change_t *change)
{
    verb_t verb = verb_of(entry->event);
    timed_t *timed = &entry->timing->clocks[change->kind][change->line];
    timed_t *rested = &entry->timing->rested[change->kind][change->line];
    bool goes_on = verb == VERB_UNMERGE ||
                   (change->line == 0 && (verb == VERB_INQUIRY || verb == VERB_VERIFY));
    if (timed->runs && (verb == VERB_INQUIRY || verb == VERB_VERIFY))
        fail(entry, change->kind, change->line, "§8: it ran already, and begins anew");
    if (rested->runs && goes_on) {
        *timed = *rested; /* §8: the time goes on, it does not begin again */
        *rested = (timed_t){0};
        if (!timed->dated)
            timed->due_ms = due_by(entry->policy, change->kind, timed->start_ms) + timed->shift_ms;
    } else {
        *timed = (timed_t){.runs = true, .start_ms = entry->event->at_ms};
        bool of_item = change->kind == CLOCK_RECTIFY && verb != VERB_RECTIFY &&
                       entry->before->rectify_by_ms > timed->start_ms; /* P9 */
        timed->dated = verb == VERB_SHELVE || verb == VERB_RECTIFY || of_item;
        timed->due_ms = of_item        ? entry->before->rectify_by_ms
                        : timed->dated ? change->due_ms
                                       : due_by(entry->policy, change->kind, timed->start_ms);
    }
    if (change->due_ms != timed->due_ms)
        fail(entry, change->kind, change->line, "it starts and is due at another moment");
}

static void stop(const entry_t *entry, const clock_change_t *change)
{
    verb_t verb = verb_of(entry->event);
    timed_t *timed = &entry->timing->clocks[change->kind][change->line];
    bool gives_way = verb == VERB_INQUIRY || verb == VERB_VERIFY;
    gives_way &= change->line == 0 && entry->before->state != STATE_ASSIGNED;
    if (gives_way || verb == VERB_MERGE)
        entry->timing->rested[change->kind][change->line] = *timed;
    *timed = (timed_t){0};
}

static void follow_changes(const entry_t *entry, const clock_change_t *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (changes[i].stop)
            stop(entry, &changes[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].move)
            move(entry, &changes[i]);
        else if (!changes[i].stop)
            start(entry, &changes[i]);
    }
}

/* ---- other rules ---- */

static void follow_rescheduled(const entry_t *entry)
{
    const rescheduled_t *data = &entry->event->data.rescheduled;
    if (data->clock_count == 0)
        log_fail("case %llu is rescheduled, and nothing changes", NUMBER(entry->before->number));
    for (size_t i = 0; i < data->clock_count; i++) {
        const clock_moved_t *moved = &data->clocks[i];
        timed_t *timed = &entry->timing->clocks[moved->kind][moved->line];
        const case_clock_t *clock = NULL;
        for (size_t j = 0; j < entry->before->clock_count; j++) {
            const case_clock_t *other = &entry->before->clocks[j];
            if (other->kind == moved->kind && other->line == moved->line)
                clock = other;
        }
        if (!clock || moved->was_due_ms != timed->due_ms)
            fail(entry, moved->kind, moved->line, "it is rescheduled from where it never stood");
        if (moved->due_ms == clock->due_ms && moved->next_ms == clock->next_ms)
            fail(entry, moved->kind, moved->line, "it is rescheduled to where it stands");
        if (!timed->dated)
            timed->due_ms = due_by(entry->policy, moved->kind, timed->start_ms) + timed->shift_ms;
        if (moved->due_ms != timed->due_ms)
            fail(entry, moved->kind, moved->line, "it is rescheduled to another moment than its");
    }
}

/* Whatever the machine's clock does, the ledger's time goes forward. */
static void check_order(const event_t *event)
{
    static int64_t last_ms;
    if (event->number > 1 && event->at_ms < last_ms)
        log_fail("event %llu is %lld ms before the one before it", NUMBER(event->number),
            (long long)(last_ms - event->at_ms));
    last_ms = event->at_ms;
}

void timing_follow(
    timing_t *self, const case_t *before, const event_t *event, const policy_t *policy)
{
    check_order(event);
    entry_t entry = {self, before, event, policy};
    const acted_t *acted = &event->data.acted;
    switch (event->kind) {
    case EVENT_REGISTERED:
        follow_changes(&entry, event->data.registered.clocks, event->data.registered.clock_count);
        break;
    case EVENT_CLASSIFIED:
    case EVENT_ABSTAINED:
        follow_changes(&entry, event->data.classified.clocks, event->data.classified.clock_count);
        break;
    case EVENT_ASSESSED:
    case EVENT_PURSUED:
        follow_changes(&entry, event->data.assessed.clocks, event->data.assessed.clock_count);
        break;
    case EVENT_PROPOSED:
        follow_changes(&entry, event->data.proposed.clocks, event->data.proposed.clock_count);
        break;
    case EVENT_RESCHEDULED:
        follow_rescheduled(&entry);
        break;
    case EVENT_RESPONDED:
        follow_changes(&entry, event->data.responded.clocks, event->data.responded.clock_count);
        break;
    case EVENT_FOLLOWED:
        follow_changes(&entry, event->data.followed.clocks, event->data.followed.clock_count);
        break;
    case EVENT_ACTED:
        if (acted->verb == VERB_MERGE)
            memset(self->rested, 0, sizeof self->rested);
        follow_changes(&entry, acted->clocks, acted->clock_count);
        if (acted->verb == VERB_TAKE_UP && acted->line == 0)
            memset(self->rested, 0, sizeof self->rested);
        break;
    default:
        break;
    }
}

/* ---- comparing ---- */

void timing_check(const timing_t *self, const case_t *subject)
{
    size_t running = 0;
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++) {
        for (size_t line = 0; line <= LINES_MAX; line++)
            running += self->clocks[kind][line].runs;
    }
    if (running != subject->clock_count)
        log_fail("case %llu: %zu clocks run instead of %zu", NUMBER(subject->number),
            subject->clock_count, running);
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        const timed_t *timed = &self->clocks[clock->kind][clock->line];
        if (!timed->runs || clock->started_ms != timed->start_ms ||
            clock->due_ms != timed->due_ms || clock->dated != timed->dated ||
            (int64_t)clock->shift_ms != timed->shift_ms ||
            (int64_t)clock->paused_ms != timed->paused_ms)
            log_fail("case %llu: clock %s of line %llu is not as its events say",
                NUMBER(subject->number), term_name(&CLOCKS, clock->kind), NUMBER(clock->line));
    }
}

static int64_t due_anew(const timing_t *self, const case_clock_t *clock, const policy_t *policy)
{
    const timed_t *timed = &self->clocks[clock->kind][clock->line];
    return timed->dated ? timed->due_ms
                        : due_by(policy, clock->kind, timed->start_ms) + timed->shift_ms;
}

int64_t timing_level_ms(const timing_t *self, const case_clock_t *clock, const policy_t *policy)
{
    level_t first =
        clock->kind == CLOCK_CLASSIFY || clock->kind == CLOCK_URGENT ? LEVEL_HUMAN : LEVEL_URGE;
    level_t next = clock->level ? clock->level + 1 : first;
    if (clock->kind == CLOCK_URGENT && !clock->level)
        return self->clocks[clock->kind][clock->line].start_ms; /* at once */
    return clock_level_ms(&policy->clocks, policy->calendar, next, due_anew(self, clock, policy));
}

void timing_check_rules(const timing_t *self, const case_t *subject, const policy_t *policy)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        if (clock->due_ms != due_anew(self, clock, policy) ||
            clock->next_ms != timing_level_ms(self, clock, policy))
            log_fail("case %llu: clock %s of line %llu is still by earlier rules",
                NUMBER(subject->number), term_name(&CLOCKS, clock->kind), NUMBER(clock->line));
    }
}
