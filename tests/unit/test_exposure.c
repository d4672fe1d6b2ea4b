/* Exposure by name (P40, Q22): after the final decision, of inspections only, and what the list of
 * exposures tells. */
#include "acting.h"

static act_t expose_by(const char *person, bool external)
{
    act_t act = ready_act(VERB_EXPOSE, person);
    act.line = 1;
    act.external = external;
    return act;
}

/* ---- whom ---- */

static void only_what_was_decided(void **state)
{
    act_t act = expose_by("lv-jia", false);
    for (unsigned at = LINE_OPENED; at <= LINE_HEARD; at++) {
        case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
        subject.lines[0].state = at;
        expect(*state, &subject, &act, at == LINE_CONCLUDED ? ERROR_NONE : ERROR_WRONG_STATE, NULL);
    }
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    subject.lines[0].measure_count = 0; /* exempted, or not proven */
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    assert_non_null(strstr(((test_house_t *)*state)->fault.message, "P40"));
    subject = ready_case(STATE_UNDER_REVIEW, VERB_EXPOSE); /* the decision is not final */
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    subject = ready_case(STATE_HEARD, VERB_EXPOSE);
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
}

static void never_who_was_tolerated(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    subject.lines[0].tolerated = true;
    for (unsigned external = 0; external < 2; external++) {
        act_t act = expose_by("lv-jia", external);
        expect(house, &subject, &act, ERROR_REFUSED, "line");
        assert_non_null(strstr(house->fault.message, "P40"));
    }
}

static void only_what_an_inspection_found(void **state)
{
    const uint64_t inspections = term_bit(SOURCE_OPEN_COVERT) | term_bit(SOURCE_SPOT_CHECK) |
                                 term_bit(SOURCE_CONCENTRATED) | term_bit(SOURCE_SYMPOSIUM) |
                                 term_bit(SOURCE_BUREAU_INSPECTION) |
                                 term_bit(SOURCE_SUPERIOR_INSPECTION);
    act_t act = expose_by("lv-jia", false);
    for (unsigned source = 1; source < SOURCES.count; source++) {
        case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
        subject.source = source;
        bool inspected = inspections & term_bit(source);
        expect(*state, &subject, &act, inspected ? ERROR_NONE : ERROR_REFUSED,
            inspected ? NULL : "case");
    }
}

static void nobody_where_the_campaign_says_so(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    act_t act = expose_by("lv-jia", false);
    house->policy->campaign.exposure = false; /* Q22 */
    expect(house, &subject, &act, ERROR_REFUSED, "verb");
    assert_non_null(strstr(house->fault.message, "Q22"));
}

static void inside_the_bureau_at_once(void **state)
{
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    act_t act = expose_by("lv-jia", false);
    expect(*state, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_INTERNAL);
    assert_int_equal(planned.state, STATE_UNSET);
    assert_int_equal(planned.clock_count, 0);
    subject.lines[0].exposure = EXPOSURE_INTERNAL;
    expect(*state, &subject, &act, ERROR_WRONG_STATE, NULL);
    act.reason[0] = 0;
    expect(*state, &subject, &act, ERROR_INVALID, "reason");
}

/* ---- outside ---- */

/* Folds what was planned into the case, as by this role. */
static void carry_out(case_t *subject, role_t role)
{
    event_t event = {.kind = EVENT_ACTED, .number = 9, .at_ms = NOW_MS, .role = role};
    event.case_number = subject->number;
    event.data.acted = planned;
    fold_event(subject, &event);
}

static void outside_when_all_have_approved(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    line_t *line = &subject.lines[0];
    act_t group = expose_by("lv-jia", true), principal = expose_by("zhao-jia", true);
    expect(house, &subject, &group, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_UNSET);
    carry_out(&subject, ROLE_DISCIPLINE_GROUP);
    assert_int_equal(line->exposure, EXPOSURE_UNSET);
    assert_int_equal(line->exposed_ms, 0);
    expect(house, &subject, &group, ERROR_WRONG_STATE, NULL); /* once is enough */
    act_t above = expose_by("kong-ding", true);               /* stands in for nobody */
    expect(house, &subject, &above, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_UNSET);
    expect(house, &subject, &principal, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_EXTERNAL);
    carry_out(&subject, ROLE_PRINCIPAL);
    assert_int_equal(line->exposure, EXPOSURE_EXTERNAL);
    assert_int_equal(line->exposed_ms, NOW_MS);
    assert_string_equal(line->measures[0], "criticism"); /* what was decided, and no more */
    expect(house, &subject, &principal, ERROR_WRONG_STATE, NULL);
    group.external = false;
    expect(house, &subject, &group, ERROR_WRONG_STATE, NULL);
}

