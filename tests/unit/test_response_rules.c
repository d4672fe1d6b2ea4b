/* What a complainant's response asks of a case (P13, P53): when it is taken, what follows, and
 * which are refused. */
#include "../../daemon/complainant.h"
#include "../../daemon/responses.h"
#include "house.h"

static responded_t planned;

static void expect(test_house_t *house, const case_t *subject, responded_t response,
    error_code_t code, const char *field)
{
    planned = response;
    int rc = responses_plan(house->policy, subject, NOW_MS, &planned, &house->fault);
    error_code_t got = rc == 0 ? ERROR_NONE : house->fault.code;
    if (got != code)
        fail_msg("%s when %s: %s instead of %s (%s)", term_name(&RESPONSES, response.response),
            term_name(&STATES, subject->state), term_name(&ERRORS, got), term_name(&ERRORS, code),
            got ? house->fault.message : "");
    if (code && field)
        assert_string_equal(house->fault.field, field);
}

static case_t ready_case(state_t state)
{
    case_t subject = {.number = 7, .state = state, .stage = STAGE_STAFF, .received_ms = NOW_MS};
    subject.privacy = PRIVACY_REAL_NAME;
    subject.closed_ms = state == STATE_CLOSED ? NOW_MS - DAY_MS : 0;
    subject.complainant.answered_ms = NOW_MS - 2 * DAY_MS;
    return subject;
}

static bool has_ended(state_t state)
{
    return state == STATE_CLOSED || state == STATE_NOT_ACCEPTED;
}

/* P53: only what is due can be confirmed; the clock of the acceptance stops with its notice. */
static void what_was_told_must_be_due(void **state)
{
    responded_t told = {.response = RESPONSE_TOLD};
    case_t subject = ready_case(STATE_ACCEPTED);
    expect(*state, &subject, told, ERROR_INVALID, "notice");
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        told.notice = notice;
        subject = ready_case(STATE_ACCEPTED);
        expect(*state, &subject, told, ERROR_WRONG_STATE, "notice");
        subject.complainant.notices = term_bit(notice);
        expect(*state, &subject, told, ERROR_NONE, NULL);
        assert_int_equal(planned.clock_count, 0); /* none runs */
        subject.clocks[subject.clock_count++] = (case_clock_t){.kind = CLOCK_NOTIFY};
        expect(*state, &subject, told, ERROR_NONE, NULL);
        bool answers = notice == NOTICE_ACCEPTED || notice == NOTICE_NOT_ACCEPTED;
        assert_int_equal(planned.clock_count, answers);
        assert_true(!answers || (planned.clocks[0].kind == CLOCK_NOTIFY && planned.clocks[0].stop));
        told.text_bytes = 3;
        expect(*state, &subject, told, ERROR_INVALID, "text");
        told.text_bytes = 0;
    }
}

/* P13: a withdrawal ends nothing; it is recorded as long as there is something to withdraw. */
static void withdrawing_and_adding_are_for_open_cases(void **state)
{
    for (unsigned at = STATE_REGISTERED; at < STATE_COUNT; at++) {
        case_t subject = ready_case(at);
        error_code_t code = has_ended(at) ? ERROR_WRONG_STATE : ERROR_NONE;
        expect(*state, &subject, (responded_t){.response = RESPONSE_WITHDRAW}, code, NULL);
        assert_int_equal(planned.state, STATE_UNSET);
        expect(
            *state, &subject, (responded_t){.response = RESPONSE_ADD, .text_bytes = 9}, code, NULL);
        expect(*state, &subject, (responded_t){.response = RESPONSE_ADD}, ERROR_INVALID, "text");
    }
}

