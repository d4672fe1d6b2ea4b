/* Reads org.conf, checks that every post can be answered for, and says who held which when. */
#include "org.h"

#define ALIASES_MAX 24

struct org {
    char bureau[NAME_BYTES];
    size_t person_count;
    org_person_t *persons;
    size_t section_count;
    org_section_t *sections;
    size_t post_count;
    org_post_t *posts;
    size_t tie_count;
    org_tie_t *ties;
};

/* ---- what the file says ---- */

/* A person or a section. */
typedef struct {
    char id[ID_BYTES];
    char name[NAME_BYTES];
    bool party_member;
    size_t alias_count;
    char aliases[ALIASES_MAX][NAME_BYTES];
} entry_t;

/* A post, or the posts of a deputy, one for every section. */
typedef struct {
    org_post_t post;
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
} post_entry_t;

static const zpl_key_t org_keys[] = {
    {"bureau", ZPL_TEXT, ZPL_AT(org_t, bureau), .required = true},
    {"section", ZPL_BLOCK, .repeated = true, .required = true},
    {"person", ZPL_BLOCK, .repeated = true, .required = true},
    {"post", ZPL_BLOCK, .repeated = true, .required = true},
    {"recusal", ZPL_BLOCK, .repeated = true},
};

static const zpl_key_t section_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(entry_t, id), .required = true},
    {"name", ZPL_TEXT, ZPL_AT(entry_t, name), .required = true},
    {"alias", ZPL_TEXTS, ZPL_ITEMS(entry_t, aliases, alias_count)},
};

static const zpl_key_t person_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(entry_t, id), .required = true},
    {"name", ZPL_TEXT, ZPL_AT(entry_t, name), .required = true},
    {"alias", ZPL_TEXTS, ZPL_ITEMS(entry_t, aliases, alias_count)},
    {"party-member", ZPL_BOOL, ZPL_AT(entry_t, party_member), .required = true},
};

static const zpl_key_t post_keys[] = {
    {"person", ZPL_TEXT, ZPL_AT(post_entry_t, post.person), .required = true},
    {"role", ZPL_TERM, ZPL_AT(post_entry_t, post.role), .required = true, .terms = &ROLES},
    {"section", ZPL_TEXTS, ZPL_ITEMS(post_entry_t, sections, section_count)},
    {"acting", ZPL_BOOL, ZPL_AT(post_entry_t, post.acting)},
    {"from", ZPL_DATE, ZPL_AT(post_entry_t, post.from_ms), .required = true},
    {"until", ZPL_DATE, ZPL_AT(post_entry_t, post.until_ms)},
    {"key-post", ZPL_BOOL, ZPL_AT(post_entry_t, post.key)},
};

static const zpl_key_t recusal_keys[] = {
    {"person", ZPL_TEXT, ZPL_AT(org_tie_t, person), .required = true},
    {"from", ZPL_TEXT, ZPL_AT(org_tie_t, other), .required = true},
    {"reason", ZPL_TEXT, ZPL_AT(org_tie_t, reason), .required = true},
};

static bool has_section(role_t role)
{
    return role == ROLE_DEPUTY || role == ROLE_SECTION_HEAD || role == ROLE_STAFF;
}

/* Posts that one person holds at a time, acting ones apart. */
static bool is_single(role_t role)
{
    return role == ROLE_PRINCIPAL || role == ROLE_DEPUTY || role == ROLE_SECTION_HEAD;
}

/* What a chart is read from, and into. */
typedef struct {
    org_t *org;
    zpl_t *file;
    const calendar_t *calendar;
    fault_t *fault;
} reading_t;

/* ---- sections and persons ---- */

/* The name and the aliases as one NULL-terminated list. */
static const char *const *copy_aliases(const entry_t *entry)
{
    char **aliases = zmalloc((entry->alias_count + 2) * sizeof *aliases);
    aliases[0] = strdup(entry->name);
    for (size_t i = 0; i < entry->alias_count; i++)
        aliases[i + 1] = strdup(entry->aliases[i]);
    return (const char *const *)aliases;
}

static void free_aliases(const char *const *aliases)
{
    for (size_t i = 0; aliases && aliases[i]; i++)
        free((char *)aliases[i]);
    free((void *)aliases);
}

