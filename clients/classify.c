/* duban classify: the classifier's verdict on every row of a table, without a daemon. */
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"

#include <argp.h>
#include <stdio.h>
#include <sysexits.h>

typedef struct {
    const char *policy;
    const char *file;
    bool explain;
    local_classifier_t local;
} arguments_t;

static const struct argp_option options[] = {
    {"policy", 'p', "DIRECTORY", 0, "policy files to use; default: the embedded bureau", 0},
    {"explain", 'e', NULL, 0, "after each row the evidence: rule, kind, weight, words", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    arguments_t *arguments = state->input;
    switch (key) {
    case 'p':
        arguments->policy = value;
        return 0;
    case 'e':
        arguments->explain = true;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->file)
            argp_usage(state);
        arguments->file = value;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->file)
            argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse_option,
    .args_doc = "FILE.tsv",
    .doc = "Say of every row of FILE.tsv (- is the standard input) whether it alleges misconduct "
           "of a public body, and of which of the five kinds.\vThe first line of the file names "
           "its columns; id, title and text are used. Printed are, separated by tabs: id, scope "
           "(1 or 0), kinds (the most salient first, or -), score (0 to 1). Where the classifier "
           "would leave the case to a person, its best guess is printed.",
};

static void print_evidence(const classified_t *verdict, const slice_t *values)
{
    for (size_t i = 0; i < verdict->evidence_count; i++) {
        const evidence_t *evidence = &verdict->evidence[i];
        const char *words = values[evidence->in_title ? 1 : 2].bytes;
        printf("\t%s\t%s\t%+.2f\t%s %zu-%zu\t%.*s\n", evidence->rule,
            term_name(&KINDS, evidence->kind), evidence->weight,
            evidence->in_title ? "title" : "text", (size_t)evidence->start, (size_t)evidence->end,
            (int)(evidence->end - evidence->start), words + evidence->start);
    }
    if (verdict->abstained[0])
        printf("\tabstained\t%s\n", verdict->abstained);
}

static int print_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line;
    arguments_t *arguments = context;
    classified_t verdict;
    classify_text(arguments->local.classifier, values[1], values[2], (slice_t){0}, NULL, &verdict);
    printf("%.*s\t%d\t", (int)values[0].length, (const char *)values[0].bytes, verdict.scope);
    for (size_t i = 0; i < verdict.kind_count; i++)
        printf("%s%s", i ? "," : "", term_name(&KINDS, verdict.kinds[i].kind));
    printf("%s\t%.3f\n", verdict.kind_count ? "" : "-", verdict.score);
    if (arguments->explain)
        print_evidence(&verdict, values);
    if (ferror(stdout))
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the output cannot be written");
    return 0;
}

int command_classify(int argc, char **argv)
{
    static const char *const columns[] = {"id", "title", "text"};
    arguments_t arguments = {0};
    fault_t fault;
    if (argp_parse(&parser, argc, argv, 0, NULL, &arguments))
        return EX_USAGE;
    if (local_classifier_open(&arguments.local, arguments.policy, &fault)) {
        fprintf(stderr, "duban classify: %s\n", fault.message);
        return EX_CONFIG;
    }
    int read = table_read(arguments.file, columns, 3, print_row, &arguments, &fault);
    local_classifier_close(&arguments.local);
    if (!read && fflush(stdout) == 0)
        return EX_OK;
    if (!read)
        fault_set(&fault, ERROR_UNAVAILABLE, NULL, "the output cannot be written");
    fprintf(stderr, "duban classify: %s\n", fault.message);
    return table_exit_code(&fault);
}
