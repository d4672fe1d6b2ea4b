/* Formats and parses local moments. */
#include "moment.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define OFFSET_S (8 * 3600)

int64_t moment_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

char *moment_format(int64_t at_ms, char *out)
{
    struct tm tm;
    time_t local = (time_t)(at_ms / 1000 + OFFSET_S);
    if (at_ms <= 0 || !gmtime_r(&local, &tm) || !strftime(out, MOMENT_BYTES, "%F %T", &tm))
        snprintf(out, MOMENT_BYTES, "-");
    return out;
}

char *moment_format_span(int64_t span_ms, char *out)
{
    static const struct {
        int64_t ms;
        const char *unit;
    } units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}, {1, "ms"}};
    size_t i = 0;
    while (i < 4 && span_ms < 2 * units[i].ms)
        i++;
    snprintf(out, MOMENT_BYTES, "%lld %s", (long long)(span_ms / units[i].ms), units[i].unit);
    return out;
}

typedef struct {
    const char *at;
    const char *end;
} cursor_t;

/* Reads a number of at most `digits` digits. */
static bool read_number(cursor_t *cursor, int digits, int *number)
{
    const char *start = cursor->at;
    *number = 0;
    while (cursor->at < cursor->end && cursor->at - start < digits &&
           isdigit((unsigned char)*cursor->at))
        *number = *number * 10 + (*cursor->at++ - '0');
    return cursor->at > start;
}

static bool read_one_of(cursor_t *cursor, const char *characters)
{
    for (; *characters; characters++) {
        if (cursor->at < cursor->end && *cursor->at == *characters) {
            cursor->at++;
            return true;
        }
    }
    return false;
}

static bool read_clock(cursor_t *cursor, struct tm *tm)
{
    if (!read_one_of(cursor, " T"))
        return true;
    if (!read_number(cursor, 2, &tm->tm_hour) || !read_one_of(cursor, ":") ||
        !read_number(cursor, 2, &tm->tm_min))
        return false;
    return !read_one_of(cursor, ":") || read_number(cursor, 2, &tm->tm_sec);
}

int moment_parse(const char *text, size_t length, int64_t *at_ms)
{
    cursor_t cursor = {text, text + length};
    int year, month;
    struct tm tm = {0};
    if (!read_number(&cursor, 4, &year) || !read_one_of(&cursor, "-/") ||
        !read_number(&cursor, 2, &month) || !read_one_of(&cursor, "-/") ||
        !read_number(&cursor, 2, &tm.tm_mday) || !read_clock(&cursor, &tm) ||
        cursor.at != cursor.end)
        return -1;
    tm.tm_year = year - 1900;
    tm.tm_mon = month - 1;
    /* timegm carries what is too large over into the next unit: then it was no moment. */
    struct tm carried = tm;
    time_t local = timegm(&carried);
    if (year < 1970 || carried.tm_mon != tm.tm_mon || carried.tm_mday != tm.tm_mday ||
        carried.tm_hour != tm.tm_hour || carried.tm_min != tm.tm_min ||
        carried.tm_sec != tm.tm_sec || local <= OFFSET_S)
        return -1;
    *at_ms = ((int64_t)local - OFFSET_S) * 1000;
    return 0;
}
