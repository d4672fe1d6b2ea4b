/* Examines a lexicon: its examples, and rules that are idle, doubled or at odds with each other. */
#ifndef DUBAN_EXAMINE_H
#define DUBAN_EXAMINE_H

#include "classify.h"

/* Told of every problem: the rule or family, and what is wrong with it in one sentence. Both are
 * valid during the call only. */
typedef void examine_fn(void *context, const char *id, const char *problem);

/* Runs the examples of every rule through the classifier of the same policy and compares the rules
 * with each other. Returns how many problems were told. */
size_t examine_lexicon(
    const policy_t *policy, classifier_t *classifier, examine_fn *tell, void *context);

#endif
