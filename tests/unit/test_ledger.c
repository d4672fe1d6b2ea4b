/* The ledger, checked as an auditor would from its pages alone; the fold, kind by kind; and the
 * indexes and cases that follow from events, against a replay and a rebuild. */
#include "house.h"

#include <sodium.h>

/* ---- the chain, as a client verifies it over the pages of query ledger ---- */

typedef struct {
    uint64_t events;        /* that were sound */
    uint8_t hash[32];       /* of the last one */
    const char *first_flaw; /* NULL: none */
} audit_t;

/* One entry [1, hash, event]; own arithmetic, none of daemon/ledger.c or chain_next. */
static void audit_entry(audit_t *audit, const msgpack_object *entry)
{
    unpacker_t unpacker = {0}, inner = {0};
    msgpack_object object, event;
    crypto_generichash_state state;
    uint8_t hash[32];
    audit->first_flaw = "entry";
    if (unpack_message(&unpacker, entry->via.bin.ptr, entry->via.bin.size, &object, NULL) == 0 &&
        object.type == MSGPACK_OBJECT_ARRAY && object.via.array.size == 3 &&
        object.via.array.ptr[0].type == MSGPACK_OBJECT_POSITIVE_INTEGER &&
        object.via.array.ptr[0].via.u64 == 1 &&
        object.via.array.ptr[1].type == MSGPACK_OBJECT_BIN &&
        object.via.array.ptr[1].via.bin.size == 32 &&
        object.via.array.ptr[2].type == MSGPACK_OBJECT_BIN) {
        msgpack_object_bin bytes = object.via.array.ptr[2].via.bin;
        crypto_generichash_init(&state, NULL, 0, 32);
        crypto_generichash_update(&state, audit->hash, 32);
        crypto_generichash_update(&state, (const uint8_t *)bytes.ptr, bytes.size);
        crypto_generichash_final(&state, hash, 32);
        audit->first_flaw = "hash";
        if (memcmp(hash, object.via.array.ptr[1].via.bin.ptr, 32) == 0 &&
            unpack_message(&inner, bytes.ptr, bytes.size, &event, NULL) == 0) {
            bool next = event.via.array.ptr[1].via.u64 == audit->events + 1;
            audit->first_flaw = next ? NULL : "number";
            audit->events += next;
            memcpy(audit->hash, hash, 32);
        }
    }
    unpacker_free(&inner);
    unpacker_free(&unpacker);
}

static audit_t audit_ledger(test_house_t *house, uint64_t page)
{
    audit_t audit = {0};
    query_t query = {.what = QUERY_LEDGER, .limit = page};
    bool more = true;
    while (more && !audit.first_flaw) {
        const msgpack_object *reply = house_ask(house, &query);
        const msgpack_object *events = answer_get(reply, "events");
        const msgpack_object *next = map_get(reply, "next");
        assert_true(events->via.array.size <= page);
        more = next != NULL;
        query.after = more ? next->via.u64 : 0;
        for (uint32_t i = 0; i < events->via.array.size && !audit.first_flaw; i++)
            audit_entry(&audit, &events->via.array.ptr[i]);
    }
    return audit;
}

static void do_much(test_house_t *house, uint64_t seed, int times)
{
    for (int i = 0; i < times; i++)
        house_do_anything(house, &seed);
}

static void the_chain_is_whole_and_gapless(void **state)
{
    test_house_t *house = *state;
    audit_t audit = audit_ledger(house, 10);
    assert_int_equal(audit.events, 0);
    do_much(house, 1, 120);
    static const uint64_t pages[] = {1, 7, PAGE_MAX};
    for (size_t i = 0; i < COUNT(pages); i++) {
        audit = audit_ledger(house, pages[i]);
        assert_null(audit.first_flaw);
        assert_int_equal(audit.events, house->registry.ledger.number);
        assert_memory_equal(audit.hash, house->registry.ledger.hash, 32);
    }
    assert_true(audit.events > 60);
}

static void the_end_is_found_again(void **state)
{
    test_house_t *house = *state;
    do_much(house, 2, 30);
    uint64_t number = house->registry.ledger.number;
    uint8_t hash[32];
    memcpy(hash, house->registry.ledger.hash, 32);
    house_reopen(house);
    assert_int_equal(house->registry.ledger.number, number);
    assert_memory_equal(house->registry.ledger.hash, hash, 32);
    do_much(house, 3, 30);
    audit_t audit = audit_ledger(house, 50);
    assert_null(audit.first_flaw);
    assert_true(audit.events > number);
}

