/* The tables of the event records, and the bytes of an event as the ledger keeps and hashes them.
 */
#include "event.h"

#include <sodium.h>
#include <string.h>

static const field_t clock_change_fields[] = {
    {"kind", FIELD_TERM, FIELD_AT(clock_change_t, kind), .terms = &CLOCKS, .required = true},
    {"line", FIELD_UINT, FIELD_AT(clock_change_t, line)},
    {"stop", FIELD_BOOL, FIELD_AT(clock_change_t, stop)},
    {"due_ms", FIELD_TIME, FIELD_AT(clock_change_t, due_ms)},
    {"next_ms", FIELD_TIME, FIELD_AT(clock_change_t, next_ms)},
    {"move", FIELD_BOOL, FIELD_AT(clock_change_t, move)},
    {"paused_until_ms", FIELD_TIME, FIELD_AT(clock_change_t, paused_until_ms)},
    {"extended", FIELD_BOOL, FIELD_AT(clock_change_t, extended)},
    {"dated", FIELD_BOOL, FIELD_AT(clock_change_t, dated)},
    {"rest", FIELD_BOOL, FIELD_AT(clock_change_t, rest)},
};
RECORD(CLOCK_CHANGE_RECORD, "clock change", clock_change_t, clock_change_fields);

static const field_t rule_hit_fields[] = {
    {"rule", FIELD_TEXT, FIELD_AT(rule_hit_t, rule), .required = true},
    {"holds", FIELD_BOOL, FIELD_AT(rule_hit_t, holds)},
    {"inputs", FIELD_TEXT, FIELD_AT(rule_hit_t, inputs)},
};
RECORD(RULE_HIT_RECORD, "rule", rule_hit_t, rule_hit_fields);

static const field_t evidence_fields[] = {
    {"rule", FIELD_TEXT, FIELD_AT(evidence_t, rule), .required = true},
    {"kind", FIELD_TERM, FIELD_AT(evidence_t, kind), .terms = &KINDS},
    {"weight", FIELD_REAL, FIELD_AT(evidence_t, weight)},
    {"in_title", FIELD_BOOL, FIELD_AT(evidence_t, in_title)},
    {"start", FIELD_UINT, FIELD_AT(evidence_t, start)},
    {"end", FIELD_UINT, FIELD_AT(evidence_t, end)},
};
RECORD(EVIDENCE_RECORD, "evidence", evidence_t, evidence_fields);

#define CLOCKS_OF(TYPE)                                                                            \
    {                                                                                              \
        "clocks", FIELD_LIST, FIELD_ITEMS(TYPE, clocks, clock_count),                              \
            .record = &CLOCK_CHANGE_RECORD                                                         \
    }
#define SECTIONS_OF(TYPE)                                                                          \
    {                                                                                              \
        "sections", FIELD_TEXTS, FIELD_ITEMS(TYPE, sections, section_count)                        \
    }
#define PERSONS_OF(TYPE)                                                                           \
    {                                                                                              \
        "persons", FIELD_TEXTS, FIELD_ITEMS(TYPE, persons, person_count)                           \
    }

