/* Rescheduling (时限重算): when calendar.conf or clocks.conf has changed, the clocks that run are
 * computed anew, case by case, a few in each turn, and only what comes out otherwise is touched. */
#ifndef DUBAN_RESCHEDULE_H
#define DUBAN_RESCHEDULE_H

#include "registry.h"

/* How far the walk through the open cases has come. The same stands in the store (table meta), so
 * that a crash in the middle loses nothing. */
typedef struct {
    bool pending;       /* there may be clocks of earlier rules */
    uint64_t next_case; /* the cases below it are computed by the rules in force */
    uint64_t looked;    /* cases, since the daemon was started */
    uint64_t moved;     /* of these: some clock came out otherwise */
} reschedule_t;

/* Compares the rules in force with those that the stored clocks were computed by. To be called
 * when rules are put in force, and after a commit that failed. */
void reschedule_follow(reschedule_t *self, registry_t *registry);

/* Looks at the next open cases, at most `cases_max`, and emits one event `rescheduled` for each
 * that has clocks which come out otherwise. Needs an open write transaction. With 0 cases it only
 * writes down that the rules have changed, which must be known before other clocks start. True when
 * cases are left. */
bool reschedule_step(reschedule_t *self, registry_t *registry, uint64_t cases_max, int64_t now_ms);

/* The clocks of a case that come out otherwise by this policy. Pure. Levels that were climbed stay
 * climbed, a date that somebody gave stays as it is. */
void reschedule_case(const policy_t *policy, const case_t *subject, rescheduled_t *data);

#endif
