/* What comes to light later (P38): the same problem is discovered again, or its impact is called
 * bad (Q19); what was judged is judged anew, and nothing that waits is lost. */
#include "acting.h"

#include "../../workers/assess.h"
#include "../../workers/propose.h"

static const state_t ends[] = {STATE_CLOSED, STATE_NOT_ACCEPTED, STATE_UNDER_REVIEW};

static act_t media_act(void)
{
    act_t act = ready_act(VERB_EVIDENCE, "lv-jia");
    act.source = SOURCE_MEDIA;
    snprintf(act.outlet, sizeof act.outlet, "%s", "青江日报");
    return act;
}

/* ---- what is asked of the act ---- */

/* P21–P23: as of a finding; a complaint has a way of its own. */
static void a_discovery_is_no_complaint_and_lies_behind(void **state)
{
    case_t subject = ready_case(STATE_VERIFYING, VERB_EVIDENCE);
    act_t act = ready_act(VERB_EVIDENCE, "lv-jia");
    for (unsigned source = SOURCE_UNSET; source <= SOURCE_OVERDUE_TASK; source++) {
        bool refused = source <= SOURCE_REPORT || source == SOURCE_MEDIA; /* without an outlet */
        act.source = source;
        expect(*state, &subject, &act, refused ? ERROR_INVALID : ERROR_NONE,
            source == SOURCE_MEDIA ? "outlet" : "source");
    }
    act.source = SOURCE_SPOT_CHECK;
    act.discovered_ms = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "discovered_ms");
    act.discovered_ms = NOW_MS + 1;
    expect(*state, &subject, &act, ERROR_INVALID, "discovered_ms");
    act.discovered_ms = NOW_MS;
    snprintf(act.body, sizeof act.body, "%s", "区纪委");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_string_equal(planned.discovery.body, "区纪委");
    assert_int_equal(planned.discovery.source, SOURCE_SPOT_CHECK);
    assert_int_equal(planned.discovery.discovered_ms, NOW_MS);
    subject.discovery_count = DISCOVERED_MAX;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

static void an_open_case_keeps_its_state_and_its_clocks(void **state)
{
    case_t subject = ready_case(STATE_VERIFYING, VERB_EVIDENCE);
    act_t act = media_act();
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.state, STATE_UNSET);
    assert_false(planned.discovery.ended);
    assert_int_equal(planned.clock_count, 1);
    assert_starts(CLOCK_MEDIA, 0); /* the principal hears of it the same day (§8) */
    run_clock(&subject, CLOCK_MEDIA, 0);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.clock_count, 0); /* no clock starts anew */
}

static void an_ended_case_is_reopened(void **state)
{
    for (size_t i = 0; i < COUNT(ends); i++) {
        case_t subject = ready_case(ends[i], VERB_EVIDENCE);
        subject.lines[0].kind = LINE_DOUBLE_INVESTIGATION;
        subject.lines[0].outcome = OUTCOME_UNCLEAR;
        act_t act = ready_act(VERB_EVIDENCE, "lv-jia");
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.state, STATE_REOPENED);
        assert_true(planned.discovery.ended);
        assert_starts(CLOCK_ACCEPT, 0);
        assert_starts(CLOCK_LEADER, 1); /* of the line that reopens */
    }
}

