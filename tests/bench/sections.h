/* The parts of the benchmark; each adds its figures. */
#ifndef DUBAN_BENCH_SECTIONS_H
#define DUBAN_BENCH_SECTIONS_H

#include <stddef.h>

#define ROUNDS_MAX 32

/* How much is measured. */
typedef struct {
    size_t rounds;      /* of everything that is interleaved */
    size_t submissions; /* of one round with a window */
    size_t single;      /* of one round without */
    size_t many, few;   /* open cases of the large and the small store */
    size_t due;         /* overdue clocks among either */
    size_t waiting;     /* cases without a worker */
    size_t acks;        /* that are timed beside a report */
} bench_size_t;

/* Intake against the bare LMDB loop, with a window and one by one. */
void bench_intake(const bench_size_t *size);
/* From the first send until the last case is assessed, against the intake alone. */
void bench_whole_way(const bench_size_t *size);
/* Sweep, report, list and acknowledgements with many cases and with few; memory with many. */
void bench_stored(const bench_size_t *size);
/* A changed calendar beside many closed cases and beside few. */
void bench_calendar(const bench_size_t *size);
/* Memory with many cases waiting. */
void bench_waiting(const bench_size_t *size);

#endif
