/* What must hold between the foreman and the workers: no lease leaks, none is exceeded. */
#ifndef SIM_LEASES_H
#define SIM_LEASES_H

#include "../../daemon/foreman.h"

/* The daemon takes a message of a worker: the leases whose results it brings must end, and from a
 * ready on it knows the worker's policy. */
void leases_note_message(const route_t *peer, slice_t body);

/* The daemon sends a worker items: each has a lease of this worker, and a suspect comes alone. */
void leases_check_items(const foreman_t *foreman, slice_t body);

/* After a turn: results have ended their leases, counts agree, nobody has more than he can hold. */
void leases_check(const foreman_t *foreman);

/* After a turn: a case that waits for a worker is leased, or still ahead of the foreman's mark. */
void leases_check_queues(const foreman_t *foreman);

/* The daemon died; what it took is as if it had never come. */
void leases_forget(void);

void leases_close(void);

/* Looks, before a turn, whether work of a sweep that is no dry run is out; NULL: that is not known,
 * and may be. */
void leases_note_sweep(const foreman_t *foreman);

/* A case climbs a level: only work of such a sweep may do that. */
void leases_check_step(uint64_t case_number);

#endif
