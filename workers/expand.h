/* Spells out a pattern that only chooses between words: Hyperscan compiles and finds many plain
 * words much faster than one expression that joins them. */
#ifndef DUBAN_EXPAND_H
#define DUBAN_EXPAND_H

#include <stddef.h>

typedef struct {
    size_t count;
    char **items;
} words_t;

/* All words that the pattern stands for, when it holds nothing but characters, (?:a|b), [ab] and ?,
 * and they are at most `max`; otherwise no words. The caller frees with words_free. */
words_t expand_pattern(const char *pattern, size_t max);
void words_free(words_t *words);

#endif
