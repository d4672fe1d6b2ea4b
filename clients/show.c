/* `duban show`: one case with its words, lines and clocks. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include "../proto/case.h"

static const usage_t usage = {
    .arguments = "CASE|RECEIPT",
    .help = "Show one case, by its number or receipt: what came in, what it is, who answers for "
            "it, what it waits for.\v"
            "Example:\n  duban show 17 --as zhao",
    .argument_min = 1,
    .argument_max = 1,
};

static void print_origin(const msgpack_object *subject)
{
    char text[512], at[MOMENT_BYTES];
    printf("case %llu\n", (unsigned long long)view_number(subject, "case"));
    print_field("receipt", view_text(subject, "receipt", text, sizeof text));
    print_field("source", view_term(subject, "source", &SOURCES, text, sizeof text));
    print_field("channel", view_term(subject, "channel", &CHANNELS, text, sizeof text));
    print_field("privacy", view_term(subject, "privacy", &PRIVACIES, text, sizeof text));
    print_field("body", view_text(subject, "body", text, sizeof text));
    print_field("outlet", view_text(subject, "outlet", text, sizeof text));
    print_field("received", view_time(subject, "received_ms", at));
    print_field("discovered", view_time(subject, "discovered_ms", at));
    print_field("occurred", view_time(subject, "occurred_ms", at));
    print_field("inspector", view_text(subject, "inspector", text, sizeof text));
    print_field("measure", view_text(subject, "measure", text, sizeof text));
    print_field("rectify by", view_time(subject, "rectify_by_ms", at));
    print_field("responsible", view_text(subject, "responsible", text, sizeof text));
    print_field("rectified", view_time(subject, "rectified_ms", at));
    print_field("task", view_text(subject, "task", text, sizeof text));
    print_field("task due", view_time(subject, "task_due_ms", at));
    print_field("known", view_time(subject, "known_ms", at));
}

/* Which cases it stands for, or which stands for it. */
static void print_merger(const msgpack_object *root, const msgpack_object *subject)
{
    const msgpack_object *merger = view_map(subject, "merger");
    char text[32], line[64];
    if (view_number(merger, "into")) {
        snprintf(text, sizeof text, "case %llu", (unsigned long long)view_number(merger, "into"));
        print_field("merged into", text);
    }
    for (size_t i = 0; i < view_count(root, "merged"); i++) {
        const msgpack_object *number = view_item(root, "merged", i);
        snprintf(line, sizeof line, "case %llu", (unsigned long long)number->via.u64);
        print_field(i ? "" : "merged with", line);
    }
    if (view_number(subject, "complainants") > 1) {
        snprintf(
            text, sizeof text, "%llu", (unsigned long long)view_number(subject, "complainants"));
        print_field("complainants", text);
    }
}

static void print_verdict(const msgpack_object *subject)
{
    char text[512];
    print_field("state", view_term(subject, "state", &STATES, text, sizeof text));
    print_field("waits for", view_term(subject, "stage", &STAGES, text, sizeof text));
    print_field("urgent", view_bool(subject, "urgent") ? "yes 紧急" : "");
    print_field("because", view_names(subject, "needs", NULL, text, sizeof text));
    if (view_number(subject, "similar")) {
        snprintf(text, sizeof text, "case %llu 疑似重复",
            (unsigned long long)view_number(subject, "similar"));
        print_field("similar to", text);
    }
    for (size_t i = 0; i < view_count(subject, "kinds"); i++) {
        const msgpack_object *kind = view_item(subject, "kinds", i);
        char line[600];
        snprintf(line, sizeof line, "%s  %.2f", view_term(kind, "kind", &KINDS, text, sizeof text),
            view_real(kind, "score"));
        print_field(i ? "" : "kinds", line);
    }
    print_field("conduct", view_term(subject, "conduct", &CONDUCTS, text, sizeof text));
    print_field("severity", view_term(subject, "severity", &SEVERITIES, text, sizeof text));
    print_field("sections", view_names(subject, "sections", NULL, text, sizeof text));
    print_field("persons", view_names(subject, "persons", NULL, text, sizeof text));
    print_field("phase", view_term(subject, "phase", &PHASES, text, sizeof text));
    print_field("triggers", view_names(subject, "triggers", NULL, text, sizeof text));
    print_field("strict", view_bool(subject, "strict") ? "yes 从严 (P38.E1)" : "");
    print_field("outcome", view_term(subject, "outcome", &OUTCOMES, text, sizeof text));
}

/* What the complainant is to be told, and what came from him since. */
static void print_complainant(const msgpack_object *subject)
{
    char text[256];
    const msgpack_object *side = view_map(subject, "complainant");
    print_field("to be told", view_names(side, "notices", NULL, text, sizeof text));
    print_field("withdrawn", view_bool(side, "withdrawn") ? "asked for 申请撤诉" : "");
    if (!view_number(side, "rating"))
        return;
    snprintf(text, sizeof text, "%llu of 5", (unsigned long long)view_number(side, "rating"));
    print_field("rating", text);
}

