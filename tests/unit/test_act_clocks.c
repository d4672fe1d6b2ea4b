/* What acts may do to clocks (§8): nobody wins time by going back and forth, by pausing again and
 * again, or by extending without standing up for it. */
#include "acting.h"

#include <stdlib.h>

/* A case that is looked into, in the store of the house, with its verify clock. */
static uint64_t assigned_case(test_house_t *house)
{
    uint64_t number = house_double_case(house);
    act_t accept = ready_act(VERB_ACCEPT, "lv-jia"), take_up = ready_act(VERB_TAKE_UP, "lv-jia");
    accept.case_number = take_up.case_number = number;
    house_act(house, &accept);
    house_act(house, &take_up);
    return number;
}

static const case_t *do_act(test_house_t *house, uint64_t number, verb_t verb)
{
    act_t act = ready_act(verb, "lv-jia");
    act.case_number = number;
    act.until_ms = house->now_ms + 10 * DAY_MS;
    house_act(house, &act);
    return house_case(house, number);
}

static int64_t due_of(const case_t *subject, clock_kind_t kind)
{
    const case_clock_t *clock = case_clock(subject, kind, 0);
    if (!clock)
        fail_msg("the clock %s does not run", term_name(&CLOCKS, kind));
    return clock->due_ms;
}

/* §8: inquiry and verification have their time once in an assignment. */
static void going_back_and_forth_wins_no_time(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assigned_case(house);
    int64_t inquiry_ms = due_of(do_act(house, number, VERB_INQUIRY), CLOCK_INQUIRY);
    assert_null(case_clock(house_case(house, number), CLOCK_VERIFY, 0));
    house->now_ms += 5 * DAY_MS;
    int64_t verify_ms = due_of(do_act(house, number, VERB_VERIFY), CLOCK_VERIFY);
    assert_null(case_clock(house_case(house, number), CLOCK_INQUIRY, 0));
    for (unsigned i = 0; i < 3; i++) {
        house->now_ms += 5 * DAY_MS;
        assert_int_equal(due_of(do_act(house, number, VERB_INQUIRY), CLOCK_INQUIRY), inquiry_ms);
        house->now_ms += 5 * DAY_MS;
        assert_int_equal(due_of(do_act(house, number, VERB_VERIFY), CLOCK_VERIFY), verify_ms);
    }
    assert_int_equal(house_case(house, number)->resting_count, 1);
    do_act(house, number, VERB_SHELVE);
    do_act(house, number, VERB_TAKE_UP); /* another assignment has its own time */
    assert_int_equal(house_case(house, number)->resting_count, 0);
    assert_true(due_of(do_act(house, number, VERB_INQUIRY), CLOCK_INQUIRY) > inquiry_ms);
    assert_true(due_of(do_act(house, number, VERB_VERIFY), CLOCK_VERIFY) > verify_ms);
}

/* The time to verify begins with the assignment; to say that one verifies now does not renew it. */
static void verifying_at_once_renews_nothing(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assigned_case(house);
    int64_t verify_ms = due_of(house_case(house, number), CLOCK_VERIFY);
    house->now_ms += 5 * DAY_MS;
    assert_int_equal(due_of(do_act(house, number, VERB_VERIFY), CLOCK_VERIFY), verify_ms);
    do_act(house, number, VERB_INQUIRY);
    house->now_ms += 5 * DAY_MS;
    assert_int_equal(due_of(do_act(house, number, VERB_VERIFY), CLOCK_VERIFY), verify_ms);
}

