/* Reads a whole small file, with the limits and the words of the configuration. */
#ifndef DUBAN_FILE_H
#define DUBAN_FILE_H

#include "../proto/buffer.h"
#include "../proto/fault.h"

/* Appends the bytes of the regular file at `path` to `out`. -1 with a fault that names the path
 * when it cannot be read, is no regular file, or has more than `max_bytes`. */
int file_read(const char *path, size_t max_bytes, buffer_t *out, fault_t *fault);

#endif
