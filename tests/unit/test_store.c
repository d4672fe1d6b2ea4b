/* The store: what transactions, snapshots and cursors promise, what a full or failing store does,
 * and the keys of its tables. */
#include "house.h"

#include <string.h>

static slice_t number_key(uint64_t number)
{
    static store_key_t keys[4];
    static unsigned turn;
    store_key_t *key = &keys[turn++ % 4];
    *key = key_number(number);
    return key_slice(key);
}

static void put_number(store_t *store, store_table_t table, uint64_t number, const char *value)
{
    store_put(store, table, number_key(number), WORDS(value));
}

/* True when the snapshot of now holds this value under the key. */
static bool holds(test_house_t *house, store_table_t table, uint64_t number, const char *value)
{
    slice_t found;
    store_view_t *view = house_view(house);
    bool same = view_get(view, table, number_key(number), &found) &&
                found.length == strlen(value) && memcmp(found.bytes, value, found.length) == 0;
    snapshot_close(&view);
    return same;
}

static bool is_there(test_house_t *house, store_table_t table, uint64_t number)
{
    slice_t found;
    store_view_t *view = house_view(house);
    bool there = view_get(view, table, number_key(number), &found);
    snapshot_close(&view);
    return there;
}

/* ---- transactions ---- */

static void put_get_delete(void **state)
{
    test_house_t *house = *state;
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "一");
    put_number(house->store, TABLE_CASE, 1, "二"); /* the last one stays */
    put_number(house->store, TABLE_CASE, 2, "");
    house_commit(house);
    assert_true(holds(house, TABLE_CASE, 1, "二"));
    assert_true(holds(house, TABLE_CASE, 2, ""));
    assert_false(is_there(house, TABLE_IDENTITY, 1)); /* tables are apart */

    store_begin(house->store);
    store_delete(house->store, TABLE_CASE, number_key(1));
    house_commit(house);
    assert_false(is_there(house, TABLE_CASE, 1));
    assert_true(is_there(house, TABLE_CASE, 2));
}

static void nothing_is_seen_before_the_commit(void **state)
{
    test_house_t *house = *state;
    slice_t value;
    assert_null(store_writing(house->store));
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "一");
    assert_true(view_get(store_writing(house->store), TABLE_CASE, number_key(1), &value));
    assert_int_equal(view_entries(store_writing(house->store), TABLE_CASE), 1);
    assert_false(is_there(house, TABLE_CASE, 1));
    store_abort(house->store);
    assert_null(store_writing(house->store));
    assert_false(is_there(house, TABLE_CASE, 1));
}

static void a_snapshot_stays_what_it_was(void **state)
{
    test_house_t *house = *state;
    slice_t value;
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "旧");
    house_commit(house);
    store_view_t *old = house_view(house);
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "新的");
    put_number(house->store, TABLE_CASE, 2, "又");
    house_commit(house);
    assert_true(view_get(old, TABLE_CASE, number_key(1), &value));
    assert_memory_equal(value.bytes, "旧", value.length);
    assert_false(view_get(old, TABLE_CASE, number_key(2), &value));
    assert_int_equal(view_entries(old, TABLE_CASE), 1);
    snapshot_close(&old);
    assert_null(old);
    assert_true(holds(house, TABLE_CASE, 1, "新的"));
}

static void too_many_snapshots_are_refused_and_no_harm(void **state)
{
    test_house_t *house = *state;
    store_view_t *views[200];
    size_t count = 0;
    while (count < COUNT(views) && (views[count] = snapshot_open(house->store)))
        count++;
    assert_in_range(count, 8, COUNT(views) - 1);
    while (count > 0)
        snapshot_close(&views[--count]);
    store_view_t *view = house_view(house);
    snapshot_close(&view);
}

