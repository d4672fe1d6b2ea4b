/* What follows from a classified case: phase, scope, relief, bypass, media, and answers for all. */
#include "bureau.h"

static void the_phase_of_the_discovery(void **state)
{
    const struct {
        int64_t discovered_ms;
        phase_t phase;
        const char *rule;
    } rows[] = {
        {JULY_MS - 1, PHASE_BEFORE, "P7"},
        {JULY_MS, PHASE_SELF_CHECK, "P7"},
        {AUGUST_MS - 1, PHASE_SELF_CHECK, "P7"},
        {AUGUST_MS, PHASE_CONCENTRATED, "P11"},
        {CONSOLIDATION_MS - 1, PHASE_CONCENTRATED, "P11"},
        {CONSOLIDATION_MS, PHASE_CONSOLIDATION, "P15"},
        {END_MS - 1, PHASE_CONSOLIDATION, "P15"},
        {END_MS, PHASE_ENDED, "P15e"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = bureau_case();
        subject->discovered_ms = rows[i].discovered_ms;
        const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
        assert_int_equal(assessed->phase, rows[i].phase);
        assert_string_equal(assessed->rules[0].rule, rows[i].rule);
        assert_int_equal(assessed->rules[0].holds, rows[i].phase != PHASE_BEFORE);
        subject->received_ms = rows[i].discovered_ms; /* the receipt stands in */
        subject->discovered_ms = 0;
        assert_int_equal(assess_at(*state, subject, NOW_MS)->phase, rows[i].phase);
    }
}

static void out_of_scope_is_recorded_and_left_alone(void **state)
{
    case_t *subject = bureau_case();
    subject->is_finding = false;
    subject->source = SOURCE_COMPLAINT;
    subject->discovered_ms = END_MS; /* would be T1 */
    name_person(subject, "wang");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_false(assessed->accept);
    assert_int_equal(assessed->triggers, 0);
    assert_int_equal(assessed->line_count, 0);
    assert_int_equal(assessed->clock_count, 0);
    assert_int_equal(assessed->need, NEED_UNSET);
    assert_non_null(strstr(find_rule(assessed, "P24-P28")->inputs, "advise not to accept"));
    assert_null(find_rule(assessed, "P38.T1"));

    subject->scope = true;
    assessed = assess_at(*state, subject, NOW_MS);
    assert_true(assessed->accept);
    assert_int_equal(assessed->triggers, term_bit(TRIGGER_T1));
    assert_true(find_rule(assessed, "P24-P28")->holds);
}

static void relief_of_the_self_check(void **state)
{
    const struct {
        int64_t discovered_ms;
        source_t source;
        severity_t severity;
        bool complaint_before, exempt, mitigate;
    } rows[] = {
        {JULY_MS, SOURCE_SELF, SEVERITY_MINOR, false, true, false},
        {JULY_MS, SOURCE_BUREAU, SEVERITY_MINOR, false, true, false},
        {JULY_MS, SOURCE_PEER, SEVERITY_GENERAL, false, false, true},
        {JULY_MS, SOURCE_SELF, SEVERITY_SERIOUS, false, false, false},
        {JULY_MS, SOURCE_SELF, SEVERITY_UNSET, false, false, false},
        {JULY_MS, SOURCE_SELF, SEVERITY_MINOR, true, false, false},
        {JULY_MS, SOURCE_PUBLIC_OPINION, SEVERITY_MINOR, false, false, false},
        {JULY_MS, SOURCE_SUPERIOR_POINTED, SEVERITY_MINOR, false, false, false},
        {AUGUST_MS - 1, SOURCE_SELF, SEVERITY_MINOR, false, true, false},
        {AUGUST_MS, SOURCE_SELF, SEVERITY_MINOR, false, false, false},
        {JULY_MS - 1, SOURCE_SELF, SEVERITY_MINOR, false, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = bureau_case();
        subject->discovered_ms = rows[i].discovered_ms;
        subject->source = rows[i].source;
        subject->severity = rows[i].severity;
        work_item_t item = {
            .lease = 1, .now_ms = NOW_MS, .complaint_before = rows[i].complaint_before};
        static assessed_t assessed;
        assess_case(*state, subject, &item, &assessed);
        assert_int_equal(find_rule(&assessed, "P36")->holds, rows[i].exempt);
        assert_int_equal(find_rule(&assessed, "P37")->holds, rows[i].mitigate);
    }
}

/* Q12 to Q15: who counts as the bureau itself, when, and what for. */
static void the_knobs_of_relief(void **state)
{
    static assessed_t assessed;
    policy_t *policy = *state;
    work_item_t item = {.lease = 1, .now_ms = NOW_MS};
    case_t *subject = bureau_case();
    subject->discovered_ms = AUGUST_MS; /* not in the self-check */
    subject->source = SOURCE_PUBLIC_OPINION;
    subject->severity = SEVERITY_GENERAL;
    policy->campaign.relief.sources = term_bit(SOURCE_PUBLIC_OPINION); /* Q12 */
    assess_case(policy, subject, &item, &assessed);
    assert_false(find_rule(&assessed, "P37")->holds);
    policy->campaign.relief.self_check_only = false; /* Q13 */
    assess_case(policy, subject, &item, &assessed);
    assert_true(find_rule(&assessed, "P37")->holds);
    policy->campaign.relief.mitigate = term_bit(SEVERITY_MINOR); /* Q15 */
    policy->campaign.relief.exempt = term_bit(SEVERITY_GENERAL); /* Q14 */
    assess_case(policy, subject, &item, &assessed);
    assert_true(find_rule(&assessed, "P36")->holds);
    assert_false(find_rule(&assessed, "P37")->holds);
    policy->campaign.relief.sources = 0;
    assess_case(policy, subject, &item, &assessed);
    assert_false(find_rule(&assessed, "P36")->holds);
}

static void strict_shuts_out_relief(void **state)
{
    policy_t *policy = *state;
    policy->campaign.rectification_end_ms = JULY_MS; /* T1 within the self-check */
    case_t *subject = bureau_case();
    subject->discovered_ms = JULY_MS;
    subject->source = SOURCE_SELF;
    subject->severity = SEVERITY_MINOR;
    const assessed_t *assessed = assess_at(policy, subject, NOW_MS);
    assert_true(assessed->strict);
    assert_false(find_rule(assessed, "P36")->holds); /* E1 */
}

/* The rules have changed since the first assessment; P38 holds for who is named now all the same.
 */
static void a_trigger_once_met_stays(void **state)
{
    case_t *subject = bureau_case();
    subject->discovered_ms = JULY_MS;
    subject->source = SOURCE_SELF;
    subject->triggers = term_bit(TRIGGER_T1);
    name_section(subject, "prices");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_int_equal(assessed->triggers, term_bit(TRIGGER_T1));
    assert_true(assessed->strict);
    assert_int_equal(assessed->line_count, 2); /* the head and the deputy */
}

static void about_the_top_is_recorded(void **state)
{
    const struct {
        const char *person;
        bool holds;
    } rows[] = {{"zhao", true}, {"han", true}, {"sun", false}, {"wang", false}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = bureau_case();
        name_person(subject, rows[i].person);
        const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
        assert_int_equal(find_rule(assessed, "P52")->holds, rows[i].holds);
        assert_int_equal(assessed->bypass, rows[i].holds);
    }
}

static void a_media_item_reaches_the_principal_the_same_day(void **state)
{
    const policy_t *policy = *state;
    case_t *subject = bureau_case();
    subject->source = SOURCE_MEDIA; /* whatever the outlet */
    name_section(subject, "permits");
    const assessed_t *assessed = assess_at(policy, subject, NOW_MS);
    assert_int_equal(assessed->clock_count, 1);
    assert_int_equal(assessed->clocks[0].kind, CLOCK_MEDIA);
    assert_int_equal(assessed->clocks[0].line, 0);
    assert_int_equal(assessed->clocks[0].due_ms,
        clock_due_ms(&policy->clocks, policy->calendar, CLOCK_MEDIA, NOW_MS));
    subject->assessed_ms = NOW_MS; /* the clock was met meanwhile: not started again */
    assert_int_equal(assess_at(policy, subject, NOW_MS + DAY_MS)->clock_count, 0);
}

static void an_unknown_person_is_recorded(void **state)
{
    case_t *subject = bureau_case();
    name_person(subject, "somebody-else");
    name_person(subject, "wang");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_int_equal(assessed->line_count, 1);
    assert_non_null(find_line(assessed, LINE_PERSON, "wang"));
    assert_int_equal(assessed->need, NEED_NO_TARGET);
    assert_non_null(strstr(find_rule(assessed, "P38")->inputs, "somebody-else"));
}

/* Whatever a case holds, there is an answer, and it is one that a message can carry. */
static void every_case_has_an_answer(void **state)
{
    uint32_t random = 1; /* a fixed seed: the same cases every run */
    unpacker_t unpacker = {0};
    buffer_t buffer = {0};
    const char *const persons[] = {"wang", "wu", "sun", "zhao", "han", "jiang", "feng", "x"};
    const char *const sections[] = {"permits", "prices", "projects", "archives", "x", "", "y", "z"};
    for (size_t round = 0; round < 2000; round++) {
        case_t *subject = bureau_case();
#define NEXT(BELOW) ((random = random * 1664525u + 1013904223u) >> 8) % (BELOW)
        subject->source = NEXT(SOURCE_OVERDUE_TASK + 1);
        subject->is_finding = NEXT(2);
        subject->scope = NEXT(2);
        subject->severity = NEXT(SEVERITY_SERIOUS + 1);
        subject->discovered_ms = NEXT(3) ? JULY_MS + (int64_t)NEXT(150) * DAY_MS : 0;
        subject->occurred_ms = NEXT(2) ? JULY_MS - 50 * DAY_MS + (int64_t)NEXT(150) * DAY_MS : 0;
        for (size_t i = NEXT(PERSONS_MAX + 1); i > 0; i--)
            name_person(subject, persons[NEXT(8)]);
        for (size_t i = NEXT(SECTIONS_MAX + 1); i > 0; i--)
            name_section(subject, sections[NEXT(8)]);
        const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
        assert_true(assessed->phase);
        assert_int_equal(assessed->strict, assessed->triggers != 0);
        bool has_leader = false;
        for (size_t i = 0; i < assessed->line_count; i++) {
            has_leader |= assessed->lines[i].kind == LINE_DOUBLE_INVESTIGATION;
            if (assessed->lines[i].kind == LINE_DOUBLE_INVESTIGATION)
                assert_null(find_line(assessed, LINE_PERSON, assessed->lines[i].target));
        }
        if (assessed->triggers) /* invariant (ii): a leader, or a person is asked */
            assert_true(has_leader || assessed->need == NEED_NO_TARGET);
        buffer_clear(&buffer);
        msgpack_packer packer = buffer_packer(&buffer);
        record_pack_map(&ASSESSED_RECORD, assessed, &packer);
        msgpack_object object;
        static assessed_t back;
        fault_t fault = {0};
        if (unpack_message(&unpacker, buffer.bytes, buffer.length, &object, &fault) < 0 ||
            record_from_map(&ASSESSED_RECORD, &object, &back, &fault) < 0)
            fail_msg("round %zu: %s", round, fault.message);
    }
    buffer_free(&buffer);
    unpacker_free(&unpacker);
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, bureau_set_up, bureau_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_phase_of_the_discovery),
        TEST(out_of_scope_is_recorded_and_left_alone),
        TEST(relief_of_the_self_check),
        TEST(the_knobs_of_relief),
        TEST(strict_shuts_out_relief),
        TEST(a_trigger_once_met_stays),
        TEST(about_the_top_is_recorded),
        TEST(a_media_item_reaches_the_principal_the_same_day),
        TEST(an_unknown_person_is_recorded),
        TEST(every_case_has_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
