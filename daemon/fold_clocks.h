/* What events do to the clocks of a case; for the fold and nobody else. */
#ifndef DUBAN_FOLD_CLOCKS_H
#define DUBAN_FOLD_CLOCKS_H

#include "../proto/event.h"

/* Starts, stops and moves clocks at `at_ms`. Total: a clock that is not there cannot be stopped or
 * moved, one beyond CLOCKS_MAX does not start. */
void fold_clock_changes(
    case_t *subject, const clock_change_t *changes, size_t count, int64_t at_ms);

/* A rung was climbed. */
void fold_clock_level(case_t *subject, const escalated_t *step);

/* The calendar or the lengths have changed: other moments, the same levels. */
void fold_clocks_moved(case_t *subject, const rescheduled_t *data);

#endif
