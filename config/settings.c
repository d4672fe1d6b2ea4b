/* The defaults of the daemon and the reading of duban.conf over them. */
#include "settings.h"

#include "file.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

#define FILE_BYTES_MAX (1024 * 1024)
#define MIB_MAX        (UINT64_C(16) * 1024 * 1024) /* 16 TiB */
#define HOUR_MS        UINT64_C(3600000)

const zpl_key_t SETTINGS_KEYS[] = {
    {"embedded-classifiers", ZPL_UINT, ZPL_AT(settings_t, embedded_classifiers), .max = 64},
    {"embedded-escalators", ZPL_UINT, ZPL_AT(settings_t, embedded_escalators), .max = 64},
    {"feed", ZPL_TEXTS, ZPL_ITEMS(settings_t, feed, feed_count)},
    {"intake", ZPL_TEXTS, ZPL_ITEMS(settings_t, intake, intake_count)},
    {"lease", ZPL_DURATION, ZPL_AT(settings_t, lease_ms), .min = 100, .max = HOUR_MS},
    {"policy", ZPL_TEXT, ZPL_AT(settings_t, policy)},
    {"pull", ZPL_TEXTS, ZPL_ITEMS(settings_t, pull, pull_count)},
    {"queries-max", ZPL_UINT, ZPL_AT(settings_t, queries_max), .min = 1, .max = 100000},
    {"store", ZPL_TEXT, ZPL_AT(settings_t, store)},
    {"store-full-percent", ZPL_UINT, ZPL_AT(settings_t, store_full_percent), .min = 1, .max = 99},
    {"store-map-mib", ZPL_UINT, ZPL_AT(settings_t, store_map_mib), .min = 1, .max = MIB_MAX},
    {"turn", ZPL_DURATION, ZPL_AT(settings_t, turn_ms), .min = 1, .max = 10000},
    {"turn-bytes", ZPL_UINT, ZPL_AT(settings_t, turn_bytes), .min = 1024, .max = 1 << 30},
    {"turn-messages", ZPL_UINT, ZPL_AT(settings_t, turn_messages), .min = 1, .max = 100000},
    {"work", ZPL_TEXTS, ZPL_ITEMS(settings_t, work, work_count)},
    {"worker-silence", ZPL_DURATION, ZPL_AT(settings_t, worker_silence_ms), .min = 100,
        .max = HOUR_MS},
};
const size_t SETTINGS_KEY_COUNT = ZPL_COUNT(SETTINGS_KEYS);

/* ---- defaults ---- */

/* The first directory of a variable that systemd sets ("a:b"); false when it is not set. */
static bool first_directory(const char *variable, char *out, size_t size)
{
    const char *value = getenv(variable);
    if (!value || value[0] != '/')
        return false;
    snprintf(out, size, "%.*s", (int)strcspn(value, ":"), value);
    return true;
}

/* A directory below one that a variable names; false when it is not set. */
static bool directory_below(const char *variable, const char *below, char *out, size_t size)
{
    const char *value = getenv(variable);
    if (!value || value[0] != '/')
        return false;
    snprintf(out, size, "%s/%s", value, below);
    return true;
}

static void state_directory(char *out, size_t size)
{
    if (!first_directory("STATE_DIRECTORY", out, size) &&
        !directory_below("XDG_STATE_HOME", "duban", out, size) &&
        !directory_below("HOME", ".local/state/duban", out, size))
        snprintf(out, size, "/tmp/duban-%u/state", (unsigned)getuid());
}

static void runtime_directory(char *out, size_t size)
{
    if (!first_directory("RUNTIME_DIRECTORY", out, size) &&
        !directory_below("XDG_RUNTIME_DIR", "duban", out, size))
        snprintf(out, size, "/tmp/duban-%u", (unsigned)getuid());
}

void settings_cache_directory(char *out, size_t size)
{
    if (!first_directory("CACHE_DIRECTORY", out, size) &&
        !directory_below("XDG_CACHE_HOME", "duban", out, size) &&
        !directory_below("HOME", ".cache/duban", out, size))
        out[0] = '\0';
}

void settings_runtime_endpoint(const char *socket_name, char *out, size_t size)
{
    char directory[PATH_MAX];
    runtime_directory(directory, sizeof directory);
    snprintf(out, size, "ipc://%s/%s", directory, socket_name);
}

void settings_default(settings_t *settings)
{
    *settings = (settings_t){
        .intake_count = 1,
        .pull_count = 1,
        .work_count = 1,
        .feed_count = 1,
        .embedded_classifiers = 1,
        .embedded_escalators = 1,
        .store_map_mib = 65536,
        .store_full_percent = 90,
        .turn_messages = 1024,
        .turn_bytes = 8 * 1024 * 1024,
        .turn_ms = 20,
        .lease_ms = 30000,
        .worker_silence_ms = 5000,
        .queries_max = 256,
    };
    state_directory(settings->store, sizeof settings->store);
    settings_runtime_endpoint("intake", settings->intake[0], ENDPOINT_BYTES);
    settings_runtime_endpoint("pull", settings->pull[0], ENDPOINT_BYTES);
    settings_runtime_endpoint("work", settings->work[0], ENDPOINT_BYTES);
    settings_runtime_endpoint("feed", settings->feed[0], ENDPOINT_BYTES);
}

