/* Lists the keys that a case must have in each index, then looks them up or counts them. */
#include "index_check.h"

#include "../../daemon/keys.h"
#include "log.h"

#include <endian.h>
#include <string.h>

#define KEYS_MAX                                                                                   \
    (3 + NOTICE_COUNT + CLOCKS_MAX * (1 + CLOCK_TOLD_MAX) + 2 * SECTIONS_MAX + PERSONS_MAX +       \
        3 * LINES_MAX)

typedef struct {
    store_table_t table;
    store_key_t key;
} entry_t;

typedef struct {
    entry_t entries[KEYS_MAX];
    size_t count;
} entries_t;

static void add(entries_t *entries, store_table_t table, store_key_t key)
{
    for (size_t i = 0; i < entries->count; i++) {
        const entry_t *entry = &entries->entries[i];
        if (entry->table == table && entry->key.length == key.length &&
            memcmp(entry->key.bytes, key.bytes, key.length) == 0)
            return;
    }
    entries->entries[entries->count++] = (entry_t){table, key};
}

/* What P39 asks for: where something was found, who was told of what, who is pursued. */
static void list_standing(const case_t *subject, entries_t *entries)
{
    bool found =
        (subject->outcome == OUTCOME_SUBSTANTIATED || subject->outcome == OUTCOME_PARTLY) &&
        subject->state != STATE_MERGED;
    for (size_t i = 0; i < subject->clock_count; i++) {
        for (size_t j = 0; j < subject->clocks[i].told_count; j++)
            add(entries, TABLE_SUBJECT,
                key_subject('o', subject->clocks[i].told[j], subject->number));
    }
    for (size_t i = 0; i < subject->section_count && found; i++)
        add(entries, TABLE_SUBJECT, key_subject('f', subject->sections[i], subject->number));
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool works = line->post == ROLE_STAFF || line->post == ROLE_SECTION_HEAD;
        if (found && line->kind == LINE_PERSON && works && line->section[0])
            add(entries, TABLE_SUBJECT, key_subject('f', line->section, subject->number));
        if (line->kind == LINE_PRINCIPAL_RESPONSIBILITY)
            add(entries, TABLE_SUBJECT, key_subject('r', line->target, subject->number));
    }
}

static void list(const case_t *subject, entries_t *entries)
{
    entries->count = 0;
    if (subject->number == 0)
        return;
    bool urgent = subject->needs & term_bit(NEED_URGENT);
    bool asks = subject->needs && (subject->stage != STAGE_DONE || subject->state == STATE_MERGED);
    if (subject->stage != STAGE_HUMAN)
        add(entries, TABLE_STAGE, key_stage(subject->stage, subject->number));
    if (subject->stage == STAGE_HUMAN || asks) /* what is urgent stands before all others */
        add(entries, TABLE_STAGE,
            key_stage(STAGE_HUMAN, subject->number | (urgent ? UINT64_C(1) << 62 : 0)));
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        if (clock->next_ms)
            add(entries, TABLE_CLOCK,
                key_clock(clock->next_ms, subject->number, clock->line, clock->kind));
    }
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (subject->complainant.notices & term_bit(notice))
            add(entries, TABLE_NOTICE, key_notice(subject->gateway, subject->number, notice));
    }
    if (subject->merger.into)
        add(entries, TABLE_MERGED, key_merged(subject->merger.into, subject->number));
    for (size_t i = 0; i < subject->section_count; i++)
        add(entries, TABLE_SUBJECT, key_subject('s', subject->sections[i], subject->number));
    for (size_t i = 0; i < subject->person_count; i++)
        add(entries, TABLE_SUBJECT, key_subject('p', subject->persons[i], subject->number));
    for (size_t i = 0; i < subject->line_count; i++)
        add(entries, TABLE_SUBJECT, key_subject('p', subject->lines[i].target, subject->number));
    list_standing(subject, entries);
}

void index_count_case(index_counts_t *counts, const case_t *subject, int sign)
{
    static entries_t entries;
    list(subject, &entries);
    for (size_t i = 0; i < entries.count; i++) {
        store_table_t table = entries.entries[i].table;
        counts->stage += sign * (table == TABLE_STAGE);
        counts->clock += sign * (table == TABLE_CLOCK);
        counts->subject += sign * (table == TABLE_SUBJECT);
        counts->notice += sign * (table == TABLE_NOTICE);
        counts->merged += sign * (table == TABLE_MERGED);
    }
}

/* fingerprint ‖ received_ms, big-endian, once there is a fingerprint. */
static bool is_value_of(const case_t *subject, slice_t value)
{
    uint64_t numbers[] = {htobe64(subject->fingerprint), htobe64((uint64_t)subject->received_ms)};
    size_t length = subject->fingerprint ? sizeof numbers : 0;
    return value.length == length && memcmp(value.bytes, numbers, length) == 0;
}

void index_check_case(store_view_t *view, const case_t *subject)
{
    static entries_t entries;
    slice_t value;
    list(subject, &entries);
    for (size_t i = 0; i < entries.count; i++) {
        const entry_t *entry = &entries.entries[i];
        bool listed = view_get(view, entry->table, key_slice(&entry->key), &value);
        if (listed && entry->table == TABLE_SUBJECT && !is_value_of(subject, value))
            log_fail("case %llu stands in the index subject with what it was",
                (unsigned long long)subject->number);
        if (!listed)
            log_fail("case %llu lacks an entry in the index %s",
                (unsigned long long)subject->number,
                entry->table == TABLE_STAGE    ? "stage"
                : entry->table == TABLE_CLOCK  ? "clock"
                : entry->table == TABLE_NOTICE ? "notice"
                : entry->table == TABLE_MERGED ? "merged"
                                               : "subject");
    }
}

uint64_t index_count_entries(store_view_t *view, store_table_t table)
{
    slice_t key, value;
    uint64_t count = 0;
    store_cursor_t *cursor = cursor_open(view, table);
    for (bool more = cursor_at_least(cursor, (slice_t){"", 1}, &key, &value); more;
         more = cursor_next(cursor, &key, &value))
        count++;
    cursor_close(&cursor);
    return count;
}

void index_check_counts(store_view_t *view, const index_counts_t *counts)
{
    const struct {
        const char *name;
        store_table_t table;
        int64_t expected;
    } tables[] = {
        {"stage", TABLE_STAGE, counts->stage},
        {"clock", TABLE_CLOCK, counts->clock},
        {"subject", TABLE_SUBJECT, counts->subject},
        {"notice", TABLE_NOTICE, counts->notice},
        {"merged", TABLE_MERGED, counts->merged},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        int64_t found = (int64_t)index_count_entries(view, tables[i].table);
        if (found != tables[i].expected)
            log_fail("the index %s has %lld entries instead of %lld", tables[i].name,
                (long long)found, (long long)tables[i].expected);
    }
}
