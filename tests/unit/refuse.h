/* For the tests of config/: texts of policy files, and the very sentence with which a bad one is
 * refused. */
#ifndef DUBAN_TEST_REFUSE_H
#define DUBAN_TEST_REFUSE_H

#include "../../config/zpl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(TABLE) (sizeof(TABLE) / sizeof(TABLE[0]))

/* A text and the whole message of its refusal. */
typedef struct {
    const char *text;
    const char *message;
} refusal_t;

/* Loads a parsed file; 0, or -1 with the fault. */
typedef int load_t(zpl_t *file, fault_t *fault);

static inline zpl_t *parse_text(const char *name, const char *text)
{
    fault_t fault = {0};
    zpl_t *file = zpl_parse(name, text, strlen(text), &fault);
    assert_string_equal(fault.message, "");
    assert_non_null(file);
    return file;
}

/* Loads a text and returns the message of the refusal, "" when there is none. */
static inline const char *load_message(const char *name, const char *text, load_t *load)
{
    static fault_t fault;
    fault = (fault_t){0};
    zpl_t *file = zpl_parse(name, text, strlen(text), &fault);
    int rc = file ? load(file, &fault) : -1;
    zpl_destroy(&file);
    assert_int_equal(rc, fault.message[0] ? -1 : 0);
    if (rc < 0)
        assert_int_equal(fault.code, ERROR_INVALID);
    return fault.message;
}

static inline void assert_refusals(
    const char *name, load_t *load, const refusal_t *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(load_message(name, refusals[i].text, load), refusals[i].message);
}

#endif
