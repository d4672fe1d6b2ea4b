/* The table of the queries, and what they share. */
#include "query.h"

#include "../config/recusal.h"
#include "keys.h"

#include <string.h>

typedef struct {
    int (*answer)(query_context_t *, const query_t *, buffer_t *, fault_t *);
    bool is_long;
} query_rule_t;

static const query_rule_t rules[QUERY_COUNT] = {
    [QUERY_STATUS] = {query_status, false},
    [QUERY_LIST] = {query_list, false},
    [QUERY_SHOW] = {query_show, false},
    [QUERY_TIMELINE] = {query_timeline, false},
    [QUERY_REPORT] = {query_report, true},
    [QUERY_LEDGER] = {query_ledger, true},
    [QUERY_REPLAY] = {query_replay, true},
    [QUERY_STAT] = {query_stat, false},
    [QUERY_PROBLEMS] = {query_problems, true},
    [QUERY_NEGATIVE] = {query_negative, false},
};

bool query_is_long(query_kind_t what)
{
    return what < QUERY_COUNT && rules[what].is_long;
}

void query_answer(query_context_t *context, const query_t *query, buffer_t *reply)
{
    fault_t fault;
    fault_set(&fault, ERROR_INVALID, "what", "`what` must name a query");
    buffer_clear(reply);
    if (query->what < QUERY_COUNT && rules[query->what].answer &&
        rules[query->what].answer(context, query, reply, &fault) == 0)
        return;
    buffer_clear(reply);
    reply_pack_fault(context->rid, &fault, reply);
}

msgpack_packer reply_begin(const query_context_t *context, size_t pairs, buffer_t *reply)
{
    msgpack_packer packer = buffer_packer(reply);
    msgpack_pack_map(&packer, pairs + (context->rid ? 2 : 1));
    pack_text(&packer, "ok");
    msgpack_pack_true(&packer);
    if (context->rid)
        pack_number(&packer, "rid", context->rid);
    return packer;
}

void query_document(query_context_t *context, uint64_t case_number, document_t *document)
{
    slice_t value;
    store_key_t key = key_number(case_number);
    *document = (document_t){{"", 0}, {"", 0}, {"", 0}};
    if (view_get(context->view, TABLE_DOCUMENT, key_slice(&key), &value) &&
        record_from_value(
            &DOCUMENT_RECORD, &context->other, value.bytes, value.length, document, NULL) < 0)
        *document = (document_t){{"", 0}, {"", 0}, {"", 0}};
}

int query_check_viewer(
    query_context_t *context, const query_t *query, const case_t *subject, fault_t *fault)
{
    const org_t *org = context->policy->org;
    if (query->as[0] && !org_person(org, query->as))
        return fault_set(fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", query->as);
    if (recusal_excludes(org, subject, query->as, context->now_ms))
        return fault_set(fault, ERROR_NOT_FOUND, "case", "there is no case %llu",
            (unsigned long long)subject->number);
    return 0;
}
