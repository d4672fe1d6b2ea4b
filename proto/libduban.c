/* The connection of libduban: sends requests, sends them again while there is no answer, and ends
 * every one of them with a reply or an error by its deadline. */
#include "forms.h"
#include "reply.h"
#include "request.h"
#include "ulid.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLOT_BITS       10 /* the low bits of a rid say where its call stands */
#define SLOTS           (1 << SLOT_BITS)
#define REPLY_BYTES_MAX (16 * 1024 * 1024)
#define DEADLINE_MAX_MS 3600000
#define PAUSE_MS        100 /* after the first `busy`; then it doubles */
#define PAUSE_MAX_MS    2000
#define PATIENCE_MS     10000 /* then a refusal is given back, even if the deadline is far */
#define UNSENT_RETRY_MS 50
#define NEVER           INT64_MAX

_Static_assert(SLOTS == DUBAN_WINDOW_MAX, "one slot per request in flight");

/* A request from its posting to its receiving. All times are of the monotonic clock. */
typedef struct {
    uint64_t rid; /* 0: the slot is free */
    buffer_t request;
    bool once; /* not to be sent again on silence */
    bool sent;
    bool ended;
    int64_t connect_ms; /* sent by then, or given up */
    int64_t deadline_ms;
    int64_t patience_ms; /* refusals are tried again until then */
    int64_t next_ms;     /* to be sent then, again or at last */
    int64_t pause_ms;
    duban_reply_t *reply; /* ended with a reply, or else with the error */
    duban_error_t error;  /* while it is not ended: the refusal that is tried again */
} call_t;

struct duban {
    char *endpoint;
    void *context;
    void *socket;
    duban_options_t options;
    uint64_t sequence;
    int64_t wake_ms; /* no call has anything to do before */
    size_t free_count;
    uint16_t free[SLOTS];
    size_t ended_first, ended_count; /* a ring of the slots that ended, oldest first */
    uint16_t ended[SLOTS];
    call_t calls[SLOTS];
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void duban_new_id(char out[DUBAN_NEW_ID_BYTES])
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static ulid_t last;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pthread_mutex_lock(&lock);
    ulid_next(&last, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, out);
    pthread_mutex_unlock(&lock);
}

/* ---- connecting ---- */

static int option_value(int given, int otherwise)
{
    int value = given > 0 ? given : otherwise;
    return value < DEADLINE_MAX_MS ? value : DEADLINE_MAX_MS;
}

static int set_socket_options(void *socket)
{
    static const struct {
        int option;
        int value;
    } values[] = {
        {ZMQ_LINGER, 0},
        {ZMQ_SNDTIMEO, 0},
        {ZMQ_RCVTIMEO, 0},
        {ZMQ_SNDHWM, 2 * SLOTS},
        {ZMQ_RCVHWM, 2 * SLOTS},
        {ZMQ_IMMEDIATE, 1}, /* what cannot be sent stays here, under its deadline */
        {ZMQ_RECONNECT_IVL, 50},
        {ZMQ_RECONNECT_IVL_MAX, 1000},
    };
    int64_t bytes_max = REPLY_BYTES_MAX;
    if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) < 0)
        return -1;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (zmq_setsockopt(socket, values[i].option, &values[i].value, sizeof(int)) < 0)
            return -1;
    }
    return 0;
}

duban_t *duban_connect(const char *endpoint, const duban_options_t *options, duban_error_t *error)
{
    duban_t *self = calloc(1, sizeof *self);
    if (!self || sodium_init() < 0) {
        free(self);
        error_set(error, DUBAN_UNAVAILABLE, "out of memory or random numbers; try again");
        return NULL;
    }
    if (options)
        self->options = *options;
    self->options.deadline_ms = option_value(self->options.deadline_ms, DUBAN_DEADLINE_MS);
    self->options.retry_ms =
        option_value(self->options.retry_ms, (self->options.deadline_ms + 3) / 4);
    self->options.connect_ms = option_value(self->options.connect_ms, self->options.deadline_ms);
    self->wake_ms = NEVER;
    for (self->free_count = 0; self->free_count < SLOTS; self->free_count++)
        self->free[self->free_count] = (uint16_t)(SLOTS - 1 - self->free_count);

    self->endpoint = strdup(endpoint);
    self->context = zmq_ctx_new();
    self->socket = self->context ? zmq_socket(self->context, ZMQ_DEALER) : NULL;
    if (self->endpoint && self->socket && set_socket_options(self->socket) == 0 &&
        zmq_connect(self->socket, endpoint) == 0)
        return self;
    error_set(error, DUBAN_INVALID,
        "cannot connect to '%s': %s; an endpoint looks like ipc:///run/duban/intake or "
        "tcp://127.0.0.1:7300",
        endpoint, zmq_strerror(errno));
    duban_destroy(&self);
    return NULL;
}

