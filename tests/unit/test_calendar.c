/* Local dates and working days at their edges: holidays, make-up Saturdays, leap days, years. */
#include "shipped.h"

static calendar_t *shipped;

static calendar_t *load_text(const char *text)
{
    fault_t fault = {0};
    zpl_t *file = parse_text("calendar.conf", text);
    calendar_t *calendar = calendar_load(file, &fault);
    zpl_destroy(&file);
    assert_string_equal(fault.message, "");
    assert_non_null(calendar);
    return calendar;
}

static int load_shipped(void **state)
{
    (void)state;
    shipped = shipped_calendar();
    return 0;
}

static int destroy_shipped(void **state)
{
    (void)state;
    calendar_destroy(&shipped);
    return 0;
}

static const char *format(int64_t at_ms)
{
    static char text[20];
    return calendar_format(shipped, at_ms, text, sizeof text);
}

/* The moment at which `count` working days after `from` have ended. */
static const char *after(const char *from, uint64_t count)
{
    return format(calendar_add_workdays(shipped, at(from), count));
}

static void test_local_dates(void **state)
{
    (void)state;
    assert_int_equal(at("1970-01-01 08:00"), 0);
    assert_int_equal(calendar_day(shipped, 0), 0);
    assert_int_equal(calendar_day(shipped, -8 * HOUR_MS), 0);
    assert_int_equal(calendar_day(shipped, -8 * HOUR_MS - 1), -1);
    assert_int_equal(calendar_day_start_ms(shipped, 0), -8 * HOUR_MS);
    int64_t national_day = day_of("2015-10-01");
    assert_int_equal(calendar_day(shipped, at("2015-10-01 00:00")), national_day);
    assert_int_equal(calendar_day(shipped, at("2015-10-01 00:00") - 1), national_day - 1);
    assert_int_equal(calendar_day(shipped, at("2015-10-01 23:59")), national_day);
    assert_string_equal(format(at("2015-10-01 08:30")), "2015-10-01 08:30");
    assert_string_equal(format(at("2015-10-01 00:00") - 1), "2015-09-30 23:59");
    assert_string_equal(format(-8 * HOUR_MS - 1), "1969-12-31 23:59");
}

static void test_other_zones(void **state)
{
    (void)state;
    static const char west_text[] = "offset = -03:30\nprovisional = 2015\n";
    calendar_t *west = load_text(west_text);
    assert_int_equal(calendar_day_start_ms(west, 0), 3 * HOUR_MS + 30 * MINUTE_MS);
    assert_int_equal(calendar_day(west, 0), -1);
    calendar_destroy(&west);
    assert_null(west);
}

/* How many working days a year has, counted from an independent list of the holidays. */
static void test_working_days_of_years(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        const char *next;
        int days;
    } years[] = {
        {"2015-01-01", "2016-01-01", 249},
        {"2016-01-01", "2017-01-01", 250},
        {"2017-01-01", "2018-01-01", 249},
        {"2018-01-01", "2019-01-01", 250},
        {"2019-01-01", "2020-01-01", 250},
        {"2020-01-01", "2021-01-01", 249},
        {"2021-01-01", "2022-01-01", 250},
        {"2022-01-01", "2023-01-01", 249},
        {"2023-01-01", "2024-01-01", 249},
        {"2024-01-01", "2025-01-01", 251},
        {"2025-01-01", "2026-01-01", 248},
        {"2026-01-01", "2027-01-01", 248},
    };
    for (size_t i = 0; i < ROWS(years); i++) {
        int days = 0;
        for (int64_t day = day_of(years[i].first); day < day_of(years[i].next); day++)
            days += calendar_is_workday(shipped, day);
        assert_int_equal(days, years[i].days);
    }
}

static void test_kinds_of_days(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        bool works;
    } days[] = {
        {"2015-06-30", true},  /* a Tuesday */
        {"2015-07-04", false}, /* a Saturday */
        {"2015-09-03", false}, /* a Thursday that was a holiday in 2015 alone */
        {"2015-09-06", true},  /* the Sunday that made up for the Friday after it */
        {"2015-10-10", true},  /* a make-up Saturday */
        {"2015-10-11", false}, {"2020-01-31", false}, /* added late, because of the epidemic */
        {"2024-02-29", true},                         /* a leap day */
        {"2026-10-08", true}, {"2027-10-01", true},   /* provisional: an ordinary Friday */
        {"2050-01-01", false},                        /* not covered: a Saturday all the same */
    };
    for (size_t i = 0; i < ROWS(days); i++)
        assert_int_equal(calendar_is_workday(shipped, day_of(days[i].date)), days[i].works);
}

