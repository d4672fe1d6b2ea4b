/* When what was done in a case, as its events say: what a report counts by (P41). */
#ifndef DUBAN_MOMENTS_H
#define DUBAN_MOMENTS_H

#include "../proto/event.h"

/* Notes what an event has changed in a case; for fold_event, after everything else. */
void moments_note(case_t *subject, const event_t *event);

/* Notes that a clock of the case stops at `at_ms`, done in time or not. */
void moments_note_stop(case_t *subject, const case_clock_t *clock, int64_t at_ms);

/* A clock that rested goes on: it had not ended. */
void moments_forget_stop(case_t *subject, const case_clock_t *clock);

#endif
