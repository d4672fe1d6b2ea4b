/* What staff may do: every verb in every state by every role against an expectation written down
 * apart from daemon/acts.c, and the guards of each verb. */
#include "../../daemon/acts.h"
#include "house.h"

/* ---- the whole table ---- */

/* POLICY §9 as this stage of duban has it; what is not named here is refused. */
static const struct {
    verb_t verb;
    uint64_t line;
    const char *roles, *states; /* "*": all */
} expected[] = {
    {VERB_COMMENT, 0,
        "handler discipline_group section_head deputy principal superior district_discipline "
        "auditor operator",
        "*"},
    {VERB_CLASSIFY, 0, "discipline_group superior district_discipline", "registered classified"},
    {VERB_ACCEPT, 0, "discipline_group superior district_discipline", "classified"},
    {VERB_NOT_ACCEPT, 0, "discipline_group superior district_discipline", "registered classified"},
    {VERB_NOTIFY, 0, "discipline_group superior district_discipline", "*"},
    {VERB_TAKE_UP, 0, "discipline_group superior district_discipline", "accepted"},
    {VERB_TAKE_UP, 1, "discipline_group superior district_discipline",
        "received registered classified accepted assigned inquiry verifying shelved found proposed "
        "heard decided exempted rectifying rectified feedback cleared merged returned transferred "
        "bypassed reopened under_review"},
    {VERB_CONCLUDE, 1, "discipline_group superior district_discipline",
        "received registered classified accepted assigned inquiry verifying shelved found proposed "
        "heard decided exempted rectifying rectified feedback cleared merged returned transferred "
        "bypassed reopened under_review"},
    {VERB_CLOSE, 0, "discipline_group superior district_discipline", "accepted assigned"},
};

/* Who acts in each role; none of them is excluded from a case about section energy. */
static const struct {
    role_t role;
    const char *person;
} actors[] = {
    {ROLE_HANDLER, "he-hai"},
    {ROLE_DISCIPLINE_GROUP, "lv-jia"},
    {ROLE_SECTION_HEAD, "zheng-geng"},
    {ROLE_DEPUTY, "sun-bing"},
    {ROLE_PRINCIPAL, "zhao-jia"},
    {ROLE_SUPERIOR, "kong-ding"},
    {ROLE_DISTRICT_DISCIPLINE, "cao-wu"},
    {ROLE_AUDITOR, "chu-zi"},
    {ROLE_OPERATOR, ""},
    {ROLE_STAFF, "yang-wu"},
};

static bool names(const char *list, const char *word)
{
    size_t length = strlen(word);
    if (list[0] == '*')
        return true;
    for (const char *at = list; (at = strstr(at, word)); at += length) {
        bool begins = at == list || at[-1] == ' ';
        if (begins && (at[length] == ' ' || at[length] == 0))
            return true;
    }
    return false;
}

/* A case of section energy in which the verb meets no other hindrance than state and role. */
static case_t ready_case(state_t state, verb_t verb)
{
    case_t subject = {.number = 7, .state = state, .stage = STAGE_STAFF, .received_ms = NOW_MS};
    subject.section_count = 1;
    snprintf(subject.sections[0], sizeof subject.sections[0], "%s", "energy");
    subject.line_count = 1;
    line_t *line = &subject.lines[0];
    *line = (line_t){.number = 1, .kind = LINE_PERSON, .target = "you-you", .handler_count = 1};
    snprintf(line->handlers[0], sizeof line->handlers[0], "%s", "he-hai");
    line->state = verb == VERB_TAKE_UP    ? LINE_OPENED
                  : verb == VERB_CONCLUDE ? LINE_ASSIGNED
                                          : LINE_CONCLUDED;
    subject.clock_count = 1;
    subject.clocks[0] =
        (case_clock_t){.kind = verb == VERB_CLOSE ? CLOCK_VERIFY : CLOCK_NOTIFY, .due_ms = 1};
    return subject;
}

