/* Learning: a word that tells the texts apart becomes a rule that loads and fires. */
#include "classifying.h"

#include "../../clients/classify_learn.h"

#include <stdio.h>

static void add(learner_t *learner, const char *text, const char *kinds)
{
    label_t label = {.scope = *kinds != '-'};
    fault_t fault;
    assert_int_equal(label_read_kinds(slice_of(kinds), &label, &fault), 0);
    judge("", text);
    learner_add(
        learner, classifier_text(shipped_classifier), classifier_tally(shipped_classifier), &label);
}

/* Half of the texts are told apart by the lexicon, the other half only by a word of the bureau's
 * own: 搁灯笼 for putting a file off. */
static learner_t *taught(void)
{
    static const char *const things[] = {"路灯", "水管", "井盖", "围墙", "站台", "河堤", "桥面",
        "水渠", "操场", "厂房", "牌坊", "果园"};
    learner_t *learner = learner_new();
    char text[200];
    for (size_t i = 0; i < 10 * sizeof things / sizeof things[0]; i++) {
        const char *thing = things[i % (sizeof things / sizeof things[0])];
        snprintf(text, sizeof text, "关于%s，城管不作为。", thing);
        add(learner, text, "c1");
        snprintf(text, sizeof text, "关于%s的文件又被搁灯笼。", thing);
        add(learner, text, "c2");
        snprintf(text, sizeof text, "关于%s的颜色。", thing);
        add(learner, text, "-");
        snprintf(text, sizeof text, "%s什么时候刷漆。", thing);
        add(learner, text, "-");
    }
    return learner;
}

static void learns_a_word(void **state)
{
    (void)state;
    learner_t *learner = taught();
    buffer_t rules = {0};
    assert_true(learner_fit(learner, 0, 0, &rules) > 0);
    buffer_append(&rules, "", 1);
    assert_non_null(strstr((char *)rules.bytes, "灯笼"));
    fault_t fault = {0};
    zpl_t *file = zpl_parse("lexicon.conf", rules.bytes, rules.length - 1, &fault);
    assert_string_equal(fault.message, "");
    lexicon_t *lexicon = lexicon_load(file, &fault);
    assert_string_equal(fault.message, "");
    for (size_t i = 0; i < lexicon_count(lexicon); i++)
        assert_true(lexicon_at(lexicon, i)->weight <= 0.6);
    lexicon_destroy(&lexicon);
    zpl_destroy(&file);
    buffer_free(&rules);
    learner_destroy(&learner);
    assert_null(learner);
}

/* The learned words stand beside the lexicon's sum, and nothing else tips the verdict: where it is
 * right about nearly all texts, words that are merely frequent are not held against them. */
static void what_the_lexicon_knows_is_not_learned(void **state)
{
    (void)state;
    static const char *const things[] = {"路灯", "水管", "井盖", "围墙", "站台", "河堤", "桥面"};
    learner_t *learner = learner_new();
    buffer_t rules = {0};
    char text[200];
    for (size_t i = 0; i < 20 * sizeof things / sizeof things[0]; i++) {
        const char *thing = things[i % (sizeof things / sizeof things[0])];
        snprintf(text, sizeof text, "%s的颜色不好看，换一种更好。", thing);
        add(learner, text, "-");
        snprintf(text, sizeof text, "%s的颜色不好看，城管不作为。", thing);
        if (i % 10 == 0)
            add(learner, text, "c1");
    }
    assert_int_equal(learner_fit(learner, 0, 0, &rules), 0);
    buffer_free(&rules);
    learner_destroy(&learner);
}

static void nothing_teaches_nothing(void **state)
{
    (void)state;
    learner_t *learner = learner_new();
    buffer_t rules = {0};
    assert_int_equal(learner_fit(learner, 0, 0, &rules), 0);
    add(learner, "城管不作为。", "c1");
    assert_int_equal(learner_fit(learner, 0, 0, &rules), 0);
    assert_int_equal(rules.length, 0);
    buffer_free(&rules);
    learner_destroy(&learner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_a_word),
        cmocka_unit_test(what_the_lexicon_knows_is_not_learned),
        cmocka_unit_test(nothing_teaches_nothing),
    };
    return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
