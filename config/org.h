/* The org chart: persons, sections and who held which post when (P2, P5), with the names and
 * aliases by which citizens mention them. */
#ifndef DUBAN_ORG_H
#define DUBAN_ORG_H

#include "../proto/case.h"
#include "calendar.h"

typedef struct org org_t;

typedef struct {
    char id[ID_BYTES];
    char name[NAME_BYTES];
    bool party_member;
    const char *const *aliases; /* the name first; NULL-terminated */
} org_person_t;

typedef struct {
    char id[ID_BYTES];
    char name[NAME_BYTES];
    const char *const *aliases; /* the name first; NULL-terminated */
} org_section_t;

/* A post held by a person for a time; half-open, local dates. A deputy has one post for every
 * section that he supervises. */
typedef struct {
    char person[ID_BYTES];
    role_t role;            /* principal, deputy, section_head, staff, discipline_group, … */
    char section[ID_BYTES]; /* "" for posts above the sections */
    bool acting;
    int64_t from_ms;
    int64_t until_ms; /* INT64_MAX: still held */
    bool key;         /* P32: a key post (关键岗位), which nobody should hold for long */
} org_post_t;

/* P51: the person takes no part in a case about `other`, a person (and the other way round: they
 * are kin) or a section (he has an interest in it). */
typedef struct {
    char person[ID_BYTES];
    char other[ID_BYTES];
    char reason[NAME_BYTES];
} org_tie_t;

/* From org.conf; dates are local dates of `calendar`. NULL with the fault. Refused are: ids used
 * twice; two sections, or two persons, of one name or alias; posts of unknown persons and sections,
 * or that end before they begin; two principals, heads or deputies of one section at a time, unless
 * one is acting; a section that never had a head or a deputy; a bureau without a principal, a
 * discipline group, a superior and a district discipline organ to go to. */
org_t *org_load(zpl_t *file, const calendar_t *calendar, fault_t *fault);
void org_destroy(org_t **self_p);

const char *org_bureau(const org_t *self); /* the bureau's name */

size_t org_person_count(const org_t *self);
const org_person_t *org_person_at(const org_t *self, size_t index);
const org_person_t *org_person(const org_t *self, const char *id); /* NULL: unknown */
size_t org_section_count(const org_t *self);
const org_section_t *org_section_at(const org_t *self, size_t index);
const org_section_t *org_section(const org_t *self, const char *id); /* NULL: unknown */
size_t org_post_count(const org_t *self);
const org_post_t *org_post_at(const org_t *self, size_t index);

size_t org_tie_count(const org_t *self);
const org_tie_t *org_tie_at(const org_t *self, size_t index);

/* Who held a post at a moment: the holder (an acting one if there is no other; the first in the
 * file where several hold it, as in a discipline group), or NULL. `section` counts for deputies,
 * section heads and staff, and is ignored (NULL) for all others. */
const org_post_t *org_holder(const org_t *self, role_t role, const char *section, int64_t at_ms);

/* The section in which a person held a post at a moment (staff or section_head), or NULL. */
const char *org_section_of(const org_t *self, const char *person, int64_t at_ms);

/* True when the person holds a post of this role at the moment. */
bool org_has_role(const org_t *self, const char *person, role_t role, int64_t at_ms);

/* P32: the key post that the person holds at the moment, the one held longest; NULL: none. */
const org_post_t *org_key_post(const org_t *self, const char *person, int64_t at_ms);

/* P1: true when the person holds a post of the bureau itself at the moment; those above it, and
 * inspectors and auditors from outside, are not its staff. */
bool org_is_staff(const org_t *self, const char *person, int64_t at_ms);

#endif
