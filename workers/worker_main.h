/* What the programs duban-classifier and duban-escalator share: their command line and exit code.
 */
#ifndef DUBAN_WORKER_MAIN_H
#define DUBAN_WORKER_MAIN_H

#include "worker.h"

/* Reads the command line (--connect, --help, --version) and runs the trade until SIGTERM or SIGINT.
 * `doc` is the help text in argp's form. Returns the exit code (sysexits). */
int worker_main(const trade_t *trade, const char *doc, int argc, char **argv);

#endif
