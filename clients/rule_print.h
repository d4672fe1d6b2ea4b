/* A rule's answer on one line, as timeline and explain print it. */
#ifndef DUBAN_RULE_PRINT_H
#define DUBAN_RULE_PRINT_H

#include <msgpack.h>

/* Prints "✓ P38.T2  inputs", or ✗ for a rule that did not hold, with a newline. `rule` is a map of
 * the `rules` of an event's data. */
void print_rule(const msgpack_object *rule);

#endif
