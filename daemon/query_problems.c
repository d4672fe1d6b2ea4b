/* The problem lists of the self-check (P7, P9): what every member of staff has filed, and who has
 * filed nothing. */
#include "query.h"

#include "../config/recusal.h"
#include "fold.h"
#include "keys.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const org_person_t *person;
    uint64_t filed, open, rectified, overdue, ended;
} member_t;

/* P1: everybody who holds a post of the bureau now, Party member or not, in the order of the chart.
 */
static size_t list_members(const org_t *org, int64_t now_ms, member_t *members)
{
    size_t count = 0;
    for (size_t i = 0; i < org_person_count(org); i++) {
        const org_person_t *person = org_person_at(org, i);
        if (org_is_staff(org, person->id, now_ms))
            members[count++].person = person;
    }
    return count;
}

static member_t *find_member(member_t *members, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].person->id, id) == 0)
            return &members[i];
    }
    return NULL; /* he has left the bureau */
}

static void count_item(member_t *member, const case_t *subject, int64_t now_ms)
{
    bool open = !subject->rectified_ms && case_is_open(subject);
    member->filed++;
    member->open += open;
    member->rectified += subject->rectified_ms != 0;
    member->overdue += open && subject->rectify_by_ms <= now_ms;
    member->ended += !open && !subject->rectified_ms;
}

/* An item of the period that the asker may know of (P51); of his own he knows. */
static bool counts(const query_context_t *context, const query_t *query, const case_t *subject)
{
    return subject->source == SOURCE_SELF && subject->discovered_ms >= query->from_ms &&
           (!query->until_ms || subject->discovered_ms < query->until_ms) &&
           (strcmp(subject->inspector, query->as) == 0 ||
               !recusal_excludes(context->policy->org, subject, query->as, context->now_ms));
}

static int count_items(
    query_context_t *context, const query_t *query, member_t *members, size_t count, fault_t *fault)
{
    case_t subject;
    slice_t key, value;
    store_key_t first = key_number(0);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_CASE);
    int rc = 0;
    for (bool more = cursor_at_least(cursor, key_slice(&first), &key, &value); more && rc == 0;
         more = cursor_next(cursor, &key, &value)) {
        rc = record_from_value(
            &CASE_RECORD, &context->unpacker, value.bytes, value.length, &subject, fault);
        if (rc < 0 || !counts(context, query, &subject))
            continue;
        member_t *member = find_member(members, count, subject.inspector);
        if (member)
            count_item(member, &subject, context->now_ms);
    }
    cursor_close(&cursor);
    return rc;
}

static void pack_member(query_context_t *context, const member_t *member, msgpack_packer *packer)
{
    const char *section = org_section_of(context->policy->org, member->person->id, context->now_ms);
    const struct {
        const char *key;
        uint64_t value;
    } figures[] = {
        {"filed", member->filed},
        {"open", member->open},
        {"rectified", member->rectified},
        {"overdue", member->overdue},
        {"ended", member->ended},
    };
    size_t count = sizeof figures / sizeof figures[0];
    msgpack_pack_map(packer, 3 + count);
    pack_text(packer, "person");
    pack_text(packer, member->person->id);
    pack_text(packer, "name");
    pack_text(packer, member->person->name);
    pack_text(packer, "section");
    pack_text(packer, section ? section : "");
    for (size_t i = 0; i < count; i++)
        pack_number(packer, figures[i].key, figures[i].value);
}

int query_problems(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    const org_t *org = context->policy->org;
    if (query->as[0] && !org_person(org, query->as))
        return fault_set(fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", query->as);
    if (query->until_ms && query->until_ms <= query->from_ms)
        return fault_set(fault, ERROR_INVALID, "until_ms", "`until_ms` must be after `from_ms`");
    member_t *members = calloc(org_person_count(org), sizeof *members);
    if (!members)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    size_t count = list_members(org, context->now_ms, members);
    int rc = count_items(context, query, members, count, fault);
    if (rc == 0) {
        msgpack_packer packer = reply_begin(context, 1, reply);
        pack_text(&packer, "members");
        msgpack_pack_array(&packer, count);
        for (size_t i = 0; i < count; i++)
            pack_member(context, &members[i], &packer);
    }
    free(members);
    return rc;
}
