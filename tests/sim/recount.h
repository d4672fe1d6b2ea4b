/* The figures of P41 counted a second time, from the events as they come and with no help of the
 * fold: the judge of every report (P42, invariant (vi)). */
#ifndef SIM_RECOUNT_H
#define SIM_RECOUNT_H

#include "../../daemon/house.h"

/* Takes the next event of the ledger. */
void recount_note(const event_t *event);

/* Forgets every event. */
void recount_forget(void);

/* Asks the daemon for reports on some periods up to `now_ms`, each compared by the daemon itself
 * with its ledger: they must say what was counted here. */
void recount_check(const house_t *house, int64_t now_ms);

#endif
