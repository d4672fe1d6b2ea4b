/* The table of what staff may do, and the checks and clocks that go with each verb. */
#include "acts.h"

#include "../config/recusal.h"
#include "act_effects.h"
#include "fold.h"

#include <string.h>

typedef struct {
    verb_t verb;
    uint64_t roles; /* set of role_t */
    uint64_t from;  /* set of state_t */
    state_t to;     /* unset: the state stays */
    bool reasoned;  /* a reason must be given */
    int (*effect)(plan_t *plan);
} rule_t;

#define ROLE(NAME)  (UINT64_C(1) << (ROLE_##NAME - 1))
#define STATE(NAME) (UINT64_C(1) << (STATE_##NAME - 1))
#define ANY_STATE   UINT64_MAX
#define OPEN_STATES (ANY_STATE & ~STATE(CLOSED) & ~STATE(NOT_ACCEPTED) & ~STATE(MERGED))
#define NEW_STATES  (STATE(REGISTERED) | STATE(CLASSIFIED) | STATE(BYPASSED))
#define WORK_STATES (STATE(ASSIGNED) | STATE(INQUIRY) | STATE(VERIFYING))
#define ABOVE       (ROLE(SUPERIOR) | ROLE(DISTRICT_DISCIPLINE))
#define DECIDERS    (ROLE(DISCIPLINE_GROUP) | ABOVE) /* P6: 监督、执纪、问责 */
#define HANDLERS    (ROLE(HANDLER) | DECIDERS)
#define DECIDED_STATES                                                                             \
    (STATE(DECIDED) | STATE(EXEMPTED) | STATE(RECTIFYING) | STATE(RECTIFIED) | STATE(FEEDBACK) |   \
        STATE(CLOSED))
#define CHIEFS (ROLE(PRINCIPAL) | ROLE(DEPUTY) | ABOVE)
#define STAFF                                                                                      \
    (DECIDERS | ROLE(HANDLER) | ROLE(SECTION_HEAD) | ROLE(DEPUTY) | ROLE(PRINCIPAL) |              \
        ROLE(AUDITOR) | ROLE(OPERATOR))

/* ---- the table ---- */

