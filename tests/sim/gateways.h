/* Simulated gateways and field tools: they file complaints and findings, ask again when no answer
 * comes, and remember every acknowledgement. */
#ifndef SIM_GATEWAYS_H
#define SIM_GATEWAYS_H

#include "../../daemon/house.h"
#include "requests.h"

/* The name of whoever gives one: it may stand in no event, in no report and in no line of the feed
 * (v). */
#define COMPLAINANT "冯子"

/* Files something new. */
void gateways_file(void);

/* Sends again what is unanswered for a while, and now and then what was answered long ago. */
void gateways_live(bool peaceful);

/* The reply to one of their requests. */
void gateways_hear(const house_t *house, const answer_t *answer);

/* The daemon has taken a pushed filing, which nobody sends again: it keeps it or stores it. */
void gateways_pushed(slice_t body);

/* After a turn: what was pushed is on disk, unless the daemon still holds it. */
void gateways_check_pushed(const house_t *house);

/* The daemon has died; what it held is lost, and was never acknowledged. */
void gateways_forget_pushed(void);

/* True when everything that was filed is acknowledged. */
bool gateways_satisfied(void);

/* Everything that was ever acknowledged is on disk as it was acknowledged. */
void gateways_recheck(const house_t *house);

/* A submission that was acknowledged. */
typedef struct {
    uint64_t case_number;
    char gateway[ID_BYTES];
    char receipt[RECEIPT_BYTES];
} filed_t;

/* Any of them that the checker knows; false when there is none. */
bool gateways_any_submission(filed_t *filed);

uint64_t gateways_filed(void);
void gateways_close(void);

#endif