static act_t ready_act(verb_t verb, const char *person)
{
    act_t act = {.case_number = 7, .verb = verb, .scope = true, .handler_count = 2};
    act.kinds = term_bit(KIND_C2);
    act.outcome = OUTCOME_PARTLY;
    snprintf(act.as, sizeof act.as, "%s", person);
    snprintf(act.reason, sizeof act.reason, "%s", "经核对");
    snprintf(act.handlers[0], sizeof act.handlers[0], "%s", "jiang-mao");
    snprintf(act.handlers[1], sizeof act.handlers[1], "%s", "zhang-bing");
    return act;
}

static int plan(test_house_t *house, const case_t *subject, const act_t *act, role_t *role)
{
    static acted_t acted;
    return acts_plan(house->policy, subject, act, NOW_MS, role, &acted, &house->fault);
}

static void every_verb_in_every_state_by_every_role(void **state)
{
    test_house_t *house = *state;
    size_t allowed = 0;
    for (size_t row = 0; row < COUNT(expected); row++) {
        for (unsigned at = 1; at < STATE_COUNT; at++) {
            for (size_t i = 0; i < COUNT(actors); i++) {
                role_t role = ROLE_UNSET;
                case_t subject = ready_case(at, expected[row].verb);
                act_t act = ready_act(expected[row].verb, actors[i].person);
                act.line = expected[row].line;
                bool may = names(expected[row].roles, term_name(&ROLES, actors[i].role));
                bool fits = names(expected[row].states, term_name(&STATES, at));
                int rc = plan(house, &subject, &act, &role);
                error_code_t code = rc == 0 ? ERROR_NONE : house->fault.code;
                error_code_t right = !may ? ERROR_REFUSED : fits ? ERROR_NONE : ERROR_WRONG_STATE;
                if (code != right)
                    fail_msg("%s when %s by %s: %s instead of %s", term_name(&VERBS, act.verb),
                        term_name(&STATES, at), term_name(&ROLES, actors[i].role),
                        term_name(&ERRORS, code), term_name(&ERRORS, right));
                if (rc == 0)
                    assert_int_equal(role, actors[i].role);
                allowed += rc == 0;
            }
        }
    }
    assert_int_equal(allowed, 25 * 9 + 3 * (2 + 1 + 2 + 25 + 1 + 23 + 23 + 2));
}

static void no_such_verb_or_person(void **state)
{
    test_house_t *house = *state;
    role_t role;
    case_t subject = ready_case(STATE_ACCEPTED, VERB_COMMENT);
    act_t act = ready_act(VERB_UNSET, "lv-jia");
    assert_int_equal(plan(house, &subject, &act, &role), -1);
    assert_int_equal(house->fault.code, ERROR_INVALID);
    assert_string_equal(house->fault.field, "verb");
    act = ready_act(VERB_COMMENT, "nobody");
    assert_int_equal(plan(house, &subject, &act, &role), -1);
    assert_int_equal(house->fault.code, ERROR_REFUSED);
    assert_string_equal(house->fault.field, "as");
    act = ready_act(VERB_ACCEPT, "lv-jia"); /* yesterday's post is no post */
    int64_t before_ms = JULY_MS - 5 * 365 * DAY_MS;
    acted_t acted;
    assert_int_equal(
        acts_plan(house->policy, &subject, &act, before_ms, &role, &acted, &house->fault), -1);
    assert_int_equal(house->fault.code, ERROR_REFUSED);
}

/* ---- P51 ---- */

