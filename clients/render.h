/* What a reply looks like to a person or a program: members of maps as text, tables whose columns
 * fit Chinese widths, JSON. */
#ifndef DUBAN_RENDER_H
#define DUBAN_RENDER_H

#include "../proto/record.h"
#include "moment.h"

#include <jansson.h>
#include <stdio.h>

/* Makes sure that texts are measured and printed as UTF-8, whatever the environment says. Once,
 * before anything is printed. */
void render_start(void);

/* ---- members of a reply's maps; absent ones and those of another type read as 0, "" or false ----
 */

uint64_t view_number(const msgpack_object *map, const char *key);
double view_real(const msgpack_object *map, const char *key);
bool view_bool(const msgpack_object *map, const char *key);
slice_t view_bytes(const msgpack_object *map, const char *key);             /* string or binary */
const msgpack_object *view_map(const msgpack_object *map, const char *key); /* never NULL */
size_t view_count(const msgpack_object *map, const char *key);              /* of an array */
const msgpack_object *view_item(const msgpack_object *map, const char *key, size_t index);

/* The same as text in a buffer of the caller; each returns `out`. */
char *view_text(const msgpack_object *map, const char *key, char *out, size_t size);
char *view_time(const msgpack_object *map, const char *key, char out[MOMENT_BYTES]);
/* "media 媒体曝光"; the name alone when the vocabulary does not have it. */
char *view_term(
    const msgpack_object *map, const char *key, const terms_t *terms, char *out, size_t size);
char *object_term(const msgpack_object *object, const terms_t *terms, char *out, size_t size);
/* The strings of an array, or the `member` of each of its maps, separated by commas. */
char *view_names(
    const msgpack_object *map, const char *key, const char *member, char *out, size_t size);
/* "赵甲 (zhao)": an id with its name, if the reply's map `names` has it; "-" for no id. */
char *view_name(const msgpack_object *names, slice_t id, char *out, size_t size);
/* The first bytes of a binary as hexadecimal digits. */
char *view_hex(const msgpack_object *map, const char *key, size_t bytes, char *out, size_t size);

/* ---- text ---- */

/* Prints bytes that somebody wrote: control characters, which could steer a terminal, and what is
 * no UTF-8 become U+FFFD; every line begins with `indent`. Ends with a newline. */
void print_words(FILE *stream, slice_t words, const char *indent);

/* How many columns of a terminal a UTF-8 text takes. */
size_t text_width(const char *text);

/* Prints "label  value" with the labels in one column; nothing when the value is "" or "-". */
void print_field(const char *label, const char *value);

/* ---- tables ---- */

typedef struct {
    const char *name;
    enum { COLUMN_LEFT, COLUMN_RIGHT, COLUMN_CUT } kind; /* CUT: shortened to fit a terminal */
} column_t;

typedef struct table table_t;

/* The caller owns the table; it prints on stdout. */
table_t *table_new(const column_t *columns, size_t count);
void table_row(table_t *self);                                   /* begins the next row */
void table_cell(table_t *self, size_t column, const char *text); /* of the row begun last */
void table_number(table_t *self, size_t column, uint64_t number);
void table_hide_header(table_t *self);
void table_print(table_t *self);
void table_destroy(table_t **self_p);

/* A page of rows: one row of the table for each item of the array `key`, the word `nothing` when
 * there is none, and how to ask for the next page. */
void print_page(const msgpack_object *root, const char *key, const column_t *columns, size_t count,
    void (*add)(table_t *table, const msgpack_object *item), const char *nothing);

/* ---- JSON ---- */

/* Any msgpack object: binaries become hexadecimal strings, keys keep their order. The caller owns
 * the result. */
json_t *json_from_object(const msgpack_object *object);

/* Prints the object on one line (`line`) or indented, with a newline; without the rid of a reply,
 * which says nothing outside the connection. Returns 0, or EX_IOERR. */
int print_json(const msgpack_object *object, bool line);

#endif