static const field_t registered_fields[] = {
    {"finding", FIELD_BOOL, FIELD_AT(registered_t, is_finding)},
    {"source", FIELD_TERM, FIELD_AT(registered_t, source), .terms = &SOURCES, .required = true},
    {"channel", FIELD_TERM, FIELD_AT(registered_t, channel), .terms = &CHANNELS},
    {"privacy", FIELD_TERM, FIELD_AT(registered_t, privacy), .terms = &PRIVACIES},
    {"gateway", FIELD_TEXT, FIELD_AT(registered_t, gateway)},
    {"id", FIELD_TEXT, FIELD_AT(registered_t, key)},
    {"body", FIELD_TEXT, FIELD_AT(registered_t, body)},
    {"outlet", FIELD_TEXT, FIELD_AT(registered_t, outlet)},
    {"discovered_ms", FIELD_TIME, FIELD_AT(registered_t, discovered_ms)},
    {"occurred_ms", FIELD_TIME, FIELD_AT(registered_t, occurred_ms)},
    {"known_ms", FIELD_TIME, FIELD_AT(registered_t, known_ms)},
    {"text_digest", FIELD_DIGEST, FIELD_AT(registered_t, text_digest)},
    {"text_bytes", FIELD_UINT, FIELD_AT(registered_t, text_bytes)},
    {"kinds", FIELD_SET, FIELD_AT(registered_t, kinds), .terms = &KINDS},
    {"conduct", FIELD_TERM, FIELD_AT(registered_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(registered_t, severity), .terms = &SEVERITIES},
    SECTIONS_OF(registered_t),
    PERSONS_OF(registered_t),
    CLOCKS_OF(registered_t),
    {"measure", FIELD_TEXT, FIELD_AT(registered_t, measure)},
    {"rectify_by_ms", FIELD_TIME, FIELD_AT(registered_t, rectify_by_ms)},
    {"responsible", FIELD_TEXT, FIELD_AT(registered_t, responsible)},
    {"task", FIELD_TEXT, FIELD_AT(registered_t, task)},
    {"task_due_ms", FIELD_TIME, FIELD_AT(registered_t, task_due_ms)},
    {"cites", FIELD_LIST, FIELD_ITEMS(registered_t, cites, cite_count), .record = &CITE_RECORD},
};
RECORD(REGISTERED_RECORD, "registration", registered_t, registered_fields);

static const field_t classified_fields[] = {
    {"abstained", FIELD_TEXT, FIELD_AT(classified_t, abstained)},
    {"scope", FIELD_BOOL, FIELD_AT(classified_t, scope)},
    {"kinds", FIELD_LIST, FIELD_ITEMS(classified_t, kinds, kind_count),
        .record = &KIND_SCORE_RECORD},
    {"conduct", FIELD_TERM, FIELD_AT(classified_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(classified_t, severity), .terms = &SEVERITIES},
    {"score", FIELD_REAL, FIELD_AT(classified_t, score)},
    SECTIONS_OF(classified_t),
    PERSONS_OF(classified_t),
    {"evidence", FIELD_LIST, FIELD_ITEMS(classified_t, evidence, evidence_count),
        .record = &EVIDENCE_RECORD},
    CLOCKS_OF(classified_t),
    {"urgent", FIELD_BOOL, FIELD_AT(classified_t, urgent)},
    {"confidential", FIELD_BOOL, FIELD_AT(classified_t, confidential)},
    {"fingerprint", FIELD_UINT, FIELD_AT(classified_t, fingerprint)},
};
RECORD(CLASSIFIED_RECORD, "classification", classified_t, classified_fields);

static const field_t assessed_fields[] = {
    {"phase", FIELD_TERM, FIELD_AT(assessed_t, phase), .terms = &PHASES},
    {"triggers", FIELD_SET, FIELD_AT(assessed_t, triggers), .terms = &TRIGGERS},
    {"strict", FIELD_BOOL, FIELD_AT(assessed_t, strict)},
    {"accept", FIELD_BOOL, FIELD_AT(assessed_t, accept)},
    {"need", FIELD_TERM, FIELD_AT(assessed_t, need), .terms = &NEEDS},
    {"rules", FIELD_LIST, FIELD_ITEMS(assessed_t, rules, rule_count), .record = &RULE_HIT_RECORD},
    {"lines", FIELD_LIST, FIELD_ITEMS(assessed_t, lines, line_count), .record = &LINE_RECORD},
    CLOCKS_OF(assessed_t),
    {"bypass", FIELD_BOOL, FIELD_AT(assessed_t, bypass)},
    {"similar", FIELD_UINT, FIELD_AT(assessed_t, similar)},
};
RECORD(ASSESSED_RECORD, "assessment", assessed_t, assessed_fields);

static const field_t pursued_fields[] = {
    {"need", FIELD_TERM, FIELD_AT(assessed_t, need), .terms = &NEEDS},
    {"rules", FIELD_LIST, FIELD_ITEMS(assessed_t, rules, rule_count), .record = &RULE_HIT_RECORD},
    {"lines", FIELD_LIST, FIELD_ITEMS(assessed_t, lines, line_count), .record = &LINE_RECORD},
    CLOCKS_OF(assessed_t),
};
RECORD(PURSUED_RECORD, "pursuit", assessed_t, pursued_fields);

static const field_t attempt_failed_fields[] = {
    {"stage", FIELD_TERM, FIELD_AT(attempt_failed_t, stage), .terms = &STAGES, .required = true},
    {"attempt", FIELD_UINT, FIELD_AT(attempt_failed_t, attempt)},
    {"parked", FIELD_BOOL, FIELD_AT(attempt_failed_t, parked)},
    {"reason", FIELD_TEXT, FIELD_AT(attempt_failed_t, reason)},
};
RECORD(ATTEMPT_FAILED_RECORD, "failed attempt", attempt_failed_t, attempt_failed_fields);

static const field_t escalated_fields[] = {
    {"clock", FIELD_TERM, FIELD_AT(escalated_t, clock), .terms = &CLOCKS, .required = true},
    {"line", FIELD_UINT, FIELD_AT(escalated_t, line)},
    {"level", FIELD_TERM, FIELD_AT(escalated_t, level), .terms = &LEVELS, .required = true},
    {"due_ms", FIELD_TIME, FIELD_AT(escalated_t, due_ms)},
    {"next_ms", FIELD_TIME, FIELD_AT(escalated_t, next_ms)},
    {"to", FIELD_TEXTS, FIELD_ITEMS(escalated_t, to, to_count)},
    {"skipped", FIELD_TEXTS, FIELD_ITEMS(escalated_t, skipped, skipped_count)},
    {"rule", FIELD_TEXT, FIELD_AT(escalated_t, rule)},
};
RECORD(ESCALATED_RECORD, "escalation", escalated_t, escalated_fields);

static const field_t acted_fields[] = {
    {"verb", FIELD_TERM, FIELD_AT(acted_t, verb), .terms = &VERBS, .required = true},
    {"reason", FIELD_TEXT, FIELD_AT(acted_t, reason)},
    {"state", FIELD_TERM, FIELD_AT(acted_t, state), .terms = &STATES},
    {"line", FIELD_UINT, FIELD_AT(acted_t, line)},
    {"scope", FIELD_BOOL, FIELD_AT(acted_t, scope)},
    {"kinds", FIELD_SET, FIELD_AT(acted_t, kinds), .terms = &KINDS},
    {"conduct", FIELD_TERM, FIELD_AT(acted_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(acted_t, severity), .terms = &SEVERITIES},
    SECTIONS_OF(acted_t),
    PERSONS_OF(acted_t),
    {"handlers", FIELD_TEXTS, FIELD_ITEMS(acted_t, handlers, handler_count)},
    {"outcome", FIELD_TERM, FIELD_AT(acted_t, outcome), .terms = &OUTCOMES},
    {"office", FIELD_TEXT, FIELD_AT(acted_t, office)},
    {"measures", FIELD_TEXTS, FIELD_ITEMS(acted_t, measures, measure_count)},
    {"inexperience", FIELD_BOOL, FIELD_AT(acted_t, inexperience)},
    {"unprohibited", FIELD_BOOL, FIELD_AT(acted_t, unprohibited)},
    {"no_gain", FIELD_BOOL, FIELD_AT(acted_t, no_gain)},
    CLOCKS_OF(acted_t),
    {"off", FIELD_BOOL, FIELD_AT(acted_t, off)},
    {"notice", FIELD_TERM, FIELD_AT(acted_t, notice), .terms = &NOTICES},
    {"external", FIELD_BOOL, FIELD_AT(acted_t, external)},
    {"exposure", FIELD_TERM, FIELD_AT(acted_t, exposure), .terms = &EXPOSURES},
    {"discovery", FIELD_RECORD, FIELD_AT(acted_t, discovery), .record = &DISCOVERY_RECORD},
    {"into", FIELD_UINT, FIELD_AT(acted_t, into)},
    {"lists", FIELD_SET, FIELD_AT(acted_t, lists), .terms = &SANCTION_LISTS},
};
RECORD(ACTED_RECORD, "act", acted_t, acted_fields);

static const field_t line_proposal_fields[] = {
    {"line", FIELD_UINT, FIELD_AT(line_proposal_t, line), .required = true},
    {"proposal", FIELD_TEXTS, FIELD_ITEMS(line_proposal_t, proposals, proposal_count)},
    {"relief", FIELD_TERM, FIELD_AT(line_proposal_t, relief), .terms = &RELIEFS},
};
RECORD(LINE_PROPOSAL_RECORD, "proposal on a line", line_proposal_t, line_proposal_fields);

static const field_t proposed_fields[] = {
    {"rules", FIELD_LIST, FIELD_ITEMS(proposed_t, rules, rule_count), .record = &RULE_HIT_RECORD},
    {"lines", FIELD_LIST, FIELD_ITEMS(proposed_t, lines, line_count),
        .record = &LINE_PROPOSAL_RECORD},
    CLOCKS_OF(proposed_t),
};
RECORD(PROPOSED_RECORD, "proposal", proposed_t, proposed_fields);

static const field_t clock_moved_fields[] = {
    {"kind", FIELD_TERM, FIELD_AT(clock_moved_t, kind), .terms = &CLOCKS, .required = true},
    {"line", FIELD_UINT, FIELD_AT(clock_moved_t, line)},
    {"due_ms", FIELD_TIME, FIELD_AT(clock_moved_t, due_ms)},
    {"next_ms", FIELD_TIME, FIELD_AT(clock_moved_t, next_ms)},
    {"was_due_ms", FIELD_TIME, FIELD_AT(clock_moved_t, was_due_ms)},
};
RECORD(CLOCK_MOVED_RECORD, "moved clock", clock_moved_t, clock_moved_fields);

static const field_t rescheduled_fields[] = {
    {"clocks", FIELD_LIST, FIELD_ITEMS(rescheduled_t, clocks, clock_count),
        .record = &CLOCK_MOVED_RECORD},
};
RECORD(RESCHEDULED_RECORD, "rescheduling", rescheduled_t, rescheduled_fields);

static const field_t responded_fields[] = {
    {"response", FIELD_TERM, FIELD_AT(responded_t, response), .terms = &RESPONSES,
        .required = true},
    {"id", FIELD_TEXT, FIELD_AT(responded_t, key)},
    {"notice", FIELD_TERM, FIELD_AT(responded_t, notice), .terms = &NOTICES},
    {"rating", FIELD_UINT, FIELD_AT(responded_t, rating), .max = RATING_MAX},
    {"text_digest", FIELD_DIGEST, FIELD_AT(responded_t, text_digest)},
    {"text_bytes", FIELD_UINT, FIELD_AT(responded_t, text_bytes)},
    {"state", FIELD_TERM, FIELD_AT(responded_t, state), .terms = &STATES},
    CLOCKS_OF(responded_t),
};
RECORD(RESPONDED_RECORD, "complainant's response", responded_t, responded_fields);

static const field_t joined_fields[] = {
    {"other", FIELD_UINT, FIELD_AT(joined_t, other)},
    {"left", FIELD_BOOL, FIELD_AT(joined_t, left)},
    {"complainants", FIELD_UINT, FIELD_AT(joined_t, complainants)},
    {"reason", FIELD_TEXT, FIELD_AT(joined_t, reason)},
    {"assess", FIELD_BOOL, FIELD_AT(joined_t, assess)},
    {"discovered_ms", FIELD_TIME, FIELD_AT(joined_t, discovered_ms)},
    {"severity", FIELD_TERM, FIELD_AT(joined_t, severity), .terms = &SEVERITIES},
    {"triggers", FIELD_SET, FIELD_AT(joined_t, triggers), .terms = &TRIGGERS},
    {"kinds", FIELD_LIST, FIELD_ITEMS(joined_t, kinds, kind_count), .record = &KIND_SCORE_RECORD},
    SECTIONS_OF(joined_t),
    PERSONS_OF(joined_t),
};
RECORD(JOINED_RECORD, "joining", joined_t, joined_fields);

static const field_t followed_fields[] = {
    {"into", FIELD_UINT, FIELD_AT(followed_t, into)},
    {"verb", FIELD_TERM, FIELD_AT(followed_t, verb), .terms = &VERBS, .required = true},
    {"state", FIELD_TERM, FIELD_AT(followed_t, state), .terms = &STATES},
    {"outcome", FIELD_TERM, FIELD_AT(followed_t, outcome), .terms = &OUTCOMES},
    CLOCKS_OF(followed_t),
};
RECORD(FOLLOWED_RECORD, "step of the other case", followed_t, followed_fields);

static const record_t *const data_records[EVENT_COUNT] = {
    [EVENT_REGISTERED] = &REGISTERED_RECORD,
    [EVENT_CLASSIFIED] = &CLASSIFIED_RECORD,
    [EVENT_ABSTAINED] = &CLASSIFIED_RECORD,
    [EVENT_ASSESSED] = &ASSESSED_RECORD,
    [EVENT_ATTEMPT_FAILED] = &ATTEMPT_FAILED_RECORD,
    [EVENT_ESCALATED] = &ESCALATED_RECORD,
    [EVENT_ACTED] = &ACTED_RECORD,
    [EVENT_PROPOSED] = &PROPOSED_RECORD,
    [EVENT_RESCHEDULED] = &RESCHEDULED_RECORD,
    [EVENT_RESPONDED] = &RESPONDED_RECORD,
    [EVENT_PURSUED] = &PURSUED_RECORD,
    [EVENT_JOINED] = &JOINED_RECORD,
    [EVENT_FOLLOWED] = &FOLLOWED_RECORD,
};

const record_t *event_data_record(event_kind_t kind)
{
    return kind < EVENT_COUNT ? data_records[kind] : NULL;
}

/* The head of a stored event as a record, so that its elements are checked like any other field. */
static const field_t head_fields[] = {
    {"event", FIELD_UINT, FIELD_AT(event_t, number)},
    {"at_ms", FIELD_TIME, FIELD_AT(event_t, at_ms)},
    {"case", FIELD_UINT, FIELD_AT(event_t, case_number)},
    {"previous", FIELD_UINT, FIELD_AT(event_t, previous)},
    {"kind", FIELD_TERM, FIELD_AT(event_t, kind), .terms = &EVENTS, .required = true},
    {"actor", FIELD_TEXT, FIELD_AT(event_t, actor)},
    {"role", FIELD_TERM, FIELD_AT(event_t, role), .terms = &ROLES, .required = true},
    {"policy", FIELD_DIGEST, FIELD_AT(event_t, policy)},
};
#define HEAD_FIELDS (sizeof head_fields / sizeof head_fields[0])
static const record_t HEAD_RECORD = {"event", head_fields, HEAD_FIELDS, offsetof(event_t, data)};

void event_pack(const event_t *event, buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_array(&packer, 1 + HEAD_FIELDS + 1);
    msgpack_pack_int(&packer, RECORD_VERSION);
    msgpack_pack_uint64(&packer, event->number);
    msgpack_pack_uint64(&packer, (uint64_t)event->at_ms);
    msgpack_pack_uint64(&packer, event->case_number);
    msgpack_pack_uint64(&packer, event->previous);
    pack_text(&packer, term_name(&EVENTS, event->kind));
    pack_text(&packer, event->actor);
    pack_text(&packer, term_name(&ROLES, event->role));
    pack_bytes(&packer, event->policy, sizeof event->policy);
    record_pack_map(event_data_record(event->kind), &event->data, &packer);
}

int event_unpack(
    unpacker_t *unpacker, const void *bytes, size_t length, event_t *event, fault_t *fault)
{
    msgpack_object row;
    if (unpack_value(unpacker, HEAD_RECORD.name, bytes, length, &row, fault) < 0)
        return -1;
    if (row.via.array.size != HEAD_FIELDS + 1)
        return fault_set(
            fault, ERROR_INVALID, NULL, "a stored event has %zu elements", HEAD_FIELDS + 2);
    if (record_from_row(&HEAD_RECORD, &row, event, fault) < 0)
        return -1;
    return record_from_map(
        event_data_record(event->kind), &row.via.array.ptr[HEAD_FIELDS], &event->data, fault);
}

void chain_next(const uint8_t previous[DIGEST_BYTES], const void *bytes, size_t length,
    uint8_t next[DIGEST_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    crypto_generichash_update(&state, previous, DIGEST_BYTES);
    crypto_generichash_update(&state, bytes, length);
    crypto_generichash_final(&state, next, DIGEST_BYTES);
}
