/* The strict reading of ZPL: every type of value, and every way in which a file can be wrong. */
#include "refuse.h"

typedef struct {
    char name[8];
    char list[2][8];
    size_t list_count;
    uint64_t number;
    double real;
    bool flag;
    int64_t day;
    uint64_t wait_ms;
    kind_t kind;
    uint64_t kinds;
} sample_t;

static const zpl_key_t sample_keys[] = {
    {"name", ZPL_TEXT, ZPL_AT(sample_t, name), .required = true},
    {"item", ZPL_TEXTS, ZPL_ITEMS(sample_t, list, list_count)},
    {"number", ZPL_UINT, ZPL_AT(sample_t, number), .min = 1, .max = 10},
    {"real", ZPL_REAL, ZPL_AT(sample_t, real)},
    {"flag", ZPL_BOOL, ZPL_AT(sample_t, flag)},
    {"day", ZPL_DATE, ZPL_AT(sample_t, day)},
    {"wait", ZPL_DURATION, ZPL_AT(sample_t, wait_ms), .min = 1, .max = 86400000},
    {"kind", ZPL_TERM, ZPL_AT(sample_t, kind), .terms = &KINDS},
    {"kinds", ZPL_SET, ZPL_AT(sample_t, kinds), .terms = &KINDS},
    {"note", ZPL_TEXT, .repeated = true},
    {"block", ZPL_BLOCK, .repeated = true},
};

static int load_sample(zpl_t *file, fault_t *fault)
{
    sample_t sample = {0};
    return zpl_read(file, zpl_root(file), sample_keys, ROWS(sample_keys), &sample, fault);
}

static void read_sample(const char *text, sample_t *sample)
{
    fault_t fault = {0};
    zpl_t *file = parse_text("s.conf", text);
    assert_int_equal(
        zpl_read(file, zpl_root(file), sample_keys, ROWS(sample_keys), sample, &fault), 0);
    zpl_destroy(&file);
}

static void test_every_type(void **state)
{
    (void)state;
    sample_t sample = {0};
    read_sample("# a comment\n"
                "name = 赵甲   # behind a value\n"
                "item = one\n"
                "    # an indented comment\n"
                "\n"
                "item = \"# two\"\r\n"
                "number = 10\n"
                "real = -0.25\n"
                "flag = yes\n"
                "day = 2016-02-29\n"
                "wait = 15m\n"
                "kind = c4\n"
                "kinds = c1 c3\n"
                "kinds = c5",
        &sample);
    assert_string_equal(sample.name, "赵甲");
    assert_int_equal(sample.list_count, 2);
    assert_string_equal(sample.list[0], "one");
    assert_string_equal(sample.list[1], "# two");
    assert_int_equal(sample.number, 10);
    assert_true(sample.real == -0.25);
    assert_true(sample.flag);
    assert_int_equal(sample.day, 16860);
    assert_int_equal(sample.wait_ms, 900000);
    assert_int_equal(sample.kind, KIND_C4);
    assert_int_equal(sample.kinds, term_bit(KIND_C1) | term_bit(KIND_C3) | term_bit(KIND_C5));
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t ms;
    } rows[] = {{"name = a\nwait = 7ms", 7}, {"name = a\nwait = 7s", 7000},
        {"name = a\nwait = 7m", 420000}, {"name = a\nwait = 7h", 25200000},
        {"name = a\nwait = 1d", 86400000}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        sample_t sample = {0};
        read_sample(rows[i].text, &sample);
        assert_int_equal(sample.wait_ms, rows[i].ms);
    }
}

static void test_defaults(void **state)
{
    (void)state;
    sample_t sample = {.number = 7, .kinds = term_bit(KIND_C2), .list = {"old"}, .list_count = 1};
    read_sample("name = a\n", &sample);
    assert_int_equal(sample.number, 7);
    assert_int_equal(sample.kinds, term_bit(KIND_C2));
    assert_string_equal(sample.list[0], "old");
    read_sample("name = a\nitem = new\nkinds = none\n", &sample);
    assert_int_equal(sample.list_count, 1);
    assert_string_equal(sample.list[0], "new");
    assert_int_equal(sample.kinds, 0);
}

