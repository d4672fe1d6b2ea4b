/* The classifier of a policy directory, for the commands that need no daemon. */
#ifndef DUBAN_CLASSIFY_POLICY_H
#define DUBAN_CLASSIFY_POLICY_H

#include "../workers/classify.h"

typedef struct {
    policy_t *policy;
    classifier_t *classifier;
} local_classifier_t;

/* Loads the policy of `directory` (NULL: the embedded example bureau) and compiles its lexicon.
 * 0, or -1 with the fault; `self` then needs no closing. */
int local_classifier_open(local_classifier_t *self, const char *directory, fault_t *fault);
void local_classifier_close(local_classifier_t *self);

#endif
