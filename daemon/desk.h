/* The desk: one table of operations turns a request's bytes into a command, a question, or an error
 * reply. It touches no socket; replies are sent by the caller once the turn is committed. */
#ifndef DUBAN_DESK_H
#define DUBAN_DESK_H

#include "foreman.h"

typedef struct {
    registry_t *registry;
    foreman_t *foreman;
    bool full;      /* intake is stopped: the store is near its end */
    bool push_only; /* set for a PULL socket: only submissions */
    unpacker_t unpacker;
    uint64_t by_op[OP_COUNT];
    uint64_t by_error[ERROR_COUNT];
    uint64_t created, repeated;
} desk_t;

typedef enum {
    DESK_SAID,  /* the reply is complete and says nothing about the store */
    DESK_WROTE, /* the reply, a refusal too, is true once the turn is committed */
    DESK_LATER, /* the foreman answers with the ticket */
    DESK_QUERY, /* `query` is for a reader */
} desk_result_t;

typedef struct {
    uint64_t rid;
    op_t op;
    query_t query;
    fault_t fault; /* code ERROR_NONE when there is none */
} desk_note_t;

/* Handles one request. A reply (DESK_SAID, DESK_WROTE) is appended to `reply`. Needs an open write
 * transaction. */
desk_result_t desk_handle(desk_t *self, slice_t body, uint64_t ticket, int64_t now_ms,
    desk_note_t *note, buffer_t *reply);

/* Appends an error reply and counts it. */
void desk_refuse(desk_t *self, uint64_t rid, const fault_t *fault, buffer_t *reply);

#endif
