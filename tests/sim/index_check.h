/* The tables stage, clock, subject and notice as they must be, written a second time: what each
 * case must have in them, and how many entries they have in all, which together is all of them. */
#ifndef SIM_INDEX_CHECK_H
#define SIM_INDEX_CHECK_H

#include "../../daemon/store.h"
#include "../../proto/case.h"

typedef struct {
    int64_t stage, clock, subject, notice, merged;
} index_counts_t;

/* Adds (sign 1) or takes away (-1) the entries of one case. */
void index_count_case(index_counts_t *counts, const case_t *subject, int sign);

/* Every entry that the case must have is there. */
void index_check_case(store_view_t *view, const case_t *subject);

/* How many entries a table has; looks at each. */
uint64_t index_count_entries(store_view_t *view, store_table_t table);

/* There are no others. */
void index_check_counts(store_view_t *view, const index_counts_t *counts);

#endif
