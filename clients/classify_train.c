/* duban train: learn rules from labelled texts, and say in cross-validation what they are worth. */
#include "classify_learn.h"
#include "classify_policy.h"
#include "classify_samples.h"
#include "classify_table.h"
#include "commands.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define FOLDS 5

typedef struct {
    const char *output;
    bool json;
    bundle_t *bundle;
    local_classifier_t local;
    samples_t samples;
    learner_t *learner;
} train_t;

typedef struct {
    const char *gold;
    const char *policy;
    const char *output;
} train_options_t;

static const option_t options[] = {
    {"gold", 'g', "GOLD.tsv", "labels of FILE.tsv: columns id, scope (1 or 0), kinds (c2,c1 or -)",
        OPTION_TEXT, offsetof(train_options_t, gold), NULL},
    {"policy", 'p', "DIRECTORY", "policy files to start from (default: the embedded bureau)",
        OPTION_TEXT, offsetof(train_options_t, policy), NULL},
    {"output", 'o', "FILE", "write the learned rules to FILE", OPTION_TEXT,
        offsetof(train_options_t, output), NULL},
};

static const usage_t usage = {
    .arguments = "[FILE.tsv]",
    .help = "Learn from the bureau's own decisions which runs of characters tell what the lexicon "
            "does not, and print the quality of the lexicon alone and with them in fivefold "
            "cross-validation.\v"
            "The texts are those of the cases that a person classified, or found substantiated; "
            "the operator, the discipline group and those above may ask for them. With FILE.tsv "
            "(columns id, title, text) and --gold they are read from files, and no daemon is "
            "needed.\n\n"
            "With --output the learned rules are written; as `" BUNDLE_MODEL "` in the policy "
            "directory they are in force with the next reload, beside lexicon.conf, and every "
            "verdict names those that counted as evidence (learned.c3.…). A model that is there "
            "is not built upon, but replaced. Nothing is written when the learned rules do not "
            "make the figures better.\n\n"
            "Example:\n  duban train -p /etc/duban -o /etc/duban/" BUNDLE_MODEL,
    OPTIONS(options),
    .argument_max = 1,
};

static classified_t judge(classifier_t *classifier, const sample_t *sample)
{
    classified_t verdict;
    classify_text(classifier, buffer_slice(&sample->title), buffer_slice(&sample->text),
        (slice_t){0}, NULL, &verdict);
    return verdict;
}

static int add_rules(lexicon_t *lexicon, const buffer_t *rules, fault_t *fault)
{
    zpl_t *file = zpl_parse(BUNDLE_MODEL, rules->bytes, rules->length, fault);
    int rc = file ? lexicon_add(lexicon, file, fault) : -1;
    zpl_destroy(&file);
    return rc;
}

/* A classifier over lexicon.conf and `rules` (NULL: none), in place of the one there is. */
static int use_rules(train_t *self, const buffer_t *rules, fault_t *fault)
{
    slice_t base = bundle_file(self->bundle, "lexicon.conf");
    zpl_t *file = zpl_parse("lexicon.conf", base.bytes, base.length, fault);
    lexicon_t *lexicon = file ? lexicon_load(file, fault) : NULL;
    zpl_destroy(&file);
    if (lexicon && rules && rules->length && add_rules(lexicon, rules, fault))
        lexicon_destroy(&lexicon);
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
    for (size_t i = 0; i < self->samples.count; i++) {
        classified_t verdict = judge(self->local.classifier, &self->samples.items[i]);
        evaluate_add(alone, &self->samples.items[i].label, &verdict);
        learner_add(self->learner, classifier_text(self->local.classifier),
            classifier_tally(self->local.classifier), &self->samples.items[i].label);
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
        for (size_t i = fold; i < self->samples.count; i += FOLDS) {
            classified_t verdict = judge(self->local.classifier, &self->samples.items[i]);
            evaluate_add(with, &self->samples.items[i].label, &verdict);
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

static bool write_file(const train_t *self, const buffer_t *rules, const evaluation_t *with)
{
    FILE *file = fopen(self->output, "wb");
    if (!file)
        return false;
    bool written =
        fprintf(file,
            "# Learned by `duban train` from %zu texts; in %d-fold cross-validation, with the "
            "lexicon:\n# F1 of the scope %.3f, macro F1 of the kinds %.3f. Not to be edited: train "
            "again.\n",
            with->texts, FOLDS, evaluate_f1(&with->scope), evaluate_macro_f1(with)) > 0 &&
        fwrite(rules->bytes, 1, rules->length, file) == rules->length;
    return fclose(file) == 0 && written;
}

static int write_model(train_t *self, const evaluation_t *with, fault_t *fault)
{
    buffer_t rules = {0};
    size_t count = learner_fit(self->learner, 0, 0, &rules);
    if (!self->json)
        printf("\n%zu learned rules\n", count);
    bool written = !self->output || write_file(self, &rules, with);
    buffer_free(&rules);
    return written
               ? 0
               : fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s", self->output, strerror(errno));
}

static int train(train_t *self, fault_t *fault)
{
    evaluation_t alone = {0}, with = {0};
    if (learn(self, &alone, fault) || cross_validate(self, &with, fault))
        return -1;
    bool better = is_better(&alone, &with);
    (self->json ? print_quality_json : print_quality)(&alone, &with, better);
    return better ? write_model(self, &with, fault) : 0;
}

static int complain(const fault_t *fault, int code)
{
    fprintf(stderr, "duban train: %s\n", fault->message);
    return code;
}

/* With the texts in hand. */
static int run(train_t *self, const char *policy)
{
    fault_t fault;
    self->bundle = policy ? bundle_load(policy, &fault) : bundle_embedded();
    if (!self->bundle || local_classifier_open(&self->local, policy, &fault)) {
        bundle_destroy(&self->bundle);
        return complain(&fault, EX_CONFIG);
    }
    self->learner = learner_new();
    int done = train(self, &fault);
    learner_destroy(&self->learner);
    bundle_destroy(&self->bundle);
    local_classifier_close(&self->local);
    return done ? complain(&fault, table_exit_code(&fault)) : EX_OK;
}

int command_train(int argc, char **argv)
{
    train_options_t given = {0};
    common_t common = {0};
    fault_t fault;
    options_parse(&usage, argc, argv, &common, &given);
    const char *file = common.argument_count ? common.arguments[0] : NULL;
    if ((file != NULL) != (given.gold != NULL)) {
        fprintf(stderr, "duban train: FILE.tsv and --gold GOLD.tsv go together\n");
        return EX_USAGE;
    }
    train_t self = {.output = given.output, .json = common.json};
    int code = EX_OK;
    if (!file)
        code = samples_ask(&self.samples, &common);
    else if (samples_read(&self.samples, given.gold, file, &fault))
        code = complain(&fault, table_exit_code(&fault));
    if (code == EX_OK)
        code = run(&self, given.policy);
    samples_free(&self.samples);
    return code;
}
