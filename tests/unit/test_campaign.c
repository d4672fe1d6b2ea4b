/* The campaign: the plan's dates and knobs as shipped, and every way to get them wrong. */
#include "../../config/campaign.h"
#include "shipped.h"

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
}

#define DATES "self-check = 2015-07-01\nconcentrated = 2015-08-01\nconsolidation = 2015-09-11\n"
#define KNOBS                                                                                      \
    "triggers = T1 T2 T3\nsuperior-sources = none\nforwarded-is-superior = no\n"                   \
    "registered-media-only = yes\nmedia-before-known = yes\nprincipal-kinds = c4\n"                \
    "principal-severity = serious\nprincipal-sections = 2\n"

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
}

static void test_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {KNOBS DATES "end = 2015-10-01\n", "campaign.conf: the key 'name' is missing here"},
        {KNOBS "name = a\n" DATES "end = 10-01\n",
            "campaign.conf:13: 'end' must be a date YYYY-MM-DD, not \"10-01\""},
        {KNOBS "name = a\n" DATES "end = 2015-09-11\n",
            "campaign.conf:13: 'end' must be later than 'consolidation'"},
        {KNOBS "name = a\n" DATES "end = 2015-10-01\nrectification-end = 2015-07-01\n",
            "campaign.conf:14: 'rectification-end' must be later than 'self-check'"},
        {"name = a\nself-check = 2015-08-01\nconcentrated = 2015-07-01\n"
         "consolidation = 2015-09-11\nend = 2015-10-01\n" KNOBS,
            "campaign.conf:3: 'concentrated' must be later than 'self-check'"},
        {"triggers = T4\n",
            "campaign.conf:1: 'triggers' must be none or some of T1, T2, T3, not \"T4\""},
        {"principal-severity = bad\n", "campaign.conf:1: 'principal-severity' must be one of "
                                       "minor, general, serious, not \"bad\""},
        {"principal-sections = 0\n", "campaign.conf:1: 'principal-sections' must be a whole number "
                                     "from 1 to 8, not \"0\""},
        {"superior-sources = newspaper\n",
            "campaign.conf:1: 'superior-sources' must be none or some of complaint, report, self, "
            "peer, bureau, public_opinion, superior_pointed, open_covert, "
            "spot_check, concentrated, …, not \"newspaper\""},
    };
    assert_refusals("campaign.conf", load_any, refusals, ROWS(refusals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_plan),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("campaign", tests, set_up, tear_down);
}
