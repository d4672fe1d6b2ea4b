/* Events as the ledger stores them: the round trip of every kind, and what is refused. */
#include "../../proto/event.h"
#include "../../proto/request.h"
#include "../../proto/work.h"
#include "fill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static unpacker_t unpacker;
static event_t one, other; /* large; kept off the stack */

static void fill_event(uint64_t *seed, event_kind_t kind, event_t *event)
{
    memset(event, 0, sizeof *event);
    event->number = random_next(seed);
    event->at_ms = (int64_t)random_up_to(seed, 4000000000000);
    event->case_number = random_next(seed);
    event->previous = random_next(seed);
    event->kind = kind;
    fill_text(seed, event->actor, sizeof event->actor - 1);
    event->role = (role_t)random_up_to(seed, ROLE_COUNT - 1);
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        event->policy[i] = (uint8_t)random_next(seed);
    fill_record(seed, event_data_record(kind), &event->data);
}

static void test_round_trips(void **state)
{
    (void)state;
    uint64_t seed = 38;
    for (unsigned kind = 1; kind < EVENT_COUNT; kind++) {
        for (int round = 0; round < 50; round++) {
            buffer_t buffer = {0}, again = {0};
            fault_t fault = {0};
            fill_event(&seed, kind, &one);
            event_pack(&one, &buffer);
            memset(&other, 0x5a, sizeof other);
            if (event_unpack(&unpacker, buffer.bytes, buffer.length, &other, &fault) < 0)
                fail_msg("%s: %s", term_name(&EVENTS, kind), fault.message);
            assert_true(one.number == other.number && one.at_ms == other.at_ms);
            assert_true(one.case_number == other.case_number && one.previous == other.previous);
            assert_true(one.kind == other.kind && one.role == other.role);
            assert_string_equal(one.actor, other.actor);
            assert_memory_equal(one.policy, other.policy, DIGEST_BYTES);
            assert_true(same_record(event_data_record(kind), &one.data, &other.data));
            event_pack(&other, &again);
            assert_int_equal(buffer.length, again.length);
            assert_memory_equal(buffer.bytes, again.bytes, buffer.length);
            buffer_free(&buffer);
            buffer_free(&again);
        }
    }
}

static void test_every_truncation_is_refused(void **state)
{
    (void)state;
    uint64_t seed = 1;
    buffer_t buffer = {0};
    fault_t fault;
    fill_event(&seed, EVENT_ESCALATED, &one);
    event_pack(&one, &buffer);
    for (size_t length = 0; length < buffer.length; length++)
        assert_int_equal(event_unpack(&unpacker, buffer.bytes, length, &other, &fault), -1);
    buffer_append(&buffer, "", 1);
    assert_int_equal(event_unpack(&unpacker, buffer.bytes, buffer.length, &other, &fault), -1);
    buffer_free(&buffer);
}

/* Packs a whole event with the parts that a test wants to be wrong. */
static int unpack_parts(int version, size_t elements, const char *kind, const char *role,
    const char *data, fault_t *fault)
{
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_array(&packer, elements);
    msgpack_pack_int(&packer, version);
    for (int i = 1; i <= 4; i++)
        msgpack_pack_int(&packer, i);
    pack_text(&packer, kind);
    pack_text(&packer, "zhao");
    pack_text(&packer, role);
    pack_bytes(&packer, "0123456789abcdef0123456789abcdef", 32);
    for (size_t i = 9; i < elements; i++)
        buffer_append(&buffer, data, 1);
    int rc = event_unpack(&unpacker, buffer.bytes, buffer.length, &other, fault);
    buffer_free(&buffer);
    return rc;
}

static void test_refusals(void **state)
{
    (void)state;
    fault_t fault = {0};
    assert_int_equal(unpack_parts(1, 10, "assessed", "worker", "\x80", &fault), 0);
    assert_int_equal(other.number, 1);
    assert_int_equal(other.previous, 4);
    static const struct {
        int version;
        size_t elements;
        const char *kind, *role, *data, *says;
    } wrong[] = {
        {2, 10, "assessed", "worker", "\x80", "version"},
        {1, 9, "assessed", "worker", "\x80", "10 elements"},
        {1, 11, "assessed", "worker", "\x80", "10 elements"},
        {1, 10, "invented", "worker", "\x80", "'invented' is no event"},
        {1, 10, "assessed", "-", "\x80", "'-' is no role"},
        {1, 10, "assessed", "worker", "\x90", "must be a map"},
        {1, 10, "assessed", "worker", "\xc0", "must be a map"},
        {1, 10, "registered", "worker", "\x80", "`source` is required"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(unpack_parts(wrong[i].version, wrong[i].elements, wrong[i].kind,
                             wrong[i].role, wrong[i].data, &fault),
            -1);
        assert_int_equal(fault.code, ERROR_INVALID);
        if (!strstr(fault.message, wrong[i].says))
            fail_msg("%zu: %s", i, fault.message);
    }
}

static void test_data_records(void **state)
{
    (void)state;
    assert_null(event_data_record(EVENT_UNSET));
    assert_null(event_data_record(EVENT_COUNT));
    for (unsigned kind = 1; kind < EVENT_COUNT; kind++) {
        assert_non_null(event_data_record(kind));
        assert_true(event_data_record(kind)->size <= sizeof one.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_data_records),
    };
    int failed = cmocka_run_group_tests_name("event", tests, NULL, NULL);
    unpacker_free(&unpacker);
    return failed;
}
