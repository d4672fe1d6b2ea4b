/* Fuzzes the reading of CSV and TSV files: the rows are the same however the bytes are cut into
 * pieces. The first byte chooses the format and how large the pieces are. */
#include "../../clients/rows.h"
#include "oracle.h"

/* What was read, as one run of bytes. */
static int keep_row(const row_t *row, void *data)
{
    buffer_t *rows = data;
    msgpack_packer packer = buffer_packer(rows);
    msgpack_pack_uint64(&packer, row->line);
    msgpack_pack_uint64(&packer, row->count);
    row->has_nul ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer);
    for (size_t i = 0; i < row->count && i < ROW_FIELDS_MAX; i++)
        pack_bytes(&packer, row->fields[i].bytes, row->fields[i].length);
    return 0;
}

static int read_in_pieces(
    rows_format_t format, const uint8_t *bytes, size_t length, size_t piece, buffer_t *rows)
{
    fault_t fault = {0};
    rows_t *reader = rows_new(format, keep_row, rows);
    int rc = 0;
    for (size_t at = 0; at < length && rc == 0; at += piece)
        rc = rows_feed(reader, bytes + at, length - at < piece ? length - at : piece, &fault);
    if (rc == 0)
        rc = rows_end(reader, &fault);
    if (rc < 0)
        promise_fault(&fault);
    rows_destroy(&reader);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static buffer_t whole, pieces;
    if (length == 0)
        return 0;
    rows_format_t format = bytes[0] & 1 ? ROWS_TSV : ROWS_CSV;
    size_t piece = 1 + (bytes[0] >> 1) % 31;
    buffer_clear(&whole);
    buffer_clear(&pieces);
    int rc = read_in_pieces(format, bytes + 1, length - 1, length, &whole);
    PROMISE(read_in_pieces(format, bytes + 1, length - 1, piece, &pieces) == rc);
    PROMISE(whole.length == pieces.length);
    PROMISE(whole.length == 0 || memcmp(whole.bytes, pieces.bytes, whole.length) == 0);
    return 0;
}
