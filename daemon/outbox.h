/* Replies that wait for the commit, and addresses that wait for an answer. */
#ifndef DUBAN_OUTBOX_H
#define DUBAN_OUTBOX_H

#include "wire.h"

/* A reply of this turn; its bytes stand in the outbox's buffer. */
typedef struct {
    address_t to;
    uint64_t rid;
    bool wrote; /* true only once the commit is */
    size_t offset, length;
} reply_t;

/* Somebody who is answered later: by a reader, or at the end of a sweep. */
typedef struct pending {
    uint64_t ticket;
    uint64_t rid;
    address_t to;
    UT_hash_handle hh;
} pending_t;

typedef struct {
    buffer_t bytes;
    reply_t *replies;
    size_t count, room;
    pending_t *pending;
    uint64_t last_ticket;
    uint64_t dropped; /* replies whose peer was gone */
} outbox_t;

void outbox_free(outbox_t *self);

/* Marks what was appended to self->bytes since `offset` as one reply. */
void outbox_add(outbox_t *self, const address_t *to, uint64_t rid, bool wrote, size_t offset);

/* Sends all replies of the turn and forgets them. When `committed` is false, those that wrote are
 * answered `unavailable` instead: nothing of the turn is on disk. */
void outbox_send(outbox_t *self, zsock_t *socket, bool committed);

/* Remembers who is answered later; the ticket, or 0 when memory is out. */
uint64_t outbox_remember(outbox_t *self, const address_t *to, uint64_t rid);

/* Answers a ticket and forgets it. */
void outbox_answer(outbox_t *self, zsock_t *socket, uint64_t ticket, slice_t reply);

/* Forgets a ticket that will not be answered by it. */
void outbox_forget(outbox_t *self, uint64_t ticket);

size_t outbox_pending(const outbox_t *self);

#endif
