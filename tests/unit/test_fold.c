/* The fold, kind by kind of event: what each changes, what it leaves, and that nothing breaks it.
 */
#include "house.h"

#include "fill.h"

static case_t subject;
static event_t event; /* large; kept off the stack */

static event_t *next_event(event_kind_t kind)
{
    uint64_t number = event.number;
    memset(&event, 0, sizeof event);
    event.number = number + 1;
    event.case_number = 7;
    event.kind = kind;
    event.at_ms = NOW_MS + (int64_t)number;
    return &event;
}

static int begin(void **state)
{
    (void)state;
    memset(&subject, 0, sizeof subject);
    memset(&event, 0, sizeof event);
    registered_t *data = &next_event(EVENT_REGISTERED)->data.registered;
    data->source = SOURCE_COMPLAINT;
    data->privacy = PRIVACY_CONFIDENTIAL;
    data->discovered_ms = NOW_MS - DAY_MS;
    data->kinds = term_bit(KIND_C2) | term_bit(KIND_C4);
    data->clock_count = 2;
    data->clocks[0] = (clock_change_t){.kind = CLOCK_CLASSIFY, .due_ms = 100, .next_ms = 100};
    data->clocks[1] = (clock_change_t){.kind = CLOCK_ACCEPT, .due_ms = 200, .next_ms = 300};
    fold_event(&subject, &event);
    return 0;
}

static void fold_verdict(void)
{
    classified_t *data = &next_event(EVENT_CLASSIFIED)->data.classified;
    *data = house_verdict();
    data->clock_count = 1;
    data->clocks[0] = (clock_change_t){.kind = CLOCK_CLASSIFY, .stop = true};
    fold_event(&subject, &event);
}

/* Assessed with two lines on persons and a leader's, whose clock runs. */
static void fold_lines(void)
{
    assessed_t *data = &next_event(EVENT_ASSESSED)->data.assessed;
    data->phase = PHASE_CONCENTRATED;
    data->triggers = term_bit(TRIGGER_T2);
    data->strict = true;
    data->line_count = 3;
    data->lines[0] = (line_t){.kind = LINE_PERSON, .state = LINE_OPENED, .target = "a"};
    data->lines[1] = (line_t){.kind = LINE_PERSON, .state = LINE_OPENED, .target = "b"};
    data->lines[2] =
        (line_t){.kind = LINE_DOUBLE_INVESTIGATION, .state = LINE_OPENED, .target = "c"};
    data->clock_count = 1;
    data->clocks[0] =
        (clock_change_t){.kind = CLOCK_LEADER, .line = 3, .due_ms = 400, .next_ms = 500};
    fold_event(&subject, &event);
}

static acted_t *next_act(verb_t verb, state_t to)
{
    acted_t *data = &next_event(EVENT_ACTED)->data.acted;
    data->verb = verb;
    data->state = to;
    return data;
}

/* ---- kind by kind ---- */

static void registered(void **state)
{
    (void)state;
    assert_int_equal(subject.number, 7);
    assert_int_equal(subject.first_event, 1);
    assert_int_equal(subject.last_event, 1);
    assert_int_equal(subject.event_count, 1);
    assert_int_equal(subject.received_ms, NOW_MS);
    assert_int_equal(subject.discovered_ms, NOW_MS - DAY_MS);
    assert_false(subject.scope);
    assert_int_equal(subject.kind_count, 2);
    assert_int_equal(subject.kinds[0].kind, KIND_C2);
    assert_int_equal(subject.kinds[1].kind, KIND_C4);
    assert_int_equal(subject.state, STATE_REGISTERED);
    assert_int_equal(subject.stage, STAGE_CLASSIFY);
    assert_int_equal(subject.clock_count, 2);
    assert_int_equal(case_clock(&subject, CLOCK_ACCEPT, 0)->started_ms, NOW_MS);
    assert_int_equal(case_clock(&subject, CLOCK_ACCEPT, 0)->next_ms, 300);
    assert_null(case_clock(&subject, CLOCK_ACCEPT, 1));
}

static void classified(void **state)
{
    (void)state;
    subject.attempts = 2;
    subject.needs = term_bit(NEED_LATE);
    fold_verdict();
    assert_true(subject.scope);
    assert_int_equal(subject.kind_count, 1);
    assert_int_equal(subject.kinds[0].kind, KIND_C3);
    assert_string_equal(subject.sections[0], "approval");
    assert_int_equal(subject.fingerprint, 0xf00d);
    assert_int_equal(subject.state, STATE_CLASSIFIED);
    assert_int_equal(subject.stage, STAGE_ESCALATE);
    assert_int_equal(subject.needs, 0);
    assert_int_equal(subject.attempts, 0);
    assert_null(case_clock(&subject, CLOCK_CLASSIFY, 0));
    assert_int_equal(subject.clock_count, 1);
}

