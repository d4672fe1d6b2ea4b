/* Who works on what: workers with their capacity, and leases on the work they hold. In memory only;
 * no socket, no store, and the clock is a parameter (monotonic milliseconds). */
#ifndef DUBAN_DISPATCHER_H
#define DUBAN_DISPATCHER_H

#include "../proto/work.h"

#include <uthash.h>

#define ROUTE_BYTES_MAX 255 /* a ROUTER's routing id: what a peer may choose (ZMQ_ROUTING_ID) */
#define WORKERS_MAX     256

/* The address of a peer on a ROUTER socket. */
typedef struct {
    uint8_t bytes[ROUTE_BYTES_MAX];
    size_t length;
} route_t;

/* What a lease is on. Zeroed before it is filled: it is a hash key. */
typedef struct {
    uint64_t case_number;
    uint64_t line;  /* stage clock */
    uint32_t clock; /* stage clock: a clock_kind_t */
    uint32_t stage; /* a stage_t */
} target_t;

typedef struct worker {
    route_t route;
    char name[NAME_BYTES];
    stage_t stage;
    size_t capacity;
    size_t leased;
    bool current;  /* has the policy in force */
    bool reserved; /* gets nothing until it is empty, and then a suspect alone */
    int64_t heard_ms;
    UT_hash_handle hh;
} worker_t;

typedef struct lease {
    uint64_t id;
    target_t target;
    worker_t *worker;
    int64_t expires_ms;
    bool dry;            /* stage clock: the result is told, not applied */
    uint64_t seen_event; /* the case's last one when it was sent */
    UT_hash_handle by_id, by_target;
} lease_t;

typedef struct {
    worker_t *workers;
    lease_t *by_id, *by_target;
    uint64_t last_lease;
    int64_t lease_ms, silence_ms;
} dispatcher_t;

/* `lease_ms`: how long a worker may hold an item; `silence_ms`: a worker unheard of this long is
 * gone. Frees nothing of an earlier use. */
void dispatcher_init(dispatcher_t *self, int64_t lease_ms, int64_t silence_ms);
void dispatcher_free(dispatcher_t *self);

/* A worker said ready. Returns it, new or known; NULL when there are WORKERS_MAX already. */
worker_t *dispatcher_ready(dispatcher_t *self, const route_t *route, const work_head_t *head,
    bool current, int64_t now_ms);

/* The worker at this address, or NULL; being heard of keeps it alive. */
worker_t *dispatcher_heard(dispatcher_t *self, const route_t *route, int64_t now_ms);

/* Marks every worker as not having the policy in force. */
void dispatcher_outdate(dispatcher_t *self);

/* A worker that can take work of the stage (an escalator takes clock work too), the one with most
 * room; NULL when none can. For a suspect (work that has failed before) it is an empty worker, so
 * that only the suspect is blamed if it fails again; when none is empty, one is reserved to become
 * so, and takes nothing else until it is. */
worker_t *dispatcher_idle(dispatcher_t *self, stage_t stage, bool suspect);

/* True when any worker of the stage is connected. */
bool dispatcher_serves(const dispatcher_t *self, stage_t stage);

/* Leases a target to a worker. NULL when memory is out, or when it is leased already. */
lease_t *dispatcher_lease(
    dispatcher_t *self, worker_t *worker, const target_t *target, int64_t now_ms);

bool dispatcher_is_leased(const dispatcher_t *self, const target_t *target);

/* The worker's own lease of this id, or NULL: it expired, or was never his. */
lease_t *dispatcher_find(dispatcher_t *self, const worker_t *worker, uint64_t id);

/* Ends a lease, whatever became of the work. */
void dispatcher_release(dispatcher_t *self, lease_t *lease);

/* A lease that has run out, or whose worker is silent, or NULL. */
lease_t *dispatcher_overdue(dispatcher_t *self, int64_t now_ms);

/* A lease of this worker, or NULL. */
lease_t *dispatcher_held_by(dispatcher_t *self, const worker_t *worker);

/* The worker cannot be reached: it gets nothing more and counts as silent from now on. */
void dispatcher_lose(dispatcher_t *self, worker_t *worker, int64_t now_ms);

/* A silent worker without leases, or NULL. */
worker_t *dispatcher_silent(dispatcher_t *self, int64_t now_ms);

/* Forgets a worker that holds no lease. */
void dispatcher_forget(dispatcher_t *self, worker_t *worker);

size_t dispatcher_lease_count(const dispatcher_t *self, stage_t stage);

#endif