/* Refuses an entry that shares a name with one before it: a text with that name would mean both. */
static int check_names(const reading_t *reading, zconfig_t *node, const entry_t *entry,
    const char *other_id, const char *const *other_names)
{
    for (; *other_names; other_names++) {
        const char *shared = streq(*other_names, entry->name) ? entry->name : NULL;
        for (size_t i = 0; i < entry->alias_count; i++) {
            if (streq(*other_names, entry->aliases[i]))
                shared = entry->aliases[i];
        }
        if (shared)
            return zpl_fault(reading->file, node, reading->fault,
                "'%s' is already a name of '%s'; add what tells them apart", shared, other_id);
    }
    return streq(entry->id, other_id) ? zpl_fault(reading->file, node, reading->fault,
                                            "the id '%s' is given a second time", entry->id)
                                      : 0;
}

static int read_section(reading_t *reading, zconfig_t *node)
{
    org_t *self = reading->org;
    entry_t entry = {.alias_count = 0};
    if (zpl_read(
            reading->file, node, section_keys, ZPL_COUNT(section_keys), &entry, reading->fault) < 0)
        return -1;
    for (size_t i = 0; i < self->section_count; i++) {
        const org_section_t *other = &self->sections[i];
        if (check_names(reading, node, &entry, other->id, other->aliases) < 0)
            return -1;
    }
    org_section_t *section = &self->sections[self->section_count++];
    memcpy(section->id, entry.id, sizeof section->id);
    memcpy(section->name, entry.name, sizeof section->name);
    section->aliases = copy_aliases(&entry);
    return 0;
}

static int read_person(reading_t *reading, zconfig_t *node)
{
    org_t *self = reading->org;
    entry_t entry = {.alias_count = 0};
    if (zpl_read(reading->file, node, person_keys, ZPL_COUNT(person_keys), &entry, reading->fault) <
        0)
        return -1;
    for (size_t i = 0; i < self->person_count; i++) {
        const org_person_t *other = &self->persons[i];
        if (check_names(reading, node, &entry, other->id, other->aliases) < 0)
            return -1;
    }
    org_person_t *person = &self->persons[self->person_count++];
    memcpy(person->id, entry.id, sizeof person->id);
    memcpy(person->name, entry.name, sizeof person->name);
    person->party_member = entry.party_member;
    person->aliases = copy_aliases(&entry);
    return 0;
}

/* ---- posts ---- */

/* True when two persons would hold one post at one time. */
static bool is_clash(const org_post_t *left, const org_post_t *right)
{
    return is_single(left->role) && left->role == right->role && !left->acting && !right->acting &&
           streq(left->section, right->section) && left->from_ms < right->until_ms &&
           right->from_ms < left->until_ms;
}

/* Adds one post when it fits the chart and the posts before it. */
static int add_post(reading_t *reading, zconfig_t *node, const org_post_t *post)
{
    org_t *self = reading->org;
    zpl_t *file = reading->file;
    fault_t *fault = reading->fault;
    if (!org_person(self, post->person))
        return zpl_fault(file, node, fault, "no 'person' has the id '%s'", post->person);
    if (post->section[0] && !org_section(self, post->section))
        return zpl_fault(file, node, fault, "no 'section' has the id '%s'", post->section);
    if (post->until_ms <= post->from_ms)
        return zpl_fault(file, node, fault, "'until' must be later than 'from'");
    for (size_t i = 0; i < self->post_count; i++) {
        if (is_clash(&self->posts[i], post))
            return zpl_fault(file, node, fault, "'%s' and '%s' are both %s%s%s at one time",
                self->posts[i].person, post->person, term_name(&ROLES, post->role),
                post->section[0] ? " of " : "", post->section);
    }
    self->posts[self->post_count++] = *post;
    return 0;
}

static int check_post_role(const reading_t *reading, zconfig_t *node, const post_entry_t *entry)
{
    role_t role = entry->post.role;
    const char *wrong = NULL;
    if (role == ROLE_GATEWAY || role == ROLE_WORKER)
        wrong = "is no post of a person";
    else if (has_section(role) && entry->section_count == 0)
        wrong = "needs a 'section'";
    else if (!has_section(role) && entry->section_count > 0)
        wrong = "has no 'section'";
    else if (role != ROLE_DEPUTY && entry->section_count > 1)
        wrong = "has one 'section'; only a deputy has more";
    return wrong ? zpl_fault(reading->file, node, reading->fault, "the role %s %s",
                       term_name(&ROLES, role), wrong)
                 : 0;
}

