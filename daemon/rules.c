/* Loads the rules, and frees them when their last holder lets go. */
#include "rules.h"

#include <stdatomic.h>
#include <stdlib.h>

rules_t *rules_load(const char *directory, int64_t now_ms, fault_t *fault)
{
    rules_t *self = calloc(1, sizeof *self);
    if (!self) {
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
        return NULL;
    }
    self->holders = 1;
    self->bundle = directory[0] ? bundle_load(directory, fault) : bundle_embedded();
    if (self->bundle)
        self->policy = policy_load(self->bundle, fault);
    if (!self->policy || policy_check_calendar(self->policy, now_ms, fault) < 0)
        rules_release(&self);
    return self;
}

rules_t *rules_hold(rules_t *self)
{
    atomic_fetch_add(&self->holders, 1);
    return self;
}

void rules_release(rules_t **self_p)
{
    rules_t *self = *self_p;
    *self_p = NULL;
    if (!self || atomic_fetch_sub(&self->holders, 1) > 1)
        return;
    policy_destroy(&self->policy);
    bundle_destroy(&self->bundle);
    free(self);
}
