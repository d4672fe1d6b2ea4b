/* The policies between which a simulated bureau changes: the shipped one, one with other clocks,
 * one with another campaign and org chart, and one with another calendar. */
#ifndef SIM_POLICIES_H
#define SIM_POLICIES_H

#include "../../daemon/rules.h"

#define POLICIES 4

/* Writes the files of the variants under `directory` and loads them. Ends the process on failure.
 */
void policies_open(const char *directory, int64_t now_ms);
void policies_close(void);

/* A hold on one of them. */
rules_t *policies_rules(size_t index);

/* Workers stamp their verdicts with the case and the policy they were made for, in place of the
 * score, so that a verdict on another case or under another policy is known. */
double policies_stamp(const rules_t *rules, uint64_t case_number);

/* The one with this digest, or NULL. Not owned. */
const rules_t *policies_find(const uint8_t digest[DIGEST_BYTES]);

#endif
