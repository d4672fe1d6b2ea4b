/* `duban exposures`: who is exposed by name (P40), inside the bureau or outside. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include <string.h>

#define EXPOSURES_TIMEOUT_S 120

static const option_t options[] = {
    {"external", 'x', NULL, "only those exposed outside the bureau", OPTION_FLAG,
        offsetof(duban_query_t, external), NULL},
    {"from", 'f', "TIME", "exposed at this moment or later", OPTION_TIME,
        offsetof(duban_query_t, from_ms), NULL},
    {"until", 'u', "TIME", "exposed before this moment", OPTION_TIME,
        offsetof(duban_query_t, until_ms), NULL},
    {"after", 0, "N", "the next page: the number that the page before ended with", OPTION_NUMBER,
        offsetof(duban_query_t, after), NULL},
};

static const usage_t usage = {
    .help = "List who is exposed by name (点名道姓公开曝光): name, post, section, kinds, and what "
            "was decided; no word of the case, and nobody who complained.\v"
            "Who is exposed a person decides, after the final decision and of inspections only:\n"
            "  duban act 17 expose --as lv-jia --line 1 --reason '局务会通报'\n"
            "  duban act 17 expose --as zhao-jia --line 1 --external --reason '同意对外公开'\n\n"
            "Example (the list that goes to the papers):\n"
            "  duban exposures --external",
    OPTIONS(options),
};

static const column_t columns[] = {
    {"NAME", COLUMN_LEFT},
    {"POST", COLUMN_LEFT},
    {"SECTION", COLUMN_LEFT},
    {"KINDS", COLUMN_LEFT},
    {"MEASURES", COLUMN_LEFT},
    {"DECIDED", COLUMN_LEFT},
    {"EXPOSED", COLUMN_LEFT},
    {"", COLUMN_LEFT},
};

static const char *day(const msgpack_object *row, const char *key, char out[MOMENT_BYTES])
{
    view_time(row, key, out);
    out[10] = 0; /* the date alone */
    return out;
}

static void add_row(table_t *table, const msgpack_object *row)
{
    char text[256], at[MOMENT_BYTES];
    table_row(table);
    table_cell(table, 0, view_text(row, "name", text, sizeof text));
    table_cell(table, 1, view_term(row, "post", &ROLES, text, sizeof text));
    table_cell(table, 2, view_text(row, "section", text, sizeof text));
    table_cell(table, 3, view_names(row, "kinds", NULL, text, sizeof text));
    table_cell(table, 4, view_names(row, "measures", "name", text, sizeof text));
    table_cell(table, 5, day(row, "decided_ms", at));
    table_cell(table, 6, day(row, "exposed_ms", at));
    table_cell(table, 7, view_term(row, "exposure", &EXPOSURES, text, sizeof text));
}

static void print_exposures(const msgpack_object *root)
{
    print_page(root, "exposures", columns, sizeof columns / sizeof columns[0], add_row,
        "nobody is exposed");
}

int command_exposures(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "exposures"};
    options_parse(&usage, argc, argv, &common, &query);
    if (!common.timeout_s)
        common.timeout_s = EXPOSURES_TIMEOUT_S;
    return session_show(&common, &query, print_exposures);
}
