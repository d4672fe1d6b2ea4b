/* Counts hits, false alarms and misses. */
#include "evaluate.h"

#include <string.h>

int label_read_kinds(slice_t kinds, label_t *label, fault_t *fault)
{
    const char *at = kinds.bytes, *end = at + kinds.length;
    label->kinds = 0;
    label->first = KIND_UNSET;
    if (kinds.length == 1 && *at == '-')
        return 0;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        size_t length = (size_t)((comma ? comma : end) - at);
        kind_t kind = (kind_t)term_value(&KINDS, at, length);
        if (!kind)
            return fault_set(fault, ERROR_INVALID, "kinds",
                "expected kinds such as c2,c1 or -, found %.*s", (int)kinds.length,
                (const char *)kinds.bytes);
        label->first = label->first ? label->first : kind;
        label->kinds |= term_bit(kind);
        at += length + 1;
    }
    return 0;
}

static void count(counts_t *counts, bool so, bool said)
{
    counts->hits += so && said;
    counts->alarms += !so && said;
    counts->misses += so && !said;
}

static uint64_t verdict_kinds(const classified_t *verdict)
{
    uint64_t kinds = 0;
    for (size_t i = 0; i < verdict->kind_count && verdict->scope; i++)
        kinds |= term_bit(verdict->kinds[i].kind);
    return kinds;
}

void evaluate_add(evaluation_t *evaluation, const label_t *label, const classified_t *verdict)
{
    evaluation->texts++;
    if (verdict->abstained[0]) {
        evaluation->abstained++;
        evaluation->abstained_right += label->scope == verdict->scope;
    }
    count(&evaluation->scope, label->scope, verdict->scope);
    uint64_t said = verdict_kinds(verdict);
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        count(&evaluation->kinds[kind], label->kinds & term_bit(kind), said & term_bit(kind));
    kind_t first = said ? verdict->kinds[0].kind : KIND_UNSET;
    evaluation->confusion[label->first][first]++;
}

static double ratio(size_t part, size_t rest)
{
    return part ? (double)part / (double)(part + rest) : 0;
}

double evaluate_precision(const counts_t *counts)
{
    return ratio(counts->hits, counts->alarms);
}

double evaluate_recall(const counts_t *counts)
{
    return ratio(counts->hits, counts->misses);
}

double evaluate_f1(const counts_t *counts)
{
    return ratio(2 * counts->hits, counts->alarms + counts->misses);
}

double evaluate_macro_f1(const evaluation_t *evaluation)
{
    double sum = 0;
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
        sum += evaluate_f1(&evaluation->kinds[kind]);
    return sum / (KIND_COUNT - 1);
}

double evaluate_error(const label_t *label, const classified_t *verdict)
{
    if (label->scope != verdict->scope)
        return 10 * (1 + (label->scope ? 1 - verdict->score : verdict->score));
    uint64_t wrong = verdict_kinds(verdict) ^ label->kinds;
    return (double)__builtin_popcountll(wrong);
}
