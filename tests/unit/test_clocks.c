/* The clocks: lengths in their three units, the ladder, and everything that clocks.conf may not
 * say. */
#include "../../config/clocks.h"
#include "shipped.h"

static calendar_t *calendar;
static clocks_t clocks;

static int load_any(zpl_t *file, fault_t *fault)
{
    clocks_t any;
    return clocks_load(file, &any, fault);
}

static int set_up(void **state)
{
    (void)state;
    fault_t fault = {0};
    calendar = shipped_calendar();
    zpl_t *file = shipped_open("clocks.conf");
    int rc = clocks_load(file, &clocks, &fault);
    zpl_destroy(&file);
    return rc;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_destroy(&calendar);
    return 0;
}

static void assert_due(clock_kind_t kind, const char *start, const char *due)
{
    assert_int_equal(clock_due_ms(&clocks, calendar, kind, at(start)), at(due));
}

/* POLICY §8, each clock from Thursday 2015-07-02 10:00 on. */
static void test_lengths_of_the_plan(void **state)
{
    (void)state;
    const char *start = "2015-07-02 10:00";
    assert_due(CLOCK_CLASSIFY, start, "2015-07-02 10:01");
    assert_due(CLOCK_RETURN, start, "2015-07-07 00:00");
    assert_due(CLOCK_ACCEPT, start, "2015-07-18 00:00");
    assert_due(CLOCK_NOTIFY, start, "2015-07-24 00:00");
    assert_due(CLOCK_ASSIGN, start, "2015-07-04 00:00");
    assert_due(CLOCK_INQUIRY, start, "2015-08-02 00:00");
    assert_due(CLOCK_VERIFY, start, "2015-07-24 00:00");
    assert_due(CLOCK_PROPOSE, start, "2015-07-10 00:00");
    assert_due(CLOCK_DECIDE, start, "2015-09-01 00:00");
    assert_due(CLOCK_RECTIFY, start, "2015-08-02 00:00");
    assert_due(CLOCK_FEEDBACK, start, "2015-07-24 00:00");
    assert_due(CLOCK_LEADER, start, "2015-07-10 00:00");
    assert_due(CLOCK_MEDIA, start, "2015-07-03 00:00");
    assert_due(CLOCK_REVIEW, start, "2015-08-02 00:00");
    assert_due(CLOCK_URGENT, start, "2015-07-03 00:00");
}

static void assert_level(level_t level, const char *due, const char *climbed)
{
    assert_int_equal(clock_level_ms(&clocks, calendar, level, at(due)), at(climbed));
}

static void test_ladder(void **state)
{
    (void)state;
    /* Due when Monday 2015-07-06 has ended: the levels count Tuesday as the first day. */
    const char *due = "2015-07-07 00:00";
    assert_level(LEVEL_HUMAN, due, "2015-07-07 00:00");
    assert_level(LEVEL_URGE, due, "2015-07-08 00:00");
    assert_level(LEVEL_DEPUTY, due, "2015-07-10 00:00");
    assert_level(LEVEL_PRINCIPAL, due, "2015-07-14 00:00");
    assert_level(LEVEL_SUPERIOR, due, "2015-07-21 00:00");
    /* Due when the last day before National Day has ended: the next working day is 10-08, and the
     * Saturday after it is one as well. */
    assert_level(LEVEL_URGE, "2015-10-01 00:00", "2015-10-09 00:00");
    assert_level(LEVEL_DEPUTY, "2015-10-01 00:00", "2015-10-11 00:00");
    /* A clock of seconds is due within a day. */
    assert_level(LEVEL_URGE, "2015-07-02 10:01", "2015-07-04 00:00");
    assert_int_equal(clock_level_ms(&clocks, calendar, LEVEL_UNSET, at(due)), 0);
    assert_int_equal(clock_level_ms(&clocks, calendar, LEVEL_COUNT, at(due)), 0);
}

/* Every level that a clock can reach comes after the one before it, whatever the day. */
static void test_levels_are_reached_in_order(void **state)
{
    (void)state;
    for (int64_t day = day_of("2015-01-01"); day < day_of("2017-01-01"); day++) {
        int64_t due = calendar_day_start_ms(calendar, day), before = due;
        for (unsigned level = LEVEL_URGE; level < LEVEL_COUNT; level++) {
            int64_t climbed = clock_level_ms(&clocks, calendar, (level_t)level, due);
            assert_true(climbed > before);
            before = climbed;
        }
    }
}

