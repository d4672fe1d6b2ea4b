/* What a complainant may know of his case (P53): how far it is and what came of it; never who is
 * investigated, by whom, or how. */
#ifndef DUBAN_COMPLAINANT_H
#define DUBAN_COMPLAINANT_H

#include "../proto/case.h"
#include "receipt.h"

/* The state of a case in the complainant's terms. */
case_progress_t complainant_progress(state_t state);

/* The finding as he is told it: that an accusation may be false (诬告) is said by nobody but those
 * above the bureau, and not to him (P55). */
outcome_t complainant_outcome(outcome_t outcome);

/* Packs what his gateway learns of a notice that is due, for the feed and the query alike:
 * {receipt, notice, progress, outcome?}. The outcome goes with a result and an answer only. */
void complainant_pack_notice(const uint8_t receipt_key[RECEIPT_KEY_BYTES], uint64_t case_number,
    notice_t notice, state_t state, outcome_t outcome, msgpack_packer *packer);

#endif
