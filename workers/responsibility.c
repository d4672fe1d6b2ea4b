/* P39 and Q16–Q19: neglect, prominence and bad impact, asked of each jurisdiction and its leader.
 */
#include "responsibility.h"

#include "../config/concern.h"
#include "lines.h"
#include "rule_hit.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const policy_t *policy;
    const case_t *subject;
    const work_item_t *item;
    assessed_t *assessed;
    const char *principal; /* at the time of the act; NULL: nobody */
    int64_t act_ms;
} inquest_t;

/* A jurisdiction that may be prominent, and the leader who then answers for it. */
typedef struct {
    const jurisdiction_t *row;
    const char *leader; /* NULL: nobody held the post */
    role_t post;
    uint64_t substantiated_from, serious_from; /* 0: does not count here */
} question_t;

bool responsibility_is_due(const case_t *subject)
{
    const uint64_t ends = term_bit(STATE_CLOSED) | term_bit(STATE_NOT_ACCEPTED) |
                          term_bit(STATE_MERGED) | term_bit(STATE_UNDER_REVIEW);
    return (subject->scope || subject->is_finding) && subject->assessed_ms &&
           !(ends & term_bit(subject->state));
}

/* What is known of the leader himself, in whichever row. */
static const jurisdiction_t *row_of(const inquest_t *inquest, const char *leader)
{
    for (size_t i = 0; i < inquest->item->jurisdiction_count; i++) {
        if (strcmp(inquest->item->jurisdictions[i].leader, leader) == 0)
            return &inquest->item->jurisdictions[i];
    }
    return NULL;
}

/* ---- neglect (不抓不管), Q16 ---- */

static bool was_told(const case_clock_t *clock, const char *leader)
{
    for (size_t i = 0; i < clock->told_count; i++) {
        if (strcmp(clock->told[i], leader) == 0)
            return true;
    }
    return false;
}

/* He knew, and did nothing until those above him had to be told. */
static bool is_passed_over(const case_clock_t *clock, const char *leader)
{
    bool is_last = clock->told_count && strcmp(clock->told[clock->told_count - 1], leader) == 0;
    return was_told(clock, leader) && (clock->level == LEVEL_SUPERIOR || !is_last);
}

typedef struct {
    bool passed_over;
    uint64_t overdue;
} neglect_t;

static neglect_t neglect_of(const inquest_t *inquest, const char *leader)
{
    const jurisdiction_t *row = row_of(inquest, leader);
    neglect_t neglect = {.overdue = row ? row->overdue : 0};
    bool here = false;
    for (size_t i = 0; i < inquest->subject->clock_count; i++) {
        const case_clock_t *clock = &inquest->subject->clocks[i];
        here |= was_told(clock, leader);
        neglect.passed_over |= is_passed_over(clock, leader);
    }
    neglect.overdue += here;
    return neglect;
}

/* ---- bad impact (恶劣影响), Q19 ---- */

static bool is_bad_impact(const inquest_t *inquest, const question_t *question)
{
    const campaign_t *campaign = &inquest->policy->campaign;
    return concern_bad_impact(campaign, inquest->subject) ||
           inquest->assessed->triggers & campaign->responsibility.impact_triggers ||
           question->row->impacts > 0;
}

/* ---- the lines ---- */

static void open_line(
    inquest_t *inquest, line_kind_t kind, const char *target, role_t post, const char *section)
{
    int64_t now_ms = inquest->item->now_ms;
    line_t *line = lines_open(inquest->subject, inquest->assessed, kind, target, now_ms);
    if (!line)
        return;
    line->post = post;
    snprintf(line->section, sizeof line->section, "%s", section);
    line->triggers = inquest->assessed->triggers;
    rule_record(inquest->assessed, "P39", true, "%s %s of %s, %s at the time of the act: line %llu",
        term_name(&LINE_KINDS, kind), term_zh(&LINE_KINDS, kind), target, term_name(&ROLES, post),
        (unsigned long long)line->number);
    lines_start_clock(
        inquest->policy, inquest->subject, CLOCK_LEADER, line->number, now_ms, inquest->assessed);
}

