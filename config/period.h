/* The periods of the report (P41, Q23): ten days (旬), months, quarters, years, the phases of the
 * campaign, and which of them is due. */
#ifndef DUBAN_PERIOD_H
#define DUBAN_PERIOD_H

#include "campaign.h"

#define PERIOD_BYTES       24 /* the name of a period, with its NUL */
#define PERIOD_LABEL_BYTES 128

/* Half-open; `until_ms` 0: no end. */
typedef struct {
    char name[PERIOD_BYTES]; /* as period_parse reads it: "2015-08-1", "2015Q4", "2015-08" … */
    int64_t from_ms;
    int64_t until_ms;
} period_t;

/* Reads the name of a period, in the local time of `calendar`:
 *   2015-08-1, 2015-08-2, 2015-08-3, or 2015-08上旬, 中旬, 下旬   days 1–10, 11–20, 21–end
 *   2015-08, 2015Q4, 2015                                        a month, a quarter, a year
 *   self_check, concentrated, consolidation, campaign            a phase, or all three (P7–P15)
 *   all                                                          from the beginning, without end
 *   due                                                          period_due at `now_ms`
 * Years from 1971 to 9998. -1 with ERROR_INVALID about the field `period`. */
int period_parse(const char *text, const campaign_t *campaign, const calendar_t *calendar,
    int64_t now_ms, period_t *period, fault_t *fault);

/* The last full period that a report is due of (Q23): one of the cycle `report-in-campaign` when it
 * ends in the campaign, one of the cycle `report-after` when it does not. */
void period_due(
    const campaign_t *campaign, const calendar_t *calendar, int64_t now_ms, period_t *period);

/* What a period is called, by its name: "2015年8月上旬" or "first ten days of August 2015"; "" when
 * the name is none that period_parse gives. Returns `out`. */
char *period_label(const char *name, bool chinese, char out[PERIOD_LABEL_BYTES]);

#endif
