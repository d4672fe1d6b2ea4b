/* The guards of the verbs on lines: found once, heard on a proposal, decided by those who may. */
#include "acting.h"

#define LAST_LINE_STATE LINE_HEARD

static act_t on_line(verb_t verb, const char *person)
{
    act_t act = ready_act(verb, person);
    act.line = 1;
    return act;
}

/* Replaces the measures of an act; NULL ends the list. */
static void set_measures(act_t *act, const char *one, const char *two)
{
    memset(act->measures, 0, sizeof act->measures);
    snprintf(act->measures[0], SANCTION_BYTES, "%s", one ? one : "");
    snprintf(act->measures[1], SANCTION_BYTES, "%s", two ? two : "");
    act->measure_count = two ? 2 : one ? 1 : 0;
}

/* ---- how far a line must have come ---- */

static void each_verb_has_its_place_in_the_life_of_a_line(void **state)
{
    static const struct {
        verb_t verb;
        const char *person;
        uint64_t from; /* set of line_state_t */
    } rows[] = {
        {VERB_TAKE_UP, "lv-jia", 1 << (LINE_OPENED - 1)},
        {VERB_FIND, "lv-jia", 1 << (LINE_ASSIGNED - 1)},
        {VERB_CONCLUDE, "lv-jia", 1 << (LINE_ASSIGNED - 1)},
        {VERB_HEAR, "lv-jia", 1 << (LINE_PROPOSED - 1)},
        {VERB_TOLERATE, "lv-jia", 1 << (LINE_PROPOSED - 1) | 1 << (LINE_HEARD - 1)},
        {VERB_AGREE, "lv-jia", 1 << (LINE_HEARD - 1)},
        {VERB_DECIDE, "zhao-jia", 1 << (LINE_HEARD - 1)}, /* P54, (iv) */
        {VERB_EXEMPT, "zhao-jia", 1 << (LINE_HEARD - 1)},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned at = LINE_OPENED; at <= LAST_LINE_STATE; at++) {
            case_t subject = ready_case(STATE_ASSIGNED, rows[i].verb);
            act_t act = on_line(rows[i].verb, rows[i].person);
            subject.lines[0].state = at;
            subject.stage = STAGE_ESCALATE;
            bool fits = rows[i].from & term_bit(at);
            expect(*state, &subject, &act, fits ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
        }
    }
}

/* ---- findings ---- */

static void a_finding_says_what_was_found(void **state)
{
    for (uint64_t line = 0; line <= 1; line++) {
        for (unsigned outcome = OUTCOME_UNSET; outcome <= OUTCOME_MERGED; outcome++) {
            case_t subject = ready_case(STATE_VERIFYING, VERB_FIND);
            act_t act = ready_act(VERB_FIND, "lv-jia");
            act.line = line;
            act.outcome = outcome;
            bool finding = outcome != OUTCOME_UNSET && outcome < OUTCOME_NO_LIABILITY;
            expect(*state, &subject, &act, finding ? ERROR_NONE : ERROR_INVALID, "outcome");
            if (finding)
                assert_int_equal(planned.outcome, outcome);
        }
    }
}

static bool stands(outcome_t outcome)
{
    return outcome == OUTCOME_SUBSTANTIATED || outcome == OUTCOME_PARTLY;
}

static void what_follows_a_finding_has_a_clock(void **state)
{
    for (unsigned outcome = OUTCOME_SUBSTANTIATED; outcome <= OUTCOME_FALSE_SUSPECTED; outcome++) {
        case_t subject = ready_case(STATE_VERIFYING, VERB_FIND);
        act_t act = ready_act(VERB_FIND, "lv-jia");
        act.outcome = outcome;
        run_clock(&subject, CLOCK_VERIFY, 0);
        run_clock(&subject, CLOCK_VERIFY, 1);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_stops(CLOCK_VERIFY, 0);
        assert_stops(CLOCK_VERIFY, 1); /* found with the case */
        assert_starts(stands(outcome) ? CLOCK_PROPOSE : CLOCK_FEEDBACK, 0);
        subject.line_count = 0; /* nobody is named: the matter itself is put right */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_starts(stands(outcome) ? CLOCK_RECTIFY : CLOCK_FEEDBACK, 0);
        subject.line_count = 1;
        act.line = 1;
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_stops(CLOCK_VERIFY, 1);
        assert_null(change_of(CLOCK_VERIFY, 0));
        if (stands(outcome))
            assert_starts(CLOCK_PROPOSE, 1);
        else
            assert_null(change_of(CLOCK_PROPOSE, 1));
    }
}

