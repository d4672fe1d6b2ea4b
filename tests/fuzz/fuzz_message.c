/* Fuzzes the intake: one message, read as the envelope and as the body of every operation. */
#include "../../proto/request.h"
#include "oracle.h"

static const record_t *const bodies[] = {
    &SUBMIT_RECORD, &FINDING_RECORD, &ACT_RECORD, &SWEEP_RECORD, &QUERY_RECORD, &RESPOND_RECORD};

static union {
    submit_t submit;
    finding_t finding;
    act_t act;
    sweep_t sweep;
    query_t query;
    respond_t respond;
} body, again;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static unpacker_t unpacker;
    msgpack_object object;
    fault_t fault = {0};
    envelope_t envelope;
    if (unpack_message(&unpacker, bytes, length, &object, &fault) < 0) {
        promise_fault(&fault);
        return 0;
    }
    if (record_from_map(&ENVELOPE_RECORD, &object, &envelope, &fault) < 0)
        promise_fault(&fault);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        fault = (fault_t){0};
        if (record_from_map(bodies[i], &object, &body, &fault) < 0)
            promise_fault(&fault);
        else
            promise_round_trip(bodies[i], &body, &again);
    }
    return 0;
}
