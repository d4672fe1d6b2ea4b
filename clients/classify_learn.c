/* Counts runs of two to four characters and lets liblinear weigh them beside the lexicon's sums. */
#include "classify_learn.h"

#include "../workers/verdict.h"

#include <linear.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define GRAM_CHARACTERS_MIN 2
#define GRAM_CHARACTERS_MAX 4
#define GRAM_BYTES_MAX      (GRAM_CHARACTERS_MAX * 4)
#define GRAM_TEXTS_MIN      4    /* a run in fewer texts is chance */
#define COST                0.15 /* liblinear's C: smaller is sparser */
#define SUM_SCALE           10.0 /* keeps the lexicon's sums almost free of the penalty */
#define SUM_MAX             2.0  /* beyond it a sum says no more */
#define WEIGHT_MIN          0.08
#define WEIGHT_MAX          0.6

typedef struct {
    UT_hash_handle hh;
    char bytes[GRAM_BYTES_MAX + 1];
    size_t texts;
    size_t last; /* the text that counted it last, from 1 */
    int index;   /* of the feature; 0: too rare */
} gram_t;

typedef struct {
    gram_t **grams; /* each once */
    size_t count;
    size_t capacity;
    tally_t tally;
    label_t label;
} sample_t;

struct learner {
    gram_t *vocabulary;
    sample_t *samples;
    size_t count;
    size_t capacity;
    gram_t **features; /* by index - 2; features 1 is the lexicon's sum */
    size_t feature_count;
};

static void *allocate(void *memory, size_t bytes)
{
    memory = realloc(memory, bytes);
    if (!memory)
        abort(); /* a tool: there is nothing to save */
    return memory;
}

learner_t *learner_new(void)
{
    return memset(allocate(NULL, sizeof(learner_t)), 0, sizeof(learner_t));
}

void learner_destroy(learner_t **self_p)
{
    learner_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        free(self->samples[i].grams);
    free(self->samples);
    free(self->features);
    gram_t *gram, *next;
    HASH_ITER(hh, self->vocabulary, gram, next)
    {
        HASH_DEL(self->vocabulary, gram);
        free(gram);
    }
    free(self);
    *self_p = NULL;
}

static void add_gram(learner_t *self, sample_t *sample, const char *bytes, size_t length)
{
    gram_t *gram;
    HASH_FIND(hh, self->vocabulary, bytes, length, gram);
    if (!gram) {
        gram = memset(allocate(NULL, sizeof *gram), 0, sizeof *gram);
        memcpy(gram->bytes, bytes, length);
        HASH_ADD_KEYPTR(hh, self->vocabulary, gram->bytes, length, gram);
    }
    if (gram->last == self->count)
        return;
    gram->last = self->count;
    gram->texts++;
    if (sample->count == sample->capacity) {
        sample->capacity = sample->capacity ? sample->capacity * 2 : 64;
        sample->grams = allocate(sample->grams, sample->capacity * sizeof sample->grams[0]);
    }
    sample->grams[sample->count++] = gram;
}

/* True for the first byte of a Chinese character: runs of others are names and numbers. */
static bool is_han(const normalised_t *text, size_t at)
{
    unsigned char lead = (unsigned char)text->bytes[at];
    return lead >= 0xe4 && lead <= 0xe9;
}

void learner_add(
    learner_t *self, const normalised_t *text, const tally_t *tally, const label_t *label)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->samples = allocate(self->samples, self->capacity * sizeof self->samples[0]);
    }
    sample_t *sample = &self->samples[self->count++];
    *sample = (sample_t){.tally = *tally, .label = *label};
    for (size_t start = 0; start < text->length; start++) {
        size_t end = start;
        for (size_t n = 1; n <= GRAM_CHARACTERS_MAX && end + 3 <= text->length; n++) {
            if (!is_han(text, end))
                break;
            end += 3;
            if (n >= GRAM_CHARACTERS_MIN)
                add_gram(self, sample, text->bytes + start, end - start);
        }
    }
}

static void number_features(learner_t *self)
{
    free(self->features);
    self->features = allocate(NULL, (HASH_COUNT(self->vocabulary) + 1) * sizeof(gram_t *));
    self->feature_count = 0;
    for (gram_t *gram = self->vocabulary; gram; gram = gram->hh.next) {
        gram->index = 0;
        if (gram->texts < GRAM_TEXTS_MIN)
            continue;
        self->features[self->feature_count++] = gram;
        gram->index = (int)self->feature_count + 1;
    }
}

