/* Fuzzes the work socket: heads, and the items, results and files that they carry. */
#include "../../proto/work.h"
#include "oracle.h"

static union {
    work_item_t item;
    work_result_t result;
    bundle_file_t file;
} member, again;

static void read_list(const msgpack_object *message, const char *name, const record_t *record)
{
    const msgpack_object *list = map_get(message, name);
    if (!list || list->type != MSGPACK_OBJECT_ARRAY)
        return;
    for (uint32_t i = 0; i < list->via.array.size && i < WORK_BATCH_MAX; i++) {
        fault_t fault = {0};
        if (record_from_map(record, &list->via.array.ptr[i], &member, &fault) < 0)
            promise_fault(&fault);
        else
            promise_round_trip(record, &member, &again);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static unpacker_t unpacker;
    msgpack_object message;
    work_head_t head, other;
    fault_t fault = {0};
    if (unpack_message(&unpacker, bytes, length, &message, &fault) < 0 ||
        record_from_map(&WORK_HEAD_RECORD, &message, &head, &fault) < 0) {
        promise_fault(&fault);
        return 0;
    }
    promise_round_trip(&WORK_HEAD_RECORD, &head, &other);
    read_list(&message, "items", &WORK_ITEM_RECORD);
    read_list(&message, "results", &WORK_RESULT_RECORD);
    read_list(&message, "files", &BUNDLE_FILE_RECORD);
    return 0;
}
