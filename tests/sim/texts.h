/* Sentences as citizens and inspectors write them, made up for the simulation. */
#ifndef SIM_TEXTS_H
#define SIM_TEXTS_H

#include <stddef.h>

extern const char *const TEXTS[];
extern const size_t TEXT_COUNT;

#endif
