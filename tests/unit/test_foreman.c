/* The foreman and the dispatcher under a clock that is only a number: who gets what, when it is
 * taken back, who is blamed, and that nothing is lost or done twice. */
#include "scene.h"

static worker_t *worker_of(scene_t *scene, unsigned peer)
{
    worker_t *worker;
    route_t route = scene_route(peer);
    HASH_FIND(hh, scene->foreman.dispatcher.workers, route.bytes, route.length, worker);
    return worker;
}

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

/* ---- who gets what ---- */

static void the_ordinary_way(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    assert_int_equal(scene_dispatch(scene), 0); /* nobody is there */
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_ready(scene, 2, STAGE_ESCALATE, 8);
    assert_int_equal(scene_dispatch(scene), 3);
    assert_int_equal(scene->batches, 1); /* one message */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(scene->sent[i].peer, 1);
        assert_int_equal(scene->sent[i].case_number, i + 1);
        assert_true(scene->sent[i].has_text);
    }
    assert_int_equal(scene_dispatch(scene), 0); /* leased: not sent twice */
    scene_bring_all(scene);
    assert_int_equal(scene->count, 6);
    for (uint64_t number = 1; number <= 3; number++)
        assert_int_equal(house_case(scene->house, number)->stage, STAGE_STAFF);
    assert_false(scene->sent[5].has_text); /* the escalator judges without the words */
    assert_int_equal(scene->sent[5].peer, 2);
    assert_int_equal(scene_leases(scene), 0);
    assert_int_equal(scene->foreman.counters.taken, 6);
}

static void no_more_than_the_capacity(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 300);
    scene_ready(scene, 1, STAGE_CLASSIFY, 5);
    scene_ready(scene, 2, STAGE_CLASSIFY, 130);
    assert_int_equal(scene_dispatch(scene), 135);
    assert_int_equal(worker_of(scene, 1)->leased, 5);
    assert_int_equal(worker_of(scene, 2)->leased, 130);
    size_t in_batch = 0;
    for (size_t i = 0; i < scene->count; i++) {
        in_batch = i && scene->sent[i].batch == scene->sent[i - 1].batch ? in_batch + 1 : 1;
        assert_true(in_batch <= 64);
    }
    scene_bring(scene, &scene->sent[0]);
    assert_int_equal(scene_dispatch(scene), 1);
    scene_ready(scene, 3, STAGE_CLASSIFY, 0); /* no credit, no work */
    assert_int_equal(scene_dispatch(scene), 0);
}

static void oldest_first(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 40);
    scene_ready(scene, 1, STAGE_CLASSIFY, 3);
    scene_bring_all(scene);
    scene_dispatch(scene);
    scene_bring_all(scene);
    for (size_t i = 0; i < scene->count; i++)
        assert_int_equal(scene->sent[i].case_number, i + 1);
    assert_int_equal(scene->count, 40);
}

static void what_comes_later_into_a_stage_is_found(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_ready(scene, 2, STAGE_ESCALATE, 8);
    assert_int_equal(scene_dispatch(scene), 3);
    scene_bring(scene, &scene->sent[2]); /* case 3 reaches the escalator before 1 and 2 */
    assert_int_equal(scene_dispatch(scene), 1);
    scene_bring(scene, &scene->sent[0]);
    assert_int_equal(scene_dispatch(scene), 1);
    assert_int_equal(scene->sent[4].case_number, 1);
    scene_bring(scene, &scene->sent[1]);
    assert_int_equal(scene_dispatch(scene), 1);
    assert_int_equal(scene->sent[5].case_number, 2);
}

static void whether_a_complaint_came_before(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_ready(scene, 2, STAGE_ESCALATE, 8);
    submit_many(scene, 1);
    scene_dispatch(scene);
    scene_bring_all(scene);
    house->now_ms += 10 * DAY_MS;
    finding_t finding = house_finding(house); /* about the same section */
    house_find(house, &finding);
    finding = house_finding(house);
    finding.discovered_ms = NOW_MS; /* at the very moment of the complaint: not before it */
    finding.occurred_ms = 0;
    house_find(house, &finding);
    foreman_rewind(&scene->foreman);
    scene_dispatch(scene);
    scene_bring_all(scene);
    assert_int_equal(scene->count, 6);
    for (size_t i = 0; i < scene->count; i++) {
        if (scene->sent[i].stage == STAGE_ESCALATE)
            assert_int_equal(scene->sent[i].complaint_before, scene->sent[i].case_number == 2);
    }
}

