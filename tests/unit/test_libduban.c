/* libduban against a daemon that loses, delays, doubles, refuses and garbles: every request ends
 * once, with the right answer or with the right error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>
#include <zmq.h>

#include "../../proto/duban.h"
#include "../../proto/request.h"
#include "../../proto/ulid.h"

#define HEARD_MAX 4096

/* What the fake daemon heard of one request. */
typedef struct {
    uint64_t rid;
    char op[16];
    char id[ID_BYTES];
    char text[64];
} heard_t;

typedef struct fake fake_t;
struct fake {
    void (*behave)(fake_t *self, const heard_t *heard); /* called for all but pings */
    void *context, *router, *stop, *stopper;
    char directory[32], endpoint[64];
    pthread_t thread;
    zmq_msg_t peer;
    size_t count;
    heard_t heard[HEARD_MAX];
};

/* ---- what the fake says ---- */

static void say_bytes(fake_t *self, const char *signature, const void *bytes, size_t length)
{
    zmq_msg_t peer;
    zmq_msg_init(&peer);
    zmq_msg_copy(&peer, &self->peer);
    zmq_msg_send(&peer, self->router, ZMQ_SNDMORE);
    zmq_send(self->router, signature, strlen(signature), ZMQ_SNDMORE);
    zmq_send(self->router, bytes, length, 0);
}

static void say_receipt(fake_t *self, uint64_t rid, uint64_t case_number)
{
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_map(&packer, 7);
    pack_text(&packer, "ok");
    msgpack_pack_true(&packer);
    pack_text(&packer, "rid");
    msgpack_pack_uint64(&packer, rid);
    pack_text(&packer, "created");
    msgpack_pack_true(&packer);
    pack_text(&packer, "case");
    msgpack_pack_uint64(&packer, case_number);
    pack_text(&packer, "receipt");
    pack_text(&packer, "R-1");
    pack_text(&packer, "state");
    pack_text(&packer, "registered");
    pack_text(&packer, "received_ms");
    msgpack_pack_uint64(&packer, 1441238400000);
    say_bytes(self, SIGNATURE, buffer.bytes, buffer.length);
    buffer_free(&buffer);
}

static void say_fault(fake_t *self, uint64_t rid, error_code_t code, const char *field)
{
    fault_t fault;
    buffer_t buffer = {0};
    fault_set(&fault, code, field, "the fake refuses");
    reply_pack_fault(rid, &fault, &buffer);
    say_bytes(self, SIGNATURE, buffer.bytes, buffer.length);
    buffer_free(&buffer);
}

/* ---- the fake's thread ---- */

static void copy_member(const msgpack_object *map, const char *key, char *out, size_t size)
{
    const msgpack_object *object = map_get(map, key);
    if (object && object->type == MSGPACK_OBJECT_STR)
        snprintf(out, size, "%.*s", (int)object->via.str.size, object->via.str.ptr);
}

static void hear(fake_t *self)
{
    zmq_msg_t signature, body;
    unpacker_t unpacker = {0};
    msgpack_object map;
    fault_t fault;
    zmq_msg_init(&signature);
    zmq_msg_init(&body);
    zmq_msg_recv(&self->peer, self->router, 0);
    zmq_msg_recv(&signature, self->router, 0);
    zmq_msg_recv(&body, self->router, 0);
    if (self->count < HEARD_MAX &&
        unpack_message(&unpacker, zmq_msg_data(&body), zmq_msg_size(&body), &map, &fault) == 0) {
        heard_t *heard = &self->heard[self->count];
        const msgpack_object *rid = map_get(&map, "rid");
        heard->rid = rid ? rid->via.u64 : 0;
        copy_member(&map, "op", heard->op, sizeof heard->op);
        copy_member(&map, "id", heard->id, sizeof heard->id);
        copy_member(&map, "text", heard->text, sizeof heard->text);
        if (strcmp(heard->op, "ping") == 0) {
            say_receipt(self, heard->rid, 1);
        } else {
            self->count++;
            self->behave(self, heard);
        }
    }
    unpacker_free(&unpacker);
    zmq_msg_close(&signature);
    zmq_msg_close(&body);
}

