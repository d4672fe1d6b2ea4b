/* Periods of the report: their names and bounds in the local time of the plan, and which one is due
 * when (Q23). */
#include "../../config/period.h"
#include "shipped.h"

static calendar_t *calendar;
static campaign_t campaign;

static int set_up(void **state)
{
    (void)state;
    fault_t fault;
    calendar = shipped_calendar();
    zpl_t *file = shipped_open("campaign.conf");
    assert_int_equal(campaign_load(file, calendar, &campaign, &fault), 0);
    zpl_destroy(&file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_destroy(&calendar);
    return 0;
}

static void expect_period(const char *text, const char *name, const char *from, const char *until)
{
    period_t period;
    fault_t fault = {0};
    if (period_parse(text, &campaign, calendar, 0, &period, &fault) < 0)
        fail_msg("%s: %s", text, fault.message);
    if (strcmp(period.name, name) != 0 || period.from_ms != at(from) ||
        period.until_ms != at(until))
        fail_msg("%s: %s, from %lld to %lld", text, period.name, (long long)period.from_ms,
            (long long)period.until_ms);
}

/* Half-open: where one ends the next begins; months of every length, leap days, the year's end. */
static void names_and_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *from, *until;
    } periods[] = {
        {"2015-08-1", "2015-08-1", "2015-08-01 00:00", "2015-08-11 00:00"},
        {"2015-08-2", "2015-08-2", "2015-08-11 00:00", "2015-08-21 00:00"},
        {"2015-08-3", "2015-08-3", "2015-08-21 00:00", "2015-09-01 00:00"},
        {"2015-08上旬", "2015-08-1", "2015-08-01 00:00", "2015-08-11 00:00"},
        {"2015-09下旬", "2015-09-3", "2015-09-21 00:00", "2015-10-01 00:00"},
        {"2016-02-3", "2016-02-3", "2016-02-21 00:00", "2016-03-01 00:00"},
        {"2015-12中旬", "2015-12-2", "2015-12-11 00:00", "2015-12-21 00:00"},
        {"2015-12-3", "2015-12-3", "2015-12-21 00:00", "2016-01-01 00:00"},
        {"2015-12", "2015-12", "2015-12-01 00:00", "2016-01-01 00:00"},
        {"2016-02", "2016-02", "2016-02-01 00:00", "2016-03-01 00:00"},
        {"2015Q1", "2015Q1", "2015-01-01 00:00", "2015-04-01 00:00"},
        {"2015q4", "2015Q4", "2015-10-01 00:00", "2016-01-01 00:00"},
        {"2015", "2015", "2015-01-01 00:00", "2016-01-01 00:00"},
        {"self_check", "self_check", "2015-07-01 00:00", "2015-08-01 00:00"},
        {"concentrated", "concentrated", "2015-08-01 00:00", "2015-09-11 00:00"},
        {"consolidation", "consolidation", "2015-09-11 00:00", "2015-10-01 00:00"},
        {"campaign", "campaign", "2015-07-01 00:00", "2015-10-01 00:00"},
    };
    for (size_t i = 0; i < ROWS(periods); i++)
        expect_period(periods[i].text, periods[i].name, periods[i].from, periods[i].until);
    period_t all;
    assert_int_equal(period_parse("all", &campaign, calendar, 0, &all, NULL), 0);
    assert_true(all.from_ms == 0 && all.until_ms == 0);
}

/* Every day of three years is in one ten days, one month and one quarter, and they follow each
 * other without a gap. */
static void every_day_is_in_one(void **state)
{
    (void)state;
    static const char *const cycles[] = {"%04d-%02d-1", "%04d-%02d-2", "%04d-%02d-3"};
    int64_t until_ms = at("2015-01-01 00:00");
    for (int month = 0; month < 36; month++) {
        period_t whole, part;
        char name[64];
        snprintf(name, sizeof name, "%04d-%02d", 2015 + month / 12, month % 12 + 1);
        assert_int_equal(period_parse(name, &campaign, calendar, 0, &whole, NULL), 0);
        assert_true(whole.from_ms == until_ms);
        for (size_t third = 0; third < 3; third++) {
            snprintf(name, sizeof name, cycles[third], 2015 + month / 12, month % 12 + 1);
            assert_int_equal(period_parse(name, &campaign, calendar, 0, &part, NULL), 0);
            assert_true(part.from_ms == until_ms);
            until_ms = part.until_ms;
        }
        assert_true(whole.until_ms == until_ms);
    }
}

