/* The lexicon: strict loading, and every example of the shipped one. */
#include "classifying.h"

#include "../../workers/examine.h"

#include <stdio.h>

static lexicon_t *load(const char *text, fault_t *fault)
{
    *fault = (fault_t){0};
    zpl_t *file = zpl_parse("lexicon.conf", text, strlen(text), fault);
    assert_string_equal(fault->message, "");
    lexicon_t *lexicon = lexicon_load(file, fault);
    zpl_destroy(&file);
    return lexicon;
}

static void refused(const char *text, const char *because)
{
    fault_t fault;
    assert_null(load(text, &fault));
    assert_non_null(strstr(fault.message, because));
    assert_memory_equal(fault.message, "lexicon.conf:", 13);
}

#define FAMILY "family\n    id = asked\n    any = \"反映 投诉\"\n"
#define RULE   "rule\n    id = one\n    weight = 1\n    any = \"无果 未果\"\n"

static void loads_what_it_says(void **state)
{
    (void)state;
    fault_t fault;
    lexicon_t *lexicon =
        load(FAMILY RULE "    kind = c2\n    subject = asked\n"
                         "    not-before = \"asked 12\"\n    match = \"反映无果\"\n",
            &fault);
    assert_non_null(lexicon);
    assert_int_equal(lexicon_count(lexicon), 2);
    assert_true(lexicon_at(lexicon, 0)->is_family);
    const lexicon_entry_t *rule = lexicon_at(lexicon, 1);
    assert_false(rule->is_family);
    assert_int_equal(rule->kind, KIND_C2);
    assert_int_equal(rule->subject, SUBJECT_ASKED);
    assert_int_equal(rule->patterns.count, 2);
    assert_string_equal(rule->patterns.items[1], "未果");
    assert_int_equal(rule->condition_count, 1);
    assert_int_equal(rule->conditions[0].where, WHERE_BEFORE);
    assert_true(rule->conditions[0].forbidden);
    assert_int_equal(rule->conditions[0].families, 1);
    assert_int_equal(rule->conditions[0].reach, 12);
    assert_int_equal(rule->matches.count, 1);
    lexicon_destroy(&lexicon);
    assert_null(lexicon);
}

static void families_are_meant_by_their_beginning(void **state)
{
    (void)state;
    fault_t fault;
    lexicon_t *lexicon =
        load("family\n    id = \"public.office\"\n    any = 局\n"
             "family\n    id = \"public.street\"\n    any = 街道\n"
             "family\n    id = publican\n    any = 店\n" RULE "    after = \"public 5\"\n",
            &fault);
    assert_non_null(lexicon);
    assert_int_equal(lexicon_at(lexicon, 3)->conditions[0].families, 3);
    lexicon_destroy(&lexicon);
}

static void refuses_what_is_wrong(void **state)
{
    (void)state;
    refused(FAMILY RULE RULE, "used twice");
    refused(RULE "    before = \"asked 12\"\n", "no family named asked");
    refused(FAMILY RULE "    before = \"asked\"\n", "reach");
    refused(FAMILY RULE "    before = \"asked 1000\"\n", "reach");
    refused(FAMILY RULE "    before = \"asked far\"\n", "reach");
    refused(FAMILY RULE "    colour = red\n", "colour");
    refused(FAMILY "rule\n    id = two\n    any = 无果\n", "weight");
    refused(FAMILY "rule\n    id = two\n    weight = 1\n", "any");
    refused(FAMILY RULE "    kind = c9\n", "c9");
    refused(FAMILY, "rule");
}

static void print_problem(void *context, const char *id, const char *problem)
{
    (void)context;
    fprintf(stderr, "%s: %s\n", id, problem);
}

static void every_example_holds(void **state)
{
    (void)state;
    assert_int_equal(examine_lexicon(shipped_policy, shipped_classifier, print_problem, NULL), 0);
}

