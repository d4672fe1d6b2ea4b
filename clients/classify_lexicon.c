/* duban lexicon check: does a lexicon do what its examples say. */
#include "../workers/examine.h"
#include "classify_policy.h"
#include "commands.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
    const char *policy;
    bool check;
} arguments_t;

static const struct argp_option options[] = {
    {"policy", 'p', "DIRECTORY", 0, "policy files to use; default: the embedded bureau", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    arguments_t *arguments = state->input;
    switch (key) {
    case 'p':
        arguments->policy = value;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->check || strcmp(value, "check") != 0)
            argp_usage(state);
        arguments->check = true;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->check)
            argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse_option,
    .args_doc = "check",
    .doc = "Run the examples of every rule of lexicon.conf, and find rules that nothing shows to "
           "fire, that stand twice, shadow each other or contradict.\vExit code 0 when all is "
           "well, 65 when there is a problem, 78 when the lexicon cannot be loaded.",
};

static void print_problem(void *context, const char *id, const char *problem)
{
    (void)context;
    printf("%s: %s\n", id, problem);
}

static void print_size(const lexicon_t *lexicon)
{
    size_t families = 0, patterns = 0, examples = 0;
    for (size_t i = 0; i < lexicon_count(lexicon); i++) {
        const lexicon_entry_t *entry = lexicon_at(lexicon, i);
        families += entry->is_family;
        patterns += entry->patterns.count;
        examples += entry->matches.count + entry->misses.count;
    }
    printf("%zu rules, %zu families, %zu patterns, %zu examples", lexicon_count(lexicon) - families,
        families, patterns, examples);
}

int command_lexicon(int argc, char **argv)
{
    arguments_t arguments = {0};
    local_classifier_t local;
    fault_t fault;
    if (argp_parse(&parser, argc, argv, 0, NULL, &arguments))
        return EX_USAGE;
    if (local_classifier_open(&local, arguments.policy, &fault)) {
        fprintf(stderr, "duban lexicon: %s\n", fault.message);
        return EX_CONFIG;
    }
    size_t problems = examine_lexicon(local.policy, local.classifier, print_problem, NULL);
    print_size(local.policy->lexicon);
    printf(", %zu problem%s\n", problems, problems == 1 ? "" : "s");
    local_classifier_close(&local);
    return problems ? EX_DATAERR : EX_OK;
}
