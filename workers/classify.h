/* From a text to a verdict: scope, kinds, conduct class, whom it names, the evidence for each, and
 * a fingerprint; pure over a compiled lexicon. */
#ifndef DUBAN_CLASSIFY_H
#define DUBAN_CLASSIFY_H

#include "../config/policy.h"
#include "../proto/work.h"
#include "verdict.h"

typedef struct classifier classifier_t;

/* Compiles the lexicon and the org chart's names into one Hyperscan database, or takes it compiled
 * from `cache` (NULL: there is none). NULL with the fault. The policy must outlive the classifier.
 */
classifier_t *classifier_new(const policy_t *policy, const cache_t *cache, fault_t *fault);
void classifier_destroy(classifier_t **self_p);

/* The verdict on one submission. `subject` carries what an inspector has already said (kinds,
 * conduct, severity, sections, persons), which the verdict keeps; NULL when there is nothing.
 * Total: any valid UTF-8 gets a verdict or an abstention. Not thread-safe per classifier. */
void classify_text(classifier_t *self, slice_t title, slice_t text, slice_t accused,
    const case_t *subject, classified_t *verdict);

/* What classify_text weighed last: the text in one spelling, and the sums of the rules. For
 * training. Both are valid until the next call of classify_text. */
const normalised_t *classifier_text(const classifier_t *self);
const tally_t *classifier_tally(const classifier_t *self);

#endif
