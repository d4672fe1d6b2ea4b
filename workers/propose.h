/* What the rules of the plan allow on a line whose finding stands: P30–P33 and P35–P37. */
#ifndef DUBAN_PROPOSE_H
#define DUBAN_PROPOSE_H

#include "../config/policy.h"
#include "../proto/work.h"

/* True when a line of the case was found and has no proposal yet. */
bool propose_is_due(const case_t *subject);

/* A proposal for each such line, with every rule that was asked. A person decides; a proposal binds
 * nobody, but to decide otherwise needs a reason. Pure and total. */
void propose_case(
    const policy_t *policy, const case_t *subject, const work_item_t *item, proposed_t *proposed);

/* The same with P39 asked beside it. The lines that it opens, with its answers, are in `pursued`
 * (zeroed otherwise); when it opens none, its answers are in the proposal. */
void propose_pursuing(const policy_t *policy, const case_t *subject, const work_item_t *item,
    proposed_t *proposed, assessed_t *pursued);

#endif
