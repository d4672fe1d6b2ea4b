/* The structural pre-scan: what it lets through, and every way in which it refuses the rest. */
#include "../../proto/record.h"
#include "../../proto/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Scans a copy in memory of exactly that size, so that a sanitizer sees a read beyond it. */
static int scan_exact(const void *bytes, size_t length, fault_t *fault)
{
    uint8_t *copy = malloc(length ? length : 1);
    assert_non_null(copy);
    if (length)
        memcpy(copy, bytes, length);
    *fault = (fault_t){0};
    int rc = scan_message(copy, length, fault);
    free(copy);
    return rc;
}

static void assert_refused(const void *bytes, size_t length)
{
    fault_t fault;
    assert_int_equal(scan_exact(bytes, length, &fault), -1);
    assert_int_equal(fault.code, ERROR_MALFORMED);
    assert_non_null(strstr(fault.message, "byte "));
}

static void assert_accepted(const void *bytes, size_t length)
{
    fault_t fault;
    assert_int_equal(scan_exact(bytes, length, &fault), 0);
    assert_string_equal(fault.message, "");
}

/* How long the object is that starts with `lead` and goes on with zero bytes; 0: refused. */
static size_t value_bytes(uint8_t lead)
{
    /* c0 to df: nil … ext 32, float 32 … int 64, fixext and str, array and map, with size 0 */
    static const uint8_t lengths[32] = {1, 0, 1, 1, 2, 3, 5, 0, 0, 0, 5, 9, 2, 3, 5, 9, 2, 3, 5, 9,
        0, 0, 0, 0, 0, 2, 3, 5, 3, 5, 3, 5};
    if (lead <= 0x7f || lead >= 0xe0)
        return 1;
    if (lead <= 0x8f)
        return 1 + 2 * (size_t)(lead & 0x0f); /* keys and values are the integer 0 */
    if (lead <= 0x9f)
        return 1 + (size_t)(lead & 0x0f);
    if (lead <= 0xbf)
        return 1 + (size_t)(lead & 0x1f);
    return lengths[lead - 0xc0];
}

static void test_every_lead_byte(void **state)
{
    (void)state;
    for (unsigned lead = 0; lead < 256; lead++) {
        uint8_t bytes[64] = {(uint8_t)lead};
        size_t length = value_bytes((uint8_t)lead);
        if (length == 0) {
            for (size_t n = 1; n < sizeof bytes; n++)
                assert_refused(bytes, n);
            continue;
        }
        for (size_t n = 0; n < length; n++)
            assert_refused(bytes, n);
        assert_accepted(bytes, length);
        assert_refused(bytes, length + 1); /* a trailing byte */
    }
}

/* One message with every type that duban uses. */
static void pack_sample(buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, 8);
    pack_text(&packer, "text");
    pack_text(&packer, "办事拖沓");
    pack_text(&packer, "long");
    char text[300];
    memset(text, 'x', sizeof text);
    pack_string(&packer, text, sizeof text);
    pack_text(&packer, "bytes");
    pack_bytes(&packer, text, 70);
    pack_text(&packer, "numbers");
    msgpack_pack_array(&packer, 5);
    msgpack_pack_uint64(&packer, UINT64_MAX);
    msgpack_pack_int64(&packer, INT64_MIN);
    msgpack_pack_double(&packer, 0.5);
    msgpack_pack_float(&packer, 0.5F);
    msgpack_pack_int(&packer, -3);
    pack_text(&packer, "yes");
    msgpack_pack_true(&packer);
    pack_text(&packer, "nil");
    msgpack_pack_nil(&packer);
    pack_text(&packer, "many");
    msgpack_pack_array(&packer, 20);
    for (int i = 0; i < 20; i++)
        msgpack_pack_int(&packer, i * 100);
    pack_text(&packer, "map");
    msgpack_pack_map(&packer, 1);
    msgpack_pack_int(&packer, 1);
    msgpack_pack_map(&packer, 0);
}

