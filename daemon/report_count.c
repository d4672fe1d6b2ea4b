/* What each case adds to the figures and the tables of a report. */
#include "report_count.h"

#include "fold.h"

#include <uthash.h>

#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

struct handled {
    char id[ID_BYTES];
    bool disciplined; /* by a Party or administrative discipline (P33) */
    UT_hash_handle hh;
};

report_t *report_new(const policy_t *policy, int64_t from_ms, int64_t until_ms, int64_t now_ms)
{
    report_t *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->policy = policy;
    self->from_ms = from_ms;
    self->until_ms = until_ms;
    self->end_ms = until_ms && until_ms <= now_ms ? until_ms : now_ms + 1; /* now is still in it */
    return self;
}

void report_destroy(report_t **self_p)
{
    report_t *self = *self_p;
    handled_t *person, *next;
    if (!self)
        return;
    HASH_ITER(hh, self->persons, person, next)
    {
        HASH_DEL(self->persons, person);
        free(person);
    }
    free(self);
    *self_p = NULL;
}

bool report_covers(const report_t *self, int64_t at_ms)
{
    return at_ms && at_ms >= self->from_ms && (!self->until_ms || at_ms < self->until_ms);
}

/* True when it had happened before the end. */
static bool is_past(const report_t *self, int64_t at_ms)
{
    return at_ms && at_ms < self->end_ms;
}

/* ---- adding to a table ---- */

static size_t column_of(report_table_id_t table, amount_t amount)
{
    size_t column = 0;
    while (column < REPORT_AMOUNTS - 1 && REPORT_TABLE[table].amounts[column] != amount)
        column++;
    return column;
}

static void add(
    report_t *self, report_table_id_t table, unsigned row, amount_t amount, uint64_t count)
{
    if (row && row < REPORT_ROWS) /* what is not set is in no row */
        self->tables[table][row][column_of(table, amount)] += count;
}

static void add_set(report_t *self, report_table_id_t table, uint64_t set, amount_t amount)
{
    for (unsigned row = 1; row < REPORT_TABLE[table].rows->count; row++)
        add(self, table, row, amount, (set & term_bit(row)) != 0);
}

static void add_named(
    report_t *self, named_rows_t *rows, report_table_id_t table, const char *id, amount_t amount)
{
    size_t index = 0;
    while (index < rows->count && strcmp(rows->rows[index].id, id) != 0)
        index++;
    if (index == REPORT_NAMES_MAX) {
        self->failed = true; /* rather no report than a short one */
        return;
    }
    if (index == rows->count)
        snprintf(rows->rows[rows->count++].id, ID_BYTES, "%s", id);
    rows->rows[index].amounts[column_of(table, amount)]++;
}

/* ---- what came in and what was found ---- */

/* One case in every table that says what it is about. */
static void add_subject(report_t *self, const case_t *subject, amount_t amount)
{
    for (size_t i = 0; i < subject->kind_count; i++)
        add(self, TABLE_OF_KINDS, subject->kinds[i].kind, amount, 1);
    for (size_t i = 0; i < subject->section_count; i++)
        add_named(self, &self->sections, TABLE_OF_SECTIONS, subject->sections[i], amount);
    add(self, TABLE_OF_GROUPS, source_group(subject->source), amount, 1);
    add(self, TABLE_OF_SOURCES, subject->source, amount, 1);
    add(self, TABLE_OF_CONDUCTS, subject->conduct, amount, 1);
    add(self, TABLE_OF_SEVERITIES, subject->severity, amount, 1);
    add(self, TABLE_OF_PHASES, subject->phase, amount, 1);
    add_set(self, TABLE_OF_TRIGGERS, subject->triggers, amount);
}

static void count_receipt(report_t *self, const case_t *subject)
{
    if (!report_covers(self, subject->received_ms))
        return;
    self->figures[FIGURE_RECEIVED]++;
    self->figures[FIGURE_MERGED] += subject->state == STATE_MERGED;
    if (subject->scope) {
        self->figures[FIGURE_ALLEGED]++;
        add_subject(self, subject, AMOUNT_ALLEGED);
    }
}