/* Rewrites the stored bytes of an event; `value` NULL deletes it. Only deletion and an overwrite in
 * another table kind can do this: the store itself refuses to rewrite an event. */
static void tamper(test_house_t *house, uint64_t number, slice_t value)
{
    /* All that follow are taken off and put back, since events are only ever appended. */
    uint64_t last = house->registry.ledger.number;
    slice_t old;
    buffer_t bytes = {0};
    size_t offsets[512], count = 0;
    assert_true(last - number < COUNT(offsets) - 1);
    store_begin(house->store);
    for (uint64_t at = number + 1; at <= last; at++) {
        store_key_t key = key_number(at);
        assert_true(view_get(store_writing(house->store), TABLE_EVENT, key_slice(&key), &old));
        offsets[count++] = bytes.length;
        buffer_append(&bytes, old.bytes, old.length);
    }
    offsets[count] = bytes.length;
    for (uint64_t at = number; at <= last; at++) {
        store_key_t key = key_number(at);
        store_delete(house->store, TABLE_EVENT, key_slice(&key));
    }
    store_key_t key = key_number(number);
    if (value.bytes)
        store_put(house->store, TABLE_EVENT, key_slice(&key), value);
    for (size_t i = 0; i < count; i++) {
        key = key_number(number + 1 + i);
        store_put(house->store, TABLE_EVENT, key_slice(&key),
            (slice_t){bytes.bytes + offsets[i], offsets[i + 1] - offsets[i]});
    }
    house_commit(house);
    buffer_free(&bytes);
}

static void one_changed_byte_anywhere_is_found(void **state)
{
    test_house_t *house = *state;
    do_much(house, 4, 25);
    uint64_t last = house->registry.ledger.number, seed = 5;
    for (uint64_t number = 1; number <= last; number++) {
        slice_t value;
        buffer_t changed = {0};
        store_key_t key = key_number(number);
        store_view_t *view = house_view(house);
        assert_true(view_get(view, TABLE_EVENT, key_slice(&key), &value));
        buffer_append(&changed, value.bytes, value.length);
        snapshot_close(&view);
        for (int round = 0; round < 8; round++) {
            size_t at = random_below(&seed, changed.length);
            uint8_t flip = (uint8_t)(1 + random_below(&seed, 255));
            changed.bytes[at] ^= flip;
            tamper(house, number, buffer_slice(&changed));
            audit_t audit = audit_ledger(house, 100);
            assert_non_null(audit.first_flaw);
            assert_true(audit.events < last);
            changed.bytes[at] ^= flip;
        }
        tamper(house, number, buffer_slice(&changed));
        buffer_free(&changed);
    }
    assert_null(audit_ledger(house, 100).first_flaw);
}

static void a_missing_event_and_a_cut_tail_are_found(void **state)
{
    test_house_t *house = *state;
    do_much(house, 6, 25);
    uint64_t last = house->registry.ledger.number;
    uint8_t head[32];
    memcpy(head, house->registry.ledger.hash, 32);
    store_begin(house->store);
    store_key_t key = key_number(last);
    store_delete(house->store, TABLE_EVENT, key_slice(&key));
    house_commit(house);
    audit_t audit = audit_ledger(house, 100);
    assert_null(audit.first_flaw); /* a shorter chain is whole in itself … */
    assert_int_equal(audit.events, last - 1);
    assert_memory_not_equal(audit.hash, head, 32); /* … but not the one that was noted */

    key = key_number(3);
    store_begin(house->store);
    store_delete(house->store, TABLE_EVENT, key_slice(&key));
    house_commit(house);
    audit = audit_ledger(house, 100);
    assert_non_null(audit.first_flaw);
    assert_int_equal(audit.events, 2);
}

