/* `duban report`: the figures of a period (P41), first form. */
#include "commands.h"
#include "render.h"
#include "session.h"

#define REPORT_TIMEOUT_S 120

static const option_t options[] = {
    {"from", 'f', "TIME", "discovered at this moment or later (default: the beginning)",
        OPTION_TIME, offsetof(duban_query_t, from_ms), NULL},
    {"until", 'u', "TIME", "discovered before this moment (default: no end)", OPTION_TIME,
        offsetof(duban_query_t, until_ms), NULL},
};

static const usage_t usage = {
    .help = "Report the problems discovered in a period: received, found, handled, disciplined, "
            "double investigations (一案双查), and the tables by kind, source, section.\v"
            "The period is half-open: --until itself is not in it.\n\n"
            "Example (the first ten days of September, 九月上旬):\n"
            "  duban report --from 2015-09-01 --until 2015-09-11",
    OPTIONS(options),
};

static void print_figure(const msgpack_object *map, const char *key, const char *label)
{
    size_t width = text_width(label);
    printf("%s%*s %8llu\n", label, width < 44 ? (int)(44 - width) : 0, "",
        (unsigned long long)view_number(map, key));
}

static const struct {
    const char *key;
    const char *heading;
    const terms_t *terms; /* NULL: ids of sections */
} tallies[] = {
    {"by_kind", "by kind 按问题类型", &KINDS},
    {"by_source", "by source 按发现途径", &SOURCES},
    {"by_section", "by section 按股室", NULL},
    {"by_conduct", "by conduct 按作为情形", &CONDUCTS},
    {"by_phase", "by phase 按阶段", &PHASES},
    {"triggers", "by trigger of the double investigation 一案双查", &TRIGGERS},
};

/* The counts of one table that are not 0. */
static void print_tally(const msgpack_object *root, size_t index)
{
    static const column_t columns[] = {{"", COLUMN_LEFT}, {"", COLUMN_LEFT}, {"", COLUMN_RIGHT}};
    const msgpack_object *map = view_map(root, tallies[index].key);
    if (map->type != MSGPACK_OBJECT_MAP)
        return;
    size_t rows = 0;
    table_t *table = table_new(columns, 3);
    table_hide_header(table);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *pair = &map->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR ||
            pair->val.type != MSGPACK_OBJECT_POSITIVE_INTEGER || pair->val.via.u64 == 0)
            continue;
        char name[64];
        snprintf(name, sizeof name, "  %.*s", (int)pair->key.via.str.size, pair->key.via.str.ptr);
        const terms_t *terms = tallies[index].terms;
        table_row(table);
        table_cell(table, 0, name);
        if (terms)
            table_cell(table, 1,
                term_zh(terms, term_value(terms, pair->key.via.str.ptr, pair->key.via.str.size)));
        table_number(table, 2, pair->val.via.u64);
        rows++;
    }
    if (rows) {
        printf("\n%s\n", tallies[index].heading);
        table_print(table);
    }
    table_destroy(&table);
}

static void print_report(const msgpack_object *root)
{
    char from[MOMENT_BYTES], until[MOMENT_BYTES];
    printf("discovered from %s %s%s\n\n",
        view_number(root, "from_ms") ? view_time(root, "from_ms", from) : "the beginning",
        view_number(root, "until_ms") ? "until before " : "on",
        view_number(root, "until_ms") ? view_time(root, "until_ms", until) : "");
    print_figure(root, "received", "received 收到");
    print_figure(root, "alleged", "of these alleging misconduct 反映作风问题");
    print_figure(root, "problems", "(1) problems found 发现问题");
    print_figure(root, "handled", "(2) persons handled 处理人数");
    print_figure(root, "disciplined", "(3) of these disciplined 党纪政纪处分");
    print_figure(root, "pending", "pending 在办");
    print_figure(root, "human", "waiting for a person 待人工");
    print_figure(root, "closed", "closed 了结");
    const msgpack_object *doubles = view_map(root, "double_investigations");
    puts("\ndouble investigations 一案双查");
    print_figure(doubles, "cases", "  cases 案件");
    print_figure(doubles, "lines", "  leaders' lines 领导责任调查");
    print_figure(doubles, "opened", "  still open 在查");
    print_figure(doubles, "concluded", "  concluded 已办结");
    for (size_t i = 0; i < sizeof tallies / sizeof tallies[0]; i++)
        print_tally(root, i);
}

int command_report(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "report"};
    options_parse(&usage, argc, argv, &common, &query);
    if (!common.timeout_s)
        common.timeout_s = REPORT_TIMEOUT_S;
    answer_t answer;
    int code = session_query(&common, &query, &answer);
    if (code)
        return code;
    if (common.json)
        code = print_json(&answer.root, false);
    else
        print_report(&answer.root);
    answer_close(&answer);
    return code;
}
