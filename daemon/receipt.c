/* Makes and checks receipts. */
#include "receipt.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#define DIGITS      20
#define NUMBER_BITS 40
#define GROUP       5

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The 20 base-32 digits of a case's receipt, 5 bits each. */
static void make_digits(const uint8_t *key, uint64_t case_number, uint8_t digits[DIGITS])
{
    uint8_t number[8], mac[crypto_generichash_BYTES];
    for (unsigned i = 0; i < 8; i++)
        number[i] = (uint8_t)(case_number >> (56 - 8 * i));
    crypto_generichash(mac, sizeof mac, number, sizeof number, key, RECEIPT_KEY_BYTES);
    for (unsigned i = 0; i < NUMBER_BITS / 5; i++)
        digits[i] = case_number >> (NUMBER_BITS - 5 * (i + 1)) & 31;
    for (unsigned i = NUMBER_BITS / 5; i < DIGITS; i++)
        digits[i] = mac[i] & 31;
}

void receipt_make(
    const uint8_t key[RECEIPT_KEY_BYTES], uint64_t case_number, char receipt[RECEIPT_BYTES])
{
    uint8_t digits[DIGITS];
    make_digits(key, case_number, digits);
    char *out = receipt;
    for (unsigned i = 0; i < DIGITS; i++) {
        if (i && i % GROUP == 0)
            *out++ = '-';
        *out++ = alphabet[digits[i]];
    }
    *out = 0;
}

/* The digit that a person meant by a character, or -1. */
static int read_digit(char typed)
{
    char upper = (char)toupper((unsigned char)typed);
    if (upper == 'O')
        return 0;
    if (upper == 'I' || upper == 'L')
        return 1;
    const char *found = upper ? strchr(alphabet, upper) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

uint64_t receipt_case(const uint8_t key[RECEIPT_KEY_BYTES], const char *typed)
{
    uint8_t digits[DIGITS] = {0}, expected[DIGITS];
    unsigned count = 0;
    for (; *typed; typed++) {
        if (*typed == '-' || *typed == ' ')
            continue;
        int digit = read_digit(*typed);
        if (digit < 0 || count == DIGITS)
            return 0;
        digits[count++] = (uint8_t)digit;
    }
    uint64_t number = 0;
    for (unsigned i = 0; i < NUMBER_BITS / 5; i++)
        number = number << 5 | digits[i];
    make_digits(key, number, expected);
    bool genuine = sodium_memcmp(digits, expected, DIGITS) == 0;
    return genuine && count == DIGITS ? number : 0;
}
