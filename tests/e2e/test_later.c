/* What comes later: new evidence reopens a closed case and adds the leaders (P38), and a sweep
 * finds by counting that the two responsibilities are to be pursued (P39). All by the command line.
 */
#include "audit.h"

#include <time.h>

/* Runs `duban act 1 VERB` as somebody, with one option and its value; it must succeed. */
static void act(
    site_t *site, const char *verb, const char *as, const char *option, const char *value)
{
    int code = site_run(site, "duban", "act", "1", verb, "-e", site->intake, "--as", as, "--reason",
        "经集体研究", option, value, NULL);
    if (code != 0)
        fail_msg("%s: %s", verb, site->errors);
}

/* A serious finding of a spot check about the approval section, in the campaign: no trigger. */
static void find_serious(site_t *site)
{
    duban_receipt_t receipt = {0};
    duban_error_t error = {0};
    const duban_finding_t finding = {.gateway = "tool",
        .id = "f1",
        .source = "spot_check",
        .text = "抽查发现审批窗口长期推诿，群众办件积压三个月。",
        .discovered_ms = moment("2015-08-20 10:00"),
        .kinds = (const char *[]){"c3", NULL},
        .severity = "serious",
        .sections = (const char *[]){"approval", NULL}};
    if (duban_finding(site->client, &finding, &receipt, &error) < 0)
        fail_msg("%s", error.message);
    site_wait_decided(site, 1);
}

static void bring_to_found(site_t *site)
{
    site_start_daemon(site);
    site_start_workers(site);
    find_serious(site);
    act(site, "accept", "lv-jia", "--timeout", "60");
    act(site, "take_up", "lv-jia", "--handler", "shi-yi,zhang-bing");
    act(site, "verify", "shi-yi", "--timeout", "60");
    act(site, "find", "lv-jia", "--outcome", "substantiated");
}

static uint64_t line_count(site_t *site)
{
    answer_t answer;
    site_ask(site, &(duban_query_t){.what = "show", .case_number = 1}, &answer);
    uint64_t count = view_count(view_map(&answer.root, "case"), "lines");
    answer_close(&answer);
    return count;
}

static void test_a_media_exposure_reopens_a_closed_case(void **state)
{
    site_t *site = *state;
    bring_to_found(site);
    act(site, "rectify", "lv-jia", "--until", "2100-01-04");
    act(site, "rectified", "shi-yi", "--timeout", "60");
    act(site, "approve", "lv-jia", "--timeout", "60");
    act(site, "close", "lv-jia", "--timeout", "60");
    assert_int_equal(line_count(site), 0);
    int code = site_run(site, "duban", "act", "1", "evidence", "-e", site->intake, "--as", "lv-jia",
        "--reason", "报道的是同一问题", "--source", "media", "--outlet", "青江日报", "--discovered",
        "2015-11-02 09:00", NULL);
    assert_int_equal(code, 0);
    assert_non_null(strstr(site->output, "reopened"));
    site_wait_decided(site, 1);
    assert_int_equal(line_count(site), 3); /* the head, the deputy, and the principal (Q9) */
    assert_int_equal(site_run(site, "duban", "timeline", "1", "-e", site->intake, NULL), 0);
    assert_non_null(strstr(site->output, "had ended; it is looked into again"));
    assert_int_equal(site_run(site, "duban", "explain", "1", "-e", site->intake, NULL), 0);
    assert_non_null(strstr(site->output, "later: outlet 青江日报 registered: yes"));
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_ASSESSED], 2);
}

static void test_a_sweep_finds_the_two_responsibilities(void **state)
{
    site_t *site = *state;
    char at[32];
    bring_to_found(site);
    act(site, "flag_impact", "lv-jia", "--timeout", "60");
    site_wait_decided(site, 1);
    assert_int_equal(site_run(site, "duban", "explain", "1", "-e", site->intake, NULL), 0);
    assert_non_null(strstr(site->output, "serious 1/1 (Q18); bad impact yes (Q19)"));
    assert_non_null(strstr(site->output, "it takes all three"));
    uint64_t events = site_stat(site, "store", "events");
    /* In two months nobody has had it put right: the deputy was told, and passed over. */
    time_t later = (time_t)(site_stat(site, NULL, "now_ms") / 1000 + 60 * 86400);
    strftime(at, sizeof at, "%Y-%m-%d", gmtime(&later));
    assert_int_equal(
        site_run(site, "duban", "sweep", "-e", site->intake, "--dry-run", "--at", at, NULL), 0);
    assert_non_null(strstr(site->output, "would open line 1, principal_responsibility"));
    assert_non_null(strstr(site->output, "li-ding"));
    assert_non_null(strstr(site->output, "would open line 2, supervision_responsibility"));
    assert_non_null(strstr(site->output, "lv-jia"));
    assert_int_equal(site_stat(site, "store", "events"), events); /* a dry run writes nothing */
    assert_int_equal(line_count(site), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_a_media_exposure_reopens_a_closed_case),
        SITE_TEST(test_a_sweep_finds_the_two_responsibilities),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e later", tests, NULL, NULL);
}
