/* Follows the hash chain of a ledger. */
#include "chain.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t hash[DIGEST_BYTES];
    slice_t event;
} entry_t;

static const field_t entry_fields[] = {
    {"hash", FIELD_DIGEST, FIELD_AT(entry_t, hash), .required = true},
    {"event", FIELD_BYTES, FIELD_AT(entry_t, event), .required = true},
};
static RECORD(ENTRY_RECORD, "ledger entry", entry_t, entry_fields);

static int broken(const chain_t *self, fault_t *fault, const char *why)
{
    return fault_set(
        fault, ERROR_INVALID, NULL, "event %llu: %s", (unsigned long long)self->count + 1, why);
}

int chain_take(chain_t *self, const void *bytes, size_t length, fault_t *fault)
{
    entry_t entry;
    fault_t why;
    if (record_from_value(&ENTRY_RECORD, &self->unpacker, bytes, length, &entry, &why) < 0)
        return broken(self, fault, why.message);
    event_t *event = malloc(sizeof *event);
    if (!event)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
    int rc =
        event_unpack(&self->event_unpacker, entry.event.bytes, entry.event.length, event, &why);
    uint64_t number = event->number;
    free(event);
    if (rc < 0)
        return broken(self, fault, why.message);
    if (number != self->count + 1)
        return fault_set(fault, ERROR_INVALID, NULL,
            "event %llu: number %llu stands in its place; events are missing or out of order",
            (unsigned long long)self->count + 1, (unsigned long long)number);
    uint8_t next[DIGEST_BYTES];
    chain_next(self->head, entry.event.bytes, entry.event.length, next);
    if (memcmp(next, entry.hash, sizeof next) != 0)
        return broken(self, fault,
            "its hash does not follow from the event before and its own bytes; one of them was "
            "changed");
    memcpy(self->head, next, sizeof next);
    self->count++;
    return 0;
}

void chain_free(chain_t *self)
{
    unpacker_free(&self->unpacker);
    unpacker_free(&self->event_unpacker);
}
