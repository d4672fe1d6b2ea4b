/* Queries over the whole ledger: its entries to verify outside, and the replay that folds every
 * case anew and compares. */
#include "query.h"

#include "fold.h"
#include "index.h"
#include "keys.h"

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
    event_t event;
    case_t stored, folded;
    uint64_t cases, events;
    uint64_t entries[TABLE_COUNT]; /* that the indexes should have */
    uint64_t *numbers;             /* of one case's events, newest first */
    size_t number_room;
    size_t difference_count;
    buffer_t differences, bytes;
} replay_t;

static void differ(replay_t *replay, uint64_t case_number, const char *what)
{
    if (replay->difference_count++ >= DIFFERENCES_MAX)
        return;
    msgpack_packer packer = buffer_packer(&replay->differences);
    msgpack_pack_map(&packer, 2);
    pack_number(&packer, "case", case_number);
    pack_text(&packer, "what");
    pack_text(&packer, what);
}

/* Follows the case's events back to its first. False when the chain of them is broken. */
static bool collect_events(replay_t *replay, size_t *count)
{
    fault_t fault;
    uint64_t before = replay->stored.last_event + 1;
    *count = 0;
    for (uint64_t at = replay->stored.last_event; at; at = replay->event.previous) {
        if (*count == replay->number_room) {
            size_t room = replay->number_room ? 2 * replay->number_room : 64;
            uint64_t *grown = realloc(replay->numbers, room * sizeof *grown);
            if (!grown)
                return false;
            replay->numbers = grown;
            replay->number_room = room;
        }
        if (at >= before ||
            ledger_read(replay->context->view, &replay->context->unpacker, at, &replay->event,
                &fault) < 0 ||
            replay->event.case_number != replay->stored.number)
            return false;
        before = at;
        replay->numbers[(*count)++] = at;
    }
    return true;
}

static void replay_case(replay_t *replay, slice_t value)
{
    size_t count;
    fault_t fault;
    memset(&replay->folded, 0, sizeof replay->folded);
    if (!collect_events(replay, &count)) {
        differ(replay, replay->stored.number, "its events cannot be followed to the first");
        return;
    }
    replay->events += count;
    while (count > 0) {
        if (ledger_read(replay->context->view, &replay->context->unpacker, replay->numbers[--count],
                &replay->event, &fault) < 0) {
            differ(replay, replay->stored.number, fault.message);
            return;
        }
        fold_event(&replay->folded, &replay->event);
    }
    buffer_clear(&replay->bytes);
    record_pack_value(&CASE_RECORD, &replay->folded, &replay->bytes);
    if (replay->bytes.length != value.length ||
        memcmp(replay->bytes.bytes, value.bytes, value.length) != 0)
        differ(replay, replay->stored.number, "the stored case is not what its events make");
}

/* What the indexes have beyond the entries of the cases. */
static void compare_counts(replay_t *replay)
{
    static const struct {
        store_table_t table;
        const char *what;
    } indexes[] = {
        {TABLE_STAGE, "the stage index has entries that belong to no case"},
        {TABLE_CLOCK, "the clock index has entries that belong to no case"},
        {TABLE_SUBJECT, "the subject index has entries that belong to no case"},
    };
    store_view_t *view = replay->context->view;
    if (replay->events != view_entries(view, TABLE_EVENT))
        differ(replay, 0, "the ledger holds events that belong to no case");
    for (size_t i = 0; i < sizeof indexes / sizeof indexes[0]; i++) {
        if (replay->entries[indexes[i].table] != view_entries(view, indexes[i].table))
            differ(replay, 0, indexes[i].what);
    }
}

static void replay_all(replay_t *replay)
{
    fault_t fault;
    slice_t key, value;
    store_view_t *view = replay->context->view;
    store_key_t first = key_number(0);
    store_cursor_t *cursor = cursor_open(view, TABLE_CASE);
    bool found = cursor_at_least(cursor, key_slice(&first), &key, &value);
    while (found) {
        replay->cases++;
        if (record_from_value(&CASE_RECORD, &replay->context->other, value.bytes, value.length,
                &replay->stored, &fault) < 0) {
            differ(replay, key_last_number(key), fault.message);
        } else {
            if (!index_check(view, &replay->stored, replay->entries))
                differ(replay, replay->stored.number, "the indexes do not list the case as it is");
            replay_case(replay, value);
        }
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    compare_counts(replay);
}

int query_replay(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    (void)query;
    replay_t *replay = calloc(1, sizeof *replay);
    if (!replay)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    replay->context = context;
    replay_all(replay);
    msgpack_packer packer = reply_begin(context, 4, reply);
    pack_number(&packer, "cases", replay->cases);
    pack_number(&packer, "events", replay->events);
    pack_number(&packer, "different", replay->difference_count);
    pack_text(&packer, "differences");
    msgpack_pack_array(&packer,
        replay->difference_count < DIFFERENCES_MAX ? replay->difference_count : DIFFERENCES_MAX);
    buffer_append(reply, replay->differences.bytes, replay->differences.length);
    free(replay->numbers);
    buffer_free(&replay->differences);
    buffer_free(&replay->bytes);
    free(replay);
    return 0;
}