static void abstained(void **state)
{
    (void)state;
    next_event(EVENT_ABSTAINED)->data.classified = house_verdict();
    fold_event(&subject, &event);
    assert_int_equal(subject.stage, STAGE_HUMAN);
    assert_int_equal(subject.needs, term_bit(NEED_ABSTAINED));
    assert_int_equal(subject.state, STATE_REGISTERED);
    assert_int_equal(subject.fingerprint, 0xf00d);
    assert_false(subject.scope);             /* what it guessed is not taken over */
    assert_int_equal(subject.kind_count, 2); /* what an inspector said stays */
    assert_int_equal(subject.clock_count, 2);
}

static void assessed(void **state)
{
    (void)state;
    fold_verdict();
    fold_lines();
    assert_int_equal(subject.stage, STAGE_STAFF);
    assert_int_equal(subject.state, STATE_CLASSIFIED);
    assert_int_equal(subject.assessed_ms, event.at_ms);
    assert_int_equal(subject.line_count, 3);
    for (uint64_t number = 1; number <= 3; number++)
        assert_int_equal(case_line(&subject, number)->number, number);
    assert_null(case_line(&subject, 0));
    assert_null(case_line(&subject, 4));
    assert_true(subject.strict);
    assert_non_null(case_clock(&subject, CLOCK_LEADER, 3));
    next_event(EVENT_ASSESSED)->data.assessed.triggers = term_bit(TRIGGER_T3);
    fold_event(&subject, &event); /* later triggers join, none is taken back */
    assert_int_equal(subject.triggers, term_bit(TRIGGER_T2) | term_bit(TRIGGER_T3));
    assert_true(subject.strict);
    assert_int_equal(subject.line_count, 3);
}

/* P52: an assessment takes a classified case up to those above; a later one leaves it where it is.
 */
static void bypassed(void **state)
{
    (void)state;
    static const state_t states[][2] = {{STATE_CLASSIFIED, STATE_BYPASSED},
        {STATE_REOPENED, STATE_REOPENED}, {STATE_VERIFYING, STATE_VERIFYING}};
    for (size_t i = 0; i < COUNT(states); i++) {
        subject.state = states[i][0];
        next_event(EVENT_ASSESSED)->data.assessed.bypass = true;
        fold_event(&subject, &event);
        assert_int_equal(subject.state, states[i][1]);
        assert_int_equal(subject.stage, STAGE_STAFF);
    }
}

static void attempt_failed(void **state)
{
    (void)state;
    attempt_failed_t *data = &next_event(EVENT_ATTEMPT_FAILED)->data.attempt_failed;
    *data = (attempt_failed_t){.stage = STAGE_CLASSIFY, .attempt = 1};
    fold_event(&subject, &event);
    assert_int_equal(subject.attempts, 1);
    assert_int_equal(subject.stage, STAGE_CLASSIFY);
    data = &next_event(EVENT_ATTEMPT_FAILED)->data.attempt_failed;
    *data = (attempt_failed_t){.stage = STAGE_CLOCK, .attempt = 2};
    fold_event(&subject, &event); /* of a sweep: the case waits for nothing */
    assert_int_equal(subject.attempts, 1);
    data = &next_event(EVENT_ATTEMPT_FAILED)->data.attempt_failed;
    *data = (attempt_failed_t){.stage = STAGE_CLASSIFY, .attempt = 3, .parked = true};
    fold_event(&subject, &event);
    assert_int_equal(subject.stage, STAGE_HUMAN);
    assert_int_equal(subject.needs, term_bit(NEED_PARKED));
}

static void escalated(void **state)
{
    (void)state;
    next_event(EVENT_ESCALATED)->data.escalated =
        (escalated_t){.clock = CLOCK_ACCEPT, .level = LEVEL_URGE, .next_ms = 999};
    fold_event(&subject, &event);
    const case_clock_t *clock = case_clock(&subject, CLOCK_ACCEPT, 0);
    assert_int_equal(clock->level, LEVEL_URGE);
    assert_int_equal(clock->next_ms, 999);
    assert_int_equal(clock->due_ms, 200); /* due stays due */
    assert_int_equal(clock->started_ms, NOW_MS);
    assert_int_equal(subject.needs, 0);
    next_event(EVENT_ESCALATED)->data.escalated =
        (escalated_t){.clock = CLOCK_CLASSIFY, .level = LEVEL_HUMAN, .next_ms = 0};
    fold_event(&subject, &event);
    assert_int_equal(subject.needs, term_bit(NEED_LATE));
    assert_int_equal(subject.stage, STAGE_CLASSIFY); /* a classifier may still be first */
}

