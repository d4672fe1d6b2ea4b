/* P38 and Q1–Q9 by exhaustion: every post is looked at for every question. */
#include "expect.h"

#include <string.h>

static int64_t discovered(const case_t *subject)
{
    return subject->discovered_ms ? subject->discovered_ms : subject->received_ms;
}

static int64_t time_of_act(const case_t *subject)
{
    return subject->occurred_ms ? subject->occurred_ms : discovered(subject);
}

static bool is_named(const char (*names)[NAME_BYTES], size_t count, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found |= strcmp(names[i], name) == 0;
    return found;
}

/* T2 and T3 of one discovery; `knew`: the bureau was dealing with the problem when it came. */
static uint64_t expect_sight(
    const campaign_t *campaign, source_t source, const char *body, const char *outlet, bool knew)
{
    bool superior_body = is_named(campaign->superior_bodies, campaign->superior_body_count, body);
    bool registered = is_named(campaign->outlets, campaign->outlet_count, outlet);
    switch (source) {
    case SOURCE_OPEN_COVERT:
    case SOURCE_SPOT_CHECK:
    case SOURCE_CONCENTRATED:
    case SOURCE_SYMPOSIUM:
    case SOURCE_BUREAU_INSPECTION:
    case SOURCE_SUPERIOR_INSPECTION:
        return superior_body || (campaign->superior_sources & term_bit(source))
                   ? term_bit(TRIGGER_T2)
                   : 0;
    case SOURCE_MEDIA:
        return (registered || !campaign->registered_media_only) &&
                       !(knew && campaign->media_before_known)
                   ? term_bit(TRIGGER_T3)
                   : 0;
    default:
        return 0;
    }
}

uint64_t expect_triggers(const policy_t *policy, const case_t *subject)
{
    const campaign_t *campaign = &policy->campaign;
    int64_t known_ms = subject->known_ms ? subject->known_ms : discovered(subject);
    bool knew = subject->known_ms != 0 && subject->known_ms < discovered(subject);
    uint64_t held = expect_sight(campaign, subject->source, subject->body, subject->outlet, knew);
    if (discovered(subject) >= campaign->rectification_end_ms)
        held |= term_bit(TRIGGER_T1);
    for (size_t i = 0; i < subject->discovery_count; i++) {
        const discovery_t *later = &subject->discoveries[i];
        knew = !later->ended && known_ms < later->discovered_ms;
        held |= expect_sight(campaign, later->source, later->body, later->outlet, knew);
    }
    return held & campaign->triggers;
}

static bool is_accused(const case_t *subject, const char *person)
{
    bool found = false;
    for (size_t i = 0; i < subject->person_count; i++)
        found |= strcmp(subject->persons[i], person) == 0;
    return found;
}

bool expect_is_excluded(const case_t *subject, const char *person)
{
    bool found = is_accused(subject, person);
    for (size_t i = 0; i < subject->line_count; i++)
        found |= strcmp(subject->lines[i].target, person) == 0;
    return found;
}

static bool held_at(const org_post_t *post, int64_t at_ms)
{
    return post->from_ms <= at_ms && at_ms < post->until_ms;
}

/* A section is concerned when the case names it, or an accused person worked there at the act, or
 * somebody who is investigated did, though he is no longer named. */
bool expect_is_concerned(const policy_t *policy, const case_t *subject, const char *section)
{
    bool found = false;
    for (size_t i = 0; i < subject->section_count; i++)
        found |= strcmp(subject->sections[i], section) == 0;
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool works = line->post == ROLE_STAFF || line->post == ROLE_SECTION_HEAD;
        found |= line->kind == LINE_PERSON && works && strcmp(line->section, section) == 0;
    }
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        bool works = post->role == ROLE_STAFF || post->role == ROLE_SECTION_HEAD;
        found |= works && strcmp(post->section, section) == 0 &&
                 held_at(post, time_of_act(subject)) && is_accused(subject, post->person);
    }
    return found;
}

/* Q9: whether the principal is a target too. */
static bool names_principal(const policy_t *policy, const case_t *subject)
{
    const campaign_t *campaign = &policy->campaign;
    size_t sections = 0;
    bool by_kind = false, above = false;
    for (size_t i = 0; i < org_section_count(policy->org); i++)
        sections += expect_is_concerned(policy, subject, org_section_at(policy->org, i)->id);
    for (size_t i = 0; i < subject->kind_count; i++)
        by_kind |= (campaign->principal_kinds & term_bit(subject->kinds[i].kind)) != 0;
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        bool leads = post->role == ROLE_DEPUTY || post->role == ROLE_DISCIPLINE_GROUP;
        above |= leads && held_at(post, time_of_act(subject)) && is_accused(subject, post->person);
    }
    return by_kind || above ||
           (campaign->principal_severity && subject->severity >= campaign->principal_severity) ||
           (campaign->principal_sections && sections >= campaign->principal_sections);
}

