/* A change of the calendar or of the lengths recomputes the clocks that run, and only what it
 * touches; the walk goes in steps, and a crash in the middle of it loses nothing. */
#include "house.h"
#include "variant.h"

#include "../../daemon/acts.h"
#include "../../daemon/reschedule.h"

#include <stdlib.h>

/* Monday 2015-08-24 becomes a holiday: 15 working days from Thursday the 20th on end a working day
 * later, not on Friday 09-11 but on Monday 09-14. */
#define LATER_BY_MS  (3 * DAY_MS)
#define HOLIDAY_FROM "holiday = 2015-09-03..2015-09-04"
#define HOLIDAY_TO   "holiday = 2015-08-24\nholiday = 2015-09-03..2015-09-04"

typedef struct {
    test_house_t *house;
    policy_t *holiday; /* calendar.conf differs */
    policy_t *lengths; /* clocks.conf differs: 16d to accept */
    policy_t *people;  /* org.conf differs */
    reschedule_t walk;
} scene_t;

static policy_t *policy_of(const char *name, const char *from, const char *to)
{
    fault_t fault;
    policy_t *policy = policy_with(name, from, to, &fault);
    if (!policy)
        fail_msg("%s", fault.message);
    return policy;
}

static int set_up(void **state)
{
    scene_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    house_set_up((void **)&self->house);
    self->holiday = policy_of("calendar.conf", HOLIDAY_FROM, HOLIDAY_TO);
    self->lengths = policy_of("clocks.conf", "accept = 15d", "accept = 16d");
    self->people = policy_of("org.conf", "bureau =",
        "person\n    id = new-one\n    name = \"新甲\"\n    party-member = no\nbureau =");
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    scene_t *self = *state;
    house_tear_down((void **)&self->house);
    policy_destroy(&self->holiday);
    policy_destroy(&self->lengths);
    policy_destroy(&self->people);
    free(self);
    return 0;
}

#define ON_WALK(TEST) cmocka_unit_test_setup_teardown(TEST, set_up, tear_down)

static void put_in_force(scene_t *self, const policy_t *policy)
{
    self->house->registry.policy = policy;
    reschedule_follow(&self->walk, &self->house->registry);
}

/* One step, in a transaction of its own; true when cases are left. */
static bool step(scene_t *self, uint64_t cases_max)
{
    store_begin(self->house->store);
    bool left =
        reschedule_step(&self->walk, &self->house->registry, cases_max, self->house->now_ms);
    house_commit(self->house);
    return left;
}

static uint64_t event_count(scene_t *self)
{
    return self->house->registry.ledger.number;
}

static const case_clock_t *clock_of(scene_t *self, uint64_t number, clock_kind_t kind)
{
    const case_clock_t *clock = case_clock(house_case(self->house, number), kind, 0);
    if (!clock)
        fail_msg("the clock %s of case %d does not run", term_name(&CLOCKS, kind), (int)number);
    return clock;
}

