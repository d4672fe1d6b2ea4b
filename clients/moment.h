/* Moments as people write and read them: local time of the plan, UTC+8 without summer time. */
#ifndef DUBAN_MOMENT_H
#define DUBAN_MOMENT_H

#include <stddef.h>
#include <stdint.h>

#define MOMENT_BYTES 32

/* "2015-10-01 08:30:05", or "-" for 0. `out` has MOMENT_BYTES; returns `out`. */
char *moment_format(int64_t at_ms, char *out);

/* Reads a local moment: "2015-10-01", with "/" for "-", with or without leading zeros, followed or
 * not by " 8:30" or " 08:30:05" ("T" for the blank is the same). -1 when it is none of these, or no
 * day of the calendar. Years from 1970 to 9999. */
int moment_parse(const char *text, size_t length, int64_t *at_ms);

/* Wall clock, UTC milliseconds. */
int64_t moment_now(void);

/* A span for people: "850 ms", "12 s", "5 min", "3 h", "2 d". Returns `out` of MOMENT_BYTES. */
char *moment_format_span(int64_t span_ms, char *out);

#endif
