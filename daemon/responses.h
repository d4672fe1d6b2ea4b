/* What comes from a complainant after his submission, through the gateway that filed it (P53). */
#ifndef DUBAN_RESPONSES_H
#define DUBAN_RESPONSES_H

#include "../config/policy.h"
#include "../proto/event.h"

/* Checks a response, as its event will hold it, against the case, and adds the state and the clocks
 * that follow; or refuses it: ERROR_INVALID (a field that it wants or does not take),
 * ERROR_WRONG_STATE (the message says what still can be done), ERROR_REFUSED (more of them than
 * RESPONSES_MAX). `responded->response` must be set. Pure. */
int responses_plan(const policy_t *policy, const case_t *subject, int64_t now_ms,
    responded_t *responded, fault_t *fault);

#endif