static const rule_t rules[] = {
    {VERB_COMMENT, STAFF, ANY_STATE, STATE_UNSET, true, NULL},
    {VERB_CLASSIFY, DECIDERS, NEW_STATES | STATE(REOPENED), STATE_CLASSIFIED, true,
        effect_classify},
    {VERB_ACCEPT, DECIDERS, STATE(CLASSIFIED) | STATE(BYPASSED) | STATE(REOPENED), STATE_ACCEPTED,
        false, effect_accept},
    {VERB_NOT_ACCEPT, DECIDERS, STATE(CLASSIFIED) | STATE(BYPASSED), STATE_NOT_ACCEPTED, true,
        effect_not_accept},
    {VERB_NOTIFY, DECIDERS, ANY_STATE, STATE_UNSET, false, effect_notify},
    {VERB_TRANSFER, DECIDERS, STATE(ACCEPTED) | STATE(RETURNED), STATE_TRANSFERRED, true,
        effect_transfer},
    {VERB_RETURN, ROLE(SECTION_HEAD), STATE(TRANSFERRED), STATE_RETURNED, true, effect_return},
    {VERB_TAKE_UP, DECIDERS, OPEN_STATES, STATE_UNSET, false, effect_take_up},
    {VERB_INQUIRY, HANDLERS, STATE(ASSIGNED) | STATE(VERIFYING), STATE_INQUIRY, false,
        effect_inquiry},
    {VERB_VERIFY, HANDLERS, STATE(ASSIGNED) | STATE(INQUIRY), STATE_VERIFYING, false,
        effect_verify},
    {VERB_SHELVE, DECIDERS, WORK_STATES, STATE_SHELVED, true, effect_shelve},
    {VERB_FIND, DECIDERS, OPEN_STATES & ~NEW_STATES, STATE_UNSET, true, effect_find},
    {VERB_CONCLUDE, DECIDERS, OPEN_STATES, STATE_UNSET, true, effect_conclude},
    {VERB_HEAR, HANDLERS, OPEN_STATES, STATE_UNSET, true, effect_hear},
    {VERB_TOLERATE, DECIDERS, OPEN_STATES, STATE_UNSET, true, effect_tolerate},
    {VERB_AGREE, DECIDERS | ROLE(PRINCIPAL), OPEN_STATES, STATE_UNSET, false, effect_agree},
    {VERB_DECIDE, CHIEFS, OPEN_STATES, STATE_UNSET, false, effect_decide},
    {VERB_EXEMPT, CHIEFS, OPEN_STATES, STATE_UNSET, true, effect_exempt},
    {VERB_RECTIFY, DECIDERS | ROLE(PRINCIPAL), STATE(FOUND) | STATE(DECIDED) | STATE(EXEMPTED),
        STATE_RECTIFYING, true, effect_rectify},
    {VERB_RECTIFIED, HANDLERS | ROLE(SECTION_HEAD), STATE(RECTIFYING), STATE_RECTIFIED, true,
        effect_rectified},
    {VERB_APPROVE, DECIDERS, STATE(RECTIFIED), STATE_FEEDBACK, false, effect_approve},
    {VERB_REJECT, DECIDERS, STATE(RECTIFIED), STATE_RECTIFYING, true, NULL},
    {VERB_CLEAR, DECIDERS, STATE(FOUND), STATE_CLEARED, true, effect_clear},
    {VERB_FEEDBACK, HANDLERS, STATE(FOUND) | STATE(CLEARED) | STATE(FEEDBACK), STATE_FEEDBACK, true,
        effect_feedback},
    {VERB_CLOSE, DECIDERS, STATE(FEEDBACK), STATE_CLOSED, true, effect_close},
    {VERB_REOPEN, DECIDERS, STATE(CLOSED) | STATE(NOT_ACCEPTED) | STATE(UNDER_REVIEW),
        STATE_REOPENED, true, effect_reopen},
    {VERB_REVIEW, DECIDERS, STATE(CLOSED) | STATE(NOT_ACCEPTED), STATE_UNDER_REVIEW, true,
        effect_review},
    {VERB_EVIDENCE, DECIDERS, ANY_STATE & ~STATE(MERGED), STATE_UNSET, true, effect_evidence},
    {VERB_FLAG_IMPACT, DECIDERS, OPEN_STATES & ~STATE(MERGED) & ~STATE(UNDER_REVIEW), STATE_UNSET,
        true, effect_flag_impact},
    {VERB_ANSWER, DECIDERS, STATE(UNDER_REVIEW), STATE_CLOSED, true, effect_answer},
    {VERB_PAUSE, DECIDERS, OPEN_STATES, STATE_UNSET, true, effect_pause},
    {VERB_RESUME, DECIDERS, OPEN_STATES, STATE_UNSET, true, effect_resume},
    {VERB_EXTEND, ROLE(PRINCIPAL) | ABOVE, OPEN_STATES, STATE_UNSET, true, effect_extend},
    {VERB_ATTEND, HANDLERS | ROLE(SECTION_HEAD) | ROLE(DEPUTY) | ROLE(PRINCIPAL), ANY_STATE,
        STATE_UNSET, true, effect_attend},
    {VERB_TYPICAL, DECIDERS, DECIDED_STATES, STATE_UNSET, true, effect_typical},
    {VERB_UNSEAL, DECIDERS, ANY_STATE, STATE_UNSET, true, effect_unseal},
    {VERB_EXPOSE, DECIDERS | ROLE(PRINCIPAL), DECIDED_STATES, STATE_UNSET, true, effect_expose},
    {VERB_MERGE, DECIDERS,
        STATE(CLASSIFIED) | STATE(BYPASSED) | STATE(ACCEPTED) | STATE(RETURNED) | STATE(REOPENED),
        STATE_MERGED, true, effect_merge},
    {VERB_UNMERGE, DECIDERS, STATE(MERGED), STATE_UNSET, true, effect_unmerge},
};