static void the_excluded_learn_nothing(void **state)
{
    test_house_t *house = *state;
    static const char *const excluded[] = {
        "shen-chen", /* the subject */
        "wu-ji",     /* heads the section, and target of a line */
        "zhou-wu",   /* headed it at the time of the act */
        "li-ding",   /* target of a line as deputy now */
        "lv-jia",    /* a member of the discipline group who is a subject himself */
    };
    case_t subject = ready_case(STATE_CLASSIFIED, VERB_ACCEPT);
    subject.occurred_ms = JULY_MS - 60 * DAY_MS; /* May: 周戊 headed it */
    snprintf(subject.sections[0], sizeof subject.sections[0], "%s", "approval");
    subject.person_count = 2;
    snprintf(subject.persons[0], sizeof subject.persons[0], "%s", "shen-chen");
    snprintf(subject.persons[1], sizeof subject.persons[1], "%s", "lv-jia");
    snprintf(subject.lines[0].target, sizeof subject.lines[0].target, "%s", "li-ding");
    for (size_t i = 0; i < COUNT(excluded); i++) {
        for (unsigned verb = 1; verb < VERB_COUNT; verb++) {
            role_t role;
            act_t act = ready_act(verb, excluded[i]);
            assert_int_equal(plan(house, &subject, &act, &role), -1);
            assert_int_equal(house->fault.code, ERROR_NOT_FOUND);
            assert_string_equal(house->fault.message, "there is no case 7");
        }
    }
    assert_int_equal(house_refused_act(house, &(act_t){.case_number = 7, .verb = VERB_COMMENT}),
        ERROR_NOT_FOUND); /* just as when there really is none */
    assert_string_equal(house->fault.message, "there is no case 7");
}

/* ---- handlers ---- */

static void check_handlers(
    test_house_t *house, const char *one, const char *two, error_code_t code, uint64_t line)
{
    role_t role;
    case_t subject = ready_case(STATE_ACCEPTED, VERB_TAKE_UP);
    act_t act = ready_act(VERB_TAKE_UP, "lv-jia");
    act.line = line;
    act.handler_count = two ? 2 : one ? 1 : 0;
    snprintf(act.handlers[0], sizeof act.handlers[0], "%s", one ? one : "");
    snprintf(act.handlers[1], sizeof act.handlers[1], "%s", two ? two : "");
    assert_int_equal(plan(house, &subject, &act, &role), code ? -1 : 0);
    if (code) {
        assert_int_equal(house->fault.code, code);
        assert_string_equal(house->fault.field, "handlers");
    }
}

static void at_least_two_handlers_who_are_not_concerned(void **state)
{
    for (uint64_t line = 0; line <= 1; line++) {
        check_handlers(*state, "jiang-mao", "zhang-bing", ERROR_NONE, line);
        check_handlers(*state, NULL, NULL, ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", NULL, ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "jiang-mao", ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "nobody", ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "you-you", ERROR_REFUSED, line); /* the subject */
        check_handlers(
            *state, "feng-ren", "jiang-mao", ERROR_REFUSED, line); /* heads the section */
    }
}

/* ---- guards of single verbs ---- */

static void expect(test_house_t *house, const case_t *subject, const act_t *act, error_code_t code,
    const char *field)
{
    role_t role;
    int rc = plan(house, subject, act, &role);
    error_code_t got = rc == 0 ? ERROR_NONE : house->fault.code;
    if (got != code)
        fail_msg("%s: %s instead of %s", term_name(&VERBS, act->verb), term_name(&ERRORS, got),
            term_name(&ERRORS, code));
    if (code)
        assert_string_equal(house->fault.field, field);
}

static void reasons_are_given(void **state)
{
    static const struct {
        verb_t verb;
        state_t state;
        uint64_t line;
        bool needed;
    } rows[] = {
        {VERB_COMMENT, STATE_ACCEPTED, 0, true},
        {VERB_CLASSIFY, STATE_REGISTERED, 0, true},
        {VERB_ACCEPT, STATE_CLASSIFIED, 0, false},
        {VERB_NOT_ACCEPT, STATE_CLASSIFIED, 0, true},
        {VERB_NOTIFY, STATE_ACCEPTED, 0, false},
        {VERB_TAKE_UP, STATE_ACCEPTED, 0, false},
        {VERB_CONCLUDE, STATE_ASSIGNED, 1, true},
        {VERB_CLOSE, STATE_ASSIGNED, 0, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(rows[i].state, rows[i].verb);
        act_t act = ready_act(rows[i].verb, "lv-jia");
        act.line = rows[i].line;
        act.reason[0] = 0;
        expect(*state, &subject, &act, rows[i].needed ? ERROR_INVALID : ERROR_NONE, "reason");
    }
}

static void classifying_and_accepting(void **state)
{
    case_t subject = ready_case(STATE_REGISTERED, VERB_CLASSIFY);
    act_t act = ready_act(VERB_CLASSIFY, "lv-jia");
    act.kinds = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "kinds");
    act.scope = false; /* out of scope: no kind is needed */
    expect(*state, &subject, &act, ERROR_NONE, "");
    act.section_count = 1;
    snprintf(act.sections[0], sizeof act.sections[0], "%s", "nowhere");
    expect(*state, &subject, &act, ERROR_INVALID, "sections");
    snprintf(act.sections[0], sizeof act.sections[0], "%s", "energy");
    act.person_count = 1;
    snprintf(act.persons[0], sizeof act.persons[0], "%s", "nobody");
    expect(*state, &subject, &act, ERROR_INVALID, "persons");

    subject = ready_case(STATE_CLASSIFIED, VERB_ACCEPT);
    subject.stage = STAGE_ESCALATE; /* before the escalator has said what P38 asks */
    act = ready_act(VERB_ACCEPT, "lv-jia");
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "");
}

