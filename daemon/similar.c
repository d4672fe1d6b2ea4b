/* Compares fingerprints along the subject index, and reads the few cases that are near. */
#include "similar.h"

#include "../config/recusal.h"
#include "fold.h"
#include "keys.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)

typedef struct {
    store_view_t *view;
    unpacker_t *unpacker;
    const policy_t *policy;
    const case_t *subject;
    int64_t now_ms;
    size_t count; /* of the near ones; the last SIMILAR_READ_MAX, that is the earliest, are kept */
    similar_t near[SIMILAR_READ_MAX];
} search_t;

/* Who may merge: the deciders of the table of verbs. */
static bool may_merge(const org_post_t *post, int64_t now_ms)
{
    return (post->role == ROLE_DISCIPLINE_GROUP || post->role == ROLE_SUPERIOR ||
               post->role == ROLE_DISTRICT_DISCIPLINE) &&
           post->from_ms <= now_ms && now_ms < post->until_ms;
}

/* True when everybody who may merge the subject may see the other case too. */
static bool is_no_secret(const search_t *search, const case_t *other)
{
    const org_t *org = search->policy->org;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        if (may_merge(post, search->now_ms) &&
            recusal_excludes(org, other, post->person, search->now_ms) &&
            !recusal_excludes(org, search->subject, post->person, search->now_ms))
            return false;
    }
    return true;
}

/* Notes the near ones among the cases of one person or section, from the newest back. */
static void compare(search_t *search, char type, const char *id)
{
    const campaign_t *campaign = &search->policy->campaign;
    int64_t from_ms = search->subject->received_ms - (int64_t)campaign->similar_days * DAY_MS;
    store_key_t from = key_subject(type, id, search->subject->number);
    size_t prefix = from.length - sizeof(uint64_t);
    slice_t key, value;
    search->count = 0;
    store_cursor_t *cursor = cursor_open(search->view, TABLE_SUBJECT);
    bool more = cursor_before(cursor, key_slice(&from), &key, &value);
    for (size_t looks = 0; more && looks < SIMILAR_LOOK_MAX; looks++) {
        uint64_t fingerprint;
        int64_t received_ms;
        if (key.length != from.length || memcmp(key.bytes, from.bytes, prefix) != 0)
            break;
        if (key_read_subject_value(value, &fingerprint, &received_ms)) {
            if (received_ms <= from_ms)
                break;
            unsigned distance =
                (unsigned)__builtin_popcountll(fingerprint ^ search->subject->fingerprint);
            if (distance <= campaign->similar_bits)
                search->near[search->count++ % SIMILAR_READ_MAX] =
                    (similar_t){key_last_number(key), distance};
        }
        more = cursor_previous(cursor, &key, &value);
    }
    cursor_close(&cursor);
}

/* The earliest of the near ones that is open and no secret. */
static similar_t first_open(const search_t *search)
{
    case_t other;
    for (size_t i = 0; i < search->count && i < SIMILAR_READ_MAX; i++) {
        similar_t near = search->near[(search->count - 1 - i) % SIMILAR_READ_MAX];
        if (registry_case(search->view, search->unpacker, near.number, &other, NULL) &&
            case_is_open(&other) && other.state != STATE_MERGED && is_no_secret(search, &other))
            return near;
    }
    return (similar_t){0};
}

static void look(search_t *search, char type, const char *id, similar_t *found)
{
    compare(search, type, id);
    similar_t first = first_open(search);
    if (first.number && (!found->number || first.number < found->number))
        *found = first;
}

similar_t similar_find(store_view_t *view, unpacker_t *unpacker, const policy_t *policy,
    const case_t *subject, int64_t now_ms)
{
    similar_t found = {0};
    search_t search = {
        .view = view, .unpacker = unpacker, .policy = policy, .subject = subject, .now_ms = now_ms};
    if (!subject->fingerprint || !policy->campaign.similar_days)
        return found;
    for (size_t i = 0; i < subject->section_count; i++)
        look(&search, 's', subject->sections[i], &found);
    for (size_t i = 0; i < subject->person_count; i++)
        look(&search, 'p', subject->persons[i], &found);
    return found;
}
