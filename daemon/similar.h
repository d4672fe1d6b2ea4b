/* The proposal to merge: which earlier case says nearly the same of the same people. */
#ifndef DUBAN_SIMILAR_H
#define DUBAN_SIMILAR_H

#include "registry.h"

#define SIMILAR_LOOK_MAX 4096 /* entries of one person or section that are compared */
#define SIMILAR_READ_MAX 64   /* near ones of these that are read, to see whether they are open */

typedef struct {
    uint64_t number;   /* of the case; 0: there is none */
    uint64_t distance; /* bits in which the two fingerprints differ */
} similar_t;

/* The earliest open case before `subject` that names one of its persons or sections, was received
 * within similar-days before it, and whose fingerprint differs in at most similar-bits. The
 * earliest and not the nearest, so that of many letters with one text all are proposed to be merged
 * into the first, whichever order they are judged in. Never a case that somebody who may merge
 * `subject` may not see (P51, P52). */
similar_t similar_find(store_view_t *view, unpacker_t *unpacker, const policy_t *policy,
    const case_t *subject, int64_t now_ms);

#endif
