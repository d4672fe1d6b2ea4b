/* POLICY §8: the rungs of an overdue clock, at their exact moments, and who is told (P51). */
#include "../../config/recusal.h"
#include "bureau.h"

#define DUE_MS NOW_MS

static int64_t moment(const policy_t *policy, level_t level)
{
    return clock_level_ms(&policy->clocks, policy->calendar, level, DUE_MS);
}

/* A case with one clock due at DUE_MS. */
static case_t *timed_case(clock_kind_t kind, uint64_t line)
{
    case_t *subject = bureau_case();
    subject->clock_count = 1;
    subject->clocks[0] = (case_clock_t){.kind = kind, .line = line, .due_ms = DUE_MS};
    return subject;
}

static escalated_t steps[STEPS_MAX];

static size_t climb(const policy_t *policy, case_t *subject, int64_t now_ms)
{
    case_clock_t *clock = &subject->clocks[0];
    level_t next = clock_next_level(clock);
    clock->next_ms = moment(policy, next);
    return assess_clock(policy, subject, clock->kind, clock->line, now_ms, steps);
}

/* The step for `level`, climbed alone. */
static const escalated_t *step_at(const policy_t *policy, case_t *subject, level_t level)
{
    subject->clocks[0].level = level - 1;
    if (level == clock_first_level(subject->clocks[0].kind))
        subject->clocks[0].level = LEVEL_UNSET;
    assert_int_equal(climb(policy, subject, moment(policy, level)), 1);
    assert_int_equal(steps[0].level, level);
    return &steps[0];
}

static void assert_told(const escalated_t *step, const char *first, const char *second)
{
    size_t count = (first != NULL) + (second != NULL);
    assert_int_equal(step->to_count, count);
    if (first)
        assert_string_equal(step->to[0], first);
    if (second)
        assert_string_equal(step->to[1], second);
}

static void every_level_of_every_clock_at_its_moment(void **state)
{
    const policy_t *policy = *state;
    for (clock_kind_t kind = 1; kind < CLOCK_COUNT; kind++) {
        case_t *subject = timed_case(kind, 0);
        for (level_t level = clock_first_level(kind); level < LEVEL_COUNT; level++) {
            assert_int_equal(climb(policy, subject, moment(policy, level) - 1), 0);
            assert_int_equal(climb(policy, subject, moment(policy, level)), 1);
            assert_int_equal(steps[0].level, level);
            assert_int_equal(steps[0].clock, kind);
            assert_int_equal(steps[0].due_ms, DUE_MS);
            assert_int_equal(
                steps[0].next_ms, level + 1 < LEVEL_COUNT ? moment(policy, level + 1) : 0);
            assert_string_equal(steps[0].rule, "S8");
            assert_true(steps[0].to_count > 0);
            subject->clocks[0].level = level;
        }
        assert_int_equal(climb(policy, subject, NOW_MS + 365 * DAY_MS), 0); /* each once */
    }
}

static void all_levels_after_a_long_pause(void **state)
{
    const policy_t *policy = *state;
    case_t *subject = timed_case(CLOCK_ACCEPT, 0);
    size_t count = climb(policy, subject, DUE_MS + 365 * DAY_MS);
    assert_int_equal(count, LEVEL_SUPERIOR - LEVEL_URGE + 1);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(steps[i].level, LEVEL_URGE + i);
    assert_int_equal(steps[count - 1].next_ms, 0);
    subject->clocks[0].kind = CLOCK_CLASSIFY;
    assert_int_equal(climb(policy, subject, DUE_MS + 365 * DAY_MS), STEPS_MAX - 1);
}

/* The ladder was shorter when the clock started; the sweep finds it due, and so must the rule. */
static void a_recorded_moment_outlives_its_policy(void **state)
{
    case_t *subject = timed_case(CLOCK_ACCEPT, 0);
    subject->clocks[0].next_ms = DUE_MS + 1;
    assert_int_equal(assess_clock(*state, subject, CLOCK_ACCEPT, 0, DUE_MS, steps), 0);
    assert_int_equal(assess_clock(*state, subject, CLOCK_ACCEPT, 0, DUE_MS + 1, steps), 1);
    assert_int_equal(steps[0].level, LEVEL_URGE);
    assert_int_equal(steps[0].next_ms, moment(*state, LEVEL_DEPUTY));
}

static void the_classify_clock_calls_a_person_at_once(void **state)
{
    case_t *subject = timed_case(CLOCK_CLASSIFY, 0);
    assert_int_equal(climb(*state, subject, DUE_MS - 1), 0);
    assert_int_equal(climb(*state, subject, DUE_MS), 1);
    assert_int_equal(steps[0].level, LEVEL_HUMAN);
    assert_told(&steps[0], "han", "yang");
}

