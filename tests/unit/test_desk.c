/* The desk: every operation's reply, what is refused and how, and what a turn that cannot be
 * committed may say. */
#include "house.h"

#include "../../daemon/desk.h"

#include <stdlib.h>

typedef struct {
    test_house_t *house;
    foreman_t foreman;
    desk_t desk;
    desk_note_t note;
    buffer_t request, reply;
    unpacker_t unpacker;
    msgpack_object answer;
} office_t;

static int set_up(void **state)
{
    office_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    house_set_up((void **)&self->house);
    foreman_init(&self->foreman, &self->house->registry, self->house->bundle, 1000, 1000);
    self->desk = (desk_t){.registry = &self->house->registry, .foreman = &self->foreman};
    *state = self;
    return 0;
}

static void nobody_hears(void *context, uint64_t ticket, slice_t reply)
{
    (void)context, (void)ticket, (void)reply;
}

static int tear_down(void **state)
{
    office_t *self = *state;
    self->foreman.answer = nobody_hears;
    foreman_free(&self->foreman);
    house_tear_down((void **)&self->house);
    unpacker_free(&self->desk.unpacker);
    unpacker_free(&self->unpacker);
    buffer_free(&self->request);
    buffer_free(&self->reply);
    free(self);
    return 0;
}

/* Handles bytes in a transaction of their own; the reply, if there is one, is in self->answer. */
static desk_result_t handle(office_t *self, slice_t bytes)
{
    buffer_clear(&self->reply);
    store_begin(self->house->store);
    desk_result_t result =
        desk_handle(&self->desk, bytes, 5, self->house->now_ms, &self->note, &self->reply);
    house_commit(self->house);
    if (self->reply.length > 0)
        assert_int_equal(unpack_message(&self->unpacker, self->reply.bytes, self->reply.length,
                             &self->answer, NULL),
            0);
    return result;
}

static desk_result_t ask(office_t *self, op_t op, const record_t *record, const void *body)
{
    envelope_t envelope = {.op = op, .rid = 77};
    buffer_clear(&self->request);
    request_pack(&envelope, record, body, &self->request);
    return handle(self, buffer_slice(&self->request));
}

static const char *code(office_t *self)
{
    return answer_code(&self->answer);
}

/* ---- every operation ---- */

static void each_operation_is_answered(void **state)
{
    office_t *self = *state;
    submit_t submit = house_submission(self->house);
    assert_int_equal(ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit), DESK_WROTE);
    assert_int_equal(answer_number(&self->answer, "rid"), 77);
    assert_int_equal(answer_number(&self->answer, "case"), 1);
    assert_true(answer_get(&self->answer, "created")->via.boolean);
    assert_int_equal(ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit), DESK_WROTE);
    assert_false(answer_get(&self->answer, "created")->via.boolean);
    assert_int_equal(self->desk.created, 1);
    assert_int_equal(self->desk.repeated, 1);

    finding_t finding = house_finding(self->house);
    assert_int_equal(ask(self, OP_FINDING, &FINDING_RECORD, &finding), DESK_WROTE);
    assert_int_equal(answer_number(&self->answer, "case"), 2);
    assert_int_equal(answer_number(&self->answer, "received_ms"), self->house->now_ms);

    act_t act = {.case_number = 2, .verb = VERB_COMMENT, .reason = "已电话核对"};
    assert_int_equal(ask(self, OP_ACT, &ACT_RECORD, &act), DESK_WROTE);
    assert_int_equal(answer_number(&self->answer, "event"), 3);
    assert_null(map_get(&self->answer, "receipt"));

    sweep_t sweep = {.dry_run = true};
    assert_int_equal(ask(self, OP_SWEEP, &SWEEP_RECORD, &sweep), DESK_LATER);
    assert_int_equal(self->reply.length, 0);
    assert_int_equal(self->foreman.sweeps[0].ticket, 5);
    assert_int_equal(self->foreman.sweeps[0].rid, 77);

    respond_t respond = {.response = RESPONSE_ADD, .key = "r1", .text = WORDS("还有一份回执单")};
    memcpy(respond.gateway, submit.gateway, sizeof respond.gateway);
    receipt_make(self->house->registry.receipt_key, 1, respond.receipt);
    assert_int_equal(ask(self, OP_RESPOND, &RESPOND_RECORD, &respond), DESK_WROTE);
    assert_int_equal(answer_number(&self->answer, "event"), 4);
    assert_true(answer_is(&self->answer, "progress", "received"));
    assert_null(map_get(&self->answer, "case")); /* the receipt is all that a citizen has */

    query_t query = {.what = QUERY_STAT, .limit = 7};
    assert_int_equal(ask(self, OP_QUERY, &QUERY_RECORD, &query), DESK_QUERY);
    assert_int_equal(self->note.query.limit, 7);

    assert_int_equal(ask(self, OP_PING, NULL, NULL), DESK_SAID);
    assert_int_equal(answer_number(&self->answer, "now_ms"), self->house->now_ms);
    const msgpack_object *policy = answer_get(&self->answer, "policy");
    assert_memory_equal(policy->via.bin.ptr, self->house->policy->digest, DIGEST_BYTES);
    for (unsigned op = 1; op < OP_COUNT; op++)
        assert_int_equal(self->desk.by_op[op], op == OP_SUBMIT ? 2 : 1);
}