/* Where the escalator gave up, the same finding is handed in once more. */
static void a_finding_that_no_worker_could_take_is_asked_again(void **state)
{
    case_t subject = ready_case(STATE_FOUND, VERB_FIND);
    act_t act = on_line(VERB_FIND, "lv-jia");
    subject.lines[0].state = LINE_FOUND;
    subject.lines[0].outcome = OUTCOME_SUBSTANTIATED;
    subject.stage = STAGE_ESCALATE; /* a worker is still to come */
    act.outcome = OUTCOME_UNSUBSTANTIATED;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    subject.stage = STAGE_HUMAN;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.outcome, OUTCOME_SUBSTANTIATED); /* it stands as it was found */
    assert_int_equal(planned.clock_count, 0);
}

static void only_the_unproven_is_concluded_without_a_decision(void **state)
{
    for (unsigned outcome = OUTCOME_UNSET; outcome <= OUTCOME_MERGED; outcome++) {
        case_t subject = ready_case(STATE_ASSIGNED, VERB_CONCLUDE);
        act_t act = on_line(VERB_CONCLUDE, "lv-jia");
        act.outcome = outcome;
        error_code_t right = !outcome || outcome == OUTCOME_MERGED ? ERROR_INVALID
                             : stands(outcome)                     ? ERROR_WRONG_STATE
                                                                   : ERROR_NONE;
        run_clock(&subject, CLOCK_VERIFY, 1);
        expect(*state, &subject, &act, right, NULL);
        if (right)
            continue;
        assert_stops(CLOCK_VERIFY, 1);
        assert_int_equal(planned.measure_count, 0); /* (iv): whatever the request names */
    }
}

/* ---- P54 ---- */

static void the_case_is_heard_when_every_subject_is(void **state)
{
    act_t act = on_line(VERB_HEAR, "he-hai");
    for (unsigned other = LINE_OPENED; other <= LAST_LINE_STATE; other++) {
        case_t subject = ready_case(STATE_PROPOSED, VERB_HEAR);
        subject.line_count = 2;
        subject.lines[1] = (line_t){.number = 2, .kind = LINE_PERSON, .state = other};
        set_id(subject.lines[1].target, "yang-wu");
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        bool all = other == LINE_HEARD || other == LINE_CONCLUDED;
        assert_int_equal(planned.state, all ? STATE_HEARD : STATE_UNSET);
        subject.lines[1].kind = LINE_DOUBLE_INVESTIGATION; /* is not waited for */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.state, STATE_HEARD);
        subject.lines[0].kind = LINE_DOUBLE_INVESTIGATION; /* and moves nothing */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.state, STATE_UNSET);
    }
}

/* ---- P30, P31, P33: who decides ---- */

/* The measure, whether others must have agreed, and who may decide it: of principal, deputy,
 * superior and district discipline, as POLICY §5 and §9 have it. */
static const struct {
    const char *measure;
    bool together;
    const char *deciders;
} powers[] = {
    {"relearn", false, "zhao-jia sun-bing"},
    {"retrain", false, "zhao-jia sun-bing"},
    {"criticism", false, "zhao-jia"},
    {"admonition", false, "zhao-jia"},
    {"post_adjusted", false, "zhao-jia"},
    {"awaiting_post", true, "zhao-jia"},
    {"removed", true, "zhao-jia"},
    {"rotation", true, "zhao-jia"},
    {"warning", false, "kong-ding cao-wu"},
    {"demerit", false, "kong-ding cao-wu"},
    {"major_demerit", false, "kong-ding cao-wu"},
    {"demotion", false, "kong-ding cao-wu"},
    {"dismissal", false, "kong-ding cao-wu"},
    {"expulsion", false, "kong-ding cao-wu"},
    {"party_warning", false, "kong-ding cao-wu"},
    {"party_serious_warning", false, "kong-ding cao-wu"},
    {"party_post_removed", false, "kong-ding cao-wu"},
    {"party_probation", false, "kong-ding cao-wu"},
    {"party_expulsion", false, "kong-ding cao-wu"},
};