static void lines_are_taken_up_and_concluded_once(void **state)
{
    case_t subject = ready_case(STATE_ACCEPTED, VERB_TAKE_UP);
    act_t act = ready_act(VERB_TAKE_UP, "lv-jia");
    act.line = 2;
    expect(*state, &subject, &act, ERROR_INVALID, "line");
    act.line = 1;
    subject.lines[0].state = LINE_ASSIGNED;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "line");
    act = ready_act(VERB_CONCLUDE, "lv-jia");
    expect(*state, &subject, &act, ERROR_INVALID, "line"); /* the case itself is closed */
    act.line = 1;
    act.outcome = OUTCOME_UNSET;
    expect(*state, &subject, &act, ERROR_INVALID, "outcome");
    act.outcome = OUTCOME_PARTLY;
    subject.lines[0].state = LINE_OPENED;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "line");
    subject.lines[0].state = LINE_CONCLUDED;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "line");
}

static void nothing_ends_while_something_is_open(void **state)
{
    act_t act = ready_act(VERB_CLOSE, "lv-jia");
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++) { /* (vii) */
        case_t subject = ready_case(STATE_ASSIGNED, VERB_CLOSE);
        subject.clocks[0].kind = kind;
        bool answered = kind == CLOCK_ASSIGN || kind == CLOCK_VERIFY;
        expect(*state, &subject, &act, answered ? ERROR_NONE : ERROR_WRONG_STATE, "");
        subject.clocks[0].line = 1; /* a line's clock is never answered by closing the case */
        expect(*state, &subject, &act, ERROR_WRONG_STATE, "");
    }
    case_t subject = ready_case(STATE_ASSIGNED, VERB_CLOSE);
    act.outcome = OUTCOME_UNSET;
    expect(*state, &subject, &act, ERROR_INVALID, "outcome");
    for (unsigned verb = VERB_NOT_ACCEPT; verb <= VERB_CLOSE;
         verb += VERB_CLOSE - VERB_NOT_ACCEPT) {
        for (unsigned line = LINE_OPENED; line <= LINE_ASSIGNED; line++) {
            act = ready_act(verb, "lv-jia");
            subject =
                ready_case(verb == VERB_CLOSE ? STATE_ASSIGNED : STATE_CLASSIFIED, VERB_CLOSE);
            subject.lines[0].state = line;
            expect(*state, &subject, &act, ERROR_WRONG_STATE, "");
        }
    }
}

