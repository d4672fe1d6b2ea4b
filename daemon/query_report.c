/* The report, first form (P41): one pass over all cases, counted by the period of discovery. */
#include "query.h"

#include "fold.h"
#include "keys.h"

#include <uthash.h>

#include <stdlib.h>
#include <string.h>

#define SECTIONS_COUNTED_MAX 256

/* A count by the value of a vocabulary. */
typedef struct {
    const char *key;
    const terms_t *terms;
    uint64_t counts[32];
} tally_t;

enum { BY_KIND, BY_SOURCE, BY_CONDUCT, BY_PHASE, BY_TRIGGER, TALLIES };

/* Somebody against whom a measure was decided; P42: counted once in a period. */
typedef struct {
    char id[ID_BYTES];
    bool disciplined; /* by a Party or administrative discipline (P33) */
    UT_hash_handle hh;
} handled_t;

typedef struct {
    const sanctions_t *sanctions;
    handled_t *persons;
    uint64_t received, alleged, problems, handled, disciplined, human, pending, closed;
    uint64_t double_cases, double_lines, double_opened, double_concluded;
    tally_t tallies[TALLIES];
    size_t section_count;
    struct {
        char id[ID_BYTES];
        uint64_t count;
    } sections[SECTIONS_COUNTED_MAX];
} report_t;

static void count_section(report_t *report, const char *id)
{
    for (size_t i = 0; i < report->section_count; i++) {
        if (strcmp(report->sections[i].id, id) == 0) {
            report->sections[i].count++;
            return;
        }
    }
    if (report->section_count == SECTIONS_COUNTED_MAX)
        return; /* more sections than any org chart may have */
    memcpy(report->sections[report->section_count].id, id, ID_BYTES);
    report->sections[report->section_count++].count = 1;
}

static void count_set(tally_t *tally, uint64_t set)
{
    for (unsigned value = 1; value < tally->terms->count; value++)
        tally->counts[value] += (set & term_bit(value)) != 0;
}

static bool is_discipline(const sanctions_t *sanctions, const char *id)
{
    for (size_t i = 0; i < sanctions->count; i++) {
        const sanction_t *sanction = &sanctions->items[i];
        if (strcmp(sanction->id, id) == 0)
            return sanction->list == SANCTION_PARTY || sanction->list == SANCTION_ADMIN;
    }
    return false;
}

/* P41 (2) and (3). */
static void count_handled(report_t *report, const line_t *line)
{
    handled_t *person;
    if (line->state != LINE_CONCLUDED || line->measure_count == 0)
        return;
    HASH_FIND_STR(report->persons, line->target, person);
    if (!person) {
        person = calloc(1, sizeof *person);
        if (!person)
            return;
        memcpy(person->id, line->target, sizeof person->id);
        HASH_ADD_STR(report->persons, id, person);
        report->handled++;
    }
    for (size_t i = 0; i < line->measure_count && !person->disciplined; i++)
        person->disciplined = is_discipline(report->sanctions, line->measures[i]);
}

static void count_disciplined(report_t *report)
{
    handled_t *person, *next;
    HASH_ITER(hh, report->persons, person, next)
    {
        report->disciplined += person->disciplined;
        HASH_DEL(report->persons, person);
        free(person);
    }
}

static void count_lines(report_t *report, const case_t *subject)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        count_handled(report, line);
        if (line->kind != LINE_DOUBLE_INVESTIGATION)
            continue;
        lines++;
        report->double_concluded += line->state == LINE_CONCLUDED;
        report->double_opened += line->state != LINE_CONCLUDED;
    }
    report->double_lines += lines;
    report->double_cases += lines > 0;
}

