/* Keeps the tables that answer "what waits", "what is due" and "who is concerned". */
#include "index.h"

#include "fold.h"
#include "keys.h"

#include <string.h>

static const slice_t nothing = {"", 0};

static void put(store_t *store, store_table_t table, store_key_t key)
{
    store_put(store, table, key_slice(&key), nothing);
}

static void drop(store_t *store, store_table_t table, store_key_t key)
{
    store_delete(store, table, key_slice(&key));
}

uint64_t index_stages(const case_t *subject)
{
    uint64_t stages = term_bit(subject->stage);
    /* What is merged is done, but its complainant may still say something. */
    if (subject->needs && (subject->stage != STAGE_DONE || subject->state == STATE_MERGED))
        stages |= term_bit(STAGE_HUMAN);
    return stages;
}

uint64_t index_place(const case_t *subject, stage_t stage)
{
    bool first = stage == STAGE_HUMAN && subject->needs & term_bit(NEED_URGENT);
    return subject->number | (first ? INDEX_FIRST : 0);
}

/* The case's key in the queue of a stage. False when it does not stand there. */
static bool stage_key(const case_t *subject, stage_t stage, store_key_t *key)
{
    *key = key_stage(stage, index_place(subject, stage));
    return index_stages(subject) & term_bit(stage);
}

static void update_stages(store_t *store, const case_t *before, const case_t *after)
{
    for (unsigned stage = 1; stage < STAGE_COUNT; stage++) {
        store_key_t old, new;
        bool was = stage_key(before, stage, &old), is = stage_key(after, stage, &new);
        bool same = was && is && memcmp(old.bytes, new.bytes, old.length) == 0;
        if (was && !same)
            drop(store, TABLE_STAGE, old);
        if (is && !same)
            put(store, TABLE_STAGE, new);
    }
}

/* True when the case has this very clock, due for the same next step. */
static bool has_clock(const case_t *subject, const case_clock_t *clock)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *other = &subject->clocks[i];
        if (other->kind == clock->kind && other->line == clock->line &&
            other->next_ms == clock->next_ms)
            return true;
    }
    return false;
}

static store_key_t clock_key(const case_t *subject, const case_clock_t *clock)
{
    return key_clock(clock->next_ms, subject->number, clock->line, clock->kind);
}

static void update_clocks(store_t *store, const case_t *before, const case_t *after)
{
    for (size_t i = 0; i < before->clock_count; i++) {
        const case_clock_t *clock = &before->clocks[i];
        if (clock->next_ms && !has_clock(after, clock))
            drop(store, TABLE_CLOCK, clock_key(before, clock));
    }
    for (size_t i = 0; i < after->clock_count; i++) {
        const case_clock_t *clock = &after->clocks[i];
        if (clock->next_ms && !has_clock(before, clock))
            put(store, TABLE_CLOCK, clock_key(after, clock));
    }
}

/* ---- whom a case concerns ---- */

typedef struct {
    char type; /* of key_subject */
    const char *id;
} entry_t;

#define ENTRIES_MAX (2 * SECTIONS_MAX + PERSONS_MAX + 3 * LINES_MAX + CLOCKS_MAX * CLOCK_TOLD_MAX)

typedef struct {
    entry_t entries[ENTRIES_MAX]; /* each once */
    size_t count;
} entries_t;

static bool has_entry(const entries_t *list, char type, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].type == type && strcmp(list->entries[i].id, id) == 0)
            return true;
    }
    return false;
}

static void add_entry(entries_t *list, char type, const char *id)
{
    if (!has_entry(list, type, id))
        list->entries[list->count++] = (entry_t){type, id};
}

/* The sections of a case whose finding stands: those it names, and where the accused worked. */
static void list_found(const case_t *subject, entries_t *list)
{
    if (!outcome_stands(subject->outcome) || subject->state == STATE_MERGED)
        return; /* what is merged is found where it is followed (P42) */
    for (size_t i = 0; i < subject->section_count; i++)
        add_entry(list, INDEX_FOUND, subject->sections[i]);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool worked_there = line->post == ROLE_STAFF || line->post == ROLE_SECTION_HEAD;
        if (line->kind == LINE_PERSON && worked_there && line->section[0])
            add_entry(list, INDEX_FOUND, line->section);
    }
}

static void update_notices(store_t *store, const case_t *before, const case_t *after)
{
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        uint64_t bit = term_bit(notice);
        if (before->complainant.notices & ~after->complainant.notices & bit)
            drop(store, TABLE_NOTICE, key_notice(after->gateway, after->number, notice));
        if (after->complainant.notices & ~before->complainant.notices & bit)
            put(store, TABLE_NOTICE, key_notice(after->gateway, after->number, notice));
    }
}

