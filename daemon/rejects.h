/* The reject log: what a PUSH socket sent and was refused, since nobody can be told there. */
#ifndef DUBAN_REJECTS_H
#define DUBAN_REJECTS_H

#include "desk.h"

typedef struct rejects rejects_t;

/* Opens `rejects.log` in the directory (mode 0600). NULL with the fault. */
rejects_t *rejects_open(const char *directory, fault_t *fault);
void rejects_close(rejects_t **self_p);

/* Appends one line of JSON: time, code, field, message, and the sender's gateway and id where they
 * can be read; never a word of the text. At REJECTS_BYTES_MAX the file becomes rejects.log.1. */
#define REJECTS_BYTES_MAX (16 * 1024 * 1024)
void rejects_add(rejects_t *self, int64_t now_ms, slice_t body, const fault_t *fault);

#endif
