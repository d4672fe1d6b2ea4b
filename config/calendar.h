/* Local dates and working days: weekends, public holidays and make-up workdays (调休). */
#ifndef DUBAN_CALENDAR_H
#define DUBAN_CALENDAR_H

#include "zpl.h"

#include <stdint.h>

typedef struct calendar calendar_t;

/* From calendar.conf. NULL with the fault. The caller owns the result. */
calendar_t *calendar_load(zpl_t *file, fault_t *fault);
void calendar_destroy(calendar_t **self_p);

/* The local date of a moment, as days since 1970-01-01, and the first moment of a local date. */
int64_t calendar_day(const calendar_t *self, int64_t at_ms);
int64_t calendar_day_start_ms(const calendar_t *self, int64_t day);

/* "2015-10-01 08:30" local, into `out` of at least 20 bytes; returns `out`. */
char *calendar_format(const calendar_t *self, int64_t at_ms, char *out, size_t size);

/* True when the year of the date is in the calendar (published or declared provisional). */
bool calendar_has_year(const calendar_t *self, int64_t day);

/* True when that year is only declared: the State Council has not published it, and it is judged
 * Monday to Friday. */
bool calendar_is_provisional(const calendar_t *self, int64_t day);

/* True on Monday to Friday without holidays, and on make-up workdays. The year must be covered. */
bool calendar_is_workday(const calendar_t *self, int64_t day);

/* The moment at which the `count`-th working day after the local date of `at_ms` has ended
 * (midnight; a clock is overdue when now >= due). count 0 gives the end of the date itself.
 * Working days beyond the covered years are judged Monday to Friday; policy_check_calendar keeps
 * that from happening. */
int64_t calendar_add_workdays(const calendar_t *self, int64_t at_ms, uint64_t count);

/* The end of the `count`-th calendar day after the local date of `at_ms`. */
int64_t calendar_add_days(const calendar_t *self, int64_t at_ms, uint64_t count);

/* Writes the name of the first year from `from_ms` to `until_ms` that the calendar lacks into
 * `year` and returns -1; 0 when all are there. */
int calendar_covers(const calendar_t *self, int64_t from_ms, int64_t until_ms, int *year);

/* The first year from `from_ms` to `until_ms` that is only provisional; 0 when there is none. */
int calendar_provisional_year(const calendar_t *self, int64_t from_ms, int64_t until_ms);

#endif
