/* Where words and names go, the seal on identities and its keys, and the receipts. */
#include "house.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

static ack_t submit_one(test_house_t *house, const submit_t *submit)
{
    store_begin(house->store);
    if (registry_submit(&house->registry, submit, house->now_ms, &house->ack, &house->fault) < 0)
        fail_msg("%s", house->fault.message);
    house_commit(house);
    return house->ack;
}

/* ---- where words and names go: P50, invariant (v) ---- */

#define NAME    "林癸某"
#define CONTACT "13911112222"
#define MARK    "二〇一五年夏天窗口的那件事"

static bool contains(slice_t value, const char *needle)
{
    return memmem(value.bytes, value.length, needle, strlen(needle)) != NULL;
}

/* How many values or keys of the table hold the words. */
static size_t count_with(test_house_t *house, store_table_t table, const char *needle)
{
    slice_t key, value;
    size_t count = 0;
    store_view_t *view = house_view(house);
    store_cursor_t *cursor = cursor_open(view, table);
    bool found = cursor_at_least(cursor, (slice_t){"", 1}, &key, &value);
    for (; found; found = cursor_next(cursor, &key, &value))
        count += contains(value, needle) || contains(key, needle);
    cursor_close(&cursor);
    snapshot_close(&view);
    return count;
}

static void words_and_names_stay_where_they_belong(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    submit.privacy = PRIVACY_REAL_NAME;
    submit.name = WORDS(NAME);
    submit.contact = WORDS(CONTACT);
    submit.text = submit.title = submit.accused = WORDS(MARK);
    submit_one(house, &submit);
    classified_t verdict = house_verdict();
    house_classify(house, 1, &verdict);
    house_assess(house, 1);
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        assert_int_equal(count_with(house, table, NAME), 0);
        assert_int_equal(count_with(house, table, CONTACT), 0);
        assert_int_equal(count_with(house, table, MARK), table == TABLE_DOCUMENT);
    }
    assert_int_equal(count_with(house, TABLE_CASE, "approval"), 1); /* the scan does look */
}

/* Reads what the bureau keeps apart: the secret key beside the store. */
static void read_secret(test_house_t *house, uint8_t secret[32])
{
    char path[128];
    snprintf(path, sizeof path, "%s/identity.secret", house->directory);
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(read(file, secret, 32), 32);
    close(file);
    assert_int_equal(access(path, X_OK), -1);
}

static void the_secret_key_opens_the_seal(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    submit.name = WORDS(NAME);
    submit.contact = WORDS(CONTACT);
    submit_one(house, &submit);

    uint8_t secret[32], plain[256];
    slice_t value;
    msgpack_object object;
    read_secret(house, secret);
    store_view_t *view = house_view(house);
    store_key_t key = key_number(1);
    assert_true(view_get(view, TABLE_IDENTITY, key_slice(&key), &value));
    assert_int_equal(unpack_message(&house->unpacker, value.bytes, value.length, &object, NULL), 0);
    msgpack_object_bin sealed = object.via.array.ptr[1].via.bin;
    assert_int_equal(crypto_box_seal_open(plain, (const uint8_t *)sealed.ptr, sealed.size,
                         house->registry.identity_key, secret),
        0);
    size_t length = sealed.size - crypto_box_SEALBYTES;
    snapshot_close(&view);
    assert_int_equal(unpack_message(&house->unpacker, plain, length, &object, NULL), 0);
    assert_true(answer_is(&object, "name", NAME));
    assert_true(answer_is(&object, "contact", CONTACT));
}

static void the_longest_name_and_contact_are_sealed(void **state)
{
    test_house_t *house = *state;
    static char longest[NAME_BYTES + 1];
    memset(longest, 'n', NAME_BYTES); /* what SUBMIT_RECORD lets through */
    submit_t submit = house_submission(house);
    submit.name = submit.contact = WORDS(longest);
    assert_true(submit_one(house, &submit).created);
    assert_int_equal(count_with(house, TABLE_IDENTITY, "nnnnnnnn"), 0);
}

