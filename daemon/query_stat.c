/* The state of the running daemon: what its main thread knows, and what the store shows. */
#include "query.h"

#include "keys.h"

/* Counts the index entries that begin with one stage; the queues are short but for `staff`. */
static uint64_t count_stage(store_view_t *view, stage_t stage)
{
    uint64_t count = 0;
    slice_t key, value;
    store_key_t from = key_stage(stage, 0);
    store_cursor_t *cursor = cursor_open(view, TABLE_STAGE);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    while (found && ((const uint8_t *)key.bytes)[0] == (uint8_t)stage) {
        count++;
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    return count;
}

static void pack_queues(store_view_t *view, msgpack_packer *packer)
{
    static const stage_t queues[] = {STAGE_CLASSIFY, STAGE_ESCALATE, STAGE_HUMAN};
    pack_text(packer, "queues");
    msgpack_pack_map(packer, 3);
    for (size_t i = 0; i < 3; i++)
        pack_number(packer, term_name(&STAGES, queues[i]), count_stage(view, queues[i]));
}

static void pack_clocks(store_view_t *view, int64_t now_ms, msgpack_packer *packer)
{
    uint64_t overdue = 0;
    int64_t oldest_ms = 0;
    slice_t key, value;
    clock_key_t clock;
    store_key_t from = key_clock(0, 0, 0, CLOCK_UNSET);
    store_cursor_t *cursor = cursor_open(view, TABLE_CLOCK);
    bool found = cursor_at_least(cursor, key_slice(&from), &key, &value);
    while (found && key_read_clock(key, &clock)) {
        if (!oldest_ms)
            oldest_ms = clock.next_ms;
        if (clock.next_ms > now_ms)
            break;
        overdue++;
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    pack_text(packer, "clocks");
    msgpack_pack_map(packer, 3);
    pack_number(packer, "open", view_entries(view, TABLE_CLOCK));
    pack_number(packer, "oldest_due_ms", (uint64_t)oldest_ms);
    pack_number(packer, "overdue", overdue);
}

int query_stat(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    (void)query;
    (void)fault;
    store_usage_t usage = store_usage(context->store);
    msgpack_packer packer = reply_begin(context, context->live_count + 3, reply);
    buffer_append(reply, context->live.bytes, context->live.length);
    pack_text(&packer, "store");
    msgpack_pack_map(&packer, 4);
    pack_number(&packer, "used_bytes", usage.used_bytes);
    pack_number(&packer, "map_bytes", usage.map_bytes);
    pack_number(&packer, "cases", view_entries(context->view, TABLE_CASE));
    pack_number(&packer, "events", view_entries(context->view, TABLE_EVENT));
    pack_queues(context->view, &packer);
    pack_clocks(context->view, context->now_ms, &packer);
    return 0;
}
