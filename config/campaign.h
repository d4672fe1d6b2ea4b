/* The campaign: its phases (P7–P15e), the knobs of the double investigation (Q1–Q9), the bodies
 * that count as superior, and the registered media. */
#ifndef DUBAN_CAMPAIGN_H
#define DUBAN_CAMPAIGN_H

#include "../proto/case.h"
#include "calendar.h"

#define CAMPAIGN_BODIES_MAX  32
#define CAMPAIGN_OUTLETS_MAX 64

typedef struct {
    char name[NAME_BYTES];
    /* Phase starts, UTC ms; each phase is half-open and ends where the next begins. */
    int64_t self_check_ms;
    int64_t concentrated_ms;
    int64_t consolidation_ms;
    int64_t end_ms;
    int64_t rectification_end_ms; /* Q2: from here on T1 holds; default end_ms */
    uint64_t triggers;            /* Q1: the triggers in force, a set of trigger_t */
    uint64_t superior_sources;    /* Q5: sources that are T2 whoever inspects */
    size_t superior_body_count;   /* Q5: inspecting bodies that make any inspection T2 */
    char superior_bodies[CAMPAIGN_BODIES_MAX][NAME_BYTES];
    bool forwarded_is_superior; /* Q6 */
    bool registered_media_only; /* Q7 */
    bool media_before_known;    /* Q8: T3 only if the exposure came before the bureau knew */
    size_t outlet_count;
    char outlets[CAMPAIGN_OUTLETS_MAX][NAME_BYTES];
    /* Q9: when the principal is a target too */
    uint64_t principal_kinds;      /* set of kind_t; plan: c4 */
    severity_t principal_severity; /* from this severity on (ladder >= 3); plan: serious */
    uint64_t principal_sections;   /* from this many sections on; plan: 2 */
} campaign_t;

/* From campaign.conf; dates are local dates of `calendar`. -1 with the fault. */
int campaign_load(zpl_t *file, const calendar_t *calendar, campaign_t *campaign, fault_t *fault);

#endif