static void a_person_classifies(void **state)
{
    (void)state;
    acted_t *data = next_act(VERB_CLASSIFY, STATE_CLASSIFIED);
    subject.needs = term_bit(NEED_ABSTAINED);
    data->scope = true;
    data->kinds = term_bit(KIND_C1) | term_bit(KIND_C5);
    data->severity = SEVERITY_SERIOUS;
    data->section_count = 1;
    snprintf(data->sections[0], sizeof data->sections[0], "%s", "prices");
    fold_event(&subject, &event);
    assert_int_equal(subject.stage, STAGE_ESCALATE);
    assert_int_equal(subject.state, STATE_CLASSIFIED);
    assert_int_equal(subject.needs, 0);
    assert_int_equal(subject.kind_count, 2);
    assert_int_equal(subject.kinds[1].kind, KIND_C5);
    assert_int_equal(subject.severity, SEVERITY_SERIOUS);
    assert_string_equal(subject.sections[0], "prices");
}

static void handlers_of_the_case_take_the_lines_of_its_subjects(void **state)
{
    (void)state;
    fold_verdict();
    fold_lines();
    acted_t *data = next_act(VERB_TAKE_UP, STATE_ASSIGNED);
    data->handler_count = 2;
    snprintf(data->handlers[0], sizeof data->handlers[0], "%s", "x");
    snprintf(data->handlers[1], sizeof data->handlers[1], "%s", "y");
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[0].state, LINE_ASSIGNED);
    assert_int_equal(subject.lines[1].state, LINE_ASSIGNED);
    assert_string_equal(subject.lines[1].handlers[1], "y");
    assert_int_equal(subject.lines[2].state, LINE_OPENED); /* the leader's is taken up apart */
    data = next_act(VERB_TAKE_UP, STATE_UNSET);
    data->line = 3;
    data->handler_count = 2;
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[2].state, LINE_ASSIGNED);
    data = next_act(VERB_CONCLUDE, STATE_UNSET);
    data->line = 3;
    data->outcome = OUTCOME_PARTLY;
    fold_event(&subject, &event);
    assert_int_equal(subject.lines[2].state, LINE_CONCLUDED);
    assert_int_equal(subject.lines[2].outcome, OUTCOME_PARTLY);
    assert_int_equal(subject.outcome, OUTCOME_UNSET);
    assert_int_equal(subject.state, STATE_ASSIGNED);
}

static void a_comment_moves_no_clock(void **state)
{
    (void)state;
    fold_verdict();
    fold_lines();
    subject.needs = term_bit(NEED_NO_TARGET);
    case_t before = subject;
    for (int day = 0; day < 400; day++) {
        acted_t *data = next_act(VERB_COMMENT, STATE_UNSET);
        snprintf(data->reason, sizeof data->reason, "%s", "再催一次");
        event.at_ms += day * DAY_MS;
        data->line = day % 4;
        fold_event(&subject, &event);
    }
    assert_int_equal(subject.event_count, before.event_count + 400);
    subject.event_count = before.event_count;
    subject.last_event = before.last_event;
    assert_true(same_record(&CASE_RECORD, &subject, &before)); /* nothing else at all */
}

static void a_clock_that_is_started_again_starts_anew(void **state)
{
    (void)state;
    assessed_t *data = &next_event(EVENT_ASSESSED)->data.assessed;
    data->clock_count = 1;
    data->clocks[0] = (clock_change_t){.kind = CLOCK_ACCEPT, .due_ms = 800, .next_ms = 900};
    subject.clocks[1].level = LEVEL_URGE;
    fold_event(&subject, &event);
    assert_int_equal(subject.clock_count, 2);
    const case_clock_t *clock = case_clock(&subject, CLOCK_ACCEPT, 0);
    assert_int_equal(clock->due_ms, 800);
    assert_int_equal(clock->level, LEVEL_UNSET);
    assert_int_equal(clock->started_ms, event.at_ms);
}

/* ---- P13 ---- */

static void close_case(size_t stopped)
{
    static const clock_change_t stops[] = {
        {.kind = CLOCK_CLASSIFY, .stop = true}, {.kind = CLOCK_ACCEPT, .stop = true}};
    next_act(VERB_FIND, STATE_FOUND)->outcome = OUTCOME_UNSUBSTANTIATED;
    fold_event(&subject, &event);
    acted_t *data = next_act(VERB_CLOSE, STATE_CLOSED);
    data->clock_count = stopped;
    memcpy(data->clocks, stops, stopped * sizeof stops[0]);
    fold_event(&subject, &event);
}