static void test_walking(void **state)
{
    (void)state;
    zpl_t *file = parse_text("s.conf", "name = a\nblock\n    x = 1\nnote = b\nblock\n    x = 2\n");
    zconfig_t *root = zpl_root(file);
    assert_int_equal(zpl_count(root, "block"), 2);
    assert_int_equal(zpl_count(root, "blocks"), 0);
    zconfig_t *first = zpl_next(root, "block", NULL);
    zconfig_t *second = zpl_next(root, "block", first);
    assert_string_equal(zconfig_value(zconfig_child(second)), "2");
    assert_null(zpl_next(root, "block", second));
    fault_t fault;
    assert_int_equal(zpl_fault(file, zconfig_child(second), &fault, "here"), -1);
    assert_string_equal(fault.message, "s.conf:6: here");
    assert_string_equal(fault.field, "x");
    zpl_destroy(&file);
    assert_null(file);
}

static void test_refused_syntax(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {"name = a\n\n  # c\n", "s.conf:3: indent by 4 spaces a level"},
        {"name = a\n   x = 1\n", "s.conf:2: indent by 4 spaces a level"},
        {"name = a\n\tx = 1\n", "s.conf:2: the line holds a tab; indent by 4 spaces a level"},
        {"    name = a\n", "s.conf:1: the line is indented deeper than a child of the line before"},
        {"block\n        x = 1\n",
            "s.conf:2: the line is indented deeper than a child of the line before"},
        {"= a\n", "s.conf:1: a name (letters, digits, - _ and .) must begin the line"},
        {"名 = a\n", "s.conf:1: a name (letters, digits, - _ and .) must begin the line"},
        {"a/b = 1\n", "s.conf:1: expected 'name = value' or the name of a block"},
        {"name: a\n", "s.conf:1: expected 'name = value' or the name of a block"},
        {"name a\n", "s.conf:1: expected 'name = value' or the name of a block"},
        {"name =\n", "s.conf:1: there is no value after '='"},
        {"name =   # a\n", "s.conf:1: there is no value after '='"},
        {"name = \"a\n", "s.conf:1: the quote is not closed"},
        {"name = 'a\" # '\" b\n", "s.conf:1: something follows the closing quote"},
        {"name = a#b\n", "s.conf:1: put quotes around a value that holds '#'"},
        {"name = \x01\n", "s.conf:1: the line holds a control character"},
        {"name = \xe8\xb5\n", "s.conf:1: the line is not valid UTF-8"},
        {"\xef\xbb\xbfname = a\n",
            "s.conf:1: a name (letters, digits, - _ and .) must begin the line"},
    };
    assert_refusals("s.conf", load_sample, refusals, ROWS(refusals));
}

static void test_refused_keys(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {"name = a\nnmae = b\n",
            "s.conf:2: unknown key 'nmae'; expected here: name, item, number, real, flag, day, "
            "wait, kind, kinds, note, block"},
        {"# none\n", "s.conf: the key 'name' is missing here"},
        {"", "s.conf: the key 'name' is missing here"},
        {"name = a\nname = a\n", "s.conf:2: 'name' is given a second time"},
        {"name = a\n    b = 1\n", "s.conf:2: 'name' takes a value and no lines below it"},
        {"name\n", "s.conf:1: 'name' must be a text of 1 to 7 bytes, not \"\""},
        {"name = a\nnote\n", "s.conf:2: 'note' must be a text, not \"\""},
        {"name = a\nnote = b\n    c = 1\n", "s.conf:3: 'note' takes a value and no lines below it"},
        {"name = a\nblock = b\n", "s.conf:2: 'block' takes no value but lines below it"},
        {"name = a\nitem = 1\nitem = 2\nitem = 3\n",
            "s.conf:4: 'item' may be given at most 2 times"},
    };
    assert_refusals("s.conf", load_sample, refusals, ROWS(refusals));
}

