/* P38.E2 and Q9: which leaders get a line, judged by the post at the time of the act. */
#include "bureau.h"

#define DOUBLE LINE_DOUBLE_INVESTIGATION

/* A case with T2, about an act at `occurred_ms`. */
static case_t *triggered_case(int64_t occurred_ms)
{
    case_t *subject = bureau_case();
    subject->source = SOURCE_SUPERIOR_INSPECTION;
    subject->occurred_ms = occurred_ms;
    return subject;
}

static void assert_leaders(const assessed_t *assessed, const char *const *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!find_line(assessed, DOUBLE, targets[i]))
            fail_msg("no leader line for %s", targets[i]);
    }
    size_t found = 0;
    for (size_t i = 0; i < assessed->line_count; i++)
        found += assessed->lines[i].kind == DOUBLE;
    assert_int_equal(found, count);
}

#define LEADERS(ASSESSED, ...)                                                                     \
    assert_leaders(ASSESSED, (const char *const[]){__VA_ARGS__},                                   \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void head_and_deputy_of_a_named_section(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "wu", "sun");
    const line_t *head = find_line(assessed, DOUBLE, "wu");
    assert_int_equal(head->post, ROLE_SECTION_HEAD);
    assert_string_equal(head->section, "permits");
    assert_int_equal(head->state, LINE_OPENED);
    assert_int_equal(head->opened_ms, NOW_MS);
    assert_int_equal(head->triggers, term_bit(TRIGGER_T2));
    assert_int_equal(find_line(assessed, DOUBLE, "sun")->post, ROLE_DEPUTY);
    assert_int_equal(assessed->need, NEED_UNSET);
    assert_false(find_rule(assessed, "Q9")->holds);
}

static void no_trigger_no_leader(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    subject->source = SOURCE_SPOT_CHECK;
    name_section(subject, "permits");
    name_person(subject, "wang");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_int_equal(assessed->line_count, 1);
    assert_non_null(find_line(assessed, LINE_PERSON, "wang"));
    assert_int_equal(assessed->need, NEED_UNSET);
}

static void the_post_at_the_time_of_the_act(void **state)
{
    const struct {
        int64_t occurred_ms;
        const char *head, *deputy;
    } rows[] = {
        {JULY_MS, "zhou", "qian"},
        {AUGUST_MS - 1, "zhou", "qian"},
        {AUGUST_MS, "wu", "qian"},
        {HANDOVER_MS - 1, "wu", "qian"},
        {HANDOVER_MS, "wu", "sun"},
        {NOW_MS, "wu", "sun"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = triggered_case(rows[i].occurred_ms);
        name_section(subject, "permits");
        LEADERS(assess_at(*state, subject, NOW_MS), rows[i].head, rows[i].deputy);
    }
}

static void discovery_then_receipt_stand_in_for_an_unknown_act(void **state)
{
    case_t *subject = triggered_case(0);
    name_section(subject, "permits");
    subject->discovered_ms = JULY_MS;
    subject->received_ms = SEPTEMBER_MS;
    LEADERS(assess_at(*state, subject, NOW_MS), "zhou", "qian");
    subject->discovered_ms = 0;
    LEADERS(assess_at(*state, subject, NOW_MS), "wu", "sun");
}

static void the_section_of_a_named_person(void **state)
{
    case_t *subject = triggered_case(JULY_MS);
    name_person(subject, "wang");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "zhou", "qian");
    const line_t *line = find_line(assessed, LINE_PERSON, "wang");
    assert_int_equal(line->number, 1);
    assert_int_equal(line->post, ROLE_STAFF);
    assert_string_equal(line->section, "permits");
    assert_int_equal(line->triggers, term_bit(TRIGGER_T2));
    name_section(subject, "permits"); /* the same section again adds none */
    LEADERS(assess_at(*state, subject, NOW_MS), "zhou", "qian");
}

static void the_section_is_the_one_at_the_time_of_the_act(void **state)
{
    case_t *subject = triggered_case(HANDOVER_MS - 1);
    name_person(subject, "chu");
    LEADERS(assess_at(*state, subject, NOW_MS), "wu", "qian");
    subject->occurred_ms = HANDOVER_MS;
    LEADERS(assess_at(*state, subject, NOW_MS), "zheng", "li");
}

static void the_principal_by_kind_severity_or_sections(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    subject->kinds[subject->kind_count++] = (kind_score_t){KIND_C4, 0.4};
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "wu", "sun", "zhao");
    assert_int_equal(find_line(assessed, DOUBLE, "zhao")->post, ROLE_PRINCIPAL);
    assert_string_equal(find_line(assessed, DOUBLE, "zhao")->section, "");
    assert_true(find_rule(assessed, "Q9")->holds);

    subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    subject->severity = SEVERITY_SERIOUS;
    LEADERS(assess_at(*state, subject, NOW_MS), "wu", "sun", "zhao");

    subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    name_section(subject, "prices");
    LEADERS(assess_at(*state, subject, NOW_MS), "wu", "sun", "zheng", "li", "zhao");
}

static void dual_roles_get_one_line(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "prices");
    name_section(subject, "projects");
    LEADERS(assess_at(*state, subject, NOW_MS), "zheng", "li", "zhao");
}

static void an_accused_leader_keeps_his_person_line(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_person(subject, "wu");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "sun");
    assert_non_null(find_line(assessed, LINE_PERSON, "wu"));
    const rule_hit_t *hit = find_rule(assessed, "P38.E2");
    assert_false(hit->holds);
    assert_non_null(strstr(hit->inputs, "himself accused"));
    assert_int_equal(assessed->need, NEED_UNSET);
}

