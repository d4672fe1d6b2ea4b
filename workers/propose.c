/* Asks the rules of sanctions, rotation and leniency for each line that was found. */
#include "propose.h"

#include "../config/concern.h"
#include "leniency.h"
#include "responsibility.h"
#include "rule_hit.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

/* One line, and what is proposed on it. */
typedef struct {
    const policy_t *policy;
    const case_t *subject;
    const line_t *line;
    const work_item_t *item;
    proposed_t *proposed;
    line_proposal_t *proposal;
} question_t;

bool propose_is_due(const case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].state == LINE_FOUND)
            return true;
    }
    return false;
}

static void propose(question_t *question, const sanction_t *sanction)
{
    line_proposal_t *proposal = question->proposal;
    if (proposal->proposal_count == PROPOSALS_MAX)
        return; /* the lists of sanctions.conf are shorter than this */
    snprintf(proposal->proposals[proposal->proposal_count++], SANCTION_BYTES, "%s", sanction->id);
}

/* Proposes the sanctions of a list between two levels. */
static void propose_levels(
    question_t *question, sanction_list_t list, uint64_t from, uint64_t until)
{
    const sanctions_t *sanctions = &question->policy->sanctions;
    for (size_t i = 0; i < sanctions->count; i++) {
        const sanction_t *sanction = &sanctions->items[i];
        if (sanction->list == list && sanction->level >= from && sanction->level <= until)
            propose(question, sanction);
    }
}

/* P30: who does not know the trade learns it. */
static void ask_remedial(question_t *question)
{
    bool holds = concern_has_kind(question->subject, KIND_C3);
    rule_record_proposal(question->proposed, "P30", holds,
        "line %llu: kind c3 (不学习业务、不钻研政策): %s",
        (unsigned long long)question->line->number, rule_yes(holds));
    if (holds)
        propose_levels(question, SANCTION_REMEDIAL, 1, UINT64_MAX);
}

/* The highest level of the ladder. */
static uint64_t ladder_top(const sanctions_t *sanctions)
{
    uint64_t top = 0;
    for (size_t i = 0; i < sanctions->count; i++) {
        if (sanctions->items[i].list == SANCTION_LADDER && sanctions->items[i].level > top)
            top = sanctions->items[i].level;
    }
    return top;
}

/* P31: the ladder starts by severity and by what was found before (Q21), at its top at most. */
static void ask_ladder(question_t *question)
{
    const case_t *subject = question->subject;
    const campaign_t *campaign = &question->policy->campaign;
    bool repeated = question->item->repeated;
    uint64_t top = ladder_top(&question->policy->sanctions);
    uint64_t level = campaign_ladder_start(campaign, subject->severity) +
                     (repeated ? campaign->ladder.repeat_steps : 0);
    level = level < top ? level : top;
    bool holds = concern_has_kind(subject, KIND_C1) || concern_has_kind(subject, KIND_C2) ||
                 question->line->kind != LINE_PERSON;
    rule_record_proposal(question->proposed, "P31", holds,
        "line %llu: kind c1 or c2, or a leader: %s; severity %s%s, repeated within %llu days: %s; "
        "from level %llu (Q21)",
        (unsigned long long)question->line->number, rule_yes(holds),
        term_name(&SEVERITIES, subject->severity),
        subject->severity ? "" : " (nobody gave one: as general)",
        (unsigned long long)(campaign->ladder.repeat_ms / DAY_MS), rule_yes(repeated),
        (unsigned long long)level);
    if (holds)
        propose_levels(question, SANCTION_LADDER, level, level + 1);
}

/* The substantiated complaints against whom the line is on (Q20). */
static uint64_t complaints_on(const question_t *question)
{
    const work_item_t *item = question->item;
    for (size_t i = 0; i < item->past_count; i++) {
        if (item->past[i].line == question->line->number)
            return item->past[i].complaints;
    }
    return 0;
}

