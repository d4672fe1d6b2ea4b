/* Writing down what a rule was asked and what it answered (promise 3), within the bounds of the
 * record. */
#ifndef DUBAN_RULE_HIT_H
#define DUBAN_RULE_HIT_H

#include "../config/policy.h"
#include "../proto/event.h"

#define MOMENT_BYTES 20 /* "2015-10-01 08:30" and its NUL, as calendar_format wants */
#define SET_BYTES    64 /* the names of a set of kinds or triggers */

/* Appends the answer of `rule` with its inputs in words; inputs that are too long are cut at a
 * character. The last room of the record says that further answers did not fit. */
void rule_record(assessed_t *assessed, const char *rule, bool holds, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for the rules of a proposal. */
void rule_record_proposal(proposed_t *proposed, const char *rule, bool holds, const char *format,
    ...) __attribute__((format(printf, 4, 5)));

/* Copies the answers of P39 into the record of a proposal, as many as there is room for. */
void rule_hand_over(const assessed_t *from, proposed_t *to);

/* The local date and minute of a moment, or "unknown" for 0; returns `out`. */
const char *rule_moment(const policy_t *policy, int64_t at_ms, char out[MOMENT_BYTES]);

/* The names of a set of terms, separated by spaces, or "none"; returns `out`. */
const char *rule_set(const terms_t *terms, uint64_t set, char out[SET_BYTES]);

/* "yes" or "no". */
const char *rule_yes(bool value);

#endif
