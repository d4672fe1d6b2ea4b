/* Which column of a file is which part of a complaint, and a row as a submission. */
#ifndef DUBAN_COLUMNS_H
#define DUBAN_COLUMNS_H

#include "../proto/duban.h"
#include "rows.h"

/* The parts that a column can be. */
typedef enum {
    PART_ID,
    PART_TITLE,
    PART_TEXT,
    PART_SENT,
    PART_ACCUSED,
    PART_NAME,
    PART_CONTACT,
    PART_COUNT,
} part_t;

typedef struct {
    char names[PART_COUNT][128]; /* the column's name in the header; "": the file has none */
    bool named[PART_COUNT];      /* named by the user: then it must be there */
    size_t index[PART_COUNT];    /* SIZE_MAX: not in the file */
    size_t count;                /* columns of the header */
} columns_t;

/* The names that are looked for when nobody says otherwise: id, title, text, date. */
void columns_default(columns_t *columns);

/* Reads "text=内容,title=标题,sent=date" over the names. -1 with the fault. */
int columns_map(columns_t *columns, const char *map, fault_t *fault);

/* Finds the columns in the header row. -1 with the fault when one that is needed is missing. */
int columns_find(columns_t *columns, const row_t *header, fault_t *fault);

/* A row as a submission. Its strings live in `room` until the next call with the same room. */
typedef struct {
    duban_submission_t submission;
    buffer_t room;
    char digest[33];         /* the id of a row that has none */
    char id[DUBAN_ID_BYTES]; /* what its id column holds, as far as it can be read; for messages */
    bool date_not_read;      /* there is a date, but not one that can be read */
} imported_t;

/* 0, or -1 with a fault whose message says why the row cannot be sent: another number of fields
 * than the header, bytes that are no UTF-8, a NUL byte, no text. A row without an id gets the
 * BLAKE2b-128 digest of its fields. */
int columns_read(const columns_t *columns, const row_t *row, imported_t *imported, fault_t *fault);
void imported_free(imported_t *imported);

#endif
