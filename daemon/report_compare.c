/* Compares two counts of the same period figure by figure (P42). */
#include "report_count.h"

#include <string.h>

typedef struct {
    report_differ_fn *differ;
    void *data;
    size_t count;
} comparison_t;

static void compare(comparison_t *self, const char *what, const char *row, amount_t amount,
    uint64_t here, uint64_t there)
{
    if (here == there)
        return;
    self->count++;
    self->differ(self->data, what, row, amount, here, there);
}

static void compare_row(comparison_t *self, const report_table_t *table, const char *row,
    const uint64_t here[REPORT_AMOUNTS], const uint64_t there[REPORT_AMOUNTS])
{
    for (size_t i = 0; i < report_amount_count(table); i++)
        compare(self, table->key, row, table->amounts[i], here[i], there[i]);
}

/* The row of this id, or NULL. */
static const uint64_t *find_row(const named_rows_t *rows, const char *id)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->rows[i].id, id) == 0)
            return rows->rows[i].amounts;
    }
    return NULL;
}

static void compare_named(comparison_t *self, const report_table_t *table, const named_rows_t *here,
    const named_rows_t *there)
{
    static const uint64_t nothing[REPORT_AMOUNTS];
    for (size_t i = 0; i < here->count; i++) {
        const uint64_t *other = find_row(there, here->rows[i].id);
        compare_row(self, table, here->rows[i].id, here->rows[i].amounts, other ? other : nothing);
    }
    for (size_t i = 0; i < there->count; i++) {
        if (!find_row(here, there->rows[i].id))
            compare_row(self, table, there->rows[i].id, nothing, there->rows[i].amounts);
    }
}

size_t report_compare(
    const report_t *here, const report_t *there, report_differ_fn *differ, void *data)
{
    comparison_t comparison = {.differ = differ, .data = data};
    for (unsigned figure = 1; figure < FIGURE_COUNT; figure++)
        compare(&comparison, term_name(&FIGURES, figure), "", AMOUNT_UNSET, here->figures[figure],
            there->figures[figure]);
    for (unsigned i = 0; i < REPORT_TABLES; i++) {
        const report_table_t *table = &REPORT_TABLE[i];
        const named_rows_t *rows = report_named_rows(here, i);
        if (rows)
            compare_named(&comparison, table, rows, report_named_rows(there, i));
        for (unsigned row = 1; !rows && row < table->rows->count; row++)
            compare_row(&comparison, table, term_name(table->rows, row), here->tables[i][row],
                there->tables[i][row]);
    }
    return comparison.count;
}
