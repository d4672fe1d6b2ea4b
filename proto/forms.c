/* Packs the public structs by tables: a member's name on the wire, its C type, its place. */
#include "forms.h"

#include <string.h>

typedef enum { MEMBER_TEXT, MEMBER_TEXTS, MEMBER_NUMBER, MEMBER_BOOL, MEMBER_ID } member_type_t;

typedef struct {
    const char *name;
    member_type_t type;
    size_t offset;
} member_t;

struct form {
    const char *op;
    const member_t *members;
    size_t count;
    bool once;
};

#define TEXT(TYPE, MEMBER)                                                                         \
    {                                                                                              \
#MEMBER, MEMBER_TEXT, offsetof(TYPE, MEMBER)                                               \
    }
#define TEXTS(TYPE, MEMBER)                                                                        \
    {                                                                                              \
#MEMBER, MEMBER_TEXTS, offsetof(TYPE, MEMBER)                                              \
    }
#define NUMBER(NAME, TYPE, MEMBER)                                                                 \
    {                                                                                              \
        NAME, MEMBER_NUMBER, offsetof(TYPE, MEMBER)                                                \
    }
#define BOOL(TYPE, MEMBER)                                                                         \
    {                                                                                              \
#MEMBER, MEMBER_BOOL, offsetof(TYPE, MEMBER)                                               \
    }
#define ID(TYPE)                                                                                   \
    {                                                                                              \
        "id", MEMBER_ID, offsetof(TYPE, id)                                                        \
    }
#define FORM(NAME, OP, MEMBERS, ONCE)                                                              \
    const form_t NAME = {OP, MEMBERS, sizeof(MEMBERS) / sizeof(MEMBERS[0]), ONCE}

static const member_t submission_members[] = {
    TEXT(duban_submission_t, gateway),
    ID(duban_submission_t),
    TEXT(duban_submission_t, source),
    TEXT(duban_submission_t, channel),
    TEXT(duban_submission_t, privacy),
    TEXT(duban_submission_t, title),
    TEXT(duban_submission_t, text),
    TEXT(duban_submission_t, accused),
    TEXT(duban_submission_t, name),
    TEXT(duban_submission_t, contact),
    NUMBER("sent_ms", duban_submission_t, sent_ms),
};
FORM(SUBMISSION_FORM, "submit", submission_members, false);

static const member_t finding_members[] = {
    TEXT(duban_finding_t, gateway),
    ID(duban_finding_t),
    TEXT(duban_finding_t, inspector),
    TEXT(duban_finding_t, source),
    TEXT(duban_finding_t, body),
    TEXT(duban_finding_t, outlet),
    TEXT(duban_finding_t, title),
    TEXT(duban_finding_t, text),
    NUMBER("discovered_ms", duban_finding_t, discovered_ms),
    NUMBER("occurred_ms", duban_finding_t, occurred_ms),
    NUMBER("known_ms", duban_finding_t, known_ms),
    TEXTS(duban_finding_t, kinds),
    TEXT(duban_finding_t, conduct),
    TEXT(duban_finding_t, severity),
    TEXTS(duban_finding_t, sections),
    TEXTS(duban_finding_t, persons),
    TEXT(duban_finding_t, measure),
    NUMBER("rectify_by_ms", duban_finding_t, rectify_by_ms),
    TEXT(duban_finding_t, responsible),
    TEXT(duban_finding_t, task),
    NUMBER("task_due_ms", duban_finding_t, task_due_ms),
    TEXTS(duban_finding_t, cite),
};
FORM(FINDING_FORM, "finding", finding_members, false);

static const member_t act_members[] = {
    TEXT(duban_act_t, as),
    NUMBER("case", duban_act_t, case_number),
    TEXT(duban_act_t, verb),
    TEXT(duban_act_t, reason),
    NUMBER("line", duban_act_t, line),
    BOOL(duban_act_t, scope),
    TEXTS(duban_act_t, kinds),
    TEXT(duban_act_t, conduct),
    TEXT(duban_act_t, severity),
    TEXTS(duban_act_t, sections),
    TEXTS(duban_act_t, persons),
    TEXTS(duban_act_t, handlers),
    TEXT(duban_act_t, outcome),
    NUMBER("until_ms", duban_act_t, until_ms),
    TEXT(duban_act_t, clock),
    TEXTS(duban_act_t, measures),
    BOOL(duban_act_t, inexperience),
    BOOL(duban_act_t, unprohibited),
    BOOL(duban_act_t, no_gain),
    BOOL(duban_act_t, off),
    TEXT(duban_act_t, notice),
    BOOL(duban_act_t, external),
    TEXT(duban_act_t, source),
    TEXT(duban_act_t, body),
    TEXT(duban_act_t, outlet),
    NUMBER("discovered_ms", duban_act_t, discovered_ms),
    NUMBER("into", duban_act_t, into),
};
FORM(ACT_FORM, "act", act_members, true);

