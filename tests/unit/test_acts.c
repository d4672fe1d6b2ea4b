/* What staff may do: every verb in every state by every role (P2; P6: the discipline group
 * enforces) against an expectation written down apart from daemon/acts.c, and the guards of the
 * verbs on a case. */
#include "acting.h"

/* ---- the whole table ---- */

#define ABOVE "discipline_group superior district_discipline"
#define UNDER_WAY                                                                                  \
    "registered classified bypassed received accepted assigned inquiry verifying shelved found "   \
    "proposed heard decided exempted rectifying rectified feedback cleared returned transferred "  \
    "reopened"
#define OPEN "registered classified bypassed " OPEN_ACCEPTED
#define OPEN_ACCEPTED                                                                              \
    "received accepted assigned inquiry verifying shelved found proposed "                         \
    "heard decided exempted rectifying rectified feedback cleared returned transferred "           \
    "reopened under_review"

/* POLICY §9; what is not named here is refused. `to` is the state after it; "": it stays. */
static const struct {
    verb_t verb;
    uint64_t line;
    const char *roles, *states, *to;
} expected[] = {
    {VERB_COMMENT, 0,
        "handler discipline_group section_head deputy principal superior district_discipline "
        "auditor operator",
        "*", ""},
    /* the way in */
    {VERB_CLASSIFY, 0, ABOVE, "registered classified bypassed reopened", "classified"},
    {VERB_ACCEPT, 0, ABOVE, "classified bypassed reopened", "accepted"},
    {VERB_NOT_ACCEPT, 0, ABOVE, "classified bypassed", "not_accepted"},
    {VERB_NOTIFY, 0, ABOVE, "*", ""},
    /* through the offices */
    {VERB_TRANSFER, 0, ABOVE, "accepted returned", "transferred"},
    {VERB_RETURN, 0, "section_head", "transferred", "returned"},
    {VERB_TAKE_UP, 0, ABOVE, "accepted returned transferred shelved", "assigned"},
    {VERB_TAKE_UP, 1, ABOVE, OPEN, ""},
    {VERB_INQUIRY, 0, "handler " ABOVE, "assigned verifying", "inquiry"},
    {VERB_VERIFY, 0, "handler " ABOVE, "assigned inquiry", "verifying"},
    {VERB_SHELVE, 0, ABOVE, "assigned inquiry verifying", "shelved"},
    /* findings and decisions */
    {VERB_FIND, 0, ABOVE, "assigned inquiry verifying", "found"},
    {VERB_FIND, 1, ABOVE, OPEN_ACCEPTED, ""},
    {VERB_CONCLUDE, 1, ABOVE, OPEN, ""},
    {VERB_HEAR, 1, "handler " ABOVE, OPEN, NULL}, /* to `heard` from `proposed`, below */
    {VERB_TOLERATE, 1, ABOVE, OPEN, ""},
    {VERB_AGREE, 1, "principal " ABOVE, OPEN, ""},
    {VERB_DECIDE, 1, "principal deputy superior district_discipline", OPEN, NULL},
    {VERB_EXEMPT, 1, "principal deputy superior district_discipline", OPEN, NULL},
    /* the way out */
    {VERB_RECTIFY, 0, "principal " ABOVE, "found decided exempted", "rectifying"},
    {VERB_RECTIFIED, 0, "handler section_head " ABOVE, "rectifying", "rectified"},
    {VERB_APPROVE, 0, ABOVE, "rectified", "feedback"},
    {VERB_REJECT, 0, ABOVE, "rectified", "rectifying"},
    {VERB_CLEAR, 0, ABOVE, "found", "cleared"},
    {VERB_FEEDBACK, 0, "handler " ABOVE, "found cleared feedback", "feedback"},
    {VERB_CLOSE, 0, ABOVE, "feedback", "closed"},
    {VERB_REOPEN, 0, ABOVE, "closed not_accepted under_review", "reopened"},
    {VERB_REVIEW, 0, ABOVE, "closed not_accepted", "under_review"},
    {VERB_EVIDENCE, 0, ABOVE, UNDER_WAY " closed not_accepted under_review", NULL},
    {VERB_FLAG_IMPACT, 0, ABOVE, UNDER_WAY, ""},
    {VERB_ANSWER, 0, ABOVE, "under_review", "closed"},
    /* clocks */
    {VERB_PAUSE, 0, ABOVE, OPEN, ""},
    {VERB_RESUME, 0, ABOVE, OPEN, ""},
    {VERB_EXTEND, 0, "principal superior district_discipline", OPEN, ""},
    /* danger */
    {VERB_ATTEND, 0, "handler section_head deputy principal " ABOVE, "*", ""},
    /* for the report (P41) */
    {VERB_TYPICAL, 0, ABOVE, "decided exempted rectifying rectified feedback closed", ""},
    /* the complainant */
    {VERB_UNSEAL, 0, ABOVE, "*", ""},
    /* by name */
    {VERB_EXPOSE, 1, "principal " ABOVE, "decided exempted rectifying rectified feedback closed",
        ""},
    /* two cases about the same matter; back to the state it had */
    {VERB_MERGE, 0, ABOVE, "classified bypassed accepted returned reopened", "merged"},
    {VERB_UNMERGE, 0, ABOVE, "merged", NULL},
};

