/* Whole cases from receipt to their recorded end, through the registry and the escalator's trade in
 * one store; the invariants of POLICY §10 are looked at after every step. */
#include "../../workers/worker.h"
#include "house.h"

/* ---- one step ---- */

/* (iii), (iv), (vii), (ix), and that a replay of the ledger gives the same case. */
static void check_invariants(test_house_t *house, uint64_t number)
{
    const case_t *subject = house_case(house, number);
    query_t query = {.what = QUERY_REPLAY};
    assert_int_equal(case_is_open(subject), subject->clock_count > 0);
    if (!case_is_open(subject))
        assert_false(case_has_open_line(subject));
    for (size_t i = 0; i < subject->clock_count; i++)
        assert_true(subject->clocks[i].next_ms > subject->clocks[i].started_ms);
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        bool found = line->outcome == OUTCOME_SUBSTANTIATED || line->outcome == OUTCOME_PARTLY;
        bool decided = line->state == LINE_CONCLUDED && line->measure_count > 0;
        if (decided || (line->state == LINE_CONCLUDED && found))
            assert_true(line->heard_ms > 0);
        if (line->state == LINE_CONCLUDED && found && !decided)
            assert_true(line->relief == RELIEF_EXEMPT || line->tolerated);
    }
    assert_int_equal(answer_number(house_ask(house, &query), "different"), 0);
}

static act_t new_act(uint64_t number, const char *person, verb_t verb, uint64_t line)
{
    act_t act = {.case_number = number, .verb = verb, .line = line};
    snprintf(act.as, sizeof act.as, "%s", person);
    snprintf(act.reason, sizeof act.reason, "%s", "经集体研究");
    return act;
}

/* Carries an act out: the case goes to `state`. Time goes on by an hour. */
static void carry_out(test_house_t *house, const act_t *act, state_t state)
{
    house->now_ms += DAY_MS / 24;
    house_act(house, act);
    const case_t *subject = house_case(house, act->case_number);
    if (subject->state != state)
        fail_msg("after %s: %s instead of %s", term_name(&VERBS, act->verb),
            term_name(&STATES, subject->state), term_name(&STATES, state));
    check_invariants(house, act->case_number);
}

