/* `duban record`: a person's conduct record of a year (P18), for the annual assessment and pay. */
#include "commands.h"
#include "moment.h"
#include "render.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

static const option_t options[] = {
    {"year", 'y', "YEAR", "the year (default: this one)", OPTION_NUMBER,
        offsetof(duban_query_t, year), NULL},
};

static const usage_t usage = {
    .arguments = "PERSON",
    .help = "Show a person's conduct record of one year (年度考核、工资晋级): every line of "
            "investigation that was concluded in it, with outcome and measures, and the totals.\v"
            "For the discipline group, the principal, the superior and the district discipline "
            "organ; cases from which the asker is recused (回避) are not in it.\n\n"
            "Example:\n  duban record wu-ji --year 2015 --as lv-jia",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

static const column_t columns[] = {
    {"CASE", COLUMN_RIGHT},
    {"CONCLUDED", COLUMN_LEFT},
    {"LINE", COLUMN_LEFT},
    {"KINDS", COLUMN_LEFT},
    {"OUTCOME", COLUMN_LEFT},
    {"MEASURES", COLUMN_LEFT},
    {"", COLUMN_LEFT},
};

/* What else there is to say of a line. */
static const char *remarks(const msgpack_object *line, char *out, size_t size)
{
    static const char *const flags[][2] = {
        {"exempted", "免于处理 "}, {"tolerated", "容错 "}, {"cleared", "已澄清 "}};
    out[0] = 0;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        size_t length = strlen(out);
        if (view_bool(line, flags[i][0]))
            snprintf(out + length, size - length, "%s", flags[i][1]);
    }
    return out;
}

static void print_lines(const msgpack_object *root)
{
    table_t *table = table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view_count(root, "lines"); i++) {
        const msgpack_object *line = view_item(root, "lines", i);
        char text[256], at[MOMENT_BYTES];
        table_row(table);
        table_number(table, 0, view_number(line, "case"));
        table_cell(table, 1, view_time(line, "ended_ms", at));
        table_cell(table, 2, view_term(line, "kind", &LINE_KINDS, text, sizeof text));
        table_cell(table, 3, view_names(line, "kinds", NULL, text, sizeof text));
        table_cell(table, 4, view_term(line, "outcome", &OUTCOMES, text, sizeof text));
        table_cell(table, 5, view_names(line, "measures", NULL, text, sizeof text));
        table_cell(table, 6, remarks(line, text, sizeof text));
    }
    if (view_count(root, "lines"))
        table_print(table);
    table_destroy(&table);
}

static void print_totals(const msgpack_object *totals)
{
    static const struct {
        const char *key, *label;
    } rows[] = {
        {"concluded", "lines concluded 办结"},
        {"substantiated", "substantiated 属实"},
        {"exempted", "exempted 免于处理"},
        {"tolerated", "tolerated 容错"},
        {"cleared", "cleared 澄清"},
        {"remedial", "relearning 再学习再培训"},
        {"ladder", "measures of the ladder 组织处理"},
        {"ladder_level", "  the heaviest, 1 to 5"},
        {"rotation", "rotation 轮岗交流"},
        {"party_discipline", "Party discipline 党纪处分"},
        {"admin_discipline", "administrative discipline 政纪处分"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t width = text_width(rows[i].label);
        printf("%s%*s %6llu\n", rows[i].label, width < 40 ? (int)(40 - width) : 0, "",
            (unsigned long long)view_number(totals, rows[i].key));
    }
}

static void print_record(const msgpack_object *root)
{
    char name[96], person[64];
    printf("%s (%s), %llu\n\n", view_text(root, "name", name, sizeof name),
        view_text(root, "person", person, sizeof person),
        (unsigned long long)view_number(root, "year"));
    print_lines(root);
    putchar('\n');
    print_totals(view_map(root, "totals"));
}

int command_record(int argc, char **argv)
{
    common_t common;
    char now[MOMENT_BYTES];
    duban_query_t query = {.what = "record"};
    query.year = strtoull(moment_format(moment_now(), now), NULL, 10);
    options_parse(&usage, argc, argv, &common, &query);
    query.person = common.arguments[0];
    return session_show(&common, &query, print_record);
}
