/* Prints the answers of rules. */
#include "rule_print.h"

#include "render.h"
#include "words.h"

#include "../proto/event.h"

#include <string.h>

void print_rule(const msgpack_object *rule)
{
    char name[RULE_BYTES], inputs[INPUTS_BYTES];
    printf("    %s %-10s", view_bool(rule, "holds") ? "✓" : "✗",
        view_text(rule, "rule", name, sizeof name));
    view_text(rule, "inputs", inputs, sizeof inputs);
    print_words(stdout, (slice_t){inputs, strlen(inputs)}, " ");
}
