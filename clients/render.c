/* Prints words, fields, tables and JSON. */
#include "render.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistr.h>
#include <uniwidth.h>

#define LABEL_WIDTH 14

void render_start(void)
{
    setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

/* ---- text ---- */

static bool is_shown(ucs4_t character)
{
    return character >= 0x20 && character != 0x7f && !(character >= 0x80 && character < 0xa0);
}

void print_words(FILE *stream, slice_t words, const char *indent)
{
    const uint8_t *at = words.bytes;
    const uint8_t *end = at + words.length;
    fputs(indent, stream);
    while (at < end) {
        ucs4_t character;
        int length = u8_mbtouc(&character, at, (size_t)(end - at));
        if (character == '\n')
            fprintf(stream, "\n%s", indent);
        else if (is_shown(character) || character == '\t')
            fwrite(at, 1, character == 0xfffd ? 0 : (size_t)length, stream);
        if (character == 0xfffd || (!is_shown(character) && character != '\t' && character != '\n'))
            fputs("\xef\xbf\xbd", stream);
        at += length;
    }
    fputc('\n', stream);
}

size_t text_width(const char *text)
{
    int width = u8_strwidth((const uint8_t *)text, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

void print_field(const char *label, const char *value)
{
    if (!*value || strcmp(value, "-") == 0)
        return;
    size_t width = text_width(label);
    printf("%s%*s ", label, width < LABEL_WIDTH ? (int)(LABEL_WIDTH - width) : 0, "");
    print_words(stdout, (slice_t){value, strlen(value)}, "");
}

/* ---- tables ---- */

struct table {
    struct libscols_table *table;
    struct libscols_line *line;
};

/* Memory running out ends the client: it holds nothing that could be lost. */
static void *must(void *pointer)
{
    if (!pointer) {
        fputs("duban: out of memory\n", stderr);
        exit(EX_OSERR);
    }
    return pointer;
}

table_t *table_new(const column_t *columns, size_t count)
{
    static const int flags[] = {
        [COLUMN_LEFT] = 0, [COLUMN_RIGHT] = SCOLS_FL_RIGHT, [COLUMN_CUT] = SCOLS_FL_TRUNC};
    table_t *self = must(calloc(1, sizeof *self));
    self->table = must(scols_new_table());
    for (size_t i = 0; i < count; i++)
        must(scols_table_new_column(self->table, columns[i].name, 0, flags[columns[i].kind]));
    return self;
}

void table_row(table_t *self)
{
    self->line = must(scols_table_new_line(self->table, NULL));
}

void table_cell(table_t *self, size_t column, const char *text)
{
    scols_line_set_data(self->line, column, text);
}

void table_number(table_t *self, size_t column, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    table_cell(self, column, text);
}

void table_hide_header(table_t *self)
{
    scols_table_enable_noheadings(self->table, 1);
}

void table_print(table_t *self)
{
    scols_print_table(self->table);
}

void table_destroy(table_t **self_p)
{
    if (*self_p)
        scols_unref_table((*self_p)->table);
    free(*self_p);
    *self_p = NULL;
}

void print_page(const msgpack_object *root, const char *key, const column_t *columns, size_t count,
    void (*add)(table_t *table, const msgpack_object *item), const char *nothing)
{
    size_t rows = view_count(root, key);
    table_t *table = table_new(columns, count);
    for (size_t i = 0; i < rows; i++)
        add(table, view_item(root, key, i));
    if (rows)
        table_print(table);
    else
        puts(nothing);
    table_destroy(&table);
    uint64_t next = view_number(root, "next");
    if (next)
        printf("more: repeat with --after %llu\n", (unsigned long long)next);
}

/* ---- JSON ---- */

static json_t *json_from_bytes(const uint8_t *bytes, size_t length)
{
    char *hex = must(malloc(2 * length + 1));
    hex[0] = 0;
    for (size_t i = 0; i < length; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    json_t *json = json_string(hex);
    free(hex);
    return json;
}

static json_t *json_from_map(const msgpack_object_map *map)
{
    json_t *json = must(json_object());
    for (uint32_t i = 0; i < map->size; i++) {
        const msgpack_object *key = &map->ptr[i].key;
        if (key->type != MSGPACK_OBJECT_STR)
            continue;
        json_object_setn_new(
            json, key->via.str.ptr, key->via.str.size, json_from_object(&map->ptr[i].val));
    }
    return json;
}

json_t *json_from_object(const msgpack_object *object)
{
    json_t *json;
    switch (object->type) {
    case MSGPACK_OBJECT_BOOLEAN:
        return json_boolean(object->via.boolean);
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        return json_integer((json_int_t)object->via.u64);
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return json_integer(object->via.i64);
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return json_real(object->via.f64);
    case MSGPACK_OBJECT_STR:
        json = json_stringn(object->via.str.ptr, object->via.str.size);
        return json ? json
                    : json_from_bytes((const uint8_t *)object->via.str.ptr, object->via.str.size);
    case MSGPACK_OBJECT_BIN:
        return json_from_bytes((const uint8_t *)object->via.bin.ptr, object->via.bin.size);
    case MSGPACK_OBJECT_ARRAY:
        json = must(json_array());
        for (uint32_t i = 0; i < object->via.array.size; i++)
            json_array_append_new(json, json_from_object(&object->via.array.ptr[i]));
        return json;
    case MSGPACK_OBJECT_MAP:
        return json_from_map(&object->via.map);
    default:
        return json_null();
    }
}

int print_json(const msgpack_object *object, bool line)
{
    json_t *json = json_from_object(object);
    json_object_del(json, "rid");
    int rc = json_dumpf(json, stdout, line ? JSON_COMPACT : JSON_INDENT(2));
    json_decref(json);
    return rc < 0 || putchar('\n') == EOF ? EX_IOERR : 0;
}