static void test_first_levels(void **state)
{
    (void)state;
    for (unsigned kind = CLOCK_CLASSIFY; kind < CLOCK_COUNT; kind++)
        assert_int_equal(clock_first_level((clock_kind_t)kind),
            kind == CLOCK_CLASSIFY || kind == CLOCK_URGENT ? LEVEL_HUMAN : LEVEL_URGE);
}

/* What is urgent is told at once; every other clock climbs nothing before it is due. */
static void test_first_step(void **state)
{
    (void)state;
    int64_t start_ms = at("2015-07-02 10:00");
    for (unsigned kind = CLOCK_CLASSIFY; kind < CLOCK_COUNT; kind++) {
        clock_change_t change = clock_start(&clocks, calendar, (clock_kind_t)kind, 3, start_ms);
        assert_int_equal(change.kind, kind);
        assert_int_equal(change.line, 3);
        assert_true(change.due_ms > start_ms);
        if (kind == CLOCK_URGENT)
            assert_int_equal(change.next_ms, start_ms);
        else
            assert_true(change.next_ms >= change.due_ms);
    }
}

#define LENGTHS                                                                                    \
    "length\n    classify = 60s\n    return = 2wd\n    accept = 15d\n    notify = 15wd\n"          \
    "    assign = 1wd\n    inquiry = 30d\n    verify = 15wd\n    propose = 5wd\n"                  \
    "    decide = 60d\n    rectify = 30d\n    feedback = 15wd\n    leader = 5wd\n"                 \
    "    review = 30d\n    urgent = 0d\n"
#define LADDER "ladder\n    urge = 1wd\n    deputy = 3wd\n    principal = 5wd\n"

static void test_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {LENGTHS "    media = 0d\n" LADDER "    superior = 10wd\n", ""},
        {LENGTHS "    media = 0d\n", "clocks.conf: the key 'ladder' is missing here"},
        {LENGTHS LADDER "    superior = 10wd\n", "clocks.conf:1: the key 'media' is missing here"},
        {LENGTHS "    media = 0d\n" LADDER, "clocks.conf:17: the key 'superior' is missing here"},
        {LENGTHS "    media = today\n" LADDER "    superior = 10wd\n",
            "clocks.conf:16: 'media' must be seconds, days or working days such as 60s, 15d or "
            "5wd, not \"today\""},
        {LENGTHS "    media = 4000d\n" LADDER "    superior = 10wd\n",
            "clocks.conf:16: 'media' must be seconds, days or working days such as 60s, 15d or "
            "5wd, not \"4000d\""},
        {LENGTHS "    media = 0d\n" LADDER "    superior = 10d\n",
            "clocks.conf:21: 'superior' must be working days after due such as 3wd, not \"10d\""},
        {LENGTHS "    media = 0d\n" LADDER "    superior = 5wd\n",
            "clocks.conf:21: 'superior' must be more than the 5wd of the level below it"},
        {LENGTHS "    media = 0d\nladder\n    urge = 0wd\n    deputy = 3wd\n    principal = 5wd\n"
                 "    superior = 10wd\n",
            "clocks.conf:18: 'urge' must be more than the 0wd of the level below it"},
        {LENGTHS "    media = 0d\n" LADDER "    superior = 10wd\n    human = 1wd\n",
            "clocks.conf:22: unknown key 'human'; expected here: urge, deputy, principal, "
            "superior"},
        {LENGTHS "    media = 0d\n    media = 0d\n" LADDER,
            "clocks.conf:17: 'media' is given a second time"},
    };
    assert_refusals("clocks.conf", load_any, refusals, ROWS(refusals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_of_the_plan),
        cmocka_unit_test(test_ladder),
        cmocka_unit_test(test_levels_are_reached_in_order),
        cmocka_unit_test(test_first_levels),
        cmocka_unit_test(test_first_step),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("clocks", tests, set_up, tear_down);
}
