/* Queries about one case: status (for its complainant), show and timeline (for staff). */
#include "query.h"

#include "complainant.h"
#include "fold.h"
#include "keys.h"
#include "merging.h"

#include <stdlib.h>
#include <string.h>

#define IDS_MAX      512  /* names in one reply; a case has room for fewer */
#define MERGED_MAX   500  /* cases merged into one that a reply names */
#define TIMELINE_MAX 1000 /* the newest events of a case that one reply tells */

static int no_such_receipt(fault_t *fault)
{
    return fault_set(fault, ERROR_NOT_FOUND, "receipt",
        "no submission has this receipt; check it against what the gateway printed");
}

/* `subject` is the case itself or, when it is merged, the one that it is merged into. */
static void pack_status(
    query_context_t *context, const case_t *own, const case_t *subject, buffer_t *reply)
{
    char receipt[RECEIPT_BYTES];
    receipt_make(context->receipt_key, own->number, receipt);
    case_progress_t progress = complainant_progress(subject->state);
    bool refused = progress == PROGRESS_NOT_ACCEPTED ||
                   (progress == PROGRESS_UNDER_REVIEW && !subject->closed_ms);
    bool tells = own->told && subject->outcome, merged = own->merger.into != 0;
    size_t pairs =
        6 + (own->complainant.answered_ms ? 1 : 0) + (subject->closed_ms ? 1 : 0) + tells + merged;
    msgpack_packer packer = reply_begin(context, pairs, reply);
    pack_text(&packer, "receipt");
    pack_text(&packer, receipt);
    pack_text(&packer, "state");
    pack_text(&packer, term_name(&STATES, subject->state));
    pack_text(&packer, "progress");
    pack_text(&packer, term_name(&PROGRESSES, progress));
    pack_number(&packer, "received_ms", (uint64_t)own->received_ms);
    pack_bool(&packer, "accepted", progress != PROGRESS_RECEIVED && !refused);
    if (own->complainant.answered_ms)
        pack_number(&packer, "answered_ms", (uint64_t)own->complainant.answered_ms);
    if (subject->closed_ms)
        pack_number(&packer, "closed_ms", (uint64_t)subject->closed_ms);
    reply_pack_set(&packer, "notices", &NOTICES, own->complainant.notices);
    if (merged)
        pack_bool(&packer, "merged", true);
    if (!tells)
        return;
    pack_text(&packer, "outcome");
    pack_text(&packer, term_name(&OUTCOMES, complainant_outcome(subject->outcome)));
}

int query_status(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t subject;
    uint64_t number = 0;
    if (query->receipt[0])
        number = receipt_case(context->receipt_key, query->receipt);
    else if (query->gateway[0] && query->key[0])
        number = registry_lookup(context->view, &context->unpacker, query->gateway, query->key);
    else
        return fault_set(fault, ERROR_INVALID, "receipt",
            "give a `receipt`, or a `gateway` and the `id` that it sent");
    if (!number || !registry_case(context->view, &context->unpacker, number, &subject, fault))
        return no_such_receipt(fault);
    /* What was merged is as far as the case that it was merged into, which is not named. */
    case_t followed = subject;
    if (subject.merger.into &&
        !registry_case(context->view, &context->unpacker, subject.merger.into, &followed, fault))
        return -1;
    pack_status(context, &subject, &followed, reply);
    return 0;
}

/* ---- the names behind the ids of a case ---- */

/* The ids whose names a reply tells, each once. */
typedef struct {
    const org_t *org;
    size_t count;
    char ids[IDS_MAX][ID_BYTES];
} ids_t;

static void add_id(ids_t *list, const char *id)
{
    if (!org_person(list->org, id) && !org_section(list->org, id))
        return; /* a gateway, a worker, or somebody of another org chart */
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->ids[i], id) == 0)
            return;
    }
    if (list->count < IDS_MAX)
        memcpy(list->ids[list->count++], id, ID_BYTES);
}

