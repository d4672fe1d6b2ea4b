/* The reader's thread, and the two ends of the pipe to it. */
#include "reader.h"

#include <stdlib.h>

struct reader {
    zactor_t *actor;
    store_t *store;
    uint8_t receipt_key[RECEIPT_KEY_BYTES];
    size_t waiting;
};

question_t *question_new(rules_t *rules)
{
    question_t *self = calloc(1, sizeof *self);
    if (self)
        self->rules = rules_hold(rules);
    return self;
}

void question_destroy(question_t **question_p)
{
    question_t *self = *question_p;
    if (!self)
        return;
    rules_release(&self->rules);
    buffer_free(&self->live);
    free(self);
    *question_p = NULL;
}

/* ---- the thread ---- */

static void answer(reader_t *reader, question_t *question, zsock_t *pipe, buffer_t *reply)
{
    query_context_t context = {
        .store = reader->store,
        .view = snapshot_open(reader->store),
        .policy = question->rules->policy,
        .receipt_key = reader->receipt_key,
        .now_ms = question->now_ms,
        .rid = question->rid,
        .live = buffer_slice(&question->live),
        .live_count = question->live_count,
    };
    if (context.view) {
        query_answer(&context, &question->query, reply);
        snapshot_close(&context.view);
    } else {
        fault_t fault;
        buffer_clear(reply);
        fault_set(&fault, ERROR_UNAVAILABLE, NULL, "the store cannot be read now; try again");
        reply_pack_fault(question->rid, &fault, reply);
    }
    unpacker_free(&context.unpacker);
    unpacker_free(&context.other);
    zsock_send(pipe, "8b", question->ticket, reply->bytes, reply->length);
}

static void reader_thread(zsock_t *pipe, void *arguments)
{
    reader_t *reader = arguments;
    buffer_t reply = {0};
    zsock_signal(pipe, 0);
    for (;;) {
        char *command = NULL;
        question_t *question = NULL;
        if (zsock_recv(pipe, "sp", &command, &question) < 0 || streq(command, "$TERM")) {
            zstr_free(&command);
            break;
        }
        zstr_free(&command);
        answer(reader, question, pipe, &reply);
        question_destroy(&question);
    }
    buffer_free(&reply);
}

/* ---- the other end ---- */

reader_t *reader_new(store_t *store, const uint8_t receipt_key[RECEIPT_KEY_BYTES], fault_t *fault)
{
    reader_t *self = calloc(1, sizeof *self);
    if (self) {
        self->store = store;
        memcpy(self->receipt_key, receipt_key, RECEIPT_KEY_BYTES);
        self->actor = zactor_new(reader_thread, self);
    }
    if (!self || !self->actor) {
        free(self);
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "a reader thread cannot be started");
        return NULL;
    }
    return self;
}

void reader_destroy(reader_t **self_p)
{
    reader_t *self = *self_p;
    if (!self)
        return;
    zactor_destroy(&self->actor);
    free(self);
    *self_p = NULL;
}

int reader_ask(reader_t *self, question_t **question_p)
{
    if (zsock_send(self->actor, "sp", "ASK", *question_p) < 0)
        return -1;
    *question_p = NULL;
    self->waiting++;
    return 0;
}

void *reader_socket(reader_t *self)
{
    return zsock_resolve(self->actor);
}

bool reader_take(reader_t *self, uint64_t *ticket, buffer_t *reply)
{
    byte *bytes = NULL;
    size_t length = 0;
    if (!(zsock_events(self->actor) & ZMQ_POLLIN) ||
        zsock_recv(self->actor, "8b", ticket, &bytes, &length) < 0)
        return false;
    buffer_clear(reply);
    buffer_append(reply, bytes, length);
    free(bytes);
    self->waiting--;
    return true;
}

size_t reader_waiting(const reader_t *self)
{
    return self->waiting;
}
