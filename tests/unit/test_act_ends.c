/* How cases end, come back, and how their clocks are moved: the guards of these verbs. */
#include "acting.h"

/* ---- the way out ---- */

static void persons_are_decided_on_before_it_is_put_right(void **state)
{
    act_t act = ready_act(VERB_RECTIFY, "lv-jia");
    for (unsigned line = LINE_OPENED; line <= LINE_HEARD; line++) {
        case_t subject = ready_case(STATE_FOUND, VERB_RECTIFY);
        subject.lines[0].state = line;
        bool ended = line == LINE_CONCLUDED;
        expect(*state, &subject, &act, ended ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
        subject.lines[0].kind = LINE_DOUBLE_INVESTIGATION; /* goes its own way */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
    }
}

static void the_rectification_ends_when_it_is_approved(void **state)
{
    case_t subject = ready_case(STATE_RECTIFYING, VERB_RECTIFIED);
    run_clock(&subject, CLOCK_RECTIFY, 0);
    act_t act = ready_act(VERB_RECTIFIED, "he-hai");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.clock_count, 0);
    subject.state = STATE_RECTIFIED;
    act = ready_act(VERB_REJECT, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.clock_count, 0);
    act = ready_act(VERB_APPROVE, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_stops(CLOCK_RECTIFY, 0);
    assert_starts(CLOCK_FEEDBACK, 0);
}

/* P55: suspicion of a false accusation is confirmed from above only. */
static void only_the_wrongly_accused_are_cleared(void **state)
{
    static const char *const clearing[] = {"lv-jia", "kong-ding", "cao-wu"};
    for (unsigned outcome = OUTCOME_UNSET; outcome <= OUTCOME_MERGED; outcome++) {
        for (size_t i = 0; i < COUNT(clearing); i++) {
            case_t subject = ready_case(STATE_FOUND, VERB_CLEAR);
            act_t act = ready_act(VERB_CLEAR, clearing[i]);
            subject.outcome = outcome;
            error_code_t right = outcome == OUTCOME_UNSUBSTANTIATED   ? ERROR_NONE
                                 : outcome != OUTCOME_FALSE_SUSPECTED ? ERROR_WRONG_STATE
                                 : i == 0                             ? ERROR_REFUSED
                                                                      : ERROR_NONE;
            expect(*state, &subject, &act, right, NULL);
        }
    }
}

static void what_was_found_is_put_right_before_feedback(void **state)
{
    act_t act = ready_act(VERB_FEEDBACK, "he-hai");
    for (unsigned outcome = OUTCOME_SUBSTANTIATED; outcome <= OUTCOME_FALSE_SUSPECTED; outcome++) {
        case_t subject = ready_case(STATE_FOUND, VERB_FEEDBACK);
        bool stands = outcome == OUTCOME_SUBSTANTIATED || outcome == OUTCOME_PARTLY;
        subject.outcome = outcome;
        expect(*state, &subject, &act, stands ? ERROR_WRONG_STATE : ERROR_NONE, NULL);
        subject.state = STATE_FEEDBACK; /* after the rectification */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
    }
}

static void nothing_closes_while_something_is_open(void **state)
{
    act_t act = ready_act(VERB_CLOSE, "lv-jia");
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++) { /* (vii) */
        case_t subject = ready_case(STATE_FEEDBACK, VERB_CLOSE);
        subject.clocks[0].kind = kind;
        bool answered = kind == CLOCK_FEEDBACK;
        expect(*state, &subject, &act, answered ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
    }
    for (unsigned line = LINE_OPENED; line <= LINE_HEARD; line++) {
        case_t subject = ready_case(STATE_FEEDBACK, VERB_CLOSE);
        subject.lines[0].state = line;
        bool ended = line == LINE_CONCLUDED;
        expect(*state, &subject, &act, ended ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
    }
}

/* P53, but an inspector's finding has no complainant to tell. */
/* P53: who gave his name is told first; the others are offered the result by their receipt. */
static void the_complainant_is_told_before_it_closes(void **state)
{
    act_t act = ready_act(VERB_CLOSE, "lv-jia");
    for (unsigned privacy = PRIVACY_ANONYMOUS; privacy <= PRIVACY_REAL_NAME; privacy++) {
        case_t subject = ready_case(STATE_FEEDBACK, VERB_CLOSE);
        subject.privacy = privacy;
        bool waits = privacy == PRIVACY_REAL_NAME;
        expect(*state, &subject, &act, waits ? ERROR_WRONG_STATE : ERROR_NONE, NULL);
        subject.told = true;
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        subject.told = false;
        subject.is_finding = true;
        expect(*state, &subject, &act, ERROR_NONE, NULL);
    }
}

static void new_evidence_reopens_what_was_not_proven(void **state)
{
    act_t act = ready_act(VERB_REOPEN, "lv-jia");
    case_t subject = ready_case(STATE_UNDER_REVIEW, VERB_REOPEN);
    run_clock(&subject, CLOCK_REVIEW, 0);
    subject.lines[0].outcome = OUTCOME_UNCLEAR;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_stops(CLOCK_REVIEW, 0);
    assert_starts(CLOCK_ACCEPT, 0);
    assert_null(change_of(CLOCK_LEADER, 1)); /* taken up with the case */
    subject.lines[0].kind = LINE_DOUBLE_INVESTIGATION;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_starts(CLOCK_LEADER, 1);
    subject.lines[0].outcome = OUTCOME_PARTLY; /* P56: it was decided */
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_null(change_of(CLOCK_LEADER, 1));
}

static void a_review_is_asked_for_in_time(void **state)
{
    case_t subject = ready_case(STATE_CLOSED, VERB_REVIEW);
    act_t act = ready_act(VERB_REVIEW, "lv-jia");
    subject.closed_ms = NOW_MS - 30 * DAY_MS; /* the thirtieth day has not ended */
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_starts(CLOCK_REVIEW, 0);
    subject.closed_ms = NOW_MS - 31 * DAY_MS;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    subject = ready_case(STATE_UNDER_REVIEW, VERB_ANSWER);
    run_clock(&subject, CLOCK_REVIEW, 0);
    act = ready_act(VERB_ANSWER, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_stops(CLOCK_REVIEW, 0);
    assert_int_equal(planned.state, STATE_CLOSED);
}

/* P53: what was not accepted is reviewed as well; the answer leaves it as it was. */
static void a_refusal_is_reviewed_too(void **state)
{
    case_t subject = ready_case(STATE_NOT_ACCEPTED, VERB_REVIEW);
    act_t act = ready_act(VERB_REVIEW, "lv-jia");
    subject.closed_ms = 0;
    subject.complainant.answered_ms = NOW_MS - 30 * DAY_MS;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    subject.complainant.answered_ms -= DAY_MS;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    subject = ready_case(STATE_UNDER_REVIEW, VERB_ANSWER);
    subject.closed_ms = 0;
    act = ready_act(VERB_ANSWER, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.state, STATE_NOT_ACCEPTED);
}

/* ---- clocks (§8) ---- */

static void a_pause_is_short_and_not_given_twice(void **state)
{
    case_t subject = ready_case(STATE_INQUIRY, VERB_PAUSE);
    act_t act = ready_act(VERB_PAUSE, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    const clock_change_t *change = change_of(CLOCK_NOTIFY, 0);
    assert_true(change->move);
    assert_int_equal(change->due_ms, LATER_MS + 10 * DAY_MS);
    assert_int_equal(change->paused_until_ms, LATER_MS);
    assert_true(change->next_ms > change->due_ms);
    act.until_ms = NOW_MS + 90 * DAY_MS;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    act.until_ms += 1;
    expect(*state, &subject, &act, ERROR_INVALID, "until_ms");
    act.until_ms = NOW_MS;
    expect(*state, &subject, &act, ERROR_INVALID, "until_ms");
    act.until_ms = LATER_MS;
    subject.clocks[0].paused_until_ms = NOW_MS + 1;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    act.clock = CLOCK_VERIFY; /* does not run */
    expect(*state, &subject, &act, ERROR_INVALID, "clock");
    act.clock = CLOCK_UNSET;
    expect(*state, &subject, &act, ERROR_INVALID, "clock");
}

static void resuming_gives_back_the_rest(void **state)
{
    case_t subject = ready_case(STATE_INQUIRY, VERB_RESUME);
    act_t act = ready_act(VERB_RESUME, "lv-jia");
    subject.clocks[0].paused_until_ms = NOW_MS + 4 * DAY_MS;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(change_of(CLOCK_NOTIFY, 0)->due_ms, LATER_MS - 4 * DAY_MS);
    assert_int_equal(change_of(CLOCK_NOTIFY, 0)->paused_until_ms, 0);
    subject.clocks[0].paused_until_ms = NOW_MS; /* over by itself: nothing is left */
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

static void only_the_decision_is_extended_and_once(void **state)
{
    act_t act = ready_act(VERB_EXTEND, "zhao-jia");
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++) {
        case_t subject = ready_case(STATE_HEARD, VERB_EXTEND);
        subject.clocks[0].kind = act.clock = kind;
        bool decision = kind == CLOCK_DECIDE;
        expect(*state, &subject, &act, decision ? ERROR_NONE : ERROR_INVALID, "clock");
    }
    case_t subject = ready_case(STATE_HEARD, VERB_EXTEND);
    act.clock = CLOCK_DECIDE;
    subject.clocks[0].paused_until_ms = NOW_MS + DAY_MS; /* what is paused stays paused */
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(change_of(CLOCK_DECIDE, 0)->due_ms, LATER_MS + 30 * DAY_MS);
    assert_int_equal(change_of(CLOCK_DECIDE, 0)->paused_until_ms, NOW_MS + DAY_MS);
    assert_true(change_of(CLOCK_DECIDE, 0)->extended);
    subject.clocks[0].extended = true;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

/* A moved clock goes on with the level after the one that it has climbed. */
static void a_moved_clock_climbs_no_level_twice(void **state)
{
    test_house_t *house = *state;
    const policy_t *policy = house->policy;
    act_t act = ready_act(VERB_PAUSE, "lv-jia");
    for (unsigned level = LEVEL_URGE; level < LEVEL_COUNT; level++) {
        case_t subject = ready_case(STATE_INQUIRY, VERB_PAUSE);
        subject.clocks[0].level = level;
        expect(house, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(change_of(CLOCK_NOTIFY, 0)->next_ms,
            clock_level_ms(&policy->clocks, policy->calendar, level + 1, LATER_MS + 10 * DAY_MS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(persons_are_decided_on_before_it_is_put_right),
        IN_HOUSE(the_rectification_ends_when_it_is_approved),
        IN_HOUSE(only_the_wrongly_accused_are_cleared),
        IN_HOUSE(what_was_found_is_put_right_before_feedback),
        IN_HOUSE(nothing_closes_while_something_is_open),
        IN_HOUSE(the_complainant_is_told_before_it_closes),
        IN_HOUSE(new_evidence_reopens_what_was_not_proven),
        IN_HOUSE(a_review_is_asked_for_in_time),
        IN_HOUSE(a_refusal_is_reviewed_too),
        IN_HOUSE(a_pause_is_short_and_not_given_twice),
        IN_HOUSE(resuming_gives_back_the_rest),
        IN_HOUSE(only_the_decision_is_extended_and_once),
        IN_HOUSE(a_moved_clock_climbs_no_level_twice),
    };
    return cmocka_run_group_tests_name("act_ends", tests, NULL, NULL);
}
