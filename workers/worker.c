/* The loop of a worker: one DEALER to the daemon, ready as a heartbeat, policy in, work in, results
 * out. The daemon's messages are checked like anybody else's. */
#include "worker.h"

#include "../proto/request.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SEND_TIMEOUT_MS  2000
#define LINGER_MS        1000 /* what the goodbye may take */
#define QUEUE_MESSAGES   64   /* high-water mark, both ways */
#define RECONNECT_MS     100
#define RECONNECT_MAX_MS 2000
#define PEER_BEAT_MS     3000 /* ZMTP heartbeat: finds a daemon whose machine has gone */

typedef struct {
    const trade_t *trade;
    zsock_t *dealer;
    void *state;                   /* the trade's, made of the policy; NULL before the first */
    uint8_t policy[DIGEST_BYTES];  /* of the policy in `state` */
    uint8_t refused[DIGEST_BYTES]; /* of the last policy that did not load */
    char name[NAME_BYTES];
    bool owes_ready;    /* the daemon could not be reached with the last one */
    int64_t next_ready; /* monotonic milliseconds */
    unpacker_t unpacker;
    buffer_t results; /* packed results of the batch in hand */
    size_t result_count;
    buffer_t message;
    work_item_t item;
    work_result_t result;
} worker_t;

/* ---- sending ---- */

/* Sends `message` behind the signature. -1 when no daemon takes it within the socket's timeout (or
 * at once with ZMQ_DONTWAIT). */
static int send_message(worker_t *self, int flags)
{
    void *handle = zsock_resolve(self->dealer);
    if (zmq_send(handle, SIGNATURE, SIGNATURE_BYTES, flags | ZMQ_SNDMORE) < 0)
        return -1;
    return zmq_send(handle, self->message.bytes, self->message.length, flags) < 0 ? -1 : 0;
}

/* Never waits: with no daemon there, ready is owed and sent as soon as one is. */
static void say_ready(worker_t *self)
{
    work_head_t head = {
        .op = WORK_READY, .stage = self->trade->stage, .capacity = self->trade->capacity};
    memcpy(head.policy, self->policy, sizeof head.policy);
    snprintf(head.name, sizeof head.name, "%s", self->name);
    buffer_clear(&self->message);
    work_pack_head(&head, NULL, 0, &self->message);
    self->owes_ready = send_message(self, ZMQ_DONTWAIT) < 0;
    self->next_ready = zclock_mono() + WORK_HEARTBEAT_MS;
}

static void say_ready_when_due(worker_t *self)
{
    if (zclock_mono() >= self->next_ready)
        say_ready(self);
}

static void say_leave(worker_t *self)
{
    work_head_t head = {.op = WORK_LEAVE, .stage = self->trade->stage};
    buffer_clear(&self->message);
    work_pack_head(&head, NULL, 0, &self->message);
    send_message(self, ZMQ_DONTWAIT); /* unheard, its leases run out */
}

/* Sends what the batch has so far. Results that nobody takes are dropped: the daemon that leased
 * the work is gone, and its successor sends it again. */
static void send_results(worker_t *self, stage_t stage)
{
    if (self->result_count == 0)
        return;
    work_head_t head = {.op = WORK_RESULT, .stage = stage};
    memcpy(head.policy, self->policy, sizeof head.policy);
    buffer_clear(&self->message);
    work_pack_head(&head, "results", self->result_count, &self->message);
    buffer_append(&self->message, self->results.bytes, self->results.length);
    if (send_message(self, 0) < 0)
        zsys_warning("%s: %zu results were not taken (%s); the work will be sent again", self->name,
            self->result_count, zmq_strerror(errno));
    buffer_clear(&self->results);
    self->result_count = 0;
}

/* Packs the result with the one member that its stage has; WORK_RESULT_RECORD would pack the empty
 * others too. */
