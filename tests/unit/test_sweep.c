/* Sweeps: whatever is due, oldest first, each level once, however often and however many at a
 * time; dry runs; and what happens when it cannot be done. */
#include "scene.h"

#define CLASSIFY_MS 60000 /* P: classify 60 s, clocks.conf */

static void submit_many(scene_t *scene, size_t count)
{
    test_house_t *house = scene->house;
    store_begin(house->store);
    for (size_t i = 0; i < count; i++) {
        submit_t submit = house_submission(house);
        assert_int_equal(
            registry_submit(&house->registry, &submit, house->now_ms, &house->ack, NULL), 0);
    }
    scene_commit(scene);
}

static void ask(scene_t *scene, uint64_t ticket, bool dry, int64_t at_ms)
{
    sweep_t sweep = {.dry_run = dry, .at_ms = at_ms};
    assert_int_equal(foreman_ask_sweep(&scene->foreman, &sweep, ticket, ticket + 100,
                         scene->house->now_ms, &scene->house->fault),
        0);
}

static uint64_t level_of(const scene_t *scene, level_t level)
{
    return answer_number(answer_get(&scene->reply, "levels"), term_name(&LEVELS, level));
}

/* Sweeps with a sound escalator until it is answered, and checks the head of the answer. */
static void sweep_now(scene_t *scene, bool dry, int64_t at_ms)
{
    unsigned before = scene->answers;
    ask(scene, 1, dry, at_ms);
    scene_ready(scene, 9, STAGE_ESCALATE, 100);
    for (int i = 0; i < ATTEMPTS_MAX && scene->answers == before; i++) {
        scene_dispatch(scene);
        scene_bring_all(scene);
    }
    assert_int_equal(scene->answers, before + 1);
    assert_int_equal(scene->ticket, 1);
    assert_true(answer_get(&scene->reply, "ok")->via.boolean);
    assert_int_equal(answer_number(&scene->reply, "rid"), 101);
    assert_int_equal(answer_get(&scene->reply, "dry_run")->via.boolean, dry);
    assert_int_equal(answer_number(&scene->reply, "at_ms"), at_ms ? at_ms : scene->house->now_ms);
}

static uint64_t answered(const scene_t *scene, const char *key)
{
    return answer_number(&scene->reply, key);
}

/* ---- what is due ---- */

static void due_exactly_now(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene->house->now_ms += CLASSIFY_MS - 1;
    sweep_now(scene, false, 0);
    assert_int_equal(answered(scene, "due"), 0);
    scene->house->now_ms++;
    sweep_now(scene, false, 0);
    assert_int_equal(answered(scene, "due"), 1);
    assert_int_equal(level_of(scene, LEVEL_HUMAN), 1);
    assert_int_equal(house_case(scene->house, 1)->needs, term_bit(NEED_LATE));
}

static void twice_is_once(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 20);
    scene->house->now_ms += 40 * DAY_MS;
    sweep_now(scene, false, 0);
    assert_true(answered(scene, "due") >= 40);
    uint64_t events = scene->house->registry.ledger.number;
    sweep_now(scene, false, 0); /* (viii) */
    assert_int_equal(answered(scene, "due"), 0);
    assert_int_equal(scene->house->registry.ledger.number, events);
}

static void two_at_once_are_one_after_the_other(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 20);
    scene->house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    ask(scene, 2, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, 7);
    while (scene->answers == 0) {
        scene_dispatch(scene);
        for (; scene->done < scene->count; scene->done++)
            scene_bring(scene, &scene->sent[scene->done]);
    }
    assert_int_equal(scene->ticket, 1);
    assert_int_equal(answered(scene, "due"), 20);
    scene_bring_all(scene);
    assert_int_equal(scene->answers, 2);
    assert_int_equal(scene->ticket, 2);
    assert_int_equal(answered(scene, "due"), 0);
    assert_int_equal(scene->count, 20); /* each was judged once */
}

