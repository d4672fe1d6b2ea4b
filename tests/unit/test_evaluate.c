/* The measures of a classifier, against figures worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../workers/evaluate.h"

static label_t label_of(bool scope, const char *kinds)
{
    label_t label = {.scope = scope};
    fault_t fault = {0};
    assert_int_equal(label_read_kinds((slice_t){kinds, strlen(kinds)}, &label, &fault), 0);
    return label;
}

static classified_t verdict_of(bool scope, double score, kind_t first, kind_t second)
{
    classified_t verdict = {.scope = scope, .score = score};
    if (first)
        verdict.kinds[verdict.kind_count++].kind = first;
    if (second)
        verdict.kinds[verdict.kind_count++].kind = second;
    return verdict;
}

static void reads_labels(void **state)
{
    (void)state;
    label_t label = label_of(true, "c2,c1");
    assert_int_equal(label.kinds, term_bit(KIND_C1) | term_bit(KIND_C2));
    assert_int_equal(label.first, KIND_C2);
    assert_int_equal(label_of(false, "-").kinds, 0);
    fault_t fault = {0};
    assert_int_equal(label_read_kinds((slice_t){"c1,c7", 5}, &label, &fault), -1);
    assert_non_null(strstr(fault.message, "c1,c7"));
    assert_int_equal(label_read_kinds((slice_t){"c1;c2", 5}, &label, &fault), -1);
}

static void counts_and_divides(void **state)
{
    (void)state;
    evaluation_t evaluation = {0};
    const struct {
        label_t label;
        classified_t verdict;
    } texts[] = {
        {label_of(true, "c1"), verdict_of(true, 0.9, KIND_C1, KIND_C2)}, /* c2 is an alarm */
        {label_of(true, "c2,c1"), verdict_of(true, 0.8, KIND_C1, 0)},    /* c2 is missed */
        {label_of(true, "c4"), verdict_of(false, 0.2, 0, 0)},            /* all is missed */
        {label_of(false, "-"), verdict_of(true, 0.6, KIND_C5, 0)},       /* all is alarm */
        {label_of(false, "-"), verdict_of(false, 0.1, KIND_C3, 0)},      /* right: no scope */
    };
    for (size_t i = 0; i < 5; i++)
        evaluate_add(&evaluation, &texts[i].label, &texts[i].verdict);
    assert_int_equal(evaluation.texts, 5);
    assert_int_equal(evaluation.scope.hits, 2);
    assert_int_equal(evaluation.scope.alarms, 1);
    assert_int_equal(evaluation.scope.misses, 1);
    assert_float_equal(evaluate_precision(&evaluation.scope), 2.0 / 3, 1e-9);
    assert_float_equal(evaluate_recall(&evaluation.scope), 2.0 / 3, 1e-9);
    assert_float_equal(evaluate_f1(&evaluation.scope), 2.0 / 3, 1e-9);
    assert_float_equal(evaluate_f1(&evaluation.kinds[KIND_C1]), 1.0, 1e-9);
    assert_float_equal(evaluate_f1(&evaluation.kinds[KIND_C2]), 0.0, 1e-9);
    assert_int_equal(evaluation.kinds[KIND_C3].alarms, 0);
    assert_float_equal(evaluate_macro_f1(&evaluation), 0.2, 1e-9);
    assert_int_equal(evaluation.confusion[KIND_C2][KIND_C1], 1);
    assert_int_equal(evaluation.confusion[KIND_UNSET][KIND_C5], 1);
    assert_int_equal(evaluation.confusion[KIND_UNSET][KIND_UNSET], 1);
}

static void counts_abstentions(void **state)
{
    (void)state;
    evaluation_t evaluation = {0};
    label_t label = label_of(true, "c1");
    classified_t verdict = verdict_of(true, 0.5, KIND_C1, 0);
    memcpy(verdict.abstained, "thin", 5);
    evaluate_add(&evaluation, &label, &verdict);
    verdict.scope = false;
    evaluate_add(&evaluation, &label, &verdict);
    assert_int_equal(evaluation.abstained, 2);
    assert_int_equal(evaluation.abstained_right, 1);
}

static void nothing_is_no_division(void **state)
{
    (void)state;
    evaluation_t evaluation = {0};
    assert_float_equal(evaluate_macro_f1(&evaluation), 0, 0);
    assert_float_equal(evaluate_precision(&evaluation.scope), 0, 0);
}

static void orders_errors(void **state)
{
    (void)state;
    label_t label = label_of(true, "c1");
    classified_t right = verdict_of(true, 0.9, KIND_C1, 0);
    classified_t kinds = verdict_of(true, 0.9, KIND_C2, 0);
    classified_t missed = verdict_of(false, 0.1, 0, 0);
    classified_t nearly = verdict_of(false, 0.45, 0, 0);
    assert_float_equal(evaluate_error(&label, &right), 0, 0);
    assert_true(evaluate_error(&label, &kinds) > 0);
    assert_true(evaluate_error(&label, &nearly) > evaluate_error(&label, &kinds));
    assert_true(evaluate_error(&label, &missed) > evaluate_error(&label, &nearly));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_labels),
        cmocka_unit_test(counts_and_divides),
        cmocka_unit_test(counts_abstentions),
        cmocka_unit_test(nothing_is_no_division),
        cmocka_unit_test(orders_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
