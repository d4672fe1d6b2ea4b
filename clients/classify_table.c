/* Picks the columns that were asked for out of the rows of a tab-separated file. */
#include "classify_table.h"

#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistr.h>

#define READ_BYTES 65536

typedef struct {
    const char *path;
    const char *const *names;
    size_t count;
    table_row_fn *row;
    void *context;
    fault_t *fault;
    bool has_header;
    size_t places[TABLE_COLUMNS_MAX]; /* the column of each name */
} table_t;

static int refuse(const table_t *table, const row_t *row, const char *what, const char *name)
{
    return fault_set(table->fault, ERROR_INVALID, name, "%s:%zu: %s %s", table->path,
        (size_t)row->line, what, name);
}

static int read_header(table_t *table, const row_t *row)
{
    table->has_header = true;
    for (size_t i = 0; i < table->count; i++) {
        size_t length = strlen(table->names[i]), place = 0;
        size_t columns = row->count < ROW_FIELDS_MAX ? row->count : ROW_FIELDS_MAX;
        while (place < columns && (row->fields[place].length != length ||
                                      memcmp(row->fields[place].bytes, table->names[i], length)))
            place++;
        if (place == columns)
            return refuse(table, row, "the header names no column", table->names[i]);
        table->places[i] = place;
    }
    return 0;
}

static int take_row(const row_t *row, void *data)
{
    table_t *table = data;
    if (!table->has_header)
        return read_header(table, row);
    slice_t values[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->count; i++) {
        if (table->places[i] >= row->count)
            return refuse(table, row, "the row is too short: it has no", table->names[i]);
        values[i] = row->fields[table->places[i]];
        if (u8_check(values[i].bytes, values[i].length))
            return refuse(table, row, "not valid UTF-8 in column", table->names[i]);
    }
    return table->row(table->context, (size_t)row->line, values, table->fault);
}

static int read_file(table_t *table, FILE *file)
{
    rows_t *rows = rows_new(ROWS_TSV, take_row, table);
    char bytes[READ_BYTES];
    size_t length;
    int read = 0;
    while (!read && (length = fread(bytes, 1, sizeof bytes, file)) > 0)
        read = rows_feed(rows, bytes, length, table->fault);
    if (!read && ferror(file))
        read = fault_set(table->fault, ERROR_UNAVAILABLE, NULL, "%s: cannot be read: %s",
            table->path, strerror(errno));
    if (!read)
        read = rows_end(rows, table->fault);
    rows_destroy(&rows);
    return read;
}

int table_read(const char *path, const char *const *names, size_t count, table_row_fn *row,
    void *context, fault_t *fault)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return fault_set(fault, ERROR_NOT_FOUND, NULL, "%s: %s", path, strerror(errno));
    table_t table = {.path = path,
        .names = names,
        .count = count,
        .row = row,
        .context = context,
        .fault = fault};
    int read = read_file(&table, file);
    if (!read && !table.has_header)
        read = fault_set(fault, ERROR_INVALID, NULL,
            "%s: the file is empty; its first line must name the columns", path);
    if (file != stdin)
        fclose(file);
    return read;
}

int table_exit_code(const fault_t *fault)
{
    switch (fault->code) {
    case ERROR_NOT_FOUND:
        return EX_NOINPUT;
    case ERROR_INVALID:
    case ERROR_TOO_LARGE:
        return EX_DATAERR;
    default:
        return EX_IOERR;
    }
}