static void the_oldest_of_ten_thousand_is_in_the_first_sweep(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene->house->now_ms += 60 * DAY_MS;
    for (int i = 0; i < 10; i++)
        submit_many(scene, 1000);
    sweep_now(scene, false, 0);
    assert_int_equal(answered(scene, "due"), 2); /* to classify, and to accept */
    assert_int_equal(level_of(scene, LEVEL_SUPERIOR), 2);
    const case_t *subject = house_case(scene->house, 1);
    assert_int_equal(case_clock(subject, CLOCK_ACCEPT, 0)->level, LEVEL_SUPERIOR);
    assert_int_equal(case_clock(subject, CLOCK_ACCEPT, 0)->next_ms, 0);
    assert_int_equal(scene->foreman.last_sweep_due, 2);
}

static void the_longest_overdue_goes_first(void **state)
{
    scene_t *scene = *state;
    for (int i = 0; i < 30; i++) { /* later cases are due earlier */
        scene->house->now_ms = NOW_MS + (30 - i) * 1000;
        submit_many(scene, 1);
    }
    scene->house->now_ms = NOW_MS + DAY_MS;
    sweep_now(scene, false, 0);
    assert_int_equal(scene->count, 30);
    for (size_t i = 0; i < scene->count; i++)
        assert_int_equal(scene->sent[i].case_number, 30 - i);
}

static void a_daily_comment_moves_no_due_date(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    submit_many(scene, 1);
    int64_t due_ms = case_clock(house_case(house, 1), CLOCK_ACCEPT, 0)->due_ms;
    act_t comment = {.case_number = 1, .verb = VERB_COMMENT, .reason = "来电催问"};
    for (int day = 0; day < 30; day++) {
        house->now_ms += DAY_MS;
        house_act(house, &comment);
        sweep_now(scene, false, 0);
        const case_clock_t *clock = case_clock(house_case(house, 1), CLOCK_ACCEPT, 0);
        assert_int_equal(clock->due_ms, due_ms);
    }
    assert_int_equal(case_clock(house_case(house, 1), CLOCK_ACCEPT, 0)->level, LEVEL_SUPERIOR);
}

/* ---- dry runs ---- */

static void a_dry_run_changes_nothing_and_shows_every_level(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    uint64_t events = scene->house->registry.ledger.number;
    int64_t later_ms = scene->house->now_ms + 60 * DAY_MS;
    for (int round = 0; round < 2; round++) { /* the same each time */
        sweep_now(scene, true, later_ms);
        assert_int_equal(answered(scene, "due"), 6);
        for (unsigned level = 1; level < LEVEL_COUNT; level++)
            assert_int_equal(level_of(scene, level), level == LEVEL_HUMAN ? 3 : 6);
        assert_int_equal(answer_get(&scene->reply, "steps")->via.array.size, 27);
    }
    assert_int_equal(scene->house->registry.ledger.number, events);
    assert_int_equal(scene->foreman.last_sweep_ms, 0);
    sweep_now(scene, true, 0); /* now nothing is due */
    assert_int_equal(answered(scene, "due"), 0);
}

/* P39: what an escalator finds with a clock, as the case is after its steps. */
static void bring_pursuing(scene_t *scene)
{
    assessed_t *pursued = &scene->result.pursued;
    for (; scene->done < scene->count; scene->done++) {
        const sent_t *sent = &scene->sent[scene->done];
        scene_work(scene, sent);
        pursued->line_count = 2;
        pursued->lines[0] = (line_t){.number = 1, .kind = LINE_PRINCIPAL_RESPONSIBILITY};
        pursued->lines[1] = (line_t){.number = 2, .kind = LINE_SUPERVISION_RESPONSIBILITY};
        for (size_t i = 0; i < 2; i++) {
            pursued->lines[i].state = LINE_OPENED;
            pursued->lines[i].opened_ms = sent->now_ms;
            snprintf(pursued->lines[i].target, ID_BYTES, "%s", i ? "lv-jia" : "li-ding");
        }
        scene_say_result(scene, sent->peer, false);
    }
}