static void count_problem(void *context, const char *id, const char *problem)
{
    (void)id, (void)problem;
    ++*(size_t *)context;
}

/* The examiner itself finds what it is there to find. */
static void finds_problems(void **state)
{
    (void)state;
    fault_t fault;
    lexicon_t *lexicon = load(FAMILY RULE
        "    match = \"没有这个词\"\n    miss = \"投诉无果\"\n"
        "rule\n    id = two\n    weight = 0.5\n    any = 未果\n    match = 未果\n"
        "rule\n    id = against\n    weight = -0.5\n    any = 未果\n    match = 未果\n",
        &fault);
    assert_non_null(lexicon);
    policy_t policy = {.lexicon = lexicon, .org = shipped_policy->org};
    classifier_t *classifier = classifier_new(&policy, NULL, &fault);
    assert_non_null(classifier);
    size_t told = 0;
    /* match, miss, one shadowed, two contradicted */
    assert_int_equal(examine_lexicon(&policy, classifier, count_problem, &told), 5);
    assert_int_equal(told, 5);
    classifier_destroy(&classifier);
    lexicon_destroy(&lexicon);
}

static void names_the_rule_of_a_bad_pattern(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *why;
    } bad[] = {{"(无果", "Missing close parenthesis"}, {"(?:无果)?", "empty"},
        {"无.{1,}果+", "endless"},
        /* longer than what a message can quote: the reason comes first */
        {"(?:没有一个部门来管|没有一个部门来问|没有一个部门来查|没有一个部门来看)[^,]{1,9}"
         "(?:没有一个部门来管|没有一个部门来问|没有一个部门来查|没有一个部门来看)[^,]{1,9}(?:无果",
            "Missing close parenthesis"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[600];
        fault_t fault;
        snprintf(text, sizeof text, "rule\n    id = broken\n    weight = 1\n    any = \"%s\"\n",
            bad[i].pattern);
        policy_t policy = {.lexicon = load(text, &fault), .org = shipped_policy->org};
        assert_non_null(policy.lexicon);
        assert_null(classifier_new(&policy, NULL, &fault));
        assert_non_null(strstr(fault.message, "broken"));
        assert_non_null(strstr(fault.message, bad[i].why));
        lexicon_destroy(&policy.lexicon);
    }
}

/* Whatever its author wrote: what a pattern reads stands in one sentence, and in the title or the
 * text. */
static void no_pattern_crosses_a_sentence(void **state)
{
    (void)state;
    fault_t fault;
    classified_t verdict;
    static const struct {
        const char *title, *text;
        size_t evidence;
    } texts[] = {
        {"不", "管", 0}, {"", "不。管", 0}, {"", "不太管", 1}, {"不太管", "", 1}, {"", "。", 0}};
    lexicon_t *lexicon = load("rule\n    id = crossing\n    weight = 1\n    subject = own\n"
                              "    any = \"不[^,]{0,3}管 ^\\n?管\"\n",
        &fault);
    assert_non_null(lexicon);
    policy_t policy = {.lexicon = lexicon, .org = shipped_policy->org};
    classifier_t *classifier = classifier_new(&policy, NULL, &fault);
    assert_non_null(classifier);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        slice_t title = {texts[i].title, strlen(texts[i].title)};
        slice_t text = {texts[i].text, strlen(texts[i].text)};
        classify_text(classifier, title, text, (slice_t){0}, NULL, &verdict);
        assert_int_equal(verdict.evidence_count, texts[i].evidence);
    }
    classifier_destroy(&classifier);
    lexicon_destroy(&lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_what_it_says),
        cmocka_unit_test(families_are_meant_by_their_beginning),
        cmocka_unit_test(refuses_what_is_wrong),
        cmocka_unit_test(every_example_holds),
        cmocka_unit_test(finds_problems),
        cmocka_unit_test(names_the_rule_of_a_bad_pattern),
        cmocka_unit_test(no_pattern_crosses_a_sentence),
    };
    return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
