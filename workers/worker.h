/* The loop of a worker, as a process of its own or as an actor inside duband: say ready, take the
 * policy, take work, give results, leave. It needs no file and keeps no state. */
#ifndef DUBAN_WORKER_H
#define DUBAN_WORKER_H

#include "../config/bundle.h"

#include <czmq.h>

/* What distinguishes the two trades. */
typedef struct {
    const char *name; /* "classifier", "escalator" */
    stage_t stage;    /* said in READY; an escalator (STAGE_ESCALATE) takes STAGE_CLOCK work too */
    uint64_t capacity;
    /* Makes the worker's own state from a policy bundle (NULL with the fault), and frees it. */
    void *(*load)(const bundle_t *bundle, fault_t *fault);
    void (*unload)(void *state);
    /* Does one item; what cannot be done is said in result->failure. */
    void (*work)(void *state, stage_t stage, const work_item_t *item, work_result_t *result);
} trade_t;

extern const trade_t CLASSIFIER_TRADE, ESCALATOR_TRADE;

typedef struct {
    const trade_t *trade;
    const char *endpoint;
} worker_arguments_t;

/* Runs until `pipe` says "$TERM" or (pipe NULL) until SIGTERM or SIGINT; finishes the batch it
 * holds, sends it, leaves. 0, or -1 with the fault when the endpoint cannot be connected. */
int worker_run(const trade_t *trade, const char *endpoint, zsock_t *pipe, fault_t *fault);

/* worker_run as a zactor function; the argument is a worker_arguments_t that outlives the actor. */
void worker_actor(zsock_t *pipe, void *arguments);

#endif
