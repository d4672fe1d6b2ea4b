/* How an act is refused. */
#include "plan.h"

int plan_wrong_state(plan_t *plan, const char *why)
{
    return fault_set(plan->fault, ERROR_WRONG_STATE, NULL, "%s", why);
}

int plan_invalid(plan_t *plan, const char *field, const char *why)
{
    return fault_set(plan->fault, ERROR_INVALID, field, "`%s` %s", field, why);
}
