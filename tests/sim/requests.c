/* Packs requests and reads answers. */
#include "requests.h"

#include "log.h"

#include <string.h>

#define ROUTE_CLIENT 1

static buffer_t message;
static unpacker_t unpacker;

void requests_send(bus_end_t end, unsigned client, op_t op, asked_t asked, uint64_t index,
    const record_t *record, const void *body)
{
    envelope_t envelope = {.op = op, .rid = (uint64_t)asked << 32 | index};
    route_t route = {{0, ROUTE_CLIENT, 0, 0, (uint8_t)client}, 5};
    buffer_clear(&message);
    request_pack(&envelope, record, body, &message);
    bus_post(end, &route, buffer_slice(&message), 0);
}

static uint64_t number(const msgpack_object *map, const char *key)
{
    const msgpack_object *value = map_get(map, key);
    return value && value->type == MSGPACK_OBJECT_POSITIVE_INTEGER ? value->via.u64 : 0;
}

static bool truth(const msgpack_object *map, const char *key)
{
    const msgpack_object *value = map_get(map, key);
    return value && value->type == MSGPACK_OBJECT_BOOLEAN && value->via.boolean;
}

static void text(const msgpack_object *map, const char *key, char *out, size_t size)
{
    const msgpack_object *value = map_get(map, key);
    if (value && value->type == MSGPACK_OBJECT_STR)
        snprintf(out, size, "%.*s", (int)value->via.str.size, value->via.str.ptr);
}

void requests_read(slice_t body, answer_t *answer)
{
    msgpack_object map;
    fault_t fault;
    *answer = (answer_t){0};
    if (unpack_message(&unpacker, body.bytes, body.length, &map, &fault) < 0)
        log_fail("an answer cannot be read: %s", fault.message);
    uint64_t rid = number(&map, "rid");
    answer->asked = (asked_t)(rid >> 32);
    answer->index = rid & UINT32_MAX;
    answer->ok = truth(&map, "ok");
    answer->dry = truth(&map, "dry_run");
    answer->event = number(&map, "event");
    const msgpack_object *subject = map_get(&map, "case"), *words = map_get(&map, "text");
    answer->last_event = number(subject ? subject : &map, "last_event");
    answer->shows_words = words && words->type == MSGPACK_OBJECT_STR && words->via.str.size > 0;
    answer->case_number = number(&map, "case");
    answer->due = number(&map, "due");
    answer->failed = number(&map, "failed");
    answer->received_ms = (int64_t)number(&map, "received_ms");
    answer->at_ms = (int64_t)number(&map, "at_ms");
    text(&map, "receipt", answer->receipt, sizeof answer->receipt);
    const msgpack_object *error = map_get(&map, "error");
    char code[32] = "";
    if (error) {
        text(error, "code", code, sizeof code);
        text(error, "message", answer->message, sizeof answer->message);
        answer->error = (error_code_t)term_value(&ERRORS, code, strlen(code));
    }
    if (answer->ok == (error != NULL))
        log_fail("an answer is neither ok nor an error");
}

uint64_t requests_index(slice_t body)
{
    msgpack_object map;
    if (unpack_message(&unpacker, body.bytes, body.length, &map, NULL) < 0)
        log_fail("a request cannot be read");
    return number(&map, "rid") & UINT32_MAX;
}

void requests_close(void)
{
    buffer_free(&message);
    unpacker_free(&unpacker);
}
