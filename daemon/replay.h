/* Folds a case anew from its events, which it follows back from the last to the first. */
#ifndef DUBAN_REPLAY_H
#define DUBAN_REPLAY_H

#include "query.h"

/* Memory for one case after the other. All zero is valid; large. */
typedef struct {
    event_t event;
    uint64_t *numbers; /* of one case's events, newest first */
    size_t room;
    uint64_t events;    /* that were folded */
    uint64_t responses; /* `responded` among them */
} replay_t;

/* Makes `folded` from the events of the case. NULL; or why they cannot be followed or read, in
 * static words or those of `fault`. */
const char *replay_case(replay_t *self, query_context_t *context, uint64_t case_number,
    uint64_t last_event, case_t *folded, fault_t *fault);
void replay_free(replay_t *self);

#endif
