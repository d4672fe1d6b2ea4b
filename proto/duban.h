/* libduban: talk to duband from C. One connection, typed requests, deadlines, retries that never
 * double a submission.
 *
 *     duban_error_t error;
 *     duban_t *duban = duban_connect ("ipc:///run/duban/intake", NULL, &error);
 *     duban_submission_t complaint = {.gateway = "web", .text = "…"};
 *     duban_receipt_t receipt;
 *     if (duban_submit (duban, &complaint, &receipt, &error) == 0)
 *         printf ("%s\n", receipt.receipt);
 *     else
 *         fprintf (stderr, "%s\n", error.message);
 *     duban_destroy (&duban);
 *
 * Threads: a duban_t belongs to one thread at a time. Different connections are independent. A
 * connection does not survive fork.
 *
 * Waiting: every request ends within its deadline, with the daemon's reply or with an error. A
 * request that is not answered is sent again with the same submission id and the same rid; the
 * daemon recognises it and gives the first answer again. `busy` and `unavailable` are tried again
 * with growing pauses, for ten seconds at most. Acts are the exception: an act that was sent and
 * not answered is not sent again, because it could be done twice; the error is `timeout`, and the
 * case's timeline tells whether it was done.
 *
 * Strings are UTF-8, NUL-terminated, NULL or "" when not given; lists of strings end with NULL.
 * Terms ("media", "real_name", "c3" …) are those of PROTOCOL.md. Times are UTC milliseconds, 0 when
 * not given. Every function that can fail takes a duban_error_t to fill, which may be NULL. */
#ifndef DUBAN_H
#define DUBAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DUBAN_API __attribute__((visibility("default")))

#define DUBAN_ID_BYTES     48 /* an id with its NUL: gateway, submission, person, section */
#define DUBAN_ERROR_BYTES  256
#define DUBAN_WINDOW_MAX   1024 /* requests in flight on one connection */
#define DUBAN_DEADLINE_MS  10000
#define DUBAN_NEW_ID_BYTES 27

/* What went wrong. The codes of the daemon (PROTOCOL.md, "Errors"), then those found here. */
typedef enum {
    DUBAN_OK,
    DUBAN_MALFORMED,
    DUBAN_UNKNOWN_OP,
    DUBAN_INVALID,
    DUBAN_TOO_LARGE,
    DUBAN_CONFLICT, /* the id was used for another submission */
    DUBAN_NOT_FOUND,
    DUBAN_REFUSED, /* the actor may not do or see this */
    DUBAN_WRONG_STATE,
    DUBAN_UNAVAILABLE,
    DUBAN_BUSY,
    DUBAN_TIMEOUT = 64,  /* sent, and not answered within the deadline */
    DUBAN_NOT_CONNECTED, /* not sent: no duband at the endpoint */
    DUBAN_WINDOW_FULL,   /* too many requests in flight: receive first */
    DUBAN_OTHER,         /* a code that this version of the library does not know, or a bad reply */
} duban_code_t;

typedef struct {
    duban_code_t code;
    char field[64];                  /* the field of the request that it is about, or "" */
    char message[DUBAN_ERROR_BYTES]; /* a sentence: what, and what to do */
} duban_error_t;

typedef struct duban duban_t;

/* How long things may take; 0 gives the default. */
typedef struct {
    int deadline_ms; /* of every request; default DUBAN_DEADLINE_MS, at most 3,600,000 */
    int retry_ms;    /* silence after which a request is sent again; default deadline_ms / 4 */
    int connect_ms;  /* how long a request waits to be sent at all; default deadline_ms */
} duban_options_t;

/* Connects in the background: a daemon that is not there yet is no error here, but for the
 * requests. NULL when the endpoint cannot be understood. The caller owns the connection. */
DUBAN_API duban_t *duban_connect(
    const char *endpoint, const duban_options_t *options, duban_error_t *error);

/* Closes at once; requests in flight are given up (what the daemon took it keeps). */
DUBAN_API void duban_destroy(duban_t **self_p);

