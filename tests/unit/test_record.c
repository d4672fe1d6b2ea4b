/* Records by their tables: the round trip of each, and each check that a field promises. */
#include "../../proto/request.h"
#include "../../proto/work.h"
#include "fill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ROUNDS 40

static const record_t *const records[] = ALL_RECORDS;
#define RECORDS (sizeof records / sizeof records[0])

static unpacker_t unpacker;

/* The object that `buffer` holds; lives until the next call. */
static msgpack_object unpack(const buffer_t *buffer)
{
    msgpack_object object;
    fault_t fault = {0};
    if (unpack_message(&unpacker, buffer->bytes, buffer->length, &object, &fault) < 0)
        fail_msg("%s", fault.message);
    return object;
}

/* ---- tables ---- */

static size_t type_size(const field_t *field)
{
    switch (field->type) {
    case FIELD_STRING:
    case FIELD_BYTES:
        return sizeof(slice_t);
    case FIELD_UINT:
    case FIELD_TIME:
    case FIELD_SET:
    case FIELD_REAL:
        return 8;
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_TERM:
        return sizeof(unsigned);
    case FIELD_LIST:
        return field->size / field->record->size * field->record->size;
    case FIELD_RECORD:
        return field->record->size;
    default:
        return field->size;
    }
}

static void test_tables_are_sound(void **state)
{
    (void)state;
    for (size_t r = 0; r < RECORDS; r++) {
        const record_t *record = records[r];
        assert_true(record->count >= 1 && record->count <= 64);
        for (size_t i = 0; i < record->count; i++) {
            const field_t *field = &record->fields[i];
            assert_int_equal(field->size, type_size(field));
            assert_true(field->offset + field->size <= record->size);
            bool counted = field->type == FIELD_TEXTS || field->type == FIELD_LIST;
            assert_true(counted == (field->item_size > 0));
            assert_true(
                (field->type == FIELD_TERM || field->type == FIELD_SET) == (field->terms != NULL));
            assert_true((field->type == FIELD_LIST || field->type == FIELD_RECORD) ==
                        (field->record != NULL));
            assert_true(field->type != FIELD_DIGEST || field->size <= 64);
            assert_true(field->max == 0 || field->min <= field->max);
            for (size_t k = 0; k < i; k++)
                assert_string_not_equal(field->name, record->fields[k].name);
        }
    }
}

/* ---- round trips ---- */

typedef int (*read_fn)(const record_t *, const msgpack_object *, void *, fault_t *);
typedef void (*pack_fn)(const record_t *, const void *, msgpack_packer *);

static void round_trip(const record_t *record, uint64_t *seed, pack_fn pack, read_fn read)
{
    void *in = malloc(record->size), *out = malloc(record->size);
    buffer_t buffer = {0}, again = {0};
    fault_t fault = {0};
    assert_non_null(in);
    assert_non_null(out);
    fill_record(seed, record, in);
    memset(out, 0x5a, record->size); /* what was there before must not shine through */
    msgpack_packer packer = buffer_packer(&buffer);
    pack(record, in, &packer);
    msgpack_object object = unpack(&buffer);
    if (read(record, &object, out, &fault) < 0)
        fail_msg("%s: %s", record->name, fault.message);
    assert_true(same_record(record, in, out));
    packer = buffer_packer(&again);
    pack(record, out, &packer);
    assert_int_equal(buffer.length, again.length);
    assert_memory_equal(buffer.bytes, again.bytes, buffer.length);
    buffer_free(&buffer);
    buffer_free(&again);
    free(in);
    free(out);
}

static void test_round_trips(void **state)
{
    (void)state;
    uint64_t seed = 20150701;
    for (size_t r = 0; r < RECORDS; r++) {
        for (int round = 0; round < ROUNDS; round++) {
            round_trip(records[r], &seed, record_pack_map, record_from_map);
            round_trip(records[r], &seed, record_pack_row, record_from_row);
        }
    }
}

