/* Connects, asks, and reports errors. */
#include "session.h"

#include "render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define CONNECT_MS       2000 /* a person should not wait longer to hear that no daemon runs */
#define LASTING_RETRY_MS 3000
#define RECEIPT_DIGITS   19 /* a receipt has 20 characters, a case number fewer */

static const struct {
    duban_code_t code;
    int exit_code;
} exit_codes[] = {
    {DUBAN_MALFORMED, EX_PROTOCOL},
    {DUBAN_UNKNOWN_OP, EX_PROTOCOL},
    {DUBAN_INVALID, EX_DATAERR},
    {DUBAN_TOO_LARGE, EX_DATAERR},
    {DUBAN_CONFLICT, EX_DATAERR},
    {DUBAN_NOT_FOUND, EX_NOINPUT},
    {DUBAN_REFUSED, EX_NOPERM},
    {DUBAN_WRONG_STATE, EX_DATAERR},
    {DUBAN_UNAVAILABLE, EX_TEMPFAIL},
    {DUBAN_BUSY, EX_TEMPFAIL},
    {DUBAN_TIMEOUT, EX_TEMPFAIL},
    {DUBAN_NOT_CONNECTED, EX_UNAVAILABLE},
};

int session_fail(const duban_error_t *error)
{
    fprintf(stderr, "duban: %s: %s\n", duban_code_name(error->code), error->message);
    for (size_t i = 0; i < sizeof exit_codes / sizeof exit_codes[0]; i++) {
        if (exit_codes[i].code == error->code)
            return exit_codes[i].exit_code;
    }
    return EX_SOFTWARE;
}

static duban_t *connect_to(const common_t *common, const duban_options_t *options, int *code)
{
    duban_error_t error;
    duban_t *duban = duban_connect(common->endpoint, options, &error);
    if (!duban) {
        session_fail(&error);
        *code = EX_USAGE;
    }
    return duban;
}

static int timeout_ms(const common_t *common, uint64_t timeout_s)
{
    uint64_t seconds = common->timeout_s ? common->timeout_s : timeout_s;
    return seconds < 3600 ? (int)seconds * 1000 : 3600000;
}

duban_t *session_open(const common_t *common, uint64_t timeout_s, int *code)
{
    int deadline_ms = timeout_ms(common, timeout_s);
    duban_options_t options = {.deadline_ms = deadline_ms,
        .connect_ms = deadline_ms < CONNECT_MS ? deadline_ms : CONNECT_MS};
    return connect_to(common, &options, code);
}

duban_t *session_open_lasting(const common_t *common, uint64_t timeout_s, int *code)
{
    duban_t *probe = session_open(common, SESSION_TIMEOUT_S, code);
    if (!probe)
        return NULL;
    duban_error_t error;
    duban_reply_t *reply = duban_ping(probe, &error);
    duban_destroy(&probe);
    if (!reply) {
        *code = session_fail(&error);
        return NULL;
    }
    duban_reply_destroy(&reply);
    duban_options_t options = {
        .deadline_ms = timeout_ms(common, timeout_s), .retry_ms = LASTING_RETRY_MS};
    return connect_to(common, &options, code);
}

int answer_open(answer_t *answer, duban_reply_t *reply, const duban_error_t *error)
{
    *answer = (answer_t){.reply = reply};
    if (!reply)
        return session_fail(error);
    size_t length;
    const void *bytes = duban_reply_bytes(reply, &length);
    fault_t fault;
    if (unpack_message(&answer->unpacker, bytes, length, &answer->root, &fault) < 0) {
        fprintf(stderr, "duban: the reply cannot be read: %s\n", fault.message);
        answer_close(answer);
        return EX_PROTOCOL;
    }
    return 0;
}

void answer_close(answer_t *answer)
{
    unpacker_free(&answer->unpacker);
    duban_reply_destroy(&answer->reply);
}

void query_name_case(duban_query_t *query, const char *name)
{
    size_t digits = strspn(name, "0123456789");
    if (digits && digits < RECEIPT_DIGITS && !name[digits])
        query->case_number = strtoull(name, NULL, 10);
    else
        query->receipt = name;
}

int session_query(const common_t *common, const duban_query_t *query, answer_t *answer)
{
    int code;
    duban_t *duban = session_open(common, SESSION_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_query_t asked = *query;
    asked.as = common->as;
    duban_error_t error;
    duban_reply_t *reply = duban_query(duban, &asked, &error);
    code = answer_open(answer, reply, &error);
    duban_destroy(&duban);
    return code;
}

int session_show(
    const common_t *common, const duban_query_t *query, void (*print)(const msgpack_object *root))
{
    answer_t answer;
    int code = session_query(common, query, &answer);
    if (code)
        return code;
    if (common->json)
        code = print_json(&answer.root, false);
    else
        print(&answer.root);
    answer_close(&answer);
    return code;
}
