/* The keys of the store's tables: big-endian numbers, so that their order is the order of time. */
#ifndef DUBAN_KEYS_H
#define DUBAN_KEYS_H

#include "../proto/case.h"

#define KEY_BYTES_MAX 128

typedef struct {
    uint8_t bytes[KEY_BYTES_MAX];
    size_t length;
} store_key_t;

/* event, case, document, identity: the number. */
store_key_t key_number(uint64_t number);
/* submission: gateway ‖ 0 ‖ the sender's id. */
store_key_t key_submission(const char *gateway, const char *id);
/* stage: stage ‖ case. */
store_key_t key_stage(stage_t stage, uint64_t case_number);
/* clock: next_ms ‖ case ‖ line ‖ kind; the oldest due comes first. */
store_key_t key_clock(int64_t next_ms, uint64_t case_number, uint64_t line, clock_kind_t kind);
/* What an entry of the subject table says of the person or section (its first byte). */
#define INDEX_PERSON  'p' /* named by the case, or the target of a line */
#define INDEX_SECTION 's' /* named by the case */
#define INDEX_FOUND   'f' /* section of a case whose finding stands (Q17) */
#define INDEX_OVERDUE 'o' /* leader who was told of an overdue clock that still runs (Q16) */
#define INDEX_PURSUED 'r' /* leader whose principal responsibility is pursued (P39) */

/* subject: type ‖ id of the person or section ‖ 0 ‖ case. */
store_key_t key_subject(char type, const char *id, uint64_t case_number);
/* notice: gateway ‖ 0 ‖ case ‖ notice. */
store_key_t key_notice(const char *gateway, uint64_t case_number, notice_t notice);
/* response: case ‖ the sender's id. */
store_key_t key_response(uint64_t case_number, const char *id);

/* merged: the case that others are merged into ‖ one of these. */
store_key_t key_merged(uint64_t into, uint64_t case_number);

slice_t key_slice(const store_key_t *key);

/* True when `key` starts with the bytes of `prefix`. */
bool key_begins(slice_t key, const store_key_t *prefix);

/* The value behind a subject key, by which near-same texts are found: fingerprint ‖ received_ms;
 * empty while the case has no fingerprint. */
store_key_t key_subject_value(const case_t *subject);

/* Takes such a value apart; false when it is empty. */
bool key_read_subject_value(slice_t value, uint64_t *fingerprint, int64_t *received_ms);

/* The number in the last 8 bytes of a key (case of stage and subject keys, number of the others);
 * 0 when the key is shorter. */
uint64_t key_last_number(slice_t key);

typedef struct {
    int64_t next_ms;
    uint64_t case_number;
    uint64_t line;
    clock_kind_t kind;
} clock_key_t;

/* Takes a clock key apart; false when it is none. */
bool key_read_clock(slice_t key, clock_key_t *clock);

/* Takes a notice key of this gateway apart; false when it is none. */
bool key_read_notice(slice_t key, const char *gateway, uint64_t *case_number, notice_t *notice);

#endif
