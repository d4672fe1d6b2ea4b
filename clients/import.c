/* `duban import`: sends the rows of a file as complaints, many in flight, and accounts for each. */
#include "columns.h"
#include "commands.h"
#include "progress.h"
#include "render.h"
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#define IMPORT_TIMEOUT_S 60
#define WINDOW_DEFAULT   256
#define CHUNK_BYTES      65536
#define STOP             1 /* what the row callback returns when the import cannot go on */

typedef struct {
    const char *gateway;
    const char *map;
    const char *format;
    const char *rejects;
    uint64_t window;
} import_options_t;

static const option_t options[] = {
    {"map", 'm', "PART=COLUMN,…",
        "which column is which part; parts: id, title, text, sent, "
        "accused, name, contact (default: id, title, text, sent=date)",
        OPTION_TEXT, offsetof(import_options_t, map), NULL},
    {"format", 'f', "FORMAT", "csv or tsv (default: by the file's name)", OPTION_TEXT,
        offsetof(import_options_t, format), NULL},
    {"gateway", 'g', "GATEWAY", "the gateway of these ids (default: import:FILE)", OPTION_TEXT,
        offsetof(import_options_t, gateway), NULL},
    {"rejects", 'r', "FILE", "write line, id and reason of every refused row there", OPTION_TEXT,
        offsetof(import_options_t, rejects), NULL},
    {"window", 'w', "N", "rows in flight, at most 1024 (default: 256)", OPTION_NUMBER,
        offsetof(import_options_t, window), NULL},
};

static const usage_t usage = {
    .arguments = "FILE",
    .help = "Import complaints from a CSV or TSV file with a header line.\v"
            "The id column (or a digest of the row) is the submission's id, so a second run "
            "creates nothing, and an import that was interrupted goes on where it stopped. The "
            "counts add up to the rows; the exit code is 65 when a row was refused.\n\n"
            "Examples:\n"
            "  duban import messages.tsv\n"
            "  duban import 投诉.csv --map text=内容,title=标题,id=编号,sent=日期\n"
            "  duban import messages.tsv --rejects refused.tsv",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

/* A row that was sent and not yet answered. */
typedef struct {
    uint64_t rid; /* 0: free */
    uint64_t line;
    char id[DUBAN_ID_BYTES];
} sent_row_t;

typedef struct {
    import_options_t options;
    char gateway[DUBAN_ID_BYTES];
    duban_t *duban;
    columns_t columns;
    bool has_header;
    imported_t imported;
    sent_row_t sent[DUBAN_WINDOW_MAX];
    FILE *rejects;
    progress_t progress;
    uint64_t rows, created, there, refused, dates_not_read;
    fault_t fault; /* why the file cannot be read on */
    int stop_code; /* exit code of what stopped the import; 0: nothing did */
} import_t;

/* ---- one row's account ---- */

static void refuse_row(import_t *import, uint64_t line, const char *id, const char *reason)
{
    import->refused++;
    progress_clear(&import->progress);
    if (import->rejects)
        fprintf(import->rejects, "%llu\t%s\t%s\n", (unsigned long long)line, id, reason);
    else
        fprintf(stderr, "duban: line %llu%s%s refused: %s\n", (unsigned long long)line,
            *id ? ", id " : "", id, reason);
}

/* True for refusals that are about this row; any other error stops the import. */
static bool is_about_row(duban_code_t code)
{
    return code == DUBAN_INVALID || code == DUBAN_TOO_LARGE || code == DUBAN_CONFLICT ||
           code == DUBAN_MALFORMED || code == DUBAN_REFUSED;
}

static void settle(
    import_t *import, sent_row_t *row, const duban_receipt_t *receipt, const duban_error_t *error)
{
    row->rid = 0;
    if (receipt && error->code == DUBAN_OK) {
        receipt->created ? import->created++ : import->there++;
    } else if (is_about_row(error->code)) {
        refuse_row(import, row->line, row->id, error->message);
    } else if (!import->stop_code) {
        progress_clear(&import->progress);
        import->stop_code = session_fail(error);
    }
}

/* Waits for answers until at most `left` rows are in flight, or the import has to stop. */
static void settle_until(import_t *import, size_t left)
{
    while (duban_pending(import->duban) > left && !import->stop_code) {
        duban_receipt_t receipt;
        duban_error_t error;
        uint64_t rid = duban_receive(import->duban, 1000, &receipt, &error);
        for (size_t i = 0; rid && i < import->options.window; i++) {
            if (import->sent[i].rid != rid)
                continue;
            settle(import, &import->sent[i], &receipt, &error);
            break;
        }
        progress_show(&import->progress, import->rows);
    }
}

static void send_row(import_t *import, uint64_t line)
{
    duban_submission_t *submission = &import->imported.submission;
    submission->gateway = import->gateway;
    settle_until(import, import->options.window - 1);
    size_t free_row = 0;
    while (import->sent[free_row].rid)
        free_row++;
    sent_row_t *row = &import->sent[free_row];
    duban_receipt_t none = {0};
    duban_error_t error;
    row->line = line;
    snprintf(row->id, sizeof row->id, "%s", submission->id);
    row->rid = duban_post_submission(import->duban, submission, &error);
    if (!row->rid)
        settle(import, row, &none, &error);
}

static int take_row(const row_t *row, void *data)
{
    import_t *import = data;
    if (!import->has_header) {
        import->has_header = columns_find(&import->columns, row, &import->fault) == 0;
        return import->has_header ? 0 : -1;
    }
    if (import->stop_code)
        return STOP;
    import->rows++;
    fault_t why;
    if (columns_read(&import->columns, row, &import->imported, &why) < 0) {
        refuse_row(import, row->line, import->imported.id, why.message);
        return 0;
    }
    import->dates_not_read += import->imported.date_not_read;
    send_row(import, row->line);
    return import->stop_code ? STOP : 0;
}

/* ---- the file ---- */

static int read_file(import_t *import, FILE *file, rows_format_t format)
{
    rows_t *rows = rows_new(format, take_row, import);
    char *chunk = malloc(CHUNK_BYTES);
    int result = chunk ? 0 : fault_set(&import->fault, ERROR_UNAVAILABLE, NULL, "out of memory");
    size_t length;
    while (result == 0 && (length = fread(chunk, 1, CHUNK_BYTES, file)) > 0) {
        result = rows_feed(rows, chunk, length, &import->fault);
        progress_advance(&import->progress, length);
    }
    if (result == 0 && ferror(file))
        result = fault_set(&import->fault, ERROR_UNAVAILABLE, NULL, "it cannot be read further");
    if (result == 0)
        result = rows_end(rows, &import->fault);
    settle_until(import, 0);
    free(chunk);
    rows_destroy(&rows);
    return result;
}

static int report(const import_t *import, bool json)
{
    uint64_t unanswered = import->rows - import->created - import->there - import->refused;
    static const char *const names[] = {
        "rows", "created", "already_there", "refused", "not_answered", "dates_not_read"};
    const uint64_t numbers[] = {import->rows, import->created, import->there, import->refused,
        unanswered, import->dates_not_read};
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (json)
            json_object_set_new(object, names[i], json_integer((json_int_t)numbers[i]));
        else if (i < 4 || numbers[i])
            printf("%-15s %llu\n", names[i], (unsigned long long)numbers[i]);
    }
    if (json && json_dumpf(object, stdout, JSON_INDENT(2)) == 0)
        putchar('\n');
    json_decref(object);
    if (import->stop_code) {
        fputs("duban: the import stopped early; run it again and it goes on\n", stderr);
        return import->stop_code;
    }
    return import->refused ? EX_DATAERR : 0;
}

