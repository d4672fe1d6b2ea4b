/* Problem lists (P7, P9) and overdue tasks (P14): what a finding must say, what follows from it,
 * and who has filed what. */
#include "house.h"

#include "../../workers/assess.h"

/* ---- what must be said ---- */

typedef struct {
    const char *field;
    void (*spoil)(finding_t *finding);
} spoilt_t;

static void without_measure(finding_t *finding)
{
    finding->measure[0] = 0;
}

static void without_date(finding_t *finding)
{
    finding->rectify_by_ms = 0;
}

static void dated_before_it_was_found(finding_t *finding)
{
    finding->rectify_by_ms = finding->discovered_ms;
}

static void without_responsible(finding_t *finding)
{
    finding->responsible[0] = 0;
}

static void answered_for_by_nobody(finding_t *finding)
{
    snprintf(finding->responsible, sizeof finding->responsible, "%s", "nobody");
}

static void filed_by_nobody(finding_t *finding)
{
    finding->inspector[0] = 0;
}

static void filed_from_outside(finding_t *finding)
{
    snprintf(finding->inspector, sizeof finding->inspector, "%s", "kong-ding");
}

static void refuse(
    test_house_t *house, const finding_t *sound, const spoilt_t *spoilt, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        finding_t wrong = *sound;
        spoilt[i].spoil(&wrong);
        assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
        assert_string_equal(house->fault.field, spoilt[i].field);
    }
}

/* P9: measure, timetable and responsible person, all three. */
static void an_item_is_complete(void **state)
{
    test_house_t *house = *state;
    static const spoilt_t spoilt[] = {
        {"measure", without_measure},
        {"rectify_by_ms", without_date},
        {"rectify_by_ms", dated_before_it_was_found},
        {"responsible", without_responsible},
        {"responsible", answered_for_by_nobody},
        {"inspector", filed_by_nobody},
        {"inspector", filed_from_outside},
    };
    finding_t item = house_item(house, "yang-wu"); /* P1: no Party member, and staff like all */
    refuse(house, &item, spoilt, COUNT(spoilt));
    const case_t *subject = house_case(house, house_find(house, &item));
    assert_string_equal(subject->inspector, "yang-wu");
    assert_string_equal(subject->responsible, "yang-wu");
    assert_string_equal(subject->measure, item.measure);
    assert_int_equal(subject->rectify_by_ms, item.rectify_by_ms);
    finding_t other = house_finding(house); /* of other sources nobody asks for it */
    other.source = SOURCE_PEER;
    house_find(house, &other);
}

static void without_task(finding_t *finding)
{
    finding->task[0] = 0;
}

static void without_due_date(finding_t *finding)
{
    finding->task_due_ms = 0;
}

static void not_yet_due(finding_t *finding)
{
    finding->task_due_ms = finding->discovered_ms;
}

static void leading_to_nobody(finding_t *finding)
{
    finding->person_count = 0;
}

static finding_t overdue_task(test_house_t *house)
{
    finding_t finding = house_finding(house);
    finding.source = SOURCE_OVERDUE_TASK;
    finding.kinds = 0;
    snprintf(finding.task, sizeof finding.task, "%s", "重点项目前期工作月报");
    finding.task_due_ms = finding.discovered_ms - 5 * DAY_MS;
    finding.person_count = 1;
    snprintf(finding.persons[0], sizeof finding.persons[0], "%s", "shen-chen");
    return finding;
}

static const rule_hit_t *rule_of(const assessed_t *assessed, const char *rule)
{
    for (size_t i = 0; i < assessed->rule_count; i++) {
        if (strcmp(assessed->rules[i].rule, rule) == 0)
            return &assessed->rules[i];
    }
    return NULL;
}