/* P32 (b): too long in a key post, and complained of with reason again and again. */
static bool ask_key_post(question_t *question)
{
    const campaign_t *campaign = &question->policy->campaign;
    int64_t now_ms = question->item->now_ms;
    const org_post_t *post = org_key_post(question->policy->org, question->line->target, now_ms);
    int64_t held_ms = post ? now_ms - post->from_ms : 0;
    uint64_t complaints = complaints_on(question);
    bool holds = post && held_ms >= (int64_t)campaign->rotation.tenure_ms &&
                 complaints >= campaign->rotation.complaints;
    rule_record_proposal(question->proposed, "P32.b", holds,
        "line %llu: days in a key post %lld (from %llu), substantiated complaints %llu (from %llu "
        "in %llu days) (Q20)",
        (unsigned long long)question->line->number, (long long)(held_ms / DAY_MS),
        (unsigned long long)(campaign->rotation.tenure_ms / DAY_MS), (unsigned long long)complaints,
        (unsigned long long)campaign->rotation.complaints,
        (unsigned long long)(campaign->rotation.window_ms / DAY_MS));
    return holds;
}

/* P32: (a) obstruction and buck-passing mean another post; so does (b). */
static void ask_rotation(question_t *question)
{
    bool person = question->line->kind == LINE_PERSON;
    bool obstructs = concern_has_kind(question->subject, KIND_C3) && person;
    rule_record_proposal(question->proposed, "P32", obstructs,
        "line %llu: a person found to c3 (中梗阻、踢皮球): %s",
        (unsigned long long)question->line->number, rule_yes(obstructs));
    bool long_held = person && ask_key_post(question);
    if (obstructs || long_held)
        propose_levels(question, SANCTION_ROTATION, 1, UINT64_MAX);
}

/* P33: for c4 and c5 the plan names no sanction; the organs above decide on discipline. */
static void ask_discipline(question_t *question)
{
    const org_person_t *person = org_person(question->policy->org, question->line->target);
    bool holds = (concern_has_kind(question->subject, KIND_C4) ||
                     concern_has_kind(question->subject, KIND_C5)) &&
                 question->line->kind == LINE_PERSON;
    bool member = person && person->party_member;
    rule_record_proposal(question->proposed, "P33", holds,
        "line %llu: a person found to c4 or c5: %s; Party member: %s",
        (unsigned long long)question->line->number, rule_yes(holds), rule_yes(member));
    if (!holds)
        return;
    propose_levels(question, SANCTION_ADMIN, 1, 1);
    if (member)
        propose_levels(question, SANCTION_PARTY, 1, 1);
}

/* P35–P37: lenient where the bureau found it itself, strict where others did (P38.E1). */
static void ask_relief(question_t *question)
{
    const case_t *subject = question->subject;
    const campaign_t *campaign = &question->policy->campaign;
    relief_t relief = leniency_relief(
        campaign, subject, subject->phase, subject->strict, question->item->complaint_before);
    question->proposal->relief = relief;
    const char *rule = campaign->relief.exempt & term_bit(subject->severity) ? "P36" : "P37";
    rule_record_proposal(question->proposed, rule, relief != RELIEF_NONE,
        "line %llu: found by %s in phase %s, severity %s, strict (P38.E1): %s, complaint before: "
        "%s",
        (unsigned long long)question->line->number, term_name(&SOURCES, subject->source),
        term_name(&PHASES, subject->phase), term_name(&SEVERITIES, subject->severity),
        rule_yes(subject->strict), rule_yes(question->item->complaint_before));
}

void propose_case(
    const policy_t *policy, const case_t *subject, const work_item_t *item, proposed_t *proposed)
{
    memset(proposed, 0, sizeof *proposed);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (line->state != LINE_FOUND)
            continue;
        line_proposal_t *proposal = &proposed->lines[proposed->line_count++];
        proposal->line = line->number;
        question_t question = {policy, subject, line, item, proposed, proposal};
        ask_remedial(&question);
        ask_ladder(&question);
        ask_rotation(&question);
        ask_discipline(&question);
        ask_relief(&question);
    }
}

void propose_pursuing(const policy_t *policy, const case_t *subject, const work_item_t *item,
    proposed_t *proposed, assessed_t *pursued)
{
    propose_case(policy, subject, item, proposed);
    responsibility_pursue(policy, subject, item, pursued);
    if (pursued->line_count > 0)
        return;
    rule_hand_over(pursued, proposed);
    memset(pursued, 0, sizeof *pursued);
}
