/* P51, P52: who may neither handle a case, nor be told of it, nor see it; one function for all
 * uses. */
#ifndef DUBAN_RECUSAL_H
#define DUBAN_RECUSAL_H

#include "org.h"

/* P52: true when the case is about the principal or the discipline group (at the act or now): then
 * only those above the bureau may know of it. Pure. */
bool recusal_bypasses(const org_t *org, const case_t *subject, int64_t now_ms);

/* P51: true when the person is a subject of the case, a target of one of its lines, the head of a
 * section that the case concerns (at the act or now), or tied to one of these by org.conf; for a
 * case that P52 bypasses, for everybody of the bureau, the operator ("") included; and, where the
 * supervision responsibility is pursued (P39), for the whole discipline group. Pure. */
bool recusal_excludes(const org_t *org, const case_t *subject, const char *person, int64_t now_ms);

#endif
