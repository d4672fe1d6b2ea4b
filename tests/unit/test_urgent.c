/* Danger to life or safety (POLICY §8, the same day): told at once, first in the human queue, until
 * a person has it in hand. */
#include "house.h"

#include "../../workers/assess.h"

static classified_t urgent_verdict(bool abstains)
{
    classified_t verdict = house_verdict();
    verdict.urgent = true;
    if (abstains)
        snprintf(verdict.abstained, sizeof verdict.abstained, "%s", "看不出反映的是谁");
    return verdict;
}

static uint64_t urgent_case(test_house_t *house, bool abstains)
{
    classified_t verdict = urgent_verdict(abstains);
    uint64_t number = house_submit(house);
    house_classify(house, number, &verdict);
    return number;
}

static bool is_urgent(test_house_t *house, uint64_t number)
{
    const case_t *subject = house_case(house, number);
    bool needs = subject->needs & term_bit(NEED_URGENT);
    assert_int_equal(needs, case_clock(subject, CLOCK_URGENT, 0) != NULL);
    return needs;
}

static act_t act_of(uint64_t number, verb_t verb, const char *person)
{
    act_t act = {.case_number = number, .verb = verb, .scope = true};
    act.kinds = term_bit(KIND_C3);
    snprintf(act.as, sizeof act.as, "%s", person);
    snprintf(act.reason, sizeof act.reason, "%s", "已联系消防和社区到场");
    return act;
}

/* The clock is due when the day ends, and its first level is climbed at once. */
static void told_the_same_moment(void **state)
{
    test_house_t *house = *state;
    escalated_t steps[STEPS_MAX];
    for (unsigned abstains = 0; abstains < 2; abstains++) {
        uint64_t number = urgent_case(house, abstains);
        const case_t *subject = house_case(house, number);
        assert_true(subject->urgent);
        assert_true(is_urgent(house, number));
        const case_clock_t *clock = case_clock(subject, CLOCK_URGENT, 0);
        assert_int_equal(clock->due_ms, NOW_MS + DAY_MS / 2);
        assert_int_equal(
            assess_clock(house->policy, subject, CLOCK_URGENT, 0, house->now_ms, steps), 1);
        assert_int_equal(steps[0].level, LEVEL_HUMAN);
        assert_int_equal(steps[0].to_count, 3);
        assert_string_equal(steps[0].to[0], "lv-jia");
        assert_true(steps[0].next_ms > clock->due_ms);
        store_begin(house->store);
        assert_true(registry_take_step(
            &house->registry, number, &steps[0], "escalator@here:1", house->now_ms));
        house_commit(house);
        subject = house_case(house, number);
        assert_int_equal(subject->needs & term_bit(NEED_LATE), 0); /* that is the other clock's */
        assert_int_equal(case_clock(subject, CLOCK_URGENT, 0)->next_ms, steps[0].next_ms);
    }
}

/* P51: about the discipline group itself: whoever is left on the next levels. */
static void not_told_to_the_recused(void **state)
{
    test_house_t *house = *state;
    escalated_t steps[STEPS_MAX];
    classified_t verdict = urgent_verdict(false);
    verdict.person_count = 1;
    snprintf(verdict.persons[0], ID_BYTES, "%s", "lv-jia");
    uint64_t number = house_submit(house);
    house_classify(house, number, &verdict);
    assert_int_equal(assess_clock(house->policy, house_case(house, number), CLOCK_URGENT, 0,
                         house->now_ms, steps),
        1);
    for (size_t i = 0; i < steps[0].to_count; i++)
        assert_true(
            strcmp(steps[0].to[i], "kong-ding") == 0 || strcmp(steps[0].to[i], "yan-ji") == 0);
    assert_true(steps[0].to_count > 0);
}

static void until_attended(void **state)
{
    test_house_t *house = *state;
    uint64_t number = urgent_case(house, true);
    act_t act = act_of(number, VERB_COMMENT, "zhao-jia");
    house_act(house, &act);
    assert_true(is_urgent(house, number)); /* words alone are no help */
    act.verb = VERB_ATTEND;
    act.reason[0] = 0;
    assert_int_equal(house_refused_act(house, &act), ERROR_INVALID);
    assert_string_equal(house->fault.field, "reason");
    act = act_of(number, VERB_ATTEND, "zheng-geng"); /* a section head */
    house_act(house, &act);
    assert_false(is_urgent(house, number));
    assert_int_equal(house_case(house, number)->needs, term_bit(NEED_ABSTAINED));
    assert_true(house_case(house, number)->urgent); /* it was, and the case says so */
    assert_int_equal(house_refused_act(house, &act), ERROR_WRONG_STATE);
}

