/* For the tests of records: fills any record with pseudo-random values by walking its table, and
 * compares two records the same way, both without the codec under test. */
#ifndef DUBAN_TEST_FILL_H
#define DUBAN_TEST_FILL_H

#include "../../proto/record.h"

#include <stdio.h>
#include <string.h>

/* Every record that crosses a socket or a disk; the including file provides the headers. */
#define ALL_RECORDS                                                                                \
    {                                                                                              \
        &KIND_SCORE_RECORD, &CITE_RECORD, &LINE_RECORD, &CASE_CLOCK_RECORD, &CASE_RECORD,          \
            &DOCUMENT_RECORD, &CASE_STEP_RECORD, &MOMENTS_RECORD, &CLOCK_CHANGE_RECORD,            \
            &RULE_HIT_RECORD, &EVIDENCE_RECORD, &REGISTERED_RECORD, &CLASSIFIED_RECORD,            \
            &ASSESSED_RECORD, &ATTEMPT_FAILED_RECORD, &ESCALATED_RECORD, &ACTED_RECORD,            \
            &LINE_PROPOSAL_RECORD, &PROPOSED_RECORD, &JOINED_RECORD, &FOLLOWED_RECORD,             \
            &CLOCK_MOVED_RECORD, &RESCHEDULED_RECORD, &RESPONDED_RECORD, &RESPOND_RECORD,          \
            &STATEMENT_RECORD, &COMPLAINANT_RECORD, &MERGER_RECORD, &SUBMIT_RECORD,                \
            &FINDING_RECORD, &ACT_RECORD, &SWEEP_RECORD, &QUERY_RECORD, &ENVELOPE_RECORD,          \
            &PAST_RECORD, &JURISDICTION_RECORD, &DISCOVERY_RECORD, &PURSUED_RECORD,                \
            &WORK_HEAD_RECORD, &WORK_ITEM_RECORD, &WORK_RESULT_RECORD, &BUNDLE_FILE_RECORD,        \
    }

/* splitmix64: the same values for the same seed on every machine. */
static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* From 1 to `max`. */
static inline uint64_t random_up_to(uint64_t *seed, uint64_t max)
{
    return 1 + random_next(seed) % max;
}

/* 1 to `max` bytes of whole characters of one, two, three and four bytes. */
static inline size_t fill_text(uint64_t *seed, char *out, size_t max)
{
    static const char *const characters[] = {"a", "Z", "9", "é", "推", "诿", "拖", "𠀀"};
    size_t length = 0, target = random_up_to(seed, max);
    while (length < target) {
        const char *character = characters[random_next(seed) % 8];
        if (length + strlen(character) > target)
            character = "x";
        memcpy(out + length, character, strlen(character));
        length += strlen(character);
    }
    return length;
}

/* A slice of up to `max` bytes (or 200), in memory that lives as long as the process. */
static inline slice_t fill_slice(uint64_t *seed, uint64_t max)
{
    static char pool[1 << 20];
    static size_t used;
    if (used + 256 > sizeof pool)
        used = 0;
    char *at = pool + used;
    size_t length = fill_text(seed, at, max && max < 200 ? max : 200);
    used += length;
    return (slice_t){at, length};
}

static inline void fill_record(uint64_t *seed, const record_t *record, void *out);

static inline void fill_items(uint64_t *seed, const field_t *field, uint8_t *base)
{
    size_t count = random_up_to(seed, field->size / field->item_size);
    for (size_t i = 0; i < count; i++) {
        uint8_t *item = base + field->offset + i * field->item_size;
        if (field->type == FIELD_LIST)
            fill_record(seed, field->record, item);
        else
            fill_text(seed, (char *)item, field->item_size - 1);
    }
    memcpy(base + field->count_offset, &count, sizeof count);
}

static inline void fill_field(uint64_t *seed, const field_t *field, uint8_t *base)
{
    uint8_t *member = base + field->offset;
    uint64_t number = random_next(seed) >> (random_next(seed) % 64) | 1;
    double real = (double)number / 1024;
    slice_t slice;
    switch (field->type) {
    case FIELD_TEXT:
        fill_text(seed, (char *)member, field->size - 1);
        break;
    case FIELD_STRING:
    case FIELD_BYTES:
        slice = fill_slice(seed, field->max);
        memcpy(member, &slice, sizeof slice);
        break;
    case FIELD_DIGEST:
        for (size_t i = 0; i < field->size; i++)
            member[i] = (uint8_t)random_up_to(seed, 255);
        break;
    case FIELD_UINT:
        number = field->max ? random_up_to(seed, field->max) : number;
        memcpy(member, &number, sizeof number);
        break;
    case FIELD_TIME:
        number = random_up_to(seed, UINT64_C(253402300799999));
        memcpy(member, &number, sizeof number);
        break;
    case FIELD_REAL:
        memcpy(member, &real, sizeof real);
        break;
    case FIELD_BOOL:
        *(bool *)member = true;
        break;
    case FIELD_TERM:
        *(unsigned *)(void *)member = (unsigned)random_up_to(seed, field->terms->count - 1);
        break;
    case FIELD_SET:
        number = random_up_to(seed, term_bit((unsigned)field->terms->count) - 1);
        memcpy(member, &number, sizeof number);
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        fill_items(seed, field, base);
        break;
    case FIELD_RECORD:
        fill_record(seed, field->record, member);
        break;
    }
}

/* Sets every field of the record to a valid value that is not empty. */
static inline void fill_record(uint64_t *seed, const record_t *record, void *out)
{
    memset(out, 0, record->size);
    for (size_t i = 0; i < record->count; i++)
        fill_field(seed, &record->fields[i], out);
}

static inline bool same_record(const record_t *record, const void *a, const void *b);

static inline bool same_items(const field_t *field, const uint8_t *a, const uint8_t *b)
{
    size_t count, other;
    memcpy(&count, a + field->count_offset, sizeof count);
    memcpy(&other, b + field->count_offset, sizeof other);
    if (count != other)
        return false;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *x = a + field->offset + i * field->item_size;
        const uint8_t *y = b + field->offset + i * field->item_size;
        if (field->type == FIELD_LIST ? !same_record(field->record, x, y)
                                      : strcmp((const char *)x, (const char *)y) != 0)
            return false;
    }
    return true;
}

static inline bool same_field(const field_t *field, const uint8_t *a, const uint8_t *b)
{
    const uint8_t *x = a + field->offset, *y = b + field->offset;
    slice_t left, right;
    switch (field->type) {
    case FIELD_TEXT:
        return strcmp((const char *)x, (const char *)y) == 0;
    case FIELD_STRING:
    case FIELD_BYTES:
        memcpy(&left, x, sizeof left);
        memcpy(&right, y, sizeof right);
        return left.length == right.length &&
               (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return same_items(field, a, b);
    case FIELD_RECORD:
        return same_record(field->record, x, y);
    default:
        return memcmp(x, y, field->size) == 0;
    }
}

/* Names the first field that differs on stderr. */
static inline bool same_record(const record_t *record, const void *a, const void *b)
{
    for (size_t i = 0; i < record->count; i++) {
        if (!same_field(&record->fields[i], a, b)) {
            fprintf(stderr, "%s.%s differs\n", record->name, record->fields[i].name);
            return false;
        }
    }
    return true;
}

#endif
