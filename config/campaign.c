/* Reads campaign.conf: the dates of the phases and the knobs Q1 to Q9. */
#include "campaign.h"

#define DATE_UNSET INT64_MIN

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

int campaign_load(zpl_t *file, const calendar_t *calendar, campaign_t *campaign, fault_t *fault)
{
    *campaign = (campaign_t){.rectification_end_ms = DATE_UNSET};
    if (zpl_read(file, zpl_root(file), campaign_keys, ZPL_COUNT(campaign_keys), campaign, fault) <
        0)
        return -1;
    if (campaign->rectification_end_ms == DATE_UNSET)
        campaign->rectification_end_ms = campaign->end_ms;
    if (check_order(file, campaign, fault) < 0)
        return -1;
    /* The table has read days into the members that hold moments. */
    int64_t *const moments[] = {&campaign->self_check_ms, &campaign->concentrated_ms,
        &campaign->consolidation_ms, &campaign->end_ms, &campaign->rectification_end_ms};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
        *moments[i] = calendar_day_start_ms(calendar, *moments[i]);
    return 0;
}
