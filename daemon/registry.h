/* The registry: commands are checked here against the case and become events; events change the
 * ledger, the case and the indexes together, inside the store's open write transaction. */
#ifndef DUBAN_REGISTRY_H
#define DUBAN_REGISTRY_H

#include "../config/policy.h"
#include "../proto/request.h"
#include "../proto/work.h"
#include "ledger.h"
#include "receipt.h"
#include "store.h"

#define ATTEMPTS_MAX 3 /* failed attempts of workers until a case is parked */

/* What happened, for the feed: no word of anybody. */
typedef struct {
    uint64_t event;
    int64_t at_ms;
    uint64_t case_number;
    event_kind_t kind;
    state_t state;
    stage_t stage;
    bool urgent;            /* it waits for attention the same day */
    uint64_t notices;       /* set of notice_t that fell due for the complainant … */
    char gateway[ID_BYTES]; /* … through this gateway … */
    state_t told_state; /* … about a case in this state: his, or the one it is merged into … */
    outcome_t outcome;  /* … who may learn this */
} news_t;

typedef struct {
    store_t *store;         /* not owned */
    const policy_t *policy; /* in force; not owned */
    ledger_t ledger;
    uint64_t last_case;
    uint8_t receipt_key[RECEIPT_KEY_BYTES];
    uint8_t identity_key[32]; /* public: identities are sealed to it */
    event_t event;            /* being made */
    unpacker_t unpacker;
    buffer_t scratch;
    /* Of the open transaction; the caller takes them after the commit. */
    news_t *news;
    size_t news_count, news_room;
    uint64_t lowest[STAGE_COUNT]; /* lowest case that entered a stage; UINT64_MAX: none */
} registry_t;

/* What the sender of a submission is told. */
typedef struct {
    bool created; /* false: it was here before, and nothing was changed */
    uint64_t case_number;
    char receipt[RECEIPT_BYTES];
    state_t state;
    int64_t received_ms;
    uint64_t event;
} ack_t;

/* Makes the store's keys on the first start (the secret identity key goes to the file
 * `identity.secret` beside the store, mode 0600), and finds the end of the ledger. -1 with the
 * fault. The registry stands still where it is in memory. */
int registry_open(registry_t *self, store_t *store, const char *directory, fault_t *fault);
void registry_close(registry_t *self);

/* Brings the memory back to the last commit, after an abort or a failed commit. */
int registry_rewind(registry_t *self, fault_t *fault);

/* Forgets the news and marks of the transaction that was just committed. */
void registry_settle(registry_t *self);

/* Commands. 0, or -1 with the fault and nothing changed. All need an open write transaction;
 * whether the store took them is known only after its commit. */
int registry_submit(
    registry_t *self, const submit_t *submit, int64_t now_ms, ack_t *ack, fault_t *fault);
int registry_find(
    registry_t *self, const finding_t *finding, int64_t now_ms, ack_t *ack, fault_t *fault);
int registry_act(registry_t *self, const act_t *act, int64_t now_ms, ack_t *ack, fault_t *fault);
int registry_respond(
    registry_t *self, const respond_t *respond, int64_t now_ms, ack_t *ack, fault_t *fault);

/* Results of workers. True when taken; false when the case is no longer where the result belongs
 * (somebody was faster), which changes nothing. An assessment is of the case as it was at its event
 * `seen_event`: when anything has happened since, it must be made anew. */
bool registry_take_classified(registry_t *self, uint64_t case_number,
    const classified_t *classified, const char *worker, int64_t now_ms);
bool registry_take_assessed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const assessed_t *assessed, const char *worker, int64_t now_ms);
bool registry_take_proposed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const proposed_t *proposed, const char *worker, int64_t now_ms);
bool registry_take_step(registry_t *self, uint64_t case_number, const escalated_t *step,
    const char *worker, int64_t now_ms);

/* P39: opens the lines on the two responsibilities, whatever stage the case is in; each once, and
 * never in a case that has ended. */
bool registry_take_pursued(registry_t *self, uint64_t case_number, const assessed_t *pursued,
    const char *worker, int64_t now_ms);

/* Records that a worker failed at a case, and parks it after ATTEMPTS_MAX. True when recorded. */
bool registry_fail_attempt(
    registry_t *self, uint64_t case_number, stage_t stage, const char *reason, int64_t now_ms);

/* Reads a case. False when there is none, or (fault set) when it cannot be read. */
bool registry_case(
    store_view_t *view, unpacker_t *unpacker, uint64_t number, case_t *subject, fault_t *fault);

/* The case that a gateway's own id belongs to, or 0. */
uint64_t registry_lookup(
    store_view_t *view, unpacker_t *unpacker, const char *gateway, const char *id);

/* ---- between the files of the registry: registry.c, submissions.c, casework.c, merging.c,
 * results.c, responses.c ---- */

/* An empty event to fill in; there is one at a time, and it is the registry's. */
event_t *registry_event(
    registry_t *self, event_kind_t kind, const char *actor, role_t role, int64_t now_ms);

/* BLAKE2b-256 over title, text and accused, each after its length. */
void registry_digest(const document_t *document, uint8_t digest[DIGEST_BYTES]);

/* The one place where state changes: numbers the event, appends it to the ledger, folds it into
 * `subject`, and writes the case and its indexes, all in the open write transaction. */
void registry_emit(registry_t *self, case_t *subject, event_t *event);

/* What the sender is told of the case; with its receipt. */
void registry_fill_ack(registry_t *self, const case_t *subject, bool created, ack_t *ack);

#endif
