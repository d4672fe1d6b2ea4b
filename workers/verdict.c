/* Weighs the hits of a text and decides. */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHARACTER_BYTES 3                      /* of nearly every character in these texts */
#define NEAR_REACH      (25 * CHARACTER_BYTES) /* a party named right before the words */
#define AFTER_REACH     (15 * CHARACTER_BYTES) /* a party named right after them */
#define BESIDE_REACH    (30 * CHARACTER_BYTES) /* a public party named beside a private one */
#define FAR_REACH       (80 * CHARACTER_BYTES) /* a party that was spoken of before */
#define WORD_BYTES_MAX  90                     /* a family's word is hardly longer */

#define KIND_SHARE     0.7 /* of the strongest kind's score that a further kind needs */
#define FURTHER_WEIGHT 0.5 /* that a further kind needs, however weak the first is */
#define KINDS_SAID_MAX 3
#define TITLE_WEIGHT   1.3 /* of evidence for the scope: a title says what the text is about */
#define NOTED_MAX      3
#define TOPIC_MAX      0.5 /* that all topics together add or take: less than any accusation */

/* Whom the words blame, as far as they tell. */
typedef enum {
    BLAME_NOBODY,
    BLAME_PUBLIC,
    BLAME_SERVICE,
    BLAME_BOTH,        /* a private party, with a public one beside it */
    BLAME_PRIVATE_FAR, /* a private party was spoken of before */
    BLAME_PROVIDER,    /* a provider was spoken of before, and no public body in the whole text */
    BLAME_PRIVATE,
    BLAME_COUNT,
} blame_t;

/* How much of a rule's weight counts, by what it wants to know and whom the words blame:
 *                                              nobody public service both  far provider private */
static const double blame_factors[SUBJECT_COUNT][BLAME_COUNT] = {
    [SUBJECT_PUBLIC] = {0.25, 1.0, 0.6, 0.4, 0.0, 0.0, 0.0},
    [SUBJECT_OPEN] = {0.6, 1.0, 0.7, 0.6, 0.35, 0.0, 0.0},
    [SUBJECT_ASKED] = {0.65, 1.0, 0.6, 0.8, 0.65, 0.0, 0.0},
    [SUBJECT_OWN] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
};

static const lexicon_entry_t *hit_entry(const lexicon_t *lexicon, const hit_t *hit)
{
    return hit->kind == HIT_ENTRY ? lexicon_at(lexicon, hit->index) : NULL;
}

/* Bytes between two hits; 0 when they touch or overlap. */
static size_t gap(const hit_t *first, const hit_t *second)
{
    return second->start > first->end ? second->start - first->end : 0;
}

static bool stands_before(const hit_t *hits, size_t at, const lexicon_condition_t *condition)
{
    size_t reach = condition->reach * CHARACTER_BYTES;
    bool apart = condition->where == WHERE_BEFORE; /* near: the words may overlap */
    for (size_t i = at; i-- > 0 && hits[at].start - hits[i].start <= reach + WORD_BYTES_MAX;)
        if ((hits[i].families & condition->families) && hits[i].sentence == hits[at].sentence &&
            gap(&hits[i], &hits[at]) <= reach && !(apart && hits[i].end > hits[at].start))
            return true;
    return false;
}

static bool stands_after(
    const hit_t *hits, size_t count, size_t at, const lexicon_condition_t *condition)
{
    size_t reach = condition->reach * CHARACTER_BYTES;
    for (size_t i = at + 1; i < count && gap(&hits[at], &hits[i]) <= reach; i++)
        if ((hits[i].families & condition->families) && hits[i].sentence == hits[at].sentence)
            return true;
    return false;
}

static bool stands_earlier(const hit_t *hits, size_t at, const lexicon_condition_t *condition)
{
    size_t reach = condition->reach * CHARACTER_BYTES;
    for (size_t i = at; i-- > 0 && hits[at].start - hits[i].start <= reach + WORD_BYTES_MAX;)
        if ((hits[i].families & condition->families) && gap(&hits[i], &hits[at]) <= reach)
            return true;
    return false;
}