static void list_entries(const case_t *subject, entries_t *list)
{
    list->count = 0;
    for (size_t i = 0; i < subject->section_count; i++)
        add_entry(list, INDEX_SECTION, subject->sections[i]);
    for (size_t i = 0; i < subject->person_count; i++)
        add_entry(list, INDEX_PERSON, subject->persons[i]);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        add_entry(list, INDEX_PERSON, line->target);
        if (line->kind == LINE_PRINCIPAL_RESPONSIBILITY)
            add_entry(list, INDEX_PURSUED, line->target);
    }
    list_found(subject, list);
    for (size_t i = 0; i < subject->clock_count; i++) {
        for (size_t j = 0; j < subject->clocks[i].told_count; j++)
            add_entry(list, INDEX_OVERDUE, subject->clocks[i].told[j]);
    }
}

static void put_subject(store_t *store, const entry_t *entry, const case_t *subject)
{
    store_key_t key = key_subject(entry->type, entry->id, subject->number);
    store_key_t value = key_subject_value(subject);
    store_put(store, TABLE_SUBJECT, key_slice(&key), key_slice(&value));
}

static void update_subjects(store_t *store, const case_t *before, const case_t *after)
{
    entries_t old, new;
    bool anew = before->fingerprint != after->fingerprint; /* it is put behind every name */
    list_entries(before, &old);
    list_entries(after, &new);
    for (size_t i = 0; i < old.count; i++) {
        const entry_t *entry = &old.entries[i];
        if (!has_entry(&new, entry->type, entry->id))
            drop(store, TABLE_SUBJECT, key_subject(entry->type, entry->id, before->number));
    }
    for (size_t i = 0; i < new.count; i++) {
        const entry_t *entry = &new.entries[i];
        if (anew || !has_entry(&old, entry->type, entry->id))
            put_subject(store, entry, after);
    }
}

static void update_merged(store_t *store, const case_t *before, const case_t *after)
{
    uint64_t old = before->merger.into, new = after->merger.into;
    if (old && old != new)
        drop(store, TABLE_MERGED, key_merged(old, after->number));
    if (new &&old != new)
        put(store, TABLE_MERGED, key_merged(new, after->number));
}

void index_update(store_t *store, const case_t *before, const case_t *after)
{
    if (!store_writing(store))
        return; /* the transaction could not begin; commit will say so */
    update_stages(store, before, after);
    update_clocks(store, before, after);
    update_notices(store, before, after);
    update_merged(store, before, after);
    update_subjects(store, before, after);
}

/* ---- checking ---- */

static bool is_listed(
    store_view_t *view, store_table_t table, store_key_t key, uint64_t entries[TABLE_COUNT])
{
    slice_t value;
    entries[table]++;
    return view_get(view, table, key_slice(&key), &value);
}

static bool check_subjects(store_view_t *view, const case_t *subject, uint64_t entries[TABLE_COUNT])
{
    bool sound = true;
    entries_t list;
    store_key_t expected = key_subject_value(subject);
    list_entries(subject, &list);
    for (size_t i = 0; i < list.count; i++) {
        slice_t value;
        store_key_t key = key_subject(list.entries[i].type, list.entries[i].id, subject->number);
        entries[TABLE_SUBJECT]++;
        sound &= view_get(view, TABLE_SUBJECT, key_slice(&key), &value) &&
                 value.length == expected.length &&
                 memcmp(value.bytes, expected.bytes, value.length) == 0;
    }
    return sound;
}

bool index_check(store_view_t *view, const case_t *subject, uint64_t entries[TABLE_COUNT])
{
    bool sound = check_subjects(view, subject, entries);
    for (unsigned stage = 1; stage < STAGE_COUNT; stage++) {
        store_key_t place;
        if (stage_key(subject, stage, &place))
            sound &= is_listed(view, TABLE_STAGE, place, entries);
    }
    if (subject->merger.into)
        sound &= is_listed(
            view, TABLE_MERGED, key_merged(subject->merger.into, subject->number), entries);
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].next_ms)
            sound &= is_listed(view, TABLE_CLOCK, clock_key(subject, &subject->clocks[i]), entries);
    }
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (subject->complainant.notices & term_bit(notice))
            sound &= is_listed(
                view, TABLE_NOTICE, key_notice(subject->gateway, subject->number, notice), entries);
    }
    return sound;
}
