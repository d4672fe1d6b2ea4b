/* The command line as people and cron use it: every command is run as a process. */
#include "harness.h"

#include <sysexits.h>

#define FIXTURE "tests/fixtures/complaints.tsv" /* six rows, one of them without a text */

static void site_open(site_t *site)
{
    site_configure(site, ""); /* workers inside, as for somebody who tries it */
    site_start_daemon(site);
}

/* Splits `command` at its blanks and runs `duban` with it against the site's daemon. */
static int run(site_t *site, const char *command)
{
    char words[512], *next = words, *argv[16] = {NULL};
    size_t count = 0;
    snprintf(words, sizeof words, "%s", command);
    for (char *word; (word = strsep(&next, " ")) != NULL;) {
        assert_true(count < 15);
        argv[count++] = word;
    }
    return site_run(site, "duban", argv[0], "-e", site->intake, argv[1], argv[2], argv[3], argv[4],
        argv[5], argv[6], argv[7], argv[8], argv[9], argv[10], argv[11], argv[12], argv[13], NULL);
}

typedef struct {
    const char *command;
    int code;
    const char *text; /* that stands in the output, or, when it failed, in what it complains */
} step_t;

static void take_steps(site_t *site, const step_t *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const step_t *step = &steps[i];
        int code = run(site, step->command);
        const char *said = step->code ? site->errors : site->output;
        if (code != step->code || !strstr(said, step->text))
            fail_msg("duban %s: %d: '%s' is expected in: %s%s", step->command, code, step->text,
                site->output, site->errors);
        if (step->code && !strstr(said, "duban: ") && !strstr(said, "Try `duban"))
            fail_msg("duban %s: it should complain by name: %s", step->command, said);
    }
}
#define TAKE(SITE, STEPS) take_steps(SITE, STEPS, sizeof STEPS / sizeof STEPS[0])

/* The member of the JSON that a command prints, as a number. */
static int64_t json_number(site_t *site, const char *command, const char *part, const char *key)
{
    json_error_t error;
    if (run(site, command) != 0)
        fail_msg("duban %s: %s", command, site->errors);
    json_t *root = json_loads(site->output, 0, &error);
    if (!root)
        fail_msg("duban %s: %s: %s", command, error.text, site->output);
    json_t *number = json_object_get(part ? json_object_get(root, part) : root, key);
    if (!json_is_integer(number))
        fail_msg("duban %s: no number `%s`: %s", command, key, site->output);
    int64_t value = json_integer_value(number);
    json_decref(root);
    return value;
}

