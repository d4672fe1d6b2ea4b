/* Counts working days: Monday to Friday, but for the days that calendar.conf says otherwise of. */
#include "calendar.h"

#include <time.h>

#define DAY_MS    INT64_C(86400000)
#define SPANS_MAX 16
#define DAYS_MAX  4096

/* Years that the calendar knows, both ends included. */
typedef struct {
    int first;
    int last;
    bool provisional;
} span_t;

/* A day that is not what its weekday says, or is named although it is. */
typedef struct {
    int32_t day;
    bool works;
} special_t;

struct calendar {
    int64_t offset_ms; /* of the local zone, east of UTC */
    size_t span_count;
    span_t spans[SPANS_MAX];
    size_t special_count;
    special_t specials[DAYS_MAX]; /* in the order of their days */
};

/* ---- dates ---- */

static struct tm date_of(int64_t day)
{
    time_t seconds = day * 86400;
    struct tm date;
    gmtime_r(&seconds, &date);
    return date;
}

static int year_of(int64_t day)
{
    return date_of(day).tm_year + 1900;
}

static bool is_weekend(int64_t day)
{
    int weekday = date_of(day).tm_wday;
    return weekday == 0 || weekday == 6;
}

int64_t calendar_day(const calendar_t *self, int64_t at_ms)
{
    int64_t local_ms = at_ms + self->offset_ms;
    return local_ms / DAY_MS - (local_ms % DAY_MS < 0);
}

int64_t calendar_day_start_ms(const calendar_t *self, int64_t day)
{
    return day * DAY_MS - self->offset_ms;
}

char *calendar_format(const calendar_t *self, int64_t at_ms, char *out, size_t size)
{
    int64_t day = calendar_day(self, at_ms);
    int64_t minute = (at_ms - calendar_day_start_ms(self, day)) / 60000;
    struct tm date = date_of(day);
    snprintf(out, size, "%04d-%02d-%02d %02d:%02d", date.tm_year + 1900, date.tm_mon + 1,
        date.tm_mday, (int)(minute / 60), (int)(minute % 60));
    return out;
}

/* ---- years and working days ---- */

static const span_t *find_span(const calendar_t *self, int year)
{
    for (size_t i = 0; i < self->span_count; i++) {
        if (year >= self->spans[i].first && year <= self->spans[i].last)
            return &self->spans[i];
    }
    return NULL;
}

bool calendar_has_year(const calendar_t *self, int64_t day)
{
    return find_span(self, year_of(day)) != NULL;
}

bool calendar_is_provisional(const calendar_t *self, int64_t day)
{
    const span_t *span = find_span(self, year_of(day));
    return span && span->provisional;
}