/* ---- taking back ---- */

static void a_lease_ends_exactly_when_it_is_due(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    for (int i = 1; i <= 10; i++) { /* alive, but not done */
        scene->tick_ms += i < 10 ? LEASE_MS / 10 : LEASE_MS / 10 - 1;
        scene_expire(scene);
        scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    }
    assert_int_equal(scene_leases(scene), 1);
    scene->tick_ms++;
    scene_expire(scene);
    assert_int_equal(scene_leases(scene), 0);
    assert_int_equal(house_case(scene->house, 1)->attempts, 1);
    assert_int_equal(scene_dispatch(scene), 1); /* sent again, under another lease */
    assert_true(scene->sent[1].lease != scene->sent[0].lease);
    scene_bring(scene, &scene->sent[0]);
    assert_int_equal(scene->foreman.counters.stale, 1);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_CLASSIFY);
    scene_bring(scene, &scene->sent[1]);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_ESCALATE);
}

static void a_silent_worker_is_gone(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 2);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    scene->tick_ms += SILENCE_MS - 1;
    scene_expire(scene);
    assert_int_equal(scene_leases(scene), 2);
    scene->tick_ms++;
    scene_expire(scene);
    assert_int_equal(scene_leases(scene), 0);
    assert_null(worker_of(scene, 1));
    assert_int_equal(scene_dispatch(scene), 0);
    scene_bring(scene, &scene->sent[0]); /* unknown now: nothing is taken */
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_CLASSIFY);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    assert_true(scene_dispatch(scene) > 0);
}

static void leaving_gives_back_without_blame(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 5);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    scene_bring(scene, &scene->sent[4]);
    scene_leave(scene, 1);
    assert_null(worker_of(scene, 1));
    assert_int_equal(scene->foreman.counters.returned, 4);
    scene_ready(scene, 2, STAGE_CLASSIFY, 8);
    assert_int_equal(scene_dispatch(scene), 4);
    for (uint64_t number = 1; number <= 4; number++)
        assert_int_equal(house_case(scene->house, number)->attempts, 0);
}

static void nobody_brings_anothers_work(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    scene_ready(scene, 2, STAGE_CLASSIFY, 8);
    scene_work(scene, &scene->sent[0]);
    scene_say_result(scene, 2, false);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_CLASSIFY);
    assert_int_equal(scene->foreman.counters.stale, 1);
    scene_say_result(scene, 1, false);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_ESCALATE);
    scene_say_result(scene, 1, false); /* nor the same twice */
    assert_int_equal(scene->foreman.counters.stale, 2);
    assert_int_equal(scene->house->registry.ledger.number, 2);
}

static void an_unreachable_worker_gives_its_work_back(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 5);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene->unreachable[1] = true;
    assert_int_equal(scene_dispatch(scene), 0);
    assert_int_equal(scene_leases(scene), 0);
    scene->unreachable[1] = false;
    assert_int_equal(scene_dispatch(scene), 0); /* it must say so itself */
    scene_expire(scene);
    assert_null(worker_of(scene, 1));
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    assert_int_equal(scene_dispatch(scene), 5);
    assert_int_equal(scene->sent[0].case_number, 1);
    assert_int_equal(house_case(scene->house, 1)->attempts, 0);
}

/* ---- failures ---- */