static void *run_fake(void *data)
{
    fake_t *self = data;
    for (;;) {
        zmq_pollitem_t items[] = {{self->router, 0, ZMQ_POLLIN, 0}, {self->stop, 0, ZMQ_POLLIN, 0}};
        zmq_poll(items, 2, -1);
        if (items[0].revents)
            hear(self);
        else if (items[1].revents)
            return NULL;
    }
}

static fake_t *fake_new(void (*behave)(fake_t *, const heard_t *))
{
    fake_t *self = calloc(1, sizeof *self);
    self->behave = behave;
    snprintf(self->directory, sizeof self->directory, "/tmp/duban-test-XXXXXX");
    assert_non_null(mkdtemp(self->directory));
    snprintf(self->endpoint, sizeof self->endpoint, "ipc://%s/intake", self->directory);
    zmq_msg_init(&self->peer);
    self->context = zmq_ctx_new();
    self->router = zmq_socket(self->context, ZMQ_ROUTER);
    self->stop = zmq_socket(self->context, ZMQ_PAIR);
    self->stopper = zmq_socket(self->context, ZMQ_PAIR);
    int linger_ms = 0;
    zmq_setsockopt(self->router, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    assert_int_equal(zmq_bind(self->router, self->endpoint), 0);
    assert_int_equal(zmq_bind(self->stop, "inproc://stop"), 0);
    assert_int_equal(zmq_connect(self->stopper, "inproc://stop"), 0);
    assert_int_equal(pthread_create(&self->thread, NULL, run_fake, self), 0);
    return self;
}

/* Ends the thread; what it heard may be looked at from here on. */
static void fake_stop(fake_t *self)
{
    zmq_send(self->stopper, "", 0, 0);
    pthread_join(self->thread, NULL);
}

static void fake_destroy(fake_t **self_p)
{
    fake_t *self = *self_p;
    zmq_msg_close(&self->peer);
    zmq_close(self->router);
    zmq_close(self->stop);
    zmq_close(self->stopper);
    zmq_ctx_term(self->context);
    unlink(self->endpoint + strlen("ipc://"));
    rmdir(self->directory);
    free(self);
    *self_p = NULL;
}

/* A connection that stands: it has been answered. */
static duban_t *connect_to(const fake_t *fake, int deadline_ms, int retry_ms)
{
    duban_error_t error;
    duban_options_t options = {.deadline_ms = deadline_ms, .retry_ms = retry_ms};
    duban_t *duban = duban_connect(fake->endpoint, &options, &error);
    assert_non_null(duban);
    duban_reply_t *reply = NULL;
    while (!reply)
        reply = duban_ping(duban, &error);
    duban_reply_destroy(&reply);
    return duban;
}

static const duban_submission_t complaint = {.gateway = "web", .text = "办事拖沓"};

/* ---- the tests ---- */

static void lose_the_first(fake_t *self, const heard_t *heard)
{
    if (self->count > 1)
        say_receipt(self, heard->rid, 17);
}

static void sends_again_under_the_same_id(void **state)
{
    (void)state;
    fake_t *fake = fake_new(lose_the_first);
    duban_t *duban = connect_to(fake, 60000, 10);
    duban_receipt_t receipt = {0};
    duban_error_t error;
    int64_t at_ms;
    assert_int_equal(duban_submit(duban, &complaint, &receipt, &error), 0);
    assert_int_equal(receipt.case_number, 17);
    assert_string_equal(receipt.receipt, "R-1");
    assert_true(receipt.created);
    assert_int_equal(receipt.received_ms, INT64_C(1441238400000));
    duban_destroy(&duban);
    fake_stop(fake);
    assert_true(fake->count >= 2);
    assert_string_equal(fake->heard[0].op, "submit");
    assert_int_equal(ulid_parse(fake->heard[0].id, &at_ms), 0);
    assert_string_equal(fake->heard[0].id, fake->heard[1].id);
    assert_int_equal(fake->heard[0].rid, fake->heard[1].rid);
    fake_destroy(&fake);
}

static void refuse(fake_t *self, const heard_t *heard)
{
    say_fault(self, heard->rid, ERROR_CONFLICT, "id");
}

static void hands_on_errors(void **state)
{
    (void)state;
    fake_t *fake = fake_new(refuse);
    duban_t *duban = connect_to(fake, 60000, 0);
    duban_error_t error;
    assert_int_equal(duban_submit(duban, &complaint, NULL, &error), -1);
    assert_int_equal(error.code, DUBAN_CONFLICT);
    assert_string_equal(error.field, "id");
    assert_string_equal(error.message, "the fake refuses");
    assert_string_equal(duban_code_name(error.code), "conflict");
    duban_destroy(&duban);
    fake_stop(fake);
    assert_int_equal(fake->count, 1);
    fake_destroy(&fake);
}

static void be_busy_first(fake_t *self, const heard_t *heard)
{
    if (self->count < 3)
        say_fault(self, heard->rid, self->count == 1 ? ERROR_BUSY : ERROR_UNAVAILABLE, NULL);
    else
        say_receipt(self, heard->rid, 5);
}

static void tries_again_when_the_daemon_is_busy(void **state)
{
    (void)state;
    fake_t *fake = fake_new(be_busy_first);
    duban_t *duban = connect_to(fake, 60000, 0);
    duban_act_t act = {.case_number = 5, .verb = "accept"};
    duban_error_t error;
    /* an act too: a refusal says that nothing was done */
    duban_reply_t *reply = duban_act(duban, &act, &error);
    assert_non_null(reply);
    assert_int_equal(duban_reply_number(reply, "case", 0), 5);
    assert_int_equal(duban_reply_number(reply, "created", 7), 1);
    assert_int_equal(duban_reply_number(reply, "receipt", 7), 7);
    duban_reply_destroy(&reply);
    duban_destroy(&duban);
    fake_stop(fake);
    assert_int_equal(fake->count, 3);
    fake_destroy(&fake);
}

static void be_always_busy(fake_t *self, const heard_t *heard)
{
    say_fault(self, heard->rid, ERROR_BUSY, NULL);
}

static void gives_the_refusal_back_when_time_is_up(void **state)
{
    (void)state;
    fake_t *fake = fake_new(be_always_busy);
    duban_t *duban = connect_to(fake, 500, 0);
    duban_error_t error;
    assert_int_equal(duban_submit(duban, &complaint, NULL, &error), -1);
    assert_int_equal(error.code, DUBAN_BUSY);
    duban_destroy(&duban);
    fake_stop(fake);
    fake_destroy(&fake);
}

static void say_nothing(fake_t *self, const heard_t *heard)
{
    (void)self;
    (void)heard;
}

static void ends_by_the_deadline(void **state)
{
    (void)state;
    fake_t *fake = fake_new(say_nothing);
    duban_t *duban = connect_to(fake, 500, 5);
    duban_error_t error;
    assert_int_equal(duban_submit(duban, &complaint, NULL, &error), -1);
    assert_int_equal(error.code, DUBAN_TIMEOUT);
    assert_int_equal(duban_pending(duban), 0);
    duban_destroy(&duban);
    fake_stop(fake);
    assert_true(fake->count > 1);
    fake_destroy(&fake);
}

static void never_repeats_an_act_by_itself(void **state)
{
    (void)state;
    fake_t *fake = fake_new(say_nothing);
    duban_t *duban = connect_to(fake, 500, 5);
    duban_act_t act = {.case_number = 5, .verb = "comment", .reason = "已核"};
    duban_error_t error;
    assert_null(duban_act(duban, &act, &error));
    assert_int_equal(error.code, DUBAN_TIMEOUT);
    assert_non_null(strstr(error.message, "timeline"));
    duban_destroy(&duban);
    fake_stop(fake);
    assert_int_equal(fake->count, 1);
    fake_destroy(&fake);
}

/* P53: a response carries an id of its own, so that it may be repeated until it is answered. */
static void a_response_is_repeated_under_one_id(void **state)
{
    (void)state;
    fake_t *fake = fake_new(say_nothing);
    duban_t *duban = connect_to(fake, 500, 5);
    const duban_response_t response = {
        .gateway = "web", .receipt = "R-1", .response = "add", .text = "还有一份回执"};
    duban_error_t error;
    assert_null(duban_respond(duban, &response, &error));
    assert_int_equal(error.code, DUBAN_TIMEOUT);
    duban_destroy(&duban);
    fake_stop(fake);
    assert_true(fake->count > 1);
    assert_string_equal(fake->heard[0].op, "respond");
    assert_string_equal(fake->heard[0].text, "还有一份回执");
    assert_int_equal(strlen(fake->heard[0].id), DUBAN_NEW_ID_BYTES - 1);
    assert_string_equal(fake->heard[0].id, fake->heard[1].id);
    fake_destroy(&fake);
}

static void babble(fake_t *self, const heard_t *heard)
{
    static const uint8_t huge[] = {0xdf, 0xff, 0xff, 0xff, 0xff};
    say_bytes(self, SIGNATURE, "", 0);
    say_bytes(self, SIGNATURE, huge, sizeof huge);
    say_bytes(self, SIGNATURE, "\x82\xa2ok", 4);     /* cut off */
    say_bytes(self, SIGNATURE, "\x81\xa2ok\xc3", 5); /* no rid */
    say_bytes(self, SIGNATURE, "\x93\x01\x02\x03", 4);
    say_bytes(self, "DUBAN2", "\x81\xa2ok\xc3", 5);
    say_receipt(self, heard->rid + 1, 1);
    say_receipt(self, heard->rid + (1 << 10), 2); /* the same slot, another sequence */
    say_receipt(self, heard->rid, 3);
    say_receipt(self, heard->rid, 4); /* doubled */
}

static void ignores_what_is_no_answer(void **state)
{
    (void)state;
    fake_t *fake = fake_new(babble);
    duban_t *duban = connect_to(fake, 60000, 0);
    duban_receipt_t receipt = {0};
    duban_error_t error;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(duban_submit(duban, &complaint, &receipt, &error), 0);
        assert_int_equal(receipt.case_number, 3);
    }
    duban_destroy(&duban);
    fake_stop(fake);
    assert_int_equal(fake->count, 3);
    fake_destroy(&fake);
}

