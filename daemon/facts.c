/* Looks through the subject table for earlier complaints about the same people. */
#include "facts.h"

#include "fold.h"
#include "keys.h"

#include <string.h>

#define REPEAT_MS (INT64_C(730) * 86400000)

/* What a look at another case of the same person or section asks. */
typedef struct {
    const case_t *subject;
    const char *id;
    int64_t now_ms;
    bool (*holds)(const case_t *other, const void *ask);
} ask_t;

static bool is_complaint_before(const case_t *other, const void *argument)
{
    const ask_t *ask = argument;
    return !other->is_finding && other->received_ms < ask->subject->discovered_ms;
}

static bool was_found_against(const case_t *other, const void *argument)
{
    const ask_t *ask = argument;
    for (size_t i = 0; i < other->line_count; i++) {
        const line_t *line = &other->lines[i];
        if (outcome_stands(line->outcome) && line->opened_ms > ask->now_ms - REPEAT_MS &&
            strcmp(line->target, ask->id) == 0)
            return true;
    }
    return false;
}

/* Walks back through the cases of one subject; `looks` counts down over all of them. */
static bool look(
    store_view_t *view, unpacker_t *unpacker, const ask_t *ask, char type, unsigned *looks)
{
    case_t other;
    slice_t key, value;
    bool found = false;
    store_key_t from = key_subject(type, ask->id, UINT64_MAX);
    size_t prefix = from.length - sizeof(uint64_t);
    store_cursor_t *cursor = cursor_open(view, TABLE_SUBJECT);
    bool more = cursor_before(cursor, key_slice(&from), &key, &value);
    while (more && !found && *looks > 0) {
        if (key.length != from.length || memcmp(key.bytes, from.bytes, prefix) != 0)
            break;
        --*looks;
        uint64_t number = key_last_number(key);
        found = number != ask->subject->number &&
                registry_case(view, unpacker, number, &other, NULL) && ask->holds(&other, ask);
        more = cursor_previous(cursor, &key, &value);
    }
    cursor_close(&cursor);
    return found;
}

bool facts_complaint_before(store_view_t *view, unpacker_t *unpacker, const case_t *subject)
{
    unsigned looks = FACTS_LOOK_MAX;
    ask_t ask = {.subject = subject, .holds = is_complaint_before};
    for (size_t i = 0; i < subject->person_count; i++) {
        ask.id = subject->persons[i];
        if (look(view, unpacker, &ask, 'p', &looks))
            return true;
    }
    for (size_t i = 0; i < subject->section_count && subject->person_count == 0; i++) {
        ask.id = subject->sections[i];
        if (look(view, unpacker, &ask, 's', &looks))
            return true;
    }
    return false;
}

bool facts_repeated(store_view_t *view, unpacker_t *unpacker, const case_t *subject, int64_t now_ms)
{
    ask_t ask = {.subject = subject, .now_ms = now_ms, .holds = was_found_against};
    for (size_t i = 0; i < subject->line_count; i++) {
        unsigned looks = FACTS_LOOK_MAX;
        ask.id = subject->lines[i].target;
        if (subject->lines[i].state == LINE_FOUND && look(view, unpacker, &ask, 'p', &looks))
            return true;
    }
    return false;
}
