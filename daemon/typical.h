/* Typical cases (典型案例, P41): which ones the rules propose, and why. A person chooses. */
#ifndef DUBAN_TYPICAL_H
#define DUBAN_TYPICAL_H

#include "../config/sanctions.h"
#include "../proto/report.h"

/* True when nothing speaks against choosing the case: it is substantiated, and every line of
 * investigation in it is concluded. */
bool typical_may_be(const case_t *subject);

/* Why the rules propose the case, as a set of typical_reason_t; 0: they do not, or it may not be
 * chosen. */
uint64_t typical_reasons(const case_t *subject);

/* Since when everything in a case that may be chosen is decided: the last of the finding and the
 * ends of its lines. */
int64_t typical_since_ms(const case_t *subject);

#endif
