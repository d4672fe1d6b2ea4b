/* The negative lists (P16): what negative.conf may not say, which version is in force when, and
 * what findings may cite. */
#include "house.h"

#include "refuse.h"

static calendar_t *calendar;
static org_t *org;

static zpl_t *open_shipped(const char *name)
{
    bundle_t *bundle = bundle_embedded();
    slice_t content = bundle_file(bundle, name);
    zpl_t *file = zpl_parse(name, content.bytes, content.length, NULL);
    bundle_destroy(&bundle);
    assert_non_null(file);
    return file;
}

static int set_up(void **state)
{
    (void)state;
    zpl_t *file = open_shipped("calendar.conf");
    calendar = calendar_load(file, NULL);
    zpl_destroy(&file);
    file = open_shipped("org.conf");
    org = org_load(file, calendar, NULL);
    zpl_destroy(&file);
    return calendar && org ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    org_destroy(&org);
    calendar_destroy(&calendar);
    return 0;
}

/* ---- the file ---- */

static int load_any(zpl_t *file, fault_t *fault)
{
    negative_t *negative = negative_load(file, calendar, org, fault);
    int rc = negative ? 0 : -1;
    negative_destroy(&negative);
    return rc;
}

#define LIST "list\n    section = energy\n    from = "
#define ITEM "    item\n        id = 1\n        words = 拖着不办\n"

static void files_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {LIST "2015-01-01\n" ITEM LIST "2015-02-01\n" ITEM, ""},
        {"# nothing\n", "negative.conf: the key 'list' is missing here"},
        {LIST "2015-01-01\n", "negative.conf:1: the key 'item' is missing here"},
        {"list\n    section = nowhere\n    from = 2015-01-01\n" ITEM,
            "negative.conf:2: 'section' must be a section of org.conf, not \"nowhere\""},
        {LIST "2015-01-01\n" ITEM LIST "2015-01-01\n" ITEM,
            "negative.conf:7: this version of the section 'energy' must be later than the one "
            "before it"},
        {LIST "2015-01-01\n" ITEM ITEM, "negative.conf:7: the item '1' is given a second time"},
        {LIST "2015-01-01\n    item\n        id = a/b\n        words = 拖\n",
            "negative.conf:5: 'id' must be letters, digits and - only, not \"a/b\""},
        {LIST "2015-01-01\n    item\n        id = 1\n",
            "negative.conf:4: the key 'words' is missing here"},
        {LIST "July\n" ITEM, "negative.conf:3: 'from' must be a date YYYY-MM-DD, not \"July\""},
    };
    assert_refusals("negative.conf", load_any, refusals, COUNT(refusals));
}

/* The shipped lists: every section has one, and approval a second version from phase 3 on. */
static void the_version_in_force(void **state)
{
    (void)state;
    fault_t fault;
    zpl_t *file = open_shipped("negative.conf");
    negative_t *negative = negative_load(file, calendar, org, &fault);
    zpl_destroy(&file);
    assert_non_null(negative);
    int64_t change_ms = JULY_MS + 72 * DAY_MS; /* 2015-09-11 */
    for (size_t i = 0; i < org_section_count(org); i++)
        assert_non_null(negative_at(negative, org_section_at(org, i)->id, JULY_MS));
    assert_null(negative_at(negative, "approval", 0));
    assert_null(negative_at(negative, "nowhere", JULY_MS));
    const negative_list_t *old = negative_at(negative, "approval", change_ms - 1);
    const negative_list_t *new = negative_at(negative, "approval", change_ms);
    assert_int_equal(new->from_ms, change_ms);
    assert_true(old->from_ms < change_ms);
    assert_null(negative_item(old, "4"));
    assert_non_null(negative_item(new, "4"));
    assert_null(negative_item(NULL, "4"));
    negative_destroy(&negative);
}

static void pairs_taken_apart(void **state)
{
    (void)state;
    char section[ID_BYTES];
    assert_string_equal(negative_split("approval/3", section), "3");
    assert_string_equal(section, "approval");
    assert_null(negative_split("approval", section));
    assert_null(negative_split("/3", section));
    assert_null(negative_split("approval/", section));
    assert_null(
        negative_split("a-section-with-a-name-that-is-longer-than-any-id-may-be/3", section));
}

/* ---- what findings cite ---- */

static finding_t citing(test_house_t *house, const char *item, int64_t act_ms)
{
    finding_t finding = house_finding(house);
    finding.occurred_ms = act_ms;
    finding.cite_count = 1;
    snprintf(finding.cites[0], CITE_BYTES, "%s", item);
    return finding;
}

static void cited_as_of_the_act(void **state)
{
    test_house_t *house = *state;
    static const char *const wrong[] = {"approval/4", "approval", "nowhere/1", "approval/"};
    house->now_ms = END_MS + DAY_MS;
    int64_t before_ms = JULY_MS + 72 * DAY_MS - 1;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        finding_t finding = citing(house, wrong[i], before_ms);
        assert_int_equal(house_refused_find(house, &finding), ERROR_INVALID);
        assert_string_equal(house->fault.field, "cite");
    }
    finding_t finding = citing(house, "approval/3", before_ms);
    const case_t *subject = house_case(house, house_find(house, &finding));
    assert_int_equal(subject->cite_count, 1);
    assert_string_equal(subject->cites[0].item, "approval/3");
    assert_true(subject->cites[0].from_ms < JULY_MS);
    finding = citing(house, "approval/4", before_ms + 1);
    finding.discovered_ms = house->now_ms;
    subject = house_case(house, house_find(house, &finding));
    assert_int_equal(subject->cites[0].from_ms, before_ms + 1);
    finding = citing(house, "approval/4", 0); /* without a time of the act: the discovery */
    finding.discovered_ms = before_ms;
    assert_int_equal(house_refused_find(house, &finding), ERROR_INVALID);
}

static void shown_with_its_words(void **state)
{
    test_house_t *house = *state;
    finding_t finding = citing(house, "approval/3", 0);
    query_t query = {.what = QUERY_SHOW, .case_number = house_find(house, &finding)};
    const msgpack_object *cited = answer_get(house_ask(house, &query), "cited");
    assert_int_equal(cited->via.array.size, 1);
    assert_true(answer_is(&cited->via.array.ptr[0], "item", "approval/3"));
    assert_true(answer_is(&cited->via.array.ptr[0], "words", "超过承诺时限办结，又不书面说明原因"));
}

static void asked_for_a_moment(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_NEGATIVE, .section = "approval"};
    assert_int_equal(answer_get(house_ask(house, &query), "items")->via.array.size, 3);
    query.at_ms = END_MS;
    assert_int_equal(answer_get(house_ask(house, &query), "items")->via.array.size, 4);
    query.at_ms = 1;
    assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
    query = (query_t){.what = QUERY_NEGATIVE, .section = "nowhere"};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_refused),
        cmocka_unit_test(the_version_in_force),
        cmocka_unit_test(pairs_taken_apart),
        IN_HOUSE(cited_as_of_the_act),
        IN_HOUSE(shown_with_its_words),
        IN_HOUSE(asked_for_a_moment),
    };
    return cmocka_run_group_tests_name("negative", tests, set_up, tear_down);
}
