/* A reply of the daemon, as libduban reads and hands it on. */
#ifndef DUBAN_REPLY_H
#define DUBAN_REPLY_H

#include "case.h"
#include "duban.h"

#include <zmq.h>

struct duban_reply {
    zmq_msg_t message; /* holds the bytes that `root` points into */
    unpacker_t unpacker;
    msgpack_object root;
};

/* What every reply says of itself. */
typedef struct {
    bool ok;
    uint64_t rid;
    duban_error_t error;
} reply_head_t;

/* Takes the bytes of `message` over (it is closed in any case) and reads the head. NULL when they
 * are no reply. The caller owns the result. */
duban_reply_t *reply_new(zmq_msg_t *message, reply_head_t *head);

/* The receipt of a submission or finding. -1 with the error when the reply holds none. */
int reply_receipt(const duban_reply_t *reply, duban_receipt_t *receipt, duban_error_t *error);

/* Fills `error` (when not NULL) and returns -1. */
int error_set(duban_error_t *error, duban_code_t code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
