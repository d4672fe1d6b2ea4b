/* Questions: queries on their way from the main thread to a reader. */
#ifndef DUBAN_QUESTIONS_H
#define DUBAN_QUESTIONS_H

#include "turn.h"

/* Hands the note's query to the reader for it, or answers `busy`. */
void questions_ask(house_t *house, const address_t *from, const desk_note_t *note, int64_t now_ms);

#endif
