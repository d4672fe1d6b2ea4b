/* P51: who may neither handle a case, nor be told of it, nor see it; one function for all uses. */
#ifndef DUBAN_RECUSAL_H
#define DUBAN_RECUSAL_H

#include "org.h"

/* True when the person is a subject of the case, a target of one of its lines, or the head of a
 * section that the case concerns (at the act or now). Pure. */
bool recusal_excludes(const org_t *org, const case_t *subject, const char *person, int64_t now_ms);

#endif