/* The index of the first special day that is not before `day`. */
static size_t special_index(const calendar_t *self, int64_t day)
{
    size_t low = 0, high = self->special_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->specials[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool calendar_is_workday(const calendar_t *self, int64_t day)
{
    size_t index = special_index(self, day);
    if (index < self->special_count && self->specials[index].day == day)
        return self->specials[index].works;
    return !is_weekend(day);
}

int64_t calendar_add_workdays(const calendar_t *self, int64_t at_ms, uint64_t count)
{
    int64_t day = calendar_day(self, at_ms);
    while (count > 0) {
        day++;
        count -= calendar_is_workday(self, day);
    }
    return calendar_day_start_ms(self, day + 1);
}

int64_t calendar_add_days(const calendar_t *self, int64_t at_ms, uint64_t count)
{
    return calendar_day_start_ms(self, calendar_day(self, at_ms) + (int64_t)count + 1);
}

int calendar_covers(const calendar_t *self, int64_t from_ms, int64_t until_ms, int *year)
{
    int last = year_of(calendar_day(self, until_ms));
    for (*year = year_of(calendar_day(self, from_ms)); *year <= last; (*year)++) {
        if (!find_span(self, *year))
            return -1;
    }
    return 0;
}

int calendar_provisional_year(const calendar_t *self, int64_t from_ms, int64_t until_ms)
{
    int last = year_of(calendar_day(self, until_ms));
    for (int year = year_of(calendar_day(self, from_ms)); year <= last; year++) {
        const span_t *span = find_span(self, year);
        if (span && span->provisional)
            return year;
    }
    return 0;
}

/* ---- calendar.conf ---- */

typedef struct {
    char offset[16];
} calendar_file_t;

static const zpl_key_t calendar_keys[] = {
    {"offset", ZPL_TEXT, ZPL_AT(calendar_file_t, offset), .required = true},
    {"published", ZPL_TEXT, .repeated = true},
    {"provisional", ZPL_TEXT, .repeated = true},
    {"holiday", ZPL_TEXT, .repeated = true},
    {"workday", ZPL_TEXT, .repeated = true},
};

static int read_offset(calendar_t *self, const char *text, zpl_t *file, fault_t *fault)
{
    unsigned hours, minutes;
    char sign, end;
    if (strlen(text) != 6 || strspn(text + 1, "0123456789") != 2 ||
        sscanf(text, "%c%2u:%2u%c", &sign, &hours, &minutes, &end) != 3 ||
        (sign != '+' && sign != '-') || hours > 14 || minutes > 59)
        return zpl_fault_value(file, zpl_next(zpl_root(file), "offset", NULL), fault,
            "hours and minutes east of UTC such as +08:00");
    int64_t ms = (int64_t)(hours * 60 + minutes) * 60000;
    self->offset_ms = sign == '-' ? -ms : ms;
    return 0;
}

/* "2027" or "2027..2036", four digits each, from 1970 on. */
static int parse_years(const char *text, span_t *span)
{
    size_t length = strlen(text);
    bool is_range = length == 10 && memcmp(text + 4, "..", 2) == 0;
    if (strspn(text, "0123456789") != 4 || !(is_range || length == 4) ||
        (is_range && strspn(text + 6, "0123456789") != 4))
        return -1;
    span->first = (int)strtol(text, NULL, 10);
    span->last = is_range ? (int)strtol(text + 6, NULL, 10) : span->first;
    return span->first >= 1970 && span->first <= span->last ? 0 : -1;
}

static int read_years(calendar_t *self, zpl_t *file, const char *key, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    for (zconfig_t *node = zpl_next(root, key, NULL); node; node = zpl_next(root, key, node)) {
        span_t span = {.provisional = streq(key, "provisional")};
        if (parse_years(zconfig_value(node), &span) < 0)
            return zpl_fault_value(file, node, fault, "a year or years such as 2027 or 2027..2036");
        if (self->span_count == SPANS_MAX)
            return zpl_fault(file, node, fault, "at most %d lines of years", SPANS_MAX);
        for (size_t i = 0; i < self->span_count; i++) {
            if (span.first <= self->spans[i].last && self->spans[i].first <= span.last)
                return zpl_fault(file, node, fault,
                    "a year is declared twice: %d to %d and %d to %d", self->spans[i].first,
                    self->spans[i].last, span.first, span.last);
        }
        self->spans[self->span_count++] = span;
    }
    return 0;
}

/* "2015-10-01" or "2015-10-01..2015-10-07", both ends included. */
static int parse_days(const char *text, int64_t *first, int64_t *last)
{
    size_t length = strlen(text);
    if (length == 10)
        return zpl_date(text, 10, first) < 0 ? -1 : zpl_date(text, 10, last);
    if (length != 22 || memcmp(text + 10, "..", 2) != 0 || zpl_date(text, 10, first) < 0 ||
        zpl_date(text + 12, 10, last) < 0)
        return -1;
    return *first <= *last ? 0 : -1;
}

static int add_special(
    calendar_t *self, zpl_t *file, zconfig_t *node, int64_t day, bool works, fault_t *fault)
{
    struct tm date = date_of(day);
    int year = date.tm_year + 1900, month = date.tm_mon + 1;
    const span_t *span = find_span(self, year);
    if (!span || span->provisional)
        return zpl_fault(file, node, fault, "the year %d is not among the published years", year);
    if (works && !is_weekend(day))
        return zpl_fault(file, node, fault,
            "%d-%02d-%02d is a weekday; a make-up workday is a Saturday or a Sunday", year, month,
            date.tm_mday);
    size_t index = special_index(self, day);
    if (index < self->special_count && self->specials[index].day == day)
        return zpl_fault(
            file, node, fault, "%d-%02d-%02d is named twice", year, month, date.tm_mday);
    if (self->special_count == DAYS_MAX)
        return zpl_fault(file, node, fault, "at most %d holidays and workdays", DAYS_MAX);
    memmove(&self->specials[index + 1], &self->specials[index],
        (self->special_count++ - index) * sizeof self->specials[0]);
    self->specials[index] = (special_t){(int32_t)day, works};
    return 0;
}

static int read_days(calendar_t *self, zpl_t *file, const char *key, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    for (zconfig_t *node = zpl_next(root, key, NULL); node; node = zpl_next(root, key, node)) {
        int64_t first, last;
        if (parse_days(zconfig_value(node), &first, &last) < 0 || last - first > 30)
            return zpl_fault_value(file, node, fault, "a date YYYY-MM-DD or two with .. between");
        for (int64_t day = first; day <= last; day++) {
            if (add_special(self, file, node, day, streq(key, "workday"), fault) < 0)
                return -1;
        }
    }
    return 0;
}

/* A published year without a holiday is one whose days were forgotten. */
static int check_published(const calendar_t *self, zpl_t *file, fault_t *fault)
{
    for (size_t i = 0; i < self->span_count; i++) {
        for (int year = self->spans[i].first; year <= self->spans[i].last; year++) {
            struct tm january = {.tm_year = year - 1900, .tm_mday = 1};
            size_t index = special_index(self, timegm(&january) / 86400);
            if (!self->spans[i].provisional &&
                (index == self->special_count || year_of(self->specials[index].day) != year))
                return zpl_fault(file, zpl_root(file), fault,
                    "the year %d is published, but no 'holiday' of it stands here", year);
        }
    }
    return 0;
}

calendar_t *calendar_load(zpl_t *file, fault_t *fault)
{
    calendar_t *self = zmalloc(sizeof *self);
    calendar_file_t given;
    if (zpl_read(file, zpl_root(file), calendar_keys, ZPL_COUNT(calendar_keys), &given, fault) <
            0 ||
        read_offset(self, given.offset, file, fault) < 0 ||
        read_years(self, file, "published", fault) < 0 ||
        read_years(self, file, "provisional", fault) < 0 ||
        read_days(self, file, "holiday", fault) < 0 ||
        read_days(self, file, "workday", fault) < 0 || check_published(self, file, fault) < 0)
        calendar_destroy(&self);
    return self;
}

void calendar_destroy(calendar_t **self_p)
{
    free(*self_p);
    *self_p = NULL;
}
