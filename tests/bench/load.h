/* The load of a benchmark: complaints as long as real ones, sent with a window or one by one. */
#ifndef DUBAN_BENCH_LOAD_H
#define DUBAN_BENCH_LOAD_H

#include "../../proto/duban.h"

/* Takes the texts from the column `text` of a tab-separated file from now on. Without it they are
 * made of invented sentences, as long as 4,326 real messages to local governments were. */
void load_texts_from(const char *path);

/* Sends `count` complaints with at most `window` in flight and waits for every acknowledgement.
 * Returns the microseconds from the first send to the last acknowledgement. */
double load_send(duban_t *duban, size_t count, size_t window);

/* Sends `count` complaints one by one; the microseconds until each acknowledgement go to `ack_us`.
 */
void load_send_singly(duban_t *duban, size_t count, double *ack_us);

#endif
