/* Queries about what could be done with one case: `acts` says what staff may do now, `work` what an
 * escalator judges it by, now or before one of its events. */
#include "../config/recusal.h"
#include "acts.h"
#include "facts.h"
#include "fold.h"
#include "query.h"
#include "standing.h"

#include <stdlib.h>
#include <string.h>

/* ---- acts ---- */

/* P51: the roles that somebody has who is not excluded from the case. */
static uint64_t roles_left(const policy_t *policy, const case_t *subject, int64_t now_ms)
{
    uint64_t roles = term_bit(ROLE_OPERATOR);
    for (size_t i = 0; i < org_person_count(policy->org); i++) {
        const char *person = org_person_at(policy->org, i)->id;
        if (!recusal_excludes(policy->org, subject, person, now_ms))
            roles |= acts_roles(policy->org, subject, person, now_ms);
    }
    return roles;
}

static void pack_roles(uint64_t roles, msgpack_packer *packer)
{
    msgpack_pack_array(packer, (size_t)__builtin_popcountll(roles));
    for (unsigned role = 1; role < ROLE_COUNT; role++) {
        if (roles & term_bit(role))
            pack_text(packer, term_name(&ROLES, role));
    }
}

/* One verb on the case or on a line: who may, or what is in the way. */
static void pack_act(
    verb_t verb, uint64_t line, uint64_t roles, bool you, const char *why, msgpack_packer *packer)
{
    msgpack_pack_map(packer, 5);
    pack_text(packer, "verb");
    pack_text(packer, term_name(&VERBS, verb));
    pack_number(packer, "line", line);
    pack_text(packer, "roles");
    pack_roles(roles, packer);
    pack_text(packer, "you");
    you ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
    pack_text(packer, "why");
    pack_text(packer, why);
}

int query_acts(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t subject;
    fault_t why;
    size_t count = 0;
    buffer_t acts = {0};
    msgpack_packer acts_packer = buffer_packer(&acts);
    if (query_read_case(context, query, &subject, fault) < 0)
        return -1;
    uint64_t left = roles_left(context->policy, &subject, context->now_ms);
    uint64_t mine = acts_roles(context->policy->org, &subject, query->as, context->now_ms);
    for (uint64_t line = 0; line <= subject.line_count; line++) {
        for (unsigned verb = 1; verb < VERB_COUNT; verb++) {
            uint64_t roles = acts_ask(context->policy, &subject, verb, line, context->now_ms, &why);
            if (!roles && why.code == ERROR_NONE)
                continue; /* it has no place here */
            pack_act(verb, line, roles & left, roles & left & mine, roles ? "" : why.message,
                &acts_packer);
            count++;
        }
    }
    msgpack_packer packer = reply_begin(context, 2, reply);
    pack_text(&packer, "state");
    pack_text(&packer, term_name(&STATES, subject.state));
    pack_text(&packer, "acts");
    msgpack_pack_array(&packer, count);
    buffer_append(reply, acts.bytes, acts.length);
    buffer_free(&acts);
    return 0;
}

/* ---- work ---- */

/* Folds the case's events up to the one before `before`, which must be one of them. `numbers` has
 * room for all of them. */
static int fold_before(query_context_t *context, const case_t *now, uint64_t before,
    uint64_t *numbers, event_t *event, case_t *subject, fault_t *fault)
{
    size_t count = 0;
    bool met = false;
    for (uint64_t at = now->last_event; at && count < now->event_count; at = event->previous) {
        if (ledger_read(context->view, &context->unpacker, at, event, fault) < 0)
            return -1;
        if (met)
            numbers[count++] = at;
        met |= at == before;
    }
    if (!met)
        return fault_set(fault, ERROR_INVALID, "before",
            "`before` must be an event of this case; its timeline names them");
    memset(subject, 0, sizeof *subject);
    while (count > 0) {
        if (ledger_read(context->view, &context->unpacker, numbers[--count], event, fault) < 0)
            return -1;
        fold_event(subject, event);
    }
    return 0;
}

/* The case as it stood before one of its events, and when that event happened. */
static int case_before(query_context_t *context, const case_t *now, uint64_t before,
    case_t *subject, int64_t *at_ms, fault_t *fault)
{
    uint64_t *numbers = calloc(now->event_count + 1, sizeof *numbers);
    event_t *event = malloc(sizeof *event);
    int rc = numbers && event
                 ? fold_before(context, now, before, numbers, event, subject, fault)
                 : fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    if (rc == 0)
        rc = ledger_read(context->view, &context->unpacker, before, event, fault);
    if (rc == 0)
        *at_ms = event->at_ms;
    free(numbers);
    free(event);
    return rc;
}

int query_work(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t now, subject;
    buffer_t value = {0};
    int64_t at_ms = context->now_ms;
    if (query_read_case(context, query, &now, fault) < 0)
        return -1;
    subject = now;
    if (query->before && case_before(context, &now, query->before, &subject, &at_ms, fault) < 0)
        return -1;
    record_pack_value(&CASE_RECORD, &subject, &value);
    work_item_t item = {.lease = query->before ? query->before : now.last_event,
        .case_value = buffer_slice(&value)};
    facts_fill(context->view, &context->unpacker, context->policy, &subject, at_ms, &item);
    standing_t *standing = standing_new(context->view, &context->unpacker, context->policy, at_ms);
    if (standing)
        standing_fill(standing, &subject, &item);
    standing_destroy(&standing);
    msgpack_packer packer = reply_begin(context, 1, reply);
    pack_text(&packer, "item");
    record_pack_map(&WORK_ITEM_RECORD, &item, &packer);
    buffer_free(&value);
    return 0;
}