static bool stands(const hit_t *hits, size_t count, size_t at, const lexicon_condition_t *condition)
{
    switch (condition->where) {
    case WHERE_BEFORE:
        return stands_before(hits, at, condition);
    case WHERE_AFTER:
        return stands_after(hits, count, at, condition);
    case WHERE_EARLIER:
        return stands_earlier(hits, at, condition);
    default:
        return stands_before(hits, at, condition) || stands_after(hits, count, at, condition);
    }
}

bool verdict_rule_holds(const lexicon_t *lexicon, const hit_t *hits, size_t count, size_t at)
{
    const lexicon_entry_t *rule = hit_entry(lexicon, &hits[at]);
    for (size_t i = 0; i < rule->condition_count; i++)
        if (stands(hits, count, at, &rule->conditions[i]) == rule->conditions[i].forbidden)
            return false;
    return true;
}

static bool is_party(const hit_t *hit)
{
    return hit->mark != MARK_UNSET && hit->mark != MARK_ADDRESSED;
}

static bool is_private(const hit_t *hit)
{
    return hit->mark == MARK_PRIVATE || hit->mark == MARK_PROVIDER;
}

/* True when `inner` is no party because of what `outer` (which overlaps it) says. */
static bool silences(const hit_t *outer, const hit_t *inner)
{
    if (!is_party(inner) || outer->mark == MARK_UNSET || outer->mark == inner->mark)
        return false;
    if (outer->mark == MARK_ADDRESSED)
        return true;
    return outer->start <= inner->start && outer->end >= inner->end &&
           outer->end - outer->start > inner->end - inner->start;
}

void verdict_settle_parties(hit_t *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (hits[i].mark == MARK_UNSET)
            continue;
        size_t reach = hits[i].mark == MARK_ADDRESSED ? WORD_BYTES_MAX : 0;
        for (size_t k = i; k-- > 0 && hits[i].start - hits[k].start <= reach;)
            if (hits[k].end > hits[i].start && silences(&hits[i], &hits[k]))
                hits[k].mark = MARK_UNSET;
        for (size_t k = i + 1; k < count && hits[k].start < hits[i].end; k++)
            if (silences(&hits[i], &hits[k]))
                hits[k].mark = MARK_UNSET;
    }
}

/* The party named last before hits[at], at most `reach` bytes before it: in its sentence, or
 * (`anywhere`) in an earlier one. `count` when there is none. */
static size_t party_before(
    const hit_t *hits, size_t count, size_t at, bool anywhere, mark_t mark, size_t reach)
{
    for (size_t i = at; i-- > 0 && hits[at].start - hits[i].start <= reach;) {
        if (!anywhere && hits[i].sentence != hits[at].sentence)
            break;
        if (mark ? hits[i].mark == mark : is_party(&hits[i]))
            return i;
    }
    return count;
}

/* A service that no party is named beside belongs to the party that the title names. */
static blame_t blame_titled(const hit_t *hits, size_t at, size_t text_start)
{
    blame_t blame = BLAME_SERVICE;
    for (size_t i = 0; i < at && hits[i].start < text_start; i++) {
        if (hits[i].mark == MARK_PUBLIC)
            return BLAME_PUBLIC;
        if (is_private(&hits[i]))
            blame = BLAME_PRIVATE_FAR;
    }
    return blame;
}

/* A school, a counter, a hotline: whose it is, the party named beside it tells, or the title. */
static blame_t blame_service(const hit_t *hits, size_t at, size_t text_start)
{
    for (size_t i = at; i-- > 0 && hits[at].start - hits[i].start <= BESIDE_REACH;) {
        if (hits[i].mark == MARK_PUBLIC)
            return BLAME_PUBLIC;
        if (is_private(&hits[i]))
            return BLAME_PRIVATE_FAR;
    }
    return blame_titled(hits, at, text_start);
}

