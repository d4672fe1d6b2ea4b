/* Checks a ledger from outside: entries come one by one, in order, from a daemon or a file. */
#ifndef DUBAN_CHAIN_H
#define DUBAN_CHAIN_H

#include "../proto/event.h"

/* How far the chain has been followed. All zero is the start. */
typedef struct {
    uint64_t count;             /* entries that were right */
    uint8_t head[DIGEST_BYTES]; /* hash of the last of them */
    unpacker_t unpacker;
    unpacker_t event_unpacker;
} chain_t;

/* Takes the next entry, the msgpack array [1, hash, event]. -1 with a fault that names the event
 * when it is no entry, not the next number, or its hash does not follow from the one before. */
int chain_take(chain_t *self, const void *bytes, size_t length, fault_t *fault);
void chain_free(chain_t *self);

#endif