static void add_case(ids_t *list, const case_t *subject)
{
    for (size_t i = 0; i < subject->section_count; i++)
        add_id(list, subject->sections[i]);
    for (size_t i = 0; i < subject->person_count; i++)
        add_id(list, subject->persons[i]);
    for (size_t i = 0; i < subject->handler_count; i++)
        add_id(list, subject->handlers[i]);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        add_id(list, line->target);
        add_id(list, line->section);
        for (size_t j = 0; j < line->handler_count; j++)
            add_id(list, line->handlers[j]);
    }
}

/* {id: name} */
static void pack_names(const ids_t *list, msgpack_packer *packer)
{
    pack_text(packer, "names");
    msgpack_pack_map(packer, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const org_person_t *person = org_person(list->org, list->ids[i]);
        pack_text(packer, list->ids[i]);
        pack_text(packer, person ? person->name : org_section(list->org, list->ids[i])->name);
    }
}

/* The cases that are merged into this one, as far as the viewer may know of them. */
static void pack_merged(
    query_context_t *context, const query_t *query, uint64_t into, msgpack_packer *packer)
{
    uint64_t numbers[MERGED_MAX], number = 0;
    size_t count = 0;
    while (count < MERGED_MAX && (number = merging_next(context->view, into, number))) {
        if (query_may_know(context, query, number))
            numbers[count++] = number;
    }
    pack_text(packer, "merged");
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++)
        msgpack_pack_uint64(packer, numbers[i]);
}

/* Takes out the number of the other case where the viewer may not know of it (P51). */
static void hide_other(query_context_t *context, const query_t *query, uint64_t *number)
{
    if (*number && !query_may_know(context, query, *number))
        *number = 0;
}

/* [{item, from_ms, words}]: the cited items in the version that was in force at the act (P16). */
static void pack_cited(query_context_t *context, const case_t *subject, msgpack_packer *packer)
{
    pack_text(packer, "cited");
    msgpack_pack_array(packer, subject->cite_count);
    for (size_t i = 0; i < subject->cite_count; i++) {
        const cite_t *cite = &subject->cites[i];
        char section[ID_BYTES];
        const char *id = negative_split(cite->item, section);
        const negative_list_t *list =
            id ? negative_at(context->policy->negative, section, cite->from_ms) : NULL;
        bool same = list && list->from_ms == cite->from_ms;
        const negative_item_t *item = same ? negative_item(list, id) : NULL;
        msgpack_pack_map(packer, 3);
        pack_text(packer, "item");
        pack_text(packer, cite->item);
        pack_number(packer, "from_ms", (uint64_t)cite->from_ms);
        pack_text(packer, "words");
        pack_text(packer, item ? item->words : "");
    }
}

/* [{event, text}]: what the complainant has said since, in the order of the sender's ids. */
static void pack_responses(query_context_t *context, const case_t *subject, buffer_t *reply)
{
    slice_t key, value;
    statement_t words;
    uint64_t count = 0;
    buffer_t packed = {0};
    msgpack_packer row = buffer_packer(&packed);
    store_key_t from = key_response(subject->number, "");
    store_cursor_t *cursor = cursor_open(context->view, TABLE_RESPONSE);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    for (; found && key_begins(key, &from); found = cursor_next(cursor, &key, &value)) {
        if (record_from_value(
                &STATEMENT_RECORD, &context->other, value.bytes, value.length, &words, NULL) < 0 ||
            !words.text.length)
            continue;
        record_pack_map(&STATEMENT_RECORD, &words, &row);
        count++;
    }
    cursor_close(&cursor);
    msgpack_packer packer = buffer_packer(reply);
    msgpack_pack_array(&packer, count);
    buffer_append(reply, packed.bytes, packed.length);
    buffer_free(&packed);
}

