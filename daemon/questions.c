/* Chooses the reader for a query, and packs what only the main thread knows. */
#include "questions.h"

static void pack_counters(const house_t *house, msgpack_packer *packer)
{
    const foreman_counters_t *foreman = &house->foreman.counters;
    const struct {
        const char *key;
        uint64_t value;
    } counters[] = {
        {"turns", house->turns},
        {"turns_full", house->full_turns},
        {"submissions_created", house->desk.created},
        {"submissions_repeated", house->desk.repeated},
        {"results_taken", foreman->taken},
        {"results_stale", foreman->stale},
        {"attempts_failed", foreman->failed},
        {"leases_returned", foreman->returned},
        {"policies_sent", foreman->policies},
        {"replies_dropped", house->outbox.dropped},
    };
    size_t count = sizeof counters / sizeof counters[0];
    pack_text(packer, "counters");
    msgpack_pack_map(packer, count + OP_COUNT - 1 + ERROR_COUNT - 1);
    for (size_t i = 0; i < count; i++)
        pack_number(packer, counters[i].key, counters[i].value);
    char key[64];
    for (unsigned op = 1; op < OP_COUNT; op++) {
        snprintf(key, sizeof key, "op_%s", term_name(&OPS, op));
        pack_number(packer, key, house->desk.by_op[op]);
    }
    for (unsigned code = 1; code < ERROR_COUNT; code++) {
        snprintf(key, sizeof key, "error_%s", term_name(&ERRORS, code));
        pack_number(packer, key, house->desk.by_error[code]);
    }
}

static void pack_workers(const house_t *house, msgpack_packer *packer)
{
    int64_t tick_ms = zclock_mono();
    worker_t *worker, *next;
    pack_text(packer, "workers");
    msgpack_pack_array(packer, HASH_COUNT(house->foreman.dispatcher.workers));
    HASH_ITER(hh, house->foreman.dispatcher.workers, worker, next)
    {
        msgpack_pack_map(packer, 5);
        pack_text(packer, "name");
        pack_text(packer, worker->name);
        pack_text(packer, "stage");
        pack_text(packer, term_name(&STAGES, worker->stage));
        pack_number(packer, "capacity", worker->capacity);
        pack_number(packer, "leased", worker->leased);
        pack_number(packer, "silent_ms", (uint64_t)(tick_ms - worker->heard_ms));
    }
}

/* What `duban stat` shows of the main thread. */
static void pack_live(const house_t *house, int64_t now_ms, question_t *question)
{
    msgpack_packer packer = buffer_packer(&question->live);
    pack_text(&packer, "version");
    pack_text(&packer, DUBAN_VERSION);
    pack_number(&packer, "started_ms", (uint64_t)house->started_ms);
    pack_number(&packer, "now_ms", (uint64_t)now_ms);
    int64_t behind_ms = now_ms - zclock_time(); /* now_ms is the ledger's */
    pack_number(&packer, "clock_behind_s", behind_ms > 0 ? (uint64_t)behind_ms / 1000 : 0);
    pack_counters(house, &packer);
    pack_workers(house, &packer);
    pack_text(&packer, "last_sweep");
    msgpack_pack_map(&packer, 2);
    pack_number(&packer, "at_ms", (uint64_t)house->foreman.last_sweep_ms);
    pack_number(&packer, "due", house->foreman.last_sweep_due);
    pack_text(&packer, "rescheduling");
    msgpack_pack_map(&packer, 4);
    pack_number(&packer, "pending", house->reschedule.pending);
    pack_number(&packer, "next_case", house->reschedule.pending ? house->reschedule.next_case : 0);
    pack_number(&packer, "looked", house->reschedule.looked);
    pack_number(&packer, "moved", house->reschedule.moved);
    question->live_count = 8;
}

static void answer_busy(house_t *house, const address_t *from, uint64_t rid)
{
    fault_t fault;
    size_t offset = house->outbox.bytes.length;
    fault_set(&fault, ERROR_BUSY, NULL, "%llu queries are waiting already; ask again in a moment",
        (unsigned long long)house->settings->queries_max);
    desk_refuse(&house->desk, rid, &fault, &house->outbox.bytes);
    outbox_add(&house->outbox, from, rid, false, offset);
}

void questions_ask(house_t *house, const address_t *from, const desk_note_t *note, int64_t now_ms)
{
    reader_t *reader = query_is_long(note->query.what) ? house->thorough : house->quick;
    question_t *question = NULL;
    if (reader_waiting(reader) < house->settings->queries_max)
        question = question_new(house->rules);
    uint64_t ticket = question ? outbox_remember(&house->outbox, from, note->rid) : 0;
    if (ticket) {
        question->ticket = ticket;
        question->rid = note->rid;
        question->now_ms = now_ms;
        question->query = note->query;
        if (note->query.what == QUERY_STAT)
            pack_live(house, now_ms, question);
        if (reader_ask(reader, &question) == 0)
            return;
        outbox_forget(&house->outbox, ticket);
    }
    question_destroy(&question);
    answer_busy(house, from, note->rid);
}
