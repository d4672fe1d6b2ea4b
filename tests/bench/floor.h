/* The floor: what a bare LMDB loop needs to write what duband wrote. */
#ifndef DUBAN_BENCH_FLOOR_H
#define DUBAN_BENCH_FLOOR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct floor floor_t;

/* Takes every record of the cases from a store that no process has open: events, cases, documents,
 * submissions and index entries. The store must hold one event for each case. They are grouped by
 * the commit that wrote them: the cases of one commit have one time, and two commits within one
 * millisecond count as one, unless `singly` says that every case had a commit of its own. */
floor_t *floor_read(const char *store, bool singly);
void floor_destroy(floor_t **self_p);

size_t floor_cases(const floor_t *self);
size_t floor_batches(const floor_t *self);

/* Makes a new store in `directory`, with the flags of duband's own, to write the records to. */
void floor_open(floor_t *self, const char *directory);

/* Writes the records of the next commit of duband in one commit. Returns how many cases they were;
 * 0 after the last. */
size_t floor_commit(floor_t *self);

/* True while a case of the store waits for a classifier or an escalator; duband may be running. */
bool store_has_work(const char *store);

#endif
