/* For the tests of the classifier: the shipped policy, compiled once, and short ways to ask it. */
#ifndef DUBAN_TEST_CLASSIFYING_H
#define DUBAN_TEST_CLASSIFYING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../workers/classify.h"

static policy_t *shipped_policy;
static classifier_t *shipped_classifier;

static inline int open_shipped(void **state)
{
    (void)state;
    fault_t fault = {0};
    bundle_t *bundle = bundle_embedded();
    shipped_policy = policy_load(bundle, &fault);
    bundle_destroy(&bundle);
    assert_string_equal(fault.message, "");
    shipped_classifier = classifier_new(shipped_policy, NULL, &fault);
    assert_string_equal(fault.message, "");
    return 0;
}

static inline int close_shipped(void **state)
{
    (void)state;
    classifier_destroy(&shipped_classifier);
    policy_destroy(&shipped_policy);
    return 0;
}

static inline slice_t slice_of(const char *text)
{
    return (slice_t){text, strlen(text)};
}

/* The verdict on a title and a text. */
static inline classified_t judge(const char *title, const char *text)
{
    classified_t verdict;
    classify_text(
        shipped_classifier, slice_of(title), slice_of(text), (slice_t){0}, NULL, &verdict);
    return verdict;
}

static inline bool has_kind(const classified_t *verdict, kind_t kind)
{
    for (size_t i = 0; i < verdict->kind_count; i++)
        if (verdict->kinds[i].kind == kind)
            return true;
    return false;
}

#endif
