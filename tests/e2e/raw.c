/* Sends and receives frames as a foreign program would. */
#include "raw.h"

#include <poll.h>
#include <stdlib.h>

raw_t *raw_open(int type, const char *endpoint, const char *identity)
{
    raw_t *self = calloc(1, sizeof *self);
    const int linger_ms = 0, patience_ms = PATIENCE_MS, reconnect_ms = 20;
    assert_non_null(self);
    self->context = zmq_ctx_new();
    self->socket = zmq_socket(self->context, type);
    assert_non_null(self->socket);
    zmq_setsockopt(self->socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    zmq_setsockopt(self->socket, ZMQ_SNDTIMEO, &patience_ms, sizeof patience_ms);
    zmq_setsockopt(self->socket, ZMQ_RECONNECT_IVL, &reconnect_ms, sizeof reconnect_ms);
    if (identity)
        assert_int_equal(
            zmq_setsockopt(self->socket, ZMQ_ROUTING_ID, identity, strlen(identity)), 0);
    assert_int_equal(zmq_connect(self->socket, endpoint), 0);
    zmq_msg_init(&self->body);
    return self;
}

void raw_close(raw_t **self_p)
{
    raw_t *self = *self_p;
    if (!self)
        return;
    zmq_msg_close(&self->body);
    zmq_close(self->socket);
    zmq_ctx_term(self->context);
    unpacker_free(&self->unpacker);
    free(self);
    *self_p = NULL;
}

void raw_send_frames(raw_t *self, const slice_t *frames, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int flags = i + 1 < count ? ZMQ_SNDMORE : 0;
        int sent = zmq_send(self->socket, frames[i].bytes, frames[i].length, flags);
        assert_int_equal(sent, frames[i].length);
    }
}

void raw_send_body(raw_t *self, buffer_t *body)
{
    const slice_t frames[] = {{SIGNATURE, SIGNATURE_BYTES}, buffer_slice(body)};
    raw_send_frames(self, frames, 2);
    buffer_free(body);
}

void raw_send_request(raw_t *self, op_t op, uint64_t rid, const record_t *record, const void *body)
{
    buffer_t bytes = {0};
    request_pack(&(envelope_t){.op = op, .rid = rid}, record, body, &bytes);
    raw_send_body(self, &bytes);
}

bool raw_receive(raw_t *self, int wait_ms)
{
    zmq_pollitem_t item = {self->socket, 0, ZMQ_POLLIN, 0};
    char signature[SIGNATURE_BYTES + 1];
    fault_t fault = {0};
    if (zmq_poll(&item, 1, wait_ms) != 1)
        return false;
    int length = zmq_recv(self->socket, signature, sizeof signature, ZMQ_DONTWAIT);
    if (length == 0) /* the delimiter comes back to whoever sent one */
        length = zmq_recv(self->socket, signature, sizeof signature, ZMQ_DONTWAIT);
    assert_int_equal(length, SIGNATURE_BYTES);
    assert_memory_equal(signature, SIGNATURE, SIGNATURE_BYTES);
    assert_true(zmq_msg_recv(&self->body, self->socket, ZMQ_DONTWAIT) >= 0);
    assert_false(zmq_msg_more(&self->body));
    if (unpack_message(&self->unpacker, zmq_msg_data(&self->body), zmq_msg_size(&self->body),
            &self->map, &fault) < 0)
        fail_msg("the reply cannot be read: %s", fault.message);
    return true;
}

error_code_t raw_error(const raw_t *self)
{
    char code[64];
    if (view_bool(&self->map, "ok"))
        return ERROR_NONE;
    view_text(view_map(&self->map, "error"), "code", code, sizeof code);
    error_code_t value = term_value(&ERRORS, code, strlen(code));
    assert_true(value);
    return value;
}
