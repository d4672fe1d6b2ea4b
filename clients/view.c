/* Reads the members of a reply's maps as numbers and texts. */
#include "render.h"

#include <string.h>

static const msgpack_object nothing = {.type = MSGPACK_OBJECT_NIL};

const msgpack_object *view_map(const msgpack_object *map, const char *key)
{
    const msgpack_object *object = map_get(map, key);
    return object ? object : &nothing;
}

uint64_t view_number(const msgpack_object *map, const char *key)
{
    const msgpack_object *object = view_map(map, key);
    return object->type == MSGPACK_OBJECT_POSITIVE_INTEGER ? object->via.u64 : 0;
}

double view_real(const msgpack_object *map, const char *key)
{
    const msgpack_object *object = view_map(map, key);
    if (object->type == MSGPACK_OBJECT_FLOAT64 || object->type == MSGPACK_OBJECT_FLOAT32)
        return object->via.f64;
    return (double)view_number(map, key);
}

bool view_bool(const msgpack_object *map, const char *key)
{
    const msgpack_object *object = view_map(map, key);
    return object->type == MSGPACK_OBJECT_BOOLEAN && object->via.boolean;
}

static slice_t object_bytes(const msgpack_object *object)
{
    if (object->type == MSGPACK_OBJECT_STR)
        return (slice_t){object->via.str.ptr, object->via.str.size};
    if (object->type == MSGPACK_OBJECT_BIN)
        return (slice_t){object->via.bin.ptr, object->via.bin.size};
    return (slice_t){"", 0};
}

slice_t view_bytes(const msgpack_object *map, const char *key)
{
    return object_bytes(view_map(map, key));
}

size_t view_count(const msgpack_object *map, const char *key)
{
    const msgpack_object *object = view_map(map, key);
    return object->type == MSGPACK_OBJECT_ARRAY ? object->via.array.size : 0;
}

const msgpack_object *view_item(const msgpack_object *map, const char *key, size_t index)
{
    return index < view_count(map, key) ? &view_map(map, key)->via.array.ptr[index] : &nothing;
}

/* Copies what fits, cut at a character. */
static char *copy_bytes(slice_t bytes, char *out, size_t size)
{
    size_t length = bytes.length < size ? bytes.length : size - 1;
    const uint8_t *from = bytes.bytes;
    while (length > 0 && length < bytes.length && (from[length] & 0xc0) == 0x80)
        length--;
    memcpy(out, from, length);
    out[length] = 0;
    return out;
}

char *view_text(const msgpack_object *map, const char *key, char *out, size_t size)
{
    return copy_bytes(view_bytes(map, key), out, size);
}

char *view_time(const msgpack_object *map, const char *key, char out[MOMENT_BYTES])
{
    return moment_format((int64_t)view_number(map, key), out);
}

char *object_term(const msgpack_object *object, const terms_t *terms, char *out, size_t size)
{
    slice_t name = object_bytes(object);
    unsigned value = term_value(terms, name.bytes, name.length);
    if (value)
        snprintf(out, size, "%s %s", term_name(terms, value), term_zh(terms, value));
    else
        copy_bytes(name.length ? name : (slice_t){"-", 1}, out, size);
    return out;
}

char *view_term(
    const msgpack_object *map, const char *key, const terms_t *terms, char *out, size_t size)
{
    return object_term(view_map(map, key), terms, out, size);
}

char *view_names(
    const msgpack_object *map, const char *key, const char *member, char *out, size_t size)
{
    size_t length = 0;
    out[0] = 0;
    for (size_t i = 0; i < view_count(map, key) && length + 2 < size; i++) {
        const msgpack_object *item = view_item(map, key, i);
        if (i)
            out[length++] = ',';
        slice_t name = member ? view_bytes(item, member) : object_bytes(item);
        length += strlen(copy_bytes(name, out + length, size - length));
    }
    if (!length)
        snprintf(out, size, "-");
    return out;
}

char *view_name(const msgpack_object *names, slice_t id, char *out, size_t size)
{
    char text[128];
    copy_bytes(id, text, sizeof text);
    slice_t name = view_bytes(names, text);
    if (name.length && size > 8) {
        copy_bytes(name, out, size - 4);
        size_t length = strlen(out);
        snprintf(out + length, size - length, " (%s)", text);
    } else {
        copy_bytes(id.length ? id : (slice_t){"-", 1}, out, size);
    }
    return out;
}

char *view_hex(const msgpack_object *map, const char *key, size_t bytes, char *out, size_t size)
{
    slice_t binary = view_bytes(map, key);
    const uint8_t *from = binary.bytes;
    out[0] = 0;
    for (size_t i = 0; i < bytes && i < binary.length && 2 * i + 3 <= size; i++)
        snprintf(out + 2 * i, 3, "%02x", from[i]);
    return out;
}
