/* The lexicon of lexicon.conf as data: families of words and rules over them, for the classifier to
 * compile. Patterns are Hyperscan expressions over normalised text (workers/normalise.h). */
#ifndef DUBAN_LEXICON_H
#define DUBAN_LEXICON_H

#include "../proto/event.h"
#include "zpl.h"

#define LEXICON_ENTRIES_MAX    4096
#define LEXICON_FAMILIES_MAX   64 /* a condition names its families in one uint64_t */
#define LEXICON_CONDITIONS_MAX 8
#define LEXICON_REACH_MAX      400 /* characters */

/* Whom or what the words of a family stand for, where that matters to the scope gate. */
typedef enum {
    MARK_UNSET,
    MARK_PUBLIC,  /* a public body or its staff */
    MARK_SERVICE, /* a school, a hospital: public bodies, but not all of them */
    MARK_PRIVATE, /* a shop, a building site, a neighbour … */
    MARK_PROVIDER, /* private, and one complains to it: a property manager, a telephone company … */
    MARK_ADDRESSED, /* somebody greeted or asked: inside these words nobody is a party */
    MARK_COUNT,
} mark_t;

/* What a rule wants to know about whom the sentence blames. */
typedef enum {
    SUBJECT_UNSET,
    SUBJECT_PUBLIC, /* counts when a public body is the nearest party, a quarter for nobody */
    SUBJECT_OPEN,   /* counts less when nobody is named, not at all for a private party */
    SUBJECT_ASKED,  /* what came of a report: nothing only when a private party got it */
    SUBJECT_OWN,    /* says by itself that a public body is meant */
    SUBJECT_COUNT,
} subject_t;

typedef enum { WHERE_NEAR, WHERE_BEFORE, WHERE_AFTER, WHERE_EARLIER } where_t;

/* What a rule of weight 0 takes note of, beside the question who is to blame. */
typedef enum {
    NOTE_UNSET,
    NOTE_FACT,         /* a place, an amount, a date, an earlier order: evidence only */
    NOTE_URGENT,       /* danger to life: classified_t.urgent */
    NOTE_CONFIDENTIAL, /* the sender asks not to be named: classified_t.confidential */
    NOTE_REPLY,        /* an official reply that the text quotes starts here … */
    NOTE_REPLY_END,    /* … and ends here */
    NOTE_COUNT,
} note_t;

/* A word of one of `families` stands (or, forbidden, does not stand) near, before or after the hit
 * in the same sentence, or earlier in this sentence or another, with at most `reach` characters
 * between. */
typedef struct {
    where_t where;
    bool forbidden;
    uint64_t families; /* bit n: the family whose number is n */
    size_t reach;      /* characters */
} lexicon_condition_t;

typedef struct {
    size_t count;
    char **items;
} lexicon_texts_t;

/* A family (`is_family`) gives context, and by its weight what a text with its words is likely to
 * be; a rule gives evidence. */
typedef struct {
    char id[EVIDENCE_ID_BYTES];
    bool is_family;
    unsigned family; /* number of the family */
    mark_t mark;
    kind_t kind; /* unset: evidence for (or, weight < 0, against) the scope only */
    double weight;
    double scope_weight; /* what counts for the scope; as a rule the same */
    kind_t also;         /* a second kind that the words also speak for */
    double also_weight;
    subject_t subject;
    conduct_t conduct; /* unset: the default of the kind (P29) */
    note_t note;
    bool of_offices; /* an office's own words: they count inside its quoted reply too */
    lexicon_texts_t patterns;
    size_t condition_count; /* all must hold */
    lexicon_condition_t conditions[LEXICON_CONDITIONS_MAX];
    lexicon_texts_t matches; /* texts in which the rule must fire … */
    lexicon_texts_t misses;  /* … and in which it must not */
} lexicon_entry_t;

typedef struct lexicon lexicon_t;

/* From lexicon.conf. NULL with the fault: unknown families in conditions, ids used twice, entries
 * without patterns and rules without weight are refused. The caller owns the result. */
lexicon_t *lexicon_load(zpl_t *file, fault_t *fault);
/* Adds the entries of another file in the same language (model.conf). -1 with the fault; the
 * lexicon is then fit for lexicon_destroy only. */
int lexicon_add(lexicon_t *self, zpl_t *file, fault_t *fault);
void lexicon_destroy(lexicon_t **self_p);

size_t lexicon_count(const lexicon_t *self);
const lexicon_entry_t *lexicon_at(const lexicon_t *self, size_t index);

#endif
