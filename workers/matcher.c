/* Compiles the patterns into one database (or takes it from the cache) and turns Hyperscan's
 * matches into ordered hits. */
#include "matcher.h"

#include "expand.h"

#include <hs.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 400 /* that one pattern is spelt out to */

/* What the pattern of a Hyperscan id stands for. */
typedef struct {
    hit_t hit;      /* that a match makes, but for its place */
    uint32_t width; /* of every match, in bytes; 0: it varies, and Hyperscan reports the start */
} pattern_t;

struct matcher {
    hs_database_t *database;
    hs_scratch_t *scratch;
    size_t pattern_count;
    size_t pattern_capacity;
    pattern_t *patterns;
    char **expressions; /* these three only while compiling */
    unsigned *flags;
    unsigned *ids;
    const char *text; /* while it is scanned */
    size_t hit_count;
    hit_t hits[MATCHER_HITS_MAX];
};

static void *allocate(void *memory, size_t bytes)
{
    memory = realloc(memory, bytes);
    if (!memory)
        abort(); /* start-up only */
    return memory;
}

/* Takes the expression. */
static void add(matcher_t *self, hit_t hit, char *expression)
{
    if (self->pattern_count == self->pattern_capacity) {
        size_t capacity = self->pattern_capacity = self->pattern_capacity * 2 + 1024;
        self->patterns = allocate(self->patterns, capacity * sizeof self->patterns[0]);
        self->expressions = allocate(self->expressions, capacity * sizeof self->expressions[0]);
        self->flags = allocate(self->flags, capacity * sizeof self->flags[0]);
        self->ids = allocate(self->ids, capacity * sizeof self->ids[0]);
    }
    size_t id = self->pattern_count++;
    self->patterns[id] = (pattern_t){.hit = hit};
    self->expressions[id] = expression;
    self->ids[id] = (unsigned)id;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(allocate(NULL, size), text, size);
}

/* A pattern as the words it stands for, or as it is. */
static void add_pattern(matcher_t *self, hit_t hit, const char *pattern)
{
    words_t words = expand_pattern(pattern, WORDS_MAX);
    for (size_t i = 0; i < words.count; i++)
        add(self, hit, copy_text(words.items[i]));
    if (!words.count)
        add(self, hit, copy_text(pattern));
    words_free(&words);
}

/* Names are matched as they are normalised, and letter by letter. */
static void add_names(
    matcher_t *self, hit_kind_t kind, size_t index, const char *const *names, normalised_t *name)
{
    hit_t hit = {.kind = kind, .index = (uint32_t)index, .mark = MARK_PUBLIC};
    for (; names && *names; names++) {
        normalise_text(name, (slice_t){0}, (slice_t){*names, strlen(*names)});
        size_t length = name->length - name->text_start;
        if (!length)
            continue;
        char *expression = allocate(NULL, 2 * length + 1), *out = expression;
        for (const char *in = name->bytes + name->text_start; length--; in++) {
            if ((unsigned char)*in < 0x80 && strchr("\\.[]{}()*+?^$|/#&-", *in))
                *out++ = '\\';
            *out++ = *in;
        }
        *out = '\0';
        add(self, hit, expression);
    }
}

static void add_all(matcher_t *self, const policy_t *policy)
{
    for (size_t i = 0; i < lexicon_count(policy->lexicon); i++) {
        const lexicon_entry_t *entry = lexicon_at(policy->lexicon, i);
        hit_t hit = {.kind = HIT_ENTRY, .index = (uint32_t)i, .mark = entry->mark};
        hit.families = entry->is_family ? UINT64_C(1) << entry->family : 0;
        for (size_t k = 0; k < entry->patterns.count; k++)
            add_pattern(self, hit, entry->patterns.items[k]);
    }
    normalised_t name = {0};
    for (size_t i = 0; policy->org && i < org_section_count(policy->org); i++)
        add_names(self, HIT_SECTION, i, org_section_at(policy->org, i)->aliases, &name);
    for (size_t i = 0; policy->org && i < org_person_count(policy->org); i++)
        add_names(self, HIT_PERSON, i, org_person_at(policy->org, i)->aliases, &name);
    normalise_free(&name);
}

static const char *pattern_owner(const matcher_t *self, const policy_t *policy, size_t id)
{
    const pattern_t *pattern = &self->patterns[id];
    return pattern->hit.kind == HIT_ENTRY ? lexicon_at(policy->lexicon, pattern->hit.index)->id
                                          : "org.conf";
}