static void three_failures_park_with_the_reason(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    for (size_t i = 0; i < ATTEMPTS_MAX; i++) {
        assert_int_equal(scene_dispatch(scene), 1);
        scene_fail(scene, &scene->sent[i]);
    }
    assert_int_equal(scene_dispatch(scene), 0);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_HUMAN);
    query_t query = {.what = QUERY_TIMELINE, .case_number = 1};
    const msgpack_object *events = answer_get(house_ask(scene->house, &query), "events");
    const msgpack_object *data = answer_get(&events->via.array.ptr[3], "data");
    assert_true(answer_is(data, "reason", "读不懂"));
    assert_true(answer_get(data, "parked")->via.boolean);
}

static void suspects_go_alone(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 4);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    scene->tick_ms += SILENCE_MS; /* the worker died, with four cases: which one killed it? */
    scene_expire(scene);
    scene_ready(scene, 2, STAGE_CLASSIFY, 8);
    for (uint64_t number = 1; number <= 4; number++) {
        assert_int_equal(scene_dispatch(scene), 1);
        const sent_t *sent = &scene->sent[scene->count - 1];
        assert_int_equal(sent->case_number, number);
        assert_int_equal(worker_of(scene, sent->peer)->leased, 1);
        if (number != 3) {
            scene_bring(scene, sent);
            continue;
        }
        scene->tick_ms += SILENCE_MS; /* this one */
        scene_expire(scene);
        scene_ready(scene, 3, STAGE_CLASSIFY, 8);
        assert_int_equal(scene_dispatch(scene), 1);
        sent = &scene->sent[scene->count - 1];
        assert_int_equal(sent->case_number, 3);
        scene_fail(scene, sent);
        scene_ready(scene, 2, STAGE_CLASSIFY, 8);
    }
    assert_int_equal(house_case(scene->house, 3)->stage, STAGE_HUMAN);
    static const uint64_t others[] = {1, 2, 4};
    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(house_case(scene->house, others[i])->stage, STAGE_ESCALATE);
}

static void a_suspect_waits_for_an_empty_worker(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 3);
    scene_ready(scene, 1, STAGE_CLASSIFY, 2);
    assert_int_equal(scene_dispatch(scene), 2);
    scene_fail(scene, &scene->sent[0]); /* case 1 is suspect, case 2 still with the worker */
    assert_int_equal(scene_dispatch(scene), 0);
    scene_bring(scene, &scene->sent[1]);
    assert_int_equal(scene_dispatch(scene), 1); /* alone, though there is room for case 3 */
    assert_int_equal(scene->sent[2].case_number, 1);
    scene_bring(scene, &scene->sent[2]);
    assert_int_equal(scene_dispatch(scene), 1);
    assert_int_equal(scene->sent[3].case_number, 3);
}

/* ---- the policy ---- */

static void workers_get_the_policy_before_work(void **state)
{
    scene_t *scene = *state;
    buffer_t message = {0};
    work_head_t head = {
        .op = WORK_READY, .stage = STAGE_CLASSIFY, .capacity = 8, .name = "new@here:1"};
    submit_many(scene, 1);
    work_pack_head(&head, NULL, 0, &message);
    assert_int_equal(scene_hear(scene, 1, &message), 0);
    assert_int_equal(scene->policies[1], 1);
    assert_int_equal(scene_dispatch(scene), 0);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    assert_int_equal(scene->policies[1], 1);
    assert_int_equal(scene_dispatch(scene), 1);
    buffer_free(&message);
}

static void results_under_other_rules_are_done_again(void **state)
{
    scene_t *scene = *state;
    submit_many(scene, 1);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    foreman_set_bundle(&scene->foreman, scene->house->bundle);
    scene_work(scene, &scene->sent[0]);
    scene_say_result(scene, 1, true);
    assert_int_equal(house_case(scene->house, 1)->stage, STAGE_CLASSIFY);
    assert_int_equal(house_case(scene->house, 1)->attempts, 0); /* nobody is to blame */
    assert_int_equal(scene->foreman.counters.returned, 1);
    assert_int_equal(scene_dispatch(scene), 0); /* the worker has the old rules */
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    assert_int_equal(scene_dispatch(scene), 1);
}

/* ---- staff at the same time ---- */

