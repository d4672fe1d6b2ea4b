/* Reading files of complaints: CSV and TSV, columns by name, and a reason for every row that cannot
 * be sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "../../clients/columns.h"
#include "../../clients/moment.h"

#define RECORD_SEPARATOR "\x1e"
#define FIELD_SEPARATOR  "\x1f"

typedef struct {
    char text[8192]; /* every row as "line: field␟field…␞" */
    int stop_after;  /* rows; 0: never */
    int rows;
} seen_t;

static int see_row(const row_t *row, void *data)
{
    seen_t *seen = data;
    size_t length = strlen(seen->text);
    length += (size_t)snprintf(seen->text + length, sizeof seen->text - length,
        "%llu%s: ", (unsigned long long)row->line, row->has_nul ? " nul" : "");
    for (size_t i = 0; i < row->count && i < ROW_FIELDS_MAX; i++)
        length += (size_t)snprintf(seen->text + length, sizeof seen->text - length, "%s%.*s",
            i ? FIELD_SEPARATOR : "", (int)row->fields[i].length,
            (const char *)row->fields[i].bytes);
    snprintf(seen->text + length, sizeof seen->text - length, RECORD_SEPARATOR);
    seen->rows++;
    return seen->stop_after && seen->rows == seen->stop_after ? 7 : 0;
}

/* Reads the bytes in pieces of `step`. */
static int read_in_steps(
    rows_format_t format, const char *bytes, size_t length, size_t step, seen_t *seen)
{
    fault_t fault;
    rows_t *rows = rows_new(format, see_row, seen);
    int rc = 0;
    for (size_t at = 0; at < length && rc == 0; at += step)
        rc = rows_feed(rows, bytes + at, length - at < step ? length - at : step, &fault);
    if (rc == 0)
        rc = rows_end(rows, &fault);
    rows_destroy(&rows);
    return rc;
}

#define F FIELD_SEPARATOR
#define R RECORD_SEPARATOR
static const struct {
    const char *what;
    rows_format_t format;
    const char *bytes;
    size_t length;
    const char *rows;
} files[] = {
#define BYTES(TEXT) TEXT, sizeof(TEXT) - 1
    {"plain", ROWS_CSV, BYTES("a,b\n1,2\n"), "1: a" F "b" R "2: 1" F "2" R},
    {"no newline at the end", ROWS_CSV, BYTES("a,b\n1,2"), "1: a" F "b" R "2: 1" F "2" R},
    {"CRLF", ROWS_CSV, BYTES("a,b\r\n\"1\",2\r\n"), "1: a" F "b" R "2: 1" F "2" R},
    {"byte order mark", ROWS_CSV,
        BYTES("\xef\xbb\xbf"
              "a,b\n"),
        "1: a" F "b" R},
    {"separator in quotes", ROWS_CSV, BYTES("\"一,二\",b\n"), "1: 一,二" F "b" R},
    {"doubled quotes", ROWS_CSV, BYTES("\"他说\"\"不行\"\"\",b\n"), "1: 他说\"不行\"" F "b" R},
    {"newlines in quotes count as lines", ROWS_CSV, BYTES("a\n\"一\n\n二\"\nz\n"),
        "1: a" R "2: 一\n\n二" R "5: z" R},
    {"blanks belong to the field", ROWS_CSV, BYTES(" a , b\n"), "1:  a " F " b" R},
    {"empty fields", ROWS_CSV, BYTES("a,,\n"), "1: a" F F R},
    {"empty lines are no rows", ROWS_CSV, BYTES("a\n\n\r\nb\n"), "1: a" R "4: b" R},
    {"NUL bytes", ROWS_CSV, BYTES("a\0b\nc\n"), "1 nul: a b" R "2: c" R},
    {"TSV keeps quotes", ROWS_TSV, BYTES("\"a\t\"b\"\n\"\t\"\n"),
        "1: \"a" F "\"b\"" R "2: \"" F "\"" R},
    {"TSV CRLF", ROWS_TSV, BYTES("a\tb\r\n1\t\r\n"), "1: a" F "b" R "2: 1" F R},
    {"TSV keeps a carriage return in a field", ROWS_TSV, BYTES("a\rb\tc\n"), "1: a\rb" F "c" R},
    {"TSV keeps NBSP and commas", ROWS_TSV, BYTES("a,\xc2\xa0\tb\n"), "1: a,\xc2\xa0" F "b" R},
    {"TSV NUL is no quotation mark", ROWS_TSV, BYTES("\0a\tb\nc\td\n"),
        "1 nul:  a" F "b" R "2: c" F "d" R},
};