static void pack_result(worker_t *self, stage_t stage)
{
    const work_result_t *result = &self->result;
    msgpack_packer packer = buffer_packer(&self->results);
    bool pursues = !result->failure[0] && result->pursued.line_count > 0; /* P39, beside the work */
    msgpack_pack_map(&packer, pursues ? 3 : 2);
    if (pursues) {
        pack_text(&packer, "pursued");
        record_pack_map(&PURSUED_RECORD, &result->pursued, &packer);
    }
    pack_text(&packer, "lease");
    msgpack_pack_uint64(&packer, result->lease);
    if (result->failure[0]) {
        pack_text(&packer, "failure");
        pack_text(&packer, result->failure);
    } else if (stage == STAGE_CLASSIFY) {
        pack_text(&packer, "classified");
        record_pack_map(&CLASSIFIED_RECORD, &result->classified, &packer);
    } else if (stage == STAGE_ESCALATE && result->proposed.line_count > 0) {
        pack_text(&packer, "proposed");
        record_pack_map(&PROPOSED_RECORD, &result->proposed, &packer);
    } else if (stage == STAGE_ESCALATE) {
        pack_text(&packer, "assessed");
        record_pack_map(&ASSESSED_RECORD, &result->assessed, &packer);
    } else {
        pack_text(&packer, "steps");
        msgpack_pack_array(&packer, result->step_count);
        for (size_t i = 0; i < result->step_count; i++)
            record_pack_map(&ESCALATED_RECORD, &result->steps[i], &packer);
    }
    self->result_count++;
}

/* ---- taking ---- */

/* Makes the trade's state from the files; the old one stays when they are not sound. */
static int load_policy(
    worker_t *self, const work_head_t *head, const msgpack_object *map, fault_t *fault)
{
    const msgpack_object *files = map_get(map, "files");
    if (!files)
        return fault_set(fault, ERROR_INVALID, "files", "the message carries no files");
    bundle_t *bundle = bundle_from_object(files, fault);
    if (!bundle)
        return -1;
    void *state = NULL;
    if (memcmp(bundle_digest(bundle), head->policy, DIGEST_BYTES) != 0)
        fault_set(fault, ERROR_INVALID, "policy", "the files have another digest than announced");
    else if (!(state = self->trade->load(bundle, fault)))
        memcpy(self->refused, head->policy, DIGEST_BYTES);
    bundle_destroy(&bundle);
    if (!state)
        return -1;
    if (self->state)
        self->trade->unload(self->state);
    self->state = state;
    memcpy(self->policy, head->policy, DIGEST_BYTES);
    return 0;
}

/* A policy that did not load is not answered at once and not tried again, so that a daemon which
 * sends it at every heartbeat costs next to nothing. */
static void take_policy(worker_t *self, const work_head_t *head, const msgpack_object *map)
{
    fault_t fault = {0};
    if (memcmp(head->policy, self->refused, DIGEST_BYTES) == 0)
        return;
    if (memcmp(head->policy, self->policy, DIGEST_BYTES) == 0 ||
        load_policy(self, head, map, &fault) == 0) {
        say_ready(self);
        return;
    }
    zsys_error("%s: the policy sent by the daemon was refused: %s", self->name, fault.message);
}

/* Does one item. An item that cannot be read is a failure, if at least its lease can be; otherwise
 * false: nobody waits for it. */
static bool do_item(worker_t *self, stage_t stage, const msgpack_object *object)
{
    fault_t fault;
    int rc = record_from_map(&WORK_ITEM_RECORD, object, &self->item, &fault);
    if (self->item.lease == 0)
        return false;
    memset(&self->result, 0, sizeof self->result);
    if (rc < 0)
        snprintf(self->result.failure, sizeof self->result.failure, "%s", fault.message);
    else
        self->trade->work(self->state, stage, &self->item, &self->result);
    self->result.lease = self->item.lease;
    pack_result(self, stage);
    return true;
}

