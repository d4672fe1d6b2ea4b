/* P39: what the daemon tells of the sections and leaders of a case (Q16–Q19), and that the lines on
 * the two responsibilities are opened once, whoever finds it out first. */
#include "house.h"

#include "../../daemon/facts.h"
#include "../../daemon/standing.h"

/* Puts a case into the store with its indexes. */
static void put_case(test_house_t *house, const case_t *subject)
{
    static const case_t nothing;
    buffer_t value = {0};
    record_pack_value(&CASE_RECORD, subject, &value);
    store_key_t key = key_number(subject->number);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    index_update(house->store, &nothing, subject);
    assert_int_equal(store_commit(house->store), STORE_OK);
    buffer_free(&value);
}

/* A case about a section, found to hold. */
static case_t found_case(uint64_t number, const char *section)
{
    case_t subject = {.number = number, .state = STATE_FOUND, .stage = STAGE_STAFF};
    subject.is_finding = true;
    subject.received_ms = subject.when.found_ms = NOW_MS - DAY_MS;
    subject.assessed_ms = NOW_MS - DAY_MS;
    subject.outcome = OUTCOME_SUBSTANTIATED;
    subject.section_count = 1;
    snprintf(subject.sections[0], ID_BYTES, "%s", section);
    return subject;
}

/* A case whose overdue clock was brought before a leader. */
static case_t overdue_case(uint64_t number, const char *leader)
{
    case_t subject = {.number = number, .state = STATE_VERIFYING, .stage = STAGE_STAFF};
    subject.received_ms = NOW_MS - DAY_MS;
    subject.clock_count = 1;
    subject.clocks[0] = (case_clock_t){.kind = CLOCK_VERIFY, .level = LEVEL_DEPUTY};
    subject.clocks[0].told_count = 1;
    snprintf(subject.clocks[0].told[0], ID_BYTES, "%s", leader);
    return subject;
}

static const jurisdiction_t *row(const work_item_t *item, const char *section, const char *leader)
{
    for (size_t i = 0; i < item->jurisdiction_count; i++) {
        if (strcmp(item->jurisdictions[i].section, section) == 0 &&
            strcmp(item->jurisdictions[i].leader, leader) == 0)
            return &item->jurisdictions[i];
    }
    fail_msg("no row of %s for %s", section, leader);
    return NULL;
}

static const work_item_t *ask(test_house_t *house, const case_t *subject)
{
    static work_item_t item;
    item = (work_item_t){.now_ms = NOW_MS};
    store_view_t *view = house_view(house);
    standing_t *standing = standing_new(view, &house->unpacker, house->policy, NOW_MS);
    assert_non_null(standing);
    assert_int_equal(standing_now_ms(standing), NOW_MS);
    standing_fill(standing, subject, &item);
    standing_destroy(&standing);
    assert_null(standing);
    snapshot_close(&view);
    return &item;
}

/* ---- the counts ---- */

static void rows_for_the_section_its_deputy_and_the_principal(void **state)
{
    case_t subject = found_case(1000, "projects");
    const work_item_t *item = ask(*state, &subject);
    assert_int_equal(item->jurisdiction_count, 3);
    row(item, "projects", "sun-bing");
    row(item, "", "sun-bing");
    row(item, "", "zhao-jia");
    snprintf(subject.sections[subject.section_count++], ID_BYTES, "investment");
    assert_int_equal(ask(*state, &subject)->jurisdiction_count, 4); /* the same deputy */
}

static void what_was_found_in_the_section_and_under_the_deputy(void **state)
{
    test_house_t *house = *state;
    int64_t window_ms = (int64_t)house->policy->campaign.responsibility.window_ms;
    case_t subject = found_case(1, "projects");
    put_case(house, &subject); /* this case counts too */
    case_t other = found_case(2, "projects");
    other.severity = SEVERITY_SERIOUS;
    put_case(house, &other);
    other = found_case(3, "projects");
    other.when.found_ms = NOW_MS - window_ms; /* just too long ago */
    put_case(house, &other);
    other = found_case(4, "projects");
    other.outcome = OUTCOME_UNSUBSTANTIATED;
    put_case(house, &other);
    other = found_case(5, "investment");
    other.outcome = OUTCOME_PARTLY;
    other.impact = true;
    put_case(house, &other);
    other = found_case(6, "investment");
    snprintf(other.sections[other.section_count++], ID_BYTES, "projects");
    put_case(house, &other);
    other = found_case(7, "energy"); /* another deputy's */
    put_case(house, &other);
    const work_item_t *item = ask(house, &subject);
    const jurisdiction_t *section = row(item, "projects", "sun-bing");
    assert_int_equal(section->substantiated, 3);
    assert_int_equal(section->serious, 1);
    assert_int_equal(section->impacts, 0);
    const jurisdiction_t *deputy = row(item, "", "sun-bing");
    assert_int_equal(deputy->substantiated, 4); /* case 6 once */
    assert_int_equal(deputy->impacts, 1);
    assert_int_equal(row(item, "", "zhao-jia")->substantiated, 0);
}

static void where_an_accused_person_worked(void **state)
{
    test_house_t *house = *state;
    case_t other = found_case(2, "office");
    other.line_count = 1;
    other.lines[0] = (line_t){.number = 1, .kind = LINE_PERSON, .post = ROLE_STAFF};
    snprintf(other.lines[0].target, ID_BYTES, "qin-shen");
    snprintf(other.lines[0].section, ID_BYTES, "projects");
    put_case(house, &other);
    case_t subject = found_case(1000, "projects");
    assert_int_equal(row(ask(house, &subject), "projects", "sun-bing")->substantiated, 1);
}