static void test_adding_working_days(void **state)
{
    (void)state;
    /* From Monday 2015-07-06 on. */
    assert_string_equal(after("2015-07-06 10:00", 0), "2015-07-07 00:00");
    assert_string_equal(after("2015-07-06 10:00", 1), "2015-07-08 00:00");
    assert_string_equal(after("2015-07-06 10:00", 4), "2015-07-11 00:00");
    assert_string_equal(after("2015-07-06 10:00", 5), "2015-07-14 00:00");
    /* The whole of a day counts alike, from its first to its last millisecond. */
    assert_string_equal(after("2015-07-06 00:00", 1), "2015-07-08 00:00");
    assert_string_equal(after("2015-07-06 23:59", 1), "2015-07-08 00:00");
    assert_int_equal(
        calendar_add_workdays(shipped, at("2015-07-07 00:00") - 1, 1), at("2015-07-08 00:00"));
    assert_int_equal(
        calendar_add_workdays(shipped, at("2015-07-07 00:00"), 1), at("2015-07-09 00:00"));
    /* Half past midnight in Shanghai is still the day before in UTC. */
    assert_string_equal(after("2015-07-07 00:30", 1), "2015-07-09 00:00");
    /* From a weekend, and over one. */
    assert_string_equal(after("2015-07-04 12:00", 0), "2015-07-05 00:00");
    assert_string_equal(after("2015-07-04 12:00", 1), "2015-07-07 00:00");
    /* Over National Day to the make-up Saturday. */
    assert_string_equal(after("2015-09-30 17:00", 1), "2015-10-09 00:00");
    assert_string_equal(after("2015-09-30 17:00", 3), "2015-10-11 00:00");
    assert_string_equal(after("2015-09-30 17:00", 4), "2015-10-13 00:00");
    /* On the make-up Saturday itself. */
    assert_string_equal(after("2015-10-10 09:00", 1), "2015-10-13 00:00");
    /* Over a leap day, and over the end of a year. */
    assert_string_equal(after("2024-02-28 09:00", 1), "2024-03-01 00:00");
    assert_string_equal(after("2015-12-31 09:00", 1), "2016-01-05 00:00");
}

/* A week of which only Monday is worked, with the make-up days on both sides. */
static void test_monday_only_week(void **state)
{
    (void)state;
    static const char text[] = "offset = +08:00\n"
                               "published = 2025\n"
                               "holiday = 2025-07-08..2025-07-13\n"
                               "workday = 2025-07-05\n";
    calendar_t *calendar = load_text(text);
    assert_int_equal(calendar_add_workdays(calendar, at("2025-07-04 09:00"), 1),
        at("2025-07-06 00:00")); /* the Saturday */
    assert_int_equal(calendar_add_workdays(calendar, at("2025-07-04 09:00"), 2),
        at("2025-07-08 00:00")); /* the Monday */
    assert_int_equal(calendar_add_workdays(calendar, at("2025-07-04 09:00"), 3),
        at("2025-07-15 00:00")); /* the Monday after */
    calendar_destroy(&calendar);
}

static void test_adding_days(void **state)
{
    (void)state;
    assert_string_equal(
        format(calendar_add_days(shipped, at("2015-10-01 10:00"), 0)), "2015-10-02 00:00");
    assert_string_equal(
        format(calendar_add_days(shipped, at("2015-10-01 10:00"), 15)), "2015-10-17 00:00");
    assert_string_equal(
        format(calendar_add_days(shipped, at("2024-02-28 10:00"), 1)), "2024-03-01 00:00");
}

static void test_years(void **state)
{
    (void)state;
    int year = 0;
    assert_true(calendar_has_year(shipped, day_of("2015-01-01")));
    assert_false(calendar_has_year(shipped, day_of("2014-12-31")));
    assert_true(calendar_has_year(shipped, day_of("2036-12-31")));
    assert_false(calendar_has_year(shipped, day_of("2037-01-01")));
    assert_false(calendar_is_provisional(shipped, day_of("2026-12-31")));
    assert_true(calendar_is_provisional(shipped, day_of("2027-01-01")));
    assert_false(calendar_is_provisional(shipped, day_of("2037-01-01")));
    assert_int_equal(
        calendar_covers(shipped, at("2015-01-01 00:00"), at("2036-12-31 23:59"), &year), 0);
    assert_int_equal(
        calendar_covers(shipped, at("2036-12-31 00:00"), at("2037-01-01 00:00"), &year), -1);
    assert_int_equal(year, 2037);
    assert_int_equal(
        calendar_covers(shipped, at("2014-12-31 23:59"), at("2015-01-01 00:00"), &year), -1);
    assert_int_equal(year, 2014);
}

