/* What happened last, and the end of a simulation that found something broken. */
#ifndef SIM_LOG_H
#define SIM_LOG_H

#include <stdint.h>

/* Says where the simulation is: for the words of log_fail. */
void log_at(uint64_t seed, uint64_t step, int64_t wall_ms);

/* A shell command to be run when the process ends, however it ends: takes away temporary files. */
void log_at_end(const char *command);

/* Remembers one line; the last ones are printed when something is broken. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the seed, the step, what is broken and what happened last, and ends the process. */
void log_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
