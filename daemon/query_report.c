/* The report that goes up (P41): one pass over all cases, the typical ones listed, and on request a
 * recount of the whole ledger (P42). */
#include "query.h"

#include "../config/period.h"
#include "../config/recusal.h"
#include "keys.h"
#include "replay.h"
#include "report_count.h"
#include "typical.h"

#include <stdlib.h>
#include <string.h>

#define TYPICAL_MAX     100 /* cases in one list of the reply */
#define DIFFERENCES_MAX 100

/* A list of maps in the reply, of which at most so many are told. */
typedef struct {
    uint64_t count;
    uint64_t max;
    buffer_t rows;
} told_t;

typedef struct {
    query_context_t *context;
    const query_t *query;
    period_t period;
    report_t *stored, *recounted; /* the second on request */
    told_t typical, proposed, differences;
    uint64_t cases, broken;
    replay_t replay;
    case_t subject, folded;
} reporting_t;

static bool has_room(told_t *told)
{
    return told->count++ < told->max;
}

static void pack_told(msgpack_packer *packer, const char *key, const told_t *told, buffer_t *reply)
{
    pack_text(packer, key);
    msgpack_pack_array(packer, told->count < told->max ? told->count : told->max);
    buffer_append(reply, told->rows.bytes, told->rows.length);
}

/* ---- typical cases ---- */

static void pack_texts(
    msgpack_packer *packer, const char *key, const void *texts, size_t count, size_t bytes)
{
    pack_text(packer, key);
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++)
        pack_text(packer, (const char *)texts + i * bytes);
}

static void pack_term(msgpack_packer *packer, const char *key, const terms_t *terms, unsigned value)
{
    pack_text(packer, key);
    pack_text(packer, term_name(terms, value));
}

/* What was decided on each line; by posts, for a report names nobody (P40). */
static void pack_decisions(msgpack_packer *packer, const case_t *subject)
{
    pack_text(packer, "decisions");
    msgpack_pack_array(packer, subject->line_count);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        msgpack_pack_map(packer, 4);
        pack_term(packer, "kind", &LINE_KINDS, line->kind);
        pack_term(packer, "post", &ROLES, line->post);
        pack_term(packer, "outcome", &OUTCOMES, line->outcome);
        pack_texts(packer, "measures", line->measures, line->measure_count, SANCTION_BYTES);
    }
}

/* P42: what it is about and what was decided; neither who complained nor a word of his. */
static void pack_typical(const case_t *subject, told_t *told)
{
    uint64_t reasons = typical_reasons(subject);
    msgpack_packer packer = buffer_packer(&told->rows);
    msgpack_pack_map(&packer, 7);
    pack_number(&packer, "case", subject->number);
    pack_term(&packer, "source", &SOURCES, subject->source);
    pack_term(&packer, "severity", &SEVERITIES, subject->severity);
    pack_texts(&packer, "sections", subject->sections, subject->section_count, ID_BYTES);
    pack_text(&packer, "kinds");
    msgpack_pack_array(&packer, subject->kind_count);
    for (size_t i = 0; i < subject->kind_count; i++)
        pack_text(&packer, term_name(&KINDS, subject->kinds[i].kind));
    pack_decisions(&packer, subject);
    pack_text(&packer, "reasons");
    msgpack_pack_array(&packer, (size_t)__builtin_popcountll(reasons));
    for (unsigned reason = 1; reason < TYPICAL_REASONS.count; reason++) {
        if (reasons & term_bit(reason))
            pack_text(&packer, term_name(&TYPICAL_REASONS, reason));
    }
}

/* Lists the case where it belongs; whom it excludes does not see it (P51). */
static void list_typical(reporting_t *self, const case_t *subject)
{
    const policy_t *policy = self->context->policy;
    bool chosen = report_covers(self->stored, subject->when.typical_ms);
    bool proposed = self->query->propose && !subject->when.typical_ms &&
                    report_covers(self->stored, typical_since_ms(subject)) &&
                    typical_reasons(subject);
    if ((!chosen && !proposed) ||
        recusal_excludes(policy->org, subject, self->query->as, self->context->now_ms))
        return;
    told_t *told = chosen ? &self->typical : &self->proposed;
    if (has_room(told))
        pack_typical(subject, told);
}

