/* Reads campaign.conf: the dates of the phases and the knobs of the rules (Q1 to Q25), and what
 * counts as near-same. */
#include "campaign.h"

#define DATE_UNSET INT64_MIN
#define DAY_MS     UINT64_C(86400000)
#define COUNT_MAX  64            /* as far as the daemon looks back (daemon/facts.h) */
#define WINDOW_MAX 3660 * DAY_MS /* ten years */
#define LADDER_MAX 20

#define COUNT(NAME, MEMBER, MAX)                                                                   \
    {                                                                                              \
        NAME, ZPL_UINT, ZPL_AT(campaign_t, MEMBER), .required = true, .min = 1, .max = (MAX)       \
    }
#define WINDOW(NAME, MEMBER)                                                                       \
    {                                                                                              \
        NAME, ZPL_DURATION, ZPL_AT(campaign_t, MEMBER), .required = true, .min = DAY_MS,           \
                                                        .max = WINDOW_MAX                          \
    }
#define SIMILAR_DAYS 30
#define SIMILAR_BITS 12 /* measured: workers/fingerprint.h */

static const term_t cycles[] = {
    [CYCLE_XUN] = {"xun", "旬"},
    [CYCLE_MONTH] = {"month", "月"},
    [CYCLE_QUARTER] = {"quarter", "季度"},
    [CYCLE_YEAR] = {"year", "年"},
};
const terms_t CYCLES = {"cycle", cycles, sizeof cycles / sizeof cycles[0]};

static const term_t headlines[] = {
    [HEADLINE_SUBSTANTIATED] = {"substantiated", "认定属实"},
    [HEADLINE_RECEIVED] = {"received", "收到反映"},
};
const terms_t HEADLINES = {"headline", headlines, sizeof headlines / sizeof headlines[0]};

static const zpl_key_t campaign_keys[] = {
    {"name", ZPL_TEXT, ZPL_AT(campaign_t, name), .required = true},
    {"self-check", ZPL_DATE, ZPL_AT(campaign_t, self_check_ms), .required = true},
    {"concentrated", ZPL_DATE, ZPL_AT(campaign_t, concentrated_ms), .required = true},
    {"consolidation", ZPL_DATE, ZPL_AT(campaign_t, consolidation_ms), .required = true},
    {"end", ZPL_DATE, ZPL_AT(campaign_t, end_ms), .required = true},
    {"rectification-end", ZPL_DATE, ZPL_AT(campaign_t, rectification_end_ms)},
    {"triggers", ZPL_SET, ZPL_AT(campaign_t, triggers), .required = true, .terms = &TRIGGERS},
    {"superior-sources", ZPL_SET, ZPL_AT(campaign_t, superior_sources), .required = true,
        .terms = &SOURCES},
    {"superior-body", ZPL_TEXTS, ZPL_ITEMS(campaign_t, superior_bodies, superior_body_count)},
    {"forwarded-is-superior", ZPL_BOOL, ZPL_AT(campaign_t, forwarded_is_superior),
        .required = true},
    {"registered-media-only", ZPL_BOOL, ZPL_AT(campaign_t, registered_media_only),
        .required = true},
    {"media-before-known", ZPL_BOOL, ZPL_AT(campaign_t, media_before_known), .required = true},
    {"outlet", ZPL_TEXTS, ZPL_ITEMS(campaign_t, outlets, outlet_count)},
    {"principal-kinds", ZPL_SET, ZPL_AT(campaign_t, principal_kinds), .required = true,
        .terms = &KINDS},
    {"principal-severity", ZPL_TERM, ZPL_AT(campaign_t, principal_severity), .required = true,
        .terms = &SEVERITIES},
    {"principal-sections", ZPL_UINT, ZPL_AT(campaign_t, principal_sections), .required = true,
        .min = 1, .max = SECTIONS_MAX},
    {"relief-sources", ZPL_SET, ZPL_AT(campaign_t, relief.sources), .required = true,
        .terms = &SOURCES},
    {"relief-self-check-only", ZPL_BOOL, ZPL_AT(campaign_t, relief.self_check_only),
        .required = true},
    {"exempt-severities", ZPL_SET, ZPL_AT(campaign_t, relief.exempt), .required = true,
        .terms = &SEVERITIES},
    {"mitigate-severities", ZPL_SET, ZPL_AT(campaign_t, relief.mitigate), .required = true,
        .terms = &SEVERITIES},
    COUNT("neglect-overdue", responsibility.overdue, COUNT_MAX),
    COUNT("prominent-section", responsibility.section, COUNT_MAX),
    COUNT("prominent-leader", responsibility.leader, COUNT_MAX),
    WINDOW("prominent-window", responsibility.window_ms),
    COUNT("prominent-serious", responsibility.serious, COUNT_MAX),
    {"impact-triggers", ZPL_SET, ZPL_AT(campaign_t, responsibility.impact_triggers),
        .required = true, .terms = &TRIGGERS},
    COUNT("impact-complainants", responsibility.complainants, 1000000),
    WINDOW("rotation-tenure", rotation.tenure_ms),
    COUNT("rotation-complaints", rotation.complaints, COUNT_MAX),
    WINDOW("rotation-window", rotation.window_ms),
    COUNT("ladder-minor", ladder.minor, LADDER_MAX),
    COUNT("ladder-general", ladder.general, LADDER_MAX),
    COUNT("ladder-serious", ladder.serious, LADDER_MAX),
    WINDOW("ladder-repeat", ladder.repeat_ms),
    {"ladder-repeat-steps", ZPL_UINT, ZPL_AT(campaign_t, ladder.repeat_steps), .required = true,
        .max = LADDER_MAX},
    {"tolerance", ZPL_BOOL, ZPL_AT(campaign_t, tolerance), .required = true},
    {"similar-days", ZPL_UINT, ZPL_AT(campaign_t, similar_days), .max = 366},
    {"similar-bits", ZPL_UINT, ZPL_AT(campaign_t, similar_bits), .max = 24},
    {"report-in-campaign", ZPL_TERM, ZPL_AT(campaign_t, report_in_campaign), .required = true,
        .terms = &CYCLES},
    {"report-after", ZPL_TERM, ZPL_AT(campaign_t, report_after), .required = true,
        .terms = &CYCLES},
    {"headline", ZPL_TERM, ZPL_AT(campaign_t, headline), .required = true, .terms = &HEADLINES},
    {"exposure", ZPL_BOOL, ZPL_AT(campaign_t, exposure), .required = true},
    {"exposure-external-needs", ZPL_SET, ZPL_AT(campaign_t, exposure_external_needs),
        .required = true, .terms = &ROLES},
};

