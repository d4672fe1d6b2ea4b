/* P38.E2 and Q9: finds the leaders at the time of the act and opens their lines. */
#include "leaders.h"

#include "../config/concern.h"
#include "lines.h"
#include "rule_hit.h"

#include <stdio.h>

typedef struct {
    const policy_t *policy;
    const case_t *subject;
    assessed_t *assessed;
    int64_t now_ms;
    int64_t act_ms;
    char act[MOMENT_BYTES]; /* act_ms in words */
} search_t;

static void miss(search_t *search, const char *what, const char *of)
{
    rule_record(search->assessed, "P38.E2", false, "%s%s at %s: no leader line, a person must look",
        what, of, search->act);
    search->assessed->need = NEED_NO_TARGET;
}

static void open_line(search_t *search, const char *person, role_t role, const char *section)
{
    line_t *line = lines_open(
        search->subject, search->assessed, LINE_DOUBLE_INVESTIGATION, person, search->now_ms);
    if (!line)
        return;
    line->post = role;
    snprintf(line->section, sizeof line->section, "%s", section);
    line->triggers = search->assessed->triggers;
    rule_record(search->assessed, "P38.E2", true, "%s%s%s at %s was %s: line %llu (Q9)",
        term_name(&ROLES, role), section[0] ? " of " : "", section, search->act, person,
        (unsigned long long)line->number);
    lines_start_clock(search->policy, search->subject, CLOCK_LEADER, line->number, search->now_ms,
        search->assessed);
}

/* The leader of one post. An accused leader has his person line; the next one up is asked anyway,
 * by Q9 or by principal_is_next_up. */
static void open_leader(search_t *search, role_t role, const char *section)
{
    const org_post_t *post = org_holder(search->policy->org, role, section, search->act_ms);
    if (!post) {
        char what[ID_BYTES];
        snprintf(what, sizeof what, "no %s%s", term_name(&ROLES, role), section[0] ? " of " : "");
        miss(search, what, section);
    } else if (concern_accuses(search->subject, post->person)) {
        rule_record(search->assessed, "P38.E2", false,
            "%s%s%s at %s was %s, who is himself accused: next up (Q9)", term_name(&ROLES, role),
            section[0] ? " of " : "", section, search->act, post->person);
    } else {
        open_line(search, post->person, role, section);
    }
}

static uint64_t kinds_of(const case_t *subject)
{
    uint64_t kinds = 0;
    for (size_t i = 0; i < subject->kind_count; i++)
        kinds |= term_bit(subject->kinds[i].kind);
    return kinds;
}

/* Above an accused deputy or discipline inspector there is only the principal. */
static bool principal_is_next_up(const search_t *search)
{
    const org_t *org = search->policy->org;
    for (size_t i = 0; i < search->subject->person_count; i++) {
        const char *person = search->subject->persons[i];
        if (org_has_role(org, person, ROLE_DEPUTY, search->act_ms) ||
            org_has_role(org, person, ROLE_DISCIPLINE_GROUP, search->act_ms))
            return true;
    }
    return false;
}

static bool ask_principal(search_t *search, size_t section_count)
{
    const campaign_t *campaign = &search->policy->campaign;
    const case_t *subject = search->subject;
    uint64_t kinds = kinds_of(subject);
    bool by_kind = kinds & campaign->principal_kinds;
    bool by_severity =
        campaign->principal_severity && subject->severity >= campaign->principal_severity;
    bool by_sections =
        campaign->principal_sections && section_count >= campaign->principal_sections;
    bool next_up = principal_is_next_up(search);
    bool holds = by_kind || by_severity || by_sections || next_up;
    char of[SET_BYTES], from[SET_BYTES];
    rule_record(search->assessed, "Q9", holds,
        "principal: kinds %s (from %s), severity %s (from %s), sections %zu (from %llu), "
        "accused is next below: %s",
        rule_set(&KINDS, kinds, of), rule_set(&KINDS, campaign->principal_kinds, from),
        term_name(&SEVERITIES, subject->severity),
        term_name(&SEVERITIES, campaign->principal_severity), section_count,
        (unsigned long long)campaign->principal_sections, rule_yes(next_up));
    return holds;
}

/* A person through whom no section, and so no leader, can be found is a gap to be looked at. */
static void check_persons(search_t *search)
{
    const org_t *org = search->policy->org;
    for (size_t i = 0; i < search->subject->person_count; i++) {
        const char *person = search->subject->persons[i];
        if (!org_section_of(org, person, search->act_ms) &&
            !org_has_role(org, person, ROLE_DEPUTY, search->act_ms) &&
            !org_has_role(org, person, ROLE_DISCIPLINE_GROUP, search->act_ms))
            miss(search, "no leader above ", person);
    }
}

void leaders_open(
    const policy_t *policy, const case_t *subject, int64_t now_ms, assessed_t *assessed)
{
    search_t search = {.policy = policy,
        .subject = subject,
        .assessed = assessed,
        .now_ms = now_ms,
        .act_ms = concern_act_ms(subject)};
    rule_moment(policy, search.act_ms, search.act);
    const char *sections[CONCERN_SECTIONS_MAX];
    size_t section_count = concern_sections(policy->org, subject, sections);
    if (section_count == 0 && subject->person_count == 0)
        miss(&search, "no section and no person known", "");
    for (size_t i = 0; i < section_count; i++) {
        open_leader(&search, ROLE_SECTION_HEAD, sections[i]);
        open_leader(&search, ROLE_DEPUTY, sections[i]);
    }
    check_persons(&search);
    if (ask_principal(&search, section_count))
        open_leader(&search, ROLE_PRINCIPAL, "");
}
