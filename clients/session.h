/* One command's talk with the daemon: connecting, reading the reply, and turning errors into a
 * sentence and an exit code. */
#ifndef DUBAN_SESSION_H
#define DUBAN_SESSION_H

#include "../proto/duban.h"
#include "../proto/record.h"
#include "options.h"

/* How long a command waits when --timeout says nothing. */
#define SESSION_TIMEOUT_S 10

/* Connects as `common` says; `timeout_s` is the command's own default. NULL after the error was
 * printed, with the exit code in `*code`. */
duban_t *session_open(const common_t *common, uint64_t timeout_s, int *code);

/* The same for a long run of requests: the daemon must be there now, but may be restarted in the
 * meantime, and what it did not answer before is soon sent again. */
duban_t *session_open_lasting(const common_t *common, uint64_t timeout_s, int *code);

/* Prints the error as one line on stderr and returns its exit code. */
int session_fail(const duban_error_t *error);

/* A reply, decoded. All zero is empty. */
typedef struct {
    duban_reply_t *reply;
    unpacker_t unpacker;
    msgpack_object root;
} answer_t;

/* Decodes `reply` (taken over). 0, or the exit code after the error was printed: pass NULL with the
 * error of the call that gave it. */
int answer_open(answer_t *answer, duban_reply_t *reply, const duban_error_t *error);
void answer_close(answer_t *answer);

/* Puts the case that a person names, by its number or its receipt, into the query. */
void query_name_case(duban_query_t *query, const char *name);

/* Asks one question on a connection of its own. 0 and the answer for answer_close, or the exit
 * code. `common->as` speaks. */
int session_query(const common_t *common, const duban_query_t *query, answer_t *answer);

/* The same, and shows the answer: as JSON when `common` asks for it, else with `print`. Returns the
 * exit code. */
int session_show(
    const common_t *common, const duban_query_t *query, void (*print)(const msgpack_object *root));

#endif