static void answer_the_first_late(fake_t *self, const heard_t *heard)
{
    if (heard->rid == self->heard[0].rid)
        return;
    say_receipt(self, self->heard[0].rid, 1);
    say_receipt(self, heard->rid, 2);
}

static void drops_late_replies(void **state)
{
    (void)state;
    fake_t *fake = fake_new(answer_the_first_late);
    duban_t *duban = connect_to(fake, 500, 1000);
    duban_receipt_t receipt = {0};
    duban_error_t error;
    assert_int_equal(duban_submit(duban, &complaint, &receipt, &error), -1);
    assert_int_equal(error.code, DUBAN_TIMEOUT);
    assert_int_equal(duban_submit(duban, &complaint, &receipt, &error), 0);
    assert_int_equal(receipt.case_number, 2);
    duban_destroy(&duban);
    fake_stop(fake);
    fake_destroy(&fake);
}

#define WINDOW 8

/* Waits for the whole window, then answers it from its end; the case is the text. */
static void answer_backwards(fake_t *self, const heard_t *heard)
{
    (void)heard;
    for (size_t i = WINDOW; self->count == WINDOW && i-- > 0;)
        say_receipt(self, self->heard[i].rid, strtoull(self->heard[i].text, NULL, 10));
}

static void pipelines_out_of_order(void **state)
{
    (void)state;
    fake_t *fake = fake_new(answer_backwards);
    duban_t *duban = connect_to(fake, 60000, 0);
    duban_error_t error;
    uint64_t rids[WINDOW];
    for (uint64_t i = 0; i < WINDOW; i++) {
        char text[8];
        snprintf(text, sizeof text, "%d", 100 + (int)i);
        duban_submission_t submission = {.gateway = "web", .text = text};
        rids[i] = duban_post_submission(duban, &submission, &error);
        assert_true(rids[i] > 0);
    }
    assert_int_equal(duban_pending(duban), WINDOW);
    for (uint64_t left = WINDOW; left > 0; left--) {
        duban_receipt_t receipt;
        uint64_t rid = 0;
        while (!rid)
            rid = duban_receive(duban, 1000, &receipt, &error);
        assert_int_equal(error.code, DUBAN_OK);
        assert_int_equal(rid, rids[left - 1]);
        assert_int_equal(receipt.case_number, 100 + left - 1);
    }
    assert_int_equal(duban_pending(duban), 0);
    assert_int_equal(duban_receive(duban, 1000, NULL, &error), 0);
    duban_destroy(&duban);
    fake_stop(fake);
    fake_destroy(&fake);
}

