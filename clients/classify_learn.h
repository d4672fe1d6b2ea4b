/* Learns rules from labelled texts: the runs of characters that tell what the lexicon alone does
 * not, each with a weight in the lexicon's own units. */
#ifndef DUBAN_CLASSIFY_LEARN_H
#define DUBAN_CLASSIFY_LEARN_H

#include "../workers/classify.h"
#include "../workers/evaluate.h"

typedef struct learner learner_t;

learner_t *learner_new(void);
void learner_destroy(learner_t **self_p);

/* Adds a text as the classifier saw it: its spelling, what the lexicon made of it, its label. */
void learner_add(
    learner_t *self, const normalised_t *text, const tally_t *tally, const label_t *label);

/* Fits one sparse logistic model (L1, liblinear) for the scope and one for each kind, on all texts
 * but those whose number leaves the remainder `fold` when divided by `folds` (folds 0: on all).
 * Appends the rules to `rules` in the language of lexicon.conf. Returns how many there are; 0 when
 * the texts teach nothing. */
size_t learner_fit(learner_t *self, size_t folds, size_t fold, buffer_t *rules);

#endif
