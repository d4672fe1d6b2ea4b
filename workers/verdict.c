/* Weighs the hits of a text and decides. */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHARACTER_BYTES 3                      /* of nearly every character in these texts */
#define AFTER_REACH     (15 * CHARACTER_BYTES) /* a party named after the words that blame it */
#define CARRY_REACH     (60 * CHARACTER_BYTES) /* a party named in an earlier sentence */
#define WORD_BYTES_MAX  90                     /* a family's word is hardly longer */

#define SCOPE_THRESHOLD 0.5
#define KIND_SHARE      0.4 /* of the heaviest kind's weight that a further kind needs */
#define KINDS_SAID_MAX  3

/* How much of a rule's weight counts, by what it wants to know and whom the sentence blames. */
static const double blame_factors[SUBJECT_COUNT][MARK_COUNT] = {
    [SUBJECT_PUBLIC] = {[MARK_UNSET] = 0.0, [MARK_PUBLIC] = 1.0, [MARK_PRIVATE] = 0.0},
    [SUBJECT_OPEN] = {[MARK_UNSET] = 0.6, [MARK_PUBLIC] = 1.0, [MARK_PRIVATE] = 0.1},
    [SUBJECT_OWN] = {[MARK_UNSET] = 1.0, [MARK_PUBLIC] = 1.0, [MARK_PRIVATE] = 1.0},
};

static const conduct_t kind_conducts[KIND_COUNT] = {
    [KIND_C1] = CONDUCT_INACTION,
    [KIND_C2] = CONDUCT_SLOW,
    [KIND_C3] = CONDUCT_SLOW,
    [KIND_C4] = CONDUCT_ARBITRARY,
    [KIND_C5] = CONDUCT_INACTION,
};

static const lexicon_entry_t *hit_entry(const lexicon_t *lexicon, const hit_t *hit)
{
    return hit->kind == HIT_ENTRY ? lexicon_at(lexicon, hit->index) : NULL;
}

/* Whom a hit names. The bureau's own sections and people are public by definition. */
static mark_t hit_mark(const lexicon_t *lexicon, const hit_t *hit)
{
    const lexicon_entry_t *entry = hit_entry(lexicon, hit);
    return entry ? entry->mark : MARK_PUBLIC;
}

static uint64_t hit_families(const lexicon_t *lexicon, const hit_t *hit)
{
    const lexicon_entry_t *entry = hit_entry(lexicon, hit);
    return entry && entry->is_family ? UINT64_C(1) << entry->family : 0;
}

/* Bytes between two hits; 0 when they touch or overlap. */
static size_t gap(const hit_t *first, const hit_t *second)
{
    return second->start > first->end ? second->start - first->end : 0;
}

static bool stands_before(
    const lexicon_t *lexicon, const hit_t *hits, size_t at, const lexicon_condition_t *condition)
{
    size_t reach = condition->reach * CHARACTER_BYTES;
    for (size_t i = at; i-- > 0 && hits[at].start - hits[i].start <= reach + WORD_BYTES_MAX;)
        if ((hit_families(lexicon, &hits[i]) & condition->families) &&
            hits[i].sentence == hits[at].sentence && gap(&hits[i], &hits[at]) <= reach)
            return true;
    return false;
}

static bool stands_after(const lexicon_t *lexicon, const hit_t *hits, size_t count, size_t at,
    const lexicon_condition_t *condition)
{
    size_t reach = condition->reach * CHARACTER_BYTES;
    for (size_t i = at + 1; i < count && gap(&hits[at], &hits[i]) <= reach; i++)
        if ((hit_families(lexicon, &hits[i]) & condition->families) &&
            hits[i].sentence == hits[at].sentence)
            return true;
    return false;
}

bool verdict_rule_holds(const lexicon_t *lexicon, const hit_t *hits, size_t count, size_t at)
{
    const lexicon_entry_t *rule = hit_entry(lexicon, &hits[at]);
    for (size_t i = 0; i < rule->condition_count; i++) {
        const lexicon_condition_t *condition = &rule->conditions[i];
        bool stands =
            (condition->where != WHERE_AFTER && stands_before(lexicon, hits, at, condition)) ||
            (condition->where != WHERE_BEFORE && stands_after(lexicon, hits, count, at, condition));
        if (stands == condition->forbidden)
            return false;
    }
    return true;
}

/* Whom the words at `at` blame: the party named last before them in the sentence, or soon after
 * them, or last in the sentences before. */
