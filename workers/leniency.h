/* P36 and P37: whether the relief of the self-check may be proposed at all. */
#ifndef DUBAN_LENIENCY_H
#define DUBAN_LENIENCY_H

#include "../config/policy.h"
#include "../proto/event.h"

/* The relief whose conditions a case meets (Q12–Q15), RELIEF_NONE when it meets none. */
relief_t leniency_relief(const campaign_t *campaign, const case_t *subject, phase_t phase,
    bool strict, bool complaint_before);

/* Records for each relief whether its conditions hold; the proposal itself is a person's.
 * `assessed->phase` and `assessed->strict` must be set. */
void leniency_ask(
    const campaign_t *campaign, const case_t *subject, bool complaint_before, assessed_t *assessed);

#endif
