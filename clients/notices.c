/* `duban notices`: what the complainants of a gateway are still to be told. */
#include "commands.h"
#include "render.h"
#include "session.h"

static const option_t options[] = {
    {"gateway", 'g', "GATEWAY", "whose complainants (default: web)", OPTION_TEXT,
        offsetof(duban_query_t, gateway), NULL},
    {"limit", 'n', "N", "notices on a page, at most 500 (default: 100)", OPTION_NUMBER,
        offsetof(duban_query_t, limit), NULL},
    {"after", 0, "N", "the next page: the number that the page before ended with", OPTION_NUMBER,
        offsetof(duban_query_t, after), NULL},
};

static const usage_t usage = {
    .help = "List the notices that are due to the complainants of a gateway, by receipt.\v"
            "A notice stays on the list until the gateway has confirmed it with `duban respond "
            "RECEIPT told --notice NOTICE`. The feed tells of each as it falls due, but a feed "
            "can lose messages; this list loses none.\n\n"
            "Example:\n  duban notices --gateway sms --json",
    OPTIONS(options),
};

static const column_t columns[] = {
    {"RECEIPT", COLUMN_LEFT},
    {"NOTICE", COLUMN_LEFT},
    {"THE CASE", COLUMN_LEFT},
    {"OUTCOME", COLUMN_LEFT},
};

static void add_row(table_t *table, const msgpack_object *row)
{
    char text[96];
    table_row(table);
    table_cell(table, 0, view_text(row, "receipt", text, sizeof text));
    table_cell(table, 1, view_term(row, "notice", &NOTICES, text, sizeof text));
    table_cell(table, 2, view_term(row, "progress", &PROGRESSES, text, sizeof text));
    table_cell(table, 3, view_term(row, "outcome", &OUTCOMES, text, sizeof text));
}

static void print_notices(const msgpack_object *root)
{
    print_page(root, "notices", columns, sizeof columns / sizeof columns[0], add_row,
        "nobody is to be told anything");
}

int command_notices(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "notices", .gateway = "web"};
    options_parse(&usage, argc, argv, &common, &query);
    return session_show(&common, &query, print_notices);
}
