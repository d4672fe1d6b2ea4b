/* Reads from a case when the act was, whom it accuses, and which sections it concerns. */
#include "concern.h"

#include <string.h>

int64_t concern_discovered_ms(const case_t *subject)
{
    return subject->discovered_ms ? subject->discovered_ms : subject->received_ms;
}

int64_t concern_act_ms(const case_t *subject)
{
    return subject->occurred_ms ? subject->occurred_ms : concern_discovered_ms(subject);
}

bool concern_is_inspection(source_t source)
{
    return source == SOURCE_OPEN_COVERT || source == SOURCE_SPOT_CHECK ||
           source == SOURCE_CONCENTRATED || source == SOURCE_SYMPOSIUM ||
           source == SOURCE_BUREAU_INSPECTION || source == SOURCE_SUPERIOR_INSPECTION;
}

bool concern_accuses(const case_t *subject, const char *person)
{
    for (size_t i = 0; i < subject->person_count; i++) {
        if (strcmp(subject->persons[i], person) == 0)
            return true;
    }
    return false;
}

static size_t add_once(const char **sections, size_t count, const char *section)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sections[i], section) == 0)
            return count;
    }
    sections[count] = section;
    return count + 1;
}

size_t concern_sections(
    const org_t *org, const case_t *subject, const char *sections[CONCERN_SECTIONS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < subject->section_count; i++)
        count = add_once(sections, count, subject->sections[i]);
    for (size_t i = 0; i < subject->person_count; i++) {
        const char *section = org_section_of(org, subject->persons[i], concern_act_ms(subject));
        if (section)
            count = add_once(sections, count, section);
    }
    /* A person who is no longer named may still be investigated. The section of a deputy's line is
     * one that he supervised, not the one that he worked in. */
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool worked_there = line->post == ROLE_STAFF || line->post == ROLE_SECTION_HEAD;
        if (line->kind == LINE_PERSON && worked_there && line->section[0])
            count = add_once(sections, count, line->section);
    }
    return count;
}

bool concern_accuses_role(const org_t *org, const case_t *subject, role_t role, int64_t now_ms)
{
    for (size_t i = 0; i < subject->person_count; i++) {
        const char *person = subject->persons[i];
        if (org_has_role(org, person, role, concern_act_ms(subject)) ||
            org_has_role(org, person, role, now_ms))
            return true;
    }
    return false;
}

bool concern_bad_impact(const campaign_t *campaign, const case_t *subject)
{
    return subject->impact || subject->triggers & campaign->responsibility.impact_triggers ||
           subject->complainants >= campaign->responsibility.complainants;
}

bool concern_has_kind(const case_t *subject, kind_t kind)
{
    for (size_t i = 0; i < subject->kind_count; i++) {
        if (subject->kinds[i].kind == kind)
            return true;
    }
    return false;
}

bool concern_has_line(const case_t *subject, const line_t *line)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].kind == line->kind &&
            strcmp(subject->lines[i].target, line->target) == 0)
            return true;
    }
    return false;
}
