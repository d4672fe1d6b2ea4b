/* The table of what staff may do, and the checks and clocks that go with each verb. */
#include "acts.h"

#include "../config/recusal.h"
#include "fold.h"

#include <string.h>

typedef struct plan plan_t;

/* What an act is judged by, and what it becomes. */
struct plan {
    const policy_t *policy;
    const case_t *subject;
    const act_t *act;
    int64_t now_ms;
    acted_t *acted;
    fault_t *fault;
};

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
#define OPEN_STATES (ANY_STATE & ~STATE(CLOSED) & ~STATE(NOT_ACCEPTED))
#define DECIDERS    (ROLE(DISCIPLINE_GROUP) | ROLE(SUPERIOR) | ROLE(DISTRICT_DISCIPLINE))
#define STAFF                                                                                      \
    (DECIDERS | ROLE(HANDLER) | ROLE(SECTION_HEAD) | ROLE(DEPUTY) | ROLE(PRINCIPAL) |              \
        ROLE(AUDITOR) | ROLE(OPERATOR))

/* ---- clocks ---- */

static void stop_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    if (case_clock(plan->subject, kind, line) && plan->acted->clock_count < CLOCKS_MAX)
        plan->acted->clocks[plan->acted->clock_count++] =
            (clock_change_t){.kind = kind, .line = line, .stop = true};
}

static void start_clock(plan_t *plan, clock_kind_t kind, uint64_t line)
{
    const policy_t *policy = plan->policy;
    if (plan->acted->clock_count == CLOCKS_MAX)
        return;
    int64_t due_ms = clock_due_ms(&policy->clocks, policy->calendar, kind, plan->now_ms);
    int64_t next_ms =
        clock_level_ms(&policy->clocks, policy->calendar, clock_first_level(kind), due_ms);
    plan->acted->clocks[plan->acted->clock_count++] =
        (clock_change_t){.kind = kind, .line = line, .due_ms = due_ms, .next_ms = next_ms};
}

/* ---- the effects of single verbs ---- */

static int check_subjects(plan_t *plan)
{
    for (size_t i = 0; i < plan->acted->section_count; i++) {
        if (!org_section(plan->policy->org, plan->acted->sections[i]))
            return fault_set(plan->fault, ERROR_INVALID, "sections",
                "`sections`: '%s' is no section of the org chart", plan->acted->sections[i]);
    }
    for (size_t i = 0; i < plan->acted->person_count; i++) {
        if (!org_person(plan->policy->org, plan->acted->persons[i]))
            return fault_set(plan->fault, ERROR_INVALID, "persons",
                "`persons`: '%s' is nobody of the org chart", plan->acted->persons[i]);
    }
    return 0;
}

static int plan_classify(plan_t *plan)
{
    if (plan->acted->scope && !plan->acted->kinds)
        return fault_set(plan->fault, ERROR_INVALID, "kinds",
            "`kinds` must name at least one of c1 to c5 when `scope` is true");
    if (check_subjects(plan) < 0)
        return -1;
    stop_clock(plan, CLOCK_CLASSIFY, 0);
    return 0;
}

static int plan_accept(plan_t *plan)
{
    if (plan->subject->stage != STAGE_STAFF)
        return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
            "the case is not assessed yet; wait for the escalator");
    stop_clock(plan, CLOCK_ACCEPT, 0);
    start_clock(plan, CLOCK_ASSIGN, 0);
    return 0;
}

static int plan_not_accept(plan_t *plan)
{
    if (case_has_open_line(plan->subject))
        return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
            "lines of investigation are open (P13); conclude each of them first");
    stop_clock(plan, CLOCK_CLASSIFY, 0);
    stop_clock(plan, CLOCK_ACCEPT, 0);
    return 0;
}

