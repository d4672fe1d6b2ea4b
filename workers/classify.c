/* Normalises a text, scans it once, weighs what was found, and adds what an inspector has said. */
#include "classify.h"

#include "fingerprint.h"
#include "quotation.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#define FINDING_WEIGHT 1.5 /* of an inspector's word, in the units of the lexicon */

struct classifier {
    const policy_t *policy;
    matcher_t *matcher;
    normalised_t text;
    tally_t tally;
};

classifier_t *classifier_new(const policy_t *policy, const cache_t *cache, fault_t *fault)
{
    matcher_t *matcher = matcher_new(policy, cache, fault);
    if (!matcher)
        return NULL;
    classifier_t *self = calloc(1, sizeof *self);
    if (!self)
        abort(); /* start-up only */
    self->policy = policy;
    self->matcher = matcher;
    return self;
}

void classifier_destroy(classifier_t **self_p)
{
    classifier_t *self = *self_p;
    if (!self)
        return;
    matcher_destroy(&self->matcher);
    normalise_free(&self->text);
    free(self);
    *self_p = NULL;
}

static void add_id(char ids[][ID_BYTES], size_t max, size_t *count, const char *id)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(ids[i], id) == 0)
            return;
    if (*count < max)
        memcpy(ids[(*count)++], id, ID_BYTES);
}

static void add_names(const org_t *org, const hit_t *hits, size_t count, classified_t *verdict)
{
    for (size_t i = 0; i < count; i++) {
        if (hits[i].kind == HIT_SECTION)
            add_id(verdict->sections, SECTIONS_MAX, &verdict->section_count,
                org_section_at(org, hits[i].index)->id);
        else if (hits[i].kind == HIT_PERSON)
            add_id(verdict->persons, PERSONS_MAX, &verdict->person_count,
                org_person_at(org, hits[i].index)->id);
    }
}

/* What the complainant filled in as the accused is a name and no text: it can only name. True when
 * it names a public body. */
static bool find_names(classifier_t *self, slice_t accused, classified_t *verdict)
{
    if (!accused.length)
        return false;
    hit_t *hits;
    bool is_public = false;
    normalise_text(&self->text, (slice_t){0}, accused);
    size_t count = matcher_scan(self->matcher, &self->text, &hits);
    for (size_t i = 0; i < count; i++)
        is_public |= hits[i].mark == MARK_PUBLIC;
    add_names(self->policy->org, hits, count, verdict);
    return is_public;
}

/* An inspector's word stands before the machine's. */
static void keep_findings(const case_t *subject, classified_t *verdict)
{
    for (size_t i = 0; i < subject->section_count && i < SECTIONS_MAX; i++)
        add_id(verdict->sections, SECTIONS_MAX, &verdict->section_count, subject->sections[i]);
    for (size_t i = 0; i < subject->person_count && i < PERSONS_MAX; i++)
        add_id(verdict->persons, PERSONS_MAX, &verdict->person_count, subject->persons[i]);
    if (subject->kind_count) {
        memcpy(verdict->kinds, subject->kinds, sizeof verdict->kinds);
        verdict->kind_count = subject->kind_count;
        verdict->scope = true;
        verdict->score = 1;
        verdict->abstained[0] = '\0';
        verdict->conduct = kind_conduct(verdict->kinds[0].kind);
    }
    if (subject->conduct)
        verdict->conduct = subject->conduct;
    if (subject->severity)
        verdict->severity = subject->severity;
}

void classify_text(classifier_t *self, slice_t title, slice_t text, slice_t accused,
    const case_t *subject, classified_t *verdict)
{
    *verdict = (classified_t){0};
    self->tally = (tally_t){.accused = find_names(self, accused, verdict)};
    if (subject && subject->is_finding) { /* an inspector writes of the bureau and of no one else */
        self->tally.accused = true;
        self->tally.scope = FINDING_WEIGHT;
    }
    normalise_text(&self->text, title, text);
    hit_t *hits;
    size_t count = matcher_scan(self->matcher, &self->text, &hits);
    verdict_settle_parties(hits, count);
    quotation_find(self->policy->lexicon, &self->text, hits, count);
    verdict_weigh(self->policy->lexicon, &self->text, hits, count, &self->tally, verdict);
    verdict_decide(&self->tally, verdict);
    add_names(self->policy->org, hits, count, verdict);
    verdict->fingerprint = fingerprint_text(&self->text);
    if (subject)
        keep_findings(subject, verdict);
}

const normalised_t *classifier_text(const classifier_t *self)
{
    return &self->text;
}

const tally_t *classifier_tally(const classifier_t *self)
{
    return &self->tally;
}
