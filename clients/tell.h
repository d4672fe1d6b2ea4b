/* Telling an event of a case to people, as timeline and explain do. */
#ifndef DUBAN_TELL_H
#define DUBAN_TELL_H

#include "session.h"

/* What the events of one case are told with. */
typedef struct {
    const msgpack_object *names; /* of the ids: `names` of the reply to a timeline */
    slice_t title;               /* the words; empty when the reader may not see them */
    slice_t text;
    const msgpack_object *words; /* the reply with all words; nil when there is none */
    uint64_t event;              /* that is being told */
} story_t;

/* Asks for the words that the evidence points into; without them the quotes are left out. `words`
 * keeps them until answer_close. */
void story_ask_words(duban_t *duban, duban_query_t query, answer_t *words, story_t *story);

/* Prints one event of a timeline: who, when, what, by which rule, and why. */
void tell_event(const story_t *story, const msgpack_object *event);

#endif
