/* Feeds lines to libcsv and puts its fields together into rows. */
#include "rows.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct rows {
    struct csv_parser parser;
    rows_format_t format;
    row_fn *take;
    void *data;
    bool started; /* the byte order mark is behind us */
    bool open;    /* within a row */
    bool has_nul;
    uint64_t line;     /* that is being read */
    uint64_t row_line; /* on which the open row began */
    size_t row_bytes;
    int result; /* of row_fn */
    buffer_t line_part;
    buffer_t bytes; /* of all fields of the row, one after the other */
    size_t count;
    size_t lengths[ROW_FIELDS_MAX];
    slice_t fields[ROW_FIELDS_MAX];
};

static int never(unsigned char character)
{
    (void)character;
    return 0;
}

static int is_newline(unsigned char character)
{
    return character == '\n';
}

rows_t *rows_new(rows_format_t format, row_fn *take, void *data)
{
    rows_t *self = calloc(1, sizeof *self);
    if (!self || csv_init(&self->parser, 0) != 0) {
        fputs("duban: out of memory\n", stderr);
        exit(EX_OSERR);
    }
    self->format = format;
    self->take = take;
    self->data = data;
    self->line = 1;
    csv_set_space_func(&self->parser, never); /* blanks around a field belong to it */
    if (format == ROWS_TSV) {
        csv_set_delim(&self->parser, CSV_TAB);
        csv_set_quote(&self->parser, 0); /* no NUL reaches libcsv, so nothing is quoted */
        csv_set_term_func(&self->parser, is_newline);
    }
    return self;
}

void rows_destroy(rows_t **self_p)
{
    rows_t *self = *self_p;
    if (!self)
        return;
    csv_free(&self->parser);
    buffer_free(&self->line_part);
    buffer_free(&self->bytes);
    free(self);
    *self_p = NULL;
}

static void take_field(void *bytes, size_t length, void *data)
{
    rows_t *self = data;
    if (self->count < ROW_FIELDS_MAX) {
        buffer_append(&self->bytes, bytes, length);
        self->lengths[self->count] = length;
    }
    self->count++;
}

/* The carriage return of a CRLF file is in the last field of a TSV row. */
static void drop_carriage_return(rows_t *self)
{
    if (self->format != ROWS_TSV || self->count == 0 || self->count > ROW_FIELDS_MAX)
        return;
    slice_t *last = &self->fields[self->count - 1];
    if (last->length && ((const char *)last->bytes)[last->length - 1] == '\r')
        last->length--;
}

static void take_row(int terminator, void *data)
{
    rows_t *self = data;
    (void)terminator;
    size_t at = 0;
    for (size_t i = 0; i < self->count && i < ROW_FIELDS_MAX; i++) {
        size_t length = self->lengths[i];
        self->fields[i] = length ? (slice_t){self->bytes.bytes + at, length} : (slice_t){"", 0};
        at += length;
    }
    drop_carriage_return(self);
    row_t row = {self->row_line, self->count, self->fields, self->has_nul};
    if (self->result == 0)
        self->result = self->take(&row, self->data);
    self->count = 0;
    self->open = false;
    self->has_nul = false;
    self->row_bytes = 0;
    buffer_clear(&self->bytes);
}

/* NUL bytes become blanks, and the row is marked. */
static void blank_nuls(rows_t *self, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i])
            continue;
        bytes[i] = ' ';
        self->has_nul = true;
    }
}

static bool is_blank_line(const uint8_t *line, size_t length)
{
    return length == 0 || (length == 1 && line[0] == '\n') ||
           (length == 2 && line[0] == '\r' && line[1] == '\n');
}

/* Takes the whole line that has been gathered. */
static int feed_line(rows_t *self, fault_t *fault)
{
    uint8_t *line = self->line_part.bytes;
    size_t length = self->line_part.length;
    if (!self->started && length >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
        line += 3;
        length -= 3;
    }
    self->started = true;
    if (self->open || !is_blank_line(line, length)) {
        if (!self->open)
            self->row_line = self->line;
        self->open = true;
        self->row_bytes += length;
        blank_nuls(self, line, length);
        if (csv_parse(&self->parser, line, length, take_field, take_row, self) != length)
            return fault_set(fault, ERROR_INVALID, NULL, "line %llu: %s",
                (unsigned long long)self->row_line, csv_strerror(csv_error(&self->parser)));
    }
    self->line++;
    buffer_clear(&self->line_part);
    return self->result;
}

int rows_feed(rows_t *self, const void *bytes, size_t length, fault_t *fault)
{
    const uint8_t *at = bytes;
    const uint8_t *end = at + length;
    while (at < end) {
        const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
        const uint8_t *next = newline ? newline + 1 : end;
        buffer_append(&self->line_part, at, (size_t)(next - at));
        at = next;
        if (self->row_bytes + self->line_part.length > ROW_BYTES_MAX)
            return fault_set(fault, ERROR_TOO_LARGE, NULL,
                "line %llu: the row that begins here is longer than 1 MiB; is a quotation mark "
                "never closed?",
                (unsigned long long)(self->open ? self->row_line : self->line));
        int result = newline ? feed_line(self, fault) : 0;
        if (result)
            return result;
    }
    return 0;
}

int rows_end(rows_t *self, fault_t *fault)
{
    int result = self->line_part.length ? feed_line(self, fault) : 0;
    if (result)
        return result;
    if (self->open)
        csv_fini(&self->parser, take_field, take_row, self);
    return self->result;
}
