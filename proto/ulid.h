/* ULIDs: 128-bit ids that sort by time, in 26 characters of Crockford's base 32
 * (github.com/ulid/spec). They keep the index of submissions local. */
#ifndef DUBAN_ULID_H
#define DUBAN_ULID_H

#include <stdint.h>

#define ULID_BYTES  27 /* 26 characters and the NUL */
#define ULID_RANDOM 10

/* The last id made; all zero is a valid start. One per thread, or under a lock. */
typedef struct {
    int64_t at_ms;
    uint8_t random[ULID_RANDOM];
} ulid_t;

/* Writes an id that is greater than every one made before with the same `last`, even if the clock
 * stands still or goes back. `now_ms` is UTC milliseconds. Call sodium_init first. */
void ulid_next(ulid_t *last, int64_t now_ms, char out[ULID_BYTES]);

/* Reads the time of an id (either case). -1 when `text` is no ULID. */
int ulid_parse(const char *text, int64_t *at_ms);

#endif
