/* A section's negative list (P16) as it was in force at a moment. */
#include "query.h"

int query_negative(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    const policy_t *policy = context->policy;
    const org_section_t *section = org_section(policy->org, query->section);
    if (!section)
        return fault_set(fault, ERROR_INVALID, "section",
            "`section`: '%s' is no section of the org chart", query->section);
    const negative_list_t *list =
        negative_at(policy->negative, section->id, query->at_ms ? query->at_ms : context->now_ms);
    if (!list)
        return fault_set(fault, ERROR_NOT_FOUND, "section",
            "the section '%s' has no negative list at that time", section->id);
    msgpack_packer packer = reply_begin(context, 4, reply);
    pack_text(&packer, "section");
    pack_text(&packer, section->id);
    pack_text(&packer, "name");
    pack_text(&packer, section->name);
    pack_number(&packer, "from_ms", (uint64_t)list->from_ms);
    pack_text(&packer, "items");
    msgpack_pack_array(&packer, list->item_count);
    for (size_t i = 0; i < list->item_count; i++) {
        msgpack_pack_map(&packer, 2);
        pack_text(&packer, "id");
        pack_text(&packer, list->items[i].id);
        pack_text(&packer, "words");
        pack_text(&packer, list->items[i].words);
    }
    return 0;
}