static int read_post(reading_t *reading, zconfig_t *node)
{
    post_entry_t entry = {.post.until_ms = INT64_MAX};
    if (zpl_read(reading->file, node, post_keys, ZPL_COUNT(post_keys), &entry, reading->fault) <
            0 ||
        check_post_role(reading, node, &entry) < 0)
        return -1;
    /* The table has read days into the members that hold moments. */
    org_post_t post = entry.post;
    post.from_ms = calendar_day_start_ms(reading->calendar, post.from_ms);
    if (post.until_ms != INT64_MAX)
        post.until_ms = calendar_day_start_ms(reading->calendar, post.until_ms);
    size_t count = entry.section_count ? entry.section_count : 1;
    for (size_t i = 0; i < count; i++) {
        memcpy(post.section, entry.sections[i], sizeof post.section);
        if (add_post(reading, node, &post) < 0)
            return -1;
    }
    return 0;
}

static bool ever_held(const org_t *self, role_t role, const char *section)
{
    for (size_t i = 0; i < self->post_count; i++) {
        if (self->posts[i].role == role && streq(self->posts[i].section, section))
            return true;
    }
    return false;
}

/* Those whom the rules must find: leaders of sections (P5), and the ends of every ladder (§8). */
static int check_offices(const reading_t *reading)
{
    static const role_t offices[] = {
        ROLE_PRINCIPAL, ROLE_DISCIPLINE_GROUP, ROLE_SUPERIOR, ROLE_DISTRICT_DISCIPLINE};
    static const role_t leaders[] = {ROLE_SECTION_HEAD, ROLE_DEPUTY};
    const org_t *self = reading->org;
    zconfig_t *root = zpl_root(reading->file), *node = NULL;
    for (size_t i = 0; i < ZPL_COUNT(offices); i++) {
        if (!ever_held(self, offices[i], ""))
            return zpl_fault(reading->file, root, reading->fault, "no 'post' has the role %s",
                term_name(&ROLES, offices[i]));
    }
    for (size_t i = 0; i < self->section_count; i++) {
        node = zpl_next(root, "section", node);
        const char *section = self->sections[i].id;
        for (size_t k = 0; k < ZPL_COUNT(leaders); k++) {
            if (!ever_held(self, leaders[k], section))
                return zpl_fault(reading->file, node, reading->fault,
                    "the section '%s' has no 'post' of role %s", section,
                    term_name(&ROLES, leaders[k]));
        }
    }
    return 0;
}

/* ---- recusals ---- */

static int read_recusal(reading_t *reading, zconfig_t *node)
{
    org_t *self = reading->org;
    org_tie_t *tie = &self->ties[self->tie_count];
    if (zpl_read(reading->file, node, recusal_keys, ZPL_COUNT(recusal_keys), tie, reading->fault) <
        0)
        return -1;
    if (!org_person(self, tie->person))
        return zpl_fault(
            reading->file, node, reading->fault, "no 'person' has the id '%s'", tie->person);
    if (!org_person(self, tie->other) && !org_section(self, tie->other))
        return zpl_fault(reading->file, node, reading->fault,
            "no 'person' and no 'section' has the id '%s'", tie->other);
    self->tie_count++;
    return 0;
}

/* ---- loading ---- */

static int read_blocks(
    reading_t *reading, const char *name, int (*read)(reading_t *reading, zconfig_t *node))
{
    zconfig_t *root = zpl_root(reading->file);
    for (zconfig_t *node = zpl_next(root, name, NULL); node; node = zpl_next(root, name, node)) {
        if (read(reading, node) < 0)
            return -1;
    }
    return 0;
}

org_t *org_load(zpl_t *file, const calendar_t *calendar, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    org_t *self = zmalloc(sizeof *self);
    self->sections = zmalloc((zpl_count(root, "section") + 1) * sizeof *self->sections);
    self->persons = zmalloc((zpl_count(root, "person") + 1) * sizeof *self->persons);
    self->posts = zmalloc((zpl_count(root, "post") + 1) * SECTIONS_MAX * sizeof *self->posts);
    self->ties = zmalloc((zpl_count(root, "recusal") + 1) * sizeof *self->ties);
    reading_t reading = {self, file, calendar, fault};
    if (zpl_read(file, root, org_keys, ZPL_COUNT(org_keys), self, fault) < 0 ||
        read_blocks(&reading, "section", read_section) < 0 ||
        read_blocks(&reading, "person", read_person) < 0 ||
        read_blocks(&reading, "post", read_post) < 0 ||
        read_blocks(&reading, "recusal", read_recusal) < 0 || check_offices(&reading) < 0)
        org_destroy(&self);
    return self;
}