static void a_clock_that_is_not_there_has_no_steps(void **state)
{
    case_t *subject = timed_case(CLOCK_LEADER, 2);
    int64_t late_ms = DUE_MS + 365 * DAY_MS;
    assert_int_equal(assess_clock(*state, subject, CLOCK_LEADER, 1, late_ms, steps), 0);
    assert_int_equal(assess_clock(*state, subject, CLOCK_ACCEPT, 2, late_ms, steps), 0);
    assert_int_equal(assess_clock(*state, subject, CLOCK_UNSET, 0, late_ms, steps), 0);
}

static void who_is_told_on_each_level(void **state)
{
    case_t *subject = timed_case(CLOCK_ACCEPT, 0);
    name_section(subject, "prices");
    assert_told(step_at(*state, subject, LEVEL_URGE), "han", "yang");
    assert_told(step_at(*state, subject, LEVEL_DEPUTY), "li", NULL);
    assert_told(step_at(*state, subject, LEVEL_PRINCIPAL), "zhao", NULL);
    assert_told(step_at(*state, subject, LEVEL_SUPERIOR), "jiang", NULL);
}

static void the_deputy_of_today_and_the_first_when_no_section_is_named(void **state)
{
    case_t *subject = timed_case(CLOCK_ACCEPT, 0);
    subject->occurred_ms = JULY_MS; /* 钱's time; 孙 supervises permits today */
    name_section(subject, "permits");
    name_section(subject, "prices");
    assert_told(step_at(*state, subject, LEVEL_DEPUTY), "sun", NULL);
    subject->section_count = 0;
    assert_told(step_at(*state, subject, LEVEL_DEPUTY), "sun", NULL);
    assert_int_equal(steps[0].to_count, 1);
    subject = timed_case(CLOCK_ACCEPT, 0);
    name_person(subject, "feng"); /* of prices */
    assert_told(step_at(*state, subject, LEVEL_DEPUTY), "li", NULL);
}

static void handlers_of_the_line_are_urged(void **state)
{
    case_t *subject = timed_case(CLOCK_LEADER, 2);
    subject->line_count = 2;
    subject->lines[0] = (line_t){.number = 1, .handler_count = 1, .handlers = {"feng"}};
    subject->lines[1] = (line_t){.number = 2, .handler_count = 1, .handlers = {"yang"}};
    assert_told(step_at(*state, subject, LEVEL_URGE), "yang", NULL);
    subject->lines[1].handler_count = 0;
    assert_told(step_at(*state, subject, LEVEL_URGE), "han", "yang");
}

static void handlers_of_the_case_are_urged(void **state)
{
    case_t *subject = timed_case(CLOCK_VERIFY, 0);
    subject->handler_count = 1;
    snprintf(subject->handlers[0], ID_BYTES, "wang");
    assert_told(step_at(*state, subject, LEVEL_URGE), "wang", NULL);
    subject = timed_case(CLOCK_DECIDE, 0); /* a decision is not theirs */
    subject->handler_count = 1;
    snprintf(subject->handlers[0], ID_BYTES, "wang");
    assert_told(step_at(*state, subject, LEVEL_URGE), "han", "yang");
}

static void the_excluded_are_skipped(void **state)
{
    case_t *subject = timed_case(CLOCK_LEADER, 1);
    name_section(subject, "prices");
    name_person(subject, "feng"); /* a subject, and by mistake a handler */
    subject->line_count = 1;
    subject->lines[0] = (line_t){.number = 1, .kind = LINE_PERSON, .target = "feng"};
    subject->lines[0].handler_count = 2;
    snprintf(subject->lines[0].handlers[0], ID_BYTES, "feng");
    snprintf(subject->lines[0].handlers[1], ID_BYTES, "wang");
    const escalated_t *step = step_at(*state, subject, LEVEL_URGE);
    assert_told(step, "wang", NULL);
    assert_int_equal(step->skipped_count, 1);
    assert_string_equal(step->skipped[0], "feng");

    subject->line_count = 2; /* a target of a line */
    subject->lines[1] = (line_t){.number = 2, .kind = LINE_DOUBLE_INVESTIGATION, .target = "li"};
    step = step_at(*state, subject, LEVEL_DEPUTY);
    assert_int_equal(step->level, LEVEL_DEPUTY); /* recorded all the same */
    assert_told(step, "zhao", NULL);
    assert_string_equal(step->skipped[0], "li");

    subject->line_count = 3;
    subject->lines[2] = (line_t){.number = 3, .kind = LINE_DOUBLE_INVESTIGATION, .target = "zhao"};
    step = step_at(*state, subject, LEVEL_DEPUTY);
    assert_told(step, "jiang", NULL);
    assert_int_equal(step->skipped_count, 2);

    name_person(subject, "jiang"); /* nobody is left: nobody is told, and the step says so */
    step = step_at(*state, subject, LEVEL_PRINCIPAL);
    assert_told(step, NULL, NULL);
    assert_int_equal(step->skipped_count, 2);
}

