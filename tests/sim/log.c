/* A ring of lines, printed at the end of a failed simulation. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINES      60
#define LINE_BYTES 200

static char lines[LINES][LINE_BYTES];
static uint64_t line_count, at_seed, at_step;
static int64_t at_wall_ms;

void log_at(uint64_t seed, uint64_t step, int64_t wall_ms)
{
    at_seed = seed;
    at_step = step;
    at_wall_ms = wall_ms;
}

static char end_command[LINE_BYTES + 64];

static void run_end_command(void)
{
    if (system(end_command) != 0)
        fprintf(stderr, "temporary files are left: %s failed\n", end_command);
}

void log_at_end(const char *command)
{
    snprintf(end_command, sizeof end_command, "%s", command);
    atexit(run_end_command);
}

void log_note(const char *format, ...)
{
    char *line = lines[line_count++ % LINES];
    int length = snprintf(line, LINE_BYTES, "%6llu ", (unsigned long long)at_step);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + length, LINE_BYTES - (size_t)length, format, arguments);
    va_end(arguments);
    if (getenv("SIM_TRACE"))
        puts(line);
}

void log_fail(const char *format, ...)
{
    uint64_t first = line_count > LINES ? line_count - LINES : 0;
    printf("what happened last:\n");
    for (uint64_t i = first; i < line_count; i++)
        printf("  %s\n", lines[i % LINES]);
    printf("BROKEN: ");
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\nseed %llu, step %llu, wall clock %lld ms\n", (unsigned long long)at_seed,
        (unsigned long long)at_step, (long long)at_wall_ms);
    fflush(stdout);
    exit(1);
}
