/* The one shape of an error on its way to a person: a code, the field it is about, a sentence. */
#ifndef DUBAN_FAULT_H
#define DUBAN_FAULT_H

#include "terms.h"

typedef struct {
    error_code_t code;
    char field[64];    /* "" when the error is about no single field */
    char message[240]; /* what, where, and what to do, in plain English; NUL-terminated */
} fault_t;

/* Fills `fault` (when not NULL) and returns -1, so that a caller can `return fault_set (…)`.
 * `field` may be NULL. A message that is too long is cut, between characters. */
int fault_set(fault_t *fault, error_code_t code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
