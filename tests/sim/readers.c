/* Stands in for daemon/reader.c: a reader without a thread, which has its answer at once. */
#include "../../daemon/reader.h"

#include <stdlib.h>
#include <string.h>

#define ANSWERS_MAX 64

struct reader {
    store_t *store;
    uint8_t receipt_key[RECEIPT_KEY_BYTES];
    struct {
        uint64_t ticket;
        buffer_t reply;
    } answers[ANSWERS_MAX];
    size_t count;
};

question_t *question_new(rules_t *rules)
{
    question_t *self = calloc(1, sizeof *self);
    self->rules = rules_hold(rules);
    return self;
}

void question_destroy(question_t **question_p)
{
    question_t *self = *question_p;
    *question_p = NULL;
    if (!self)
        return;
    rules_release(&self->rules);
    buffer_free(&self->live);
    free(self);
}

reader_t *reader_new(store_t *store, const uint8_t receipt_key[RECEIPT_KEY_BYTES], fault_t *fault)
{
    (void)fault;
    reader_t *self = calloc(1, sizeof *self);
    self->store = store;
    memcpy(self->receipt_key, receipt_key, sizeof self->receipt_key);
    return self;
}

void reader_destroy(reader_t **self_p)
{
    reader_t *self = *self_p;
    *self_p = NULL;
    for (size_t i = 0; self && i < self->count; i++)
        buffer_free(&self->answers[i].reply);
    free(self);
}

/* The snapshot is of the last commit, as a reader's own would be. */
int reader_ask(reader_t *self, question_t **question_p)
{
    question_t *question = *question_p;
    if (self->count == ANSWERS_MAX)
        return -1;
    query_context_t context = {
        .store = self->store,
        .view = snapshot_open(self->store),
        .policy = question->rules->policy,
        .receipt_key = self->receipt_key,
        .now_ms = question->now_ms,
        .rid = question->rid,
        .live = buffer_slice(&question->live),
        .live_count = question->live_count,
    };
    self->answers[self->count].ticket = question->ticket;
    query_answer(&context, &question->query, &self->answers[self->count++].reply);
    snapshot_close(&context.view);
    unpacker_free(&context.unpacker);
    unpacker_free(&context.other);
    question_destroy(question_p);
    return 0;
}

void *reader_socket(reader_t *self)
{
    return self; /* nobody polls in a simulation */
}

bool reader_take(reader_t *self, uint64_t *ticket, buffer_t *reply)
{
    if (self->count == 0)
        return false;
    *ticket = self->answers[0].ticket;
    buffer_clear(reply);
    buffer_append(reply, self->answers[0].reply.bytes, self->answers[0].reply.length);
    buffer_free(&self->answers[0].reply);
    self->count--;
    memmove(&self->answers[0], &self->answers[1], self->count * sizeof self->answers[0]);
    memset(&self->answers[self->count], 0, sizeof self->answers[0]);
    return true;
}

size_t reader_waiting(const reader_t *self)
{
    return self->count;
}