static void what_is_none(void **state)
{
    (void)state;
    static const char *const others[] = {"", "2015-", "2015-8", "2015-00", "2015-13", "2015-08-0",
        "2015-08-4", "2015-08-01", "2015-08上", "2015-08上旬 ", "2015Q", "2015Q0", "2015Q5",
        "2015Q11", "15", "1970", "9999", "20155", "2015x", "before", "ended", "Due", "上旬"};
    for (size_t i = 0; i < ROWS(others); i++) {
        period_t period;
        fault_t fault = {0};
        if (period_parse(others[i], &campaign, calendar, 0, &period, &fault) == 0)
            fail_msg("'%s' is read as %s", others[i], period.name);
        assert_int_equal(fault.code, ERROR_INVALID);
        assert_string_equal(fault.field, "period");
    }
}

/* Q23: ten days in the campaign, quarters after it; a report is due of what has ended. */
static void what_is_due(void **state)
{
    (void)state;
    static const struct {
        const char *now, *name;
    } due[] = {
        {"2015-06-30 23:59", "2015Q1"},
        {"2015-07-01 00:00", "2015Q2"},    /* before the campaign had ten days of its own */
        {"2015-07-10 23:59", "2015Q2"},    /* a moment before they end */
        {"2015-07-11 00:00", "2015-07-1"}, /* and when they have */
        {"2015-08-15 12:00", "2015-08-1"},
        {"2015-09-30 23:59", "2015-09-2"},
        {"2015-10-01 00:00", "2015-09-3"}, /* the last of the campaign; its quarter is told */
        {"2015-12-31 23:59", "2015-09-3"},
        {"2016-01-01 00:00", "2015Q4"},
        {"2016-06-30 23:59", "2016Q1"},
    };
    for (size_t i = 0; i < ROWS(due); i++) {
        period_t period, again;
        period_due(&campaign, calendar, at(due[i].now), &period);
        if (strcmp(period.name, due[i].name) != 0)
            fail_msg("at %s: %s instead of %s", due[i].now, period.name, due[i].name);
        assert_int_equal(period_parse("due", &campaign, calendar, at(due[i].now), &again, NULL), 0);
        assert_true(again.from_ms == period.from_ms && again.until_ms == period.until_ms);
        assert_true(period.until_ms <= at(due[i].now));
    }
}

/* Q23 is a knob: other cycles, and a campaign that ends within a quarter. */
static void other_cycles(void **state)
{
    (void)state;
    campaign_t other = campaign;
    period_t period;
    other.report_in_campaign = CYCLE_MONTH;
    other.report_after = CYCLE_YEAR;
    period_due(&other, calendar, at("2015-09-30 12:00"), &period);
    assert_string_equal(period.name, "2015-08");
    period_due(&other, calendar, at("2016-01-01 00:00"), &period);
    assert_string_equal(period.name, "2015");
    other = campaign;
    other.end_ms = at("2015-09-16 00:00");
    period_due(&other, calendar, at("2015-09-25 00:00"), &period);
    assert_string_equal(period.name, "2015-09-1"); /* the next ten days end after the campaign */
    period_due(&other, calendar, at("2015-10-01 00:00"), &period);
    assert_string_equal(period.name, "2015Q3"); /* which tells of its last days */
}

static void what_they_are_called(void **state)
{
    (void)state;
    static const char *const labels[][3] = {
        {"2015-08-1", "2015年8月上旬", "first ten days of August 2015"},
        {"2016-02-3", "2016年2月下旬", "last days of February 2016"},
        {"2015-12", "2015年12月", "December 2015"},
        {"2015Q4", "2015年第四季度", "quarter 4 of 2015"},
        {"2015", "2015年", "2015"},
        {"self_check", "自查自纠阶段", "phase 1, self-check"},
        {"", "", ""},
    };
    char out[PERIOD_LABEL_BYTES];
    for (size_t i = 0; i < ROWS(labels); i++) {
        assert_string_equal(period_label(labels[i][0], true, out), labels[i][1]);
        assert_string_equal(period_label(labels[i][0], false, out), labels[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_bounds),
        cmocka_unit_test(every_day_is_in_one),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(what_is_due),
        cmocka_unit_test(other_cycles),
        cmocka_unit_test(what_they_are_called),
    };
    return cmocka_run_group_tests_name("period", tests, set_up, tear_down);
}
