/* The campaign: the plan's dates and knobs as shipped, and every way to get them wrong. */
#include "../../config/campaign.h"
#include "shipped.h"

#define DAY_MS UINT64_C(86400000)

static calendar_t *calendar;

static int load_any(zpl_t *file, fault_t *fault)
{
    campaign_t campaign;
    return campaign_load(file, calendar, &campaign, fault);
}

static int set_up(void **state)
{
    (void)state;
    calendar = shipped_calendar();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_destroy(&calendar);
    return 0;
}

static void test_the_plan(void **state)
{
    (void)state;
    fault_t fault = {0};
    campaign_t campaign;
    zpl_t *file = shipped_open("campaign.conf");
    assert_int_equal(campaign_load(file, calendar, &campaign, &fault), 0);
    zpl_destroy(&file);
    assert_int_equal(campaign.self_check_ms, at("2015-07-01 00:00"));
    assert_int_equal(campaign.concentrated_ms, at("2015-08-01 00:00"));
    assert_int_equal(campaign.consolidation_ms, at("2015-09-11 00:00"));
    assert_int_equal(campaign.end_ms, at("2015-10-01 00:00"));
    assert_int_equal(campaign.rectification_end_ms, campaign.end_ms);
    assert_int_equal(
        campaign.triggers, term_bit(TRIGGER_T1) | term_bit(TRIGGER_T2) | term_bit(TRIGGER_T3));
    assert_int_equal(campaign.superior_sources, term_bit(SOURCE_SUPERIOR_INSPECTION));
    assert_string_equal(campaign.superior_bodies[1], "区委专项整治办");
    assert_string_equal(campaign.superior_bodies[2], "区纪委监察机关");
    assert_false(campaign.forwarded_is_superior);
    assert_true(campaign.registered_media_only);
    assert_true(campaign.media_before_known);
    assert_true(campaign.outlet_count > 0);
    assert_int_equal(campaign.principal_kinds, term_bit(KIND_C4));
    assert_int_equal(campaign.principal_severity, SEVERITY_SERIOUS);
    assert_int_equal(campaign.principal_sections, 2);
    assert_int_equal(campaign.similar_days, 30);
    assert_int_equal(campaign.similar_bits, 12);
    assert_int_equal(campaign.report_in_campaign, CYCLE_XUN); /* Q23 */
    assert_int_equal(campaign.report_after, CYCLE_QUARTER);
    assert_int_equal(campaign.headline, HEADLINE_SUBSTANTIATED); /* Q24 */
    assert_true(campaign.exposure);                              /* Q22 */
    assert_int_equal(campaign.exposure_external_needs,
        term_bit(ROLE_PRINCIPAL) | term_bit(ROLE_DISCIPLINE_GROUP));
}

/* Q12 to Q21 and Q25, as the policy gives them where the plan is silent. */
static void test_the_knobs(void **state)
{
    (void)state;
    fault_t fault = {0};
    campaign_t campaign;
    zpl_t *file = shipped_open("campaign.conf");
    assert_int_equal(campaign_load(file, calendar, &campaign, &fault), 0);
    zpl_destroy(&file);
    assert_int_equal(campaign.relief.sources, /* Q12 */
        term_bit(SOURCE_SELF) | term_bit(SOURCE_PEER) | term_bit(SOURCE_BUREAU));
    assert_true(campaign.relief.self_check_only);                                    /* Q13 */
    assert_int_equal(campaign.relief.exempt, term_bit(SEVERITY_MINOR));              /* Q14 */
    assert_int_equal(campaign.relief.mitigate, term_bit(SEVERITY_GENERAL));          /* Q15 */
    assert_int_equal(campaign.responsibility.overdue, 2);                            /* Q16 */
    assert_int_equal(campaign.responsibility.section, 3);                            /* Q17 */
    assert_int_equal(campaign.responsibility.leader, 5);                             /* Q17 */
    assert_int_equal(campaign.responsibility.window_ms, 90 * DAY_MS);                /* Q17 */
    assert_int_equal(campaign.responsibility.serious, 1);                            /* Q18 */
    assert_int_equal(campaign.responsibility.impact_triggers, term_bit(TRIGGER_T3)); /* Q19 */
    assert_int_equal(campaign.responsibility.complainants, 5);                       /* Q19 */
    assert_int_equal(campaign.rotation.tenure_ms, (5 * 365 + 1) * DAY_MS);           /* Q20 */
    assert_int_equal(campaign.rotation.complaints, 3);                               /* Q20 */
    assert_int_equal(campaign.rotation.window_ms, 365 * DAY_MS);                     /* Q20 */
    for (unsigned severity = SEVERITY_MINOR; severity <= SEVERITY_SERIOUS; severity++)
        assert_int_equal(campaign_ladder_start(&campaign, severity), severity); /* Q21 */
    assert_int_equal(campaign_ladder_start(&campaign, SEVERITY_UNSET), 2);      /* as general */
    assert_int_equal(campaign.ladder.repeat_ms, 730 * DAY_MS);                  /* Q21 */
    assert_int_equal(campaign.ladder.repeat_steps, 1);                          /* Q21 */
    assert_true(campaign.tolerance);                                            /* Q25 */
}