static void test_values_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t r = 0; r < RECORDS; r++) {
        const record_t *record = records[r];
        void *in = malloc(record->size), *out = malloc(record->size);
        buffer_t buffer = {0};
        fault_t fault = {0};
        fill_record(&seed, record, in);
        record_pack_value(record, in, &buffer);
        if (record_from_value(record, &unpacker, buffer.bytes, buffer.length, out, &fault) < 0)
            fail_msg("%s: %s", record->name, fault.message);
        assert_true(same_record(record, in, out));
        buffer_free(&buffer);
        free(in);
        free(out);
    }
}

/* An empty record is an empty map; as a row it has every field, and reads back empty. */
static void test_empty(void **state)
{
    (void)state;
    for (size_t r = 0; r < RECORDS; r++) {
        const record_t *record = records[r];
        void *in = calloc(1, record->size);
        buffer_t buffer = {0};
        msgpack_packer packer = buffer_packer(&buffer);
        record_pack_map(record, in, &packer);
        assert_int_equal(buffer.length, 1);
        assert_int_equal(buffer.bytes[0], 0x80);
        buffer_clear(&buffer);
        record_pack_row(record, in, &packer);
        msgpack_object object = unpack(&buffer);
        assert_int_equal(object.type, MSGPACK_OBJECT_ARRAY);
        assert_int_equal(object.via.array.size, record->count);
        buffer_free(&buffer);
        free(in);
    }
}

/* A stored row of an older duban is shorter, of a newer one longer: both are read. */
static void test_rows_grow(void **state)
{
    (void)state;
    uint64_t seed = 3;
    case_t in, out;
    buffer_t buffer = {0};
    fault_t fault = {0};
    fill_record(&seed, &CASE_RECORD, &in);
    record_pack_value(&CASE_RECORD, &in, &buffer);
    msgpack_object row;
    assert_int_equal(unpack_value(&unpacker, "case", buffer.bytes, buffer.length, &row, &fault), 0);
    assert_int_equal(row.via.array.size, CASE_RECORD.count);
    uint32_t told = 0; /* everything from this field on came later than the value */
    while (strcmp(CASE_RECORD.fields[told].name, "told") != 0)
        told++;
    row.via.array.size = told;
    assert_int_equal(record_from_row(&CASE_RECORD, &row, &out, &fault), 0);
    const field_t *last = &CASE_RECORD.fields[CASE_RECORD.count - 1];
    static const uint8_t unset[sizeof(case_t)];
    assert_memory_not_equal((uint8_t *)&in + last->offset, unset, last->size);
    assert_memory_equal((uint8_t *)&out + last->offset, unset, last->size);
    assert_int_equal(out.bounces, in.bounces);

    record_t older = CASE_RECORD;
    older.count = 3;
    row.via.array.size = (uint32_t)CASE_RECORD.count;
    assert_int_equal(record_from_row(&older, &row, &out, &fault), 0);
    assert_int_equal(out.number, in.number);
    assert_int_equal(out.channel, CHANNEL_UNSET);
    buffer_free(&buffer);
}

static void test_unknown_version(void **state)
{
    (void)state;
    static const char *const values[] = {
        "\x90", "\x92\x02\x01", "\x92\xa1\x31\x01", "\x80", "\x01"};
    static const size_t lengths[] = {1, 3, 4, 1, 1};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        case_t out;
        fault_t fault = {0};
        assert_int_equal(
            record_from_value(&CASE_RECORD, &unpacker, values[i], lengths[i], &out, &fault), -1);
        assert_int_equal(fault.code, ERROR_INVALID);
        assert_non_null(strstr(fault.message, "version"));
    }
}

/* ---- what a field refuses ---- */

typedef struct {
    char text[8];
    slice_t string;
    slice_t bytes;
    uint8_t digest[4];
    uint64_t uint;
    int64_t time;
    double real;
    bool yes;
    source_t term;
    uint64_t set;
    size_t text_count;
    char texts[2][8];
    size_t list_count;
    rule_hit_t list[2];
    rule_hit_t record;
} every_t;

