/* P39, written a second time over the copies of all cases: who may be pursued, once, and for what.
 */
#ifndef SIM_PURSUIT_H
#define SIM_PURSUIT_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* Remembers whom an overdue clock was brought before, and what a case whose finding stands was once
 * said to be: a worker may have seen it so. */
void pursuit_note(const policy_t *policy, const event_t *event, const case_t *after);

/* The lines on the two responsibilities that an event (`assessed`, `pursued`) opens in the case as
 * it was before. Ends the simulation when one of them should not be. */
void pursuit_check(const policy_t *policy, const case_t *before, const event_t *event);

/* Forgets all, before the ledger is read from its beginning. */
void pursuit_forget(void);

#endif