/* Who acts in each role, none of them excluded from a case about section energy, and a measure that
 * is his to decide (sanctions.conf). */
static const struct {
    role_t role;
    const char *person, *measure;
} actors[] = {
    {ROLE_HANDLER, "he-hai", "relearn"},
    {ROLE_DISCIPLINE_GROUP, "lv-jia", "relearn"},
    {ROLE_SECTION_HEAD, "zheng-geng", "relearn"},
    {ROLE_DEPUTY, "sun-bing", "relearn"},
    {ROLE_PRINCIPAL, "zhao-jia", "post_adjusted"},
    {ROLE_SUPERIOR, "kong-ding", "warning"},
    {ROLE_DISTRICT_DISCIPLINE, "cao-wu", "demerit"},
    {ROLE_AUDITOR, "chu-zi", "relearn"},
    {ROLE_OPERATOR, "", "relearn"},
    {ROLE_STAFF, "yang-wu", "relearn"},
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

static void check_cell(test_house_t *house, size_t row, state_t at, size_t actor)
{
    role_t role = ROLE_UNSET;
    case_t subject = ready_case(at, expected[row].verb);
    act_t act = ready_act(expected[row].verb, actors[actor].person);
    act.line = expected[row].line;
    snprintf(act.measures[0], SANCTION_BYTES, "%s", actors[actor].measure);
    bool may = names(expected[row].roles, term_name(&ROLES, actors[actor].role));
    bool fits = names(expected[row].states, term_name(&STATES, at));
    error_code_t right = !may ? ERROR_REFUSED : fits ? ERROR_NONE : ERROR_WRONG_STATE;
    expect_by(house, &subject, &act, right, NULL, &role);
    if (right)
        return;
    assert_int_equal(role, actors[actor].role);
    assert_int_equal(planned.verb, act.verb);
    assert_string_equal(planned.reason, act.reason);
    if (expected[row].to)
        assert_string_equal(term_name(&STATES, planned.state),
            expected[row].to[0] ? expected[row].to : term_name(&STATES, STATE_UNSET));
}

static void every_verb_in_every_state_by_every_role(void **state)
{
    uint64_t seen = 0;
    for (size_t row = 0; row < COUNT(expected); row++) {
        seen |= term_bit(expected[row].verb);
        for (unsigned at = 1; at < STATE_COUNT; at++) {
            for (size_t actor = 0; actor < COUNT(actors); actor++)
                check_cell(*state, row, at, actor);
        }
    }
    assert_int_equal(seen, term_bit(VERB_COUNT) - 1); /* no verb is left out */
}

/* On the case itself where a line is asked for, and on a line where the verb knows none. */
static void verbs_on_lines_name_the_line(void **state)
{
    static const verb_t verbs[] = {
        VERB_CONCLUDE, VERB_HEAR, VERB_TOLERATE, VERB_AGREE, VERB_DECIDE, VERB_EXEMPT, VERB_EXPOSE};
    for (size_t i = 0; i < COUNT(verbs); i++) {
        const char *actor =
            verbs[i] == VERB_DECIDE || verbs[i] == VERB_EXEMPT ? "zhao-jia" : "lv-jia";
        state_t at = verbs[i] == VERB_EXPOSE ? STATE_CLOSED : STATE_HEARD;
        case_t subject = ready_case(at, verbs[i]);
        act_t act = ready_act(verbs[i], actor);
        expect(*state, &subject, &act, ERROR_INVALID, "line");
        act.line = 2;
        expect(*state, &subject, &act, ERROR_INVALID, "line");
    }
}

/* An act on the case that names a line would change the state without what belongs to it. */
static void verbs_on_the_case_name_no_line(void **state)
{
    for (size_t row = 0; row < COUNT(expected); row++) {
        verb_t verb = expected[row].verb;
        unsigned at = 1;
        bool lined = verb == VERB_COMMENT || verb == VERB_TAKE_UP || verb == VERB_FIND ||
                     expected[row].line || (verb >= VERB_PAUSE && verb < VERB_MERGE);
        while (!names(expected[row].states, term_name(&STATES, at)))
            at++;
        case_t subject = ready_case(at, verb);
        act_t act = ready_act(verb, verb == VERB_RETURN ? "zheng-geng" : "lv-jia");
        act.line = 1;
        if (!lined)
            expect(*state, &subject, &act, ERROR_INVALID, "line");
    }
}

static void no_such_verb_or_person(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_ACCEPTED, VERB_COMMENT);
    act_t act = ready_act(VERB_UNSET, "lv-jia");
    expect(house, &subject, &act, ERROR_INVALID, "verb");
    act = ready_act(VERB_COMMENT, "nobody");
    expect(house, &subject, &act, ERROR_REFUSED, "as");
    act = ready_act(VERB_ACCEPT, "lv-jia"); /* yesterday's post is no post */
    int64_t before_ms = JULY_MS - 5 * 365 * DAY_MS;
    role_t role;
    assert_int_equal(
        acts_plan(house->policy, &subject, &act, before_ms, &role, &planned, &house->fault), -1);
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
            act_t act = ready_act(verb, excluded[i]);
            expect(house, &subject, &act, ERROR_NOT_FOUND, "case");
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
    case_t subject = ready_case(STATE_ACCEPTED, VERB_TAKE_UP);
    act_t act = ready_act(VERB_TAKE_UP, "lv-jia");
    act.line = line;
    act.handler_count = two ? 2 : one ? 1 : 0;
    set_id(act.handlers[0], one ? one : "");
    set_id(act.handlers[1], two ? two : "");
    expect(house, &subject, &act, code, "handlers");
}