/* The verbs that may name a line; all others are about the case. */
static bool is_about_lines(verb_t verb)
{
    static const verb_t verbs[] = {VERB_COMMENT, VERB_TAKE_UP, VERB_FIND, VERB_CONCLUDE, VERB_HEAR,
        VERB_TOLERATE, VERB_AGREE, VERB_DECIDE, VERB_EXEMPT, VERB_PAUSE, VERB_RESUME, VERB_EXTEND,
        VERB_EXPOSE};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (verbs[i] == verb)
            return true;
    }
    return false;
}

static const rule_t *find_rule(verb_t verb)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].verb == verb)
            return &rules[i];
    }
    return NULL;
}

static bool handles(const char (*handlers)[ID_BYTES], size_t count, const char *person)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(handlers[i], person) == 0)
            return true;
    }
    return false;
}

uint64_t acts_roles(const org_t *org, const case_t *subject, const char *person, int64_t now_ms)
{
    uint64_t roles = 0;
    if (!person[0])
        return term_bit(ROLE_OPERATOR);
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        if (org_has_role(org, person, role, now_ms))
            roles |= term_bit(role);
    }
    if (handles(subject->handlers, subject->handler_count, person))
        roles |= term_bit(ROLE_HANDLER);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (handles(line->handlers, line->handler_count, person))
            roles |= term_bit(ROLE_HANDLER);
    }
    return roles;
}

static int check_actor(plan_t *plan, const rule_t *rule, role_t *role)
{
    const char *person = plan->act->as;
    if (person[0] && !org_person(plan->policy->org, person))
        return fault_set(
            plan->fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", person);
    /* An excluded person learns nothing, not even that the case exists. */
    if (recusal_excludes(plan->policy->org, plan->subject, person, plan->now_ms))
        return fault_set(plan->fault, ERROR_NOT_FOUND, "case", "there is no case %llu",
            (unsigned long long)plan->act->case_number);
    plan->roles = acts_roles(plan->policy->org, plan->subject, person, plan->now_ms);
    uint64_t roles = plan->roles & rule->roles;
    if (!roles)
        return fault_set(plan->fault, ERROR_REFUSED, "as", "%s may not `%s` a case (POLICY §9)",
            person[0] ? person : "the operator", term_name(&VERBS, rule->verb));
    *role = (role_t)(__builtin_ctzll(roles) + 1);
    return 0;
}

static void copy_words(const act_t *act, state_t to, acted_t *acted)
{
    *acted = (acted_t){.verb = act->verb, .state = to, .line = act->line, .scope = act->scope};
    acted->kinds = act->kinds;
    acted->conduct = act->conduct;
    acted->severity = act->severity;
    acted->outcome = act->outcome;
    memcpy(acted->reason, act->reason, sizeof acted->reason);
    acted->section_count = act->section_count;
    memcpy(acted->sections, act->sections, sizeof acted->sections);
    acted->person_count = act->person_count;
    memcpy(acted->persons, act->persons, sizeof acted->persons);
    acted->handler_count = act->handler_count;
    memcpy(acted->handlers, act->handlers, sizeof acted->handlers);
    acted->measure_count = act->measure_count;
    memcpy(acted->measures, act->measures, sizeof acted->measures);
    acted->inexperience = act->inexperience;
    acted->unprohibited = act->unprohibited;
    acted->no_gain = act->no_gain;
    acted->off = act->off;
    acted->notice = act->notice;
    acted->external = act->external;
}

/* What the table and the effect of the verb say of the case as it stands, whoever acts. */
static int plan_act(plan_t *plan, const rule_t *rule)
{
    const act_t *act = plan->act;
    if (!(rule->from & term_bit(plan->subject->state)))
        return fault_set(plan->fault, ERROR_WRONG_STATE, NULL, "a case that is %s cannot be %s",
            term_name(&STATES, plan->subject->state), term_name(&VERBS, act->verb));
    if (rule->reasoned && !act->reason[0])
        return fault_set(plan->fault, ERROR_INVALID, "reason", "`%s` needs a `reason`",
            term_name(&VERBS, act->verb));
    if (act->line && !is_about_lines(act->verb))
        return fault_set(plan->fault, ERROR_INVALID, "line",
            "`%s` is about the case as a whole; leave `line` out", term_name(&VERBS, act->verb));
    if (act->line && !plan->line)
        return fault_set(plan->fault, ERROR_INVALID, "line", "the case has no line %llu",
            (unsigned long long)act->line);
    copy_words(act, rule->to, plan->acted);
    if (rule->effect && rule->effect(plan) < 0)
        return -1;
    if (plan->acted->state) /* whoever moves the case has it in hand */
        plan_stop_clock(plan, CLOCK_URGENT, 0);
    return 0;
}

int acts_plan(const policy_t *policy, const case_t *subject, const act_t *act, int64_t now_ms,
    role_t *role, acted_t *acted, fault_t *fault)
{
    plan_t plan = {.policy = policy,
        .subject = subject,
        .act = act,
        .line = case_line(subject, act->line),
        .now_ms = now_ms,
        .acted = acted,
        .fault = fault};
    const rule_t *rule = find_rule(act->verb);
    if (!rule)
        return fault_set(fault, ERROR_INVALID, "verb", "`verb` must name an act");
    if (check_actor(&plan, rule, role) < 0)
        return -1;
    return plan_act(&plan, rule);
}

/* ---- what would be possible ---- */

/* A clock of the line that the verb could be about; CLOCK_UNSET when there is none. */
static clock_kind_t clock_for(const case_t *subject, verb_t verb, uint64_t line, int64_t now_ms)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        bool paused = clock->paused_until_ms > now_ms;
        bool fits = verb == VERB_EXTEND   ? clock->kind == CLOCK_DECIDE
                    : verb == VERB_RESUME ? paused
                                          : !paused && clock->kind != CLOCK_URGENT;
        if (clock->line == line && fits)
            return clock->kind;
    }
    return CLOCK_UNSET;
}