static void keys_are_made_once(void **state)
{
    test_house_t *house = *state;
    uint8_t receipt_key[32], identity_key[32];
    memcpy(receipt_key, house->registry.receipt_key, 32);
    memcpy(identity_key, house->registry.identity_key, 32);
    house_reopen(house);
    assert_memory_equal(receipt_key, house->registry.receipt_key, 32);
    assert_memory_equal(identity_key, house->registry.identity_key, 32);
    assert_memory_not_equal(receipt_key, identity_key, 32);
}

static void an_end_between_the_secret_and_the_store(void **state)
{
    test_house_t *house = *state;
    uint8_t secret[32], identity_key[32];
    static const char *const names[] = {"receipt_key", "identity_key"};
    read_secret(house, secret);
    memcpy(identity_key, house->registry.identity_key, 32);
    store_begin(house->store); /* as if the first commit had never been */
    for (size_t i = 0; i < COUNT(names); i++)
        store_delete(house->store, TABLE_META, WORDS(names[i]));
    house_commit(house);
    house_reopen(house);
    assert_memory_equal(house->registry.identity_key, identity_key, 32);
}

/* ---- receipts ---- */

static void receipts_as_people_type_them(void **state)
{
    test_house_t *house = *state;
    const uint8_t *key = house->registry.receipt_key;
    char receipt[RECEIPT_BYTES], typed[64];
    for (uint64_t number = 1; number < 4000; number += 97) {
        receipt_make(key, number, receipt);
        assert_int_equal(strlen(receipt), RECEIPT_BYTES - 1);
        assert_null(strpbrk(receipt, "ILOU"));
        size_t length = 0;
        for (const char *at = receipt; *at; at++) { /* lower case, O and l, spaces for hyphens */
            char c = *at == '0' ? 'o' : *at == '1' ? 'l' : *at == '-' ? ' ' : (char)(*at | 0x20);
            typed[length++] = *at >= '2' && *at <= '9' ? *at : c;
        }
        typed[length] = 0;
        assert_int_equal(receipt_case(key, receipt), number);
        assert_int_equal(receipt_case(key, typed), number);
    }
}

static void wrong_receipts(void **state)
{
    test_house_t *house = *state;
    const uint8_t *key = house->registry.receipt_key;
    char receipt[RECEIPT_BYTES], wrong[RECEIPT_BYTES + 2];
    receipt_make(key, 42, receipt);
    for (size_t i = 0; receipt[i]; i++) {
        if (receipt[i] == '-')
            continue;
        memcpy(wrong, receipt, sizeof receipt);
        wrong[i] = wrong[i] == '7' ? '8' : '7';
        assert_int_equal(receipt_case(key, wrong), 0);
    }
    snprintf(wrong, sizeof wrong, "%s0", receipt);
    assert_int_equal(receipt_case(key, wrong), 0);
    memcpy(wrong, receipt, sizeof receipt);
    wrong[RECEIPT_BYTES - 2] = 0;
    assert_int_equal(receipt_case(key, wrong), 0);
    uint64_t number = 1;
    do /* a receipt that ends in 0: what is left out is not taken for it */
        receipt_make(key, number++, wrong);
    while (wrong[RECEIPT_BYTES - 2] != '0');
    wrong[RECEIPT_BYTES - 2] = 0;
    assert_int_equal(receipt_case(key, wrong), 0);
    assert_int_equal(receipt_case(key, ""), 0);
    assert_int_equal(receipt_case(key, "案件"), 0);
    uint8_t other[RECEIPT_KEY_BYTES] = {1}; /* another store's */
    receipt_make(other, 42, wrong);
    assert_int_equal(receipt_case(key, wrong), 0);
    receipt_make(key, 0, wrong); /* no case has the number 0 */
    assert_int_equal(receipt_case(key, wrong), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(words_and_names_stay_where_they_belong),
        IN_HOUSE(the_secret_key_opens_the_seal),
        IN_HOUSE(the_longest_name_and_contact_are_sealed),
        IN_HOUSE(keys_are_made_once),
        IN_HOUSE(an_end_between_the_secret_and_the_store),
        IN_HOUSE(receipts_as_people_type_them),
        IN_HOUSE(wrong_receipts),
    };
    return cmocka_run_group_tests_name("receipt", tests, NULL, NULL);
}