static int plan_notify(plan_t *plan)
{
    stop_clock(plan, CLOCK_NOTIFY, 0);
    stop_clock(plan, CLOCK_MEDIA, 0);
    if (plan->acted->clock_count == 0)
        return fault_set(
            plan->fault, ERROR_WRONG_STATE, NULL, "nobody has to be told anything now");
    return 0;
}

/* P54 and §9: two handlers, none of them a subject of the case. */
static int check_handlers(plan_t *plan)
{
    const acted_t *acted = plan->acted;
    if (acted->handler_count < 2)
        return fault_set(plan->fault, ERROR_INVALID, "handlers",
            "`handlers` must name at least two persons (P54)");
    for (size_t i = 0; i < acted->handler_count; i++) {
        if (!org_person(plan->policy->org, acted->handlers[i]))
            return fault_set(plan->fault, ERROR_INVALID, "handlers",
                "`handlers`: '%s' is nobody of the org chart", acted->handlers[i]);
        if (recusal_excludes(plan->policy->org, plan->subject, acted->handlers[i], plan->now_ms))
            return fault_set(plan->fault, ERROR_REFUSED, "handlers",
                "`handlers`: '%s' is recused in this case (P51)", acted->handlers[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(acted->handlers[i], acted->handlers[j]) == 0)
                return fault_set(plan->fault, ERROR_INVALID, "handlers",
                    "`handlers`: '%s' is named twice", acted->handlers[i]);
        }
    }
    return 0;
}

static int plan_take_up(plan_t *plan)
{
    uint64_t number = plan->act->line;
    if (check_handlers(plan) < 0)
        return -1;
    if (number == 0) {
        if (plan->subject->state != STATE_ACCEPTED)
            return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
                "a case is assigned once it is accepted; this one is %s",
                term_name(&STATES, plan->subject->state));
        plan->acted->state = STATE_ASSIGNED;
        stop_clock(plan, CLOCK_ASSIGN, 0);
        start_clock(plan, CLOCK_VERIFY, 0);
        return 0;
    }
    const line_t *line = case_line(plan->subject, number);
    if (line->state != LINE_OPENED)
        return fault_set(plan->fault, ERROR_WRONG_STATE, "line", "line %llu is %s already",
            (unsigned long long)number, term_name(&LINE_STATES, line->state));
    stop_clock(plan, CLOCK_LEADER, number);
    start_clock(plan, CLOCK_VERIFY, number);
    return 0;
}

static int plan_conclude(plan_t *plan)
{
    uint64_t number = plan->act->line;
    const line_t *line = number ? case_line(plan->subject, number) : NULL;
    if (!line)
        return fault_set(plan->fault, ERROR_INVALID, "line",
            "`line` must name the line to conclude; `close` ends the case itself");
    if (line->state != LINE_ASSIGNED)
        return fault_set(plan->fault, ERROR_WRONG_STATE, "line",
            "line %llu is %s; only an assigned line can be concluded", (unsigned long long)number,
            term_name(&LINE_STATES, line->state));
    if (!plan->act->outcome)
        return fault_set(plan->fault, ERROR_INVALID, "outcome", "`outcome` must be given");
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++)
        stop_clock(plan, kind, number);
    return 0;
}

/* §9: a case cannot close while a line or a clock is open. What the closing itself answers (the
 * clocks of the handling) stops with it; what is still owed to somebody does not. */
static int plan_close(plan_t *plan)
{
    const case_t *subject = plan->subject;
    if (case_has_open_line(subject))
        return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
            "lines of investigation are open; conclude each of them first");
    if (!plan->act->outcome)
        return fault_set(plan->fault, ERROR_INVALID, "outcome", "`outcome` must be given");
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        bool answered =
            clock->line == 0 && (clock->kind == CLOCK_ASSIGN || clock->kind == CLOCK_VERIFY);
        if (!answered)
            return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
                "the clock `%s` is still running; do what it waits for first",
                term_name(&CLOCKS, clock->kind));
        stop_clock(plan, clock->kind, 0);
    }
    return 0;
}

