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

/* The section that is called so already; a text with that name would name two. NULL: none. */
static const org_section_t *find_alias(const org_t *self, const char *alias)
{
    for (size_t i = 0; i < self->section_count; i++) {
        for (const char *const *known = self->sections[i].aliases; *known; known++) {
            if (streq(*known, alias))
                return &self->sections[i];
        }
    }
    return NULL;
}

static int read_section(org_t *self, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    entry_t entry = {.party_member = false};
    if (zpl_read(file, node, section_keys, ZPL_COUNT(section_keys), &entry, fault) < 0)
        return -1;
    if (org_section(self, entry.id))
        return zpl_fault(file, node, fault, "the section '%s' is given a second time", entry.id);
    org_section_t section = {.aliases = copy_aliases(&entry)};
    snprintf(section.id, sizeof section.id, "%s", entry.id);
    snprintf(section.name, sizeof section.name, "%s", entry.name);
    for (const char *const *alias = section.aliases; *alias; alias++) {
        const org_section_t *other = find_alias(self, *alias);
        if (other) {
            zpl_fault(
                file, node, fault, "'%s' is already a name of the section '%s'", *alias, other->id);
            free_aliases(section.aliases);
            return -1;
        }
    }
    self->sections[self->section_count++] = section;
    return 0;
}

static int read_person(org_t *self, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    entry_t entry = {.party_member = false};
    if (zpl_read(file, node, person_keys, ZPL_COUNT(person_keys), &entry, fault) < 0)
        return -1;
    if (org_person(self, entry.id))
        return zpl_fault(file, node, fault, "the person '%s' is given a second time", entry.id);
    org_person_t *person = &self->persons[self->person_count++];
    snprintf(person->id, sizeof person->id, "%s", entry.id);
    snprintf(person->name, sizeof person->name, "%s", entry.name);
    person->party_member = entry.party_member;
    person->aliases = copy_aliases(&entry);
    return 0;
}

/* ---- posts ---- */

/* Checks one post against the chart and the posts before it. */
static int check_post(
    const org_t *self, const org_post_t *post, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    if (!org_person(self, post->person))
        return zpl_fault(file, node, fault, "no 'person' has the id '%s'", post->person);
    if (post->section[0] && !org_section(self, post->section))
        return zpl_fault(file, node, fault, "no 'section' has the id '%s'", post->section);
    if (post->until_ms <= post->from_ms)
        return zpl_fault(file, node, fault, "'until' must be later than 'from'");
    for (size_t i = 0; i < self->post_count; i++) {
        const org_post_t *other = &self->posts[i];
        if (is_single(post->role) && other->role == post->role && !other->acting && !post->acting &&
            streq(other->section, post->section) && other->from_ms < post->until_ms &&
            post->from_ms < other->until_ms)
            return zpl_fault(file, node, fault, "'%s' and '%s' are both %s%s%s at one time",
                other->person, post->person, term_name(&ROLES, post->role),
                post->section[0] ? " of " : "", post->section);
    }
    return 0;
}

static int check_post_role(const post_entry_t *entry, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    role_t role = entry->post.role;
    const char *name = term_name(&ROLES, role);
    if (role == ROLE_GATEWAY || role == ROLE_WORKER)
        return zpl_fault(file, node, fault, "'%s' is no post of a person", name);
    if (has_section(role) && entry->section_count == 0)
        return zpl_fault(file, node, fault, "a %s needs a 'section'", name);
    if (!has_section(role) && entry->section_count > 0)
        return zpl_fault(file, node, fault, "a %s has no 'section'", name);
    if (role != ROLE_DEPUTY && entry->section_count > 1)
        return zpl_fault(file, node, fault, "only a deputy has more than one 'section'");
    return 0;
}

static int read_post(
    org_t *self, zpl_t *file, zconfig_t *node, const calendar_t *calendar, fault_t *fault)
{
    post_entry_t entry = {.post.until_ms = INT64_MAX};
    if (zpl_read(file, node, post_keys, ZPL_COUNT(post_keys), &entry, fault) < 0 ||
        check_post_role(&entry, file, node, fault) < 0)
        return -1;
    /* The table has read days into the members that hold moments. */
    entry.post.from_ms = calendar_day_start_ms(calendar, entry.post.from_ms);
    if (entry.post.until_ms != INT64_MAX)
        entry.post.until_ms = calendar_day_start_ms(calendar, entry.post.until_ms);
    size_t count = entry.section_count ? entry.section_count : 1;
    for (size_t i = 0; i < count; i++) {
        org_post_t post = entry.post;
        memcpy(post.section, entry.sections[i], sizeof post.section);
        if (check_post(self, &post, file, node, fault) < 0)
            return -1;
        self->posts[self->post_count++] = post;
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
static int check_offices(const org_t *self, zpl_t *file, fault_t *fault)
{
    static const role_t offices[] = {
        ROLE_PRINCIPAL, ROLE_DISCIPLINE_GROUP, ROLE_SUPERIOR, ROLE_DISTRICT_DISCIPLINE};
    for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++) {
        if (!ever_held(self, offices[i], ""))
            return zpl_fault(file, zpl_root(file), fault, "no 'post' has the role %s",
                term_name(&ROLES, offices[i]));
    }
    zconfig_t *node = NULL;
    for (size_t i = 0; i < self->section_count; i++) {
        node = zpl_next(zpl_root(file), "section", node);
        const char *section = self->sections[i].id;
        if (!ever_held(self, ROLE_SECTION_HEAD, section) || !ever_held(self, ROLE_DEPUTY, section))
            return zpl_fault(file, node, fault, "the section '%s' has no 'post' of role %s",
                section, ever_held(self, ROLE_DEPUTY, section) ? "section_head" : "deputy");
    }
    return 0;
}

/* ---- loading ---- */

typedef int read_block_t(org_t *self, zpl_t *file, zconfig_t *node, fault_t *fault);

static int read_blocks(
    org_t *self, zpl_t *file, const char *name, read_block_t *read, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    for (zconfig_t *node = zpl_next(root, name, NULL); node; node = zpl_next(root, name, node)) {
        if (read(self, file, node, fault) < 0)
            return -1;
    }
    return 0;
}

static int read_posts(org_t *self, zpl_t *file, const calendar_t *calendar, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    for (zconfig_t *node = zpl_next(root, "post", NULL); node;
         node = zpl_next(root, "post", node)) {
        if (read_post(self, file, node, calendar, fault) < 0)
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
    if (zpl_read(file, root, org_keys, ZPL_COUNT(org_keys), self, fault) < 0 ||
        read_blocks(self, file, "section", read_section, fault) < 0 ||
        read_blocks(self, file, "person", read_person, fault) < 0 ||
        read_posts(self, file, calendar, fault) < 0 || check_offices(self, file, fault) < 0)
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