/* P14: from the task to the persons, who are charged with inaction. */
static void an_overdue_task_leads_to_persons(void **state)
{
    test_house_t *house = *state;
    static const spoilt_t spoilt[] = {
        {"task", without_task},
        {"task_due_ms", without_due_date},
        {"task_due_ms", not_yet_due},
        {"persons", leading_to_nobody},
    };
    static assessed_t assessed;
    finding_t finding = overdue_task(house);
    refuse(house, &finding, spoilt, COUNT(spoilt));
    const case_t *subject = house_case(house, house_find(house, &finding));
    assert_int_equal(subject->kind_count, 1);
    assert_int_equal(subject->kinds[0].kind, KIND_C1);
    assert_int_equal(subject->conduct, CONDUCT_INACTION);
    work_item_t item = {.lease = 1, .now_ms = house->now_ms};
    assess_case(house->policy, subject, &item, &assessed);
    assert_non_null(rule_of(&assessed, "P14"));
    assert_true(rule_of(&assessed, "P14")->holds);
    assert_non_null(strstr(rule_of(&assessed, "P14")->inputs, "2015-08-14"));
    assert_int_equal(assessed.line_count, 1);
    assert_string_equal(assessed.lines[0].target, "shen-chen");
    finding = overdue_task(house); /* what the inspector says stands */
    finding.kinds = term_bit(KIND_C2);
    finding.conduct = CONDUCT_SLOW;
    subject = house_case(house, house_find(house, &finding));
    assert_int_equal(subject->kinds[0].kind, KIND_C2);
    assert_int_equal(subject->conduct, CONDUCT_SLOW);
    finding = house_finding(house);
    assess_case(house->policy, house_case(house, house_find(house, &finding)), &item, &assessed);
    assert_null(rule_of(&assessed, "P14"));
}

/* ---- until when ---- */