/* A complaint (op submit). */
typedef struct {
    const char *gateway; /* required; who speaks: "web", "sms" … at most 47 bytes */
    const char *id;      /* the sender's own id, unique in the gateway; not given: a new ULID */
    const char *source;  /* "complaint" (default) or "report" */
    const char *channel; /* "web", "sms", "phone", "letter", "visit" … */
    const char *privacy; /* "anonymous", "confidential", "real_name" */
    const char *title;   /* at most 1,024 bytes */
    const char *text;    /* required; at most 65,536 bytes */
    const char *accused; /* whom the sender names, in his own words; at most 1,024 bytes */
    const char *name;    /* sealed by the daemon at once; at most 96 bytes */
    const char *contact; /* the same */
    int64_t sent_ms;     /* when the citizen sent it to the gateway */
} duban_submission_t;

/* An inspector's finding (op finding). */
typedef struct {
    const char *gateway; /* required; the field tool */
    const char *id;
    const char *inspector; /* person of the org chart */
    const char *source;    /* required: "spot_check", "media", "superior_inspection" … */
    const char *body;      /* the inspecting body */
    const char *outlet;    /* source media: the outlet */
    const char *title;
    const char *text;      /* required */
    int64_t discovered_ms; /* required */
    int64_t occurred_ms;
    int64_t known_ms; /* when the bureau already knew */
    const char *const *kinds;
    const char *conduct;
    const char *severity;
    const char *const *sections; /* at most 8 ids of the org chart */
    const char *const *persons;  /* the same */
    const char *measure;         /* source self: how it is put right (P9), */
    int64_t rectify_by_ms;       /* until when, */
    const char *responsible;     /* and who answers for that, of the org chart */
    const char *task;            /* source overdue_task: what was not carried out (P14), */
    int64_t task_due_ms;         /* and when it was due */
    const char *const *cite;     /* items of negative lists, "approval/3"; at most 4 */
} duban_finding_t;

/* What a member of staff does to a case (op act). */
typedef struct {
    const char *as; /* person of the org chart; not given: the operator of this machine */
    uint64_t case_number;
    const char *verb;
    const char *reason;
    uint64_t line; /* 0: the case itself */
    bool scope;
    const char *const *kinds;
    const char *conduct;
    const char *severity;
    const char *const *sections;
    const char *const *persons;
    const char *const *handlers; /* at most 6 */
    const char *outcome;
    int64_t until_ms;                         /* shelve, rectify, pause: a date */
    const char *clock;                        /* pause, resume, extend: which clock */
    const char *const *measures;              /* agree, decide: ids of sanctions.conf, at most 4 */
    bool inexperience, unprohibited, no_gain; /* tolerate: the three questions of P34 */
    bool off;                                 /* typical: no longer */
    const char *notice;                       /* notify: what the complainant was told */
    bool external;                            /* expose: outside the bureau as well */
    const char *source;                       /* evidence: how it was discovered again */
    const char *body;                         /* … the inspecting body */
    const char *outlet;                       /* … source media: the outlet */
    int64_t discovered_ms;                    /* … when */
    uint64_t into;                            /* merge: the other case */
} duban_act_t;

/* What comes from a complainant after the submission (op respond). */
typedef struct {
    const char *gateway;  /* required; the one that sent the submission */
    const char *receipt;  /* required */
    const char *id;       /* the sender's own id, unique in the case; not given: a new ULID */
    const char *response; /* required: "told", "withdraw", "object", "rate", "add" */
    const char *notice;   /* told: which notice was delivered */
    uint64_t rating;      /* rate: 1 to 5, the best last */
    const char *text;     /* the complainant's words; at most 8,192 bytes */
} duban_response_t;

/* Take everything that is due (op sweep). */
typedef struct {
    const char *as;
    bool dry_run;
    int64_t at_ms; /* dry runs only: the moment to judge by */
} duban_sweep_t;

