/* Requests and error replies as they go over the wire. */
#include "../../proto/request.h"
#include "../../proto/work.h"
#include "fill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static unpacker_t unpacker;

static msgpack_object unpack(const buffer_t *buffer)
{
    msgpack_object object;
    fault_t fault = {0};
    if (unpack_message(&unpacker, buffer->bytes, buffer->length, &object, &fault) < 0)
        fail_msg("%s", fault.message);
    return object;
}

static const struct {
    op_t op;
    const record_t *record;
} bodies[] = {
    {OP_SUBMIT, &SUBMIT_RECORD},
    {OP_FINDING, &FINDING_RECORD},
    {OP_ACT, &ACT_RECORD},
    {OP_SWEEP, &SWEEP_RECORD},
    {OP_QUERY, &QUERY_RECORD},
};

/* The envelope and the body share one map, and each is read from it by its own table. */
static void test_request_pack(void **state)
{
    (void)state;
    uint64_t seed = 99;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        const record_t *record = bodies[i].record;
        void *in = malloc(record->size), *out = malloc(record->size);
        envelope_t envelope = {bodies[i].op, 12345}, read = {0};
        buffer_t buffer = {0};
        fault_t fault = {0};
        fill_record(&seed, record, in);
        request_pack(&envelope, record, in, &buffer);
        assert_true(buffer.length < MESSAGE_BYTES_MAX);
        msgpack_object object = unpack(&buffer);
        assert_int_equal(object.via.map.size, record->count + 2);
        assert_int_equal(record_from_map(&ENVELOPE_RECORD, &object, &read, &fault), 0);
        assert_int_equal(read.op, envelope.op);
        assert_int_equal(read.rid, envelope.rid);
        assert_int_equal(record_from_map(record, &object, out, &fault), 0);
        assert_true(same_record(record, in, out));
        buffer_free(&buffer);
        free(in);
        free(out);
    }
}

static void test_ping_has_no_body(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    request_pack(&(envelope_t){OP_PING, 0}, NULL, NULL, &buffer);
    assert_int_equal(buffer.length, 9);
    assert_memory_equal(buffer.bytes, "\x81\xa2op\xa4ping", 9);
    buffer_free(&buffer);
}

/* No record's key may take the place of an envelope's. */
static void test_names_do_not_clash(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        for (size_t f = 0; f < bodies[i].record->count; f++) {
            assert_string_not_equal(bodies[i].record->fields[f].name, "op");
            assert_string_not_equal(bodies[i].record->fields[f].name, "rid");
        }
    }
}

static void test_reply_with_everything(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    fault_t fault;
    fault_set(&fault, ERROR_TOO_LARGE, "text", "`text` may have at most 65536 bytes");
    reply_pack_fault(7, &fault, &buffer);
    msgpack_object reply = unpack(&buffer);
    assert_int_equal(reply.via.map.size, 3);
    assert_int_equal(map_get(&reply, "ok")->type, MSGPACK_OBJECT_BOOLEAN);
    assert_false(map_get(&reply, "ok")->via.boolean);
    assert_int_equal(map_get(&reply, "rid")->via.u64, 7);
    const msgpack_object *error = map_get(&reply, "error");
    assert_int_equal(error->via.map.size, 3);
    assert_true(object_is_text(map_get(error, "code"), "too_large"));
    assert_true(object_is_text(map_get(error, "field"), "text"));
    assert_true(object_is_text(map_get(error, "message"), fault.message));
    buffer_free(&buffer);
}

static void test_reply_with_least(void **state)
{
    (void)state;
    for (unsigned code = 1; code < ERROR_COUNT; code++) {
        buffer_t buffer = {0};
        fault_t fault;
        fault_set(&fault, code, NULL, "no");
        reply_pack_fault(0, &fault, &buffer);
        msgpack_object reply = unpack(&buffer);
        assert_int_equal(reply.via.map.size, 2);
        assert_null(map_get(&reply, "rid"));
        const msgpack_object *error = map_get(&reply, "error");
        assert_int_equal(error->via.map.size, 2);
        assert_true(object_is_text(map_get(error, "code"), term_name(&ERRORS, code)));
        buffer_free(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request_pack),
        cmocka_unit_test(test_ping_has_no_body),
        cmocka_unit_test(test_names_do_not_clash),
        cmocka_unit_test(test_reply_with_everything),
        cmocka_unit_test(test_reply_with_least),
    };
    int failed = cmocka_run_group_tests_name("request", tests, NULL, NULL);
    unpacker_free(&unpacker);
    return failed;
}
