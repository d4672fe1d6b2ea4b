/* Queries of the complainant's side: what a gateway has still to tell, and the sealed identity. */
#include "complainant.h"
#include "fold.h"
#include "keys.h"
#include "query.h"

#include <string.h>

#define NOTICES_DEFAULT 100
#define DAY_MS          INT64_C(86400000)

int query_notices(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    uint64_t limit = query->limit ? query->limit : NOTICES_DEFAULT;
    uint64_t rows = 0, last = query->after, number;
    notice_t notice;
    slice_t key, value;
    case_t subject;
    buffer_t packed = {0};
    msgpack_packer row = buffer_packer(&packed);
    if (!query->gateway[0])
        return fault_set(fault, ERROR_INVALID, "gateway", "`gateway` must say whose notices");
    store_key_t from = key_notice(query->gateway, query->after + 1, NOTICE_UNSET);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_NOTICE);
    bool found =
        query->after < UINT64_MAX && cursor_at_least(cursor, key_slice(&from), &key, &value);
    for (; found; found = cursor_next(cursor, &key, &value)) {
        found = key_read_notice(key, query->gateway, &number, &notice);
        if (!found || (rows >= limit && number != last)) /* a case's notices stay together */
            break;
        last = number;
        if (!registry_case(context->view, &context->unpacker, number, &subject, fault))
            continue;
        case_t followed = subject; /* a merged case is told of the one that it is merged into */
        if (subject.merger.into && !registry_case(context->view, &context->unpacker,
                                       subject.merger.into, &followed, fault))
            continue;
        complainant_pack_notice(
            context->receipt_key, number, notice, followed.state, followed.outcome, &row);
        rows++;
    }
    cursor_close(&cursor);
    msgpack_packer packer = reply_begin(context, found ? 2 : 1, reply);
    if (found)
        pack_number(&packer, "next", last);
    pack_text(&packer, "notices");
    msgpack_pack_array(&packer, rows);
    buffer_append(reply, packed.bytes, packed.length);
    buffer_free(&packed);
    return 0;
}

/* P50: whoever has recorded a reason reads the identity, for a day; a reason of somebody else takes
 * the place of his. What is read is sealed: this machine cannot open it. */
int query_identity(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    slice_t value;
    case_t subject;
    msgpack_object row;
    if (query_read_case(context, query, &subject, fault) < 0)
        return -1;
    bool allowed = query->as[0] && strcmp(subject.complainant.unsealed_by, query->as) == 0 &&
                   context->now_ms < subject.complainant.unsealed_ms + DAY_MS;
    if (!allowed)
        return fault_set(fault, ERROR_REFUSED, "as",
            "the identity is read for a day by whoever records why (P50): `unseal` with a reason");
    store_key_t key = key_number(subject.number);
    if (!view_get(context->view, TABLE_IDENTITY, key_slice(&key), &value) ||
        unpack_value(&context->other, "identity", value.bytes, value.length, &row, fault) < 0 ||
        row.via.array.size < 1 || row.via.array.ptr[0].type != MSGPACK_OBJECT_BIN)
        return fault_set(
            fault, ERROR_NOT_FOUND, "case", "the complainant gave neither name nor contact");
    const msgpack_object_bin *sealed = &row.via.array.ptr[0].via.bin;
    msgpack_packer packer = reply_begin(context, 1, reply);
    pack_text(&packer, "sealed");
    pack_bytes(&packer, sealed->ptr, sealed->size);
    return 0;
}