static void the_first_failure_sticks(void **state)
{
    test_house_t *house = *state;
    char long_key[1000] = {0};
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "一");
    store_put(house->store, TABLE_CASE, (slice_t){long_key, sizeof long_key}, WORDS("x"));
    put_number(house->store, TABLE_CASE, 2, "二"); /* does nothing any more */
    store_delete(house->store, TABLE_CASE, number_key(1));
    assert_int_equal(store_commit(house->store), STORE_FAILED);
    assert_false(is_there(house, TABLE_CASE, 1));
    assert_false(is_there(house, TABLE_CASE, 2));

    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 3, "三");
    house_commit(house);
    assert_true(holds(house, TABLE_CASE, 3, "三"));
}

static void deleting_what_is_not_there_is_a_failure(void **state)
{
    test_house_t *house = *state;
    store_begin(house->store);
    store_delete(house->store, TABLE_STAGE, number_key(1));
    assert_int_equal(store_commit(house->store), STORE_FAILED); /* the indexes went astray */
}

static void appended_tables_refuse_what_is_out_of_order(void **state)
{
    test_house_t *house = *state;
    store_begin(house->store);
    put_number(house->store, TABLE_EVENT, 5, "五");
    put_number(house->store, TABLE_EVENT, 5, "再");
    assert_int_equal(store_commit(house->store), STORE_FAILED); /* no event is ever rewritten */
}

static void injected_answers(void **state)
{
    test_house_t *house = *state;
    static const store_status_t answers[] = {STORE_FULL, STORE_FAILED};
    for (size_t i = 0; i < COUNT(answers); i++) {
        store_begin(house->store);
        put_number(house->store, TABLE_CASE, 1, "一");
        house->next_commit = answers[i];
        assert_int_equal(store_commit(house->store), answers[i]);
        assert_null(store_writing(house->store));
        assert_false(is_there(house, TABLE_CASE, 1));
    }
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 1, "一");
    house_commit(house);
    assert_true(is_there(house, TABLE_CASE, 1));
}

/* ---- cursors ---- */

static void cursors_go_both_ways_and_stop_at_the_ends(void **state)
{
    test_house_t *house = *state;
    slice_t key, value;
    store_begin(house->store);
    for (uint64_t number = 10; number <= 50; number += 10)
        put_number(house->store, TABLE_CASE, number, "值");
    house_commit(house);
    store_view_t *view = house_view(house);
    store_cursor_t *cursor = cursor_open(view, TABLE_CASE);

    assert_true(cursor_at_least(cursor, number_key(20), &key, &value));
    assert_int_equal(key_last_number(key), 20);
    assert_true(cursor_at_least(cursor, number_key(21), &key, &value));
    assert_int_equal(key_last_number(key), 30);
    assert_true(cursor_next(cursor, &key, &value));
    assert_true(cursor_next(cursor, &key, &value));
    assert_int_equal(key_last_number(key), 50);
    assert_false(cursor_next(cursor, &key, &value));
    assert_false(cursor_at_least(cursor, number_key(51), &key, &value));

    assert_true(cursor_before(cursor, number_key(30), &key, &value));
    assert_int_equal(key_last_number(key), 20); /* strictly before */
    assert_true(cursor_previous(cursor, &key, &value));
    assert_int_equal(key_last_number(key), 10);
    assert_false(cursor_previous(cursor, &key, &value));
    assert_false(cursor_before(cursor, number_key(10), &key, &value));
    assert_true(cursor_before(cursor, number_key(UINT64_MAX), &key, &value));
    assert_int_equal(key_last_number(key), 50);
    cursor_close(&cursor);
    assert_null(cursor);

    cursor = cursor_open(view, TABLE_DOCUMENT); /* an empty table */
    assert_false(cursor_at_least(cursor, number_key(0), &key, &value));
    assert_false(cursor_before(cursor, number_key(UINT64_MAX), &key, &value));
    assert_false(cursor_next(cursor, &key, &value));
    cursor_close(&cursor);
    snapshot_close(&view);
}

/* ---- room ---- */

