/* Looks through the subject table for earlier complaints about the same people. */
#include "facts.h"

#include "fold.h"
#include "keys.h"
#include "similar.h"

#include <string.h>

/* What a look at another case of the same person or section asks. */
typedef struct {
    const case_t *subject;
    const char *id;
    int64_t since_ms;
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
        if (outcome_stands(line->outcome) && line->opened_ms > ask->since_ms &&
            strcmp(line->target, ask->id) == 0)
            return true;
    }
    return false;
}

static bool is_complaint_found_against(const case_t *other, const void *argument)
{
    return !other->is_finding && was_found_against(other, argument);
}

static bool has_pursued(const case_t *other, const void *argument)
{
    const ask_t *ask = argument;
    for (size_t i = 0; i < other->line_count; i++) {
        const line_t *line = &other->lines[i];
        if (line->kind == LINE_PRINCIPAL_RESPONSIBILITY && line->opened_ms > ask->since_ms &&
            strcmp(line->target, ask->id) == 0)
            return true;
    }
    return false;
}

void facts_walk(
    store_view_t *view, char type, const char *id, unsigned *looks, facts_see_fn see, void *context)
{
    slice_t key, value;
    store_key_t from = key_subject(type, id, UINT64_MAX);
    size_t prefix = from.length - sizeof(uint64_t);
    store_cursor_t *cursor = cursor_open(view, TABLE_SUBJECT);
    bool more = cursor_before(cursor, key_slice(&from), &key, &value);
    while (more && *looks > 0) {
        if (key.length != from.length || memcmp(key.bytes, from.bytes, prefix) != 0)
            break;
        --*looks;
        more = see(context, key_last_number(key)) && cursor_previous(cursor, &key, &value);
    }
    cursor_close(&cursor);
}

/* A count of the cases for which an ask holds. */
typedef struct {
    store_view_t *view;
    unpacker_t *unpacker;
    const ask_t *ask;
    uint64_t found, enough;
} counting_t;

static bool count_case(void *context, uint64_t number)
{
    counting_t *counting = context;
    case_t other;
    counting->found += number != counting->ask->subject->number &&
                       registry_case(counting->view, counting->unpacker, number, &other, NULL) &&
                       counting->ask->holds(&other, counting->ask);
    return counting->found < counting->enough;
}

/* How many of the other cases of one subject the ask holds for, up to `enough`, the newest first;
 * `looks` counts down over all of them. */
static uint64_t count(store_view_t *view, unpacker_t *unpacker, const ask_t *ask, char type,
    uint64_t enough, unsigned *looks)
{
    counting_t counting = {.view = view, .unpacker = unpacker, .ask = ask, .enough = enough};
    facts_walk(view, type, ask->id, looks, count_case, &counting);
    return counting.found;
}

/* True when the ask holds for one of them. */
static bool look(
    store_view_t *view, unpacker_t *unpacker, const ask_t *ask, char type, unsigned *looks)
{
    return count(view, unpacker, ask, type, 1, looks) > 0;
}

bool facts_complaint_before(store_view_t *view, unpacker_t *unpacker, const case_t *subject)
{
    unsigned looks = FACTS_LOOK_MAX;
    ask_t ask = {.subject = subject, .holds = is_complaint_before};
    for (size_t i = 0; i < subject->person_count; i++) {
        ask.id = subject->persons[i];
        if (look(view, unpacker, &ask, INDEX_PERSON, &looks))
            return true;
    }
    for (size_t i = 0; i < subject->section_count && subject->person_count == 0; i++) {
        ask.id = subject->sections[i];
        if (look(view, unpacker, &ask, INDEX_SECTION, &looks))
            return true;
    }
    return false;
}

bool facts_repeated(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const case_t *subject, int64_t now_ms)
{
    ask_t ask = {.subject = subject, .holds = was_found_against};
    ask.since_ms = now_ms - (int64_t)campaign->ladder.repeat_ms;
    for (size_t i = 0; i < subject->line_count; i++) {
        unsigned looks = FACTS_LOOK_MAX;
        ask.id = subject->lines[i].target;
        if (subject->lines[i].state == LINE_FOUND &&
            look(view, unpacker, &ask, INDEX_PERSON, &looks))
            return true;
    }
    return false;
}

bool facts_pursued(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const char *leader, const case_t *but, int64_t now_ms)
{
    unsigned looks = FACTS_LOOK_MAX;
    ask_t ask = {.subject = but, .id = leader, .holds = has_pursued};
    ask.since_ms = now_ms - (int64_t)campaign->responsibility.window_ms;
    return look(view, unpacker, &ask, INDEX_PURSUED, &looks);
}

void facts_past(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const case_t *subject, work_item_t *item)
{
    ask_t ask = {.subject = subject, .holds = is_complaint_found_against};
    ask.since_ms = item->now_ms - (int64_t)campaign->rotation.window_ms;
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        unsigned looks = FACTS_LOOK_MAX;
        if (line->state != LINE_FOUND || line->kind != LINE_PERSON)
            continue;
        ask.id = line->target;
        past_t *past = &item->past[item->past_count++];
        past->line = line->number;
        past->complaints = !subject->is_finding + count(view, unpacker, &ask, INDEX_PERSON,
                                                      campaign->rotation.complaints, &looks);
    }
}

void facts_fill(store_view_t *view, unpacker_t *unpacker, const policy_t *policy,
    const case_t *subject, int64_t now_ms, work_item_t *item)
{
    item->now_ms = now_ms;
    item->complaint_before = facts_complaint_before(view, unpacker, subject);
    item->repeated = facts_repeated(view, unpacker, &policy->campaign, subject, now_ms);
    facts_past(view, unpacker, &policy->campaign, subject, item);
    similar_t similar = similar_find(view, unpacker, policy, subject, now_ms);
    item->similar = similar.number;
    item->distance = similar.distance;
}
