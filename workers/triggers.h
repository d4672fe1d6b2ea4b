/* P38: what makes one case a double investigation. */
#ifndef DUBAN_TRIGGERS_H
#define DUBAN_TRIGGERS_H

#include "../config/policy.h"
#include "../proto/event.h"

/* Asks T1 of the first discovery, and T2 and T3 of every one; records each answer with its inputs,
 * and returns the set of those that hold and are in force (Q1). */
uint64_t triggers_ask(const policy_t *policy, const case_t *subject, assessed_t *assessed);

#endif
