/* The whole policy of a bureau in memory: what the files of one bundle say, checked. */
#ifndef DUBAN_POLICY_H
#define DUBAN_POLICY_H

#include "bundle.h"
#include "calendar.h"
#include "campaign.h"
#include "clocks.h"
#include "lexicon.h"
#include "org.h"

typedef struct {
    uint8_t digest[DIGEST_BYTES]; /* of the bundle */
    campaign_t campaign;
    org_t *org;
    calendar_t *calendar;
    clocks_t clocks;
    lexicon_t *lexicon;
} policy_t;

/* Loads and checks every file of the bundle, and what the files say of each other (a post of an
 * unknown person, …). NULL with the fault "file:line: …". The caller owns the result, which keeps
 * nothing of the bundle. */
policy_t *policy_load(const bundle_t *bundle, fault_t *fault);
void policy_destroy(policy_t **self_p);

/* 0 when the calendar covers every clock that can start within a year's clocks from `now_ms`;
 * otherwise -1 and a fault that names the missing year (issue: refuse at start). */
int policy_check_calendar(const policy_t *self, int64_t now_ms, fault_t *fault);

#endif
