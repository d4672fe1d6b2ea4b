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
    uint64_t roles; /* set of role_t that may ask; 0: whoever may see what it shows */
} query_rule_t;

/* P18: who assesses, and who supervises. */
#define ASSESSORS                                                                                  \
    (UINT64_C(1) << (ROLE_DISCIPLINE_GROUP - 1) | UINT64_C(1) << (ROLE_PRINCIPAL - 1) |            \
        UINT64_C(1) << (ROLE_SUPERIOR - 1) | UINT64_C(1) << (ROLE_DISTRICT_DISCIPLINE - 1))

static const query_rule_t rules[QUERY_COUNT] = {
    [QUERY_STATUS] = {query_status, false, 0},
    [QUERY_LIST] = {query_list, false, 0},
    [QUERY_SHOW] = {query_show, false, 0},
    [QUERY_TIMELINE] = {query_timeline, false, 0},
    [QUERY_REPORT] = {query_report, true, 0},
    [QUERY_LEDGER] = {query_ledger, true, 0},
    [QUERY_REPLAY] = {query_replay, true, 0},
    [QUERY_STAT] = {query_stat, false, 0},
    [QUERY_PROBLEMS] = {query_problems, true, 0},
    [QUERY_NEGATIVE] = {query_negative, false, 0},
    [QUERY_NOTICES] = {query_notices, false, 0},
    [QUERY_IDENTITY] = {query_identity, false, 0},
    [QUERY_ACTS] = {query_acts, false, 0},
    [QUERY_WORK] = {query_work, false, 0},
    [QUERY_EXPOSURES] = {query_exposures, true, 0},
    [QUERY_CONDUCT_RECORD] = {query_record, true, ASSESSORS},
    [QUERY_LABELS] = {query_labels, true, 0},
};

bool query_is_long(query_kind_t what)
{
    return what < QUERY_COUNT && rules[what].is_long;
}

/* The role table of the queries; default deny for those that have roles. */
static int check_asker(
    const query_context_t *context, const query_t *query, uint64_t roles, fault_t *fault)
{
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        if (roles & term_bit(role) &&
            org_has_role(context->policy->org, query->as, role, context->now_ms))
            return 0;
    }
    if (!roles)
        return 0;
    return fault_set(fault, ERROR_REFUSED, "as", "%s may not ask for `%s`",
        query->as[0] ? query->as : "the operator", term_name(&QUERIES, query->what));
}

void query_answer(query_context_t *context, const query_t *query, buffer_t *reply)
{
    fault_t fault;
    fault_set(&fault, ERROR_INVALID, "what", "`what` must name a query");
    buffer_clear(reply);
    if (query->what < QUERY_COUNT && rules[query->what].answer &&
        check_asker(context, query, rules[query->what].roles, &fault) == 0 &&
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

bool query_may_know(query_context_t *context, const query_t *query, uint64_t case_number)
{
    case_t subject;
    fault_t fault;
    return registry_case(context->view, &context->other, case_number, &subject, &fault) &&
           query_check_viewer(context, query, &subject, &fault) == 0;
}
