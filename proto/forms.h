/* The public structs of duban.h as requests on the wire. */
#ifndef DUBAN_FORMS_H
#define DUBAN_FORMS_H

#include "buffer.h"
#include "duban.h"

#include <stdbool.h>

typedef struct form form_t;

/* One table per operation, with the members of its struct. */
extern const form_t SUBMISSION_FORM, FINDING_FORM, ACT_FORM, SWEEP_FORM, QUERY_FORM, PING_FORM,
    RESPONSE_FORM;

/* True when a second sending could be done twice (acts). */
bool form_is_once(const form_t *form);

/* Packs the request {op, rid, …} from the struct at `body` (NULL for a ping); members that are not
 * given are left out. `new_id` fills an `id` that was not given; NULL where the op has none. */
void form_pack(
    const form_t *form, const void *body, uint64_t rid, const char *new_id, buffer_t *buffer);

#endif
