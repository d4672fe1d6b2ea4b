/* Replies that wait for the commit, over real sockets; the reject log; the rules that threads
 * share; and the reader. */
#include "house.h"

#include "../../daemon/outbox.h"
#include "../../daemon/reader.h"
#include "../../daemon/rejects.h"

#include <pthread.h>
#include <sys/stat.h>

#define PATIENCE_MS 20000 /* then a test fails rather than hangs */

/* ---- the outbox ---- */

typedef struct {
    zsock_t *router, *peer;
    address_t address; /* of the peer */
    outbox_t outbox;
} counter_t;

static int open_counter(void **state)
{
    static unsigned number;
    counter_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->router = zsock_new(ZMQ_ROUTER);
    self->peer = zsock_new(ZMQ_DEALER);
    zsock_set_router_mandatory(self->router, 1);
    zsock_set_rcvtimeo(self->router, PATIENCE_MS);
    zsock_set_rcvtimeo(self->peer, PATIENCE_MS);
    assert_int_equal(zsock_bind(self->router, "inproc://counter-%u", ++number), 0);
    assert_int_equal(zsock_connect(self->peer, "inproc://counter-%u", number), 0);
    assert_int_equal(zsock_send(self->peer, "s", "hello"), 0);
    zframe_t *route = NULL;
    char *word = NULL;
    assert_int_equal(zsock_recv(self->router, "fs", &route, &word), 0);
    self->address.route.length = zframe_size(route);
    memcpy(self->address.route.bytes, zframe_data(route), zframe_size(route));
    zframe_destroy(&route);
    zstr_free(&word);
    *state = self;
    return 0;
}

static int close_counter(void **state)
{
    counter_t *self = *state;
    outbox_free(&self->outbox);
    zsock_destroy(&self->router);
    zsock_destroy(&self->peer);
    free(self);
    return 0;
}

static void add_reply(counter_t *self, uint64_t rid, bool wrote, const char *body)
{
    size_t offset = self->outbox.bytes.length;
    buffer_append(&self->outbox.bytes, body, strlen(body));
    outbox_add(&self->outbox, &self->address, rid, wrote, offset);
}

/* The next reply that the peer gets: its body, in static memory. */
static slice_t next_reply(counter_t *self)
{
    static char body[1024];
    zmsg_t *message = zmsg_recv(self->peer);
    assert_non_null(message);
    assert_int_equal(zmsg_size(message), 2);
    assert_true(zframe_streq(zmsg_first(message), "DUBAN1"));
    zframe_t *frame = zmsg_next(message);
    size_t length = zframe_size(frame);
    assert_true(length < sizeof body);
    memcpy(body, zframe_data(frame), length);
    zmsg_destroy(&message);
    return (slice_t){body, length};
}

static void expect_reply(counter_t *self, const char *body)
{
    slice_t reply = next_reply(self);
    assert_int_equal(reply.length, strlen(body));
    assert_memory_equal(reply.bytes, body, reply.length);
}

static void replies_go_out_in_their_order(void **state)
{
    counter_t *self = *state;
    for (int turn = 0; turn < 2; turn++) {
        add_reply(self, 1, true, "first");
        add_reply(self, 2, false, "second");
        add_reply(self, 3, true, "third");
        outbox_send(&self->outbox, self->router, true);
        expect_reply(self, "first");
        expect_reply(self, "second");
        expect_reply(self, "third");
        assert_int_equal(self->outbox.count, 0);
        assert_int_equal(self->outbox.bytes.length, 0);
    }
    assert_int_equal(self->outbox.dropped, 0);
}

static void a_failed_commit_takes_back_what_was_written(void **state)
{
    counter_t *self = *state;
    unpacker_t unpacker = {0};
    msgpack_object reply;
    add_reply(self, 1, true, "it is on disk");
    add_reply(self, 2, false, "pong");
    outbox_send(&self->outbox, self->router, false);
    slice_t body = next_reply(self);
    assert_int_equal(unpack_message(&unpacker, body.bytes, body.length, &reply, NULL), 0);
    assert_string_equal(answer_code(&reply), "unavailable");
    assert_int_equal(answer_number(&reply, "rid"), 1);
    expect_reply(self, "pong");
    unpacker_free(&unpacker);
}

static void a_peer_that_is_gone_is_counted(void **state)
{
    counter_t *self = *state;
    self->address.route.bytes[0] ^= 0x55;
    add_reply(self, 1, true, "to nobody");
    outbox_send(&self->outbox, self->router, true);
    assert_int_equal(self->outbox.dropped, 1);
}

