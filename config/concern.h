/* What a case is about: when the act was, who is accused, which sections are concerned. */
#ifndef DUBAN_CONCERN_H
#define DUBAN_CONCERN_H

#include "campaign.h"
#include "org.h"

#define CONCERN_SECTIONS_MAX (SECTIONS_MAX + PERSONS_MAX + LINES_MAX)

/* When the problem was discovered (P15e, Q2): as the finding says, else when it came in. */
int64_t concern_discovered_ms(const case_t *subject);

/* The time of the act, by which posts are judged (P5): when it occurred, else the discovery. */
int64_t concern_act_ms(const case_t *subject);

/* P22 and P23: true for the ways of discovery that are an inspection by some body. */
bool concern_is_inspection(source_t source);

/* True when the case names the person as a subject. */
bool concern_accuses(const case_t *subject, const char *person);

/* The sections that the case concerns, each once: those it names first, then the section of each
 * accused person at the time of the act, then those of the persons under investigation. The ids
 * belong to the case and the org chart. */
size_t concern_sections(
    const org_t *org, const case_t *subject, const char *sections[CONCERN_SECTIONS_MAX]);

/* True when an accused person held the role at the time of the act or holds it at `now_ms`. */
bool concern_accuses_role(const org_t *org, const case_t *subject, role_t role, int64_t now_ms);

/* Q19: true when the impact of the case is bad (恶劣影响): by one of its triggers, by the number of
 * its complainants, or because a person says so. */
bool concern_bad_impact(const campaign_t *campaign, const case_t *subject);

/* True when the case is of the kind. */
bool concern_has_kind(const case_t *subject, kind_t kind);

/* §9: true when the case has the line already: one is unique by its kind and target. */
bool concern_has_line(const case_t *subject, const line_t *line);

#endif
