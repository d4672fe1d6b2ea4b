/* The clocks of POLICY §8: how long each runs, and the rungs that an overdue one climbs. */
#ifndef DUBAN_CLOCKS_H
#define DUBAN_CLOCKS_H

#include "../proto/event.h"
#include "calendar.h"

typedef enum { UNIT_SECONDS, UNIT_DAYS, UNIT_WORKDAYS } clock_unit_t;

typedef struct {
    struct {
        uint64_t amount;
        clock_unit_t unit;
    } length[CLOCK_COUNT];
    /* Working days after the due moment at which a level is climbed (0 for `human`, which is
     * climbed at once); every level takes longer than the one below it. */
    uint64_t ladder_workdays[LEVEL_COUNT];
} clocks_t;

/* From clocks.conf. -1 with the fault. */
int clocks_load(zpl_t *file, clocks_t *clocks, fault_t *fault);

/* When a clock of this kind that starts at `start_ms` is due. */
int64_t clock_due_ms(
    const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind, int64_t start_ms);

/* The first level of a clock: `human` for classify and urgent, `urge` for all others. */
level_t clock_first_level(clock_kind_t kind);

/* When `level` of a clock due at `due_ms` is climbed: at due itself for `human`, otherwise at the
 * end of the ladder_workdays-th working day after the day that ended at due: an item due at
 * Monday's last midnight is urged (1 working day) at Tuesday's. 0 for LEVEL_UNSET and beyond the
 * last level. */
int64_t clock_level_ms(
    const clocks_t *clocks, const calendar_t *calendar, level_t level, int64_t due_ms);

/* The level that a running clock climbs next; LEVEL_COUNT when it has climbed them all. */
level_t clock_next_level(const case_clock_t *clock);

/* The clock climbs a rung (§8); the leaders who are told from the deputy upwards are kept (Q16), as
 * many as there is room for. */
void clock_climb(case_clock_t *clock, const escalated_t *step);

/* The change that starts a clock: at `start_ms`, for as long as clocks.conf says; or due at a
 * moment that somebody named. What is urgent climbs its first level at once, not when it is due. */
clock_change_t clock_start(const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind,
    uint64_t line, int64_t start_ms);
clock_change_t clock_start_at(const clocks_t *clocks, const calendar_t *calendar, clock_kind_t kind,
    uint64_t line, int64_t due_ms);

/* When a running clock is due by this calendar and these lengths, its pauses and its extension
 * counted. A given date stays as it is. */
int64_t clock_anew_ms(
    const clocks_t *clocks, const calendar_t *calendar, const case_clock_t *clock);

/* When a running clock that is due at `due_ms` climbs its next level; 0 when it has climbed all. */
int64_t clock_next_ms(
    const clocks_t *clocks, const calendar_t *calendar, const case_clock_t *clock, int64_t due_ms);

#endif
