/* `duban list`: the cases, newest first, by filters and pages. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include <string.h>

static const option_t options[] = {
    {"state", 's', "STATE", "registered 登记, classified 分类, accepted 受理, closed 了结 …",
        OPTION_TERM, offsetof(duban_query_t, state), &STATES},
    {"stage", 0, "STAGE", "whom it waits for: classify, escalate, human 待人工, staff, done",
        OPTION_TERM, offsetof(duban_query_t, stage), &STAGES},
    {"kind", 'k', "KIND", "c1 … c5", OPTION_TERM, offsetof(duban_query_t, kind), &KINDS},
    {"source", 0, "SOURCE", "complaint 投诉, media 媒体曝光 …", OPTION_TERM,
        offsetof(duban_query_t, source), &SOURCES},
    {"trigger", 't', "TRIGGER", "double investigations 一案双查 by T1, T2 or T3", OPTION_TERM,
        offsetof(duban_query_t, trigger), &TRIGGERS},
    {"section", 'S', "SECTION", "a section of the org chart", OPTION_TEXT,
        offsetof(duban_query_t, section), NULL},
    {"person", 'P', "PERSON", "a person of the org chart", OPTION_TEXT,
        offsetof(duban_query_t, person), NULL},
    {"overdue", 'o', NULL, "only cases with a clock that has run out", OPTION_FLAG,
        offsetof(duban_query_t, overdue), NULL},
    {"urgent", 'u', NULL, "only what is urgent 紧急 and not attended to yet", OPTION_FLAG,
        offsetof(duban_query_t, urgent), NULL},
    {"limit", 'n', "N", "cases on a page, at most 500 (default: 50)", OPTION_NUMBER,
        offsetof(duban_query_t, limit), NULL},
    {"after", 0, "CASE", "the next page: the number that the page before ended with", OPTION_NUMBER,
        offsetof(duban_query_t, after), NULL},
};

static const usage_t usage = {
    .help =
        "List cases, newest first.\v"
        "Examples:\n"
        "  duban list --stage human          what waits for a person, and why; urgent first\n"
        "  duban list --urgent               danger to life or safety, to be attended to today\n"
        "  duban list --overdue\n"
        "  duban list --trigger T3 --json    double investigations after media exposure",
    OPTIONS(options),
};

enum {
    CASE,
    URGENT,
    RECEIVED,
    SOURCE,
    STATE,
    STAGE,
    KINDS_,
    TRIGGERS_,
    LINES,
    SECTIONS,
    DUE,
    TITLE
};
static const column_t columns[] = {
    [CASE] = {"CASE", COLUMN_RIGHT},
    [URGENT] = {"紧急", COLUMN_LEFT},
    [RECEIVED] = {"RECEIVED", COLUMN_LEFT},
    [SOURCE] = {"SOURCE", COLUMN_LEFT},
    [STATE] = {"STATE", COLUMN_LEFT},
    [STAGE] = {"WAITS FOR", COLUMN_LEFT},
    [KINDS_] = {"KINDS", COLUMN_LEFT},
    [TRIGGERS_] = {"双查", COLUMN_LEFT},
    [LINES] = {"LINES", COLUMN_RIGHT},
    [SECTIONS] = {"SECTIONS", COLUMN_LEFT},
    [DUE] = {"DUE", COLUMN_LEFT},
    [TITLE] = {"TITLE", COLUMN_CUT},
};

/* The first characters of a moment: 16 are a date and minute, 10 a date. */
static const char *short_time(
    const msgpack_object *row, const char *key, size_t characters, char out[MOMENT_BYTES])
{
    view_time(row, key, out);
    if (strlen(out) > characters)
        out[characters] = 0;
    return out;
}

/* "human 待人工: abstained": a case in the human queue says why. */
static const char *waits_for(const msgpack_object *row, char *out, size_t size)
{
    char stage[64], needs[64];
    view_term(row, "stage", &STAGES, stage, sizeof stage);
    view_names(row, "needs", NULL, needs, sizeof needs);
    snprintf(out, size, "%s%s%s", stage, needs[0] == '-' ? "" : ": ", needs[0] == '-' ? "" : needs);
    return out;
}

static void add_row(table_t *table, const msgpack_object *row)
{
    char text[256], at[MOMENT_BYTES], due[MOMENT_BYTES + 8];
    table_row(table);
    table_number(table, CASE, view_number(row, "case"));
    table_cell(table, URGENT, view_bool(row, "urgent") ? "!!" : "");
    table_cell(table, RECEIVED, short_time(row, "received_ms", 16, at));
    table_cell(table, SOURCE, view_term(row, "source", &SOURCES, text, sizeof text));
    table_cell(table, STATE, view_term(row, "state", &STATES, text, sizeof text));
    table_cell(table, STAGE, waits_for(row, text, sizeof text));
    table_cell(table, KINDS_, view_names(row, "kinds", NULL, text, sizeof text));
    table_cell(table, TRIGGERS_, view_names(row, "triggers", NULL, text, sizeof text));
    table_number(table, LINES, view_number(row, "lines"));
    table_cell(table, SECTIONS, view_names(row, "sections", NULL, text, sizeof text));
    short_time(row, "due_ms", 10, at);
    snprintf(due, sizeof due, "%s%s", at, view_bool(row, "overdue") ? " !" : "");
    table_cell(table, DUE, due);
    view_text(row, "title", text, sizeof text);
    table_cell(table, TITLE, view_bool(row, "withheld") ? "(保密)" : text);
}

static void print_list(const msgpack_object *root)
{
    print_page(
        root, "cases", columns, sizeof columns / sizeof columns[0], add_row, "no cases here");
}

int command_list(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "list", .limit = 50};
    options_parse(&usage, argc, argv, &common, &query);
    return session_show(&common, &query, print_list);
}
