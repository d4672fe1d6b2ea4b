/* Compiled lexicons kept between starts. A cache only saves time: without it, or with a damaged
 * one, everything is compiled anew. */
#ifndef DUBAN_CACHE_H
#define DUBAN_CACHE_H

#include "../proto/buffer.h"

#include <stdbool.h>

#define CACHE_KEY_BYTES 32
#define CACHE_FILES_MAX 4 /* the ones used last; others go when one is added */
#define CACHE_BYTES_MAX (64 * 1024 * 1024)

/* Where the classifier, which touches no file, may keep what it compiled. */
typedef struct {
    /* Appends what was written under the key. False when there is nothing, or not the very bytes
     * that were written; `bytes` may then hold some of them. */
    bool (*read)(const uint8_t key[CACHE_KEY_BYTES], buffer_t *bytes);
    /* Keeps the bytes, or does not. */
    void (*write)(const uint8_t key[CACHE_KEY_BYTES], slice_t bytes);
} cache_t;

/* Files in settings_cache_directory, each with its key and a BLAKE2b-256 of its bytes in front. A
 * directory that cannot be made or written is no fault. */
extern const cache_t DISK_CACHE;

#endif
