/* Makes and reads ULIDs; within one millisecond the random part counts up. */
#include "ulid.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Adds one to the random part; false when it overflows, which 2^80 ids do not reach by chance. */
static int count_up(uint8_t random[ULID_RANDOM])
{
    for (int i = ULID_RANDOM - 1; i >= 0; i--) {
        if (++random[i])
            return 1;
    }
    return 0;
}

void ulid_next(ulid_t *last, int64_t now_ms, char out[ULID_BYTES])
{
    if (now_ms > last->at_ms) {
        last->at_ms = now_ms;
        randombytes_buf(last->random, sizeof last->random);
    } else if (!count_up(last->random)) {
        last->at_ms++;
    }
    uint8_t bytes[16];
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)((uint64_t)last->at_ms >> (8 * (5 - i)));
    memcpy(bytes + 6, last->random, ULID_RANDOM);
    /* 26 characters hold 130 bits; the first two bits are zero. */
    for (int i = 0; i < 26; i++) {
        int bit = 5 * i - 2;
        unsigned value = 0;
        for (int j = 0; j < 5; j++, bit++)
            value = value << 1 | (bit >= 0 ? bytes[bit / 8] >> (7 - bit % 8) & 1u : 0u);
        out[i] = alphabet[value];
    }
    out[26] = 0;
}

int ulid_parse(const char *text, int64_t *at_ms)
{
    if (strlen(text) != 26 || text[0] > '7')
        return -1;
    int64_t time = 0;
    for (int i = 0; i < 26; i++) {
        char upper[2] = {text[i], 0};
        size_t value = 0;
        while (alphabet[value] && strncasecmp(upper, &alphabet[value], 1) != 0)
            value++;
        if (value == 32)
            return -1;
        if (i < 10)
            time = time << 5 | (int64_t)value;
    }
    *at_ms = time;
    return 0;
}
