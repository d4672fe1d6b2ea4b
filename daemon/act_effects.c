/* The verbs on the case itself: its way in, through the offices, and out. */
#include "act_effects.h"

#include "../config/concern.h"
#include "../config/recusal.h"
#include "fold.h"
#include "typical.h"

#include <string.h>

/* ---- tools ---- */

/* The clocks under which a case is looked into. */
static void stop_work_clocks(plan_t *plan)
{
    static const clock_kind_t kinds[] = {
        CLOCK_ASSIGN, CLOCK_RETURN, CLOCK_INQUIRY, CLOCK_VERIFY, CLOCK_REVIEW};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        plan_stop_clock(plan, kinds[i], 0);
}

/* P53: whoever gave his name is told within a time whether the case was accepted; anew when it is
 * answered anew. */
static void start_notify_clock(plan_t *plan)
{
    const case_t *subject = plan->subject;
    if (subject->privacy == PRIVACY_REAL_NAME && !case_clock(subject, CLOCK_NOTIFY, 0))
        plan_start_clock(plan, CLOCK_NOTIFY, 0);
}

/* ---- the way in ---- */

static int check_subjects(plan_t *plan)
{
    const org_t *org = plan->policy->org;
    for (size_t i = 0; i < plan->acted->section_count; i++) {
        if (!org_section(org, plan->acted->sections[i]))
            return fault_set(plan->fault, ERROR_INVALID, "sections",
                "`sections`: '%s' is no section of the org chart", plan->acted->sections[i]);
    }
    for (size_t i = 0; i < plan->acted->person_count; i++) {
        if (!org_person(org, plan->acted->persons[i]))
            return fault_set(plan->fault, ERROR_INVALID, "persons",
                "`persons`: '%s' is nobody of the org chart", plan->acted->persons[i]);
    }
    return 0;
}

/* P29: whoever names kinds and no conduct class means the usual one of the first kind. */
static void default_conduct(acted_t *acted)
{
    for (unsigned kind = KIND_C1; kind < KIND_COUNT && !acted->conduct; kind++) {
        if (acted->kinds & term_bit(kind))
            acted->conduct = kind_conduct(kind);
    }
}

int effect_classify(plan_t *plan)
{
    if (plan->acted->scope && !plan->acted->kinds)
        return plan_invalid(
            plan, "kinds", "must name at least one of c1 to c5 when `scope` is true");
    if (check_subjects(plan) < 0)
        return -1;
    default_conduct(plan->acted);
    plan_stop_clock(plan, CLOCK_CLASSIFY, 0);
    return 0;
}

int effect_accept(plan_t *plan)
{
    if (plan->subject->stage != STAGE_STAFF)
        return plan_wrong_state(plan, "the case is not assessed yet; wait for the escalator");
    plan_stop_clock(plan, CLOCK_ACCEPT, 0);
    plan_start_clock(plan, CLOCK_ASSIGN, 0);
    start_notify_clock(plan);
    return 0;
}

int effect_not_accept(plan_t *plan)
{
    if (plan->subject->stage != STAGE_STAFF) /* or P38 could be evaded */
        return plan_wrong_state(plan, "the case is not assessed yet; wait for the escalator");
    if (case_has_open_line(plan->subject))
        return plan_wrong_state(
            plan, "lines of investigation are open (P13); conclude each of them first");
    plan_stop_clock(plan, CLOCK_ACCEPT, 0);
    start_notify_clock(plan);
    return 0;
}

int effect_notify(plan_t *plan)
{
    notice_t notice = plan->act->notice;
    if (!notice) {
        plan_stop_clock(plan, CLOCK_MEDIA, 0);
        if (plan->acted->clock_count == 0)
            return plan_wrong_state(plan,
                "no media item waits for the principal; what the complainant was told "
                "is named by `notice`");
        return 0;
    }
    if (!(plan->subject->complainant.notices & term_bit(notice)))
        return fault_set(plan->fault, ERROR_WRONG_STATE, "notice",
            "the complainant is not to be told `%s` now", term_name(&NOTICES, notice));
    if (!plan->act->reason[0])
        return plan_invalid(plan, "reason", "must say how the complainant was told");
    if (notice == NOTICE_ACCEPTED || notice == NOTICE_NOT_ACCEPTED)
        plan_stop_clock(plan, CLOCK_NOTIFY, 0);
    if (notice == NOTICE_RESULT && plan->subject->state == STATE_MERGED)
        plan_stop_clock(plan, CLOCK_FEEDBACK, 0);
    return 0;
}

