/* What people decided about texts: the words of every confirmed case with its scope and kinds, from
 * which `duban train` learns. */
#include "query.h"

#include "../config/recusal.h"
#include "keys.h"

#define LABELS_DEFAULT 100
#define LOOKS_MAX      20000 /* cases looked at for one page; `next` goes on from there */
#define PAGE_BYTES_MAX (1024 * 1024)

/* Whole texts by the page: for the operator and those who decide, not for everybody of the bureau.
 */
static bool may_learn(const org_t *org, const char *as, int64_t now_ms)
{
    return !as[0] || org_has_role(org, as, ROLE_DISCIPLINE_GROUP, now_ms) ||
           org_has_role(org, as, ROLE_SUPERIOR, now_ms) ||
           org_has_role(org, as, ROLE_DISTRICT_DISCIPLINE, now_ms);
}

static void pack_label(const case_t *subject, const document_t *document, msgpack_packer *packer)
{
    msgpack_pack_map(packer, 5);
    pack_number(packer, "case", subject->number);
    pack_text(packer, "title");
    pack_string(packer, document->title.bytes, document->title.length);
    pack_text(packer, "text");
    pack_string(packer, document->text.bytes, document->text.length);
    pack_text(packer, "scope");
    subject->scope ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
    pack_text(packer, "kinds");
    msgpack_pack_array(packer, subject->kind_count);
    for (size_t i = 0; i < subject->kind_count; i++)
        pack_text(packer, term_name(&KINDS, subject->kinds[i].kind));
}

/* True when the case was a label, which is packed. */
static bool take(query_context_t *context, const query_t *query, slice_t value, buffer_t *labels)
{
    case_t subject;
    document_t document;
    if (record_from_value(
            &CASE_RECORD, &context->unpacker, value.bytes, value.length, &subject, NULL) < 0 ||
        !subject.confirmed ||
        recusal_excludes(context->policy->org, &subject, query->as, context->now_ms))
        return false;
    query_document(context, query, &subject, &document);
    if (!document.text.length)
        return false; /* erased */
    msgpack_packer packer = buffer_packer(labels);
    pack_label(&subject, &document, &packer);
    return true;
}

int query_labels(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    if (!may_learn(context->policy->org, query->as, context->now_ms))
        return fault_set(fault, ERROR_REFUSED, "as",
            "only the operator, the discipline group and those above may ask for labels");
    uint64_t limit = query->limit ? query->limit : LABELS_DEFAULT;
    uint64_t count = 0, last = query->after;
    slice_t key, value;
    buffer_t labels = {0};
    store_key_t from = key_number(query->after + 1);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_CASE);
    bool found =
        query->after < UINT64_MAX && cursor_at_least(cursor, key_slice(&from), &key, &value);
    for (size_t looks = 0;
         found && count < limit && looks < LOOKS_MAX && labels.length < PAGE_BYTES_MAX; looks++) {
        count += take(context, query, value, &labels);
        last = key_last_number(key);
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    msgpack_packer packer = reply_begin(context, found ? 2 : 1, reply);
    if (found)
        pack_number(&packer, "next", last);
    pack_text(&packer, "labels");
    msgpack_pack_array(&packer, count);
    buffer_append(reply, labels.bytes, labels.length);
    buffer_free(&labels);
    return 0;
}
