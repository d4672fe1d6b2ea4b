/* For the tests of config/: the shipped policy files, and moments by the clock of Shanghai. */
#ifndef DUBAN_TEST_SHIPPED_H
#define DUBAN_TEST_SHIPPED_H

#include "../../config/bundle.h"
#include "../../config/calendar.h"
#include "refuse.h"

#include <stdlib.h>

#define HOUR_MS   INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

static inline zpl_t *shipped_open(const char *name)
{
    fault_t fault = {0};
    bundle_t *bundle = bundle_embedded();
    slice_t content = bundle_file(bundle, name);
    zpl_t *file = zpl_parse(name, content.bytes, content.length, &fault);
    bundle_destroy(&bundle);
    assert_string_equal(fault.message, "");
    return file;
}

static inline calendar_t *shipped_calendar(void)
{
    fault_t fault = {0};
    zpl_t *file = shipped_open("calendar.conf");
    calendar_t *calendar = calendar_load(file, &fault);
    zpl_destroy(&file);
    assert_string_equal(fault.message, "");
    return calendar;
}

static inline int64_t day_of(const char *date)
{
    int64_t day;
    assert_int_equal(zpl_date(date, strlen(date), &day), 0);
    return day;
}

/* A moment by the local clock of Asia/Shanghai: "2015-10-01 08:30". */
static inline int64_t at(const char *text)
{
    int64_t day;
    assert_int_equal(zpl_date(text, 10, &day), 0);
    int64_t hour = strtol(text + 11, NULL, 10), minute = strtol(text + 14, NULL, 10);
    return (day * 24 + hour - 8) * HOUR_MS + minute * MINUTE_MS;
}

#endif