/* What rested keeps the levels that it had climbed, and what was paused. */
static void a_rested_clock_keeps_its_levels(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assigned_case(house);
    int64_t due_ms = due_of(do_act(house, number, VERB_INQUIRY), CLOCK_INQUIRY);
    act_t pause = ready_act(VERB_PAUSE, "lv-jia");
    pause.case_number = number;
    pause.clock = CLOCK_INQUIRY;
    house_act(house, &pause);
    due_ms += LATER_MS - NOW_MS;
    house->now_ms = due_ms + 3 * DAY_MS;
    escalated_t step = {.clock = CLOCK_INQUIRY, .level = LEVEL_URGE, .due_ms = due_ms};
    step.next_ms = due_ms + 9 * DAY_MS;
    store_begin(house->store);
    assert_true(registry_take_step(&house->registry, number, &step, "escalator", house->now_ms));
    house_commit(house);
    do_act(house, number, VERB_VERIFY);
    const case_t *subject = do_act(house, number, VERB_INQUIRY);
    const case_clock_t *clock = case_clock(subject, CLOCK_INQUIRY, 0);
    assert_int_equal(clock->level, LEVEL_URGE);
    assert_int_equal(clock->due_ms, due_ms);
    assert_int_equal(clock->paused_ms, LATER_MS - NOW_MS);
    assert_int_equal(clock->next_ms,
        clock_level_ms(&house->policy->clocks, house->policy->calendar, LEVEL_DEPUTY, due_ms));
}

/* §8: a pause has a cap, and so have all pauses of a clock together. */
static void pauses_together_have_a_cap(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assigned_case(house);
    act_t pause = ready_act(VERB_PAUSE, "lv-jia");
    pause.case_number = number;
    pause.clock = CLOCK_VERIFY;
    pause.until_ms = house->now_ms + 60 * DAY_MS;
    house_act(house, &pause);
    house->now_ms += 60 * DAY_MS;
    pause.until_ms = house->now_ms + 30 * DAY_MS + 1;
    assert_int_equal(house_refused_act(house, &pause), ERROR_INVALID);
    assert_non_null(strstr(house->fault.message, "30 are left"));
    pause.until_ms -= 1;
    house_act(house, &pause);
    assert_int_equal(
        case_clock(house_case(house, number), CLOCK_VERIFY, 0)->paused_ms, 90 * DAY_MS);
    house->now_ms += 10 * DAY_MS; /* what a resumption gives back may be paused again */
    act_t resume = ready_act(VERB_RESUME, "lv-jia");
    resume.case_number = number;
    resume.clock = CLOCK_VERIFY;
    house_act(house, &resume);
    pause.until_ms = house->now_ms + 20 * DAY_MS;
    house_act(house, &pause);
    house->now_ms += 20 * DAY_MS;
    pause.until_ms = house->now_ms + 1;
    assert_int_equal(house_refused_act(house, &pause), ERROR_INVALID);
}

/* §8: the decision is extended once, with reason and approver; the extension is no pause. */
static void an_extension_names_its_approver(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_HEARD, VERB_EXTEND);
    act_t act = ready_act(VERB_EXTEND, "zhao-jia");
    role_t role;
    expect_by(house, &subject, &act, ERROR_NONE, NULL, &role);
    assert_int_equal(role, ROLE_PRINCIPAL);
    assert_string_equal(planned.reason, act.reason);
    event_t *event = calloc(1, sizeof *event);
    assert_non_null(event);
    *event = (event_t){.number = 9, .case_number = 7, .kind = EVENT_ACTED, .at_ms = NOW_MS};
    event->data.acted = planned;
    fold_event(&subject, event);
    free(event);
    assert_int_equal(subject.clocks[0].shift_ms, 30 * DAY_MS);
    assert_int_equal(subject.clocks[0].paused_ms, 0);
    act.reason[0] = 0;
    expect(house, &subject, &act, ERROR_INVALID, "reason");
    act = ready_act(VERB_EXTEND, "lv-jia"); /* who decides nothing approves nothing */
    expect(house, &subject, &act, ERROR_REFUSED, "as");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(going_back_and_forth_wins_no_time),
        IN_HOUSE(verifying_at_once_renews_nothing),
        IN_HOUSE(a_rested_clock_keeps_its_levels),
        IN_HOUSE(pauses_together_have_a_cap),
        IN_HOUSE(an_extension_names_its_approver),
    };
    return cmocka_run_group_tests_name("act_clocks", tests, NULL, NULL);
}