static bool has_leader_line(const case_t *subject, const char *person)
{
    bool found = false;
    for (size_t i = 0; i < subject->line_count; i++)
        found |= subject->lines[i].kind == LINE_DOUBLE_INVESTIGATION &&
                 strcmp(subject->lines[i].target, person) == 0;
    return found;
}

/* The holder of one post at the act, if he has no line; a regular holder before an acting one. */
static const char *missing(const policy_t *policy, const case_t *subject, role_t role,
    const char *section, bool *no_target)
{
    const org_post_t *holder = NULL;
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        if (post->role == role && (!section || strcmp(post->section, section) == 0) &&
            held_at(post, time_of_act(subject)) && (!holder || (holder->acting && !post->acting)))
            holder = post;
    }
    *no_target |= !holder;
    if (!holder || is_accused(subject, holder->person) || has_leader_line(subject, holder->person))
        return NULL;
    return holder->person;
}

const char *expect_missing_leader(const policy_t *policy, const case_t *subject, bool *no_target)
{
    const char *lacking = NULL;
    size_t sections = 0;
    for (size_t i = 0; i < org_section_count(policy->org) && !lacking; i++) {
        const char *section = org_section_at(policy->org, i)->id;
        if (!expect_is_concerned(policy, subject, section))
            continue;
        sections++;
        lacking = missing(policy, subject, ROLE_SECTION_HEAD, section, no_target);
        if (!lacking)
            lacking = missing(policy, subject, ROLE_DEPUTY, section, no_target);
    }
    if (!lacking && names_principal(policy, subject))
        lacking = missing(policy, subject, ROLE_PRINCIPAL, NULL, no_target);
    *no_target |= sections == 0 && subject->person_count == 0;
    return lacking;
}

static bool holds(const policy_t *policy, const char *person, role_t role, int64_t at_ms)
{
    bool found = false;
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        found |= post->role == role && strcmp(post->person, person) == 0 && held_at(post, at_ms);
    }
    return found;
}

bool expect_is_hidden(const policy_t *policy, const case_t *subject, int64_t now_ms)
{
    static const role_t roles[] = {ROLE_PRINCIPAL, ROLE_DISCIPLINE_GROUP};
    bool found = false;
    for (size_t i = 0; i < subject->person_count; i++) {
        for (size_t j = 0; j < 2; j++)
            found |= holds(policy, subject->persons[i], roles[j], now_ms) ||
                     holds(policy, subject->persons[i], roles[j], time_of_act(subject));
    }
    return found;
}

bool expect_is_recused(
    const policy_t *policy, const case_t *subject, const char *person, int64_t now_ms)
{
    bool recused = expect_is_excluded(subject, person);
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        recused |= post->role == ROLE_SECTION_HEAD && strcmp(post->person, person) == 0 &&
                   (held_at(post, now_ms) || held_at(post, time_of_act(subject))) &&
                   expect_is_concerned(policy, subject, post->section);
    }
    for (size_t i = 0; i < org_tie_count(policy->org); i++) {
        const org_tie_t *tie = org_tie_at(policy->org, i);
        const char *other = strcmp(tie->person, person) == 0  ? tie->other
                            : strcmp(tie->other, person) == 0 ? tie->person
                                                              : NULL;
        recused |= other && (expect_is_excluded(subject, other) ||
                                expect_is_concerned(policy, subject, other));
    }
    for (size_t i = 0; i < subject->line_count; i++) /* P39: none of the group judges its head */
        recused |= subject->lines[i].kind == LINE_SUPERVISION_RESPONSIBILITY &&
                   (holds(policy, person, ROLE_DISCIPLINE_GROUP, now_ms) ||
                       holds(policy, person, ROLE_DISCIPLINE_GROUP, time_of_act(subject)));
    bool above = holds(policy, person, ROLE_SUPERIOR, now_ms) ||
                 holds(policy, person, ROLE_DISTRICT_DISCIPLINE, now_ms);
    return recused || (!above && expect_is_hidden(policy, subject, now_ms));
}
