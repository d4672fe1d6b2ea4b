/* P39: whether the two responsibilities (两个责任) are pursued, and on whom. */
#ifndef DUBAN_RESPONSIBILITY_H
#define DUBAN_RESPONSIBILITY_H

#include "../config/policy.h"
#include "../proto/work.h"

/* True when P39 has a place in the case: it is about misconduct, was assessed, and has not ended.
 */
bool responsibility_is_due(const case_t *subject);

/* Asks P39 of a case that was assessed, beside other work on it; `pursued` is zeroed first. */
void responsibility_pursue(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *pursued);

/* Asks neglect (Q16), prominence (Q17, Q18) and bad impact (Q19) of every jurisdiction that the
 * item tells of, and records each answer in `assessed`. Where all three hold it opens, with their
 * clocks, the line on the principal responsibility (主体责任) of the leader who answers, and the
 * one on the supervision responsibility (监督责任) of the head of the discipline group at the time
 * of the act. `assessed->triggers` count with those of the case. Pure. */
void responsibility_ask(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *assessed);

#endif