static mark_t blamed(const lexicon_t *lexicon, const hit_t *hits, size_t count, size_t at)
{
    mark_t carried = MARK_UNSET;
    for (size_t i = at; i-- > 0 && !carried;) {
        bool same = hits[i].sentence == hits[at].sentence;
        if (!same && hits[at].start - hits[i].start > CARRY_REACH)
            break;
        mark_t mark = hit_mark(lexicon, &hits[i]);
        if (mark && same)
            return mark;
        carried = mark;
    }
    for (size_t i = at + 1; i < count && gap(&hits[at], &hits[i]) <= AFTER_REACH; i++)
        if (hits[i].sentence == hits[at].sentence && hit_mark(lexicon, &hits[i]))
            return hit_mark(lexicon, &hits[i]);
    return carried;
}

/* Keeps the heaviest EVIDENCE_MAX. */
static void note(classified_t *verdict, const lexicon_entry_t *rule, double weight, span_t span)
{
    evidence_t *evidence = NULL;
    if (verdict->evidence_count < EVIDENCE_MAX) {
        evidence = &verdict->evidence[verdict->evidence_count++];
    } else {
        evidence = &verdict->evidence[0];
        for (size_t i = 1; i < EVIDENCE_MAX; i++)
            if (fabs(verdict->evidence[i].weight) < fabs(evidence->weight))
                evidence = &verdict->evidence[i];
        if (fabs(evidence->weight) >= fabs(weight))
            return;
    }
    *evidence = (evidence_t){.kind = rule->kind,
        .weight = weight,
        .in_title = span.in_title,
        .start = span.start,
        .end = span.end};
    memcpy(evidence->rule, rule->id, sizeof evidence->rule);
}

/* A rule that fires again says less each time: a long text is not a worse case. */
static double repeat_factor(const hit_t *hits, size_t at)
{
    size_t times = 0;
    for (size_t i = 0; i < at && times < 4; i++)
        times += hits[i].kind == HIT_ENTRY && hits[i].index == hits[at].index;
    static const double factors[] = {1.0, 0.3, 0.1, 0.0, 0.0};
    return factors[times];
}

void verdict_weigh(const lexicon_t *lexicon, const normalised_t *text, const hit_t *hits,
    size_t count, tally_t *tally, classified_t *verdict)
{
    for (size_t at = 0; at < count; at++) {
        const lexicon_entry_t *rule = hit_entry(lexicon, &hits[at]);
        if (!rule || rule->is_family || !verdict_rule_holds(lexicon, hits, count, at))
            continue;
        mark_t mark = rule->subject == SUBJECT_OWN ? MARK_PUBLIC : blamed(lexicon, hits, count, at);
        double factor = blame_factors[rule->subject][mark] * repeat_factor(hits, at);
        double weight = rule->weight * factor;
        if (weight == 0)
            continue;
        tally->scope += weight;
        if (rule->kind) {
            tally->kinds[rule->kind] += weight;
            tally->kinds[rule->also] += rule->also_weight * factor;
            conduct_t conduct = rule->conduct ? rule->conduct : kind_conducts[rule->kind];
            tally->conducts[conduct] += weight;
        }
        note(verdict, rule, weight, normalise_span(text, hits[at].start, hits[at].end));
    }
    tally->kinds[KIND_UNSET] = 0;
}

static void decide_kinds(const tally_t *tally, classified_t *verdict)
{
    double left[KIND_COUNT];
    memcpy(left, tally->kinds, sizeof left);
    double most = 0;
    while (verdict->kind_count < KINDS_SAID_MAX) {
        kind_t best = KIND_UNSET;
        for (kind_t kind = KIND_C1; kind < KIND_COUNT; kind++)
            if (left[kind] > (best ? left[best] : 0))
                best = kind;
        if (!best || left[best] < KIND_SHARE * most)
            return;
        most = most ? most : left[best];
        verdict->kinds[verdict->kind_count++] = (kind_score_t){best, 1 - exp(-left[best])};
        left[best] = 0;
    }
}

static void decide_conduct(const tally_t *tally, classified_t *verdict)
{
    for (conduct_t conduct = CONDUCT_INACTION; conduct <= CONDUCT_ARBITRARY; conduct++)
        if (tally->conducts[conduct] > (verdict->conduct ? tally->conducts[verdict->conduct] : 0))
            verdict->conduct = conduct;
}

void verdict_decide(const tally_t *tally, classified_t *verdict)
{
    verdict->score = tally->scope > 0 ? 1 - exp(-tally->scope) : 0;
    verdict->scope = verdict->score >= SCOPE_THRESHOLD;
    if (verdict->score >= 0.4 && verdict->score < 0.6)
        snprintf(verdict->abstained, sizeof verdict->abstained,
            "the evidence for an allegation against a public body is thin (%.2f)", verdict->score);
    if (!verdict->scope)
        return;
    decide_kinds(tally, verdict);
    decide_conduct(tally, verdict);
    if (!verdict->kind_count && !verdict->abstained[0])
        snprintf(verdict->abstained, sizeof verdict->abstained,
            "a public body is blamed, but none of the five kinds is found");
}
