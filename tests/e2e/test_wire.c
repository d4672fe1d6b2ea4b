/* What a hostile or broken peer puts on the sockets: it gets its error, is counted, and harms
 * nobody. */
#include "audit.h"
#include "hostile.h"
#include "raw.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

static void send_hostile(raw_t *raw, const hostile_t *hostile)
{
    buffer_t body = {0};
    const char *signature = hostile->signature ? hostile->signature : SIGNATURE;
    hostile_body(hostile, &body);
    const slice_t frames[] = {{signature, strlen(signature)}, buffer_slice(&body), {"more", 4}};
    raw_send_frames(raw, frames, hostile->frames ? hostile->frames : 2);
    buffer_free(&body);
}

static void assert_sound(site_t *site, uint64_t cases)
{
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    submit_t submit = {.gateway = "honest", .text = {"推诿", 6}};
    snprintf(submit.key, sizeof submit.key, "%llu", (unsigned long long)cases);
    raw_send_request(raw, OP_SUBMIT, 7, &SUBMIT_RECORD, &submit);
    assert_true(raw_receive(raw, PATIENCE_MS));
    assert_int_equal(raw_error(raw), ERROR_NONE);
    assert_int_equal(view_number(&raw->map, "rid"), 7);
    assert_int_equal(view_number(&raw->map, "case"), cases);
    raw_close(&raw);
}

static void assert_counted(site_t *site, const uint64_t expected[ERROR_COUNT])
{
    char key[64];
    for (unsigned code = 1; code < ERROR_COUNT; code++) {
        snprintf(key, sizeof key, "error_%s", term_name(&ERRORS, code));
        if (site_stat(site, "counters", key) != expected[code])
            fail_msg("%s is not %llu", key, (unsigned long long)expected[code]);
    }
}

static void test_each_gets_its_error(void **state)
{
    site_t *site = *state;
    uint64_t expected[ERROR_COUNT] = {0};
    char field[64];
    site_start_daemon(site);
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        const hostile_t *hostile = &HOSTILE[i];
        send_hostile(raw, hostile);
        if (!raw_receive(raw, PATIENCE_MS))
            fail_msg("%s: no answer", hostile->name);
        view_text(view_map(&raw->map, "error"), "field", field, sizeof field);
        if (raw_error(raw) != hostile->code || strcmp(field, hostile->field) != 0)
            fail_msg("%s: %s `%s`", hostile->name, term_name(&ERRORS, raw_error(raw)), field);
        expected[hostile->code]++;
    }
    raw_close(&raw);
    assert_counted(site, expected);
    assert_sound(site, expected[ERROR_NONE] + 1);
    assert_int_equal(audit_ledger(site).events, expected[ERROR_NONE] + 1);
}

/* The same bytes without waiting for answers, on the socket that gives none. */
static void test_pushed_each_is_written_down(void **state)
{
    site_t *site = *state;
    uint64_t refused = 0, there = 0;
    site_start_daemon(site);
    raw_t *raw = raw_open(ZMQ_PUSH, site->pull, NULL);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        send_hostile(raw, &HOSTILE[i]);
        refused += HOSTILE[i].code != ERROR_NONE;
    }
    submit_t submit = {.gateway = "push", .key = "last", .text = {"推诿", 6}};
    raw_send_request(raw, OP_SUBMIT, 0, &SUBMIT_RECORD, &submit);
    site_wait_exactly(site, "store", "cases", HOSTILE_COUNT - refused + 1);
    site_stat(site, NULL, "now_ms"); /* answered in a later turn: that one is over */
    raw_close(&raw);

    const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
    json_error_t error;
    FILE *log = fopen(site_path(site, "store/rejects.log"), "re");
    assert_non_null(log);
    for (json_t *line; (line = json_loadf(log, flags, &error)) != NULL; there++) {
        assert_non_null(json_string_value(json_object_get(line, "code")));
        assert_non_null(json_string_value(json_object_get(line, "message")));
        json_decref(line);
    }
    fclose(log);
    assert_int_equal(there, refused);
    assert_sound(site, HOSTILE_COUNT - refused + 2);
}