static const member_t response_members[] = {
    TEXT(duban_response_t, gateway),
    TEXT(duban_response_t, receipt),
    ID(duban_response_t),
    TEXT(duban_response_t, response),
    TEXT(duban_response_t, notice),
    NUMBER("rating", duban_response_t, rating),
    TEXT(duban_response_t, text),
};
FORM(RESPONSE_FORM, "respond", response_members, false);

static const member_t sweep_members[] = {
    TEXT(duban_sweep_t, as),
    BOOL(duban_sweep_t, dry_run),
    NUMBER("at_ms", duban_sweep_t, at_ms),
};
FORM(SWEEP_FORM, "sweep", sweep_members, false);

static const member_t query_members[] = {
    TEXT(duban_query_t, as),
    TEXT(duban_query_t, what),
    TEXT(duban_query_t, receipt),
    TEXT(duban_query_t, gateway),
    TEXT(duban_query_t, id),
    NUMBER("case", duban_query_t, case_number),
    TEXT(duban_query_t, state),
    TEXT(duban_query_t, stage),
    TEXT(duban_query_t, kind),
    TEXT(duban_query_t, source),
    TEXT(duban_query_t, trigger),
    TEXT(duban_query_t, section),
    TEXT(duban_query_t, person),
    BOOL(duban_query_t, overdue),
    NUMBER("after", duban_query_t, after),
    NUMBER("limit", duban_query_t, limit),
    NUMBER("from_ms", duban_query_t, from_ms),
    NUMBER("until_ms", duban_query_t, until_ms),
    BOOL(duban_query_t, urgent),
    TEXT(duban_query_t, period),
    BOOL(duban_query_t, propose),
    BOOL(duban_query_t, recount),
    NUMBER("at_ms", duban_query_t, at_ms),
    NUMBER("before", duban_query_t, before),
    BOOL(duban_query_t, external),
    NUMBER("year", duban_query_t, year),
};
FORM(QUERY_FORM, "query", query_members, false);

const form_t PING_FORM = {"ping", NULL, 0, false};

bool form_is_once(const form_t *form)
{
    return form->once;
}

/* The string of a TEXT or ID member; NULL when it is not given. */
static const char *member_text(const member_t *member, const uint8_t *body, const char *new_id)
{
    const char *text;
    memcpy(&text, body + member->offset, sizeof text);
    if (text && *text)
        return text;
    return member->type == MEMBER_ID ? new_id : NULL;
}

static size_t list_count(const char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

/* Packs one member with its key, or only says whether it is given when `packer` is NULL. */
static bool pack_member(
    const member_t *member, const uint8_t *body, const char *new_id, msgpack_packer *packer)
{
    const char *text = NULL;
    const char *const *list = NULL;
    uint64_t number = 0;
    bool given = false;
    switch (member->type) {
    case MEMBER_TEXT:
    case MEMBER_ID:
        text = member_text(member, body, new_id);
        given = text != NULL;
        break;
    case MEMBER_TEXTS:
        memcpy(&list, body + member->offset, sizeof list);
        given = list_count(list) > 0;
        break;
    case MEMBER_NUMBER:
        memcpy(&number, body + member->offset, sizeof number);
        given = number != 0;
        break;
    case MEMBER_BOOL:
        given = *(const bool *)(body + member->offset);
        break;
    }
    if (!given || !packer)
        return given;
    pack_text(packer, member->name);
    if (text) {
        pack_text(packer, text);
    } else if (list) {
        msgpack_pack_array(packer, list_count(list));
        for (; *list; list++)
            pack_text(packer, *list);
    } else if (member->type == MEMBER_NUMBER) {
        msgpack_pack_uint64(packer, number);
    } else {
        msgpack_pack_true(packer);
    }
    return true;
}

void form_pack(
    const form_t *form, const void *body, uint64_t rid, const char *new_id, buffer_t *buffer)
{
    size_t pairs = 2;
    for (size_t i = 0; i < form->count; i++)
        pairs += pack_member(&form->members[i], body, new_id, NULL);
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, pairs);
    pack_text(&packer, "op");
    pack_text(&packer, form->op);
    pack_text(&packer, "rid");
    msgpack_pack_uint64(&packer, rid);
    for (size_t i = 0; i < form->count; i++)
        pack_member(&form->members[i], body, new_id, &packer);
}