static int refuse(const matcher_t *self, const policy_t *policy, int id, hs_compile_error_t *error,
    fault_t *fault)
{
    if (id < 0 || (size_t)id >= self->pattern_count)
        fault_set(fault, ERROR_INVALID, "lexicon.conf", "lexicon.conf: %s", error->message);
    else
        fault_set(fault, ERROR_INVALID, "lexicon.conf", "lexicon.conf: %s: %s: the pattern %s",
            pattern_owner(self, policy, (size_t)id), error->message, self->expressions[id]);
    hs_free_compile_error(error);
    return -1;
}

static bool is_literal(const char *expression)
{
    return !strpbrk(expression, "\\.[]{}()*+?^$|");
}

/* The width of a pattern's matches; a literal needs no parser to tell it. */
static int measure(matcher_t *self, const policy_t *policy, size_t id, fault_t *fault)
{
    const char *expression = self->expressions[id];
    if (is_literal(expression)) {
        self->patterns[id].width = (uint32_t)strlen(expression);
        return 0;
    }
    hs_expr_info_t *info = NULL;
    hs_compile_error_t *error = NULL;
    if (hs_expression_info(expression, HS_FLAG_UTF8, &info, &error) != HS_SUCCESS)
        return refuse(self, policy, (int)id, error, fault);
    bool bounded = info->max_width != UINT32_MAX && info->min_width > 0;
    self->patterns[id].width = info->min_width == info->max_width ? info->min_width : 0;
    free(info);
    if (bounded)
        return 0;
    return fault_set(fault, ERROR_INVALID, "lexicon.conf",
        "lexicon.conf: %s: a pattern must not be empty nor endless: %s",
        pattern_owner(self, policy, id), expression);
}

/* The start of a match is asked for only where its width does not tell it, and characters matter
 * only where there is more than a word: both are dear. */
static unsigned flags_of(const matcher_t *self, size_t id)
{
    if (is_literal(self->expressions[id]))
        return 0;
    return HS_FLAG_UTF8 | (self->patterns[id].width ? 0 : HS_FLAG_SOM_LEFTMOST);
}

static int measure_all(matcher_t *self, const policy_t *policy, fault_t *fault)
{
    for (size_t id = 0; id < self->pattern_count; id++) {
        if (measure(self, policy, id, fault))
            return -1;
        self->flags[id] = flags_of(self, id);
    }
    return 0;
}

/* What a database follows from: the expressions with their flags, in the order of their ids, the
 * version of Hyperscan and the processor. */
static void take_key(const matcher_t *self, uint8_t key[CACHE_KEY_BYTES])
{
    hs_platform_info_t platform = {0};
    hs_populate_platform(&platform);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, CACHE_KEY_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)hs_version(), strlen(hs_version()) + 1);
    crypto_generichash_update(&state, (const uint8_t *)&platform, sizeof platform);
    crypto_generichash_update(
        &state, (const uint8_t *)self->flags, self->pattern_count * sizeof self->flags[0]);
    for (size_t id = 0; id < self->pattern_count; id++)
        crypto_generichash_update(
            &state, (const uint8_t *)self->expressions[id], strlen(self->expressions[id]) + 1);
    crypto_generichash_final(&state, key, CACHE_KEY_BYTES);
}

static bool take_compiled(matcher_t *self, const cache_t *cache, const uint8_t key[CACHE_KEY_BYTES])
{
    buffer_t bytes = {0};
    bool taken = cache->read(key, &bytes) && hs_deserialize_database((const char *)bytes.bytes,
                                                 bytes.length, &self->database) == HS_SUCCESS;
    buffer_free(&bytes);
    return taken;
}

static void keep_compiled(
    const matcher_t *self, const cache_t *cache, const uint8_t key[CACHE_KEY_BYTES])
{
    char *bytes;
    size_t length;
    if (hs_serialize_database(self->database, &bytes, &length) != HS_SUCCESS)
        return;
    cache->write(key, (slice_t){bytes, length});
    free(bytes);
}

static int compile(matcher_t *self, const policy_t *policy, fault_t *fault)
{
    hs_compile_error_t *error = NULL;
    if (hs_compile_multi((const char *const *)self->expressions, self->flags, self->ids,
            (unsigned)self->pattern_count, HS_MODE_BLOCK, NULL, &self->database,
            &error) != HS_SUCCESS)
        return refuse(self, policy, error->expression, error, fault);
    return 0;
}

