/* A bare ZeroMQ socket of a test: frames out, the decoded reply in. */
#ifndef DUBAN_TEST_RAW_H
#define DUBAN_TEST_RAW_H

#include "../../proto/request.h"
#include "harness.h"

#include <zmq.h>

typedef struct {
    void *context, *socket;
    unpacker_t unpacker;
    zmq_msg_t body;     /* the last message's; `map` points into it */
    msgpack_object map; /* the last reply */
} raw_t;

/* Connects a socket of a ZMQ_ type; `identity` is its routing id or NULL. */
raw_t *raw_open(int type, const char *endpoint, const char *identity);
void raw_close(raw_t **self_p);

/* Sends one message of these frames; waits while the socket cannot take it. */
void raw_send_frames(raw_t *self, const slice_t *frames, size_t count);

/* Sends the signature and the bytes of the buffer, which is freed. */
void raw_send_body(raw_t *self, buffer_t *body);

/* Sends a request with its envelope. */
void raw_send_request(raw_t *self, op_t op, uint64_t rid, const record_t *record, const void *body);

/* The next reply: signature and map, which it checks. False when none comes in `wait_ms`. */
bool raw_receive(raw_t *self, int wait_ms);

/* The code of the last reply's error; ERROR_NONE when it was ok. */
error_code_t raw_error(const raw_t *self);

#endif
