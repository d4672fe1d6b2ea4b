/* Verifies a site's ledger from outside: the chain, the replay, and that nothing is there twice. */
#include "audit.h"

#include "../../clients/chain.h"

#include <stdlib.h>
#include <uthash.h>

/* A submission, or a case with a kind of event. */
typedef struct {
    char name[2 * ID_BYTES];
    UT_hash_handle hh;
} mark_t;

typedef struct {
    audit_t sums;
    mark_t *marks;
    chain_t chain;
    unpacker_t entry_unpacker, event_unpacker;
    event_t event;
} reading_t;

/* False when the name was marked before. */
static bool set_mark(reading_t *reading, const char *name)
{
    mark_t *mark;
    HASH_FIND_STR(reading->marks, name, mark);
    if (mark)
        return false;
    mark = calloc(1, sizeof *mark);
    assert_non_null(mark);
    snprintf(mark->name, sizeof mark->name, "%s", name);
    HASH_ADD_STR(reading->marks, name, mark);
    return true;
}

static void count_event(reading_t *reading, const event_t *event)
{
    char name[2 * ID_BYTES];
    audit_t *sums = &reading->sums;
    sums->events++;
    sums->by_kind[event->kind]++;
    if (event->kind == EVENT_REGISTERED) {
        const registered_t *data = &event->data.registered;
        snprintf(name, sizeof name, "%s %s", data->gateway, data->key);
        if (!set_mark(reading, name))
            fail_msg("the submission %s has two cases", name);
        sums->cases++;
    }
    if (event->kind == EVENT_ATTEMPT_FAILED)
        sums->parked += event->data.attempt_failed.parked;
    bool once = event->kind == EVENT_REGISTERED || event->kind == EVENT_CLASSIFIED ||
                event->kind == EVENT_ABSTAINED || event->kind == EVENT_ASSESSED;
    snprintf(name, sizeof name, "case %llu %s", (unsigned long long)event->case_number,
        term_name(&EVENTS, event->kind));
    if (once && !set_mark(reading, name))
        sums->doubled++;
}

static void read_entry(reading_t *reading, const msgpack_object *entry)
{
    fault_t fault = {0};
    msgpack_object row;
    assert_int_equal(entry->type, MSGPACK_OBJECT_BIN);
    const msgpack_object_bin *bytes = &entry->via.bin;
    if (chain_take(&reading->chain, bytes->ptr, bytes->size, &fault) < 0 ||
        unpack_message(&reading->entry_unpacker, bytes->ptr, bytes->size, &row, &fault) < 0)
        fail_msg("%s", fault.message);
    const msgpack_object_bin *event = &row.via.array.ptr[2].via.bin;
    if (event_unpack(&reading->event_unpacker, event->ptr, event->size, &reading->event, &fault) <
        0)
        fail_msg("%s", fault.message);
    count_event(reading, &reading->event);
}

static void read_pages(site_t *site, reading_t *reading)
{
    duban_query_t query = {.what = "ledger", .limit = 500};
    do {
        answer_t answer;
        site_ask(site, &query, &answer);
        for (size_t i = 0; i < view_count(&answer.root, "events"); i++)
            read_entry(reading, view_item(&answer.root, "events", i));
        query.after = view_number(&answer.root, "next");
        answer_close(&answer);
    } while (query.after);
}

static void check_replay(site_t *site)
{
    answer_t answer;
    char what[256];
    site_ask(site, &(duban_query_t){.what = "replay"}, &answer);
    if (view_number(&answer.root, "different"))
        fail_msg("replay: case %llu: %s",
            (unsigned long long)view_number(view_item(&answer.root, "differences", 0), "case"),
            view_text(view_item(&answer.root, "differences", 0), "what", what, sizeof what));
    answer_close(&answer);
}

audit_t audit_ledger(site_t *site)
{
    reading_t *reading = calloc(1, sizeof *reading);
    assert_non_null(reading);
    read_pages(site, reading);
    check_replay(site);
    audit_t sums = reading->sums;
    mark_t *mark, *next;
    HASH_ITER(hh, reading->marks, mark, next)
    {
        HASH_DEL(reading->marks, mark);
        free(mark);
    }
    chain_free(&reading->chain);
    unpacker_free(&reading->entry_unpacker);
    unpacker_free(&reading->event_unpacker);
    free(reading);
    return sums;
}