static void an_assessment_of_what_the_case_was_is_not_taken(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    scene_ready(scene, 1, STAGE_ESCALATE, 8);
    submit_many(scene, 1);
    classified_t verdict = house_verdict();
    house_classify(house, 1, &verdict);
    foreman_rewind(&scene->foreman);
    assert_int_equal(scene_dispatch(scene), 1);
    scene_work(scene, &scene->sent[0]); /* the worker looks at the case … */
    act_t act = {.case_number = 1, .verb = VERB_CLASSIFY, .as = "lv-jia", .reason = "重新认定"};
    house_act(house, &act); /* … which is out of scope by the time it answers */
    scene_say_result(scene, 1, false);
    assert_int_equal(house_case(house, 1)->stage, STAGE_ESCALATE);
    assert_int_equal(house_case(house, 1)->attempts, 0);
    assert_int_equal(scene_dispatch(scene), 1); /* it is asked again */
    scene_bring(scene, &scene->sent[1]);
    assert_int_equal(house_case(house, 1)->stage, STAGE_STAFF);
    assert_false(house_case(house, 1)->advice_accept);
}

static void what_a_person_has_classified_is_not_classified_again(void **state)
{
    scene_t *scene = *state;
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    submit_many(scene, 1);
    scene_dispatch(scene);
    act_t act = {.case_number = 1, .verb = VERB_CLASSIFY, .as = "lv-jia", .reason = "重复来件"};
    house_act(scene->house, &act);
    scene_bring(scene, &scene->sent[0]);
    assert_int_equal(scene->foreman.counters.stale, 1);
    assert_int_equal(house_case(scene->house, 1)->state, STATE_CLASSIFIED);
    assert_int_equal(scene_dispatch(scene), 0);
}

/* ---- after a commit that failed ---- */

static void a_result_whose_commit_failed_is_asked_for_again(void **state)
{
    scene_t *scene = *state;
    test_house_t *house = scene->house;
    buffer_t message = {0};
    route_t route = scene_route(1);
    submit_many(scene, 2);
    scene_ready(scene, 1, STAGE_CLASSIFY, 8);
    scene_dispatch(scene);
    scene_work(scene, &scene->sent[0]);
    work_head_t head = scene_head(scene, WORK_RESULT);
    msgpack_packer packer = work_pack_head(&head, "results", 1, &message);
    record_pack_map(&WORK_RESULT_RECORD, &scene->result, &packer);
    store_begin(house->store);
    assert_int_equal(foreman_hear(&scene->foreman, &route, buffer_slice(&message), NOW_MS,
                         scene->tick_ms, &house->fault),
        0);
    house->next_commit = STORE_FULL;
    assert_int_equal(store_commit(house->store), STORE_FULL);
    foreman_rewind(&scene->foreman);
    assert_int_equal(registry_rewind(&house->registry, &house->fault), 0);
    assert_int_equal(scene_dispatch(scene), 1);
    assert_int_equal(scene->sent[2].case_number, 1);
    scene_bring(scene, &scene->sent[2]);
    assert_int_equal(house_case(house, 1)->stage, STAGE_ESCALATE);
    buffer_free(&message);
}

/* ---- messages that are none ---- */

static int say(scene_t *scene, unsigned peer, const char *bytes, size_t length)
{
    buffer_t message = {0};
    buffer_append(&message, bytes, length);
    int rc = scene_hear(scene, peer, &message);
    buffer_free(&message);
    return rc;
}

static void messages_that_are_none(void **state)
{
    scene_t *scene = *state;
    buffer_t message = {0};
    assert_int_equal(say(scene, 1, "", 0), -1);
    assert_int_equal(say(scene, 1, "\x93\x01\x02\x03", 4), -1);
    assert_int_equal(say(scene, 1, "\x81\xa2op\xa4none", 9), -1);
    assert_int_equal(say(scene, 1, "\x81\xa2op\xa5leave", 10), 0); /* of nobody known */
    static const stage_t stages[] = {
        STAGE_UNSET, STAGE_HUMAN, STAGE_STAFF, STAGE_DONE, STAGE_CLOCK};
    for (size_t i = 0; i < COUNT(stages); i++) {
        work_head_t head = {.op = WORK_READY, .stage = stages[i], .capacity = 1};
        buffer_clear(&message);
        work_pack_head(&head, NULL, 0, &message);
        assert_int_equal(scene_hear(scene, 1, &message), -1);
        assert_string_equal(scene->house->fault.field, "stage");
    }
    scene_ready(scene, 1, STAGE_CLASSIFY, 1);
    assert_int_equal(say(scene, 1, "\x81\xa2op\xa6result", 11), -1);
    assert_string_equal(scene->house->fault.field, "results");
    assert_int_equal(say(scene, 1, "\x81\xa2op\xa4work", 9), -1);
    buffer_free(&message);
}

