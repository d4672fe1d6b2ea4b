/* Chooses acts by looking at the case, then spoils some of them. */
#include "staff.h"

#include "casework.h"
#include "chance.h"
#include "checker.h"
#include "expect.h"
#include "log.h"
#include "policies.h"

#include <string.h>

#define CLIENT_STAFF 9
#define DESK         12
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

/* A few cases are worked on most, so that they get somewhere. */
static uint64_t any_case(uint64_t count)
{
    static uint64_t desk[DESK];
    uint64_t *place = &desk[chance_below(DESK)];
    if (chance_permille(100))
        return 1 + chance_below(count);
    if (chance_permille(200) && count > FRESH_CASES)
        return count - chance_below(FRESH_CASES);
    const case_t *subject = checker_case(*place);
    bool ended = !subject || subject->stage == STAGE_DONE;
    if (*place == 0 || (ended && chance_permille(100)) || chance_permille(3))
        *place = 1 + chance_below(count);
    return *place <= count ? *place : count;
}

static bool is_alike(const case_t *one, const case_t *other)
{
    bool alike = one->section_count == 0;
    for (size_t i = 0; i < one->section_count; i++) {
        for (size_t j = 0; j < other->section_count; j++)
            alike |= strcmp(one->sections[i], other->sections[j]) == 0;
    }
    return alike;
}

/* Another open case that may be about the same matter, now and then one that has ended; any other
 * when chance shows none. Preferably of those that get somewhere. */
static uint64_t any_alike(uint64_t count, const case_t *subject)
{
    uint64_t number = subject->similar ? subject->similar : any_case(count);
    bool ended = chance_permille(100);
    for (unsigned looks = 0; looks < 30; looks++) {
        const case_t *other = checker_case(number);
        bool fits = ended ? other->stage == STAGE_DONE
                          : other->stage == STAGE_STAFF || other->state == STATE_MERGED;
        if (number != subject->number && fits && is_alike(subject, other))
            return number;
        number = chance_permille(300) ? 1 + chance_below(count) : any_case(count);
    }
    return number;
}

void staff_act(void)
{
    uint64_t count = checker_case_count();
    if (count == 0)
        return;
    rules_t *rules = policies_rules(0);
    const policy_t *policy = rules->policy;
    const case_t *subject = checker_case(any_case(count));
    act_t act = {.case_number = subject->number};
    casework_choose(policy, subject, bus_wall_ms(), &act);
    if (chance_permille(120)) {
        act = (act_t){.case_number = subject->number};
        act.verb = VERB_COMMENT + (verb_t)chance_below(VERB_COUNT - VERB_COMMENT);
        act.line = chance_below(2) ? chance_below(4) : 0;
        casework_fill(policy, subject, bus_wall_ms(), &act);
    }
    if (act.verb == VERB_MERGE)
        act.into = chance_permille(900) ? any_alike(count, subject) : chance_below(count + 2);
    casework_name_actor(policy, subject, bus_wall_ms(), &act);
    if (chance_permille(20))
        act.case_number = count + chance_below(3);
    requests_send(BUS_INTAKE, CLIENT_STAFF, OP_ACT, ASKED_ACT, 0, &ACT_RECORD, &act);
    rules_release(&rules);
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
    query->recount = chance_permille(300);
    query->propose = chance_permille(500);
    if (chance_permille(800))
        snprintf(query->as, sizeof query->as, "%s", any_person());
    requests_send(BUS_INTAKE, CLIENT_STAFF, OP_QUERY, ASKED_QUERY, query_count++ % QUERIES_KEPT,
        &QUERY_RECORD, query);
}

/* Those who decide, or handle the case or one of its lines. */
static bool may_read(const case_t *subject, const char *person)
{
    rules_t *rules = policies_rules(0);
    const org_t *org = rules->policy->org;
    bool may = false;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        bool decides = post->role == ROLE_DISCIPLINE_GROUP || post->role == ROLE_SUPERIOR ||
                       post->role == ROLE_DISTRICT_DISCIPLINE;
        may |= decides && strcmp(post->person, person) == 0;
    }
    for (size_t i = 0; i < subject->handler_count; i++)
        may |= strcmp(subject->handlers[i], person) == 0;
    for (size_t i = 0; i < subject->line_count; i++) {
        for (size_t j = 0; j < subject->lines[i].handler_count; j++)
            may |= strcmp(subject->lines[i].handlers[j], person) == 0;
    }
    rules_release(&rules);
    return may;
}

void staff_check_view(const answer_t *answer)
{
    const query_t *query = &queries[answer->index % QUERIES_KEPT];
    const case_t *subject = checker_case(query->case_number);
    bool shows = query->what == QUERY_SHOW || query->what == QUERY_TIMELINE ||
                 query->what == QUERY_ACTS || query->what == QUERY_WORK;
    if (shows && subject && query->as[0] && expect_is_excluded(subject, query->as))
        log_fail("(x) %s sees case %llu, which is about himself", query->as,
            (unsigned long long)subject->number);
    bool same = subject && answer->last_event == subject->last_event; /* as the checker knows it */
    if (same && answer->shows_words && subject->complainant.confidential &&
        !may_read(subject, query->as))
        log_fail("P50: '%s' reads the words of case %llu, which are confidential", query->as,
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
    if (answer->asked == ASKED_AGAIN && answer->ok && answer->due &&
        !checker_moved_since(answer->at_ms))
        log_fail("(viii) a sweep at %lld that was completed would do %llu things more",
            (long long)answer->at_ms, (unsigned long long)answer->due);
}

uint64_t staff_swept(void)
{
    return swept;
}