uint64_t acts_ask(const policy_t *policy, const case_t *subject, verb_t verb, uint64_t line,
    int64_t now_ms, fault_t *why)
{
    static _Thread_local acted_t acted; /* large */
    act_t act = {.verb = verb, .line = line, .reason = "?", .until_ms = now_ms + 1, .scope = true};
    const rule_t *rule = find_rule(verb);
    plan_t plan = {.policy = policy,
        .subject = subject,
        .act = &act,
        .line = case_line(subject, line),
        .now_ms = now_ms,
        .acted = &acted,
        .fault = why};
    *why = (fault_t){0};
    if (!rule || !(rule->from & term_bit(subject->state)))
        return 0;
    plan.roles = rule->roles;
    act.outcome = verb == VERB_CONCLUDE ? OUTCOME_UNSUBSTANTIATED : OUTCOME_SUBSTANTIATED;
    act.inexperience = act.unprohibited = act.no_gain = true;
    if (verb == VERB_PAUSE || verb == VERB_RESUME || verb == VERB_EXTEND)
        act.clock = clock_for(subject, verb, line, now_ms);
    if (plan_act(&plan, rule) == 0)
        return rule->roles;
    bool other =
        why->code == ERROR_INVALID && /* another verb, or words that one has still to say */
        (strcmp(why->field, "line") == 0 || strcmp(why->field, "clock") == 0);
    bool says = why->code == ERROR_INVALID ||
                (why->code == ERROR_REFUSED && strcmp(why->field, "verb") != 0);
    if (!other && says)
        return rule->roles;
    if (other)
        why->code = ERROR_NONE;
    return 0;
}
