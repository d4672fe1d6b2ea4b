/* The store's keys, and identities sealed so that not even duband can read them back (P50). */
#ifndef DUBAN_SEAL_H
#define DUBAN_SEAL_H

#include "../proto/request.h"
#include "receipt.h"
#include "store.h"

#define IDENTITY_KEY_BYTES 32

/* Loads the receipt key and the public identity key from the store, or makes them: the secret
 * identity key is then written to `identity.secret` in `directory` (mode 0600), for the bureau to
 * take off the machine; one that is there already is taken. -1 with the fault. Opens and ends a
 * write transaction of its own. */
int seal_load_keys(store_t *store, const char *directory, uint8_t receipt_key[RECEIPT_KEY_BYTES],
    uint8_t identity_key[IDENTITY_KEY_BYTES], fault_t *fault);

/* Seals name and contact of a submission (libsodium's sealed box over {name, contact}) into the
 * table `identity`, in the open write transaction. */
void seal_identity(store_t *store, const uint8_t identity_key[IDENTITY_KEY_BYTES],
    uint64_t case_number, const submit_t *submit);

#endif