static void each_measure_has_its_deciders(void **state)
{
    static const char *const persons[] = {"zhao-jia", "sun-bing", "kong-ding", "cao-wu"};
    test_house_t *house = *state;
    assert_int_equal(COUNT(powers), house->policy->sanctions.count);
    for (size_t i = 0; i < COUNT(powers); i++) {
        for (size_t j = 0; j < COUNT(persons); j++) {
            case_t subject = ready_case(STATE_HEARD, VERB_DECIDE);
            act_t act = on_line(VERB_DECIDE, persons[j]);
            set_id(subject.lines[0].target, "qin-shen"); /* a Party member */
            set_measures(&act, powers[i].measure, NULL);
            bool may = strstr(powers[i].deciders, persons[j]);
            expect(house, &subject, &act,
                !may                 ? ERROR_REFUSED
                : powers[i].together ? ERROR_WRONG_STATE
                                     : ERROR_NONE,
                "measures");
        }
    }
}

static void two_decide_together_on_the_same_measures(void **state)
{
    act_t act = on_line(VERB_DECIDE, "zhao-jia");
    for (size_t i = 0; i < COUNT(powers); i++) {
        if (!powers[i].together)
            continue;
        case_t subject = ready_case(STATE_HEARD, VERB_DECIDE);
        line_t *line = &subject.lines[0];
        set_measures(&act, powers[i].measure, NULL);
        memcpy(line->measures, act.measures, sizeof line->measures);
        line->measure_count = 1;
        line->agreed = term_bit(ROLE_PRINCIPAL) | term_bit(ROLE_SUPERIOR);
        expect(*state, &subject, &act, ERROR_WRONG_STATE, "measures");
        line->agreed = term_bit(ROLE_DISCIPLINE_GROUP);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        set_measures(&act, powers[i].measure, "relearn"); /* more than was agreed to */
        expect(*state, &subject, &act, ERROR_WRONG_STATE, "measures");
        snprintf(line->measures[0], SANCTION_BYTES, "%s", "admonition"); /* something else was */
        set_measures(&act, powers[i].measure, NULL);
        expect(*state, &subject, &act, ERROR_WRONG_STATE, "measures");
    }
}

/* Agreeing is to measures that could be decided, and a new list of them is agreed to anew. */
static void agreement_is_to_certain_measures(void **state)
{
    case_t subject = ready_case(STATE_HEARD, VERB_AGREE);
    event_t event = {.number = 1, .kind = EVENT_ACTED, .role = ROLE_DISCIPLINE_GROUP};
    act_t act = on_line(VERB_AGREE, "lv-jia");
    set_measures(&act, "removed", NULL);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    event.data.acted = planned;
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[0].agreed, term_bit(ROLE_DISCIPLINE_GROUP));
    act_t decide = on_line(VERB_DECIDE, "zhao-jia");
    set_measures(&decide, "removed", NULL);
    expect(*state, &subject, &decide, ERROR_NONE, NULL);
    set_measures(&act, "awaiting_post", NULL);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    event.data.acted = planned;
    event.role = ROLE_PRINCIPAL;
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[0].agreed, term_bit(ROLE_PRINCIPAL));
    expect(*state, &subject, &decide, ERROR_WRONG_STATE, "measures");
    set_measures(&act, "no_such", NULL);
    expect(*state, &subject, &act, ERROR_INVALID, "measures");
}