static void a_bad_impact_is_said_once(void **state)
{
    case_t subject = ready_case(STATE_VERIFYING, VERB_FLAG_IMPACT);
    act_t act = ready_act(VERB_FLAG_IMPACT, "lv-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.clock_count, 0);
    subject.impact = true;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

/* P13: what is new is judged before the case can end. */
static void nothing_closes_before_it_is_judged(void **state)
{
    case_t subject = ready_case(STATE_FEEDBACK, VERB_CLOSE);
    act_t act = ready_act(VERB_CLOSE, "lv-jia");
    subject.reassess = true;
    expect(*state, &subject, &act, ERROR_NONE, NULL); /* parked: a person has seen it */
    subject.stage = STAGE_ESCALATE;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

/* ---- what it makes of the case ---- */

static event_t event; /* large */

static void fold_evidence(case_t *subject, state_t to)
{
    event = (event_t){.kind = EVENT_ACTED, .at_ms = NOW_MS, .number = 2};
    event.data.acted.verb = VERB_EVIDENCE;
    event.data.acted.state = to;
    event.data.acted.discovery = (discovery_t){.source = SOURCE_MEDIA, .ended = to != 0};
    fold_event(subject, &event);
}

static void the_escalator_is_asked_again(void **state)
{
    (void)state;
    static const stage_t stages[] = {STAGE_STAFF, STAGE_HUMAN, STAGE_ESCALATE};
    for (size_t i = 0; i < COUNT(stages); i++) {
        case_t subject = ready_case(STATE_VERIFYING, VERB_EVIDENCE);
        subject.assessed_ms = NOW_MS - DAY_MS;
        subject.stage = stages[i];
        subject.needs = term_bit(NEED_PARKED);
        subject.attempts = 2;
        fold_evidence(&subject, STATE_UNSET);
        assert_int_equal(subject.stage, STAGE_ESCALATE);
        assert_int_equal(subject.needs, 0);
        assert_int_equal(subject.attempts, 0);
        assert_true(subject.reassess);
        assert_int_equal(subject.state, STATE_VERIFYING);
        assert_int_equal(subject.discovery_count, 1);
        assert_int_equal(subject.discoveries[0].source, SOURCE_MEDIA);
    }
    case_t subject = ready_case(STATE_REGISTERED, VERB_EVIDENCE);
    subject.stage = STAGE_CLASSIFY; /* it will be seen with all the rest */
    fold_evidence(&subject, STATE_UNSET);
    assert_int_equal(subject.stage, STAGE_CLASSIFY);
    assert_false(subject.reassess);
    assert_int_equal(subject.discovery_count, 1);
}

static void a_closed_case_is_open_again(void **state)
{
    (void)state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EVIDENCE);
    subject.assessed_ms = NOW_MS - DAY_MS;
    subject.stage = STAGE_DONE;
    subject.told = true;
    fold_evidence(&subject, STATE_REOPENED);
    assert_int_equal(subject.state, STATE_REOPENED);
    assert_int_equal(subject.stage, STAGE_ESCALATE);
    assert_int_equal(subject.closed_ms, 0);
    assert_false(subject.told);
    assert_int_equal(subject.lines[0].state, LINE_OPENED);
    assert_true(subject.discoveries[0].ended);
}

/* The escalator proposes first, and assesses then: neither is lost. */
static void proposals_and_the_new_assessment_both_come(void **state)
{
    (void)state;
    case_t subject = ready_case(STATE_FOUND, VERB_EVIDENCE);
    subject.assessed_ms = NOW_MS - DAY_MS;
    subject.lines[0].state = LINE_FOUND;
    subject.stage = STAGE_ESCALATE;
    fold_evidence(&subject, STATE_UNSET);
    assert_true(propose_is_due(&subject));
    event = (event_t){.kind = EVENT_PROPOSED, .at_ms = NOW_MS};
    event.data.proposed.line_count = 1;
    event.data.proposed.lines[0].line = 1;
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[0].state, LINE_PROPOSED);
    assert_int_equal(subject.stage, STAGE_ESCALATE);
    assert_false(propose_is_due(&subject));
    event = (event_t){.kind = EVENT_ASSESSED, .at_ms = NOW_MS};
    fold_event(&subject, &event);
    assert_int_equal(subject.stage, STAGE_STAFF);
    assert_false(subject.reassess);
    assert_int_equal(subject.state, STATE_PROPOSED);
}

/* ---- later triggers (P38) ---- */

static case_t assessed_case(void)
{
    case_t subject = {.number = 7, .is_finding = true, .source = SOURCE_SPOT_CHECK};
    subject.state = STATE_REOPENED;
    subject.received_ms = subject.discovered_ms = AUGUST_MS + DAY_MS;
    subject.assessed_ms = subject.received_ms;
    subject.section_count = 1;
    set_id(subject.sections[0], "approval");
    subject.discovery_count = 1;
    return subject;
}

static uint64_t triggers_of(test_house_t *house, const case_t *subject, size_t *lines)
{
    static assessed_t assessed;
    work_item_t item = {.lease = 1, .now_ms = NOW_MS};
    assess_case(house->policy, subject, &item, &assessed);
    *lines = assessed.line_count;
    assert_int_equal(assessed.strict, assessed.triggers != 0); /* P38.E1 */
    return assessed.triggers;
}

static void later_discoveries_set_t2_and_t3_but_not_t1(void **state)
{
    static const struct {
        source_t source;
        const char *body, *outlet;
        int64_t discovered_ms;
        bool ended;
        uint64_t triggers;
    } rows[] = {
        {SOURCE_SUPERIOR_INSPECTION, "", "", NOW_MS, false, 1 << 1},
        {SOURCE_SPOT_CHECK, "区纪委", "", NOW_MS, false, 1 << 1}, /* Q5 */
        {SOURCE_SPOT_CHECK, "区统计局", "", NOW_MS, false, 0},
        {SOURCE_SPOT_CHECK, "区统计局", "", END_MS + DAY_MS, false, 0}, /* T1: the first only */
        {SOURCE_MEDIA, "", "青江日报", NOW_MS, false, 0},         /* Q8: the bureau deals with it */
        {SOURCE_MEDIA, "", "青江日报", AUGUST_MS, false, 1 << 2}, /* exposed before it knew */
        {SOURCE_MEDIA, "", "青江日报", NOW_MS, true, 1 << 2},     /* it had put it aside */
        {SOURCE_MEDIA, "", "某自媒体", NOW_MS, true, 0},          /* Q7 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t lines;
        case_t subject = assessed_case();
        discovery_t *later = &subject.discoveries[0];
        later->source = rows[i].source;
        later->discovered_ms = rows[i].discovered_ms;
        later->ended = rows[i].ended;
        snprintf(later->body, sizeof later->body, "%s", rows[i].body);
        snprintf(later->outlet, sizeof later->outlet, "%s", rows[i].outlet);
        if (triggers_of(*state, &subject, &lines) != rows[i].triggers)
            fail_msg("row %zu", i);
        assert_int_equal(lines, rows[i].triggers ? 2 : 0); /* (ii): the head and the deputy */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(a_discovery_is_no_complaint_and_lies_behind),
        IN_HOUSE(an_open_case_keeps_its_state_and_its_clocks),
        IN_HOUSE(an_ended_case_is_reopened),
        IN_HOUSE(a_bad_impact_is_said_once),
        IN_HOUSE(nothing_closes_before_it_is_judged),
        cmocka_unit_test(the_escalator_is_asked_again),
        cmocka_unit_test(a_closed_case_is_open_again),
        cmocka_unit_test(proposals_and_the_new_assessment_both_come),
        IN_HOUSE(later_discoveries_set_t2_and_t3_but_not_t1),
    };
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