static void overdue_cases_that_wait_for_the_leader(void **state)
{
    test_house_t *house = *state;
    case_t subject = overdue_case(1, "sun-bing"), other = overdue_case(2, "sun-bing");
    snprintf(subject.sections[subject.section_count++], ID_BYTES, "projects");
    put_case(house, &subject); /* the worker sees this one itself */
    put_case(house, &other);
    other = overdue_case(3, "zhao-jia");
    put_case(house, &other);
    const work_item_t *item = ask(house, &subject);
    assert_int_equal(row(item, "projects", "sun-bing")->overdue, 1);
    assert_int_equal(row(item, "", "sun-bing")->overdue, 1);
    assert_int_equal(row(item, "", "zhao-jia")->overdue, 1);
    case_t after = other; /* he acted: the clock stops, and with it the entry */
    after.clock_count = 0;
    store_begin(house->store);
    index_update(house->store, &other, &after);
    assert_int_equal(store_commit(house->store), STORE_OK);
    assert_int_equal(row(ask(house, &subject), "", "zhao-jia")->overdue, 0);
}

/* ---- once ---- */

static case_t pursued_case(uint64_t number, const char *leader, int64_t opened_ms)
{
    case_t subject = found_case(number, "projects");
    subject.line_count = 1;
    subject.lines[0] = (line_t){.number = 1, .kind = LINE_PRINCIPAL_RESPONSIBILITY};
    subject.lines[0].opened_ms = opened_ms;
    snprintf(subject.lines[0].target, ID_BYTES, "%s", leader);
    return subject;
}

static void pursued_in_another_case(void **state)
{
    test_house_t *house = *state;
    int64_t window_ms = (int64_t)house->policy->campaign.responsibility.window_ms;
    case_t old = pursued_case(2, "sun-bing", NOW_MS - window_ms);
    put_case(house, &old);
    case_t subject = pursued_case(1, "sun-bing", NOW_MS - DAY_MS);
    put_case(house, &subject);
    assert_false(row(ask(house, &subject), "", "sun-bing")->pursued); /* not by itself */
    case_t third = found_case(3, "projects");
    assert_true(row(ask(house, &third), "", "sun-bing")->pursued);
    assert_false(row(ask(house, &third), "", "zhao-jia")->pursued);
}

static assessed_t *pursuit(uint64_t first, const char *leader)
{
    static assessed_t pursued;
    pursued = (assessed_t){.line_count = 2};
    pursued.lines[0] = (line_t){.number = first, .kind = LINE_PRINCIPAL_RESPONSIBILITY};
    pursued.lines[1] = (line_t){.number = first + 1, .kind = LINE_SUPERVISION_RESPONSIBILITY};
    for (size_t i = 0; i < 2; i++) {
        pursued.lines[i].state = LINE_OPENED;
        pursued.lines[i].opened_ms = NOW_MS;
        snprintf(pursued.lines[i].target, ID_BYTES, "%s", i ? "lv-jia" : leader);
    }
    return &pursued;
}

static bool take(test_house_t *house, uint64_t number, const assessed_t *pursued)
{
    store_begin(house->store);
    bool taken = registry_take_pursued(&house->registry, number, pursued, "worker", NOW_MS);
    house_commit(house);
    return taken;
}

static void a_pursuit_opens_lines_and_moves_nothing(void **state)
{
    test_house_t *house = *state;
    case_t first = found_case(1, "projects"), second = found_case(2, "projects");
    put_case(house, &first);
    put_case(house, &second);
    assert_true(take(house, 1, pursuit(1, "sun-bing")));
    const case_t *subject = house_case(house, 1);
    assert_int_equal(subject->line_count, 2);
    assert_int_equal(subject->state, STATE_FOUND);
    assert_int_equal(subject->stage, STAGE_STAFF);
    assert_false(take(house, 1, pursuit(3, "sun-bing"))); /* unique by kind and target (§9) */
    assert_false(take(house, 2, pursuit(1, "sun-bing"))); /* once, whichever case shows it */
    assert_true(take(house, 2, pursuit(1, "zhao-jia")));
}

static void a_pursuit_that_fits_no_longer(void **state)
{
    static const state_t ends[] = {STATE_CLOSED, STATE_NOT_ACCEPTED, STATE_UNDER_REVIEW};
    test_house_t *house = *state;
    case_t subject = found_case(1, "projects");
    for (size_t i = 0; i < COUNT(ends); i++) {
        subject.state = ends[i];
        put_case(house, &subject);
        assert_false(take(house, 1, pursuit(1, "sun-bing")));
    }
    subject.state = STATE_FOUND;
    put_case(house, &subject);
    assert_false(take(house, 1, pursuit(2, "sun-bing"))); /* a line came in between */
    assessed_t *other = pursuit(1, "sun-bing");
    other->lines[0].kind = LINE_PERSON;
    assert_false(take(house, 1, other));
    other->line_count = 0;
    assert_false(take(house, 1, other));
    assert_false(take(house, 99, pursuit(1, "sun-bing")));
    assert_int_equal(house_case(house, 1)->line_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(rows_for_the_section_its_deputy_and_the_principal),
        IN_HOUSE(what_was_found_in_the_section_and_under_the_deputy),
        IN_HOUSE(where_an_accused_person_worked),
        IN_HOUSE(overdue_cases_that_wait_for_the_leader),
        IN_HOUSE(pursued_in_another_case),
        IN_HOUSE(a_pursuit_opens_lines_and_moves_nothing),
        IN_HOUSE(a_pursuit_that_fits_no_longer),
    };
    return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
