/* `duban problems`: the problem lists of the self-check (P9), member by member. */
#include "commands.h"
#include "render.h"
#include "session.h"

#define PROBLEMS_TIMEOUT_S 120

static const option_t options[] = {
    {"from", 'f', "TIME", "discovered at this moment or later (default: the beginning)",
        OPTION_TIME, offsetof(duban_query_t, from_ms), NULL},
    {"until", 'u', "TIME", "discovered before this moment (default: no end)", OPTION_TIME,
        offsetof(duban_query_t, until_ms), NULL},
};

static const usage_t usage = {
    .help = "Show the problem lists (问题清单): how many items each member of staff has filed, how "
            "many are put right, still open or overdue, and who has filed none.\v"
            "An item is a finding of the source `self`: duban finding --help. `duban list --source "
            "self` shows the items.\n\n"
            "Example (phase 1, 自查自纠):\n"
            "  duban problems --from 2015-07-01 --until 2015-08-01",
    OPTIONS(options),
};

static const struct {
    const char *key, *heading;
} figures[] = {
    {"filed", "FILED 已报"},
    {"open", "OPEN 未改"},
    {"rectified", "RECTIFIED 已改"},
    {"overdue", "OVERDUE 逾期"},
    {"ended", "ENDED 无须改"},
};
#define FIGURES (sizeof figures / sizeof figures[0])

static const char *member_name(const msgpack_object *member, char *out, size_t size)
{
    char name[96], person[64];
    view_text(member, "name", name, sizeof name);
    view_text(member, "person", person, sizeof person);
    snprintf(out, size, "%s (%s)", name, person);
    return out;
}

static void print_members(const msgpack_object *root)
{
    column_t columns[2 + FIGURES] = {{"MEMBER", COLUMN_LEFT}, {"SECTION", COLUMN_LEFT}};
    for (size_t i = 0; i < FIGURES; i++)
        columns[2 + i] = (column_t){figures[i].heading, COLUMN_RIGHT};
    table_t *table = table_new(columns, 2 + FIGURES);
    for (size_t i = 0; i < view_count(root, "members"); i++) {
        const msgpack_object *member = view_item(root, "members", i);
        char text[192];
        if (!view_number(member, "filed"))
            continue;
        table_row(table);
        table_cell(table, 0, member_name(member, text, sizeof text));
        table_cell(table, 1, view_text(member, "section", text, sizeof text));
        for (size_t j = 0; j < FIGURES; j++)
            table_number(table, 2 + j, view_number(member, figures[j].key));
    }
    table_print(table);
    table_destroy(&table);
}

static void print_idle(const msgpack_object *root)
{
    size_t idle = 0;
    for (size_t i = 0; i < view_count(root, "members"); i++) {
        const msgpack_object *member = view_item(root, "members", i);
        char text[192];
        if (view_number(member, "filed"))
            continue;
        printf(
            "%s%s", idle++ ? "、" : "\nfiled none 未报: ", member_name(member, text, sizeof text));
    }
    if (idle)
        putchar('\n');
}

static void print_problems(const msgpack_object *root)
{
    print_members(root);
    print_idle(root);
}

int command_problems(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "problems"};
    options_parse(&usage, argc, argv, &common, &query);
    if (!common.timeout_s)
        common.timeout_s = PROBLEMS_TIMEOUT_S;
    return session_show(&common, &query, print_problems);
}
