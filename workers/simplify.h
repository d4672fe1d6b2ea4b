/* Traditional to simplified Chinese, character by character. */
#ifndef DUBAN_SIMPLIFY_H
#define DUBAN_SIMPLIFY_H

/* UTF-8: traditional, simplified, traditional, simplified, …; NUL-terminated. */
extern const char simplify_pairs[];

#endif
