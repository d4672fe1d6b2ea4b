/* duban train: learn rules from labelled texts, and say in cross-validation what they are worth. */
#include "classify_learn.h"
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"
#include "options.h"

#include <errno.h>
#include <jansson.h>
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
    const char *gold_file;
    const char *file;
    const char *output;
    bool json;
    bundle_t *bundle;
    local_classifier_t local;
    buffer_t base; /* lexicon.conf without what was learned before */
    gold_t *gold;
    sample_t *samples;
    size_t count;
    size_t capacity;
    learner_t *learner;
} train_t;

typedef struct {
    const char *gold;
    const char *policy;
    const char *output;
} train_options_t;

static const option_t options[] = {
    {"gold", 'g', "GOLD.tsv", "labels: columns id, scope (1 or 0), kinds (c2,c1 or -)", OPTION_TEXT,
        offsetof(train_options_t, gold), NULL},
    {"policy", 'p', "DIRECTORY", "policy files to start from (default: the embedded bureau)",
        OPTION_TEXT, offsetof(train_options_t, policy), NULL},
    {"output", 'o', "FILE", "write lexicon.conf with the learned rules to FILE", OPTION_TEXT,
        offsetof(train_options_t, output), NULL},
};

static const usage_t usage = {
    .arguments = "FILE.tsv",
    .help = "Learn from labelled texts (FILE.tsv: columns id, title, text; labels: --gold) which "
            "runs of characters tell what the lexicon does not, and print the quality of the "
            "lexicon alone and with them in fivefold cross-validation.\v"
            "With --output the lexicon is written with the learned rules at its end, below "
            "\"" LEARNED_MARK "\"; put it in place of lexicon.conf and reload. Rules that were "
            "learned before are replaced. Nothing is written when the learned rules do not make "
            "the figures better.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
    .local = true,
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
    self->local.classifier = classifier_new(self->local.policy, NULL, fault);
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

static json_t *quality_json(const evaluation_t *evaluation)
{
    json_t *quality = json_pack("{sf sf}", "scope_f1", evaluate_f1(&evaluation->scope), "macro_f1",
        evaluate_macro_f1(evaluation));
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        json_object_set_new(
            quality, term_name(&KINDS, kind), json_real(evaluate_f1(&evaluation->kinds[kind])));
    return quality;
}

static void print_quality_json(const evaluation_t *alone, const evaluation_t *with, bool better)
{
    json_t *result = json_pack("{si si so so sb}", "texts", (int)alone->texts, "folds", FOLDS,
        "lexicon", quality_json(alone), "learned", quality_json(with), "better", better);
    json_dumpf(result, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(result);
}

static void print_quality(const evaluation_t *alone, const evaluation_t *with, bool better)
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
    if (!better)
        printf("\nThese texts teach nothing that the lexicon does not know: nothing is written.\n");
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
    if (!self->json)
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
    bool better = is_better(&alone, &with);
    (self->json ? print_quality_json : print_quality)(&alone, &with, better);
    return better ? write_lexicon(self, fault) : 0;
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
    train_options_t given = {0};
    common_t common = {0};
    fault_t fault;
    options_parse(&usage, argc, argv, &common, &given);
    if (!given.gold) {
        fprintf(stderr, "duban train: --gold GOLD.tsv is needed\n");
        return EX_USAGE;
    }
    train_t self = {.gold_file = given.gold,
        .file = common.arguments[0],
        .output = given.output,
        .json = common.json};
    self.bundle = given.policy ? bundle_load(given.policy, &fault) : bundle_embedded();
    if (!self.bundle || local_classifier_open(&self.local, given.policy, &fault)) {
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
