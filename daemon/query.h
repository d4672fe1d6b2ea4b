/* Queries: what a snapshot of the store can answer, each written as one whole reply. */
#ifndef DUBAN_QUERY_H
#define DUBAN_QUERY_H

#include "registry.h"

/* What a query is answered from. */
typedef struct {
    store_t *store;
    store_view_t *view;
    const policy_t *policy;
    const uint8_t *receipt_key;
    int64_t now_ms;
    uint64_t rid;
    /* query stat: pairs about the running daemon, packed by its main thread */
    slice_t live;
    size_t live_count;
    unpacker_t unpacker, other;
} query_context_t;

/* Answers a query into `reply` (a whole reply, ok or error). Never fails: what goes wrong is in the
 * reply. */
void query_answer(query_context_t *context, const query_t *query, buffer_t *reply);

/* True for queries that may read the whole store and go to a reader of their own. */
bool query_is_long(query_kind_t what);

/* ---- between the files of the queries: each packs a whole ok reply, or returns -1 with a fault */
int query_status(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_show(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_timeline(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_list(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_report(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_ledger(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_replay(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_stat(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_negative(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_acts(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_work(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_exposures(
    query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_record(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_problems(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_notices(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_identity(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);
int query_labels(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault);

/* Begins an ok reply: a map of `pairs` further pairs, with ok and rid packed. */
msgpack_packer reply_begin(const query_context_t *context, size_t pairs, buffer_t *reply);

/* A set as an array of names, with its key. */
void reply_pack_set(msgpack_packer *packer, const char *key, const terms_t *terms, uint64_t set);

/* Reads the words of a case; all empty when they have been erased. True, and they are empty too,
 * when they are withheld from the asker. */
bool query_document(
    query_context_t *context, const query_t *query, const case_t *subject, document_t *document);

/* Refuses what an excluded person may not see, as if it were not there (P51). */
int query_check_viewer(
    query_context_t *context, const query_t *query, const case_t *subject, fault_t *fault);

/* Reads the case that the query names by its number or receipt, and checks the viewer. */
int query_read_case(
    query_context_t *context, const query_t *query, case_t *subject, fault_t *fault);

/* P50: true when the asker may read the words of the case. Those of a complainant who asks not to
 * be named are for the deciders and for whoever handles the case or a line of it. */
bool query_may_read(const query_context_t *context, const query_t *query, const case_t *subject);

/* True when whoever asks may know of the case: it is there, and does not exclude him (P51). */
bool query_may_know(query_context_t *context, const query_t *query, uint64_t case_number);

#endif
