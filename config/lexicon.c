/* Reads lexicon.conf: families of words first to last, then rules that lean on them. */
#include "lexicon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lexicon {
    size_t count;
    size_t capacity;
    lexicon_entry_t *entries;
    unsigned families;
};

static const term_t mark_terms[] = {{NULL, NULL}, {"public", "公权力"}, {"service", "公共服务"},
    {"private", "私方"}, {"provider", "服务方"}, {"addressed", "受理者"}};
static const term_t subject_terms[] = {{NULL, NULL}, {"public", "须为公权力"}, {"open", "可不指明"},
    {"asked", "受理人"}, {"own", "自明"}};
static const term_t note_terms[] = {{NULL, NULL}, {"fact", "事实"}, {"urgent", "紧急"},
    {"confidential", "保密"}, {"reply", "答复"}, {"reply-end", "答复完"}};
static const terms_t MARKS = {"mark", mark_terms, MARK_COUNT};
static const terms_t NOTES = {"note", note_terms, NOTE_COUNT};
static const terms_t SUBJECTS = {"subject", subject_terms, SUBJECT_COUNT};

static const zpl_key_t family_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(lexicon_entry_t, id), .required = true},
    {"mark", ZPL_TERM, ZPL_AT(lexicon_entry_t, mark), .terms = &MARKS},
    {"weight", ZPL_REAL, ZPL_AT(lexicon_entry_t, weight)},
    {"any", ZPL_TEXT, .repeated = true, .required = true},
};

static const zpl_key_t rule_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(lexicon_entry_t, id), .required = true},
    {"kind", ZPL_TERM, ZPL_AT(lexicon_entry_t, kind), .terms = &KINDS},
    {"weight", ZPL_REAL, ZPL_AT(lexicon_entry_t, weight), .required = true},
    {"scope-weight", ZPL_REAL, ZPL_AT(lexicon_entry_t, scope_weight)},
    {"also", ZPL_TERM, ZPL_AT(lexicon_entry_t, also), .terms = &KINDS},
    {"also-weight", ZPL_REAL, ZPL_AT(lexicon_entry_t, also_weight)},
    {"subject", ZPL_TERM, ZPL_AT(lexicon_entry_t, subject), .terms = &SUBJECTS},
    {"conduct", ZPL_TERM, ZPL_AT(lexicon_entry_t, conduct), .terms = &CONDUCTS},
    {"note", ZPL_TERM, ZPL_AT(lexicon_entry_t, note), .terms = &NOTES},
    {"of-offices", ZPL_BOOL, ZPL_AT(lexicon_entry_t, of_offices)},
    {"any", ZPL_TEXT, .repeated = true, .required = true},
    {"near", ZPL_TEXT, .repeated = true},
    {"before", ZPL_TEXT, .repeated = true},
    {"after", ZPL_TEXT, .repeated = true},
    {"earlier", ZPL_TEXT, .repeated = true},
    {"not-near", ZPL_TEXT, .repeated = true},
    {"not-before", ZPL_TEXT, .repeated = true},
    {"not-after", ZPL_TEXT, .repeated = true},
    {"not-earlier", ZPL_TEXT, .repeated = true},
    {"match", ZPL_TEXT, .repeated = true},
    {"miss", ZPL_TEXT, .repeated = true},
};

static const zpl_key_t file_keys[] = {
    {"family", ZPL_BLOCK, .repeated = true},
    {"rule", ZPL_BLOCK, .repeated = true, .required = true},
};

#define KEYS(TABLE) TABLE, sizeof(TABLE) / sizeof(TABLE[0])

/* Where a condition's key says that the word must (not) stand. */
static const struct {
    const char *key;
    where_t where;
    bool forbidden;
} condition_keys[] = {
    {"near", WHERE_NEAR, false},
    {"before", WHERE_BEFORE, false},
    {"after", WHERE_AFTER, false},
    {"earlier", WHERE_EARLIER, false},
    {"not-near", WHERE_NEAR, true},
    {"not-before", WHERE_BEFORE, true},
    {"not-after", WHERE_AFTER, true},
    {"not-earlier", WHERE_EARLIER, true},
};

static void *grow(void *memory, size_t bytes)
{
    memory = realloc(memory, bytes);
    if (!memory)
        abort(); /* start-up only: the supervisor starts the worker again */
    return memory;
}