static bool can_do(const worker_t *self, stage_t stage)
{
    return stage == self->trade->stage ||
           (self->trade->stage == STAGE_ESCALATE && stage == STAGE_CLOCK);
}

static void take_items(worker_t *self, const work_head_t *head, const msgpack_object *map)
{
    const msgpack_object *items = map_get(map, "items");
    if (!self->state || memcmp(head->policy, self->policy, DIGEST_BYTES) != 0) {
        say_ready(self); /* tells the daemon which policy this worker has */
        return;
    }
    if (!can_do(self, head->stage) || !items || items->type != MSGPACK_OBJECT_ARRAY) {
        zsys_warning("%s: work for another stage, or without items, was ignored", self->name);
        return;
    }
    size_t ignored = 0;
    for (uint32_t i = 0; i < items->via.array.size; i++) {
        ignored += !do_item(self, head->stage, &items->via.array.ptr[i]);
        if (self->result_count == WORK_BATCH_MAX)
            send_results(self, head->stage);
        say_ready_when_due(self);
    }
    send_results(self, head->stage);
    if (ignored)
        zsys_warning("%s: %zu work items without a lease were ignored", self->name, ignored);
}

static void take_message(worker_t *self)
{
    zmsg_t *message = zmsg_recv(self->dealer);
    if (!message)
        return;
    zframe_t *signature = zmsg_first(message);
    zframe_t *body = zmsg_next(message);
    msgpack_object map;
    work_head_t head;
    fault_t fault = {0};
    if (zmsg_size(message) != 2 || zframe_size(signature) != SIGNATURE_BYTES ||
        memcmp(zframe_data(signature), SIGNATURE, SIGNATURE_BYTES) != 0)
        fault_set(&fault, ERROR_MALFORMED, NULL, "not two frames with the signature first");
    else if (unpack_message(&self->unpacker, zframe_data(body), zframe_size(body), &map, &fault) ==
                 0 &&
             record_from_map(&WORK_HEAD_RECORD, &map, &head, &fault) == 0) {
        if (head.op == WORK_POLICY)
            take_policy(self, &head, &map);
        else if (head.op == WORK_ITEMS)
            take_items(self, &head, &map);
        else
            fault_set(&fault, ERROR_UNKNOWN_OP, "op", "`%s` is not for workers",
                term_name(&WORK_OPS, head.op));
    }
    if (fault.message[0])
        zsys_warning("%s: a message was ignored: %s", self->name, fault.message);
    zmsg_destroy(&message);
}

/* ---- living ---- */

/* Handles what is there, then ready if it is due. 1 when the worker is told to end. */
static int turn(worker_t *self, zmq_pollitem_t *ends)
{
    zmq_pollitem_t polled[2] = {{.socket = zsock_resolve(self->dealer),
                                    .events = ZMQ_POLLIN | (self->owes_ready ? ZMQ_POLLOUT : 0)},
        *ends};
    int64_t wait_ms = self->next_ready - zclock_mono();
    if (zmq_poll(polled, 2, wait_ms > 0 ? (long)wait_ms : 0) < 0)
        return errno != EINTR; /* otherwise the context has ended */
    if (polled[1].revents)
        return 1;
    if (polled[0].revents & ZMQ_POLLIN)
        take_message(self);
    if (polled[0].revents & ZMQ_POLLOUT && self->owes_ready)
        say_ready(self);
    say_ready_when_due(self);
    return 0;
}

/* True when the pipe's message asks the actor to end. */
static bool is_term(zsock_t *pipe)
{
    char *command = zstr_recv(pipe);
    bool ends = !command || streq(command, "$TERM");
    zstr_free(&command);
    return ends;
}

static void live(worker_t *self, zmq_pollitem_t *ends, zsock_t *pipe)
{
    do {
        while (turn(self, ends) == 0)
            continue;
    } while (pipe && !is_term(pipe));
}

/* IMMEDIATE keeps messages from waiting for a daemon that is not there: a result is for the daemon
 * that leased the work, and a heartbeat is only true now. */
