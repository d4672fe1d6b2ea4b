/* Figures of a benchmark: measured, compared with their goals, printed and written as JSON. */
#ifndef DUBAN_BENCH_FIGURES_H
#define DUBAN_BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#define FIGURES_MAX 64

typedef enum { GOAL_NONE, GOAL_AT_LEAST, GOAL_AT_MOST } goal_t;

/* Adds a figure; the names are kept, not copied. A ratio has the unit "×". */
void figure_add(const char *name, double value, const char *unit);
void figure_goal(const char *name, double value, const char *unit, goal_t goal, double bound);

/* Prints the table; returns how many goals were missed. */
size_t figures_print(void);

/* Writes all figures to `path`. -1 when it cannot be written. */
int figures_write(const char *path);

/* The value below which a share (0 to 1) of the values lies; sorts them. */
double quantile(double *values, size_t count, double share);
double median(double *values, size_t count);

/* Monotonic microseconds. */
double now_us(void);

/* Says on standard error what could not be done, and ends the benchmark. */
void bench_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
