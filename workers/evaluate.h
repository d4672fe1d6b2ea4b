/* How good a classifier is against labels given by people: precision, recall and F1. Pure. */
#ifndef DUBAN_EVALUATE_H
#define DUBAN_EVALUATE_H

#include "../proto/event.h"

/* What a person said of a text. */
typedef struct {
    bool scope;
    uint64_t kinds; /* set of kind_t; empty out of scope */
    kind_t first;   /* the most salient; unset out of scope */
} label_t;

typedef struct {
    size_t hits;   /* said and so */
    size_t alarms; /* said and not so */
    size_t misses; /* so and not said */
} counts_t;

typedef struct {
    size_t texts;
    size_t abstained;
    size_t abstained_right; /* of them, the best guess of the scope was right */
    counts_t scope;
    counts_t kinds[KIND_COUNT];
    /* The first kind by the label (rows) and by the verdict (columns); unset: out of scope. */
    size_t confusion[KIND_COUNT][KIND_COUNT];
} evaluation_t;

/* Reads "c2,c1" or "-" into the label. -1 with the fault. */
int label_read_kinds(slice_t kinds, label_t *label, fault_t *fault);

/* Counts one text. */
void evaluate_add(evaluation_t *evaluation, const label_t *label, const classified_t *verdict);

/* 0 when there is nothing to divide by. */
double evaluate_precision(const counts_t *counts);
double evaluate_recall(const counts_t *counts);
double evaluate_f1(const counts_t *counts);
double evaluate_macro_f1(const evaluation_t *evaluation); /* mean F1 of the five kinds */

/* How wrong a verdict is, for a list of the worst: 0 is right; grows with the score that speaks for
 * the wrong scope, then with the number of kinds that are wrong. */
double evaluate_error(const label_t *label, const classified_t *verdict);

#endif
