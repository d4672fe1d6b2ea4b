/* P39: neglect (Q16), prominence (Q17, Q18) and bad impact (Q19) together open a line on each of
 * the two responsibilities; two of them do not. */
#include "../../config/recusal.h"
#include "../../workers/responsibility.h"
#include "bureau.h"

#define PRINCIPAL   LINE_PRINCIPAL_RESPONSIBILITY
#define SUPERVISION LINE_SUPERVISION_RESPONSIBILITY

/* A case about permits, whose deputy in September is 孙, with a flag that makes its impact bad. */
static case_t *grave_case(void)
{
    case_t *subject = bureau_case();
    subject->assessed_ms = SEPTEMBER_MS;
    subject->state = STATE_VERIFYING;
    subject->impact = true;
    name_section(subject, "permits");
    return subject;
}

static jurisdiction_t *add_row(work_item_t *item, const char *section, const char *leader)
{
    jurisdiction_t *row = &item->jurisdictions[item->jurisdiction_count++];
    *row = (jurisdiction_t){0};
    snprintf(row->section, sizeof row->section, "%s", section);
    snprintf(row->leader, sizeof row->leader, "%s", leader);
    return row;
}

/* The rows that the daemon sends for such a case: the section's, the deputy's, the principal's. */
static work_item_t *usual_item(void)
{
    static work_item_t item;
    item = (work_item_t){.lease = 1, .now_ms = NOW_MS};
    add_row(&item, "permits", "sun");
    add_row(&item, "", "sun");
    add_row(&item, "", "zhao");
    return &item;
}

static const assessed_t *ask(const policy_t *policy, const case_t *subject, const work_item_t *item)
{
    static assessed_t assessed;
    assessed = (assessed_t){.triggers = subject->triggers};
    responsibility_ask(policy, subject, item, &assessed);
    return &assessed;
}

static void tell(case_t *subject, const char *leader, level_t level)
{
    case_clock_t *clock = &subject->clocks[subject->clock_count++];
    *clock = (case_clock_t){.kind = CLOCK_VERIFY, .level = level, .told_count = 1};
    snprintf(clock->told[0], ID_BYTES, "%s", leader);
}

/* ---- all three, and only all three ---- */

static void neglect_prominence_and_impact_together(void **state)
{
    for (unsigned set = 0; set < 8; set++) {
        case_t *subject = grave_case();
        work_item_t *item = usual_item();
        subject->impact = set & 1;
        item->jurisdictions[0].substantiated = set & 2 ? 3 : 2;
        item->jurisdictions[0].overdue = set & 4 ? 2 : 1;
        const assessed_t *assessed = ask(*state, subject, item);
        assert_int_equal(assessed->line_count, set == 7 ? 2 : 0);
        assert_int_equal(find_rule(assessed, "P39")->holds, set == 7);
    }
}

static void both_lines_with_their_clocks(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    item->jurisdictions[0].substantiated = 3;
    item->jurisdictions[0].overdue = 2;
    const assessed_t *assessed = ask(*state, subject, item);
    const line_t *principal = find_line(assessed, PRINCIPAL, "sun");
    const line_t *supervision = find_line(assessed, SUPERVISION, "han");
    assert_non_null(principal);
    assert_non_null(supervision);
    assert_int_equal(principal->post, ROLE_DEPUTY);
    assert_string_equal(principal->section, "permits");
    assert_int_equal(principal->number, 1);
    assert_int_equal(principal->opened_ms, NOW_MS);
    assert_int_equal(supervision->post, ROLE_DISCIPLINE_GROUP);
    assert_int_equal(assessed->clock_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(assessed->clocks[i].kind, CLOCK_LEADER);
        assert_int_equal(assessed->clocks[i].line, i + 1);
    }
}

/* ---- neglect (不抓不管), Q16 ---- */

