/* P36 and P37: whether the relief of the self-check may be proposed at all. */
#ifndef DUBAN_LENIENCY_H
#define DUBAN_LENIENCY_H

#include "../config/policy.h"
#include "../proto/event.h"

/* Records for each relief whether its conditions hold; the proposal itself is a person's.
 * `assessed->phase` and `assessed->strict` must be set. */
void leniency_ask(const case_t *subject, bool complaint_before, assessed_t *assessed);

#endif
