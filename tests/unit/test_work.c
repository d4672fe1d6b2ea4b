/* The messages between the daemon and its workers. */
#include "../../proto/request.h"
#include "../../proto/work.h"
#include "fill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static unpacker_t unpacker;
static work_result_t results[3], result; /* large; kept off the stack */

static msgpack_object unpack(const buffer_t *buffer)
{
    msgpack_object object;
    fault_t fault = {0};
    if (unpack_message(&unpacker, buffer->bytes, buffer->length, &object, &fault) < 0)
        fail_msg("%s", fault.message);
    return object;
}

static void test_results(void **state)
{
    (void)state;
    uint64_t seed = 5;
    work_head_t head, read;
    buffer_t buffer = {0};
    fault_t fault = {0};
    fill_record(&seed, &WORK_HEAD_RECORD, &head);
    head.op = WORK_RESULT;
    msgpack_packer packer = work_pack_head(&head, "results", 3, &buffer);
    for (size_t i = 0; i < 3; i++) {
        fill_record(&seed, &WORK_RESULT_RECORD, &results[i]);
        record_pack_map(&WORK_RESULT_RECORD, &results[i], &packer);
    }
    msgpack_object message = unpack(&buffer);
    assert_int_equal(record_from_map(&WORK_HEAD_RECORD, &message, &read, &fault), 0);
    assert_true(same_record(&WORK_HEAD_RECORD, &head, &read));
    const msgpack_object *list = map_get(&message, "results");
    assert_int_equal(list->via.array.size, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            record_from_map(&WORK_RESULT_RECORD, &list->via.array.ptr[i], &result, &fault), 0);
        assert_true(same_record(&WORK_RESULT_RECORD, &results[i], &result));
    }
    buffer_free(&buffer);
}

/* A case travels inside an item as the value that the store keeps. */
static void test_item_carries_a_case(void **state)
{
    (void)state;
    static case_t in, out;
    uint64_t seed = 6;
    buffer_t value = {0}, buffer = {0};
    fault_t fault = {0};
    unpacker_t inner = {0};
    fill_record(&seed, &CASE_RECORD, &in);
    record_pack_value(&CASE_RECORD, &in, &value);
    work_item_t item = {.lease = 9, .case_value = buffer_slice(&value), .now_ms = 1435708800000};
    work_head_t head = {.op = WORK_ITEMS, .stage = STAGE_ESCALATE};
    msgpack_packer packer = work_pack_head(&head, "items", 1, &buffer);
    record_pack_map(&WORK_ITEM_RECORD, &item, &packer);

    msgpack_object message = unpack(&buffer);
    work_item_t read;
    assert_int_equal(record_from_map(&WORK_ITEM_RECORD,
                         &map_get(&message, "items")->via.array.ptr[0], &read, &fault),
        0);
    assert_int_equal(read.lease, 9);
    assert_int_equal(read.now_ms, item.now_ms);
    assert_int_equal(record_from_value(&CASE_RECORD, &inner, read.case_value.bytes,
                         read.case_value.length, &out, &fault),
        0);
    assert_true(same_record(&CASE_RECORD, &in, &out));
    unpacker_free(&inner);
    buffer_free(&value);
    buffer_free(&buffer);
}

static void test_heads(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    work_head_t head = {.op = WORK_LEAVE};
    work_pack_head(&head, NULL, 0, &buffer);
    assert_int_equal(buffer.length, 10);
    assert_memory_equal(buffer.bytes, "\x81\xa2op\xa5leave", 10);

    buffer_clear(&buffer);
    head.op = WORK_ITEMS;
    work_pack_head(&head, "items", 0, &buffer); /* a batch may be empty */
    msgpack_object message = unpack(&buffer);
    assert_int_equal(message.via.map.size, 2);
    assert_int_equal(map_get(&message, "items")->via.array.size, 0);
    buffer_free(&buffer);
}

/* A failed item says why and nothing else: no empty verdicts on the wire. */
static void test_failure_is_short(void **state)
{
    (void)state;
    memset(&result, 0, sizeof result);
    result.lease = 4;
    memcpy(result.failure, "no", 3);
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    record_pack_map(&WORK_RESULT_RECORD, &result, &packer);
    assert_int_equal(unpack(&buffer).via.map.size, 2);
    buffer_free(&buffer);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const record_t *record;
        const char *field;
    } wrong[] = {
        {"\x80", 1, &WORK_HEAD_RECORD, "op"},
        {"\x81\xa2op\xa5steal", 10, &WORK_HEAD_RECORD, "op"},
        {"\x82\xa2op\xa5ready\xa8"
         "capacity\xce\0\1\0\1",
            24, &WORK_HEAD_RECORD, "capacity"},
        {"\x80", 1, &WORK_ITEM_RECORD, "lease"},
        {"\x81\xa5lease\x00", 8, &WORK_RESULT_RECORD, "lease"},
        {"\x81\xa5lease\xff", 8, &WORK_RESULT_RECORD, "lease"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        msgpack_object object;
        fault_t fault = {0};
        assert_int_equal(
            unpack_message(&unpacker, wrong[i].bytes, wrong[i].length, &object, &fault), 0);
        assert_int_equal(record_from_map(wrong[i].record, &object, &result, &fault), -1);
        assert_int_equal(fault.code, ERROR_INVALID);
        assert_string_equal(fault.field, wrong[i].field);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_item_carries_a_case),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_failure_is_short),
        cmocka_unit_test(test_refusals),
    };
    int failed = cmocka_run_group_tests_name("work", tests, NULL, NULL);
    unpacker_free(&unpacker);
    return failed;
}
