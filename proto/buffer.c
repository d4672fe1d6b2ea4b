/* Growing memory for encoded messages and records. */
#include "buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_append(buffer_t *buffer, const void *bytes, size_t length)
{
    if (length > buffer->capacity - buffer->length) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity - buffer->length < length)
            capacity *= 2;
        uint8_t *grown = realloc(buffer->bytes, capacity);
        if (!grown) {
            fprintf(stderr, "duban: out of memory for %zu bytes\n", capacity);
            abort();
        }
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void buffer_clear(buffer_t *buffer)
{
    buffer->length = 0;
}

void buffer_free(buffer_t *buffer)
{
    free(buffer->bytes);
    *buffer = (buffer_t){0};
}

slice_t buffer_slice(const buffer_t *buffer)
{
    return (slice_t){buffer->bytes, buffer->length};
}

static int write_packed(void *data, const char *bytes, size_t length)
{
    buffer_append(data, bytes, length);
    return 0;
}

msgpack_packer buffer_packer(buffer_t *buffer)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, buffer, write_packed);
    return packer;
}

void pack_text(msgpack_packer *packer, const char *text)
{
    pack_string(packer, text, strlen(text));
}

void pack_number(msgpack_packer *packer, const char *key, uint64_t value)
{
    pack_text(packer, key);
    msgpack_pack_uint64(packer, value);
}

void pack_bool(msgpack_packer *packer, const char *key, bool value)
{
    pack_text(packer, key);
    value ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
}

void pack_string(msgpack_packer *packer, const void *bytes, size_t length)
{
    msgpack_pack_str(packer, length);
    msgpack_pack_str_body(packer, bytes, length);
}

void pack_bytes(msgpack_packer *packer, const void *bytes, size_t length)
{
    msgpack_pack_bin(packer, length);
    msgpack_pack_bin_body(packer, bytes, length);
}
