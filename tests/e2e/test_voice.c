/* The complainant's side with real processes (P50, P53): a gateway follows its notices, passes on
 * what its complainants say, and nobody reads a name but for a recorded reason. */
#include "audit.h"
#include "raw.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sysexits.h>

#define TEXT    "审批股的窗口互相踢皮球，我办一个手续来回跑了五趟，每个人都说不归他管。"
#define NAME    "闻人戊己"
#define CONTACT "139-5555-0066-2211"

#define PATH_BYTES 256

static duban_receipt_t submit_named(site_t *site)
{
    duban_receipt_t receipt = {0};
    duban_error_t error = {0};
    const duban_submission_t complaint = {.gateway = "web",
        .id = "n1",
        .title = "窗口推诿",
        .text = TEXT,
        .privacy = "real_name",
        .name = NAME,
        .contact = CONTACT};
    site_start_daemon(site);
    site_start_workers(site);
    setenv("DUBAN_ENDPOINT", site->intake, 1);
    if (duban_submit(site->client, &complaint, &receipt, &error) < 0)
        fail_msg("%s", error.message);
    site_wait_decided(site, 1);
    return receipt;
}

static duban_code_t act(site_t *site, const duban_act_t *one)
{
    duban_error_t error = {0};
    duban_act_t asked = *one;
    asked.case_number = 1;
    asked.as = one->as ? one->as : "lv-jia";
    asked.reason = "依程序办理";
    duban_reply_t *reply = duban_act(site->client, &asked, &error);
    duban_reply_destroy(&reply);
    return error.code;
}

