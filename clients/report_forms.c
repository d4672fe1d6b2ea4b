/* Lays out a sheet: for a terminal, as Markdown, as CSV. */
#include "render.h"
#include "report_sheet.h"

#include <csv.h>
#include <string.h>

/* ---- padding by the width of Chinese characters ---- */

static void pad(FILE *out, const char *text, size_t width, bool right)
{
    size_t blanks = text_width(text) < width ? width - text_width(text) : 0;
    fprintf(out, "%*s%s%*s", right ? (int)blanks : 0, "", text, right ? 0 : (int)blanks, "");
}

static char *number_text(uint64_t number, char text[24])
{
    snprintf(text, 24, "%llu", (unsigned long long)number);
    return text;
}

static size_t wider(size_t width, const char *text)
{
    return text_width(text) > width ? text_width(text) : width;
}

/* The widths of the labels and of the columns of a table. */
typedef struct {
    size_t label;
    size_t columns[REPORT_AMOUNTS];
} widths_t;

static widths_t measure(const sheet_table_t *table, const char *item)
{
    widths_t widths = {.label = text_width(item)};
    char text[24];
    for (size_t i = 0; i < table->row_count; i++)
        widths.label = wider(widths.label, table->rows[i].label);
    for (size_t column = 0; column < table->column_count; column++) {
        widths.columns[column] = wider(3, table->columns[column]);
        for (size_t i = 0; i < table->row_count; i++)
            widths.columns[column] =
                wider(widths.columns[column], number_text(table->rows[i].values[column], text));
    }
    return widths;
}

/* ---- terminal ---- */

static void print_table(const sheet_table_t *table, size_t label_width, FILE *out)
{
    char text[24];
    widths_t widths = measure(table, table->heading);
    pad(out, table->heading, table->column_count > 1 ? label_width : 0, false);
    for (size_t column = 0; table->column_count > 1 && column < table->column_count; column++) {
        fputs("  ", out);
        pad(out, table->columns[column], widths.columns[column], true);
    }
    fputc('\n', out);
    for (size_t i = 0; i < table->row_count; i++) {
        fputs("  ", out);
        pad(out, table->rows[i].label, label_width - 2, false);
        for (size_t column = 0; column < table->column_count; column++) {
            fputs("  ", out);
            pad(out, number_text(table->rows[i].values[column], text), widths.columns[column],
                true);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
}

static void print_list(const sheet_list_t *list, const char *none, FILE *out)
{
    if (!list->there)
        return;
    fprintf(out, "%s\n", list->heading);
    for (size_t i = 0; i < list->count; i++)
        fprintf(out, "  %s\n", list->lines[i]);
    fprintf(
        out, "%s%s%s\n", list->count ? "" : "  ", list->count ? "" : none, list->count ? "" : "\n");
}

void sheet_print_table(const sheet_t *self, FILE *out)
{
    size_t width = 0;
    for (size_t i = 0; i < self->table_count; i++) {
        widths_t widths = measure(&self->tables[i], "");
        width = wider(width, self->tables[i].heading);
        width = widths.label + 2 > width ? widths.label + 2 : width;
    }
    fprintf(out, "%s\n", self->title);
    for (size_t i = 0; i < SHEET_HEAD; i++)
        fprintf(out, "%s\n", self->head[i]);
    fputc('\n', out);
    print_table(&self->tables[0], width, out);
    print_list(&self->typical, self->none, out);
    print_list(&self->proposed, self->none, out);
    for (size_t i = 1; i < self->table_count; i++)
        print_table(&self->tables[i], width, out);
}

/* ---- Markdown ---- */

/* A cell: a bar would end it. */
static void put_cell(FILE *out, const char *text, size_t width, bool right)
{
    fputs("| ", out);
    if (strchr(text, '|')) {
        for (const char *at = text; *at; at++)
            fprintf(out, *at == '|' ? "\\%c" : "%c", *at);
    } else {
        pad(out, text, width, right);
    }
    fputc(' ', out);
}

static void put_rule(FILE *out, size_t width, bool right)
{
    fputs("| ", out);
    for (size_t i = 1; i < width; i++)
        fputc('-', out);
    fputs(right ? ": " : "- ", out);
}

static void put_table(const sheet_table_t *table, const char *item, FILE *out)
{
    char text[24];
    widths_t widths = measure(table, item);
    put_cell(out, item, widths.label, false);
    for (size_t column = 0; column < table->column_count; column++)
        put_cell(out, table->columns[column], widths.columns[column], true);
    fputs("|\n", out);
    put_rule(out, widths.label, false);
    for (size_t column = 0; column < table->column_count; column++)
        put_rule(out, widths.columns[column], true);
    fputs("|\n", out);
    for (size_t i = 0; i < table->row_count; i++) {
        put_cell(out, table->rows[i].label, widths.label, false);
        for (size_t column = 0; column < table->column_count; column++)
            put_cell(out, number_text(table->rows[i].values[column], text), widths.columns[column],
                true);
        fputs("|\n", out);
    }
    fputc('\n', out);
}

static void put_list(const sheet_list_t *list, const char *none, FILE *out)
{
    if (!list->there)
        return;
    fprintf(out, "## %s\n\n", list->heading);
    for (size_t i = 0; i < list->count; i++)
        fprintf(out, "%zu. %s\n", i + 1, list->lines[i]);
    fprintf(out, "%s\n", list->count ? "" : none);
    if (list->count == 0)
        fputc('\n', out);
}

void sheet_print_markdown(const sheet_t *self, FILE *out)
{
    fprintf(out, "# %s\n\n", self->title);
    for (size_t i = 0; i < SHEET_HEAD; i++)
        fprintf(out, "- %s\n", self->head[i]);
    fprintf(out, "\n");
    fprintf(out, "## %s\n\n", self->tables[0].heading);
    put_table(&self->tables[0], self->item, out);
    put_list(&self->typical, self->none, out);
    put_list(&self->proposed, self->none, out);
    fprintf(out, "## %s\n\n", self->annex);
    for (size_t i = 1; i < self->table_count; i++) {
        fprintf(out, "### %s\n\n", self->tables[i].heading);
        put_table(&self->tables[i], self->item, out);
    }
    if (self->table_count == 1)
        fprintf(out, "%s\n", self->none);
}

/* ---- CSV ---- */

static void put_line(
    FILE *out, const char *table, const char *row, const char *column, const char *number)
{
    const char *const fields[] = {table, row, column};
    for (size_t i = 0; i < 3; i++) {
        if (fields[i][0])
            csv_fwrite(out, fields[i], strlen(fields[i]));
        fputc(',', out);
    }
    fprintf(out, "%s\r\n", number);
}

static void put_lines(const sheet_list_t *list, FILE *out)
{
    for (size_t i = 0; list->there && i < list->count; i++)
        put_line(out, list->heading, list->lines[i], "", "");
}

void sheet_print_csv(const sheet_t *self, FILE *out)
{
    char text[24];
    fputs("\xef\xbb\xbf", out);
    for (size_t i = 0; i < SHEET_HEAD; i++)
        put_line(out, self->title, self->head[i], "", "");
    for (size_t i = 0; i < self->table_count; i++) {
        const sheet_table_t *table = &self->tables[i];
        for (size_t row = 0; row < table->row_count; row++) {
            for (size_t column = 0; column < table->column_count; column++)
                put_line(out, table->heading, table->rows[row].label, table->columns[column],
                    number_text(table->rows[row].values[column], text));
        }
    }
    put_lines(&self->typical, out);
    put_lines(&self->proposed, out);
}