static void a_case_is_done_when_nothing_in_it_is_open(void **state)
{
    (void)state;
    close_case(2);
    assert_int_equal(subject.stage, STAGE_DONE);
    assert_false(case_is_open(&subject));
    assert_int_equal(subject.outcome, OUTCOME_UNSUBSTANTIATED);
    assert_int_equal(subject.closed_ms, event.at_ms);
}

static void a_running_clock_keeps_it_open(void **state)
{
    (void)state;
    close_case(1);
    assert_int_equal(subject.stage, STAGE_STAFF);
    assert_true(case_is_open(&subject));
    acted_t *data = next_act(VERB_NOTIFY, STATE_UNSET);
    data->clock_count = 1;
    data->clocks[0] = (clock_change_t){.kind = CLOCK_ACCEPT, .stop = true};
    fold_event(&subject, &event); /* the last clock stops: now it is done */
    assert_int_equal(subject.stage, STAGE_DONE);
}

static void an_open_line_keeps_it_open(void **state)
{
    (void)state;
    fold_lines();
    acted_t *data = next_act(VERB_NOT_ACCEPT, STATE_NOT_ACCEPTED);
    data->clock_count = 1;
    data->clocks[0] = (clock_change_t){.kind = CLOCK_LEADER, .line = 3, .stop = true};
    fold_event(&subject, &event);
    close_case(2);
    assert_int_equal(subject.clock_count, 0);
    for (uint64_t line = 1; line <= 3; line++) {
        assert_int_equal(subject.stage, STAGE_STAFF);
        assert_true(case_has_open_line(&subject));
        data = next_act(VERB_CONCLUDE, STATE_UNSET);
        data->line = line;
        fold_event(&subject, &event);
    }
    assert_false(case_has_open_line(&subject));
    assert_int_equal(subject.stage, STAGE_DONE);
}

/* ---- total and deterministic ---- */

static void more_than_fits_is_left_out(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 4; round++) {
        assessed_t *data = &next_event(EVENT_ASSESSED)->data.assessed;
        data->line_count = LINES_MAX;
        data->clock_count = CLOCKS_MAX;
        for (size_t i = 0; i < CLOCKS_MAX; i++)
            data->clocks[i] = (clock_change_t){.kind = CLOCK_LEADER, .line = round * 100 + i};
        fold_event(&subject, &event);
    }
    assert_int_equal(subject.line_count, LINES_MAX);
    assert_int_equal(subject.clock_count, CLOCKS_MAX);
    assert_int_equal(subject.lines[LINES_MAX - 1].number, LINES_MAX);
}

static void unknown_kinds_only_count(void **state)
{
    (void)state;
    case_t before = subject;
    next_event(EVENT_COUNT);
    fold_event(&subject, &event);
    next_event(EVENT_UNSET);
    fold_event(&subject, &event);
    assert_int_equal(subject.event_count, 3);
    assert_int_equal(subject.last_event, 3);
    subject.event_count = before.event_count;
    subject.last_event = before.last_event;
    assert_true(same_record(&CASE_RECORD, &subject, &before));
}

static void any_event_at_all_folds_the_same_twice(void **state)
{
    (void)state;
    static case_t other;
    uint64_t seed = 77;
    for (int round = 0; round < 3000; round++) {
        event_kind_t kind = (event_kind_t)(1 + random_below(&seed, EVENT_COUNT - 1));
        fill_record(&seed, event_data_record(kind), &next_event(kind)->data);
        if (round % 50 == 0)
            memset(&subject, 0, sizeof subject);
        other = subject;
        fold_event(&subject, &event);
        fold_event(&other, &event);
        assert_true(same_record(&CASE_RECORD, &subject, &other));
        assert_true(subject.line_count <= LINES_MAX && subject.clock_count <= CLOCKS_MAX);
        for (size_t i = 0; i < subject.clock_count; i++) { /* no clock runs twice */
            const case_clock_t *clock = &subject.clocks[i];
            assert_ptr_equal(case_clock(&subject, clock->kind, clock->line), clock);
        }
    }
}

#define FOLD(TEST) cmocka_unit_test_setup(TEST, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLD(registered),
        FOLD(classified),
        FOLD(abstained),
        FOLD(assessed),
        FOLD(bypassed),
        FOLD(attempt_failed),
        FOLD(escalated),
        FOLD(a_person_classifies),
        FOLD(handlers_of_the_case_take_the_lines_of_its_subjects),
        FOLD(a_comment_moves_no_clock),
        FOLD(a_clock_that_is_started_again_starts_anew),
        FOLD(a_case_is_done_when_nothing_in_it_is_open),
        FOLD(a_running_clock_keeps_it_open),
        FOLD(an_open_line_keeps_it_open),
        FOLD(more_than_fits_is_left_out),
        FOLD(unknown_kinds_only_count),
        FOLD(any_event_at_all_folds_the_same_twice),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