static void tickets_are_answered_once(void **state)
{
    counter_t *self = *state;
    uint64_t first = outbox_remember(&self->outbox, &self->address, 1);
    uint64_t second = outbox_remember(&self->outbox, &self->address, 2);
    uint64_t third = outbox_remember(&self->outbox, &self->address, 3);
    assert_true(first && first < second && second < third);
    assert_int_equal(outbox_pending(&self->outbox), 3);
    outbox_answer(&self->outbox, self->router, second, WORDS("the second"));
    outbox_answer(&self->outbox, self->router, second, WORDS("again"));
    outbox_forget(&self->outbox, first);
    outbox_answer(&self->outbox, self->router, first, WORDS("the first"));
    outbox_answer(&self->outbox, self->router, 99, WORDS("whose?"));
    outbox_answer(&self->outbox, self->router, third, WORDS("the third"));
    expect_reply(self, "the second");
    expect_reply(self, "the third");
    assert_int_equal(outbox_pending(&self->outbox), 0);
    outbox_remember(&self->outbox, &self->address, 4); /* freed with the outbox */
}

/* ---- the reject log ---- */

static char *read_log(test_house_t *house, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", house->directory, name);
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = calloc(1, 4096);
    assert_non_null(text);
    text[fread(text, 1, 4095, file)] = 0;
    fclose(file);
    return text;
}

static void add_reject(test_house_t *house, rejects_t *rejects)
{
    buffer_t body = {0};
    fault_t fault;
    envelope_t envelope = {.op = OP_SUBMIT};
    submit_t submit = house_submission(house);
    submit.name = WORDS("林癸某");
    request_pack(&envelope, &SUBMIT_RECORD, &submit, &body);
    fault_set(&fault, ERROR_INVALID, "privacy", "`privacy` 是 \"x\"\n不行");
    rejects_add(rejects, NOW_MS, buffer_slice(&body), &fault);
    buffer_free(&body);
}

