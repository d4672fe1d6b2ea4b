/* The org chart: who held which post when, at the very edges of the dates, and every chart that
 * could not answer. */
#include "../../config/org.h"
#include "shipped.h"

static calendar_t *calendar;
static org_t *org;

static int load_any(zpl_t *file, fault_t *fault)
{
    org_t *any = org_load(file, calendar, fault);
    int rc = any ? 0 : -1;
    org_destroy(&any);
    return rc;
}

static int set_up(void **state)
{
    (void)state;
    fault_t fault = {0};
    calendar = shipped_calendar();
    zpl_t *file = shipped_open("org.conf");
    org = org_load(file, calendar, &fault);
    zpl_destroy(&file);
    return org ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    org_destroy(&org);
    calendar_destroy(&calendar);
    return 0;
}

/* The id of the holder, "" when there is none. */
static const char *holder(role_t role, const char *section, const char *moment)
{
    const org_post_t *post = org_holder(org, role, section, at(moment));
    return post ? post->person : "";
}

static void test_head_at_the_time(void **state)
{
    (void)state;
    role_t head = ROLE_SECTION_HEAD;
    assert_string_equal(holder(head, "approval", "2008-01-31 23:59"), "");
    assert_string_equal(holder(head, "approval", "2008-02-01 00:00"), "zhou-wu");
    assert_string_equal(holder(head, "approval", "2015-05-31 23:59"), "zhou-wu");
    assert_string_equal(holder(head, "approval", "2015-06-01 00:00"), "wu-ji");
    assert_string_equal(holder(head, "approval", "2026-11-23 12:00"), "wu-ji");
    assert_string_equal(holder(head, "prices", "2026-11-23 12:00"), "zhou-wu");
    assert_string_equal(holder(head, "nowhere", "2015-06-01 00:00"), "");
    assert_string_equal(holder(head, "", "2015-06-01 00:00"), "");
    assert_null(org_holder(org, head, NULL, at("2015-06-01 00:00")));
}

static void test_acting(void **state)
{
    (void)state;
    assert_string_equal(holder(ROLE_SECTION_HEAD, "prices", "2015-08-31 23:59"), "wang-xin");
    assert_string_equal(holder(ROLE_SECTION_HEAD, "prices", "2015-09-01 00:00"), "zhu-wei");
    assert_true(org_holder(org, ROLE_SECTION_HEAD, "prices", at("2015-12-01 00:00"))->acting);
    assert_false(org_holder(org, ROLE_SECTION_HEAD, "prices", at("2016-03-01 00:00"))->acting);
    assert_string_equal(holder(ROLE_DEPUTY, "approval", "2015-07-14 12:00"), "xu-xu");
    assert_string_equal(holder(ROLE_DEPUTY, "approval", "2015-07-15 12:00"), "sun-bing");
    assert_string_equal(holder(ROLE_DEPUTY, "approval", "2015-08-17 12:00"), "li-ding");
    assert_string_equal(holder(ROLE_DEPUTY, "projects", "2015-07-15 12:00"), "sun-bing");
}

static void test_posts_above_the_sections(void **state)
{
    (void)state;
    assert_string_equal(holder(ROLE_PRINCIPAL, "approval", "2015-06-01 00:00"), "zhao-jia");
    assert_string_equal(holder(ROLE_PRINCIPAL, "", "2015-06-01 00:00"), "zhao-jia");
    assert_non_null(org_holder(org, ROLE_DISCIPLINE_GROUP, NULL, at("2015-06-01 00:00")));
    assert_string_equal(holder(ROLE_DISCIPLINE_GROUP, "", "2015-06-01 00:00"), "lv-jia");
    assert_string_equal(holder(ROLE_SUPERIOR, "", "2015-06-01 00:00"), "kong-ding");
    assert_string_equal(holder(ROLE_DISTRICT_DISCIPLINE, "", "2015-06-01 00:00"), "cao-wu");
}

static void test_persons(void **state)
{
    (void)state;
    assert_string_equal(org_section_of(org, "zhou-wu", at("2015-05-31 00:00")), "approval");
    assert_string_equal(org_section_of(org, "zhou-wu", at("2015-06-01 00:00")), "office");
    assert_string_equal(org_section_of(org, "zhou-wu", at("2016-03-01 00:00")), "prices");
    assert_null(org_section_of(org, "zhao-jia", at("2015-06-01 00:00")));
    assert_null(org_section_of(org, "xu-xu", at("2015-06-01 00:00"))); /* a deputy is in none */
    assert_null(org_section_of(org, "nobody", at("2015-06-01 00:00")));
    assert_true(org_has_role(org, "zhou-wu", ROLE_SECTION_HEAD, at("2015-05-31 23:59")));
    assert_false(org_has_role(org, "zhou-wu", ROLE_SECTION_HEAD, at("2015-06-01 00:00")));
    assert_true(org_has_role(org, "zhang-bing", ROLE_DISCIPLINE_GROUP, at("2015-06-01 00:00")));
    assert_string_equal(org_person(org, "zhou-wu")->name, "周戊");
    assert_true(org_person(org, "zhou-wu")->party_member);
    assert_false(org_person(org, "wang-xin")->party_member);
    assert_null(org_person(org, "周戊"));
}