/* Fills the table `document` until a commit says that the map is full; how many fitted. */
static uint64_t fill(test_house_t *house)
{
    static char page[60000];
    uint64_t number = 1;
    store_status_t status = STORE_OK;
    memset(page, 'x', sizeof page);
    for (; status == STORE_OK; number++) {
        store_begin(house->store);
        store_put(house->store, TABLE_DOCUMENT, number_key(number), (slice_t){page, sizeof page});
        status = store_commit(house->store);
    }
    assert_int_equal(status, STORE_FULL);
    return number - 2;
}

static void a_full_map_is_said_and_survived(void **state)
{
    test_house_t *house = *state;
    house->options.map_bytes = 4 << 20;
    house->options.full_percent = 50;
    house_reopen(house);
    assert_false(store_is_full(house->store));
    uint64_t fitted = fill(house);
    assert_true(store_is_full(house->store));
    assert_true(is_there(house, TABLE_DOCUMENT, fitted));
    assert_false(is_there(house, TABLE_DOCUMENT, fitted + 1));

    store_begin(house->store); /* room can be made, and is used again */
    for (uint64_t number = 1; number <= fitted; number++)
        store_delete(house->store, TABLE_DOCUMENT, number_key(number));
    house_commit(house);
    assert_false(store_is_full(house->store));
    store_begin(house->store); /* what was given back is used by the commit after the next */
    put_number(house->store, TABLE_CASE, 1, "一");
    house_commit(house);
    assert_true(fill(house) > fitted / 2);
}

static void the_mark_of_fullness(void **state)
{
    test_house_t *house = *state;
    static char page[4096];
    house->options.map_bytes = 4 << 20;
    house->options.full_percent = 40;
    house_reopen(house);
    uint64_t mark = (4 << 20) / 100 * 40;
    for (uint64_t number = 1; !store_is_full(house->store); number++) {
        store_usage_t usage = store_usage(house->store);
        assert_true(usage.used_bytes < mark);
        assert_int_equal(usage.map_bytes, 4 << 20);
        store_begin(house->store);
        store_put(house->store, TABLE_DOCUMENT, number_key(number), (slice_t){page, sizeof page});
        house_commit(house);
    }
    assert_in_range(store_usage(house->store).used_bytes, mark, mark + (64 << 10));
    store_begin(house->store); /* intake stops, acts still fit */
    put_number(house->store, TABLE_CASE, 1, "一");
    house_commit(house);
}

static void another_map_size_at_the_next_start(void **state)
{
    test_house_t *house = *state;
    static const uint64_t sizes[] = {64 << 20, 4 << 20, 512 << 20};
    store_begin(house->store);
    put_number(house->store, TABLE_CASE, 7, "七");
    house_commit(house);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        house->options.map_bytes = sizes[i];
        house_reopen(house);
        assert_int_equal(store_usage(house->store).map_bytes, sizes[i]);
        assert_true(holds(house, TABLE_CASE, 7, "七"));
    }
}

/* ---- opening ---- */

static void a_second_opener_is_refused(void **state)
{
    test_house_t *house = *state;
    assert_null(store_open(house->directory, &house->options, &house->fault));
    assert_int_equal(house->fault.code, ERROR_BUSY);
    house_reopen(house); /* the lock goes with its holder */
}

static void a_directory_that_cannot_be_made(void **state)
{
    test_house_t *house = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/data.mdb/store", house->directory); /* below a file */
    assert_null(store_open(path, &house->options, &house->fault));
    assert_int_equal(house->fault.code, ERROR_UNAVAILABLE);
    assert_non_null(strstr(house->fault.message, path));
}

