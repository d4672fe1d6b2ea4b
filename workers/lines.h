/* Opening lines of investigation in a case: each once, numbered on, within bounds. */
#ifndef DUBAN_LINES_H
#define DUBAN_LINES_H

#include "../config/policy.h"
#include "../proto/event.h"

/* Adds a line to `assessed` with the number after the case's last. NULL when the case or the
 * assessment already has a line of this kind on this target (POLICY §9), or when there is no room
 * left, which is recorded and asks for a person. The line belongs to `assessed`. */
line_t *lines_open(const case_t *subject, assessed_t *assessed, line_kind_t kind,
    const char *target, int64_t now_ms);

/* P38: a line for each person whom the case names. */
void lines_open_persons(
    const policy_t *policy, const case_t *subject, int64_t now_ms, assessed_t *assessed);

/* Starts a clock (POLICY §8) now, unless the same one already runs in the case. */
void lines_start_clock(const policy_t *policy, const case_t *subject, clock_kind_t kind,
    uint64_t line, int64_t now_ms, assessed_t *assessed);

#endif