int query_show(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t subject;
    document_t document;
    char receipt[RECEIPT_BYTES];
    if (query_read_case(context, query, &subject, fault) < 0)
        return -1;
    hide_other(context, query, &subject.similar);
    hide_other(context, query, &subject.merger.into);
    bool withheld = query_document(context, query, &subject, &document);
    receipt_make(context->receipt_key, subject.number, receipt);
    msgpack_packer packer = reply_begin(context, withheld ? 8 : 9, reply);
    pack_text(&packer, "case");
    msgpack_pack_map(&packer, record_map_count(&CASE_RECORD, &subject) + 1);
    record_pack_pairs(&CASE_RECORD, &subject, &packer);
    pack_text(&packer, "receipt");
    pack_text(&packer, receipt);
    pack_text(&packer, "title");
    pack_string(&packer, document.title.bytes, document.title.length);
    pack_text(&packer, "text");
    pack_string(&packer, document.text.bytes, document.text.length);
    pack_text(&packer, "accused");
    pack_string(&packer, document.accused.bytes, document.accused.length);
    pack_bool(&packer, "withheld", withheld);
    if (!withheld) {
        pack_text(&packer, "responses");
        pack_responses(context, &subject, reply);
    }
    ids_t list = {.org = context->policy->org};
    add_case(&list, &subject);
    pack_names(&list, &packer);
    pack_cited(context, &subject, &packer);
    pack_merged(context, query, subject.number, &packer);
    return 0;
}

static void pack_event(const event_t *event, msgpack_packer *packer)
{
    msgpack_pack_map(packer, 8);
    pack_number(packer, "event", event->number);
    pack_number(packer, "at_ms", (uint64_t)event->at_ms);
    pack_number(packer, "case", event->case_number);
    pack_text(packer, "kind");
    pack_text(packer, term_name(&EVENTS, event->kind));
    pack_text(packer, "actor");
    pack_text(packer, event->actor);
    pack_text(packer, "role");
    pack_text(packer, term_name(&ROLES, event->role));
    pack_text(packer, "policy");
    pack_bytes(packer, event->policy, sizeof event->policy);
    pack_text(packer, "data");
    record_pack_map(event_data_record(event->kind), &event->data, packer);
}

static void hide_similar(query_context_t *context, const query_t *query, assessed_t *assessed)
{
    if (!assessed->similar || query_may_know(context, query, assessed->similar))
        return;
    assessed->similar = 0;
    for (size_t i = 0; i < assessed->rule_count; i++) {
        if (strcmp(assessed->rules[i].rule, "DUP") == 0)
            assessed->rules[i] = (rule_hit_t){.rule = "DUP"};
    }
}

static void hide_others(query_context_t *context, const query_t *query, event_t *event)
{
    if (event->kind == EVENT_ASSESSED)
        hide_similar(context, query, &event->data.assessed);
    else if (event->kind == EVENT_ACTED)
        hide_other(context, query, &event->data.acted.into);
    else if (event->kind == EVENT_JOINED)
        hide_other(context, query, &event->data.joined.other);
    else if (event->kind == EVENT_FOLLOWED)
        hide_other(context, query, &event->data.followed.into);
}

int query_timeline(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t subject;
    uint64_t numbers[TIMELINE_MAX];
    size_t count = 0;
    if (query_read_case(context, query, &subject, fault) < 0)
        return -1;
    event_t *event = malloc(sizeof *event);
    if (!event)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    int rc = 0;
    ids_t list = {.org = context->policy->org};
    add_case(&list, &subject);
    for (uint64_t at = subject.last_event; at && count < TIMELINE_MAX && rc == 0;) {
        numbers[count++] = at;
        rc = ledger_read(context->view, &context->unpacker, at, event, fault);
        at = event->previous;
        add_id(&list, event->actor);
    }
    msgpack_packer packer = reply_begin(context, 2, reply);
    pack_names(&list, &packer);
    pack_text(&packer, "events");
    msgpack_pack_array(&packer, count);
    while (count > 0 && rc == 0) {
        rc = ledger_read(context->view, &context->unpacker, numbers[--count], event, fault);
        hide_others(context, query, event);
        pack_event(event, &packer);
    }
    free(event);
    return rc;
}
