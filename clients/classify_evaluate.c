/* duban evaluate: the classifier against labels given by people. */
#include "../workers/evaluate.h"
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"
#include "options.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <uthash.h>

#define WORST_DEFAULT 10
#define WORST_MAX     1000

/* The label of a text, found by its id. */
typedef struct {
    UT_hash_handle hh;
    label_t label;
    bool seen;
    char id[];
} gold_t;

typedef struct {
    double error;
    const gold_t *gold;
    classified_t verdict;
} miss_t;

typedef struct {
    const char *gold_file;
    const char *file;
    bool json;
    size_t worst;
    local_classifier_t local;
    gold_t *gold;
    evaluation_t evaluation;
    miss_t *misses; /* the worst first, at most `worst` */
    size_t miss_count;
} evaluate_t;

typedef struct {
    const char *gold;
    const char *policy;
    uint64_t worst;
} evaluate_options_t;

static const option_t options[] = {
    {"gold", 'g', "GOLD.tsv", "labels: columns id, scope (1 or 0), kinds (c2,c1 or -)", OPTION_TEXT,
        offsetof(evaluate_options_t, gold), NULL},
    {"policy", 'p', "DIRECTORY", "policy files to use (default: the embedded bureau)", OPTION_TEXT,
        offsetof(evaluate_options_t, policy), NULL},
    {"worst", 'w', "N", "how many of the worst misses to print, at most 1000 (10)", OPTION_NUMBER,
        offsetof(evaluate_options_t, worst), NULL},
};

static const usage_t usage = {
    .arguments = "FILE.tsv",
    .help = "Compare the classifier's verdicts on FILE.tsv (columns id, title, text) with the "
            "labels that people gave in the file of --gold: precision, recall and F1 of the scope "
            "and of each kind, the macro F1, the confusion of first kinds, abstentions, and the "
            "worst misses with their evidence.\vTexts without a label are passed over.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
    .local = true,
};

static int add_gold(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    evaluate_t *self = context;
    gold_t *gold = calloc(1, sizeof *gold + values[0].length + 1);
    if (!gold)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the labels");
    memcpy(gold->id, values[0].bytes, values[0].length);
    const char *scope = values[1].bytes;
    if (values[1].length != 1 || (*scope != '0' && *scope != '1')) {
        free(gold);
        return fault_set(
            fault, ERROR_INVALID, "scope", "%s:%zu: expected scope 0 or 1", self->gold_file, line);
    }
    gold->label.scope = *scope == '1';
    if (label_read_kinds(values[2], &gold->label, fault)) {
        free(gold);
        return -1;
    }
    HASH_ADD_STR(self->gold, id, gold);
    return 0;
}

/* Keeps the worst verdicts in order. */
static void keep_miss(evaluate_t *self, const gold_t *gold, const classified_t *verdict)
{
    double error = evaluate_error(&gold->label, verdict);
    size_t at = self->miss_count;
    while (at > 0 && self->misses[at - 1].error < error)
        at--;
    if (error == 0 || at == self->worst)
        return;
    if (self->miss_count < self->worst)
        self->miss_count++;
    memmove(&self->misses[at + 1], &self->misses[at],
        (self->miss_count - at - 1) * sizeof self->misses[0]);
    self->misses[at] = (miss_t){error, gold, *verdict};
}

static int judge_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line, (void)fault;
    evaluate_t *self = context;
    gold_t *gold;
    HASH_FIND(hh, self->gold, values[0].bytes, values[0].length, gold);
    if (!gold || gold->seen)
        return 0;
    gold->seen = true;
    classified_t verdict;
    classify_text(self->local.classifier, values[1], values[2], (slice_t){0}, NULL, &verdict);
    evaluate_add(&self->evaluation, &gold->label, &verdict);
    keep_miss(self, gold, &verdict);
    return 0;
}

static void print_counts(const char *what, const char *zh, const counts_t *counts)
{
    printf("%-6s %5zu %6zu %6zu   %9.3f %6.3f %6.3f   %s\n", what, counts->hits, counts->alarms,
        counts->misses, evaluate_precision(counts), evaluate_recall(counts), evaluate_f1(counts),
        zh);
}

