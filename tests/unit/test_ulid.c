/* ULIDs: ordered within a process whatever the clock does, and readable back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "../../proto/ulid.h"

/* 2015-09-03 00:00 UTC */
#define NOW_MS INT64_C(1441238400000)

static void holds_its_time(void **state)
{
    (void)state;
    ulid_t last = {0};
    char id[ULID_BYTES];
    int64_t at_ms = 0;
    ulid_next(&last, NOW_MS, id);
    assert_int_equal(strlen(id), 26);
    assert_int_equal(ulid_parse(id, &at_ms), 0);
    assert_int_equal(at_ms, NOW_MS);
}

/* The example of the specification: 01ARZ3NDEKTSV4RRFFQ69G5FAV is of 1469922850259. */
static void reads_the_known_example(void **state)
{
    (void)state;
    int64_t at_ms = 0;
    assert_int_equal(ulid_parse("01ARZ3NDEKTSV4RRFFQ69G5FAV", &at_ms), 0);
    assert_int_equal(at_ms, INT64_C(1469922850259));
    assert_int_equal(ulid_parse("01arz3ndektsv4rrffq69g5fav", &at_ms), 0);
    assert_int_equal(at_ms, INT64_C(1469922850259));
}

static void writes_all_of_its_bytes(void **state)
{
    (void)state;
    ulid_t last = {.at_ms = NOW_MS};
    char id[ULID_BYTES];
    memset(last.random, 0, sizeof last.random);
    ulid_next(&last, NOW_MS, id);
    assert_string_equal(id + 10, "0000000000000001");
    memset(last.random, 0xff, sizeof last.random);
    last.random[ULID_RANDOM - 1] = 0xfe;
    ulid_next(&last, NOW_MS, id);
    assert_string_equal(id + 10, "ZZZZZZZZZZZZZZZZ");
}

static void grows_while_the_clock_stands(void **state)
{
    (void)state;
    static const int64_t clock_ms[] = {NOW_MS, NOW_MS, NOW_MS - 5000, NOW_MS + 1, NOW_MS};
    ulid_t last = {0};
    char before[ULID_BYTES] = "", id[ULID_BYTES];
    for (int round = 0; round < 1000; round++) {
        ulid_next(&last, clock_ms[round % 5], id);
        assert_true(strcmp(before, id) < 0);
        memcpy(before, id, sizeof id);
    }
}

static void carries_an_overflow_into_the_time(void **state)
{
    (void)state;
    ulid_t last = {.at_ms = NOW_MS};
    char before[ULID_BYTES], id[ULID_BYTES];
    int64_t at_ms;
    memset(last.random, 0xff, sizeof last.random);
    last.random[ULID_RANDOM - 1] = 0xfe;
    ulid_next(&last, NOW_MS, before);
    ulid_next(&last, NOW_MS, id);
    assert_true(strcmp(before, id) < 0);
    assert_int_equal(ulid_parse(id, &at_ms), 0);
    assert_int_equal(at_ms, NOW_MS + 1);
}

static void refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU",
        "01ARZ3NDEKTSV4RRFFQ69G5FI!", "号ARZ3NDEKTSV4RRFFQ69G5FA"};
    int64_t at_ms;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(ulid_parse(wrong[i], &at_ms), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_its_time),
        cmocka_unit_test(reads_the_known_example),
        cmocka_unit_test(writes_all_of_its_bytes),
        cmocka_unit_test(grows_while_the_clock_stands),
        cmocka_unit_test(carries_an_overflow_into_the_time),
        cmocka_unit_test(refuses_what_is_none),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("ulid", tests, NULL, NULL);
}
