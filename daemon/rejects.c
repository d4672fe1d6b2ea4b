/* Writes down what was refused and could not be answered. */
#include "rejects.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct rejects {
    char path[4096];
    FILE *file;
    unpacker_t unpacker;
};

static bool open_file(rejects_t *self)
{
    mode_t mask = umask(0077);
    self->file = fopen(self->path, "ae");
    umask(mask);
    return self->file != NULL;
}

rejects_t *rejects_open(const char *directory, fault_t *fault)
{
    rejects_t *self = calloc(1, sizeof *self);
    if (!self) {
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
        return NULL;
    }
    snprintf(self->path, sizeof self->path, "%s/rejects.log", directory);
    if (!open_file(self)) {
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s", self->path, strerror(errno));
        rejects_close(&self);
    }
    return self;
}

void rejects_close(rejects_t **self_p)
{
    rejects_t *self = *self_p;
    if (!self)
        return;
    if (self->file)
        fclose(self->file);
    unpacker_free(&self->unpacker);
    free(self);
    *self_p = NULL;
}

static void rotate(rejects_t *self)
{
    char old[sizeof self->path + 2];
    snprintf(old, sizeof old, "%s.1", self->path);
    fclose(self->file);
    self->file = NULL;
    if (rename(self->path, old) < 0)
        fprintf(stderr, "duband: %s cannot be renamed: %s\n", self->path, strerror(errno));
    open_file(self);
}

/* Adds a string of the refused map, when it is there and is text. */
static void add_text(json_t *line, const msgpack_object *map, const char *key)
{
    const msgpack_object *value = map_get(map, key);
    if (value && value->type == MSGPACK_OBJECT_STR && value->via.str.size < ID_BYTES)
        json_object_set_new(line, key, json_stringn(value->via.str.ptr, value->via.str.size));
}

void rejects_add(rejects_t *self, int64_t now_ms, slice_t body, const fault_t *fault)
{
    msgpack_object map;
    json_t *line = json_object();
    json_object_set_new(line, "at_ms", json_integer(now_ms));
    json_object_set_new(line, "bytes", json_integer((json_int_t)body.length));
    json_object_set_new(line, "code", json_string(term_name(&ERRORS, fault->code)));
    if (fault->field[0])
        json_object_set_new(line, "field", json_string(fault->field));
    json_object_set_new(line, "message", json_string(fault->message));
    if (unpack_message(&self->unpacker, body.bytes, body.length, &map, NULL) == 0) {
        add_text(line, &map, "gateway");
        add_text(line, &map, "id");
    }
    if (self->file && ftell(self->file) >= REJECTS_BYTES_MAX)
        rotate(self);
    if (!self->file || json_dumpf(line, self->file, JSON_COMPACT) < 0 ||
        fputc('\n', self->file) == EOF || fflush(self->file) == EOF)
        fprintf(stderr, "duband: %s cannot be written: %s\n", self->path, strerror(errno));
    json_decref(line);
}