static const field_t every_fields[] = {
    {"text", FIELD_TEXT, FIELD_AT(every_t, text)},
    {"string", FIELD_STRING, FIELD_AT(every_t, string), .max = 6},
    {"bytes", FIELD_BYTES, FIELD_AT(every_t, bytes), .max = 6},
    {"digest", FIELD_DIGEST, FIELD_AT(every_t, digest)},
    {"uint", FIELD_UINT, FIELD_AT(every_t, uint), .min = 2, .max = 9},
    {"time", FIELD_TIME, FIELD_AT(every_t, time)},
    {"real", FIELD_REAL, FIELD_AT(every_t, real)},
    {"yes", FIELD_BOOL, FIELD_AT(every_t, yes)},
    {"term", FIELD_TERM, FIELD_AT(every_t, term), .terms = &SOURCES},
    {"set", FIELD_SET, FIELD_AT(every_t, set), .terms = &TRIGGERS},
    {"texts", FIELD_TEXTS, FIELD_ITEMS(every_t, texts, text_count)},
    {"list", FIELD_LIST, FIELD_ITEMS(every_t, list, list_count), .record = &RULE_HIT_RECORD},
    {"record", FIELD_RECORD, FIELD_AT(every_t, record), .record = &RULE_HIT_RECORD},
};
static RECORD(EVERY_RECORD, "thing", every_t, every_fields);

/* Reads {key: value} where `value` is packed bytes. */
static int read_one(const char *key, const void *value, size_t length, every_t *out, fault_t *fault)
{
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_map(&packer, 1);
    pack_text(&packer, key);
    buffer_append(&buffer, value, length);
    msgpack_object object = unpack(&buffer);
    *fault = (fault_t){0};
    int rc = record_from_map(&EVERY_RECORD, &object, out, fault);
    buffer_free(&buffer);
    return rc;
}

typedef struct {
    const char *key;
    const char *value;
    size_t length;
    error_code_t code; /* ERROR_NONE: accepted */
    const char *says;  /* what the message must contain */
} probe_t;

#define PROBE(KEY, VALUE, CODE, SAYS)                                                              \
    {                                                                                              \
        KEY, VALUE, sizeof(VALUE) - 1, CODE, SAYS                                                  \
    }

