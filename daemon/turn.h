/* One turn of the loop: drain, apply, commit, answer, publish, hand out work. */
#ifndef DUBAN_TURN_H
#define DUBAN_TURN_H

#include "../config/settings.h"
#include "desk.h"
#include "outbox.h"
#include "reader.h"
#include "rejects.h"
#include "rules.h"
#include "sockets.h"

/* A submission from a PULL socket. Nobody sends it again, so it is held until it is on disk. */
typedef struct {
    zmq_msg_t body;
    const char *flaw; /* its frames were no message of duban */
    fault_t fault;    /* of the last try; code ERROR_NONE when it was taken */
} held_t;

/* Everything that a turn works with; built and owned by the server. */
typedef struct {
    const settings_t *settings;
    rules_t *rules;
    store_t *store;
    sockets_t sockets;
    registry_t registry;
    foreman_t foreman;
    desk_t desk;
    outbox_t outbox;
    rejects_t *rejects;
    reader_t *quick, *thorough; /* short queries; those that may read the whole store */
    held_t *held;
    size_t held_count;
    bool policy_unsaved; /* the bundle in force is not in the store yet */
    int64_t started_ms;
    uint64_t turns, full_turns;
    buffer_t scratch;
} house_t;

typedef struct {
    bool busy;   /* something was done: look again at once */
    bool failed; /* the store failed: the process must end */
} turn_result_t;

/* Makes one turn. Reads the clocks once. */
turn_result_t turn_make(house_t *house);

/* Passes on what readers have answered. True when there was something. */
bool turn_pass_answers(house_t *house);

#endif
