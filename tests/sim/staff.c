/* Chooses acts by looking at the case, then spoils some of them. */
#include "staff.h"

#include "chance.h"
#include "checker.h"
#include "expect.h"
#include "log.h"
#include "policies.h"

#include <string.h>

#define CLIENT_STAFF 9
#define FRESH_CASES  8 /* many acts are on these, while workers have them */

static uint64_t swept, asked;

/* ---- acts ---- */

static const char *any_person(void)
{
    rules_t *rules = policies_rules(0);
    const org_t *org = rules->policy->org;
    const char *id = org_person_at(org, chance_below(org_person_count(org)))->id;
    rules_release(&rules); /* the policies outlive the simulation's clients */
    return id;
}

static const char *any_section(void)
{
    rules_t *rules = policies_rules(0);
    const org_t *org = rules->policy->org;
    const char *id = org_section_at(org, chance_below(org_section_count(org)))->id;
    rules_release(&rules);
    return id;
}

static void name_handlers(act_t *act)
{
    act->handler_count = 2 + chance_below(2);
    for (size_t i = 0; i < act->handler_count; i++)
        snprintf(act->handlers[i], ID_BYTES, "%s", any_person());
}

static void classify(act_t *act)
{
    act->scope = chance_permille(800);
    act->kinds = 1 + chance_below(31);
    act->severity = (severity_t)chance_below(SEVERITY_SERIOUS + 1);
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(act->sections[act->section_count++], ID_BYTES, "%s", any_section());
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(act->persons[act->person_count++], ID_BYTES, "%s", any_person());
}

/* The first line in a state, or 0. */
static uint64_t line_in(const case_t *subject, line_state_t state)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].state == state)
            return subject->lines[i].number;
    }
    return 0;
}

static bool runs(const case_t *subject, clock_kind_t kind)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == 0)
            return true;
    }
    return false;
}

/* What would bring the case on. */
static verb_t next_verb(const case_t *subject, act_t *act)
{
    if (chance_permille(150) && (runs(subject, CLOCK_NOTIFY) || runs(subject, CLOCK_MEDIA)))
        return VERB_NOTIFY;
    if (subject->state == STATE_REGISTERED)
        return subject->stage == STAGE_HUMAN ? VERB_CLASSIFY : VERB_COMMENT;
    if (subject->stage == STAGE_ESCALATE)
        return chance_permille(400) ? VERB_CLASSIFY : VERB_COMMENT;
    if (subject->state == STATE_CLASSIFIED)
        return chance_permille(150)   ? VERB_NOT_ACCEPT
               : chance_permille(150) ? VERB_CLASSIFY
                                      : VERB_ACCEPT;
    if (subject->state == STATE_ACCEPTED)
        return chance_permille(900) ? VERB_TAKE_UP : VERB_CLOSE;
    if ((act->line = line_in(subject, LINE_OPENED)))
        return VERB_TAKE_UP;
    if ((act->line = line_in(subject, LINE_ASSIGNED)))
        return VERB_CONCLUDE;
    return VERB_CLOSE;
}

void staff_act(void)
{
    static const char *const deciders[] = {"lv-jia", "shi-yi", "zhang-bing", "kong-ding", "cao-wu"};
    uint64_t count = checker_case_count();
    if (count == 0)
        return;
    uint64_t among = chance_permille(400) && count > FRESH_CASES ? FRESH_CASES : count;
    const case_t *subject = checker_case(count - chance_below(among));
    act_t act = {.case_number = subject->number};
    act.verb = next_verb(subject, &act);
    if (chance_permille(300)) {
        act.verb = VERB_COMMENT + (verb_t)chance_below(VERB_COUNT - VERB_COMMENT);
        act.line = chance_below(2) ? chance_below(4) : 0;
    }
    if (chance_permille(20))
        act.case_number = count + chance_below(3);
    if (chance_permille(700))
        snprintf(act.as, sizeof act.as, "%s", deciders[chance_below(5)]);
    else if (chance_permille(900))
        snprintf(act.as, sizeof act.as, "%s", chance_permille(950) ? any_person() : "nobody");
    if (chance_permille(950))
        snprintf(act.reason, sizeof act.reason, "依程序办理");
    if (chance_permille(950))
        act.outcome = OUTCOME_SUBSTANTIATED + (outcome_t)chance_below(OUTCOME_NO_LIABILITY);
    if (act.verb == VERB_CLASSIFY)
        classify(&act);
    if (act.verb == VERB_TAKE_UP)
        name_handlers(&act);
    requests_send(BUS_INTAKE, CLIENT_STAFF, OP_ACT, ASKED_ACT, 0, &ACT_RECORD, &act);
}

/* ---- sweeps and queries ---- */

void staff_sweep(bool dry)
{
    sweep_t sweep = {.dry_run = dry};
    if (dry && chance_below(2))
        sweep.at_ms = bus_wall_ms() + chance_between(-1000000000, 1000000000);
    requests_send(
        BUS_INTAKE, CLIENT_STAFF, OP_SWEEP, ASKED_SWEEP, ++asked & 0xffff, &SWEEP_RECORD, &sweep);
}

/* The questions asked last, by the lower bits of their index. */
#define QUERIES_KEPT 1024
static query_t queries[QUERIES_KEPT];
static uint64_t query_count;

void staff_ask(void)
{
    query_t *query = &queries[query_count % QUERIES_KEPT];
    *query =
        (query_t){.what = QUERY_STATUS + (query_kind_t)chance_below(QUERY_COUNT - QUERY_STATUS)};
    if (chance_below(2))
        query->what = QUERY_SHOW + (query_kind_t)chance_below(2);
    query->case_number = 1 + chance_below(checker_case_count() + 1);
    if (chance_permille(800))
        snprintf(query->as, sizeof query->as, "%s", any_person());
    requests_send(BUS_INTAKE, CLIENT_STAFF, OP_QUERY, ASKED_QUERY, query_count++ % QUERIES_KEPT,
        &QUERY_RECORD, query);
}

void staff_check_view(uint64_t index)
{
    const query_t *query = &queries[index % QUERIES_KEPT];
    const case_t *subject = checker_case(query->case_number);
    bool shows = query->what == QUERY_SHOW || query->what == QUERY_TIMELINE;
    if (shows && subject && query->as[0] && expect_is_excluded(subject, query->as))
        log_fail("(x) %s sees case %llu, which is about himself", query->as,
            (unsigned long long)subject->number);
}

static void hear_sweep(const house_t *house, const answer_t *answer)
{
    if (!answer->ok || answer->dry || answer->failed)
        return;
    swept++;
    checker_swept(house, answer->at_ms);
    sweep_t again = {.dry_run = true, .at_ms = answer->at_ms};
    requests_send(BUS_INTAKE, CLIENT_STAFF, OP_SWEEP, ASKED_AGAIN, 0, &SWEEP_RECORD, &again);
}

void staff_hear(const house_t *house, const answer_t *answer)
{
    if (answer->asked == ASKED_SWEEP)
        hear_sweep(house, answer);
    if (answer->asked == ASKED_AGAIN && answer->ok && answer->due)
        log_fail("(viii) a sweep at %lld that was completed would do %llu things more",
            (long long)answer->at_ms, (unsigned long long)answer->due);
}

uint64_t staff_swept(void)
{
    return swept;
}
