/* The list of cases: by the narrowest index that the filters allow, newest first, in pages. */
#include "query.h"

#include "../config/concern.h"
#include "../config/recusal.h"
#include "fold.h"
#include "index.h"
#include "keys.h"

#include <string.h>

#define ROWS_DEFAULT 20
#define LOOKS_MAX    20000 /* cases looked at for one page; the reply's `next` goes on from there */
#define TITLE_CHARS  60

/* Where a list reads its case numbers from: a table, and the prefix of its keys. */
typedef struct {
    store_table_t table;
    store_key_t prefix; /* the key without its number */
} source_index_t;

static source_index_t choose_index(const query_t *query)
{
    source_index_t index = {.table = TABLE_CASE};
    if (query->person[0] || query->section[0]) {
        index.table = TABLE_SUBJECT;
        index.prefix = query->person[0] ? key_subject('p', query->person, 0)
                                        : key_subject('s', query->section, 0);
    } else if (query->stage || query->urgent) {
        index.table = TABLE_STAGE;
        index.prefix = key_stage(query->urgent ? STAGE_HUMAN : query->stage, 0);
    } else {
        index.prefix = key_number(0);
    }
    index.prefix.length -= sizeof(uint64_t);
    return index;
}

/* The earliest moment at which an open clock of the case is due; 0 when it has none. */
static int64_t earliest_due_ms(const case_t *subject)
{
    int64_t due_ms = 0;
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (!due_ms || subject->clocks[i].due_ms < due_ms)
            due_ms = subject->clocks[i].due_ms;
    }
    return due_ms;
}

static bool is_overdue(const case_t *subject, int64_t now_ms)
{
    int64_t due_ms = earliest_due_ms(subject);
    return due_ms && due_ms <= now_ms;
}

static bool waits_in(const case_t *subject, stage_t stage)
{
    return subject->stage == stage ||
           (stage == STAGE_HUMAN && index_stages(subject) & term_bit(STAGE_HUMAN));
}

static bool is_urgent(const case_t *subject)
{
    return subject->needs & term_bit(NEED_URGENT) && case_is_open(subject);
}

static bool has_section(const case_t *subject, const char *section)
{
    for (size_t i = 0; i < subject->section_count; i++) {
        if (strcmp(subject->sections[i], section) == 0)
            return true;
    }
    return false;
}

static bool matches(const query_context_t *context, const query_t *query, const case_t *subject)
{
    if (query->as[0] && recusal_excludes(context->policy->org, subject, query->as, context->now_ms))
        return false; /* P51 */
    return (!query->state || subject->state == query->state) &&
           (!query->stage || waits_in(subject, query->stage)) &&
           (!query->kind || concern_has_kind(subject, query->kind)) &&
           (!query->source || subject->source == query->source) &&
           (!query->trigger || subject->triggers & term_bit(query->trigger)) &&
           (!query->section[0] || has_section(subject, query->section)) &&
           (!query->urgent || is_urgent(subject)) &&
           (!query->overdue || is_overdue(subject, context->now_ms));
}

/* The first characters of a title: cut between characters, never inside one. */
static slice_t shorten(slice_t title)
{
    const uint8_t *bytes = title.bytes;
    size_t chars = 0, at = 0;
    while (at < title.length && chars < TITLE_CHARS) {
        at++;
        while (at < title.length && (bytes[at] & 0xc0) == 0x80)
            at++;
        chars++;
    }
    return (slice_t){bytes, at};
}

static void pack_row(
    query_context_t *context, const query_t *query, const case_t *subject, msgpack_packer *packer)
{
    document_t document;
    bool withheld = query_document(context, query, subject, &document);
    slice_t title = shorten(document.title.length ? document.title : document.text);
    int64_t due_ms = earliest_due_ms(subject);
    msgpack_pack_map(packer, 19);
    pack_number(packer, "case", subject->number);
    const struct {
        const char *key;
        const terms_t *terms;
        unsigned value;
    } terms[] = {
        {"source", &SOURCES, subject->source},
        {"state", &STATES, subject->state},
        {"stage", &STAGES, subject->stage},
        {"conduct", &CONDUCTS, subject->conduct},
        {"severity", &SEVERITIES, subject->severity},
    };
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        pack_text(packer, terms[i].key);
        pack_text(packer, term_name(terms[i].terms, terms[i].value));
    }
    reply_pack_set(packer, "needs", &NEEDS, subject->needs);
    pack_bool(packer, "scope", subject->scope);
    pack_text(packer, "kinds");
    msgpack_pack_array(packer, subject->kind_count);
    for (size_t i = 0; i < subject->kind_count; i++)
        pack_text(packer, term_name(&KINDS, subject->kinds[i].kind));
    reply_pack_set(packer, "triggers", &TRIGGERS, subject->triggers);
    pack_number(packer, "lines", subject->line_count);
    pack_text(packer, "title");
    pack_string(packer, title.bytes, title.length);
    pack_bool(packer, "withheld", withheld);
    pack_text(packer, "sections");
    msgpack_pack_array(packer, subject->section_count);
    for (size_t i = 0; i < subject->section_count; i++)
        pack_text(packer, subject->sections[i]);
    pack_number(packer, "received_ms", (uint64_t)subject->received_ms);
    pack_number(packer, "discovered_ms", (uint64_t)subject->discovered_ms);
    pack_number(packer, "due_ms", (uint64_t)due_ms);
    pack_bool(packer, "overdue", is_overdue(subject, context->now_ms));
    pack_bool(packer, "urgent", is_urgent(subject));
}

/* A key of the index with the number of `after`, so that the cursor starts below it. */
static store_key_t start_key(const source_index_t *index, uint64_t after)
{
    store_key_t key = index->prefix, number = key_number(after ? after : UINT64_MAX);
    memcpy(key.bytes + key.length, number.bytes, number.length);
    key.length += number.length;
    return key;
}

int query_list(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    source_index_t index = choose_index(query);
    store_key_t start = start_key(&index, query->after);
    uint64_t limit = query->limit ? query->limit : ROWS_DEFAULT;
    uint64_t rows = 0, looks = 0, last = 0;
    slice_t key, value;
    case_t subject;
    buffer_t packed = {0};
    msgpack_packer row = buffer_packer(&packed);
    if (query->as[0] && !org_person(context->policy->org, query->as))
        return fault_set(fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", query->as);

    store_cursor_t *cursor = cursor_open(context->view, index.table);
    bool found = cursor_before(cursor, key_slice(&start), &key, &value);
    while (found && rows < limit && looks < LOOKS_MAX) {
        if (key.length != start.length ||
            memcmp(key.bytes, index.prefix.bytes, index.prefix.length) != 0) {
            found = false;
            break;
        }
        if (query->urgent && index.table == TABLE_STAGE && !(key_last_number(key) & INDEX_FIRST)) {
            found = false; /* what is urgent comes first */
            break;
        }
        looks++;
        last = key_last_number(key);
        uint64_t number = last & ~INDEX_FIRST; /* `last` is a place in the index */
        if (registry_case(context->view, &context->unpacker, number, &subject, fault) &&
            matches(context, query, &subject)) {
            pack_row(context, query, &subject, &row);
            rows++;
        }
        found = cursor_previous(cursor, &key, &value);
    }
    cursor_close(&cursor);

    msgpack_packer packer = reply_begin(context, found ? 2 : 1, reply);
    if (found)
        pack_number(&packer, "next", last);
    pack_text(&packer, "cases");
    msgpack_pack_array(&packer, rows);
    buffer_append(reply, packed.bytes, packed.length);
    buffer_free(&packed);
    return 0;
}
