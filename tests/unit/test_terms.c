/* The vocabularies: every value has a name and a Chinese term, and names are told apart. */
#include "../../proto/report.h"
#include "../../proto/request.h"
#include "../../proto/work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistr.h>

#include <cmocka.h>

static const struct {
    const terms_t *terms;
    unsigned last; /* the last value of the enumeration, so that a table cannot fall short */
} vocabularies[] = {
    {&SOURCES, SOURCE_OVERDUE_TASK},
    {&CHANNELS, CHANNEL_IMPORT},
    {&PRIVACIES, PRIVACY_REAL_NAME},
    {&KINDS, KIND_COUNT - 1},
    {&CONDUCTS, CONDUCT_ARBITRARY},
    {&SEVERITIES, SEVERITY_SERIOUS},
    {&PHASES, PHASE_ENDED},
    {&TRIGGERS, TRIGGER_T3},
    {&STATES, STATE_COUNT - 1},
    {&STAGES, STAGE_COUNT - 1},
    {&NEEDS, NEED_ADDED},
    {&LINE_KINDS, LINE_SUPERVISION_RESPONSIBILITY},
    {&LINE_STATES, LINE_HEARD},
    {&CLOCKS, CLOCK_COUNT - 1},
    {&LEVELS, LEVEL_COUNT - 1},
    {&ROLES, ROLE_COUNT - 1},
    {&EVENTS, EVENT_COUNT - 1},
    {&VERBS, VERB_COUNT - 1},
    {&OUTCOMES, OUTCOME_MERGED},
    {&RELIEFS, RELIEF_MITIGATE},
    {&SANCTION_LISTS, SANCTION_ADMIN},
    {&NOTICES, NOTICE_COUNT - 1},
    {&RESPONSES, RESPONSE_COUNT - 1},
    {&PROGRESSES, PROGRESS_MERGED},
    {&EXPOSURES, EXPOSURE_EXTERNAL},
    {&ERRORS, ERROR_COUNT - 1},
    {&OPS, OP_COUNT - 1},
    {&QUERIES, QUERY_COUNT - 1},
    {&WORK_OPS, WORK_OP_COUNT - 1},
    {&FIGURES, FIGURE_COUNT - 1},
    {&AMOUNTS, AMOUNT_OVERDUE},
    {&SOURCE_GROUPS, GROUP_OTHERS},
    {&INVESTIGATIONS, INVESTIGATION_LINE + LINE_SUPERVISION_RESPONSIBILITY - LINE_PERSON},
    {&RECTIFICATIONS, RECTIFICATION_PENDING},
    {&LENIENCIES, LENIENCY_CLEARED},
    {&HANDLINGS, HANDLING_LAST_DAY},
    {&CONTENTS, RATING_MAX},
    {&TYPICAL_REASONS, TYPICAL_DISCIPLINE},
};
#define VOCABULARIES (sizeof vocabularies / sizeof vocabularies[0])

static void test_complete(void **state)
{
    (void)state;
    for (size_t v = 0; v < VOCABULARIES; v++) {
        const terms_t *terms = vocabularies[v].terms;
        assert_int_equal(terms->count, vocabularies[v].last + 1);
        assert_true(terms->count <= 64); /* a set of them is 64 bits */
        assert_null(terms->terms[0].name);
        assert_true(terms->what[0] != 0);
        for (unsigned value = 1; value < terms->count; value++) {
            const term_t *term = &terms->terms[value];
            assert_non_null(term->name);
            assert_true(strlen(term->name) >= 1 && strlen(term->name) <= 32);
            assert_non_null(term->zh);
            assert_true(term->zh[0] != 0 && (signed char)term->zh[0] < 0);
            assert_null(u8_check((const uint8_t *)term->zh, strlen(term->zh)));
        }
    }
}

static void test_names_lead_back(void **state)
{
    (void)state;
    for (size_t v = 0; v < VOCABULARIES; v++) {
        const terms_t *terms = vocabularies[v].terms;
        for (unsigned value = 1; value < terms->count; value++) {
            const char *name = term_name(terms, value);
            /* Were a name used twice, the second would lead back to the first. */
            assert_int_equal(term_value(terms, name, strlen(name)), value);
            assert_int_equal(term_value(terms, name, strlen(name) - 1), 0);
            for (const char *c = name; *c; c++)
                assert_non_null(strchr("abcdefghijklmnopqrstuvwxyzT0123456789_", *c));
        }
    }
}

static void test_strangers(void **state)
{
    (void)state;
    for (size_t v = 0; v < VOCABULARIES; v++) {
        const terms_t *terms = vocabularies[v].terms;
        assert_string_equal(term_name(terms, 0), "-");
        assert_string_equal(term_zh(terms, 0), "-");
        assert_string_equal(term_name(terms, (unsigned)terms->count), "-");
        assert_string_equal(term_zh(terms, UINT32_MAX), "-");
        assert_int_equal(term_value(terms, "-", 1), 0);
        assert_int_equal(term_value(terms, "", 0), 0);
        assert_int_equal(term_value(terms, "no such term", 12), 0);
    }
}

static void test_bits(void **state)
{
    (void)state;
    assert_int_equal(term_bit(0), 0);
    assert_int_equal(term_bit(1), 1);
    assert_int_equal(term_bit(TRIGGER_T3), 4);
    assert_true(term_bit(64) == UINT64_C(1) << 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_names_lead_back),
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_bits),
    };
    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
