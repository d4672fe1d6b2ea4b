/* The requests that clients send to the intake socket, and the envelope of every message. */
#ifndef DUBAN_REQUEST_H
#define DUBAN_REQUEST_H

#include "case.h"

/* The first frame of every message; the second is one msgpack map. */
#define SIGNATURE         "DUBAN1"
#define SIGNATURE_BYTES   6
#define MESSAGE_BYTES_MAX 131072 /* ZMQ_MAXMSGSIZE of the intake sockets */

#define PAGE_MAX 500 /* rows of a list, steps of a sweep's reply, events of a ledger page */

/* Operations, as the `op` of a request names them. */
typedef enum {
    OP_UNSET,
    OP_SUBMIT,
    OP_FINDING,
    OP_ACT,
    OP_SWEEP,
    OP_QUERY,
    OP_PING,
    OP_RESPOND,
    OP_COUNT
} op_t;

/* What a query asks for. */
typedef enum {
    QUERY_UNSET,
    QUERY_STATUS,         /* by receipt, or by gateway and id: what a complainant may know */
    QUERY_LIST,           /* cases by filters, newest first, by pages */
    QUERY_SHOW,           /* one case with its words, lines and clocks */
    QUERY_TIMELINE,       /* one case's events */
    QUERY_REPORT,         /* the four figures and their annex */
    QUERY_LEDGER,         /* events with their hashes, by pages, to verify outside */
    QUERY_REPLAY,         /* fold every case from its events and compare with the store */
    QUERY_STAT,           /* counters, queues, workers, clocks */
    QUERY_PROBLEMS,       /* problem lists: who filed what, and who filed nothing (P9) */
    QUERY_NEGATIVE,       /* a section's negative list at a moment (P16) */
    QUERY_NOTICES,        /* what the complainants of a gateway are to be told, by pages */
    QUERY_IDENTITY,       /* a complainant's sealed identity, for whom `unseal` allows it */
    QUERY_ACTS,           /* what is possible in one case now, and for whom */
    QUERY_WORK,           /* what an escalator judges one case by, now or before an event */
    QUERY_EXPOSURES,      /* who is exposed by name (P40) */
    QUERY_CONDUCT_RECORD, /* a person's conduct record of a year (P18) */
    QUERY_LABELS, /* texts whose classification a person confirmed, by pages, to learn from */
    QUERY_COUNT,
} query_kind_t;

#define YEAR_MIN 1971 /* of a conduct record */
#define YEAR_MAX 9998

extern const terms_t OPS, QUERIES;

/* op submit: a complaint from a gateway. */
typedef struct {
    char gateway[ID_BYTES];
    char key[ID_BYTES]; /* `id`: the sender's own, unique within the gateway; a ULID is best */
    source_t source;    /* complaint (default) or report */
    channel_t channel;
    privacy_t privacy; /* default: anonymous without a name, confidential with one */
    slice_t title;
    slice_t text;
    slice_t accused;
    slice_t name;    /* sealed at once; in no other record */
    slice_t contact; /* the same */
    int64_t sent_ms; /* when the citizen sent it to the gateway; 0: now */
} submit_t;

/* op finding: an inspector's finding. */
typedef struct {
    char gateway[ID_BYTES]; /* the field tool */
    char key[ID_BYTES];
    char inspector[ID_BYTES];
    source_t source;
    char body[NAME_BYTES];   /* the inspecting body (P22) */
    char outlet[NAME_BYTES]; /* source media: the outlet (Q7) */
    slice_t title;
    slice_t text;
    int64_t discovered_ms;
    int64_t occurred_ms;
    int64_t known_ms; /* when the bureau already knew (Q8) */
    uint64_t kinds;
    conduct_t conduct;
    severity_t severity;
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
    /* An item of a problem list (P9); required when the source is self */
    char measure[REASON_BYTES]; /* how it is put right */
    int64_t rectify_by_ms;
    char responsible[ID_BYTES]; /* who answers for that, of the org chart */
    /* Source overdue_task (P14) */
    char task[REASON_BYTES];
    int64_t task_due_ms;
    size_t cite_count;
    char cites[CITES_MAX][CITE_BYTES]; /* items of negative lists (P16): "approval/3" */
} finding_t;

