/* The words of the report in both languages. */
#ifndef DUBAN_REPORT_WORDS_H
#define DUBAN_REPORT_WORDS_H

#include "report_sheet.h"

/* A phrase in the language; both: the English first. Returns `out` of SHEET_TEXT_BYTES. */
char *words_say(language_t language, const char *zh, const char *en, char *out);

/* The label of a term: its Chinese original; its English words; or its name with the original. */
char *words_term(language_t language, const terms_t *terms, unsigned value, char *out);

/* The label of a figure of the headline, with its number in P41 and its unit. */
char *words_figure(language_t language, figure_t figure, char *out);

#endif
