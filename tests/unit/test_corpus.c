/* The shipped corpus: the classifier's quality on it does not fall. Texts and labels are our own.
 */
#include "classifying.h"

#include "../../clients/classify_table.h"
#include "../../workers/evaluate.h"

#include <stdio.h>

static int judge_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line;
    label_t label = {.scope = *(const char *)values[0].bytes == '1'};
    if (label_read_kinds(values[1], &label, fault))
        return -1;
    classified_t verdict;
    classify_text(shipped_classifier, values[2], values[3], (slice_t){0}, NULL, &verdict);
    evaluate_add(context, &label, &verdict);
    return 0;
}

static void quality_does_not_fall(void **state)
{
    (void)state;
    static const char *const columns[] = {"scope", "kinds", "title", "text"};
    evaluation_t evaluation = {0};
    fault_t fault = {0};
    if (table_read("tests/corpus/complaints.tsv", columns, 4, judge_row, &evaluation, &fault))
        fail_msg("%s", fault.message);
    assert_true(evaluation.texts >= 600);
    /* Many of the texts accuse in hints and irony: what is said must be right first of all. */
    assert_true(evaluate_precision(&evaluation.scope) >= 0.97);
    assert_true(evaluate_f1(&evaluation.scope) >= 0.78);
    assert_true(evaluate_macro_f1(&evaluation) >= 0.60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quality_does_not_fall)};
    return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
