/* Opens the house, waits for messages and signals, and ends in order. */
#include "server.h"

#include "turn.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define TICK_MS 100 /* leases and the watchdog are looked at this often */
/* A closing socket of libzmq 4.3 drops what its thread has taken but not yet written, so the last
 * answers get a moment before it closes. */
#define FLUSH_MS 200
#define STOP_MS  5000 /* for the last messages and queries when duband ends */
#define DAY_MS   INT64_C(86400000)
#define HOUR_MS  INT64_C(3600000)
/* Machines put their clocks right by seconds; a minute and more was somebody's hand. */
#define CLOCK_SLACK_MS INT64_C(60000)

struct server {
    house_t house;
    int signals;
    int64_t watchdog_ms; /* between two signs of life; 0: nobody asks */
    int64_t watched_ms;
    int64_t calendar_ms; /* wall clock: when the calendar was looked at last */
    int64_t behind_ms;   /* monotonic: when it was last said that the clock is behind; 0: not yet */
};

/* ---- building ---- */

static int open_signals(fault_t *fault)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    int file = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (file < 0)
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "signals cannot be read: %s", strerror(errno));
    return file;
}

server_t *server_new(const settings_t *settings, rules_t *rules, fault_t *fault)
{
    server_t *self = calloc(1, sizeof *self);
    if (!self) {
        rules_release(&rules);
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
        return NULL;
    }
    uint64_t watchdog_us = 0;
    if (sd_watchdog_enabled(0, &watchdog_us) > 0)
        self->watchdog_ms = (int64_t)(watchdog_us / 1000 / 2);
    self->signals = open_signals(fault);
    store_options_t options = {
        .map_bytes = settings->store_map_mib * 1024 * 1024,
        .full_percent = (unsigned)settings->store_full_percent,
    };
    int rc = house_open(&self->house, settings, rules, &options, fault);
    if (self->signals < 0 || rc < 0)
        server_destroy(&self);
    return self;
}

void server_destroy(server_t **self_p)
{
    server_t *self = *self_p;
    if (!self)
        return;
    house_close(&self->house);
    if (self->signals >= 0)
        close(self->signals);
    free(self);
    *self_p = NULL;
}

/* ---- the calendar ---- */

/* A daemon that runs for months comes to years that its calendar did not need when it started. */
static void look_at_calendar(server_t *self)
{
    fault_t fault;
    int64_t now_ms = zclock_time();
    const policy_t *policy = self->house.rules->policy;
    if (now_ms - self->calendar_ms < DAY_MS)
        return;
    self->calendar_ms = now_ms;
    int year = policy_provisional_year(policy, now_ms);
    if (policy_check_calendar(policy, now_ms, &fault) < 0)
        fprintf(stderr, "duband: %s; until then its working days are Monday to Friday\n",
            fault.message);
    else if (year)
        fprintf(stderr,
            "duband: the holidays of %d are provisional in calendar.conf: Monday to Friday\n",
            year);
}

/* ---- the clock ---- */

/* The ledger's time stands still while the clock is behind it (ledger_now_ms): no order of events
 * is ever turned round, but nothing falls due at its time either, so it is said, once an hour. */
static void look_at_clock(server_t *self)
{
    int64_t last_ms = self->house.registry.ledger.at_ms, now_ms = zclock_mono();
    int64_t behind_ms = last_ms - zclock_time();
    bool said = self->behind_ms && now_ms - self->behind_ms < HOUR_MS;
    if (behind_ms < CLOCK_SLACK_MS || said)
        return;
    self->behind_ms = now_ms;
    fprintf(stderr,
        "duband: the clock is %lld s behind the last event of the ledger; until it has caught up, "
        "events bear the time of that one. If the clock is wrong, set it right; if it was wrong "
        "before and ran ahead, restore the backup from before that day\n",
        (long long)(behind_ms / 1000));
}

/* ---- signals ---- */

/* A bad file keeps the old rules; either way it is said. */
static void reload(server_t *self)
{
    fault_t fault;
    house_t *house = &self->house;
    sd_notify(0, "RELOADING=1");
    rules_t *rules = rules_load(house->settings->policy, zclock_time(), &fault);
    if (!rules) {
        fprintf(stderr, "duband: the policy files are not taken, the old ones stay: %s\n",
            fault.message);
    } else {
        house_set_rules(house, rules);
        self->calendar_ms = 0;
        fprintf(stderr, "duband: the policy files are loaded anew\n");
    }
    sd_notify(0, "READY=1");
}

/* True when duband is to stop. */
static bool take_signals(server_t *self)
{
    struct signalfd_siginfo info;
    bool stop = false;
    while (read(self->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP)
            reload(self);
        else
            stop = true;
    }
    return stop;
}

/* ---- the loop ---- */

static void watch(server_t *self)
{
    int64_t now_ms = zclock_mono();
    if (!self->watchdog_ms || now_ms - self->watched_ms < self->watchdog_ms)
        return;
    sd_notify(0, "WATCHDOG=1");
    self->watched_ms = now_ms;
}

static void wait_for_messages(server_t *self, bool busy)
{
    house_t *house = &self->house;
    zmq_pollitem_t items[] = {
        {zsock_resolve(house->sockets.intake), 0, ZMQ_POLLIN, 0},
        {zsock_resolve(house->sockets.work), 0, ZMQ_POLLIN, 0},
        {zsock_resolve(house->sockets.feed), 0, ZMQ_POLLIN, 0},
        {reader_socket(house->quick), 0, ZMQ_POLLIN, 0},
        {reader_socket(house->thorough), 0, ZMQ_POLLIN, 0},
        {NULL, self->signals, ZMQ_POLLIN, 0},
        {zsock_resolve(house->sockets.pull), 0, ZMQ_POLLIN, 0},
    };
    int count = sizeof items / sizeof items[0];
    if (house->desk.full)
        count--; /* the PULL socket keeps what it has */
    zmq_poll(items, count, busy ? 0 : TICK_MS);
}

/* What was sent before the signal is taken and answered; what is asked later is not. */
static int drain(server_t *self, fault_t *fault)
{
    house_t *house = &self->house;
    int64_t until_ms = zclock_mono() + STOP_MS;
    sd_notify(0, "STOPPING=1");
    turn_result_t result = {.busy = true};
    while (result.busy && zclock_mono() < until_ms) {
        result = turn_make(house);
        if (result.failed)
            return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the store failed");
    }
    foreman_stop_sweeps(&house->foreman);
    while (outbox_pending(&house->outbox) > 0 && zclock_mono() < until_ms) {
        wait_for_messages(self, false);
        turn_pass_answers(house);
    }
    zclock_sleep(FLUSH_MS);
    return 0;
}

int server_run(server_t *self, fault_t *fault)
{
    turn_result_t result = {false, false};
    sd_notify(0, "READY=1\nSTATUS=taking submissions");
    for (;;) {
        wait_for_messages(self, result.busy);
        if (take_signals(self))
            return drain(self, fault);
        result = turn_make(&self->house);
        if (result.failed)
            return fault_set(fault, ERROR_UNAVAILABLE, NULL,
                "the store failed; duband ends so that it can be started again on a sound store");
        watch(self);
        look_at_calendar(self);
        look_at_clock(self);
    }
}
