/* Reads what is stored, makes its digest anew, and compares. */
#include "words.h"

#include "keys.h"

#include <string.h>

static const char *document_differs(query_context_t *context, const case_t *subject)
{
    slice_t value;
    document_t document;
    uint8_t digest[DIGEST_BYTES];
    store_key_t key = key_number(subject->number);
    if (!view_get(context->view, TABLE_DOCUMENT, key_slice(&key), &value))
        return "its words are gone";
    if (record_from_value(
            &DOCUMENT_RECORD, &context->unpacker, value.bytes, value.length, &document, NULL) < 0)
        return "its words cannot be read";
    registry_digest(&document, digest);
    return memcmp(digest, subject->text_digest, DIGEST_BYTES) == 0
               ? NULL
               : "its words are not those that came";
}

/* One response: its event has the digest of its words, and leads back to it. */
static bool is_what_came(
    query_context_t *context, const case_t *subject, slice_t key, slice_t value, event_t *event)
{
    fault_t fault;
    statement_t words;
    uint8_t digest[DIGEST_BYTES] = {0};
    if (record_from_value(
            &STATEMENT_RECORD, &context->unpacker, value.bytes, value.length, &words, NULL) < 0)
        return false;
    if (words.text.length)
        registry_digest(&(document_t){.text = words.text}, digest);
    if (ledger_read(context->view, &context->unpacker, words.event, event, &fault) < 0 ||
        event->kind != EVENT_RESPONDED || event->case_number != subject->number)
        return false;
    store_key_t own = key_response(subject->number, event->data.responded.key);
    return own.length == key.length && memcmp(own.bytes, key.bytes, key.length) == 0 &&
           memcmp(digest, event->data.responded.text_digest, DIGEST_BYTES) == 0;
}

static const char *responses_differ(
    query_context_t *context, const case_t *subject, event_t *event, uint64_t *responses)
{
    slice_t key, value;
    const char *wrong = NULL;
    store_key_t from = key_response(subject->number, "");
    store_cursor_t *cursor = cursor_open(context->view, TABLE_RESPONSE);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    for (; found && key_begins(key, &from); found = cursor_next(cursor, &key, &value)) {
        ++*responses;
        if (!is_what_came(context, subject, key, value, event))
            wrong = "what its complainant has said since is not what came";
    }
    cursor_close(&cursor);
    return wrong;
}

const char *words_differ(
    query_context_t *context, const case_t *subject, event_t *event, uint64_t *responses)
{
    const char *wrong = document_differs(context, subject);
    const char *since = responses_differ(context, subject, event, responses);
    return wrong ? wrong : since;
}