static blame_t blame_near(
    const hit_t *hits, size_t count, size_t at, size_t party, size_t text_start)
{
    if (hits[party].mark == MARK_PUBLIC)
        return BLAME_PUBLIC;
    if (hits[party].mark == MARK_SERVICE)
        return blame_service(hits, party, text_start);
    return party_before(hits, count, at, false, MARK_PUBLIC, BESIDE_REACH) < count ? BLAME_BOTH
                                                                                   : BLAME_PRIVATE;
}

static bool names_public(const hit_t *hits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].mark == MARK_PUBLIC || hits[i].mark == MARK_SERVICE)
            return true;
    return false;
}

static blame_t blame_far(const hit_t *hit)
{
    static const blame_t blames[MARK_COUNT] = {[MARK_PUBLIC] = BLAME_PUBLIC,
        [MARK_SERVICE] = BLAME_SERVICE,
        [MARK_PRIVATE] = BLAME_PRIVATE_FAR,
        [MARK_PROVIDER] = BLAME_PROVIDER};
    return blames[hit->mark];
}

/* Whom the words at hits[at] blame: the party named right before them in the sentence, or right
 * after them, or spoken of before, or in the title. */
static blame_t blamed(const hit_t *hits, size_t count, size_t at, size_t text_start)
{
    size_t party = party_before(hits, count, at, false, MARK_UNSET, NEAR_REACH);
    if (party < count)
        return blame_near(hits, count, at, party, text_start);
    for (size_t i = at + 1; i < count && gap(&hits[at], &hits[i]) <= AFTER_REACH; i++)
        if (hits[i].sentence == hits[at].sentence && is_party(&hits[i]))
            return blame_near(hits, count, at, i, text_start);
    party = party_before(hits, count, at, true, MARK_UNSET, FAR_REACH);
    if (party < count)
        return blame_far(&hits[party]);
    for (size_t i = 0; i < at && hits[i].start < text_start; i++)
        if (is_party(&hits[i]))
            return blame_far(&hits[i]);
    return BLAME_NOBODY;
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

/* The state of weighing one text. */
typedef struct {
    tally_t *tally;
    size_t text_start; /* the title ends here */
    /* The last words that counted for the scope (KIND_UNSET) and for each kind. */
    struct {
        uint32_t end;
        double weight;
    } last[KIND_COUNT];
    uint8_t times[LEXICON_ENTRIES_MAX]; /* how often each rule has counted */
    double topic;                       /* what the families say of the text */
    double topic_most;                  /* of one of them … */
    const hit_t *topic_hit;             /* … whose words these are */
} scales_t;

/* What the hit adds to a sum: of rules that read the same words, only the heaviest counts. */
static double add_weight(scales_t *scales, kind_t slot, const hit_t *hit, double weight)
{
    double already = 0;
    if (hit->start < scales->last[slot].end)
        already = scales->last[slot].weight;
    if (fabs(weight) <= fabs(already))
        return 0;
    scales->last[slot].end = hit->end;
    scales->last[slot].weight = weight;
    return weight - already;
}

/* A rule that fires again says less each time: a long text is not a worse case. */
static double repeat_factor(scales_t *scales, uint32_t rule)
{
    static const double factors[] = {1.0, 0.3, 0.1, 0.0};
    uint8_t times = scales->times[rule];
    scales->times[rule] += times < 3;
    return factors[times];
}

static void weigh(scales_t *scales, const lexicon_entry_t *rule, const hit_t *hit, double factor)
{
    tally_t *tally = scales->tally;
    double weight = rule->weight * factor;
    double in_title = hit->start < scales->text_start ? TITLE_WEIGHT : 1;
    tally->scope += add_weight(scales, KIND_UNSET, hit, rule->scope_weight * factor * in_title);
    if (!rule->kind)
        return;
    tally->kinds[rule->kind] += add_weight(scales, rule->kind, hit, weight);
    if (rule->also)
        tally->kinds[rule->also] += add_weight(scales, rule->also, hit, rule->also_weight * factor);
    tally->conducts[rule->conduct ? rule->conduct : kind_conduct(rule->kind)] += weight;
}

/* A fact that the text gives, noted at most NOTED_MAX times by each rule. */
static void take_note(scales_t *scales, const lexicon_entry_t *rule, const normalised_t *text,
    const hit_t *hit, classified_t *verdict)
{
    verdict->urgent |= rule->note == NOTE_URGENT;
    verdict->confidential |= rule->note == NOTE_CONFIDENTIAL;
    if (scales->times[hit->index] == NOTED_MAX)
        return;
    scales->times[hit->index]++;
    note(verdict, rule, 0, normalise_span(text, hit->start, hit->end));
}

/* True for the name of a party that is none where it stands. */
static bool is_settled(const lexicon_entry_t *family, const hit_t *hit)
{
    return family->mark != MARK_UNSET && hit->mark == MARK_UNSET;
}

/* What such words say of the text as a whole. */
static void weigh_family(scales_t *scales, const lexicon_entry_t *family, const hit_t *hit)
{
    double weight = family->weight * repeat_factor(scales, hit->index);
    scales->topic += weight;
    if (fabs(weight) <= fabs(scales->topic_most))
        return;
    scales->topic_most = weight;
    scales->topic_hit = hit;
}

static void settle_topic(scales_t *scales, const normalised_t *text, classified_t *verdict)
{
    static const lexicon_entry_t topic = {.id = "topic"};
    if (!scales->topic_hit)
        return;
    double weight = fmax(-TOPIC_MAX, fmin(scales->topic, TOPIC_MAX));
    scales->tally->scope += weight;
    const hit_t *hit = scales->topic_hit;
    note(verdict, &topic, weight, normalise_span(text, hit->start, hit->end));
}

void verdict_weigh(const lexicon_t *lexicon, const normalised_t *text, const hit_t *hits,
    size_t count, tally_t *tally, classified_t *verdict)
{
    scales_t scales = {.tally = tally, .text_start = text->text_start};
    bool is_public = tally->accused || names_public(hits, count);
    for (size_t at = 0; at < count; at++) {
        const lexicon_entry_t *rule = hit_entry(lexicon, &hits[at]);
        if (!rule || (hits[at].quoted && !rule->note && !rule->of_offices))
            continue;
        if (rule->is_family) {
            if (rule->weight != 0 && !is_settled(rule, &hits[at]))
                weigh_family(&scales, rule, &hits[at]);
            continue;
        }
        if (!verdict_rule_holds(lexicon, hits, count, at))
            continue;
        if (rule->note) {
            take_note(&scales, rule, text, &hits[at], verdict);
            continue;
        }
        blame_t blame = blamed(hits, count, at, text->text_start);
        if (blame == BLAME_NOBODY && tally->accused)
            blame = BLAME_PUBLIC;
        if (blame == BLAME_PROVIDER && is_public)
            blame = BLAME_PRIVATE_FAR; /* the report may have gone there */
        double factor = blame_factors[rule->subject][blame];
        if (factor > 0)
            factor *= repeat_factor(&scales, hits[at].index);
        if (factor == 0)
            continue;
        weigh(&scales, rule, &hits[at], factor);
        span_t span = normalise_span(text, hits[at].start, hits[at].end);
        note(verdict, rule, rule->weight * factor, span);
    }
    settle_topic(&scales, text, verdict);
}

static double strength(double weight)
{
    return weight > 0 ? 1 - exp(-weight) : 0;
}

static void decide_kinds(const tally_t *tally, classified_t *verdict)
{
    double left[KIND_COUNT], most = 0;
    memcpy(left, tally->kinds, sizeof left);
    while (verdict->kind_count < KINDS_SAID_MAX) {
        unsigned best = KIND_UNSET;
        for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++)
            if (left[kind] > (best ? left[best] : 0))
                best = kind;
        double score = best ? strength(left[best]) : 0;
        if (!best || score < KIND_SHARE * most)
            return;
        if (verdict->kind_count && left[best] < FURTHER_WEIGHT)
            return;
        most = most > 0 ? most : score;
        verdict->kinds[verdict->kind_count++] = (kind_score_t){best, score};
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
    verdict->score = strength(tally->scope);
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
