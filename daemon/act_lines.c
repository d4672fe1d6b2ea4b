/* The verbs on lines of investigation: taken up, found, heard, decided; each line ends once. */
#include "act_effects.h"

#include "../config/recusal.h"
#include "fold.h"

#include <string.h>

/* ---- handlers ---- */

/* P54 and §9: two handlers, none of them recused. */
static int check_handlers(plan_t *plan)
{
    const acted_t *acted = plan->acted;
    const org_t *org = plan->policy->org;
    if (acted->handler_count < 2)
        return plan_invalid(plan, "handlers", "must name at least two persons (P54)");
    for (size_t i = 0; i < acted->handler_count; i++) {
        const char *handler = acted->handlers[i];
        if (!org_person(org, handler))
            return fault_set(plan->fault, ERROR_INVALID, "handlers",
                "`handlers`: '%s' is nobody of the org chart", handler);
        if (recusal_excludes(org, plan->subject, handler, plan->now_ms))
            return fault_set(plan->fault, ERROR_REFUSED, "handlers",
                "`handlers`: '%s' is recused in this case (P51)", handler);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(acted->handlers[j], handler) == 0)
                return fault_set(plan->fault, ERROR_INVALID, "handlers",
                    "`handlers`: '%s' is named twice", handler);
        }
    }
    return 0;
}

static int take_up_line(plan_t *plan)
{
    if (plan->line->state != LINE_OPENED)
        return plan_wrong_state(plan, "this line was taken up already");
    if (check_handlers(plan) < 0)
        return -1;
    plan_stop_clock(plan, CLOCK_LEADER, plan->line->number);
    plan_start_clock(plan, CLOCK_VERIFY, plan->line->number);
    return 0;
}

int effect_take_up(plan_t *plan)
{
    static const clock_kind_t answered[] = {CLOCK_ASSIGN, CLOCK_RETURN, CLOCK_REVIEW, CLOCK_ACCEPT};
    const uint64_t from = term_bit(STATE_ACCEPTED) | term_bit(STATE_RETURNED) |
                          term_bit(STATE_TRANSFERRED) | term_bit(STATE_SHELVED);
    if (plan->line)
        return take_up_line(plan);
    if (!(from & term_bit(plan->subject->state)))
        return plan_wrong_state(
            plan, "a case is assigned once it is accepted, or when it comes back");
    if (check_handlers(plan) < 0)
        return -1;
    plan->acted->state = STATE_ASSIGNED;
    for (size_t i = 0; i < sizeof answered / sizeof answered[0]; i++)
        plan_stop_clock(plan, answered[i], 0);
    plan_start_clock(plan, CLOCK_VERIFY, 0);
    return 0;
}

/* ---- findings ---- */

/* The lines of the subjects are found with the case; the clocks of their own end with that. */
static void stop_subject_clocks(plan_t *plan)
{
    for (size_t i = 0; i < plan->subject->line_count; i++) {
        const line_t *line = &plan->subject->lines[i];
        if (line->kind == LINE_PERSON && line->state == LINE_ASSIGNED)
            plan_stop_line_clocks(plan, line->number);
    }
}

/* True when the finding on the case finds against somebody on a line of his own. */
static bool finds_subjects(const case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (line->kind == LINE_PERSON &&
            (line->state == LINE_ASSIGNED || line->state == LINE_FOUND))
            return true;
    }
    return false;
}

static int find_case(plan_t *plan)
{
    const uint64_t from =
        term_bit(STATE_ASSIGNED) | term_bit(STATE_INQUIRY) | term_bit(STATE_VERIFYING);
    if (!(from & term_bit(plan->subject->state)))
        return plan_wrong_state(plan, "a finding follows an inquiry or a verification");
    plan->acted->state = STATE_FOUND;
    plan_stop_clock(plan, CLOCK_INQUIRY, 0);
    plan_stop_clock(plan, CLOCK_VERIFY, 0);
    stop_subject_clocks(plan);
    if (!outcome_stands(plan->act->outcome))
        plan_start_clock(plan, CLOCK_FEEDBACK, 0);
    else if (finds_subjects(plan->subject))
        plan_start_clock(plan, CLOCK_PROPOSE, 0);
    else
        plan_start_rectification(plan); /* nobody is named: the matter is put right */
    return 0;
}

