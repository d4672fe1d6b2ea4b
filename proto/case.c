/* The tables of the case record, its lines, clocks and document. */
#include "case.h"

static const field_t kind_score_fields[] = {
    {"kind", FIELD_TERM, FIELD_AT(kind_score_t, kind), .terms = &KINDS, .required = true},
    {"score", FIELD_REAL, FIELD_AT(kind_score_t, score)},
};
RECORD(KIND_SCORE_RECORD, "kind", kind_score_t, kind_score_fields);

static const field_t cite_fields[] = {
    {"item", FIELD_TEXT, FIELD_AT(cite_t, item), .required = true},
    {"from_ms", FIELD_TIME, FIELD_AT(cite_t, from_ms)},
};
RECORD(CITE_RECORD, "cited item", cite_t, cite_fields);

static const field_t line_fields[] = {
    {"line", FIELD_UINT, FIELD_AT(line_t, number)},
    {"kind", FIELD_TERM, FIELD_AT(line_t, kind), .terms = &LINE_KINDS, .required = true},
    {"state", FIELD_TERM, FIELD_AT(line_t, state), .terms = &LINE_STATES},
    {"target", FIELD_TEXT, FIELD_AT(line_t, target), .required = true},
    {"post", FIELD_TERM, FIELD_AT(line_t, post), .terms = &ROLES},
    {"section", FIELD_TEXT, FIELD_AT(line_t, section)},
    {"triggers", FIELD_SET, FIELD_AT(line_t, triggers), .terms = &TRIGGERS},
    {"opened_ms", FIELD_TIME, FIELD_AT(line_t, opened_ms)},
    {"handlers", FIELD_TEXTS, FIELD_ITEMS(line_t, handlers, handler_count)},
    {"outcome", FIELD_TERM, FIELD_AT(line_t, outcome), .terms = &OUTCOMES},
    {"proposal", FIELD_TEXTS, FIELD_ITEMS(line_t, proposals, proposal_count)},
    {"relief", FIELD_TERM, FIELD_AT(line_t, relief), .terms = &RELIEFS},
    {"tolerated", FIELD_BOOL, FIELD_AT(line_t, tolerated)},
    {"heard_ms", FIELD_TIME, FIELD_AT(line_t, heard_ms)},
    {"agreed", FIELD_SET, FIELD_AT(line_t, agreed), .terms = &ROLES},
    {"measures", FIELD_TEXTS, FIELD_ITEMS(line_t, measures, measure_count)},
    {"ended_ms", FIELD_TIME, FIELD_AT(line_t, ended_ms)},
    {"exposure", FIELD_TERM, FIELD_AT(line_t, exposure), .terms = &EXPOSURES},
    {"exposed_ms", FIELD_TIME, FIELD_AT(line_t, exposed_ms)},
    {"exposure_agreed", FIELD_SET, FIELD_AT(line_t, exposure_agreed), .terms = &ROLES},
    {"lists", FIELD_SET, FIELD_AT(line_t, lists), .terms = &SANCTION_LISTS},
};
RECORD(LINE_RECORD, "line", line_t, line_fields);

static const field_t case_clock_fields[] = {
    {"kind", FIELD_TERM, FIELD_AT(case_clock_t, kind), .terms = &CLOCKS, .required = true},
    {"line", FIELD_UINT, FIELD_AT(case_clock_t, line)},
    {"started_ms", FIELD_TIME, FIELD_AT(case_clock_t, started_ms)},
    {"due_ms", FIELD_TIME, FIELD_AT(case_clock_t, due_ms)},
    {"next_ms", FIELD_TIME, FIELD_AT(case_clock_t, next_ms)},
    {"level", FIELD_TERM, FIELD_AT(case_clock_t, level), .terms = &LEVELS},
    {"paused_until_ms", FIELD_TIME, FIELD_AT(case_clock_t, paused_until_ms)},
    {"extended", FIELD_BOOL, FIELD_AT(case_clock_t, extended)},
    {"shift_ms", FIELD_UINT, FIELD_AT(case_clock_t, shift_ms)},
    {"paused_ms", FIELD_UINT, FIELD_AT(case_clock_t, paused_ms)},
    {"dated", FIELD_BOOL, FIELD_AT(case_clock_t, dated)},
    {"told", FIELD_TEXTS, FIELD_ITEMS(case_clock_t, told, told_count)},
};
RECORD(CASE_CLOCK_RECORD, "clock", case_clock_t, case_clock_fields);

static const field_t case_step_fields[] = {
    {"kind", FIELD_TERM, FIELD_AT(case_step_t, kind), .terms = &CLOCKS, .required = true},
    {"line", FIELD_UINT, FIELD_AT(case_step_t, line)},
    {"started_ms", FIELD_TIME, FIELD_AT(case_step_t, started_ms)},
    {"due_ms", FIELD_TIME, FIELD_AT(case_step_t, due_ms)},
    {"ended_ms", FIELD_TIME, FIELD_AT(case_step_t, ended_ms)},
    {"level", FIELD_TERM, FIELD_AT(case_step_t, level), .terms = &LEVELS},
};
RECORD(CASE_STEP_RECORD, "step", case_step_t, case_step_fields);