void duban_destroy(duban_t **self_p)
{
    duban_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < SLOTS; i++) {
        duban_reply_destroy(&self->calls[i].reply);
        buffer_free(&self->calls[i].request);
    }
    if (self->socket)
        zmq_close(self->socket);
    if (self->context)
        zmq_ctx_term(self->context);
    free(self->endpoint);
    free(self);
    *self_p = NULL;
}

/* ---- one call's life ---- */

static void end_call(duban_t *self, call_t *call)
{
    call->ended = true;
    self->ended[(self->ended_first + self->ended_count++) % SLOTS] = (uint16_t)(call - self->calls);
}

static void schedule(duban_t *self, call_t *call, int64_t at_ms)
{
    call->next_ms = at_ms;
    if (at_ms < self->wake_ms)
        self->wake_ms = at_ms;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Hands the request to the socket if it takes it now, and says when to look at the call again. */
static void send_call(duban_t *self, call_t *call, int64_t now_ms)
{
    int rc = zmq_send(self->socket, SIGNATURE, SIGNATURE_BYTES, ZMQ_DONTWAIT | ZMQ_SNDMORE);
    if (rc >= 0)
        rc = zmq_send(self->socket, call->request.bytes, call->request.length, ZMQ_DONTWAIT);
    if (rc >= 0) {
        call->sent = true;
        schedule(self, call,
            call->once ? call->deadline_ms
                       : earlier(now_ms + self->options.retry_ms, call->deadline_ms));
    } else {
        int64_t until_ms = call->sent ? call->deadline_ms : call->connect_ms;
        schedule(self, call, earlier(now_ms + UNSENT_RETRY_MS, until_ms));
    }
}

/* Does what is due: sends, sends again, or gives up. */
static void advance_call(duban_t *self, call_t *call, int64_t now_ms)
{
    if (!call->sent && now_ms >= call->connect_ms) {
        error_set(&call->error, DUBAN_NOT_CONNECTED,
            "no duband answers at %s; start it, or connect to another endpoint", self->endpoint);
        end_call(self, call);
    } else if (now_ms >= call->deadline_ms) {
        if (call->error.code == DUBAN_OK)
            error_set(&call->error, DUBAN_TIMEOUT, "no answer from %s in %d ms; %s", self->endpoint,
                self->options.deadline_ms,
                call->once ? "it may have been done: look at the case's timeline before you repeat"
                           : "it is safe to repeat");
        end_call(self, call);
    } else if (now_ms >= call->next_ms) {
        send_call(self, call, now_ms);
    } else {
        schedule(self, call, call->next_ms);
    }
}

static void advance_calls(duban_t *self, int64_t now_ms)
{
    if (now_ms < self->wake_ms)
        return;
    self->wake_ms = NEVER;
    for (size_t i = 0; i < SLOTS; i++) {
        call_t *call = &self->calls[i];
        if (call->rid && !call->ended)
            advance_call(self, call, now_ms);
    }
}

/* A refusal that may pass is tried again after a pause, while patience lasts. */
static bool retry_refusal(duban_t *self, call_t *call, const duban_error_t *error)
{
    call->error = *error;
    if (error->code != DUBAN_BUSY && error->code != DUBAN_UNAVAILABLE)
        return false;
    int64_t at_ms = monotonic_ms() + call->pause_ms;
    if (at_ms >= call->patience_ms)
        return false;
    call->pause_ms = earlier(2 * call->pause_ms, PAUSE_MAX_MS);
    schedule(self, call, at_ms);
    return true;
}

/* Gives a reply to the call that waits for it; replies nobody waits for are dropped. */
static void accept_reply(duban_t *self, zmq_msg_t *message)
{
    reply_head_t head;
    duban_reply_t *reply = reply_new(message, &head);
    if (!reply)
        return;
    call_t *call = &self->calls[head.rid % SLOTS];
    if (call->rid != head.rid || call->ended) {
        duban_reply_destroy(&reply);
        return;
    }
    if (head.ok) {
        call->error = (duban_error_t){0};
        call->reply = reply;
        end_call(self, call);
    } else {
        duban_reply_destroy(&reply);
        if (!retry_refusal(self, call, &head.error))
            end_call(self, call);
    }
}

/* ---- the pump: everything that happens on the socket happens here ---- */

/* True when a whole message waits. Asking makes libzmq look at its commands now, between messages:
 * a connection that ended takes its unread frames with it (because of ZMQ_IMMEDIATE), and where
 * libzmq finds that out between the frames of one message it aborts the process. */
static bool has_message(duban_t *self)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(self->socket, ZMQ_EVENTS, &events, &size) == 0 && events & ZMQ_POLLIN;
}

