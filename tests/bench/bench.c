/* The benchmark of the daemon: reads its options, runs the sections, prints and writes the figures.
 */
#include "figures.h"
#include "house.h"
#include "load.h"
#include "sections.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
    const char *binaries, *scratch, *json, *only, *messages;
    bench_size_t size;
} options_t;

static const bench_size_t full = {.rounds = 9,
    .submissions = 8192,
    .single = 1000,
    .many = 1000000,
    .few = 10000,
    .due = 1000,
    .waiting = 100000,
    .acks = 1000};
static const bench_size_t quick = {.rounds = 3,
    .submissions = 4096,
    .single = 400,
    .many = 50000,
    .few = 5000,
    .due = 500,
    .waiting = 20000,
    .acks = 200};

static const struct {
    const char *name;
    void (*run)(const bench_size_t *size);
} sections[] = {
    {"intake", bench_intake},
    {"whole", bench_whole_way},
    {"stored", bench_stored},
    {"calendar", bench_calendar},
    {"waiting", bench_waiting},
};

static const struct argp_option option_table[] = {
    {"binaries", 'b', "DIR", 0, "where duband and its workers are (build)", 0},
    {"cases", 'n', "N", 0, "cases of the large store (1,000,000)", 0},
    {"dir", 'd', "DIR", 0, "where the stores are made, on a real disk (/var/tmp)", 0},
    {"json", 'j', "FILE", 0, "write the figures to a file too", 0},
    {"messages", 'm', "FILE", 0, "send the column `text` of this .tsv ($DUBAN_MESSAGES)", 0},
    {"only", 'o', "SECTION", 0, "only intake, whole, stored, calendar or waiting", 0},
    {"quick", 'q', NULL, 0, "smaller everything, under a minute", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    options_t *options = state->input;
    switch (key) {
    case 'b':
        options->binaries = argument;
        return 0;
    case 'd':
        options->scratch = argument;
        return 0;
    case 'j':
        options->json = argument;
        return 0;
    case 'm':
        options->messages = argument;
        return 0;
    case 'o':
        options->only = argument;
        return 0;
    case 'q':
        options->size = quick;
        return 0;
    case 'n':
        options->size.many = strtoul(argument, NULL, 10);
        if (options->size.many < options->size.few)
            argp_error(state, "--cases: at least %zu", options->size.few);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    const struct argp parser = {option_table, take_option, NULL,
        "Measures duband and its workers as real processes; goals are ratios within this run.",
        NULL, NULL, NULL};
    options_t options = {.binaries = "build",
        .scratch = "/var/tmp",
        .messages = getenv("DUBAN_MESSAGES"),
        .size = full};
    argp_err_exit_status = EX_USAGE;
    argp_parse(&parser, argc, argv, 0, NULL, &options);
    if (options.messages)
        load_texts_from(options.messages);
    house_prepare(options.binaries, options.scratch);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (options.only && strcmp(options.only, sections[i].name) != 0)
            continue;
        fprintf(stderr, "%s\n", sections[i].name);
        sections[i].run(&options.size);
    }
    size_t missed = figures_print();
    if (missed)
        printf("%zu goals were missed\n", missed);
    if (options.json && figures_write(options.json) < 0)
        bench_die("%s cannot be written", options.json);
    return EX_OK;
}