/* The phases follow each other, and the rectification ends in or after the campaign. */
static int check_order(zpl_t *file, const campaign_t *campaign, fault_t *fault)
{
    const struct {
        const char *before_key, *key;
        int64_t before, day;
    } pairs[] = {
        {"self-check", "concentrated", campaign->self_check_ms, campaign->concentrated_ms},
        {"concentrated", "consolidation", campaign->concentrated_ms, campaign->consolidation_ms},
        {"consolidation", "end", campaign->consolidation_ms, campaign->end_ms},
        {"self-check", "rectification-end", campaign->self_check_ms,
            campaign->rectification_end_ms},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].day <= pairs[i].before)
            return zpl_fault(file, zpl_next(zpl_root(file), pairs[i].key, NULL), fault,
                "'%s' must be later than '%s'", pairs[i].key, pairs[i].before_key);
    }
    return 0;
}

/* P36 and P37: what is serious gets no relief, and nothing gets two kinds of it. P31: the ladder
 * does not start lower for what is worse. */
static int check_severities(zpl_t *file, const campaign_t *campaign, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    const uint64_t serious = term_bit(SEVERITY_SERIOUS);
    if (campaign->relief.exempt & serious)
        return zpl_fault(file, zpl_next(root, "exempt-severities", NULL), fault,
            "'exempt-severities': what is serious is never exempted (P37)");
    if (campaign->relief.mitigate & serious)
        return zpl_fault(file, zpl_next(root, "mitigate-severities", NULL), fault,
            "'mitigate-severities': what is serious is never mitigated (P37)");
    if (campaign->relief.mitigate & campaign->relief.exempt)
        return zpl_fault(file, zpl_next(root, "mitigate-severities", NULL), fault,
            "'mitigate-severities' names a severity of 'exempt-severities'");
    if (campaign->ladder.general < campaign->ladder.minor)
        return zpl_fault(file, zpl_next(root, "ladder-general", NULL), fault,
            "'ladder-general' must not be lower than 'ladder-minor'");
    if (campaign->ladder.serious < campaign->ladder.general)
        return zpl_fault(file, zpl_next(root, "ladder-serious", NULL), fault,
            "'ladder-serious' must not be lower than 'ladder-general'");
    return 0;
}

uint64_t campaign_ladder_start(const campaign_t *campaign, severity_t severity)
{
    if (severity == SEVERITY_MINOR)
        return campaign->ladder.minor;
    return severity == SEVERITY_SERIOUS ? campaign->ladder.serious : campaign->ladder.general;
}

int campaign_load(zpl_t *file, const calendar_t *calendar, campaign_t *campaign, fault_t *fault)
{
    *campaign = (campaign_t){.rectification_end_ms = DATE_UNSET,
        .similar_days = SIMILAR_DAYS,
        .similar_bits = SIMILAR_BITS};
    if (zpl_read(file, zpl_root(file), campaign_keys, ZPL_COUNT(campaign_keys), campaign, fault) <
        0)
        return -1;
    if (campaign->rectification_end_ms == DATE_UNSET)
        campaign->rectification_end_ms = campaign->end_ms;
    if (check_order(file, campaign, fault) < 0 || check_severities(file, campaign, fault) < 0)
        return -1;
    /* The table has read days into the members that hold moments. */
    int64_t *const moments[] = {&campaign->self_check_ms, &campaign->concentrated_ms,
        &campaign->consolidation_ms, &campaign->end_ms, &campaign->rectification_end_ms};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
        *moments[i] = calendar_day_start_ms(calendar, *moments[i]);
    return 0;
}
