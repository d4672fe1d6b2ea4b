/* Judges each act by the case before it. */
#include "conduct.h"

#include "expect.h"
#include "log.h"

#include <string.h>

#define NUMBER(VALUE) ((unsigned long long)(VALUE))
#define ABOVE         (term_bit(ROLE_SUPERIOR) | term_bit(ROLE_DISTRICT_DISCIPLINE))
#define PAUSE_MAX_MS  (INT64_C(90) * 86400000)

/* One act, and what it is judged by. */
typedef struct {
    const policy_t *policy;
    const case_t *before;
    const event_t *event;
    const acted_t *data;
    const line_t *line; /* NULL: on the case */
} judged_t;

static void fail(const judged_t *act, const char *why)
{
    log_fail("case %llu: %s does `%s` on line %llu: %s", NUMBER(act->before->number),
        act->event->actor, term_name(&VERBS, act->data->verb), NUMBER(act->data->line), why);
}

static bool stands(outcome_t outcome)
{
    return outcome == OUTCOME_SUBSTANTIATED || outcome == OUTCOME_PARTLY;
}

static bool is_above(const judged_t *act)
{
    const org_t *org = act->policy->org;
    int64_t now_ms = act->event->at_ms;
    return org_has_role(org, act->event->actor, ROLE_SUPERIOR, now_ms) ||
           org_has_role(org, act->event->actor, ROLE_DISTRICT_DISCIPLINE, now_ms);
}

static bool lines_are_open(const case_t *subject, bool of_persons)
{
    bool open = false;
    for (size_t i = 0; i < subject->line_count; i++)
        open |= subject->lines[i].state != LINE_CONCLUDED &&
                (!of_persons || subject->lines[i].kind == LINE_PERSON);
    return open;
}

static const case_clock_t *clock_of(const case_t *subject, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == line)
            return &subject->clocks[i];
    }
    return NULL;
}

/* ---- decisions ---- */

static const sanction_t *measure(const judged_t *act, size_t index)
{
    const sanctions_t *sanctions = &act->policy->sanctions;
    for (size_t i = 0; i < sanctions->count; i++) {
        if (strcmp(sanctions->items[i].id, act->data->measures[index]) == 0)
            return &sanctions->items[i];
    }
    fail(act, "a measure that is no sanction");
    return NULL;
}

/* P51: all who hold the role now are recused. */
static bool all_recused(const judged_t *act, uint64_t roles)
{
    bool free = false;
    int64_t now_ms = act->event->at_ms;
    for (size_t i = 0; i < org_post_count(act->policy->org); i++) {
        const org_post_t *post = org_post_at(act->policy->org, i);
        free |= post->from_ms <= now_ms && now_ms < post->until_ms &&
                roles & term_bit(post->role) &&
                !expect_is_recused(act->policy, act->before, post->person, now_ms);
    }
    return !free;
}

static void check_measures(const judged_t *act)
{
    uint64_t lists = 0;
    const org_person_t *person = org_person(act->policy->org, act->line->target);
    if (act->data->measure_count == 0)
        fail(act, "nothing is decided");
    for (size_t i = 0; i < act->data->measure_count; i++) {
        const sanction_t *sanction = measure(act, i);
        if (lists & term_bit(sanction->list))
            fail(act, "P56: two measures of one list");
        lists |= term_bit(sanction->list);
        if (sanction->party_only && !(person && person->party_member))
            fail(act, "P33: Party discipline for somebody who is no member");
        bool proposed = false;
        for (size_t j = 0; j < act->line->proposal_count; j++)
            proposed |= strcmp(act->line->proposals[j], sanction->id) == 0;
        if (!proposed && !act->data->reason[0])
            fail(act, "decides otherwise than proposed without a reason");
    }
}

static void check_decider(const judged_t *act)
{
    bool stands_in = is_above(act) && all_recused(act, term_bit(ROLE_PRINCIPAL));
    bool same = act->line->measure_count == act->data->measure_count;
    for (size_t i = 0; i < act->data->measure_count; i++)
        same &= strcmp(act->line->measures[i], act->data->measures[i]) == 0;
    for (size_t i = 0; i < act->data->measure_count; i++) {
        const sanction_t *sanction = measure(act, i);
        bool may = stands_in;
        for (unsigned role = 1; role < ROLE_COUNT; role++)
            may |= sanction->decided_by & term_bit(role) &&
                   org_has_role(act->policy->org, act->event->actor, role, act->event->at_ms);
        if (!may)
            fail(act, "P31, P33: a measure that is not his to decide");
        uint64_t lacking = sanction->together_with & ~(same ? act->line->agreed : 0);
        if (lacking && !all_recused(act, sanction->together_with))
            fail(act, "P31: those who must agree have not agreed to this");
    }
}

