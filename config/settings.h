/* duban.conf: how this daemon runs (where its store and sockets are, its limits). Not policy: no
 * decision about a case depends on it. */
#ifndef DUBAN_SETTINGS_H
#define DUBAN_SETTINGS_H

#include "zpl.h"

#include <limits.h>

#define ENDPOINT_BYTES 256
#define ENDPOINTS_MAX  4

typedef struct {
    char store[PATH_MAX];  /* directory of the store */
    char policy[PATH_MAX]; /* directory of the policy files; "": the embedded example bureau */
    char intake[ENDPOINTS_MAX][ENDPOINT_BYTES]; /* ROUTER; the first is the local default */
    size_t intake_count;
    char pull[ENDPOINTS_MAX][ENDPOINT_BYTES];
    size_t pull_count;
    char work[ENDPOINTS_MAX][ENDPOINT_BYTES];
    size_t work_count;
    char feed[ENDPOINTS_MAX][ENDPOINT_BYTES];
    size_t feed_count;
    uint64_t embedded_classifiers; /* workers inside duband */
    uint64_t embedded_escalators;
    uint64_t store_map_mib;      /* size of the map: the most the store can hold */
    uint64_t store_full_percent; /* intake stops here */
    uint64_t turn_messages;      /* bounds of one turn of the loop */
    uint64_t turn_bytes;
    uint64_t turn_ms;
    uint64_t lease_ms;          /* how long a worker may hold an item */
    uint64_t worker_silence_ms; /* a worker that says nothing this long is gone */
    uint64_t queries_max;       /* waiting for a reader; more are answered `busy` */
} settings_t;

/* The embedded default: the store under the user's state directory ($STATE_DIRECTORY, else
 * $XDG_STATE_HOME/duban, else ~/.local/state/duban), ipc sockets in the runtime directory
 * ($RUNTIME_DIRECTORY, else $XDG_RUNTIME_DIR/duban, else /tmp/duban-UID), one classifier and one
 * escalator inside. Reads the environment. */
void settings_default(settings_t *settings);

/* The keys of duban.conf, alphabetical; a tidy test compares them with the shipped file. */
extern const zpl_key_t SETTINGS_KEYS[];
extern const size_t SETTINGS_KEY_COUNT;

/* Reads duban.conf over the defaults in `settings`; a list in the file replaces the default list.
 * -1 with the fault: unknown keys, bad values, paths that are not absolute, and endpoints that are
 * neither ipc nor tcp on loopback (no CURVE is configured) or that two sockets share are refused
 * with file and line, and `settings` stays as it was. */
int settings_load(const char *path, settings_t *settings, fault_t *fault);

/* The ipc endpoint of a socket ("intake", "pull", "work", "feed") in the runtime directory, which
 * clients of this user try first: the same rule as settings_default. */
void settings_runtime_endpoint(const char *socket_name, char *out, size_t size);

/* Where a program may keep what it can make again: $CACHE_DIRECTORY, else $XDG_CACHE_HOME/duban,
 * else ~/.cache/duban; "" when none of them is set. */
void settings_cache_directory(char *out, size_t size);

#endif
