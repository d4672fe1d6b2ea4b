/* duban train: learn rules from labelled texts, and say in cross-validation what they are worth. */
#include "classify_learn.h"
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <uthash.h>

#define FOLDS 5

typedef struct {
    UT_hash_handle hh;
    label_t label;
    char id[];
} gold_t;

/* A labelled text. */
typedef struct {
    label_t label;
    buffer_t title;
    buffer_t text;
} sample_t;

typedef struct {
    const char *policy;
    const char *gold_file;
    const char *file;
    const char *output;
    bundle_t *bundle;
    local_classifier_t local;
    buffer_t base; /* lexicon.conf without what was learned before */
    gold_t *gold;
    sample_t *samples;
    size_t count;
    size_t capacity;
    learner_t *learner;
} train_t;

static const struct argp_option options[] = {
    {"gold", 'g', "GOLD.tsv", 0, "labels: columns id, scope (1 or 0), kinds (c2,c1 or -)", 0},
    {"policy", 'p', "DIRECTORY", 0, "policy files to start from; default: the embedded bureau", 0},
    {"output", 'o', "FILE", 0, "write lexicon.conf with the learned rules to FILE", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    train_t *self = state->input;
    switch (key) {
    case 'g':
        self->gold_file = value;
        return 0;
    case 'p':
        self->policy = value;
        return 0;
    case 'o':
        self->output = value;
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
    .doc = "Learn from labelled texts (FILE.tsv: columns id, title, text) which runs of characters "
           "tell what the lexicon does not, and print the quality of the lexicon alone and with "
           "them in fivefold cross-validation.\vWith --output the lexicon is written with the "
           "learned rules at its end, below \"" LEARNED_MARK "\"; put it in place of lexicon.conf "
           "and reload. Rules that were learned before are replaced. Nothing is written when the "
           "learned rules do not make the figures better.",
};

static int add_gold(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    train_t *self = context;
    const char *scope = values[1].bytes;
    if (values[1].length != 1 || (*scope != '0' && *scope != '1'))
        return fault_set(
            fault, ERROR_INVALID, "scope", "%s:%zu: expected scope 0 or 1", self->gold_file, line);
    gold_t *gold = calloc(1, sizeof *gold + values[0].length + 1);
    if (!gold)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the labels");
    memcpy(gold->id, values[0].bytes, values[0].length);
    HASH_ADD_STR(self->gold, id, gold);
    gold->label.scope = *scope == '1';
    return label_read_kinds(values[2], &gold->label, fault);
}

static int add_sample(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line;
    train_t *self = context;
    gold_t *gold;
    HASH_FIND(hh, self->gold, values[0].bytes, values[0].length, gold);
    if (!gold)
        return 0;
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->samples = realloc(self->samples, self->capacity * sizeof self->samples[0]);
        if (!self->samples)
            return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the texts");
    }
    sample_t *sample = &self->samples[self->count++];
    *sample = (sample_t){.label = gold->label};
    buffer_append(&sample->title, values[1].bytes, values[1].length);
    buffer_append(&sample->text, values[2].bytes, values[2].length);
    return 0;
}

static classified_t judge(classifier_t *classifier, const sample_t *sample)
{
    classified_t verdict;
    classify_text(classifier, buffer_slice(&sample->title), buffer_slice(&sample->text),
        (slice_t){0}, NULL, &verdict);
    return verdict;
}

/* A classifier over the base lexicon and `rules`, in place of the one there is. */
static int use_rules(train_t *self, const buffer_t *rules, fault_t *fault)
{
    buffer_t whole = {0};
    buffer_append(&whole, self->base.bytes, self->base.length);
    if (rules)
        buffer_append(&whole, rules->bytes, rules->length);
    zpl_t *file = zpl_parse("lexicon.conf", whole.bytes, whole.length, fault);
    buffer_free(&whole);
    lexicon_t *lexicon = file ? lexicon_load(file, fault) : NULL;
    zpl_destroy(&file);
    if (!lexicon)
        return -1;
    classifier_destroy(&self->local.classifier);
    lexicon_destroy(&self->local.policy->lexicon);
    self->local.policy->lexicon = lexicon;
    self->local.classifier = classifier_new(self->local.policy, fault);
    return self->local.classifier ? 0 : -1;
}

static int learn(train_t *self, evaluation_t *alone, fault_t *fault)
{
    if (use_rules(self, NULL, fault))
        return -1;
    for (size_t i = 0; i < self->count; i++) {
        classified_t verdict = judge(self->local.classifier, &self->samples[i]);
        evaluate_add(alone, &self->samples[i].label, &verdict);
        learner_add(self->learner, classifier_text(self->local.classifier),
            classifier_tally(self->local.classifier), &self->samples[i].label);
    }
    return 0;
}

static int cross_validate(train_t *self, evaluation_t *with, fault_t *fault)
{
    for (size_t fold = 0; fold < FOLDS; fold++) {
        buffer_t rules = {0};
        learner_fit(self->learner, FOLDS, fold, &rules);
        int used = use_rules(self, &rules, fault);
        buffer_free(&rules);
        if (used)
            return -1;
        for (size_t i = fold; i < self->count; i += FOLDS) {
            classified_t verdict = judge(self->local.classifier, &self->samples[i]);
            evaluate_add(with, &self->samples[i].label, &verdict);
        }
    }
    return 0;
}

static void print_quality(const evaluation_t *alone, const evaluation_t *with)
{
    printf("%zu texts, %d-fold cross-validation\n\n", alone->texts, FOLDS);
    printf("F1            lexicon alone   with learned rules\n");
    printf(
        "scope         %13.3f   %18.3f\n", evaluate_f1(&alone->scope), evaluate_f1(&with->scope));
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        printf("%-13s %13.3f   %18.3f   %s\n", term_name(&KINDS, kind),
            evaluate_f1(&alone->kinds[kind]), evaluate_f1(&with->kinds[kind]),
            term_zh(&KINDS, kind));
    printf("macro of kinds%13.3f   %18.3f\n", evaluate_macro_f1(alone), evaluate_macro_f1(with));
}

/* Better in the scope or the kinds, and worse in neither. */
static bool is_better(const evaluation_t *alone, const evaluation_t *with)
{
    double scope = evaluate_f1(&with->scope) - evaluate_f1(&alone->scope);
    double kinds = evaluate_macro_f1(with) - evaluate_macro_f1(alone);
    return scope >= 0 && kinds >= 0 && scope + kinds > 0;
}

static bool write_file(const char *path, const buffer_t *base, const buffer_t *rules)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool written = fwrite(base->bytes, 1, base->length, file) == base->length &&
                   fprintf(file, "\n" LEARNED_MARK "\n") > 0 &&
                   fwrite(rules->bytes, 1, rules->length, file) == rules->length;
    return fclose(file) == 0 && written;
}

