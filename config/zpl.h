/* Strict reading of ZPL files (ZeroMQ RFC 4, parsed by CZMQ's zconfig): every key is declared in a
 * table, everything else is refused with file, line and what is expected. */
#ifndef DUBAN_ZPL_H
#define DUBAN_ZPL_H

#include "../proto/fault.h"

#include <czmq.h>
#include <stdbool.h>

/* A parsed file that remembers the line of every item. */
typedef struct zpl zpl_t;

/* How the value of a key is read, and the C type of the member that it fills. */
typedef enum {
    ZPL_TEXT,     /* char[size], NUL-terminated UTF-8, not empty */
    ZPL_TEXTS,    /* char[n][item_size] and a size_t count: one text per line, the key repeated */
    ZPL_UINT,     /* uint64_t from min to max */
    ZPL_REAL,     /* double */
    ZPL_BOOL,     /* bool: yes or no */
    ZPL_DATE,     /* int64_t: YYYY-MM-DD, as days since 1970-01-01 (a local date) */
    ZPL_DURATION, /* uint64_t milliseconds from min to max: 500ms, 60s, 15m, 12h, 3d */
    ZPL_TERM,     /* an enumeration of proto/terms.h, by its wire name */
    ZPL_SET,   /* uint64_t of term_bit()s: names separated by spaces, or `none`; may be repeated */
    ZPL_BLOCK, /* no value but children, which the caller reads itself; fills nothing */
} zpl_type_t;

typedef struct {
    const char *name;
    zpl_type_t type;
    size_t offset;
    size_t size;
    size_t item_size;    /* TEXTS */
    size_t count_offset; /* TEXTS */
    bool required;
    bool repeated; /* may stand more than once; the caller walks the children itself. TEXTS and SET
                      need no mark: they gather what every line says */
    uint64_t min, max; /* UINT, DURATION */
    const terms_t *terms;
} zpl_key_t;

#define ZPL_AT(TYPE, MEMBER) .offset = offsetof(TYPE, MEMBER), .size = sizeof(((TYPE *)0)->MEMBER)
#define ZPL_ITEMS(TYPE, MEMBER, COUNT)                                                             \
    ZPL_AT(TYPE, MEMBER), .item_size = sizeof(((TYPE *)0)->MEMBER[0]),                             \
                          .count_offset = offsetof(TYPE, COUNT)
#define ZPL_COUNT(KEYS) (sizeof(KEYS) / sizeof(KEYS[0]))

/* Parses `length` bytes of the file `name` (copied; used in messages). NULL with the fault (file,
 * line, what is expected) when they are not ZPL: indentation other than 4 spaces a level, names of
 * other characters than letters, digits, - _ and ., a value that is empty or whose quote stays
 * open, bytes that are not UTF-8, lines above 1000 bytes, more than 20,000 items. The caller owns
 * the result. */
zpl_t *zpl_parse(const char *name, const void *bytes, size_t length, fault_t *fault);
void zpl_destroy(zpl_t **self_p);

/* The root; its children are the top-level items. Owned by the zpl_t. */
zconfig_t *zpl_root(zpl_t *self);

/* The first child of `node` with this name, or the next one after `previous`; NULL: no more. */
zconfig_t *zpl_next(zconfig_t *node, const char *name, zconfig_t *previous);

/* How many children of this name `node` has. */
size_t zpl_count(zconfig_t *node, const char *name);

/* Reads the children of `node` by the table (at most 64 keys) into the struct at `out`, which is
 * left as it is for absent keys, so defaults are put there before. Unknown keys, repeated keys, bad
 * values and missing required keys are refused: -1 with the fault. `out` may be NULL when all keys
 * are blocks or repeated. */
int zpl_read(
    zpl_t *self, zconfig_t *node, const zpl_key_t *keys, size_t count, void *out, fault_t *fault);

/* A date of `length` bytes, "2015-10-01", as days since 1970-01-01. -1 when it is none. */
int zpl_date(const char *text, size_t length, int64_t *day);

/* Sets the fault "file:line: 'key' must be EXPECTED, not "value"" and returns -1; the value is
 * shown up to 40 bytes. */
int zpl_fault_value(zpl_t *self, zconfig_t *node, fault_t *fault, const char *expected);

/* Sets a fault "file:line: …" about `node` and returns -1; "file: …" about the root. */
int zpl_fault(zpl_t *self, zconfig_t *node, fault_t *fault, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