#define DATES "self-check = 2015-07-01\nconcentrated = 2015-08-01\nconsolidation = 2015-09-11\n"
#define MORE_KNOBS                                                                                 \
    "relief-sources = none\nrelief-self-check-only = no\nmitigate-severities = none\n"             \
    "exempt-severities = none\nneglect-overdue = 1\nprominent-section = 1\n"                       \
    "prominent-leader = 1\nprominent-window = 1d\nprominent-serious = 1\nimpact-triggers = none\n" \
    "impact-complainants = 1\nrotation-tenure = 1d\nrotation-complaints = 1\n"                     \
    "rotation-window = 1d\nladder-minor = 1\nladder-general = 1\nladder-serious = 1\n"             \
    "ladder-repeat = 1d\nladder-repeat-steps = 0\ntolerance = no\nreport-in-campaign = xun\n"      \
    "report-after = quarter\nheadline = substantiated\nexposure = no\n"                            \
    "exposure-external-needs = none\n"
#define KNOBS                                                                                      \
    "triggers = T1 T2 T3\nsuperior-sources = none\nforwarded-is-superior = no\n"                   \
    "registered-media-only = yes\nmedia-before-known = yes\nprincipal-kinds = c4\n"                \
    "principal-severity = serious\nprincipal-sections = 2\n" MORE_KNOBS

static void test_defaults(void **state)
{
    (void)state;
    fault_t fault = {0};
    campaign_t campaign;
    static const char text[] = KNOBS "name = a\n" DATES "end = 2015-10-01\n";
    zpl_t *file = parse_text("campaign.conf", text);
    assert_int_equal(campaign_load(file, calendar, &campaign, &fault), 0);
    zpl_destroy(&file);
    assert_int_equal(campaign.rectification_end_ms, campaign.end_ms);
    assert_int_equal(campaign.superior_sources, 0);
    assert_int_equal(campaign.superior_body_count, 0);
    assert_int_equal(campaign.outlet_count, 0);
    assert_int_equal(campaign.similar_days, 30);
    assert_int_equal(campaign.similar_bits, 12);
}