/* ---- the recount ---- */

static void differ(
    void *data, const char *what, const char *row, amount_t amount, uint64_t here, uint64_t there)
{
    reporting_t *self = data;
    if (!has_room(&self->differences))
        return;
    msgpack_packer packer = buffer_packer(&self->differences.rows);
    msgpack_pack_map(&packer, 5);
    pack_text(&packer, "figure");
    pack_text(&packer, what);
    pack_text(&packer, "row");
    pack_text(&packer, row);
    pack_term(&packer, "amount", &AMOUNTS, amount);
    pack_number(&packer, "report", here);
    pack_number(&packer, "recount", there);
}

static void recount_case(reporting_t *self)
{
    fault_t fault;
    if (replay_case(&self->replay, self->context, self->subject.number, self->subject.last_event,
            &self->folded, &fault))
        self->broken++; /* `replay` says which, and why */
    else
        report_add(self->recounted, &self->folded);
}

/* Every event must have been counted: a case that is missing has some, and so has one too many. */
static void compare_counts(reporting_t *self)
{
    uint64_t events = view_entries(self->context->view, TABLE_EVENT);
    if (self->replay.events != events)
        differ(self, "events", "", AMOUNT_UNSET, self->replay.events, events);
    report_compare(self->stored, self->recounted, differ, self);
}

/* ---- counting ---- */