static const probe_t probes[] = {
    PROBE("text",
        "\xa7"
        "1234567",
        ERROR_NONE, ""),
    PROBE("text",
        "\xa8"
        "12345678",
        ERROR_TOO_LARGE, "at most 7 bytes"),
    PROBE("text",
        "\xa3"
        "a\0b",
        ERROR_INVALID, "NUL"),
    PROBE("text", "\xa2\xe6\x8e", ERROR_INVALID, "UTF-8"),     /* half a character */
    PROBE("text", "\xa3\xed\xa0\x80", ERROR_INVALID, "UTF-8"), /* a surrogate */
    PROBE("text", "\xa2\xc0\xaf", ERROR_INVALID, "UTF-8"),     /* overlong */
    PROBE("text", "\xa4\xf5\x80\x80\x80", ERROR_INVALID, "UTF-8"),
    PROBE("string", "\xa6\xe6\x8e\xa8\xe8\xaf\xbf", ERROR_NONE, ""),
    PROBE("string",
        "\xa7"
        "1234567",
        ERROR_TOO_LARGE, "at most 6 bytes"),
    PROBE("string", "\xa1\xff", ERROR_INVALID, "UTF-8"),
    PROBE("bytes", "\xc4\x06\xff\xff\xff\xff\xff\xff", ERROR_NONE, ""),
    PROBE("bytes", "\xc4\x07\0\0\0\0\0\0\0", ERROR_TOO_LARGE, "at most 6 bytes"),
    PROBE("text", "\xa0", ERROR_NONE, ""),
    PROBE("string", "\xa0", ERROR_NONE, ""),
    PROBE("bytes", "\xc4\0", ERROR_NONE, ""),
    PROBE("texts", "\x91\xa0", ERROR_NONE, ""),
    PROBE("digest",
        "\xc4\x04"
        "1234",
        ERROR_NONE, ""),
    PROBE("digest",
        "\xc4\x03"
        "123",
        ERROR_INVALID, "4 bytes"),
    PROBE("digest",
        "\xc4\x05"
        "12345",
        ERROR_INVALID, "4 bytes"),
    PROBE("uint", "\x02", ERROR_NONE, ""),
    PROBE("uint", "\x09", ERROR_NONE, ""),
    PROBE("uint", "\x01", ERROR_INVALID, "from 2 to 9"),
    PROBE("uint", "\x0a", ERROR_INVALID, "from 2 to 9"),
    PROBE("uint", "\xff", ERROR_INVALID, "0 or more"),
    PROBE("time", "\xcf\x00\x00\xe6\x77\xd2\x1f\xdb\xff", ERROR_NONE, ""), /* the end of 9999 */
    PROBE("time", "\xcf\x00\x00\xe6\x77\xd2\x1f\xdc\x00", ERROR_INVALID, "milliseconds"),
    PROBE("time", "\xff", ERROR_INVALID, "0 or more"),
    PROBE("real", "\x03", ERROR_NONE, ""),
    PROBE("real", "\xfd", ERROR_NONE, ""),
    PROBE("real", "\xca\x3f\x00\x00\x00", ERROR_NONE, ""),
    PROBE("real", "\xca\x7f\x80\x00\x00", ERROR_INVALID, "finite"),     /* infinity */
    PROBE("real", "\xcb\x7f\xf8\0\0\0\0\0\0", ERROR_INVALID, "finite"), /* not a number */
    PROBE("term", "\xa5media", ERROR_NONE, ""),
    PROBE("term", "\xa5Media", ERROR_INVALID, "'Media' is no source"),
    PROBE("term", "\xa0", ERROR_INVALID, "'' is no source"),
    PROBE("term", "\x03", ERROR_INVALID, "'?' is no source"), /* numbers are for the disk */
    PROBE("term", "\xa2\xff\xfe", ERROR_INVALID, "'?' is no source"),
    PROBE("term", "\xa3\x1b[m", ERROR_INVALID, "'?' is no source"), /* no escapes into a log */
    PROBE("set", "\x92\xa2T1\xa2T3", ERROR_NONE, ""),
    PROBE("set", "\x92\xa2T1\xa2T4", ERROR_INVALID, "'T4' is no trigger"),
    PROBE("set", "\x91\x01", ERROR_INVALID, "is no trigger"),
    PROBE("set", "\x05", ERROR_INVALID, "array of names"),
    PROBE("texts",
        "\x92\xa1"
        "a\xa1"
        "b",
        ERROR_NONE, ""),
    PROBE("texts",
        "\x93\xa1"
        "a\xa1"
        "b\xa1"
        "c",
        ERROR_TOO_LARGE, "at most 2 items"),
    PROBE("texts",
        "\x91\xa8"
        "12345678",
        ERROR_TOO_LARGE, "at most 7 bytes"),
    PROBE("texts", "\x91\x01", ERROR_INVALID, "a string"),
    PROBE("list", "\x91\x81\xa4rule\xa3P38", ERROR_NONE, ""),
    PROBE("list", "\x91\x80", ERROR_INVALID, "`rule` is required"),
    PROBE("list", "\x93\x80\x80\x80", ERROR_TOO_LARGE, "at most 2 items"),
    PROBE("list", "\x91\x91\xa3P38", ERROR_INVALID, "must be a map"), /* rows are for the disk */
    PROBE("record", "\x81\xa4rule\xa3P38", ERROR_NONE, ""),
    PROBE("record", "\x80", ERROR_INVALID, "`rule` is required"),
    PROBE("record", "\x91\xa3P38", ERROR_INVALID, "must be a map"),
};

