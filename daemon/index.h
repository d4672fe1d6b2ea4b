/* The indexes follow from the difference between a case before and after an event. */
#ifndef DUBAN_INDEX_H
#define DUBAN_INDEX_H

#include "../proto/case.h"
#include "store.h"

/* Brings the tables stage, clock, subject and merged from `before` to `after` in the open write
 * transaction. `before` is the zeroed case for a new one. */
void index_update(store_t *store, const case_t *before, const case_t *after);

/* The stages under which the stage table lists a case, as a set of stage_t: its own, and `human`
 * as long as it needs a person. */
uint64_t index_stages(const case_t *subject);

/* The number under which the stage table lists a case in this stage's queue: its own; in the human
 * queue what is urgent has INDEX_FIRST added, so that it comes before all others. */
#define INDEX_FIRST (UINT64_C(1) << 62)
uint64_t index_place(const case_t *subject, stage_t stage);

/* True when the tables have every entry of the case; adds the number of entries that it should have
 * to entries[table], so that the caller can tell whether there are others. */
bool index_check(store_view_t *view, const case_t *subject, uint64_t entries[TABLE_COUNT]);

#endif
