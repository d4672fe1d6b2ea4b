/* Keeps the tables that answer "what waits", "what is due" and "who is concerned". */
#include "index.h"

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
    if (subject->needs && subject->stage != STAGE_DONE)
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

static bool names_person(const case_t *subject, const char *person)
{
    for (size_t i = 0; i < subject->person_count; i++) {
        if (strcmp(subject->persons[i], person) == 0)
            return true;
    }
    for (size_t i = 0; i < subject->line_count; i++) {
        if (strcmp(subject->lines[i].target, person) == 0)
            return true;
    }
    return false;
}

static bool names_section(const case_t *subject, const char *section)
{
    for (size_t i = 0; i < subject->section_count; i++) {
        if (strcmp(subject->sections[i], section) == 0)
            return true;
    }
    return false;
}

typedef void change_fn(store_t *store, store_key_t key, const case_t *subject);

/* Puts what `here` names and `there` does not, or drops it; entries named twice are equal keys. */
static void change_subjects(store_t *store, const case_t *here, const case_t *there,
    const case_t *subject, change_fn *change)
{
    uint64_t number = subject->number;
    for (size_t i = 0; i < here->section_count; i++) {
        if (!names_section(there, here->sections[i]))
            change(store, key_subject('s', here->sections[i], number), subject);
    }
    for (size_t i = 0; i < here->person_count; i++) {
        if (!names_person(there, here->persons[i]))
            change(store, key_subject('p', here->persons[i], number), subject);
    }
    for (size_t i = 0; i < here->line_count; i++) {
        if (!names_person(there, here->lines[i].target))
            change(store, key_subject('p', here->lines[i].target, number), subject);
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

/* A name that stands twice in the old case would be dropped twice; the second time it is gone. */
static void drop_subject(store_t *store, store_key_t key, const case_t *subject)
{
    (void)subject;
    slice_t value;
    if (view_get(store_writing(store), TABLE_SUBJECT, key_slice(&key), &value))
        drop(store, TABLE_SUBJECT, key);
}

static void put_subject(store_t *store, store_key_t key, const case_t *subject)
{
    store_key_t value = key_subject_value(subject);
    store_put(store, TABLE_SUBJECT, key_slice(&key), key_slice(&value));
}

static void update_subjects(store_t *store, const case_t *before, const case_t *after)
{
    static const case_t nobody; /* a new fingerprint is put behind every name */
    const case_t *there = before->fingerprint == after->fingerprint ? before : &nobody;
    change_subjects(store, before, after, after, drop_subject);
    change_subjects(store, after, there, after, put_subject);
}

void index_update(store_t *store, const case_t *before, const case_t *after)
{
    if (!store_writing(store))
        return; /* the transaction could not begin; commit will say so */
    update_stages(store, before, after);
    update_clocks(store, before, after);
    update_notices(store, before, after);
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

/* True when the name stands among the first `count` already. */
static bool is_repeated(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], names[count]) == 0)
            return true;
    }
    return false;
}

static bool check_names(store_view_t *view, char type, const char *const *names, size_t count,
    const case_t *subject, uint64_t entries[TABLE_COUNT])
{
    bool sound = true;
    store_key_t expected = key_subject_value(subject);
    for (size_t i = 0; i < count; i++) {
        if (is_repeated(names, i))
            continue;
        slice_t value;
        store_key_t key = key_subject(type, names[i], subject->number);
        entries[TABLE_SUBJECT]++;
        sound &= view_get(view, TABLE_SUBJECT, key_slice(&key), &value) &&
                 value.length == expected.length &&
                 memcmp(value.bytes, expected.bytes, value.length) == 0;
    }
    return sound;
}

static bool check_subjects(store_view_t *view, const case_t *subject, uint64_t entries[TABLE_COUNT])
{
    const char *sections[SECTIONS_MAX], *persons[PERSONS_MAX + LINES_MAX];
    size_t person_count = 0;
    for (size_t i = 0; i < subject->section_count; i++)
        sections[i] = subject->sections[i];
    for (size_t i = 0; i < subject->person_count; i++)
        persons[person_count++] = subject->persons[i];
    for (size_t i = 0; i < subject->line_count; i++)
        persons[person_count++] = subject->lines[i].target;
    bool sound = check_names(view, 's', sections, subject->section_count, subject, entries);
    return check_names(view, 'p', persons, person_count, subject, entries) && sound;
}

bool index_check(store_view_t *view, const case_t *subject, uint64_t entries[TABLE_COUNT])
{
    bool sound = check_subjects(view, subject, entries);
    for (unsigned stage = 1; stage < STAGE_COUNT; stage++) {
        store_key_t place;
        if (stage_key(subject, stage, &place))
            sound &= is_listed(view, TABLE_STAGE, place, entries);
    }
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
