/* A reader: a thread with its own snapshots that answers queries, so that none delays an
 * acknowledgement. */
#ifndef DUBAN_READER_H
#define DUBAN_READER_H

#include "query.h"
#include "rules.h"

#include <czmq.h>

typedef struct reader reader_t;

/* One question on its way to a reader. */
typedef struct {
    uint64_t ticket; /* comes back with the answer */
    uint64_t rid;
    int64_t now_ms;
    query_t query;
    rules_t *rules; /* held by the question */
    buffer_t live;  /* query stat; owned by the question */
    size_t live_count;
} question_t;

/* Starts the thread. NULL with the fault. The store must outlive the reader. */
reader_t *reader_new(store_t *store, const uint8_t receipt_key[RECEIPT_KEY_BYTES], fault_t *fault);

/* Waits for the answer in hand to be finished, then ends the thread. Unanswered questions are
 * dropped. */
void reader_destroy(reader_t **self_p);

/* Hands a question over; takes it and nulls it. -1 when the reader cannot take it now. */
int reader_ask(reader_t *self, question_t **question_p);

/* Makes and frees a question. */
question_t *question_new(rules_t *rules);
void question_destroy(question_t **question_p);

/* The socket to poll for answers, and taking one: false when there is none. `reply` is filled. */
void *reader_socket(reader_t *self);
bool reader_take(reader_t *self, uint64_t *ticket, buffer_t *reply);

/* Questions asked and not yet answered. */
size_t reader_waiting(const reader_t *self);

#endif
