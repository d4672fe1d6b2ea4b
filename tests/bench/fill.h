/* Large stores, made quickly by the registry itself in this process. */
#ifndef DUBAN_BENCH_FILL_H
#define DUBAN_BENCH_FILL_H

#include <stddef.h>

/* Makes a store of `count` open cases that were classified and assessed and wait for staff; `due`
 * of them, spread evenly, have one overdue clock each. */
void fill_open(const char *store, size_t count, size_t due);

/* Makes a store of `count` cases that were not accepted and are done, and `open` that wait. */
void fill_closed(const char *store, size_t count, size_t open);

/* Makes a store of `count` cases that wait for a classifier. */
void fill_waiting(const char *store, size_t count);

#endif
