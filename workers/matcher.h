/* One pass over a normalised text for every pattern of the lexicon and every name of the org chart
 * at once, on Hyperscan. */
#ifndef DUBAN_MATCHER_H
#define DUBAN_MATCHER_H

#include "../config/policy.h"
#include "cache.h"
#include "normalise.h"

#define MATCHER_HITS_MAX 8192 /* of one text; what a longer text says beyond them is not heard */

/* What a hit is of: an entry of the lexicon, a section or a person of the org chart. */
typedef enum { HIT_ENTRY, HIT_SECTION, HIT_PERSON } hit_kind_t;

typedef struct {
    uint32_t start; /* bytes of the normalised text */
    uint32_t end;
    uint32_t sentence; /* number of the sentence in the text */
    uint32_t index;    /* into the lexicon, or the org chart's sections or persons */
    hit_kind_t kind;
    mark_t mark;       /* whom the words name; the bureau's own sections and people are public */
    uint64_t families; /* bit n: the words are of family n, for conditions */
    bool quoted;       /* inside an official reply that the text quotes (workers/quotation.h) */
} hit_t;

typedef struct matcher matcher_t;

/* Compiles all patterns, or takes them compiled from `cache` (NULL: there is none). NULL with the
 * fault that names the rule and what is wrong with its pattern. The policy must outlive the
 * matcher. */
matcher_t *matcher_new(const policy_t *policy, const cache_t *cache, fault_t *fault);
void matcher_destroy(matcher_t **self_p);

/* All hits in the order of their starts; overlapping ones of the same entry are one. `*hits` stays
 * valid, and the caller's to change, until the next call. Returns how many there are. */
size_t matcher_scan(matcher_t *self, const normalised_t *text, hit_t **hits);

/* hs_scan alone over the same bytes, counting matches: the floor of the bench. */
size_t matcher_scan_bare(matcher_t *self, const normalised_t *text);

#endif
