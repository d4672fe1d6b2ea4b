/* What P38 asks for, written a second time and straight from the posts of the org chart, so that
 * the escalator's own code is not its own judge. */
#ifndef SIM_EXPECT_H
#define SIM_EXPECT_H

#include "../../config/policy.h"

/* The triggers that hold for a case under a policy, as a set of trigger_t. */
uint64_t expect_triggers(const policy_t *policy, const case_t *subject);

/* The id of somebody who must have a leader line in this case and has none, or NULL. Sets
 * `no_target` when P38 names a post that nobody held. */
const char *expect_missing_leader(const policy_t *policy, const case_t *subject, bool *no_target);

/* True when nobody of these may be told of the case: the accused and the targets of its lines. */
bool expect_is_excluded(const case_t *subject, const char *person);

/* True when the case names the section, or an accused person worked there at the act. */
bool expect_is_concerned(const policy_t *policy, const case_t *subject, const char *section);

/* P52: about the principal or somebody of the discipline group, at the act or now. */
bool expect_is_hidden(const policy_t *policy, const case_t *subject, int64_t now_ms);

/* P51 and P52 in full: who may neither handle the case, nor be told of it, nor see it. */
bool expect_is_recused(
    const policy_t *policy, const case_t *subject, const char *person, int64_t now_ms);

#endif
