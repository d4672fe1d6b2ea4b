/* Why each decision on a case was made, what another moment and other knobs would have decided. */
#include "audit.h"

#include <sysexits.h>

#define DAY_MS INT64_C(86400000)

static int client(site_t *site, const char *command, const char *first, const char *second)
{
    return site_run(site, "duban", command, "-e", site->intake, first, second, NULL);
}

static void assert_says(const site_t *site, const char *words)
{
    if (!strstr(site->output, words))
        fail_msg("'%s' is not in: %s", words, site->output);
}

static void act(site_t *site, const duban_act_t *how)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_act(site->client, how, &error);
    if (!reply)
        fail_msg("%s: %s: %s", how->verb, duban_code_name(error.code), error.message);
    duban_reply_destroy(&reply);
}

/* A finding of an inspection by a superior against a person, found and proposed on. */
static void bring_to_proposal(site_t *site)
{
    const char *const persons[] = {"you-you", NULL}, *const kinds[] = {"c2", NULL};
    const char *const handlers[] = {"jiang-mao", "zhang-bing", NULL};
    const duban_finding_t finding = {.gateway = "tool",
        .id = "f1",
        .source = "superior_inspection",
        .text = "能源股答复企业一拖再拖，半年没有结果。",
        .discovered_ms = moment("2015-11-02 10:00"),
        .persons = persons,
        .kinds = kinds,
        .severity = "general"};
    duban_error_t error = {0};
    duban_receipt_t receipt;
    site_start_daemon(site);
    site_start_workers(site);
    if (duban_finding(site->client, &finding, &receipt, &error) < 0)
        fail_msg("%s", error.message);
    site_wait_decided(site, 1);
    act(site, &(duban_act_t){.as = "lv-jia", .case_number = 1, .verb = "accept"});
    act(site,
        &(duban_act_t){.as = "lv-jia", .case_number = 1, .verb = "take_up", .handlers = handlers});
    act(site, &(duban_act_t){.as = "lv-jia",
                  .case_number = 1,
                  .verb = "pause",
                  .clock = "verify",
                  .until_ms = (int64_t)site_stat(site, NULL, "now_ms") + DAY_MS,
                  .reason = "等鉴定结论"});
    act(site, &(duban_act_t){.as = "lv-jia",
                  .case_number = 1,
                  .verb = "find",
                  .outcome = "substantiated",
                  .reason = "经核实"});
    site_wait_decided(site, 1);
}

static void test_why_and_what_is_possible(void **state)
{
    site_t *site = *state;
    bring_to_proposal(site);
    assert_int_equal(client(site, "explain", "1", "--as=lv-jia"), 0);
    assert_says(site, "What is it about? By the evidence in its words:");
    assert_says(site, "一拖再拖"); /* quoted: she may see the words */
    assert_says(site, "Is it a double investigation (一案双查)?");
    assert_says(site, "✓ P38.T1");
    assert_says(site, "What may follow from the finding (拟处理)?");
    assert_says(site, "Are the two responsibilities (两个责任) pursued?"); /* P39 */
    assert_null(strstr(site->output, "What else was asked?"));             /* all have a place */
    assert_says(site, "act: pause 中止计时");
    assert_says(site, "等鉴定结论");
    assert_says(site, "What is possible now, in state proposed 拟处理, and for whom?");
    assert_says(site, "✓ hear 听取申辩 on line 1: ");
    assert_says(site, "(you too)");
    assert_says(site, "✗ decide 决定处理 on line 1: no decision without hearing the person (P54)");
    assert_int_equal(client(site, "explain", "1", "--as=you-you"), EX_NOINPUT); /* P51 */
    assert_int_equal(client(site, "explain", "1", "--json"), 0);
    assert_says(site, "\"acts\":[");
}

/* §8: a dry sweep judges by any moment what the cases are now; who is recused is not told. */
static void test_another_moment(void **state)
{
    site_t *site = *state;
    bring_to_proposal(site);
    assert_int_equal(client(site, "sweep", "--dry-run", "--at=2015-11-03 10:00"), 0);
    assert_says(site, "dry run, nothing was changed at 2015-11-03 10:00:00: 0 clocks due");
    assert_int_equal(client(site, "sweep", "--dry-run", "--at=2100-01-04 10:00"), 0);
    assert_says(site, "superior 上级部门");
    assert_int_equal(audit_ledger(site).by_kind[EVENT_ESCALATED], 0);
}

static void test_other_knobs(void **state)
{
    site_t *site = *state;
    char policy[2 * PLACE_BYTES];
    bring_to_proposal(site);
    assert_int_equal(client(site, "replay", "1", NULL), 0);
    assert_says(site, "assessed 研判 of");
    assert_says(site, "proposed 拟处理 of");
    assert_says(site, "the same as was decided");
    assert_null(strstr(site->output, "→"));
    site_copy_policy(site);
    site_edit(site, "policy/campaign.conf", "rectification-end = 2015-10-01",
        "rectification-end = 2016-10-01");
    site_edit(site, "policy/campaign.conf", "ladder-general = 2", "ladder-general = 3");
    snprintf(policy, sizeof policy, "--policy=%s", site_path(site, "policy"));
    assert_int_equal(client(site, "replay", "1", policy), 0);
    assert_says(site, "→ P38.T1 would not hold; it did");
    assert_says(site, "→ line 1 would get ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_why_and_what_is_possible),
        SITE_TEST(test_another_moment),
        SITE_TEST(test_other_knobs),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
