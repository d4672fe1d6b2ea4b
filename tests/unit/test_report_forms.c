/* The forms of the report: table, Markdown and CSV say the numbers of the reply, in every language,
 * no more and no less (P41, P42); and what they look like. */
#include "house.h"

#include "../../clients/render.h"
#include "../../clients/report_words.h"
#include "../../clients/rows.h"

#include <stdio.h>
#include <stdlib.h>

/* A bureau's worth of cases, and the report on all of them. */
static int set_up(void **state)
{
    uint64_t seed = 31;
    render_start();
    house_set_up(state);
    test_house_t *house = *state;
    for (int i = 0; i < 500; i++)
        house_do_anything(house, &seed);
    return 0;
}

static const msgpack_object *ask(test_house_t *house, const char *period)
{
    query_t query = {.what = QUERY_REPORT, .propose = true};
    snprintf(query.period, sizeof query.period, "%s", period);
    return house_ask(house, &query);
}

/* ---- every number as a line "label<tab>column<tab>number" ---- */

static FILE *open_text(char **text, size_t *length)
{
    FILE *out = open_memstream(text, length);
    assert_non_null(out);
    return out;
}

static void say_row(FILE *out, const report_table_t *table, const msgpack_object_kv *row,
    const msgpack_object *names, language_t language)
{
    char key[128], name[128], label[SHEET_TEXT_BYTES], column[SHEET_TEXT_BYTES];
    uint64_t sum = 0;
    snprintf(key, sizeof key, "%.*s", (int)row->key.via.str.size, row->key.via.str.ptr);
    if (table->rows)
        words_term(language, table->rows, term_value(table->rows, key, strlen(key)), label);
    else
        words_say(language, view_text(names, key, name, sizeof name), key, label);
    for (size_t i = 0; i < report_amount_count(table); i++)
        sum += view_number(&row->val, term_name(&AMOUNTS, table->amounts[i]));
    for (size_t i = 0; sum && i < report_amount_count(table); i++)
        fprintf(out, "%s\t%s\t%llu\n", label,
            words_term(language, &AMOUNTS, table->amounts[i], column),
            (unsigned long long)view_number(&row->val, term_name(&AMOUNTS, table->amounts[i])));
}

/* The numbers of the reply itself, which is the form JSON. */
static char *of_reply(const msgpack_object *reply, language_t language)
{
    char *text, label[SHEET_TEXT_BYTES], column[SHEET_TEXT_BYTES];
    size_t length;
    FILE *out = open_text(&text, &length);
    for (unsigned figure = 1; figure < FIGURE_COUNT; figure++)
        fprintf(out, "%s\t%s\t%llu\n", words_figure(language, figure, label),
            words_term(language, &AMOUNTS, AMOUNT_COUNT, column),
            (unsigned long long)answer_number(reply, term_name(&FIGURES, figure)));
    for (size_t i = 0; i < REPORT_TABLES; i++) {
        const msgpack_object *table = answer_get(reply, REPORT_TABLE[i].key);
        for (uint32_t row = 0; row < table->via.map.size; row++)
            say_row(out, &REPORT_TABLE[i], &table->via.map.ptr[row], answer_get(reply, "names"),
                language);
    }
    fclose(out);
    return text;
}

static int say_csv_row(const row_t *row, void *data)
{
    const slice_t *fields = row->fields;
    assert_int_equal(row->count, 4);
    if (fields[3].length) /* the title and the typical cases have none */
        fprintf(data, "%.*s\t%.*s\t%.*s\n", (int)fields[1].length, (const char *)fields[1].bytes,
            (int)fields[2].length, (const char *)fields[2].bytes, (int)fields[3].length,
            (const char *)fields[3].bytes);
    return 0;
}

static char *of_csv(const char *csv)
{
    char *text;
    size_t length;
    fault_t fault;
    FILE *out = open_text(&text, &length);
    rows_t *rows = rows_new(ROWS_CSV, say_csv_row, out);
    assert_int_equal(rows_feed(rows, csv, strlen(csv), &fault), 0);
    assert_int_equal(rows_end(rows, &fault), 0);
    rows_destroy(&rows);
    fclose(out);
    return text;
}

/* Takes the blanks off both ends. */
static char *trim(char *text)
{
    text += strspn(text, " ");
    for (size_t length = strlen(text); length && text[length - 1] == ' ';)
        text[--length] = 0;
    return text;
}

/* Cuts "| a | b |" into its cells. */
static size_t cut_cells(char *line, char *cells[8])
{
    size_t count = 0;
    strsep(&line, "|");
    for (char *cell; (cell = strsep(&line, "|")) && line && count < 8;)
        cells[count++] = trim(cell);
    return count;
}