/* Takes one message off the socket; false when there is none. Only the frame after the signature
 * can be a reply, and only as the last. */
static bool receive_message(duban_t *self)
{
    bool signed_before = false, is_reply = false, more = true;
    zmq_msg_t frame, last;
    if (!has_message(self))
        return false;
    zmq_msg_init(&last);
    while (more) {
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, self->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&frame);
            zmq_msg_close(&last);
            return false;
        }
        more = zmq_msg_more(&frame);
        is_reply = signed_before && !more;
        signed_before = zmq_msg_size(&frame) == SIGNATURE_BYTES &&
                        memcmp(zmq_msg_data(&frame), SIGNATURE, SIGNATURE_BYTES) == 0;
        zmq_msg_move(&last, &frame);
        zmq_msg_close(&frame);
    }
    if (is_reply)
        accept_reply(self, &last);
    else
        zmq_msg_close(&last);
    return true;
}

/* Works until a call has ended or `until_ms` is reached. */
static void pump(duban_t *self, int64_t until_ms)
{
    size_t before = self->ended_count;
    for (;;) {
        while (self->ended_count == before && receive_message(self))
            ;
        int64_t now_ms = monotonic_ms();
        advance_calls(self, now_ms);
        if (self->ended_count > before || now_ms >= until_ms)
            return;
        int64_t wait_ms = earlier(until_ms, self->wake_ms) - now_ms;
        zmq_pollitem_t item = {self->socket, 0, ZMQ_POLLIN, 0};
        zmq_poll(&item, 1, wait_ms < 0 ? 0 : (long)earlier(wait_ms, INT_MAX));
    }
}

/* ---- posting and taking ---- */

static uint64_t post(duban_t *self, const form_t *form, const void *body, duban_error_t *error)
{
    if (self->free_count == 0) {
        error_set(error, DUBAN_WINDOW_FULL, "%d requests are in flight; receive some first", SLOTS);
        return 0;
    }
    uint16_t slot = self->free[self->free_count - 1];
    call_t *call = &self->calls[slot];
    uint64_t rid = ++self->sequence << SLOT_BITS | slot;
    char new_id[DUBAN_NEW_ID_BYTES];
    duban_new_id(new_id);
    buffer_clear(&call->request);
    form_pack(form, body, rid, new_id, &call->request);
    if (call->request.length > MESSAGE_BYTES_MAX) {
        error_set(error, DUBAN_TOO_LARGE, "the request has %zu bytes; the daemon takes at most %d",
            call->request.length, MESSAGE_BYTES_MAX);
        return 0;
    }
    self->free_count--;
    int64_t now_ms = monotonic_ms();
    *call = (call_t){
        .rid = rid,
        .request = call->request,
        .once = form_is_once(form),
        .connect_ms = now_ms + earlier(self->options.connect_ms, self->options.deadline_ms),
        .deadline_ms = now_ms + self->options.deadline_ms,
        .patience_ms = now_ms + earlier(self->options.deadline_ms, PATIENCE_MS),
        .pause_ms = PAUSE_MS,
    };
    send_call(self, call, now_ms);
    return rid;
}