static void test_probes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
        const probe_t *probe = &probes[i];
        every_t out;
        fault_t fault;
        int rc = read_one(probe->key, probe->value, probe->length, &out, &fault);
        if (rc != (probe->code ? -1 : 0) || fault.code != probe->code ||
            !strstr(fault.message, probe->says))
            fail_msg("probe %zu (%s): %d %s %s", i, probe->key, rc, term_name(&ERRORS, fault.code),
                fault.message);
        if (probe->code && probe->key[0] != 'l' && probe->key[0] != 'r')
            assert_string_equal(fault.field, probe->key);
    }
}

/* A value of each msgpack type given to a field of each type: only its own types pass. */
static void test_wrong_types(void **state)
{
    (void)state;
    static const char *const values[] = {"\xc3", "\x05", "\xff", "\xcb\x3f\xe0\0\0\0\0\0\0",
        "\xa2T1", "\xc4\x04\x31\x32\x33\x34", "\x90", "\x80"};
    static const size_t lengths[] = {1, 1, 1, 9, 3, 6, 1, 1};
    /* bool, integer, negative, real, string, binary, array, map */
    static const struct {
        const char *key, *passes;
    } fields[] = {{"text", "....x..."}, {"string", "....x..."}, {"bytes", ".....x.."},
        {"digest", ".....x.."}, {"uint", ".x......"}, {"time", ".x......"}, {"real", ".xxx...."},
        {"yes", "x......."}, {"term", "........"}, {"set", "......x."}, {"texts", "......x."},
        {"list", "......x."}, {"record", "........"}};
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        for (size_t v = 0; v < 8; v++) {
            every_t out;
            fault_t fault;
            int rc = read_one(fields[f].key, values[v], lengths[v], &out, &fault);
            if ((rc == 0) != (fields[f].passes[v] == 'x'))
                fail_msg("%s took value %zu: %d", fields[f].key, v, rc);
            assert_true(rc == 0 || fault.code == ERROR_INVALID);
        }
        every_t out, zero = {0};
        fault_t fault; /* nil is the same as absent */
        assert_int_equal(read_one(fields[f].key, "\xc0", 1, &out, &fault), 0);
        assert_true(same_record(&EVERY_RECORD, &out, &zero));
    }
}

/* On the disk terms are numbers and sets are bits; unknown ones are refused there, too. */
static void test_rows_refuse(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        size_t length;
        int rc;
    } rows[] = {
        {"\x9a\xc0\xc0\xc0\xc0\xc0\xc0\xc0\xc0\x0f\x07", 11, 0},
        {"\x99\xc0\xc0\xc0\xc0\xc0\xc0\xc0\xc0\x10", 10, -1},     /* no such source */
        {"\x9a\xc0\xc0\xc0\xc0\xc0\xc0\xc0\xc0\x0f\x08", 11, -1}, /* no such trigger */
        {"\x80", 1, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        msgpack_object object;
        every_t out;
        fault_t fault = {0};
        assert_int_equal(
            unpack_message(&unpacker, rows[i].value, rows[i].length, &object, &fault), 0);
        assert_int_equal(record_from_row(&EVERY_RECORD, &object, &out, &fault), rows[i].rc);
        assert_int_equal(fault.code, rows[i].rc ? ERROR_INVALID : ERROR_NONE);
    }
}

static void test_unknown_keys_are_ignored(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_map(&packer, 5);
    pack_text(&packer, "later");
    msgpack_pack_map(&packer, 1);
    pack_text(&packer, "deep");
    msgpack_pack_array(&packer, 0);
    msgpack_pack_int(&packer, 5); /* not even a string */
    msgpack_pack_int(&packer, 5);
    pack_text(&packer, "text");
    pack_text(&packer, "here");
    pack_text(&packer, "later"); /* strangers may come twice */
    msgpack_pack_nil(&packer);
    pack_text(&packer, "tex");
    msgpack_pack_int(&packer, 1);
    msgpack_object object = unpack(&buffer);
    every_t out;
    fault_t fault = {0};
    assert_int_equal(record_from_map(&EVERY_RECORD, &object, &out, &fault), 0);
    assert_string_equal(out.text, "here");
    buffer_free(&buffer);
}