static const field_t moments_fields[] = {
    {"found_ms", FIELD_TIME, FIELD_AT(moments_t, found_ms)},
    {"cleared_ms", FIELD_TIME, FIELD_AT(moments_t, cleared_ms)},
    {"bounced_ms", FIELD_TIME, FIELD_AT(moments_t, bounced_ms)},
    {"typical_ms", FIELD_TIME, FIELD_AT(moments_t, typical_ms)},
    {"ended_ms", FIELD_TIME, FIELD_AT(moments_t, ended_ms)},
    {"steps", FIELD_LIST, FIELD_ITEMS(moments_t, steps, step_count), .record = &CASE_STEP_RECORD},
    {"rated_ms", FIELD_TIME, FIELD_AT(moments_t, rated_ms)},
};
RECORD(MOMENTS_RECORD, "moments", moments_t, moments_fields);

static const field_t complainant_fields[] = {
    {"notices", FIELD_SET, FIELD_AT(complainant_t, notices), .terms = &NOTICES},
    {"answered_ms", FIELD_TIME, FIELD_AT(complainant_t, answered_ms)},
    {"responses", FIELD_UINT, FIELD_AT(complainant_t, responses)},
    {"rating", FIELD_UINT, FIELD_AT(complainant_t, rating), .max = RATING_MAX},
    {"withdrawn", FIELD_BOOL, FIELD_AT(complainant_t, withdrawn)},
    {"confidential", FIELD_BOOL, FIELD_AT(complainant_t, confidential)},
    {"unsealed_by", FIELD_TEXT, FIELD_AT(complainant_t, unsealed_by)},
    {"unsealed_ms", FIELD_TIME, FIELD_AT(complainant_t, unsealed_ms)},
};
RECORD(COMPLAINANT_RECORD, "complainant", complainant_t, complainant_fields);

static const field_t discovery_fields[] = {
    {"source", FIELD_TERM, FIELD_AT(discovery_t, source), .terms = &SOURCES, .required = true},
    {"body", FIELD_TEXT, FIELD_AT(discovery_t, body)},
    {"outlet", FIELD_TEXT, FIELD_AT(discovery_t, outlet)},
    {"discovered_ms", FIELD_TIME, FIELD_AT(discovery_t, discovered_ms)},
    {"ended", FIELD_BOOL, FIELD_AT(discovery_t, ended)},
};
RECORD(DISCOVERY_RECORD, "discovery", discovery_t, discovery_fields);

static const field_t merger_fields[] = {
    {"into", FIELD_UINT, FIELD_AT(merger_t, into)},
    {"from", FIELD_TERM, FIELD_AT(merger_t, from), .terms = &STATES},
    {"joined", FIELD_UINT, FIELD_AT(merger_t, joined)},
    {"unassessed", FIELD_BOOL, FIELD_AT(merger_t, unassessed)},
};
RECORD(MERGER_RECORD, "merger", merger_t, merger_fields);

