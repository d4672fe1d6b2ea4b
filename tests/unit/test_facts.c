/* P36: whether a complaint about the same person, or else the same section, came before. P31:
 * whether somebody was found against before. */
#include "house.h"

#include "../../daemon/facts.h"
#include "../../daemon/index.h"

/* A complaint that the classifier finds to be about this section or person. */
static uint64_t complain(test_house_t *house, const char *section, const char *person)
{
    uint64_t number = house_submit(house);
    classified_t verdict = house_verdict();
    verdict.section_count = section != NULL;
    verdict.person_count = person != NULL;
    snprintf(verdict.sections[0], ID_BYTES, "%s", section ? section : "");
    snprintf(verdict.persons[0], ID_BYTES, "%s", person ? person : "");
    house_classify(house, number, &verdict);
    return number;
}

static bool came_before(
    test_house_t *house, int64_t discovered_ms, const char *section, const char *person)
{
    case_t subject = {.number = 1000, .discovered_ms = discovered_ms};
    subject.section_count = section != NULL;
    subject.person_count = person != NULL;
    snprintf(subject.sections[0], ID_BYTES, "%s", section ? section : "");
    snprintf(subject.persons[0], ID_BYTES, "%s", person ? person : "");
    store_view_t *view = house_view(house);
    bool before = facts_complaint_before(view, &house->unpacker, &subject);
    snapshot_close(&view);
    return before;
}

static void about_the_same_section(void **state)
{
    test_house_t *house = *state;
    assert_false(came_before(house, NOW_MS + DAY_MS, "energy", NULL));
    complain(house, "energy", NULL);
    assert_true(came_before(house, NOW_MS + DAY_MS, "energy", NULL));
    assert_true(came_before(house, NOW_MS + 1, "energy", NULL));
    assert_false(came_before(house, NOW_MS, "energy", NULL)); /* not before it, but with it */
    assert_false(came_before(house, NOW_MS + DAY_MS, "prices", NULL));
    assert_false(came_before(house, NOW_MS + DAY_MS, "energ", NULL)); /* ids are whole */
    assert_false(came_before(house, NOW_MS + DAY_MS, NULL, NULL));
}

static void about_the_same_person(void **state)
{
    test_house_t *house = *state;
    complain(house, "energy", NULL);
    assert_false(came_before(house, NOW_MS + DAY_MS, "energy", "you-you")); /* others of it */
    complain(house, NULL, "you-you");
    assert_true(came_before(house, NOW_MS + DAY_MS, "energy", "you-you"));
    assert_true(came_before(house, NOW_MS + DAY_MS, NULL, "you-you"));
    assert_false(came_before(house, NOW_MS + DAY_MS, NULL, "qin-shen"));
}

static void findings_are_no_complaints(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    house_find(house, &finding);
    assert_false(came_before(house, NOW_MS + DAY_MS, "approval", NULL));
}

static void a_case_is_not_before_itself(void **state)
{
    test_house_t *house = *state;
    uint64_t number = complain(house, "energy", NULL);
    case_t subject = *house_case(house, number);
    subject.discovered_ms = NOW_MS + DAY_MS;
    store_view_t *view = house_view(house);
    assert_false(facts_complaint_before(view, &house->unpacker, &subject));
    snapshot_close(&view);
}

static void the_look_back_is_bounded(void **state)
{
    test_house_t *house = *state;
    complain(house, "energy", NULL);
    house->now_ms += DAY_MS;
    int64_t discovered_ms = house->now_ms;
    for (int i = 1; i < FACTS_LOOK_MAX; i++)
        complain(house, "energy", NULL);
    assert_true(came_before(house, discovered_ms, "energy", NULL));
    complain(house, "energy", NULL); /* one more, and the first is out of sight */
    assert_false(came_before(house, discovered_ms, "energy", NULL));
}