/* ---- checks ---- */

static bool is_loopback(const char *host)
{
    struct in_addr address;
    if (inet_pton(AF_INET, host, &address) == 1)
        return ntohl(address.s_addr) >> 24 == 127;
    return streq(host, "localhost") || streq(host, "[::1]");
}

/* 1 to 65535, or * for any that is free. */
static bool is_port(const char *port)
{
    size_t length = strlen(port);
    if (streq(port, "*"))
        return true;
    if (length == 0 || length > 5 || strspn(port, "0123456789") != length)
        return false;
    unsigned long number = strtoul(port, NULL, 10);
    return number >= 1 && number <= 65535;
}

/* Says what an endpoint must be (NULL: what it is). */
static const char *check_endpoint(const char *endpoint)
{
    if (strncmp(endpoint, "ipc://", 6) == 0) {
        const char *path = endpoint + 6;
        if (path[0] != '/')
            return "an ipc endpoint must name an absolute path, ipc:///run/duban/intake";
        if (strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
            return "the path of an ipc endpoint may have at most 107 bytes";
        return NULL;
    }
    if (strncmp(endpoint, "tcp://", 6) != 0)
        return "an endpoint must begin with ipc:// or tcp://";
    char host[ENDPOINT_BYTES];
    snprintf(host, sizeof host, "%s", endpoint + 6);
    char *colon = strrchr(host, ':');
    if (!colon || !is_port(colon + 1))
        return "a tcp endpoint must end with a port from 1 to 65535, or with :*";
    *colon = 0;
    return is_loopback(host) ? NULL : "no CURVE is configured; bind to loopback or ipc";
}

static int check_endpoints(zpl_t *file, const char *key, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    for (zconfig_t *node = zpl_next(root, key, NULL); node; node = zpl_next(root, key, node)) {
        const char *wrong = check_endpoint(zconfig_value(node));
        if (wrong)
            return zpl_fault(
                file, node, fault, "'%s': %s, not %s", key, wrong, zconfig_value(node));
    }
    return 0;
}

typedef struct {
    const char *key;
    char (*items)[ENDPOINT_BYTES];
    size_t count;
} endpoints_t;

/* Two sockets on one path would not fail: libzmq lets the second one take it from the first. */
static int check_different(zpl_t *file, const endpoints_t *lists, size_t list_count, fault_t *fault)
{
    const char *seen[4 * ENDPOINTS_MAX];
    size_t count = 0;
    for (size_t list = 0; list < list_count; list++) {
        for (size_t i = 0; i < lists[list].count; i++) {
            const char *endpoint = lists[list].items[i];
            for (size_t k = 0; k < count; k++) {
                if (streq(seen[k], endpoint) && !strchr(endpoint, '*'))
                    return zpl_fault(file, zpl_root(file), fault,
                        "two sockets have the endpoint %s, one of them for '%s'", endpoint,
                        lists[list].key);
            }
            seen[count++] = endpoint;
        }
    }
    return 0;
}

static int check_path(zpl_t *file, const char *key, fault_t *fault)
{
    zconfig_t *node = zpl_next(zpl_root(file), key, NULL);
    if (node && zconfig_value(node)[0] != '/')
        return zpl_fault_value(file, node, fault, "an absolute path");
    return 0;
}

static int check_settings(zpl_t *file, settings_t *settings, fault_t *fault)
{
    const endpoints_t lists[] = {
        {"intake", settings->intake, settings->intake_count},
        {"pull", settings->pull, settings->pull_count},
        {"work", settings->work, settings->work_count},
        {"feed", settings->feed, settings->feed_count},
    };
    for (size_t i = 0; i < ZPL_COUNT(lists); i++) {
        if (check_endpoints(file, lists[i].key, fault) < 0)
            return -1;
    }
    if (check_different(file, lists, ZPL_COUNT(lists), fault) < 0 ||
        check_path(file, "store", fault) < 0)
        return -1;
    return check_path(file, "policy", fault);
}

int settings_load(const char *path, settings_t *settings, fault_t *fault)
{
    buffer_t content = {0};
    if (file_read(path, FILE_BYTES_MAX, &content, fault) < 0) {
        buffer_free(&content);
        return -1;
    }
    zpl_t *file = zpl_parse(path, content.bytes, content.length, fault);
    buffer_free(&content);
    if (!file)
        return -1;
    settings_t read = *settings;
    int rc = zpl_read(file, zpl_root(file), SETTINGS_KEYS, SETTINGS_KEY_COUNT, &read, fault);
    if (rc == 0)
        rc = check_settings(file, &read, fault);
    if (rc == 0)
        *settings = read;
    zpl_destroy(&file);
    return rc;
}