static void reads_rows_and_their_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (size_t step = 1; step < 12; step++) {
            seen_t seen = {0};
            assert_int_equal(
                read_in_steps(files[i].format, files[i].bytes, files[i].length, step, &seen), 0);
            if (strcmp(seen.text, files[i].rows) != 0)
                print_error("%s, in steps of %zu\n", files[i].what, step);
            assert_string_equal(seen.text, files[i].rows);
        }
    }
}

static void stops_where_the_reader_says(void **state)
{
    (void)state;
    seen_t seen = {.stop_after = 2};
    assert_int_equal(read_in_steps(ROWS_TSV, "a\nb\nc\n", 6, 6, &seen), 7);
    assert_int_equal(seen.rows, 2);
}

static void finds_the_quote_that_is_never_closed(void **state)
{
    (void)state;
    seen_t seen = {0};
    fault_t fault = {0};
    char line[1024];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    rows_t *rows = rows_new(ROWS_CSV, see_row, &seen);
    assert_int_equal(rows_feed(rows, "a\n\"open\n", 8, &fault), 0);
    int rc = 0, lines = 0;
    while (rc == 0 && lines++ < 2000)
        rc = rows_feed(rows, line, sizeof line, &fault);
    assert_int_equal(rc, -1);
    assert_int_equal(fault.code, ERROR_TOO_LARGE);
    assert_non_null(strstr(fault.message, "line 2"));
    rows_destroy(&rows);
}

static slice_t slice(const char *text)
{
    return (slice_t){text, strlen(text)};
}

/* Columns for the header id, date, title, text. */
static columns_t usual_columns(void)
{
    const slice_t fields[] = {slice("id"), slice("date"), slice("title"), slice("text")};
    const row_t header = {1, 4, fields, false};
    columns_t columns;
    fault_t fault;
    columns_default(&columns);
    assert_int_equal(columns_find(&columns, &header, &fault), 0);
    return columns;
}

static void maps_the_columns_of_the_usual_header(void **state)
{
    (void)state;
    columns_t columns = usual_columns();
    const slice_t fields[] = {
        slice("188006"), slice("2019-02-28 11:25:05"), slice("窗口无人"), slice("跑了三趟")};
    const row_t row = {2, 4, fields, false};
    imported_t imported = {0};
    fault_t fault;
    assert_int_equal(columns_read(&columns, &row, &imported, &fault), 0);
    assert_string_equal(imported.submission.id, "188006");
    assert_string_equal(imported.submission.title, "窗口无人");
    assert_string_equal(imported.submission.text, "跑了三趟");
    assert_string_equal(imported.submission.channel, "import");
    assert_int_equal(imported.submission.sent_ms, INT64_C(1551324305000));
    assert_false(imported.date_not_read);
    imported_free(&imported);
}

static void maps_columns_by_the_names_that_are_given(void **state)
{
    (void)state;
    const slice_t names[] = {slice("编号"), slice("内容"), slice("姓名"), slice("多余")};
    const slice_t fields[] = {slice("7"), slice("拖了半年"), slice("赵甲"), slice("-")};
    const row_t header = {1, 4, names, false}, row = {2, 4, fields, false};
    columns_t columns;
    imported_t imported = {0};
    fault_t fault;
    columns_default(&columns);
    assert_int_equal(columns_map(&columns, "text=内容,id=编号,name=姓名", &fault), 0);
    assert_int_equal(columns_find(&columns, &header, &fault), 0);
    assert_int_equal(columns_read(&columns, &row, &imported, &fault), 0);
    assert_string_equal(imported.submission.id, "7");
    assert_string_equal(imported.submission.text, "拖了半年");
    assert_string_equal(imported.submission.name, "赵甲");
    assert_string_equal(imported.submission.title, "");
    imported_free(&imported);
}

static void refuses_bad_mappings(void **state)
{
    (void)state;
    static const char *const wrong[] = {"text", "text=", "texte=a", "=a", "id=a,text"};
    columns_t columns;
    fault_t fault;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        columns_default(&columns);
        assert_int_equal(columns_map(&columns, wrong[i], &fault), -1);
    }
    const slice_t names[] = {slice("id"), slice("title")};
    const row_t header = {1, 2, names, false};
    columns_default(&columns);
    assert_int_equal(columns_find(&columns, &header, &fault), -1); /* no text */
    assert_non_null(strstr(fault.message, "'text'"));
    columns_default(&columns);
    assert_int_equal(columns_map(&columns, "text=title,sent=日期", &fault), 0);
    assert_int_equal(columns_find(&columns, &header, &fault), -1); /* a named column is missing */
    assert_non_null(strstr(fault.message, "日期"));
}

