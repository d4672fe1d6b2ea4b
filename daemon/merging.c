/* Two cases in one transaction: what is merged, and what it is merged into. */
#include "merging.h"

#include "acts.h"
#include "fold.h"
#include "keys.h"

uint64_t merging_next(store_view_t *view, uint64_t into, uint64_t after)
{
    slice_t key, value;
    store_key_t from = key_merged(into, after + 1), end = key_merged(into, UINT64_MAX);
    store_cursor_t *cursor = cursor_open(view, TABLE_MERGED);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value) &&
                 key.length == end.length && memcmp(key.bytes, end.bytes, sizeof(uint64_t)) == 0;
    uint64_t number = found ? key_last_number(key) : 0;
    cursor_close(&cursor);
    return number;
}

static bool read_case(registry_t *self, uint64_t number, case_t *subject)
{
    return registry_case(
        store_writing(self->store), &self->unpacker, number, subject, &(fault_t){0});
}

static void change(
    followed_t *data, const registry_t *self, clock_kind_t kind, bool stop, int64_t now_ms)
{
    const policy_t *policy = self->policy;
    clock_change_t stopped = {.kind = kind, .stop = true};
    data->clocks[data->clock_count++] =
        stop ? stopped : clock_start(&policy->clocks, policy->calendar, kind, 0, now_ms);
}

/* P53: who gave a name is told of the acceptance, and of the result, within a time of his own. */
static void follow_clocks(
    const registry_t *self, const case_t *subject, verb_t verb, int64_t now_ms, followed_t *data)
{
    bool named = subject->privacy == PRIVACY_REAL_NAME;
    bool notifies = case_clock(subject, CLOCK_NOTIFY, 0),
         feeds = case_clock(subject, CLOCK_FEEDBACK, 0);
    if (feeds && verb == VERB_REOPEN) { /* there is no result any more */
        change(data, self, CLOCK_FEEDBACK, true, now_ms);
    } else if (named && !notifies && (verb == VERB_ACCEPT || verb == VERB_NOT_ACCEPT)) {
        change(data, self, CLOCK_NOTIFY, false, now_ms);
    } else if (named && !feeds && verb == VERB_CLOSE && !subject->told) {
        change(data, self, CLOCK_FEEDBACK, false, now_ms);
    }
}

/* Writes into a merged case what was done in the case that it is merged into. */
static void follow(
    registry_t *self, case_t *subject, const case_t *into, verb_t verb, int64_t now_ms)
{
    event_t *event = registry_event(self, EVENT_FOLLOWED, "duband", ROLE_WORKER, now_ms);
    followed_t *data = &event->data.followed;
    data->into = into->number;
    data->verb = verb;
    data->state = into->state;
    data->outcome = into->outcome;
    follow_clocks(self, subject, verb, now_ms, data);
    registry_emit(self, subject, event);
}

/* What is merged into an accepted case is accepted with it. */
static void follow_acceptance(
    registry_t *self, state_t before, case_t *subject, const case_t *into, int64_t now_ms)
{
    const uint64_t undecided =
        term_bit(STATE_CLASSIFIED) | term_bit(STATE_BYPASSED) | term_bit(STATE_REOPENED);
    if (subject->merger.into && undecided & term_bit(before) &&
        !(undecided & term_bit(into->state)))
        follow(self, subject, into, VERB_ACCEPT, now_ms);
}

int merging_act(registry_t *self, const act_t *act, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    case_t subject, into;
    acted_t acted;
    joined_t joined;
    role_t role;
    if (!registry_case(
            store_writing(self->store), &self->unpacker, act->case_number, &subject, fault) ||
        acts_plan(self->policy, &subject, act, now_ms, &role, &acted, fault) < 0)
        return -1;
    if (!read_case(self, acted.into, &into))
        return acts_no_such_case(act, fault);
    if (acts_plan_joining(self->policy, &subject, &into, act, now_ms, &joined, fault) < 0)
        return -1; /* and neither is changed */
    state_t before = subject.state;
    const char *actor = act->as[0] ? act->as : "operator";
    event_t *event = registry_event(self, EVENT_ACTED, actor, role, now_ms);
    event->data.acted = acted;
    registry_emit(self, &subject, event);
    registry_fill_ack(self, &subject, false, ack);
    ack->event = event->number;
    event = registry_event(self, EVENT_JOINED, actor, role, now_ms);
    event->data.joined = joined;
    registry_emit(self, &into, event);
    follow_acceptance(self, before, &subject, &into, now_ms);
    return 0;
}

static bool concerns_complainants(verb_t verb)
{
    static const verb_t verbs[] = {
        VERB_ACCEPT, VERB_NOT_ACCEPT, VERB_FEEDBACK, VERB_CLOSE, VERB_ANSWER, VERB_REOPEN};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (verbs[i] == verb)
            return true;
    }
    return false;
}

void merging_follow(registry_t *self, const case_t *into, verb_t verb, int64_t now_ms)
{
    uint64_t number = 0;
    case_t subject;
    if (into->merger.joined == 0 || !concerns_complainants(verb))
        return;
    while ((number = merging_next(store_writing(self->store), into->number, number))) {
        if (read_case(self, number, &subject)) /* else `duban ledger replay` tells of it */
            follow(self, &subject, into, verb, now_ms);
    }
}
