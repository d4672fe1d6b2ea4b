/* Events: the only thing that changes a case. What the ledger stores, what the workers' verdicts
 * become, and the hash chain over them. */
#ifndef DUBAN_EVENT_H
#define DUBAN_EVENT_H

#include "case.h"

#define RULES_MAX          40
#define INPUTS_BYTES       200
#define EVIDENCE_MAX       32
#define EVIDENCE_ID_BYTES  48
#define PROPOSED_RULES_MAX 64
#define STEP_TO_MAX        6

/* A clock that an event starts, moves up a level, or stops. */
typedef struct {
    clock_kind_t kind;
    uint64_t line;
    bool stop; /* otherwise it starts, with the two times below … */
    bool move; /* … or, running already, only its times move (a pause, an extension) */
    int64_t due_ms;
    int64_t next_ms;
    int64_t paused_until_ms;
    bool extended;
    bool dated; /* it starts, due at a date that somebody gave */
    bool rest;  /* it stops and may go on; or it starts and goes on from where it rested */
} clock_change_t;

/* A rule that was asked, what it answered, and with which inputs (promise 3). */
typedef struct {
    char rule[RULE_BYTES];
    bool holds;
    char inputs[INPUTS_BYTES];
} rule_hit_t;

/* Why the classifier says so: a rule of the lexicon and where in the text it matched. */
typedef struct {
    char rule[EVIDENCE_ID_BYTES];
    kind_t kind; /* unset for the rules of the scope gate */
    double weight;
    bool in_title;  /* the span is in the title, otherwise in the text */
    uint64_t start; /* byte offsets into the original UTF-8, on character bounds */
    uint64_t end;
} evidence_t;

typedef struct {
    bool is_finding;
    source_t source;
    channel_t channel;
    privacy_t privacy;
    char gateway[ID_BYTES];
    char key[ID_BYTES];
    char body[NAME_BYTES];
    char outlet[NAME_BYTES];
    int64_t discovered_ms;
    int64_t occurred_ms;
    int64_t known_ms;
    uint8_t text_digest[DIGEST_BYTES];
    uint64_t text_bytes;
    uint64_t kinds; /* set of kind_t, where an inspector names them */
    conduct_t conduct;
    severity_t severity;
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
    size_t clock_count;
    clock_change_t clocks[4];
    char measure[REASON_BYTES]; /* P9: how it is put right, until when, and who answers for it */
    int64_t rectify_by_ms;
    char responsible[ID_BYTES];
    char task[REASON_BYTES]; /* P14: the task that was let lie, and when it was due */
    int64_t task_due_ms;
    size_t cite_count;
    cite_t cites[CITES_MAX]; /* P16 */
} registered_t;

/* A classifier's verdict: the data of `classified`, and of `abstained` when `abstained` is set. */
typedef struct {
    char abstained[REASON_BYTES]; /* why the classifier would not say; "" when it does */
    bool scope;
    size_t kind_count;
    kind_score_t kinds[KINDS_MAX];
    conduct_t conduct;
    severity_t severity;
    double score; /* of the scope, 0 to 1 */
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
    size_t evidence_count;
    evidence_t evidence[EVIDENCE_MAX];
    size_t clock_count;
    clock_change_t clocks[4]; /* filled by the registry, not by the classifier */
    bool urgent;              /* the text speaks of danger to life: attention the same day */
    bool confidential;        /* the sender asks not to be named */
    uint64_t fingerprint;     /* of the text (workers/fingerprint.h); 0: it has none */
} classified_t;

/* An escalator's verdict on a classified case: the data of `assessed`; its rules, lines, clocks and
 * need are the data of `pursued` too. */
typedef struct {
    phase_t phase;
    uint64_t triggers;
    bool strict;
    bool accept; /* the advice to the discipline group */
    need_t need; /* set: a person must look at it, and why */
    size_t rule_count;
    rule_hit_t rules[RULES_MAX];
    size_t line_count;
    line_t lines[LINES_MAX];
    size_t clock_count;
    clock_change_t clocks[CLOCKS_MAX];
    bool bypass;      /* P52: about the principal or the discipline group */
    uint64_t similar; /* the earlier case that it is proposed to be merged into; 0: none */
} assessed_t;

typedef struct {
    stage_t stage;
    uint64_t attempt;
    bool parked; /* the last attempt: the case joins the human queue */
    char reason[REASON_BYTES];
} attempt_failed_t;

/* One rung of the ladder of an overdue clock: the data of `escalated`. */
typedef struct {
    clock_kind_t clock;
    uint64_t line;
    level_t level;
    int64_t due_ms;
    int64_t next_ms; /* of the rung after this one; 0 when there is none */
    size_t to_count;
    char to[STEP_TO_MAX][ID_BYTES]; /* who is told */
    size_t skipped_count;
    char skipped[STEP_TO_MAX][ID_BYTES]; /* who is not, because he is recused (P51) */
    char rule[RULE_BYTES];
} escalated_t;

/* What a person did: the data of `acted`. */
typedef struct {
    verb_t verb;
    char reason[REASON_BYTES];
    state_t state; /* the state the case goes to; unset: it stays */
    uint64_t line; /* the line the act is on; 0: the case */
    bool scope;    /* verb classify */
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
    char office[ID_BYTES]; /* verb transfer */
    size_t measure_count;
    char measures[MEASURES_MAX][SANCTION_BYTES];
    uint64_t lists; /* verb decide: set of sanction_list_t, where the measures stand */
    bool inexperience, unprohibited, no_gain; /* verb tolerate: the three questions of P34 */
    discovery_t discovery;                    /* verb evidence */
    size_t clock_count;
    clock_change_t clocks[CLOCKS_MAX];
    bool off;            /* verb typical: no longer */
    notice_t notice;     /* verb notify */
    bool external;       /* verb expose: outside the bureau as well */
    exposure_t exposure; /* verb expose: how far by this act; unset: others must approve first */
    uint64_t into;       /* verbs merge, unmerge: the other case */
} acted_t;