static void bring_to_feedback(site_t *site)
{
    static const char *const handlers[] = {"shi-yi", "zhang-bing", NULL};
    const duban_act_t acts[] = {
        {.verb = "take_up", .handlers = handlers},
        {.verb = "take_up", .line = 1, .handlers = handlers},
        {.verb = "take_up", .line = 2, .handlers = handlers},
        {.verb = "find", .outcome = "unsubstantiated"},
        {.verb = "conclude", .line = 1, .outcome = "unsubstantiated"},
        {.verb = "conclude", .line = 2, .outcome = "unsubstantiated"},
        {.verb = "feedback"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        assert_int_equal(act(site, &acts[i]), DUBAN_OK);
}

/* The exit code of `duban respond RECEIPT …`. */
static int respond(
    site_t *site, const char *receipt, const char *response, const char *option, const char *value)
{
    return site_run(site, "duban", "respond", receipt, response, option, value, NULL);
}

/* Reads one message of a SUB socket that has subscribed: its topic, and the map in raw->map. */
static void next_notice(raw_t *raw, char *topic, size_t size)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    assert_true(zmq_msg_recv(&frame, raw->socket, 0) >= 0 && zmq_msg_more(&frame));
    snprintf(topic, size, "%.*s", (int)zmq_msg_size(&frame), (char *)zmq_msg_data(&frame));
    zmq_msg_close(&frame);
    assert_true(zmq_msg_recv(&raw->body, raw->socket, 0) >= 0);
    assert_int_equal(unpack_message(&raw->unpacker, zmq_msg_data(&raw->body),
                         zmq_msg_size(&raw->body), &raw->map, NULL),
        0);
}

static void assert_member(const msgpack_object *map, const char *key, const char *value)
{
    char text[64];
    assert_string_equal(view_text(map, key, text, sizeof text), value);
}

/* Waits until the feed knows of the subscription: events come, before what the test is about. */
static raw_t *follow_feed(site_t *site)
{
    const int patience_ms = PATIENCE_MS;
    raw_t *raw = raw_open(ZMQ_SUB, site->feed, NULL);
    zmq_setsockopt(raw->socket, ZMQ_RCVTIMEO, &patience_ms, sizeof patience_ms);
    zmq_setsockopt(raw->socket, ZMQ_SUBSCRIBE, "notice.web", 10);
    zmq_setsockopt(raw->socket, ZMQ_SUBSCRIBE, "event.acted", 11);
    zmq_pollitem_t item = {raw->socket, 0, ZMQ_POLLIN, 0};
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    while (zmq_poll(&item, 1, 0) <= 0) {
        assert_int_equal(act(site, &(duban_act_t){.verb = "comment"}), DUBAN_OK);
        look_again(until_ms, "the first event of the feed");
    }
    zmq_setsockopt(raw->socket, ZMQ_UNSUBSCRIBE, "event.acted", 11);
    return raw;
}

static void test_a_gateway_follows_its_notices(void **state)
{
    site_t *site = *state;
    char topic[64] = "";
    duban_receipt_t receipt = submit_named(site);
    raw_t *raw = follow_feed(site);
    assert_int_equal(act(site, &(duban_act_t){.verb = "accept"}), DUBAN_OK);
    while (strcmp(topic, "notice.web") != 0) /* comments may still be in the way */
        next_notice(raw, topic, sizeof topic);
    assert_member(&raw->map, "receipt", receipt.receipt);
    assert_member(&raw->map, "notice", "accepted");
    assert_member(&raw->map, "progress", "in_hand");
    assert_int_equal(raw->map.via.map.size, 3); /* no name, no words, no number */
    raw_close(&raw);

    /* What the feed lost is on the list, for this gateway and no other. */
    assert_int_equal(site_run(site, "duban", "notices", "-g", "sms", NULL), 0);
    assert_non_null(strstr(site->output, "nobody"));
    assert_int_equal(site_run(site, "duban", "notices", "--json", NULL), 0);
    assert_non_null(strstr(site->output, receipt.receipt));
    assert_int_equal(respond(site, receipt.receipt, "withdraw", "--gateway", "sms"), EX_NOINPUT);
    assert_int_equal(respond(site, receipt.receipt, "told", "--id", "t1"), EX_DATAERR);
    assert_int_equal(respond(site, "00000-00000-00000-00000", "add", "-t", "推诿"), EX_NOINPUT);
    assert_int_equal(respond(site, receipt.receipt, "sing", "-t", "推诿"), EX_USAGE);
    assert_int_equal(respond(site, receipt.receipt, "已告知", "--notice", "受理告知"), 0);
    assert_int_equal(respond(site, receipt.receipt, "told", "--notice", "accepted"), EX_DATAERR);

    bring_to_feedback(site);
    assert_int_equal(act(site, &(duban_act_t){.verb = "close"}), DUBAN_WRONG_STATE); /* P53 */
    assert_int_equal(respond(site, receipt.receipt, "told", "--notice", "result"), 0);
    assert_int_equal(act(site, &(duban_act_t){.verb = "close"}), DUBAN_OK);
    assert_int_equal(respond(site, receipt.receipt, "rate", "--rating", "2"), 0);
    assert_int_equal(respond(site, receipt.receipt, "rate", "--rating", "6"), EX_DATAERR);
    assert_int_equal(site_run(site, "duban", "status", receipt.receipt, NULL), 0);
    assert_non_null(strstr(site->output, "unsubstantiated"));

    assert_int_equal(respond(site, receipt.receipt, "object", "--text", "没有人找我核实"), 0);
    assert_non_null(strstr(site->output, "under_review"));
    assert_int_equal(site_run(site, "duban", "list", "--stage", "human", NULL), 0);
    assert_non_null(strstr(site->output, "objection"));
    assert_int_equal(site_run(site, "duban", "timeline", "1", NULL), 0);
    assert_non_null(strstr(site->output, "没有人找我核实"));
    assert_int_equal(site_run(site, "duban", "show", "1", NULL), 0);
    assert_non_null(strstr(site->output, "没有人找我核实"));
    assert_int_equal(act(site, &(duban_act_t){.verb = "answer"}), DUBAN_OK);
    assert_int_equal(site_run(site, "duban", "notices", NULL), 0);
    assert_non_null(strstr(site->output, "review_answer"));
    assert_int_equal(audit_ledger(site).by_kind[EVENT_RESPONDED], 4);
}

/* ---- where a name may stand ---- */

static bool holds_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, length, file), length);
    fclose(file);
    bool holds = memmem(bytes, length, text, strlen(text)) != NULL;
    free(bytes);
    return holds;
}

static void assert_nowhere(site_t *site, const char *file)
{
    if (holds_text(site_path(site, file), NAME) || holds_text(site_path(site, file), CONTACT))
        fail_msg("(v) %s holds a complainant's name or contact", file);
}