static void test_every_truncation(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    pack_sample(&buffer);
    assert_accepted(buffer.bytes, buffer.length);
    for (size_t length = 0; length < buffer.length; length++)
        assert_refused(buffer.bytes, length);
    buffer_append(&buffer, "\xc0", 1);
    assert_refused(buffer.bytes, buffer.length);
    buffer_free(&buffer);
}

static void test_huge_counts(void **state)
{
    (void)state;
    static const uint8_t leads[] = {0xc6, 0xdb, 0xdd, 0xdf};
    for (size_t i = 0; i < sizeof leads; i++) {
        uint8_t bytes[64] = {leads[i], 0xff, 0xff, 0xff, 0xff};
        assert_refused(bytes, 5);
        assert_refused(bytes, sizeof bytes);
        bytes[1] = 0x80;
        memset(bytes + 2, 0, 3); /* 2^31 */
        assert_refused(bytes, sizeof bytes);
    }
    static const uint8_t short_leads[] = {0xc5, 0xda, 0xdc, 0xde};
    for (size_t i = 0; i < sizeof short_leads; i++) {
        uint8_t bytes[64] = {short_leads[i], 0xff, 0xff};
        assert_refused(bytes, sizeof bytes);
    }
}

/* A map counts two objects for each pair: half of them must not pass for all of them. */
static void test_map_needs_both(void **state)
{
    (void)state;
    uint8_t bytes[6] = {0xdf, 0, 0, 0, 1, 7};
    assert_refused(bytes, sizeof bytes);
    uint8_t whole[7] = {0xdf, 0, 0, 0, 1, 7, 7};
    assert_accepted(whole, sizeof whole);
}

static void nest(uint8_t lead, size_t depth, bool accepted)
{
    uint8_t bytes[64];
    size_t length = 0;
    for (size_t i = 0; i < depth; i++) {
        if (lead == 0x81 && i > 0)
            bytes[length++] = 0; /* the key before the nested value */
        bytes[length++] = i + 1 < depth ? lead : lead & 0xf0;
    }
    accepted ? assert_accepted(bytes, length) : assert_refused(bytes, length);
}

static void test_depth(void **state)
{
    (void)state;
    for (size_t depth = 1; depth < 20; depth++) {
        nest(0x91, depth, depth <= SCAN_DEPTH_MAX);
        nest(0x81, depth, depth <= SCAN_DEPTH_MAX);
    }
}

/* Depth is where a container stands, not how many came before it. */
static void test_siblings(void **state)
{
    (void)state;
    uint8_t bytes[3 + 2 * 500] = {0xdc, 500 >> 8, 500 & 0xff};
    for (size_t i = 0; i < 500; i++) {
        bytes[3 + 2 * i] = 0x91;
        bytes[4 + 2 * i] = 0x90;
    }
    assert_accepted(bytes, sizeof bytes);
}

static void test_offset_is_named(void **state)
{
    (void)state;
    fault_t fault;
    assert_int_equal(scan_exact("\x93\x01\x02\xc1", 4, &fault), -1);
    assert_non_null(strstr(fault.message, "byte 4"));
    assert_int_equal(scan_exact("", 0, &fault), -1);
    assert_non_null(strstr(fault.message, "byte 0"));
    assert_int_equal(scan_message("", 0, NULL), -1); /* a fault is not needed */
}

/* What the scan lets through, msgpack-c can build, and nothing else reaches it. */
static void test_agrees_with_msgpack(void **state)
{
    (void)state;
    unpacker_t unpacker = {0};
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
        bytes[0] = 0x80 | (bytes[0] & 0x1f);
        size_t length = 1 + bytes[23] % 20;
        msgpack_object object;
        fault_t fault;
        int scanned = scan_exact(bytes, length, &fault);
        assert_int_equal(unpack_message(&unpacker, bytes, length, &object, &fault), scanned);
    }
    unpacker_free(&unpacker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_lead_byte),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_huge_counts),
        cmocka_unit_test(test_map_needs_both),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_siblings),
        cmocka_unit_test(test_offset_is_named),
        cmocka_unit_test(test_agrees_with_msgpack),
    };
    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