/* P53: an objection to an end opens the review, for thirty days; to the very moment. */
static void objections_open_the_review_in_time(void **state)
{
    responded_t object = {.response = RESPONSE_OBJECT, .text_bytes = 9};
    for (unsigned at = STATE_REGISTERED; at < STATE_COUNT; at++) {
        case_t subject = ready_case(at);
        expect(*state, &subject, object, ERROR_NONE, NULL);
        assert_int_equal(planned.state, has_ended(at) ? STATE_UNDER_REVIEW : STATE_UNSET);
        assert_int_equal(planned.clock_count, has_ended(at));
        if (has_ended(at))
            assert_true(planned.clocks[0].kind == CLOCK_REVIEW && !planned.clocks[0].stop);
        subject.complainant.answered_ms = NOW_MS - 40 * DAY_MS; /* the last day begins */
        subject.closed_ms = at == STATE_CLOSED ? NOW_MS - 30 * DAY_MS : 0;
        error_code_t late = at == STATE_NOT_ACCEPTED ? ERROR_WRONG_STATE : ERROR_NONE;
        expect(*state, &subject, object, late, NULL);
        subject.closed_ms -= at == STATE_CLOSED ? DAY_MS : 0;
        expect(*state, &subject, object, has_ended(at) ? ERROR_WRONG_STATE : ERROR_NONE, NULL);
    }
    case_t subject = ready_case(STATE_CLOSED);
    object.text_bytes = 0;
    expect(*state, &subject, object, ERROR_INVALID, "text");
}

static void a_rating_is_of_a_result(void **state)
{
    responded_t rate = {.response = RESPONSE_RATE, .rating = 5};
    case_t subject = ready_case(STATE_FEEDBACK);
    expect(*state, &subject, rate, ERROR_WRONG_STATE, NULL);
    subject.complainant.notices = term_bit(NOTICE_ACCEPTED);
    expect(*state, &subject, rate, ERROR_WRONG_STATE, NULL);
    subject.complainant.notices = term_bit(NOTICE_RESULT);
    expect(*state, &subject, rate, ERROR_NONE, NULL);
    subject.complainant.notices = 0;
    subject.told = true;
    expect(*state, &subject, rate, ERROR_NONE, NULL);
    rate.rating = 0;
    expect(*state, &subject, rate, ERROR_INVALID, "rating");
}

/* One complainant cannot fill the store; that he was told is never refused for it. */
static void responses_are_bounded(void **state)
{
    case_t subject = ready_case(STATE_ACCEPTED);
    subject.complainant.responses = RESPONSES_MAX - 1;
    subject.complainant.notices = term_bit(NOTICE_ACCEPTED);
    responded_t add = {.response = RESPONSE_ADD, .text_bytes = 9};
    responded_t told = {.response = RESPONSE_TOLD, .notice = NOTICE_ACCEPTED};
    expect(*state, &subject, add, ERROR_NONE, NULL);
    subject.complainant.responses++;
    expect(*state, &subject, add, ERROR_REFUSED, NULL);
    expect(*state, &subject, told, ERROR_NONE, NULL);
}

/* P52, P53: a case that was taken up to those above is not accepted by anybody yet. */
static void nothing_is_in_hand_before_it_is_accepted(void **state)
{
    static const state_t early[] = {
        STATE_RECEIVED, STATE_REGISTERED, STATE_CLASSIFIED, STATE_BYPASSED};
    (void)state;
    for (size_t i = 0; i < sizeof early / sizeof early[0]; i++)
        assert_int_equal(complainant_progress(early[i]), PROGRESS_RECEIVED);
    assert_int_equal(complainant_progress(STATE_ACCEPTED), PROGRESS_IN_HAND);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(what_was_told_must_be_due),
        IN_HOUSE(withdrawing_and_adding_are_for_open_cases),
        IN_HOUSE(objections_open_the_review_in_time),
        IN_HOUSE(a_rating_is_of_a_result),
        IN_HOUSE(responses_are_bounded),
        cmocka_unit_test(nothing_is_in_hand_before_it_is_accepted),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("response_rules", tests, NULL, NULL);
}