static void print_figures(const evaluation_t *evaluation)
{
    printf("texts %zu, abstained %zu (the best guess of their scope is right in %zu)\n\n",
        evaluation->texts, evaluation->abstained, evaluation->abstained_right);
    printf("        hits alarms misses   precision recall     F1\n");
    print_counts("scope", "", &evaluation->scope);
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        print_counts(term_name(&KINDS, kind), term_zh(&KINDS, kind), &evaluation->kinds[kind]);
    printf("macro F1 of the kinds: %.3f\n", evaluate_macro_f1(evaluation));
    printf("\nfirst kind by the label (rows) and by the classifier (columns); -: out of scope\n");
    printf("     ");
    for (unsigned said = KIND_UNSET; said < KIND_COUNT; said++)
        printf("%6s", term_name(&KINDS, said));
    for (unsigned so = KIND_UNSET; so < KIND_COUNT; so++) {
        printf("\n%5s", term_name(&KINDS, so));
        for (unsigned said = KIND_UNSET; said < KIND_COUNT; said++)
            printf("%6zu", evaluation->confusion[so][said]);
    }
    printf("\n");
}

static json_t *counts_json(const counts_t *counts)
{
    return json_pack("{si si si sf sf sf}", "hits", (int)counts->hits, "alarms",
        (int)counts->alarms, "misses", (int)counts->misses, "precision", evaluate_precision(counts),
        "recall", evaluate_recall(counts), "f1", evaluate_f1(counts));
}

static void print_figures_json(const evaluation_t *evaluation)
{
    json_t *kinds = json_object();
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        json_object_set_new(kinds, term_name(&KINDS, kind), counts_json(&evaluation->kinds[kind]));
    json_t *figures = json_pack("{si si si so so sf}", "texts", (int)evaluation->texts, "abstained",
        (int)evaluation->abstained, "abstained_right", (int)evaluation->abstained_right, "scope",
        counts_json(&evaluation->scope), "kinds", kinds, "macro_f1", evaluate_macro_f1(evaluation));
    json_dumpf(figures, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(figures);
}

static void print_miss(const miss_t *miss)
{
    const label_t *label = &miss->gold->label;
    const classified_t *verdict = &miss->verdict;
    printf("%s: label %d", miss->gold->id, label->scope);
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        if (label->kinds & term_bit(kind))
            printf(" %s", term_name(&KINDS, kind));
    printf(", said %d (%.2f)", verdict->scope, verdict->score);
    for (size_t i = 0; i < verdict->kind_count; i++)
        printf(" %s", term_name(&KINDS, verdict->kinds[i].kind));
    printf("\n");
    for (size_t i = 0; i < verdict->evidence_count; i++) {
        const evidence_t *evidence = &verdict->evidence[i];
        printf("    %-32s %-2s %+.2f  %s %zu-%zu\n", evidence->rule,
            term_name(&KINDS, evidence->kind), evidence->weight,
            evidence->in_title ? "title" : "text", (size_t)evidence->start, (size_t)evidence->end);
    }
}

static int evaluate(evaluate_t *self, fault_t *fault)
{
    static const char *const gold_columns[] = {"id", "scope", "kinds"};
    static const char *const columns[] = {"id", "title", "text"};
    self->misses = calloc(self->worst + 1, sizeof self->misses[0]);
    if (!self->misses)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the misses");
    if (table_read(self->gold_file, gold_columns, 3, add_gold, self, fault) ||
        table_read(self->file, columns, 3, judge_row, self, fault))
        return -1;
    if (self->json) {
        print_figures_json(&self->evaluation);
        return 0;
    }
    print_figures(&self->evaluation);
    if (self->miss_count)
        printf("\nworst misses\n");
    for (size_t i = 0; i < self->miss_count; i++)
        print_miss(&self->misses[i]);
    return 0;
}

int command_evaluate(int argc, char **argv)
{
    evaluate_options_t given = {.worst = WORST_DEFAULT};
    common_t common = {0};
    fault_t fault;
    options_parse(&usage, argc, argv, &common, &given);
    if (!given.gold || given.worst > WORST_MAX) {
        fprintf(stderr, "duban evaluate: %s\n",
            given.gold ? "--worst takes a number up to 1000" : "--gold GOLD.tsv is needed");
        return EX_USAGE;
    }
    evaluate_t self = {.gold_file = given.gold,
        .file = common.arguments[0],
        .json = common.json,
        .worst = given.worst};
    if (local_classifier_open(&self.local, given.policy, &fault)) {
        fprintf(stderr, "duban evaluate: %s\n", fault.message);
        return EX_CONFIG;
    }
    int done = evaluate(&self, &fault);
    gold_t *gold, *next;
    HASH_ITER(hh, self.gold, gold, next)
    {
        HASH_DEL(self.gold, gold);
        free(gold);
    }
    free(self.misses);
    local_classifier_close(&self.local);
    if (done)
        fprintf(stderr, "duban evaluate: %s\n", fault.message);
    return done ? table_exit_code(&fault) : EX_OK;
}
