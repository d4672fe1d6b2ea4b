/* Compares the words of complainants and inspectors, which are stored beside the ledger, with the
 * digests that the ledger has of them. */
#ifndef DUBAN_WORDS_H
#define DUBAN_WORDS_H

#include "query.h"

/* NULL when the document of the case and what its complainant has said since are what came; or, in
 * static words, what is wrong. Counts in `responses` what is stored of the latter. `event` is room
 * to read with. */
const char *words_differ(
    query_context_t *context, const case_t *subject, event_t *event, uint64_t *responses);

#endif
