/* The rules of the plan on a classified case (P7–P15e phases, P38 triggers and targets) and on an
 * overdue clock (§8), as pure functions: no socket, no file, no clock. */
#ifndef DUBAN_ASSESS_H
#define DUBAN_ASSESS_H

#include "../config/policy.h"
#include "../proto/work.h"

/* What follows from a case that was just classified. Asks every rule and records each with its
 * inputs, whether it held or not. Total: an answer for every case. */
void assess_case(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *assessed);

/* The rungs that an overdue clock climbs up to `now_ms`, in order, each once; 0 when none is due.
 * Excluded persons (P51) are skipped and named. Returns how many of `steps` were filled. */
size_t assess_clock(const policy_t *policy, const case_t *subject, clock_kind_t kind, uint64_t line,
    int64_t now_ms, escalated_t steps[STEPS_MAX]);

/* The same clock in the case as it is once these rungs are climbed. */
void assess_climb(case_t *subject, const escalated_t *steps, size_t count);

#endif