/* P51, P52: who is recused decides nothing; those above the bureau stand in. */
static void those_above_stand_in_for_the_recused(void **state)
{
    case_t subject = ready_case(STATE_HEARD, VERB_DECIDE);
    act_t act = on_line(VERB_DECIDE, "kong-ding");
    expect(*state, &subject, &act, ERROR_REFUSED, "measures"); /* the principal is there */
    subject.line_count = 2;
    subject.lines[1] = (line_t){.number = 2, .kind = LINE_DOUBLE_INVESTIGATION};
    subject.lines[1].state = LINE_OPENED;
    set_id(subject.lines[1].target, "zhao-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    set_measures(&act, "removed", NULL); /* the discipline group is still asked */
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "measures");
    subject.person_count = 1; /* P52: about the principal, nobody of the bureau is */
    set_id(subject.persons[0], "zhao-jia");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    act = on_line(VERB_DECIDE, "zhao-jia");
    expect(*state, &subject, &act, ERROR_NOT_FOUND, "case");
}

/* ---- P33, P56: which measures ---- */

static void measures_fit_the_person_and_each_other(void **state)
{
    static const struct {
        const char *target, *person, *one, *two;
        error_code_t code;
    } rows[] = {
        {"you-you", "zhao-jia", NULL, NULL, ERROR_INVALID},
        {"you-you", "zhao-jia", "no_such", NULL, ERROR_INVALID},
        {"you-you", "cao-wu", "party_warning", NULL, ERROR_INVALID}, /* no Party member */
        {"qin-shen", "cao-wu", "party_warning", NULL, ERROR_NONE},
        {"qin-shen", "cao-wu", "party_warning", "warning", ERROR_NONE}, /* two lists */
        {"qin-shen", "cao-wu", "party_warning", "party_expulsion", ERROR_INVALID},
        {"qin-shen", "cao-wu", "warning", "demerit", ERROR_INVALID},
        {"you-you", "zhao-jia", "criticism", "relearn", ERROR_NONE},
        {"you-you", "zhao-jia", "criticism", "admonition", ERROR_INVALID},
        {"you-you", "zhao-jia", "criticism", "criticism", ERROR_INVALID},
        {"you-you", "zhao-jia", "relearn", "retrain", ERROR_INVALID},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(STATE_HEARD, VERB_DECIDE);
        act_t act = on_line(VERB_DECIDE, rows[i].person);
        set_id(subject.lines[0].target, rows[i].target);
        set_measures(&act, rows[i].one, rows[i].two);
        expect(*state, &subject, &act, rows[i].code, "measures");
    }
}

static void deciding_otherwise_needs_a_reason(void **state)
{
    case_t subject = ready_case(STATE_HEARD, VERB_DECIDE);
    act_t act = on_line(VERB_DECIDE, "zhao-jia");
    act.reason[0] = 0;
    set_measures(&act, "criticism", NULL); /* was proposed */
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    set_measures(&act, "admonition", NULL);
    expect(*state, &subject, &act, ERROR_INVALID, "reason");
    set_measures(&act, "criticism", "relearn");
    expect(*state, &subject, &act, ERROR_INVALID, "reason");
    snprintf(act.reason, sizeof act.reason, "%s", "情节较轻，当事人已主动纠正");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
}

/* ---- P34, P36: exemption ---- */

static void exemption_needs_its_ground(void **state)
{
    for (unsigned relief = RELIEF_UNSET; relief <= RELIEF_MITIGATE; relief++) {
        for (int tolerated = 0; tolerated <= 1; tolerated++) { /* (iii) */
            case_t subject = ready_case(STATE_HEARD, VERB_EXEMPT);
            act_t act = on_line(VERB_EXEMPT, "zhao-jia");
            subject.lines[0].relief = relief;
            subject.lines[0].tolerated = tolerated;
            subject.lines[0].outcome = OUTCOME_PARTLY;
            bool may = tolerated || relief == RELIEF_EXEMPT;
            expect(*state, &subject, &act, may ? ERROR_NONE : ERROR_REFUSED, "verb");
            if (!may)
                continue;
            assert_int_equal(planned.measure_count, 0);
            assert_int_equal(planned.outcome, tolerated ? OUTCOME_NO_LIABILITY : OUTCOME_PARTLY);
            assert_int_equal(planned.state, STATE_EXEMPTED);
        }
    }
}

