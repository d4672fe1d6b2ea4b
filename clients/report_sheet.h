/* The report as a sheet of paper, made once from the daemon's reply: every form of it is laid out
 * from the same headings, labels and numbers. */
#ifndef DUBAN_REPORT_SHEET_H
#define DUBAN_REPORT_SHEET_H

#include "../proto/report.h"

#include <msgpack.h>
#include <stdio.h>

#define SHEET_TABLES     (1 + REPORT_TABLES) /* the headline first */
#define SHEET_TEXT_BYTES 512
#define SHEET_HEAD       4

typedef enum { LANGUAGE_UNSET, LANGUAGE_ZH, LANGUAGE_EN, LANGUAGE_BOTH } language_t;

extern const terms_t LANGUAGES;

typedef struct {
    char label[SHEET_TEXT_BYTES];
    uint64_t values[REPORT_AMOUNTS];
} sheet_row_t;

/* Rows whose numbers are all 0 are left out, but for the headline's. */
typedef struct {
    char heading[SHEET_TEXT_BYTES];
    size_t column_count;
    char columns[REPORT_AMOUNTS][SHEET_TEXT_BYTES];
    size_t row_count;
    sheet_row_t *rows;
} sheet_table_t;

/* A title and paragraphs of one line: typical cases. */
typedef struct {
    char heading[SHEET_TEXT_BYTES];
    size_t count;
    char (*lines)[4 * SHEET_TEXT_BYTES];
    bool there; /* false: not asked for */
} sheet_list_t;

typedef struct {
    char title[SHEET_TEXT_BYTES];
    char head[SHEET_HEAD]
             [2 * SHEET_TEXT_BYTES]; /* unit, period, when made, what (1) counts (Q24) */
    char annex[SHEET_TEXT_BYTES];    /* the heading above the tables of the annex */
    char item[SHEET_TEXT_BYTES];     /* the heading of the column of labels */
    char none[SHEET_TEXT_BYTES];     /* what stands where there is nothing */
    size_t table_count;
    sheet_table_t tables[SHEET_TABLES]; /* those without rows are left out */
    sheet_list_t typical, proposed;
} sheet_t;

/* The caller owns the sheet. Memory running out ends the client: it holds nothing that could be
 * lost. */
sheet_t *sheet_new(const msgpack_object *reply, language_t language);
void sheet_destroy(sheet_t **self_p);

/* The forms, each the whole sheet. */
void sheet_print_table(const sheet_t *self, FILE *out); /* for a terminal */
void sheet_print_markdown(const sheet_t *self, FILE *out);
/* RFC 4180 with a byte order mark, by which spreadsheets know UTF-8; a line for each number: table,
 * row, column, number. Typical cases are lines of their list with an empty column and number. */
void sheet_print_csv(const sheet_t *self, FILE *out);

#endif
