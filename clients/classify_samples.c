/* Reads labels and texts, and brings them together. */
#include "classify_samples.h"

#include "classify_table.h"
#include "render.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define PAGE_TIMEOUT_S 60

static void add(samples_t *self, const label_t *label, slice_t title, slice_t text)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->items = realloc(self->items, self->capacity * sizeof self->items[0]);
        if (!self->items)
            abort(); /* a tool: there is nothing to save */
    }
    sample_t *sample = &self->items[self->count++];
    *sample = (sample_t){.label = *label};
    buffer_append(&sample->title, title.bytes, title.length);
    buffer_append(&sample->text, text.bytes, text.length);
}

void samples_free(samples_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        buffer_free(&self->items[i].title);
        buffer_free(&self->items[i].text);
    }
    free(self->items);
    *self = (samples_t){0};
}

/* ---- from files ---- */

typedef struct {
    UT_hash_handle hh;
    label_t label;
    char id[];
} gold_t;

typedef struct {
    const char *gold_file;
    gold_t *gold;
    samples_t *samples;
} reading_t;

static int add_gold(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    reading_t *self = context;
    const char *scope = values[1].bytes;
    if (values[1].length != 1 || (*scope != '0' && *scope != '1'))
        return fault_set(
            fault, ERROR_INVALID, "scope", "%s:%zu: expected scope 0 or 1", self->gold_file, line);
    gold_t *gold = calloc(1, sizeof *gold + values[0].length + 1);
    if (!gold)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "no memory for the labels");
    memcpy(gold->id, values[0].bytes, values[0].length);
    HASH_ADD_STR(self->gold, id, gold);
    gold->label.scope = *scope == '1';
    return label_read_kinds(values[2], &gold->label, fault);
}

static int add_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line, (void)fault;
    reading_t *self = context;
    gold_t *gold;
    HASH_FIND(hh, self->gold, values[0].bytes, values[0].length, gold);
    if (gold)
        add(self->samples, &gold->label, values[1], values[2]);
    return 0;
}

int samples_read(samples_t *self, const char *gold_file, const char *file, fault_t *fault)
{
    static const char *const gold_columns[] = {"id", "scope", "kinds"};
    static const char *const columns[] = {"id", "title", "text"};
    reading_t reading = {.gold_file = gold_file, .samples = self};
    int rc = table_read(gold_file, gold_columns, 3, add_gold, &reading, fault);
    if (rc == 0)
        rc = table_read(file, columns, 3, add_row, &reading, fault);
    gold_t *gold, *next;
    HASH_ITER(hh, reading.gold, gold, next)
    {
        HASH_DEL(reading.gold, gold);
        free(gold);
    }
    return rc;
}

/* ---- from the daemon ---- */

static void add_label(samples_t *self, const msgpack_object *object)
{
    label_t label = {.scope = view_bool(object, "scope")};
    for (size_t i = 0; i < view_count(object, "kinds"); i++) {
        const msgpack_object *item = view_item(object, "kinds", i);
        if (item->type != MSGPACK_OBJECT_STR)
            continue;
        kind_t kind = (kind_t)term_value(&KINDS, item->via.str.ptr, item->via.str.size);
        label.kinds |= term_bit(kind);
        label.first = label.first ? label.first : kind;
    }
    add(self, &label, view_bytes(object, "title"), view_bytes(object, "text"));
}

int samples_ask(samples_t *self, const common_t *common)
{
    int code;
    duban_t *duban = session_open(common, PAGE_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_query_t query = {.what = "labels", .as = common->as, .limit = 500};
    do {
        duban_error_t error;
        answer_t answer;
        code = answer_open(&answer, duban_query(duban, &query, &error), &error);
        if (code)
            break;
        for (size_t i = 0; i < view_count(&answer.root, "labels"); i++)
            add_label(self, view_item(&answer.root, "labels", i));
        query.after = view_number(&answer.root, "next");
        answer_close(&answer);
    } while (query.after);
    duban_destroy(&duban);
    return code;
}
