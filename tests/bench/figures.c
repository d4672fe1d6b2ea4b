/* Keeps the figures of the run, prints them as a table and writes them as JSON. */
#include "figures.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
    const char *name, *unit;
    double value, bound;
    goal_t goal;
} figure_t;

static figure_t figures[FIGURES_MAX];
static size_t figure_count;

void figure_goal(const char *name, double value, const char *unit, goal_t goal, double bound)
{
    if (figure_count == FIGURES_MAX)
        bench_die("more than %d figures", FIGURES_MAX);
    figures[figure_count++] = (figure_t){name, unit, value, bound, goal};
    fprintf(stderr, "  %s: %.4g %s\n", name, value, unit);
}

void figure_add(const char *name, double value, const char *unit)
{
    figure_goal(name, value, unit, GOAL_NONE, 0);
}

static const char *verdict(const figure_t *figure)
{
    if (figure->goal == GOAL_NONE)
        return "";
    bool met = figure->goal == GOAL_AT_LEAST ? figure->value >= figure->bound
                                             : figure->value <= figure->bound;
    return met ? "met" : "MISSED";
}

size_t figures_print(void)
{
    size_t missed = 0;
    printf("%-58s %12s %-8s %-9s\n", "figure", "value", "unit", "goal");
    for (size_t i = 0; i < figure_count; i++) {
        const figure_t *figure = &figures[i];
        printf("%-58s %12.4g %-8s", figure->name, figure->value, figure->unit);
        if (figure->goal != GOAL_NONE)
            printf(" %s %-6.3g %s", figure->goal == GOAL_AT_LEAST ? ">=" : "<=", figure->bound,
                verdict(figure));
        putchar('\n');
        missed += verdict(figure)[0] == 'M';
    }
    return missed;
}

int figures_write(const char *path)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < figure_count; i++) {
        const figure_t *figure = &figures[i];
        json_t *row = json_pack(
            "{s:s, s:f, s:s}", "name", figure->name, "value", figure->value, "unit", figure->unit);
        if (figure->goal != GOAL_NONE) {
            json_object_set_new(row, figure->goal == GOAL_AT_LEAST ? "at_least" : "at_most",
                json_real(figure->bound));
            json_object_set_new(row, "met", json_boolean(verdict(figure)[0] == 'm'));
        }
        json_array_append_new(rows, row);
    }
    int rc = json_dump_file(rows, path, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(rows);
    return rc;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double quantile(double *values, size_t count, double share)
{
    if (count == 0)
        bench_die("a quantile of nothing");
    qsort(values, count, sizeof *values, compare);
    size_t index = (size_t)(share * (double)count);
    return values[index < count ? index : count - 1];
}

double median(double *values, size_t count)
{
    return quantile(values, count, 0.5);
}

double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

void bench_die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "bench: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    exit(1);
}