/* What came from the complainant: the data of `responded`. His words stand in `document`. */
typedef struct {
    response_t response;
    char key[ID_BYTES]; /* the sender's own id of it */
    notice_t notice;    /* told */
    uint64_t rating;    /* rate */
    uint8_t text_digest[DIGEST_BYTES];
    uint64_t text_bytes;
    state_t state; /* the state the case goes to; unset: it stays */
    size_t clock_count;
    clock_change_t clocks[2];
} responded_t;

/* Another case is merged into this one, or leaves it again: the data of `joined`. What the other
 * brings that this one has not: only that is named. */
typedef struct {
    uint64_t other; /* the case that joins or leaves */
    bool left;
    uint64_t complainants; /* that it stands for */
    char reason[REASON_BYTES];
    bool assess;           /* it brings something: the escalator looks again */
    int64_t discovered_ms; /* an earlier discovery; 0: it was not earlier */
    severity_t severity;   /* a graver one */
    uint64_t triggers;     /* set of trigger_t that it has met (P38) */
    size_t kind_count;
    kind_score_t kinds[KINDS_MAX];
    size_t section_count;
    char sections[SECTIONS_MAX][ID_BYTES];
    size_t person_count;
    char persons[PERSONS_MAX][ID_BYTES];
} joined_t;

/* The case that this one is merged into was accepted, or has ended, or … : the data of `followed`.
 * The complainant is told what he would be told if it were his own case (P53). */
typedef struct {
    uint64_t into;
    verb_t verb; /* what was done there */
    state_t state;
    outcome_t outcome;
    size_t clock_count;
    clock_change_t clocks[2];
} followed_t;

/* What the rules allow on one line that was found (P30–P37). */
typedef struct {
    uint64_t line;
    size_t proposal_count;
    char proposals[PROPOSALS_MAX][SANCTION_BYTES]; /* ids of sanctions.conf, lightest first */
    relief_t relief;
} line_proposal_t;

/* An escalator's proposals on the found lines of a case: the data of `proposed`. */
typedef struct {
    size_t rule_count;
    rule_hit_t rules[PROPOSED_RULES_MAX];
    size_t line_count;
    line_proposal_t lines[LINES_MAX];
    size_t clock_count;
    clock_change_t clocks[CLOCKS_MAX]; /* filled by the registry */
} proposed_t;

/* A running clock that comes out otherwise by a changed calendar or changed lengths. */
typedef struct {
    clock_kind_t kind;
    uint64_t line;
    int64_t due_ms;
    int64_t next_ms;
    int64_t was_due_ms;
} clock_moved_t;

/* The data of `rescheduled`: the clocks that came out otherwise, and no others. */
typedef struct {
    size_t clock_count;
    clock_moved_t clocks[CLOCKS_MAX];
} rescheduled_t;

typedef struct {
    uint64_t number; /* 1, 2, … without a gap */
    int64_t at_ms;
    uint64_t case_number;
    uint64_t previous; /* the case's event before this one; 0 for its first */
    event_kind_t kind;
    char actor[ID_BYTES];
    role_t role;
    uint8_t policy[DIGEST_BYTES]; /* digest of the policy files in force */
    union {
        registered_t registered;
        classified_t classified; /* EVENT_CLASSIFIED and EVENT_ABSTAINED */
        assessed_t assessed;     /* EVENT_ASSESSED and EVENT_PURSUED */
        attempt_failed_t attempt_failed;
        escalated_t escalated;
        acted_t acted;
        proposed_t proposed;
        rescheduled_t rescheduled;
        responded_t responded;
        joined_t joined;
        followed_t followed;
    } data;
} event_t;

extern const record_t CLOCK_CHANGE_RECORD, RULE_HIT_RECORD, EVIDENCE_RECORD, REGISTERED_RECORD,
    CLASSIFIED_RECORD, ASSESSED_RECORD, ATTEMPT_FAILED_RECORD, ESCALATED_RECORD, ACTED_RECORD,
    LINE_PROPOSAL_RECORD, PROPOSED_RECORD, CLOCK_MOVED_RECORD, RESCHEDULED_RECORD, RESPONDED_RECORD,
    PURSUED_RECORD, JOINED_RECORD, FOLLOWED_RECORD;

/* The table that describes the data of an event of this kind; NULL for unknown kinds. */
const record_t *event_data_record(event_kind_t kind);

/* Appends the event's bytes as the ledger hashes and stores them:
 * [version, number, at_ms, case, previous, "kind", actor, "role", policy, {data}]. The kind and the
 * role must be set. */
void event_pack(const event_t *event, buffer_t *buffer);

/* Reads event_pack back; of `data` only the member that the kind names is filled. -1 with the fault
 * when the bytes are no event of a known version. */
int event_unpack(
    unpacker_t *unpacker, const void *bytes, size_t length, event_t *event, fault_t *fault);

/* The chain: next = BLAKE2b-256 (previous ‖ bytes of the event). Before the first event the hash is
 * all zero. `next` may be `previous`. */
void chain_next(const uint8_t previous[DIGEST_BYTES], const void *bytes, size_t length,
    uint8_t next[DIGEST_BYTES]);

#endif
