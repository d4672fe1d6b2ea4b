/* The campaign: its phases (P7–P15e), the knobs of the double investigation (Q1–Q9) and of the
 * other rules (Q12–Q21, Q25), the bodies that count as superior, and the registered media. */
#ifndef DUBAN_CAMPAIGN_H
#define DUBAN_CAMPAIGN_H

#include "../proto/case.h"
#include "calendar.h"

#define CAMPAIGN_BODIES_MAX  32
#define CAMPAIGN_OUTLETS_MAX 64

/* How often a report is due (Q23). */
typedef enum { CYCLE_UNSET, CYCLE_XUN, CYCLE_MONTH, CYCLE_QUARTER, CYCLE_YEAR } cycle_t;

/* What the first figure of the report counts (Q24). */
typedef enum { HEADLINE_UNSET, HEADLINE_SUBSTANTIATED, HEADLINE_RECEIVED } headline_t;

extern const terms_t CYCLES, HEADLINES;

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
    /* P36, P37: when less than the ladder may be proposed */
    struct {
        uint64_t sources;     /* Q12: set of source_t; who counts as the bureau itself */
        bool self_check_only; /* Q13: only what is discovered in the self-check phase */
        uint64_t exempt;      /* Q14: set of severity_t that may be exempted */
        uint64_t mitigate;    /* Q15: set of severity_t that may be mitigated */
    } relief;
    /* P39: when the two responsibilities (两个责任) are pursued */
    struct {
        uint64_t overdue;         /* Q16: overdue cases before a leader that are neglect */
        uint64_t section;         /* Q17: substantiated cases that make a section prominent */
        uint64_t leader;          /* Q17: … and all that a deputy supervises */
        uint64_t window_ms;       /* Q17: counted so far back */
        uint64_t serious;         /* Q18: serious ones that make a section prominent */
        uint64_t impact_triggers; /* Q19: set of trigger_t that are a bad impact */
        uint64_t complainants;    /* Q19: so many complainants are one */
    } responsibility;
    /* P32 (b) */
    struct {
        uint64_t tenure_ms;  /* Q20: so long in one key post */
        uint64_t complaints; /* Q20: and so many substantiated complaints … */
        uint64_t window_ms;  /* Q20: … in this time */
    } rotation;
    /* P31 */
    struct {
        uint64_t minor, general, serious; /* Q21: where the ladder starts */
        uint64_t repeat_ms;               /* Q21: what was found so far back is a repeat … */
        uint64_t repeat_steps;            /* Q21: … which starts so many steps higher */
    } ladder;
    bool tolerance; /* Q25: the gate of P34 is open at all */
    /* Near-same texts about the same person or section are proposed for merging (并案). */
    uint64_t similar_days; /* that the earlier case may be older; 0: nothing is proposed */
    uint64_t similar_bits; /* of the fingerprints that may differ */
    /* The report that goes up (P41) */
    cycle_t report_in_campaign;       /* Q23; plan: xun */
    cycle_t report_after;             /* Q23; plan: quarter */
    headline_t headline;              /* Q24; plan: substantiated */
    bool exposure;                    /* Q22: whether anybody is exposed by name at all (P40) */
    uint64_t exposure_external_needs; /* Q22: set of role_t that must all approve; plan: two */
} campaign_t;

/* Q21: the step of the ladder at which a severity starts; one that nobody gave counts as general.
 */
uint64_t campaign_ladder_start(const campaign_t *campaign, severity_t severity);

/* From campaign.conf; dates are local dates of `calendar`. -1 with the fault. */
int campaign_load(zpl_t *file, const calendar_t *calendar, campaign_t *campaign, fault_t *fault);

#endif
