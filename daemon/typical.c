/* The rule by which cases are proposed as typical. */
#include "typical.h"

#include "fold.h"

static bool is_decided(state_t state)
{
    static const state_t decided[] = {STATE_DECIDED, STATE_EXEMPTED, STATE_RECTIFYING,
        STATE_RECTIFIED, STATE_FEEDBACK, STATE_CLOSED};
    for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++) {
        if (decided[i] == state)
            return true;
    }
    return false;
}

bool typical_may_be(const case_t *subject)
{
    return is_decided(subject->state) && outcome_stands(subject->outcome) &&
           !case_has_open_line(subject);
}

uint64_t typical_reasons(const case_t *subject)
{
    uint64_t reasons = 0;
    if (!typical_may_be(subject))
        return 0;
    if (subject->severity == SEVERITY_SERIOUS)
        reasons |= term_bit(TYPICAL_SERIOUS);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (line->kind == LINE_DOUBLE_INVESTIGATION)
            reasons |= term_bit(TYPICAL_DOUBLE);
        if (line_is_disciplined(line))
            reasons |= term_bit(TYPICAL_DISCIPLINE);
    }
    return reasons;
}

int64_t typical_since_ms(const case_t *subject)
{
    int64_t since_ms = subject->when.found_ms;
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].ended_ms > since_ms)
            since_ms = subject->lines[i].ended_ms;
    }
    return since_ms;
}
