/* Names, bounds and order of the report's periods: dates of the local calendar, no clock. */
#include "period.h"

#include <time.h>

#define YEAR_MIN 1971 /* its beginning is a moment in every zone */
#define YEAR_MAX 9998 /* the year after it is still a moment of the protocol */

/* ---- cycles ---- */

/* A period of a cycle: the `index`-th of the year, from 0. */
typedef struct {
    cycle_t cycle;
    int year;
    int index;
} slot_t;

static const int slots_of_year[] = {
    [CYCLE_XUN] = 36, [CYCLE_MONTH] = 12, [CYCLE_QUARTER] = 4, [CYCLE_YEAR] = 1};

/* The first moment of a slot; the slot after the last of a year is the first of the next. */
static int64_t slot_start_ms(const calendar_t *calendar, slot_t slot)
{
    int months = 12 / slots_of_year[slot.cycle], month, day = 1;
    if (slot.cycle == CYCLE_XUN) {
        month = slot.index / 3;
        day = 1 + slot.index % 3 * 10;
    } else {
        month = slot.index * months;
    }
    struct tm date = {.tm_year = slot.year - 1900, .tm_mon = month, .tm_mday = day};
    return calendar_day_start_ms(calendar, timegm(&date) / 86400);
}

static slot_t slot_at(const calendar_t *calendar, cycle_t cycle, int64_t at_ms)
{
    struct tm date;
    time_t seconds = calendar_day(calendar, at_ms) * 86400;
    gmtime_r(&seconds, &date);
    int third = date.tm_mday > 20 ? 2 : date.tm_mday > 10 ? 1 : 0;
    int index =
        cycle == CYCLE_XUN ? date.tm_mon * 3 + third : date.tm_mon / (12 / slots_of_year[cycle]);
    return (slot_t){cycle, date.tm_year + 1900, index};
}

static slot_t slot_before(slot_t slot)
{
    slot.index--;
    if (slot.index < 0) {
        slot.year--;
        slot.index = slots_of_year[slot.cycle] - 1;
    }
    return slot;
}

static void name_slot(slot_t slot, char name[PERIOD_BYTES])
{
    if (slot.cycle == CYCLE_XUN)
        snprintf(
            name, PERIOD_BYTES, "%04d-%02d-%d", slot.year, slot.index / 3 + 1, slot.index % 3 + 1);
    else if (slot.cycle == CYCLE_MONTH)
        snprintf(name, PERIOD_BYTES, "%04d-%02d", slot.year, slot.index + 1);
    else if (slot.cycle == CYCLE_QUARTER)
        snprintf(name, PERIOD_BYTES, "%04dQ%d", slot.year, slot.index + 1);
    else
        snprintf(name, PERIOD_BYTES, "%04d", slot.year);
}

static void fill_slot(const calendar_t *calendar, slot_t slot, period_t *period)
{
    slot_t next = slot;
    next.index++;
    name_slot(slot, period->name);
    period->from_ms = slot_start_ms(calendar, slot);
    period->until_ms = slot_start_ms(calendar, next);
}

/* ---- names ---- */