static void test_messages_that_are_too_long(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    char *bytes = calloc(1, MESSAGE_BYTES_MAX + 1);
    assert_non_null(bytes);
    const slice_t long_one[] = {{SIGNATURE, SIGNATURE_BYTES}, {bytes, MESSAGE_BYTES_MAX + 1}};
    const slice_t longest[] = {{SIGNATURE, SIGNATURE_BYTES}, {bytes, MESSAGE_BYTES_MAX}};
    raw_send_frames(raw, longest, 2);
    assert_true(raw_receive(raw, PATIENCE_MS));
    assert_int_equal(raw_error(raw), ERROR_MALFORMED);
    raw_send_frames(raw, long_one, 2); /* the connection is dropped; the socket makes a new one */
    free(bytes);
    bool answered = false;
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    for (uint64_t rid = 2; !answered; rid++) {
        assert_true(tick_ms() < until_ms);
        raw_send_request(raw, OP_PING, rid, NULL, NULL); /* one sent too early is lost with it */
        answered = raw_receive(raw, 100);
    }
    assert_int_equal(raw_error(raw), ERROR_NONE);
    raw_close(&raw);
    assert_int_equal(site_stat(site, "counters", "error_malformed"), 1);
    assert_sound(site, 1);
}

/* Connections that speak no ZMTP, or stop in the middle of it. */
static void test_bytes_that_are_no_zeromq(void **state)
{
    enum { COUNT = 50 };
    static const char greeting[] = "\xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL";
    site_t *site = *state;
    int sockets[COUNT];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    site_start_daemon(site);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", site->intake + strlen("ipc://"));
    for (int i = 0; i < COUNT; i++) {
        sockets[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(sockets[i], (struct sockaddr *)&address, sizeof address), 0);
        const char *bytes = i % 2 ? "GET / HTTP/1.1\r\nHost: duban\r\n\r\n" : greeting;
        size_t length = i % 2 ? strlen(bytes) : (size_t)i % sizeof greeting;
        assert_int_equal(send(sockets[i], bytes, length, MSG_NOSIGNAL), length);
    }
    assert_sound(site, 1);
    for (int i = 0; i < COUNT; i++)
        close(sockets[i]);
    assert_sound(site, 2);
}

/* A peer may choose its routing id, of up to 255 bytes. */
static void test_a_peer_with_a_long_name_is_answered(void **state)
{
    site_t *site = *state;
    char name[256];
    site_start_daemon(site);
    memset(name, 'n', sizeof name - 1);
    name[255] = 0;
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, name);
    raw_send_request(raw, OP_PING, 1, NULL, NULL);
    assert_true(raw_receive(raw, PATIENCE_MS));
    assert_int_equal(raw_error(raw), ERROR_NONE);
    raw_close(&raw);
}

/* The answers of a peer that does not read them are dropped, not kept, and nobody else waits. */
static void test_a_peer_that_never_reads(void **state)
{
    enum { QUESTIONS = 20000 };
    site_t *site = *state;
    site_start_daemon(site);
    raw_t *raw = raw_open(ZMQ_DEALER, site->intake, NULL);
    const int few = 1;
    assert_int_equal(zmq_setsockopt(raw->socket, ZMQ_RCVHWM, &few, sizeof few), 0);
    for (uint64_t rid = 1; rid <= QUESTIONS; rid++)
        raw_send_request(raw, OP_PING, rid, NULL, NULL);
    site_wait_at_least(site, "counters", "op_ping", QUESTIONS);
    assert_sound(site, 1);
    raw_close(&raw);
    assert_sound(site, 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_each_gets_its_error),
        SITE_TEST(test_pushed_each_is_written_down),
        SITE_TEST(test_messages_that_are_too_long),
        SITE_TEST(test_bytes_that_are_no_zeromq),
        SITE_TEST(test_a_peer_with_a_long_name_is_answered),
        SITE_TEST(test_a_peer_that_never_reads),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e wire", tests, NULL, NULL);
}
