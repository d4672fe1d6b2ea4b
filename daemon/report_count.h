/* Counts cases into a report (P41, P42): pure, one case at a time. */
#ifndef DUBAN_REPORT_COUNT_H
#define DUBAN_REPORT_COUNT_H

#include "../config/policy.h"
#include "../proto/report.h"

#define REPORT_NAMES_MAX 256 /* sections or measures that a report tells apart */

/* A row whose name is an id: of a section, or of a sanction. */
typedef struct {
    char id[ID_BYTES];
    uint64_t amounts[REPORT_AMOUNTS];
} named_row_t;

typedef struct {
    size_t count;
    named_row_t rows[REPORT_NAMES_MAX];
} named_rows_t;

/* Somebody against whom a measure was decided in the period; counted once (P42). */
typedef struct handled handled_t;

/* The counts of one period, [from_ms, until_ms) with 0 for no bound, as things stood at `end_ms`:
 * at its end, or at the moment of the report when that is earlier. What is done belongs to the
 * period in which it was done. */
typedef struct {
    const policy_t *policy;
    int64_t from_ms, until_ms, end_ms;
    uint64_t figures[FIGURE_COUNT];
    uint64_t tables[REPORT_TABLES][REPORT_ROWS][REPORT_AMOUNTS]; /* of those with a vocabulary */
    named_rows_t sections, measures;
    handled_t *persons;
    bool failed; /* out of memory: the counts are short */
} report_t;

/* NULL when memory runs out. The caller owns it; `policy` must live as long. */
report_t *report_new(const policy_t *policy, int64_t from_ms, int64_t until_ms, int64_t now_ms);
void report_destroy(report_t **self_p);

/* True when the moment lies in the period. 0 (not set) never does. */
bool report_covers(const report_t *self, int64_t at_ms);

void report_add(report_t *self, const case_t *subject);

/* The rows of a table whose rows are ids; NULL for the others. */
const named_rows_t *report_named_rows(const report_t *self, report_table_id_t table);

/* Calls `differ` for every figure that is not the same in both; row "" and amount AMOUNT_UNSET for
 * the figures of the headline. Returns how many there were. */
typedef void report_differ_fn(
    void *data, const char *what, const char *row, amount_t amount, uint64_t here, uint64_t there);
size_t report_compare(
    const report_t *here, const report_t *there, report_differ_fn *differ, void *data);

#endif
