/* Intake and the whole way: a real duband over tcp on loopback against a bare LMDB loop that writes
 * the same records in the same batches. What is compared takes turns in short rounds, since the
 * machine and its disk are not equally fast all the time. */
#include "figures.h"
#include "floor.h"
#include "house.h"
#include "load.h"
#include "sections.h"

#include <stdlib.h>
#include <time.h>

#define WINDOW  DUBAN_WINDOW_MAX
#define WARM_UP 1024 /* submissions before the clock runs: connections, workers, first pages */
#define POLL_NS 1000000

static double per_second(size_t count, double us)
{
    return (double)count / us * 1e6;
}

/* Records what duband writes for `count` submissions. */
static floor_t *record(size_t count, size_t window)
{
    bench_house_t house;
    house_start(&house, "recorded");
    duban_t *duban = house_connect(&house);
    load_send(duban, count, window);
    duban_destroy(&duban);
    house_stop(&house);
    floor_t *floor = floor_read(house_path("recorded"), window == 1);
    floor_open(floor, house_path("floor"));
    house_remove("recorded");
    return floor;
}

/* Writes the floor's next `count` cases, or a few more: a commit is not divided. The rate. */
static double floor_rate(floor_t *floor, size_t count)
{
    size_t cases = 0, batch = 1;
    double began_us = now_us();
    while (cases < count && (batch = floor_commit(floor)) > 0)
        cases += batch;
    return per_second(cases, now_us() - began_us);
}

static void bench_window(const bench_size_t *size)
{
    double rate[ROUNDS_MAX], floor_rates[ROUNDS_MAX], ratio[ROUNDS_MAX];
    bench_house_t house;
    floor_t *floor = record((size->rounds + 2) * size->submissions, WINDOW);
    house_start(&house, "intake");
    duban_t *duban = house_connect(&house);
    load_send(duban, WARM_UP, WINDOW);
    floor_rate(floor, WARM_UP);
    for (size_t round = 0; round < size->rounds; round++) {
        rate[round] = per_second(size->submissions, load_send(duban, size->submissions, WINDOW));
        floor_rates[round] = floor_rate(floor, size->submissions);
        ratio[round] = rate[round] / floor_rates[round];
    }
    duban_destroy(&duban);
    house_stop(&house);
    figure_add("intake, submissions per commit",
        (double)floor_cases(floor) / (double)floor_batches(floor), "");
    figure_add("floor, the same records in such commits", median(floor_rates, size->rounds), "/s");
    figure_add("intake, window 1024", median(rate, size->rounds), "/s");
    figure_goal("intake / floor", median(ratio, size->rounds), "×", GOAL_AT_LEAST, 0.3);
    floor_destroy(&floor);
    house_remove("floor");
    house_remove("intake");
}

static void bench_single(const bench_size_t *size)
{
    bench_house_t house;
    double *ack_us = calloc(size->single, sizeof *ack_us);
    double *commit_us = calloc(size->single, sizeof *commit_us);
    floor_t *floor = record(size->single, 1);
    house_start(&house, "intake");
    duban_t *duban = house_connect(&house);
    load_send(duban, WARM_UP, WINDOW);
    for (size_t i = 0; i < size->single; i++) {
        ack_us[i] = load_send(duban, 1, 1);
        double began_us = now_us();
        floor_commit(floor);
        commit_us[i] = now_us() - began_us;
    }
    duban_destroy(&duban);
    house_stop(&house);
    double ack = median(ack_us, size->single), commit = median(commit_us, size->single);
    figure_add("floor, single commit, median", commit, "µs");
    figure_add("intake, window 1, median ack", ack, "µs");
    figure_goal("single ack / single commit", ack / commit, "×", GOAL_AT_MOST, 2.5);
    free(ack_us);
    free(commit_us);
    floor_destroy(&floor);
    house_remove("floor");
    house_remove("intake");
}

void bench_intake(const bench_size_t *size)
{
    bench_window(size);
    bench_single(size);
}

/* ---- the whole way ---- */

/* Sends one round and waits until no case waits for a worker; the rate. */
static double whole_rate(const bench_house_t *house, duban_t *duban, size_t count)
{
    double began_us = now_us();
    load_send(duban, count, WINDOW);
    while (store_has_work(house->store))
        nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
    return per_second(count, now_us() - began_us);
}

/* Processor time of the daemon alone, of the daemon with workers, and of its two workers. */
typedef struct {
    double alone, daemon, classifier, escalator;
} cpu_t;

static cpu_t cpu_us(const bench_house_t *alone, const bench_house_t *house)
{
    return (cpu_t){process_cpu_us(alone->daemon), process_cpu_us(house->daemon),
        process_cpu_us(house->workers[0]), process_cpu_us(house->workers[1])};
}

static void add_cpu(const cpu_t *before, const cpu_t *after, double cases)
{
    figure_add("processor time per case, duband, intake alone",
        (after->alone - before->alone) / cases, "µs");
    figure_add("processor time per case, duband, whole way",
        (after->daemon - before->daemon) / cases, "µs");
    figure_add("processor time per case, classifier",
        (after->classifier - before->classifier) / cases, "µs");
    figure_add(
        "processor time per case, escalator", (after->escalator - before->escalator) / cases, "µs");
}

void bench_whole_way(const bench_size_t *size)
{
    double whole[ROUNDS_MAX], intake[ROUNDS_MAX], ratio[ROUNDS_MAX];
    bench_house_t alone, house;
    house_start(&alone, "intake");
    house_start(&house, "whole");
    house_add_worker(&house, "classifier");
    house_add_worker(&house, "escalator");
    duban_t *to_alone = house_connect(&alone), *to_house = house_connect(&house);
    load_send(to_alone, WARM_UP, WINDOW);
    whole_rate(&house, to_house, WARM_UP);
    cpu_t before = cpu_us(&alone, &house);
    for (size_t round = 0; round < size->rounds; round++) {
        double took_us = load_send(to_alone, size->submissions, WINDOW);
        intake[round] = per_second(size->submissions, took_us);
        whole[round] = whole_rate(&house, to_house, size->submissions);
        ratio[round] = whole[round] / intake[round];
    }
    cpu_t after = cpu_us(&alone, &house);
    duban_destroy(&to_alone);
    duban_destroy(&to_house);
    house_stop(&alone);
    house_stop(&house);
    figure_add("intake alone", median(intake, size->rounds), "/s");
    figure_add("whole way, one classifier and one escalator", median(whole, size->rounds), "/s");
    figure_goal("whole way / intake", median(ratio, size->rounds), "×", GOAL_AT_LEAST, 0.25);
    add_cpu(&before, &after, (double)(size->rounds * size->submissions));
    house_remove("intake");
    house_remove("whole");
}