int effect_find(plan_t *plan)
{
    const uint64_t findings = term_bit(OUTCOME_SUBSTANTIATED) | term_bit(OUTCOME_PARTLY) |
                              term_bit(OUTCOME_UNSUBSTANTIATED) | term_bit(OUTCOME_UNCLEAR) |
                              term_bit(OUTCOME_FALSE_SUSPECTED);
    if (!(findings & term_bit(plan->act->outcome)))
        return plan_invalid(plan, "outcome",
            "must say what was found: substantiated, partly, "
            "unsubstantiated, unclear or false_suspected");
    if (plan->subject->merger.unassessed)
        return plan_wrong_state(plan, "what was merged into the case is not assessed yet (P38): "
                                      "wait for the escalator, or `unmerge` it");
    if (!plan->line)
        return find_case(plan);
    if (plan->line->state == LINE_FOUND && plan->subject->stage != STAGE_ESCALATE) {
        plan->acted->outcome = plan->line->outcome; /* the worker failed: it is asked once more */
        return 0;
    }
    if (plan->line->state != LINE_ASSIGNED)
        return plan_wrong_state(plan, "a line is found once it is taken up, and once only (P56)");
    plan_stop_line_clocks(plan, plan->line->number);
    if (outcome_stands(plan->act->outcome))
        plan_start_clock(plan, CLOCK_PROPOSE, plan->line->number);
    return 0;
}

/* What ends a line without a decision takes no measure, whatever the request names (iv). */
static void leave_out_measures(plan_t *plan)
{
    plan->acted->measure_count = 0;
    memset(plan->acted->measures, 0, sizeof plan->acted->measures);
}

int effect_conclude(plan_t *plan)
{
    if (!plan->line)
        return plan_invalid(plan, "line", "must name the line to conclude; `close` ends the case");
    if (plan->line->state != LINE_ASSIGNED)
        return plan_wrong_state(plan, "only an assigned line is concluded without a decision");
    if (!plan->act->outcome || plan->act->outcome == OUTCOME_MERGED)
        return plan_invalid(plan, "outcome", "must say how the line ended");
    if (outcome_stands(plan->act->outcome))
        return plan_wrong_state(
            plan, "what is substantiated is found, heard and decided: `find` (P54)");
    leave_out_measures(plan);
    plan_stop_line_clocks(plan, plan->line->number);
    return 0;
}

/* ---- hearing and tolerance ---- */

/* True when every other line of a subject has come at least as far as `state` is. */
static bool others_are(const plan_t *plan, bool concluded)
{
    for (size_t i = 0; i < plan->subject->line_count; i++) {
        const line_t *line = &plan->subject->lines[i];
        if (line->kind != LINE_PERSON || line == plan->line || line->state == LINE_CONCLUDED)
            continue;
        if (concluded || line->state != LINE_HEARD)
            return false;
    }
    return true;
}

static bool moves_case(const plan_t *plan)
{
    return plan->line->kind == LINE_PERSON;
}

int effect_hear(plan_t *plan)
{
    if (!plan->line)
        return plan_invalid(plan, "line", "must name the line: each person is heard (P54)");
    if (plan->line->state != LINE_PROPOSED)
        return plan_wrong_state(plan, "a person is heard on a proposal; there is none to hear on");
    if (moves_case(plan) && plan->subject->state == STATE_PROPOSED && others_are(plan, false))
        plan->acted->state = STATE_HEARD;
    return 0;
}

int effect_tolerate(plan_t *plan)
{
    if (!plan->line)
        return plan_invalid(plan, "line", "must name the line that is asked about (P34)");
    if (!plan->policy->campaign.tolerance)
        return fault_set(plan->fault, ERROR_REFUSED, "verb",
            "errors are not told apart here (campaign.conf, tolerance; P34, Q25)");
    if (plan->line->state != LINE_PROPOSED && plan->line->state != LINE_HEARD)
        return plan_wrong_state(plan, "tolerance (容错) is decided before any sanction (P34)");
    return 0;
}

/* ---- decisions ---- */

static const sanction_t *find_sanction(const plan_t *plan, const char *id)
{
    return sanctions_find(&plan->policy->sanctions, id);
}

static bool is_proposed(const line_t *line, const char *id)
{
    for (size_t i = 0; i < line->proposal_count; i++) {
        if (strcmp(line->proposals[i], id) == 0)
            return true;
    }
    return false;
}

