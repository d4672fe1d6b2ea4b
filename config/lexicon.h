/* The lexicon of lexicon.conf as data: rules of indicators, for the classifier to compile. */
#ifndef DUBAN_LEXICON_H
#define DUBAN_LEXICON_H

#include "zpl.h"

typedef struct lexicon lexicon_t;

/* From lexicon.conf. NULL with the fault. The caller owns the result. */
lexicon_t *lexicon_load(zpl_t *file, fault_t *fault);
void lexicon_destroy(lexicon_t **self_p);

#endif