static int load_any(zpl_t *file, fault_t *fault)
{
    calendar_t *calendar = calendar_load(file, fault);
    int rc = calendar ? 0 : -1;
    calendar_destroy(&calendar);
    return rc;
}

#define GOOD "offset = +08:00\npublished = 2025\nholiday = 2025-01-01\n"

static void test_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {GOOD, ""},
        {"published = 2025\nholiday = 2025-01-01\n",
            "calendar.conf: the key 'offset' is missing here"},
        {"offset = +8:00\n", "calendar.conf:1: 'offset' must be hours and minutes east of UTC such "
                             "as +08:00, not \"+8:00\""},
        {"offset = +15:00\n", "calendar.conf:1: 'offset' must be hours and minutes east of UTC "
                              "such as +08:00, not \"+15:00\""},
        {"offset = Asia/Shanghai\n", "calendar.conf:1: 'offset' must be hours and minutes east of "
                                     "UTC such as +08:00, not \"Asia/Shanghai\""},
        {GOOD "published = 26\n", "calendar.conf:4: 'published' must be a year or years such as "
                                  "2027 or 2027..2036, not \"26\""},
        {GOOD "provisional = 2028..2027\n", "calendar.conf:4: 'provisional' must be a year or "
                                            "years such as 2027 or 2027..2036, not \"2028..2027\""},
        {GOOD "provisional = 2024..2026\n", "calendar.conf:4: a year is declared twice: 2025 to "
                                            "2025 and 2024 to 2026"},
        {GOOD "provisional = 2025..2026\n", "calendar.conf:4: a year is declared twice: 2025 to "
                                            "2025 and 2025 to 2026"},
        {GOOD "provisional = 2026..2030\nprovisional = 2020..2024\n", ""},
        {GOOD "published = 2026\n",
            "calendar.conf: the year 2026 is published, but no 'holiday' of it stands here"},
        {GOOD "holiday = 2026-01-01\n",
            "calendar.conf:4: the year 2026 is not among the published years"},
        {GOOD "provisional = 2026\nholiday = 2026-01-01\n",
            "calendar.conf:5: the year 2026 is not among the published years"},
        {GOOD "holiday = 2025-05-01..2025-04-30\n",
            "calendar.conf:4: 'holiday' must be a date YYYY-MM-DD or two with .. between, not "
            "\"2025-05-01..2025-04-30\""},
        {GOOD "holiday = May Day\n", "calendar.conf:4: 'holiday' must be a date YYYY-MM-DD or two "
                                     "with .. between, not \"May Day\""},
        {GOOD "workday = 2025-02-29\n", "calendar.conf:4: 'workday' must be a date YYYY-MM-DD or "
                                        "two with .. between, not \"2025-02-29\""},
        {GOOD "workday = 2025-05-06\n", "calendar.conf:4: 2025-05-06 is a weekday; a make-up "
                                        "workday is a Saturday or a Sunday"},
        {GOOD "holiday = 2025-01-01\n", "calendar.conf:4: 2025-01-01 is named twice"},
        {GOOD "holiday = 2025-02-08\nworkday = 2025-02-08\n",
            "calendar.conf:5: 2025-02-08 is named twice"},
        {GOOD "holidays = 2025-02-08\n", "calendar.conf:4: unknown key 'holidays'; expected here: "
                                         "offset, published, provisional, holiday, workday"},
    };
    assert_refusals("calendar.conf", load_any, refusals, ROWS(refusals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_dates),
        cmocka_unit_test(test_other_zones),
        cmocka_unit_test(test_working_days_of_years),
        cmocka_unit_test(test_kinds_of_days),
        cmocka_unit_test(test_adding_working_days),
        cmocka_unit_test(test_monday_only_week),
        cmocka_unit_test(test_adding_days),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("calendar", tests, load_shipped, destroy_shipped);
}
