/* Walks the bytes of one msgpack object without building it, and refuses what is not sound. */
#include "scan.h"

#include <stdint.h>

typedef struct {
    const uint8_t *bytes;
    size_t length;
    size_t at;
    fault_t *fault;
} scan_t;

/* What a leading byte announces: a value of `fixed` further bytes, or a size of `width` bytes that
 * counts payload bytes or (for containers) objects. */
typedef enum { SHAPE_VALUE, SHAPE_PAYLOAD, SHAPE_ARRAY, SHAPE_MAP, SHAPE_REFUSED } shape_kind_t;

typedef struct {
    shape_kind_t kind;
    uint8_t fixed; /* SHAPE_VALUE: further bytes */
    uint8_t width; /* otherwise: bytes of the size field; 0 when the size is in the leading byte */
} shape_t;

static const shape_t shapes_c0_df[32] = {
    {SHAPE_VALUE, 0, 0},   /* c0 nil */
    {SHAPE_REFUSED, 0, 0}, /* c1 never used */
    {SHAPE_VALUE, 0, 0},   /* c2 false */
    {SHAPE_VALUE, 0, 0},   /* c3 true */
    {SHAPE_PAYLOAD, 0, 1}, /* c4 bin 8 */
    {SHAPE_PAYLOAD, 0, 2}, /* c5 bin 16 */
    {SHAPE_PAYLOAD, 0, 4}, /* c6 bin 32 */
    {SHAPE_REFUSED, 0, 0}, /* c7 ext 8 */
    {SHAPE_REFUSED, 0, 0}, /* c8 ext 16 */
    {SHAPE_REFUSED, 0, 0}, /* c9 ext 32 */
    {SHAPE_VALUE, 4, 0},   /* ca float 32 */
    {SHAPE_VALUE, 8, 0},   /* cb float 64 */
    {SHAPE_VALUE, 1, 0},   /* cc uint 8 */
    {SHAPE_VALUE, 2, 0},   /* cd uint 16 */
    {SHAPE_VALUE, 4, 0},   /* ce uint 32 */
    {SHAPE_VALUE, 8, 0},   /* cf uint 64 */
    {SHAPE_VALUE, 1, 0},   /* d0 int 8 */
    {SHAPE_VALUE, 2, 0},   /* d1 int 16 */
    {SHAPE_VALUE, 4, 0},   /* d2 int 32 */
    {SHAPE_VALUE, 8, 0},   /* d3 int 64 */
    {SHAPE_REFUSED, 0, 0}, /* d4 fixext 1 */
    {SHAPE_REFUSED, 0, 0}, /* d5 fixext 2 */
    {SHAPE_REFUSED, 0, 0}, /* d6 fixext 4 */
    {SHAPE_REFUSED, 0, 0}, /* d7 fixext 8 */
    {SHAPE_REFUSED, 0, 0}, /* d8 fixext 16 */
    {SHAPE_PAYLOAD, 0, 1}, /* d9 str 8 */
    {SHAPE_PAYLOAD, 0, 2}, /* da str 16 */
    {SHAPE_PAYLOAD, 0, 4}, /* db str 32 */
    {SHAPE_ARRAY, 0, 2},   /* dc array 16 */
    {SHAPE_ARRAY, 0, 4},   /* dd array 32 */
    {SHAPE_MAP, 0, 2},     /* de map 16 */
    {SHAPE_MAP, 0, 4},     /* df map 32 */
};

static int refuse(scan_t *scan, const char *why)
{
    return fault_set(scan->fault, ERROR_MALFORMED, NULL,
        "byte %zu: %s; send one msgpack map, nothing before or after it", scan->at, why);
}

/* Reads the leading byte of an object; on success sets its shape and its size. */
static int read_head(scan_t *scan, shape_t *shape, uint64_t *size)
{
    if (scan->at >= scan->length)
        return refuse(scan, "the message is cut off");
    uint8_t lead = scan->bytes[scan->at++];
    *size = 0;
    if (lead <= 0x7f || lead >= 0xe0) {
        *shape = (shape_t){SHAPE_VALUE, 0, 0};
    } else if (lead <= 0x8f) {
        *shape = (shape_t){SHAPE_MAP, 0, 0};
        *size = lead & 0x0f;
    } else if (lead <= 0x9f) {
        *shape = (shape_t){SHAPE_ARRAY, 0, 0};
        *size = lead & 0x0f;
    } else if (lead <= 0xbf) {
        *shape = (shape_t){SHAPE_PAYLOAD, 0, 0};
        *size = lead & 0x1f;
    } else {
        *shape = shapes_c0_df[lead - 0xc0];
    }
    if (shape->kind == SHAPE_REFUSED)
        return refuse(scan, "this msgpack type is not used in duban");
    if (shape->width > scan->length - scan->at)
        return refuse(scan, "the message is cut off");
    for (unsigned i = 0; i < shape->width; i++)
        *size = *size << 8 | scan->bytes[scan->at++];
    return 0;
}

int scan_message(const void *bytes, size_t length, fault_t *fault)
{
    scan_t scan = {bytes, length, 0, fault};
    uint64_t left[SCAN_DEPTH_MAX + 1] = {1}; /* objects still to come, by depth */
    unsigned depth = 0;

    for (;;) {
        while (left[depth] == 0) {
            if (depth == 0)
                return scan.at == length ? 0 : refuse(&scan, "bytes follow the message");
            depth--;
        }
        left[depth]--;
        shape_t shape = {0};
        uint64_t size;
        if (read_head(&scan, &shape, &size) < 0)
            return -1;
        size_t rest = length - scan.at;
        uint64_t objects = shape.kind == SHAPE_MAP ? 2 * size : size;
        if (shape.kind == SHAPE_VALUE || shape.kind == SHAPE_PAYLOAD) {
            uint64_t payload = shape.kind == SHAPE_VALUE ? shape.fixed : size;
            if (payload > rest)
                return refuse(&scan, "a value is longer than the message");
            scan.at += payload;
        } else if (objects > rest) {
            return refuse(&scan, "a container counts more objects than the message has bytes");
        } else if (depth == SCAN_DEPTH_MAX) {
            return refuse(&scan, "containers are nested too deep");
        } else {
            left[++depth] = objects;
        }
    }
}
