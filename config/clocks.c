/* Reads clocks.conf and says when clocks are due and when their levels are climbed. */
#include "clocks.h"

#define AMOUNT_MAX 3660 /* days; ten years */

static const zpl_key_t file_keys[] = {
    {"length", ZPL_BLOCK, .required = true},
    {"ladder", ZPL_BLOCK, .required = true},
};

/* "60s", "15d", "5wd" into an amount and its unit; -1 when the text is none of them. */
static int parse_length(const char *text, uint64_t *amount, clock_unit_t *unit)
{
    static const char *const units[] = {
        [UNIT_SECONDS] = "s", [UNIT_DAYS] = "d", [UNIT_WORKDAYS] = "wd"};
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 4)
        return -1;
    *amount = strtoull(text, NULL, 10);
    for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++) {
        *unit = (clock_unit_t)i;
        if (streq(text + digits, units[i]))
            return *amount <= AMOUNT_MAX ? 0 : -1;
    }
    return -1;
}

/* The values of a block that has one key for every term from `first` on, by term. */
typedef char values_t[CLOCK_COUNT][16];

static int read_values(zpl_t *file, zconfig_t *node, const terms_t *terms, unsigned first,
    values_t values, fault_t *fault)
{
    zpl_key_t keys[CLOCK_COUNT];
    size_t count = 0;
    for (unsigned value = first; value < terms->count; value++)
        keys[count++] = (zpl_key_t){.name = term_name(terms, value),
            .type = ZPL_TEXT,
            .offset = value * sizeof values[0],
            .size = sizeof values[0],
            .required = true};
    return zpl_read(file, node, keys, count, values, fault);
}

static int read_lengths(zpl_t *file, zconfig_t *node, clocks_t *clocks, fault_t *fault)
{
    values_t values;
    if (read_values(file, node, &CLOCKS, CLOCK_CLASSIFY, values, fault) < 0)
        return -1;
    for (unsigned kind = CLOCK_CLASSIFY; kind < CLOCK_COUNT; kind++) {
        const char *name = term_name(&CLOCKS, kind);
        if (parse_length(values[kind], &clocks->length[kind].amount, &clocks->length[kind].unit) <
            0)
            return zpl_fault_value(file, zpl_next(node, name, NULL), fault,
                "seconds, days or working days such as 60s, 15d or 5wd");
    }
    return 0;
}

static int read_ladder(zpl_t *file, zconfig_t *node, clocks_t *clocks, fault_t *fault)
{
    values_t values;
    if (read_values(file, node, &LEVELS, LEVEL_URGE, values, fault) < 0)
        return -1;
    for (unsigned level = LEVEL_URGE; level < LEVEL_COUNT; level++) {
        const char *name = term_name(&LEVELS, level);
        uint64_t below = clocks->ladder_workdays[level - 1];
        uint64_t *amount = &clocks->ladder_workdays[level];
        clock_unit_t unit;
        if (parse_length(values[level], amount, &unit) < 0 || unit != UNIT_WORKDAYS)
            return zpl_fault_value(
                file, zpl_next(node, name, NULL), fault, "working days after due such as 3wd");
        if (*amount <= below)
            return zpl_fault(file, zpl_next(node, name, NULL), fault,
                "'%s' must be more than the %lluwd of the level below it", name,
                (unsigned long long)below);
    }
    return 0;
}

int clocks_load(zpl_t *file, clocks_t *clocks, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    *clocks = (clocks_t){0};
    if (zpl_read(file, root, file_keys, ZPL_COUNT(file_keys), NULL, fault) < 0 ||
        read_lengths(file, zpl_next(root, "length", NULL), clocks, fault) < 0)
        return -1;
    return read_ladder(file, zpl_next(root, "ladder", NULL), clocks, fault);
}

int64_t clock_due_ms(
    const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind, int64_t start_ms)
{
    uint64_t amount = clocks->length[kind].amount;
    switch (clocks->length[kind].unit) {
    case UNIT_SECONDS:
        return start_ms + (int64_t)amount * 1000;
    case UNIT_DAYS:
        return calendar_add_days(calendar, start_ms, amount);
    case UNIT_WORKDAYS:
        break;
    }
    return calendar_add_workdays(calendar, start_ms, amount);
}

level_t clock_first_level(clock_kind_t kind)
{
    return kind == CLOCK_CLASSIFY || kind == CLOCK_URGENT ? LEVEL_HUMAN : LEVEL_URGE;
}

int64_t clock_level_ms(
    const clocks_t *clocks, const calendar_t *calendar, level_t level, int64_t due_ms)
{
    if (level == LEVEL_UNSET || level >= LEVEL_COUNT)
        return 0;
    if (level == LEVEL_HUMAN)
        return due_ms;
    /* Due is the midnight that ends a day: the ladder counts from that day, not from the next. */
    return calendar_add_workdays(calendar, due_ms - 1, clocks->ladder_workdays[level]);
}

level_t clock_next_level(const case_clock_t *clock)
{
    return clock->level ? clock->level + 1 : clock_first_level(clock->kind);
}

static bool was_told(const case_clock_t *clock, const char *person)
{
    for (size_t i = 0; i < clock->told_count; i++) {
        if (streq(clock->told[i], person))
            return true;
    }
    return false;
}

void clock_climb(case_clock_t *clock, const escalated_t *step)
{
    clock->level = step->level;
    clock->next_ms = step->next_ms;
    if (step->level != LEVEL_DEPUTY && step->level != LEVEL_PRINCIPAL)
        return;
    for (size_t i = 0; i < step->to_count && clock->told_count < CLOCK_TOLD_MAX; i++) {
        if (!was_told(clock, step->to[i]))
            memcpy(clock->told[clock->told_count++], step->to[i], sizeof clock->told[0]);
    }
}

clock_change_t clock_start_at(const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind,
    uint64_t line, int64_t due_ms)
{
    return (clock_change_t){.kind = kind,
        .line = line,
        .due_ms = due_ms,
        .next_ms = clock_level_ms(clocks, calendar, clock_first_level(kind), due_ms),
        .dated = true};
}

clock_change_t clock_start(const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind,
    uint64_t line, int64_t start_ms)
{
    clock_change_t change = clock_start_at(
        clocks, calendar, kind, line, clock_due_ms(clocks, calendar, kind, start_ms));
    change.dated = false;
    if (kind == CLOCK_URGENT)
        change.next_ms = start_ms;
    return change;
}

int64_t clock_anew_ms(const clocks_t *clocks, const calendar_t *calendar, const case_clock_t *clock)
{
    if (clock->dated)
        return clock->due_ms;
    int64_t due_ms = clock_due_ms(clocks, calendar, clock->kind, clock->started_ms);
    return (int64_t)((uint64_t)due_ms + clock->shift_ms);
}

int64_t clock_next_ms(
    const clocks_t *clocks, const calendar_t *calendar, const case_clock_t *clock, int64_t due_ms)
{
    if (clock->kind == CLOCK_URGENT && clock->level == LEVEL_UNSET)
        return clock->started_ms;
    return clock_level_ms(clocks, calendar, clock_next_level(clock), due_ms);
}