static void without_an_rid_none_is_echoed(void **state)
{
    office_t *self = *state;
    assert_int_equal(handle(self, (slice_t){"\x81\xa2op\xa4ping", 9}), DESK_SAID);
    assert_null(map_get(&self->answer, "rid"));
    assert_string_equal(code(self), "");
}

/* ---- refusals ---- */

static void what_cannot_be_understood(void **state)
{
    office_t *self = *state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *code;
    } rows[] = {
        {"", 0, "malformed"},
        {"\xc1", 1, "malformed"},
        {"\x81\xa2op", 4, "malformed"},
        {"\x81\xa2op\xa4ping\x00", 10, "malformed"},
        {"\x93\x01\x02\x03", 4, "invalid"},
        {"\x80", 1, "invalid"},
        {"\x81\xa2op\x05", 5, "invalid"},
        {"\x81\xa2op\xa4pong", 9, "unknown_op"},
        {"\x81\xa2op\xa6submit", 11, "invalid"},
        {"\x81\xa2op\xa7"
         "finding",
            12, "invalid"},
        {"\x81\xa2op\xa3"
         "act",
            8, "invalid"},
        {"\x81\xa2op\xa5query", 10, "invalid"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        handle(self, (slice_t){rows[i].bytes, rows[i].length});
        if (strcmp(code(self), rows[i].code) != 0)
            fail_msg("%zu: %s instead of %s", i, code(self), rows[i].code);
        assert_int_not_equal(self->note.fault.code, ERROR_NONE);
    }
    assert_int_equal(self->desk.by_error[ERROR_MALFORMED], 4);
    assert_int_equal(self->desk.by_error[ERROR_UNKNOWN_OP], 1);
    assert_int_equal(self->desk.by_error[ERROR_INVALID], 7);
    assert_int_equal(self->house->registry.ledger.number, 0);
}

static void an_error_echoes_the_rid(void **state)
{
    office_t *self = *state;
    handle(self, (slice_t){"\x82\xa3rid\x2a\xa2op\xa4pong", 14});
    assert_int_equal(answer_number(&self->answer, "rid"), 42);
    assert_true(answer_is(answer_get(&self->answer, "error"), "field", "op"));
}

static void a_pushed_message_is_a_submission_or_nothing(void **state)
{
    office_t *self = *state;
    self->desk.push_only = true;
    static const op_t ops[] = {OP_FINDING, OP_ACT, OP_SWEEP, OP_QUERY, OP_PING};
    for (size_t i = 0; i < COUNT(ops); i++) {
        assert_int_equal(ask(self, ops[i], NULL, NULL), DESK_SAID);
        assert_string_equal(code(self), "invalid");
        assert_string_equal(self->note.fault.field, "op");
    }
    submit_t submit = house_submission(self->house);
    assert_int_equal(ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit), DESK_WROTE);
    assert_int_equal(self->note.fault.code, ERROR_NONE);
}