/* P51: a line of the case is the principal's own; those above approve in his place. */
static void those_above_stand_in_for_the_recused(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    subject.lines[subject.line_count++] = (line_t){.number = 2,
        .kind = LINE_DOUBLE_INVESTIGATION,
        .state = LINE_CONCLUDED,
        .target = "zhao-jia"};
    subject.lines[0].exposure_agreed = term_bit(ROLE_DISCIPLINE_GROUP);
    act_t act = expose_by("zhao-jia", true);
    expect(house, &subject, &act, ERROR_NOT_FOUND, "case");
    act = expose_by("kong-ding", true);
    expect(house, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_EXTERNAL);
}

static void as_many_as_the_campaign_wants(void **state)
{
    test_house_t *house = *state;
    case_t subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    act_t act = expose_by("lv-jia", true);
    house->policy->campaign.exposure_external_needs = term_bit(ROLE_DISCIPLINE_GROUP); /* Q22 */
    expect(house, &subject, &act, ERROR_NONE, NULL);
    assert_int_equal(planned.exposure, EXPOSURE_EXTERNAL);
}

/* ---- the list ---- */

/* A case that is stored with one line concluded: exposed, or not. */
static void store_case(test_house_t *house, uint64_t number, exposure_t exposure)
{
    static case_t subject;
    subject = ready_case(STATE_CLOSED, VERB_EXPOSE);
    subject.number = number;
    subject.kind_count = 1;
    subject.kinds[0].kind = KIND_C2;
    line_t *line = &subject.lines[0];
    line->post = ROLE_STAFF;
    set_id(line->section, "energy");
    line->ended_ms = NOW_MS - 3 * DAY_MS;
    line->exposure = exposure;
    line->exposed_ms = exposure ? NOW_MS - (int64_t)number * 3600000 : 0;
    buffer_t value = {0};
    record_pack_value(&CASE_RECORD, &subject, &value);
    store_key_t key = key_number(number);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    assert_int_equal(store_commit(house->store), STORE_OK);
    buffer_free(&value);
}

static size_t count_listed(test_house_t *house, query_t query)
{
    query.what = QUERY_EXPOSURES;
    return answer_get(house_ask(house, &query), "exposures")->via.array.size;
}

static void the_list_equals_what_was_decided(void **state)
{
    test_house_t *house = *state;
    store_case(house, 1, EXPOSURE_UNSET);
    store_case(house, 2, EXPOSURE_INTERNAL);
    store_case(house, 3, EXPOSURE_EXTERNAL);
    assert_int_equal(count_listed(house, (query_t){0}), 2);
    assert_int_equal(count_listed(house, (query_t){.external = true}), 1);
    assert_int_equal(count_listed(house, (query_t){.from_ms = NOW_MS - 2 * 3600000}), 1);
    assert_int_equal(count_listed(house, (query_t){.until_ms = NOW_MS - 2 * 3600000}), 1);
    query_t query = {.what = QUERY_EXPOSURES, .external = true};
    const msgpack_object *row = answer_get(house_ask(house, &query), "exposures")->via.array.ptr;
    assert_int_equal(row->via.map.size, 9); /* (v): nothing of the case, nobody who complained */
    assert_true(answer_is(row, "person", "you-you"));
    assert_true(answer_is(row, "name", "尤酉"));
    assert_true(answer_is(row, "post", "staff"));
    assert_true(answer_is(row, "section", "能源股"));
    assert_true(answer_is(row, "exposure", "external"));
    assert_true(object_is_text(answer_get(row, "kinds")->via.array.ptr, "c2"));
    const msgpack_object *measures = answer_get(row, "measures");
    assert_int_equal(measures->via.array.size, 1);
    assert_true(answer_is(measures->via.array.ptr, "id", "criticism"));
    assert_true(answer_is(measures->via.array.ptr, "name", "严肃批评"));
    assert_int_equal(answer_number(row, "decided_ms"), NOW_MS - 3 * DAY_MS);
    query = (query_t){.what = QUERY_EXPOSURES, .limit = 1};
    const msgpack_object *reply = house_ask(house, &query);
    assert_int_equal(answer_number(reply, "next"), 2);
    query.after = 2;
    reply = house_ask(house, &query);
    assert_int_equal(answer_get(reply, "exposures")->via.array.size, 1);
    assert_null(map_get(reply, "next"));
    query = (query_t){.what = QUERY_EXPOSURES, .as = "nobody"};
    assert_string_equal(answer_code(house_ask(house, &query)), "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(only_what_was_decided),
        IN_HOUSE(never_who_was_tolerated),
        IN_HOUSE(only_what_an_inspection_found),
        IN_HOUSE(nobody_where_the_campaign_says_so),
        IN_HOUSE(inside_the_bureau_at_once),
        IN_HOUSE(outside_when_all_have_approved),
        IN_HOUSE(those_above_stand_in_for_the_recused),
        IN_HOUSE(as_many_as_the_campaign_wants),
        IN_HOUSE(the_list_equals_what_was_decided),
    };
    return cmocka_run_group_tests_name("exposure", tests, NULL, NULL);
}
