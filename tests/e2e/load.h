/* A gateway under load: one connection that pipelines submissions, and remembers what was
 * acknowledged. It lives through restarts of duband by its retries. */
#ifndef DUBAN_TEST_LOAD_H
#define DUBAN_TEST_LOAD_H

#include "harness.h"

#define LOAD_WINDOW 256

typedef struct {
    duban_t *client;
    uint64_t sent, acknowledged;
    uint64_t total;         /* submissions in all; ids are "1" … of the gateway `load` */
    uint64_t *case_numbers; /* of id n at n - 1; 0: not acknowledged */
    struct {
        uint64_t rid, id;
    } flying[LOAD_WINDOW];
} load_t;

void load_open(load_t *self, const site_t *site, uint64_t total);
void load_close(load_t *self);

/* Sends and receives until so many are acknowledged (at most all of them). */
void load_pump(load_t *self, uint64_t acknowledged);

/* Fails the test unless the last `count` acknowledged ids, asked for one by one, are cases. */
void load_check(const load_t *self, site_t *site, uint64_t count);

/* Numbers from a seed, the same in every run with it; DUBAN_E2E_SEED sets the seed, which is
 * printed. */
void seed_random(void);
uint64_t random_below(uint64_t bound);

#endif