static void count_case(report_t *report, const case_t *subject)
{
    report->received++;
    report->human += subject->needs && case_is_open(subject);
    report->pending += case_is_open(subject);
    report->closed += subject->state == STATE_CLOSED;
    report->problems += outcome_stands(subject->outcome);
    if (!subject->scope)
        return;
    report->alleged++;
    for (size_t i = 0; i < subject->kind_count; i++)
        report->tallies[BY_KIND].counts[subject->kinds[i].kind]++;
    report->tallies[BY_SOURCE].counts[subject->source]++;
    report->tallies[BY_CONDUCT].counts[subject->conduct]++;
    report->tallies[BY_PHASE].counts[subject->phase]++;
    count_set(&report->tallies[BY_TRIGGER], subject->triggers);
    for (size_t i = 0; i < subject->section_count; i++)
        count_section(report, subject->sections[i]);
    count_lines(report, subject);
}

static void pack_tally(const tally_t *tally, msgpack_packer *packer)
{
    pack_text(packer, tally->key);
    msgpack_pack_map(packer, tally->terms->count - 1);
    for (unsigned value = 1; value < tally->terms->count; value++)
        pack_number(packer, term_name(tally->terms, value), tally->counts[value]);
}

static void pack_report(
    query_context_t *context, const query_t *query, const report_t *report, buffer_t *reply)
{
    const struct {
        const char *key;
        uint64_t value;
    } figures[] = {
        {"from_ms", (uint64_t)query->from_ms},
        {"until_ms", (uint64_t)query->until_ms},
        {"received", report->received},
        {"alleged", report->alleged},
        {"problems", report->problems},
        {"handled", report->handled},
        {"disciplined", report->disciplined},
        {"human", report->human},
        {"pending", report->pending},
        {"closed", report->closed},
    };
    size_t count = sizeof figures / sizeof figures[0];
    msgpack_packer packer = reply_begin(context, count + TALLIES + 2, reply);
    for (size_t i = 0; i < count; i++)
        pack_number(&packer, figures[i].key, figures[i].value);
    for (unsigned i = 0; i < TALLIES; i++)
        pack_tally(&report->tallies[i], &packer);
    pack_text(&packer, "by_section");
    msgpack_pack_map(&packer, report->section_count);
    for (size_t i = 0; i < report->section_count; i++)
        pack_number(&packer, report->sections[i].id, report->sections[i].count);
    pack_text(&packer, "double_investigations");
    msgpack_pack_map(&packer, 4);
    pack_number(&packer, "cases", report->double_cases);
    pack_number(&packer, "lines", report->double_lines);
    pack_number(&packer, "opened", report->double_opened);
    pack_number(&packer, "concluded", report->double_concluded);
}

int query_report(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    static const tally_t tallies[TALLIES] = {
        [BY_KIND] = {"by_kind", &KINDS, {0}},
        [BY_SOURCE] = {"by_source", &SOURCES, {0}},
        [BY_CONDUCT] = {"by_conduct", &CONDUCTS, {0}},
        [BY_PHASE] = {"by_phase", &PHASES, {0}},
        [BY_TRIGGER] = {"triggers", &TRIGGERS, {0}},
    };
    if (query->until_ms && query->until_ms <= query->from_ms)
        return fault_set(fault, ERROR_INVALID, "until_ms", "`until_ms` must be after `from_ms`");
    report_t *report = calloc(1, sizeof *report);
    if (!report)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    memcpy(report->tallies, tallies, sizeof tallies);
    report->sanctions = &context->policy->sanctions;

    case_t subject;
    slice_t key, value;
    store_key_t first = key_number(0);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_CASE);
    bool found = cursor_at_least(cursor, key_slice(&first), &key, &value);
    int rc = 0;
    while (found && rc == 0) {
        rc = record_from_value(
            &CASE_RECORD, &context->unpacker, value.bytes, value.length, &subject, fault);
        if (rc == 0 && subject.discovered_ms >= query->from_ms &&
            (!query->until_ms || subject.discovered_ms < query->until_ms))
            count_case(report, &subject);
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    count_disciplined(report);
    if (rc == 0)
        pack_report(context, query, report, reply);
    free(report);
    return rc;
}