static void until_the_case_moves(void **state)
{
    test_house_t *house = *state;
    uint64_t number = urgent_case(house, true);
    act_t act = act_of(number, VERB_CLASSIFY, "lv-jia");
    house_act(house, &act);
    assert_false(is_urgent(house, number));
}

/* P51: the head of the section that it is about may do nothing about it, nor know of it. */
static void attended_by_nobody_recused(void **state)
{
    test_house_t *house = *state;
    uint64_t number = urgent_case(house, false);
    act_t act = act_of(number, VERB_ATTEND, "wu-ji");
    assert_int_equal(house_refused_act(house, &act), ERROR_NOT_FOUND);
    act = act_of(number, VERB_ATTEND, "yang-wu");
    assert_int_equal(house_refused_act(house, &act), ERROR_REFUSED);
    act = act_of(number, VERB_PAUSE, "lv-jia");
    act.clock = CLOCK_URGENT;
    act.until_ms = house->now_ms + DAY_MS;
    assert_int_equal(house_refused_act(house, &act), ERROR_WRONG_STATE);
    assert_true(is_urgent(house, number));
}

/* The rows of a list, page by page, as "3 1 2". */
static const char *listed(test_house_t *house, query_t query)
{
    static char rows[128];
    rows[0] = 0;
    query.what = QUERY_LIST;
    query.limit = 1;
    for (bool more = true; more;) {
        const msgpack_object *reply = house_ask(house, &query);
        const msgpack_object *cases = answer_get(reply, "cases");
        for (uint32_t i = 0; i < cases->via.array.size; i++)
            snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%d", rows[0] ? " " : "",
                (int)answer_number(&cases->via.array.ptr[i], "case"));
        more = map_get(reply, "next");
        query.after = more ? answer_number(reply, "next") : 0;
    }
    return rows;
}

static void first_in_the_human_queue(void **state)
{
    test_house_t *house = *state;
    classified_t plain = urgent_verdict(true);
    plain.urgent = false;
    urgent_case(house, true);
    house_classify(house, house_submit(house), &plain);
    urgent_case(house, false);
    house_classify(house, house_submit(house), &plain);
    assert_string_equal(listed(house, (query_t){.stage = STAGE_HUMAN}), "3 1 4 2");
    assert_string_equal(listed(house, (query_t){.urgent = true}), "3 1");
    assert_string_equal(listed(house, (query_t){.urgent = true, .section = "approval"}), "3");
    assert_string_equal(listed(house, (query_t){0}), "4 3 2 1");
    act_t act = act_of(1, VERB_ATTEND, "lv-jia");
    house_act(house, &act);
    assert_string_equal(listed(house, (query_t){.stage = STAGE_HUMAN}), "3 4 2 1");
    assert_string_equal(listed(house, (query_t){.urgent = true}), "3");
    query_t query = {.what = QUERY_REPLAY};
    assert_int_equal(answer_number(house_ask(house, &query), "different"), 0);
}

static void said_on_the_feed(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = urgent_verdict(false);
    uint64_t number = house_submit(house);
    store_begin(house->store);
    assert_true(registry_take_classified(
        &house->registry, number, &verdict, "classifier@here:1", house->now_ms));
    assert_true(house->registry.news[0].urgent);
    house_commit(house);
    act_t act = act_of(number, VERB_ATTEND, "lv-jia");
    store_begin(house->store);
    assert_int_equal(
        registry_act(&house->registry, &act, house->now_ms, &house->ack, &house->fault), 0);
    assert_false(house->registry.news[0].urgent);
    house_commit(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(told_the_same_moment),
        IN_HOUSE(not_told_to_the_recused),
        IN_HOUSE(until_attended),
        IN_HOUSE(until_the_case_moves),
        IN_HOUSE(attended_by_nobody_recused),
        IN_HOUSE(first_in_the_human_queue),
        IN_HOUSE(said_on_the_feed),
    };
    return cmocka_run_group_tests_name("urgent", tests, NULL, NULL);
}
