/* Fuzzes the ledger: stored events, and that packing an event that was read gives one event. */
#include "../../proto/event.h"
#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static unpacker_t unpacker;
    static buffer_t first, second;
    static event_t event, again;
    fault_t fault = {0};
    if (event_unpack(&unpacker, bytes, length, &event, &fault) < 0) {
        promise_fault(&fault);
        return 0;
    }
    buffer_clear(&first);
    buffer_clear(&second);
    event_pack(&event, &first);
    PROMISE(event_unpack(&unpacker, first.bytes, first.length, &again, &fault) == 0);
    PROMISE(event.kind == again.kind);
    PROMISE(same_record(event_data_record(event.kind), &event.data, &again.data));
    event_pack(&again, &second);
    PROMISE(first.length == second.length);
    PROMISE(memcmp(first.bytes, second.bytes, first.length) == 0);
    return 0;
}
