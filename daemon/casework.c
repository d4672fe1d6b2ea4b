/* What staff do: planned by the table of acts, written as events. */
#include "acts.h"
#include "merging.h"
#include "registry.h"

int registry_act(registry_t *self, const act_t *act, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    case_t subject;
    acted_t acted;
    role_t role;
    if (act->verb == VERB_MERGE || act->verb == VERB_UNMERGE)
        return merging_act(self, act, now_ms, ack, fault);
    if (!registry_case(
            store_writing(self->store), &self->unpacker, act->case_number, &subject, fault))
        return -1;
    if (acts_plan(self->policy, &subject, act, now_ms, &role, &acted, fault) < 0)
        return -1;
    const char *actor = act->as[0] ? act->as : "operator";
    event_t *event = registry_event(self, EVENT_ACTED, actor, role, now_ms);
    event->data.acted = acted;
    registry_emit(self, &subject, event);
    registry_fill_ack(self, &subject, false, ack);
    ack->event = event->number;
    verb_t verb = acted.state == STATE_REOPENED ? VERB_REOPEN : acted.verb; /* new evidence too */
    merging_follow(self, &subject, verb, now_ms);
    return 0;
}
