/* Turns states and findings into what their complainant is told. */
#include "complainant.h"

#include "../proto/buffer.h"

case_progress_t complainant_progress(state_t state)
{
    switch (state) {
    case STATE_RECEIVED:
    case STATE_REGISTERED:
    case STATE_CLASSIFIED:
    case STATE_BYPASSED: /* taken up to those above, who have not accepted it yet */
        return PROGRESS_RECEIVED;
    case STATE_NOT_ACCEPTED:
        return PROGRESS_NOT_ACCEPTED;
    case STATE_CLOSED:
        return PROGRESS_CLOSED;
    case STATE_UNDER_REVIEW:
        return PROGRESS_UNDER_REVIEW;
    case STATE_MERGED:
        return PROGRESS_MERGED;
    default:
        return PROGRESS_IN_HAND;
    }
}

outcome_t complainant_outcome(outcome_t outcome)
{
    return outcome == OUTCOME_FALSE_SUSPECTED ? OUTCOME_UNSUBSTANTIATED : outcome;
}

void complainant_pack_notice(const uint8_t receipt_key[RECEIPT_KEY_BYTES], uint64_t case_number,
    notice_t notice, state_t state, outcome_t outcome, msgpack_packer *packer)
{
    char receipt[RECEIPT_BYTES];
    bool tells = outcome && (notice == NOTICE_RESULT || notice == NOTICE_REVIEW_ANSWER);
    receipt_make(receipt_key, case_number, receipt);
    msgpack_pack_map(packer, tells ? 4 : 3);
    pack_text(packer, "receipt");
    pack_text(packer, receipt);
    pack_text(packer, "notice");
    pack_text(packer, term_name(&NOTICES, notice));
    pack_text(packer, "progress");
    pack_text(packer, term_name(&PROGRESSES, complainant_progress(state)));
    if (!tells)
        return;
    pack_text(packer, "outcome");
    pack_text(packer, term_name(&OUTCOMES, complainant_outcome(outcome)));
}
