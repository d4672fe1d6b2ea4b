/* Reads CSV (RFC 4180) and TSV (no quoting) files row by row, with the line each row begins on. */
#ifndef DUBAN_ROWS_H
#define DUBAN_ROWS_H

#include "../proto/buffer.h"
#include "../proto/fault.h"

#include <stdbool.h>

#define ROW_FIELDS_MAX 256
#define ROW_BYTES_MAX  (1024 * 1024)

typedef enum { ROWS_CSV, ROWS_TSV } rows_format_t;

/* Valid during the call of row_fn only. */
typedef struct {
    uint64_t line; /* of the file, from 1; of the row's first byte */
    size_t count;  /* fields in the row; those above ROW_FIELDS_MAX are counted, not kept */
    const slice_t *fields;
    bool has_nul; /* it held NUL bytes, which stand as blanks in the fields */
} row_t;

/* Takes one row; anything but 0 stops the reading. Empty lines are no rows. */
typedef int row_fn(const row_t *row, void *data);

typedef struct rows rows_t;

/* The caller owns the reader. */
rows_t *rows_new(rows_format_t format, row_fn *take, void *data);
void rows_destroy(rows_t **self_p);

/* Reads the next bytes of the file, in pieces of any size. A byte order mark at the start is
 * skipped. 0, what row_fn returned, or -1 with a fault when a row is longer than ROW_BYTES_MAX
 * (mostly a quotation mark that is opened and never closed). */
int rows_feed(rows_t *self, const void *bytes, size_t length, fault_t *fault);

/* The file is at its end: gives the last row, if it had no newline. */
int rows_end(rows_t *self, fault_t *fault);

#endif
