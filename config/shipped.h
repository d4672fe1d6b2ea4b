/* The policy files of the example bureau, compiled into the program. */
#ifndef DUBAN_SHIPPED_H
#define DUBAN_SHIPPED_H

#include "../proto/buffer.h"

typedef struct {
    const char *name;
    slice_t content;
} shipped_t;

#define SHIPPED_COUNT 7

/* File `index` of SHIPPED_COUNT, in the order of the names. Static memory. */
shipped_t shipped_file(size_t index);

#endif
