/* The case and its parts as the store, the workers and the reports see them: plain structs, and
 * the tables that read and write them. */
#ifndef DUBAN_CASE_H
#define DUBAN_CASE_H

#include "record.h"

/* Bounds of everything that grows inside a case (DESIGN: limits on everything). */
#define ID_BYTES       48 /* an id of the org chart, a gateway or a submission, with its NUL */
#define NAME_BYTES     96 /* the name of a body or a media outlet */
#define RULE_BYTES     24 /* a rule id: "P38.T2", "Q9", "lex.c3.tiqiuqiu" is cut */
#define REASON_BYTES   512
#define DIGEST_BYTES   32
#define KINDS_MAX      5
#define SECTIONS_MAX   8
#define PERSONS_MAX    8
#define HANDLERS_MAX   6
#define SANCTION_BYTES 28 /* the id of a sanction of sanctions.conf, with its NUL */
#define PROPOSALS_MAX  8
#define MEASURES_MAX   4  /* of one line: one of each list at most (P56) */
#define CITES_MAX      4  /* items of negative lists that one finding cites */
#define CITE_BYTES     64 /* "approval/3" with its NUL: section, item */
#define LINES_MAX      24
#define CLOCKS_MAX     48
#define RESTING_MAX    CLOCKS_MAX /* all that ran, when a case is merged */
#define CASE_STEPS_MAX 64         /* of a case that has more, the oldest are forgotten */
#define RESPONSES_MAX  32         /* of one complainant, but for the notices that he was told */
#define RATING_MAX     5
#define CLOCK_TOLD_MAX 2 /* leaders who were told of one overdue clock */
#define DISCOVERED_MAX 4 /* later discoveries of the same problem */

#define TITLE_BYTES_MAX 1024
#define TEXT_BYTES_MAX  65536
#define WORDS_BYTES_MAX 8192 /* of one response */

/* One of the five kinds with the classifier's score (0 to 1), the most salient first. */
typedef struct {
    kind_t kind;
    double score;
} kind_score_t;

/* An item of a section's negative list (P16), in the version that was in force at the act. */
typedef struct {
    char item[CITE_BYTES];
    int64_t from_ms; /* the version: from when it was in force */
} cite_t;

/* One line of investigation in a case (POLICY §9). Unique by (kind, target) within the case. */
typedef struct {
    uint64_t number; /* 1, 2, … in the case; 0 is the case itself */
    line_kind_t kind;
    line_state_t state;
    char target[ID_BYTES];  /* person of the org chart */
    role_t post;            /* held at the time of the act (P5) */
    char section[ID_BYTES]; /* the section that the post answers for; "" for the principal */
    uint64_t triggers;      /* set of trigger_t */
    int64_t opened_ms;
    size_t handler_count;
    char handlers[HANDLERS_MAX][ID_BYTES];
    outcome_t outcome;
    /* What the escalator says the rules allow (P30–P37), and what was decided */
    size_t proposal_count;
    char proposals[PROPOSALS_MAX][SANCTION_BYTES];
    relief_t relief;
    bool tolerated;   /* the gate of P34 was passed */
    int64_t heard_ms; /* P54 */
    uint64_t agreed;  /* set of role_t that agreed to what is to be decided */
    size_t measure_count;
    char measures[MEASURES_MAX][SANCTION_BYTES];
    /* Set of sanction_list_t: where they stood when they were decided, one of each list (P56).
     * Sanctions may leave sanctions.conf; what was discipline remains discipline. */
    uint64_t lists;
    int64_t ended_ms; /* when it was concluded; 0: it is open */
    /* P40 */
    exposure_t exposure; /* by name, inside the bureau or outside */
    int64_t exposed_ms;
    uint64_t exposure_agreed; /* set of role_t that approved of exposing it outside */
} line_t;

/* A running clock; a clock that has stopped is no longer in the case. */
typedef struct {
    clock_kind_t kind;
    uint64_t line; /* 0: the case's own */
    int64_t started_ms;
    int64_t due_ms;
    int64_t next_ms; /* when a sweep has the next thing to do; 0 when every level was climbed */
    level_t level;   /* the last level climbed */
    int64_t paused_until_ms; /* the due moment counts the pause already */
    bool extended;           /* once is all it may be */
    /* What it takes to compute it anew when the calendar or the lengths change */
    uint64_t shift_ms;  /* its pauses and its extension together; `due_ms` counts them already */
    uint64_t paused_ms; /* its pauses alone: together they have a cap (§8) */
    bool dated;         /* due at a date that somebody gave: no calendar moves it */
    size_t told_count;  /* leaders who were told that it is overdue, in that order (Q16) */
    char told[CLOCK_TOLD_MAX][ID_BYTES];
} case_clock_t;

/* A clock that has stopped: what was to be done by when, and when it was (P41, timeliness). */
typedef struct {
    clock_kind_t kind;
    uint64_t line;
    int64_t started_ms;
    int64_t due_ms;
    int64_t ended_ms;
    level_t level; /* the last level climbed */
} case_step_t;

/* When what was done, for the report (P41); 0: not yet. */
typedef struct {
    int64_t found_ms; /* the finding on the case, the last one */
    int64_t cleared_ms;
    int64_t bounced_ms; /* it came back from an office, the last time */
    int64_t typical_ms; /* chosen as a typical case (典型案例) */
    int64_t ended_ms;   /* since when it is done */
    size_t step_count;
    case_step_t steps[CASE_STEPS_MAX];
    int64_t rated_ms; /* the complainant said how content he is, the last time */
} moments_t;

