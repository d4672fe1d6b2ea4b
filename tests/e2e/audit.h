/* Reads the whole ledger of a site as an auditor would, and says what every case went through. */
#ifndef DUBAN_TEST_AUDIT_H
#define DUBAN_TEST_AUDIT_H

#include "../../proto/event.h"
#include "harness.h"

typedef struct {
    uint64_t cases;
    uint64_t events;
    uint64_t by_kind[EVENT_COUNT]; /* how many events of each kind */
    uint64_t doubled;              /* cases with two events of a kind that may be there once */
    uint64_t parked;               /* cases that three failed attempts sent to the human queue */
} audit_t;

/* Verifies the chain of hashes, counts, and has the daemon replay every case: it fails the test
 * when the chain is broken, a case is not what its events make, or a submission (gateway and id)
 * has two cases. */
audit_t audit_ledger(site_t *site);

#endif