/* P32 (b): how long somebody has held a key post (关键岗位). */
static void test_key_posts(void **state)
{
    (void)state;
    const org_post_t *post = org_key_post(org, "zhu-wei", at("2015-06-01 00:00"));
    assert_non_null(post);
    assert_int_equal(post->from_ms, at("2009-11-01 00:00"));
    assert_null(org_key_post(org, "zhu-wei", at("2009-10-31 23:59")));
    assert_null(org_key_post(org, "zhu-wei", at("2015-10-01 00:00"))); /* no longer */
    assert_null(org_key_post(org, "zhu-wei", at("2016-04-01 00:00"))); /* back, and not in one */
    assert_null(org_key_post(org, "he-hai", at("2015-06-01 00:00")));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(org_bureau(org), "青江区发展和改革局");
    const org_section_t *section = org_section(org, "approval");
    assert_string_equal(section->aliases[0], section->name);
    assert_string_equal(section->aliases[1], "审批股");
    assert_null(org_section(org, "approvals"));
    for (size_t i = 0; i < org_section_count(org); i++)
        assert_ptr_equal(org_section(org, org_section_at(org, i)->id), org_section_at(org, i));
    for (size_t i = 0; i < org_person_count(org); i++)
        assert_ptr_equal(org_person(org, org_person_at(org, i)->id), org_person_at(org, i));
}

/* Cases of today find leaders too, and so do those of every day of the campaign. */
static void test_no_section_without_leaders(void **state)
{
    (void)state;
    static const char *const moments[] = {"2015-07-01 00:00", "2015-08-16 23:59",
        "2015-09-11 00:00", "2015-10-01 00:00", "2026-11-23 12:00", "2027-06-01 12:00"};
    for (size_t i = 0; i < ROWS(moments); i++) {
        for (size_t n = 0; n < org_section_count(org); n++) {
            const char *section = org_section_at(org, n)->id;
            assert_string_not_equal(holder(ROLE_SECTION_HEAD, section, moments[i]), "");
            assert_string_not_equal(holder(ROLE_DEPUTY, section, moments[i]), "");
        }
    }
}

/* A small chart: what follows CHART is line 14, what follows CHART LEADERS OFFICES is line 40. */
#define SECTION    "bureau = 某局\nsection\n    id = a\n    name = 甲股\n    alias = 甲窗口\n"
#define PERSON(ID) "person\n    id = " ID "\n    name = 某人" ID "\n    party-member = yes\n"
#define PERSONS    PERSON("p") PERSON("q")
#define POST(WHO, ROLE, REST)                                                                      \
    "post\n    person = " WHO "\n    role = " ROLE "\n    from = 2015-01-01\n" REST
#define LEADERS                                                                                    \
    POST("p", "section_head", "    section = a\n")                                                 \
    POST("q", "deputy", "    section = a\n")
#define OFFICES                                                                                    \
    POST("q", "principal", "")                                                                     \
    POST("q", "discipline_group", "")                                                              \
    POST("q", "superior", "") POST("q", "district_discipline", "")
#define CHART SECTION PERSONS

static void test_refused_entries(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {CHART LEADERS OFFICES, ""},
        {CHART LEADERS OFFICES "section\n    id = a\n    name = 乙股\n",
            "org.conf:40: the id 'a' is given a second time"},
        {CHART LEADERS OFFICES "section\n    id = b\n    name = 甲窗口\n",
            "org.conf:40: '甲窗口' is already a name of 'a'; add what tells them apart"},
        {CHART LEADERS OFFICES "section\n    id = b\n    name = 乙股\n    alias = 甲股\n",
            "org.conf:40: '甲股' is already a name of 'a'; add what tells them apart"},
        {CHART LEADERS OFFICES PERSON("p"),
            "org.conf:40: '某人p' is already a name of 'p'; add what tells them apart"},
        {CHART LEADERS OFFICES "person\n    id = r\n    name = 某人\n",
            "org.conf:40: the key 'party-member' is missing here"},
        {CHART LEADERS OFFICES "person\n    id = p\n    name = 某甲\n    party-member = no\n",
            "org.conf:40: the id 'p' is given a second time"},
        {CHART LEADERS OFFICES
            "person\n    id = r\n    name = 某甲\n    alias = 某人q\n    party-member = no\n",
            "org.conf:40: '某人q' is already a name of 'q'; add what tells them apart"},
        {CHART LEADERS OFFICES "section\n    id = b\n    name = 乙股\n",
            "org.conf:40: the section 'b' has no 'post' of role section_head"},
        {CHART OFFICES POST("q", "deputy", "    section = a\n"),
            "org.conf:2: the section 'a' has no 'post' of role section_head"},
        {CHART LEADERS POST("q", "principal", ""),
            "org.conf: no 'post' has the role discipline_group"},
        {SECTION LEADERS, "org.conf: the key 'person' is missing here"},
        {CHART LEADERS OFFICES "posts\n", "org.conf:40: unknown key 'posts'; expected here: "
                                          "bureau, section, person, post, recusal"},
    };
    assert_refusals("org.conf", load_any, refusals, ROWS(refusals));
}

