/* Simulated staff: acts of every verb by all kinds of persons, allowed and not; sweeps; queries. */
#ifndef SIM_STAFF_H
#define SIM_STAFF_H

#include "../../daemon/house.h"
#include "requests.h"

/* One act on some case: often the one that comes next, often not. */
void staff_act(void);

/* A sweep, dry or not. */
void staff_sweep(bool dry);

/* A query of any kind. */
void staff_ask(void);

/* The answer to one of theirs. */
void staff_hear(const house_t *house, const answer_t *answer);

/* The daemon answers a query: an excluded person may see nothing of a case (P51), and the words of
 * whoever asks not to be named are for those who handle it (P50). */
void staff_check_view(const answer_t *answer);

/* Real sweeps that were completed without a failure. */
uint64_t staff_swept(void);

#endif