static void refuses_rows_with_their_reason(void **state)
{
    (void)state;
    const struct {
        row_t row;
        const char *reason;
    } bad[] = {
        {{9, 3, (slice_t[]){slice("1"), slice(""), slice("t")}, false}, "3 fields"},
        {{9, 5, (slice_t[]){slice("1"), slice(""), slice("t"), slice("x"), slice("y")}, false},
            "5 fields"},
        {{9, 4, (slice_t[]){slice("1"), slice(""), slice("t"), slice("x\xc3(")}, false},
            "text is not UTF-8"},
        {{9, 4, (slice_t[]){slice("1"), slice(""), slice("\xff"), slice("x")}, false},
            "title is not UTF-8"},
        {{9, 4, (slice_t[]){slice("1"), slice(""), slice("t"), slice("")}, false}, "text is empty"},
        {{9, 4, (slice_t[]){slice("1"), slice(""), slice("t"), slice("x")}, true}, "NUL"},
    };
    columns_t columns = usual_columns();
    imported_t imported = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fault_t fault = {0};
        assert_int_equal(columns_read(&columns, &bad[i].row, &imported, &fault), -1);
        assert_non_null(strstr(fault.message, bad[i].reason));
    }
    imported_free(&imported);
}

/* A row without an id gets the same one in every run, and another text another one. */
static void gives_rows_without_an_id_their_digest(void **state)
{
    (void)state;
    columns_t columns = usual_columns();
    imported_t first = {0}, again = {0}, other = {0};
    fault_t fault;
    const slice_t a[] = {slice(""), slice(""), slice("ab"), slice("c")};
    const slice_t b[] = {slice(""), slice(""), slice("a"), slice("bc")};
    const row_t row_a = {2, 4, a, false}, row_b = {3, 4, b, false};
    assert_int_equal(columns_read(&columns, &row_a, &first, &fault), 0);
    assert_int_equal(columns_read(&columns, &row_a, &again, &fault), 0);
    assert_int_equal(columns_read(&columns, &row_b, &other, &fault), 0);
    assert_int_equal(strlen(first.submission.id), 32);
    assert_string_equal(first.submission.id, again.submission.id);
    assert_string_not_equal(first.submission.id, other.submission.id);
    imported_free(&first);
    imported_free(&again);
    imported_free(&other);
}

static void says_when_a_date_is_not_read(void **state)
{
    (void)state;
    columns_t columns = usual_columns();
    imported_t imported = {0};
    fault_t fault;
    const slice_t fields[] = {slice("1"), slice("去年三月"), slice(""), slice("x")};
    const row_t row = {2, 4, fields, false};
    assert_int_equal(columns_read(&columns, &row, &imported, &fault), 0);
    assert_true(imported.date_not_read);
    assert_int_equal(imported.submission.sent_ms, 0);
    imported_free(&imported);
}

static void reads_local_moments(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t at_ms; /* -1: refused */
    } moments[] = {
        {"2019-02-28 11:25:05", INT64_C(1551324305000)},
        {"2019/2/28 11:25", INT64_C(1551324300000)},
        {"2019-02-28T11:25", INT64_C(1551324300000)},
        {"2019-02-28", INT64_C(1551283200000)},
        {"2016-02-29", INT64_C(1456675200000)},
        {"1970-01-02", INT64_C(57600000)},
        {"2015-02-29", -1},
        {"2015-13-01", -1},
        {"2015-00-10", -1},
        {"2015-04-31", -1},
        {"2015-04-30 24:00", -1},
        {"2015-04-30 23:60", -1},
        {"2015-04-30 23", -1},
        {"2015-04-30 23:00 ", -1},
        {"2015-04", -1},
        {"1969-12-31", -1},
        {"30.4.2015", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        int64_t at_ms = -1;
        int rc = moment_parse(moments[i].text, strlen(moments[i].text), &at_ms);
        if ((rc == 0) != (moments[i].at_ms >= 0))
            print_error("%s\n", moments[i].text);
        assert_int_equal(rc, moments[i].at_ms >= 0 ? 0 : -1);
        if (rc == 0)
            assert_int_equal(at_ms, moments[i].at_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows_and_their_lines),
        cmocka_unit_test(stops_where_the_reader_says),
        cmocka_unit_test(finds_the_quote_that_is_never_closed),
        cmocka_unit_test(maps_the_columns_of_the_usual_header),
        cmocka_unit_test(maps_columns_by_the_names_that_are_given),
        cmocka_unit_test(refuses_bad_mappings),
        cmocka_unit_test(refuses_rows_with_their_reason),
        cmocka_unit_test(gives_rows_without_an_id_their_digest),
        cmocka_unit_test(says_when_a_date_is_not_read),
        cmocka_unit_test(reads_local_moments),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