static void a_full_store_still_takes_acts(void **state)
{
    office_t *self = *state;
    submit_t submit = house_submission(self->house);
    finding_t finding = house_finding(self->house);
    house_submit(self->house);
    self->desk.full = true;
    ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit);
    assert_string_equal(code(self), "unavailable");
    ask(self, OP_FINDING, &FINDING_RECORD, &finding);
    assert_string_equal(code(self), "unavailable");
    act_t act = {.case_number = 1, .verb = VERB_COMMENT, .reason = "已电话核对"};
    ask(self, OP_ACT, &ACT_RECORD, &act);
    assert_string_equal(code(self), "");
    query_t query = {.what = QUERY_STAT};
    assert_int_equal(ask(self, OP_QUERY, &QUERY_RECORD, &query), DESK_QUERY);
    sweep_t sweep = {.dry_run = true};
    assert_int_equal(ask(self, OP_SWEEP, &SWEEP_RECORD, &sweep), DESK_LATER);
}

/* A refusal in view of the open transaction is no more certain than the transaction. */
static void a_refusal_stands_only_with_its_turn(void **state)
{
    office_t *self = *state;
    submit_t submit = house_submission(self->house);
    assert_int_equal(ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit), DESK_WROTE);
    submit.text = WORDS("另一件事：公示栏里的收费标准与窗口收的不一样。");
    assert_int_equal(ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit), DESK_WROTE);
    assert_string_equal(code(self), "conflict");
    act_t act = {.case_number = 9, .verb = VERB_COMMENT, .reason = "已电话核对"};
    assert_int_equal(ask(self, OP_ACT, &ACT_RECORD, &act), DESK_WROTE);
    assert_string_equal(code(self), "not_found");
    act = (act_t){.case_number = 1, .verb = VERB_ACCEPT, .as = "lv-jia"};
    assert_int_equal(ask(self, OP_ACT, &ACT_RECORD, &act), DESK_WROTE);
    assert_string_equal(code(self), "wrong_state");
}

static void too_many_sweeps(void **state)
{
    office_t *self = *state;
    sweep_t sweep = {.dry_run = true};
    for (int i = 0; i < SWEEPS_MAX; i++)
        assert_int_equal(ask(self, OP_SWEEP, &SWEEP_RECORD, &sweep), DESK_LATER);
    assert_int_equal(ask(self, OP_SWEEP, &SWEEP_RECORD, &sweep), DESK_SAID);
    assert_string_equal(code(self), "busy");
}

static void the_longest_submission(void **state)
{
    office_t *self = *state;
    static char text[TEXT_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    submit_t submit = house_submission(self->house);
    submit.text = (slice_t){text, TEXT_BYTES_MAX};
    ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit);
    assert_string_equal(code(self), "");
    submit = house_submission(self->house);
    submit.text = (slice_t){text, TEXT_BYTES_MAX + 1};
    ask(self, OP_SUBMIT, &SUBMIT_RECORD, &submit);
    assert_string_equal(code(self), "too_large");
    assert_string_equal(self->note.fault.field, "text");
}

#define IN_OFFICE(TEST) cmocka_unit_test_setup_teardown(TEST, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(each_operation_is_answered),
        IN_OFFICE(without_an_rid_none_is_echoed),
        IN_OFFICE(what_cannot_be_understood),
        IN_OFFICE(an_error_echoes_the_rid),
        IN_OFFICE(a_pushed_message_is_a_submission_or_nothing),
        IN_OFFICE(a_full_store_still_takes_acts),
        IN_OFFICE(a_refusal_stands_only_with_its_turn),
        IN_OFFICE(too_many_sweeps),
        IN_OFFICE(the_longest_submission),
    };
    return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
