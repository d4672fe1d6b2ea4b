/* What staff may do to a case: one table says from which states, by which roles, and with what
 * effect; everything it does not name is refused. */
#ifndef DUBAN_ACTS_H
#define DUBAN_ACTS_H

#include "../config/policy.h"
#include "../proto/event.h"
#include "../proto/request.h"

/* Turns an act into the data of its event, or refuses it: ERROR_REFUSED (role, P51),
 * ERROR_WRONG_STATE, ERROR_INVALID (a missing reason, an unknown line …). Pure. `role` is set to
 * the role in which the actor acts. */
int acts_plan(const policy_t *policy, const case_t *subject, const act_t *act, int64_t now_ms,
    role_t *role, acted_t *acted, fault_t *fault);

/* The roles that a person has for this case now, as a set of role_t: by his posts, and as a handler
 * of it or of one of its lines. "", the nameless actor on this machine's own socket, is the
 * operator. Pure. */
uint64_t acts_roles(const org_t *org, const case_t *subject, const char *person, int64_t now_ms);

/* Asks whether the verb is possible for anybody in the case (on its line, 0: on the case itself) as
 * it stands, given the words that it takes: the roles that may, as a set. 0 when it is not: `why`
 * says what is in the way, or has the code ERROR_NONE when the verb has no place in this state. */
uint64_t acts_ask(const policy_t *policy, const case_t *subject, verb_t verb, uint64_t line,
    int64_t now_ms, fault_t *why);

/* The other half of the verbs merge and unmerge, after acts_plan has planned the act on `subject`:
 * what it does to the case `into`, or why it may not be. Pure. */
int acts_plan_joining(const policy_t *policy, const case_t *subject, const case_t *into,
    const act_t *act, int64_t now_ms, joined_t *joined, fault_t *fault);

/* Refuses an act about two cases when the other is not there, or the actor may not know of it: both
 * read the same (P51). -1. */
int acts_no_such_case(const act_t *act, fault_t *fault);

#endif