static void an_entry_that_is_none(void **state)
{
    test_house_t *house = *state;
    slice_t hash, bytes;
    house_submit(house);
    static const char *const wrong[] = {"", "\x90", "\x93\x01\x02\x03", "\x81\x01\x01",
        "\x93\x01\xc4\x01x\xc4\x01x", "\x92\x01\xc4"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(
            ledger_entry(WORDS(wrong[i]), &house->unpacker, &hash, &bytes, &house->fault), -1);
    event_t *event = calloc(1, sizeof *event);
    store_view_t *view = house_view(house);
    assert_int_equal(ledger_read(view, &house->unpacker, 1, event, &house->fault), 0);
    assert_int_equal(event->number, 1);
    assert_int_equal(ledger_read(view, &house->unpacker, 2, event, &house->fault), -1);
    assert_int_equal(house->fault.code, ERROR_NOT_FOUND);
    snapshot_close(&view);
    free(event);
    tamper(house, 1, WORDS("\x93\x01\x02\x03")); /* no daemon starts on a broken end */
    assert_int_equal(registry_rewind(&house->registry, &house->fault), -1);
}

/* ---- replay: everything stored follows from the events ---- */

static void replay_finds_nothing_after_anything(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_REPLAY};
    for (uint64_t seed = 10; seed < 16; seed++) {
        do_much(house, seed, 600);
        const msgpack_object *reply = house_ask(house, &query);
        assert_int_equal(answer_number(reply, "different"), 0);
        assert_int_equal(answer_number(reply, "cases"), house->registry.last_case);
        assert_int_equal(answer_number(reply, "events"), house->registry.ledger.number);
    }
    unsigned states[STATE_COUNT] = {0}, lines = 0;
    for (uint64_t number = 1; number <= house->registry.last_case; number++) {
        const case_t *subject = house_case(house, number);
        states[subject->state]++;
        lines += subject->line_count > 0;
        /* (vii) and (ix) of POLICY §10 */
        bool at_rest = subject->clock_count == 0 && !case_has_open_line(subject);
        assert_int_equal(!case_is_open(subject), at_rest);
    }
    assert_true(states[STATE_CLOSED] > 0 && states[STATE_NOT_ACCEPTED] > 0); /* it went far */
    unsigned worked_on = states[STATE_ACCEPTED] + states[STATE_ASSIGNED] + states[STATE_INQUIRY] +
                         states[STATE_VERIFYING];
    assert_true(worked_on > 0 && lines > 5);
}

static size_t differences(test_house_t *house)
{
    query_t query = {.what = QUERY_REPLAY};
    const msgpack_object *reply = house_ask(house, &query);
    size_t count = answer_number(reply, "different");
    assert_int_equal(answer_get(reply, "differences")->via.array.size, count);
    return count;
}

static void put_case(test_house_t *house, const case_t *subject)
{
    buffer_t value = {0};
    store_key_t key = key_number(subject->number);
    record_pack_value(&CASE_RECORD, subject, &value);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    house_commit(house);
    buffer_free(&value);
}

static void replay_finds_a_tampered_case(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    house_submit(house);
    case_t sound = *house_case(house, number);
    case_t changed = sound;
    changed.severity = SEVERITY_MINOR; /* a friend makes it lighter */
    put_case(house, &changed);
    assert_int_equal(differences(house), 1);
    changed = sound;
    snprintf(changed.lines[0].target, sizeof changed.lines[0].target, "%s", "qin-shen");
    put_case(house, &changed);
    assert_true(differences(house) > 0);
    changed = sound;
    changed.last_event = 1;
    put_case(house, &changed);
    assert_true(differences(house) > 0);
    put_case(house, &sound);
    assert_int_equal(differences(house), 0);
}

/* Rewrites event `number` so that it names another one as the case's event before it. */
static void set_previous(test_house_t *house, uint64_t number, uint64_t previous)
{
    event_t *event = calloc(1, sizeof *event);
    buffer_t bytes = {0}, entry = {0};
    store_view_t *view = house_view(house);
    assert_int_equal(ledger_read(view, &house->unpacker, number, event, &house->fault), 0);
    snapshot_close(&view);
    event->previous = previous;
    event_pack(event, &bytes);
    msgpack_packer packer = buffer_packer(&entry);
    msgpack_pack_array(&packer, 3);
    msgpack_pack_int(&packer, 1);
    pack_bytes(&packer, house->registry.ledger.hash, DIGEST_BYTES);
    pack_bytes(&packer, bytes.bytes, bytes.length);
    tamper(house, number, buffer_slice(&entry));
    buffer_free(&bytes);
    buffer_free(&entry);
    free(event);
}

static void replay_finds_a_case_whose_events_lead_astray(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    house_submit(house); /* event 1 of case 1 */
    house_submit(house); /* event 2 of case 2 */
    house_classify(house, 1, &verdict);
    assert_int_equal(differences(house), 0);
    set_previous(house, 3, 3); /* round and round */
    assert_true(differences(house) > 0);
    set_previous(house, 3, 2); /* into another case */
    assert_true(differences(house) > 0);
    set_previous(house, 3, 1);
    assert_int_equal(differences(house), 0);
}

