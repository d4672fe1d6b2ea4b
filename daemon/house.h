/* The house: everything that the daemon's turns work with, put up in order and taken down. */
#ifndef DUBAN_HOUSE_H
#define DUBAN_HOUSE_H

#include "../config/settings.h"
#include "desk.h"
#include "outbox.h"
#include "reader.h"
#include "rejects.h"
#include "reschedule.h"
#include "rules.h"
#include "sockets.h"

/* A submission from a PULL socket. Nobody sends it again, so it is held until it is on disk. */
typedef struct {
    zmq_msg_t body;
    const char *flaw; /* its frames were no message of duban */
    fault_t fault;    /* of the last try; code ERROR_NONE when it was taken */
} held_t;

/* One thread owns it. */
typedef struct {
    const settings_t *settings;
    rules_t *rules;
    store_t *store;
    sockets_t sockets;
    registry_t registry;
    foreman_t foreman;
    reschedule_t reschedule;
    desk_t desk;
    outbox_t outbox;
    rejects_t *rejects;
    reader_t *quick, *thorough; /* short queries; those that may read the whole store */
    held_t *held;
    size_t held_count;
    bool policy_unsaved; /* the bundle in force is not in the store yet */
    int64_t started_ms;
    bool no_room; /* the last commit found none: one turn without intake, for the rest */
    uint64_t turns, full_turns;
    buffer_t scratch;
} house_t;

/* Opens the store (its lock first), then binds the sockets. Takes over the caller's hold on the
 * rules. The settings must outlive the house. -1 with the fault; house_close is due in any case. */
int house_open(house_t *self, const settings_t *settings, rules_t *rules,
    const store_options_t *options, fault_t *fault);
void house_close(house_t *self);

/* Puts other rules in force; takes over the caller's hold on them. */
void house_set_rules(house_t *self, rules_t *rules);

/* The endpoint that in-process workers connect to. */
#define WORK_INPROC "inproc://duban-work"

#endif
