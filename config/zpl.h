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
    ZPL_UINT,     /* uint64_t from min to max */
    ZPL_REAL,     /* double */
    ZPL_BOOL,     /* bool: yes or no */
    ZPL_DATE,     /* int64_t: YYYY-MM-DD, as days since 1970-01-01 (a local date) */
    ZPL_DURATION, /* int64_t milliseconds: 60s, 15m, 12h, 3d */
    ZPL_TERM,     /* an enumeration of proto/terms.h, by its wire name */
    ZPL_SET,      /* uint64_t of term_bit()s: names separated by spaces; the key may be repeated */
    ZPL_BLOCK,    /* children, which the caller reads itself; fills nothing, may be repeated */
} zpl_type_t;

typedef struct {
    const char *name;
    zpl_type_t type;
    size_t offset;
    size_t size;
    bool required;
    bool repeated; /* may stand more than once; the caller walks the children itself (not ZPL_SET) */
    uint64_t min, max; /* UINT, DURATION; max 0: none */
    const terms_t *terms;
} zpl_key_t;

#define ZPL_AT(TYPE, MEMBER) .offset = offsetof(TYPE, MEMBER), .size = sizeof(((TYPE *)0)->MEMBER)

/* Parses `length` bytes of the file `name` (copied; used in messages). NULL with the fault (file,
 * line, what is expected) when they are not ZPL. The caller owns the result. */
zpl_t *zpl_parse(const char *name, const void *bytes, size_t length, fault_t *fault);
void zpl_destroy(zpl_t **self_p);

/* The root; its children are the top-level items. Owned by the zpl_t. */
zconfig_t *zpl_root(zpl_t *self);

/* Reads the children of `node` by the table into the struct at `out` (left as it is for absent
 * keys, so defaults are put there before). Unknown keys, repeated keys, bad values and missing
 * required keys are refused: -1 with the fault. `out` may be NULL when all keys are blocks or
 * repeated. */
int zpl_read(zpl_t *self, zconfig_t *node, const zpl_key_t *keys, size_t count, void *out,
    fault_t *fault);

/* Reads the one value of `node` as `key` says into the struct at `out`. */
int zpl_read_value(
    zpl_t *self, zconfig_t *node, const zpl_key_t *key, void *out, fault_t *fault);

/* Sets a fault "file:line: …" about `node` and returns -1. */
int zpl_fault(zpl_t *self, zconfig_t *node, fault_t *fault, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
