/* One spelling of a text for matching: half-width, simplified, without spaces and quotation marks,
 * sentences ended by a newline; every byte remembers where it came from. */
#ifndef DUBAN_NORMALISE_H
#define DUBAN_NORMALISE_H

#include "../proto/buffer.h"

#include <stdbool.h>

typedef struct {
    char *bytes;       /* title and newline, if there is one, and text; no NUL */
    uint32_t *origins; /* [i]: offset, in the title or the text, of the character of byte i */
    size_t length;
    size_t capacity;
    size_t text_start; /* bytes before it come from the title */
    slice_t title;
    slice_t text;
} normalised_t;

/* A run of bytes of the original. */
typedef struct {
    bool in_title;
    size_t start;
    size_t end;
} span_t;

/* Fills `self` (all zero before its first use; its memory is used again) from a submission. Bytes
 * that are no UTF-8 are left out. The slices must outlive the use of `self`. Inputs beyond 4 GiB
 * are cut. */
void normalise_text(normalised_t *self, slice_t title, slice_t text);
void normalise_free(normalised_t *self);

/* Where the normalised bytes from `start` to `end` (start < end <= length, on one side of
 * text_start) stand in the original; always on character bounds. */
span_t normalise_span(const normalised_t *self, size_t start, size_t end);

#endif