/* A new account has no ~/.local/state yet. */
static void missing_parents_are_made(void **state)
{
    test_house_t *house = *state;
    char path[128], file[160];
    snprintf(path, sizeof path, "%s/local/state/duban", house->directory);
    store_t *store = store_open(path, &house->options, &house->fault);
    assert_non_null(store);
    store_close(&store);
    static const char *const files[] = {"data.mdb", "lock.mdb", "lock"};
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(file, sizeof file, "%s/%s", path, files[i]);
        assert_int_equal(unlink(file), 0);
    }
    for (char *slash; strlen(path) > strlen(house->directory); *slash = 0) {
        assert_int_equal(rmdir(path), 0);
        slash = strrchr(path, '/');
    }
}

/* ---- keys ---- */

static int compare(store_key_t a, store_key_t b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = memcmp(a.bytes, b.bytes, shorter);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static void the_order_of_keys_is_the_order_of_numbers(void **state)
{
    (void)state;
    static const uint64_t rising[] = {
        0, 1, 255, 256, 65535, 65536, UINT32_MAX, UINT64_C(1) << 40, INT64_MAX, UINT64_MAX};
    for (size_t i = 0; i + 1 < COUNT(rising); i++) {
        assert_true(compare(key_number(rising[i]), key_number(rising[i + 1])) < 0);
        assert_true(
            compare(key_stage(STAGE_STAFF, rising[i]), key_stage(STAGE_STAFF, rising[i + 1])) < 0);
        assert_true(
            compare(key_subject('p', "a", rising[i]), key_subject('p', "a", rising[i + 1])) < 0);
        store_key_t key = key_number(rising[i]);
        assert_int_equal(key_last_number(key_slice(&key)), rising[i]);
    }
    assert_true(compare(key_stage(STAGE_CLASSIFY, UINT64_MAX), key_stage(STAGE_ESCALATE, 0)) < 0);
    assert_true(compare(key_subject('p', "a", UINT64_MAX), key_subject('p', "ab", 0)) < 0);
    assert_true(compare(key_submission("a", "bc"), key_submission("ab", "c")) != 0);
    assert_int_equal(key_last_number((slice_t){"short", 5}), 0);
}

static void clock_keys(void **state)
{
    (void)state;
    /* By time first, then by case: the oldest due comes first whatever its number. */
    assert_true(
        compare(key_clock(1000, 9, 9, CLOCK_MEDIA), key_clock(1001, 1, 0, CLOCK_ACCEPT)) < 0);
    assert_true(
        compare(key_clock(1000, 1, 9, CLOCK_MEDIA), key_clock(1000, 2, 0, CLOCK_ACCEPT)) < 0);
    store_key_t key = key_clock(NOW_MS, 77, 3, CLOCK_LEADER);
    clock_key_t clock;
    assert_true(key_read_clock(key_slice(&key), &clock));
    assert_int_equal(clock.next_ms, NOW_MS);
    assert_int_equal(clock.case_number, 77);
    assert_int_equal(clock.line, 3);
    assert_int_equal(clock.kind, CLOCK_LEADER);
    key.length--;
    assert_false(key_read_clock(key_slice(&key), &clock));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(put_get_delete),
        IN_HOUSE(nothing_is_seen_before_the_commit),
        IN_HOUSE(a_snapshot_stays_what_it_was),
        IN_HOUSE(too_many_snapshots_are_refused_and_no_harm),
        IN_HOUSE(the_first_failure_sticks),
        IN_HOUSE(deleting_what_is_not_there_is_a_failure),
        IN_HOUSE(appended_tables_refuse_what_is_out_of_order),
        IN_HOUSE(injected_answers),
        IN_HOUSE(cursors_go_both_ways_and_stop_at_the_ends),
        IN_HOUSE(a_full_map_is_said_and_survived),
        IN_HOUSE(the_mark_of_fullness),
        IN_HOUSE(another_map_size_at_the_next_start),
        IN_HOUSE(a_second_opener_is_refused),
        IN_HOUSE(a_directory_that_cannot_be_made),
        IN_HOUSE(missing_parents_are_made),
        cmocka_unit_test(the_order_of_keys_is_the_order_of_numbers),
        cmocka_unit_test(clock_keys),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
