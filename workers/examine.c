/* Tries every example of the lexicon and looks for patterns that stand in two places. */
#include "examine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_BYTES 512

typedef struct {
    const lexicon_t *lexicon;
    classifier_t *classifier;
    examine_fn *tell;
    void *context;
    size_t problems;
} examiner_t;

/* A pattern and where it stands. */
typedef struct {
    const char *pattern;
    const lexicon_entry_t *entry;
} place_t;

static void __attribute__((format(printf, 3, 4)))
report(examiner_t *examiner, const char *id, const char *format, ...)
{
    char problem[PROBLEM_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, sizeof problem, format, arguments);
    va_end(arguments);
    examiner->tell(examiner->context, id, problem);
    examiner->problems++;
}

static bool fires(const examiner_t *examiner, const lexicon_entry_t *rule, const char *text)
{
    classified_t verdict;
    slice_t whole = {text, strlen(text)};
    classify_text(examiner->classifier, (slice_t){0}, whole, (slice_t){0}, NULL, &verdict);
    for (size_t i = 0; i < verdict.evidence_count; i++)
        if (strcmp(verdict.evidence[i].rule, rule->id) == 0)
            return true;
    return false;
}

static void try_examples(examiner_t *examiner, const lexicon_entry_t *rule)
{
    for (size_t i = 0; i < rule->matches.count; i++)
        if (!fires(examiner, rule, rule->matches.items[i]))
            report(examiner, rule->id, "does not fire on its match: %s", rule->matches.items[i]);
    for (size_t i = 0; i < rule->misses.count; i++)
        if (fires(examiner, rule, rule->misses.items[i]))
            report(examiner, rule->id, "fires on its miss: %s", rule->misses.items[i]);
    if (rule->matches.count == 0)
        report(examiner, rule->id, "has no match: nothing shows that it ever fires");
}

static int compare_places(const void *first, const void *second)
{
    const place_t *a = first, *b = second;
    int order = strcmp(a->pattern, b->pattern);
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

/* The same words in two entries. */
static void compare_entries(examiner_t *examiner, const place_t *first, const place_t *second)
{
    const lexicon_entry_t *a = first->entry, *b = second->entry;
    if (a == b)
        report(examiner, a->id, "names %s twice", first->pattern);
    else if (a->is_family && b->is_family && a->mark && b->mark && a->mark != b->mark)
        report(examiner, b->id, "contradicts %s: both have %s, for different parties", a->id,
            first->pattern);
    else if (!a->is_family && !b->is_family && a->weight * b->weight < 0)
        report(examiner, b->id, "contradicts %s: %s speaks for and against the scope", a->id,
            first->pattern);
    else if (!a->is_family && !b->is_family && a->kind == b->kind && a->subject == b->subject &&
             a->condition_count == 0 && b->condition_count == 0)
        report(examiner, a->weight < b->weight ? a->id : b->id, "is shadowed by %s in %s",
            a->weight < b->weight ? b->id : a->id, first->pattern);
}

static void compare_all(examiner_t *examiner)
{
    size_t count = 0, all = 0;
    for (size_t i = 0; i < lexicon_count(examiner->lexicon); i++)
        all += lexicon_at(examiner->lexicon, i)->patterns.count;
    place_t *places = malloc((all + 1) * sizeof places[0]);
    if (!places)
        abort(); /* a tool at its start: there is nothing to save */
    for (size_t i = 0; i < lexicon_count(examiner->lexicon); i++) {
        const lexicon_entry_t *entry = lexicon_at(examiner->lexicon, i);
        for (size_t k = 0; k < entry->patterns.count; k++)
            places[count++] = (place_t){entry->patterns.items[k], entry};
    }
    qsort(places, count, sizeof places[0], compare_places);
    for (size_t i = 0; i + 1 < count; i++)
        for (size_t k = i + 1; k < count && !strcmp(places[i].pattern, places[k].pattern); k++)
            compare_entries(examiner, &places[i], &places[k]);
    free(places);
}

size_t examine_lexicon(
    const policy_t *policy, classifier_t *classifier, examine_fn *tell, void *context)
{
    examiner_t examiner = {policy->lexicon, classifier, tell, context, 0};
    for (size_t i = 0; i < lexicon_count(policy->lexicon); i++)
        if (!lexicon_at(policy->lexicon, i)->is_family)
            try_examples(&examiner, lexicon_at(policy->lexicon, i));
    compare_all(&examiner);
    return examiner.problems;
}