static void test_refused_posts(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {CHART POST("r", "staff", "    section = a\n"), "org.conf:14: no 'person' has the id 'r'"},
        {CHART POST("p", "staff", "    section = b\n"), "org.conf:14: no 'section' has the id 'b'"},
        {CHART POST("p", "staff", ""), "org.conf:14: the role staff needs a 'section'"},
        {CHART POST("p", "principal", "    section = a\n"),
            "org.conf:14: the role principal has no 'section'"},
        {CHART POST("p", "staff", "    section = a\n    section = b\n"),
            "org.conf:14: the role staff has one 'section'; only a deputy has more"},
        {CHART POST("p", "gateway", ""), "org.conf:14: the role gateway is no post of a person"},
        {CHART POST("p", "worker", ""), "org.conf:14: the role worker is no post of a person"},
        {CHART POST("p", "principal", "    until = 2015-01-01\n"),
            "org.conf:14: 'until' must be later than 'from'"},
        {CHART POST("p", "principal", "    until = tomorrow\n"),
            "org.conf:18: 'until' must be a date YYYY-MM-DD, not \"tomorrow\""},
        {CHART LEADERS OFFICES POST("q", "section_head", "    section = a\n"),
            "org.conf:40: 'p' and 'q' are both section_head of a at one time"},
        {CHART LEADERS OFFICES POST("p", "deputy", "    section = a\n"),
            "org.conf:40: 'q' and 'p' are both deputy of a at one time"},
        {CHART LEADERS OFFICES POST("p", "principal", ""),
            "org.conf:40: 'q' and 'p' are both principal at one time"},
        {CHART LEADERS OFFICES POST("p", "principal", "    acting = yes\n"), ""},
        {CHART LEADERS OFFICES POST("p", "discipline_group", ""), ""},
        {CHART OFFICES POST("p", "deputy", "    section = a\n    until = 2015-02-01\n") POST("p",
             "section_head",
             "    section = a\n") "post\n    person = q\n    role = deputy\n    section = a\n"
                                  "    from = 2015-02-01\n",
            ""},
    };
    assert_refusals("org.conf", load_any, refusals, ROWS(refusals));
}

#define RECUSAL(PERSON, FROM)                                                                      \
    "recusal\n    person = " PERSON "\n    from = " FROM "\n    reason = 配偶\n"

static void test_refused_recusals(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {CHART LEADERS OFFICES RECUSAL("p", "q") RECUSAL("p", "a"), ""},
        {CHART LEADERS OFFICES RECUSAL("r", "q"), "org.conf:40: no 'person' has the id 'r'"},
        {CHART LEADERS OFFICES RECUSAL("p", "r"),
            "org.conf:40: no 'person' and no 'section' has the id 'r'"},
        {CHART LEADERS OFFICES "recusal\n    person = p\n    from = q\n",
            "org.conf:40: the key 'reason' is missing here"},
    };
    assert_refusals("org.conf", load_any, refusals, ROWS(refusals));
}

/* Posts that meet at a midnight do not clash, whichever stands first in the file; of two that act,
 * the first in the file counts. */
static void test_order_in_the_file(void **state)
{
    (void)state;
    static const char text[] = CHART OFFICES POST("q", "deputy",
        "    section = a\n") "post\n    person = q\n    role = section_head\n    section = a\n"
                             "    from = 2015-02-01\n    until = 2015-03-01\n" POST(
                                 "p", "section_head", "    section = a\n    until = 2015-02-01\n")
                                 POST("q", "section_head", "    section = a\n    acting = yes\n")
                                     POST("p", "section_head",
                                         "    section = a\n    acting = yes\n");
    fault_t fault = {0};
    zpl_t *file = parse_text("org.conf", text);
    org_t *small = org_load(file, calendar, &fault);
    zpl_destroy(&file);
    assert_string_equal(fault.message, "");
    static const struct {
        const char *moment;
        const char *person;
    } rows[] = {{"2015-01-31 23:59", "p"}, {"2015-02-01 00:00", "q"}, {"2015-03-01 00:00", "q"}};
    for (size_t i = 0; i < ROWS(rows); i++)
        assert_string_equal(
            org_holder(small, ROLE_SECTION_HEAD, "a", at(rows[i].moment))->person, rows[i].person);
    assert_true(org_holder(small, ROLE_SECTION_HEAD, "a", at("2015-03-01 00:00"))->acting);
    org_destroy(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head_at_the_time),
        cmocka_unit_test(test_acting),
        cmocka_unit_test(test_posts_above_the_sections),
        cmocka_unit_test(test_persons),
        cmocka_unit_test(test_key_posts),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_no_section_without_leaders),
        cmocka_unit_test(test_refused_entries),
        cmocka_unit_test(test_refused_posts),
        cmocka_unit_test(test_refused_recusals),
        cmocka_unit_test(test_order_in_the_file),
    };
    return cmocka_run_group_tests_name("org", tests, set_up, tear_down);
}
