/* Appends events to the chain and reads them back. */
#include "ledger.h"

#include "keys.h"

#include <stdlib.h>
#include <string.h>

int ledger_entry(slice_t value, unpacker_t *unpacker, slice_t *hash, slice_t *bytes, fault_t *fault)
{
    msgpack_object object;
    if (unpack_message(unpacker, value.bytes, value.length, &object, fault) < 0)
        return -1;
    const msgpack_object *items = object.via.array.ptr;
    if (object.type != MSGPACK_OBJECT_ARRAY || object.via.array.size != 3 ||
        items[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER || items[0].via.u64 != RECORD_VERSION ||
        items[1].type != MSGPACK_OBJECT_BIN || items[1].via.bin.size != DIGEST_BYTES ||
        items[2].type != MSGPACK_OBJECT_BIN)
        return fault_set(fault, ERROR_INVALID, NULL,
            "a ledger entry is [%d, hash, event]; this one is something else", RECORD_VERSION);
    *hash = (slice_t){items[1].via.bin.ptr, items[1].via.bin.size};
    *bytes = (slice_t){items[2].via.bin.ptr, items[2].via.bin.size};
    return 0;
}

int ledger_find_end(ledger_t *self, store_view_t *view, fault_t *fault)
{
    slice_t key, value, hash, bytes;
    store_key_t end = key_number(UINT64_MAX);
    self->number = 0;
    self->at_ms = 0;
    memset(self->hash, 0, sizeof self->hash);
    store_cursor_t *cursor = cursor_open(view, TABLE_EVENT);
    bool found = cursor_before(cursor, key_slice(&end), &key, &value);
    cursor_close(&cursor);
    if (!found)
        return 0;
    unpacker_t unpacker = {0};
    event_t *event = malloc(sizeof *event);
    int rc = event ? ledger_entry(value, &unpacker, &hash, &bytes, fault)
                   : fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    if (rc == 0) {
        memcpy(self->hash, hash.bytes, DIGEST_BYTES);
        rc = event_unpack(&unpacker, bytes.bytes, bytes.length, event, fault);
    }
    if (rc == 0) {
        self->number = event->number;
        self->at_ms = event->at_ms;
    }
    free(event);
    unpacker_free(&unpacker);
    return rc;
}

int64_t ledger_now_ms(const ledger_t *self, int64_t clock_ms)
{
    return clock_ms > self->at_ms ? clock_ms : self->at_ms;
}

void ledger_append(ledger_t *self, store_t *store, event_t *event)
{
    event->number = ++self->number;
    self->at_ms = event->at_ms;
    buffer_clear(&self->event_bytes);
    event_pack(event, &self->event_bytes);
    slice_t bytes = buffer_slice(&self->event_bytes);
    chain_next(self->hash, bytes.bytes, bytes.length, self->hash);

    buffer_clear(&self->entry_bytes);
    msgpack_packer packer = buffer_packer(&self->entry_bytes);
    msgpack_pack_array(&packer, 3);
    msgpack_pack_int(&packer, RECORD_VERSION);
    pack_bytes(&packer, self->hash, DIGEST_BYTES);
    pack_bytes(&packer, bytes.bytes, bytes.length);
    store_key_t key = key_number(event->number);
    store_put(store, TABLE_EVENT, key_slice(&key), buffer_slice(&self->entry_bytes));
}

void ledger_free(ledger_t *self)
{
    buffer_free(&self->event_bytes);
    buffer_free(&self->entry_bytes);
}

int ledger_read(
    store_view_t *view, unpacker_t *unpacker, uint64_t number, event_t *event, fault_t *fault)
{
    slice_t value, hash, bytes;
    store_key_t key = key_number(number);
    if (!view_get(view, TABLE_EVENT, key_slice(&key), &value))
        return fault_set(fault, ERROR_NOT_FOUND, NULL, "the ledger has no event %llu",
            (unsigned long long)number);
    if (ledger_entry(value, unpacker, &hash, &bytes, fault) < 0)
        return -1;
    return event_unpack(unpacker, bytes.bytes, bytes.length, event, fault);
}
