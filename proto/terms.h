/* The vocabulary of duban: every enumeration that crosses a socket or a disk, with its wire name
 * and its Chinese original (POLICY §3–§11). Values are append-only, 0 always means "not set". */
#ifndef DUBAN_TERMS_H
#define DUBAN_TERMS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name; /* wire name; NULL at index 0 */
    const char *zh;   /* the term in the plan's language, for people */
} term_t;

typedef struct {
    const char *what; /* names the vocabulary in messages: "source", "state" … */
    const term_t *terms;
    size_t count; /* including the unset value 0 */
} terms_t;

/* POLICY §3, P21–P23: how a problem came to light. */
typedef enum {
    SOURCE_UNSET,
    SOURCE_COMPLAINT,
    SOURCE_REPORT,
    SOURCE_SELF,
    SOURCE_PEER,
    SOURCE_BUREAU,
    SOURCE_PUBLIC_OPINION,
    SOURCE_SUPERIOR_POINTED,
    SOURCE_OPEN_COVERT,
    SOURCE_SPOT_CHECK,
    SOURCE_CONCENTRATED,
    SOURCE_SYMPOSIUM,
    SOURCE_BUREAU_INSPECTION,
    SOURCE_SUPERIOR_INSPECTION,
    SOURCE_MEDIA,
    SOURCE_OVERDUE_TASK,
} source_t;

/* The way a complaint reached a gateway, or a finding the field tool. */
typedef enum {
    CHANNEL_UNSET,
    CHANNEL_WEB,
    CHANNEL_SMS,
    CHANNEL_PHONE,
    CHANNEL_LETTER,
    CHANNEL_VISIT,
    CHANNEL_TOOL,
    CHANNEL_IMPORT,
} channel_t;

/* P50: what the complainant asked for. */
typedef enum {
    PRIVACY_UNSET,
    PRIVACY_ANONYMOUS,
    PRIVACY_CONFIDENTIAL,
    PRIVACY_REAL_NAME,
} privacy_t;

/* P24–P28: the five kinds of problem. */
typedef enum { KIND_UNSET, KIND_C1, KIND_C2, KIND_C3, KIND_C4, KIND_C5, KIND_COUNT } kind_t;

/* P29: the conduct class. */
typedef enum { CONDUCT_UNSET, CONDUCT_INACTION, CONDUCT_SLOW, CONDUCT_ARBITRARY } conduct_t;

/* P29: the conduct class of a kind when nothing says otherwise; unset for an unset kind. */
conduct_t kind_conduct(kind_t kind);

typedef enum { SEVERITY_UNSET, SEVERITY_MINOR, SEVERITY_GENERAL, SEVERITY_SERIOUS } severity_t;

/* P7–P15e: the campaign's phases. */
typedef enum {
    PHASE_UNSET,
    PHASE_BEFORE,
    PHASE_SELF_CHECK,
    PHASE_CONCENTRATED,
    PHASE_CONSOLIDATION,
    PHASE_ENDED,
} phase_t;

/* P38: what makes one case a double investigation. */
typedef enum { TRIGGER_UNSET, TRIGGER_T1, TRIGGER_T2, TRIGGER_T3 } trigger_t;

/* POLICY §9. A case is `received` only before its first event; the store never holds one. */
typedef enum {
    STATE_UNSET,
    STATE_RECEIVED,
    STATE_REGISTERED,
    STATE_CLASSIFIED,
    STATE_ACCEPTED,
    STATE_NOT_ACCEPTED,
    STATE_ASSIGNED,
    STATE_INQUIRY,
    STATE_VERIFYING,
    STATE_SHELVED,
    STATE_FOUND,
    STATE_PROPOSED,
    STATE_HEARD,
    STATE_DECIDED,
    STATE_EXEMPTED,
    STATE_RECTIFYING,
    STATE_RECTIFIED,
    STATE_FEEDBACK,
    STATE_CLOSED,
    STATE_CLEARED,
    STATE_MERGED,
    STATE_RETURNED,
    STATE_TRANSFERRED,
    STATE_BYPASSED,
    STATE_REOPENED,
    STATE_UNDER_REVIEW,
    STATE_COUNT,
} state_t;

/* Who a case waits for; the stage index is the queue (DESIGN, "Stages, leases, workers"). */
typedef enum {
    STAGE_UNSET,
    STAGE_CLASSIFY, /* a classifier */
    STAGE_ESCALATE, /* an escalator */
    STAGE_HUMAN,    /* a person, because the machine gave up and says why */
    STAGE_STAFF,    /* the staff, in the ordinary course */
    STAGE_DONE,     /* nobody: closed, or ended otherwise */
    STAGE_CLOCK,    /* never a case's stage: work of an escalator on an overdue clock */
    STAGE_COUNT,
} stage_t;

