/* Learning from the bureau's own decisions: people correct the classifier, `duban train` learns a
 * word of theirs, and after a reload the verdicts name it as evidence. */
#include "harness.h"

#include <sysexits.h>

/* A lexicon that knows the one kind of letters, and of the others a word that says little. */
static const char lexicon[] =
    "rule\n    id = \"word.c1\"\n    kind = c1\n    weight = 1.5\n    subject = own\n"
    "    any = \"不作为\"\n    match = \"不作为\"\n"
    "rule\n    id = \"word.counter\"\n    weight = 0.4\n    subject = own\n"
    "    any = \"窗口\"\n    match = \"窗口\"\n";

static const char *const things[] = {
    "路灯", "水管", "围墙", "公厕", "菜场", "车棚", "花坛", "井盖", "台阶", "护栏", "站牌", "天桥"};
#define THINGS (sizeof things / sizeof things[0])
#define ROUNDS 5 /* of letters about each */

static void correct(site_t *site, uint64_t number, bool scope, const char *kind)
{
    const char *const kinds[] = {kind, NULL};
    const duban_act_t act = {.as = "lv-jia",
        .case_number = number,
        .verb = "classify",
        .reason = "人工复核",
        .scope = scope,
        .kinds = scope ? kinds : NULL};
    duban_error_t error = {0};
    duban_reply_t *reply = duban_act(site->client, &act, &error);
    if (!reply)
        fail_msg("%s: %s", duban_code_name(error.code), error.message);
    duban_reply_destroy(&reply);
}

static uint64_t say(site_t *site, const char *format, const char *thing)
{
    static unsigned count;
    char text[200], id[16];
    snprintf(id, sizeof id, "t%u", ++count);
    int length = snprintf(text, sizeof text, format, thing);
    assert_in_range(length, 1, sizeof text - 1);
    return submit_text(site, "web", id, text).case_number;
}

/* Of every thing four letters; that 搁灯笼 is the town's word for letting a paper lie, only people
 * know. */
static void decide_by_hand(site_t *site)
{
    static const struct {
        const char *format;
        const char *kind; /* NULL: out of scope */
    } letters[] = {
        {"关于%s，城管不作为。", "c1"},
        {"%s的文件在窗口又被搁灯笼。", "c2"},
        {"关于%s的颜色问窗口吗。", NULL},
        {"%s什么时候刷漆，窗口几点开门。", NULL},
    };
    for (size_t i = 0; i < ROUNDS * THINGS; i++) {
        for (size_t k = 0; k < 4; k++)
            say(site, letters[k].format, things[i % THINGS]);
    }
    site_wait_exactly(site, "queues", "classify", 0);
    for (uint64_t number = 1; number <= 4 * ROUNDS * THINGS; number++) {
        const char *kind = letters[(number - 1) % 4].kind;
        correct(site, number, kind != NULL, kind);
    }
}

static int train(site_t *site, const char *as, const char *output)
{
    return site_run(site, "duban", "train", "-e", site->intake, "--as", as, "-p",
        site_path(site, "policy"), "-o", output, NULL);
}

static void test_corrections_become_evidence(void **state)
{
    site_t *site = *state;
    char settings[PLACE_BYTES + 16], model[PLACE_BYTES + 32];
    site_copy_policy(site);
    site_write(site, "policy/lexicon.conf", lexicon, strlen(lexicon));
    snprintf(settings, sizeof settings, "policy = %s\n", site_path(site, "policy"));
    snprintf(model, sizeof model, "%s", site_path(site, "policy/model.conf"));
    site_configure(site, settings);
    site_start_daemon(site);
    decide_by_hand(site);

    assert_int_equal(train(site, "wu-ji", model), EX_NOPERM); /* heads a section: no texts */
    int code = train(site, "lv-jia", model);
    if (code || !strstr(site->output, "240 texts") || strstr(site->output, "nothing is written"))
        fail_msg("duban train: %d: %s%s", code, site->output, site->errors);
    assert_true(site_has_text(site, "policy/model.conf", "learned.c2."));

    uint64_t before = say(site, "%s的文件在窗口又被搁灯笼。", "雨棚");
    site_wait_decided(site, before);
    kill(site->daemon, SIGHUP);
    site_wait_at_least(site, "counters", "policies_sent", 3); /* two workers at first */
    uint64_t after = say(site, "%s的文件在窗口又被搁灯笼。", "雨棚");
    site_wait_decided(site, after);
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)before);
    assert_int_equal(site_run(site, "duban", "timeline", "-e", site->intake, number, NULL), 0);
    assert_null(strstr(site->output, "learned."));
    snprintf(number, sizeof number, "%llu", (unsigned long long)after);
    assert_int_equal(site_run(site, "duban", "timeline", "-e", site->intake, number, NULL), 0);
    assert_non_null(strstr(site->output, "learned.c2."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {SITE_TEST(test_corrections_become_evidence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