static void count_finding(report_t *self, const case_t *subject)
{
    const moments_t *when = &subject->when;
    bool stands = outcome_stands(subject->outcome);
    if (report_covers(self, when->found_ms)) {
        add(self, TABLE_OF_OUTCOMES, subject->outcome, AMOUNT_CASES, 1);
        self->figures[FIGURE_SUBSTANTIATED] += stands;
        if (stands)
            add_subject(self, subject, AMOUNT_SUBSTANTIATED);
    }
    bool is_rectified = is_past(self, subject->rectified_ms);
    add(self, TABLE_OF_RECTIFICATIONS, RECTIFICATION_DONE, AMOUNT_COUNT,
        report_covers(self, subject->rectified_ms));
    add(self, TABLE_OF_RECTIFICATIONS, RECTIFICATION_PENDING, AMOUNT_COUNT,
        stands && is_past(self, when->found_ms) && !is_rectified);
    add(self, TABLE_OF_LENIENCIES, LENIENCY_CLEARED, AMOUNT_COUNT,
        report_covers(self, when->cleared_ms));
}

/* ---- persons ---- */

/* P41 (2) and (3), P42: whom a measure was decided against, each once; (3) is a mark on one of (2),
 * so that it can never be more. */
static void count_handled(report_t *self, const line_t *line)
{
    handled_t *person;
    HASH_FIND_STR(self->persons, line->target, person);
    if (!person) {
        person = calloc(1, sizeof *person);
        if (!person) {
            self->failed = true;
            return;
        }
        memcpy(person->id, line->target, sizeof person->id);
        HASH_ADD_STR(self->persons, id, person);
        self->figures[FIGURE_HANDLED]++;
    }
    if (!person->disciplined && line_is_disciplined(line)) {
        person->disciplined = true;
        self->figures[FIGURE_DISCIPLINED]++;
    }
}

/* ---- lines of investigation ---- */

/* A line, or a case's leader lines together. */
static void count_investigation(report_t *self, unsigned row, int64_t opened_ms, int64_t ended_ms)
{
    add(self, TABLE_OF_INVESTIGATIONS, row, AMOUNT_OPENED, report_covers(self, opened_ms));
    add(self, TABLE_OF_INVESTIGATIONS, row, AMOUNT_CONCLUDED, report_covers(self, ended_ms));
    add(self, TABLE_OF_INVESTIGATIONS, row, AMOUNT_PENDING,
        is_past(self, opened_ms) && !is_past(self, ended_ms));
}

static void count_end(report_t *self, const line_t *line)
{
    if (!report_covers(self, line->ended_ms))
        return;
    bool exempted = line->measure_count == 0 && outcome_stands(line->outcome);
    add(self, TABLE_OF_OUTCOMES, line->outcome, AMOUNT_LINES, 1);
    add(self, TABLE_OF_LENIENCIES, LENIENCY_EXEMPTED, AMOUNT_COUNT, exempted);
    add(self, TABLE_OF_LENIENCIES, LENIENCY_TOLERATED, AMOUNT_COUNT,
        line->tolerated && line->outcome == OUTCOME_NO_LIABILITY);
    add(self, TABLE_OF_LENIENCIES, LENIENCY_MITIGATED, AMOUNT_COUNT,
        line->measure_count > 0 && line->relief == RELIEF_MITIGATE);
    for (size_t i = 0; i < line->measure_count; i++)
        add_named(self, &self->measures, TABLE_OF_MEASURES, line->measures[i], AMOUNT_COUNT);
    if (line->measure_count > 0)
        count_handled(self, line);
}

static void count_lines(report_t *self, const case_t *subject)
{
    int64_t opened_ms = 0, ended_ms = 0;
    bool open = false;
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        count_end(self, line);
        count_investigation(
            self, INVESTIGATION_LINE + line->kind - LINE_PERSON, line->opened_ms, line->ended_ms);
        if (line->kind != LINE_DOUBLE_INVESTIGATION)
            continue;
        open |= line->ended_ms == 0;
        if (!opened_ms || line->opened_ms < opened_ms)
            opened_ms = line->opened_ms;
        if (line->ended_ms > ended_ms)
            ended_ms = line->ended_ms;
    }
    count_investigation(self, INVESTIGATION_DOUBLE_CASE, opened_ms, open ? 0 : ended_ms);
}

/* ---- timeliness and the handling ---- */

