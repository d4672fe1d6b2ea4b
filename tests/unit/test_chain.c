/* The hash chain over the ledger: its definition, and what a change anywhere does to it. */
#include "../../proto/event.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_definition(void **state)
{
    (void)state;
    uint8_t joined[DIGEST_BYTES + 3] = {0}, wanted[DIGEST_BYTES], first[DIGEST_BYTES] = {0};
    memcpy(joined + DIGEST_BYTES, "abc", 3);
    assert_int_equal(crypto_generichash(wanted, sizeof wanted, joined, sizeof joined, NULL, 0), 0);
    chain_next(first, "abc", 3, first); /* in place, as the header allows */
    assert_memory_equal(first, wanted, DIGEST_BYTES);

    /* BLAKE2b-256 of 32 zero bytes, from a second implementation (Python's hashlib). */
    static const uint8_t known[4] = {0x89, 0xeb, 0x0d, 0x6a};
    const uint8_t zero[DIGEST_BYTES] = {0};
    uint8_t empty[DIGEST_BYTES];
    chain_next(zero, NULL, 0, empty);
    assert_memory_equal(empty, known, sizeof known);
}

/* Folds `count` events of three bytes each, with one bit of event `changed` turned. */
static void fold(size_t count, size_t changed, size_t bit, uint8_t hash[DIGEST_BYTES])
{
    memset(hash, 0, DIGEST_BYTES);
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[3] = {(uint8_t)i, 0x55, (uint8_t)(i * 7)};
        if (i == changed)
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        chain_next(hash, bytes, sizeof bytes, hash);
    }
}

static void test_any_bit_shows(void **state)
{
    (void)state;
    uint8_t right[DIGEST_BYTES], wrong[DIGEST_BYTES];
    fold(20, SIZE_MAX, 0, right);
    fold(20, SIZE_MAX, 0, wrong);
    assert_memory_equal(right, wrong, DIGEST_BYTES);
    for (size_t changed = 0; changed < 20; changed++) {
        for (size_t bit = 0; bit < 24; bit++) {
            fold(20, changed, bit, wrong);
            assert_memory_not_equal(right, wrong, DIGEST_BYTES);
        }
    }
    fold(19, SIZE_MAX, 0, wrong); /* the last event is missing */
    assert_memory_not_equal(right, wrong, DIGEST_BYTES);
}

static void test_order_shows(void **state)
{
    (void)state;
    uint8_t one[DIGEST_BYTES] = {0}, other[DIGEST_BYTES] = {0};
    chain_next(one, "a", 1, one);
    chain_next(one, "b", 1, one);
    chain_next(other, "b", 1, other);
    chain_next(other, "a", 1, other);
    assert_memory_not_equal(one, other, DIGEST_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition),
        cmocka_unit_test(test_any_bit_shows),
        cmocka_unit_test(test_order_shows),
    };
    return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