/* Why a case is in the human queue. */
typedef enum {
    NEED_UNSET,
    NEED_ABSTAINED, /* the classifier would not say */
    NEED_PARKED,    /* three attempts of a worker failed */
    NEED_LATE,      /* not classified when its clock ran out */
    NEED_NO_TARGET, /* P38 names leaders, but no section or post holder is known */
    NEED_URGENT,    /* danger to life or safety: a person takes it in hand today */
    NEED_SIMILAR,   /* its text is nearly that of an earlier case: perhaps they are one */
    NEED_WITHDRAWN, /* the complainant withdraws; only the staff ends a case (P13) */
    NEED_OBJECTION, /* the complainant objects (P53) */
    NEED_ADDED,     /* the complainant has sent more words */
} need_t;

typedef enum {
    LINE_UNSET,
    LINE_PERSON,
    LINE_DOUBLE_INVESTIGATION,
    LINE_PRINCIPAL_RESPONSIBILITY,
    LINE_SUPERVISION_RESPONSIBILITY,
} line_kind_t;

typedef enum {
    LINE_STATE_UNSET,
    LINE_OPENED,
    LINE_ASSIGNED,
    LINE_CONCLUDED,
    LINE_FOUND,    /* its outcome stands */
    LINE_PROPOSED, /* the escalator has said what the rules allow */
    LINE_HEARD,    /* P54 */
} line_state_t;

/* POLICY §8. */
typedef enum {
    CLOCK_UNSET,
    CLOCK_CLASSIFY,
    CLOCK_RETURN,
    CLOCK_ACCEPT,
    CLOCK_NOTIFY, /* tell a real-name complainant of the acceptance */
    CLOCK_ASSIGN,
    CLOCK_INQUIRY,
    CLOCK_VERIFY,
    CLOCK_PROPOSE,
    CLOCK_DECIDE,
    CLOCK_RECTIFY,
    CLOCK_FEEDBACK,
    CLOCK_LEADER, /* a leader's investigation is to be taken up */
    CLOCK_MEDIA,  /* a media item is to reach the principal */
    CLOCK_REVIEW, /* a shelved case, or a request for review, is to be looked at */
    CLOCK_URGENT, /* danger to life or safety is to be attended to the same day */
    CLOCK_COUNT,
} clock_kind_t;

/* POLICY §8: the rungs an overdue clock climbs, each once. */
typedef enum {
    LEVEL_UNSET,
    LEVEL_HUMAN, /* the classify clock: the case joins the human queue; urgent: told at once */
    LEVEL_URGE,
    LEVEL_DEPUTY,
    LEVEL_PRINCIPAL,
    LEVEL_SUPERIOR,
    LEVEL_COUNT,
} level_t;

typedef enum {
    ROLE_UNSET,
    ROLE_GATEWAY,
    ROLE_INSPECTOR,
    ROLE_HANDLER,
    ROLE_DISCIPLINE_GROUP,
    ROLE_SECTION_HEAD,
    ROLE_DEPUTY,
    ROLE_PRINCIPAL,
    ROLE_SUPERIOR,
    ROLE_DISTRICT_DISCIPLINE,
    ROLE_AUDITOR,
    ROLE_OPERATOR,
    ROLE_WORKER,
    ROLE_STAFF, /* a member of staff without an office */
    ROLE_COUNT,
} role_t;

typedef enum {
    EVENT_UNSET,
    EVENT_REGISTERED,
    EVENT_CLASSIFIED,
    EVENT_ABSTAINED,
    EVENT_ASSESSED,
    EVENT_ATTEMPT_FAILED,
    EVENT_ESCALATED,
    EVENT_ACTED,
    EVENT_PROPOSED,
    EVENT_RESCHEDULED,
    EVENT_RESPONDED,
    EVENT_PURSUED,  /* lines on the two responsibilities were opened (P39) */
    EVENT_JOINED,   /* another case is merged into this one, or leaves it again */
    EVENT_FOLLOWED, /* something was done in the case that this one is merged into */
    EVENT_COUNT,
} event_kind_t;

/* What staff may do to a case; daemon/acts.c says when, who, and with what effect. */
typedef enum {
    VERB_UNSET,
    VERB_COMMENT,
    VERB_CLASSIFY,
    VERB_ACCEPT,
    VERB_NOT_ACCEPT,
    VERB_NOTIFY,
    VERB_TAKE_UP,  /* a line: handlers are named, the leader clock stops */
    VERB_CONCLUDE, /* a line: its outcome */
    VERB_CLOSE,
    VERB_TRANSFER, /* to a section, which may return it */
    VERB_RETURN,
    VERB_INQUIRY,
    VERB_VERIFY,
    VERB_SHELVE,
    VERB_FIND,
    VERB_HEAR,
    VERB_TOLERATE, /* the three questions of P34 */
    VERB_AGREE,    /* to a measure that needs more than one (P31 levels 4 and 5) */
    VERB_DECIDE,
    VERB_EXEMPT,
    VERB_RECTIFY,
    VERB_RECTIFIED,
    VERB_APPROVE, /* the rectification */
    VERB_REJECT,
    VERB_FEEDBACK,
    VERB_CLEAR,
    VERB_REOPEN,
    VERB_REVIEW, /* asked for */
    VERB_ANSWER,
    VERB_PAUSE,
    VERB_RESUME,
    VERB_EXTEND,
    VERB_ATTEND,      /* an urgent matter: what was done about the danger */
    VERB_TYPICAL,     /* chosen for the report (P41), or no longer */
    VERB_UNSEAL,      /* the complainant's identity is to be read (P50) */
    VERB_EXPOSE,      /* a line by name (P40) */
    VERB_EVIDENCE,    /* the same problem was discovered again (P38, later triggers) */
    VERB_FLAG_IMPACT, /* a bad impact, by a person's judgement (Q19) */
    VERB_MERGE,       /* into another case about the same matter */
    VERB_UNMERGE,
    VERB_COUNT,
} verb_t;