static void answer_when_swept(fake_t *self, const heard_t *heard)
{
    if (strcmp(heard->op, "sweep") != 0)
        return;
    say_receipt(self, self->heard[0].rid, 1);
    say_receipt(self, heard->rid, 2);
}

/* A waiting call in between does not take the posted request's answer. */
static void keeps_posted_and_waiting_requests_apart(void **state)
{
    (void)state;
    fake_t *fake = fake_new(answer_when_swept);
    duban_t *duban = connect_to(fake, 60000, 0);
    duban_error_t error;
    uint64_t rid = duban_post_submission(duban, &complaint, &error);
    assert_true(rid > 0);
    duban_sweep_t sweep = {.dry_run = true};
    duban_reply_t *reply = duban_sweep(duban, &sweep, &error);
    assert_non_null(reply);
    assert_int_equal(duban_reply_number(reply, "case", 0), 2);
    duban_reply_destroy(&reply);
    duban_receipt_t receipt;
    assert_int_equal(duban_receive(duban, 1000, &receipt, &error), rid);
    assert_int_equal(receipt.case_number, 1);
    duban_destroy(&duban);
    fake_stop(fake);
    fake_destroy(&fake);
}

static void says_when_nobody_is_there(void **state)
{
    (void)state;
    duban_error_t error;
    duban_options_t options = {.deadline_ms = 60000, .connect_ms = 30};
    duban_t *duban = duban_connect("ipc:///tmp/duban-test-nobody", &options, &error);
    assert_non_null(duban);
    assert_int_equal(duban_submit(duban, &complaint, NULL, &error), -1);
    assert_int_equal(error.code, DUBAN_NOT_CONNECTED);
    assert_non_null(strstr(error.message, "/tmp/duban-test-nobody"));
    duban_destroy(&duban);
    assert_null(duban_connect("nonsense", NULL, &error));
    assert_int_equal(error.code, DUBAN_INVALID);
}

