/* Simulated workers: they do the two trades' real work, and come, vanish, fall silent, answer late,
 * twice, or under an old policy. */
#ifndef SIM_HANDS_H
#define SIM_HANDS_H

#include "bus.h"

/* Heartbeats, and the moods of the day: `peaceful` hands do everything right. */
void hands_live(bool peaceful);

/* Takes away all hands, and puts up two faultless ones of each trade. */
void hands_replace(void);

/* A message of the daemon. */
void hands_hear(const route_t *peer, slice_t body);

/* Is this hand still connected? */
bool hands_reach(const route_t *peer);

/* A connection lost by the death of the daemon is found out by the next heartbeat. */
void hands_close(void);

#endif
