/* `duban watch`: prints the daemon's events as they are committed. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include "../config/settings.h"

#include <errno.h>
#include <sysexits.h>
#include <zmq.h>

#define EVENT_BYTES_MAX 65536

typedef struct {
    const char *feed;
    const char *kind;
    uint64_t count;
} watch_options_t;

static const option_t options[] = {
    {"feed", 'f', "ENDPOINT", "the daemon's feed socket (default: this user's duband)", OPTION_TEXT,
        offsetof(watch_options_t, feed), NULL},
    {"kind", 'k', "EVENT", "only these: registered, classified, assessed, escalated, acted …",
        OPTION_TERM, offsetof(watch_options_t, kind), &EVENTS},
    {"count", 'n', "N", "end after so many events", OPTION_NUMBER, offsetof(watch_options_t, count),
        NULL},
};

static const usage_t usage = {
    .help = "Print events as they happen, one line each, until interrupted.\v"
            "The feed says what happened to which case, and nothing of any person. What happened "
            "before, or while the connection was down, is in the ledger and not here.\n\n"
            "Examples:\n"
            "  duban watch\n"
            "  duban watch --kind escalated --json | while read -r event; do …; done",
    OPTIONS(options),
    .local = true,
};

/* Takes the next event: a topic and a map. False when the message is something else. */
static bool receive_event(void *socket, zmq_msg_t *body)
{
    zmq_msg_t topic;
    zmq_msg_init(&topic);
    bool more = zmq_msg_recv(&topic, socket, 0) >= 0 && zmq_msg_more(&topic);
    zmq_msg_close(&topic);
    if (!more || zmq_msg_recv(body, socket, 0) < 0)
        return false;
    bool last = !zmq_msg_more(body);
    while (zmq_msg_more(body) && zmq_msg_recv(body, socket, 0) >= 0)
        ;
    return last;
}

static int print_event(const msgpack_object *event, bool json)
{
    char at[MOMENT_BYTES], kind[64], state[64];
    if (json)
        print_json(event, true);
    else
        printf("%s  event %llu  case %llu  %s → %s%s\n", view_time(event, "at_ms", at),
            (unsigned long long)view_number(event, "event"),
            (unsigned long long)view_number(event, "case"),
            view_term(event, "kind", &EVENTS, kind, sizeof kind),
            view_term(event, "state", &STATES, state, sizeof state),
            view_bool(event, "urgent") ? "  urgent 紧急: attend to it today" : "");
    return fflush(stdout) == EOF ? EX_IOERR : 0;
}

static int watch(void *socket, const watch_options_t *watching, bool json)
{
    unpacker_t unpacker = {0};
    zmq_msg_t body;
    zmq_msg_init(&body);
    int code = 0;
    for (uint64_t seen = 0; code == 0 && (!watching->count || seen < watching->count);) {
        msgpack_object event;
        if (!receive_event(socket, &body) ||
            unpack_message(&unpacker, zmq_msg_data(&body), zmq_msg_size(&body), &event, NULL) < 0)
            continue;
        code = print_event(&event, json);
        seen++;
    }
    zmq_msg_close(&body);
    unpacker_free(&unpacker);
    return code;
}

static int connect_feed(void *socket, const char *endpoint, const char *kind)
{
    char topic[64];
    int length = snprintf(topic, sizeof topic, "event.%s", kind ? kind : "");
    int64_t bytes_max = EVENT_BYTES_MAX;
    int linger_ms = 0;
    if (zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic, (size_t)length) == 0 &&
        zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) == 0 &&
        zmq_setsockopt(socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms) == 0 &&
        zmq_connect(socket, endpoint) == 0)
        return 0;
    fprintf(stderr, "duban: cannot watch %s: %s; give the feed with --feed\n", endpoint,
        zmq_strerror(errno));
    return EX_USAGE;
}

int command_watch(int argc, char **argv)
{
    common_t common;
    watch_options_t watching = {0};
    options_parse(&usage, argc, argv, &common, &watching);
    char endpoint[ENDPOINT_BYTES];
    settings_runtime_endpoint("feed", endpoint, sizeof endpoint);
    if (watching.feed)
        snprintf(endpoint, sizeof endpoint, "%s", watching.feed);
    void *context = zmq_ctx_new();
    void *socket = context ? zmq_socket(context, ZMQ_SUB) : NULL;
    if (!socket)
        return EX_OSERR;
    int code = connect_feed(socket, endpoint, watching.kind);
    if (!code)
        code = watch(socket, &watching, common.json);
    zmq_close(socket);
    zmq_ctx_term(context);
    return code;
}
