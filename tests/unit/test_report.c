/* The report against a recount of the cases (P42), for whole and half-open periods. */
#include "house.h"

/* A bureau's worth of cases. */
static int set_up(void **state)
{
    uint64_t seed = 2016;
    house_set_up(state);
    test_house_t *house = *state;
    for (int i = 0; i < 400; i++)
        house_do_anything(house, &seed);
    house_double_case(house);
    return 0;
}

static uint64_t recount(test_house_t *house, int64_t from_ms, int64_t until_ms,
    bool (*counts)(const case_t *, unsigned), unsigned value)
{
    uint64_t count = 0;
    for (uint64_t number = 1; number <= house->registry.last_case; number++) {
        const case_t *subject = house_case(house, number);
        bool within = subject->discovered_ms >= from_ms &&
                      (until_ms == 0 || subject->discovered_ms < until_ms);
        count += within && counts(subject, value);
    }
    return count;
}

static bool is_any(const case_t *subject, unsigned value)
{
    (void)subject, (void)value;
    return true;
}

static bool is_alleged(const case_t *subject, unsigned value)
{
    (void)value;
    return subject->scope;
}

static bool is_problem(const case_t *subject, unsigned value)
{
    (void)value;
    return subject->outcome == OUTCOME_SUBSTANTIATED || subject->outcome == OUTCOME_PARTLY;
}

static bool is_in_state(const case_t *subject, unsigned value)
{
    return subject->state == value;
}

static bool is_of_source(const case_t *subject, unsigned value)
{
    return subject->scope && subject->source == value;
}

static bool is_of_kind(const case_t *subject, unsigned value)
{
    for (size_t i = 0; i < subject->kind_count; i++) {
        if (subject->scope && subject->kinds[i].kind == value)
            return true;
    }
    return false;
}

static bool is_triggered(const case_t *subject, unsigned value)
{
    return subject->scope && subject->triggers >> (value - 1) & 1;
}

static bool is_pending(const case_t *subject, unsigned value)
{
    (void)value;
    return subject->stage != STAGE_DONE;
}

static bool is_double(const case_t *subject, unsigned value)
{
    (void)value;
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->scope && subject->lines[i].kind == LINE_DOUBLE_INVESTIGATION)
            return true;
    }
    return false;
}

static void check_report(test_house_t *house, int64_t from_ms, int64_t until_ms)
{
    query_t query = {.what = QUERY_REPORT, .from_ms = from_ms, .until_ms = until_ms};
    msgpack_object reply = *house_ask(house, &query);
    buffer_t kept = house->reply; /* house_case uses the same unpacker */
    unpacker_t unpacker = {0};
    assert_int_equal(unpack_message(&unpacker, kept.bytes, kept.length, &reply, NULL), 0);
#define RECOUNT(COUNTS, VALUE) recount(house, from_ms, until_ms, COUNTS, VALUE)
    assert_int_equal(answer_number(&reply, "received"), RECOUNT(is_any, 0));
    assert_int_equal(answer_number(&reply, "alleged"), RECOUNT(is_alleged, 0));
    assert_int_equal(answer_number(&reply, "problems"), RECOUNT(is_problem, 0));
    assert_int_equal(answer_number(&reply, "closed"), RECOUNT(is_in_state, STATE_CLOSED));
    assert_int_equal(answer_number(&reply, "pending"), RECOUNT(is_pending, 0));
    const msgpack_object *annex = answer_get(&reply, "by_source");
    for (unsigned value = 1; value < SOURCES.count; value++)
        assert_int_equal(
            answer_number(annex, term_name(&SOURCES, value)), RECOUNT(is_of_source, value));
    annex = answer_get(&reply, "by_kind");
    for (unsigned value = 1; value < KIND_COUNT; value++)
        assert_int_equal(
            answer_number(annex, term_name(&KINDS, value)), RECOUNT(is_of_kind, value));
    annex = answer_get(&reply, "triggers");
    for (unsigned value = 1; value < TRIGGERS.count; value++)
        assert_int_equal(
            answer_number(annex, term_name(&TRIGGERS, value)), RECOUNT(is_triggered, value));
    annex = answer_get(&reply, "double_investigations");
    assert_int_equal(answer_number(annex, "cases"), RECOUNT(is_double, 0));
    assert_int_equal(answer_number(annex, "lines"),
        answer_number(annex, "opened") + answer_number(annex, "concluded"));
    assert_true(answer_number(&reply, "disciplined") <= answer_number(&reply, "handled"));
    unpacker_free(&unpacker);
}

static void a_report_equals_a_recount(void **state)
{
    test_house_t *house = *state;
    int64_t middle_ms = house_case(house, house->registry.last_case / 2)->discovered_ms;
    check_report(house, 0, 0);
    check_report(house, 0, middle_ms); /* half-open: a case at the border counts once */
    check_report(house, middle_ms, 0);
    check_report(house, middle_ms, middle_ms + 1);
    check_report(house, house->now_ms + DAY_MS, 0);
    query_t query = {.what = QUERY_REPORT, .from_ms = 5, .until_ms = 5};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

/* P42: no complainant in any report. */
static void nobody_is_named(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_REPORT};
    house_ask(house, &query);
    static const char *const names[] = {"林癸", "lv-jia", "shen-chen", "沈辰", "窗口"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_null(memmem(house->reply.bytes, house->reply.length, names[i], strlen(names[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_report_equals_a_recount, set_up, house_tear_down),
        cmocka_unit_test_setup_teardown(nobody_is_named, set_up, house_tear_down),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