static void at_least_two_handlers_who_are_not_concerned(void **state)
{
    for (uint64_t line = 0; line <= 1; line++) {
        check_handlers(*state, "jiang-mao", "zhang-bing", ERROR_NONE, line);
        check_handlers(*state, NULL, NULL, ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", NULL, ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "jiang-mao", ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "nobody", ERROR_INVALID, line);
        check_handlers(*state, "jiang-mao", "you-you", ERROR_REFUSED, line);  /* the subject */
        check_handlers(*state, "feng-ren", "jiang-mao", ERROR_REFUSED, line); /* his head */
        check_handlers(*state, "jiang-mao", "shi-yi", ERROR_REFUSED, line);   /* interested */
    }
}

/* ---- reasons ---- */

static void reasons_are_given(void **state)
{
    static const uint64_t without =
        UINT64_C(1) << (VERB_ACCEPT - 1) | UINT64_C(1) << (VERB_NOTIFY - 1) |
        UINT64_C(1) << (VERB_TAKE_UP - 1) | UINT64_C(1) << (VERB_INQUIRY - 1) |
        UINT64_C(1) << (VERB_VERIFY - 1) | UINT64_C(1) << (VERB_APPROVE - 1) |
        UINT64_C(1) << (VERB_AGREE - 1) | /* to what is proposed */
        UINT64_C(1) << (VERB_DECIDE - 1);
    for (size_t row = 0; row < COUNT(expected); row++) {
        for (size_t actor = 0; actor < COUNT(actors); actor++) {
            verb_t verb = expected[row].verb;
            unsigned at = 1;
            while (!names(expected[row].states, term_name(&STATES, at)))
                at++;
            if (!names(expected[row].roles, term_name(&ROLES, actors[actor].role)))
                continue;
            if (verb == VERB_DECIDE && actors[actor].role != ROLE_PRINCIPAL)
                continue; /* the criticism that is proposed is his to decide */
            case_t subject = ready_case(at, verb);
            act_t act = ready_act(verb, actors[actor].person);
            act.line = expected[row].line;
            act.reason[0] = 0;
            expect(*state, &subject, &act, without & term_bit(verb) ? ERROR_NONE : ERROR_INVALID,
                "reason");
        }
    }
}

/* ---- the way in ---- */

static void classifying_and_accepting(void **state)
{
    case_t subject = ready_case(STATE_REGISTERED, VERB_CLASSIFY);
    act_t act = ready_act(VERB_CLASSIFY, "lv-jia");
    act.kinds = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "kinds");
    act.scope = false; /* out of scope: no kind is needed */
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    set_id(act.sections[0], "nowhere");
    expect(*state, &subject, &act, ERROR_INVALID, "sections");
    set_id(act.sections[0], "energy");
    act.person_count = 1;
    set_id(act.persons[0], "nobody");
    expect(*state, &subject, &act, ERROR_INVALID, "persons");

    act = ready_act(VERB_ACCEPT, "lv-jia");
    for (unsigned stage = STAGE_CLASSIFY; stage < STAGE_STAFF; stage++) {
        subject = ready_case(STATE_CLASSIFIED, VERB_ACCEPT);
        subject.stage = stage; /* before the escalator has said what P38 asks */
        expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    }
    subject = ready_case(STATE_CLASSIFIED, VERB_ACCEPT);
    run_clock(&subject, CLOCK_ACCEPT, 0);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_stops(CLOCK_ACCEPT, 0);
    assert_starts(CLOCK_ASSIGN, 0);
}