static void do_act(scene_t *self, uint64_t number, verb_t verb)
{
    act_t act = {.case_number = number, .verb = verb, .handler_count = 2};
    snprintf(act.as, sizeof act.as, "lv-jia");
    snprintf(act.reason, sizeof act.reason, "经核对");
    snprintf(act.handlers[0], ID_BYTES, "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "zhang-bing");
    act.until_ms = self->house->now_ms + 10 * DAY_MS;
    act.clock = CLOCK_VERIFY;
    house_act(self->house, &act);
}

/* A case under its verify clock, 15 working days from Thursday 2015-08-20 on. */
static uint64_t assigned_case(scene_t *self)
{
    uint64_t number = house_double_case(self->house);
    do_act(self, number, VERB_ACCEPT);
    do_act(self, number, VERB_TAKE_UP);
    return number;
}

/* ---- one case ---- */

static void a_holiday_moves_working_days_only(void **state)
{
    scene_t *self = *state;
    case_t subject = {.number = 1, .stage = STAGE_STAFF};
    static const clock_kind_t kinds[] = {CLOCK_VERIFY, CLOCK_DECIDE, CLOCK_RECTIFY};
    const policy_t *policy = self->house->policy;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        clock_change_t start = clock_start(&policy->clocks, policy->calendar, kinds[i], i, NOW_MS);
        subject.clocks[subject.clock_count++] = (case_clock_t){.kind = kinds[i],
            .line = i,
            .started_ms = NOW_MS,
            .due_ms = start.due_ms,
            .next_ms = start.next_ms};
    }
    subject.clocks[2].dated = true;
    subject.clocks[2].due_ms += DAY_MS / 2;
    subject.clocks[2].next_ms =
        clock_level_ms(&policy->clocks, policy->calendar, LEVEL_URGE, subject.clocks[2].due_ms);
    rescheduled_t data;
    reschedule_case(policy, &subject, &data);
    assert_int_equal(data.clock_count, 0);
    reschedule_case(self->people, &subject, &data); /* no clock depends on who is who */
    assert_int_equal(data.clock_count, 0);
    reschedule_case(self->holiday, &subject, &data);
    assert_int_equal(data.clock_count, 1); /* neither 60 days nor a given date */
    assert_int_equal(data.clocks[0].kind, CLOCK_VERIFY);
    assert_int_equal(data.clocks[0].was_due_ms, subject.clocks[0].due_ms);
    assert_int_equal(data.clocks[0].due_ms, subject.clocks[0].due_ms + LATER_BY_MS);
}

static void pauses_and_the_extension_are_counted_again(void **state)
{
    scene_t *self = *state;
    case_t subject = {.number = 1, .clock_count = 1};
    case_clock_t *clock = &subject.clocks[0];
    const policy_t *policy = self->house->policy;
    *clock = (case_clock_t){.kind = CLOCK_VERIFY, .started_ms = NOW_MS, .shift_ms = 7 * DAY_MS};
    clock->due_ms =
        clock_due_ms(&policy->clocks, policy->calendar, CLOCK_VERIFY, NOW_MS) + 7 * DAY_MS;
    rescheduled_t data;
    reschedule_case(self->holiday, &subject, &data);
    assert_int_equal(data.clocks[0].due_ms, clock->due_ms + LATER_BY_MS);
}

/* §8: each level once; a clock that is moved keeps those that it has climbed. */
static void a_level_is_never_lost_nor_climbed_again(void **state)
{
    scene_t *self = *state;
    uint64_t number = assigned_case(self);
    const policy_t *policy = self->holiday;
    const case_clock_t *clock = clock_of(self, number, CLOCK_VERIFY);
    escalated_t urge = {.clock = CLOCK_VERIFY, .level = LEVEL_URGE, .due_ms = clock->due_ms};
    urge.next_ms = clock->due_ms + 5 * DAY_MS;
    self->house->now_ms = clock->next_ms - 1; /* not before its time */
    store_begin(self->house->store);
    assert_false(registry_take_step(
        &self->house->registry, number, &urge, "escalator", self->house->now_ms));
    house_commit(self->house);
    self->house->now_ms++;
    store_begin(self->house->store);
    assert_true(registry_take_step(
        &self->house->registry, number, &urge, "escalator", self->house->now_ms));
    house_commit(self->house);
    put_in_force(self, policy);
    assert_false(step(self, 10));
    clock = clock_of(self, number, CLOCK_VERIFY);
    assert_int_equal(clock->level, LEVEL_URGE);
    assert_int_equal(clock->next_ms,
        clock_level_ms(&policy->clocks, policy->calendar, LEVEL_DEPUTY, clock->due_ms));
    urge.due_ms = clock->due_ms;
    self->house->now_ms = clock->next_ms;
    store_begin(self->house->store);
    assert_false(registry_take_step(
        &self->house->registry, number, &urge, "escalator", self->house->now_ms));
    house_commit(self->house);
}

