/* Labelled texts to learn from: of two files, or of the daemon's confirmed cases. */
#ifndef DUBAN_CLASSIFY_SAMPLES_H
#define DUBAN_CLASSIFY_SAMPLES_H

#include "../proto/buffer.h"
#include "../workers/evaluate.h"
#include "options.h"

typedef struct {
    label_t label;
    buffer_t title;
    buffer_t text;
} sample_t;

/* All zero is empty. */
typedef struct {
    sample_t *items;
    size_t count;
    size_t capacity;
} samples_t;

/* Adds the rows of `file` (columns id, title, text) that have a label in `gold` (id, scope, kinds).
 * -1 with the fault of table_read. */
int samples_read(samples_t *self, const char *gold, const char *file, fault_t *fault);

/* Adds what the query `labels` tells, asked as `common` says. 0, or the exit code after the error
 * was printed. */
int samples_ask(samples_t *self, const common_t *common);

void samples_free(samples_t *self);

#endif
