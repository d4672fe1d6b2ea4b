/* P36: whether a complaint about the same person, or else the same section, came before. */
#include "house.h"

#include "../../daemon/facts.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(about_the_same_section),
        IN_HOUSE(about_the_same_person),
        IN_HOUSE(findings_are_no_complaints),
        IN_HOUSE(a_case_is_not_before_itself),
        IN_HOUSE(the_look_back_is_bounded),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