static void check_decision(const judged_t *act)
{
    if (!act->line || act->line->state != LINE_HEARD || !act->line->heard_ms)
        fail(act, "(iv) nobody was heard");
    if (act->data->verb == VERB_EXEMPT) {
        if (act->line->relief != RELIEF_EXEMPT && !act->line->tolerated)
            fail(act, "(iii) neither P36 nor P34 is recorded");
        return;
    }
    check_measures(act);
    if (act->data->verb == VERB_DECIDE)
        check_decider(act);
}

/* ---- findings ---- */

static void check_find(const judged_t *act)
{
    bool again = act->line && act->line->state == LINE_FOUND &&
                 act->before->stage != STAGE_ESCALATE && act->data->outcome == act->line->outcome;
    if (act->line && act->line->state != LINE_ASSIGNED && !again)
        fail(act, "P56: a line is found once");
    if (act->data->outcome == OUTCOME_UNSET || act->data->outcome == OUTCOME_NO_LIABILITY)
        fail(act, "that is no finding");
}

static void check_conclude(const judged_t *act)
{
    if (!act->line || act->line->state != LINE_ASSIGNED || stands(act->data->outcome))
        fail(act, "P54: what is substantiated is found, heard and decided");
}

static void check_hear(const judged_t *act)
{
    if (!act->line || act->line->state != LINE_PROPOSED)
        fail(act, "heard before the proposal");
}

static void check_tolerate(const judged_t *act)
{
    if (!act->line || (act->line->state != LINE_PROPOSED && act->line->state != LINE_HEARD))
        fail(act, "P34: after the sanction");
}

static void check_take_up(const judged_t *act)
{
    const acted_t *data = act->data;
    if (data->handler_count < 2)
        fail(act, "P54: fewer than two handlers");
    for (size_t i = 0; i < data->handler_count; i++) {
        if (expect_is_recused(act->policy, act->before, data->handlers[i], act->event->at_ms))
            fail(act, "(x) a handler is recused");
        for (size_t j = 0; j < i; j++) {
            if (strcmp(data->handlers[i], data->handlers[j]) == 0)
                fail(act, "P54: one handler, named twice");
        }
    }
    if (act->line && act->line->state != LINE_OPENED)
        fail(act, "a line is taken up once");
}

/* ---- the way of the case ---- */

static void check_transfer(const judged_t *act)
{
    if (act->before->bounces >= 3)
        fail(act, "§8: after three returns it is assigned");
    if (expect_is_concerned(act->policy, act->before, act->data->office))
        fail(act, "P51: to the office it is about");
}

static void check_return(const judged_t *act)
{
    const org_post_t *head =
        org_holder(act->policy->org, ROLE_SECTION_HEAD, act->before->office, act->event->at_ms);
    if (!head || strcmp(head->person, act->event->actor) != 0)
        fail(act, "not the head of the section that got it");
}

static void check_rectify(const judged_t *act)
{
    if (lines_are_open(act->before, true))
        fail(act, "somebody's line is open");
}

static void check_clear(const judged_t *act)
{
    outcome_t outcome = act->before->outcome;
    if (outcome == OUTCOME_FALSE_SUSPECTED && !is_above(act))
        fail(act, "P55: only those above say that an accusation was false");
    if (outcome != OUTCOME_FALSE_SUSPECTED && outcome != OUTCOME_UNSUBSTANTIATED)
        fail(act, "nobody was wrongly accused");
}

static void check_feedback(const judged_t *act)
{
    if (act->before->state == STATE_FOUND && stands(act->before->outcome))
        fail(act, "nothing was put right");
}

static void check_close(const judged_t *act)
{
    const case_t *before = act->before;
    if (before->reassess && before->stage == STAGE_ESCALATE)
        fail(act, "P38: what is new was never judged");
    if (before->state != STATE_FEEDBACK)
        fail(act, "before the feedback");
    if (lines_are_open(before, false))
        fail(act, "(vii) a line is open");
    for (size_t i = 0; i < before->clock_count; i++) {
        if (before->clocks[i].kind != CLOCK_FEEDBACK)
            fail(act, "(vii) a clock runs");
    }
    if (!before->is_finding && before->privacy == PRIVACY_REAL_NAME && !before->told)
        fail(act, "P53: the complainant is not told");
}

static void check_not_accept(const judged_t *act)
{
    if (lines_are_open(act->before, false))
        fail(act, "P13: a line is open");
    if (!act->before->assessed_ms)
        fail(act, "P38: nobody has assessed it");
}

