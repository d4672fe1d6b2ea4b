/* `duban report`: the report that goes up (P41), and its recount (P42). */
#include "commands.h"
#include "render.h"
#include "report_sheet.h"
#include "session.h"

#include <string.h>
#include <sysexits.h>

#define REPORT_TIMEOUT_S  120
#define RECOUNT_TIMEOUT_S 3600

typedef enum { FORM_UNSET, FORM_TABLE, FORM_MARKDOWN, FORM_CSV, FORM_JSON } report_form_t;

static const term_t forms[] = {
    [FORM_TABLE] = {"table", "表格"},
    [FORM_MARKDOWN] = {"markdown", "文稿"},
    [FORM_CSV] = {"csv", "电子表格"},
    [FORM_JSON] = {"json", "数据"},
};
static const terms_t FORMS = {"form", forms, sizeof forms / sizeof forms[0]};

typedef struct {
    duban_query_t query;
    const char *form, *language;
} wish_t;

static const option_t options[] = {
    {"period", 'p', "NAME", "2015-08上旬, 2015-08-1, 2015-08, 2015Q4, self_check … (default: due)",
        OPTION_TEXT, offsetof(wish_t, query.period), NULL},
    {"from", 'f', "TIME", "instead of --period: from this moment on", OPTION_TIME,
        offsetof(wish_t, query.from_ms), NULL},
    {"until", 'u', "TIME", "instead of --period: before this moment", OPTION_TIME,
        offsetof(wish_t, query.until_ms), NULL},
    {"form", 'F', "FORM", "table (default), markdown, csv or json", OPTION_TERM,
        offsetof(wish_t, form), &FORMS},
    {"lang", 'l', "LANGUAGE", "zh, en or both (default: both for a table, otherwise zh)",
        OPTION_TERM, offsetof(wish_t, language), &LANGUAGES},
    {"propose", 0, NULL, "list the cases that the rules propose as typical (典型案例), too",
        OPTION_FLAG, offsetof(wish_t, query.propose), NULL},
    {"recount", 0, NULL, "count the whole ledger as well; any difference is named, and exit 65",
        OPTION_FLAG, offsetof(wish_t, query.recount), NULL},
};

static const usage_t usage = {
    .help =
        "Write the report that goes up (上报): problems found, persons handled, of these given "
        "Party or administrative discipline, typical cases; and the annex: kinds, sections, "
        "sources, double investigations (一案双查), rectification, timeliness and more.\v"
        "What is done belongs to the period in which it was done; PROTOCOL.md, \"The report\", "
        "says "
        "by which moment each figure counts. Without a period the report is on the last one that "
        "is due: ten days (旬) in the campaign, a quarter after it (campaign.conf, Q23).\n\n"
        "Periods: 2015-08-1, -2, -3 or 2015-08上旬, 中旬, 下旬; 2015-08; 2015Q4; 2015; self_check, "
        "concentrated, consolidation (the phases), campaign, all, due. CSV has a line for each "
        "number, and a byte order mark by which spreadsheets know UTF-8.\n\n"
        "Typical cases are chosen by a person: duban act CASE typical --reason …\n\n"
        "Examples:\n"
        "  duban report --period 2015-08上旬\n"
        "  duban report --period 2015Q4 --form markdown >2015Q4.md\n"
        "  duban report --period campaign --recount",
    OPTIONS(options),
};

/* ---- the recount ---- */

static void print_difference(const msgpack_object *difference)
{
    char figure[64], row[64], amount[64];
    view_text(difference, "figure", figure, sizeof figure);
    view_text(difference, "row", row, sizeof row);
    view_text(difference, "amount", amount, sizeof amount);
    fprintf(stderr, "duban: %s%s%s%s%s: the report says %llu, the ledger %llu\n", figure,
        row[0] ? " " : "", row, amount[0] == '-' ? "" : " ", amount[0] == '-' ? "" : amount,
        (unsigned long long)view_number(difference, "report"),
        (unsigned long long)view_number(difference, "recount"));
}

/* P42: 0 when every figure is what the ledger makes. */
static int check_recount(const msgpack_object *reply, FILE *out)
{
    const msgpack_object *recount = view_map(reply, "recount");
    uint64_t different = view_number(recount, "different");
    for (size_t i = 0; i < view_count(recount, "differences"); i++)
        print_difference(view_item(recount, "differences", i));
    if (different) {
        fprintf(stderr,
            "duban: %llu figures are not what the ledger says; try: duban ledger replay\n",
            (unsigned long long)different);
        return EX_DATAERR;
    }
    if (out)
        fprintf(out, "recount: %llu cases folded anew from %llu events; every figure is the same\n",
            (unsigned long long)view_number(recount, "cases"),
            (unsigned long long)view_number(recount, "events"));
    return 0;
}

/* ---- the command ---- */

static int print_sheet(const msgpack_object *reply, report_form_t form, language_t language)
{
    static void (*const prints[])(const sheet_t *, FILE *) = {
        [FORM_TABLE] = sheet_print_table,
        [FORM_MARKDOWN] = sheet_print_markdown,
        [FORM_CSV] = sheet_print_csv,
    };
    if (form == FORM_JSON)
        return print_json(reply, false);
    sheet_t *sheet = sheet_new(reply, language);
    prints[form](sheet, stdout);
    sheet_destroy(&sheet);
    return 0;
}

static unsigned chosen(const terms_t *terms, const char *name, unsigned otherwise)
{
    return name ? term_value(terms, name, strlen(name)) : otherwise;
}

int command_report(int argc, char **argv)
{
    common_t common;
    wish_t wish = {.query.what = "report"};
    options_parse(&usage, argc, argv, &common, &wish);
    report_form_t form = common.json ? FORM_JSON : chosen(&FORMS, wish.form, FORM_TABLE);
    language_t language =
        chosen(&LANGUAGES, wish.language, form == FORM_TABLE ? LANGUAGE_BOTH : LANGUAGE_ZH);
    if (!wish.query.period && !wish.query.from_ms && !wish.query.until_ms)
        wish.query.period = "due";
    if (!common.timeout_s)
        common.timeout_s = wish.query.recount ? RECOUNT_TIMEOUT_S : REPORT_TIMEOUT_S;
    answer_t answer;
    int code = session_query(&common, &wish.query, &answer);
    if (code)
        return code;
    code = print_sheet(&answer.root, form, language);
    if (code == 0 && wish.query.recount)
        code = check_recount(&answer.root, form == FORM_TABLE ? stdout : NULL);
    answer_close(&answer);
    return code;
}