static void test_refused_values(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {"name = \"\"\n", "s.conf:1: 'name' must be a text of 1 to 7 bytes, not \"\""},
        {"name = 赵甲的\n", "s.conf:1: 'name' must be a text of 1 to 7 bytes, not \"赵甲的\""},
        {"item = 12345678\n", "s.conf:1: 'item' must be a text of 1 to 7 bytes, not \"12345678\""},
        {"number = 0\n", "s.conf:1: 'number' must be a whole number from 1 to 10, not \"0\""},
        {"number = 11\n", "s.conf:1: 'number' must be a whole number from 1 to 10, not \"11\""},
        {"number = 1x\n", "s.conf:1: 'number' must be a whole number from 1 to 10, not \"1x\""},
        {"number = -1\n", "s.conf:1: 'number' must be a whole number from 1 to 10, not \"-1\""},
        {"number = 9999999999999999999999\n", "s.conf:1: 'number' must be a whole number from 1 to "
                                              "10, not \"9999999999999999999999\""},
        {"real = 1e999\n", "s.conf:1: 'real' must be a number, not \"1e999\""},
        {"real = nan\n", "s.conf:1: 'real' must be a number, not \"nan\""},
        {"real = 1.2.3\n", "s.conf:1: 'real' must be a number, not \"1.2.3\""},
        {"flag = true\n", "s.conf:1: 'flag' must be yes or no, not \"true\""},
        {"day = tomorrow\n", "s.conf:1: 'day' must be a date YYYY-MM-DD, not \"tomorrow\""},
        {"day = 2015-02-29\n", "s.conf:1: 'day' must be a date YYYY-MM-DD, not \"2015-02-29\""},
        {"day = 2015-13-01\n", "s.conf:1: 'day' must be a date YYYY-MM-DD, not \"2015-13-01\""},
        {"day = 2015-1-01\n", "s.conf:1: 'day' must be a date YYYY-MM-DD, not \"2015-1-01\""},
        {"day = 0015-01-01\n", "s.conf:1: 'day' must be a date YYYY-MM-DD, not \"0015-01-01\""},
        {"wait = 5\n", "s.conf:1: 'wait' must be a duration such as 500ms, 60s, 15m, 12h or 3d "
                       "from 1 ms to 86400000 ms, not \"5\""},
        {"wait = 2d\n", "s.conf:1: 'wait' must be a duration such as 500ms, 60s, 15m, 12h or 3d "
                        "from 1 ms to 86400000 ms, not \"2d\""},
        {"kind = c6\n", "s.conf:1: 'kind' must be one of c1, c2, c3, c4, c5, not \"c6\""},
        {"kind = c1 c2\n", "s.conf:1: 'kind' must be one of c1, c2, c3, c4, c5, not \"c1 c2\""},
        {"kinds = c1,c2\n",
            "s.conf:1: 'kinds' must be none or some of c1, c2, c3, c4, c5, not \"c1,c2\""},
        {"kinds = none c1\n",
            "s.conf:1: 'kinds' must be none or some of c1, c2, c3, c4, c5, not \"none c1\""},
        {"name = 一二三四五六七八九十一二三四五六七八九十\n",
            "s.conf:1: 'name' must be a text of 1 to 7 bytes, not \"一二三四五六七八九十一二三…\""},
    };
    assert_refusals("s.conf", load_sample, refusals, ROWS(refusals));
}

static void test_limits(void **state)
{
    (void)state;
    fault_t fault = {0};
    static char line[1100];
    memset(line, 'a', sizeof line);
    zpl_t *file = zpl_parse("s.conf", line, 1000, &fault);
    assert_non_null(file);
    zpl_destroy(&file);
    assert_null(zpl_parse("s.conf", line, 1001, &fault));
    assert_string_equal(fault.message, "s.conf:1: the line is longer than 1000 bytes");
    assert_null(zpl_parse("s.conf", "a\0b", 3, &fault));
    assert_string_equal(fault.message, "s.conf:1: the line holds a control character");

    static char items[20001 * 2];
    for (size_t i = 0; i < sizeof items; i += 2)
        memcpy(items + i, "a\n", 2);
    assert_null(zpl_parse("s.conf", items, sizeof items, &fault));
    assert_string_equal(fault.message, "s.conf:20001: a file may have at most 20000 items");
}

/* Whatever byte is changed: what the check of the lines lets through, zconfig takes as well. */
static void test_changed_bytes(void **state)
{
    (void)state;
    static const char text[] =
        "# c\nname = \"a\" # d\nblock\n    x = 1 # e\n\nitem = 'b'\nitem = c\n";
    char copy[sizeof text];
    for (size_t at = 0; at + 1 < sizeof text; at++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            memcpy(copy, text, sizeof text);
            copy[at] = (char)byte;
            fault_t fault = {0};
            zpl_t *file = zpl_parse("s.conf", copy, sizeof text - 1, &fault);
            if (file)
                load_sample(file, &fault);
            assert_null(strstr(fault.message, "RFC 4"));
            zpl_destroy(&file);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_type),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_walking),
        cmocka_unit_test(test_refused_syntax),
        cmocka_unit_test(test_refused_keys),
        cmocka_unit_test(test_refused_values),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_changed_bytes),
    };
    return cmocka_run_group_tests_name("zpl", tests, NULL, NULL);
}