static void telling_needs_somebody_to_tell(void **state)
{
    act_t act = ready_act(VERB_NOTIFY, "lv-jia");
    case_t subject = ready_case(STATE_ACCEPTED, VERB_NOTIFY);
    subject.clocks[0].kind = CLOCK_MEDIA;
    expect(*state, &subject, &act, ERROR_NONE, "");
    subject.clock_count = 0;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, "");
}

/* ---- a case's whole way, in the store ---- */

static void act_on(test_house_t *house, uint64_t number, verb_t verb, uint64_t line)
{
    act_t act = ready_act(verb, "lv-jia");
    act.case_number = number;
    act.line = line;
    house_act(house, &act);
}

static void from_the_finding_to_the_end(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    const case_t *subject = house_case(house, number);
    size_t lines = subject->line_count;
    assert_true(lines >= 3); /* the person, the head, the deputy */
    act_on(house, number, VERB_ACCEPT, 0);
    subject = house_case(house, number);
    assert_null(case_clock(subject, CLOCK_ACCEPT, 0));
    assert_non_null(case_clock(subject, CLOCK_ASSIGN, 0));
    act_on(house, number, VERB_TAKE_UP, 0);
    subject = house_case(house, number);
    assert_null(case_clock(subject, CLOCK_ASSIGN, 0));
    assert_non_null(case_clock(subject, CLOCK_VERIFY, 0));
    for (uint64_t line = 1; line <= lines; line++) {
        if (case_line(house_case(house, number), line)->state == LINE_OPENED) {
            assert_non_null(case_clock(house_case(house, number), CLOCK_LEADER, line));
            act_on(house, number, VERB_TAKE_UP, line);
            assert_null(case_clock(house_case(house, number), CLOCK_LEADER, line));
            assert_non_null(case_clock(house_case(house, number), CLOCK_VERIFY, line));
        }
        act_t early = ready_act(VERB_CLOSE, "lv-jia");
        early.case_number = number;
        assert_int_equal(house_refused_act(house, &early), ERROR_WRONG_STATE);
        act_on(house, number, VERB_CONCLUDE, line);
        assert_null(case_clock(house_case(house, number), CLOCK_VERIFY, line));
    }
    act_on(house, number, VERB_CLOSE, 0);
    subject = house_case(house, number);
    assert_int_equal(subject->stage, STAGE_DONE);
    assert_int_equal(subject->state, STATE_CLOSED);
    assert_int_equal(subject->clock_count, 0);
}

static void a_case_classified_anew_is_assessed_anew(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    size_t lines = house_case(house, number)->line_count;
    act_on(house, number, VERB_CLASSIFY, 0);
    assert_int_equal(house_case(house, number)->stage, STAGE_ESCALATE);
    house_assess(house, number); /* the lines that are there are not made twice */
    assert_int_equal(house_case(house, number)->stage, STAGE_STAFF);
    assert_int_equal(house_case(house, number)->line_count, lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(every_verb_in_every_state_by_every_role),
        IN_HOUSE(no_such_verb_or_person),
        IN_HOUSE(the_excluded_learn_nothing),
        IN_HOUSE(at_least_two_handlers_who_are_not_concerned),
        IN_HOUSE(reasons_are_given),
        IN_HOUSE(classifying_and_accepting),
        IN_HOUSE(lines_are_taken_up_and_concluded_once),
        IN_HOUSE(nothing_ends_while_something_is_open),
        IN_HOUSE(telling_needs_somebody_to_tell),
        IN_HOUSE(from_the_finding_to_the_end),
        IN_HOUSE(a_case_classified_anew_is_assessed_anew),
    };
    return cmocka_run_group_tests_name("acts", tests, NULL, NULL);
}
