/* What a person or an escalator may do in a case, written a second time from POLICY §5 to §9: the
 * judge of daemon/act_*.c. What is broken ends the process (log_fail). */
#ifndef SIM_CONDUCT_H
#define SIM_CONDUCT_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* An act, by the case before it and the policy that was in force. */
void conduct_check_act(const policy_t *policy, const case_t *before, const event_t *event);

/* Proposals come only on lines that were found, and relief only as P36 and P37 say. */
void conduct_check_proposal(const case_t *before, const event_t *event);

/* What an act has done to its line. */
void conduct_check_line(const event_t *event, const case_t *after);

/* What must hold after any event. */
void conduct_check_case(const case_t *subject);

#endif