static void a_refused_push_is_one_line_without_its_words(void **state)
{
    test_house_t *house = *state;
    rejects_t *rejects = rejects_open(house->directory, &house->fault);
    fault_t fault;
    assert_non_null(rejects);
    add_reject(house, rejects);
    fault_set(&fault, ERROR_MALFORMED, NULL, "no message at all");
    rejects_add(rejects, NOW_MS + 1, WORDS("\xc1秘密"), &fault);
    rejects_close(&rejects);
    assert_null(rejects);

    char *text = read_log(house, "rejects.log"), *line = text;
    *strchr(line, '\n') = 0;
    assert_non_null(strstr(line, "\"at_ms\":1440043200000"));
    assert_non_null(strstr(line, "\"code\":\"invalid\""));
    assert_non_null(strstr(line, "\"field\":\"privacy\""));
    assert_non_null(strstr(line, "\"gateway\":\"web\""));
    assert_non_null(strstr(line, "\"id\":\"s1\""));
    assert_non_null(strstr(line, "\\\"x\\\"\\n")); /* one line, whatever it says */
    assert_null(strstr(line, "林癸"));
    assert_null(strstr(line, "窗口"));
    line = line + strlen(line) + 1;
    assert_non_null(strstr(line, "\"code\":\"malformed\""));
    assert_null(strstr(line, "秘密"));
    free(text);
    char path[128];
    struct stat stat_of;
    snprintf(path, sizeof path, "%s/rejects.log", house->directory);
    assert_int_equal(stat(path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
}

static void the_log_is_turned_over_when_it_is_long(void **state)
{
    test_house_t *house = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/rejects.log", house->directory);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), REJECTS_BYTES_MAX), 0);
    fclose(file);
    rejects_t *rejects = rejects_open(house->directory, &house->fault);
    assert_non_null(rejects);
    add_reject(house, rejects); /* an old log counts from its first byte on */
    add_reject(house, rejects);
    rejects_close(&rejects);
    char *text = read_log(house, "rejects.log");
    assert_int_equal(text[0], '{');
    char *second = strchr(text, '\n') + 1;
    assert_int_equal(second[0], '{');
    free(text);
    char old[140];
    struct stat stat_of;
    snprintf(old, sizeof old, "%s.1", path);
    assert_int_equal(stat(old, &stat_of), 0);
    assert_int_equal(stat_of.st_size, REJECTS_BYTES_MAX);
}

static void a_log_that_cannot_be_opened(void **state)
{
    test_house_t *house = *state;
    assert_null(rejects_open("/nowhere/at/all", &house->fault));
    assert_non_null(strstr(house->fault.message, "/nowhere/at/all/rejects.log"));
}

/* ---- the rules ---- */

static void *hold_and_release(void *argument)
{
    rules_t *rules = argument; /* one hold is this thread's */
    for (int i = 0; i < 20000; i++) {
        rules_t *mine = rules_hold(rules);
        assert_non_null(mine->policy);
        rules_release(&mine);
    }
    rules_release(&rules);
    return NULL;
}

static void threads_share_the_rules(void **state)
{
    test_house_t *house = *state;
    pthread_t threads[4];
    rules_t *rules = rules_load("", NOW_MS, &house->fault);
    if (!rules)
        fail_msg("%s", house->fault.message);
    assert_memory_equal(rules->policy->digest, house->policy->digest, DIGEST_BYTES);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_create(&threads[i], NULL, hold_and_release, rules_hold(rules));
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(rules->holders, 1);
    rules_release(&rules);
    assert_null(rules);
    rules_release(&rules); /* of nothing */
}

static void rules_that_are_not_there(void **state)
{
    test_house_t *house = *state;
    assert_null(rules_load(house->directory, NOW_MS, &house->fault));
    assert_non_null(strstr(house->fault.message, ".conf"));
    assert_null(rules_load("", NOW_MS - 20 * 365 * DAY_MS, &house->fault)); /* no such calendar */
    assert_non_null(strstr(house->fault.message, "1995"));
}

/* ---- the reader ---- */

static void questions_are_answered_on_a_snapshot(void **state)
{
    test_house_t *house = *state;
    rules_t *rules = rules_load("", NOW_MS, &house->fault);
    reader_t *reader = reader_new(house->store, house->registry.receipt_key, &house->fault);
    buffer_t reply = {0};
    unpacker_t unpacker = {0};
    uint64_t seen = 0, ticket;
    assert_non_null(reader);
    uint64_t number = house_submit(house);
    for (uint64_t i = 1; i <= 50; i++) {
        question_t *question = question_new(rules);
        question->ticket = i;
        question->rid = 1000 + i;
        question->now_ms = NOW_MS;
        question->query = (query_t){.what = i % 2 ? QUERY_SHOW : QUERY_REPLAY};
        question->query.case_number = number;
        assert_int_equal(reader_ask(reader, &question), 0);
        assert_null(question);
    }
    assert_int_equal(reader_waiting(reader), 50);
    zmq_pollitem_t item = {reader_socket(reader), 0, ZMQ_POLLIN, 0};
    while (seen < 50) {
        assert_true(zmq_poll(&item, 1, PATIENCE_MS) > 0);
        while (reader_take(reader, &ticket, &reply)) {
            msgpack_object map;
            assert_int_equal(ticket, ++seen); /* in the order of the questions */
            assert_int_equal(unpack_message(&unpacker, reply.bytes, reply.length, &map, NULL), 0);
            assert_string_equal(answer_code(&map), "");
            assert_int_equal(answer_number(&map, "rid"), 1000 + ticket);
        }
    }
    assert_int_equal(reader_waiting(reader), 0);
    question_t *last = question_new(rules);
    last->query.what = QUERY_STAT;
    assert_int_equal(reader_ask(reader, &last), 0);
    reader_destroy(&reader); /* with a question still out */
    assert_null(reader);
    assert_int_equal(rules->holders, 1);
    rules_release(&rules);
    unpacker_free(&unpacker);
    buffer_free(&reply);
}

#define AT_COUNTER(TEST) cmocka_unit_test_setup_teardown(TEST, open_counter, close_counter)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_COUNTER(replies_go_out_in_their_order),
        AT_COUNTER(a_failed_commit_takes_back_what_was_written),
        AT_COUNTER(a_peer_that_is_gone_is_counted),
        AT_COUNTER(tickets_are_answered_once),
        IN_HOUSE(a_refused_push_is_one_line_without_its_words),
        IN_HOUSE(the_log_is_turned_over_when_it_is_long),
        IN_HOUSE(a_log_that_cannot_be_opened),
        IN_HOUSE(threads_share_the_rules),
        IN_HOUSE(rules_that_are_not_there),
        IN_HOUSE(questions_are_answered_on_a_snapshot),
    };
    zsys_handler_set(NULL);
    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
