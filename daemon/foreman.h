/* The foreman: hands the queues of the store to the workers and takes their results to the
 * registry. It knows workers by their address only; the bytes go through a function it is given. */
#ifndef DUBAN_FOREMAN_H
#define DUBAN_FOREMAN_H

#include "dispatcher.h"
#include "keys.h"
#include "registry.h"

#define SWEEPS_MAX        16   /* waiting for their turn; one runs at a time */
#define SWEEP_PATIENCE_MS 5000 /* how long a sweep waits for an escalator to appear */
#define SETBACKS_MAX      4096 /* clocks that failed in one sweep */
#define PURSUED_MAX       64   /* leaders whom a dry run tells of */

/* Sends bytes (the map, without the signature frame) to a worker. False when it cannot be reached:
 * its leases are then taken back. */
typedef bool (*foreman_send_fn)(void *context, const route_t *to, slice_t message);

/* Tells whoever asked for the sweep `ticket` what became of it: a whole reply. */
typedef void (*foreman_answer_fn)(void *context, uint64_t ticket, slice_t reply);

/* A clock that could not be swept, and how often. */
typedef struct setback {
    target_t target;
    unsigned count;
    UT_hash_handle hh;
} setback_t;

/* One sweep: everything due at `at_ms`, oldest first. */
typedef struct {
    uint64_t ticket, rid;
    bool dry;
    int64_t at_ms;
    int64_t began_ms; /* monotonic; 0: not yet */
    uint64_t due;     /* clocks taken */
    uint64_t levels[LEVEL_COUNT];
    uint64_t failed;
    size_t step_count; /* packed in `steps`, at most PAGE_MAX */
    size_t line_count; /* opened by P39; packed in `lines`, at most PAGE_MAX */
    bool more;         /* there were more steps or lines than that */
    buffer_t steps, lines;
    setback_t *setbacks;
    size_t pursued_count; /* dry: leaders whose lines were told; a real sweep opens them once */
    char pursued[PURSUED_MAX][ID_BYTES];
    bool has_after; /* dry: clocks up to `after` were judged */
    clock_key_t after;
} sweep_run_t;

typedef struct {
    uint64_t taken, stale, failed, parked, returned, policies;
} foreman_counters_t;

typedef struct {
    registry_t *registry;
    const bundle_t *bundle; /* of registry->policy; not owned */
    dispatcher_t dispatcher;
    foreman_send_fn send;
    foreman_answer_fn answer;
    void *context;
    uint64_t resume[STAGE_COUNT]; /* cases below it are leased or gone */
    sweep_run_t sweeps[SWEEPS_MAX];
    size_t sweep_count; /* the first one runs */
    bool sweeps_wait;   /* the clocks are being computed anew: nothing is due for certain */
    int64_t last_sweep_ms;
    uint64_t last_sweep_due;
    foreman_counters_t counters;
    unpacker_t unpacker, item_unpacker;
    buffer_t message;
    work_result_t result; /* large */
} foreman_t;

void foreman_init(foreman_t *self, registry_t *registry, const bundle_t *bundle, int64_t lease_ms,
    int64_t silence_ms);
void foreman_free(foreman_t *self);

/* The policy in force has changed: workers get the new one before more work. */
void foreman_set_bundle(foreman_t *self, const bundle_t *bundle);

/* A message of a worker. Needs an open write transaction. `now_ms` is the wall clock's, `tick_ms`
 * monotonic. -1 with the fault for a message that is none; nothing is answered to it. */
int foreman_hear(foreman_t *self, const route_t *from, slice_t message, int64_t now_ms,
    int64_t tick_ms, fault_t *fault);

/* Takes back what expired or belongs to silent workers, and records the failed attempts. Needs an
 * open write transaction; true when something was written. */
bool foreman_expire(foreman_t *self, int64_t now_ms, int64_t tick_ms);

/* After a commit: the queues may have grown where the registry says so. After a rewind: everywhere.
 */
void foreman_follow(foreman_t *self);
void foreman_rewind(foreman_t *self);

/* Hands out work against the workers' capacity, from the last commit, and finishes sweeps. At most
 * `items_max` items. True when something was sent. */
bool foreman_dispatch(foreman_t *self, size_t items_max, int64_t now_ms, int64_t tick_ms);

/* Asks for a sweep; it is answered with `ticket` later. -1 with ERROR_BUSY when SWEEPS_MAX wait. */
int foreman_ask_sweep(foreman_t *self, const sweep_t *sweep, uint64_t ticket, uint64_t rid,
    int64_t now_ms, fault_t *fault);

/* Answers all waiting sweeps with `unavailable`: duband is stopping. */
void foreman_stop_sweeps(foreman_t *self);

/* ---- between the files of the foreman ---- */

/* A clock result of the running sweep: applies its steps (unless dry) and counts them. */
void sweep_take(foreman_t *self, const lease_t *lease, const work_result_t *result, int64_t now_ms);

/* The item of a sweep could not be done this time. */
void sweep_set_back(foreman_t *self, const target_t *target);

/* True when the running sweep has given up on this clock. */
bool sweep_gave_up(const foreman_t *self, const target_t *target);

/* Answers the running sweep if nothing more is due or nobody can do it. */
void sweep_finish(foreman_t *self, bool nothing_left, int64_t tick_ms);

#endif
