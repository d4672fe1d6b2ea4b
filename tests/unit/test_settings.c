/* duban.conf: its defaults, the shipped file against the table of keys, endpoints and paths. */
#include "../../config/settings.h"
#include "refuse.h"

#include <stdlib.h>
#include <unistd.h>

static char path[64];

static int make_file(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/duban-test-settings.XXXXXX");
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static int load_text(const char *text, settings_t *settings, fault_t *fault)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    *fault = (fault_t){0};
    settings_default(settings);
    return settings_load(path, settings, fault);
}

static void assert_loads(const char *text, settings_t *settings)
{
    fault_t fault;
    int rc = load_text(text, settings, &fault);
    assert_string_equal(fault.message, "");
    assert_int_equal(rc, 0);
}

/* `message` is what follows the name of the file. */
static void assert_refused(const char *text, const char *message)
{
    settings_t settings, defaults;
    fault_t fault;
    settings_default(&defaults);
    assert_int_equal(load_text(text, &settings, &fault), -1);
    assert_memory_equal(&settings, &defaults, sizeof settings);
    assert_int_equal(strncmp(fault.message, path, strlen(path)), 0);
    assert_string_equal(fault.message + strlen(path), message);
}

static void set_variable(const char *name, const char *value)
{
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static void test_default_places(void **state)
{
    (void)state;
    settings_t settings;
    char expected[ENDPOINT_BYTES];
    set_variable("STATE_DIRECTORY", "/var/lib/duban:/var/lib/other");
    set_variable("RUNTIME_DIRECTORY", "/run/duban:/run/other");
    set_variable("CACHE_DIRECTORY", NULL);
    set_variable("XDG_CACHE_HOME", NULL);
    set_variable("XDG_STATE_HOME", "/home/a/state");
    set_variable("XDG_RUNTIME_DIR", "/run/user/7");
    set_variable("HOME", "/home/a");
    settings_default(&settings);
    assert_string_equal(settings.store, "/var/lib/duban");
    assert_string_equal(settings.policy, "");
    assert_string_equal(settings.intake[0], "ipc:///run/duban/intake");
    assert_string_equal(settings.pull[0], "ipc:///run/duban/pull");
    assert_string_equal(settings.work[0], "ipc:///run/duban/work");
    assert_string_equal(settings.feed[0], "ipc:///run/duban/feed");
    char cache[PATH_MAX];
    settings_cache_directory(cache, sizeof cache);
    assert_string_equal(cache, "/home/a/.cache/duban");
    set_variable("XDG_CACHE_HOME", "/home/a/cache");
    settings_cache_directory(cache, sizeof cache);
    assert_string_equal(cache, "/home/a/cache/duban");
    set_variable("CACHE_DIRECTORY", "/var/cache/duban");
    settings_cache_directory(cache, sizeof cache);
    assert_string_equal(cache, "/var/cache/duban");
    set_variable("STATE_DIRECTORY", NULL);
    set_variable("RUNTIME_DIRECTORY", NULL);
    settings_default(&settings);
    assert_string_equal(settings.store, "/home/a/state/duban");
    assert_string_equal(settings.intake[0], "ipc:///run/user/7/duban/intake");
    set_variable("XDG_STATE_HOME", NULL);
    set_variable("XDG_RUNTIME_DIR", "relative/is/ignored");
    settings_default(&settings);
    assert_string_equal(settings.store, "/home/a/.local/state/duban");
    snprintf(expected, sizeof expected, "ipc:///tmp/duban-%u/intake", (unsigned)getuid());
    assert_string_equal(settings.intake[0], expected);
    settings_runtime_endpoint("intake", expected, sizeof expected);
    assert_string_equal(settings.intake[0], expected);
    assert_int_equal(settings.intake_count, 1);
    assert_int_equal(settings.embedded_classifiers, 1);
    assert_int_equal(settings.embedded_escalators, 1);
}

/* The shipped file changes nothing of the defaults, and shows every key of the table. */
static void test_shipped_file(void **state)
{
    (void)state;
    fault_t fault = {0};
    settings_t settings, defaults;
    settings_default(&settings);
    settings_default(&defaults);
    assert_int_equal(settings_load("config/duban.conf", &settings, &fault), 0);
    assert_string_equal(fault.message, "");
    assert_memory_equal(&settings, &defaults, sizeof settings);

    FILE *file = fopen("config/duban.conf", "r");
    assert_non_null(file);
    char text[16384] = "\n";
    assert_true(fread(text + 1, 1, sizeof text - 2, file) > 0);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i < SETTINGS_KEY_COUNT; i++) {
        char active[80], commented[80];
        snprintf(active, sizeof active, "\n%s = ", SETTINGS_KEYS[i].name);
        snprintf(commented, sizeof commented, "\n# %s = ", SETTINGS_KEYS[i].name);
        assert_true(strstr(text, active) || strstr(text, commented));
        if (i > 0)
            assert_true(strcmp(SETTINGS_KEYS[i - 1].name, SETTINGS_KEYS[i].name) < 0);
    }
}