static int compare_nodes(const void *first, const void *second)
{
    return ((const struct feature_node *)first)->index -
           ((const struct feature_node *)second)->index;
}

static struct feature_node *make_row(const sample_t *sample, double sum)
{
    struct feature_node *row = allocate(NULL, (sample->count + 2) * sizeof row[0]);
    size_t count = 0;
    row[count++] = (struct feature_node){1, SUM_SCALE * sum};
    for (size_t i = 0; i < sample->count; i++)
        if (sample->grams[i]->index)
            row[count++] = (struct feature_node){sample->grams[i]->index, 1};
    qsort(row + 1, count - 1, sizeof row[0], compare_nodes);
    row[count] = (struct feature_node){-1, 0};
    return row;
}

static void write_rule(kind_t kind, const gram_t *gram, double weight, buffer_t *rules)
{
    char rule[256];
    int length = snprintf(rule, sizeof rule,
        "\nrule\n    id = \"learned.%s.%s\"\n    weight = %.2f\n    subject = own\n"
        "    any = \"%s\"\n    match = \"%s\"\n",
        kind ? term_name(&KINDS, kind) : "scope", gram->bytes, weight, gram->bytes, gram->bytes);
    buffer_append(rules, rule, (size_t)length);
    if (!kind)
        return;
    length = snprintf(
        rule, sizeof rule, "    kind = %s\n    scope-weight = 0\n", term_name(&KINDS, kind));
    buffer_append(rules, rule, (size_t)length);
}

/* The weights in units of the lexicon's: what one more unit of its sum would do. Where the lexicon
 * says little, a unit multiplies the odds by e. */
static size_t write_rules(
    const learner_t *self, kind_t kind, const struct model *model, buffer_t *rules)
{
    double sign = model->label[0] == 1 ? 1 : -1;
    double unit = fmax(sign * model->w[0] * SUM_SCALE, 1);
    size_t count = 0;
    for (size_t i = 0; i < self->feature_count; i++) {
        double weight = sign * model->w[i + 1] / unit;
        if (fabs(weight) < WEIGHT_MIN)
            continue;
        weight = fmax(-WEIGHT_MAX, fmin(WEIGHT_MAX, weight));
        write_rule(kind, self->features[i], weight, rules);
        count++;
    }
    return count;
}

static void be_quiet(const char *text)
{
    (void)text;
}

/* What the lexicon says, as far from where the verdict tips as the learned words must bring it:
 * there is no other intercept. */
static double make_sum(double sum)
{
    return fmax(-SUM_MAX, fmin(sum, SUM_MAX)) + log(1 - SCOPE_THRESHOLD);
}

/* One model: the scope on all texts, a kind on those in scope. */
static size_t fit_one(learner_t *self, kind_t kind, size_t folds, size_t fold, buffer_t *rules)
{
    struct problem problem = {.n = (int)self->feature_count + 1, .bias = -1};
    problem.x = allocate(NULL, (self->count + 1) * sizeof problem.x[0]);
    problem.y = allocate(NULL, (self->count + 1) * sizeof problem.y[0]);
    size_t positive = 0;
    for (size_t i = 0; i < self->count; i++) {
        const sample_t *sample = &self->samples[i];
        if ((folds && i % folds == fold) || (kind && !sample->label.scope))
            continue;
        bool is = kind ? (sample->label.kinds & term_bit(kind)) != 0 : sample->label.scope;
        double sum = kind ? sample->tally.kinds[kind] : sample->tally.scope;
        problem.x[problem.l] = make_row(sample, make_sum(sum));
        problem.y[problem.l++] = is ? 1 : -1;
        positive += is;
    }
    size_t count = 0;
    if (positive && positive < (size_t)problem.l) {
        struct parameter parameter = {.solver_type = L1R_LR, .eps = 0.01, .C = COST};
        set_print_string_function(be_quiet);
        struct model *model = train(&problem, &parameter);
        count = write_rules(self, kind, model, rules);
        free_and_destroy_model(&model);
    }
    for (int i = 0; i < problem.l; i++)
        free(problem.x[i]);
    free(problem.x);
    free(problem.y);
    return count;
}

size_t learner_fit(learner_t *self, size_t folds, size_t fold, buffer_t *rules)
{
    number_features(self);
    size_t count = 0;
    for (unsigned kind = KIND_UNSET; kind < KIND_COUNT; kind++)
        count += fit_one(self, (kind_t)kind, folds, fold, rules);
    return count;
}
