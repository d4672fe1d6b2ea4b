/* Command lines: where values go, terms in Chinese, lists, and mistakes that end with EX_USAGE; and
 * the exit code of every error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../clients/session.h"

typedef struct {
    const char *text;
    const char *state;
    const char *const *kinds;
    const char *const *sections;
    uint64_t number;
    int64_t at_ms;
    bool flag;
} values_t;

static const option_t options[] = {
    {"text", 't', "TEXT", "", OPTION_TEXT, offsetof(values_t, text), NULL},
    {"state", 0, "STATE", "", OPTION_TERM, offsetof(values_t, state), &STATES},
    {"kind", 'k', "KIND", "", OPTION_TERMS, offsetof(values_t, kinds), &KINDS},
    {"section", 0, "SECTION", "", OPTION_TEXTS, offsetof(values_t, sections), NULL},
    {"number", 'n', "N", "", OPTION_NUMBER, offsetof(values_t, number), NULL},
    {"at", 0, "TIME", "", OPTION_TIME, offsetof(values_t, at_ms), NULL},
    {"flag", 0, NULL, "", OPTION_FLAG, offsetof(values_t, flag), NULL},
};

static const usage_t usage = {
    .arguments = "CASE",
    .help = "A test.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

#define ARGUMENTS_ROOM 32

/* Parses a line of words; the words are copied, because lists are cut in place. */
static void parse(char *line, common_t *common, values_t *values)
{
    char *words[ARGUMENTS_ROOM] = {"duban test"};
    int count = 1;
    for (char *word; (word = strsep(&line, " ")) != NULL && count < ARGUMENTS_ROOM - 1;)
        words[count++] = word;
    options_parse(&usage, count, words, common, values);
}

static void puts_values_where_they_belong(void **state)
{
    (void)state;
    char line[] = "17 -t 窗口 --state 受理 -k c3 -k 吃拿卡要、权力寻租,c1 --section a,b,,c -n 5 "
                  "--at 2015-09-03 --flag --as zhao -j";
    common_t common;
    values_t values = {0};
    parse(line, &common, &values);
    assert_string_equal(common.arguments[0], "17");
    assert_string_equal(values.text, "窗口");
    assert_string_equal(values.state, "accepted");
    assert_string_equal(values.kinds[0], "c3");
    assert_string_equal(values.kinds[1], "c4");
    assert_string_equal(values.kinds[2], "c1");
    assert_null(values.kinds[3]);
    assert_string_equal(values.sections[2], "c");
    assert_null(values.sections[3]);
    assert_int_equal(values.number, 5);
    assert_int_equal(values.at_ms, INT64_C(1441209600000));
    assert_true(values.flag);
    assert_string_equal(common.as, "zhao");
    assert_true(common.json);
}

/* The exit code of a process that parses `line`. */
static int exit_code_of(const char *line)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        char words[256];
        common_t common;
        values_t values = {0};
        if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
            _exit(EX_OSERR);
        snprintf(words, sizeof words, "%s", line);
        parse(words, &common, &values);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void refuses_mistakes(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "-t x",
        "1 2",
        "1 --state nowhere",
        "1 -k c3,c9",
        "1 -n five",
        "1 -n -5",
        "1 -n 99999999999999999999",
        "1 --at yesterday",
        "1 --unknown",
        "1 --section 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
    };
    assert_int_equal(exit_code_of("1 -n 5"), 0);
    assert_int_equal(exit_code_of("--help"), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (exit_code_of(wrong[i]) != EX_USAGE)
            print_error("accepted: %s\n", wrong[i]);
        assert_int_equal(exit_code_of(wrong[i]), EX_USAGE);
    }
}

static void tells_case_numbers_from_receipts(void **state)
{
    (void)state;
    duban_query_t query = {0};
    query_name_case(&query, "4711");
    assert_int_equal(query.case_number, 4711);
    assert_null(query.receipt);
    static const char *const receipts[] = {
        "00000-00128-TJKVQ-7XMN4", "12345678901234567890", "4711x", ""};
    for (size_t i = 0; i < sizeof receipts / sizeof receipts[0]; i++) {
        query = (duban_query_t){0};
        query_name_case(&query, receipts[i]);
        assert_int_equal(query.case_number, 0);
        assert_string_equal(query.receipt, receipts[i]);
    }
}

static void gives_every_error_its_exit_code(void **state)
{
    (void)state;
    static const struct {
        duban_code_t code;
        int exit_code;
    } expected[] = {
        {DUBAN_INVALID, EX_DATAERR},
        {DUBAN_CONFLICT, EX_DATAERR},
        {DUBAN_NOT_FOUND, EX_NOINPUT},
        {DUBAN_REFUSED, EX_NOPERM},
        {DUBAN_WRONG_STATE, EX_DATAERR},
        {DUBAN_UNAVAILABLE, EX_TEMPFAIL},
        {DUBAN_BUSY, EX_TEMPFAIL},
        {DUBAN_TIMEOUT, EX_TEMPFAIL},
        {DUBAN_NOT_CONNECTED, EX_UNAVAILABLE},
        {DUBAN_OTHER, EX_SOFTWARE},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        duban_error_t error = {.code = expected[i].code, .message = "this is a test"};
        assert_int_equal(session_fail(&error), expected[i].exit_code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_values_where_they_belong),
        cmocka_unit_test(refuses_mistakes),
        cmocka_unit_test(tells_case_numbers_from_receipts),
        cmocka_unit_test(gives_every_error_its_exit_code),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