static void above_an_accused_deputy_stands_the_principal(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_person(subject, "sun");
    LEADERS(assess_at(*state, subject, NOW_MS), "zhao");
    name_section(subject, "permits");
    LEADERS(assess_at(*state, subject, NOW_MS), "wu", "zhao");
}

static void above_an_accused_principal_stands_nobody_here(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_person(subject, "zhao");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_leaders(assessed, NULL, 0);
    assert_int_equal(assessed->need, NEED_NO_TARGET);
    assert_true(find_rule(assessed, "P52")->holds);
}

static void nobody_known_asks_a_person(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    assert_int_equal(assessed->line_count, 0);
    assert_int_equal(assessed->need, NEED_NO_TARGET);
    assert_non_null(strstr(find_rule(assessed, "P38.E2")->inputs, "no section and no person"));
}

static void a_vacant_post_asks_a_person(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "archives");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "li");
    assert_int_equal(assessed->need, NEED_NO_TARGET);
    assert_non_null(strstr(find_rule(assessed, "P38.E2")->inputs, "no section_head of archives"));
    subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "a-section-that-is-not-there");
    assert_int_equal(assess_at(*state, subject, NOW_MS)->need, NEED_NO_TARGET);
}

static void every_leader_line_has_its_clock(void **state)
{
    const policy_t *policy = *state;
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    name_person(subject, "wang");
    const assessed_t *assessed = assess_at(policy, subject, NOW_MS);
    int64_t due_ms = clock_due_ms(&policy->clocks, policy->calendar, CLOCK_LEADER, NOW_MS);
    assert_int_equal(assessed->clock_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const clock_change_t *clock = &assessed->clocks[i];
        assert_int_equal(clock->kind, CLOCK_LEADER);
        assert_int_equal(clock->line, i + 2); /* line 1 is the person */
        assert_false(clock->stop);
        assert_int_equal(clock->due_ms, due_ms);
        assert_int_equal(
            clock->next_ms, clock_level_ms(&policy->clocks, policy->calendar, LEVEL_URGE, due_ms));
    }
}

/* Puts what was decided into the case, as the fold does. */
static void fold(case_t *subject, const assessed_t *assessed)
{
    for (size_t i = 0; i < assessed->line_count; i++)
        subject->lines[subject->line_count++] = assessed->lines[i];
    for (size_t i = 0; i < assessed->clock_count; i++)
        subject->clocks[subject->clock_count++] =
            (case_clock_t){.kind = assessed->clocks[i].kind, .line = assessed->clocks[i].line};
    subject->assessed_ms = NOW_MS;
}

static void a_second_assessment_adds_nothing(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    name_section(subject, "permits");
    name_person(subject, "wang");
    fold(subject, assess_at(*state, subject, NOW_MS));
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS + DAY_MS);
    assert_int_equal(assessed->line_count, 0);
    assert_int_equal(assessed->clock_count, 0);
    assert_int_equal(assessed->triggers, term_bit(TRIGGER_T2));

    name_section(subject, "prices"); /* what is new is added, and numbered on */
    assessed = assess_at(*state, subject, NOW_MS + DAY_MS);
    LEADERS(assessed, "zheng", "li", "zhao");
    assert_int_equal(assessed->lines[0].number, 4);
}

static void full_rooms_are_recorded(void **state)
{
    case_t *subject = triggered_case(SEPTEMBER_MS);
    subject->line_count = LINES_MAX - 1;
    for (size_t i = 0; i < subject->line_count; i++)
        subject->lines[i] = (line_t){.number = i + 1, .kind = LINE_PERSON, .target = "someone"};
    name_section(subject, "permits");
    const assessed_t *assessed = assess_at(*state, subject, NOW_MS);
    LEADERS(assessed, "wu");
    assert_int_equal(assessed->need, NEED_NO_TARGET);
    assert_non_null(strstr(find_rule(assessed, "P38")->inputs, "no room"));

    subject = triggered_case(SEPTEMBER_MS);
    for (size_t i = 0; i < SECTIONS_MAX; i++) {
        char section[ID_BYTES];
        snprintf(section, sizeof section, "unknown-%zu", i);
        name_section(subject, section);
        name_person(subject, section); /* unknown too, and asked about twice */
    }
    assessed = assess_at(*state, subject, NOW_MS);
    assert_int_equal(assessed->rule_count, RULES_MAX);
    assert_string_equal(assessed->rules[RULES_MAX - 1].rule, "limit");
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, bureau_set_up, bureau_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(head_and_deputy_of_a_named_section),
        TEST(no_trigger_no_leader),
        TEST(the_post_at_the_time_of_the_act),
        TEST(discovery_then_receipt_stand_in_for_an_unknown_act),
        TEST(the_section_of_a_named_person),
        TEST(the_section_is_the_one_at_the_time_of_the_act),
        TEST(the_principal_by_kind_severity_or_sections),
        TEST(dual_roles_get_one_line),
        TEST(an_accused_leader_keeps_his_person_line),
        TEST(above_an_accused_deputy_stands_the_principal),
        TEST(above_an_accused_principal_stands_nobody_here),
        TEST(nobody_known_asks_a_person),
        TEST(a_vacant_post_asks_a_person),
        TEST(every_leader_line_has_its_clock),
        TEST(a_second_assessment_adds_nothing),
        TEST(full_rooms_are_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
