/* When each clock of a case must be due, kept from the events alone: when it started, how long it
 * was paused, by whose lengths and calendar it was computed last (POLICY §8). */
#ifndef SIM_TIMING_H
#define SIM_TIMING_H

#include "../../config/policy.h"

typedef struct {
    bool runs;
    bool dated; /* somebody gave the date */
    int64_t start_ms, due_ms;
    int64_t shift_ms, paused_ms; /* by pauses and the extension; by pauses alone */
} timed_t;

typedef struct {
    timed_t clocks[CLOCK_COUNT][LINES_MAX + 1];
    timed_t rested[CLOCK_COUNT]
                  [LINES_MAX + 1]; /* given way to the other, or merged with the case */
} timing_t;

/* Takes in an event on the case as it was before it, made under `policy`; ends the process when a
 * clock starts or moves to a moment that is not its. */
void timing_follow(
    timing_t *self, const case_t *before, const event_t *event, const policy_t *policy);

/* The clocks of the case are these and no others. */
void timing_check(const timing_t *self, const case_t *subject);

/* When the clock climbs its next level by these rules. */
int64_t timing_level_ms(const timing_t *self, const case_clock_t *clock, const policy_t *policy);

/* No clock is left that was computed by other rules than these. */
void timing_check_rules(const timing_t *self, const case_t *subject, const policy_t *policy);

#endif
