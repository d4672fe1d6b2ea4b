/* Two complaints about the same matter: merged and taken apart from the shell; both complainants
 * ask by their own receipts, also across a kill -9. */
#include "audit.h"

#include <sysexits.h>

/* Runs `duban COMMAND`, words parted at blanks; it must end with `code` and say `text`. */
static void run(site_t *site, int code, const char *text, const char *command)
{
    char words[512], *next = words, *argv[14] = {NULL};
    size_t count = 0;
    snprintf(words, sizeof words, "%s", command);
    for (char *word; (word = strsep(&next, " ")) != NULL;) {
        assert_true(count < 13);
        argv[count++] = word;
    }
    int got = site_run(site, "duban", argv[0], "-e", site->intake, argv[1], argv[2], argv[3],
        argv[4], argv[5], argv[6], argv[7], argv[8], argv[9], argv[10], argv[11], NULL);
    if (got != code || !strstr(code ? site->errors : site->output, text))
        fail_msg("duban %s: %d: '%s' is expected in: %s%s", command, got, text, site->output,
            site->errors);
}

/* What a complainant is told by the receipt; and no number of a case. */
static void ask(site_t *site, const duban_receipt_t *receipt, const char *text)
{
    char command[96];
    snprintf(command, sizeof command, "status %s", receipt->receipt);
    run(site, 0, text, command);
    assert_null(strstr(site->output, "case"));
}

static void test_two_complaints_become_one_and_come_apart(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    site_start_workers(site);
    duban_receipt_t first = submit_text(site, "web", "a1",
        "审批股的窗口互相踢皮球，我办一个手续来回跑了五趟，每个人都说不归他管。");
    duban_receipt_t second = submit_text(
        site, "web", "a2", "审批股的窗口互相踢皮球，我办一个手续来回跑了六趟，人人都说不归他管！");
    site_wait_decided(site, 2);

    run(site, EX_DATAERR, "reason", "act 2 merge --as lv-jia --into 1");
    run(site, EX_NOINPUT, "no case 7", "act 2 merge --as lv-jia --into 7 --reason 同一事");
    run(site, 0, "merged 并案", "act 2 merge --as lv-jia --into 1 --reason 同一窗口同一事");
    run(site, 0, "merged into    case 1", "show 2");
    run(site, 0, "merged with    case 2", "show 1");
    run(site, 0, "complainants   2", "show 1");
    run(site, 0, "case 2 is merged into this one", "timeline 1");
    run(site, 0, "merge", "list --state merged");
    run(site, 0, "accepted 受理", "act 1 accept --as lv-jia");
    ask(site, &first, "in_hand");
    ask(site, &second, "in_hand"); /* as far as the other is */
    ask(site, &second, "已并案");

    assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    site_start_daemon(site);
    ask(site, &second, "in_hand");
    run(site, 0, "classified", "act 2 unmerge --as lv-jia --reason 经核对是两件事");
    ask(site, &second, "已收到");
    ask(site, &first, "in_hand");
    run(site, 0, "case 2 leaves", "timeline 1");
    run(site, 0, "all as stored", "ledger replay");
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_JOINED], 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_two_complaints_become_one_and_come_apart),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e merge", tests, NULL, NULL);
}
