/* What a large store costs: the same questions with many cases and with few, in turns. */
#include "figures.h"
#include "fill.h"
#include "house.h"
#include "load.h"
#include "sections.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_ROWS  20
#define LIST_LOOKS 50     /* lists per round: one is too short to be timed well */
#define MIB        1024.0 /* of KiB */

enum { FEW, MANY };

typedef struct {
    const char *store;
    bench_house_t house;
    duban_t *duban;
    size_t cases;
    double sweep_us[ROUNDS_MAX], report_us[ROUNDS_MAX], list_us[ROUNDS_MAX];
} side_t;

static void side_open(side_t *self, const char *store)
{
    house_start(&self->house, store);
    self->duban = house_connect(&self->house);
}

static void side_close(side_t *self)
{
    duban_destroy(&self->duban);
    house_stop(&self->house);
}

static uint64_t number_of(duban_reply_t *reply, const char *key, const duban_error_t *error)
{
    if (!reply)
        bench_die("a question was not answered: %s", error->message);
    uint64_t number = duban_reply_number(reply, key, UINT64_MAX);
    duban_reply_destroy(&reply);
    return number;
}

static double time_query(duban_t *duban, const duban_query_t *query)
{
    duban_error_t error;
    double began_us = now_us();
    number_of(duban_query(duban, query, &error), "ok", &error);
    return now_us() - began_us;
}

/* ---- sweep ---- */

static uint64_t sweep(duban_t *duban, const duban_sweep_t *how)
{
    duban_error_t error;
    return number_of(duban_sweep(duban, how, &error), "due", &error);
}

/* Sweeps a copy of the store. A dry run for a moment at which nothing was due comes first: it is
 * answered when the escalator is there. */
static double sweep_copy(side_t *self, size_t due)
{
    house_copy(self->store, "copy");
    side_open(self, "copy");
    house_add_worker(&self->house, "escalator");
    sweep(self->duban, &(duban_sweep_t){.dry_run = true});
    double began_us = now_us();
    uint64_t swept = sweep(self->duban, &(duban_sweep_t){0});
    double took_us = now_us() - began_us;
    if (swept != due)
        bench_die("the sweep took %llu clocks, not %zu", (unsigned long long)swept, due);
    side_close(self);
    house_remove("copy");
    return took_us;
}

static void bench_sweep(const bench_size_t *size, side_t sides[2])
{
    double ratio[ROUNDS_MAX];
    for (size_t round = 0; round < size->rounds; round++) {
        for (unsigned i = FEW; i <= MANY; i++)
            sides[i].sweep_us[round] = sweep_copy(&sides[i], size->due);
        ratio[round] = sides[MANY].sweep_us[round] / sides[FEW].sweep_us[round];
    }
    figure_add("sweep, few cases", median(sides[FEW].sweep_us, size->rounds) / 1e3, "ms");
    figure_add("sweep, many cases", median(sides[MANY].sweep_us, size->rounds) / 1e3, "ms");
    figure_goal("sweep, many / few", median(ratio, size->rounds), "×", GOAL_AT_MOST, 2);
}

/* ---- report and list ---- */

static double time_lists(duban_t *duban)
{
    double sample_us[LIST_LOOKS];
    for (size_t i = 0; i < LIST_LOOKS; i++)
        sample_us[i] = time_query(duban, &(duban_query_t){.what = "list", .limit = LIST_ROWS});
    return median(sample_us, LIST_LOOKS);
}

/* The report once before the clock runs: it brings the store into the page cache. */
static void time_questions(const bench_size_t *size, side_t *self, size_t round)
{
    const duban_query_t report = {.what = "report"};
    size_t times = self->cases < size->many ? 10 : 1;
    double sample_us[10];
    side_open(self, self->store);
    time_query(self->duban, &report);
    for (size_t i = 0; i < times; i++)
        sample_us[i] = time_query(self->duban, &report);
    self->report_us[round] = median(sample_us, times) / (double)self->cases;
    self->list_us[round] = time_lists(self->duban);
    side_close(self);
}

