/* The tables of the requests, and how a request and an error reply are packed. */
#include "request.h"

#define TERMS(NAME, WHAT, ROWS) const terms_t NAME = {WHAT, ROWS, sizeof(ROWS) / sizeof(ROWS[0])}

static const term_t ops[] = {
    [OP_SUBMIT] = {"submit", "投诉"},
    [OP_FINDING] = {"finding", "检查发现"},
    [OP_ACT] = {"act", "办理"},
    [OP_SWEEP] = {"sweep", "催办"},
    [OP_QUERY] = {"query", "查询"},
    [OP_PING] = {"ping", "探测"},
    [OP_RESPOND] = {"respond", "回应"},
};
TERMS(OPS, "operation", ops);

static const term_t queries[] = {
    [QUERY_STATUS] = {"status", "进度"},
    [QUERY_LIST] = {"list", "清单"},
    [QUERY_SHOW] = {"show", "详情"},
    [QUERY_TIMELINE] = {"timeline", "经过"},
    [QUERY_REPORT] = {"report", "报表"},
    [QUERY_LEDGER] = {"ledger", "台账"},
    [QUERY_REPLAY] = {"replay", "重放"},
    [QUERY_STAT] = {"stat", "运行状况"},
    [QUERY_PROBLEMS] = {"problems", "问题清单"},
    [QUERY_NEGATIVE] = {"negative", "负面清单"},
    [QUERY_NOTICES] = {"notices", "待告知"},
    [QUERY_IDENTITY] = {"identity", "身份"},
    [QUERY_ACTS] = {"acts", "可办事项"},
    [QUERY_WORK] = {"work", "研判依据"},
    [QUERY_EXPOSURES] = {"exposures", "曝光名单"},
    [QUERY_CONDUCT_RECORD] = {"record", "作风档案"},
    [QUERY_LABELS] = {"labels", "标注"},
};
TERMS(QUERIES, "query", queries);

static const field_t submit_fields[] = {
    {"gateway", FIELD_TEXT, FIELD_AT(submit_t, gateway), .required = true},
    {"id", FIELD_TEXT, FIELD_AT(submit_t, key), .required = true},
    {"source", FIELD_TERM, FIELD_AT(submit_t, source), .terms = &SOURCES},
    {"channel", FIELD_TERM, FIELD_AT(submit_t, channel), .terms = &CHANNELS},
    {"privacy", FIELD_TERM, FIELD_AT(submit_t, privacy), .terms = &PRIVACIES},
    {"title", FIELD_STRING, FIELD_AT(submit_t, title), .max = TITLE_BYTES_MAX},
    {"text", FIELD_STRING, FIELD_AT(submit_t, text), .max = TEXT_BYTES_MAX, .required = true},
    {"accused", FIELD_STRING, FIELD_AT(submit_t, accused), .max = TITLE_BYTES_MAX},
    {"name", FIELD_STRING, FIELD_AT(submit_t, name), .max = NAME_BYTES},
    {"contact", FIELD_STRING, FIELD_AT(submit_t, contact), .max = NAME_BYTES},
    {"sent_ms", FIELD_TIME, FIELD_AT(submit_t, sent_ms)},
};
RECORD(SUBMIT_RECORD, "submission", submit_t, submit_fields);