static int make_database(
    matcher_t *self, const policy_t *policy, const cache_t *cache, fault_t *fault)
{
    uint8_t key[CACHE_KEY_BYTES];
    if (measure_all(self, policy, fault))
        return -1;
    if (cache)
        take_key(self, key);
    if (!cache || !take_compiled(self, cache, key)) {
        if (compile(self, policy, fault))
            return -1;
        if (cache)
            keep_compiled(self, cache, key);
    }
    if (hs_alloc_scratch(self->database, &self->scratch) != HS_SUCCESS)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the classifier's scratch");
    return 0;
}

/* What only compiling needed. */
static void forget_expressions(matcher_t *self)
{
    for (size_t i = 0; i < self->pattern_count; i++)
        free(self->expressions[i]);
    free(self->expressions);
    free(self->flags);
    free(self->ids);
    self->expressions = NULL;
    self->flags = self->ids = NULL;
}

matcher_t *matcher_new(const policy_t *policy, const cache_t *cache, fault_t *fault)
{
    matcher_t *self = memset(allocate(NULL, sizeof *self), 0, sizeof *self);
    add_all(self, policy);
    int made = self->pattern_count ? make_database(self, policy, cache, fault)
                                   : fault_set(fault, ERROR_INVALID, "lexicon.conf",
                                         "lexicon.conf: no pattern to look for");
    forget_expressions(self);
    if (made)
        matcher_destroy(&self);
    return self;
}

void matcher_destroy(matcher_t **self_p)
{
    matcher_t *self = *self_p;
    if (!self)
        return;
    hs_free_scratch(self->scratch);
    hs_free_database(self->database);
    free(self->patterns);
    free(self);
    *self_p = NULL;
}

static int on_match(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)flags;
    matcher_t *self = context;
    const pattern_t *pattern = &self->patterns[id];
    if (pattern->width)
        from = to - pattern->width;
    if (memchr(self->text + from, '\n', to - from))
        return 0; /* no pattern crosses the end of a sentence, whatever its author wrote */
    /* Longer readings of the same words come next to each other: keep one hit for them. */
    for (size_t back = self->hit_count; back > 0 && self->hit_count - back < 4; back--) {
        hit_t *hit = &self->hits[back - 1];
        if (hit->index == pattern->hit.index && hit->kind == pattern->hit.kind && from < hit->end) {
            hit->end = (uint32_t)to;
            hit->start = from < hit->start ? (uint32_t)from : hit->start;
            return 0;
        }
    }
    if (self->hit_count == MATCHER_HITS_MAX)
        return 1;
    hit_t *hit = &self->hits[self->hit_count++];
    *hit = pattern->hit;
    hit->start = (uint32_t)from;
    hit->end = (uint32_t)to;
    return 0;
}

/* Hits come in the order of their ends, nearly that of their starts. */
static void sort_hits(matcher_t *self)
{
    for (size_t i = 1; i < self->hit_count; i++) {
        hit_t hit = self->hits[i];
        size_t k = i;
        for (; k > 0 && self->hits[k - 1].start > hit.start; k--)
            self->hits[k] = self->hits[k - 1];
        self->hits[k] = hit;
    }
}

static void number_sentences(matcher_t *self, const normalised_t *text)
{
    size_t at = 0;
    uint32_t sentence = 0;
    for (size_t i = 0; i < self->hit_count; i++) {
        while (at < self->hits[i].start) {
            const char *end = memchr(text->bytes + at, '\n', self->hits[i].start - at);
            at = end ? (size_t)(end - text->bytes) + 1 : self->hits[i].start;
            sentence += end != NULL;
        }
        self->hits[i].sentence = sentence;
    }
}

size_t matcher_scan(matcher_t *self, const normalised_t *text, hit_t **hits)
{
    self->hit_count = 0;
    self->text = text->bytes;
    hs_scan(self->database, text->bytes, (unsigned)text->length, 0, self->scratch, on_match, self);
    sort_hits(self);
    number_sentences(self, text);
    *hits = self->hits;
    return self->hit_count;
}

static int count_match(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(size_t *)context;
    return 0;
}

size_t matcher_scan_bare(matcher_t *self, const normalised_t *text)
{
    size_t count = 0;
    hs_scan(
        self->database, text->bytes, (unsigned)text->length, 0, self->scratch, count_match, &count);
    return count;
}