static void check_accept(const judged_t *act)
{
    if (act->before->stage != STAGE_STAFF || !act->before->assessed_ms)
        fail(act, "nobody has assessed it");
}

static void check_evidence(const judged_t *act)
{
    const discovery_t *discovery = &act->data->discovery;
    state_t state = act->before->state;
    bool ended =
        state == STATE_CLOSED || state == STATE_NOT_ACCEPTED || state == STATE_UNDER_REVIEW;
    if (act->before->discovery_count >= 4)
        fail(act, "more later discoveries than a case keeps");
    if (discovery->source <= SOURCE_REPORT)
        fail(act, "P21-P23: a complaint is no discovery of the bureau's or of others");
    if (discovery->source == SOURCE_MEDIA && !discovery->outlet[0])
        fail(act, "Q7: nobody exposed it");
    if (discovery->discovered_ms == 0 || discovery->discovered_ms > act->event->at_ms)
        fail(act, "discovered ahead of its time");
    if (discovery->ended != ended || (act->data->state == STATE_REOPENED) != ended)
        fail(act, "new evidence reopens what has ended, and nothing else");
    for (size_t i = 0; i < act->data->clock_count; i++) {
        const clock_change_t *change = &act->data->clocks[i];
        if (!ended && clock_of(act->before, change->kind, change->line))
            fail(act, "new evidence touches a clock that runs");
    }
}

static void check_review(const judged_t *act)
{
    const policy_t *policy = act->policy;
    bool closed = act->before->state == STATE_CLOSED;
    int64_t end_ms = closed ? act->before->closed_ms : act->before->complainant.answered_ms;
    if (act->event->at_ms >= clock_due_ms(&policy->clocks, policy->calendar, CLOCK_REVIEW, end_ms))
        fail(act, "the time to ask for it is over");
}

static void check_answer(const judged_t *act)
{
    if (act->data->state != (act->before->closed_ms ? STATE_CLOSED : STATE_NOT_ACCEPTED))
        fail(act, "the decision stands, and the case ends as another");
}

static void check_notify(const judged_t *act)
{
    notice_t notice = act->data->notice;
    if (notice && !(act->before->complainant.notices & term_bit(notice)))
        fail(act, "P53: told what was not due");
    if (notice && !act->data->reason[0])
        fail(act, "P53: nobody says how he was told");
    if (!notice && !clock_of(act->before, CLOCK_MEDIA, 0))
        fail(act, "nobody was told anything");
}

static void check_unseal(const judged_t *act)
{
    if (act->before->is_finding || act->before->privacy == PRIVACY_ANONYMOUS)
        fail(act, "P50: there is no identity");
    if (!act->data->reason[0])
        fail(act, "P50: without a reason");
}

static void check_attend(const judged_t *act)
{
    if (!(act->before->needs & term_bit(NEED_URGENT)))
        fail(act, "nothing urgent waits");
}

/* P41: everything about it is decided, and it holds. */
static void check_typical(const judged_t *act)
{
    const case_t *before = act->before;
    if (act->data->off != (before->when.typical_ms != 0))
        fail(act, "it is chosen, or not, already");
    if (!act->data->off && (!stands(before->outcome) || lines_are_open(before, false)))
        fail(act, "P41: what is not decided, or not proven, is no example");
}

/* P40 and Q22: everybody whom the campaign wants, or who stands in for the recused, has approved.
 */
static void check_exposed_outside(const judged_t *act)
{
    uint64_t given = act->line->exposure_agreed | term_bit(act->event->role);
    uint64_t above = given & (term_bit(ROLE_SUPERIOR) | term_bit(ROLE_DISTRICT_DISCIPLINE));
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        uint64_t needed = act->policy->campaign.exposure_external_needs & term_bit(role);
        if (needed && !(given & needed) && !(above && all_recused(act, needed)))
            fail(act, "P40: exposed outside the bureau before all have approved");
    }
}

static void check_expose(const judged_t *act)
{
    const line_t *line = act->line;
    source_t source = act->before->source;
    bool inspected = (source >= SOURCE_OPEN_COVERT && source <= SOURCE_SUPERIOR_INSPECTION);
    if (!line || line->state != LINE_CONCLUDED || !line->measure_count || !stands(line->outcome))
        fail(act, "P40: exposed before the decision");
    if (line->tolerated)
        fail(act, "P40: a tolerated error is exposed");
    if (!inspected)
        fail(act, "P40: exposed, and no inspection found it");
    if (act->data->exposure && line->exposure >= act->data->exposure)
        fail(act, "P40: exposed a second time");
    if (act->data->exposure == EXPOSURE_EXTERNAL)
        check_exposed_outside(act);
    else if (act->data->external == (act->data->exposure == EXPOSURE_INTERNAL))
        fail(act, "P40: neither exposed nor waiting for approvals");
}

