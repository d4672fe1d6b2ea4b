/* Which earlier case an assessment must propose to merge with, looked for in the checker's own
 * cases. */
#ifndef SIM_SIMILAR_CHECK_H
#define SIM_SIMILAR_CHECK_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* Fails unless the `similar` of an assessment is what the policy asks for. Cases that changed since
 * `before` waited for its assessment are not judged: nobody knows how the daemon saw them. */
void similar_check(const policy_t *policy, const case_t *before, const event_t *event);

#endif
