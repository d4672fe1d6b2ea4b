/* For the tests of acts: a case in which a verb meets no other hindrance than state and role, and
 * an act that asks for it rightly; each test then spoils one thing. */
#ifndef DUBAN_TEST_ACTING_H
#define DUBAN_TEST_ACTING_H

#include "../../daemon/acts.h"
#include "house.h"

#define LATER_MS (NOW_MS + 10 * DAY_MS)

/* What the last expect_ of a test planned. */
static acted_t planned;

static inline void set_id(char id[ID_BYTES], const char *text)
{
    snprintf(id, ID_BYTES, "%s", text);
}

/* How far a line has come when the verb fits it. */
static inline line_state_t ready_line(verb_t verb)
{
    switch (verb) {
    case VERB_TAKE_UP:
        return LINE_OPENED;
    case VERB_FIND:
    case VERB_CONCLUDE:
        return LINE_ASSIGNED;
    case VERB_HEAR:
        return LINE_PROPOSED;
    case VERB_TOLERATE:
    case VERB_AGREE:
    case VERB_DECIDE:
    case VERB_EXEMPT:
        return LINE_HEARD;
    case VERB_MERGE:
        return LINE_OPENED;
    default:
        return LINE_CONCLUDED;
    }
}

/* A case about section energy with one line, 尤酉 of that section, handled by 何亥. */
static inline case_t ready_case(state_t state, verb_t verb)
{
    case_t subject = {.number = 7, .state = state, .stage = STAGE_STAFF, .received_ms = NOW_MS};
    subject.privacy = verb == VERB_UNSEAL ? PRIVACY_CONFIDENTIAL : PRIVACY_ANONYMOUS;
    subject.section_count = 1;
    set_id(subject.sections[0], "energy");
    set_id(subject.office, "projects");
    subject.outcome = OUTCOME_UNSUBSTANTIATED;
    subject.closed_ms = NOW_MS - DAY_MS;
    subject.line_count = 1;
    line_t *line = &subject.lines[0];
    *line = (line_t){.number = 1, .kind = LINE_PERSON, .target = "you-you", .handler_count = 1};
    set_id(line->handlers[0], "he-hai");
    line->state = ready_line(verb);
    line->relief = RELIEF_EXEMPT;
    line->proposal_count = 1;
    snprintf(line->proposals[0], SANCTION_BYTES, "%s", "criticism");
    subject.clock_count = 1;
    subject.clocks[0] = (case_clock_t){.due_ms = LATER_MS, .next_ms = LATER_MS + DAY_MS};
    subject.clocks[0].kind = verb == VERB_CLOSE    ? CLOCK_FEEDBACK
                             : verb == VERB_EXTEND ? CLOCK_DECIDE
                             : verb == VERB_NOTIFY ? CLOCK_MEDIA
                                                   : CLOCK_NOTIFY;
    if (verb == VERB_EXPOSE) { /* P40: found by an inspection, and decided */
        subject.source = SOURCE_SPOT_CHECK;
        line->outcome = OUTCOME_SUBSTANTIATED;
        line->measure_count = 1;
        snprintf(line->measures[0], SANCTION_BYTES, "%s", "criticism");
    }
    if (verb == VERB_ATTEND)
        subject.needs = term_bit(NEED_URGENT);
    if (verb == VERB_TYPICAL)
        subject.outcome = OUTCOME_SUBSTANTIATED;
    if (verb == VERB_RESUME)
        subject.clocks[0].paused_until_ms = NOW_MS + DAY_MS;
    return subject;
}

static inline act_t ready_act(verb_t verb, const char *person)
{
    act_t act = {.case_number = 7, .verb = verb, .scope = true, .handler_count = 2};
    act.kinds = term_bit(KIND_C2);
    act.outcome = verb == VERB_CONCLUDE ? OUTCOME_UNCLEAR : OUTCOME_PARTLY;
    act.until_ms = LATER_MS;
    act.clock = verb == VERB_EXTEND ? CLOCK_DECIDE : CLOCK_NOTIFY;
    act.section_count = 1;
    set_id(act.sections[0], "projects");
    set_id(act.as, person);
    snprintf(act.reason, sizeof act.reason, "%s", "经核对");
    set_id(act.handlers[0], "jiang-mao");
    set_id(act.handlers[1], "zhang-bing");
    act.inexperience = act.unprohibited = act.no_gain = true;
    act.source = SOURCE_SPOT_CHECK;
    act.discovered_ms = NOW_MS;
    act.into = 3;
    act.measure_count = 1;
    snprintf(act.measures[0], SANCTION_BYTES, "%s", "criticism");
    return act;
}

static inline void expect_by(test_house_t *house, const case_t *subject, const act_t *act,
    error_code_t code, const char *field, role_t *role)
{
    int rc = acts_plan(house->policy, subject, act, NOW_MS, role, &planned, &house->fault);
    error_code_t got = rc == 0 ? ERROR_NONE : house->fault.code;
    if (got != code)
        fail_msg("%s when %s by %s: %s instead of %s (%s)", term_name(&VERBS, act->verb),
            term_name(&STATES, subject->state), act->as, term_name(&ERRORS, got),
            term_name(&ERRORS, code), got ? house->fault.message : "");
    if (code && field)
        assert_string_equal(house->fault.field, field);
}

/* Plans an act at NOW_MS: ERROR_NONE, or the refusal about this field (NULL: whichever). */
static inline void expect(test_house_t *house, const case_t *subject, const act_t *act,
    error_code_t code, const char *field)
{
    role_t role;
    expect_by(house, subject, act, code, field, &role);
}

/* The change of a clock in what was planned, or NULL. */
static inline const clock_change_t *change_of(clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < planned.clock_count; i++) {
        if (planned.clocks[i].kind == kind && planned.clocks[i].line == line)
            return &planned.clocks[i];
    }
    return NULL;
}

static inline void assert_starts(clock_kind_t kind, uint64_t line)
{
    const clock_change_t *change = change_of(kind, line);
    if (!change || change->stop || change->move)
        fail_msg("the clock %s of line %d is not started", term_name(&CLOCKS, kind), (int)line);
    assert_true(change->due_ms > NOW_MS && change->next_ms > change->due_ms);
}

static inline void assert_stops(clock_kind_t kind, uint64_t line)
{
    const clock_change_t *change = change_of(kind, line);
    if (!change || !change->stop)
        fail_msg("the clock %s of line %d is not stopped", term_name(&CLOCKS, kind), (int)line);
}

static inline void run_clock(case_t *subject, clock_kind_t kind, uint64_t line)
{
    subject->clocks[subject->clock_count++] =
        (case_clock_t){.kind = kind, .line = line, .due_ms = LATER_MS, .next_ms = LATER_MS};
}

#endif
