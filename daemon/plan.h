/* An act while it is being planned: what it is judged by, what it becomes, and how it is refused.
 */
#ifndef DUBAN_PLAN_H
#define DUBAN_PLAN_H

#include "../config/policy.h"
#include "../proto/event.h"
#include "../proto/request.h"

/* What an act is judged by, and what it becomes. */
typedef struct {
    const policy_t *policy;
    const case_t *subject;
    const act_t *act;
    const line_t *line; /* that the act names; NULL: the case itself */
    uint64_t roles;     /* of the actor for this case: set of role_t */
    int64_t now_ms;
    acted_t *acted;
    fault_t *fault;
} plan_t;

/* Refuses with ERROR_WRONG_STATE or ERROR_INVALID (about a field). Both return -1. */
int plan_wrong_state(plan_t *plan, const char *why);
int plan_invalid(plan_t *plan, const char *field, const char *why);

#endif