/* Danger to life or safety: somebody says what was done about it; all else about the case waits. */
int effect_attend(plan_t *plan)
{
    if (!(plan->subject->needs & term_bit(NEED_URGENT)))
        return plan_wrong_state(plan, "nothing urgent waits for attention here");
    plan_stop_clock(plan, CLOCK_URGENT, 0);
    return 0;
}

/* ---- between the offices ---- */

int effect_transfer(plan_t *plan)
{
    const char *concerned[CONCERN_SECTIONS_MAX];
    const act_t *act = plan->act;
    if (plan->subject->bounces >= TRANSFERS_MAX)
        return plan_wrong_state(plan, "it came back three times; assign it: a forced assignment "
                                      "cannot be returned (§8)");
    if (act->section_count != 1 || check_subjects(plan) < 0)
        return plan_invalid(plan, "sections", "must name the one section that gets the case");
    size_t count = concern_sections(plan->policy->org, plan->subject, concerned);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(concerned[i], act->sections[0]) == 0)
            return fault_set(plan->fault, ERROR_REFUSED, "sections",
                "`sections`: the case is about '%s'; it does not go to the office it complains of "
                "(P51)",
                act->sections[0]);
    }
    memcpy(plan->acted->office, act->sections[0], sizeof plan->acted->office);
    plan->acted->section_count = 0; /* the subjects of the case stay as they are */
    memset(plan->acted->sections, 0, sizeof plan->acted->sections);
    plan_stop_clock(plan, CLOCK_ASSIGN, 0);
    plan_start_clock(plan, CLOCK_RETURN, 0);
    return 0;
}

int effect_return(plan_t *plan)
{
    const org_post_t *head =
        org_holder(plan->policy->org, ROLE_SECTION_HEAD, plan->subject->office, plan->now_ms);
    if (!head || strcmp(head->person, plan->act->as) != 0)
        return fault_set(plan->fault, ERROR_REFUSED, "as",
            "only the head of the section that got the case may return it");
    plan_stop_clock(plan, CLOCK_RETURN, 0);
    plan_start_clock(plan, CLOCK_ASSIGN, 0);
    return 0;
}

int effect_shelve(plan_t *plan)
{
    if (plan->act->until_ms <= plan->now_ms)
        return plan_invalid(plan, "until_ms", "must be the day on which it is looked at again");
    stop_work_clocks(plan);
    plan_start_clock_at(plan, CLOCK_REVIEW, 0, plan->act->until_ms);
    return 0;
}

/* ---- the way out ---- */

int effect_rectify(plan_t *plan)
{
    for (size_t i = 0; i < plan->subject->line_count; i++) {
        const line_t *line = &plan->subject->lines[i];
        if (line->kind == LINE_PERSON && line->state != LINE_CONCLUDED)
            return plan_wrong_state(plan, "what was found against persons is decided first");
    }
    bool dated = plan->act->until_ms || plan->subject->rectify_by_ms > plan->now_ms;
    if (!dated || (plan->act->until_ms && plan->act->until_ms <= plan->now_ms))
        return plan_invalid(plan, "until_ms", "must be the date by which it is put right");
    plan_stop_clock(plan, CLOCK_FEEDBACK, 0);
    if (plan->act->until_ms)
        plan_start_clock_at(plan, CLOCK_RECTIFY, 0, plan->act->until_ms);
    else
        plan_start_rectification(plan);
    return 0;
}

int effect_rectified(plan_t *plan)
{
    (void)plan; /* the clock runs on until the discipline group has looked (§9) */
    return 0;
}

int effect_approve(plan_t *plan)
{
    plan_stop_clock(plan, CLOCK_RECTIFY, 0);
    plan_start_clock(plan, CLOCK_FEEDBACK, 0);
    return 0;
}