/* A question (op query). `what` says which; the other members narrow it. */
typedef struct {
    const char *as;
    const char *what; /* "status", "list", "show", "timeline", "notices", "report" … */
    const char *receipt;
    const char *gateway;
    const char *id;
    uint64_t case_number;
    const char *state;
    const char *stage;
    const char *kind;
    const char *source;
    const char *trigger;
    const char *section;
    const char *person;
    bool overdue;
    uint64_t after;  /* list: below this case; ledger, notices: the `next` of the page before */
    uint64_t limit;  /* at most 500 */
    int64_t from_ms; /* report: half-open */
    int64_t until_ms;
    bool urgent;        /* list: what waits for attention the same day */
    const char *period; /* report: "2015-08-1" (上旬), "2015Q4", "due" … instead of the moments */
    bool propose;       /* report: which cases might be typical */
    bool recount;       /* report: count the ledger too, and compare */
    int64_t at_ms;      /* negative: the moment */
    uint64_t before;    /* work: the case as it stood before this event */
    bool external;      /* exposures: only those outside the bureau */
    uint64_t year;      /* record */
} duban_query_t;

/* What the daemon gives for a submission or a finding, after it is on disk. */
typedef struct {
    uint64_t case_number;
    char receipt[DUBAN_ID_BYTES];
    bool created; /* false: it was there already, from an earlier try */
    char state[24];
    int64_t received_ms;
    uint64_t event;
} duban_receipt_t;

/* Any other reply: a msgpack map. The caller owns it. */
typedef struct duban_reply duban_reply_t;

/* 0 and the receipt, or -1 and the error. */
DUBAN_API int duban_submit(duban_t *self, const duban_submission_t *submission,
    duban_receipt_t *receipt, duban_error_t *error);
DUBAN_API int duban_finding(
    duban_t *self, const duban_finding_t *finding, duban_receipt_t *receipt, duban_error_t *error);

/* The reply, for duban_reply_destroy; NULL and the error. */
DUBAN_API duban_reply_t *duban_act(duban_t *self, const duban_act_t *act, duban_error_t *error);
DUBAN_API duban_reply_t *duban_respond(
    duban_t *self, const duban_response_t *response, duban_error_t *error);
DUBAN_API duban_reply_t *duban_sweep(
    duban_t *self, const duban_sweep_t *sweep, duban_error_t *error);
DUBAN_API duban_reply_t *duban_query(
    duban_t *self, const duban_query_t *query, duban_error_t *error);
DUBAN_API duban_reply_t *duban_ping(duban_t *self, duban_error_t *error);

/* Pipelining: posts without waiting and returns the request's rid, for duban_receive. 0 and the
 * error when the window is full or the request is larger than the daemon takes. The strings are
 * copied. */
DUBAN_API uint64_t duban_post_submission(
    duban_t *self, const duban_submission_t *submission, duban_error_t *error);
DUBAN_API uint64_t duban_post_finding(
    duban_t *self, const duban_finding_t *finding, duban_error_t *error);

/* Waits up to `wait_ms` for any posted request to end and returns its rid, with error->code
 * DUBAN_OK and the receipt, or with the error (which may not be NULL). Each rid is returned once,
 * in the order in which the requests end. 0 when none ended. Also does the retries, so call it
 * again and again while duban_pending is not 0. */
DUBAN_API uint64_t duban_receive(
    duban_t *self, int wait_ms, duban_receipt_t *receipt, duban_error_t *error);

/* How many posted requests have not been received. */
DUBAN_API size_t duban_pending(const duban_t *self);

/* The whole reply as one msgpack map, for a msgpack library; valid as long as the reply. */
DUBAN_API const void *duban_reply_bytes(const duban_reply_t *reply, size_t *length);

/* A member of the reply's map: its number (or 0 or 1 for a boolean), or `otherwise` when there is
 * none of that key and type. */
DUBAN_API uint64_t duban_reply_number(
    const duban_reply_t *reply, const char *key, uint64_t otherwise);

/* A string member (not NUL-terminated; `length` is set), or NULL. Valid as long as the reply. */
DUBAN_API const char *duban_reply_text(const duban_reply_t *reply, const char *key, size_t *length);

DUBAN_API void duban_reply_destroy(duban_reply_t **self_p);

/* A new submission id: a ULID, greater than every one that this process made before. */
DUBAN_API void duban_new_id(char out[DUBAN_NEW_ID_BYTES]);

/* "timeout", "conflict" …: the code as PROTOCOL.md writes it. Never NULL. */
DUBAN_API const char *duban_code_name(duban_code_t code);

#ifdef __cplusplus
}
#endif

#endif