/* op act: what a member of staff does to a case. */
typedef struct {
    char as[ID_BYTES]; /* person of the org chart; "" is the operator of this machine */
    uint64_t case_number;
    verb_t verb;
    char reason[REASON_BYTES];
    uint64_t line;
    bool scope;
    uint64_t kinds;
    conduct_t conduct;
    severity_t severity;
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
    size_t handler_count;
    char handlers[HANDLERS_MAX][ID_BYTES];
    outcome_t outcome;
    int64_t until_ms;   /* verbs shelve, rectify, pause: a date */
    clock_kind_t clock; /* verbs pause, resume, extend */
    size_t measure_count;
    char measures[MEASURES_MAX][SANCTION_BYTES]; /* verbs agree, decide */
    bool inexperience, unprohibited, no_gain;    /* verb tolerate */
    bool off;                                    /* verb typical: no longer */
    notice_t notice;                             /* verb notify */
    bool external;                               /* verb expose: outside the bureau as well */
    source_t source;                             /* verb evidence, and the three below */
    char body[NAME_BYTES];
    char outlet[NAME_BYTES];
    int64_t discovered_ms;
    uint64_t into; /* verb merge: the other case */
} act_t;

/* op respond: what comes from a complainant after the submission, through the gateway that filed.
 */
typedef struct {
    char gateway[ID_BYTES];
    char receipt[ID_BYTES];
    char key[ID_BYTES]; /* `id`: the sender's own, unique within the case */
    response_t response;
    notice_t notice; /* told */
    uint64_t rating; /* rate: 1 to RATING_MAX, the best last */
    slice_t text;
} respond_t;

/* op sweep: take everything that is due. */
typedef struct {
    char as[ID_BYTES];
    bool dry_run;
    int64_t at_ms; /* dry runs only: the moment to judge by; 0: now */
} sweep_t;

/* op query. */
typedef struct {
    char as[ID_BYTES];
    query_kind_t what;
    char receipt[ID_BYTES];
    char gateway[ID_BYTES];
    char key[ID_BYTES];
    uint64_t case_number;
    /* list */
    state_t state;
    stage_t stage;
    kind_t kind;
    source_t source;
    trigger_t trigger;
    char section[ID_BYTES];
    char person[ID_BYTES];
    bool overdue;
    /* pages: list goes down from the case `after`, ledger goes up from the event `after` */
    uint64_t after;
    uint64_t limit;
    /* report: the period, half-open */
    int64_t from_ms;
    int64_t until_ms;
    bool urgent;           /* list: only what waits for attention the same day */
    char period[ID_BYTES]; /* report: its name, instead of the two moments */
    bool propose;          /* report: which cases might be typical */
    bool recount;          /* report: count the ledger too, and compare */
    int64_t at_ms;         /* negative: the moment; 0: now */
    uint64_t before;       /* work: the case as it stood before this event; 0: as it stands */
    bool external;         /* exposures: only what is exposed outside the bureau */
    uint64_t year;         /* record: the local year */
} query_t;

/* The envelope: the keys of a request that are the same for every operation. */
typedef struct {
    op_t op;
    uint64_t rid; /* echoed in the reply, so that a DEALER can match them; optional */
} envelope_t;

extern const record_t SUBMIT_RECORD, FINDING_RECORD, ACT_RECORD, SWEEP_RECORD, QUERY_RECORD,
    ENVELOPE_RECORD, RESPOND_RECORD;

/* Packs a whole request: the envelope's pairs and the record's in one map. */
void request_pack(
    const envelope_t *envelope, const record_t *record, const void *body, buffer_t *buffer);

/* Packs an error reply: {ok: false, rid?, error: {code, message, field?}}. */
void reply_pack_fault(uint64_t rid, const fault_t *fault, buffer_t *buffer);

#endif
