/* Takes messages apart into frames and puts them together, with DONTWAIT everywhere. */
#include "wire.h"

#include "../proto/request.h"

#include <string.h>

/* Receives the next frame of the message begun; false when it has none. */
static bool next_frame(void *socket, zmq_msg_t *frame)
{
    int more = 0;
    size_t size = sizeof more;
    if (zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) < 0 || !more)
        return false;
    return zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) >= 0;
}

static bool is_signature(zmq_msg_t *frame)
{
    return zmq_msg_size(frame) == SIGNATURE_BYTES &&
           memcmp(zmq_msg_data(frame), SIGNATURE, SIGNATURE_BYTES) == 0;
}

/* The frames after the route: (empty), signature, body, and no more. `frame` is initialised. */
static const char *take_body(
    void *socket, bool has_frame, zmq_msg_t *frame, wire_message_t *message)
{
    if (has_frame && message->from.route.length > 0 && zmq_msg_size(frame) == 0) {
        message->from.delimited = true;
        has_frame = next_frame(socket, frame);
    }
    if (!has_frame || !is_signature(frame))
        return "the first frame must be " SIGNATURE;
    if (!next_frame(socket, &message->body))
        return "the second frame, one msgpack map, is missing";
    bool extra = false;
    while (next_frame(socket, frame))
        extra = true;
    return extra ? "there are more than two frames" : NULL;
}

bool wire_take(zsock_t *socket, bool routed, wire_message_t *message)
{
    void *handle = zsock_resolve(socket);
    zmq_msg_t frame;
    memset(message, 0, sizeof *message);
    zmq_msg_init(&frame);
    zmq_msg_init(&message->body);
    if (zmq_msg_recv(&frame, handle, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&frame);
        return false;
    }
    bool has_frame = true;
    if (routed) {
        route_t *route = &message->from.route;
        route->length = zmq_msg_size(&frame);
        if (route->length > sizeof route->bytes)
            route->length = 0; /* no peer of ZeroMQ: it cannot be answered */
        memcpy(route->bytes, zmq_msg_data(&frame), route->length);
        has_frame = next_frame(handle, &frame);
    }
    message->flaw = take_body(handle, has_frame, &frame, message);
    while (message->flaw && next_frame(handle, &frame)) {
    }
    zmq_msg_close(&frame);
    return true;
}

void wire_close(wire_message_t *message)
{
    zmq_msg_close(&message->body);
}

slice_t wire_body(wire_message_t *message)
{
    return (slice_t){zmq_msg_data(&message->body), zmq_msg_size(&message->body)};
}

bool wire_send(zsock_t *socket, const address_t *to, slice_t body)
{
    void *handle = zsock_resolve(socket);
    const int more = ZMQ_SNDMORE | ZMQ_DONTWAIT;
    /* Only the first frame can be refused; the rest belong to a message already taken. */
    if (zmq_send(handle, to->route.bytes, to->route.length, more) < 0)
        return false;
    if (to->delimited && zmq_send(handle, "", 0, more) < 0)
        return false;
    return zmq_send(handle, SIGNATURE, SIGNATURE_BYTES, more) >= 0 &&
           zmq_send(handle, body.bytes, body.length, ZMQ_DONTWAIT) >= 0;
}

bool wire_publish(zsock_t *socket, const char *topic, slice_t body)
{
    void *handle = zsock_resolve(socket);
    return zmq_send(handle, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
           zmq_send(handle, body.bytes, body.length, ZMQ_DONTWAIT) >= 0;
}

void wire_ignore(zsock_t *socket)
{
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (zmq_msg_recv(&message, zsock_resolve(socket), ZMQ_DONTWAIT) >= 0) {
    }
    zmq_msg_close(&message);
}
