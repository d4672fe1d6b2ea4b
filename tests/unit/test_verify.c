/* The ledger checked from outside: an intact chain gives its head, and every kind of tampering is
 * found at the event where it was done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "../../clients/chain.h"

#define EVENTS 5

typedef struct {
    buffer_t entries[EVENTS];
    uint8_t head[DIGEST_BYTES];
} ledger_t;

static void pack_entry(const uint8_t hash[DIGEST_BYTES], const buffer_t *event, buffer_t *entry)
{
    msgpack_packer packer = buffer_packer(entry);
    msgpack_pack_array(&packer, 3);
    msgpack_pack_int(&packer, RECORD_VERSION);
    pack_bytes(&packer, hash, DIGEST_BYTES);
    pack_bytes(&packer, event->bytes, event->length);
}

static ledger_t make_ledger(void)
{
    ledger_t ledger = {0};
    for (uint64_t i = 0; i < EVENTS; i++) {
        event_t event = {.number = i + 1,
            .at_ms = 1441238400000,
            .case_number = 1,
            .kind = EVENT_ACTED,
            .role = ROLE_PRINCIPAL};
        buffer_t bytes = {0};
        memcpy(event.actor, "zhao", sizeof "zhao");
        event.data.acted.verb = VERB_COMMENT;
        event_pack(&event, &bytes);
        chain_next(ledger.head, bytes.bytes, bytes.length, ledger.head);
        pack_entry(ledger.head, &bytes, &ledger.entries[i]);
        buffer_free(&bytes);
    }
    return ledger;
}

static void free_ledger(ledger_t *ledger)
{
    for (size_t i = 0; i < EVENTS; i++)
        buffer_free(&ledger->entries[i]);
}

/* Takes the entries in the given order; how many were right. */
static uint64_t follow(
    const ledger_t *ledger, const size_t *order, size_t count, chain_t *chain, fault_t *fault)
{
    for (size_t i = 0; i < count; i++) {
        const buffer_t *entry = &ledger->entries[order[i]];
        if (chain_take(chain, entry->bytes, entry->length, fault) < 0)
            break;
    }
    return chain->count;
}

static void follows_an_intact_chain(void **state)
{
    (void)state;
    ledger_t ledger = make_ledger();
    chain_t chain = {0};
    fault_t fault;
    assert_int_equal(follow(&ledger, (size_t[]){0, 1, 2, 3, 4}, EVENTS, &chain, &fault), EVENTS);
    assert_memory_equal(chain.head, ledger.head, DIGEST_BYTES);
    chain_free(&chain);
    free_ledger(&ledger);
}

static void finds_missing_and_exchanged_events(void **state)
{
    (void)state;
    static const struct {
        size_t order[EVENTS];
        uint64_t right;
        const char *message;
    } wrong[] = {
        {{1, 2, 3, 4, 4}, 0, "event 1: number 2"},
        {{0, 1, 3, 4, 4}, 2, "event 3: number 4"},
        {{0, 2, 1, 3, 4}, 1, "event 2: number 3"},
        {{0, 1, 1, 2, 3}, 2, "event 3: number 2"},
    };
    ledger_t ledger = make_ledger();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        chain_t chain = {0};
        fault_t fault = {0};
        assert_int_equal(follow(&ledger, wrong[i].order, EVENTS, &chain, &fault), wrong[i].right);
        assert_non_null(strstr(fault.message, wrong[i].message));
        chain_free(&chain);
    }
    free_ledger(&ledger);
}

/* Flips every byte of the third entry in turn: none goes unseen. */
static void finds_every_changed_byte(void **state)
{
    (void)state;
    ledger_t ledger = make_ledger();
    for (size_t at = 0; at < ledger.entries[2].length; at++) {
        chain_t chain = {0};
        fault_t fault;
        ledger.entries[2].bytes[at] ^= 0x01;
        assert_int_equal(follow(&ledger, (size_t[]){0, 1, 2, 3, 4}, EVENTS, &chain, &fault), 2);
        ledger.entries[2].bytes[at] ^= 0x01;
        chain_free(&chain);
    }
    free_ledger(&ledger);
}

/* A ledger rewritten from its third event on is intact in itself: only the kept head tells. */
static void shows_a_rewritten_ledger_by_its_head(void **state)
{
    (void)state;
    ledger_t ledger = make_ledger();
    chain_t chain = {0};
    fault_t fault;
    assert_int_equal(follow(&ledger, (size_t[]){0, 1}, 2, &chain, &fault), 2);
    event_t event = {
        .number = 3, .at_ms = 1, .case_number = 1, .kind = EVENT_ACTED, .role = ROLE_PRINCIPAL};
    event.data.acted.verb = VERB_CLOSE;
    buffer_t bytes = {0}, entry = {0};
    uint8_t hash[DIGEST_BYTES];
    event_pack(&event, &bytes);
    chain_next(chain.head, bytes.bytes, bytes.length, hash);
    pack_entry(hash, &bytes, &entry);
    assert_int_equal(chain_take(&chain, entry.bytes, entry.length, &fault), 0);
    assert_memory_not_equal(chain.head, ledger.head, DIGEST_BYTES);
    buffer_free(&bytes);
    buffer_free(&entry);
    chain_free(&chain);
    free_ledger(&ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_an_intact_chain),
        cmocka_unit_test(finds_missing_and_exchanged_events),
        cmocka_unit_test(finds_every_changed_byte),
        cmocka_unit_test(shows_a_rewritten_ledger_by_its_head),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