/* The complainant's side of a case (P50, P53); all zero for a finding, which has none. */
typedef struct {
    uint64_t notices;           /* set of notice_t that he is still to be told */
    int64_t answered_ms;        /* when it was accepted or not accepted; 0: not yet */
    uint64_t responses;         /* what came from him, at most RESPONSES_MAX */
    uint64_t rating;            /* how content he is, 1 to 5; 0: he has not said */
    bool withdrawn;             /* he wants it to go no further; recorded, decides nothing (P13) */
    bool confidential;          /* he asks not to be named: not everybody may read the words */
    char unsealed_by[ID_BYTES]; /* who may read his identity, for a reason that is recorded … */
    int64_t unsealed_ms;        /* … since then */
} complainant_t;

/* The same problem, discovered again later: trigger bits may be set by it (P38). */
typedef struct {
    source_t source;
    char body[NAME_BYTES];
    char outlet[NAME_BYTES];
    int64_t discovered_ms;
    bool ended; /* the case had ended when it came: the bureau was dealing with nothing (Q8) */
} discovery_t;

/* What a case has to do with others about the same matter (并案, POLICY §9). */
typedef struct {
    uint64_t into;   /* the case that this one is merged into; 0: none */
    state_t from;    /* the state that it had then, and gets back */
    uint64_t joined; /* how many cases are merged into this one */
    bool unassessed; /* what they bring is not assessed yet; nothing is found before it is */
} merger_t;

typedef struct {
    /* What came in */
    uint64_t number;
    bool is_finding; /* an inspector's finding; otherwise a complaint */
    source_t source;
    channel_t channel;
    privacy_t privacy;
    char gateway[ID_BYTES];
    char key[ID_BYTES]; /* the sender's own id of the submission */
    char body[NAME_BYTES];
    char outlet[NAME_BYTES];
    int64_t received_ms;
    int64_t discovered_ms;
    int64_t occurred_ms; /* 0: not known */
    int64_t known_ms;    /* when the bureau first knew (Q8); 0: not before discovery */
    uint8_t text_digest[DIGEST_BYTES];
    uint64_t text_bytes;
    /* What the classifier or a person says it is */
    bool scope; /* alleges misconduct of a public body or its staff */
    size_t kind_count;
    kind_score_t kinds[KINDS_MAX];
    conduct_t conduct;
    severity_t severity;
    double score;
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
    /* What the rules say follows */
    phase_t phase;
    uint64_t triggers;  /* set of trigger_t */
    bool strict;        /* P38.E1 */
    bool advice_accept; /* the escalator advises to accept */
    /* Where it stands */
    state_t state;
    stage_t stage;
    uint64_t needs; /* set of need_t: why it is in the human queue */
    uint64_t attempts;
    outcome_t outcome;
    int64_t assessed_ms;
    int64_t closed_ms;
    size_t line_count;
    line_t lines[LINES_MAX];
    size_t clock_count;
    case_clock_t clocks[CLOCKS_MAX];
    /* Its place in the ledger */
    uint64_t first_event;
    uint64_t last_event;
    uint64_t event_count;
    /* Its way through the offices */
    size_t handler_count;
    char handlers[HANDLERS_MAX][ID_BYTES];
    char office[ID_BYTES]; /* the section that it was transferred to */
    uint64_t bounces;      /* transfers that came back */
    bool told;             /* the complainant knows the result */
    bool urgent;           /* the words speak of danger to life or safety */
    uint64_t fingerprint;  /* of the text, by the classifier; 0: none yet */
    /* An item of a problem list (P9): who filed it, how it is put right, until when, who answers */
    char inspector[ID_BYTES]; /* of any finding */
    char measure[REASON_BYTES];
    int64_t rectify_by_ms;
    char responsible[ID_BYTES];
    int64_t rectified_ms;    /* when the discipline group accepted it as put right; 0: not yet */
    char task[REASON_BYTES]; /* P14: the task that was let lie, and when it was due */
    int64_t task_due_ms;
    size_t resting_count; /* clocks that stopped and may go on from where they were (§8) */
    case_clock_t resting[RESTING_MAX];
    uint64_t similar; /* an earlier case with nearly the same text; 0: none was open */
    moments_t when;
    size_t cite_count;
    cite_t cites[CITES_MAX];
    complainant_t complainant;
    bool confirmed; /* a person classified it, or found it to be so: a label to learn from */
    /* What came to light after it was registered */
    size_t discovery_count;
    discovery_t discoveries[DISCOVERED_MAX];
    bool reassess;         /* an assessment is due, after the proposals that may be due first */
    bool impact;           /* a person says that the impact is bad (Q19) */
    uint64_t complainants; /* its own, 0 for a finding, and those of the cases merged into it */
    merger_t merger;
} case_t;

/* The words of a submission; apart from the case, so that an erasure leaves the ledger whole. */
typedef struct {
    slice_t title;
    slice_t text;
    slice_t accused; /* whom the sender names, in his own words */
} document_t;

/* The words of one response of a complainant, apart from its event for the same reason. */
typedef struct {
    uint64_t event;
    slice_t text;
} statement_t;

extern const record_t KIND_SCORE_RECORD, CITE_RECORD, LINE_RECORD, CASE_CLOCK_RECORD,
    CASE_STEP_RECORD, MOMENTS_RECORD, DISCOVERY_RECORD, CASE_RECORD, DOCUMENT_RECORD,
    STATEMENT_RECORD, COMPLAINANT_RECORD, MERGER_RECORD;

#endif
