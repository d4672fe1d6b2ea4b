/* P51 and P52: who may neither handle a case, nor be told of it, nor see it. */
#include "recusal.h"

#include "concern.h"

#include <string.h>

static bool is_line_target(const case_t *subject, const char *person)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (strcmp(subject->lines[i].target, person) == 0)
            return true;
    }
    return false;
}

/* An acting head counts beside the regular one, so every post is looked at. */
static bool heads_concerned_section(
    const org_t *org, const org_post_t *post, const case_t *subject, int64_t now_ms)
{
    int64_t act_ms = concern_act_ms(subject);
    bool held = (post->from_ms <= act_ms && act_ms < post->until_ms) ||
                (post->from_ms <= now_ms && now_ms < post->until_ms);
    if (post->role != ROLE_SECTION_HEAD || !held)
        return false;
    const char *sections[CONCERN_SECTIONS_MAX];
    size_t count = concern_sections(org, subject, sections);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sections[i], post->section) == 0)
            return true;
    }
    return false;
}

static bool is_about(const org_t *org, const case_t *subject, const char *id)
{
    const char *sections[CONCERN_SECTIONS_MAX];
    if (concern_accuses(subject, id) || is_line_target(subject, id))
        return true;
    size_t count = concern_sections(org, subject, sections);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sections[i], id) == 0)
            return true;
    }
    return false;
}

/* Kin of a subject, or interested in a section: named in org.conf. */
static bool is_tied(const org_t *org, const case_t *subject, const char *person)
{
    for (size_t i = 0; i < org_tie_count(org); i++) {
        const org_tie_t *tie = org_tie_at(org, i);
        if (strcmp(tie->person, person) == 0 && is_about(org, subject, tie->other))
            return true;
        if (strcmp(tie->other, person) == 0 && is_about(org, subject, tie->person))
            return true;
    }
    return false;
}

bool recusal_bypasses(const org_t *org, const case_t *subject, int64_t now_ms)
{
    return concern_accuses_role(org, subject, ROLE_PRINCIPAL, now_ms) ||
           concern_accuses_role(org, subject, ROLE_DISCIPLINE_GROUP, now_ms);
}

/* P39: where the supervision of the discipline group itself is in question, none of it takes part,
 * in the spirit of P52. */
static bool is_of_questioned_group(
    const org_t *org, const case_t *subject, const char *person, int64_t now_ms)
{
    bool questioned = false;
    for (size_t i = 0; i < subject->line_count; i++)
        questioned |= subject->lines[i].kind == LINE_SUPERVISION_RESPONSIBILITY;
    return questioned &&
           (org_has_role(org, person, ROLE_DISCIPLINE_GROUP, now_ms) ||
               org_has_role(org, person, ROLE_DISCIPLINE_GROUP, concern_act_ms(subject)));
}

/* Whoever stands above the bureau; every other role is the bureau's own. */
static bool is_outside(const org_t *org, const char *person, int64_t now_ms)
{
    return org_has_role(org, person, ROLE_SUPERIOR, now_ms) ||
           org_has_role(org, person, ROLE_DISTRICT_DISCIPLINE, now_ms);
}

bool recusal_excludes(const org_t *org, const case_t *subject, const char *person, int64_t now_ms)
{
    if (concern_accuses(subject, person) || is_line_target(subject, person))
        return true;
    if (is_tied(org, subject, person))
        return true;
    if (is_of_questioned_group(org, subject, person, now_ms))
        return true;
    if (recusal_bypasses(org, subject, now_ms) && !is_outside(org, person, now_ms))
        return true;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        if (strcmp(post->person, person) == 0 &&
            heads_concerned_section(org, post, subject, now_ms))
            return true;
    }
    return false;
}
