/* The table of operations, and how each request is decoded, done and answered. */
#include "desk.h"

#include "complainant.h"

#include <string.h>

/* Everything that one request needs on its way. */
typedef struct {
    desk_t *desk;
    const msgpack_object *body;
    uint64_t ticket;
    int64_t now_ms;
    desk_note_t *note;
    buffer_t *reply;
} request_t;

typedef struct {
    int (*handle)(request_t *request, desk_result_t *result);
    bool is_intake; /* stops when the store is nearly full; what PULL sockets take */
} operation_t;

static msgpack_packer begin_reply(request_t *request, size_t pairs)
{
    msgpack_packer packer = buffer_packer(request->reply);
    msgpack_pack_map(&packer, pairs + (request->note->rid ? 2 : 1));
    pack_text(&packer, "ok");
    msgpack_pack_true(&packer);
    if (request->note->rid)
        pack_number(&packer, "rid", request->note->rid);
    return packer;
}

static void pack_ack(request_t *request, const ack_t *ack, bool is_submission)
{
    msgpack_packer packer = begin_reply(request, is_submission ? 6 : 3);
    pack_number(&packer, "case", ack->case_number);
    pack_text(&packer, "state");
    pack_text(&packer, term_name(&STATES, ack->state));
    pack_number(&packer, "event", ack->event);
    if (!is_submission)
        return;
    pack_bool(&packer, "created", ack->created);
    pack_text(&packer, "receipt");
    pack_text(&packer, ack->receipt);
    pack_number(&packer, "received_ms", (uint64_t)ack->received_ms);
    if (ack->created)
        request->desk->created++;
    else
        request->desk->repeated++;
}

static int handle_submit(request_t *request, desk_result_t *result)
{
    submit_t submit;
    ack_t ack;
    fault_t *fault = &request->note->fault;
    *result = DESK_WROTE;
    if (record_from_map(&SUBMIT_RECORD, request->body, &submit, fault) < 0 ||
        registry_submit(request->desk->registry, &submit, request->now_ms, &ack, fault) < 0)
        return -1;
    pack_ack(request, &ack, true);
    return 0;
}

static int handle_finding(request_t *request, desk_result_t *result)
{
    finding_t finding;
    ack_t ack;
    fault_t *fault = &request->note->fault;
    *result = DESK_WROTE;
    if (record_from_map(&FINDING_RECORD, request->body, &finding, fault) < 0 ||
        registry_find(request->desk->registry, &finding, request->now_ms, &ack, fault) < 0)
        return -1;
    pack_ack(request, &ack, true);
    return 0;
}

static int handle_act(request_t *request, desk_result_t *result)
{
    act_t act;
    ack_t ack;
    fault_t *fault = &request->note->fault;
    *result = DESK_WROTE;
    if (record_from_map(&ACT_RECORD, request->body, &act, fault) < 0 ||
        registry_act(request->desk->registry, &act, request->now_ms, &ack, fault) < 0)
        return -1;
    pack_ack(request, &ack, false);
    return 0;
}

static int handle_respond(request_t *request, desk_result_t *result)
{
    respond_t respond;
    ack_t ack;
    fault_t *fault = &request->note->fault;
    *result = DESK_WROTE;
    if (record_from_map(&RESPOND_RECORD, request->body, &respond, fault) < 0 ||
        registry_respond(request->desk->registry, &respond, request->now_ms, &ack, fault) < 0)
        return -1;
    msgpack_packer packer = begin_reply(request, 4);
    pack_text(&packer, "receipt");
    pack_text(&packer, ack.receipt);
    pack_text(&packer, "progress");
    pack_text(&packer, term_name(&PROGRESSES, complainant_progress(ack.state)));
    pack_number(&packer, "event", ack.event);
    pack_bool(&packer, "created", ack.created);
    return 0;
}

