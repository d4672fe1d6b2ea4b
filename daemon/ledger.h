/* The ledger: events in one gapless, hash-chained sequence. Appending here is the only way in. */
#ifndef DUBAN_LEDGER_H
#define DUBAN_LEDGER_H

#include "../proto/event.h"
#include "store.h"

/* The end of the chain, and room to encode in. All zero is the end of an empty ledger. */
typedef struct {
    uint64_t number; /* of the last event */
    int64_t at_ms;   /* of the last event */
    uint8_t hash[DIGEST_BYTES];
    buffer_t event_bytes, entry_bytes;
} ledger_t;

/* Sets the end of the chain to what the view has. -1 with the fault when the last entry cannot be
 * read. */
int ledger_find_end(ledger_t *self, store_view_t *view, fault_t *fault);

/* The time that it is for the ledger: what the machine's clock says, but never before the last
 * event. When the clock is set back, the ledger's time stands still until the clock has caught up:
 * no order of events, and no clock of a case, is ever turned round. */
int64_t ledger_now_ms(const ledger_t *self, int64_t clock_ms);

/* Numbers the event, appends it to the open write transaction and moves the end. */
void ledger_append(ledger_t *self, store_t *store, event_t *event);

/* Frees the room; the end stays. */
void ledger_free(ledger_t *self);

/* An entry as it stands in the store: value = [version, hash, bytes of the event]. The slices point
 * into `value`. -1 with the fault when it is no entry. */
int ledger_entry(
    slice_t value, unpacker_t *unpacker, slice_t *hash, slice_t *bytes, fault_t *fault);

/* Reads event `number`. -1 with the fault (ERROR_NOT_FOUND when there is none). */
int ledger_read(
    store_view_t *view, unpacker_t *unpacker, uint64_t number, event_t *event, fault_t *fault);

#endif
