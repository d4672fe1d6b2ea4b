/* duban lexicon check: does a lexicon do what its examples say. */
#include "../workers/examine.h"
#include "classify_policy.h"
#include "classify_table.h"
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
    .arguments = "check [FILE.tsv]",
    .help =
        "Run the examples of every rule of lexicon.conf, and find rules that nothing shows to "
        "fire, that stand twice, shadow each other or contradict. With FILE.tsv (columns title, "
        "text) also say which rules fire on none of its texts.\v"
        "Exit code 0 when all is well, 65 when there is a problem, 78 when the lexicon cannot "
        "be loaded.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 2,
    .local = true,
};

/* Which rules have fired on the texts of a file. */
typedef struct {
    const local_classifier_t *local;
    size_t texts;
    bool fired[LEXICON_ENTRIES_MAX];
} reach_t;

static int fire_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line, (void)fault;
    reach_t *reach = context;
    const lexicon_t *lexicon = reach->local->policy->lexicon;
    classified_t verdict;
    classify_text(reach->local->classifier, values[0], values[1], (slice_t){0}, NULL, &verdict);
    for (size_t i = 0; i < verdict.evidence_count; i++)
        for (size_t k = 0; k < lexicon_count(lexicon); k++)
            if (strcmp(lexicon_at(lexicon, k)->id, verdict.evidence[i].rule) == 0)
                reach->fired[k] = true;
    reach->texts++;
    return 0;
}

/* The ids of the rules that fired on no text. The caller owns the result. */
static json_t *idle_rules(const reach_t *reach)
{
    const lexicon_t *lexicon = reach->local->policy->lexicon;
    json_t *idle = json_array();
    for (size_t i = 0; i < lexicon_count(lexicon); i++)
        if (!lexicon_at(lexicon, i)->is_family && !reach->fired[i])
            json_array_append_new(idle, json_string(lexicon_at(lexicon, i)->id));
    return idle;
}

static void print_idle(const json_t *idle, size_t texts)
{
    size_t i;
    json_t *id;
    json_array_foreach((json_t *)idle, i, id)
        printf("%s: fires on none of the %zu texts\n", json_string_value(id), texts);
}

static void print_problem(void *context, const char *id, const char *problem)
{
    json_t *problems = context;
    if (problems)
        json_array_append_new(problems, json_pack("{ss ss}", "rule", id, "problem", problem));
    else
        printf("%s: %s\n", id, problem);
}

static void print_result(
    const lexicon_t *lexicon, json_t *problems, size_t problem_count, json_t *idle)
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
    if (idle)
        json_object_set(result, "idle", idle);
    json_dumpf(result, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(result);
}

/* Returns the exit code. `file` may be NULL. */
static int check(const local_classifier_t *local, const char *file, bool as_json)
{
    static const char *const columns[] = {"title", "text"};
    reach_t reach = {.local = local};
    fault_t fault;
    if (file && table_read(file, columns, 2, fire_row, &reach, &fault)) {
        fprintf(stderr, "duban lexicon: %s\n", fault.message);
        return table_exit_code(&fault);
    }
    json_t *idle = file ? idle_rules(&reach) : NULL;
    json_t *problems = as_json ? json_array() : NULL;
    size_t count = examine_lexicon(local->policy, local->classifier, print_problem, problems);
    if (idle && !as_json)
        print_idle(idle, reach.texts);
    print_result(local->policy->lexicon, problems, count, idle);
    json_decref(problems);
    json_decref(idle);
    return count ? EX_DATAERR : EX_OK;
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
    int code = check(&local, common.arguments[1], common.json);
    local_classifier_close(&local);
    return code;
}
