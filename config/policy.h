/* The whole policy of a bureau in memory: what the files of one bundle say, checked. */
#ifndef DUBAN_POLICY_H
#define DUBAN_POLICY_H

#include "bundle.h"
#include "calendar.h"
#include "campaign.h"
#include "clocks.h"
#include "lexicon.h"
#include "negative.h"
#include "org.h"
#include "sanctions.h"

typedef struct {
    uint8_t digest[DIGEST_BYTES];        /* of the bundle */
    uint8_t clocks_digest[DIGEST_BYTES]; /* of the files that clocks are computed from */
    campaign_t campaign;
    org_t *org;
    calendar_t *calendar;
    clocks_t clocks;
    lexicon_t *lexicon;
    sanctions_t sanctions;
    negative_t *negative;
} policy_t;

/* Loads and checks every file of the bundle, and what the files say of each other (a post of an
 * unknown person, …). NULL with the fault "file:line: …". The caller owns the result, which keeps
 * nothing of the bundle. */
policy_t *policy_load(const bundle_t *bundle, fault_t *fault);
void policy_destroy(policy_t **self_p);

/* 0 when the calendar covers the longest clock that starts at `now_ms`, with the last level of its
 * ladder; otherwise -1 and a fault that names the missing year. To be asked at every start and
 * reload, which it refuses. */
int policy_check_calendar(const policy_t *self, int64_t now_ms, fault_t *fault);

/* The first year in that time that is only provisional, for the log; 0 when there is none. */
int policy_provisional_year(const policy_t *self, int64_t now_ms);

#endif
