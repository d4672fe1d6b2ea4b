/* The list of exposures (P40): who, of which section, for what, with which measures, and when; no
 * word of the case, and nobody who complained (v). */
#include "query.h"

#include "keys.h"

#define ROWS_MAX PAGE_MAX

static bool is_listed(const query_t *query, const line_t *line)
{
    exposure_t least = query->external ? EXPOSURE_EXTERNAL : EXPOSURE_INTERNAL;
    return line->exposure >= least && line->exposed_ms >= query->from_ms &&
           (!query->until_ms || line->exposed_ms < query->until_ms);
}

static void pack_pair(msgpack_packer *packer, const char *key, const char *text)
{
    pack_text(packer, key);
    pack_text(packer, text);
}

static void pack_measures(const policy_t *policy, const line_t *line, msgpack_packer *packer)
{
    pack_text(packer, "measures");
    msgpack_pack_array(packer, line->measure_count);
    for (size_t i = 0; i < line->measure_count; i++) {
        const sanction_t *sanction = sanctions_find(&policy->sanctions, line->measures[i]);
        msgpack_pack_map(packer, 2);
        pack_pair(packer, "id", line->measures[i]);
        pack_pair(packer, "name", sanction ? sanction->name : "");
    }
}

static void pack_exposure(
    const policy_t *policy, const case_t *subject, const line_t *line, msgpack_packer *packer)
{
    const org_person_t *person = org_person(policy->org, line->target);
    const org_section_t *section = org_section(policy->org, line->section);
    msgpack_pack_map(packer, 9);
    pack_pair(packer, "person", line->target);
    pack_pair(packer, "name", person ? person->name : "");
    pack_pair(packer, "post", term_name(&ROLES, line->post));
    pack_pair(packer, "section", section ? section->name : line->section);
    pack_text(packer, "kinds");
    msgpack_pack_array(packer, subject->kind_count);
    for (size_t i = 0; i < subject->kind_count; i++)
        pack_text(packer, term_name(&KINDS, subject->kinds[i].kind));
    pack_measures(policy, line, packer);
    pack_number(packer, "decided_ms", (uint64_t)line->ended_ms);
    pack_number(packer, "exposed_ms", (uint64_t)line->exposed_ms);
    pack_pair(packer, "exposure", term_name(&EXPOSURES, line->exposure));
}

int query_exposures(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    case_t subject;
    slice_t key, value;
    buffer_t packed = {0};
    msgpack_packer row = buffer_packer(&packed);
    uint64_t rows = 0, last = 0, limit = query->limit ? query->limit : ROWS_MAX;
    if (query->as[0] && !org_person(context->policy->org, query->as))
        return fault_set(fault, ERROR_REFUSED, "as", "'%s' is nobody of the org chart", query->as);
    store_key_t first = key_number(query->after + 1);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_CASE);
    bool more = cursor_at_least(cursor, key_slice(&first), &key, &value);
    int rc = 0;
    while (more && rc == 0 && rows < limit) {
        last = key_last_number(key);
        rc = record_from_value(
            &CASE_RECORD, &context->unpacker, value.bytes, value.length, &subject, fault);
        for (size_t i = 0; rc == 0 && i < subject.line_count; i++) {
            if (!is_listed(query, &subject.lines[i]))
                continue;
            pack_exposure(context->policy, &subject, &subject.lines[i], &row);
            rows++;
        }
        more = cursor_next(cursor, &key, &value);
    }
    cursor_close(&cursor);
    if (rc == 0) {
        msgpack_packer packer = reply_begin(context, more ? 2 : 1, reply);
        if (more)
            pack_number(&packer, "next", last);
        pack_text(&packer, "exposures");
        msgpack_pack_array(&packer, rows);
        buffer_append(reply, packed.bytes, packed.length);
    }
    buffer_free(&packed);
    return rc;
}
