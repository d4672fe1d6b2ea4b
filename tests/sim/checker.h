/* The invariants of POLICY §10 and DESIGN.md, checked after every turn against the store itself and
 * against what the simulation has seen acknowledged. What is broken ends the process (log_fail). */
#ifndef SIM_CHECKER_H
#define SIM_CHECKER_H

#include "../../daemon/house.h"

/* Follows what was committed since the last time: the chain, the fold of every new event, what each
 * event was allowed to do, and every case that it touched. `house` is open and between turns. */
void checker_follow(const house_t *house);

/* The same for the whole store, from the first event on, as if nothing was known. */
void checker_verify_all(const house_t *house);

/* A submission was acknowledged: it must be on disk now, and its case is its own. */
void checker_acknowledged(const house_t *house, const char *gateway, const char *key,
    uint64_t case_number, const char *receipt, int64_t received_ms);

/* True when a submission is on disk. */
bool checker_is_stored(const house_t *house, const char *gateway, const char *key);

/* The feed told of an event. */
void checker_published(uint64_t event, uint64_t case_number);

/* True when a pause was ended early, or a clock computed anew, at `at_ms` or later: then a level
 * may have become due that belongs before a sweep which found its clock elsewhere. */
bool checker_moved_since(int64_t at_ms);

/* A sweep at `at_ms` was completed: nothing that was due then may still be due. */
void checker_swept(const house_t *house, int64_t at_ms);

/* Nothing is on its way any more: every case is decided, with a person, or done, and every clock is
 * by the rules in force. */
void checker_quiet(const house_t *house);

/* What the simulation may look at, as if it could see all. */
uint64_t checker_case_count(void);
const case_t *checker_case(uint64_t number);
uint64_t checker_event_count(void);

/* The next moment after `now_ms` at which a clock is due, or 0. */
int64_t checker_next_due(int64_t now_ms);

void checker_close(void);

#endif