static void a_sweep_pursues_once_and_tells_the_lines(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    submit_many(scene, 2); /* two clocks each, all of which show it */
    house->now_ms += 40 * DAY_MS;
    scene_ready(scene, 9, STAGE_ESCALATE, 100);
    for (unsigned dry = 2; dry-- > 0;) {
        ask(scene, 1, dry, 0);
        scene_dispatch(scene);
        bring_pursuing(scene);
        scene_dispatch(scene);
        assert_int_equal(scene->answers, dry ? 1 : 2);
        assert_int_equal(answered(scene, "due"), 4);
        const msgpack_object *lines = answer_get(&scene->reply, "lines");
        assert_int_equal(lines->via.array.size, 2);
        assert_true(answer_is(&lines->via.array.ptr[0], "kind", "principal_responsibility"));
        assert_true(answer_is(&lines->via.array.ptr[1], "target", "lv-jia"));
        assert_int_equal(
            house_case(house, 1)->line_count + house_case(house, 2)->line_count, dry ? 0 : 2);
    }
    sweep_now(scene, false, 0); /* (viii): a second one finds nothing more */
    assert_int_equal(answer_get(&scene->reply, "lines")->via.array.size, 0);
}

static void only_dry_runs_have_another_time(void **state)
{
    scene_t *scene = *state;
    sweep_t sweep = {.at_ms = NOW_MS + DAY_MS};
    assert_int_equal(
        foreman_ask_sweep(&scene->foreman, &sweep, 1, 1, NOW_MS, &scene->house->fault), -1);
    assert_string_equal(scene->house->fault.field, "at_ms");
}

static void more_steps_than_a_page(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, PAGE_MAX + 100);
    scene->house->now_ms += CLASSIFY_MS;
    sweep_now(scene, false, 0);
    assert_int_equal(answered(scene, "due"), PAGE_MAX + 100); /* all done … */
    assert_int_equal(
        answer_get(&scene->reply, "steps")->via.array.size, PAGE_MAX); /* … some told */
    assert_true(answer_get(&scene->reply, "more")->via.boolean);
}

/* ---- what cannot be done ---- */

static void without_an_escalator(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene->house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    scene_ready(scene, 1, STAGE_CLASSIFY, 0); /* does not serve */
    scene_dispatch(scene);
    scene->tick_ms += SWEEP_PATIENCE_MS - 1;
    scene_dispatch(scene);
    assert_int_equal(scene->answers, 0);
    scene->tick_ms++;
    scene_dispatch(scene);
    assert_int_equal(scene->answers, 1);
    assert_string_equal(answer_code(&scene->reply), "unavailable");
    sweep_now(scene, false, 0); /* the clock is still due */
    assert_int_equal(answered(scene, "due"), 1);
}

static void with_nothing_due_none_is_needed(void **state)
{
    scene_t *scene = *state;
    ask(scene, 1, false, 0);
    scene_dispatch(scene);
    assert_int_equal(scene->answers, 1);
    assert_int_equal(answered(scene, "due"), 0);
}

static void a_clock_that_fails_is_given_up_and_counted(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    scene->house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, 100);
    while (scene->answers == 0) {
        assert_true(scene_dispatch(scene) > 0 || scene->answers > 0);
        for (; scene->done < scene->count; scene->done++) {
            const sent_t *sent = &scene->sent[scene->done];
            sent->case_number == 2 ? scene_fail(scene, sent) : scene_bring(scene, sent);
        }
    }
    assert_int_equal(answered(scene, "due"), 2);
    assert_int_equal(answered(scene, "failed"), 1);
    assert_int_equal(scene->count, 2 + ATTEMPTS_MAX);
    assert_int_equal(house_case(scene->house, 2)->attempts, 0); /* the case itself waits for none */
    sweep_now(scene, false, 0);                                 /* the next sweep tries again */
    assert_int_equal(answered(scene, "due"), 1);
}