static const field_t finding_fields[] = {
    {"gateway", FIELD_TEXT, FIELD_AT(finding_t, gateway), .required = true},
    {"id", FIELD_TEXT, FIELD_AT(finding_t, key), .required = true},
    {"inspector", FIELD_TEXT, FIELD_AT(finding_t, inspector)},
    {"source", FIELD_TERM, FIELD_AT(finding_t, source), .terms = &SOURCES, .required = true},
    {"body", FIELD_TEXT, FIELD_AT(finding_t, body)},
    {"outlet", FIELD_TEXT, FIELD_AT(finding_t, outlet)},
    {"title", FIELD_STRING, FIELD_AT(finding_t, title), .max = TITLE_BYTES_MAX},
    {"text", FIELD_STRING, FIELD_AT(finding_t, text), .max = TEXT_BYTES_MAX, .required = true},
    {"discovered_ms", FIELD_TIME, FIELD_AT(finding_t, discovered_ms), .required = true},
    {"occurred_ms", FIELD_TIME, FIELD_AT(finding_t, occurred_ms)},
    {"known_ms", FIELD_TIME, FIELD_AT(finding_t, known_ms)},
    {"kinds", FIELD_SET, FIELD_AT(finding_t, kinds), .terms = &KINDS},
    {"conduct", FIELD_TERM, FIELD_AT(finding_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(finding_t, severity), .terms = &SEVERITIES},
    {"sections", FIELD_TEXTS, FIELD_ITEMS(finding_t, sections, section_count)},
    {"persons", FIELD_TEXTS, FIELD_ITEMS(finding_t, persons, person_count)},
    {"measure", FIELD_TEXT, FIELD_AT(finding_t, measure)},
    {"rectify_by_ms", FIELD_TIME, FIELD_AT(finding_t, rectify_by_ms)},
    {"responsible", FIELD_TEXT, FIELD_AT(finding_t, responsible)},
    {"task", FIELD_TEXT, FIELD_AT(finding_t, task)},
    {"task_due_ms", FIELD_TIME, FIELD_AT(finding_t, task_due_ms)},
    {"cite", FIELD_TEXTS, FIELD_ITEMS(finding_t, cites, cite_count)},
};
RECORD(FINDING_RECORD, "finding", finding_t, finding_fields);

static const field_t act_fields[] = {
    {"as", FIELD_TEXT, FIELD_AT(act_t, as)},
    {"case", FIELD_UINT, FIELD_AT(act_t, case_number), .required = true},
    {"verb", FIELD_TERM, FIELD_AT(act_t, verb), .terms = &VERBS, .required = true},
    {"reason", FIELD_TEXT, FIELD_AT(act_t, reason)},
    {"line", FIELD_UINT, FIELD_AT(act_t, line)},
    {"scope", FIELD_BOOL, FIELD_AT(act_t, scope)},
    {"kinds", FIELD_SET, FIELD_AT(act_t, kinds), .terms = &KINDS},
    {"conduct", FIELD_TERM, FIELD_AT(act_t, conduct), .terms = &CONDUCTS},
    {"severity", FIELD_TERM, FIELD_AT(act_t, severity), .terms = &SEVERITIES},
    {"sections", FIELD_TEXTS, FIELD_ITEMS(act_t, sections, section_count)},
    {"persons", FIELD_TEXTS, FIELD_ITEMS(act_t, persons, person_count)},
    {"handlers", FIELD_TEXTS, FIELD_ITEMS(act_t, handlers, handler_count)},
    {"outcome", FIELD_TERM, FIELD_AT(act_t, outcome), .terms = &OUTCOMES},
    {"until_ms", FIELD_TIME, FIELD_AT(act_t, until_ms)},
    {"clock", FIELD_TERM, FIELD_AT(act_t, clock), .terms = &CLOCKS},
    {"measures", FIELD_TEXTS, FIELD_ITEMS(act_t, measures, measure_count)},
    {"inexperience", FIELD_BOOL, FIELD_AT(act_t, inexperience)},
    {"unprohibited", FIELD_BOOL, FIELD_AT(act_t, unprohibited)},
    {"no_gain", FIELD_BOOL, FIELD_AT(act_t, no_gain)},
    {"off", FIELD_BOOL, FIELD_AT(act_t, off)},
    {"notice", FIELD_TERM, FIELD_AT(act_t, notice), .terms = &NOTICES},
    {"external", FIELD_BOOL, FIELD_AT(act_t, external)},
    {"source", FIELD_TERM, FIELD_AT(act_t, source), .terms = &SOURCES},
    {"body", FIELD_TEXT, FIELD_AT(act_t, body)},
    {"outlet", FIELD_TEXT, FIELD_AT(act_t, outlet)},
    {"discovered_ms", FIELD_TIME, FIELD_AT(act_t, discovered_ms)},
    {"into", FIELD_UINT, FIELD_AT(act_t, into)},
};
RECORD(ACT_RECORD, "act", act_t, act_fields);

static const field_t respond_fields[] = {
    {"gateway", FIELD_TEXT, FIELD_AT(respond_t, gateway), .required = true},
    {"receipt", FIELD_TEXT, FIELD_AT(respond_t, receipt), .required = true},
    {"id", FIELD_TEXT, FIELD_AT(respond_t, key), .required = true},
    {"response", FIELD_TERM, FIELD_AT(respond_t, response), .terms = &RESPONSES, .required = true},
    {"notice", FIELD_TERM, FIELD_AT(respond_t, notice), .terms = &NOTICES},
    {"rating", FIELD_UINT, FIELD_AT(respond_t, rating), .max = RATING_MAX},
    {"text", FIELD_STRING, FIELD_AT(respond_t, text), .max = WORDS_BYTES_MAX},
};
RECORD(RESPOND_RECORD, "response", respond_t, respond_fields);

static const field_t sweep_fields[] = {
    {"as", FIELD_TEXT, FIELD_AT(sweep_t, as)},
    {"dry_run", FIELD_BOOL, FIELD_AT(sweep_t, dry_run)},
    {"at_ms", FIELD_TIME, FIELD_AT(sweep_t, at_ms)},
};
RECORD(SWEEP_RECORD, "sweep", sweep_t, sweep_fields);

static const field_t query_fields[] = {
    {"as", FIELD_TEXT, FIELD_AT(query_t, as)},
    {"what", FIELD_TERM, FIELD_AT(query_t, what), .terms = &QUERIES, .required = true},
    {"receipt", FIELD_TEXT, FIELD_AT(query_t, receipt)},
    {"gateway", FIELD_TEXT, FIELD_AT(query_t, gateway)},
    {"id", FIELD_TEXT, FIELD_AT(query_t, key)},
    {"case", FIELD_UINT, FIELD_AT(query_t, case_number)},
    {"state", FIELD_TERM, FIELD_AT(query_t, state), .terms = &STATES},
    {"stage", FIELD_TERM, FIELD_AT(query_t, stage), .terms = &STAGES},
    {"kind", FIELD_TERM, FIELD_AT(query_t, kind), .terms = &KINDS},
    {"source", FIELD_TERM, FIELD_AT(query_t, source), .terms = &SOURCES},
    {"trigger", FIELD_TERM, FIELD_AT(query_t, trigger), .terms = &TRIGGERS},
    {"section", FIELD_TEXT, FIELD_AT(query_t, section)},
    {"person", FIELD_TEXT, FIELD_AT(query_t, person)},
    {"overdue", FIELD_BOOL, FIELD_AT(query_t, overdue)},
    {"after", FIELD_UINT, FIELD_AT(query_t, after)},
    {"limit", FIELD_UINT, FIELD_AT(query_t, limit), .max = PAGE_MAX},
    {"from_ms", FIELD_TIME, FIELD_AT(query_t, from_ms)},
    {"until_ms", FIELD_TIME, FIELD_AT(query_t, until_ms)},
    {"urgent", FIELD_BOOL, FIELD_AT(query_t, urgent)},
    {"period", FIELD_TEXT, FIELD_AT(query_t, period)},
    {"propose", FIELD_BOOL, FIELD_AT(query_t, propose)},
    {"recount", FIELD_BOOL, FIELD_AT(query_t, recount)},
    {"at_ms", FIELD_TIME, FIELD_AT(query_t, at_ms)},
    {"before", FIELD_UINT, FIELD_AT(query_t, before)},
    {"external", FIELD_BOOL, FIELD_AT(query_t, external)},
    {"year", FIELD_UINT, FIELD_AT(query_t, year), .max = YEAR_MAX},
};
RECORD(QUERY_RECORD, "query", query_t, query_fields);

static const field_t envelope_fields[] = {
    {"op", FIELD_TERM, FIELD_AT(envelope_t, op), .terms = &OPS, .required = true},
    {"rid", FIELD_UINT, FIELD_AT(envelope_t, rid)},
};
RECORD(ENVELOPE_RECORD, "request", envelope_t, envelope_fields);

void request_pack(
    const envelope_t *envelope, const record_t *record, const void *body, buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    size_t pairs = record_map_count(&ENVELOPE_RECORD, envelope);
    if (record)
        pairs += record_map_count(record, body);
    msgpack_pack_map(&packer, pairs);
    record_pack_pairs(&ENVELOPE_RECORD, envelope, &packer);
    if (record)
        record_pack_pairs(record, body, &packer);
}

void reply_pack_fault(uint64_t rid, const fault_t *fault, buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, rid ? 3 : 2);
    pack_text(&packer, "ok");
    msgpack_pack_false(&packer);
    if (rid) {
        pack_text(&packer, "rid");
        msgpack_pack_uint64(&packer, rid);
    }
    pack_text(&packer, "error");
    msgpack_pack_map(&packer, fault->field[0] ? 3 : 2);
    pack_text(&packer, "code");
    pack_text(&packer, term_name(&ERRORS, fault->code));
    pack_text(&packer, "message");
    pack_text(&packer, fault->message);
    if (fault->field[0]) {
        pack_text(&packer, "field");
        pack_text(&packer, fault->field);
    }
}