static void test_every_key(void **state)
{
    (void)state;
    settings_t settings;
    assert_loads("embedded-classifiers = 2\nembedded-escalators = 0\n"
                 "feed = ipc:///a/feed\nintake = ipc:///a/intake\nintake = tcp://127.0.0.1:5701\n"
                 "lease = 1m\npolicy = /etc/duban\npull = tcp://[::1]:*\nqueries-max = 9\n"
                 "store = /var/lib/duban\nstore-full-percent = 80\nstore-map-mib = 100\n"
                 "turn = 5ms\nturn-bytes = 4096\nturn-messages = 10\n"
                 "work = tcp://localhost:65535\nworker-silence = 2s\n",
        &settings);
    assert_int_equal(settings.embedded_classifiers, 2);
    assert_int_equal(settings.embedded_escalators, 0);
    assert_string_equal(settings.feed[0], "ipc:///a/feed");
    assert_int_equal(settings.intake_count, 2);
    assert_string_equal(settings.intake[0], "ipc:///a/intake");
    assert_string_equal(settings.intake[1], "tcp://127.0.0.1:5701");
    assert_int_equal(settings.lease_ms, 60000);
    assert_string_equal(settings.policy, "/etc/duban");
    assert_string_equal(settings.pull[0], "tcp://[::1]:*");
    assert_int_equal(settings.queries_max, 9);
    assert_string_equal(settings.store, "/var/lib/duban");
    assert_int_equal(settings.store_full_percent, 80);
    assert_int_equal(settings.store_map_mib, 100);
    assert_int_equal(settings.turn_ms, 5);
    assert_int_equal(settings.turn_bytes, 4096);
    assert_int_equal(settings.turn_messages, 10);
    assert_string_equal(settings.work[0], "tcp://localhost:65535");
    assert_int_equal(settings.worker_silence_ms, 2000);
}

#define NO_CURVE "no CURVE is configured; bind to loopback or ipc"
#define BAD_PORT "a tcp endpoint must end with a port from 1 to 65535, or with :*"
#define BAD_PATH "an ipc endpoint must name an absolute path, ipc:///run/duban/intake"
#define BAD_KIND "an endpoint must begin with ipc:// or tcp://"

static void test_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *endpoint;
        const char *message; /* NULL: accepted */
    } rows[] = {
        {"tcp://127.0.0.1:5701", NULL},
        {"tcp://127.9.8.7:1", NULL},
        {"tcp://[::1]:5701", NULL},
        {"tcp://localhost:*", NULL},
        {"ipc:///run/duban/intake", NULL},
        {"tcp://*:5701", NO_CURVE},
        {"tcp://0.0.0.0:5701", NO_CURVE},
        {"tcp://192.0.2.1:5701", NO_CURVE},
        {"tcp://128.0.0.1:5701", NO_CURVE},
        {"tcp://127.0.0.1.example:5701", NO_CURVE},
        {"tcp://127.1:5701", NO_CURVE},
        {"tcp://[::]:5701", NO_CURVE},
        {"tcp://::1:5701", NO_CURVE},
        {"tcp://eth0:5701", NO_CURVE},
        {"tcp://lo:5701", NO_CURVE},
        {"tcp://192.0.2.1;127.0.0.1:5701", NO_CURVE},
        {"tcp://:5701", NO_CURVE},
        {"tcp://127.0.0.1", BAD_PORT},
        {"tcp://127.0.0.1:", BAD_PORT},
        {"tcp://127.0.0.1:0", BAD_PORT},
        {"tcp://127.0.0.1:65536", BAD_PORT},
        {"tcp://127.0.0.1:5701x", BAD_PORT},
        {"ipc://run/intake", BAD_PATH},
        {"ipc://@abstract", BAD_PATH},
        {"inproc://intake", BAD_KIND},
        {"/run/duban/intake", BAD_KIND},
    };
    static const char *const keys[] = {"intake", "pull", "work", "feed"};
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[200], message[200];
        settings_t settings;
        snprintf(text, sizeof text, "# 1\n%s = %s\n", keys[i % 4], rows[i].endpoint);
        snprintf(message, sizeof message, ":2: '%s': %s, not %s", keys[i % 4],
            rows[i].message ? rows[i].message : "", rows[i].endpoint);
        if (rows[i].message)
            assert_refused(text, message);
        else
            assert_loads(text, &settings);
    }
}

