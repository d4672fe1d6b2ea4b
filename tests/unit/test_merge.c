/* Cases about the same matter (并案, POLICY §9): merged, taken apart again, and ended together. No
 * time is won by it (§8), every complainant learns the end (P53), a problem is counted once (P42).
 */
#include "two_cases.h"

/* ---- there and back ---- */

static void a_case_is_merged_and_comes_back_as_it_was(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    name_person(&verdict, "shen-chen");
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    step(house, second, VERB_ACCEPT);
    case_t before = *house_case(house, second);
    do_merge(house, second, first);
    const case_t *merged = house_case(house, second), *into = house_case(house, first);
    assert_int_equal(merged->stage, STAGE_DONE);
    assert_int_equal(merged->clock_count, 0);
    assert_int_equal(merged->merger.into, first);
    assert_int_equal(merged->lines[0].outcome, OUTCOME_MERGED);
    assert_int_equal(merged->last_event + 1, into->last_event); /* one event each */
    assert_int_equal(into->complainants, 2);
    assert_int_equal(into->merger.joined, 1);
    assert_int_equal(into->stage, STAGE_STAFF); /* it brought nothing */
    check_replay(house);

    house->now_ms += 40 * DAY_MS; /* no time is won: the clock is overdue by now (§8) */
    step(house, second, VERB_UNMERGE);
    const case_t *after = house_case(house, second);
    assert_int_equal(after->state, STATE_ACCEPTED);
    assert_int_equal(after->stage, STAGE_STAFF);
    assert_int_equal(after->clock_count, before.clock_count);
    assert_memory_equal(after->clocks, before.clocks, sizeof before.clocks);
    assert_memory_equal(after->lines, before.lines, sizeof before.lines);
    assert_int_equal(after->merger.into, 0);
    assert_true(after->clocks[0].due_ms < house->now_ms);
    assert_int_equal(house_case(house, first)->complainants, 1);
    assert_int_equal(house_case(house, first)->merger.joined, 0);
    check_replay(house);
}

/* §8: a pause, an extension and the levels that were climbed come back too. */
static void a_clock_comes_back_with_its_levels(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    const case_clock_t *clock = case_clock(house_case(house, second), CLOCK_ACCEPT, 0);
    escalated_t urge = {.clock = CLOCK_ACCEPT, .level = LEVEL_URGE, .due_ms = clock->due_ms};
    house->now_ms = clock->next_ms;
    urge.next_ms = clock_level_ms(
        &house->policy->clocks, house->policy->calendar, LEVEL_DEPUTY, clock->due_ms);
    store_begin(house->store);
    assert_true(
        registry_take_step(&house->registry, second, &urge, "escalator@here:1", house->now_ms));
    house_commit(house);
    case_clock_t before = *case_clock(house_case(house, second), CLOCK_ACCEPT, 0);
    assert_int_equal(before.level, LEVEL_URGE);
    do_merge(house, second, first);
    step(house, second, VERB_UNMERGE);
    const case_clock_t *after = case_clock(house_case(house, second), CLOCK_ACCEPT, 0);
    assert_non_null(after);
    assert_memory_equal(after, &before, sizeof before);
}

/* P53: who gave a name is told of the acceptance, merged or not. */
static void the_notice_to_a_real_name_runs_on(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = real_name_complaint(house);
    step(house, second, VERB_ACCEPT);
    do_merge(house, second, first);
    const case_t *merged = house_case(house, second);
    assert_int_equal(merged->clock_count, 1);
    assert_int_equal(merged->clocks[0].kind, CLOCK_NOTIFY);
    assert_int_equal(merged->stage, STAGE_STAFF);
    notify(house, second, NOTICE_ACCEPTED);
    assert_int_equal(house_case(house, second)->stage, STAGE_DONE);
    assert_int_equal(house_case(house, second)->state, STATE_MERGED);
    step(house, second, VERB_UNMERGE);
    const case_t *again = house_case(house, second);
    assert_non_null(case_clock(again, CLOCK_ASSIGN, 0));
    /* That his own is accepted he is told anew: what he heard in between was of the other. */
    assert_int_equal(again->complainant.notices, term_bit(NOTICE_ACCEPTED));
    assert_non_null(case_clock(again, CLOCK_NOTIFY, 0));
}

