/* Asks every rule of the plan about a classified case, in order, and gathers what follows. */
#include "assess.h"

#include "../config/concern.h"
#include "leaders.h"
#include "leniency.h"
#include "lines.h"
#include "responsibility.h"
#include "rule_hit.h"
#include "triggers.h"

/* P7–P15e: the phases are half-open, each ends where the next begins. */
static phase_t ask_phase(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    const struct {
        phase_t phase;
        const char *rule;
        int64_t start_ms;
    } phases[] = {
        {PHASE_SELF_CHECK, "P7", campaign->self_check_ms},
        {PHASE_CONCENTRATED, "P11", campaign->concentrated_ms},
        {PHASE_CONSOLIDATION, "P15", campaign->consolidation_ms},
        {PHASE_ENDED, "P15e", campaign->end_ms},
    };
    int64_t discovered_ms = concern_discovered_ms(subject);
    size_t reached = 0;
    while (reached < sizeof phases / sizeof phases[0] && discovered_ms >= phases[reached].start_ms)
        reached++;
    char discovered[MOMENT_BYTES], start[MOMENT_BYTES];
    rule_moment(policy, discovered_ms, discovered);
    if (reached == 0) {
        rule_record(assessed, phases[0].rule, false, "discovered %s < start %s", discovered,
            rule_moment(policy, phases[0].start_ms, start));
        return PHASE_BEFORE;
    }
    rule_record(assessed, phases[reached - 1].rule, true, "discovered %s >= start %s of %s",
        discovered, rule_moment(policy, phases[reached - 1].start_ms, start),
        term_name(&PHASES, phases[reached - 1].phase));
    return phases[reached - 1].phase;
}

/* P24–P29: what the rectification is about. What an inspector found always is. */
static bool ask_scope(const case_t *subject, assessed_t *assessed)
{
    bool holds = subject->is_finding || subject->scope;
    rule_record(assessed, "P24-P28", holds,
        "finding: %s; classified as in scope: %s (score %.2f)%s", rule_yes(subject->is_finding),
        rule_yes(subject->scope), subject->score, holds ? "" : ": advise not to accept");
    return holds;
}

/* P14: 通过抓不落实的事来追究不作为的人. What the inspector does not say is inaction and c1. */
static void ask_task(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    if (subject->source != SOURCE_OVERDUE_TASK)
        return;
    char due[MOMENT_BYTES], discovered[MOMENT_BYTES];
    rule_record(assessed, "P14", subject->task_due_ms < concern_discovered_ms(subject),
        "task due %s, found undone %s; persons named: %zu; conduct %s (inaction unless said "
        "otherwise)",
        rule_moment(policy, subject->task_due_ms, due),
        rule_moment(policy, concern_discovered_ms(subject), discovered), subject->person_count,
        term_name(&CONDUCTS, subject->conduct));
}

/* P52: a case about the principal or the discipline group goes to those above, and no bureau role
 * is given it. */
static bool ask_bypass(
    const policy_t *policy, const case_t *subject, int64_t now_ms, assessed_t *assessed)
{
    bool principal = concern_accuses_role(policy->org, subject, ROLE_PRINCIPAL, now_ms);
    bool group = concern_accuses_role(policy->org, subject, ROLE_DISCIPLINE_GROUP, now_ms);
    rule_record(assessed, "P52", principal || group,
        "about the principal: %s; discipline group: %s", rule_yes(principal), rule_yes(group));
    return principal || group;
}

/* P38: the person is investigated; a trigger makes it strict and adds the leaders.
 * A person line needs no clock of its own here: the case's accept clock, which runs from its
 * registration, covers it until the case is accepted. */
static void investigate(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *assessed)
{
    /* A trigger that was met in an earlier assessment, under whichever policy, stays met. */
    assessed->triggers = triggers_ask(policy, subject, assessed) | subject->triggers;
    assessed->strict = assessed->triggers != 0;
    char held[SET_BYTES];
    rule_record(assessed, "P38.E1", assessed->strict, "triggers in force: %s",
        rule_set(&TRIGGERS, assessed->triggers, held));
    leniency_ask(&policy->campaign, subject, item->complaint_before, assessed);
    lines_open_persons(policy, subject, item->now_ms, assessed);
    if (assessed->strict)
        leaders_open(policy, subject, item->now_ms, assessed);
    responsibility_ask(policy, subject, item, assessed);
    /* A clock that was met in an earlier assessment is not started again. */
    if (subject->source == SOURCE_MEDIA && subject->assessed_ms == 0)
        lines_start_clock(policy, subject, CLOCK_MEDIA, 0, item->now_ms, assessed);
}

/* The daemon has compared; what is near enough stands in campaign.conf, and a person decides. */
static void ask_similar(const policy_t *policy, const work_item_t *item, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    assessed->similar = item->similar;
    if (item->similar)
        rule_record(assessed, "DUP", true,
            "nearly the same text about the same, at most %llu days earlier: case %llu, "
            "%llu of 63 bits differ (at most %llu)",
            (unsigned long long)campaign->similar_days, (unsigned long long)item->similar,
            (unsigned long long)item->distance, (unsigned long long)campaign->similar_bits);
    else
        rule_record(assessed, "DUP", false,
            "no open case about the same, at most %llu days earlier, differs in at most %llu of "
            "63 bits",
            (unsigned long long)campaign->similar_days, (unsigned long long)campaign->similar_bits);
}

void assess_case(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *assessed)
{
    *assessed = (assessed_t){0};
    assessed->phase = ask_phase(policy, subject, assessed);
    assessed->accept = ask_scope(subject, assessed);
    ask_task(policy, subject, assessed);
    assessed->bypass = ask_bypass(policy, subject, item->now_ms, assessed);
    ask_similar(policy, item, assessed);
    if (assessed->accept)
        investigate(policy, subject, item, assessed);
}
