/* Maps the columns of a file to the parts of a submission. */
#include "columns.h"

#include "moment.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

static const struct {
    const char *name;
    const char *column;
} parts[PART_COUNT] = {
    [PART_ID] = {"id", "id"},
    [PART_TITLE] = {"title", "title"},
    [PART_TEXT] = {"text", "text"},
    [PART_SENT] = {"sent", "date"},
    [PART_ACCUSED] = {"accused", ""},
    [PART_NAME] = {"name", ""},
    [PART_CONTACT] = {"contact", ""},
};

void columns_default(columns_t *columns)
{
    *columns = (columns_t){0};
    for (part_t part = 0; part < PART_COUNT; part++)
        snprintf(columns->names[part], sizeof columns->names[part], "%s", parts[part].column);
}

static int map_one(columns_t *columns, const char *pair, size_t length, fault_t *fault)
{
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals ? (size_t)(equals - pair) : length;
    size_t column_length = equals ? length - name_length - 1 : 0;
    for (part_t part = 0; part < PART_COUNT; part++) {
        if (strlen(parts[part].name) != name_length ||
            memcmp(parts[part].name, pair, name_length) != 0)
            continue;
        if (column_length == 0 || column_length >= sizeof columns->names[part])
            break;
        memcpy(columns->names[part], equals + 1, column_length);
        columns->names[part][column_length] = 0;
        columns->named[part] = true;
        return 0;
    }
    return fault_set(fault, ERROR_INVALID, NULL,
        "--map: '%.*s' is no PART=COLUMN; parts are id, title, text, sent, accused, name, contact",
        (int)(length < 100 ? length : 100), pair);
}

int columns_map(columns_t *columns, const char *map, fault_t *fault)
{
    while (*map) {
        size_t length = strcspn(map, ",");
        if (length && map_one(columns, map, length, fault) < 0)
            return -1;
        map += length + (map[length] == ',');
    }
    return 0;
}

int columns_find(columns_t *columns, const row_t *header, fault_t *fault)
{
    columns->count = header->count;
    for (part_t part = 0; part < PART_COUNT; part++) {
        const char *name = columns->names[part];
        columns->index[part] = SIZE_MAX;
        for (size_t i = 0; *name && i < header->count && i < ROW_FIELDS_MAX; i++) {
            if (header->fields[i].length == strlen(name) &&
                memcmp(header->fields[i].bytes, name, strlen(name)) == 0)
                columns->index[part] = i;
        }
        if (columns->index[part] == SIZE_MAX && (columns->named[part] || part == PART_TEXT))
            return fault_set(fault, ERROR_INVALID, NULL,
                "the header has no column '%s'; name the right one with --map %s=COLUMN", name,
                parts[part].name);
    }
    return 0;
}

/* Copies a part into the room, NUL-terminated. Returns where it stands there. */
static size_t keep(imported_t *imported, slice_t field)
{
    size_t at = imported->room.length;
    buffer_append(&imported->room, field.bytes, field.length);
    buffer_append(&imported->room, "", 1);
    return at;
}

static void digest_row(const row_t *row, char digest[33])
{
    uint8_t hash[16];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < row->count; i++) {
        crypto_generichash_update(&state, row->fields[i].bytes, row->fields[i].length);
        crypto_generichash_update(&state, (const uint8_t *)"\x1f", 1);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(digest, 33, hash, sizeof hash);
}

/* Reads the id of a row that may be refused. */
static void read_id(const columns_t *columns, const row_t *row, char id[DUBAN_ID_BYTES])
{
    size_t index = columns->index[PART_ID];
    id[0] = 0;
    if (index >= row->count || index >= ROW_FIELDS_MAX)
        return;
    slice_t field = row->fields[index];
    if (field.length < DUBAN_ID_BYTES && !u8_check(field.bytes, field.length)) {
        memcpy(id, field.bytes, field.length);
        id[field.length] = 0;
    }
}

static int check_row(const columns_t *columns, const row_t *row, fault_t *fault)
{
    if (row->count != columns->count || row->count > ROW_FIELDS_MAX)
        return fault_set(fault, ERROR_INVALID, NULL,
            "%zu fields where the header has %zu; is there a separator inside a field?", row->count,
            columns->count);
    if (row->has_nul)
        return fault_set(fault, ERROR_INVALID, NULL, "it has a NUL byte");
    for (part_t part = 0; part < PART_COUNT; part++) {
        if (columns->index[part] == SIZE_MAX)
            continue;
        slice_t field = row->fields[columns->index[part]];
        if (u8_check(field.bytes, field.length))
            return fault_set(fault, ERROR_INVALID, parts[part].name,
                "the %s is not UTF-8; convert the file with iconv", parts[part].name);
    }
    if (row->fields[columns->index[PART_TEXT]].length == 0)
        return fault_set(fault, ERROR_INVALID, "text", "the text is empty");
    return 0;
}

int columns_read(const columns_t *columns, const row_t *row, imported_t *imported, fault_t *fault)
{
    imported->submission = (duban_submission_t){.channel = "import"};
    imported->date_not_read = false;
    buffer_clear(&imported->room);
    read_id(columns, row, imported->id);
    if (check_row(columns, row, fault) < 0)
        return -1;
    size_t at[PART_COUNT];
    for (part_t part = 0; part < PART_COUNT; part++) {
        bool there = columns->index[part] != SIZE_MAX;
        at[part] = keep(imported, there ? row->fields[columns->index[part]] : (slice_t){"", 0});
    }
    const char *room = (const char *)imported->room.bytes;
    duban_submission_t *submission = &imported->submission;
    submission->id = room + at[PART_ID];
    submission->title = room + at[PART_TITLE];
    submission->text = room + at[PART_TEXT];
    submission->accused = room + at[PART_ACCUSED];
    submission->name = room + at[PART_NAME];
    submission->contact = room + at[PART_CONTACT];
    const char *date = room + at[PART_SENT];
    if (*date && moment_parse(date, strlen(date), &submission->sent_ms) < 0)
        imported->date_not_read = true;
    if (!*submission->id) {
        digest_row(row, imported->digest);
        submission->id = imported->digest;
    }
    return 0;
}

void imported_free(imported_t *imported)
{
    buffer_free(&imported->room);
}