static const field_t case_fields[] = {
    {"case", FIELD_UINT, FIELD_AT(case_t, number)},
    {"finding", FIELD_BOOL, FIELD_AT(case_t, is_finding)},
    {"source", FIELD_TERM, FIELD_AT(case_t, source), .terms = &SOURCES},
    {"channel", FIELD_TERM, FIELD_AT(case_t, channel), .terms = &CHANNELS},
    {"privacy", FIELD_TERM, FIELD_AT(case_t, privacy), .terms = &PRIVACIES},
    {"gateway", FIELD_TEXT, FIELD_AT(case_t, gateway)},
    {"id", FIELD_TEXT, FIELD_AT(case_t, key)},
    {"body", FIELD_TEXT, FIELD_AT(case_t, body)},
    {"outlet", FIELD_TEXT, FIELD_AT(case_t, outlet)},
    {"received_ms", FIELD_TIME, FIELD_AT(case_t, received_ms)},
    {"discovered_ms", FIELD_TIME, FIELD_AT(case_t, discovered_ms)},
    {"occurred_ms", FIELD_TIME, FIELD_AT(case_t, occurred_ms)},
    {"known_ms", FIELD_TIME, FIELD_AT(case_t, known_ms)},
    {"text_digest", FIELD_DIGEST, FIELD_AT(case_t, text_digest)},
    {"text_bytes", FIELD_UINT, FIELD_AT(case_t, text_bytes)},
    {"scope", FIELD_BOOL, FIELD_AT(case_t, scope)},
    {"kinds", FIELD_LIST, FIELD_ITEMS(case_t, kinds, kind_count), .record = &KIND_SCORE_RECORD},
    {"conduct", FIELD_TERM, FIELD_AT(case_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(case_t, severity), .terms = &SEVERITIES},
    {"score", FIELD_REAL, FIELD_AT(case_t, score)},
    {"sections", FIELD_TEXTS, FIELD_ITEMS(case_t, sections, section_count)},
    {"persons", FIELD_TEXTS, FIELD_ITEMS(case_t, persons, person_count)},
    {"phase", FIELD_TERM, FIELD_AT(case_t, phase), .terms = &PHASES},
    {"triggers", FIELD_SET, FIELD_AT(case_t, triggers), .terms = &TRIGGERS},
    {"strict", FIELD_BOOL, FIELD_AT(case_t, strict)},
    {"advice_accept", FIELD_BOOL, FIELD_AT(case_t, advice_accept)},
    {"state", FIELD_TERM, FIELD_AT(case_t, state), .terms = &STATES},
    {"stage", FIELD_TERM, FIELD_AT(case_t, stage), .terms = &STAGES},
    {"needs", FIELD_SET, FIELD_AT(case_t, needs), .terms = &NEEDS},
    {"attempts", FIELD_UINT, FIELD_AT(case_t, attempts)},
    {"outcome", FIELD_TERM, FIELD_AT(case_t, outcome), .terms = &OUTCOMES},
    {"assessed_ms", FIELD_TIME, FIELD_AT(case_t, assessed_ms)},
    {"closed_ms", FIELD_TIME, FIELD_AT(case_t, closed_ms)},
    {"lines", FIELD_LIST, FIELD_ITEMS(case_t, lines, line_count), .record = &LINE_RECORD},
    {"clocks", FIELD_LIST, FIELD_ITEMS(case_t, clocks, clock_count), .record = &CASE_CLOCK_RECORD},
    {"first_event", FIELD_UINT, FIELD_AT(case_t, first_event)},
    {"last_event", FIELD_UINT, FIELD_AT(case_t, last_event)},
    {"event_count", FIELD_UINT, FIELD_AT(case_t, event_count)},
    {"handlers", FIELD_TEXTS, FIELD_ITEMS(case_t, handlers, handler_count)},
    {"office", FIELD_TEXT, FIELD_AT(case_t, office)},
    {"bounces", FIELD_UINT, FIELD_AT(case_t, bounces)},
    {"told", FIELD_BOOL, FIELD_AT(case_t, told)},
    {"urgent", FIELD_BOOL, FIELD_AT(case_t, urgent)},
    {"fingerprint", FIELD_UINT, FIELD_AT(case_t, fingerprint)},
    {"inspector", FIELD_TEXT, FIELD_AT(case_t, inspector)},
    {"measure", FIELD_TEXT, FIELD_AT(case_t, measure)},
    {"rectify_by_ms", FIELD_TIME, FIELD_AT(case_t, rectify_by_ms)},
    {"responsible", FIELD_TEXT, FIELD_AT(case_t, responsible)},
    {"rectified_ms", FIELD_TIME, FIELD_AT(case_t, rectified_ms)},
    {"task", FIELD_TEXT, FIELD_AT(case_t, task)},
    {"task_due_ms", FIELD_TIME, FIELD_AT(case_t, task_due_ms)},
    {"resting", FIELD_LIST, FIELD_ITEMS(case_t, resting, resting_count),
        .record = &CASE_CLOCK_RECORD},
    {"similar", FIELD_UINT, FIELD_AT(case_t, similar)},
    {"when", FIELD_RECORD, FIELD_AT(case_t, when), .record = &MOMENTS_RECORD},
    {"cites", FIELD_LIST, FIELD_ITEMS(case_t, cites, cite_count), .record = &CITE_RECORD},
    {"complainant", FIELD_RECORD, FIELD_AT(case_t, complainant), .record = &COMPLAINANT_RECORD},
    {"confirmed", FIELD_BOOL, FIELD_AT(case_t, confirmed)},
    {"discoveries", FIELD_LIST, FIELD_ITEMS(case_t, discoveries, discovery_count),
        .record = &DISCOVERY_RECORD},
    {"reassess", FIELD_BOOL, FIELD_AT(case_t, reassess)},
    {"impact", FIELD_BOOL, FIELD_AT(case_t, impact)},
    {"complainants", FIELD_UINT, FIELD_AT(case_t, complainants)},
    {"merger", FIELD_RECORD, FIELD_AT(case_t, merger), .record = &MERGER_RECORD},
};
RECORD(CASE_RECORD, "case", case_t, case_fields);

static const field_t document_fields[] = {
    {"title", FIELD_STRING, FIELD_AT(document_t, title)},
    {"text", FIELD_STRING, FIELD_AT(document_t, text)},
    {"accused", FIELD_STRING, FIELD_AT(document_t, accused)},
};
RECORD(DOCUMENT_RECORD, "document", document_t, document_fields);

static const field_t statement_fields[] = {
    {"event", FIELD_UINT, FIELD_AT(statement_t, event)},
    {"text", FIELD_STRING, FIELD_AT(statement_t, text)},
};
RECORD(STATEMENT_RECORD, "statement", statement_t, statement_fields);