static void so_many_workers_and_no_more(void **state)
{
    (void)state;
    dispatcher_t dispatcher;
    dispatcher_init(&dispatcher, LEASE_MS, SILENCE_MS);
    work_head_t head = {.op = WORK_READY, .stage = STAGE_CLASSIFY, .capacity = 1};
    route_t route = {.length = 2};
    for (unsigned i = 0; i <= WORKERS_MAX; i++) {
        route.bytes[0] = (uint8_t)i;
        route.bytes[1] = (uint8_t)(i >> 8);
        worker_t *worker = dispatcher_ready(&dispatcher, &route, &head, true, 1);
        assert_int_equal(worker != NULL, i < WORKERS_MAX);
    }
    worker_t *silent = dispatcher_silent(&dispatcher, 1 + SILENCE_MS);
    assert_non_null(silent);
    assert_null(dispatcher_silent(&dispatcher, SILENCE_MS));
    dispatcher_forget(&dispatcher, silent);
    assert_non_null(dispatcher_ready(&dispatcher, &route, &head, true, 1));
    assert_true(dispatcher_serves(&dispatcher, STAGE_CLASSIFY));
    assert_false(dispatcher_serves(&dispatcher, STAGE_CLOCK));
    dispatcher_free(&dispatcher);
}

/* ---- much ---- */

static void what_waits_costs_no_memory(void **state)
{
    scene_t *scene = *state;
    for (int i = 0; i < 100; i++)
        submit_many(scene, 1000);
    scene_ready(scene, 1, STAGE_CLASSIFY, 100);
    scene_ready(scene, 2, STAGE_ESCALATE, 100);
    while (scene->count < 3000) {
        scene_dispatch(scene);
        assert_true(scene_leases(scene) <= 200);
        assert_true(scene->done < scene->count);
        for (; scene->done < scene->count; scene->done++)
            scene_bring(scene, &scene->sent[scene->done]);
    }
    assert_int_equal(scene->foreman.counters.stale, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCENE(the_ordinary_way),
        ON_SCENE(no_more_than_the_capacity),
        ON_SCENE(oldest_first),
        ON_SCENE(what_comes_later_into_a_stage_is_found),
        ON_SCENE(whether_a_complaint_came_before),
        ON_SCENE(a_lease_ends_exactly_when_it_is_due),
        ON_SCENE(a_silent_worker_is_gone),
        ON_SCENE(leaving_gives_back_without_blame),
        ON_SCENE(nobody_brings_anothers_work),
        ON_SCENE(an_unreachable_worker_gives_its_work_back),
        ON_SCENE(three_failures_park_with_the_reason),
        ON_SCENE(suspects_go_alone),
        ON_SCENE(a_suspect_waits_for_an_empty_worker),
        ON_SCENE(workers_get_the_policy_before_work),
        ON_SCENE(results_under_other_rules_are_done_again),
        ON_SCENE(an_assessment_of_what_the_case_was_is_not_taken),
        ON_SCENE(what_a_person_has_classified_is_not_classified_again),
        ON_SCENE(a_result_whose_commit_failed_is_asked_for_again),
        ON_SCENE(messages_that_are_none),
        cmocka_unit_test(so_many_workers_and_no_more),
        ON_SCENE(what_waits_costs_no_memory),
    };
    return cmocka_run_group_tests_name("foreman", tests, NULL, NULL);
}
