/* Official replies that a text quotes: what an office wrote is not what the author alleges. */
#ifndef DUBAN_QUOTATION_H
#define DUBAN_QUOTATION_H

#include "matcher.h"

/* Sets `quoted` on every hit inside a quoted reply. A reply starts with words that only an office
 * writes (a rule with the note reply) and ends at its closing quotation mark if it has marks, else
 * after the words that end such letters (reply-end), else with the sentence.
 * `hits` are in the order of their starts. */
void quotation_find(const lexicon_t *lexicon, const normalised_t *text, hit_t *hits, size_t count);

#endif
