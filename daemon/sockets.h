/* Binding: every socket with its limits, and no path taken from a daemon that is alive. */
#ifndef DUBAN_SOCKETS_H
#define DUBAN_SOCKETS_H

#include "../config/settings.h"

#include <czmq.h>

#define LOCKS_MAX (4 * ENDPOINTS_MAX)

typedef struct {
    zsock_t *intake, *pull, *work, *feed;
    int locks[LOCKS_MAX]; /* one per ipc path */
    size_t lock_count;
} sockets_t;

/* Binds everything that the settings name, and `work_inproc` for workers inside. -1 with a fault
 * that names the endpoint; then nothing is bound. Closed by sockets_close in every case. */
int sockets_open(
    sockets_t *self, const settings_t *settings, const char *work_inproc, fault_t *fault);

/* Closes the sockets; what was sent gets `linger_ms` to leave. */
void sockets_close(sockets_t *self);

#endif
