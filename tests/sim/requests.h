/* Requests to the daemon and its answers, as all simulated clients make and read them. */
#ifndef SIM_REQUESTS_H
#define SIM_REQUESTS_H

#include "../../daemon/receipt.h"
#include "../../proto/request.h"
#include "bus.h"

/* Who asked: the upper half of a request's rid. */
typedef enum {
    ASKED_UNSET,
    ASKED_FILING,
    ASKED_REPEAT, /* a filing that was acknowledged already */
    ASKED_CONFLICT,
    ASKED_ACT,
    ASKED_SWEEP,
    ASKED_AGAIN, /* a dry sweep at the moment of one that was completed */
    ASKED_QUERY,
    ASKED_VOICE,     /* a complainant's response */
    ASKED_STRANGER,  /* … through a gateway that did not file the case */
    ASKED_OTHERWISE, /* … another under an id that was used */
} asked_t;

/* What an answer says. */
typedef struct {
    asked_t asked;
    uint64_t index; /* the lower half of the rid */
    bool ok;
    error_code_t error;
    char message[240];
    uint64_t case_number, due, failed;
    int64_t received_ms, at_ms;
    bool dry;
    uint64_t event;
    uint64_t last_event; /* show: of the case */
    bool shows_words;    /* show: the text is there */
    char receipt[RECEIPT_BYTES];
} answer_t;

/* Sends a request of client `client` to the intake or the PULL socket. */
void requests_send(bus_end_t end, unsigned client, op_t op, asked_t asked, uint64_t index,
    const record_t *record, const void *body);

/* Reads an answer; ends the process when it is none. */
void requests_read(slice_t body, answer_t *answer);

/* The index of a request. */
uint64_t requests_index(slice_t body);

void requests_close(void);

#endif
