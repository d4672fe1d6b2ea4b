/* Messages on duband's sockets: frames in, frames out, never blocking. */
#ifndef DUBAN_WIRE_H
#define DUBAN_WIRE_H

#include "dispatcher.h"

#include <czmq.h>

/* Where a message came from, and so where its answer goes. */
typedef struct {
    route_t route;
    bool delimited; /* a REQ peer: an empty frame stands before the signature */
} address_t;

typedef struct {
    address_t from;   /* ROUTER sockets */
    zmq_msg_t body;   /* owned; closed by wire_close */
    const char *flaw; /* NULL, or why the frames are no message of duban */
} wire_message_t;

/* Takes one message that is there already. False when there is none. Whatever came is taken whole;
 * `flaw` tells when it was not [signature, map]. Call wire_close after use. */
bool wire_take(zsock_t *socket, bool routed, wire_message_t *message);
void wire_close(wire_message_t *message);

/* The body's bytes, valid until wire_close. */
slice_t wire_body(wire_message_t *message);

/* Sends [route, (empty), signature, body]. False when the peer is gone or cannot take more. */
bool wire_send(zsock_t *socket, const address_t *to, slice_t body);

/* Publishes [topic, map]. */
bool wire_publish(zsock_t *socket, const char *topic, slice_t body);

/* Takes away what an XPUB hears of its subscribers: duband does not need to know who they are. */
void wire_ignore(zsock_t *socket);

#endif
