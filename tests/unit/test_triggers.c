/* The truth table of P38 over source, inspecting body, outlet, prior knowledge and time. */
#include "../../workers/rule_hit.h"
#include "bureau.h"

#define T1 (UINT64_C(1) << 0)
#define T2 (UINT64_C(1) << 1)
#define T3 (UINT64_C(1) << 2)

typedef struct {
    source_t source;
    const char *body;
    const char *outlet;
    int64_t known_after_ms; /* of the discovery; 0: the bureau did not know */
    uint64_t expected;      /* before the end of the rectification; T1 joins after it */
} row_t;

#define SUPERIOR_BODY "区委专项整治办"
#define OTHER_BODY    "东区统计局"
#define OUTLET        "东区日报"
#define BLOG          "某自媒体"

static const row_t rows[] = {
    {SOURCE_COMPLAINT, "", "", 0, 0},
    {SOURCE_COMPLAINT, SUPERIOR_BODY, "", 0, 0}, /* Q6: forwarded */
    {SOURCE_REPORT, "", "", 0, 0},
    {SOURCE_REPORT, SUPERIOR_BODY, "", 0, 0},
    {SOURCE_SELF, "", "", 0, 0},
    {SOURCE_SELF, SUPERIOR_BODY, "", 0, 0}, /* no inspection */
    {SOURCE_PEER, "", "", 0, 0},
    {SOURCE_BUREAU, "", "", 0, 0},
    {SOURCE_PUBLIC_OPINION, "", "", 0, 0},
    {SOURCE_SUPERIOR_POINTED, SUPERIOR_BODY, "", 0, 0},
    {SOURCE_OPEN_COVERT, "", "", 0, 0},
    {SOURCE_OPEN_COVERT, OTHER_BODY, "", 0, 0},
    {SOURCE_OPEN_COVERT, SUPERIOR_BODY, "", 0, T2},
    {SOURCE_SPOT_CHECK, SUPERIOR_BODY, "", 0, T2},
    {SOURCE_SPOT_CHECK, OTHER_BODY, "", 0, 0},
    {SOURCE_CONCENTRATED, SUPERIOR_BODY, "", 0, T2},
    {SOURCE_SYMPOSIUM, "区纪委监察机关", "", 0, T2},
    {SOURCE_BUREAU_INSPECTION, "", "", 0, 0},
    {SOURCE_SUPERIOR_INSPECTION, "", "", 0, T2}, /* by its source */
    {SOURCE_SUPERIOR_INSPECTION, OTHER_BODY, "", 0, T2},
    {SOURCE_SUPERIOR_INSPECTION, SUPERIOR_BODY, "", 0, T2},
    {SOURCE_MEDIA, "", OUTLET, 0, T3},
    {SOURCE_MEDIA, "", OUTLET, 1, T3}, /* Q8: known after the exposure */
    {SOURCE_MEDIA, "", OUTLET, -1, 0}, /* Q8: known a millisecond before */
    {SOURCE_MEDIA, "", BLOG, 0, 0},    /* Q7 */
    {SOURCE_MEDIA, "", "", 0, 0},
    {SOURCE_MEDIA, SUPERIOR_BODY, OUTLET, 0, T3}, /* no inspection */
    {SOURCE_SPOT_CHECK, "", OUTLET, 0, 0},        /* no media */
    {SOURCE_OVERDUE_TASK, "", "", 0, 0},
    {SOURCE_OVERDUE_TASK, SUPERIOR_BODY, "", 0, 0},
};

static const assessed_t *assess_row(const policy_t *policy, const row_t *row, int64_t discovered_ms)
{
    case_t *subject = bureau_case();
    subject->source = row->source;
    snprintf(subject->body, sizeof subject->body, "%s", row->body);
    snprintf(subject->outlet, sizeof subject->outlet, "%s", row->outlet);
    subject->discovered_ms = discovered_ms;
    subject->known_ms = row->known_after_ms ? discovered_ms + row->known_after_ms : 0;
    return assess_at(policy, subject, NOW_MS);
}

static void check_row(
    const policy_t *policy, size_t index, int64_t discovered_ms, uint64_t expected)
{
    const row_t *row = &rows[index];
    const assessed_t *assessed = assess_row(policy, row, discovered_ms);
    if (assessed->triggers != expected)
        fail_msg("row %zu (%s, %s, %s): triggers %llu instead of %llu", index,
            term_name(&SOURCES, row->source), row->body, row->outlet,
            (unsigned long long)assessed->triggers, (unsigned long long)expected);
    const char *const rules[] = {"P38.T1", "P38.T2", "P38.T3"};
    for (size_t i = 0; i < 3; i++) {
        const rule_hit_t *hit = find_rule(assessed, rules[i]);
        assert_non_null(hit); /* asked and recorded, whatever the answer */
        assert_int_equal(hit->holds, expected >> i & 1);
        assert_true(hit->inputs[0]);
    }
    assert_int_equal(assessed->strict, expected != 0);
    assert_int_equal(find_rule(assessed, "P38.E1")->holds, expected != 0);
}