/* Takes one key out of a table and puts another in with its value, so that the number of entries
 * stays. */
static void exchange(test_house_t *house, store_table_t table, store_key_t out, store_key_t in)
{
    slice_t value;
    buffer_t copy = {0};
    store_begin(house->store);
    assert_true(view_get(store_writing(house->store), table, key_slice(&out), &value));
    buffer_append(&copy, value.bytes, value.length);
    store_delete(house->store, table, key_slice(&out));
    store_put(house->store, table, key_slice(&in), buffer_slice(&copy));
    house_commit(house);
    buffer_free(&copy);
}

static void replay_finds_a_tampered_index(void **state)
{
    test_house_t *house = *state;
    house_submit(house);
    uint64_t number = house_double_case(house);
    const case_clock_t *clock = case_clock(house_case(house, number), CLOCK_ACCEPT, 0);
    const struct {
        store_table_t table;
        store_key_t real, false_one;
    } rows[] = {
        {TABLE_STAGE, key_stage(STAGE_CLASSIFY, 1), key_stage(STAGE_DONE, 1)},
        {TABLE_CLOCK, key_clock(clock->next_ms, number, 0, CLOCK_ACCEPT),
            key_clock(clock->next_ms + 900 * DAY_MS, number, 0, CLOCK_ACCEPT)},
        {TABLE_SUBJECT, key_subject('p', "shen-chen", number), key_subject('p', "qin-shen", 1)},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        exchange(house, rows[i].table, rows[i].real, rows[i].false_one);
        assert_true(differences(house) > 0);
        exchange(house, rows[i].table, rows[i].false_one, rows[i].real);
        assert_int_equal(differences(house), 0);
    }
    store_begin(house->store); /* an entry too many */
    store_key_t key = key_stage(STAGE_HUMAN, 1);
    store_put(house->store, TABLE_STAGE, key_slice(&key), WORDS(""));
    house_commit(house);
    assert_true(differences(house) > 0);
}

/* Puts other bytes under a key of a table, and gives back what was there; nothing: it is removed.
 */
static buffer_t put_other(test_house_t *house, store_table_t table, store_key_t key, slice_t bytes)
{
    slice_t value;
    buffer_t before = {0};
    store_begin(house->store);
    if (view_get(store_writing(house->store), table, key_slice(&key), &value)) {
        buffer_append(&before, value.bytes, value.length);
        store_delete(house->store, table, key_slice(&key));
    }
    if (bytes.length)
        store_put(house->store, table, key_slice(&key), bytes);
    house_commit(house);
    return before;
}

/* A word less in a complaint, one more in what its complainant has said since, and words of nobody:
 * the digests in the ledger tell. */
