/* The messages between the daemon and its workers: ready, policy, work, results, leave. */
#ifndef DUBAN_WORK_H
#define DUBAN_WORK_H

#include "event.h"

#define WORK_BYTES_MAX    (16 * 1024 * 1024) /* ZMQ_MAXMSGSIZE of the work socket */
#define WORK_BATCH_MAX    256                /* items of one work or result message */
#define WORK_HEARTBEAT_MS 1000               /* a worker says `ready` at least this often */
#define STEPS_MAX         LEVEL_COUNT        /* rungs that one overdue clock can climb at once */
#define BUNDLE_FILES_MAX  16

/* The `op` of a message on the work socket. */
typedef enum {
    WORK_OP_UNSET,
    WORK_READY,  /* worker → daemon: {op, stage, capacity, policy, name}; also the heartbeat */
    WORK_LEAVE,  /* worker → daemon: {op}; its leases go back without blame */
    WORK_RESULT, /* worker → daemon: {op, stage, policy, results: […]} */
    WORK_POLICY, /* daemon → worker: {op, policy, files: [{name, bytes}]} */
    WORK_ITEMS,  /* daemon → worker: {op, stage, policy, items: […]} */
    WORK_OP_COUNT,
} work_op_t;

extern const terms_t WORK_OPS;

typedef struct {
    work_op_t op;
    stage_t stage;
    uint64_t capacity;            /* READY: how many items it will hold at once */
    uint8_t policy[DIGEST_BYTES]; /* the policy that the worker has loaded, or the work needs */
    char name[NAME_BYTES];        /* READY: for people: "classifier@host:pid" */
} work_head_t;

/* P32 (b): how often whoever a found line is on was complained of with reason (Q20). */
typedef struct {
    uint64_t line;
    uint64_t complaints; /* substantiated ones, this case counted too */
} past_t;

/* P39: a jurisdiction that the case lies in, with what is known of its leader. */
#define JURISDICTIONS_MAX 16
typedef struct {
    char section[ID_BYTES]; /* a concerned section; "": all that the leader answers for */
    char leader[ID_BYTES];  /* its deputy at the time of the act, or the principal */
    /* Substantiated cases within the window (Q17), of them serious (Q18), with bad impact (Q19) */
    uint64_t substantiated, serious, impacts;
    uint64_t overdue; /* other cases, escalated to the leader and waiting for him still (Q16) */
    bool pursued;     /* in another case, within the window, for his principal responsibility */
} jurisdiction_t;

/* One piece of work. `lease` tells the daemon which sending a result belongs to. */
typedef struct {
    uint64_t lease;
    slice_t case_value; /* record_pack_value of CASE_RECORD */
    /* stage classify */
    slice_t title;
    slice_t text;
    slice_t accused;
    /* stage escalate: what the case alone does not say */
    bool complaint_before; /* P36: a complaint about the same person or section came earlier */
    bool repeated;         /* P31: somebody found here was found before, within 24 months (Q21) */
    uint64_t similar;      /* an earlier open case with nearly the same text; 0: none */
    uint64_t distance;     /* bits in which the two fingerprints differ */
    /* stages escalate and clock: the moment to judge by */
    int64_t now_ms;
    /* stage clock */
    clock_kind_t clock;
    uint64_t line;
    size_t past_count; /* stage escalate: one for each found line on a person */
    past_t past[LINES_MAX];
    size_t jurisdiction_count; /* stages escalate and clock */
    jurisdiction_t jurisdictions[JURISDICTIONS_MAX];
} work_item_t;

/* What a worker made of one item: a failure, or the member that its stage names. */
typedef struct {
    uint64_t lease;
    char failure[REASON_BYTES]; /* why the item could not be done; "" otherwise */
    classified_t classified;    /* stage classify */
    assessed_t assessed;        /* stage escalate: a case that was classified */
    proposed_t proposed;        /* stage escalate: a case with lines that were found */
    size_t step_count;          /* stage clock: in the order of the levels */
    escalated_t steps[STEPS_MAX];
    assessed_t pursued; /* stages escalate (beside `proposed`) and clock: lines opened by P39 */
} work_result_t;

/* One file of the policy bundle. */
typedef struct {
    char name[ID_BYTES];
    slice_t bytes;
} bundle_file_t;

extern const record_t PAST_RECORD, JURISDICTION_RECORD, WORK_HEAD_RECORD, WORK_ITEM_RECORD,
    WORK_RESULT_RECORD, BUNDLE_FILE_RECORD;

/* Packs {head…, "items": [n maps]} or {head…, "results": [n maps]}; the caller then packs the n
 * items with record_pack_map. `list` is "items", "results" or "files"; n may be 0. */
msgpack_packer work_pack_head(
    const work_head_t *head, const char *list, size_t count, buffer_t *buffer);

#endif