static void truth_table(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_row(*state, i, SEPTEMBER_MS, rows[i].expected);
        check_row(*state, i, END_MS - 1, rows[i].expected);
        check_row(*state, i, END_MS, rows[i].expected | T1);
        check_row(*state, i, END_MS + 1, rows[i].expected | T1);
    }
}

static void discovery_judges_and_not_arrival(void **state)
{
    case_t *subject = bureau_case();
    subject->received_ms = END_MS + DAY_MS; /* the tool was offline */
    assert_int_equal(assess_at(*state, subject, NOW_MS)->triggers, 0);
    subject->discovered_ms = 0; /* nothing said: the arrival counts */
    assert_int_equal(assess_at(*state, subject, NOW_MS)->triggers, T1);
}

static void knowing_by_the_exposure_itself_is_not_knowing_before(void **state)
{
    case_t *subject = bureau_case();
    subject->source = SOURCE_MEDIA;
    snprintf(subject->outlet, sizeof subject->outlet, "%s", OUTLET);
    subject->known_ms = subject->discovered_ms;
    assert_int_equal(assess_at(*state, subject, NOW_MS)->triggers, T3); /* Q8 */
}

static void knobs_change_the_answer(void **state)
{
    policy_t *policy = *state;
    const row_t forwarded = {SOURCE_COMPLAINT, SUPERIOR_BODY, "", 0, 0};
    policy->campaign.forwarded_is_superior = true;
    assert_int_equal(assess_row(policy, &forwarded, SEPTEMBER_MS)->triggers, T2);

    const row_t blog = {SOURCE_MEDIA, "", BLOG, 0, 0};
    policy->campaign.registered_media_only = false;
    assert_int_equal(assess_row(policy, &blog, SEPTEMBER_MS)->triggers, T3);

    const row_t known = {SOURCE_MEDIA, "", OUTLET, -1, 0};
    policy->campaign.media_before_known = false;
    assert_int_equal(assess_row(policy, &known, SEPTEMBER_MS)->triggers, T3);

    const row_t superior = {SOURCE_SUPERIOR_INSPECTION, "", "", 0, 0};
    policy->campaign.superior_sources = 0;
    assert_int_equal(assess_row(policy, &superior, SEPTEMBER_MS)->triggers, 0);
}

static void a_trigger_out_of_force_is_recorded_and_ignored(void **state)
{
    policy_t *policy = *state;
    policy->campaign.triggers = T2 | T3;
    const row_t row = {SOURCE_SPOT_CHECK, "", "", 0, 0};
    const assessed_t *assessed = assess_row(policy, &row, END_MS);
    assert_int_equal(assessed->triggers, 0);
    assert_false(assessed->strict);
    assert_true(find_rule(assessed, "P38.T1")->holds);
    assert_string_equal(find_rule(assessed, "Q1")->inputs, "hold but are not in force: T1");
}

static void long_inputs_are_cut_at_a_character(void **state)
{
    (void)state;
    char name[3 * INPUTS_BYTES + 1];
    for (size_t i = 0; i + 3 < sizeof name; i += 3)
        memcpy(name + i, "报", 4);
    for (int shift = 0; shift < 3; shift++) {
        static assessed_t assessed;
        assessed.rule_count = 0;
        rule_record(&assessed, "P38.T3", true, "%.*s%s", shift, "xx", name);
        const char *inputs = assessed.rules[0].inputs;
        assert_true(strlen(inputs) > INPUTS_BYTES - 4);
        assert_int_equal((strlen(inputs) - (size_t)shift) % 3, 0); /* whole characters only */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(truth_table, bureau_set_up, bureau_tear_down),
        cmocka_unit_test_setup_teardown(
            discovery_judges_and_not_arrival, bureau_set_up, bureau_tear_down),
        cmocka_unit_test_setup_teardown(
            knowing_by_the_exposure_itself_is_not_knowing_before, bureau_set_up, bureau_tear_down),
        cmocka_unit_test_setup_teardown(knobs_change_the_answer, bureau_set_up, bureau_tear_down),
        cmocka_unit_test_setup_teardown(
            a_trigger_out_of_force_is_recorded_and_ignored, bureau_set_up, bureau_tear_down),
        cmocka_unit_test(long_inputs_are_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