/* ---- the table ---- */

static const rule_t rules[] = {
    {VERB_COMMENT, STAFF, ANY_STATE, STATE_UNSET, true, NULL},
    {VERB_CLASSIFY, DECIDERS, STATE(REGISTERED) | STATE(CLASSIFIED), STATE_CLASSIFIED, true,
        plan_classify},
    {VERB_ACCEPT, DECIDERS, STATE(CLASSIFIED), STATE_ACCEPTED, false, plan_accept},
    {VERB_NOT_ACCEPT, DECIDERS, STATE(REGISTERED) | STATE(CLASSIFIED), STATE_NOT_ACCEPTED, true,
        plan_not_accept},
    {VERB_NOTIFY, DECIDERS, ANY_STATE, STATE_UNSET, false, plan_notify},
    {VERB_TAKE_UP, DECIDERS, OPEN_STATES, STATE_UNSET, false, plan_take_up},
    {VERB_CONCLUDE, DECIDERS, OPEN_STATES, STATE_UNSET, true, plan_conclude},
    {VERB_CLOSE, DECIDERS, STATE(ACCEPTED) | STATE(ASSIGNED), STATE_CLOSED, true, plan_close},
};

static const rule_t *find_rule(verb_t verb)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].verb == verb)
            return &rules[i];
    }
    return NULL;
}

/* The roles that a person has for this case now, as a set; the nameless actor on this machine's own
 * socket is the operator, who may comment and nothing else. */
static uint64_t actor_roles(const plan_t *plan)
{
    const char *person = plan->act->as;
    uint64_t roles = 0;
    if (!person[0])
        return term_bit(ROLE_OPERATOR);
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        if (org_has_role(plan->policy->org, person, role, plan->now_ms))
            roles |= term_bit(role);
    }
    for (size_t i = 0; i < plan->subject->line_count; i++) {
        const line_t *line = &plan->subject->lines[i];
        for (size_t j = 0; j < line->handler_count; j++) {
            if (strcmp(line->handlers[j], person) == 0)
                roles |= term_bit(ROLE_HANDLER);
        }
    }
    return roles;
}

static int check_actor(const plan_t *plan, const rule_t *rule, role_t *role)
{
    const char *person = plan->act->as;
    if (person[0] && !org_person(plan->policy->org, person))
        return fault_set(
            plan->fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", person);
    /* An excluded person learns nothing, not even that the case exists. */
    if (recusal_excludes(plan->policy->org, plan->subject, person, plan->now_ms))
        return fault_set(plan->fault, ERROR_NOT_FOUND, "case", "there is no case %llu",
            (unsigned long long)plan->act->case_number);
    uint64_t roles = actor_roles(plan) & rule->roles;
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
}

int acts_plan(const policy_t *policy, const case_t *subject, const act_t *act, int64_t now_ms,
    role_t *role, acted_t *acted, fault_t *fault)
{
    plan_t plan = {policy, subject, act, now_ms, acted, fault};
    const rule_t *rule = find_rule(act->verb);
    if (!rule)
        return fault_set(fault, ERROR_INVALID, "verb", "`verb` must name an act");
    if (check_actor(&plan, rule, role) < 0)
        return -1;
    if (!(rule->from & term_bit(subject->state)))
        return fault_set(fault, ERROR_WRONG_STATE, NULL, "a case that is %s cannot be %s",
            term_name(&STATES, subject->state), term_name(&VERBS, act->verb));
    if (rule->reasoned && !act->reason[0])
        return fault_set(
            fault, ERROR_INVALID, "reason", "`%s` needs a `reason`", term_name(&VERBS, act->verb));
    if (act->line && !case_line(subject, act->line))
        return fault_set(fault, ERROR_INVALID, "line", "the case has no line %llu",
            (unsigned long long)act->line);
    copy_words(act, rule->to, acted);
    return rule->effect ? rule->effect(&plan) : 0;
}
