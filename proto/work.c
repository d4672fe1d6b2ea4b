/* The tables of the work messages. */
#include "work.h"

static const term_t work_ops[] = {
    [WORK_READY] = {"ready", "就绪"},
    [WORK_LEAVE] = {"leave", "离开"},
    [WORK_RESULT] = {"result", "结果"},
    [WORK_POLICY] = {"policy", "规则"},
    [WORK_ITEMS] = {"work", "任务"},
};
const terms_t WORK_OPS = {"work message", work_ops, sizeof work_ops / sizeof work_ops[0]};

static const field_t work_head_fields[] = {
    {"op", FIELD_TERM, FIELD_AT(work_head_t, op), .terms = &WORK_OPS, .required = true},
    {"stage", FIELD_TERM, FIELD_AT(work_head_t, stage), .terms = &STAGES},
    {"capacity", FIELD_UINT, FIELD_AT(work_head_t, capacity), .max = 65536},
    {"policy", FIELD_DIGEST, FIELD_AT(work_head_t, policy)},
    {"name", FIELD_TEXT, FIELD_AT(work_head_t, name)},
};
RECORD(WORK_HEAD_RECORD, "work message", work_head_t, work_head_fields);

static const field_t past_fields[] = {
    {"line", FIELD_UINT, FIELD_AT(past_t, line), .required = true},
    {"complaints", FIELD_UINT, FIELD_AT(past_t, complaints)},
};
RECORD(PAST_RECORD, "past of a person", past_t, past_fields);

static const field_t jurisdiction_fields[] = {
    {"section", FIELD_TEXT, FIELD_AT(jurisdiction_t, section)},
    {"leader", FIELD_TEXT, FIELD_AT(jurisdiction_t, leader)},
    {"substantiated", FIELD_UINT, FIELD_AT(jurisdiction_t, substantiated)},
    {"serious", FIELD_UINT, FIELD_AT(jurisdiction_t, serious)},
    {"impacts", FIELD_UINT, FIELD_AT(jurisdiction_t, impacts)},
    {"overdue", FIELD_UINT, FIELD_AT(jurisdiction_t, overdue)},
    {"pursued", FIELD_BOOL, FIELD_AT(jurisdiction_t, pursued)},
};
RECORD(JURISDICTION_RECORD, "jurisdiction", jurisdiction_t, jurisdiction_fields);

static const field_t work_item_fields[] = {
    {"lease", FIELD_UINT, FIELD_AT(work_item_t, lease), .required = true},
    {"case", FIELD_BYTES, FIELD_AT(work_item_t, case_value)},
    {"title", FIELD_STRING, FIELD_AT(work_item_t, title), .max = TITLE_BYTES_MAX},
    {"text", FIELD_STRING, FIELD_AT(work_item_t, text), .max = TEXT_BYTES_MAX},
    {"accused", FIELD_STRING, FIELD_AT(work_item_t, accused), .max = TITLE_BYTES_MAX},
    {"complaint_before", FIELD_BOOL, FIELD_AT(work_item_t, complaint_before)},
    {"repeated", FIELD_BOOL, FIELD_AT(work_item_t, repeated)},
    {"now_ms", FIELD_TIME, FIELD_AT(work_item_t, now_ms)},
    {"clock", FIELD_TERM, FIELD_AT(work_item_t, clock), .terms = &CLOCKS},
    {"line", FIELD_UINT, FIELD_AT(work_item_t, line)},
    {"past", FIELD_LIST, FIELD_ITEMS(work_item_t, past, past_count), .record = &PAST_RECORD},
    {"similar", FIELD_UINT, FIELD_AT(work_item_t, similar)},
    {"distance", FIELD_UINT, FIELD_AT(work_item_t, distance)},
    {"jurisdictions", FIELD_LIST, FIELD_ITEMS(work_item_t, jurisdictions, jurisdiction_count),
        .record = &JURISDICTION_RECORD},
};
RECORD(WORK_ITEM_RECORD, "work item", work_item_t, work_item_fields);

static const field_t work_result_fields[] = {
    {"lease", FIELD_UINT, FIELD_AT(work_result_t, lease), .required = true},
    {"failure", FIELD_TEXT, FIELD_AT(work_result_t, failure)},
    {"classified", FIELD_RECORD, FIELD_AT(work_result_t, classified), .record = &CLASSIFIED_RECORD},
    {"assessed", FIELD_RECORD, FIELD_AT(work_result_t, assessed), .record = &ASSESSED_RECORD},
    {"proposed", FIELD_RECORD, FIELD_AT(work_result_t, proposed), .record = &PROPOSED_RECORD},
    {"steps", FIELD_LIST, FIELD_ITEMS(work_result_t, steps, step_count),
        .record = &ESCALATED_RECORD},
    {"pursued", FIELD_RECORD, FIELD_AT(work_result_t, pursued), .record = &PURSUED_RECORD},
};
RECORD(WORK_RESULT_RECORD, "work result", work_result_t, work_result_fields);

static const field_t bundle_file_fields[] = {
    {"name", FIELD_TEXT, FIELD_AT(bundle_file_t, name), .required = true},
    {"bytes", FIELD_BYTES, FIELD_AT(bundle_file_t, bytes)},
};
RECORD(BUNDLE_FILE_RECORD, "policy file", bundle_file_t, bundle_file_fields);

msgpack_packer work_pack_head(
    const work_head_t *head, const char *list, size_t count, buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    size_t pairs = record_map_count(&WORK_HEAD_RECORD, head);
    msgpack_pack_map(&packer, pairs + (list ? 1 : 0));
    record_pack_pairs(&WORK_HEAD_RECORD, head, &packer);
    if (list) {
        pack_text(&packer, list);
        msgpack_pack_array(&packer, count);
    }
    return packer;
}
