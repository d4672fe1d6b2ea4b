/* Runs workers as actors of this process; the only place where daemon/ knows workers/. */
#include "embedded.h"

#include "../workers/worker.h"

#include <stdlib.h>

#define EMBEDDED_MAX 64

struct embedded {
    worker_arguments_t classifier, escalator;
    zactor_t *actors[EMBEDDED_MAX];
    size_t count;
};

static int start(embedded_t *self, worker_arguments_t *arguments, uint64_t count, fault_t *fault)
{
    for (uint64_t i = 0; i < count && self->count < EMBEDDED_MAX; i++) {
        zactor_t *actor = zactor_new(worker_actor, arguments);
        if (!actor)
            return fault_set(fault, ERROR_UNAVAILABLE, NULL, "a %s cannot be started inside",
                arguments->trade->name);
        self->actors[self->count++] = actor;
    }
    return 0;
}

embedded_t *embedded_start(const settings_t *settings, const char *endpoint, fault_t *fault)
{
    embedded_t *self = calloc(1, sizeof *self);
    if (!self) {
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
        return NULL;
    }
    self->classifier = (worker_arguments_t){&CLASSIFIER_TRADE, endpoint};
    self->escalator = (worker_arguments_t){&ESCALATOR_TRADE, endpoint};
    if (start(self, &self->classifier, settings->embedded_classifiers, fault) < 0 ||
        start(self, &self->escalator, settings->embedded_escalators, fault) < 0)
        embedded_stop(&self);
    return self;
}

void embedded_stop(embedded_t **self_p)
{
    embedded_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        zactor_destroy(&self->actors[i]);
    free(self);
    *self_p = NULL;
}