void org_destroy(org_t **self_p)
{
    org_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->section_count; i++)
        free_aliases(self->sections[i].aliases);
    for (size_t i = 0; i < self->person_count; i++)
        free_aliases(self->persons[i].aliases);
    free(self->sections);
    free(self->persons);
    free(self->posts);
    free(self->ties);
    free(self);
    *self_p = NULL;
}

/* ---- asking ---- */

const char *org_bureau(const org_t *self)
{
    return self->bureau;
}

size_t org_person_count(const org_t *self)
{
    return self->person_count;
}

const org_person_t *org_person_at(const org_t *self, size_t index)
{
    return &self->persons[index];
}

const org_person_t *org_person(const org_t *self, const char *id)
{
    for (size_t i = 0; i < self->person_count; i++) {
        if (streq(self->persons[i].id, id))
            return &self->persons[i];
    }
    return NULL;
}

size_t org_section_count(const org_t *self)
{
    return self->section_count;
}

const org_section_t *org_section_at(const org_t *self, size_t index)
{
    return &self->sections[index];
}

const org_section_t *org_section(const org_t *self, const char *id)
{
    for (size_t i = 0; i < self->section_count; i++) {
        if (streq(self->sections[i].id, id))
            return &self->sections[i];
    }
    return NULL;
}

size_t org_post_count(const org_t *self)
{
    return self->post_count;
}

const org_tie_t *org_tie_at(const org_t *self, size_t index)
{
    return index < self->tie_count ? &self->ties[index] : NULL;
}

size_t org_tie_count(const org_t *self)
{
    return self->tie_count;
}

const org_post_t *org_post_at(const org_t *self, size_t index)
{
    return &self->posts[index];
}

static bool is_held(const org_post_t *post, int64_t at_ms)
{
    return at_ms >= post->from_ms && at_ms < post->until_ms;
}

const org_post_t *org_holder(const org_t *self, role_t role, const char *section, int64_t at_ms)
{
    const org_post_t *acting = NULL;
    for (size_t i = 0; i < self->post_count; i++) {
        const org_post_t *post = &self->posts[i];
        if (post->role != role || !is_held(post, at_ms) ||
            (has_section(role) && !(section && streq(post->section, section))))
            continue;
        if (!post->acting)
            return post;
        if (!acting)
            acting = post;
    }
    return acting;
}

const char *org_section_of(const org_t *self, const char *person, int64_t at_ms)
{
    for (size_t i = 0; i < self->post_count; i++) {
        const org_post_t *post = &self->posts[i];
        if ((post->role == ROLE_STAFF || post->role == ROLE_SECTION_HEAD) && is_held(post, at_ms) &&
            streq(post->person, person))
            return post->section;
    }
    return NULL;
}

bool org_has_role(const org_t *self, const char *person, role_t role, int64_t at_ms)
{
    for (size_t i = 0; i < self->post_count; i++) {
        const org_post_t *post = &self->posts[i];
        if (post->role == role && is_held(post, at_ms) && streq(post->person, person))
            return true;
    }
    return false;
}

const org_post_t *org_key_post(const org_t *self, const char *person, int64_t at_ms)
{
    const org_post_t *longest = NULL;
    for (size_t i = 0; i < self->post_count; i++) {
        const org_post_t *post = &self->posts[i];
        if (post->key && is_held(post, at_ms) && streq(post->person, person) &&
            (!longest || post->from_ms < longest->from_ms))
            longest = post;
    }
    return longest;
}

bool org_is_staff(const org_t *self, const char *person, int64_t at_ms)
{
    static const role_t roles[] = {ROLE_STAFF, ROLE_SECTION_HEAD, ROLE_DEPUTY, ROLE_PRINCIPAL,
        ROLE_DISCIPLINE_GROUP, ROLE_HANDLER};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (org_has_role(self, person, roles[i], at_ms))
            return true;
    }
    return false;
}
