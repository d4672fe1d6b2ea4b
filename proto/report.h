/* The report that goes up (P41): its figures, the tables of its annex, and what they are called. */
#ifndef DUBAN_REPORT_H
#define DUBAN_REPORT_H

#include "case.h"

/* The headline: (1) to (4) as P41 numbers them, then what they rest on. */
typedef enum {
    FIGURE_UNSET,
    FIGURE_PROBLEMS,    /* (1) by the knob `headline` (Q24) */
    FIGURE_HANDLED,     /* (2) persons, each once (P42) */
    FIGURE_DISCIPLINED, /* (3) of these */
    FIGURE_TYPICAL,     /* (4) */
    FIGURE_RECEIVED,
    FIGURE_MERGED,  /* of these: about the matter of another case */
    FIGURE_ALLEGED, /* of these: about misconduct */
    FIGURE_SUBSTANTIATED,
    FIGURE_NOT_ACCEPTED,
    FIGURE_CLOSED,
    FIGURE_PENDING,
    FIGURE_COUNT,
} figure_t;

/* The columns of the annex. */
typedef enum {
    AMOUNT_UNSET,
    AMOUNT_COUNT,
    AMOUNT_ALLEGED,
    AMOUNT_SUBSTANTIATED,
    AMOUNT_OPENED,
    AMOUNT_CONCLUDED,
    AMOUNT_PENDING,
    AMOUNT_CASES,
    AMOUNT_LINES,
    AMOUNT_IN_TIME,
    AMOUNT_LAST_DAY, /* of these: on the last day of the time */
    AMOUNT_LATE,
    AMOUNT_OVERDUE,
} amount_t;

/* The groups of the sources of discovery: P21, P22 and P23. */
typedef enum { GROUP_UNSET, GROUP_SELF_CHECK, GROUP_INSPECTION, GROUP_OTHERS } source_group_t;

/* What investigations are counted: cases with a double investigation, and lines by their kind. */
typedef enum { INVESTIGATION_UNSET, INVESTIGATION_DOUBLE_CASE, INVESTIGATION_LINE } investigation_t;

typedef enum { RECTIFICATION_UNSET, RECTIFICATION_DONE, RECTIFICATION_PENDING } rectification_t;

/* P34, P36, P37, P55: what ended in less, or in the person's favour. */
typedef enum {
    LENIENCY_UNSET,
    LENIENCY_EXEMPTED,
    LENIENCY_MITIGATED,
    LENIENCY_TOLERATED,
    LENIENCY_CLEARED,
} leniency_t;

/* Findings about the handling itself. */
typedef enum {
    HANDLING_UNSET,
    HANDLING_BOUNCED,  /* cases that came back from an office */
    HANDLING_BOUNCES,  /* how often they did */
    HANDLING_CHAINS,   /* cases that came back more than once */
    HANDLING_FORCED,   /* cases that came back so often that nobody may return them any more */
    HANDLING_LAST_DAY, /* cases closed on the last day of the time */
} handling_t;

/* How content a complainant is (P53): the values of `rating`. */
typedef enum { CONTENT_UNSET, CONTENT_LEAST, CONTENT_MOST = RATING_MAX } content_t;

/* Why the rules propose a case as typical. */
typedef enum {
    TYPICAL_UNSET,
    TYPICAL_SERIOUS,
    TYPICAL_DOUBLE,     /* a double investigation */
    TYPICAL_DISCIPLINE, /* Party or administrative discipline */
} typical_reason_t;

extern const terms_t FIGURES, AMOUNTS, SOURCE_GROUPS, INVESTIGATIONS, RECTIFICATIONS, LENIENCIES,
    HANDLINGS, CONTENTS, TYPICAL_REASONS;

/* The tables of the annex, in their order. */
typedef enum {
    TABLE_OF_KINDS,
    TABLE_OF_SECTIONS,
    TABLE_OF_GROUPS,
    TABLE_OF_SOURCES,
    TABLE_OF_CONDUCTS,
    TABLE_OF_SEVERITIES,
    TABLE_OF_PHASES,
    TABLE_OF_TRIGGERS,
    TABLE_OF_RECTIFICATIONS,
    TABLE_OF_INVESTIGATIONS,
    TABLE_OF_OUTCOMES,
    TABLE_OF_MEASURES,
    TABLE_OF_LENIENCIES,
    TABLE_OF_CLOCKS,
    TABLE_OF_LEVELS,
    TABLE_OF_HANDLINGS,
    TABLE_OF_CONTENTS,
    REPORT_TABLES,
} report_table_id_t;

#define REPORT_AMOUNTS 4  /* columns of a table, at most */
#define REPORT_ROWS    32 /* rows that a vocabulary gives, at most */

typedef struct {
    const char *key; /* in the reply */
    const char *zh;  /* its heading */
    const char *en;
    const terms_t *rows; /* NULL: ids of the org chart or of sanctions.conf */
    amount_t amounts[REPORT_AMOUNTS];
} report_table_t;

extern const report_table_t REPORT_TABLE[REPORT_TABLES];

/* The number of columns of a table. */
size_t report_amount_count(const report_table_t *table);

/* P21, P22 or P23. */
source_group_t source_group(source_t source);

#endif
