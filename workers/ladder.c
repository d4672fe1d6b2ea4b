/* POLICY §8: the rungs of an overdue clock, and who is told on each (P51 respected). */
#include "../config/concern.h"
#include "../config/recusal.h"
#include "assess.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const policy_t *policy;
    const case_t *subject;
    uint64_t line;
    int64_t now_ms;
} ladder_t;

/* Appends an id once. False when there is no room. */
static bool add_once(char (*names)[ID_BYTES], size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    if (*count == STEP_TO_MAX)
        return false;
    snprintf(names[(*count)++], ID_BYTES, "%s", name);
    return true;
}

/* Puts a person among those told, or among the recused. The rule id says when some did not fit. */
static void tell(const ladder_t *ladder, escalated_t *step, const char *person)
{
    bool fits = recusal_excludes(ladder->policy->org, ladder->subject, person, ladder->now_ms)
                    ? add_once(step->skipped, &step->skipped_count, person)
                    : add_once(step->to, &step->to_count, person);
    if (!fits)
        snprintf(step->rule, sizeof step->rule, "S8.cut");
}

/* Tells whoever holds a role now; one person at most when `first_only`. */
static void tell_role(const ladder_t *ladder, escalated_t *step, role_t role, bool first_only)
{
    const org_t *org = ladder->policy->org;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        if (post->role != role || ladder->now_ms < post->from_ms ||
            ladder->now_ms >= post->until_ms)
            continue;
        tell(ladder, step, post->person);
        if (first_only && step->to_count)
            return;
    }
}

static void tell_discipline_group(const ladder_t *ladder, escalated_t *step)
{
    tell_role(ladder, step, ROLE_DISCIPLINE_GROUP, false);
}

static void tell_each(
    const ladder_t *ladder, escalated_t *step, const char (*persons)[ID_BYTES], size_t count)
{
    for (size_t i = 0; i < count; i++)
        tell(ladder, step, persons[i]);
}

/* The clocks of the case itself under which its handlers have to act. */
static bool is_for_handlers(clock_kind_t kind)
{
    return kind == CLOCK_INQUIRY || kind == CLOCK_VERIFY || kind == CLOCK_RECTIFY ||
           kind == CLOCK_FEEDBACK;
}

/* 催办 goes to those who handle the case or the line; the discipline group handles what nobody
 * does yet. */
static void tell_handlers(const ladder_t *ladder, escalated_t *step)
{
    const case_t *subject = ladder->subject;
    if (ladder->line == 0 && is_for_handlers(step->clock))
        tell_each(ladder, step, subject->handlers, subject->handler_count);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (line->number == ladder->line)
            tell_each(ladder, step, line->handlers, line->handler_count);
    }
    if (step->to_count == 0)
        tell_discipline_group(ladder, step);
}

static void tell_deputy(const ladder_t *ladder, escalated_t *step)
{
    const char *sections[CONCERN_SECTIONS_MAX];
    if (concern_sections(ladder->policy->org, ladder->subject, sections) == 0) {
        tell_role(ladder, step, ROLE_DEPUTY, true);
        return;
    }
    const org_post_t *post =
        org_holder(ladder->policy->org, ROLE_DEPUTY, sections[0], ladder->now_ms);
    if (post)
        tell(ladder, step, post->person);
}

static void tell_principal(const ladder_t *ladder, escalated_t *step)
{
    const org_post_t *post = org_holder(ladder->policy->org, ROLE_PRINCIPAL, NULL, ladder->now_ms);
    if (post)
        tell(ladder, step, post->person);
}

static void tell_superior(const ladder_t *ladder, escalated_t *step)
{
    tell_role(ladder, step, ROLE_SUPERIOR, false);
}

static void (*const tell_level[LEVEL_COUNT])(const ladder_t *, escalated_t *) = {
    [LEVEL_HUMAN] = tell_discipline_group,
    [LEVEL_URGE] = tell_handlers,
    [LEVEL_DEPUTY] = tell_deputy,
    [LEVEL_PRINCIPAL] = tell_principal,
    [LEVEL_SUPERIOR] = tell_superior,
};

/* P51: where nobody is left on a level, the step goes to the next level's people. */
static void address(const ladder_t *ladder, escalated_t *step)
{
    for (level_t level = step->level; level < LEVEL_COUNT && step->to_count == 0; level++)
        tell_level[level](ladder, step);
}

static const case_clock_t *find_clock(const case_t *subject, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == line)
            return &subject->clocks[i];
    }
    return NULL;
}

size_t assess_clock(const policy_t *policy, const case_t *subject, clock_kind_t kind, uint64_t line,
    int64_t now_ms, escalated_t steps[STEPS_MAX])
{
    const case_clock_t *clock = find_clock(subject, kind, line);
    if (!clock)
        return 0;
    ladder_t ladder = {.policy = policy, .subject = subject, .line = line, .now_ms = now_ms};
    level_t level = clock_next_level(clock);
    int64_t at_ms = clock->next_ms; /* as recorded, under whichever policy that was */
    size_t count = 0;
    for (; level < LEVEL_COUNT && at_ms <= now_ms; level++) {
        escalated_t *step = &steps[count++];
        *step = (escalated_t){.clock = kind,
            .line = line,
            .level = level,
            .due_ms = clock->due_ms,
            .next_ms = clock_level_ms(&policy->clocks, policy->calendar, level + 1, clock->due_ms),
            .rule = "S8"};
        address(&ladder, step);
        at_ms = step->next_ms;
    }
    return count;
}

void assess_climb(case_t *subject, const escalated_t *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < subject->clock_count; j++) {
            case_clock_t *clock = &subject->clocks[j];
            if (clock->kind == steps[i].clock && clock->line == steps[i].line)
                clock_climb(clock, &steps[i]);
        }
    }
}