static act_t act_of(uint64_t number, verb_t verb)
{
    act_t act = {.case_number = number, .verb = verb, .handler_count = 2};
    act.outcome = OUTCOME_SUBSTANTIATED;
    snprintf(act.as, sizeof act.as, "%s", "lv-jia");
    snprintf(act.reason, sizeof act.reason, "%s", "经核对属实");
    snprintf(act.handlers[0], ID_BYTES, "%s", "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "%s", "shi-yi");
    return act;
}

static void take(test_house_t *house, uint64_t number, verb_t verb)
{
    act_t act = act_of(number, verb);
    house_act(house, &act);
}

/* Files an item about a section and nobody, and brings it to the finding that it is so. */
static uint64_t found_item(test_house_t *house, const char *member)
{
    finding_t item = house_item(house, member);
    classified_t verdict = house_verdict();
    uint64_t number = house_find(house, &item);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    take(house, number, VERB_ACCEPT);
    take(house, number, VERB_TAKE_UP);
    take(house, number, VERB_FIND);
    return number;
}

static int64_t rectify_due_ms(test_house_t *house, uint64_t number)
{
    return case_clock(house_case(house, number), CLOCK_RECTIFY, 0)->due_ms;
}

/* §8: rectification: the item's date. */
static void it_is_put_right_at_its_date(void **state)
{
    test_house_t *house = *state;
    uint64_t number = found_item(house, "yang-wu");
    int64_t date_ms = house_case(house, number)->rectify_by_ms;
    assert_int_equal(rectify_due_ms(house, number), date_ms);
    take(house, number, VERB_RECTIFY); /* without a date of its own */
    assert_int_equal(rectify_due_ms(house, number), date_ms);
    act_t act = act_of(number, VERB_RECTIFIED);
    house_act(house, &act);
    act = act_of(number, VERB_REJECT);
    house_act(house, &act);
    assert_int_equal(rectify_due_ms(house, number), date_ms);
}

static void a_date_that_has_passed_is_no_date(void **state)
{
    test_house_t *house = *state;
    house->now_ms -= 12 * DAY_MS;
    finding_t item = house_item(house, "yang-wu");
    classified_t verdict = house_verdict();
    uint64_t number = house_find(house, &item);
    house->now_ms += 12 * DAY_MS;
    house_classify(house, number, &verdict);
    house_assess(house, number);
    take(house, number, VERB_ACCEPT);
    take(house, number, VERB_TAKE_UP);
    take(house, number, VERB_FIND);
    assert_int_equal(rectify_due_ms(house, number), NOW_MS + 30 * DAY_MS + DAY_MS / 2);
    act_t act = act_of(number, VERB_RECTIFY);
    assert_int_equal(house_refused_act(house, &act), ERROR_INVALID);
    assert_string_equal(house->fault.field, "until_ms");
    act.until_ms = house->now_ms + 3 * DAY_MS;
    house_act(house, &act);
    assert_int_equal(rectify_due_ms(house, number), act.until_ms);
}

/* ---- who has filed what ---- */

static const msgpack_object *member_of(test_house_t *house, query_t query, const char *person)
{
    query.what = QUERY_PROBLEMS;
    const msgpack_object *members = answer_get(house_ask(house, &query), "members");
    for (uint32_t i = 0; i < members->via.array.size; i++) {
        if (answer_is(&members->via.array.ptr[i], "person", person))
            return &members->via.array.ptr[i];
    }
    return NULL;
}

static void expect_figures(test_house_t *house, query_t query, const char *person, int filed,
    int open, int rectified, int overdue, int ended)
{
    const msgpack_object *member = member_of(house, query, person);
    assert_non_null(member);
    assert_int_equal(answer_number(member, "filed"), filed);
    assert_int_equal(answer_number(member, "open"), open);
    assert_int_equal(answer_number(member, "rectified"), rectified);
    assert_int_equal(answer_number(member, "overdue"), overdue);
    assert_int_equal(answer_number(member, "ended"), ended);
}

static void who_has_filed_what(void **state)
{
    test_house_t *house = *state;
    const query_t all = {0};
    finding_t item = house_item(house, "yang-wu");
    house_find(house, &item);
    uint64_t number = found_item(house, "yang-wu");
    expect_figures(house, all, "yang-wu", 2, 2, 0, 0, 0);
    expect_figures(house, all, "zhao-jia", 0, 0, 0, 0, 0); /* P1: the principal as well */
    expect_figures(house, all, "wang-xin", 0, 0, 0, 0, 0); /* no Party member */
    assert_null(member_of(house, all, "kong-ding"));
    assert_null(member_of(house, all, "chu-zi"));
    assert_null(member_of(house, all, "xu-xu")); /* retired in July */
    house->now_ms += 20 * DAY_MS;
    expect_figures(house, all, "yang-wu", 2, 2, 0, 2, 0);
    act_t rectify = act_of(number, VERB_RECTIFY);
    rectify.until_ms = house->now_ms + DAY_MS;
    house_act(house, &rectify);
    take(house, number, VERB_RECTIFIED);
    expect_figures(house, all, "yang-wu", 2, 2, 0, 2, 0); /* he says so; nobody has looked */
    take(house, number, VERB_APPROVE);
    expect_figures(house, all, "yang-wu", 2, 1, 1, 1, 0);
    query_t before = {.until_ms = item.discovered_ms};
    expect_figures(house, before, "yang-wu", 0, 0, 0, 0, 0);
    query_t since = {.from_ms = item.discovered_ms};
    expect_figures(house, since, "yang-wu", 2, 1, 1, 1, 0);
}

static void what_was_not_so_has_ended(void **state)
{
    test_house_t *house = *state;
    finding_t item = house_item(house, "yang-wu");
    classified_t verdict = house_verdict();
    uint64_t number = house_find(house, &item);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    take(house, number, VERB_NOT_ACCEPT);
    expect_figures(house, (query_t){0}, "yang-wu", 1, 0, 0, 0, 1);
}

/* P51: the head of the section that an item is about does not learn of it; who filed it knows. */
static void nobody_recused_counts_it(void **state)
{
    test_house_t *house = *state;
    finding_t item = house_item(house, "yang-wu");
    item.person_count = 1;
    snprintf(item.persons[0], sizeof item.persons[0], "%s", "yang-wu");
    house_find(house, &item);
    query_t query = {.as = "wu-ji"};
    expect_figures(house, query, "yang-wu", 0, 0, 0, 0, 0);
    snprintf(query.as, sizeof query.as, "%s", "yang-wu");
    expect_figures(house, query, "yang-wu", 1, 1, 0, 0, 0);
    snprintf(query.as, sizeof query.as, "%s", "lv-jia");
    expect_figures(house, query, "yang-wu", 1, 1, 0, 0, 0);
    query = (query_t){.what = QUERY_PROBLEMS, .as = "nobody"};
    assert_string_equal(answer_code(house_ask(house, &query)), "refused");
    query = (query_t){.what = QUERY_PROBLEMS, .from_ms = 5, .until_ms = 5};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(an_item_is_complete),
        IN_HOUSE(an_overdue_task_leads_to_persons),
        IN_HOUSE(it_is_put_right_at_its_date),
        IN_HOUSE(a_date_that_has_passed_is_no_date),
        IN_HOUSE(who_has_filed_what),
        IN_HOUSE(what_was_not_so_has_ended),
        IN_HOUSE(nobody_recused_counts_it),
    };
    return cmocka_run_group_tests_name("problems", tests, NULL, NULL);
}
