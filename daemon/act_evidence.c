/* The verbs by which something new about a known problem reaches the rules: it was discovered
 * again, or its impact is bad. */
#include "act_effects.h"
#include "fold.h"

#include <string.h>

/* The same as is asked of a finding (P21–P23): who complains again has `submit`. */
static int check_discovery(plan_t *plan)
{
    const act_t *act = plan->act;
    if (!act->source || act->source == SOURCE_COMPLAINT || act->source == SOURCE_REPORT)
        return plan_invalid(plan, "source",
            "must say how it was discovered again (superior_inspection, media, …); complaints go "
            "by op `submit`");
    if (act->source == SOURCE_MEDIA && !act->outlet[0])
        return plan_invalid(plan, "outlet", "must name the paper, station or site (Q7)");
    if (act->discovered_ms == 0 || act->discovered_ms > plan->now_ms)
        return plan_invalid(plan, "discovered_ms", "must be the past moment of the discovery");
    if (plan->subject->discovery_count == DISCOVERED_MAX)
        return plan_wrong_state(
            plan, "four later discoveries are recorded already; say in a `comment` what is new");
    return 0;
}

int effect_evidence(plan_t *plan)
{
    const uint64_t ends =
        term_bit(STATE_CLOSED) | term_bit(STATE_NOT_ACCEPTED) | term_bit(STATE_UNDER_REVIEW);
    const act_t *act = plan->act;
    discovery_t *discovery = &plan->acted->discovery;
    if (check_discovery(plan) < 0)
        return -1;
    discovery->source = act->source;
    discovery->discovered_ms = act->discovered_ms;
    discovery->ended = ends & term_bit(plan->subject->state);
    memcpy(discovery->body, act->body, sizeof discovery->body);
    memcpy(discovery->outlet, act->outlet, sizeof discovery->outlet);
    if (act->source == SOURCE_MEDIA && !case_clock(plan->subject, CLOCK_MEDIA, 0))
        plan_start_clock(plan, CLOCK_MEDIA, 0);
    if (!discovery->ended)
        return 0; /* an open case is judged again; no clock of it starts anew */
    plan->acted->state = STATE_REOPENED;
    return effect_reopen(plan);
}

int effect_flag_impact(plan_t *plan)
{
    if (plan->subject->impact)
        return plan_wrong_state(plan, "the impact is called bad already (Q19)");
    return 0;
}
