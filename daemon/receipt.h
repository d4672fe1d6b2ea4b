/* Receipts: what a complainant holds to ask for his case. A receipt is the case number and a keyed
 * hash of it, so none can be guessed and no table of them is needed. */
#ifndef DUBAN_RECEIPT_H
#define DUBAN_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#define RECEIPT_KEY_BYTES 32
#define RECEIPT_BYTES     24 /* "XXXXX-XXXXX-XXXXX-XXXXX" and its NUL */

/* Writes the receipt of a case: 40 bits of its number and 60 bits of BLAKE2b keyed with the store's
 * own key, in Crockford's base 32 (no I, L, O, U). */
void receipt_make(
    const uint8_t key[RECEIPT_KEY_BYTES], uint64_t case_number, char receipt[RECEIPT_BYTES]);

/* The case of a receipt as a person typed it (case, spaces and hyphens do not matter; O reads as 0,
 * I and L as 1), or 0 when it is not one of this store's. Takes the same time for every wrong one.
 */
uint64_t receipt_case(const uint8_t key[RECEIPT_KEY_BYTES], const char *typed);

#endif
