/* A growing run of bytes that msgpack-c writes into, and the slice that points into somebody
 * else's bytes. */
#ifndef DUBAN_BUFFER_H
#define DUBAN_BUFFER_H

#include <msgpack.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes owned by someone else; valid as long as the owner says. */
typedef struct {
    const void *bytes;
    size_t length;
} slice_t;

/* Owned bytes. All zero is a valid empty buffer. */
typedef struct {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
} buffer_t;

/* Appends a copy of `length` bytes. Memory running out ends the process: nothing that was not
 * committed has been acknowledged, and the supervisor starts duban again. */
void buffer_append(buffer_t *buffer, const void *bytes, size_t length);

/* Forgets the content and keeps the memory. */
void buffer_clear(buffer_t *buffer);

/* Frees the memory; the buffer is empty and usable again. */
void buffer_free(buffer_t *buffer);

/* A slice of the whole content, valid until the next append, clear or free. */
slice_t buffer_slice(const buffer_t *buffer);

/* A packer that appends to `buffer`. Its pack calls cannot fail, so their results need no check. */
msgpack_packer buffer_packer(buffer_t *buffer);

/* Packs a NUL-terminated string. */
void pack_text(msgpack_packer *packer, const char *text);

/* Packs a key and a number: one pair of a map. */
void pack_number(msgpack_packer *packer, const char *key, uint64_t value);
void pack_bool(msgpack_packer *packer, const char *key, bool value);

/* Packs a string of `length` bytes. */
void pack_string(msgpack_packer *packer, const void *bytes, size_t length);

/* Packs a binary of `length` bytes. */
void pack_bytes(msgpack_packer *packer, const void *bytes, size_t length);

#endif