/* ---- the command ---- */

static bool find_format(const char *given, const char *path, rows_format_t *format)
{
    const char *dot = strrchr(path, '.');
    const char *name = given ? given : dot ? dot + 1 : "";
    *format = strcasecmp(name, "csv") == 0 ? ROWS_CSV : ROWS_TSV;
    return *format == ROWS_CSV || strcasecmp(name, "tsv") == 0;
}

static int usage_error(const char *message)
{
    fprintf(stderr, "duban: %s\n", message);
    return EX_USAGE;
}

/* Checks the options before anything is opened. 0, or the exit code. */
static int prepare(import_t *import, const char *path, rows_format_t *format)
{
    const char *slash = strrchr(path, '/');
    int length = import->options.gateway ? snprintf(import->gateway, sizeof import->gateway, "%s",
                                               import->options.gateway)
                                         : snprintf(import->gateway, sizeof import->gateway,
                                               "import:%s", slash ? slash + 1 : path);
    if (length >= (int)sizeof import->gateway)
        return usage_error("the gateway's name is longer than 47 bytes; give one with --gateway");
    if (!find_format(import->options.format, path, format))
        return usage_error("is the file CSV or TSV? say --format csv or --format tsv");
    if (import->options.window < 1 || import->options.window > DUBAN_WINDOW_MAX)
        return usage_error("--window must be from 1 to 1024");
    columns_default(&import->columns);
    fault_t fault;
    if (import->options.map && columns_map(&import->columns, import->options.map, &fault) < 0)
        return usage_error(fault.message);
    return 0;
}

static int open_file(const char *path, const char *mode, FILE **file)
{
    *file = fopen(path, mode);
    if (*file)
        return 0;
    fprintf(stderr, "duban: %s: %s\n", path, strerror(errno));
    return mode[0] == 'r' ? EX_NOINPUT : EX_CANTCREAT;
}

static int run(import_t *import, const common_t *common, rows_format_t format)
{
    const char *path = common->arguments[0];
    FILE *file = NULL;
    int code = open_file(path, "r", &file);
    if (!code && import->options.rejects)
        code = open_file(import->options.rejects, "w", &import->rejects);
    if (!code && (import->duban = session_open_lasting(common, IMPORT_TIMEOUT_S, &code))) {
        progress_start(&import->progress, file);
        int result = read_file(import, file, format);
        progress_clear(&import->progress);
        code = import->has_header ? report(import, common->json) : EX_DATAERR;
        if (result < 0) {
            fprintf(stderr, "duban: %s: %s\n", path, import->fault.message);
            code = EX_DATAERR;
        }
    }
    if (file)
        fclose(file);
    if (import->rejects && fclose(import->rejects) == EOF) {
        fprintf(stderr, "duban: %s: %s\n", import->options.rejects, strerror(errno));
        code = EX_IOERR;
    }
    duban_destroy(&import->duban);
    imported_free(&import->imported);
    return code;
}

int command_import(int argc, char **argv)
{
    common_t common;
    import_t *import = calloc(1, sizeof *import);
    if (!import)
        return EX_OSERR;
    import->options.window = WINDOW_DEFAULT;
    options_parse(&usage, argc, argv, &common, &import->options);
    rows_format_t format;
    int code = prepare(import, common.arguments[0], &format);
    if (!code)
        code = run(import, &common, format);
    free(import);
    return code;
}