static void check_clock_verb(const judged_t *act)
{
    const acted_t *data = act->data;
    const clock_change_t *change = &data->clocks[0];
    if (data->clock_count != 1 || !change->move)
        fail(act, "it moves no clock");
    const case_clock_t *clock = clock_of(act->before, change->kind, change->line);
    int64_t moved_ms = clock ? change->due_ms - clock->due_ms : 0;
    if (!clock)
        fail(act, "the clock does not run");
    if (change->kind == CLOCK_URGENT)
        fail(act, "what is urgent is not paused");
    if (data->verb == VERB_PAUSE && (moved_ms <= 0 || moved_ms > PAUSE_MAX_MS))
        fail(act, "§8: longer than a pause may be");
    if (data->verb == VERB_PAUSE && clock->paused_until_ms > act->event->at_ms)
        fail(act, "§8: it is paused already");
    if (data->verb == VERB_RESUME && moved_ms >= 0)
        fail(act, "it was not paused");
    if (data->verb == VERB_EXTEND && (clock->kind != CLOCK_DECIDE || clock->extended))
        fail(act, "§8: only the decision is extended, and once");
    if (data->verb == VERB_EXTEND && !is_above(act) &&
        !org_has_role(act->policy->org, act->event->actor, ROLE_PRINCIPAL, act->event->at_ms))
        fail(act, "§8: who approves an extension is the principal, or above him");
    if (!data->reason[0])
        fail(act, "§8: without a reason");
}

/* P9, §8: a rectification is due at the item's date, unless that has passed, or somebody names
 * another one. */
static void check_item_date(const judged_t *act)
{
    bool named = act->data->verb == VERB_RECTIFY;
    for (size_t i = 0; i < act->data->clock_count; i++) {
        const clock_change_t *change = &act->data->clocks[i];
        bool starts = change->kind == CLOCK_RECTIFY && !change->stop && !change->move;
        bool dated = act->before->rectify_by_ms > act->event->at_ms;
        if (starts && dated && !named && change->due_ms != act->before->rectify_by_ms)
            fail(act, "P9: it is to be put right at another date than the problem list says");
        if (starts && change->due_ms <= act->event->at_ms)
            fail(act, "§8: due before it began");
    }
}

static void (*const checks[VERB_COUNT])(const judged_t *) = {
    [VERB_ACCEPT] = check_accept,
    [VERB_NOT_ACCEPT] = check_not_accept,
    [VERB_TAKE_UP] = check_take_up,
    [VERB_CONCLUDE] = check_conclude,
    [VERB_CLOSE] = check_close,
    [VERB_TRANSFER] = check_transfer,
    [VERB_RETURN] = check_return,
    [VERB_FIND] = check_find,
    [VERB_HEAR] = check_hear,
    [VERB_TOLERATE] = check_tolerate,
    [VERB_AGREE] = check_decision,
    [VERB_DECIDE] = check_decision,
    [VERB_EXEMPT] = check_decision,
    [VERB_RECTIFY] = check_rectify,
    [VERB_CLEAR] = check_clear,
    [VERB_FEEDBACK] = check_feedback,
    [VERB_REVIEW] = check_review,
    [VERB_ANSWER] = check_answer,
    [VERB_NOTIFY] = check_notify,
    [VERB_UNSEAL] = check_unseal,
    [VERB_EVIDENCE] = check_evidence,
    [VERB_PAUSE] = check_clock_verb,
    [VERB_RESUME] = check_clock_verb,
    [VERB_EXTEND] = check_clock_verb,
    [VERB_ATTEND] = check_attend,
    [VERB_EXPOSE] = check_expose,
    [VERB_TYPICAL] = check_typical,
};

void conduct_check_act(const policy_t *policy, const case_t *before, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    judged_t act = {.policy = policy, .before = before, .event = event, .data = data};
    if (data->line >= 1 && data->line <= before->line_count)
        act.line = &before->lines[data->line - 1];
    if (expect_is_recused(policy, before, event->actor, event->at_ms))
        fail(&act, "(x) he is recused");
    bool of_lines = act.line || data->verb == VERB_COMMENT;
    if (data->line && !of_lines)
        fail(&act, "there is no such line");
    if (data->line && data->state && data->verb != VERB_HEAR && data->verb != VERB_DECIDE &&
        data->verb != VERB_EXEMPT)
        fail(&act, "an act on a line moves the case");
    check_item_date(&act);
    if (checks[data->verb])
        checks[data->verb](&act);
}