static char *of_markdown(char *markdown)
{
    char *text, *cells[8], *columns[8] = {NULL};
    size_t length, lines = 0;
    FILE *out = open_text(&text, &length);
    for (char *line; (line = strsep(&markdown, "\n"));) {
        if (line[0] != '|') {
            lines = 0;
            continue;
        }
        size_t count = cut_cells(line, lines ? cells : columns);
        for (size_t i = 1; lines > 1 && i < count; i++)
            fprintf(out, "%s\t%s\t%s\n", cells[0], columns[i], cells[i]);
        lines++;
    }
    fclose(out);
    return text;
}

typedef void print_fn(const sheet_t *, FILE *);

static char *print(const msgpack_object *reply, language_t language, print_fn *form)
{
    char *text;
    size_t length;
    FILE *out = open_text(&text, &length);
    sheet_t *sheet = sheet_new(reply, language);
    form(sheet, out);
    sheet_destroy(&sheet);
    fclose(out);
    return text;
}

static void every_form_says_the_same(void **state)
{
    const char *const periods[] = {"all", "campaign", "2015-08-3", "2016Q1", "1980"};
    for (size_t i = 0; i < COUNT(periods); i++) {
        const msgpack_object *reply = ask(*state, periods[i]);
        for (unsigned language = LANGUAGE_ZH; language <= LANGUAGE_BOTH; language++) {
            char *wanted = of_reply(reply, language);
            char *csv = print(reply, language, sheet_print_csv);
            char *markdown = print(reply, language, sheet_print_markdown);
            char *from_csv = of_csv(csv), *from_markdown = of_markdown(markdown);
            assert_string_equal(from_csv, wanted);
            assert_string_equal(from_markdown, wanted);
            free(wanted), free(csv), free(markdown), free(from_csv), free(from_markdown);
        }
    }
}

/* The terminal's lines: a label, then its numbers in the order of the columns. */
static void the_table_too(void **state)
{
    const msgpack_object *reply = ask(*state, "all");
    char *wanted = of_reply(reply, LANGUAGE_BOTH), *rest = wanted, *end;
    char *table = print(reply, LANGUAGE_BOTH, sheet_print_table), *at = table;
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        const char *label = strsep(&line, "\t");
        strsep(&line, "\t");
        char *found = strstr(at, label); /* the second column of a row stands behind the first */
        if (found && (found < table + 2 || strncmp(found - 2, "  ", 2) == 0))
            at = found + strlen(label);
        at += strcspn(at, "0123456789");
        assert_int_equal(strtoull(at, &end, 10), strtoull(line, NULL, 10));
        at = end;
    }
    free(wanted), free(table);
}

/* Every line of a Markdown table is as wide as the others, Chinese or not. */
static void columns_are_aligned(void **state)
{
    const msgpack_object *reply = ask(*state, "all");
    char *markdown = print(reply, LANGUAGE_ZH, sheet_print_markdown), *rest = markdown;
    size_t width = 0, lines = 0;
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (line[0] != '|') {
            width = 0;
            continue;
        }
        assert_true(width == 0 || text_width(line) == width);
        width = text_width(line);
        lines++;
    }
    assert_true(lines > 40);
    free(markdown);
}

/* What a bureau sends: title, unit, period, the four figures in the order of P41, the annex. */
static void a_report_in_chinese(void **state)
{
    static const char *const parts[] = {"# 不作为、慢作为、乱作为问题专项整治情况报表\n",
        "报送单位：青江区发展和改革局", "报表期间：2015年8月下旬（2015年8月21日至2015年8月31日）",
        "制表时间：", "统计口径：发现问题按认定属实计", "## 主要数据", "（一）发现问题（件）",
        "（二）处理人数（人）", "（三）其中：给予党纪政纪处分（人）", "（四）典型案例（件）",
        "## 典型案例", "## 附表", "### 附表1 问题类型", "| 项目"};
    char *markdown = print(ask(*state, "2015-08-3"), LANGUAGE_ZH, sheet_print_markdown);
    const char *at = markdown;
    for (size_t i = 0; i < COUNT(parts); i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("'%s' is missing after '%.60s'", parts[i], at);
        at = found;
    }
    for (const char *c = markdown; *c; c++)
        assert_false(*c >= 'a' && *c <= 'z'); /* no word of another language */
    free(markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_says_the_same),
        cmocka_unit_test(the_table_too),
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(a_report_in_chinese),
    };
    return cmocka_run_group_tests_name("report forms", tests, set_up, house_tear_down);
}
