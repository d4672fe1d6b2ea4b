/* What differs between a recorded decision of the rules and one made anew, rule by rule. */
#ifndef DUBAN_REPLAY_DIFF_H
#define DUBAN_REPLAY_DIFF_H

#include "../config/policy.h"

#include <msgpack.h>

/* Prints the decision `now` (data of `assessed` or `proposed`, as a map) beside the one that
 * `event` of a timeline recorded. */
void replay_print(const policy_t *policy, const msgpack_object *event, const msgpack_object *now);

/* The same as one line of JSON: {event, at_ms, kind, then, now, differences}. Returns the exit
 * code. */
int replay_print_json(const msgpack_object *event, const msgpack_object *now);

/* The number of rules, lines and proposals that differ. */
size_t replay_differences(const msgpack_object *then, const msgpack_object *now);

#endif