static void test_longest_ipc_path(void **state)
{
    (void)state;
    char text[160] = "intake = ipc:///";
    size_t start = strlen("intake = ipc://");
    memset(text + start + 1, 'a', 106);
    settings_t settings;
    assert_loads(text, &settings);
    assert_int_equal(strlen(settings.intake[0]), strlen("ipc://") + 107);
    text[start + 107] = 'a';
    char message[300];
    snprintf(message, sizeof message,
        ":1: 'intake': the path of an ipc endpoint may have at most 107 bytes, not %s",
        text + strlen("intake = "));
    assert_refused(text, message);
}

static void test_same_endpoint_twice(void **state)
{
    (void)state;
    settings_t settings;
    assert_refused("intake = ipc:///run/duban/a\nwork = ipc:///run/duban/a\n",
        ": two sockets have the endpoint ipc:///run/duban/a, one of them for 'work'");
    assert_refused("intake = tcp://127.0.0.1:5701\nintake = tcp://127.0.0.1:5701\n",
        ": two sockets have the endpoint tcp://127.0.0.1:5701, one of them for 'intake'");
    assert_loads("intake = tcp://127.0.0.1:*\nwork = tcp://127.0.0.1:*\n", &settings);
    set_variable("RUNTIME_DIRECTORY", "/run/duban"); /* the default of `work` is there */
    assert_refused("intake = ipc:///run/duban/work\n",
        ": two sockets have the endpoint ipc:///run/duban/work, one of them for 'work'");
    set_variable("RUNTIME_DIRECTORY", NULL);
}

static void test_refused(void **state)
{
    (void)state;
    assert_refused("store = ~/duban\n", ":1: 'store' must be an absolute path, not \"~/duban\"");
    assert_refused("\npolicy = etc\n", ":2: 'policy' must be an absolute path, not \"etc\"");
    assert_refused("store-full-percent = 100\n",
        ":1: 'store-full-percent' must be a whole number from 1 to 99, not \"100\"");
    assert_refused("lease = 30\n", ":1: 'lease' must be a duration such as 500ms, 60s, 15m, 12h or "
                                   "3d from 100 ms to 3600000 ms, not \"30\"");
    assert_refused("feed = ipc:///a\nfeed = ipc:///b\nfeed = ipc:///c\nfeed = ipc:///d\n"
                   "feed = ipc:///e\n",
        ":5: 'feed' may be given at most 4 times");
    assert_refused("intakes = ipc:///a\n",
        ":1: unknown key 'intakes'; expected here: embedded-classifiers, embedded-escalators, "
        "feed, intake, lease, policy, pull, queries-max, store, store-full-percent, "
        "store-map-mib, turn, turn-bytes, …");
    fault_t fault = {0};
    settings_t settings;
    settings_default(&settings);
    assert_int_equal(settings_load("/nonexistent/duban.conf", &settings, &fault), -1);
    assert_string_equal(fault.message, "/nonexistent/duban.conf: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_places),
        cmocka_unit_test(test_shipped_file),
        cmocka_unit_test(test_every_key),
        cmocka_unit_test(test_endpoints),
        cmocka_unit_test(test_longest_ipc_path),
        cmocka_unit_test(test_same_endpoint_twice),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("settings", tests, make_file, remove_file);
}