/* An escalator that says: these rungs, whatever they are. */
static void sweep_with(scene_t *scene, size_t count, level_t level, clock_kind_t clock)
{
    ask(scene, 1, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, 100);
    for (int turns = 0; scene->answers == 0; turns++) {
        assert_true(turns < 20); /* no worker keeps a sweep going for ever */
        scene_dispatch(scene);
        for (; scene->done < scene->count; scene->done++) {
            const sent_t *sent = &scene->sent[scene->done];
            memset(&scene->result, 0, sizeof scene->result);
            scene->result.lease = sent->lease;
            scene->result.step_count = count;
            for (size_t i = 0; i < count; i++)
                scene->result.steps[i] = (escalated_t){.clock = clock, .level = level};
            scene_say_result(scene, sent->peer, false);
        }
    }
    assert_int_equal(answered(scene, "due"), 0);
    assert_int_equal(answered(scene, "failed"), 2);
}

static void an_escalator_that_sees_nothing_to_do(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 2);
    scene->house->now_ms += CLASSIFY_MS;
    sweep_with(scene, 0, LEVEL_HUMAN, CLOCK_CLASSIFY);
}

static void an_escalator_whose_steps_fit_no_clock(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 2);
    scene->house->now_ms += CLASSIFY_MS;
    sweep_with(scene, 2, LEVEL_URGE, CLOCK_VERIFY);
}

static void a_case_that_cannot_be_read_stops_no_sweep(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    store_key_t key = key_number(1);
    submit_many(scene, 3);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), WORDS("\x91\x63"));
    house_commit(house);
    house->now_ms += CLASSIFY_MS;
    sweep_now(scene, false, 0);
    assert_int_equal(answered(scene, "due"), 2);
    assert_int_equal(answered(scene, "failed"), 1);
    sweep_now(scene, true, 0);
    assert_int_equal(answered(scene, "failed"), 1);
}

static void many_failing_clocks_stop_no_sweep(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1200);
    scene->house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, 2000);
    for (int turns = 0; scene->answers == 0; turns++) {
        assert_true(turns < 20);
        scene_dispatch(scene);
        for (; scene->done < scene->count; scene->done++) {
            const sent_t *sent = &scene->sent[scene->done];
            sent->case_number <= 1100 ? scene_fail(scene, sent) : scene_bring(scene, sent);
        }
    }
    assert_int_equal(answered(scene, "failed"), 1100);
    assert_int_equal(answered(scene, "due"), 100);
}

/* ---- bounds and the end ---- */

static void when_everything_fails_the_sweep_ends(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, SETBACKS_MAX + 100);
    scene->house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, SETBACKS_MAX + 100);
    for (int turns = 0; scene->answers == 0; turns++) {
        assert_true(turns < 50);
        scene_dispatch(scene);
        for (; scene->done < scene->count; scene->done++)
            scene_fail(scene, &scene->sent[scene->done]);
    }
    assert_int_equal(answered(scene, "failed"), SETBACKS_MAX);
    assert_int_equal(answered(scene, "due"), 0);
}

static void so_many_wait_and_no_more(void **state)
{
    scene_t *scene = *state;
    sweep_t sweep = {0};
    for (uint64_t i = 0; i < SWEEPS_MAX; i++)
        ask(scene, i, false, 0);
    assert_int_equal(
        foreman_ask_sweep(&scene->foreman, &sweep, 99, 0, NOW_MS, &scene->house->fault), -1);
    assert_int_equal(scene->house->fault.code, ERROR_BUSY);
    for (int i = 0; i < SWEEPS_MAX; i++)
        scene_dispatch(scene);
    assert_int_equal(scene->answers, SWEEPS_MAX);
    ask(scene, 1, false, 0); /* there is room again */
}

static void who_waits_when_duband_stops_is_told(void **state)
{
    scene_t *scene = *state;
    ask(scene, 1, false, 0);
    ask(scene, 2, true, 0);
    foreman_stop_sweeps(&scene->foreman);
    assert_int_equal(scene->answers, 2);
    assert_int_equal(scene->ticket, 2);
    assert_string_equal(answer_code(&scene->reply), "unavailable");
}

