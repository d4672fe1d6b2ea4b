/* How fast the classifier is, beside hs_scan alone with the same database over the same bytes:
 *   bench_classify [FILE.tsv]   (columns id, title, text)
 * Without a file it takes the one that DUBAN_MESSAGES names, or the shipped corpus. Times are those
 * of the processor, so that a busy machine does not blur them; start-up is measured without and
 * with the compiled lexicon in the cache. */
#include "../../clients/classify_policy.h"
#include "../../clients/classify_table.h"
#include "../../workers/fingerprint.h"
#include "../../workers/matcher.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS      7
#define LARGE_BYTES (1024 * 1024)

typedef struct {
    size_t count;
    size_t capacity;
    slice_t (*messages)[2]; /* title, text */
    normalised_t *texts;    /* the same, normalised */
    size_t bytes;
} load_t;

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static slice_t copy(slice_t slice)
{
    char *bytes = malloc(slice.length + 1);
    if (!bytes)
        abort();
    memcpy(bytes, slice.bytes, slice.length);
    return (slice_t){bytes, slice.length};
}

static int keep(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line, (void)fault;
    load_t *load = context;
    if (load->count == load->capacity) {
        load->capacity = load->capacity ? load->capacity * 2 : 1024;
        load->messages = realloc(load->messages, load->capacity * sizeof load->messages[0]);
        if (!load->messages)
            abort();
    }
    load->messages[load->count][0] = copy(values[1]);
    load->messages[load->count][1] = copy(values[2]);
    load->bytes += values[1].length + values[2].length;
    load->count++;
    return 0;
}

/* Seconds for all messages: the best of the rounds. */
typedef struct {
    double classify;
    double scan;        /* hs_scan alone, */
    double fingerprint; /* and the fingerprint alone, on texts that were normalised before */
} times_t;

static void keep_best(double *best, double start, double end)
{
    if (end - start < *best)
        *best = end - start;
}

/* The three take turns, so that they find the machine equally busy. */
static times_t time_all(classifier_t *classifier, matcher_t *matcher, const load_t *load)
{
    times_t best = {1e9, 1e9, 1e9};
    uint64_t fingerprints = 0;
    classified_t verdict;
    for (size_t round = 0; round < ROUNDS; round++) {
        double start = now_s();
        for (size_t i = 0; i < load->count; i++)
            classify_text(classifier, load->messages[i][0], load->messages[i][1], (slice_t){0},
                NULL, &verdict);
        double classified = now_s();
        for (size_t i = 0; i < load->count; i++)
            matcher_scan_bare(matcher, &load->texts[i]);
        double scanned = now_s();
        for (size_t i = 0; i < load->count; i++)
            fingerprints ^= fingerprint_text(&load->texts[i]);
        keep_best(&best.classify, start, classified);
        keep_best(&best.scan, classified, scanned);
        keep_best(&best.fingerprint, scanned, now_s());
    }
    if (fingerprints == 1) /* or the compiler would leave them out */
        fputs("a rare event\n", stderr);
    return best;
}

static void normalise_all(load_t *load)
{
    load->texts = calloc(load->count, sizeof load->texts[0]);
    if (!load->texts)
        abort();
    for (size_t i = 0; i < load->count; i++)
        normalise_text(&load->texts[i], load->messages[i][0], load->messages[i][1]);
}

static void unload(load_t *load)
{
    for (size_t i = 0; i < load->count; i++) {
        normalise_free(&load->texts[i]);
        free((void *)load->messages[i][0].bytes);
        free((void *)load->messages[i][1].bytes);
    }
    free(load->texts);
    free(load->messages);
}

/* One text of a mebibyte: the messages one after the other, as often as it takes. */
static double time_large(classifier_t *classifier, const load_t *load)
{
    char *text = malloc(LARGE_BYTES);
    if (!text)
        abort();
    size_t length = 0;
    for (size_t i = 0; length < LARGE_BYTES; i = (i + 1) % load->count) {
        slice_t part = load->messages[i][1];
        size_t take = part.length < LARGE_BYTES - length ? part.length : LARGE_BYTES - length;
        memcpy(text + length, part.bytes, take);
        length += take;
    }
    classified_t verdict;
    double start = now_s();
    classify_text(classifier, (slice_t){0}, (slice_t){text, length}, (slice_t){0}, NULL, &verdict);
    double took = now_s() - start;
    free(text);
    return took;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

/* Seconds of two starts: the first compiles, the second finds it compiled. */
static int time_starts(local_classifier_t *local, double starts_s[2], fault_t *fault)
{
    char directory[] = "/tmp/duban-bench.XXXXXX";
    if (!mkdtemp(directory) || setenv("CACHE_DIRECTORY", directory, 1))
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no directory for the cache");
    int rc = 0;
    for (size_t i = 0; i < 2 && rc == 0; i++) {
        if (i > 0)
            local_classifier_close(local);
        double start = now_s();
        rc = local_classifier_open(local, NULL, fault);
        starts_s[i] = now_s() - start;
    }
    nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return rc;
}

static void print_figures(
    const load_t *load, const double starts_s[2], const times_t *times, double large_s)
{
    double count = (double)load->count;
    fprintf(stderr,
        "classify: %zu messages of %zu bytes on average\n"
        "  start-up, compiling       %8.0f ms\n"
        "  start-up, compiled before %8.0f ms\n"
        "  ratio                     %8.2f  (at most 0.5)\n"
        "  classifier                %8.0f messages/s\n"
        "  bare hs_scan              %8.0f messages/s\n"
        "  ratio                     %8.2f  (at least 0.5)\n"
        "  share of the fingerprint  %8.2f\n"
        "  one text of 1 MiB         %8.1f ms (at most 50)\n",
        load->count, load->bytes / load->count, starts_s[0] * 1e3, starts_s[1] * 1e3,
        starts_s[1] / starts_s[0], count / times->classify, count / times->scan,
        times->scan / times->classify, times->fingerprint / times->classify, large_s * 1e3);
    printf("{\"bench\":\"classify\",\"messages\":%zu,\"start_ms\":%.0f,\"restart_ms\":%.0f,"
           "\"classify_per_s\":%.0f,\"scan_per_s\":%.0f,\"ratio\":%.3f,"
           "\"fingerprint_share\":%.3f,\"mebibyte_ms\":%.1f}\n",
        load->count, starts_s[0] * 1e3, starts_s[1] * 1e3, count / times->classify,
        count / times->scan, times->scan / times->classify, times->fingerprint / times->classify,
        large_s * 1e3);
}

int main(int argc, char **argv)
{
    static const char *const columns[] = {"id", "title", "text"};
    load_t load = {0};
    local_classifier_t local;
    fault_t fault;
    const char *file = argc > 1 ? argv[1] : getenv("DUBAN_MESSAGES");
    if (!file)
        file = "tests/corpus/complaints.tsv";
    if (table_read(file, columns, 3, keep, &load, &fault) || load.count == 0) {
        fprintf(stderr, "bench_classify: %s\n", load.count ? fault.message : "no messages");
        return 65;
    }
    double starts_s[2];
    if (time_starts(&local, starts_s, &fault)) {
        fprintf(stderr, "bench_classify: %s\n", fault.message);
        return 78;
    }
    matcher_t *matcher = matcher_new(local.policy, NULL, &fault);
    normalise_all(&load);
    times_t times = time_all(local.classifier, matcher, &load);
    double large_s = time_large(local.classifier, &load);
    print_figures(&load, starts_s, &times, large_s);
    matcher_destroy(&matcher);
    local_classifier_close(&local);
    unload(&load);
    return 0;
}
