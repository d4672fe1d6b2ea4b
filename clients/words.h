/* What `duban submit` and `duban finding` share: reading the text, printing the receipt. */
#ifndef DUBAN_WORDS_H
#define DUBAN_WORDS_H

#include "../proto/duban.h"

#include <stdlib.h>

/* The text of --text as a string to free: a copy, or what standard input holds when it is "-".
 * 0, or the exit code after an error was printed (no text, too long, a NUL byte, unreadable). */
int words_read(const char *text, char **words);

/* Prints the receipt. Returns 0. */
int receipt_print(const duban_receipt_t *receipt, bool json);

#endif
