/* Reads a tab-separated file whose first line names the columns, row by row. */
#ifndef DUBAN_CLASSIFY_TABLE_H
#define DUBAN_CLASSIFY_TABLE_H

#include "../proto/buffer.h"
#include "../proto/fault.h"

#define TABLE_COLUMNS_MAX 8

/* Called for every row with one slice for each column asked for, valid during the call. Not 0 ends
 * the reading; the fault is then the callee's. `line` counts from 1, the header being line 1. */
typedef int table_row_fn(void *context, size_t line, const slice_t *values, fault_t *fault);

/* Reads `path` and gives the `count` columns that `names` asks for, whatever others there are.
 * Nothing is quoted: a tab ends a value, a newline a row. 0, or -1 with the fault: ERROR_NOT_FOUND
 * for a file that cannot be opened, ERROR_INVALID for a missing column, a row that is too short,
 * or bytes that are not UTF-8, each with file and line. */
int table_read(const char *path, const char *const *names, size_t count, table_row_fn *row,
    void *context, fault_t *fault);

/* The exit code of sysexits.h for a fault of table_read. */
int table_exit_code(const fault_t *fault);

#endif
