/* Collects the numbers of a case's events, then folds them in their order. */
#include "replay.h"

#include "fold.h"

#include <stdlib.h>
#include <string.h>

/* Follows the case's events back to its first. False when the chain of them is broken. */
static bool collect_events(replay_t *self, query_context_t *context, uint64_t case_number,
    uint64_t last_event, size_t *count)
{
    fault_t fault;
    uint64_t before = last_event + 1;
    *count = 0;
    for (uint64_t at = last_event; at; at = self->event.previous) {
        if (*count == self->room) {
            size_t room = self->room ? 2 * self->room : 64;
            uint64_t *grown = realloc(self->numbers, room * sizeof *grown);
            if (!grown)
                return false;
            self->numbers = grown;
            self->room = room;
        }
        if (at >= before ||
            ledger_read(context->view, &context->unpacker, at, &self->event, &fault) < 0 ||
            self->event.case_number != case_number)
            return false;
        before = at;
        self->numbers[(*count)++] = at;
    }
    return true;
}

const char *replay_case(replay_t *self, query_context_t *context, uint64_t case_number,
    uint64_t last_event, case_t *folded, fault_t *fault)
{
    size_t count;
    memset(folded, 0, sizeof *folded);
    if (!collect_events(self, context, case_number, last_event, &count))
        return "its events cannot be followed to the first";
    self->events += count;
    while (count > 0) {
        uint64_t number = self->numbers[--count];
        if (ledger_read(context->view, &context->unpacker, number, &self->event, fault) < 0)
            return fault->message;
        self->responses += self->event.kind == EVENT_RESPONDED;
        fold_event(folded, &self->event);
    }
    return NULL;
}

void replay_free(replay_t *self)
{
    free(self->numbers);
    self->numbers = NULL;
    self->room = 0;
}
