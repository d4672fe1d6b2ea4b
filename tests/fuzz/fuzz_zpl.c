/* Fuzzes the ZPL reader: one file, parsed, walked, and read by a table with every type of value. */
#include "../../config/zpl.h"
#include "oracle.h"

typedef struct {
    char text[32];
    char texts[3][16];
    size_t text_count;
    uint64_t number;
    double real;
    bool flag;
    int64_t day;
    uint64_t wait_ms;
    kind_t kind;
    uint64_t kinds;
} sample_t;

static const zpl_key_t keys[] = {
    {"text", ZPL_TEXT, ZPL_AT(sample_t, text)},
    {"item", ZPL_TEXTS, ZPL_ITEMS(sample_t, texts, text_count)},
    {"number", ZPL_UINT, ZPL_AT(sample_t, number), .min = 1, .max = 10},
    {"real", ZPL_REAL, ZPL_AT(sample_t, real)},
    {"flag", ZPL_BOOL, ZPL_AT(sample_t, flag)},
    {"day", ZPL_DATE, ZPL_AT(sample_t, day)},
    {"wait", ZPL_DURATION, ZPL_AT(sample_t, wait_ms), .min = 1, .max = 86400000},
    {"kind", ZPL_TERM, ZPL_AT(sample_t, kind), .terms = &KINDS},
    {"kinds", ZPL_SET, ZPL_AT(sample_t, kinds), .terms = &KINDS},
    {"block", ZPL_BLOCK, .repeated = true},
};

static void read_node(zpl_t *file, zconfig_t *node, unsigned depth)
{
    sample_t sample = {0};
    fault_t fault = {0};
    PROMISE(depth < 64);
    if (zpl_read(file, node, keys, ZPL_COUNT(keys), &sample, &fault) < 0) {
        promise_fault(&fault);
        PROMISE(strncmp(fault.message, "fuzz.conf", 9) == 0);
    } else {
        PROMISE(memchr(sample.text, 0, sizeof sample.text));
        PROMISE(sample.text_count <= 3 && sample.number <= 10);
    }
    for (zconfig_t *child = zconfig_child(node); child; child = zconfig_next(child))
        read_node(file, child, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fault_t fault = {0};
    zpl_t *file = zpl_parse("fuzz.conf", bytes, length, &fault);
    if (!file) {
        promise_fault(&fault);
        return 0;
    }
    read_node(file, zpl_root(file), 0);
    zpl_destroy(&file);
    return 0;
}
