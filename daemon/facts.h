/* What the rules need to know of a case that stands in other cases. */
#ifndef DUBAN_FACTS_H
#define DUBAN_FACTS_H

#include "registry.h"

/* Calls `see` for the cases under which the subject table lists an id (keys.h), the newest first,
 * until it says false; `looks` counts down over several walks, and ends them at 0. */
typedef bool (*facts_see_fn)(void *context, uint64_t case_number);
void facts_walk(store_view_t *view, char type, const char *id, unsigned *looks, facts_see_fn see,
    void *context);

/* P36: true when a complaint that names the same person (or, where nobody is named, the same
 * section) was received before this problem was discovered. Looks at the newest cases of each
 * subject, FACTS_LOOK_MAX in all. */
#define FACTS_LOOK_MAX 64
bool facts_complaint_before(store_view_t *view, unpacker_t *unpacker, const case_t *subject);

/* P31: true when somebody on a found line of the case was found against before, in the time (Q21)
 * before `now_ms`. Looks at the newest FACTS_LOOK_MAX cases of each such person. */
bool facts_repeated(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const case_t *subject, int64_t now_ms);

/* P39: true when another case than `but` has a line on the principal responsibility of the leader
 * that was opened within the time (Q17) before `now_ms`. Looks at the newest FACTS_LOOK_MAX. */
bool facts_pursued(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const char *leader, const case_t *but, int64_t now_ms);

/* P32 (b): fills in `item->past`: how many complaints against each person on a found line proved
 * right in the time (Q20) before `item->now_ms`, this case counted too. Counts no further than the
 * rule asks, and looks at the newest FACTS_LOOK_MAX cases of each person. */
void facts_past(store_view_t *view, unpacker_t *unpacker, const campaign_t *campaign,
    const case_t *subject, work_item_t *item);

/* All of them, a similar case too, and the moment to judge by: what an escalator gets beside the
 * case. */
void facts_fill(store_view_t *view, unpacker_t *unpacker, const policy_t *policy,
    const case_t *subject, int64_t now_ms, work_item_t *item);

#endif
