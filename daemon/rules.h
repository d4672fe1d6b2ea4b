/* The rules in force: a policy with the bundle it came from, shared between duband's threads. */
#ifndef DUBAN_RULES_H
#define DUBAN_RULES_H

#include "../config/policy.h"

typedef struct {
    policy_t *policy;
    bundle_t *bundle;
    _Atomic unsigned holders;
} rules_t;

/* Loads and checks the policy files of a directory ("": the embedded example bureau) against the
 * moment `now_ms`. NULL with the fault. The caller is the first holder. */
rules_t *rules_load(const char *directory, int64_t now_ms, fault_t *fault);

/* One holder more, and one less; the last one frees them. Threads may do either. */
rules_t *rules_hold(rules_t *self);
void rules_release(rules_t **self_p);

#endif