/* Done on the last day of a time that is longer than that. */
static bool is_on_last_day(const case_step_t *step)
{
    return step->ended_ms < step->due_ms && step->ended_ms >= step->due_ms - DAY_MS &&
           step->due_ms - step->started_ms > DAY_MS;
}

/* A step belongs to the period in which it fell due; `ended_ms` 0: it is not done. */
static void count_step(report_t *self, const case_step_t *step)
{
    bool done = is_past(self, step->ended_ms), in_time = done && step->ended_ms < step->due_ms;
    if (!report_covers(self, step->due_ms) || (!done && step->due_ms >= self->end_ms))
        return; /* of another period, or there is time left */
    add(self, TABLE_OF_CLOCKS, step->kind,
        in_time ? AMOUNT_IN_TIME
        : done  ? AMOUNT_LATE
                : AMOUNT_OVERDUE,
        1);
    add(self, TABLE_OF_CLOCKS, step->kind, AMOUNT_LAST_DAY, done && is_on_last_day(step));
    for (unsigned climbed = clock_first_level(step->kind); climbed <= step->level; climbed++)
        add(self, TABLE_OF_LEVELS, climbed, AMOUNT_COUNT, 1);
}

static void count_steps(report_t *self, const case_t *subject)
{
    for (size_t i = 0; i < subject->when.step_count; i++)
        count_step(self, &subject->when.steps[i]);
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        case_step_t step = {.kind = clock->kind, .due_ms = clock->due_ms, .level = clock->level};
        count_step(self, &step);
    }
}

/* The closing answers the clock of the feedback. */
static bool is_closed_on_last_day(const case_t *subject)
{
    for (size_t i = 0; i < subject->when.step_count; i++) {
        const case_step_t *step = &subject->when.steps[i];
        if (step->kind == CLOCK_FEEDBACK && step->ended_ms == subject->closed_ms)
            return is_on_last_day(step);
    }
    return false;
}

static void count_handling(report_t *self, const case_t *subject)
{
    if (report_covers(self, subject->when.bounced_ms)) {
        add(self, TABLE_OF_HANDLINGS, HANDLING_BOUNCED, AMOUNT_COUNT, 1);
        add(self, TABLE_OF_HANDLINGS, HANDLING_BOUNCES, AMOUNT_COUNT, subject->bounces);
        add(self, TABLE_OF_HANDLINGS, HANDLING_CHAINS, AMOUNT_COUNT, subject->bounces > 1);
        add(self, TABLE_OF_HANDLINGS, HANDLING_FORCED, AMOUNT_COUNT,
            subject->bounces >= TRANSFERS_MAX);
    }
    if (report_covers(self, subject->closed_ms)) {
        self->figures[FIGURE_CLOSED]++;
        add(self, TABLE_OF_HANDLINGS, HANDLING_LAST_DAY, AMOUNT_COUNT,
            is_closed_on_last_day(subject));
    }
    self->figures[FIGURE_NOT_ACCEPTED] +=
        subject->state == STATE_NOT_ACCEPTED && report_covers(self, subject->when.ended_ms);
    self->figures[FIGURE_PENDING] +=
        is_past(self, subject->received_ms) && !is_past(self, subject->when.ended_ms);
    if (report_covers(self, subject->when.rated_ms))
        add(self, TABLE_OF_CONTENTS, (unsigned)subject->complainant.rating, AMOUNT_COUNT, 1);
    self->figures[FIGURE_TYPICAL] += report_covers(self, subject->when.typical_ms);
}

void report_add(report_t *self, const case_t *subject)
{
    count_receipt(self, subject);
    if (subject->state != STATE_MERGED) { /* its matter is counted where it is dealt with */
        count_finding(self, subject);
        count_lines(self, subject);
        count_steps(self, subject);
        count_handling(self, subject);
    }
    self->figures[FIGURE_PROBLEMS] = self->policy->campaign.headline == HEADLINE_RECEIVED
                                         ? self->figures[FIGURE_RECEIVED]
                                         : self->figures[FIGURE_SUBSTANTIATED]; /* Q24 */
}

const named_rows_t *report_named_rows(const report_t *self, report_table_id_t table)
{
    return table == TABLE_OF_SECTIONS   ? &self->sections
           : table == TABLE_OF_MEASURES ? &self->measures
                                        : NULL;
}