/* Frees the slot of an ended call and hands out what it ended with. */
static duban_reply_t *take(duban_t *self, call_t *call, duban_error_t *error)
{
    duban_reply_t *reply = call->reply;
    if (error)
        *error = call->error;
    call->reply = NULL;
    call->rid = 0;
    self->free[self->free_count++] = (uint16_t)(call - self->calls);
    return reply;
}

/* Removes a slot from the ring of ended ones, wherever it stands there. */
static void forget_ended(duban_t *self, uint16_t slot)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->ended_count; i++) {
        uint16_t other = self->ended[(self->ended_first + i) % SLOTS];
        if (other != slot)
            self->ended[(self->ended_first + kept++) % SLOTS] = other;
    }
    self->ended_count = kept;
}

static duban_reply_t *ask(duban_t *self, const form_t *form, const void *body, duban_error_t *error)
{
    uint64_t rid = post(self, form, body, error);
    if (!rid)
        return NULL;
    uint16_t slot = (uint16_t)(rid % SLOTS);
    while (!self->calls[slot].ended)
        pump(self, self->calls[slot].deadline_ms);
    forget_ended(self, slot);
    return take(self, &self->calls[slot], error);
}

static int ask_receipt(duban_t *self, const form_t *form, const void *body,
    duban_receipt_t *receipt, duban_error_t *error)
{
    duban_reply_t *reply = ask(self, form, body, error);
    if (!reply)
        return -1;
    int rc = reply_receipt(reply, receipt, error);
    duban_reply_destroy(&reply);
    return rc;
}

/* ---- the public calls ---- */

int duban_submit(duban_t *self, const duban_submission_t *submission, duban_receipt_t *receipt,
    duban_error_t *error)
{
    return ask_receipt(self, &SUBMISSION_FORM, submission, receipt, error);
}

int duban_finding(
    duban_t *self, const duban_finding_t *finding, duban_receipt_t *receipt, duban_error_t *error)
{
    return ask_receipt(self, &FINDING_FORM, finding, receipt, error);
}

duban_reply_t *duban_act(duban_t *self, const duban_act_t *act, duban_error_t *error)
{
    return ask(self, &ACT_FORM, act, error);
}

duban_reply_t *duban_respond(duban_t *self, const duban_response_t *response, duban_error_t *error)
{
    return ask(self, &RESPONSE_FORM, response, error);
}

duban_reply_t *duban_sweep(duban_t *self, const duban_sweep_t *sweep, duban_error_t *error)
{
    return ask(self, &SWEEP_FORM, sweep, error);
}

duban_reply_t *duban_query(duban_t *self, const duban_query_t *query, duban_error_t *error)
{
    return ask(self, &QUERY_FORM, query, error);
}

duban_reply_t *duban_ping(duban_t *self, duban_error_t *error)
{
    return ask(self, &PING_FORM, NULL, error);
}

uint64_t duban_post_submission(
    duban_t *self, const duban_submission_t *submission, duban_error_t *error)
{
    return post(self, &SUBMISSION_FORM, submission, error);
}

uint64_t duban_post_finding(duban_t *self, const duban_finding_t *finding, duban_error_t *error)
{
    return post(self, &FINDING_FORM, finding, error);
}

uint64_t duban_receive(duban_t *self, int wait_ms, duban_receipt_t *receipt, duban_error_t *error)
{
    if (self->ended_count == 0 && duban_pending(self) > 0)
        pump(self, monotonic_ms() + (wait_ms > 0 ? wait_ms : 0));
    if (self->ended_count == 0)
        return 0;
    call_t *call = &self->calls[self->ended[self->ended_first]];
    self->ended_first = (self->ended_first + 1) % SLOTS;
    self->ended_count--;
    uint64_t rid = call->rid;
    duban_reply_t *reply = take(self, call, error);
    if (reply)
        reply_receipt(reply, receipt, error);
    duban_reply_destroy(&reply);
    return rid;
}

size_t duban_pending(const duban_t *self)
{
    return SLOTS - self->free_count;
}
