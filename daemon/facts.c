/* Looks through the subject table for earlier complaints about the same people. */
#include "facts.h"

#include "keys.h"

#include <string.h>

static bool is_complaint_before(const case_t *other, const case_t *subject)
{
    return !other->is_finding && other->number != subject->number &&
           other->received_ms < subject->discovered_ms;
}

/* Walks back through the cases of one subject; `looks` counts down over all subjects. */
static bool look(store_view_t *view, unpacker_t *unpacker, const case_t *subject, char type,
    const char *id, unsigned *looks)
{
    case_t other;
    slice_t key, value;
    bool found = false;
    store_key_t from = key_subject(type, id, UINT64_MAX);
    size_t prefix = from.length - sizeof(uint64_t);
    store_cursor_t *cursor = cursor_open(view, TABLE_SUBJECT);
    bool more = cursor_before(cursor, key_slice(&from), &key, &value);
    while (more && !found && *looks > 0) {
        if (key.length != from.length || memcmp(key.bytes, from.bytes, prefix) != 0)
            break;
        --*looks;
        found = registry_case(view, unpacker, key_last_number(key), &other, NULL) &&
                is_complaint_before(&other, subject);
        more = cursor_previous(cursor, &key, &value);
    }
    cursor_close(&cursor);
    return found;
}

bool facts_complaint_before(store_view_t *view, unpacker_t *unpacker, const case_t *subject)
{
    unsigned looks = FACTS_LOOK_MAX;
    for (size_t i = 0; i < subject->person_count; i++) {
        if (look(view, unpacker, subject, 'p', subject->persons[i], &looks))
            return true;
    }
    for (size_t i = 0; i < subject->section_count && subject->person_count == 0; i++) {
        if (look(view, unpacker, subject, 's', subject->sections[i], &looks))
            return true;
    }
    return false;
}
