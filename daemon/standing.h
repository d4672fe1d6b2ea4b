/* P39: how the sections and their leaders stand, counted in one snapshot for all the work that is
 * sent from it: each section and each leader is looked at once. */
#ifndef DUBAN_STANDING_H
#define DUBAN_STANDING_H

#include "registry.h"

typedef struct standing standing_t;

/* Nothing is counted yet; it borrows all it is given, and counts as of `now_ms`. NULL when there is
 * no memory. */
standing_t *standing_new(
    store_view_t *view, unpacker_t *unpacker, const policy_t *policy, int64_t now_ms);
void standing_destroy(standing_t **self_p);

/* The moment that it counts as of. */
int64_t standing_now_ms(const standing_t *self);

/* Fills in `item->jurisdictions` for a case: a row for each concerned section with its deputy at
 * the time of the act, one for all sections of each of these deputies, and one for the principal,
 * whose own standing alone counts. What was found is counted with this case, and as far as the
 * newest FACTS_LOOK_MAX of each section; what is overdue, without it. */
void standing_fill(standing_t *self, const case_t *subject, work_item_t *item);

#endif
