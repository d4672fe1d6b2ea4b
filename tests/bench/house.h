/* The real processes that are measured: duband on a store, and its workers. */
#ifndef DUBAN_BENCH_HOUSE_H
#define DUBAN_BENCH_HOUSE_H

#include "../../proto/duban.h"

#include <sys/types.h>

#define HOUSE_WORKERS_MAX 4
#define BENCH_PATH_BYTES  200

typedef struct {
    char store[BENCH_PATH_BYTES];
    char intake[64]; /* tcp on loopback */
    char work[BENCH_PATH_BYTES];
    pid_t daemon;
    pid_t workers[HOUSE_WORKERS_MAX];
    size_t worker_count;
} bench_house_t;

/* Where the binaries are, and where a directory for all the stores is made. From here on the
 * benchmark is a child process; its parent waits, removes that directory however the child ended,
 * and ends with its exit code. */
void house_prepare(const char *binaries, const char *scratch);

/* A path in the scratch directory; static memory, valid until the next call. */
const char *house_path(const char *name);

/* Starts duband without workers on the store of this name (made when missing), and waits until it
 * answers. */
void house_start(bench_house_t *self, const char *store);

/* Starts a worker process: "classifier" or "escalator". */
void house_add_worker(bench_house_t *self, const char *trade);

/* Ends all with SIGTERM, duband last, and waits for them. */
void house_stop(bench_house_t *self);

/* A connection to duband. The caller owns it. */
duban_t *house_connect(const bench_house_t *self);

/* duband's private memory in KiB: Private_Clean and Private_Dirty of every mapping in
 * /proc/PID/smaps but those of the store's files, whose pages are the page cache's. */
double house_private_kib(const bench_house_t *self);

/* The processor time that a process has used so far, all its threads, in microseconds; in steps of
 * the kernel's clock tick. */
double process_cpu_us(pid_t process);

/* Removes a directory of the scratch directory with its files. */
void house_remove(const char *name);

/* Copies a closed store. */
void house_copy(const char *from, const char *to);

#endif
