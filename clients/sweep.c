/* `duban sweep`: asks the daemon to take everything that is due; what cron runs. */
#include "commands.h"
#include "render.h"
#include "session.h"

#define SWEEP_TIMEOUT_S 120 /* a sweep takes all that is due, whatever its number */

static const option_t options[] = {
    {"dry-run", 'n', NULL, "say what would be done, and do nothing", OPTION_FLAG,
        offsetof(duban_sweep_t, dry_run), NULL},
    {"at", 0, "TIME", "with --dry-run: judge by this moment instead of now", OPTION_TIME,
        offsetof(duban_sweep_t, at_ms), NULL},
};

static const usage_t usage = {
    .help = "Take every clock that has run out: urge (催办), then tell the deputy (分管领导), the "
            "principal (主要负责人), the superior (上级部门).\v"
            "Each level is climbed once, so running it twice, or two at once, changes nothing "
            "more. Exit code 0 also when nothing was due; 75 when no escalator is connected to "
            "do the work: try again later.\n\n"
            "A dry run with --at asks of the cases as they are now what would be due at another "
            "moment, past or to come, by the posts of that moment: a level that was climbed "
            "meanwhile is not counted again, a clock that stopped meanwhile is not counted at "
            "all.\n\n"
            "Examples:\n"
            "  duban sweep                                  cron runs this\n"
            "  duban sweep --dry-run --at '2015-10-20 09:00'",
    OPTIONS(options),
};

enum { CASE, LINE, CLOCK, LEVEL, DUE, TO, SKIPPED };
static const column_t columns[] = {
    [CASE] = {"CASE", COLUMN_RIGHT},
    [LINE] = {"LINE", COLUMN_RIGHT},
    [CLOCK] = {"CLOCK", COLUMN_LEFT},
    [LEVEL] = {"LEVEL", COLUMN_LEFT},
    [DUE] = {"WAS DUE", COLUMN_LEFT},
    [TO] = {"TOLD", COLUMN_LEFT},
    [SKIPPED] = {"RECUSED 回避", COLUMN_LEFT},
};

static void print_steps(const msgpack_object *root)
{
    table_t *table = table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view_count(root, "steps"); i++) {
        const msgpack_object *step = view_item(root, "steps", i);
        char text[512], at[MOMENT_BYTES];
        table_row(table);
        table_number(table, CASE, view_number(step, "case"));
        table_number(table, LINE, view_number(step, "line"));
        table_cell(table, CLOCK, view_term(step, "clock", &CLOCKS, text, sizeof text));
        table_cell(table, LEVEL, view_term(step, "level", &LEVELS, text, sizeof text));
        table_cell(table, DUE, view_time(step, "due_ms", at));
        table_cell(table, TO, view_names(step, "to", NULL, text, sizeof text));
        table_cell(table, SKIPPED, view_names(step, "skipped", NULL, text, sizeof text));
    }
    table_print(table);
    table_destroy(&table);
    if (view_bool(root, "more"))
        puts("… and more; the first 500 are shown");
}

/* P39: what the sweep found by counting. */
static void print_lines(const msgpack_object *root, bool dry)
{
    for (size_t i = 0; i < view_count(root, "lines"); i++) {
        const msgpack_object *line = view_item(root, "lines", i);
        char kind[96], target[64];
        printf("case %llu: %s line %llu, %s, on %s (P39)\n",
            (unsigned long long)view_number(line, "case"), dry ? "would open" : "opened",
            (unsigned long long)view_number(line, "line"),
            view_term(line, "kind", &LINE_KINDS, kind, sizeof kind),
            view_text(line, "target", target, sizeof target));
    }
}

static void print_sweep(const msgpack_object *root)
{
    char at[MOMENT_BYTES];
    bool dry = view_bool(root, "dry_run");
    printf("%s at %s: %llu clocks due", dry ? "dry run, nothing was changed" : "sweep",
        view_time(root, "at_ms", at), (unsigned long long)view_number(root, "due"));
    const msgpack_object *levels = view_map(root, "levels");
    for (unsigned level = LEVEL_HUMAN; level < LEVEL_COUNT; level++) {
        uint64_t count = view_number(levels, term_name(&LEVELS, level));
        if (count)
            printf(", %llu %s %s", (unsigned long long)count, term_name(&LEVELS, level),
                term_zh(&LEVELS, level));
    }
    if (view_number(root, "failed"))
        printf(", %llu left for the next sweep", (unsigned long long)view_number(root, "failed"));
    putchar('\n');
    if (view_count(root, "steps"))
        print_steps(root);
    print_lines(root, dry);
}

int command_sweep(int argc, char **argv)
{
    common_t common;
    duban_sweep_t sweep = {0};
    options_parse(&usage, argc, argv, &common, &sweep);
    int code;
    duban_t *duban = session_open(&common, SWEEP_TIMEOUT_S, &code);
    if (!duban)
        return code;
    sweep.as = common.as;
    duban_error_t error;
    answer_t answer;
    duban_reply_t *reply = duban_sweep(duban, &sweep, &error);
    code = answer_open(&answer, reply, &error);
    duban_destroy(&duban);
    if (code)
        return code;
    if (common.json)
        code = print_json(&answer.root, false);
    else
        print_sweep(&answer.root);
    answer_close(&answer);
    return code;
}