static void step(test_house_t *house, uint64_t number, const char *person, verb_t verb,
    uint64_t line, state_t state)
{
    act_t act = new_act(number, person, verb, line);
    act.until_ms = house->now_ms + 20 * DAY_MS;
    act.handler_count = verb == VERB_TAKE_UP ? 2 : 0;
    snprintf(act.handlers[0], ID_BYTES, "%s", "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "%s", "zhang-bing");
    act.inexperience = act.unprohibited = act.no_gain = true;
    carry_out(house, &act, state);
}

static void find(
    test_house_t *house, uint64_t number, uint64_t line, outcome_t outcome, state_t state)
{
    act_t act = new_act(number, "lv-jia", VERB_FIND, line);
    act.outcome = outcome;
    carry_out(house, &act, state);
}

static act_t measure(uint64_t number, const char *person, verb_t verb, uint64_t line,
    const char *one, const char *two)
{
    act_t act = new_act(number, person, verb, line);
    snprintf(act.measures[0], SANCTION_BYTES, "%s", one);
    snprintf(act.measures[1], SANCTION_BYTES, "%s", two ? two : "");
    act.measure_count = two ? 2 : 1;
    return act;
}

static void expect_refused(test_house_t *house, const act_t *act, error_code_t code)
{
    assert_int_equal(house_refused_act(house, act), code);
    check_invariants(house, act->case_number);
}

/* The escalator's own work on the case as the daemon would send it. */
static void escalate(test_house_t *house, uint64_t number)
{
    static work_result_t result;
    buffer_t value = {0};
    const case_t *subject = house_case(house, number);
    uint64_t seen = subject->last_event;
    assert_int_equal(subject->stage, STAGE_ESCALATE);
    record_pack_value(&CASE_RECORD, subject, &value);
    work_item_t item = {.lease = 1, .case_value = buffer_slice(&value), .now_ms = house->now_ms};
    void *escalator = ESCALATOR_TRADE.load(house->bundle, &house->fault);
    assert_non_null(escalator);
    memset(&result, 0, sizeof result);
    ESCALATOR_TRADE.work(escalator, STAGE_ESCALATE, &item, &result);
    ESCALATOR_TRADE.unload(escalator);
    buffer_free(&value);
    assert_string_equal(result.failure, "");
    store_begin(house->store);
    assert_true(result.proposed.line_count > 0
                    ? registry_take_proposed(&house->registry, number, seen, &result.proposed,
                          "escalator@here:1", house->now_ms)
                    : registry_take_assessed(&house->registry, number, seen, &result.assessed,
                          "escalator@here:1", house->now_ms));
    house_commit(house);
    assert_int_equal(house_case(house, number)->stage, STAGE_STAFF);
    check_invariants(house, number);
}

/* A case about 沈辰 of section approval, classified and assessed. */
static uint64_t open_case(test_house_t *house, finding_t *finding)
{
    classified_t verdict = house_verdict();
    verdict.severity = finding->severity;
    verdict.person_count = finding->person_count = 1;
    snprintf(verdict.persons[0], ID_BYTES, "%s", "shen-chen");
    snprintf(finding->persons[0], ID_BYTES, "%s", "shen-chen");
    uint64_t number = house_find(house, finding);
    check_invariants(house, number);
    house_classify(house, number, &verdict);
    check_invariants(house, number);
    escalate(house, number);
    return number;
}

/* From the decision, or from a finding that needs none, to the end. */
static void put_right_and_close(test_house_t *house, uint64_t number)
{
    step(house, number, "lv-jia", VERB_RECTIFY, 0, STATE_RECTIFYING);
    step(house, number, "jiang-mao", VERB_RECTIFIED, 0, STATE_RECTIFIED);
    step(house, number, "lv-jia", VERB_REJECT, 0, STATE_RECTIFYING);
    step(house, number, "zheng-geng", VERB_RECTIFIED, 0, STATE_RECTIFIED);
    step(house, number, "lv-jia", VERB_APPROVE, 0, STATE_FEEDBACK);
    step(house, number, "jiang-mao", VERB_FEEDBACK, 0, STATE_FEEDBACK);
    step(house, number, "lv-jia", VERB_CLOSE, 0, STATE_CLOSED);
    assert_false(case_is_open(house_case(house, number)));
}

/* The complainant is told by somebody who says how (P53). */
static void notify(test_house_t *house, uint64_t number, notice_t notice, state_t state)
{
    act_t act = new_act(number, "lv-jia", VERB_NOTIFY, 0);
    act.notice = notice;
    carry_out(house, &act, state);
}

static void tell_and_close(test_house_t *house, uint64_t number)
{
    step(house, number, "jiang-mao", VERB_FEEDBACK, 0, STATE_FEEDBACK);
    if (house_case(house, number)->privacy == PRIVACY_REAL_NAME)
        notify(house, number, NOTICE_RESULT, STATE_FEEDBACK);
    step(house, number, "lv-jia", VERB_CLOSE, 0, STATE_CLOSED);
    assert_false(case_is_open(house_case(house, number)));
}

static void accept_and_assign(test_house_t *house, uint64_t number)
{
    step(house, number, "lv-jia", VERB_ACCEPT, 0, STATE_ACCEPTED);
    step(house, number, "lv-jia", VERB_TAKE_UP, 0, STATE_ASSIGNED);
}

/* ---- one case, double investigation ---- */

static void expect_proposals(test_house_t *house, uint64_t number, uint64_t line, const char *words)
{
    char got[256] = "";
    const line_t *found = case_line(house_case(house, number), line);
    assert_int_equal(found->state, LINE_PROPOSED);
    for (size_t i = 0, length = 0; i < found->proposal_count; i++)
        length += (size_t)snprintf(
            got + length, sizeof got - length, "%s%s", i ? " " : "", found->proposals[i]);
    assert_string_equal(got, words);
}

/* 沈辰 did it, 吴己 heads the section, 李丁 supervises it: each investigation ends by itself. */
static void both_investigations_are_concluded(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    finding.source = SOURCE_SUPERIOR_INSPECTION;
    uint64_t number = open_case(house, &finding);
    assert_int_equal(house_case(house, number)->triggers, term_bit(TRIGGER_T2));
    assert_int_equal(house_case(house, number)->line_count, 3);

    step(house, number, "lv-jia", VERB_ACCEPT, 0, STATE_ACCEPTED);
    step(house, number, "lv-jia", VERB_TAKE_UP, 2, STATE_ACCEPTED);
    step(house, number, "lv-jia", VERB_TAKE_UP, 0, STATE_ASSIGNED);
    step(house, number, "jiang-mao", VERB_INQUIRY, 0, STATE_INQUIRY);
    step(house, number, "jiang-mao", VERB_VERIFY, 0, STATE_VERIFYING);
    find(house, number, 2, OUTCOME_PARTLY, STATE_VERIFYING); /* the head neglected it */
    escalate(house, number);
    expect_proposals(house, number, 2, "relearn retrain admonition post_adjusted");
    find(house, number, 0, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    act_t early = new_act(number, "lv-jia", VERB_RECTIFY, 0);
    early.until_ms = house->now_ms + DAY_MS;
    expect_refused(house, &early, ERROR_WRONG_STATE);
    escalate(house, number);
    assert_int_equal(house_case(house, number)->state, STATE_PROPOSED);
    expect_proposals(house, number, 1, "relearn retrain rotation");

    act_t decide = measure(number, "zhao-jia", VERB_DECIDE, 1, "relearn", "rotation");
    expect_refused(house, &decide, ERROR_WRONG_STATE); /* P54 */
    step(house, number, "jiang-mao", VERB_HEAR, 1, STATE_HEARD);
    expect_refused(house, &decide, ERROR_WRONG_STATE); /* the discipline group has not agreed */
    act_t agree = measure(number, "lv-jia", VERB_AGREE, 1, "relearn", "rotation");
    carry_out(house, &agree, STATE_HEARD);
    carry_out(house, &decide, STATE_DECIDED);
    expect_refused(house, &decide, ERROR_WRONG_STATE); /* P56 */

    step(house, number, "zhang-bing", VERB_HEAR, 2, STATE_DECIDED);
    decide = measure(number, "zhao-jia", VERB_DECIDE, 2, "admonition", NULL);
    carry_out(house, &decide, STATE_DECIDED);
    step(house, number, "lv-jia", VERB_RECTIFY, 0, STATE_RECTIFYING);
    step(house, number, "jiang-mao", VERB_RECTIFIED, 0, STATE_RECTIFIED);
    step(house, number, "lv-jia", VERB_APPROVE, 0, STATE_FEEDBACK);
    step(house, number, "jiang-mao", VERB_FEEDBACK, 0, STATE_FEEDBACK);
    act_t close = new_act(number, "lv-jia", VERB_CLOSE, 0);
    expect_refused(house, &close, ERROR_WRONG_STATE); /* the deputy's line is open */
    step(house, number, "lv-jia", VERB_TAKE_UP, 3, STATE_FEEDBACK);
    expect_refused(house, &close, ERROR_WRONG_STATE);
    act_t conclude = new_act(number, "lv-jia", VERB_CONCLUDE, 3);
    conclude.outcome = OUTCOME_UNSUBSTANTIATED;
    carry_out(house, &conclude, STATE_FEEDBACK);
    carry_out(house, &close, STATE_CLOSED);

    const case_t *subject = house_case(house, number);
    assert_int_equal(subject->stage, STAGE_DONE);
    assert_int_equal(subject->clock_count, 0);
    assert_string_equal(subject->lines[0].measures[1], "rotation");
    assert_string_equal(subject->lines[1].measures[0], "admonition");
    assert_int_equal(subject->lines[2].measure_count, 0);
}

/* A leader's line that is decided after the case stands in `found` holds nothing up. */
static void a_leaders_line_moves_nothing_but_itself(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    finding.source = SOURCE_SUPERIOR_INSPECTION;
    classified_t verdict = house_verdict(); /* nobody is named */
    uint64_t number = house_find(house, &finding);
    house_classify(house, number, &verdict);
    escalate(house, number);
    accept_and_assign(house, number);
    find(house, number, 0, OUTCOME_PARTLY, STATE_FOUND);
    for (uint64_t line = 1; line <= house_case(house, number)->line_count; line++) {
        step(house, number, "lv-jia", VERB_TAKE_UP, line, STATE_FOUND);
        find(house, number, line, OUTCOME_SUBSTANTIATED, STATE_FOUND);
        escalate(house, number);
        step(house, number, "jiang-mao", VERB_HEAR, line, STATE_FOUND);
        act_t decide = measure(number, "zhao-jia", VERB_DECIDE, line, "admonition", NULL);
        carry_out(house, &decide, STATE_FOUND);
    }
    put_right_and_close(house, number);
}

/* ---- exemption (P34, P36) ---- */

static void what_was_found_by_oneself_may_be_exempted(void **state)
{
    test_house_t *house = *state;
    house->now_ms = JULY_MS + 12 * DAY_MS;
    finding_t finding = house_item(house, "shen-chen");
    uint64_t number = open_case(house, &finding);
    accept_and_assign(house, number);
    find(house, number, 0, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    escalate(house, number);
    assert_int_equal(house_case(house, number)->lines[0].relief, RELIEF_EXEMPT);
    step(house, number, "jiang-mao", VERB_HEAR, 1, STATE_HEARD);
    step(house, number, "zhao-jia", VERB_EXEMPT, 1, STATE_EXEMPTED);
    put_right_and_close(house, number);
    assert_int_equal(house_case(house, number)->lines[0].outcome, OUTCOME_SUBSTANTIATED);
}

static void an_honest_error_ends_without_liability(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    uint64_t number = open_case(house, &finding);
    accept_and_assign(house, number);
    find(house, number, 0, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    escalate(house, number);
    step(house, number, "jiang-mao", VERB_HEAR, 1, STATE_HEARD);
    act_t exempt = new_act(number, "zhao-jia", VERB_EXEMPT, 1);
    expect_refused(house, &exempt, ERROR_REFUSED);
    step(house, number, "lv-jia", VERB_TOLERATE, 1, STATE_HEARD);
    carry_out(house, &exempt, STATE_EXEMPTED);
    assert_int_equal(house_case(house, number)->lines[0].outcome, OUTCOME_NO_LIABILITY);
    put_right_and_close(house, number);
}

/* ---- other ends ---- */

/* P53: a real-name complaint that turns out to be wrong: acceptance and result are told. */
static void the_wrongly_accused_are_cleared(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    classified_t verdict = house_verdict();
    submit.privacy = PRIVACY_REAL_NAME;
    submit.name = WORDS("林癸");
    verdict.person_count = 1;
    snprintf(verdict.persons[0], ID_BYTES, "%s", "shen-chen");
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, &submit, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    uint64_t number = house->ack.case_number;
    house_classify(house, number, &verdict);
    escalate(house, number);
    step(house, number, "lv-jia", VERB_ACCEPT, 0, STATE_ACCEPTED);
    notify(house, number, NOTICE_ACCEPTED, STATE_ACCEPTED);
    for (unsigned i = 0; i < 3; i++) { /* kicked to and fro, but not for ever */
        act_t transfer = new_act(number, "lv-jia", VERB_TRANSFER, 0);
        transfer.section_count = 1;
        snprintf(transfer.sections[0], ID_BYTES, "%s", "projects");
        carry_out(house, &transfer, STATE_TRANSFERRED);
        step(house, number, "zheng-geng", VERB_RETURN, 0, STATE_RETURNED);
    }
    assert_int_equal(house_case(house, number)->bounces, 3);
    step(house, number, "lv-jia", VERB_TAKE_UP, 0, STATE_ASSIGNED);
    find(house, number, 0, OUTCOME_UNSUBSTANTIATED, STATE_FOUND);
    assert_int_equal(house_case(house, number)->lines[0].state, LINE_CONCLUDED);
    step(house, number, "lv-jia", VERB_CLEAR, 0, STATE_CLEARED);
    tell_and_close(house, number);
}

static void what_was_shelved_comes_back(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    uint64_t number = open_case(house, &finding);
    accept_and_assign(house, number);
    step(house, number, "lv-jia", VERB_SHELVE, 0, STATE_SHELVED);
    assert_non_null(case_clock(house_case(house, number), CLOCK_REVIEW, 0));
    house->now_ms += 20 * DAY_MS;
    step(house, number, "lv-jia", VERB_TAKE_UP, 0, STATE_ASSIGNED);
    find(house, number, 0, OUTCOME_UNCLEAR, STATE_FOUND);
    tell_and_close(house, number);
}

static void what_was_closed_is_reviewed_and_reopened(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    uint64_t number = open_case(house, &finding);
    accept_and_assign(house, number);
    find(house, number, 0, OUTCOME_UNSUBSTANTIATED, STATE_FOUND);
    tell_and_close(house, number);
    step(house, number, "lv-jia", VERB_REVIEW, 0, STATE_UNDER_REVIEW);
    assert_true(case_is_open(house_case(house, number)));
    step(house, number, "lv-jia", VERB_ANSWER, 0, STATE_CLOSED);
    assert_false(case_is_open(house_case(house, number)));
    step(house, number, "lv-jia", VERB_REOPEN, 0, STATE_REOPENED);
    assert_int_equal(house_case(house, number)->lines[0].state, LINE_OPENED);
    accept_and_assign(house, number); /* the new evidence counts against him this time */
    find(house, number, 0, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    escalate(house, number);
    step(house, number, "jiang-mao", VERB_HEAR, 1, STATE_HEARD);
    act_t decide = measure(number, "zhao-jia", VERB_DECIDE, 1, "relearn", NULL);
    carry_out(house, &decide, STATE_DECIDED);
    put_right_and_close(house, number);
    step(house, number, "lv-jia", VERB_REOPEN, 0, STATE_REOPENED);
    assert_int_equal(house_case(house, number)->lines[0].state, LINE_CONCLUDED); /* P56 */
}

/* Three failures of the escalator on a finding: a person hands it in again. */
static void a_parked_finding_is_handed_in_again(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    uint64_t number = open_case(house, &finding);
    accept_and_assign(house, number);
    find(house, number, 0, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    for (unsigned i = 0; i < ATTEMPTS_MAX; i++) {
        store_begin(house->store);
        assert_true(registry_fail_attempt(
            &house->registry, number, STAGE_ESCALATE, "进程退出", house->now_ms));
        house_commit(house);
        check_invariants(house, number);
    }
    assert_int_equal(house_case(house, number)->stage, STAGE_HUMAN);
    find(house, number, 1, OUTCOME_SUBSTANTIATED, STATE_FOUND);
    escalate(house, number);
    assert_int_equal(house_case(house, number)->state, STATE_PROPOSED);
    assert_int_equal(house_case(house, number)->needs, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(both_investigations_are_concluded),
        IN_HOUSE(a_leaders_line_moves_nothing_but_itself),
        IN_HOUSE(what_was_found_by_oneself_may_be_exempted),
        IN_HOUSE(an_honest_error_ends_without_liability),
        IN_HOUSE(the_wrongly_accused_are_cleared),
        IN_HOUSE(what_was_shelved_comes_back),
        IN_HOUSE(what_was_closed_is_reviewed_and_reopened),
        IN_HOUSE(a_parked_finding_is_handed_in_again),
    };
    return cmocka_run_group_tests_name("case", tests, NULL, NULL);
}