static void not_accepting_leaves_no_line_open(void **state)
{
    act_t act = ready_act(VERB_NOT_ACCEPT, "lv-jia");
    for (unsigned line = LINE_OPENED; line <= LINE_HEARD; line++) {
        case_t subject = ready_case(STATE_CLASSIFIED, VERB_NOT_ACCEPT);
        subject.lines[0].state = line;
        bool ended = line == LINE_CONCLUDED;
        expect(*state, &subject, &act, ended ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
    }
    for (unsigned stage = STAGE_CLASSIFY; stage < STAGE_STAFF; stage++) {
        case_t subject = ready_case(STATE_CLASSIFIED, VERB_NOT_ACCEPT);
        subject.stage = stage; /* before the escalator has said what P38 asks */
        expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    }
}

static void telling_needs_somebody_to_tell(void **state)
{
    act_t act = ready_act(VERB_NOTIFY, "lv-jia");
    case_t subject = ready_case(STATE_ACCEPTED, VERB_NOTIFY);
    run_clock(&subject, CLOCK_NOTIFY, 0);
    run_clock(&subject, CLOCK_ASSIGN, 0);
    expect(*state, &subject, &act, ERROR_NONE, NULL); /* the principal, of a media item */
    assert_stops(CLOCK_MEDIA, 0);
    assert_null(change_of(CLOCK_NOTIFY, 0));
    subject.clocks[0].kind = CLOCK_VERIFY;
    subject.clock_count = 1;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

/* P53: what the complainant was told is named, must be due, and how he was told is recorded. */
static void telling_the_complainant_names_the_notice(void **state)
{
    static const notice_t answers[] = {NOTICE_ACCEPTED, NOTICE_NOT_ACCEPTED};
    act_t act = ready_act(VERB_NOTIFY, "lv-jia");
    for (size_t i = 0; i < COUNT(answers); i++) {
        case_t subject = ready_case(STATE_ACCEPTED, VERB_NOTIFY);
        run_clock(&subject, CLOCK_NOTIFY, 0);
        act.notice = answers[i];
        expect(*state, &subject, &act, ERROR_WRONG_STATE, "notice");
        subject.complainant.notices = term_bit(answers[i]);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.notice, answers[i]);
        assert_stops(CLOCK_NOTIFY, 0);
        assert_null(change_of(CLOCK_MEDIA, 0));
    }
    case_t subject = ready_case(STATE_FEEDBACK, VERB_NOTIFY);
    run_clock(&subject, CLOCK_NOTIFY, 0);
    subject.complainant.notices = term_bit(NOTICE_RESULT);
    act.notice = NOTICE_RESULT;
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_null(change_of(CLOCK_NOTIFY, 0)); /* that is about the acceptance */
    act.reason[0] = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "reason");
}

