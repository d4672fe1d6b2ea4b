/* The one source of chance in a simulation: everything random follows from its seed. */
#ifndef SIM_CHANCE_H
#define SIM_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* Starts the sequence of a seed, and makes libsodium draw from it too. */
void chance_seed(uint64_t seed);

uint64_t chance_next(void);

/* A number from 0 to `count` - 1; 0 when `count` is 0. */
uint64_t chance_below(uint64_t count);

/* A number from `low` to `high`, both included. */
int64_t chance_between(int64_t low, int64_t high);

/* True in `permille` of a thousand cases. */
bool chance_permille(unsigned permille);

#endif