static int write_lexicon(train_t *self, fault_t *fault)
{
    buffer_t rules = {0};
    size_t count = learner_fit(self->learner, 0, 0, &rules);
    printf("\n%zu learned rules\n", count);
    bool written = !self->output || write_file(self->output, &self->base, &rules);
    buffer_free(&rules);
    return written
               ? 0
               : fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s", self->output, strerror(errno));
}

static int train(train_t *self, fault_t *fault)
{
    static const char *const gold_columns[] = {"id", "scope", "kinds"};
    static const char *const columns[] = {"id", "title", "text"};
    evaluation_t alone = {0}, with = {0};
    slice_t lexicon = bundle_file(self->bundle, "lexicon.conf");
    const char *mark = memmem(lexicon.bytes, lexicon.length, LEARNED_MARK, strlen(LEARNED_MARK));
    size_t length = mark ? (size_t)(mark - (const char *)lexicon.bytes) : lexicon.length;
    buffer_append(&self->base, lexicon.bytes, length);
    if (table_read(self->gold_file, gold_columns, 3, add_gold, self, fault) ||
        table_read(self->file, columns, 3, add_sample, self, fault) || learn(self, &alone, fault) ||
        cross_validate(self, &with, fault))
        return -1;
    print_quality(&alone, &with);
    if (is_better(&alone, &with))
        return write_lexicon(self, fault);
    printf("\nThese texts teach nothing that the lexicon does not know: nothing is written.\n");
    return 0;
}

static void forget(train_t *self)
{
    gold_t *gold, *next;
    HASH_ITER(hh, self->gold, gold, next)
    {
        HASH_DEL(self->gold, gold);
        free(gold);
    }
    for (size_t i = 0; i < self->count; i++) {
        buffer_free(&self->samples[i].title);
        buffer_free(&self->samples[i].text);
    }
    free(self->samples);
    buffer_free(&self->base);
    learner_destroy(&self->learner);
    bundle_destroy(&self->bundle);
    local_classifier_close(&self->local);
}

int command_train(int argc, char **argv)
{
    train_t self = {0};
    fault_t fault;
    if (argp_parse(&parser, argc, argv, 0, NULL, &self))
        return EX_USAGE;
    self.bundle = self.policy ? bundle_load(self.policy, &fault) : bundle_embedded();
    if (!self.bundle || local_classifier_open(&self.local, self.policy, &fault)) {
        bundle_destroy(&self.bundle);
        fprintf(stderr, "duban train: %s\n", fault.message);
        return EX_CONFIG;
    }
    self.learner = learner_new();
    int done = train(&self, &fault);
    forget(&self);
    if (done)
        fprintf(stderr, "duban train: %s\n", fault.message);
    return done ? table_exit_code(&fault) : EX_OK;
}