/* Reads `count` digits; -1 when they are not there. */
static int read_digits(const char **at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

/* What follows "2015-08": nothing, or which ten days. -1 when it is neither. */
static int read_third(const char *text)
{
    static const char *const names[3][2] = {{"-1", "上旬"}, {"-2", "中旬"}, {"-3", "下旬"}};
    for (int third = 0; third < 3; third++) {
        if (streq(text, names[third][0]) || streq(text, names[third][1]))
            return third;
    }
    return -1;
}

static int read_slot(const char *text, slot_t *slot)
{
    const char *at = text;
    int year = read_digits(&at, 4), part;
    if (year < YEAR_MIN || year > YEAR_MAX)
        return -1;
    *slot = (slot_t){CYCLE_YEAR, year, 0};
    if (*at == 0)
        return 0;
    char mark = *at++;
    if (mark == 'Q' || mark == 'q') {
        part = read_digits(&at, 1);
        *slot = (slot_t){CYCLE_QUARTER, year, part - 1};
        return part >= 1 && part <= 4 && *at == 0 ? 0 : -1;
    }
    part = mark == '-' ? read_digits(&at, 2) : -1;
    if (part < 1 || part > 12)
        return -1;
    *slot = (slot_t){CYCLE_MONTH, year, part - 1};
    if (*at == 0)
        return 0;
    *slot = (slot_t){CYCLE_XUN, year, (part - 1) * 3 + read_third(at)};
    return read_third(at) < 0 ? -1 : 0;
}

static const struct {
    const char *name, *zh, *en;
} named[] = {
    {"self_check", "自查自纠阶段", "phase 1, self-check"},
    {"concentrated", "集中整治阶段", "phase 2, concentrated rectification"},
    {"consolidation", "巩固提升阶段", "phase 3, consolidation"},
    {"campaign", "专项整治期间", "the whole campaign"},
    {"all", "全部期间", "from the beginning"},
};
#define NAMED (sizeof named / sizeof named[0])

static bool read_named(const char *text, const campaign_t *campaign, period_t *period)
{
    const int64_t bounds[NAMED][2] = {
        {campaign->self_check_ms, campaign->concentrated_ms},
        {campaign->concentrated_ms, campaign->consolidation_ms},
        {campaign->consolidation_ms, campaign->end_ms},
        {campaign->self_check_ms, campaign->end_ms},
        {0, 0},
    };
    for (size_t i = 0; i < NAMED; i++) {
        if (!streq(text, named[i].name))
            continue;
        snprintf(period->name, sizeof period->name, "%s", named[i].name);
        period->from_ms = bounds[i][0];
        period->until_ms = bounds[i][1];
        return true;
    }
    return false;
}

int period_parse(const char *text, const campaign_t *campaign, const calendar_t *calendar,
    int64_t now_ms, period_t *period, fault_t *fault)
{
    slot_t slot;
    if (streq(text, "due")) {
        period_due(campaign, calendar, now_ms, period);
        return 0;
    }
    if (read_named(text, campaign, period))
        return 0;
    if (read_slot(text, &slot) < 0)
        return fault_set(fault, ERROR_INVALID, "period",
            "`period` must be ten days (2015-08-1 to -3, or 2015-08上旬), a month (2015-08), a "
            "quarter (2015Q4), a year, self_check, concentrated, consolidation, campaign, all or "
            "due");
    fill_slot(calendar, slot, period);
    return 0;
}

/* ---- what is due ---- */

/* The last slot of the cycle that has ended at `now_ms`. */
static slot_t last_ended(const calendar_t *calendar, cycle_t cycle, int64_t now_ms)
{
    return slot_before(slot_at(calendar, cycle, now_ms));
}

static bool ends_in_campaign(const campaign_t *campaign, const period_t *period)
{
    return period->until_ms > campaign->self_check_ms && period->until_ms <= campaign->end_ms;
}

void period_due(
    const campaign_t *campaign, const calendar_t *calendar, int64_t now_ms, period_t *period)
{
    period_t within, after;
    int64_t campaign_ms = now_ms < campaign->end_ms ? now_ms : campaign->end_ms;
    fill_slot(calendar, last_ended(calendar, campaign->report_in_campaign, campaign_ms), &within);
    slot_t slot = last_ended(calendar, campaign->report_after, now_ms);
    fill_slot(calendar, slot, &after);
    while (ends_in_campaign(campaign, &after)) {
        slot = slot_before(slot);
        fill_slot(calendar, slot, &after);
    }
    bool in_campaign = ends_in_campaign(campaign, &within) && within.until_ms > after.until_ms;
    *period = in_campaign ? within : after;
}

/* ---- labels ---- */

static void label_chinese(slot_t slot, char out[PERIOD_LABEL_BYTES])
{
    static const char *const thirds[] = {"上旬", "中旬", "下旬"};
    static const char *const quarters[] = {"一", "二", "三", "四"};
    if (slot.cycle == CYCLE_XUN)
        snprintf(out, PERIOD_LABEL_BYTES, "%d年%d月%s", slot.year, slot.index / 3 + 1,
            thirds[slot.index % 3]);
    else if (slot.cycle == CYCLE_MONTH)
        snprintf(out, PERIOD_LABEL_BYTES, "%d年%d月", slot.year, slot.index + 1);
    else if (slot.cycle == CYCLE_QUARTER)
        snprintf(out, PERIOD_LABEL_BYTES, "%d年第%s季度", slot.year, quarters[slot.index]);
    else
        snprintf(out, PERIOD_LABEL_BYTES, "%d年", slot.year);
}

static void label_english(slot_t slot, char out[PERIOD_LABEL_BYTES])
{
    static const char *const thirds[] = {"first ten days", "second ten days", "last days"};
    static const char *const months[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    if (slot.cycle == CYCLE_XUN)
        snprintf(out, PERIOD_LABEL_BYTES, "%s of %s %d", thirds[slot.index % 3],
            months[slot.index / 3], slot.year);
    else if (slot.cycle == CYCLE_MONTH)
        snprintf(out, PERIOD_LABEL_BYTES, "%s %d", months[slot.index], slot.year);
    else if (slot.cycle == CYCLE_QUARTER)
        snprintf(out, PERIOD_LABEL_BYTES, "quarter %d of %d", slot.index + 1, slot.year);
    else
        snprintf(out, PERIOD_LABEL_BYTES, "%d", slot.year);
}

char *period_label(const char *name, bool chinese, char out[PERIOD_LABEL_BYTES])
{
    slot_t slot;
    out[0] = 0;
    for (size_t i = 0; i < NAMED; i++) {
        if (streq(name, named[i].name))
            snprintf(out, PERIOD_LABEL_BYTES, "%s", chinese ? named[i].zh : named[i].en);
    }
    if (read_slot(name, &slot) == 0)
        chinese ? label_chinese(slot, out) : label_english(slot, out);
    return out;
}
