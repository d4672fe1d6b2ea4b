/* What every complainant must be told, and what may come of what he says (P13, P50, P53), written a
 * second time from POLICY §7 and §8. What is broken ends the process (log_fail). */
#ifndef SIM_PROMISES_H
#define SIM_PROMISES_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* What the simulation remembers of one complainant. */
typedef struct {
    uint64_t told;   /* set of notice_t that were delivered and still hold */
    uint64_t asks;   /* set of need_t that he has raised and nobody has met */
    uint64_t spoken; /* his responses */
    bool secret;     /* he asked not to be named, in the form or in his words */
} told_so_far_t;

/* A response, by the case before it and the policy that was in force. */
void promises_check_response(const policy_t *policy, const case_t *before, const event_t *event);

/* Follows an event, and checks the case after it against all that was promised. */
void promises_follow(
    told_so_far_t *complainant, const case_t *before, const event_t *event, const case_t *after);

/* The feed tells a gateway that a notice fell due: one that does, for nobody else. After the turn,
 * promises_check_published compares with the events that promises_follow saw in it. */
void promises_published(uint64_t case_number, const char *gateway, notice_t notice);
void promises_check_published(void);

#endif