/* A case in the store with one line on 尤酉 that came to `outcome`. */
static void put_case(test_house_t *house, uint64_t number, int64_t opened_ms, outcome_t outcome)
{
    static const case_t nothing;
    buffer_t value = {0};
    case_t other = {.number = number, .stage = STAGE_STAFF, .line_count = 1};
    other.lines[0] = (line_t){.number = 1,
        .kind = LINE_PERSON,
        .state = LINE_CONCLUDED,
        .target = "you-you",
        .opened_ms = opened_ms,
        .outcome = outcome};
    record_pack_value(&CASE_RECORD, &other, &value);
    store_key_t key = key_number(number);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    index_update(house->store, &nothing, &other);
    assert_int_equal(store_commit(house->store), STORE_OK);
    buffer_free(&value);
}

static bool is_repeated(test_house_t *house, uint64_t number, const char *target, line_state_t at)
{
    case_t subject = {.number = number, .line_count = 1};
    subject.lines[0] = (line_t){.number = 1, .kind = LINE_PERSON, .state = at};
    snprintf(subject.lines[0].target, ID_BYTES, "%s", target);
    store_view_t *view = house_view(house);
    bool repeated =
        facts_repeated(view, &house->unpacker, &house->policy->campaign, &subject, NOW_MS);
    snapshot_close(&view);
    return repeated;
}

static void found_against_within_two_years(void **state)
{
    test_house_t *house = *state;
    put_case(house, 1, NOW_MS - DAY_MS, OUTCOME_UNSUBSTANTIATED);
    put_case(house, 2, NOW_MS - 730 * DAY_MS, OUTCOME_SUBSTANTIATED); /* just too long ago */
    assert_false(is_repeated(house, 1000, "you-you", LINE_FOUND));
    put_case(house, 3, NOW_MS - 730 * DAY_MS + 1, OUTCOME_PARTLY);
    assert_true(is_repeated(house, 1000, "you-you", LINE_FOUND));
    assert_false(is_repeated(house, 1000, "qin-shen", LINE_FOUND));
    assert_false(is_repeated(house, 1000, "you-you", LINE_ASSIGNED)); /* only what was found now */
    assert_false(is_repeated(house, 3, "you-you", LINE_FOUND)); /* a case is not before itself */
}

/* P32 (b), Q20: this case and those that proved right in twelve months. */
static void complaints_that_proved_right(void **state)
{
    test_house_t *house = *state;
    put_case(house, 1, NOW_MS - 365 * DAY_MS, OUTCOME_SUBSTANTIATED); /* just too long ago */
    put_case(house, 2, NOW_MS - 365 * DAY_MS + 1, OUTCOME_SUBSTANTIATED);
    put_case(house, 3, NOW_MS - DAY_MS, OUTCOME_UNSUBSTANTIATED);
    static const struct {
        bool is_finding;
        line_kind_t kind;
        size_t past_count;
        uint64_t complaints;
    } rows[] = {
        {false, LINE_PERSON, 1, 2},
        {true, LINE_PERSON, 1, 1}, /* this one is no complaint */
        {false, LINE_DOUBLE_INVESTIGATION, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = {.number = 1000, .is_finding = rows[i].is_finding, .line_count = 1};
        subject.lines[0] = (line_t){.number = 1, .kind = rows[i].kind, .state = LINE_FOUND};
        snprintf(subject.lines[0].target, ID_BYTES, "you-you");
        work_item_t item = {.now_ms = NOW_MS};
        store_view_t *view = house_view(house);
        facts_past(view, &house->unpacker, &house->policy->campaign, &subject, &item);
        snapshot_close(&view);
        assert_int_equal(item.past_count, rows[i].past_count);
        assert_int_equal(item.past[0].complaints, rows[i].complaints);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(about_the_same_section),
        IN_HOUSE(about_the_same_person),
        IN_HOUSE(findings_are_no_complaints),
        IN_HOUSE(a_case_is_not_before_itself),
        IN_HOUSE(the_look_back_is_bounded),
        IN_HOUSE(found_against_within_two_years),
        IN_HOUSE(complaints_that_proved_right),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