static void texts_add(lexicon_texts_t *texts, const char *text, size_t length)
{
    texts->items = grow(texts->items, (texts->count + 1) * sizeof texts->items[0]);
    char *copy = grow(NULL, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    texts->items[texts->count++] = copy;
}

static void texts_free(lexicon_texts_t *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
}

/* Adds every word of a value: words are separated by spaces. */
static void texts_add_words(lexicon_texts_t *texts, const char *value)
{
    while (*value) {
        size_t length = strcspn(value, " ");
        if (length)
            texts_add(texts, value, length);
        value += length + strspn(value + length, " ");
    }
}

/* The bit of the families whose id is `name` or begins with `name.`. */
static uint64_t families_named(const lexicon_t *self, const char *name, size_t length)
{
    uint64_t families = 0;
    for (size_t i = 0; i < self->count; i++) {
        const lexicon_entry_t *entry = &self->entries[i];
        if (entry->is_family && strncmp(entry->id, name, length) == 0 &&
            (entry->id[length] == '\0' || entry->id[length] == '.'))
            families |= UINT64_C(1) << entry->family;
    }
    return families;
}

/* "reported|asked 12": families by name, and the reach in characters. */
static int read_condition(const lexicon_t *self, zpl_t *file, zconfig_t *node,
    lexicon_condition_t *condition, fault_t *fault)
{
    const char *value = zconfig_value(node);
    const char *space = strrchr(value, ' ');
    char *end = NULL;
    unsigned long reach = space ? strtoul(space + 1, &end, 10) : 0;
    if (!space || end == space + 1 || *end || reach > LEXICON_REACH_MAX)
        return zpl_fault(file, node, fault,
            "expected families and a reach of at most %d characters, such as reported|asked 12",
            LEXICON_REACH_MAX);
    condition->reach = reach;
    for (const char *name = value; name < space;) {
        size_t length = strcspn(name, "| ");
        uint64_t families = families_named(self, name, length);
        if (!families)
            return zpl_fault(
                file, node, fault, "no family named %.*s stands above", (int)length, name);
        condition->families |= families;
        name += length + (name[length] == '|');
        if (*name == ' ')
            break;
    }
    return 0;
}

static int add_condition(
    const lexicon_t *self, zpl_t *file, zconfig_t *node, lexicon_entry_t *entry, fault_t *fault)
{
    for (size_t i = 0; i < sizeof condition_keys / sizeof condition_keys[0]; i++) {
        if (strcmp(zconfig_name(node), condition_keys[i].key) != 0)
            continue;
        if (entry->condition_count == LEXICON_CONDITIONS_MAX)
            return zpl_fault(file, node, fault, "more than %d conditions", LEXICON_CONDITIONS_MAX);
        lexicon_condition_t *condition = &entry->conditions[entry->condition_count++];
        condition->where = condition_keys[i].where;
        condition->forbidden = condition_keys[i].forbidden;
        return read_condition(self, file, node, condition, fault);
    }
    return 0;
}

/* The keys of an entry that may be repeated. */
static int read_lists(
    const lexicon_t *self, zpl_t *file, zconfig_t *node, lexicon_entry_t *entry, fault_t *fault)
{
    for (zconfig_t *child = zconfig_child(node); child; child = zconfig_next(child)) {
        const char *name = zconfig_name(child), *value = zconfig_value(child);
        if (strcmp(name, "any") == 0)
            texts_add_words(&entry->patterns, value);
        else if (strcmp(name, "match") == 0)
            texts_add(&entry->matches, value, strlen(value));
        else if (strcmp(name, "miss") == 0)
            texts_add(&entry->misses, value, strlen(value));
        else if (add_condition(self, file, child, entry, fault))
            return -1;
    }
    return 0;
}

static int read_entry(lexicon_t *self, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    if (self->count == LEXICON_ENTRIES_MAX)
        return zpl_fault(file, node, fault, "more than %d entries", LEXICON_ENTRIES_MAX);
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 64;
        self->entries = grow(self->entries, self->capacity * sizeof self->entries[0]);
    }
    lexicon_entry_t *entry = &self->entries[self->count];
    memset(entry, 0, sizeof *entry);
    self->count++; /* from here on the entry is freed with the lexicon */
    entry->is_family = strcmp(zconfig_name(node), "family") == 0;
    entry->subject = SUBJECT_OPEN;
    entry->scope_weight = NAN;
    int read = entry->is_family ? zpl_read(file, node, KEYS(family_keys), entry, fault)
                                : zpl_read(file, node, KEYS(rule_keys), entry, fault);
    if (read)
        return -1;
    if (isnan(entry->scope_weight))
        entry->scope_weight = entry->weight;
    for (size_t i = 0; i + 1 < self->count; i++)
        if (strcmp(self->entries[i].id, entry->id) == 0)
            return zpl_fault(file, node, fault, "id %s is used twice", entry->id);
    if (entry->is_family) {
        if (self->families == LEXICON_FAMILIES_MAX)
            return zpl_fault(file, node, fault, "more than %d families", LEXICON_FAMILIES_MAX);
        entry->family = self->families++;
    }
    return read_lists(self, file, node, entry, fault);
}

int lexicon_add(lexicon_t *self, zpl_t *file, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    int read = zpl_read(file, root, KEYS(file_keys), NULL, fault);
    for (zconfig_t *node = zconfig_child(root); node && !read; node = zconfig_next(node))
        read = read_entry(self, file, node, fault);
    return read;
}

lexicon_t *lexicon_load(zpl_t *file, fault_t *fault)
{
    lexicon_t *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    if (lexicon_add(self, file, fault))
        lexicon_destroy(&self);
    return self;
}

void lexicon_destroy(lexicon_t **self_p)
{
    lexicon_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++) {
        texts_free(&self->entries[i].patterns);
        texts_free(&self->entries[i].matches);
        texts_free(&self->entries[i].misses);
    }
    free(self->entries);
    free(self);
    *self_p = NULL;
}

size_t lexicon_count(const lexicon_t *self)
{
    return self->count;
}

const lexicon_entry_t *lexicon_at(const lexicon_t *self, size_t index)
{
    return &self->entries[index];
}
