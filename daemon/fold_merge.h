/* The part of the fold that is about cases merged into others (并案, POLICY §9). */
#ifndef DUBAN_FOLD_MERGE_H
#define DUBAN_FOLD_MERGE_H

#include "../proto/event.h"

/* The act `merge`, on the case that is merged, before anything else of the act is folded: the state
 * is kept, and its lines end. The clocks rest, as the act says. */
void fold_merge(case_t *subject, const acted_t *acted);

/* The act `unmerge`: the lines that ended by merging are open again. The state, and that the clocks
 * run as if they had never stopped, come with the act. */
void fold_unmerge(case_t *subject);

/* True for the states in which a case may be merged and its complainant has been, or is to be, told
 * that it is accepted. */
bool case_is_accepted_itself(state_t state);

/* A case joins or leaves this one: complainants are counted, what it brings is taken in and stays,
 * and the escalator looks at it. */
void fold_joining(case_t *subject, const joined_t *joined);

#endif