static void every_level_climbed_leaves_nothing_to_do(void **state)
{
    scene_t *self = *state;
    case_t subject = {.number = 1, .clock_count = 1};
    subject.clocks[0] = (case_clock_t){
        .kind = CLOCK_VERIFY, .started_ms = NOW_MS, .due_ms = NOW_MS, .level = LEVEL_SUPERIOR};
    rescheduled_t data;
    reschedule_case(self->holiday, &subject, &data);
    assert_int_equal(data.clock_count, 1);
    assert_int_equal(data.clocks[0].next_ms, 0);
}

/* ---- the walk ---- */

static void only_what_is_touched_gets_an_event(void **state)
{
    scene_t *self = *state;
    test_house_t *house = self->house;
    put_in_force(self, house->policy);
    assert_false(step(self, 10)); /* a new store: nothing to do, and that is written down */
    uint64_t touched = assigned_case(self);
    uint64_t inquired = assigned_case(self);
    uint64_t shelved = assigned_case(self);
    do_act(self, inquired, VERB_INQUIRY); /* 30 days, which no holiday moves */
    do_act(self, shelved, VERB_SHELVE);   /* a given date */
    int64_t due_ms = clock_of(self, touched, CLOCK_VERIFY)->due_ms;
    uint64_t inquiry_events = house_case(house, inquired)->event_count;
    put_in_force(self, self->lengths); /* 16d to accept: nobody here waits for that */
    assert_true(self->walk.pending);
    uint64_t events = event_count(self);
    assert_false(step(self, 10));
    assert_int_equal(event_count(self), events);
    put_in_force(self, house->policy);
    assert_false(step(self, 10));
    put_in_force(self, self->holiday);
    assert_false(step(self, 10));
    assert_int_equal(clock_of(self, touched, CLOCK_VERIFY)->due_ms, due_ms + LATER_BY_MS);
    const case_clock_t *leader = case_clock(house_case(house, inquired), CLOCK_LEADER, 2);
    assert_non_null(leader); /* 5 working days: this one is touched, in the same case */
    assert_int_equal(house_case(house, inquired)->event_count, inquiry_events + 1);
    assert_int_equal(event_count(self), events + 3);
    assert_int_equal(self->walk.moved, 3);
    assert_int_equal(self->walk.looked, 9);
    put_in_force(self, self->holiday);
    assert_false(self->walk.pending);
}

/* Without its leaders' lines a case under days and dates only has nothing that a holiday moves. */
static void a_case_under_calendar_days_is_left_alone(void **state)
{
    scene_t *self = *state;
    uint64_t number = house_submit(self->house);
    uint64_t events = event_count(self);
    put_in_force(self, self->holiday);
    assert_false(step(self, 10));
    assert_int_equal(event_count(self), events);
    put_in_force(self, self->lengths);
    int64_t due_ms = clock_of(self, number, CLOCK_ACCEPT)->due_ms;
    assert_false(step(self, 10));
    assert_int_equal(clock_of(self, number, CLOCK_ACCEPT)->due_ms, due_ms + DAY_MS);
    assert_int_equal(event_count(self), events + 1);
}

static void closed_cases_are_not_looked_at(void **state)
{
    scene_t *self = *state;
    for (unsigned i = 0; i < 5; i++) {
        uint64_t number = house_submit(self->house);
        classified_t verdict = house_verdict();
        verdict.scope = false;
        verdict.kind_count = 0;
        house_classify(self->house, number, &verdict);
        house_assess(self->house, number);
        do_act(self, number, VERB_NOT_ACCEPT);
        assert_int_equal(house_case(self->house, number)->stage, STAGE_DONE);
    }
    house_submit(self->house);
    put_in_force(self, self->lengths);
    assert_false(step(self, 10));
    assert_int_equal(self->walk.looked, 1);
}

