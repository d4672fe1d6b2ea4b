/* Lets libcsv cut the file into values and picks the columns that were asked for. */
#include "classify_table.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistr.h>

#define NO_QUOTE   0xff /* in no UTF-8 text */
#define READ_BYTES 65536

typedef struct {
    const char *path;
    const char *const *names;
    size_t count;
    table_row_fn *row;
    void *context;
    fault_t *fault;
    bool failed;
    size_t line;
    size_t column;                    /* of the value that comes next */
    size_t places[TABLE_COLUMNS_MAX]; /* the column of each name; SIZE_MAX: not found */
    buffer_t bytes;                   /* the values of the row, one after the other */
    size_t starts[TABLE_COLUMNS_MAX];
    size_t lengths[TABLE_COLUMNS_MAX];
    size_t found; /* how many of the values this row has */
} reader_t;

static int never_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static int is_newline(unsigned char byte)
{
    return byte == '\n';
}

static void fail(reader_t *reader, const char *what, const char *name)
{
    reader->failed = true;
    fault_set(reader->fault, ERROR_INVALID, name, "%s:%zu: %s %s", reader->path, reader->line, what,
        name);
}

static void take_value(reader_t *reader, size_t i, const void *value, size_t length)
{
    if (reader->line == 1) {
        if (strlen(reader->names[i]) == length && memcmp(reader->names[i], value, length) == 0)
            reader->places[i] = reader->column;
        return;
    }
    if (reader->places[i] != reader->column)
        return;
    if (u8_check(value, length))
        fail(reader, "not valid UTF-8 in column", reader->names[i]);
    reader->starts[i] = reader->bytes.length;
    reader->lengths[i] = length;
    buffer_append(&reader->bytes, value, length);
    reader->found++;
}

static void on_value(void *value, size_t length, void *context)
{
    reader_t *reader = context;
    if (length && ((char *)value)[length - 1] == '\r')
        length--;
    for (size_t i = 0; i < reader->count && !reader->failed; i++)
        take_value(reader, i, value ? value : "", length);
    reader->column++;
}

static void end_header(reader_t *reader)
{
    for (size_t i = 0; i < reader->count && !reader->failed; i++)
        if (reader->places[i] == SIZE_MAX)
            fail(reader, "the header names no column", reader->names[i]);
}

static void end_row(reader_t *reader)
{
    if (reader->found < reader->count) {
        fail(reader, "the row is too short for the columns", "that the header names");
        return;
    }
    slice_t values[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < reader->count; i++)
        values[i] = (slice_t){reader->bytes.bytes + reader->starts[i], reader->lengths[i]};
    if (reader->row(reader->context, reader->line, values, reader->fault))
        reader->failed = true;
}

static void on_row(int ended_by, void *context)
{
    (void)ended_by;
    reader_t *reader = context;
    if (reader->failed)
        return;
    if (reader->line == 1)
        end_header(reader);
    else if (reader->column > 1 || reader->found == reader->count)
        end_row(reader); /* otherwise the line is empty */
    reader->line++;
    reader->column = 0;
    reader->found = 0;
    buffer_clear(&reader->bytes);
}

static int parse(reader_t *reader, FILE *file)
{
    struct csv_parser parser;
    if (csv_init(&parser, 0))
        return fault_set(reader->fault, ERROR_UNAVAILABLE, NULL, "no memory to read a table");
    csv_set_delim(&parser, '\t');
    csv_set_quote(&parser, NO_QUOTE);
    csv_set_space_func(&parser, never_space);
    csv_set_term_func(&parser, is_newline);
    static char bytes[READ_BYTES];
    size_t length;
    while (!reader->failed && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        if (memchr(bytes, NO_QUOTE, length))
            fail(reader, "at or after this line: not valid", "UTF-8");
        else
            csv_parse(&parser, bytes, length, on_value, on_row, reader);
    }
    if (!reader->failed && ferror(file)) {
        reader->failed = true;
        fault_set(reader->fault, ERROR_UNAVAILABLE, NULL, "%s: cannot be read: %s", reader->path,
            strerror(errno));
    }
    if (!reader->failed)
        csv_fini(&parser, on_value, on_row, reader);
    csv_free(&parser);
    return reader->failed ? -1 : 0;
}

int table_read(const char *path, const char *const *names, size_t count, table_row_fn *row,
    void *context, fault_t *fault)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return fault_set(fault, ERROR_NOT_FOUND, NULL, "%s: %s", path, strerror(errno));
    reader_t reader = {.path = path,
        .names = names,
        .count = count,
        .row = row,
        .context = context,
        .fault = fault,
        .line = 1};
    for (size_t i = 0; i < count; i++)
        reader.places[i] = SIZE_MAX;
    int read = parse(&reader, file);
    if (!read && reader.line == 1)
        read = fault_set(fault, ERROR_INVALID, NULL,
            "%s: the file is empty; its first line must name the columns", path);
    buffer_free(&reader.bytes);
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
        return EX_DATAERR;
    default:
        return EX_SOFTWARE;
    }
}