static void bounds_the_window(void **state)
{
    (void)state;
    duban_error_t error;
    duban_t *duban = duban_connect("ipc:///tmp/duban-test-nobody", NULL, &error);
    for (size_t i = 0; i < DUBAN_WINDOW_MAX; i++)
        assert_true(duban_post_submission(duban, &complaint, &error) > 0);
    assert_int_equal(duban_post_submission(duban, &complaint, &error), 0);
    assert_int_equal(error.code, DUBAN_WINDOW_FULL);
    assert_int_equal(duban_pending(duban), DUBAN_WINDOW_MAX);
    duban_destroy(&duban);
}

static void refuses_what_the_daemon_would_not_take(void **state)
{
    (void)state;
    duban_error_t error;
    char *text = calloc(1, MESSAGE_BYTES_MAX + 2);
    memset(text, 'x', MESSAGE_BYTES_MAX + 1);
    duban_submission_t submission = {.gateway = "web", .text = text};
    duban_t *duban = duban_connect("ipc:///tmp/duban-test-nobody", NULL, &error);
    assert_int_equal(duban_submit(duban, &submission, NULL, &error), -1);
    assert_int_equal(error.code, DUBAN_TOO_LARGE);
    assert_int_equal(duban_pending(duban), 0);
    duban_destroy(&duban);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_again_under_the_same_id),
        cmocka_unit_test(hands_on_errors),
        cmocka_unit_test(tries_again_when_the_daemon_is_busy),
        cmocka_unit_test(gives_the_refusal_back_when_time_is_up),
        cmocka_unit_test(ends_by_the_deadline),
        cmocka_unit_test(never_repeats_an_act_by_itself),
        cmocka_unit_test(a_response_is_repeated_under_one_id),
        cmocka_unit_test(ignores_what_is_no_answer),
        cmocka_unit_test(drops_late_replies),
        cmocka_unit_test(pipelines_out_of_order),
        cmocka_unit_test(keeps_posted_and_waiting_requests_apart),
        cmocka_unit_test(says_when_nobody_is_there),
        cmocka_unit_test(bounds_the_window),
        cmocka_unit_test(refuses_what_the_daemon_would_not_take),
    };
    return cmocka_run_group_tests_name("libduban", tests, NULL, NULL);
}
