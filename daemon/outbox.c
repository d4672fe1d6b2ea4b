/* Holds every reply back until the store has what it says. */
#include "outbox.h"

#include "../proto/request.h"

#include <stdlib.h>

void outbox_free(outbox_t *self)
{
    pending_t *pending, *next;
    HASH_ITER(hh, self->pending, pending, next)
    {
        HASH_DEL(self->pending, pending);
        free(pending);
    }
    buffer_free(&self->bytes);
    free(self->replies);
    *self = (outbox_t){0};
}

void outbox_add(outbox_t *self, const address_t *to, uint64_t rid, bool wrote, size_t offset)
{
    if (self->count == self->room) {
        size_t room = self->room ? 2 * self->room : 256;
        reply_t *grown = realloc(self->replies, room * sizeof *grown);
        if (!grown) {
            self->dropped++; /* the sender asks again, and gets the same answer */
            return;
        }
        self->replies = grown;
        self->room = room;
    }
    self->replies[self->count++] = (reply_t){*to, rid, wrote, offset, self->bytes.length - offset};
}

static void send_unavailable(outbox_t *self, zsock_t *socket, const reply_t *reply)
{
    fault_t fault;
    buffer_t bytes = {0};
    fault_set(&fault, ERROR_UNAVAILABLE, NULL,
        "the store could not take it; nothing was kept, send it again later with the same id");
    reply_pack_fault(reply->rid, &fault, &bytes);
    self->dropped += !wire_send(socket, &reply->to, buffer_slice(&bytes));
    buffer_free(&bytes);
}

void outbox_send(outbox_t *self, zsock_t *socket, bool committed)
{
    for (size_t i = 0; i < self->count; i++) {
        const reply_t *reply = &self->replies[i];
        slice_t bytes = {self->bytes.bytes + reply->offset, reply->length};
        if (reply->wrote && !committed)
            send_unavailable(self, socket, reply);
        else
            self->dropped += !wire_send(socket, &reply->to, bytes);
    }
    self->count = 0;
    buffer_clear(&self->bytes);
}

uint64_t outbox_remember(outbox_t *self, const address_t *to, uint64_t rid)
{
    pending_t *pending = calloc(1, sizeof *pending);
    if (!pending)
        return 0;
    pending->ticket = ++self->last_ticket;
    pending->rid = rid;
    pending->to = *to;
    HASH_ADD(hh, self->pending, ticket, sizeof pending->ticket, pending);
    return pending->ticket;
}

static pending_t *find(outbox_t *self, uint64_t ticket)
{
    pending_t *pending;
    HASH_FIND(hh, self->pending, &ticket, sizeof ticket, pending);
    return pending;
}

void outbox_forget(outbox_t *self, uint64_t ticket)
{
    pending_t *pending = find(self, ticket);
    if (!pending)
        return;
    HASH_DEL(self->pending, pending);
    free(pending);
}

void outbox_answer(outbox_t *self, zsock_t *socket, uint64_t ticket, slice_t reply)
{
    const pending_t *pending = find(self, ticket);
    if (!pending)
        return;
    self->dropped += !wire_send(socket, &pending->to, reply);
    outbox_forget(self, ticket);
}

size_t outbox_pending(const outbox_t *self)
{
    return HASH_COUNT(self->pending);
}