/* P53: whoever gave his name is told in time, and anew when his case is answered anew. */
static void an_answer_starts_the_clock_of_its_notice(void **state)
{
    static const verb_t verbs[] = {VERB_ACCEPT, VERB_NOT_ACCEPT};
    for (size_t i = 0; i < COUNT(verbs); i++) {
        act_t act = ready_act(verbs[i], "lv-jia");
        for (unsigned privacy = PRIVACY_ANONYMOUS; privacy <= PRIVACY_REAL_NAME; privacy++) {
            case_t subject = ready_case(STATE_CLASSIFIED, verbs[i]);
            subject.privacy = privacy;
            expect(*state, &subject, &act, ERROR_NONE, NULL);
            assert_null(change_of(CLOCK_NOTIFY, 0)); /* it runs since the registration */
            subject.clock_count = 0;
            expect(*state, &subject, &act, ERROR_NONE, NULL);
            if (privacy == PRIVACY_REAL_NAME)
                assert_starts(CLOCK_NOTIFY, 0);
            else
                assert_null(change_of(CLOCK_NOTIFY, 0));
        }
    }
}

/* P50: an identity is read for a reason, and only where there is one. */
static void an_identity_is_unsealed_where_there_is_one(void **state)
{
    act_t act = ready_act(VERB_UNSEAL, "lv-jia");
    for (unsigned privacy = PRIVACY_UNSET; privacy <= PRIVACY_REAL_NAME; privacy++) {
        case_t subject = ready_case(STATE_ACCEPTED, VERB_UNSEAL);
        subject.privacy = privacy;
        subject.is_finding = privacy == PRIVACY_UNSET;
        bool named = privacy > PRIVACY_ANONYMOUS;
        expect(*state, &subject, &act, named ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
    }
}

/* ---- between the offices (§8, §9) ---- */

static void a_case_goes_to_one_office_it_is_not_about(void **state)
{
    case_t subject = ready_case(STATE_ACCEPTED, VERB_TRANSFER);
    act_t act = ready_act(VERB_TRANSFER, "lv-jia");
    run_clock(&subject, CLOCK_ASSIGN, 0);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_string_equal(planned.office, "projects");
    assert_int_equal(planned.section_count, 0); /* the subjects stay as they are */
    assert_stops(CLOCK_ASSIGN, 0);
    assert_starts(CLOCK_RETURN, 0);
    set_id(act.sections[0], "energy");
    expect(*state, &subject, &act, ERROR_REFUSED, "sections");
    set_id(act.sections[0], "approval");
    subject.person_count = 1; /* 秦申 brings his own section in, though nobody named it */
    set_id(subject.persons[0], "qin-shen");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    set_id(act.sections[0], "projects");
    expect(*state, &subject, &act, ERROR_REFUSED, "sections");
    set_id(act.sections[0], "nowhere");
    expect(*state, &subject, &act, ERROR_INVALID, "sections");
    act.section_count = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "sections");
    act.section_count = 2;
    set_id(act.sections[0], "prices");
    set_id(act.sections[1], "economy");
    expect(*state, &subject, &act, ERROR_INVALID, "sections");
}

static void after_three_returns_it_is_assigned(void **state)
{
    act_t transfer = ready_act(VERB_TRANSFER, "lv-jia"), assign = ready_act(VERB_TAKE_UP, "lv-jia");
    for (uint64_t bounces = 0; bounces < 6; bounces++) {
        case_t subject = ready_case(STATE_RETURNED, VERB_TRANSFER);
        subject.bounces = bounces;
        expect(*state, &subject, &transfer, bounces < 3 ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
        expect(*state, &subject, &assign, ERROR_NONE, NULL);
    }
}

static void only_the_head_of_the_office_returns_it(void **state)
{
    static const char *const others[] = {"chen-gui", "wang-xin", "wei-yin", "han-si"};
    case_t subject = ready_case(STATE_TRANSFERRED, VERB_RETURN);
    run_clock(&subject, CLOCK_RETURN, 0);
    for (size_t i = 0; i < COUNT(others); i++) {
        act_t act = ready_act(VERB_RETURN, others[i]);
        expect(*state, &subject, &act, ERROR_REFUSED, "as");
    }
    act_t act = ready_act(VERB_RETURN, "zheng-geng");
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_stops(CLOCK_RETURN, 0);
    assert_starts(CLOCK_ASSIGN, 0);
    set_id(subject.office, "prices");
    expect(*state, &subject, &act, ERROR_REFUSED, "as");
}

static void taking_up_answers_what_waited_for_it(void **state)
{
    static const clock_kind_t kinds[] = {CLOCK_ASSIGN, CLOCK_RETURN, CLOCK_REVIEW};
    static const state_t states[] = {STATE_ACCEPTED, STATE_TRANSFERRED, STATE_SHELVED};
    act_t act = ready_act(VERB_TAKE_UP, "lv-jia");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        case_t subject = ready_case(states[i], VERB_TAKE_UP);
        run_clock(&subject, kinds[i], 0);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_stops(kinds[i], 0);
        assert_starts(CLOCK_VERIFY, 0);
    }
}