static void replay_finds_tampered_words(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_submit(house);
    respond_t respond = {.gateway = "web", .key = "r1", .response = RESPONSE_ADD};
    respond.text = WORDS("那天在场的还有我弟弟。");
    receipt_make(house->registry.receipt_key, number, respond.receipt);
    store_begin(house->store);
    assert_int_equal(
        registry_respond(&house->registry, &respond, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    assert_int_equal(differences(house), 0);
    const document_t document = {WORDS("审批窗口办事拖沓"), WORDS("去窗口办备案，很顺利。"), {0}};
    const statement_t statement = {house->ack.event, WORDS("那天没有人在场。")};
    buffer_t false_document = {0}, false_statement = {0};
    record_pack_value(&DOCUMENT_RECORD, &document, &false_document);
    record_pack_value(&STATEMENT_RECORD, &statement, &false_statement);
    const struct {
        store_table_t table;
        store_key_t key;
        slice_t bytes;
    } rows[] = {
        {TABLE_DOCUMENT, key_number(number), buffer_slice(&false_document)},
        {TABLE_DOCUMENT, key_number(number), {0}},
        {TABLE_RESPONSE, key_response(number, "r1"), buffer_slice(&false_statement)},
        {TABLE_RESPONSE, key_response(number, "r1"), {0}},
        {TABLE_RESPONSE, key_response(number, "r2"), buffer_slice(&false_statement)},
        {TABLE_RESPONSE, key_response(99, "r1"), buffer_slice(&false_statement)},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        buffer_t before = put_other(house, rows[i].table, rows[i].key, rows[i].bytes);
        assert_true(differences(house) > 0);
        buffer_t false_one = put_other(house, rows[i].table, rows[i].key, buffer_slice(&before));
        buffer_free(&before);
        buffer_free(&false_one);
        assert_int_equal(differences(house), 0);
    }
    buffer_free(&false_document);
    buffer_free(&false_statement);
}

/* ---- indexes: following changes equals building anew ---- */

static void copy_table(store_view_t *view, store_table_t table, buffer_t *out)
{
    slice_t key, value;
    store_cursor_t *cursor = cursor_open(view, table);
    bool found = cursor_at_least(cursor, (slice_t){"", 1}, &key, &value);
    for (; found; found = cursor_next(cursor, &key, &value)) {
        buffer_append(out, &key.length, sizeof key.length);
        buffer_append(out, key.bytes, key.length);
    }
    cursor_close(&cursor);
}

static void clear_table(test_house_t *house, store_table_t table)
{
    slice_t key, value;
    for (;;) {
        store_cursor_t *cursor = cursor_open(store_writing(house->store), table);
        bool found = cursor_at_least(cursor, (slice_t){"", 1}, &key, &value);
        uint8_t copy[KEY_BYTES_MAX];
        if (found)
            memcpy(copy, key.bytes, key.length);
        cursor_close(&cursor);
        if (!found)
            return;
        store_delete(house->store, table, (slice_t){copy, key.length});
    }
}

static void following_equals_building_anew(void **state)
{
    test_house_t *house = *state;
    static const store_table_t tables[] = {TABLE_STAGE, TABLE_CLOCK, TABLE_SUBJECT};
    static const case_t nothing;
    do_much(house, 20, 500);
    buffer_t followed = {0}, built = {0};
    store_view_t *view = house_view(house);
    for (size_t i = 0; i < COUNT(tables); i++)
        copy_table(view, tables[i], &followed);
    snapshot_close(&view);
    store_begin(house->store);
    for (size_t i = 0; i < COUNT(tables); i++)
        clear_table(house, tables[i]);
    for (uint64_t number = 1; number <= house->registry.last_case; number++)
        index_update(house->store, &nothing, house_case(house, number));
    for (size_t i = 0; i < COUNT(tables); i++)
        copy_table(store_writing(house->store), tables[i], &built);
    house_commit(house);
    assert_int_equal(followed.length, built.length);
    assert_memory_equal(followed.bytes, built.bytes, built.length);
    assert_true(built.length > 1000);
    buffer_free(&followed);
    buffer_free(&built);
}

/* A clock that is set back does not turn the order of events round, nor does a restart or an
 * aborted commit make the ledger forget how late it is. */
static void time_stands_still_when_the_clock_is_set_back(void **state)
{
    test_house_t *house = *state;
    const ledger_t *ledger = &house->registry.ledger;
    assert_int_equal(ledger_now_ms(ledger, 5), 5); /* nothing has happened yet */
    house_submit(house);
    int64_t last_ms = house->now_ms;
    assert_int_equal(ledger_now_ms(ledger, last_ms - 1), last_ms);
    assert_int_equal(ledger_now_ms(ledger, last_ms + 1), last_ms + 1);
    house_reopen(house);
    assert_int_equal(ledger_now_ms(ledger, last_ms - DAY_MS), last_ms);
    submit_t lost = house_submission(house);
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, &lost, last_ms + DAY_MS, &house->ack, &house->fault), 0);
    assert_int_equal(ledger_now_ms(ledger, last_ms), last_ms + DAY_MS);
    house->next_commit = STORE_FULL;
    assert_int_equal(store_commit(house->store), STORE_FULL);
    assert_int_equal(registry_rewind(&house->registry, &house->fault), 0);
    assert_int_equal(ledger_now_ms(ledger, last_ms), last_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(time_stands_still_when_the_clock_is_set_back),
        IN_HOUSE(the_chain_is_whole_and_gapless),
        IN_HOUSE(the_end_is_found_again),
        IN_HOUSE(one_changed_byte_anywhere_is_found),
        IN_HOUSE(a_missing_event_and_a_cut_tail_are_found),
        IN_HOUSE(an_entry_that_is_none),
        IN_HOUSE(replay_finds_nothing_after_anything),
        IN_HOUSE(replay_finds_a_tampered_case),
        IN_HOUSE(replay_finds_a_case_whose_events_lead_astray),
        IN_HOUSE(replay_finds_a_tampered_index),
        IN_HOUSE(replay_finds_tampered_words),
        IN_HOUSE(following_equals_building_anew),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
