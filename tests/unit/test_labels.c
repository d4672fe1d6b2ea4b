/* The query `labels`: what people decided about texts, for those who may read texts, without the
 * cases that exclude the asker (P51, P52). */
#include "house.h"

static uint64_t classified(test_house_t *house, const char *person)
{
    uint64_t number = house_submit(house);
    classified_t verdict = house_verdict();
    verdict.person_count = person != NULL;
    snprintf(verdict.persons[0], ID_BYTES, "%s", person ? person : "");
    house_classify(house, number, &verdict);
    house_assess(house, number);
    return number;
}

/* A person says that it is in scope and of this kind, or (KIND_UNSET) out of it. */
static void correct_as(test_house_t *house, const char *as, uint64_t number, kind_t kind)
{
    act_t act = {.case_number = number,
        .verb = VERB_CLASSIFY,
        .reason = "人工复核",
        .scope = kind != KIND_UNSET,
        .kinds = term_bit(kind)};
    const case_t *subject = house_case(house, number);
    act.person_count = subject->person_count; /* whom it names, nobody corrects */
    memcpy(act.persons, subject->persons, sizeof act.persons);
    snprintf(act.as, sizeof act.as, "%s", as);
    house_act(house, &act);
}

static void correct(test_house_t *house, uint64_t number, kind_t kind)
{
    correct_as(house, "lv-jia", number, kind);
}

/* The numbers of the labels' cases, each followed by a blank. */
static const char *labels(test_house_t *house, const char *as, uint64_t after, uint64_t limit)
{
    static char numbers[200];
    query_t query = {.what = QUERY_LABELS, .after = after, .limit = limit};
    snprintf(query.as, sizeof query.as, "%s", as);
    const msgpack_object *reply = house_ask(house, &query);
    if (answer_code(reply)[0])
        return answer_code(reply);
    const msgpack_object *items = answer_get(reply, "labels");
    size_t length = 0;
    numbers[0] = '\0';
    for (uint32_t i = 0; i < items->via.array.size; i++)
        length += (size_t)snprintf(numbers + length, sizeof numbers - length, "%llu ",
            (unsigned long long)answer_number(&items->via.array.ptr[i], "case"));
    return numbers;
}

static void what_a_person_said_is_a_label(void **state)
{
    test_house_t *house = *state;
    classified(house, NULL); /* the machine alone */
    uint64_t corrected = classified(house, NULL), refused = classified(house, NULL);
    correct(house, corrected, KIND_C5);
    correct(house, refused, KIND_UNSET);
    query_t query = {.what = QUERY_LABELS};
    const msgpack_object *items = answer_get(house_ask(house, &query), "labels");
    assert_int_equal(items->via.array.size, 2);
    const msgpack_object *label = &items->via.array.ptr[0];
    assert_int_equal(answer_number(label, "case"), corrected);
    assert_true(answer_get(label, "scope")->via.boolean);
    const msgpack_object *kinds = answer_get(label, "kinds");
    assert_int_equal(kinds->via.array.size, 1);
    assert_memory_equal(kinds->via.array.ptr[0].via.str.ptr, "c5", 2);
    submit_t submit = house_submission(house);
    const msgpack_object *text = answer_get(label, "text");
    assert_int_equal(text->via.str.size, submit.text.length);
    assert_memory_equal(text->via.str.ptr, submit.text.bytes, submit.text.length);
    label = &items->via.array.ptr[1];
    assert_int_equal(answer_number(label, "case"), refused);
    assert_false(answer_get(label, "scope")->via.boolean);
    assert_int_equal(answer_get(label, "kinds")->via.array.size, 0);
}

static void a_finding_that_stands_confirms(void **state)
{
    static const struct {
        outcome_t outcome;
        bool confirms;
    } rows[] = {{OUTCOME_SUBSTANTIATED, true}, {OUTCOME_PARTLY, true},
        {OUTCOME_UNSUBSTANTIATED, false}, {OUTCOME_UNCLEAR, false},
        {OUTCOME_FALSE_SUSPECTED, false}};
    static event_t event;
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = {.number = 1, .state = STATE_VERIFYING};
        event = (event_t){.case_number = 1, .kind = EVENT_ACTED};
        event.data.acted =
            (acted_t){.verb = VERB_FIND, .state = STATE_FOUND, .outcome = rows[i].outcome};
        fold_event(&subject, &event);
        assert_int_equal(subject.confirmed, rows[i].confirms);
    }
    (void)state;
}

static void only_who_may_read_texts(void **state)
{
    test_house_t *house = *state;
    correct(house, classified(house, NULL), KIND_C1);
    correct_as(house, "kong-ding", classified(house, "zhao-jia"), KIND_C1); /* P52 */
    correct(house, classified(house, NULL), KIND_C1);
    assert_string_equal(labels(house, "", 0, 0), "1 3 ");
    assert_string_equal(labels(house, "lv-jia", 0, 0), "1 3 ");
    assert_string_equal(labels(house, "yan-ji", 0, 0), "1 2 3 "); /* superior */
    assert_string_equal(labels(house, "wu-ji", 0, 0), "refused"); /* heads a section */
    assert_string_equal(labels(house, "zhao-jia", 0, 0), "refused");
    assert_string_equal(labels(house, "nobody", 0, 0), "refused");
}

static void pages(void **state)
{
    test_house_t *house = *state;
    for (size_t i = 0; i < 5; i++)
        correct(house, classified(house, NULL), KIND_C2);
    assert_string_equal(labels(house, "", 0, 2), "1 2 ");
    assert_int_equal(answer_number(&house->answer, "next"), 2);
    assert_string_equal(labels(house, "", 2, 2), "3 4 ");
    assert_string_equal(labels(house, "", 4, 2), "5 ");
    assert_null(map_get(&house->answer, "next"));
    assert_string_equal(labels(house, "", 5, 2), "");
    assert_string_equal(labels(house, "", UINT64_MAX, 2), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(what_a_person_said_is_a_label),
        IN_HOUSE(a_finding_that_stands_confirms),
        IN_HOUSE(only_who_may_read_texts),
        IN_HOUSE(pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
