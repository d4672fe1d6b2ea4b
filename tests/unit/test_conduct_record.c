/* The yearly conduct record (P18): what of a year is in it, what it adds up to, and who may read
 * it. */
#include "house.h"

#define YEAR_END_MS (JULY_MS + 184 * DAY_MS) /* 2016-01-01 00:00 in Asia/Shanghai */

/* A line on 尤酉 of section energy that was concluded at a moment. */
static line_t line_of(outcome_t outcome, const char *measure, int64_t ended_ms)
{
    line_t line = {.number = 1, .kind = LINE_PERSON, .state = LINE_CONCLUDED, .target = "you-you"};
    line.post = ROLE_STAFF;
    line.outcome = outcome;
    line.ended_ms = ended_ms;
    line.measure_count = measure ? 1 : 0;
    snprintf(line.measures[0], SANCTION_BYTES, "%s", measure ? measure : "");
    return line;
}

/* Stores the case and lists it under the target of its line. */
static void keep(test_house_t *house, uint64_t number, const line_t *line, bool cleared)
{
    static case_t subject;
    static const case_t nothing;
    subject = (case_t){.number = number, .state = STATE_CLOSED, .stage = STAGE_DONE};
    subject.source = SOURCE_SPOT_CHECK;
    subject.kind_count = 1;
    subject.kinds[0].kind = KIND_C2;
    subject.when.cleared_ms = cleared ? line->ended_ms : 0;
    subject.line_count = 1;
    subject.lines[0] = *line;
    for (size_t i = 0; i < line->measure_count; i++)
        subject.lines[0].lists |=
            term_bit(sanctions_find(&house->policy->sanctions, line->measures[i])->list);
    buffer_t value = {0};
    record_pack_value(&CASE_RECORD, &subject, &value);
    store_key_t key = key_number(number);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    index_update(house->store, &nothing, &subject);
    assert_int_equal(store_commit(house->store), STORE_OK);
    buffer_free(&value);
}

static const msgpack_object *record_of(test_house_t *house, const char *person, const char *as)
{
    query_t query = {.what = QUERY_CONDUCT_RECORD, .year = 2015};
    snprintf(query.person, sizeof query.person, "%s", person);
    snprintf(query.as, sizeof query.as, "%s", as);
    return house_ask(house, &query);
}

static void expect_total(const msgpack_object *reply, const char *key, int value)
{
    if (answer_number(answer_get(reply, "totals"), key) != (uint64_t)value)
        fail_msg("%s: %d instead of %d", key, (int)answer_number(answer_get(reply, "totals"), key),
            value);
}

static void what_was_concluded_in_the_year(void **state)
{
    test_house_t *house = *state;
    line_t line = line_of(OUTCOME_SUBSTANTIATED, "criticism", YEAR_END_MS - 1);
    keep(house, 1, &line, false);
    line = line_of(OUTCOME_SUBSTANTIATED, "admonition", YEAR_END_MS); /* the next year's */
    keep(house, 2, &line, false);
    line = line_of(OUTCOME_PARTLY, "post_adjusted", YEAR_END_MS - 365 * DAY_MS);
    keep(house, 3, &line, false);
    line = line_of(OUTCOME_PARTLY, "removed", YEAR_END_MS - 365 * DAY_MS - 1); /* the last one's */
    keep(house, 4, &line, false);
    line = line_of(OUTCOME_PARTLY, NULL, NOW_MS); /* exempted */
    keep(house, 5, &line, false);
    line = line_of(OUTCOME_NO_LIABILITY, NULL, NOW_MS);
    line.tolerated = true;
    keep(house, 6, &line, false);
    line = line_of(OUTCOME_UNSUBSTANTIATED, NULL, NOW_MS);
    keep(house, 7, &line, true);
    line = line_of(OUTCOME_SUBSTANTIATED, "demerit", NOW_MS);
    snprintf(line.measures[line.measure_count++], SANCTION_BYTES, "%s", "rotation");
    keep(house, 8, &line, false);
    line = line_of(OUTCOME_SUBSTANTIATED, NULL, 0); /* still open */
    line.state = LINE_HEARD;
    keep(house, 9, &line, false);
    const msgpack_object *reply = record_of(house, "you-you", "lv-jia");
    assert_int_equal(answer_get(reply, "lines")->via.array.size, 6);
    assert_true(answer_is(reply, "name", "尤酉"));
    const struct {
        const char *key;
        int value;
    } totals[] = {{"concluded", 6}, {"substantiated", 4}, {"exempted", 1}, {"tolerated", 1},
        {"cleared", 1}, {"remedial", 0}, {"ladder", 2}, {"ladder_level", 3}, {"rotation", 1},
        {"party_discipline", 0}, {"admin_discipline", 1}};
    for (size_t i = 0; i < COUNT(totals); i++)
        expect_total(reply, totals[i].key, totals[i].value);
    const msgpack_object *lines = answer_get(reply, "lines")->via.array.ptr;
    assert_int_equal(answer_number(&lines[0], "case"), 1);
    assert_true(object_is_text(answer_get(&lines[0], "measures")->via.array.ptr, "criticism"));
    assert_true(answer_get(&lines[2], "exempted")->via.boolean);
    assert_true(answer_get(&lines[3], "tolerated")->via.boolean);
    assert_true(answer_get(&lines[4], "cleared")->via.boolean);
    expect_total(record_of(house, "feng-ren", "lv-jia"), "concluded", 0);
}

/* The role table: who assesses and who supervises; nobody else, and not the person himself. */
static void who_may_read_it(void **state)
{
    test_house_t *house = *state;
    static const struct {
        const char *person;
        bool may;
    } askers[] = {
        {"lv-jia", true},
        {"zhao-jia", true},
        {"kong-ding", true},
        {"cao-wu", true},
        {"li-ding", false},
        {"feng-ren", false},
        {"you-you", false},
        {"chu-zi", false},
        {"", false},
        {"nobody", false},
    };
    for (size_t i = 0; i < COUNT(askers); i++)
        assert_string_equal(answer_code(record_of(house, "you-you", askers[i].person)),
            askers[i].may ? "" : "refused");
    query_t query = {.what = QUERY_CONDUCT_RECORD, .as = "lv-jia", .year = 2015};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    snprintf(query.person, sizeof query.person, "%s", "you-you");
    query.year = 0;
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

/* P51: 施乙 has an interest in section energy; what excludes an asker is not in his record. */
static void nothing_of_what_excludes_the_asker(void **state)
{
    test_house_t *house = *state;
    line_t line = line_of(OUTCOME_SUBSTANTIATED, "criticism", NOW_MS);
    snprintf(line.section, ID_BYTES, "%s", "energy");
    keep(house, 1, &line, false);
    expect_total(record_of(house, "you-you", "shi-yi"), "concluded", 0);
    expect_total(record_of(house, "you-you", "zhang-bing"), "concluded", 1);
    line = line_of(OUTCOME_SUBSTANTIATED, "criticism", NOW_MS);
    snprintf(line.target, ID_BYTES, "%s", "zhao-jia");
    keep(house, 2, &line, false);
    expect_total(record_of(house, "zhao-jia", "zhao-jia"), "concluded", 0);
    expect_total(record_of(house, "zhao-jia", "kong-ding"), "concluded", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(what_was_concluded_in_the_year),
        IN_HOUSE(who_may_read_it),
        IN_HOUSE(nothing_of_what_excludes_the_asker),
    };
    return cmocka_run_group_tests_name("conduct record", tests, NULL, NULL);
}