static void test_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {KNOBS DATES "end = 2015-10-01\n", "campaign.conf: the key 'name' is missing here"},
        {KNOBS "name = a\n" DATES "end = 10-01\n",
            "campaign.conf:38: 'end' must be a date YYYY-MM-DD, not \"10-01\""},
        {KNOBS "name = a\n" DATES "end = 2015-09-11\n",
            "campaign.conf:38: 'end' must be later than 'consolidation'"},
        {KNOBS "name = a\n" DATES "end = 2015-10-01\nrectification-end = 2015-07-01\n",
            "campaign.conf:39: 'rectification-end' must be later than 'self-check'"},
        {"name = a\nself-check = 2015-08-01\nconcentrated = 2015-07-01\n"
         "consolidation = 2015-09-11\nend = 2015-10-01\n" KNOBS,
            "campaign.conf:3: 'concentrated' must be later than 'self-check'"},
        {"triggers = T4\n",
            "campaign.conf:1: 'triggers' must be none or some of T1, T2, T3, not \"T4\""},
        {"principal-severity = bad\n", "campaign.conf:1: 'principal-severity' must be one of "
                                       "minor, general, serious, not \"bad\""},
        {"principal-sections = 0\n", "campaign.conf:1: 'principal-sections' must be a whole number "
                                     "from 1 to 8, not \"0\""},
        {"similar-bits = 25\n",
            "campaign.conf:1: 'similar-bits' must be a whole number from 0 to 24, not \"25\""},
        {"report-after = fortnight\n", "campaign.conf:1: 'report-after' must be one of xun, month, "
                                       "quarter, year, not \"fortnight\""},
        {"headline = most\n", "campaign.conf:1: 'headline' must be one of substantiated, "
                              "received, not \"most\""},
        {"superior-sources = newspaper\n",
            "campaign.conf:1: 'superior-sources' must be none or some of complaint, report, self, "
            "peer, bureau, public_opinion, superior_pointed, open_covert, "
            "spot_check, concentrated, …, not \"newspaper\""},
    };
    assert_refusals("campaign.conf", load_any, refusals, ROWS(refusals));
}

/* The shipped file with one line put otherwise. */
static void assert_knob_refused(const char *key, const char *value, const char *why)
{
    char text[16384], line[64];
    fault_t fault = {0};
    campaign_t campaign;
    bundle_t *bundle = bundle_embedded();
    slice_t shipped = bundle_file(bundle, "campaign.conf");
    snprintf(line, sizeof line, "\n%s = ", key);
    const char *at = memmem(shipped.bytes, shipped.length, line, strlen(line));
    assert_non_null(at);
    size_t before = (size_t)(at - (const char *)shipped.bytes) + strlen(line);
    const char *rest = memchr(at + 1, '\n', shipped.length - before);
    assert_true(shipped.length + 64 < sizeof text);
    snprintf(text, sizeof text, "%.*s%s%.*s", (int)before, (const char *)shipped.bytes, value,
        (int)(shipped.length - (size_t)(rest - (const char *)shipped.bytes)), rest);
    bundle_destroy(&bundle);
    zpl_t *file = parse_text("campaign.conf", text);
    assert_int_equal(campaign_load(file, calendar, &campaign, &fault), -1);
    if (!strstr(fault.message, why))
        fail_msg("%s = %s: %s", key, value, fault.message);
    zpl_destroy(&file);
}

static void test_knobs_are_bounded(void **state)
{
    (void)state;
    assert_knob_refused("exempt-severities", "minor serious", "never exempted (P37)");
    assert_knob_refused("mitigate-severities", "serious", "never mitigated (P37)");
    assert_knob_refused("mitigate-severities", "minor general", "names a severity of");
    assert_knob_refused("ladder-general", "4", "'ladder-serious' must not be lower");
    assert_knob_refused("ladder-minor", "3", "'ladder-general' must not be lower");
    assert_knob_refused("ladder-minor", "0", "from 1 to 20");
    assert_knob_refused("neglect-overdue", "0", "from 1 to 64");
    assert_knob_refused("prominent-section", "65", "from 1 to 64");
    assert_knob_refused("prominent-window", "23h", "'prominent-window' must be");
    assert_knob_refused("rotation-tenure", "3661d", "'rotation-tenure' must be");
    assert_knob_refused("impact-triggers", "T4", "'impact-triggers' must be none or some of");
    assert_knob_refused("tolerance", "maybe", "'tolerance' must be yes or no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_plan),
        cmocka_unit_test(test_the_knobs),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_knobs_are_bounded),
    };
    return cmocka_run_group_tests_name("campaign", tests, set_up, tear_down);
}
