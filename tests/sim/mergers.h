/* What merging (并案) may do to the two cases, written a second time from POLICY §8, §9, P38, P42,
 * P51 and P53: the judge of daemon/act_merge.c and daemon/merging.c. What is broken ends the
 * process. */
#ifndef SIM_MERGERS_H
#define SIM_MERGERS_H

#include "../../config/policy.h"
#include "../../proto/event.h"

/* An event, by the case before it; other cases are looked up as they stand (checker_case). */
void mergers_judge(const policy_t *policy, const case_t *before, const event_t *event);

/* What the event has made of the case. */
void mergers_follow(const policy_t *policy, const event_t *event, const case_t *after);

/* Between two turns: no half of a pair is missing, and every complainant is counted once. */
void mergers_check(void);

/* Before the ledger is read from its beginning again, and at the end. */
void mergers_forget(void);

#endif
