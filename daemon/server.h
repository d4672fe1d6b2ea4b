/* The server: duband's sockets and its loop. Each turn drains what is readable, applies it in one
 * transaction, commits, answers, publishes, and hands out work. */
#ifndef DUBAN_SERVER_H
#define DUBAN_SERVER_H

#include "house.h"

typedef struct server server_t;

/* Opens the store (its lock first), then binds the sockets. NULL with the fault. Takes over the
 * caller's hold on the rules. The settings must outlive the server. */
server_t *server_new(const settings_t *settings, rules_t *rules, fault_t *fault);

/* Runs until SIGTERM or SIGINT, which drain; SIGHUP loads the policy files anew. The signals must
 * be blocked in every thread. 0, or -1 with the fault when the store failed and the process must
 * end. */
int server_run(server_t *self, fault_t *fault);

void server_destroy(server_t **self_p);

#endif
