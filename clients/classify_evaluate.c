/* duban evaluate: the classifier against labels given by people. */
#include "../workers/evaluate.h"
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"

#include <argp.h>
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
    const char *policy;
    const char *gold_file;
    const char *file;
    size_t worst;
    local_classifier_t local;
    gold_t *gold;
    evaluation_t evaluation;
    miss_t *misses; /* the worst first, at most `worst` */
    size_t miss_count;
} evaluate_t;

static const struct argp_option options[] = {
    {"gold", 'g', "GOLD.tsv", 0, "labels: columns id, scope (1 or 0), kinds (c2,c1 or -)", 0},
    {"policy", 'p', "DIRECTORY", 0, "policy files to use; default: the embedded bureau", 0},
    {"worst", 'w', "N", 0, "how many of the worst misses to print (10)", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    evaluate_t *self = state->input;
    char *end = value;
    switch (key) {
    case 'g':
        self->gold_file = value;
        return 0;
    case 'p':
        self->policy = value;
        return 0;
    case 'w':
        self->worst = strtoul(value, &end, 10);
        if (*end || end == value || self->worst > WORST_MAX)
            argp_error(state, "--worst takes a number up to %d", WORST_MAX);
        return 0;
    case ARGP_KEY_ARG:
        if (self->file)
            argp_usage(state);
        self->file = value;
        return 0;
    case ARGP_KEY_END:
        if (!self->file || !self->gold_file)
            argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse_option,
    .args_doc = "--gold GOLD.tsv FILE.tsv",
    .doc = "Compare the classifier's verdicts on FILE.tsv (columns id, title, text) with labels "
           "given by people: precision, recall and F1 of the scope and of each kind, the macro "
           "F1, the confusion of first kinds, abstentions, and the worst misses with their "
           "evidence.\vTexts without a label are passed over.",
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
    print_figures(&self->evaluation);
    if (self->miss_count)
        printf("\nworst misses\n");
    for (size_t i = 0; i < self->miss_count; i++)
        print_miss(&self->misses[i]);
    return 0;
}

int command_evaluate(int argc, char **argv)
{
    evaluate_t self = {.worst = WORST_DEFAULT};
    fault_t fault;
    if (argp_parse(&parser, argc, argv, 0, NULL, &self))
        return EX_USAGE;
    if (local_classifier_open(&self.local, self.policy, &fault)) {
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
