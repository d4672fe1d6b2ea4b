/* Records described by tables: one description serves the wire (maps with string keys), the disk
 * (arrays by position) and the checks of both (types, bounds, UTF-8, vocabularies). */
#ifndef DUBAN_RECORD_H
#define DUBAN_RECORD_H

#include "buffer.h"
#include "fault.h"
#include "terms.h"

#include <stdbool.h>

/* The C type of the member that a field describes:
 *   TEXT    char[size], NUL-terminated UTF-8        on the wire a string
 *   STRING  slice_t into the message, UTF-8         on the wire a string
 *   BYTES   slice_t into the message                on the wire a binary
 *   DIGEST  uint8_t[size], exactly that many bytes  on the wire a binary
 *   UINT    uint64_t                                an integer from min to max
 *   TIME    int64_t, UTC milliseconds, 0 unset      an integer
 *   REAL    double                                  a number
 *   BOOL    bool
 *   TERM    an enumeration of terms.h               its name on the wire, its number on disk
 *   SET     uint64_t of term_bit()s                 an array of names / the bits on disk
 *   TEXTS   char[n][item_size] and a size_t count   an array of strings
 *   LIST    record[n] and a size_t count            an array of maps / of arrays
 *   RECORD  another record                          a map / an array */
typedef enum {
    FIELD_TEXT,
    FIELD_STRING,
    FIELD_BYTES,
    FIELD_DIGEST,
    FIELD_UINT,
    FIELD_TIME,
    FIELD_REAL,
    FIELD_BOOL,
    FIELD_TERM,
    FIELD_SET,
    FIELD_TEXTS,
    FIELD_LIST,
    FIELD_RECORD,
} field_type_t;

typedef struct record record_t;

typedef struct {
    const char *name;
    field_type_t type;
    size_t offset;
    size_t size;         /* of the member, in bytes */
    size_t item_size;    /* TEXTS, LIST: of one item */
    size_t count_offset; /* TEXTS, LIST: of the size_t that counts the items */
    bool required;       /* must be there and not empty */
    uint64_t min, max;   /* UINT: bounds; STRING, BYTES: max length in bytes; 0 = none */
    const terms_t *terms;
    const record_t *record;
} field_t;

struct record {
    const char *name;
    const field_t *fields;
    size_t count; /* at most 64 */
    size_t size;  /* sizeof the C struct */
};

/* For the tables: RECORD(CASE_RECORD, "case", case_t, case_fields). */
#define RECORD(NAME, WHAT, TYPE, FIELDS)                                                           \
    const record_t NAME = {WHAT, FIELDS, sizeof(FIELDS) / sizeof(FIELDS[0]), sizeof(TYPE)}
#define FIELD_AT(TYPE, MEMBER) .offset = offsetof(TYPE, MEMBER), .size = sizeof(((TYPE *)0)->MEMBER)
#define FIELD_ITEMS(TYPE, MEMBER, COUNT)                                                           \
    FIELD_AT(TYPE, MEMBER), .item_size = sizeof(((TYPE *)0)->MEMBER[0]),                           \
                            .count_offset = offsetof(TYPE, COUNT)

/* Reusable memory for decoded trees; one per thread. All zero is valid. */
typedef struct {
    msgpack_zone *zone;
} unpacker_t;

/* Scans and unpacks `length` bytes into `*object`, which lives until the next call with the same
 * unpacker and points into `bytes`. -1 and ERROR_MALFORMED when the bytes are not one object. */
int unpack_message(
    unpacker_t *unpacker, const void *bytes, size_t length, msgpack_object *object, fault_t *fault);

/* Frees the memory; the unpacker may be used again. */
void unpacker_free(unpacker_t *unpacker);

/* Fills the struct at `out` (zeroed first) from a map. Unknown keys are ignored, absent fields stay
 * zero. -1 with ERROR_INVALID or ERROR_TOO_LARGE, the field's name, and what was expected. Slices
 * point where the object's strings do. */
int record_from_map(
    const record_t *record, const msgpack_object *object, void *out, fault_t *fault);

/* The same from an array by position; fields that the array is too short for stay zero, so a
 * record may grow at its end. */
int record_from_row(
    const record_t *record, const msgpack_object *object, void *out, fault_t *fault);

/* Packs the struct as a map; unset fields (zero, empty) are left out. */
void record_pack_map(const record_t *record, const void *in, msgpack_packer *packer);

/* Packs the key-value pairs of record_pack_map without the map's head, for callers who add keys of
 * their own; record_map_count says how many there are. */
void record_pack_pairs(const record_t *record, const void *in, msgpack_packer *packer);
size_t record_map_count(const record_t *record, const void *in);

/* Packs the struct as an array of all its fields. */
void record_pack_row(const record_t *record, const void *in, msgpack_packer *packer);

/* The disk form of a whole value: [version, field, field …] in one array. `version` is 1 today;
 * the procedure for a new one is in PROTOCOL.md, "Records on disk". */
#define RECORD_VERSION 1
void record_pack_value(const record_t *record, const void *in, buffer_t *buffer);

/* Unpacks a stored value and takes its version off: `*row` is the array of the fields alone, with
 * the lifetime of unpack_message. -1 with ERROR_INVALID when the version is not known; `what`
 * names the value in the message. */
int unpack_value(unpacker_t *unpacker, const char *what, const void *bytes, size_t length,
    msgpack_object *row, fault_t *fault);

/* Reads record_pack_value back. -1 with ERROR_INVALID when the version is not known. Slices in
 * `out` point into `bytes`. */
int record_from_value(const record_t *record, unpacker_t *unpacker, const void *bytes,
    size_t length, void *out, fault_t *fault);

/* The value of `key` in a map, or NULL when the object is no map or has no such key. */
const msgpack_object *map_get(const msgpack_object *map, const char *key);

/* True when a string object equals `text`. */
bool object_is_text(const msgpack_object *object, const char *text);

#endif