/* The three questions of P34: every one of them, and a private gain always fails. */
static void the_tolerance_gate_has_three_bars(void **state)
{
    for (unsigned answers = 0; answers < 8; answers++) {
        case_t subject = ready_case(STATE_PROPOSED, VERB_TOLERATE);
        act_t act = on_line(VERB_TOLERATE, "lv-jia");
        act.inexperience = answers & 1;
        act.unprohibited = answers & 2;
        act.no_gain = answers & 4;
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        event_t event = {.number = 1, .kind = EVENT_ACTED, .role = ROLE_DISCIPLINE_GROUP};
        event.data.acted = planned;
        fold_event(&subject, &event);
        assert_int_equal(subject.lines[0].tolerated, answers == 7);
        assert_int_equal(subject.lines[0].state, LINE_HEARD); /* it stays where it was */
    }
}

/* ---- the case after its lines ---- */

static void the_last_decision_decides_the_case(void **state)
{
    for (unsigned other = LINE_OPENED; other <= LAST_LINE_STATE; other++) {
        for (unsigned verb = VERB_DECIDE; verb <= VERB_EXEMPT; verb++) {
            for (int measured = 0; measured <= 1; measured++) {
                case_t subject = ready_case(STATE_HEARD, verb);
                act_t act = on_line(verb, "zhao-jia");
                run_clock(&subject, CLOCK_DECIDE, 0);
                run_clock(&subject, CLOCK_DECIDE, 1);
                subject.line_count = 2;
                subject.lines[1] = (line_t){.number = 2, .kind = LINE_PERSON, .state = other};
                subject.lines[1].measure_count = measured;
                expect(*state, &subject, &act, ERROR_NONE, NULL);
                assert_stops(CLOCK_DECIDE, 1);
                bool decided = verb == VERB_DECIDE || measured;
                assert_int_equal(planned.state, other != LINE_CONCLUDED ? STATE_UNSET
                                                : decided               ? STATE_DECIDED
                                                                        : STATE_EXEMPTED);
                if (!planned.state)
                    continue;
                assert_stops(CLOCK_DECIDE, 0);
                assert_starts(CLOCK_RECTIFY, 0);
            }
        }
    }
}

/* Q25: a bureau may leave the gate of P34 closed. */
static void the_gate_may_be_closed(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_PROPOSED, VERB_TOLERATE);
    act_t act = on_line(VERB_TOLERATE, "lv-jia");
    expect(house, &subject, &act, ERROR_NONE, NULL);
    house->policy->campaign.tolerance = false;
    expect(house, &subject, &act, ERROR_REFUSED, "verb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(each_verb_has_its_place_in_the_life_of_a_line),
        IN_HOUSE(a_finding_says_what_was_found),
        IN_HOUSE(what_follows_a_finding_has_a_clock),
        IN_HOUSE(a_finding_that_no_worker_could_take_is_asked_again),
        IN_HOUSE(only_the_unproven_is_concluded_without_a_decision),
        IN_HOUSE(the_case_is_heard_when_every_subject_is),
        IN_HOUSE(each_measure_has_its_deciders),
        IN_HOUSE(two_decide_together_on_the_same_measures),
        IN_HOUSE(agreement_is_to_certain_measures),
        IN_HOUSE(those_above_stand_in_for_the_recused),
        IN_HOUSE(measures_fit_the_person_and_each_other),
        IN_HOUSE(deciding_otherwise_needs_a_reason),
        IN_HOUSE(exemption_needs_its_ground),
        IN_HOUSE(the_tolerance_gate_has_three_bars),
        IN_HOUSE(the_last_decision_decides_the_case),
        IN_HOUSE(the_gate_may_be_closed),
    };
    return cmocka_run_group_tests_name("act_lines", tests, NULL, NULL);
}