static void what_a_person_did_meanwhile_stands(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    submit_many(scene, 1);
    house->now_ms += CLASSIFY_MS;
    ask(scene, 1, false, 0);
    scene_ready(scene, 9, STAGE_ESCALATE, 100);
    scene_dispatch(scene);
    assert_int_equal(scene->count, 1);
    scene_work(scene, &scene->sent[0]);
    act_t act = {.case_number = 1, .verb = VERB_CLASSIFY, .as = "lv-jia", .reason = "重复来件"};
    house_act(house, &act); /* stops the clock while the escalator looks at it */
    scene_say_result(scene, 9, false);
    scene_dispatch(scene);
    assert_int_equal(scene->answers, 1);
    assert_int_equal(answered(scene, "due"), 0);
    assert_int_equal(house_case(house, 1)->needs, 0);
}

/* A dry run asks of the cases as they are what was due at a past moment. */
static void a_past_moment_is_judged_by_itself(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    int64_t due_ms = scene->house->now_ms + CLASSIFY_MS;
    scene->house->now_ms += 90 * DAY_MS; /* now every level of every clock is due */
    sweep_now(scene, true, due_ms - 1);
    assert_int_equal(answered(scene, "due"), 0);
    sweep_now(scene, true, due_ms);
    assert_int_equal(answered(scene, "due"), 1);
    assert_int_equal(level_of(scene, LEVEL_HUMAN), 1);
    assert_int_equal(level_of(scene, LEVEL_URGE), 0); /* not yet, at that moment */
    sweep_now(scene, false, 0);
    sweep_now(scene, true, due_ms);
    assert_int_equal(answered(scene, "due"), 0); /* what was done since then is done */
}

/* While the clocks are being computed anew by a changed calendar, what is due is not known. */
static void a_sweep_waits_for_the_calendar(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    scene_ready(scene, 1, STAGE_ESCALATE, 64);
    scene->house->now_ms += DAY_MS;
    scene->foreman.sweeps_wait = true;
    ask(scene, 7, false, 0);
    assert_int_equal(scene_dispatch(scene), 0);
    assert_int_equal(scene->answers, 0);
    scene->foreman.sweeps_wait = false;
    assert_int_equal(scene_dispatch(scene), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCENE(due_exactly_now),
        ON_SCENE(twice_is_once),
        ON_SCENE(two_at_once_are_one_after_the_other),
        ON_SCENE(the_oldest_of_ten_thousand_is_in_the_first_sweep),
        ON_SCENE(the_longest_overdue_goes_first),
        ON_SCENE(a_daily_comment_moves_no_due_date),
        ON_SCENE(a_dry_run_changes_nothing_and_shows_every_level),
        ON_SCENE(a_sweep_pursues_once_and_tells_the_lines),
        ON_SCENE(only_dry_runs_have_another_time),
        ON_SCENE(more_steps_than_a_page),
        ON_SCENE(without_an_escalator),
        ON_SCENE(with_nothing_due_none_is_needed),
        ON_SCENE(a_clock_that_fails_is_given_up_and_counted),
        ON_SCENE(an_escalator_that_sees_nothing_to_do),
        ON_SCENE(an_escalator_whose_steps_fit_no_clock),
        ON_SCENE(a_case_that_cannot_be_read_stops_no_sweep),
        ON_SCENE(many_failing_clocks_stop_no_sweep),
        ON_SCENE(when_everything_fails_the_sweep_ends),
        ON_SCENE(so_many_wait_and_no_more),
        ON_SCENE(who_waits_when_duband_stops_is_told),
        ON_SCENE(what_a_person_did_meanwhile_stands),
        ON_SCENE(a_past_moment_is_judged_by_itself),
        ON_SCENE(a_sweep_waits_for_the_calendar),
    };
    return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
