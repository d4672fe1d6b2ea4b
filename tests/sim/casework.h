/* What staff would do next in a case, by its state and by its lines; often plausible, never sure.
 */
#ifndef SIM_CASEWORK_H
#define SIM_CASEWORK_H

#include "../../config/policy.h"
#include "../../proto/request.h"

/* Fills in an act on the case: the verb, the line and the words that go with them; not the actor.
 */
void casework_choose(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act);

/* Gives any verb the words it needs. */
void casework_fill(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act);

/* Names who would do it: mostly somebody who may. */
void casework_name_actor(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act);

#endif
