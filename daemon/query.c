/* The table of the queries, and what they share. */
#include "query.h"

#include "../config/recusal.h"
#include "acts.h"
#include "keys.h"

#include <string.h>

/* Who reads the words of a complainant who asks not to be named. */
#define READERS                                                                                    \
    (term_bit(ROLE_HANDLER) | term_bit(ROLE_DISCIPLINE_GROUP) | term_bit(ROLE_SUPERIOR) |          \
        term_bit(ROLE_DISTRICT_DISCIPLINE))

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
    [QUERY_NOTICES] = {query_notices, false},
    [QUERY_IDENTITY] = {query_identity, false},
    [QUERY_ACTS] = {query_acts, false},
    [QUERY_WORK] = {query_work, false},
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

void reply_pack_set(msgpack_packer *packer, const char *key, const terms_t *terms, uint64_t set)
{
    pack_text(packer, key);
    msgpack_pack_array(packer, (size_t)__builtin_popcountll(set));
    for (unsigned value = 1; value < terms->count; value++) {
        if (set & term_bit(value))
            pack_text(packer, term_name(terms, value));
    }
}

bool query_document(
    query_context_t *context, const query_t *query, const case_t *subject, document_t *document)
{
    slice_t value;
    store_key_t key = key_number(subject->number);
    *document = (document_t){{"", 0}, {"", 0}, {"", 0}};
    if (!query_may_read(context, query, subject))
        return true;
    if (view_get(context->view, TABLE_DOCUMENT, key_slice(&key), &value) &&
        record_from_value(
            &DOCUMENT_RECORD, &context->other, value.bytes, value.length, document, NULL) < 0)
        *document = (document_t){{"", 0}, {"", 0}, {"", 0}};
    return false;
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

int query_read_case(query_context_t *context, const query_t *query, case_t *subject, fault_t *fault)
{
    uint64_t number = query->case_number;
    if (!number && query->receipt[0])
        number = receipt_case(context->receipt_key, query->receipt);
    if (!number)
        return fault_set(fault, ERROR_INVALID, "case", "`case` must be the number of a case");
    if (!registry_case(context->view, &context->unpacker, number, subject, fault))
        return -1;
    return query_check_viewer(context, query, subject, fault);
}

bool query_may_read(const query_context_t *context, const query_t *query, const case_t *subject)
{
    return !subject->complainant.confidential ||
           acts_roles(context->policy->org, subject, query->as, context->now_ms) & READERS;
}