static void test_repeated_key(void **state)
{
    (void)state;
    every_t out;
    fault_t fault = {0};
    msgpack_object object;
    const char twice[] = "\x82\xa4text\xa1"
                         "a\xa4text\xa1"
                         "a";
    assert_int_equal(unpack_message(&unpacker, twice, sizeof twice - 1, &object, &fault), 0);
    assert_int_equal(record_from_map(&EVERY_RECORD, &object, &out, &fault), -1);
    assert_int_equal(fault.code, ERROR_INVALID);
    assert_string_equal(fault.field, "text");
    assert_non_null(strstr(fault.message, "once"));
}

/* Each required field of each record, left out of a record that is otherwise full. */
static void test_required(void **state)
{
    (void)state;
    uint64_t seed = 11;
    size_t required = 0;
    for (size_t r = 0; r < RECORDS; r++) {
        const record_t *record = records[r];
        for (size_t i = 0; i < record->count; i++) {
            const field_t *field = &record->fields[i];
            if (!field->required)
                continue;
            required++;
            uint8_t *in = malloc(record->size);
            buffer_t buffer = {0};
            fault_t fault = {0};
            fill_record(&seed, record, in);
            memset(in + field->offset, 0, field->size);
            msgpack_packer packer = buffer_packer(&buffer);
            record_pack_map(record, in, &packer);
            msgpack_object object = unpack(&buffer);
            assert_int_equal(record_from_map(record, &object, in, &fault), -1);
            assert_int_equal(fault.code, ERROR_INVALID);
            assert_string_equal(fault.field, field->name);
            buffer_free(&buffer);
            free(in);
        }
    }
    assert_true(required > 15);
}

static void test_map_get(void **state)
{
    (void)state;
    msgpack_object object;
    fault_t fault = {0};
    assert_int_equal(unpack_message(&unpacker, "\x81\xa2ok\xc3", 5, &object, &fault), 0);
    assert_non_null(map_get(&object, "ok"));
    assert_true(map_get(&object, "ok")->via.boolean);
    assert_null(map_get(&object, "o"));
    assert_null(map_get(map_get(&object, "ok"), "ok")); /* no map */
    assert_true(object_is_text(&object.via.map.ptr[0].key, "ok"));
    assert_false(object_is_text(&object, "ok"));
}

/* A message that is cut for its length stays UTF-8, whatever a stranger put into it. */
static void test_fault_is_utf8(void **state)
{
    (void)state;
    for (size_t pad = 0; pad < 4; pad++) {
        char text[400];
        size_t length = pad;
        memset(text, 'x', pad);
        while (length + 3 < sizeof text) {
            memcpy(text + length, "推", 3);
            length += 3;
        }
        text[length] = 0;
        fault_t fault;
        assert_int_equal(fault_set(&fault, ERROR_INVALID, NULL, "%s", text), -1);
        assert_true(strlen(fault.message) > sizeof fault.message - 5);
        assert_int_equal((strlen(fault.message) - pad) % 3, 0);
    }
    assert_int_equal(fault_set(NULL, ERROR_INVALID, NULL, "nobody asks"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_values_round_trip),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_rows_grow),
        cmocka_unit_test(test_unknown_version),
        cmocka_unit_test(test_probes),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_rows_refuse),
        cmocka_unit_test(test_unknown_keys_are_ignored),
        cmocka_unit_test(test_repeated_key),
        cmocka_unit_test(test_required),
        cmocka_unit_test(test_map_get),
        cmocka_unit_test(test_fault_is_utf8),
    };
    int failed = cmocka_run_group_tests_name("record", tests, NULL, NULL);
    unpacker_free(&unpacker);
    return failed;
}
