/* One turn of the loop: drain, apply, commit, answer, publish, hand out work. */
#ifndef DUBAN_TURN_H
#define DUBAN_TURN_H

#include "house.h"

typedef struct {
    bool busy;   /* something was done: look again at once */
    bool failed; /* the store failed: the process must end */
} turn_result_t;

/* Makes one turn. Reads the clocks once. */
turn_result_t turn_make(house_t *house);

/* Passes on what readers have answered. True when there was something. */
bool turn_pass_answers(house_t *house);

#endif
