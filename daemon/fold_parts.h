/* Between the files of the fold: fold.c, and fold_complainant.c for the complainant's side. */
#ifndef DUBAN_FOLD_PARTS_H
#define DUBAN_FOLD_PARTS_H

#include "fold.h"
#include "fold_clocks.h"

/* Needs that the complainant gives rise to; they wait for a person, whatever workers do. */
#define COMPLAINANT_NEEDS                                                                          \
    (term_bit(NEED_WITHDRAWN) | term_bit(NEED_OBJECTION) | term_bit(NEED_ADDED))

/* What was done in the case that this one is merged into. */
void fold_followed(case_t *subject, const event_t *event);

/* What came from the complainant. */
void fold_responded(case_t *subject, const event_t *event);

/* What an act on the case itself means for its complainant: what he is to be told, and what he was
 * told (P53), and who may read his identity (P50). */
void fold_act_for_complainant(case_t *subject, const event_t *event);

#endif
