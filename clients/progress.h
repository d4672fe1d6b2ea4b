/* A progress bar on standard error, if that is a terminal; otherwise nothing. */
#ifndef DUBAN_PROGRESS_H
#define DUBAN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
    bool visible;
    uint64_t total; /* bytes of the file; 0: not known */
    uint64_t done;
    int64_t started_ms;
    int64_t shown_ms;
} progress_t;

/* Starts the bar of reading `file`. */
void progress_start(progress_t *progress, FILE *file);

/* So many more bytes were read. */
void progress_advance(progress_t *progress, size_t bytes);

/* Draws the bar, at most five times a second. */
void progress_show(progress_t *progress, uint64_t rows);

/* Removes the bar, so that a line can be printed; the next progress_show draws it again. */
void progress_clear(progress_t *progress);

#endif