/* 监督责任: the head of the discipline group comes first in the org chart. */
static void pursue_supervision(inquest_t *inquest)
{
    const org_post_t *head =
        org_holder(inquest->policy->org, ROLE_DISCIPLINE_GROUP, NULL, inquest->act_ms);
    if (head && !concern_accuses(inquest->subject, head->person)) {
        open_line(
            inquest, LINE_SUPERVISION_RESPONSIBILITY, head->person, ROLE_DISCIPLINE_GROUP, "");
        return;
    }
    rule_record(inquest->assessed, "P39", false, "supervision responsibility: %s%s",
        head ? head->person : "nobody headed the discipline group at the time of the act",
        head ? " is himself accused" : "");
    if (!head)
        inquest->assessed->need = NEED_NO_TARGET;
}

/* ---- one jurisdiction ---- */

static bool is_pursued_here(const case_t *subject, const char *leader)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].kind == LINE_PRINCIPAL_RESPONSIBILITY &&
            strcmp(subject->lines[i].target, leader) == 0)
            return true;
    }
    return false;
}

/* True when the leader answers for what all three conditions are met for, and nothing on him is
 * open already: one neglect is pursued once, whichever of its cases shows it first. */
static bool ask(inquest_t *inquest, const question_t *question)
{
    const campaign_t *campaign = &inquest->policy->campaign;
    const jurisdiction_t *row = question->row;
    const jurisdiction_t *own = row_of(inquest, question->leader);
    neglect_t neglect = neglect_of(inquest, question->leader);
    bool neglects = neglect.passed_over || neglect.overdue >= campaign->responsibility.overdue;
    bool prominent = row->substantiated >= question->substantiated_from ||
                     (question->serious_from && row->serious >= question->serious_from);
    bool impact = is_bad_impact(inquest, question);
    bool pursued = (own && own->pursued) || is_pursued_here(inquest->subject, question->leader);
    bool accused = concern_accuses(inquest->subject, question->leader);
    bool holds = neglects && prominent && impact && !pursued && !accused;
    rule_record(inquest->assessed, "P39", holds,
        "%s %s: passed over %s, overdue %llu/%llu (Q16); found %llu/%llu (Q17), serious %llu/%llu "
        "(Q18); bad impact %s (Q19); accused %s, pursued before %s",
        row->section[0] ? row->section : row->leader, question->leader,
        rule_yes(neglect.passed_over), (unsigned long long)neglect.overdue,
        (unsigned long long)campaign->responsibility.overdue,
        (unsigned long long)row->substantiated, (unsigned long long)question->substantiated_from,
        (unsigned long long)row->serious, (unsigned long long)question->serious_from,
        rule_yes(impact), rule_yes(accused), rule_yes(pursued));
    return holds;
}

/* Who answers: the deputy for a section, the principal for all that a deputy supervises, and for
 * the section of a deputy who is himself accused. */
static bool pose(const inquest_t *inquest, const jurisdiction_t *row, question_t *question)
{
    const campaign_t *campaign = &inquest->policy->campaign;
    bool is_section = row->section[0];
    bool is_principal = inquest->principal && strcmp(row->leader, inquest->principal) == 0;
    *question = (question_t){.row = row, .leader = inquest->principal, .post = ROLE_PRINCIPAL};
    question->substantiated_from =
        is_section ? campaign->responsibility.section : campaign->responsibility.leader;
    question->serious_from = is_section ? campaign->responsibility.serious : 0;
    if (is_section && row->leader[0] && !concern_accuses(inquest->subject, row->leader)) {
        question->leader = row->leader;
        question->post = ROLE_DEPUTY;
    }
    return question->leader && (is_section || (row->leader[0] && !is_principal));
}

void responsibility_ask(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *assessed)
{
    inquest_t inquest = {policy, subject, item, assessed, NULL, concern_act_ms(subject)};
    const org_post_t *principal = org_holder(policy->org, ROLE_PRINCIPAL, NULL, inquest.act_ms);
    if (principal)
        inquest.principal = principal->person;
    for (size_t i = 0; i < item->jurisdiction_count; i++) {
        const jurisdiction_t *row = &item->jurisdictions[i];
        question_t question;
        if (!pose(&inquest, row, &question) || !ask(&inquest, &question))
            continue;
        open_line(&inquest, LINE_PRINCIPAL_RESPONSIBILITY, question.leader, question.post,
            question.post == ROLE_DEPUTY ? row->section : "");
        pursue_supervision(&inquest);
    }
}

void responsibility_pursue(
    const policy_t *policy, const case_t *subject, const work_item_t *item, assessed_t *pursued)
{
    memset(pursued, 0, sizeof *pursued);
    pursued->triggers = subject->triggers;
    if (responsibility_is_due(subject))
        responsibility_ask(policy, subject, item, pursued);
}