static void a_leader_who_knew_and_was_passed_over(void **state)
{
    static const struct {
        const char *told;
        level_t level;
        uint64_t overdue;
        bool neglects;
    } rows[] = {
        {"sun", LEVEL_DEPUTY, 0, false}, /* he has time left, and it is the only case */
        {"sun", LEVEL_SUPERIOR, 0, true},
        {"zhao", LEVEL_SUPERIOR, 0, false}, /* somebody else did */
        {"sun", LEVEL_DEPUTY, 1, true},     /* this case is the second one */
        {"zhao", LEVEL_PRINCIPAL, 1, false},
        {"zhao", LEVEL_PRINCIPAL, 2, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = grave_case();
        work_item_t *item = usual_item();
        item->jurisdictions[0].substantiated = 3;
        item->jurisdictions[0].overdue = rows[i].overdue;
        tell(subject, rows[i].told, rows[i].level);
        if ((ask(*state, subject, item)->line_count > 0) != rows[i].neglects)
            fail_msg("row %zu", i);
    }
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    item->jurisdictions[0].substantiated = 3;
    tell(subject, "sun", LEVEL_PRINCIPAL);
    snprintf(subject->clocks[0].told[subject->clocks[0].told_count++], ID_BYTES, "zhao");
    assert_int_equal(ask(*state, subject, item)->line_count, 2); /* 赵 had to be told after him */
}

/* ---- prominence (突出), Q17 and Q18 ---- */

static void one_serious_case_is_prominent(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    item->jurisdictions[0].overdue = 2;
    item->jurisdictions[0].substantiated = 1;
    assert_int_equal(ask(*state, subject, item)->line_count, 0);
    item->jurisdictions[0].serious = 1;
    assert_non_null(find_line(ask(*state, subject, item), PRINCIPAL, "sun"));
}

/* What is prominent over all that a deputy supervises is the principal's to answer for. */
static void the_principal_answers_for_a_whole_jurisdiction(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    item->jurisdictions[1].substantiated = 5;
    item->jurisdictions[1].serious = 1; /* is for a section to show */
    assert_int_equal(ask(*state, subject, item)->line_count, 0);
    item->jurisdictions[2].overdue = 2;
    const assessed_t *assessed = ask(*state, subject, item);
    assert_int_equal(find_line(assessed, PRINCIPAL, "zhao")->post, ROLE_PRINCIPAL);
    assert_non_null(find_line(assessed, SUPERVISION, "han"));
    item->jurisdictions[1].substantiated = 4;
    assert_int_equal(ask(*state, subject, item)->line_count, 0);
    item->jurisdictions[2].substantiated = 9; /* nobody answers above the principal */
    assert_int_equal(ask(*state, subject, item)->line_count, 0);
}

static void the_principal_answers_for_an_accused_deputy(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    name_person(subject, "sun");
    item->jurisdictions[0].substantiated = 3;
    item->jurisdictions[0].overdue = 2;
    assert_int_equal(ask(*state, subject, item)->line_count, 0); /* 赵 neglects nothing */
    item->jurisdictions[2].overdue = 2;
    const assessed_t *assessed = ask(*state, subject, item);
    assert_null(find_line(assessed, PRINCIPAL, "sun"));
    assert_non_null(find_line(assessed, PRINCIPAL, "zhao"));
}

/* ---- bad impact (恶劣影响), Q19 ---- */

static void what_makes_an_impact_bad(void **state)
{
    static const struct {
        bool flag;
        uint64_t triggers, complainants, impacts;
        bool bad;
    } rows[] = {
        {true, 0, 0, 0, true}, {false, 1 << 2, 0, 0, true}, /* T3 */
        {false, (1 << 0) | (1 << 1), 0, 0, false},          /* T1 and T2 are none */
        {false, 0, 5, 0, true}, {false, 0, 4, 0, false},
        {false, 0, 0, 1, true}, /* another case of the section has it */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = grave_case();
        work_item_t *item = usual_item();
        subject->impact = rows[i].flag;
        subject->triggers = rows[i].triggers;
        subject->complainants = rows[i].complainants;
        item->jurisdictions[0] = (jurisdiction_t){.section = "permits",
            .leader = "sun",
            .substantiated = 3,
            .overdue = 2,
            .impacts = rows[i].impacts};
        if ((ask(*state, subject, item)->line_count > 0) != rows[i].bad)
            fail_msg("row %zu", i);
    }
}

/* ---- once, and by whom ---- */

static void one_neglect_is_pursued_once(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    item->jurisdictions[0].substantiated = 3;
    item->jurisdictions[0].overdue = 2;
    add_row(item, "archives", "sun")->substantiated = 3;
    assert_int_equal(ask(*state, subject, item)->line_count, 2); /* two sections, one deputy */
    item->jurisdictions[0].pursued = true;                       /* in another case */
    assert_int_equal(ask(*state, subject, item)->line_count, 0);
    item->jurisdictions[0].pursued = false;
    subject->line_count = 1;
    subject->lines[0] = (line_t){.number = 1, .kind = PRINCIPAL, .target = "sun"};
    const assessed_t *assessed = ask(*state, subject, item);
    assert_int_equal(assessed->line_count, 0);
    assert_non_null(strstr(find_rule(assessed, "P39")->inputs, "pursued before yes"));
}

static void an_accused_head_of_the_group_has_a_line_of_his_own(void **state)
{
    case_t *subject = grave_case();
    work_item_t *item = usual_item();
    name_person(subject, "han");
    item->jurisdictions[0].substantiated = 3;
    item->jurisdictions[0].overdue = 2;
    const assessed_t *assessed = ask(*state, subject, item);
    assert_int_equal(assessed->line_count, 1);
    assert_non_null(find_line(assessed, PRINCIPAL, "sun"));
}

/* In the spirit of P52: nobody of the group goes on with a case that asks how it supervised. */
static void the_whole_group_is_recused(void **state)
{
    const policy_t *policy = *state;
    case_t *subject = grave_case();
    assert_false(recusal_excludes(policy->org, subject, "yang", NOW_MS));
    subject->line_count = 2;
    subject->lines[0] = (line_t){.number = 1, .kind = PRINCIPAL, .target = "sun"};
    subject->lines[1] = (line_t){.number = 2, .kind = SUPERVISION, .target = "han"};
    assert_true(recusal_excludes(policy->org, subject, "sun", NOW_MS));
    assert_true(recusal_excludes(policy->org, subject, "han", NOW_MS));
    assert_true(recusal_excludes(policy->org, subject, "yang", NOW_MS));
    assert_false(recusal_excludes(policy->org, subject, "zhao", NOW_MS));
    assert_false(recusal_excludes(policy->org, subject, "jiang", NOW_MS)); /* those above go on */
}

static void only_what_lives_is_asked_about(void **state)
{
    (void)state;
    case_t *subject = grave_case();
    assert_true(responsibility_is_due(subject));
    static const state_t ends[] = {
        STATE_CLOSED, STATE_NOT_ACCEPTED, STATE_MERGED, STATE_UNDER_REVIEW};
    for (size_t i = 0; i < COUNT(ends); i++) {
        subject->state = ends[i];
        assert_false(responsibility_is_due(subject));
    }
    subject->state = STATE_VERIFYING;
    subject->assessed_ms = 0; /* its assessment will ask */
    assert_false(responsibility_is_due(subject));
    subject = grave_case();
    subject->is_finding = subject->scope = false;
    assert_false(responsibility_is_due(subject));
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, bureau_set_up, bureau_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(neglect_prominence_and_impact_together),
        TEST(both_lines_with_their_clocks),
        TEST(a_leader_who_knew_and_was_passed_over),
        TEST(one_serious_case_is_prominent),
        TEST(the_principal_answers_for_a_whole_jurisdiction),
        TEST(the_principal_answers_for_an_accused_deputy),
        TEST(what_makes_an_impact_bad),
        TEST(one_neglect_is_pursued_once),
        TEST(an_accused_head_of_the_group_has_a_line_of_his_own),
        TEST(the_whole_group_is_recused),
        TEST(only_what_lives_is_asked_about),
    };
    return cmocka_run_group_tests_name("responsibility", tests, NULL, NULL);
}
