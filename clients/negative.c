/* `duban negative`: a section's negative list (P16) at a moment. */
#include "commands.h"
#include "render.h"
#include "session.h"

static const option_t options[] = {
    {"at", 'a', "TIME", "the version in force then (default: now)", OPTION_TIME,
        offsetof(duban_query_t, at_ms), NULL},
};

static const usage_t usage = {
    .arguments = "SECTION",
    .help = "Show a section's negative list (负面行为清单): what must not be done there. A finding "
            "cites its items: duban finding --cite.\v"
            "Example:\n  duban negative approval --at 2015-08-20",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

static void print_list(const msgpack_object *root)
{
    static const column_t columns[] = {{"ITEM", COLUMN_LEFT}, {"WORDS", COLUMN_CUT}};
    char section[64], name[96], item[160], words[600], at[MOMENT_BYTES];
    printf("%s (%s), in force from %.10s\n\n", view_text(root, "name", name, sizeof name),
        view_text(root, "section", section, sizeof section), view_time(root, "from_ms", at));
    table_t *table = table_new(columns, 2);
    for (size_t i = 0; i < view_count(root, "items"); i++) {
        const msgpack_object *row = view_item(root, "items", i);
        char id[64];
        snprintf(item, sizeof item, "%s/%s", section, view_text(row, "id", id, sizeof id));
        table_row(table);
        table_cell(table, 0, item);
        table_cell(table, 1, view_text(row, "words", words, sizeof words));
    }
    table_print(table);
    table_destroy(&table);
}

int command_negative(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "negative"};
    options_parse(&usage, argc, argv, &common, &query);
    query.section = common.arguments[0];
    return session_show(&common, &query, print_list);
}
