/* Fuzzes the fold: whatever events a ledger holds, the case that they make can be stored and read
 * back. The input is a run of events, each after its length in two bytes. */
#include "../../daemon/fold.h"
#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static unpacker_t unpacker;
    static event_t event;
    static case_t subject, again;
    fault_t fault = {0};
    memset(&subject, 0, sizeof subject);
    while (length >= 2) {
        size_t size = (size_t)bytes[0] << 8 | bytes[1];
        bytes += 2;
        length -= 2;
        if (size > length)
            size = length;
        if (event_unpack(&unpacker, bytes, size, &event, &fault) == 0)
            fold_event(&subject, &event);
        bytes += size;
        length -= size;
    }
    PROMISE(subject.line_count <= LINES_MAX && subject.clock_count <= CLOCKS_MAX);
    promise_round_trip(&CASE_RECORD, &subject, &again);
    return 0;
}
