/* Queries over the whole ledger: its entries to verify outside, and the replay that folds every
 * case anew and compares it, its indexes and its words. */
#include "query.h"

#include "index.h"
#include "keys.h"
#include "replay.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES_MAX  (512 * 1024)
#define DIFFERENCES_MAX 100

int query_ledger(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    (void)fault;
    uint64_t limit = query->limit ? query->limit : PAGE_MAX;
    uint64_t count = 0, last = query->after;
    slice_t key, value;
    buffer_t entries = {0};
    msgpack_packer entry = buffer_packer(&entries);
    store_key_t from = key_number(query->after + 1);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_EVENT);
    bool found =
        query->after < UINT64_MAX && cursor_at_least(cursor, key_slice(&from), &key, &value);
    while (found && count < limit && entries.length < PAGE_BYTES_MAX) {
        pack_bytes(&entry, value.bytes, value.length);
        last = key_last_number(key);
        count++;
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    msgpack_packer packer = reply_begin(context, found ? 2 : 1, reply);
    if (found)
        pack_number(&packer, "next", last);
    pack_text(&packer, "events");
    msgpack_pack_array(&packer, count);
    buffer_append(reply, entries.bytes, entries.length);
    buffer_free(&entries);
    return 0;
}

/* ---- replay ---- */

typedef struct {
    query_context_t *context;
    replay_t replay;
    case_t stored, folded;
    uint64_t cases;
    uint64_t entries[TABLE_COUNT]; /* that the indexes should have */
    uint64_t responses;            /* that are stored of the cases */
    event_t event;
    size_t difference_count;
    buffer_t differences, bytes;
} inspection_t;

static void differ(inspection_t *self, uint64_t case_number, const char *what)
{
    if (self->difference_count++ >= DIFFERENCES_MAX)
        return;
    msgpack_packer packer = buffer_packer(&self->differences);
    msgpack_pack_map(&packer, 2);
    pack_number(&packer, "case", case_number);
    pack_text(&packer, "what");
    pack_text(&packer, what);
}

static void inspect_case(inspection_t *self, slice_t value)
{
    fault_t fault;
    const char *broken = replay_case(&self->replay, self->context, self->stored.number,
        self->stored.last_event, &self->folded, &fault);
    if (broken) {
        differ(self, self->stored.number, broken);
        return;
    }
    buffer_clear(&self->bytes);
    record_pack_value(&CASE_RECORD, &self->folded, &self->bytes);
    if (self->bytes.length != value.length ||
        memcmp(self->bytes.bytes, value.bytes, value.length) != 0)
        differ(self, self->stored.number, "the stored case is not what its events make");
    const char *words = words_differ(self->context, &self->folded, &self->event, &self->responses);
    if (words)
        differ(self, self->stored.number, words);
}

/* What the indexes have beyond the entries of the cases. */
static void compare_counts(inspection_t *self)
{
    static const struct {
        store_table_t table;
        const char *what;
    } indexes[] = {
        {TABLE_STAGE, "the stage index has entries that belong to no case"},
        {TABLE_CLOCK, "the clock index has entries that belong to no case"},
        {TABLE_SUBJECT, "the subject index has entries that belong to no case"},
        {TABLE_NOTICE, "the notice index has entries that belong to no case"},
        {TABLE_MERGED, "the index of merged cases has entries that belong to no case"},
    };
    store_view_t *view = self->context->view;
    if (self->replay.events != view_entries(view, TABLE_EVENT))
        differ(self, 0, "the ledger holds events that belong to no case");
    if (self->responses != self->replay.responses ||
        self->responses != view_entries(view, TABLE_RESPONSE))
        differ(self, 0, "what complainants have said since is gone, or belongs to no case");
    for (size_t i = 0; i < sizeof indexes / sizeof indexes[0]; i++) {
        if (self->entries[indexes[i].table] != view_entries(view, indexes[i].table))
            differ(self, 0, indexes[i].what);
    }
}

static void inspect_all(inspection_t *self)
{
    fault_t fault;
    slice_t key, value;
    store_view_t *view = self->context->view;
    store_key_t first = key_number(0);
    store_cursor_t *cursor = cursor_open(view, TABLE_CASE);
    bool found = cursor_at_least(cursor, key_slice(&first), &key, &value);
    while (found) {
        self->cases++;
        if (record_from_value(&CASE_RECORD, &self->context->other, value.bytes, value.length,
                &self->stored, &fault) < 0) {
            differ(self, key_last_number(key), fault.message);
        } else {
            if (!index_check(view, &self->stored, self->entries))
                differ(self, self->stored.number, "the indexes do not list the case as it is");
            inspect_case(self, value);
        }
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    compare_counts(self);
}

int query_replay(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    (void)query;
    inspection_t *self = calloc(1, sizeof *self);
    if (!self)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    self->context = context;
    inspect_all(self);
    msgpack_packer packer = reply_begin(context, 4, reply);
    pack_number(&packer, "cases", self->cases);
    pack_number(&packer, "events", self->replay.events);
    pack_number(&packer, "different", self->difference_count);
    pack_text(&packer, "differences");
    msgpack_pack_array(&packer,
        self->difference_count < DIFFERENCES_MAX ? self->difference_count : DIFFERENCES_MAX);
    buffer_append(reply, self->differences.bytes, self->differences.length);
    replay_free(&self->replay);
    buffer_free(&self->differences);
    buffer_free(&self->bytes);
    free(self);
    return 0;
}