/* P51: kin of a subject, both ways, and whoever has an interest in a concerned section. */
static void kin_and_interested_are_excluded(void **state)
{
    const policy_t *policy = *state;
    static const struct {
        const char *accused, *section, *person;
        bool excluded;
    } rows[] = {
        {"liu", NULL, "chu", true},
        {"chu", NULL, "liu", true},
        {"feng", NULL, "chu", false},
        {NULL, "projects", "wang", true},
        {"zheng", NULL, "wang", false}, /* the first section that 郑 heads is prices */
        {NULL, "archives", "wang", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t *subject = bureau_case();
        if (rows[i].accused)
            name_person(subject, rows[i].accused);
        if (rows[i].section)
            name_section(subject, rows[i].section);
        assert_int_equal(
            recusal_excludes(policy->org, subject, rows[i].person, NOW_MS), rows[i].excluded);
    }
    case_t *subject = bureau_case(); /* a target of a line counts like a subject */
    subject->line_count = 1;
    subject->lines[0] = (line_t){.number = 1, .kind = LINE_DOUBLE_INVESTIGATION, .target = "liu"};
    assert_true(recusal_excludes(policy->org, subject, "chu", NOW_MS));
}

/* P52: nobody of the bureau is told of a case about the principal or the discipline group. */
static void a_bypassed_case_goes_above_the_bureau(void **state)
{
    static const char *const accused[] = {"zhao", "han"};
    const policy_t *policy = *state;
    for (size_t i = 0; i < COUNT(accused); i++) {
        case_t *subject = timed_case(CLOCK_ACCEPT, 0);
        name_section(subject, "prices");
        name_person(subject, accused[i]);
        for (level_t level = LEVEL_URGE; level < LEVEL_COUNT; level++)
            assert_told(step_at(policy, subject, level), "jiang", NULL);
        for (size_t j = 0; j < COUNT(bureau_persons); j++) {
            const char *person = bureau_persons[j][0];
            bool above = strcmp(person, "jiang") == 0 || strcmp(person, "zhu") == 0;
            assert_int_equal(recusal_excludes(policy->org, subject, person, NOW_MS), !above);
        }
    }
}

static void heads_of_concerned_sections_are_excluded(void **state)
{
    const policy_t *policy = *state;
    case_t *subject = bureau_case();
    subject->occurred_ms = JULY_MS;
    name_section(subject, "permits");
    assert_true(recusal_excludes(policy->org, subject, "zhou", NOW_MS)); /* head at the act */
    assert_true(recusal_excludes(policy->org, subject, "wu", NOW_MS));   /* head today */
    assert_false(recusal_excludes(policy->org, subject, "zheng", NOW_MS));
    assert_false(recusal_excludes(policy->org, subject, "wang", NOW_MS));
    subject->section_count = 0;
    assert_false(recusal_excludes(policy->org, subject, "wu", NOW_MS));
    name_person(subject, "feng"); /* concerns prices, which 郑 heads */
    assert_true(recusal_excludes(policy->org, subject, "feng", NOW_MS));
    assert_true(recusal_excludes(policy->org, subject, "zheng", NOW_MS));
    assert_false(recusal_excludes(policy->org, subject, "", NOW_MS));

    subject = bureau_case(); /* no longer named, but still investigated */
    subject->line_count = 1;
    subject->lines[0] = (line_t){.number = 1,
        .kind = LINE_PERSON,
        .target = "feng",
        .post = ROLE_STAFF,
        .section = "prices"};
    assert_true(recusal_excludes(policy->org, subject, "zheng", NOW_MS));
    subject->lines[0].post = ROLE_DEPUTY; /* it was only one of those that he supervised */
    assert_false(recusal_excludes(policy->org, subject, "zheng", NOW_MS));
}

int main(void)
{
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, bureau_set_up, bureau_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_level_of_every_clock_at_its_moment),
        TEST(all_levels_after_a_long_pause),
        TEST(a_recorded_moment_outlives_its_policy),
        TEST(the_classify_clock_calls_a_person_at_once),
        TEST(a_clock_that_is_not_there_has_no_steps),
        TEST(who_is_told_on_each_level),
        TEST(the_deputy_of_today_and_the_first_when_no_section_is_named),
        TEST(handlers_of_the_line_are_urged),
        TEST(handlers_of_the_case_are_urged),
        TEST(the_excluded_are_skipped),
        TEST(kin_and_interested_are_excluded),
        TEST(a_bypassed_case_goes_above_the_bureau),
        TEST(heads_of_concerned_sections_are_excluded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
