/* What is possible in a case, and for whom (query `acts`), and what an escalator judges it by, now
 * and before (query `work`). */
#include "acting.h"

#include "../../proto/work.h"
#include "../../workers/assess.h"

#include <stdlib.h>

/* ---- acts ---- */

/* True when anybody of the org chart may do the act, given the words that it takes. */
static bool somebody_can(test_house_t *house, const case_t *subject, act_t act)
{
    const org_t *org = house->policy->org;
    role_t role;
    for (size_t i = 0; i < org_person_count(org); i++) {
        set_id(act.as, org_person_at(org, i)->id);
        if (acts_plan(house->policy, subject, &act, NOW_MS, &role, &planned, &house->fault) == 0)
            return true;
    }
    return false;
}

/* In every state: what is said to be possible can be done by somebody, and nothing else can. */
static void what_is_said_is_what_the_table_does(void **state)
{
    test_house_t *house = *state;
    for (unsigned place = STATE_REGISTERED; place < STATE_COUNT; place++) {
        for (unsigned verb = 1; verb < VERB_COUNT; verb++) {
            for (uint64_t line = 0; line <= 1; line++) {
                case_t subject = ready_case(place, verb);
                act_t act = ready_act(verb, "");
                fault_t why;
                act.line = line;
                set_id(subject.handlers[0], "jiang-mao");
                subject.handler_count = 1;
                uint64_t roles = acts_ask(house->policy, &subject, verb, line, NOW_MS, &why);
                if (verb == VERB_RETURN)
                    act.section_count = 0;
                if ((roles != 0) != somebody_can(house, &subject, act))
                    fail_msg("%s on line %d when %s: said to be %s; %s", term_name(&VERBS, verb),
                        (int)line, term_name(&STATES, place), roles ? "possible" : "not",
                        house->fault.message);
            }
        }
    }
}

static const msgpack_object *find_act(const msgpack_object *reply, verb_t verb, uint64_t line)
{
    const msgpack_object *acts = answer_get(reply, "acts");
    for (uint32_t i = 0; i < acts->via.array.size; i++) {
        const msgpack_object *act = &acts->via.array.ptr[i];
        if (answer_is(act, "verb", term_name(&VERBS, verb)) && answer_number(act, "line") == line)
            return act;
    }
    return NULL;
}

static bool has_role(const msgpack_object *act, const char *role)
{
    const msgpack_object *roles = answer_get(act, "roles");
    for (uint32_t i = 0; i < roles->via.array.size; i++) {
        if (object_is_text(&roles->via.array.ptr[i], role))
            return true;
    }
    return false;
}

static void verbs_with_roles_and_what_is_in_the_way(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    query_t query = {.what = QUERY_ACTS, .case_number = number, .as = "lv-jia"};
    const msgpack_object *reply = house_ask(house, &query);
    assert_true(answer_is(reply, "state", "classified"));
    const msgpack_object *accept = find_act(reply, VERB_ACCEPT, 0);
    assert_non_null(accept);
    assert_true(has_role(accept, "discipline_group") && has_role(accept, "superior"));
    assert_true(answer_get(accept, "you")->via.boolean);
    assert_true(answer_is(accept, "why", ""));
    const msgpack_object *refuse = find_act(reply, VERB_NOT_ACCEPT, 0);
    assert_non_null(refuse); /* P13 */
    assert_int_equal(answer_get(refuse, "roles")->via.array.size, 0);
    assert_non_null(strstr(answer_get(refuse, "why")->via.str.ptr, "P13"));
    assert_null(find_act(reply, VERB_CLOSE, 0)); /* has no place in this state */
    assert_null(find_act(reply, VERB_CLASSIFY, 1));
    assert_non_null(find_act(reply, VERB_TAKE_UP, 1));
    set_id(query.as, "zhao-jia");
    accept = find_act(house_ask(house, &query), VERB_ACCEPT, 0);
    assert_false(answer_get(accept, "you")->via.boolean);
}

/* P51: who is excluded learns nothing, and a role that only he has is left out. */
static void the_excluded_ask_in_vain(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    finding.person_count = 1;
    set_id(finding.persons[0], "zhao-jia"); /* the principal: P52 */
    uint64_t number = house_find(house, &finding);
    query_t query = {.what = QUERY_ACTS, .case_number = number, .as = "kong-ding"};
    const msgpack_object *comment = find_act(house_ask(house, &query), VERB_COMMENT, 0);
    assert_true(has_role(comment, "superior"));
    assert_false(has_role(comment, "principal"));
    assert_false(has_role(comment, "discipline_group"));
    set_id(query.as, "zhao-jia");
    assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
    query.what = QUERY_WORK;
    assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
}

/* ---- work ---- */

static void the_case_before_an_event(void **state)
{
    test_house_t *house = *state;
    static assessed_t assessed; /* large */
    uint64_t number = house_double_case(house);
    house->now_ms += 3 * DAY_MS;
    const case_t *now = house_case(house, number);
    uint64_t assessment = now->last_event;
    int64_t assessed_ms = now->assessed_ms;
    size_t lines = now->line_count;
    act_t act = ready_act(VERB_COMMENT, "lv-jia");
    act.case_number = number;
    house_act(house, &act);
    query_t query = {.what = QUERY_WORK, .case_number = number, .before = assessment};
    const msgpack_object *reply = house_ask(house, &query);
    work_item_t item;
    case_t before;
    unpacker_t unpacker = {0};
    assert_int_equal(
        record_from_map(&WORK_ITEM_RECORD, answer_get(reply, "item"), &item, &house->fault), 0);
    assert_int_equal(record_from_value(&CASE_RECORD, &unpacker, item.case_value.bytes,
                         item.case_value.length, &before, &house->fault),
        0);
    assert_int_equal(before.stage, STAGE_ESCALATE);
    assert_int_equal(before.line_count, 0);
    assert_int_equal(item.now_ms, assessed_ms);
    assess_case(house->policy, &before, &item, &assessed); /* the same decision again */
    assert_int_equal(assessed.line_count, lines);
    query.before = assessment + 1; /* the comment: after the assessment */
    reply = house_ask(house, &query);
    record_from_map(&WORK_ITEM_RECORD, answer_get(reply, "item"), &item, &house->fault);
    record_from_value(&CASE_RECORD, &unpacker, item.case_value.bytes, item.case_value.length,
        &before, &house->fault);
    assert_int_equal(before.line_count, lines);
    query.before = 0; /* as it stands */
    reply = house_ask(house, &query);
    record_from_map(&WORK_ITEM_RECORD, answer_get(reply, "item"), &item, &house->fault);
    assert_int_equal(item.now_ms, house->now_ms);
    unpacker_free(&unpacker);
}

static void an_event_of_another_case(void **state)
{
    test_house_t *house = *state;
    uint64_t other = house_double_case(house), number = house_double_case(house);
    query_t query = {.what = QUERY_WORK, .case_number = number};
    query.before = house_case(house, other)->last_event;
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    query.before = 999;
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(what_is_said_is_what_the_table_does),
        IN_HOUSE(verbs_with_roles_and_what_is_in_the_way),
        IN_HOUSE(the_excluded_ask_in_vain),
        IN_HOUSE(the_case_before_an_event),
        IN_HOUSE(an_event_of_another_case),
    };
    return cmocka_run_group_tests_name("possible", tests, NULL, NULL);
}