int effect_clear(plan_t *plan)
{
    bool above = plan->roles & (term_bit(ROLE_SUPERIOR) | term_bit(ROLE_DISTRICT_DISCIPLINE));
    outcome_t outcome = plan->subject->outcome;
    if (outcome != OUTCOME_UNSUBSTANTIATED && outcome != OUTCOME_FALSE_SUSPECTED)
        return plan_wrong_state(plan, "only who was wrongly accused is cleared (澄清): the finding "
                                      "must be unsubstantiated or false_suspected");
    if (outcome == OUTCOME_FALSE_SUSPECTED && !above)
        return fault_set(plan->fault, ERROR_REFUSED, "as",
            "a false accusation (诬告) is confirmed by those above the bureau only (P55)");
    return 0;
}

int effect_feedback(plan_t *plan)
{
    if (plan->subject->state == STATE_FOUND && outcome_stands(plan->subject->outcome))
        return plan_wrong_state(plan, "what was found is put right first: `rectify`");
    if (!case_clock(plan->subject, CLOCK_FEEDBACK, 0))
        plan_start_clock(plan, CLOCK_FEEDBACK, 0);
    return 0;
}

/* §9: a case cannot close while a line or a clock is open; the feedback's clock is what the closing
 * answers. P53: whoever gave his name is told the result first; others are offered it. */
int effect_close(plan_t *plan)
{
    const case_t *subject = plan->subject;
    if (subject->reassess && subject->stage == STAGE_ESCALATE) /* or P38 could be evaded */
        return plan_wrong_state(plan, "what is new is not assessed yet; wait for the escalator");
    if (case_has_open_line(subject))
        return plan_wrong_state(
            plan, "lines of investigation are open; conclude each of them first");
    if (!subject->is_finding && subject->privacy == PRIVACY_REAL_NAME && !subject->told)
        return plan_wrong_state(plan, "the complainant gave his name and is not told the result "
                                      "yet (P53): `feedback`, then his gateway confirms it, or "
                                      "`notify` with the notice `result`");
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind != CLOCK_FEEDBACK)
            return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
                "the clock `%s` is still running; do what it waits for first",
                term_name(&CLOCKS, subject->clocks[i].kind));
    }
    plan_stop_clock(plan, CLOCK_FEEDBACK, 0);
    return 0;
}

int effect_reopen(plan_t *plan)
{
    plan_stop_clock(plan, CLOCK_REVIEW, 0);
    plan_start_clock(plan, CLOCK_ACCEPT, 0);
    for (size_t i = 0; i < plan->subject->line_count; i++) {
        const line_t *line = &plan->subject->lines[i];
        if (line->kind != LINE_PERSON && line_reopens(line))
            plan_start_clock(plan, CLOCK_LEADER, line->number);
    }
    return 0;
}

int64_t review_until_ms(const policy_t *policy, const case_t *subject)
{
    int64_t from_ms = subject->closed_ms ? subject->closed_ms : subject->complainant.answered_ms;
    return clock_due_ms(&policy->clocks, policy->calendar, CLOCK_REVIEW, from_ms);
}

int effect_review(plan_t *plan)
{
    if (plan->now_ms >= review_until_ms(plan->policy, plan->subject))
        return plan_wrong_state(plan, "the time to ask for a review is over; new evidence reopens "
                                      "a case at any time: `reopen`");
    plan_start_clock(plan, CLOCK_REVIEW, 0);
    return 0;
}

int effect_answer(plan_t *plan)
{
    if (!plan->subject->closed_ms)
        plan->acted->state = STATE_NOT_ACCEPTED; /* that was the decision, and it stands */
    plan_stop_clock(plan, CLOCK_REVIEW, 0);
    return 0;
}

/* ---- for the report ---- */

int effect_typical(plan_t *plan)
{
    if (plan->act->off)
        return plan->subject->when.typical_ms
                   ? 0
                   : plan_wrong_state(plan, "it is no typical case; leave `off` out to choose it");
    if (plan->subject->when.typical_ms)
        return plan_wrong_state(plan, "it is a typical case already; `off` takes that back");
    if (!typical_may_be(plan->subject))
        return plan_wrong_state(plan, "a typical case (典型案例) is substantiated, and everybody's "
                                      "line in it is concluded (P41)");
    return 0;
}

/* ---- the complainant's identity ---- */

int effect_unseal(plan_t *plan)
{
    if (plan->subject->is_finding || plan->subject->privacy == PRIVACY_ANONYMOUS)
        return plan_wrong_state(plan, "nobody gave a name here; there is no identity to read");
    return 0;
}
