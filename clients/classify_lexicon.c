/* duban lexicon check: does a lexicon do what its examples say. */
#include "../workers/examine.h"
#include "classify_policy.h"
#include "commands.h"
#include "options.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
    const char *policy;
} lexicon_options_t;

static const option_t options[] = {
    {"policy", 'p', "DIRECTORY", "policy files to use (default: the embedded bureau)", OPTION_TEXT,
        offsetof(lexicon_options_t, policy), NULL},
};

static const usage_t usage = {
    .arguments = "check",
    .help = "Run the examples of every rule of lexicon.conf, and find rules that nothing shows to "
            "fire, that stand twice, shadow each other or contradict.\v"
            "Exit code 0 when all is well, 65 when there is a problem, 78 when the lexicon cannot "
            "be loaded.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
    .local = true,
};

static void print_problem(void *context, const char *id, const char *problem)
{
    json_t *problems = context;
    if (problems)
        json_array_append_new(problems, json_pack("{ss ss}", "rule", id, "problem", problem));
    else
        printf("%s: %s\n", id, problem);
}

static void print_result(const lexicon_t *lexicon, json_t *problems, size_t problem_count)
{
    size_t families = 0, patterns = 0, examples = 0, count = lexicon_count(lexicon);
    for (size_t i = 0; i < count; i++) {
        const lexicon_entry_t *entry = lexicon_at(lexicon, i);
        families += entry->is_family;
        patterns += entry->patterns.count;
        examples += entry->matches.count + entry->misses.count;
    }
    if (!problems) {
        printf("%zu rules, %zu families, %zu patterns, %zu examples, %zu problem%s\n",
            count - families, families, patterns, examples, problem_count,
            problem_count == 1 ? "" : "s");
        return;
    }
    json_t *result = json_pack("{si si si si sO}", "rules", (int)(count - families), "families",
        (int)families, "patterns", (int)patterns, "examples", (int)examples, "problems", problems);
    json_dumpf(result, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(result);
}

int command_lexicon(int argc, char **argv)
{
    lexicon_options_t given = {0};
    common_t common = {0};
    local_classifier_t local;
    fault_t fault;
    options_parse(&usage, argc, argv, &common, &given);
    if (strcmp(common.arguments[0], "check") != 0) {
        fprintf(stderr, "duban lexicon: expected 'check', found '%s'\n", common.arguments[0]);
        return EX_USAGE;
    }
    if (local_classifier_open(&local, given.policy, &fault)) {
        fprintf(stderr, "duban lexicon: %s\n", fault.message);
        return EX_CONFIG;
    }
    json_t *problems = common.json ? json_array() : NULL;
    size_t count = examine_lexicon(local.policy, local.classifier, print_problem, problems);
    print_result(local.policy->lexicon, problems, count);
    json_decref(problems);
    local_classifier_close(&local);
    return count ? EX_DATAERR : EX_OK;
}
