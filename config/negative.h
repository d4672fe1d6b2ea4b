/* The negative lists (负面行为清单) of the sections, P16: versions with the date from which each is
 * in force, and the items that findings cite. */
#ifndef DUBAN_NEGATIVE_H
#define DUBAN_NEGATIVE_H

#include "org.h"

#define NEGATIVE_ITEM_BYTES  16  /* the id of an item, with its NUL */
#define NEGATIVE_WORDS_BYTES 512 /* what the item says */

typedef struct negative negative_t;

typedef struct {
    char id[NEGATIVE_ITEM_BYTES];
    char words[NEGATIVE_WORDS_BYTES];
} negative_item_t;

/* One version of a section's list; in force from its date until the next version's. */
typedef struct {
    char section[ID_BYTES];
    int64_t from_ms;
    size_t item_count;
    negative_item_t *items;
} negative_list_t;

/* From negative.conf; dates are local dates of `calendar`. NULL with the fault. Refused are: lists
 * of sections that are not in the chart; versions of a section that are not in the order of their
 * dates; ids given twice in a version, or with a character other than letters, digits and -. */
negative_t *negative_load(
    zpl_t *file, const calendar_t *calendar, const org_t *org, fault_t *fault);
void negative_destroy(negative_t **self_p);

/* Every version, in the order of the file. */
size_t negative_count(const negative_t *self);
const negative_list_t *negative_list(const negative_t *self, size_t index);

/* The section's list in force at a moment; NULL when there was none yet. */
const negative_list_t *negative_at(const negative_t *self, const char *section, int64_t at_ms);

/* An item of a list by its id; NULL. `list` may be NULL. */
const negative_item_t *negative_item(const negative_list_t *list, const char *id);

/* Takes "approval/3" apart: the section into `section`, and the item's id, which points into
 * `text`; NULL when it is no such pair. */
const char *negative_split(const char *text, char section[ID_BYTES]);

#endif
