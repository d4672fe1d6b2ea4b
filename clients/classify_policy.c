/* From policy files to a classifier in this process. */
#include "classify_policy.h"

int local_classifier_open(local_classifier_t *self, const char *directory, fault_t *fault)
{
    bundle_t *bundle = directory ? bundle_load(directory, fault) : bundle_embedded();
    if (!bundle)
        return -1;
    self->policy = policy_load(bundle, fault);
    bundle_destroy(&bundle);
    if (!self->policy)
        return -1;
    self->classifier = classifier_new(self->policy, &DISK_CACHE, fault);
    if (self->classifier)
        return 0;
    policy_destroy(&self->policy);
    return -1;
}

void local_classifier_close(local_classifier_t *self)
{
    classifier_destroy(&self->classifier);
    policy_destroy(&self->policy);
}
