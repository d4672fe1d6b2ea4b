/* The pure fold: event × case → case. Live and replay use this and nothing else. */
#ifndef DUBAN_FOLD_H
#define DUBAN_FOLD_H

#include "../proto/event.h"

#define TRANSFERS_MAX 3 /* §8: so many returns, then the assignment is forced (反踢皮球) */

/* Changes `subject` as the event says. The zeroed case is the one before its first event. Total: an
 * event that does not fit (a line beyond LINES_MAX, a clock that is not there) changes what it can;
 * the registry does not emit such events. */
void fold_event(case_t *subject, const event_t *event);

/* The clock of this kind and line, or NULL when it is not running. */
const case_clock_t *case_clock(const case_t *subject, clock_kind_t kind, uint64_t line);

/* The line of this number, or NULL. */
const line_t *case_line(const case_t *subject, uint64_t number);

/* True when a finding says that the accusation holds, wholly or partly. */
bool outcome_stands(outcome_t outcome);

/* True while any line is not concluded. */
bool case_has_open_line(const case_t *subject);

/* True when Party or administrative discipline (P33) was decided on the line. */
bool line_is_disciplined(const line_t *line);

/* True for a line that new evidence opens again: it ended without anything proven (§9, P56). */
bool line_reopens(const line_t *line);

/* True until the case has ended: then no clock runs and no line is open. */
bool case_is_open(const case_t *subject);

#endif