/* P33 and P56: measures that exist, for this person, one of each list. */
static int check_measures(plan_t *plan)
{
    const acted_t *acted = plan->acted;
    const org_person_t *person = org_person(plan->policy->org, plan->line->target);
    if (acted->measure_count == 0)
        return plan_invalid(plan, "measures", "must name what is decided (sanctions.conf)");
    for (size_t i = 0; i < acted->measure_count; i++) {
        const sanction_t *sanction = find_sanction(plan, acted->measures[i]);
        if (!sanction)
            return fault_set(plan->fault, ERROR_INVALID, "measures",
                "`measures`: '%s' is no sanction of sanctions.conf", acted->measures[i]);
        if (sanction->party_only && !(person && person->party_member))
            return fault_set(plan->fault, ERROR_INVALID, "measures",
                "`measures`: %s is for Party members (P33)", sanction->id);
        for (size_t j = 0; j < i; j++) {
            if (find_sanction(plan, acted->measures[j])->list == sanction->list)
                return fault_set(plan->fault, ERROR_INVALID, "measures",
                    "`measures`: %s and %s are of one list; one act is not punished twice (P56)",
                    acted->measures[j], sanction->id);
        }
        if (!is_proposed(plan->line, sanction->id) && !acted->reason[0])
            return fault_set(plan->fault, ERROR_INVALID, "reason",
                "%s was not proposed; deciding otherwise needs a `reason`", sanction->id);
    }
    return 0;
}

static int check_heard(plan_t *plan)
{
    if (!plan->line)
        return plan_invalid(plan, "line", "must name the line that is decided");
    if (plan->line->state != LINE_HEARD)
        return plan_wrong_state(plan, "no decision without hearing the person (P54)");
    return 0;
}

int effect_agree(plan_t *plan)
{
    return check_heard(plan) < 0 ? -1 : check_measures(plan);
}

static bool same_measures(const line_t *line, const acted_t *acted)
{
    return line->measure_count == acted->measure_count &&
           memcmp(line->measures, acted->measures, sizeof line->measures) == 0;
}

bool plan_are_recused(const plan_t *plan, uint64_t roles)
{
    const org_t *org = plan->policy->org;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        bool held = post->from_ms <= plan->now_ms && plan->now_ms < post->until_ms;
        if (held && roles & term_bit(post->role) &&
            !recusal_excludes(org, plan->subject, post->person, plan->now_ms))
            return false;
    }
    return true;
}

/* P31, P33: who may decide each measure, and who must have agreed to it. */
static int check_deciders(plan_t *plan)
{
    const line_t *line = plan->line;
    const uint64_t above = term_bit(ROLE_SUPERIOR) | term_bit(ROLE_DISTRICT_DISCIPLINE);
    bool stands_in = plan->roles & above && plan_are_recused(plan, term_bit(ROLE_PRINCIPAL));
    for (size_t i = 0; i < plan->acted->measure_count; i++) {
        const sanction_t *sanction = find_sanction(plan, plan->acted->measures[i]);
        if (!(sanction->decided_by & plan->roles) && !stands_in)
            return fault_set(plan->fault, ERROR_REFUSED, "measures",
                "`measures`: %s is not yours to decide (sanctions.conf, decided-by)", sanction->id);
        uint64_t agreed = same_measures(line, plan->acted) ? line->agreed : 0;
        if (sanction->together_with & ~agreed && !plan_are_recused(plan, sanction->together_with))
            return fault_set(plan->fault, ERROR_WRONG_STATE, "measures",
                "`measures`: %s needs the agreement of others first: `agree` (sanctions.conf, "
                "together-with)",
                sanction->id);
    }
    return 0;
}

/* Ends the line; with the last line of a subject the case is decided, or exempted when no measure
 * was taken against anybody. */
static void end_line(plan_t *plan)
{
    const case_t *subject = plan->subject;
    bool measured = plan->acted->measure_count > 0;
    plan_stop_line_clocks(plan, plan->line->number);
    if (!moves_case(plan) || subject->state != STATE_HEARD || !others_are(plan, true))
        return;
    for (size_t i = 0; i < subject->line_count; i++)
        measured |= subject->lines[i].kind == LINE_PERSON && &subject->lines[i] != plan->line &&
                    subject->lines[i].measure_count > 0;
    plan->acted->state = measured ? STATE_DECIDED : STATE_EXEMPTED;
    plan_stop_clock(plan, CLOCK_DECIDE, 0);
    plan_start_rectification(plan);
}

int effect_decide(plan_t *plan)
{
    if (check_heard(plan) < 0 || check_measures(plan) < 0 || check_deciders(plan) < 0)
        return -1;
    for (size_t i = 0; i < plan->acted->measure_count; i++)
        plan->acted->lists |= term_bit(find_sanction(plan, plan->acted->measures[i])->list);
    end_line(plan);
    return 0;
}

int effect_exempt(plan_t *plan)
{
    if (check_heard(plan) < 0)
        return -1;
    if (plan->line->relief != RELIEF_EXEMPT && !plan->line->tolerated)
        return fault_set(plan->fault, ERROR_REFUSED, "verb",
            "exemption (免于处理) needs a proposal under P36 or a passed tolerance gate (P34)");
    leave_out_measures(plan);
    plan->acted->outcome = plan->line->tolerated ? OUTCOME_NO_LIABILITY : plan->line->outcome;
    end_line(plan);
    return 0;
}