/* What a PUSH socket sends and the daemon refuses is written down, but not whose it was. */
static void push_refused(site_t *site)
{
    static const char long_name[] = NAME NAME NAME NAME NAME NAME NAME NAME NAME NAME;
    raw_t *raw = raw_open(ZMQ_PUSH, site->pull, NULL);
    submit_t submit = {.gateway = "push", .key = "p1", .privacy = PRIVACY_ANONYMOUS};
    submit.text = (slice_t){"推诿", strlen("推诿")};
    submit.name = (slice_t){NAME, strlen(NAME)};
    submit.contact = (slice_t){CONTACT, strlen(CONTACT)};
    raw_send_request(raw, OP_SUBMIT, 0, &SUBMIT_RECORD, &submit); /* anonymous, and with a name */
    submit.privacy = PRIVACY_REAL_NAME;
    submit.name = (slice_t){long_name, strlen(long_name)}; /* too long */
    raw_send_request(raw, OP_SUBMIT, 0, &SUBMIT_RECORD, &submit);
    site_wait_exactly(site, "counters", "error_invalid", 1);
    site_wait_exactly(site, "counters", "error_too_large", 1);
    raw_close(&raw);
}

static void test_a_name_stands_nowhere_but_sealed(void **state)
{
    site_t *site = *state;
    duban_receipt_t receipt = submit_named(site);
    push_refused(site);
    assert_int_equal(respond(site, receipt.receipt, "add", "--text", "补充一份回执"), 0);
    assert_int_equal(act(site, &(duban_act_t){.verb = "accept"}), DUBAN_OK);
    assert_int_equal(act(site, &(duban_act_t){.verb = "unseal"}), DUBAN_OK);
    const char *const commands[][3] = {{"show", "1"}, {"timeline", "1"}, {"list"}, {"report"},
        {"stat"}, {"explain", "1"}, {"notices"}, {"status", receipt.receipt}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *argument = commands[i][1] ? commands[i][1] : "--json";
        assert_int_equal(
            site_run(site, "duban", commands[i][0], argument, "--as", "lv-jia", "--json", NULL), 0);
        assert_null(strstr(site->output, NAME));
        assert_null(strstr(site->output, CONTACT));
    }
    assert_int_equal(
        site_run(site, "duban", "ledger", "export", site_path(site, "ledger"), NULL), 0);
    assert_int_equal(site_end(site, site->daemon, SIGTERM), 0);
    static const char *const files[] = {"ledger", "store/data.mdb", "store/rejects.log",
        "duband.log", "duband.out", "duban-classifier.log", "duban-escalator.log"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_nowhere(site, files[i]);
    assert_true(holds_text(site_path(site, "store/data.mdb"), "补充一份回执"));
    assert_true(holds_text(site_path(site, "store/rejects.log"), "too_large"));
    assert_true(holds_text(site_path(site, "ledger"), "unseal"));
}

/* P50: the reason first; then the sealed box, which opens where the secret key is. */
static void test_an_identity_is_opened_with_the_secret_key(void **state)
{
    site_t *site = *state;
    submit_named(site);
    assert_int_equal(site_run(site, "duban", "identity", "1", "--as", "lv-jia", NULL), EX_USAGE);
    char secret[PATH_BYTES];
    snprintf(secret, sizeof secret, "%s", site_path(site, "store/identity.secret"));
    const char *const open[] = {"identity", "1", "--as", "lv-jia", "--secret", secret};
    assert_int_equal(
        site_run(site, "duban", open[0], open[1], open[2], open[3], open[4], open[5], NULL),
        EX_NOPERM);
    assert_int_equal(site_run(site, "duban", "act", "1", "unseal", "--as", "lv-jia", "--reason",
                         "须当面核实", NULL),
        0);
    assert_int_equal(
        site_run(site, "duban", open[0], open[1], open[2], open[3], open[4], open[5], NULL), 0);
    assert_non_null(strstr(site->output, NAME));
    assert_non_null(strstr(site->output, CONTACT));
    assert_int_equal(
        site_run(site, "duban", "identity", "1", "--as", "kong-ding", "--secret", secret, NULL),
        EX_NOPERM);
    site_write(site, "other.secret", "01234567890123456789012345678901", 32);
    assert_int_equal(site_run(site, "duban", "identity", "1", "--as", "lv-jia", "--secret",
                         site_path(site, "other.secret"), NULL),
        EX_DATAERR);
    assert_int_equal(site_run(site, "duban", "timeline", "1", NULL), 0);
    assert_non_null(strstr(site->output, "须当面核实"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_a_gateway_follows_its_notices),
        SITE_TEST(test_a_name_stands_nowhere_but_sealed),
        SITE_TEST(test_an_identity_is_opened_with_the_secret_key),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e voice", tests, NULL, NULL);
}