static void test_a_case_from_the_shell(void **state)
{
    static const step_t entering[] = {
        {"submit --text 审批股的窗口互相踢皮球，来回跑 --id s1 --gateway web", 0, "case      1"},
        {"submit --text 审批股的窗口互相踢皮球，来回跑 --id s1 --gateway web", 0, "case      1"},
        {"submit --text 别的话 --id s1 --gateway web", EX_DATAERR, "conflict"},
        {"finding -s superior_inspection -d 2015-08-20 -S approval -P shen-chen -k c3 --text 推诿",
            0, "case      2"},
        {"finding -s media --text 推诿", EX_DATAERR, "outlet"},
        {"finding -s self --inspector he-hai --text 晚报 -r 2099-01-01 -R he-hai", EX_DATAERR,
            "measure"},
        {"finding -s overdue_task -P he-hai --text 未报 --task 月报", EX_DATAERR, "task_due_ms"},
        {"finding -s gossip --text 推诿", EX_USAGE, "重点抽查"},
    };
    static const step_t handling[] = {
        {"list", 0, "审批股的窗口互相踢皮球"},
        {"list --urgent", 0, "no cases here"},
        {"exposures", 0, "nobody is exposed"},
        {"record he-hai --year 2015 --as lv-jia", 0, "lines concluded"},
        {"record he-hai --year 2015", EX_NOPERM, "may not ask for `record`"},
        {"negative approval --at 2015-08-20", 0, "approval/3"},
        {"negative nowhere", EX_DATAERR, "nowhere"},
        {"problems", 0, "filed none 未报: 赵甲 (zhao-jia)"},
        {"list --stage human", 0, ""},
        {"list --trigger T2", 0, "superior_inspection"},
        {"show 2", 0, "一案双查"},
        {"show 99", EX_NOINPUT, "not_found"},
        {"show 2 --as wu-ji", EX_NOINPUT, "not_found"},
        {"timeline 2", 0, "P38.T2"},
        {"act 2 accept", EX_NOPERM, "refused"},
        {"act 2 accept --as lv-jia", 0, "accepted 受理"},
        {"act 2 accept --as lv-jia", EX_DATAERR, "wrong_state"},
        {"act 2 take_up --as lv-jia --line 1 -H shi-yi,zhang-bing", 0, "case 2"},
        {"act 2 conclude --as lv-jia --line 1 --outcome 属实 -r 核查属实", EX_DATAERR,
            "wrong_state"},
        {"act 2 find --as lv-jia --line 1 --outcome 属实 -r 核查属实", 0, "case 2"},
    };
    static const step_t deciding[] = {
        {"timeline 2", 0, "proposed 拟处理"},
        {"act 2 decide --as zhao-jia --line 1 -m retrain", EX_DATAERR, "wrong_state"},
        {"act 2 hear --as shi-yi --line 1 -r 本人无异议", 0, "case 2"},
        {"act 2 decide --as lv-jia --line 1 -m retrain", EX_NOPERM, "refused"},
        {"act 2 decide --as zhao-jia --line 1 -m retrain", 0, "case 2"},
        {"timeline 2", 0, "retrain"},
        {"report --from 2015-08-01 --until 2015-09-01", 0, "received 收到"},
        {"report --period 2015-08上旬", 0, "2015年8月上旬"},
        {"report --period 2015-13", EX_DATAERR, "period"},
        {"report --period all --recount", 0, "every figure is the same"},
        {"report --period all --form markdown", 0, "（一）发现问题（件）"},
        {"report --period all --form csv --lang en", 0, "\"(1) problems found\",\"count\",0"},
        {"report --period all --form poster", EX_USAGE, "markdown"},
        {"act 2 typical --as lv-jia -r 有示范意义", EX_DATAERR, "wrong_state"},
        {"sweep", 0, "0 clocks due"},
        {"sweep --dry-run --at 2030-01-01", 0, "dry run"},
        {"stat", 0, "submissions_created"},
        {"ping", 0, "duban 0.1.0"},
        {"ledger verify", 0, "intact"},
        {"ledger replay", 0, "all as stored"},
        {"ledger sing", EX_USAGE, "sing"},
        {"nonsense", EX_USAGE, "nonsense"},
    };
    site_t *site = *state;
    site_open(site);
    TAKE(site, entering);
    site_wait_decided(site, 2);
    TAKE(site, handling);
    site_wait_decided(site, 2);
    TAKE(site, deciding);
}

/* Danger to life is put before all else, with a clock of the same day, until it is attended to. */
static void test_what_is_urgent_comes_first(void **state)
{
    static const step_t entering[] = {
        {"submit --text 审批股的窗口互相踢皮球，来回跑 --id s1 --gateway web", 0, "case      1"},
        {"submit --text 楼道里燃气味很大，街道办说不归他们管，请马上来人！ --id s2 --gateway web",
            0, "case      2"},
        {"submit --text 去政务大厅办证，窗口推诿扯皮 --id s3 --gateway web", 0, "case      3"},
    };
    static const step_t attending[] = {
        {"list --urgent", 0, "!!"},
        {"list --stage human --limit 1", 0, "燃气味"},
        {"show 2", 0, "yes 紧急"},
        {"show 2", 0, "紧急处置"},
        {"act 2 pause --as lv-jia --clock urgent --until 2100-01-04 -r 稍后", EX_DATAERR,
            "attended to, not paused"},
        {"act 1 attend --as lv-jia -r 无", EX_DATAERR, "nothing urgent"},
        {"act 2 attend --as lv-jia -r 已关阀并疏散住户", 0, "case 2"},
        {"list --urgent", 0, "no cases here"},
        {"act 2 attend --as lv-jia -r 已关阀并疏散住户", EX_DATAERR, "nothing urgent"},
        {"timeline 2", 0, "已关阀并疏散住户"},
    };
    site_t *site = *state;
    site_open(site);
    TAKE(site, entering);
    site_wait_decided(site, 3);
    TAKE(site, attending);
}