void conduct_check_proposal(const case_t *before, const event_t *event)
{
    const proposed_t *data = &event->data.proposed;
    if (before->stage != STAGE_ESCALATE || data->line_count == 0)
        log_fail("case %llu waits for no proposal", NUMBER(before->number));
    for (size_t i = 0; i < data->line_count; i++) {
        const line_proposal_t *proposal = &data->lines[i];
        bool there = proposal->line >= 1 && proposal->line <= before->line_count;
        if (!there || before->lines[proposal->line - 1].state != LINE_FOUND)
            log_fail("case %llu: a proposal on line %llu, which was not found",
                NUMBER(before->number), NUMBER(proposal->line));
        bool itself = before->source == SOURCE_SELF || before->source == SOURCE_BUREAU ||
                      before->source == SOURCE_PEER;
        bool relief = proposal->relief == RELIEF_EXEMPT || proposal->relief == RELIEF_MITIGATE;
        if (relief && (!itself || before->strict || before->phase != PHASE_SELF_CHECK ||
                          before->severity == SEVERITY_SERIOUS))
            log_fail("P35: case %llu: relief for what others found", NUMBER(before->number));
    }
}

/* Every line that was found is proposed on at once: nothing waits for a proposal any more. */
static void check_proposed_clocks(const case_t *after)
{
    for (size_t i = 0; i < after->clock_count; i++) {
        if (after->clocks[i].kind == CLOCK_PROPOSE)
            log_fail("case %llu: the proposals are there, and their clock runs on",
                NUMBER(after->number));
    }
}

void conduct_check_line(const event_t *event, const case_t *after)
{
    if (event->kind == EVENT_PROPOSED)
        check_proposed_clocks(after);
    const acted_t *data = &event->data.acted;
    if (event->kind != EVENT_ACTED || data->line < 1 || data->line > after->line_count)
        return;
    const line_t *line = &after->lines[data->line - 1];
    bool passes = data->inexperience && data->unprohibited && data->no_gain;
    if (data->verb == VERB_TOLERATE && line->tolerated != passes)
        log_fail("P34: case %llu: the gate lets through whom it should not, or holds him back",
            NUMBER(after->number));
    if ((data->verb == VERB_EXEMPT || data->verb == VERB_CONCLUDE) && line->measure_count > 0)
        log_fail("case %llu: line %llu ends without a decision, and bears measures",
            NUMBER(after->number), NUMBER(data->line));
}

static void check_end(const case_t *subject)
{
    bool open_line = false;
    for (size_t i = 0; i < subject->line_count; i++)
        open_line |= subject->lines[i].state != LINE_CONCLUDED;
    if ((subject->stage == STAGE_DONE || subject->state == STATE_CLOSED) &&
        (open_line || subject->clock_count > 0))
        log_fail("(vii) case %llu is `%s` with %s", NUMBER(subject->number),
            term_name(&STATES, subject->state), open_line ? "an open line" : "a running clock");
    bool ended = subject->state == STATE_CLOSED || subject->state == STATE_NOT_ACCEPTED ||
                 subject->state == STATE_MERGED;
    if (subject->reassess && subject->stage == STAGE_STAFF && !ended &&
        subject->state != STATE_UNDER_REVIEW)
        log_fail("P38: case %llu: what is new is not judged, and nobody waits for it",
            NUMBER(subject->number));
    if (subject->stage == STAGE_DONE && !ended)
        log_fail("P13: case %llu is done in state `%s`", NUMBER(subject->number),
            term_name(&STATES, subject->state));
}

void conduct_check_case(const case_t *subject)
{
    check_end(subject);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool decided = line->state == LINE_CONCLUDED && line->measure_count > 0;
        if (decided && (!line->heard_ms || !stands(line->outcome)))
            log_fail("(iv) case %llu: line %zu bears measures, and nobody was heard",
                NUMBER(subject->number), i + 1);
        if (line->state == LINE_HEARD && !line->heard_ms)
            log_fail(
                "P54: case %llu: line %zu is heard at no time", NUMBER(subject->number), i + 1);
    }
    if ((subject->state == STATE_CLOSED) != (subject->closed_ms != 0) &&
        subject->state != STATE_UNDER_REVIEW)
        log_fail("case %llu is `%s` and was closed at %lld", NUMBER(subject->number),
            term_name(&STATES, subject->state), (long long)subject->closed_ms);
}