static void bench_questions(const bench_size_t *size, side_t sides[2])
{
    double report[ROUNDS_MAX], list[ROUNDS_MAX];
    for (size_t round = 0; round < size->rounds; round++) {
        for (unsigned i = FEW; i <= MANY; i++)
            time_questions(size, &sides[i], round);
        report[round] = sides[MANY].report_us[round] / sides[FEW].report_us[round];
        list[round] = sides[MANY].list_us[round] / sides[FEW].list_us[round];
    }
    figure_add("report, few cases, per case", median(sides[FEW].report_us, size->rounds), "µs");
    figure_add("report, many cases, per case", median(sides[MANY].report_us, size->rounds), "µs");
    figure_goal("report per case, many / few", median(report, size->rounds), "×", GOAL_AT_MOST, 3);
    figure_add("list, first page, few cases", median(sides[FEW].list_us, size->rounds), "µs");
    figure_add("list, first page, many cases", median(sides[MANY].list_us, size->rounds), "µs");
    figure_goal("list per row, many / few", median(list, size->rounds), "×", GOAL_AT_MOST, 2);
}

/* ---- acknowledgements beside a report ---- */

typedef struct {
    const bench_house_t *house;
    atomic_bool stop;
} reporting_t;

static void *report_on(void *context)
{
    reporting_t *self = context;
    duban_t *duban = house_connect(self->house);
    while (!atomic_load(&self->stop))
        time_query(duban, &(duban_query_t){.what = "report"});
    duban_destroy(&duban);
    return NULL;
}

static double quiet_p99(side_t *self, size_t acks, double *sample_us)
{
    load_send_singly(self->duban, acks, sample_us);
    return quantile(sample_us, acks, 0.99);
}

static double reporting_p99(side_t *self, size_t acks, double *sample_us)
{
    reporting_t reporting = {.house = &self->house};
    pthread_t thread;
    if (pthread_create(&thread, NULL, report_on, &reporting))
        bench_die("no thread");
    load_send_singly(self->duban, acks, sample_us);
    atomic_store(&reporting.stop, true);
    pthread_join(thread, NULL);
    return quantile(sample_us, acks, 0.99);
}

static void bench_acks(const bench_size_t *size, side_t *many)
{
    double quiet[ROUNDS_MAX], busy[ROUNDS_MAX], ratio[ROUNDS_MAX];
    double *sample_us = calloc(size->acks, sizeof *sample_us);
    side_open(many, many->store);
    time_query(many->duban, &(duban_query_t){.what = "report"});
    for (size_t round = 0; round < size->rounds; round++) {
        quiet[round] = quiet_p99(many, size->acks, sample_us);
        busy[round] = reporting_p99(many, size->acks, sample_us);
        ratio[round] = busy[round] / quiet[round];
    }
    figure_add("ack p99, many cases", median(quiet, size->rounds), "µs");
    figure_add("ack p99 during reports", median(busy, size->rounds), "µs");
    figure_goal(
        "ack p99, with / without report", median(ratio, size->rounds), "×", GOAL_AT_MOST, 3);
    figure_goal("private memory, many cases", house_private_kib(&many->house) / MIB, "MiB",
        GOAL_AT_MOST, 64);
    side_close(many);
    free(sample_us);
}

void bench_stored(const bench_size_t *size)
{
    static side_t sides[2];
    sides[FEW] = (side_t){.store = "few", .cases = size->few};
    sides[MANY] = (side_t){.store = "many", .cases = size->many};
    for (unsigned i = FEW; i <= MANY; i++) {
        double began_us = now_us();
        fill_open(house_path(sides[i].store), sides[i].cases, size->due);
        fprintf(
            stderr, "  %zu cases made in %.0f s\n", sides[i].cases, (now_us() - began_us) / 1e6);
    }
    bench_sweep(size, sides);
    bench_questions(size, sides);
    bench_acks(size, &sides[MANY]);
    house_remove("few");
    house_remove("many");
}

void bench_waiting(const bench_size_t *size)
{
    side_t side = {.store = "waiting"};
    fill_waiting(house_path(side.store), size->waiting);
    side_open(&side, side.store);
    load_send(side.duban, 1000, DUBAN_WINDOW_MAX);
    figure_goal("private memory, cases waiting", house_private_kib(&side.house) / MIB, "MiB",
        GOAL_AT_MOST, 64);
    house_add_worker(&side.house, "classifier");
    house_add_worker(&side.house, "escalator");
    load_send(side.duban, 10000, DUBAN_WINDOW_MAX);
    figure_goal("private memory, workers at work", house_private_kib(&side.house) / MIB, "MiB",
        GOAL_AT_MOST, 64);
    side_close(&side);
    house_remove(side.store);
}
