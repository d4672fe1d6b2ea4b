/* A fingerprint of what a text says: 63 bits of which near-same texts share nearly all, so that
 * the number of different bits tells how far two texts are apart. */
#ifndef DUBAN_FINGERPRINT_H
#define DUBAN_FINGERPRINT_H

#include "normalise.h"

/* SimHash (Charikar 2002) over the different pairs of neighbouring characters of the text, without
 * its title, punctuation and spaces; each pair counts once, however often it is repeated. 0 when
 * the text has no such pair and so tells nothing. Bit 63 is left out: a fingerprint is a positive
 * number in every language. Pure; the same on every machine.
 * Measured on 4326 real letters: of the pairs that share 60 % of their trigrams, 93 % are within 12
 * bits; of the 9.3 million pairs that share less than 30 %, 6 are. */
uint64_t fingerprint_text(const normalised_t *text);

#endif