typedef enum {
    OUTCOME_UNSET,
    OUTCOME_SUBSTANTIATED,
    OUTCOME_PARTLY,
    OUTCOME_UNSUBSTANTIATED,
    OUTCOME_UNCLEAR,
    OUTCOME_FALSE_SUSPECTED,
    OUTCOME_NO_LIABILITY,
    OUTCOME_MERGED, /* of a line: it goes on in the case that this one was merged into */
} outcome_t;

/* P53: what a complainant is to be told, through the gateway that he came by. */
typedef enum {
    NOTICE_UNSET,
    NOTICE_ACCEPTED,
    NOTICE_NOT_ACCEPTED,
    NOTICE_RESULT,
    NOTICE_REVIEW_ANSWER,
    NOTICE_COUNT,
} notice_t;

/* What comes from a complainant after the submission, through his gateway. */
typedef enum {
    RESPONSE_UNSET,
    RESPONSE_TOLD, /* the gateway has delivered a notice */
    RESPONSE_WITHDRAW,
    RESPONSE_OBJECT,
    RESPONSE_RATE,
    RESPONSE_ADD,
    RESPONSE_COUNT,
} response_t;

/* How far a submission is, as its complainant is told: not who is investigated, nor how. */
typedef enum {
    PROGRESS_UNSET,
    PROGRESS_RECEIVED,
    PROGRESS_IN_HAND,
    PROGRESS_NOT_ACCEPTED,
    PROGRESS_CLOSED,
    PROGRESS_UNDER_REVIEW,
    PROGRESS_MERGED,
} case_progress_t;

/* P34–P37: what speaks for less than the ladder. */
typedef enum { RELIEF_UNSET, RELIEF_NONE, RELIEF_EXEMPT, RELIEF_MITIGATE } relief_t;

/* POLICY §5: the lists that measures stand in (P30–P33). */
typedef enum {
    SANCTION_LIST_UNSET,
    SANCTION_REMEDIAL, /* P30 */
    SANCTION_LADDER,   /* P31 */
    SANCTION_ROTATION, /* P32 */
    SANCTION_PARTY,    /* P33, Party members only */
    SANCTION_ADMIN,    /* P33 */
    SANCTION_LIST_COUNT,
} sanction_list_t;

/* P40: how far somebody is exposed by name. */
typedef enum { EXPOSURE_UNSET, EXPOSURE_INTERNAL, EXPOSURE_EXTERNAL } exposure_t;

/* PROTOCOL.md, "Errors", says what a client does with each. */
typedef enum {
    ERROR_NONE,
    ERROR_MALFORMED,
    ERROR_UNKNOWN_OP,
    ERROR_INVALID,
    ERROR_TOO_LARGE,
    ERROR_CONFLICT,
    ERROR_NOT_FOUND,
    ERROR_REFUSED,
    ERROR_WRONG_STATE,
    ERROR_UNAVAILABLE,
    ERROR_BUSY,
    ERROR_COUNT,
} error_code_t;

extern const terms_t SOURCES, CHANNELS, PRIVACIES, KINDS, CONDUCTS, SEVERITIES, PHASES, TRIGGERS,
    STATES, STAGES, NEEDS, LINE_KINDS, LINE_STATES, CLOCKS, LEVELS, ROLES, EVENTS, VERBS, OUTCOMES,
    RELIEFS, ERRORS, NOTICES, RESPONSES, PROGRESSES, EXPOSURES, SANCTION_LISTS;

/* The wire name of `value`, or "-" for 0 and for values outside the vocabulary. Never NULL. */
const char *term_name(const terms_t *terms, unsigned value);

/* The Chinese term of `value`, or "-". Never NULL. */
const char *term_zh(const terms_t *terms, unsigned value);

/* The value of a wire name of `length` bytes, or 0 when the vocabulary has no such name. */
unsigned term_value(const terms_t *terms, const char *name, size_t length);

/* The bit of a value in a set (FIELD_SET): 1 << (value - 1); 0 for value 0. */
uint64_t term_bit(unsigned value);

#endif