static void test_a_near_same_complaint_is_proposed_for_merging(void **state)
{
    static const step_t entering[] = {
        {"submit --text 审批股的窗口互相踢皮球，我办一个手续来回跑了五趟，每个人都说不归他管。", 0,
            "case      1"},
        {"submit --text 审批股的窗口互相踢皮球，我办一个手续来回跑了六趟，每个人都说不归他管！", 0,
            "case      2"},
    };
    static const step_t looking[] = {
        {"show 2", 0, "case 1 疑似重复"},
        {"list --stage human", 0, "similar"},
        {"timeline 2", 0, "perhaps one with case 1"},
        {"explain 2", 0, "nearly the same text about the same"},
        {"explain 1", 0, "no proposal to merge it"},
        {"act 2 accept --as lv-jia", 0, "accepted 受理"},
        {"list --stage human", 0, ""},
    };
    site_t *site = *state;
    site_open(site);
    TAKE(site, entering);
    site_wait_decided(site, 2);
    TAKE(site, looking);
    assert_null(strstr(site->output, "similar"));
}

static void test_json_of_every_command(void **state)
{
    site_t *site = *state;
    site_open(site);
    assert_int_equal(json_number(site, "submit -j --text 窗口推诿扯皮", NULL, "case"), 1);
    assert_int_equal(
        json_number(site, "finding -j -s spot_check -S approval --text 推诿", NULL, "case"), 2);
    site_wait_decided(site, 2);
    assert_int_equal(json_number(site, "show -j 2", "case", "case"), 2);
    assert_int_equal(json_number(site, "act -j 2 accept --as lv-jia", NULL, "case"), 2);
    assert_int_equal(json_number(site, "report -j -p all", NULL, "received"), 2);
    assert_int_equal(json_number(site, "stat -j", "store", "cases"), 2);
    assert_int_equal(json_number(site, "sweep -j", NULL, "due"), 0);
    assert_int_equal(json_number(site, "ledger replay -j", NULL, "different"), 0);
    assert_int_equal(json_number(site, "ledger verify -j", NULL, "events"),
        (int64_t)site_stat(site, "store", "events"));
    assert_true(json_number(site, "ping -j", NULL, "now_ms") > 0);
    assert_int_equal(run(site, "list -j"), 0);
    json_t *list = json_loads(site->output, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(list, "cases")), 2);
    json_decref(list);
    assert_int_equal(run(site, "timeline -j 2"), 0);
    json_t *timeline = json_loads(site->output, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(timeline, "events")), 4);
    json_decref(timeline);
}

static void test_import_twice(void **state)
{
    static const step_t once[] = {
        {"import " FIXTURE, EX_DATAERR, "line 6"},
    };
    site_t *site = *state;
    char rejects[4 * PLACE_BYTES];
    site_open(site);
    TAKE(site, once);
    assert_non_null(strstr(site->output, "created         5"));
    snprintf(
        rejects, sizeof rejects, "import -j " FIXTURE " -r %s", site_path(site, "rejects.tsv"));
    assert_int_equal(run(site, rejects), EX_DATAERR);
    json_t *counts = json_loads(site->output, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(counts, "rows")), 6);
    assert_int_equal(json_integer_value(json_object_get(counts, "created")), 0);
    assert_int_equal(json_integer_value(json_object_get(counts, "already_there")), 5);
    assert_int_equal(json_integer_value(json_object_get(counts, "refused")), 1);
    json_decref(counts);
    assert_true(site_has_text(site, "rejects.tsv", "6\t"));
    site_wait_decided(site, 5);
    assert_int_equal(
        json_number(site, "report -j --from 2015-08-01 --until 2015-09-01", NULL, "received"),
        0); /* by the receipt, whatever the date in the file */
    assert_int_equal(json_number(site, "report -j --period all", NULL, "received"), 5);
}