static int handle_sweep(request_t *request, desk_result_t *result)
{
    sweep_t sweep;
    fault_t *fault = &request->note->fault;
    if (record_from_map(&SWEEP_RECORD, request->body, &sweep, fault) < 0 ||
        foreman_ask_sweep(request->desk->foreman, &sweep, request->ticket, request->note->rid,
            request->now_ms, fault) < 0)
        return -1;
    *result = DESK_LATER;
    return 0;
}

static int handle_query(request_t *request, desk_result_t *result)
{
    if (record_from_map(
            &QUERY_RECORD, request->body, &request->note->query, &request->note->fault) < 0)
        return -1;
    *result = DESK_QUERY;
    return 0;
}

static int handle_ping(request_t *request, desk_result_t *result)
{
    msgpack_packer packer = begin_reply(request, 3);
    pack_text(&packer, "version");
    pack_text(&packer, DUBAN_VERSION);
    pack_number(&packer, "now_ms", (uint64_t)request->now_ms);
    pack_text(&packer, "policy");
    pack_bytes(&packer, request->desk->registry->policy->digest, DIGEST_BYTES);
    *result = DESK_SAID;
    return 0;
}

static const operation_t operations[OP_COUNT] = {
    [OP_SUBMIT] = {handle_submit, true},
    [OP_FINDING] = {handle_finding, true},
    [OP_ACT] = {handle_act, false},
    [OP_SWEEP] = {handle_sweep, false},
    [OP_QUERY] = {handle_query, false},
    [OP_PING] = {handle_ping, false},
    [OP_RESPOND] = {handle_respond, true},
};

void desk_refuse(desk_t *self, uint64_t rid, const fault_t *fault, buffer_t *reply)
{
    self->by_error[fault->code]++;
    reply_pack_fault(rid, fault, reply);
}

/* An operation that is not in the table is named as such, apart from other bad values. */
static int read_envelope(const msgpack_object *body, envelope_t *envelope, fault_t *fault)
{
    if (record_from_map(&ENVELOPE_RECORD, body, envelope, fault) == 0)
        return 0;
    const msgpack_object *op = map_get(body, "op");
    if (op && op->type == MSGPACK_OBJECT_STR && strcmp(fault->field, "op") == 0)
        fault->code = ERROR_UNKNOWN_OP;
    return -1;
}

/* Decodes and does the request; -1 with the note's fault. */
static int handle(desk_t *self, slice_t bytes, request_t *request, desk_result_t *result)
{
    msgpack_object body;
    envelope_t envelope;
    desk_note_t *note = request->note;
    if (unpack_message(&self->unpacker, bytes.bytes, bytes.length, &body, &note->fault) < 0)
        return -1;
    const msgpack_object *rid = map_get(&body, "rid");
    if (rid && rid->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
        note->rid = rid->via.u64; /* an error reply echoes it too */
    if (read_envelope(&body, &envelope, &note->fault) < 0)
        return -1;
    note->op = envelope.op;
    self->by_op[envelope.op]++;
    request->body = &body;
    const operation_t *operation = &operations[envelope.op];
    if (self->push_only && envelope.op != OP_SUBMIT)
        return fault_set(&note->fault, ERROR_INVALID, "op",
            "a PUSH socket takes `submit` only, since it cannot be answered; use REQ or DEALER");
    if (self->full && operation->is_intake)
        return fault_set(&note->fault, ERROR_UNAVAILABLE, NULL,
            "the store is nearly full; send it again later with the same id");
    return operation->handle(request, result);
}

desk_result_t desk_handle(
    desk_t *self, slice_t body, uint64_t ticket, int64_t now_ms, desk_note_t *note, buffer_t *reply)
{
    desk_result_t result = DESK_SAID;
    memset(note, 0, sizeof *note);
    request_t request = {self, NULL, ticket, now_ms, note, reply};
    if (handle(self, body, &request, &result) < 0) {
        desk_refuse(self, note->rid, &note->fault, reply);
        return result;
    }
    note->fault.code = ERROR_NONE;
    return result;
}
