/* The hostile corpus of the end-to-end test, here against the decoding alone: each message is
 * refused with the code and the field that its entry promises. */
#include "../../proto/record.h"
#include "../e2e/hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const record_t *const bodies[OP_COUNT] = {[OP_SUBMIT] = &SUBMIT_RECORD,
    [OP_FINDING] = &FINDING_RECORD,
    [OP_ACT] = &ACT_RECORD,
    [OP_SWEEP] = &SWEEP_RECORD,
    [OP_QUERY] = &QUERY_RECORD};

static int decode(const buffer_t *message, fault_t *fault)
{
    static unpacker_t unpacker;
    static union {
        submit_t submit;
        finding_t finding;
        act_t act;
        sweep_t sweep;
        query_t query;
    } body;
    msgpack_object object;
    envelope_t envelope;
    if (unpack_message(&unpacker, message->bytes, message->length, &object, fault) < 0 ||
        record_from_map(&ENVELOPE_RECORD, &object, &envelope, fault) < 0)
        return -1;
    const record_t *record = bodies[envelope.op];
    return record ? record_from_map(record, &object, &body, fault) : 0;
}

static void test_corpus(void **state)
{
    (void)state;
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        const hostile_t *hostile = &HOSTILE[i];
        if (hostile->frames || hostile->signature)
            continue; /* the daemon's part */
        buffer_t message = {0};
        fault_t fault = {0};
        hostile_body(hostile, &message);
        assert_true(message.length < MESSAGE_BYTES_MAX);
        int rc = decode(&message, &fault);
        /* To decoding an unknown op is an unknown term like any other. */
        error_code_t code = hostile->code == ERROR_UNKNOWN_OP ? ERROR_INVALID : hostile->code;
        if (rc != (code ? -1 : 0) || fault.code != code || strcmp(fault.field, hostile->field) != 0)
            fail_msg("%s: %d %s %s %s", hostile->name, rc, term_name(&ERRORS, fault.code),
                fault.field, fault.message);
        buffer_free(&message);
    }
}

static void test_names_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(HOSTILE[i].name, HOSTILE[k].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_names_are_unique),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