/* P53: what is merged is accepted with the other case, before or after. */
static void it_is_accepted_with_the_other(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = real_name_complaint(house);
    uint64_t third = real_name_complaint(house);
    do_merge(house, second, first);
    assert_int_equal(house_case(house, second)->complainant.notices, 0);
    step(house, first, VERB_ACCEPT);
    do_merge(house, third, first);
    const uint64_t merged[] = {second, third};
    for (size_t i = 0; i < COUNT(merged); i++) {
        const case_t *subject = house_case(house, merged[i]);
        assert_int_equal(subject->complainant.notices, term_bit(NOTICE_ACCEPTED));
        assert_int_equal(
            subject->complainant.answered_ms, house->now_ms - (int64_t)(1 - i) * HOUR_MS);
        assert_non_null(case_clock(subject, CLOCK_NOTIFY, 0));
    }
    step(house, third, VERB_UNMERGE); /* nobody has accepted it for itself */
    const case_t *subject = house_case(house, third);
    assert_int_equal(subject->complainant.notices, 0);
    assert_int_equal(subject->complainant.answered_ms, 0);
    assert_non_null(case_clock(subject, CLOCK_NOTIFY, 0)); /* as it did before */
}

/* P53: an objection of the merged complainant waits for a person. */
static void what_the_merged_complainant_says_is_heard(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    do_merge(house, second, first);
    respond_t respond = {.gateway = "web", .key = "r1", .response = RESPONSE_OBJECT};
    receipt_make(house->registry.receipt_key, second, respond.receipt);
    respond.text = WORDS("我的事和别人的不一样。");
    store_begin(house->store);
    assert_int_equal(
        registry_respond(&house->registry, &respond, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    query_t query = {.what = QUERY_LIST, .stage = STAGE_HUMAN};
    assert_int_equal(answer_get(house_ask(house, &query), "cases")->via.array.size, 1);
    check_replay(house);
}

static void an_inspectors_finding_is_no_complainant(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = finding(house, SOURCE_SPOT_CHECK, &verdict);
    assert_int_equal(house_case(house, first)->complainants, 0);
    do_merge(house, complaint(house, &verdict), first);
    assert_int_equal(house_case(house, first)->complainants, 1);
    uint64_t third = finding(house, SOURCE_SPOT_CHECK, &verdict);
    do_merge(house, third, first);
    assert_int_equal(house_case(house, first)->complainants, 1);
    assert_int_equal(house_case(house, first)->merger.joined, 2);
}

/* ---- the end ---- */

static const msgpack_object *status_of(test_house_t *house, uint64_t number)
{
    static query_t query;
    query = (query_t){.what = QUERY_STATUS};
    receipt_make(house->registry.receipt_key, number, query.receipt);
    return house_ask(house, &query);
}

/* P53: every complainant learns the result by the own receipt, and no number of another case. */
static void the_end_is_told_to_every_complainant(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = real_name_complaint(house);
    uint64_t third = complaint(house, &verdict);
    do_merge(house, second, first);
    do_merge(house, third, first);
    step(house, first, VERB_ACCEPT);
    notify(house, second, NOTICE_ACCEPTED);
    const msgpack_object *status = status_of(house, third);
    assert_true(answer_is(status, "state", "accepted"));
    assert_true(answer_get(status, "accepted")->via.boolean);
    assert_true(answer_get(status, "merged")->via.boolean);
    assert_null(map_get(status, "case"));
    close_case(house, first);
    status = status_of(house, third);
    assert_true(answer_is(status, "state", "closed"));
    assert_int_equal(answer_number(status, "closed_ms"), house->now_ms);
    const case_t *told = house_case(house, second);
    assert_non_null(case_clock(told, CLOCK_FEEDBACK, 0)); /* within 15 working days */
    assert_int_equal(told->complainant.notices, term_bit(NOTICE_RESULT));
    assert_int_equal(told->stage, STAGE_STAFF);
    notify(house, second, NOTICE_RESULT);
    assert_int_equal(house_case(house, second)->stage, STAGE_DONE);
    assert_true(answer_is(status_of(house, second), "outcome", "substantiated"));
    query_t notices = {.what = QUERY_NOTICES, .gateway = "web"};
    const msgpack_object *due = answer_get(house_ask(house, &notices), "notices");
    const msgpack_object *last = &due->via.array.ptr[due->via.array.size - 1];
    assert_true(answer_is(last, "notice", "result"));
    assert_true(answer_is(last, "progress", "closed")); /* as far as the other is */
    assert_int_equal(house_case(house, third)->stage, STAGE_DONE);
    check_replay(house);

    act_t act = act_on(third, VERB_UNMERGE);
    refuse(house, &act, ERROR_WRONG_STATE, "reopen");
    step(house, first, VERB_REOPEN);
    house_act(house, &act);
    assert_int_equal(house_case(house, third)->state, STATE_CLASSIFIED);
    assert_int_equal(house_case(house, first)->complainants, 2);
}

/* P42: received twice, one problem. */
static void a_merged_problem_is_counted_once(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    query_t query = {.what = QUERY_REPORT};
    step(house, second, VERB_ACCEPT);
    close_case(house, second);
    assert_int_equal(answer_number(house_ask(house, &query), "problems"), 1);
    step(house, second, VERB_REOPEN);
    do_merge(house, second, first); /* found once, and now to be found with the other */
    const msgpack_object *report = house_ask(house, &query);
    assert_int_equal(answer_number(report, "received"), 2);
    assert_int_equal(answer_number(report, "merged"), 1);
    assert_int_equal(answer_number(report, "problems"), 0);
    assert_int_equal(answer_number(report, "pending"), 1);
    step(house, first, VERB_ACCEPT);
    close_case(house, first);
    report = house_ask(house, &query);
    assert_int_equal(answer_number(report, "problems"), 1);
    assert_int_equal(answer_number(report, "closed"), 1);
    assert_int_equal(answer_number(report, "pending"), 0);
}

/* ---- the store ---- */

static void both_change_or_neither(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    act_t act = merge(second, first);
    store_begin(house->store);
    assert_int_equal(
        registry_act(&house->registry, &act, house->now_ms, &house->ack, &house->fault), 0);
    assert_int_equal(house->ack.case_number, second);
    assert_int_equal(house->ack.state, STATE_MERGED);
    house->next_commit = STORE_FULL;
    assert_int_equal(store_commit(house->store), STORE_FULL);
    assert_int_equal(registry_rewind(&house->registry, &house->fault), 0);
    assert_int_equal(house_case(house, first)->complainants, 1);
    assert_int_equal(house_case(house, second)->state, STATE_CLASSIFIED);
    do_merge(house, second, first);
    house_reopen(house);
    assert_int_equal(house_case(house, first)->complainants, 2);
    check_replay(house);
}

static void the_merged_are_listed(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    uint64_t third = complaint(house, &verdict);
    do_merge(house, second, first);
    do_merge(house, third, first);
    store_view_t *view = house_view(house);
    assert_int_equal(merging_next(view, first, 0), second);
    assert_int_equal(merging_next(view, first, second), third);
    assert_int_equal(merging_next(view, first, third), 0);
    assert_int_equal(merging_next(view, second, 0), 0);
    snapshot_close(&view);
    query_t query = {.what = QUERY_LIST, .state = STATE_MERGED};
    assert_int_equal(answer_get(house_ask(house, &query), "cases")->via.array.size, 2);
    query = (query_t){.what = QUERY_SHOW, .case_number = first};
    const msgpack_object *merged = answer_get(house_ask(house, &query), "merged");
    assert_int_equal(merged->via.array.size, 2);
    assert_int_equal(merged->via.array.ptr[0].via.u64, second);
    query = (query_t){.what = QUERY_TIMELINE, .case_number = first};
    const msgpack_object *events = answer_get(house_ask(house, &query), "events");
    const msgpack_object *last = &events->via.array.ptr[events->via.array.size - 1];
    assert_true(answer_is(last, "kind", "joined"));
    assert_int_equal(answer_number(answer_get(last, "data"), "other"), third);
    step(house, second, VERB_UNMERGE);
    query = (query_t){.what = QUERY_SHOW, .case_number = first};
    assert_int_equal(answer_get(house_ask(house, &query), "merged")->via.array.size, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(a_case_is_merged_and_comes_back_as_it_was),
        IN_HOUSE(a_clock_comes_back_with_its_levels),
        IN_HOUSE(the_notice_to_a_real_name_runs_on),
        IN_HOUSE(it_is_accepted_with_the_other),
        IN_HOUSE(what_the_merged_complainant_says_is_heard),
        IN_HOUSE(an_inspectors_finding_is_no_complainant),
        IN_HOUSE(the_end_is_told_to_every_complainant),
        IN_HOUSE(a_merged_problem_is_counted_once),
        IN_HOUSE(both_change_or_neither),
        IN_HOUSE(the_merged_are_listed),
    };
    return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
