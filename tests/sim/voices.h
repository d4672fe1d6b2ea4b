/* Complainants, through the gateways that filed for them: they confirm notices, withdraw, object,
 * rate and add, ask again when no answer comes, and now and then try what must be refused. */
#ifndef SIM_VOICES_H
#define SIM_VOICES_H

#include "../../daemon/house.h"
#include "requests.h"

/* Somebody says something, unless all is at peace; what is unanswered is sent again. */
void voices_live(bool peaceful);

/* The reply to one of their requests. */
void voices_hear(const house_t *house, const answer_t *answer);

/* True when everything that was said is answered. */
bool voices_satisfied(void);

/* What was ever acknowledged is on disk as it was acknowledged. */
void voices_recheck(const house_t *house);

void voices_close(void);

#endif
