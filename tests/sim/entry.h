/* What comes in is complete, each source in its own way. */
#ifndef SIM_ENTRY_H
#define SIM_ENTRY_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* Fails the simulation when a registered event lacks what its source asks for, or cites an item of
 * a negative list that was not in force at the act. */
void entry_check(const event_t *event, const policy_t *policy);

#endif