static int count_all(reporting_t *self, fault_t *fault)
{
    slice_t key, value;
    store_key_t first = key_number(0);
    store_cursor_t *cursor = cursor_open(self->context->view, TABLE_CASE);
    bool found = cursor_at_least(cursor, key_slice(&first), &key, &value);
    int rc = 0;
    while (found && rc == 0) {
        rc = record_from_value(
            &CASE_RECORD, &self->context->other, value.bytes, value.length, &self->subject, fault);
        if (rc == 0) {
            self->cases++;
            report_add(self->stored, &self->subject);
            list_typical(self, &self->subject);
            if (self->recounted)
                recount_case(self);
        }
        found = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    if (rc == 0 && (self->stored->failed || (self->recounted && self->recounted->failed)))
        rc = fault_set(fault, ERROR_UNAVAILABLE, NULL,
            "out of memory, or of rows for sections and measures; nothing is reported");
    if (rc == 0 && self->recounted)
        compare_counts(self);
    return rc;
}

/* ---- the reply ---- */

static void pack_amounts(
    msgpack_packer *packer, const report_table_t *table, const uint64_t amounts[REPORT_AMOUNTS])
{
    size_t count = report_amount_count(table);
    msgpack_pack_map(packer, count);
    for (size_t i = 0; i < count; i++)
        pack_number(packer, term_name(&AMOUNTS, table->amounts[i]), amounts[i]);
}

static void pack_table(msgpack_packer *packer, const report_t *report, report_table_id_t id)
{
    const report_table_t *table = &REPORT_TABLE[id];
    const named_rows_t *rows = report_named_rows(report, id);
    pack_text(packer, table->key);
    msgpack_pack_map(packer, rows ? rows->count : table->rows->count - 1);
    for (size_t row = 0; rows && row < rows->count; row++) {
        pack_text(packer, rows->rows[row].id);
        pack_amounts(packer, table, rows->rows[row].amounts);
    }
    for (unsigned row = 1; !rows && row < table->rows->count; row++) {
        pack_text(packer, term_name(table->rows, row));
        pack_amounts(packer, table, report->tables[id][row]);
    }
}

/* {id: name} of all sections and sanctions. */
static void pack_names(msgpack_packer *packer, const policy_t *policy)
{
    size_t sections = org_section_count(policy->org);
    pack_text(packer, "names");
    msgpack_pack_map(packer, sections + policy->sanctions.count);
    for (size_t i = 0; i < sections; i++) {
        pack_text(packer, org_section_at(policy->org, i)->id);
        pack_text(packer, org_section_at(policy->org, i)->name);
    }
    for (size_t i = 0; i < policy->sanctions.count; i++) {
        pack_text(packer, policy->sanctions.items[i].id);
        pack_text(packer, policy->sanctions.items[i].name);
    }
}

static void pack_recount(const reporting_t *self, msgpack_packer *packer, buffer_t *reply)
{
    pack_text(packer, "recount");
    msgpack_pack_map(packer, 5);
    pack_number(packer, "cases", self->cases);
    pack_number(packer, "broken", self->broken);
    pack_number(packer, "events", self->replay.events);
    pack_number(packer, "different", self->differences.count);
    pack_told(packer, "differences", &self->differences, reply);
}

static void pack_report(const reporting_t *self, buffer_t *reply)
{
    const policy_t *policy = self->context->policy;
    const report_t *report = self->stored;
    size_t more = (self->query->propose ? 1 : 0) + (self->recounted ? 1 : 0);
    msgpack_packer packer =
        reply_begin(self->context, 7 + FIGURE_COUNT - 1 + REPORT_TABLES + 2 + more, reply);
    pack_text(&packer, "unit");
    pack_text(&packer, org_bureau(policy->org));
    pack_text(&packer, "campaign");
    pack_text(&packer, policy->campaign.name);
    pack_term(&packer, "headline", &HEADLINES, policy->campaign.headline);
    pack_text(&packer, "period");
    pack_text(&packer, self->period.name);
    pack_number(&packer, "from_ms", (uint64_t)report->from_ms);
    pack_number(&packer, "until_ms", (uint64_t)report->until_ms);
    pack_number(&packer, "now_ms", (uint64_t)self->context->now_ms);
    for (unsigned figure = 1; figure < FIGURE_COUNT; figure++)
        pack_number(&packer, term_name(&FIGURES, figure), report->figures[figure]);
    for (unsigned table = 0; table < REPORT_TABLES; table++)
        pack_table(&packer, report, table);
    pack_names(&packer, policy);
    pack_told(&packer, "typical_cases", &self->typical, reply);
    if (self->query->propose)
        pack_told(&packer, "proposed_cases", &self->proposed, reply);
    if (self->recounted)
        pack_recount(self, &packer, reply);
}

static int read_period(reporting_t *self, fault_t *fault)
{
    const policy_t *policy = self->context->policy;
    const query_t *query = self->query;
    self->period = (period_t){.from_ms = query->from_ms, .until_ms = query->until_ms};
    if (!query->period[0]) {
        if (query->until_ms && query->until_ms <= query->from_ms)
            return fault_set(
                fault, ERROR_INVALID, "until_ms", "`until_ms` must be after `from_ms`");
        return 0;
    }
    if (query->from_ms || query->until_ms)
        return fault_set(fault, ERROR_INVALID, "period",
            "`period` names both its ends; leave `from_ms` and `until_ms` out");
    return period_parse(query->period, &policy->campaign, policy->calendar, self->context->now_ms,
        &self->period, fault);
}

static int make_report(reporting_t *self, fault_t *fault)
{
    const query_context_t *context = self->context;
    if (read_period(self, fault) < 0)
        return -1;
    self->stored =
        report_new(context->policy, self->period.from_ms, self->period.until_ms, context->now_ms);
    if (self->query->recount)
        self->recounted = report_new(
            context->policy, self->period.from_ms, self->period.until_ms, context->now_ms);
    if (!self->stored || (self->query->recount && !self->recounted))
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    return count_all(self, fault);
}

int query_report(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    reporting_t *self = calloc(1, sizeof *self);
    if (!self)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    self->context = context;
    self->query = query;
    self->typical.max = self->proposed.max = TYPICAL_MAX;
    self->differences.max = DIFFERENCES_MAX;
    int rc = make_report(self, fault);
    if (rc == 0)
        pack_report(self, reply);
    report_destroy(&self->stored);
    report_destroy(&self->recounted);
    replay_free(&self->replay);
    buffer_free(&self->typical.rows);
    buffer_free(&self->proposed.rows);
    buffer_free(&self->differences.rows);
    free(self);
    return rc;
}
