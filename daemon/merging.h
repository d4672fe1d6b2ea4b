/* Acts that change two cases at once: merge and unmerge, and what is done in a case that others
 * are merged into. Part of the registry. */
#ifndef DUBAN_MERGING_H
#define DUBAN_MERGING_H

#include "registry.h"

/* The verbs merge and unmerge: one event on each of the two cases. Like registry_act. */
int merging_act(registry_t *self, const act_t *act, int64_t now_ms, ack_t *ack, fault_t *fault);

/* What was done in a case that others are merged into is written into each of them, where their
 * complainants are to learn of it (P53): that it is accepted, or not, and its end. */
void merging_follow(registry_t *self, const case_t *into, verb_t verb, int64_t now_ms);

/* The first case above `after` that is merged into `into`; 0: none. */
uint64_t merging_next(store_view_t *view, uint64_t into, uint64_t after);

#endif
