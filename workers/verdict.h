/* What the hits of a text add up to: which rules hold where they stand, whom each blames, and the
 * scope, kinds and evidence that follow. Pure. */
#ifndef DUBAN_VERDICT_H
#define DUBAN_VERDICT_H

#include "matcher.h"

#define SCOPE_THRESHOLD 0.45 /* of the score: a sum of evidence of 0.6 */

/* A verdict before it is put into words: sums of the weights of the rules that hold. */
typedef struct {
    double scope;
    double kinds[KIND_COUNT];
    double conducts[CONDUCT_ARBITRARY + 1];
    bool accused; /* in: the sender named a public body as the accused; it is meant by default */
} tally_t;

/* True when every condition of the rule holds around hits[at]. */
bool verdict_rule_holds(const lexicon_t *lexicon, const hit_t *hits, size_t count, size_t at);

/* Takes the mark from every party that is none: inside words of address or request (whom a citizen
 * greets or asks is not whom he blames), and inside the longer name of another party (the 队长 of
 * 保安队长). Done once, before the hits are weighed. */
void verdict_settle_parties(hit_t *hits, size_t count);

/* Adds up the evidence of all rules that hold, and notes it (heaviest kept) in the verdict. */
void verdict_weigh(const lexicon_t *lexicon, const normalised_t *text, const hit_t *hits,
    size_t count, tally_t *tally, classified_t *verdict);

/* Decides scope, kinds, conduct class and abstention from the sums. */
void verdict_decide(const tally_t *tally, classified_t *verdict);

#endif