/* A case that moves between the stages while the walk goes on is met all the same. */
static void the_walk_goes_in_steps_by_number(void **state)
{
    scene_t *self = *state;
    uint64_t first = house_submit(self->house);
    for (unsigned i = 0; i < 6; i++)
        house_submit(self->house);
    uint64_t last = house_submit(self->house);
    put_in_force(self, self->lengths);
    assert_true(step(self, 0)); /* only that the rules have changed */
    assert_int_equal(self->walk.looked, 0);
    assert_true(step(self, 3));
    assert_int_equal(self->walk.next_case, first + 3);
    classified_t verdict = house_verdict();
    house_classify(self->house, last, &verdict);
    house_assess(self->house, last);
    house_classify(self->house, first, &verdict);
    uint64_t later = house_submit(self->house);
    while (step(self, 3)) {
    }
    int64_t due_ms = clock_of(self, later, CLOCK_ACCEPT)->due_ms; /* by the new length already */
    for (uint64_t number = first; number <= later; number++)
        assert_int_equal(clock_of(self, number, CLOCK_ACCEPT)->due_ms, due_ms);
    assert_int_equal(self->walk.moved, 8);
}

static void a_crash_in_the_middle_resumes(void **state)
{
    scene_t *self = *state;
    for (unsigned i = 0; i < 8; i++)
        house_submit(self->house);
    put_in_force(self, self->lengths);
    assert_true(step(self, 3));
    uint64_t events = event_count(self);
    store_begin(self->house->store); /* a step that is not committed has not happened */
    assert_true(reschedule_step(&self->walk, &self->house->registry, 3, NOW_MS));
    store_abort(self->house->store);
    house_reopen(self->house);
    self->walk = (reschedule_t){0};
    put_in_force(self, self->lengths);
    assert_true(self->walk.pending);
    assert_int_equal(self->walk.next_case, 4);
    assert_false(step(self, 100));
    assert_int_equal(self->walk.moved, 5);
    assert_int_equal(event_count(self), events + 5);
    put_in_force(self, self->house->policy); /* back again: everything is looked at anew */
    assert_int_equal(self->walk.next_case, 1);
    assert_false(step(self, 100));
    assert_int_equal(self->walk.moved, 13);
}

/* What the org chart says is asked for when it is needed: no stored moment follows from it. */
static void another_org_chart_changes_no_clock(void **state)
{
    scene_t *self = *state;
    assigned_case(self);
    put_in_force(self, self->house->policy);
    assert_false(step(self, 10));
    assert_memory_equal(
        self->people->clocks_digest, self->house->policy->clocks_digest, DIGEST_BYTES);
    assert_memory_not_equal(self->people->digest, self->house->policy->digest, DIGEST_BYTES);
    put_in_force(self, self->people);
    assert_false(self->walk.pending);
}

/* An assessment may be made before midnight and taken after it; its clocks start when it is taken,
 * or the next walk would find them otherwise. */
static void a_clock_starts_with_its_event(void **state)
{
    scene_t *self = *state;
    test_house_t *house = self->house;
    static assessed_t assessed; /* large */
    uint64_t number = house_submit(house);
    classified_t verdict = house_verdict();
    house_classify(house, number, &verdict);
    assessed = (assessed_t){.clock_count = 1};
    assessed.clocks[0] =
        clock_start(&house->policy->clocks, house->policy->calendar, CLOCK_MEDIA, 0, house->now_ms);
    house->now_ms += DAY_MS;
    store_begin(house->store);
    assert_true(registry_take_assessed(&house->registry, number,
        house_case(house, number)->last_event, &assessed, "escalator", house->now_ms));
    house_commit(house);
    rescheduled_t data;
    reschedule_case(house->policy, house_case(house, number), &data);
    assert_int_equal(data.clock_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_WALK(a_holiday_moves_working_days_only),
        ON_WALK(pauses_and_the_extension_are_counted_again),
        ON_WALK(a_level_is_never_lost_nor_climbed_again),
        ON_WALK(every_level_climbed_leaves_nothing_to_do),
        ON_WALK(only_what_is_touched_gets_an_event),
        ON_WALK(a_case_under_calendar_days_is_left_alone),
        ON_WALK(closed_cases_are_not_looked_at),
        ON_WALK(the_walk_goes_in_steps_by_number),
        ON_WALK(a_crash_in_the_middle_resumes),
        ON_WALK(another_org_chart_changes_no_clock),
        ON_WALK(a_clock_starts_with_its_event),
    };
    return cmocka_run_group_tests_name("reschedule", tests, NULL, NULL);
}
