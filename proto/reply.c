/* Reads replies: the head of each, receipts, errors, and single members for callers. */
#include "reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)DUBAN_BUSY == (int)ERROR_BUSY, "duban_code_t follows error_code_t");
_Static_assert(DUBAN_ID_BYTES == ID_BYTES, "duban.h follows case.h");

int error_set(duban_error_t *error, duban_code_t code, const char *format, ...)
{
    if (!error)
        return -1;
    *error = (duban_error_t){.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return -1;
}

const char *duban_code_name(duban_code_t code)
{
    switch (code) {
    case DUBAN_OK:
        return "ok";
    case DUBAN_TIMEOUT:
        return "timeout";
    case DUBAN_NOT_CONNECTED:
        return "not_connected";
    case DUBAN_WINDOW_FULL:
        return "window_full";
    case DUBAN_OTHER:
        return "other";
    default:
        return term_name(&ERRORS, code);
    }
}

typedef struct {
    char code[24];
    char field[64];
    char message[DUBAN_ERROR_BYTES];
} wire_error_t;

static const field_t error_fields[] = {
    {"code", FIELD_TEXT, FIELD_AT(wire_error_t, code), .required = true},
    {"field", FIELD_TEXT, FIELD_AT(wire_error_t, field)},
    {"message", FIELD_TEXT, FIELD_AT(wire_error_t, message)},
};
static RECORD(ERROR_RECORD, "error", wire_error_t, error_fields);

typedef struct {
    bool ok;
    uint64_t rid;
    wire_error_t error;
} wire_head_t;

static const field_t head_fields[] = {
    {"ok", FIELD_BOOL, FIELD_AT(wire_head_t, ok)},
    {"rid", FIELD_UINT, FIELD_AT(wire_head_t, rid), .required = true},
    {"error", FIELD_RECORD, FIELD_AT(wire_head_t, error), .record = &ERROR_RECORD},
};
static RECORD(HEAD_RECORD, "reply", wire_head_t, head_fields);

static const field_t receipt_fields[] = {
    {"case", FIELD_UINT, FIELD_AT(duban_receipt_t, case_number), .required = true},
    {"receipt", FIELD_TEXT, FIELD_AT(duban_receipt_t, receipt), .required = true},
    {"created", FIELD_BOOL, FIELD_AT(duban_receipt_t, created)},
    {"state", FIELD_TEXT, FIELD_AT(duban_receipt_t, state)},
    {"received_ms", FIELD_TIME, FIELD_AT(duban_receipt_t, received_ms)},
    {"event", FIELD_UINT, FIELD_AT(duban_receipt_t, event)},
};
static RECORD(RECEIPT_RECORD, "receipt", duban_receipt_t, receipt_fields);

static void read_error(const wire_error_t *wire, duban_error_t *error)
{
    *error = (duban_error_t){.code = term_value(&ERRORS, wire->code, strlen(wire->code))};
    if (error->code == DUBAN_OK)
        error->code = DUBAN_OTHER;
    snprintf(error->field, sizeof error->field, "%s", wire->field);
    snprintf(
        error->message, sizeof error->message, "%s", wire->message[0] ? wire->message : wire->code);
}

duban_reply_t *reply_new(zmq_msg_t *message, reply_head_t *head)
{
    duban_reply_t *self = calloc(1, sizeof *self);
    if (!self) {
        zmq_msg_close(message);
        return NULL;
    }
    zmq_msg_init(&self->message);
    zmq_msg_move(&self->message, message);
    zmq_msg_close(message);

    wire_head_t wire;
    if (unpack_message(&self->unpacker, zmq_msg_data(&self->message), zmq_msg_size(&self->message),
            &self->root, NULL) < 0 ||
        record_from_map(&HEAD_RECORD, &self->root, &wire, NULL) < 0 ||
        (!wire.ok && !wire.error.code[0])) {
        duban_reply_destroy(&self);
        return NULL;
    }
    *head = (reply_head_t){.ok = wire.ok, .rid = wire.rid};
    if (!wire.ok)
        read_error(&wire.error, &head->error);
    return self;
}

int reply_receipt(const duban_reply_t *reply, duban_receipt_t *receipt, duban_error_t *error)
{
    duban_receipt_t unwanted;
    fault_t fault = {0};
    if (record_from_map(&RECEIPT_RECORD, &reply->root, receipt ? receipt : &unwanted, &fault) == 0)
        return 0;
    return error_set(error, DUBAN_OTHER,
        "the reply is no receipt (%s); is client and daemon of one version?", fault.message);
}

const void *duban_reply_bytes(const duban_reply_t *reply, size_t *length)
{
    zmq_msg_t *message = (zmq_msg_t *)&reply->message;
    *length = zmq_msg_size(message);
    return zmq_msg_data(message);
}

uint64_t duban_reply_number(const duban_reply_t *reply, const char *key, uint64_t otherwise)
{
    const msgpack_object *object = map_get(&reply->root, key);
    if (object && object->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
        return object->via.u64;
    if (object && object->type == MSGPACK_OBJECT_BOOLEAN)
        return object->via.boolean;
    return otherwise;
}

const char *duban_reply_text(const duban_reply_t *reply, const char *key, size_t *length)
{
    const msgpack_object *object = map_get(&reply->root, key);
    *length = 0;
    if (!object || object->type != MSGPACK_OBJECT_STR)
        return NULL;
    *length = object->via.str.size;
    return object->via.str.ptr;
}

void duban_reply_destroy(duban_reply_t **self_p)
{
    if (!*self_p)
        return;
    unpacker_free(&(*self_p)->unpacker);
    zmq_msg_close(&(*self_p)->message);
    free(*self_p);
    *self_p = NULL;
}
