/* Counts what was found in each section, and what waits for each leader, from the subject table. */
#include "standing.h"

#include "../config/concern.h"
#include "facts.h"
#include "fold.h"
#include "keys.h"

#include <stdlib.h>
#include <string.h>

/* A case whose finding stands. */
typedef struct {
    uint64_t number;
    bool serious, impact;
} found_t;

typedef struct {
    bool counted;
    size_t count;
    found_t found[FACTS_LOOK_MAX];
} section_t;

struct standing {
    store_view_t *view;
    unpacker_t *unpacker;
    const policy_t *policy;
    int64_t now_ms;
    section_t *sections; /* as in the org chart */
};

standing_t *standing_new(
    store_view_t *view, unpacker_t *unpacker, const policy_t *policy, int64_t now_ms)
{
    standing_t *self = calloc(1, sizeof *self);
    section_t *sections = calloc(org_section_count(policy->org), sizeof *sections);
    if (!self || !sections) {
        free(self);
        free(sections);
        return NULL;
    }
    *self = (standing_t){view, unpacker, policy, now_ms, sections};
    return self;
}

void standing_destroy(standing_t **self_p)
{
    if (!*self_p)
        return;
    free((*self_p)->sections);
    free(*self_p);
    *self_p = NULL;
}

int64_t standing_now_ms(const standing_t *self)
{
    return self->now_ms;
}

static bool is_recent(const standing_t *self, int64_t at_ms)
{
    int64_t window_ms = (int64_t)self->policy->campaign.responsibility.window_ms;
    return at_ms > self->now_ms - window_ms && at_ms <= self->now_ms;
}

/* ---- what was found ---- */

typedef struct {
    standing_t *standing;
    section_t *section;
} search_t;

static bool see_found(void *context, uint64_t number)
{
    search_t *search = context;
    standing_t *self = search->standing;
    case_t other;
    if (registry_case(self->view, self->unpacker, number, &other, NULL) &&
        is_recent(self, other.when.found_ms))
        search->section->found[search->section->count++] =
            (found_t){number, other.severity == SEVERITY_SERIOUS,
                concern_bad_impact(&self->policy->campaign, &other)};
    return true;
}

/* The section with its cases counted. */
static const section_t *section_at(standing_t *self, size_t index)
{
    section_t *section = &self->sections[index];
    unsigned looks = FACTS_LOOK_MAX;
    search_t search = {self, section};
    if (!section->counted)
        facts_walk(self->view, INDEX_FOUND, org_section_at(self->policy->org, index)->id, &looks,
            see_found, &search);
    section->counted = true;
    return section;
}

static bool is_counted(const uint64_t *numbers, size_t count, uint64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == number)
            return true;
    }
    return false;
}

/* Adds the cases of a section to a row; `numbers` are those of the row, each once. */
static void add_found(
    const section_t *section, jurisdiction_t *row, uint64_t numbers[FACTS_LOOK_MAX])
{
    for (size_t i = 0; i < section->count && row->substantiated < FACTS_LOOK_MAX; i++) {
        const found_t *found = &section->found[i];
        if (is_counted(numbers, row->substantiated, found->number))
            continue; /* it concerns two sections of one deputy */
        numbers[row->substantiated++] = found->number;
        row->serious += found->serious;
        row->impacts += found->impact;
    }
}

/* ---- what waits for a leader ---- */

typedef struct {
    const case_t *subject;
    jurisdiction_t *row;
} look_t;

static bool see_overdue(void *context, uint64_t number)
{
    look_t *look = context;
    look->row->overdue += number != look->subject->number;
    return true;
}

/* ---- the rows ---- */

static jurisdiction_t *add_row(standing_t *self, const case_t *subject, work_item_t *item,
    const char *section, const org_post_t *leader)
{
    unsigned looks = FACTS_LOOK_MAX;
    if (item->jurisdiction_count == JURISDICTIONS_MAX)
        return NULL;
    jurisdiction_t *row = &item->jurisdictions[item->jurisdiction_count++];
    look_t look = {subject, row};
    memcpy(row->section, section, strlen(section) + 1);
    if (!leader)
        return row; /* vacant: nobody can be told of anything */
    memcpy(row->leader, leader->person, sizeof row->leader);
    facts_walk(self->view, INDEX_OVERDUE, row->leader, &looks, see_overdue, &look);
    row->pursued = facts_pursued(
        self->view, self->unpacker, &self->policy->campaign, row->leader, subject, self->now_ms);
    return row;
}

static const org_post_t *deputy_of(const standing_t *self, const char *section, int64_t act_ms)
{
    return org_holder(self->policy->org, ROLE_DEPUTY, section, act_ms);
}

static bool has_row(const work_item_t *item, const char *leader)
{
    for (size_t i = 0; i < item->jurisdiction_count; i++) {
        if (!item->jurisdictions[i].section[0] &&
            strcmp(item->jurisdictions[i].leader, leader) == 0)
            return true;
    }
    return false;
}

/* All that a deputy supervised at the time of the act. */
static void add_deputy(
    standing_t *self, const case_t *subject, work_item_t *item, const org_post_t *deputy)
{
    uint64_t numbers[FACTS_LOOK_MAX];
    const org_t *org = self->policy->org;
    int64_t act_ms = concern_act_ms(subject);
    jurisdiction_t *row =
        has_row(item, deputy->person) ? NULL : add_row(self, subject, item, "", deputy);
    for (size_t i = 0; row && i < org_section_count(org); i++) {
        const org_post_t *other = deputy_of(self, org_section_at(org, i)->id, act_ms);
        if (other && strcmp(other->person, deputy->person) == 0)
            add_found(section_at(self, i), row, numbers);
    }
}

static void add_section(standing_t *self, const case_t *subject, work_item_t *item, size_t index)
{
    uint64_t numbers[FACTS_LOOK_MAX];
    const char *id = org_section_at(self->policy->org, index)->id;
    jurisdiction_t *row =
        add_row(self, subject, item, id, deputy_of(self, id, concern_act_ms(subject)));
    if (row)
        add_found(section_at(self, index), row, numbers);
}

void standing_fill(standing_t *self, const case_t *subject, work_item_t *item)
{
    const char *sections[CONCERN_SECTIONS_MAX];
    const org_t *org = self->policy->org;
    int64_t act_ms = concern_act_ms(subject);
    size_t count = concern_sections(org, subject, sections);
    const org_post_t *principal = org_holder(org, ROLE_PRINCIPAL, NULL, act_ms);
    if (principal)
        add_row(self, subject, item, "", principal);
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < org_section_count(org); at++) {
            if (strcmp(org_section_at(org, at)->id, sections[i]) == 0)
                add_section(self, subject, item, at);
        }
        const org_post_t *deputy = deputy_of(self, sections[i], act_ms);
        if (deputy)
            add_deputy(self, subject, item, deputy);
    }
}