static int connect_dealer(worker_t *self, const char *endpoint, fault_t *fault)
{
    self->dealer = zsock_new(ZMQ_DEALER);
    if (!self->dealer)
        return fault_set(
            fault, ERROR_UNAVAILABLE, NULL, "cannot make a socket: %s", zmq_strerror(errno));
    zsock_set_immediate(self->dealer, 1);
    zsock_set_maxmsgsize(self->dealer, WORK_BYTES_MAX);
    zsock_set_sndhwm(self->dealer, QUEUE_MESSAGES);
    zsock_set_rcvhwm(self->dealer, QUEUE_MESSAGES);
    zsock_set_sndtimeo(self->dealer, SEND_TIMEOUT_MS);
    zsock_set_linger(self->dealer, LINGER_MS);
    zsock_set_reconnect_ivl(self->dealer, RECONNECT_MS);
    zsock_set_reconnect_ivl_max(self->dealer, RECONNECT_MAX_MS);
    zsock_set_heartbeat_ivl(self->dealer, PEER_BEAT_MS);
    zsock_set_heartbeat_timeout(self->dealer, 2 * PEER_BEAT_MS);
    if (zsock_connect(self->dealer, "%s", endpoint) == 0)
        return 0;
    return fault_set(fault, ERROR_UNAVAILABLE, "endpoint", "cannot connect to %s: %s", endpoint,
        zmq_strerror(errno));
}

static void name_worker(worker_t *self)
{
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(self->name, sizeof self->name, "%s@%s:%ld", self->trade->name, host, (long)getpid());
}

/* Runs the worker until `ends` has something to read. */
static int run_until(
    const trade_t *trade, const char *endpoint, zmq_pollitem_t *ends, zsock_t *pipe, fault_t *fault)
{
    worker_t *self = zmalloc(sizeof *self);
    self->trade = trade;
    name_worker(self);
    int rc = connect_dealer(self, endpoint, fault);
    if (rc == 0) {
        if (pipe)
            zsock_signal(pipe, 0);
        say_ready(self);
        live(self, ends, pipe);
        say_leave(self);
    }
    zsock_destroy(&self->dealer);
    if (self->state)
        trade->unload(self->state);
    unpacker_free(&self->unpacker);
    buffer_free(&self->results);
    buffer_free(&self->message);
    free(self);
    return rc;
}

/* As a process: the two signals are read from a descriptor, so that none can fall between a check
 * and a wait, and none can interrupt the work in hand. */
static int run_until_signal(const trade_t *trade, const char *endpoint, fault_t *fault)
{
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    int descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    zmq_pollitem_t ends = {.fd = descriptor, .events = ZMQ_POLLIN};
    int rc = descriptor < 0
                 ? fault_set(fault, ERROR_UNAVAILABLE, NULL, "signalfd: %s", strerror(errno))
                 : run_until(trade, endpoint, &ends, NULL, fault);
    if (descriptor >= 0) {
        struct signalfd_siginfo taken; /* left unread it would end the process after all */
        while (read(descriptor, &taken, sizeof taken) > 0)
            continue;
        close(descriptor);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

int worker_run(const trade_t *trade, const char *endpoint, zsock_t *pipe, fault_t *fault)
{
    if (!pipe)
        return run_until_signal(trade, endpoint, fault);
    zmq_pollitem_t ends = {.socket = zsock_resolve(pipe), .events = ZMQ_POLLIN};
    return run_until(trade, endpoint, &ends, pipe, fault);
}

void worker_actor(zsock_t *pipe, void *arguments)
{
    const worker_arguments_t *worker = arguments;
    fault_t fault = {0};
    if (worker_run(worker->trade, worker->endpoint, pipe, &fault) == 0)
        return;
    zsys_error("%s: %s", worker->trade->name, fault.message);
    zsock_signal(pipe, 1);
}
