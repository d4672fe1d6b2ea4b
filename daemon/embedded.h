/* Workers inside duband: the same trades as the separate programs, as actors. */
#ifndef DUBAN_EMBEDDED_H
#define DUBAN_EMBEDDED_H

#include "../config/settings.h"

typedef struct embedded embedded_t;

/* Starts as many workers of each trade as the settings say, connected to `endpoint`. NULL with the
 * fault. */
embedded_t *embedded_start(const settings_t *settings, const char *endpoint, fault_t *fault);

/* Lets each finish what it holds and leave. */
void embedded_stop(embedded_t **self_p);

#endif
