/* A changed calendar in a running bureau: the clocks that it touches move, and no others; a daemon
 * that is killed in the middle of it goes on where it was. */
#include "audit.h"

#include <stdio.h>
#include <time.h>

#define DAY_MS  INT64_C(86400000)
#define ZONE_MS (8 * INT64_C(3600000)) /* Asia/Shanghai */
#define CASES   200

/* ---- a calendar of Mondays to Fridays, whatever the year of the test ---- */

static struct tm date_at(int64_t at_ms)
{
    time_t seconds = (at_ms + ZONE_MS) / 1000;
    struct tm date;
    gmtime_r(&seconds, &date);
    return date;
}

static bool is_workday(int64_t at_ms)
{
    struct tm date = date_at(at_ms);
    bool new_year = date.tm_mon == 0 && date.tm_mday == 1;
    return !new_year && date.tm_wday != 0 && date.tm_wday != 6;
}

/* With one holiday more when `holiday_ms` is set. */
static void write_calendar(site_t *site, int64_t now_ms, int64_t holiday_ms)
{
    char text[4096];
    int last = date_at(now_ms).tm_year + 1900 + 2;
    int length = snprintf(text, sizeof text, "offset = +08:00\npublished = 2015..%d\n", last);
    for (int year = 2015; year <= last; year++)
        length +=
            snprintf(text + length, sizeof text - (size_t)length, "holiday = %d-01-01\n", year);
    struct tm day = date_at(holiday_ms);
    if (holiday_ms)
        length += snprintf(text + length, sizeof text - (size_t)length,
            "holiday = %04d-%02d-%02d\n", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
    site_write(site, "policy/calendar.conf", text, (size_t)length);
}

static int64_t now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    return (int64_t)at.tv_sec * 1000;
}

/* ---- the bureau ---- */

static void configure(site_t *site, const char *settings)
{
    char text[4 * PLACE_BYTES];
    site_copy_policy(site);
    write_calendar(site, now(), 0);
    snprintf(
        text, sizeof text, WORKERS_OUTSIDE "%spolicy = %s\n", settings, site_path(site, "policy"));
    site_configure(site, text);
    site_start_daemon(site);
}

static void reload(site_t *site, uint64_t moved)
{
    kill(site->daemon, SIGHUP);
    site_wait_at_least(site, "rescheduling", "moved", moved);
    site_wait_exactly(site, "rescheduling", "pending", 0);
}

/* When the clock of this kind is due, by `duban show`. */
static int64_t due_of(site_t *site, uint64_t number, const char *kind)
{
    answer_t answer;
    int64_t due_ms = 0;
    site_ask(site, &(duban_query_t){.what = "show", .case_number = number}, &answer);
    const msgpack_object *subject = view_map(&answer.root, "case");
    for (size_t i = 0; i < view_count(subject, "clocks"); i++) {
        const msgpack_object *clock = view_item(subject, "clocks", i);
        slice_t name = view_bytes(clock, "kind");
        if (name.length == strlen(kind) && memcmp(name.bytes, kind, name.length) == 0)
            due_ms = (int64_t)view_number(clock, "due_ms");
    }
    answer_close(&answer);
    assert_true(due_ms > 0);
    return due_ms;
}

static void test_a_new_holiday(void **state)
{
    site_t *site = *state;
    configure(site, "");
    int64_t day_ms = now() + DAY_MS;
    assert_int_equal(site_run(site, "duban", "submit", "-e", site->intake, "--text", "窗口来回跑",
                         "--privacy", "real_name", "--name", "钱某", NULL),
        0);
    submit_text(site, "web", "untouched", "审批股的窗口互相踢皮球，来回跑。");
    int64_t notify_ms = due_of(site, 1, "notify"), accept_ms = due_of(site, 1, "accept");
    while (!is_workday(day_ms))
        day_ms += DAY_MS; /* a day among the next 15 working days is one no longer */
    write_calendar(site, now(), day_ms);
    uint64_t events = site_stat(site, "store", "events");
    reload(site, 1);
    int64_t later_ms = notify_ms + DAY_MS; /* the midnight that ends the next working day */
    while (!is_workday(later_ms - 1))
        later_ms += DAY_MS;
    assert_int_equal(due_of(site, 1, "notify"), later_ms);
    assert_int_equal(due_of(site, 1, "accept"), accept_ms); /* 15 days are 15 days */
    assert_int_equal(site_stat(site, "store", "events"), events + 1);
    assert_int_equal(site_run(site, "duban", "timeline", "1", "-e", site->intake, NULL), 0);
    assert_non_null(strstr(site->output, "rescheduled 时限重算"));
    assert_non_null(strstr(site->output, "clock notify 受理告知 moves, due"));
    assert_int_equal(site_run(site, "duban", "timeline", "2", "-e", site->intake, NULL), 0);
    assert_null(strstr(site->output, "rescheduled"));
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_RESCHEDULED], 1);
}

static void test_killed_in_the_middle(void **state)
{
    site_t *site = *state;
    char id[16];
    configure(site, "turn-messages = 1\n");
    for (int i = 1; i <= CASES; i++) {
        snprintf(id, sizeof id, "a%d", i);
        submit_text(site, "web", id, "窗口来回跑");
    }
    int64_t due_ms = due_of(site, 1, "accept");
    site_edit(site, "policy/clocks.conf", "accept = 15d", "accept = 16d");
    kill(site->daemon, SIGHUP);
    site_wait_at_least(site, "rescheduling", "moved", CASES / 4);
    assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    site_start_daemon(site);
    site_wait_exactly(site, "rescheduling", "pending", 0);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_RESCHEDULED], CASES);
    assert_int_equal(due_of(site, 1, "accept"), due_ms + DAY_MS);
    assert_int_equal(due_of(site, CASES, "accept"), due_of(site, 1, "accept"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_a_new_holiday),
        SITE_TEST(test_killed_in_the_middle),
    };
    return cmocka_run_group_tests_name("reschedule", tests, NULL, NULL);
}