static void test_an_export_that_was_tampered_with(void **state)
{
    site_t *site = *state;
    char command[4 * PLACE_BYTES];
    site_open(site);
    assert_int_equal(run(site, "import " FIXTURE), EX_DATAERR);
    site_wait_decided(site, 5);
    char path[2 * PLACE_BYTES];
    snprintf(path, sizeof path, "%s", site_path(site, "ledger.msgpack"));
    snprintf(command, sizeof command, "ledger export %s", path);
    assert_int_equal(run(site, command), 0);
    snprintf(command, sizeof command, "ledger verify %s", path);
    assert_int_equal(run(site, command), 0);
    FILE *file = fopen(path, "r+e");
    assert_int_equal(fseek(file, -40, SEEK_END), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, -40, SEEK_END), 0);
    fputc(byte ^ 1, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(run(site, command), EX_DATAERR);
    assert_non_null(strstr(site->errors, "15")); /* the last event */
}

static void test_watch_prints_events(void **state)
{
    site_t *site = *state;
    char id[16];
    site_open(site);
    pid_t watch = site_start(
        site, "duban", "watch", "-f", site->feed, "-k", "registered", "-n", "1", "--json", NULL);
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    for (int i = 1; !site_has_text(site, "duban.out", "\n"); i++) {
        snprintf(id, sizeof id, "w%d", i); /* its subscription may take a moment */
        submit_text(site, "web", id, "窗口推诿扯皮");
        look_again(until_ms, "an event in the feed");
    }
    assert_int_equal(site_end(site, watch, 0), 0);
    assert_true(site_has_text(site, "duban.out", "\"kind\":\"registered\""));
}

static void test_without_a_daemon(void **state)
{
    static const step_t steps[] = {
        {"list -T 1", EX_UNAVAILABLE, "not_connected"},
        {"submit -T 1 --text 推诿", EX_UNAVAILABLE, "start it"},
        {"import -T 1 " FIXTURE, EX_UNAVAILABLE, "not_connected"},
    };
    site_t *site = *state;
    TAKE(site, steps);
    assert_int_equal(site_run(site, "duban", "classify", FIXTURE, NULL), 0);
    assert_non_null(strstr(site->output, "t1\t1\tc3"));
    assert_non_null(strstr(site->output, "t2\t0\t-"));
}

/* Labels against verdicts: one label that is agreed to, one that is not. */
static void test_evaluate_counts_and_names(void **state)
{
    static const char gold[] = "id\tscope\tkinds\nt1\t1\tc3\nt2\t1\tc1\n";
    site_t *site = *state;
    site_write(site, "gold.tsv", gold, strlen(gold));
    const char *labels = site_path(site, "gold.tsv");
    assert_int_equal(site_run(site, "duban", "evaluate", "--gold", labels, FIXTURE, NULL), 0);
    assert_non_null(strstr(site->output, "scope      1      0      1"));
    assert_non_null(strstr(site->output, "c3         1      0      0"));
    assert_non_null(strstr(site->output, "t2: label 1 c1, said 0"));
    assert_int_equal(
        site_run(site, "duban", "evaluate", "--gold", FIXTURE, FIXTURE, NULL), EX_DATAERR);
    assert_non_null(strstr(site->errors, "scope"));
}

static void test_lexicon_check_runs_the_examples(void **state)
{
    site_t *site = *state;
    char policy[2 * PLACE_BYTES];
    assert_int_equal(site_run(site, "duban", "lexicon", "check", NULL), 0);
    assert_non_null(strstr(site->output, "0 problems"));
    site_copy_policy(site);
    site_edit(site, "policy/lexicon.conf", "match = \"村支书侵吞集体资产。\"",
        "match = \"村支书种了三棵树。\"");
    snprintf(policy, sizeof policy, "--policy=%s", site_path(site, "policy"));
    assert_int_equal(site_run(site, "duban", "lexicon", "check", policy, NULL), EX_DATAERR);
    assert_non_null(strstr(site->output, "c4.bribe"));
    assert_non_null(strstr(site->output, "1 problem"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_a_case_from_the_shell),
        SITE_TEST(test_what_is_urgent_comes_first),
        SITE_TEST(test_a_near_same_complaint_is_proposed_for_merging),
        SITE_TEST(test_json_of_every_command),
        SITE_TEST(test_import_twice),
        SITE_TEST(test_an_export_that_was_tampered_with),
        SITE_TEST(test_watch_prints_events),
        SITE_TEST(test_without_a_daemon),
        SITE_TEST(test_evaluate_counts_and_names),
        SITE_TEST(test_lexicon_check_runs_the_examples),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e client", tests, NULL, NULL);
}