static void looking_into_it_has_one_clock_at_a_time(void **state)
{
    static const struct {
        verb_t verb;
        state_t state;
        clock_kind_t before, after;
    } rows[] = {
        {VERB_INQUIRY, STATE_ASSIGNED, CLOCK_VERIFY, CLOCK_INQUIRY},
        {VERB_VERIFY, STATE_INQUIRY, CLOCK_INQUIRY, CLOCK_VERIFY},
        {VERB_SHELVE, STATE_VERIFYING, CLOCK_VERIFY, CLOCK_REVIEW},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(rows[i].state, rows[i].verb);
        act_t act = ready_act(rows[i].verb, "lv-jia");
        run_clock(&subject, rows[i].before, 0);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_stops(rows[i].before, 0);
        assert_starts(rows[i].after, 0);
    }
}

/* Shelving and rectifying have a date that lies ahead, and their clock is due on it. */
static void dates_lie_ahead(void **state)
{
    static const struct {
        verb_t verb;
        state_t state;
        clock_kind_t clock;
    } rows[] = {
        {VERB_SHELVE, STATE_VERIFYING, CLOCK_REVIEW},
        {VERB_RECTIFY, STATE_DECIDED, CLOCK_RECTIFY},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(rows[i].state, rows[i].verb);
        act_t act = ready_act(rows[i].verb, "lv-jia");
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_starts(rows[i].clock, 0);
        assert_int_equal(change_of(rows[i].clock, 0)->due_ms, LATER_MS);
        act.until_ms = NOW_MS;
        expect(*state, &subject, &act, ERROR_INVALID, "until_ms");
        act.until_ms = 0;
        expect(*state, &subject, &act, ERROR_INVALID, "until_ms");
    }
}

static void a_case_classified_anew_is_assessed_anew(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    size_t lines = house_case(house, number)->line_count;
    act_t act = ready_act(VERB_CLASSIFY, "lv-jia");
    act.case_number = number;
    set_id(act.sections[0], "approval");
    house_act(house, &act);
    assert_int_equal(house_case(house, number)->stage, STAGE_ESCALATE);
    house_assess(house, number); /* the lines that are there are not made twice */
    assert_int_equal(house_case(house, number)->stage, STAGE_STAFF);
    assert_int_equal(house_case(house, number)->line_count, lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(every_verb_in_every_state_by_every_role),
        IN_HOUSE(verbs_on_lines_name_the_line),
        IN_HOUSE(verbs_on_the_case_name_no_line),
        IN_HOUSE(no_such_verb_or_person),
        IN_HOUSE(the_excluded_learn_nothing),
        IN_HOUSE(at_least_two_handlers_who_are_not_concerned),
        IN_HOUSE(reasons_are_given),
        IN_HOUSE(classifying_and_accepting),
        IN_HOUSE(not_accepting_leaves_no_line_open),
        IN_HOUSE(telling_needs_somebody_to_tell),
        IN_HOUSE(telling_the_complainant_names_the_notice),
        IN_HOUSE(an_answer_starts_the_clock_of_its_notice),
        IN_HOUSE(an_identity_is_unsealed_where_there_is_one),
        IN_HOUSE(a_case_goes_to_one_office_it_is_not_about),
        IN_HOUSE(after_three_returns_it_is_assigned),
        IN_HOUSE(only_the_head_of_the_office_returns_it),
        IN_HOUSE(taking_up_answers_what_waited_for_it),
        IN_HOUSE(looking_into_it_has_one_clock_at_a_time),
        IN_HOUSE(dates_lie_ahead),
        IN_HOUSE(a_case_classified_anew_is_assessed_anew),
    };
    return cmocka_run_group_tests_name("acts", tests, NULL, NULL);
}
