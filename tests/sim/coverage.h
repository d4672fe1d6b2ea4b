/* Counts what a simulation has come to: states of cases and lines, verbs that succeeded. */
#ifndef SIM_COVERAGE_H
#define SIM_COVERAGE_H

#include "../../proto/event.h"

/* An event, and the case after it. */
void coverage_count(const event_t *event, const case_t *after);

/* One line for each: "verb close 12", "state found 3", "line heard 4". */
void coverage_print(void);

#endif
