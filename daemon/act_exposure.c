/* The verb that exposes somebody by name (P40, 点名道姓公开曝光): what was decided, and nothing
 * else. */
#include "act_effects.h"

#include "../config/concern.h"
#include "fold.h"

#define ABOVE (term_bit(ROLE_SUPERIOR) | term_bit(ROLE_DISTRICT_DISCIPLINE))

static int refuse(plan_t *plan, const char *field, const char *why)
{
    return fault_set(plan->fault, ERROR_REFUSED, field, "%s", why);
}

/* Whether this line may be exposed at all. */
static int check_line(plan_t *plan)
{
    const line_t *line = plan->line;
    if (!plan->policy->campaign.exposure)
        return refuse(plan, "verb", "nobody is exposed here (campaign.conf, exposure; P40, Q22)");
    if (!line)
        return plan_invalid(plan, "line", "must name the line that is exposed (P40)");
    if (line->tolerated)
        return refuse(plan, "line", "an error that was tolerated is never exposed (P40, P34)");
    if (line->state != LINE_CONCLUDED || line->measure_count == 0)
        return plan_wrong_state(
            plan, "only what was finally decided against somebody is exposed (P40)");
    if (!concern_is_inspection(plan->subject->source))
        return refuse(
            plan, "case", "only what an inspection found is exposed by name (P40, P22, P23)");
    return 0;
}

/* Q22: everybody who must approve has; those above the bureau stand in for who is recused. */
static bool is_approved(const plan_t *plan, uint64_t given)
{
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        if (!(plan->policy->campaign.exposure_external_needs & term_bit(role)))
            continue;
        bool stands_in = given & ABOVE && plan_are_recused(plan, term_bit(role));
        if (!(given & term_bit(role)) && !stands_in)
            return false;
    }
    return true;
}

static int expose_outside(plan_t *plan)
{
    const line_t *line = plan->line;
    uint64_t roles =
        plan->roles & (term_bit(ROLE_DISCIPLINE_GROUP) | term_bit(ROLE_PRINCIPAL) | ABOVE);
    uint64_t mine = roles & -roles; /* the role in which he acts: the first of the table */
    if (line->exposure == EXPOSURE_EXTERNAL)
        return plan_wrong_state(plan, "this line is exposed outside the bureau already");
    if (line->exposure_agreed & mine)
        return plan_wrong_state(
            plan, "you have approved already; the others who must have not (P40, Q22)");
    if (is_approved(plan, line->exposure_agreed | mine))
        plan->acted->exposure = EXPOSURE_EXTERNAL;
    return 0;
}

int effect_expose(plan_t *plan)
{
    if (check_line(plan) < 0)
        return -1;
    if (plan->act->external)
        return expose_outside(plan);
    if (plan->line->exposure)
        return plan_wrong_state(plan, "this line is exposed already");
    plan->acted->exposure = EXPOSURE_INTERNAL;
    return 0;
}