enum { NUMBER, KIND, TARGET, POST, SECTION, TRIGGER, STATE, HANDLERS, OUTCOME };
static const column_t line_columns[] = {
    [NUMBER] = {"LINE", COLUMN_RIGHT},
    [KIND] = {"KIND", COLUMN_LEFT},
    [TARGET] = {"TARGET", COLUMN_LEFT},
    [POST] = {"POST", COLUMN_LEFT},
    [SECTION] = {"SECTION", COLUMN_LEFT},
    [TRIGGER] = {"TRIGGERS", COLUMN_LEFT},
    [STATE] = {"STATE", COLUMN_LEFT},
    [HANDLERS] = {"HANDLERS", COLUMN_LEFT},
    [OUTCOME] = {"OUTCOME", COLUMN_LEFT},
};

static void print_lines(const msgpack_object *subject, const msgpack_object *names)
{
    if (!view_count(subject, "lines"))
        return;
    table_t *table = table_new(line_columns, sizeof line_columns / sizeof line_columns[0]);
    for (size_t i = 0; i < view_count(subject, "lines"); i++) {
        const msgpack_object *line = view_item(subject, "lines", i);
        char text[512];
        table_row(table);
        table_number(table, NUMBER, view_number(line, "line"));
        table_cell(table, KIND, view_term(line, "kind", &LINE_KINDS, text, sizeof text));
        table_cell(table, TARGET, view_name(names, view_bytes(line, "target"), text, sizeof text));
        table_cell(table, POST, view_term(line, "post", &ROLES, text, sizeof text));
        table_cell(
            table, SECTION, view_name(names, view_bytes(line, "section"), text, sizeof text));
        table_cell(table, TRIGGER, view_names(line, "triggers", NULL, text, sizeof text));
        table_cell(table, STATE, view_term(line, "state", &LINE_STATES, text, sizeof text));
        table_cell(table, HANDLERS, view_names(line, "handlers", NULL, text, sizeof text));
        table_cell(table, OUTCOME, view_term(line, "outcome", &OUTCOMES, text, sizeof text));
    }
    putchar('\n');
    table_print(table);
    table_destroy(&table);
}

static const column_t clock_columns[] = {
    {"CLOCK", COLUMN_LEFT},
    {"LINE", COLUMN_RIGHT},
    {"STARTED", COLUMN_LEFT},
    {"DUE", COLUMN_LEFT},
    {"LEVEL", COLUMN_LEFT},
};

static void print_clocks(const msgpack_object *subject)
{
    if (!view_count(subject, "clocks"))
        return;
    table_t *table = table_new(clock_columns, sizeof clock_columns / sizeof clock_columns[0]);
    for (size_t i = 0; i < view_count(subject, "clocks"); i++) {
        const msgpack_object *clock = view_item(subject, "clocks", i);
        char text[128], at[MOMENT_BYTES];
        table_row(table);
        table_cell(table, 0, view_term(clock, "kind", &CLOCKS, text, sizeof text));
        table_number(table, 1, view_number(clock, "line"));
        table_cell(table, 2, view_time(clock, "started_ms", at));
        table_cell(table, 3, view_time(clock, "due_ms", at));
        table_cell(table, 4, view_term(clock, "level", &LEVELS, text, sizeof text));
    }
    putchar('\n');
    table_print(table);
    table_destroy(&table);
}

static void print_cited(const msgpack_object *root)
{
    for (size_t i = 0; i < view_count(root, "cited"); i++) {
        const msgpack_object *cited = view_item(root, "cited", i);
        char item[CITE_BYTES], at[MOMENT_BYTES], words[600], text[800];
        snprintf(text, sizeof text, "%s of %.10s  %s", view_text(cited, "item", item, sizeof item),
            view_time(cited, "from_ms", at), view_text(cited, "words", words, sizeof words));
        print_field(i ? "" : "cites", text);
    }
}

static void print_document(const msgpack_object *root)
{
    if (view_bool(root, "withheld"))
        puts("\nthe words are shown to those who handle the case and to the deciders only 保密");
    static const char *const members[] = {"title", "text", "accused"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        slice_t words = view_bytes(root, members[i]);
        if (!words.length)
            continue;
        printf("\n%s\n", members[i]);
        print_words(stdout, words, "  ");
    }
    for (size_t i = 0; i < view_count(root, "responses"); i++) {
        const msgpack_object *response = view_item(root, "responses", i);
        printf(
            "\nthe complainant, event %llu\n", (unsigned long long)view_number(response, "event"));
        print_words(stdout, view_bytes(response, "text"), "  ");
    }
}

static void print_case(const msgpack_object *root)
{
    const msgpack_object *subject = view_map(root, "case");
    print_origin(subject);
    print_verdict(subject);
    print_cited(root);
    print_complainant(subject);
    print_merger(root, subject);
    print_lines(subject, view_map(root, "names"));
    print_clocks(subject);
    print_document(root);
}

int command_show(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    duban_query_t query = {.what = "show"};
    query_name_case(&query, common.arguments[0]);
    return session_show(&common, &query, print_case);
}
