/* Starts and ends the processes of a test's site, and asks its daemon. */
#include "harness.h"

#include "../../config/shipped.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define LOOK_MS        5
#define PROBE_MS       250
#define ARGV_MAX       24
#define OUTPUT_NAME    "run.out"
#define ERRORS_NAME    "run.log"
#define SETTINGS_BYTES 4096

/* ---- small things ---- */

int64_t tick_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void look_again(int64_t until_ms, const char *what)
{
    if (tick_ms() >= until_ms)
        fail_msg("waited %d s in vain: %s", PATIENCE_MS / 1000, what);
    poll(NULL, 0, LOOK_MS);
}

int64_t moment(const char *text)
{
    int64_t at_ms = 0;
    if (moment_parse(text, strlen(text), &at_ms) < 0)
        fail_msg("%s is no moment", text);
    return at_ms;
}

const char *site_path(site_t *self, const char *file)
{
    static char paths[4][2 * PLACE_BYTES];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", self->directory, file);
    return path;
}

/* The file's content as far as it fits, with a NUL. */
static void read_text(const char *path, char *out, size_t size)
{
    out[0] = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    out[fread(out, 1, size - 1, file)] = 0;
    fclose(file);
}

bool site_has_text(site_t *self, const char *file, const char *text)
{
    static char content[1 << 20];
    read_text(site_path(self, file), content, sizeof content);
    return strstr(content, text) != NULL;
}

void site_write(site_t *self, const char *file, const void *bytes, size_t length)
{
    FILE *stream = fopen(site_path(self, file), "we");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
}

void site_copy_policy(site_t *self)
{
    char path[PLACE_BYTES];
    assert_int_equal(mkdir(site_path(self, "policy"), 0700), 0);
    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        shipped_t file = shipped_file(i);
        snprintf(path, sizeof path, "policy/%s", file.name);
        site_write(self, path, file.content.bytes, file.content.length);
    }
}

void site_edit(site_t *self, const char *file, const char *from, const char *to)
{
    static char text[1 << 18];
    buffer_t edited = {0};
    read_text(site_path(self, file), text, sizeof text);
    const char *at = strstr(text, from);
    assert_non_null(at);
    buffer_append(&edited, text, (size_t)(at - text));
    buffer_append(&edited, to, strlen(to));
    buffer_append(&edited, at + strlen(from), strlen(at + strlen(from)));
    site_write(self, file, edited.bytes, edited.length);
    buffer_free(&edited);
}

/* ---- the site ---- */

void site_configure(site_t *self, const char *settings)
{
    char text[SETTINGS_BYTES];
    int length = snprintf(text, sizeof text,
        "store = %s\nintake = %s\npull = %s\nwork = %s\nfeed = %s\n"
        "%s",
        self->store, self->intake, self->pull, self->work, self->feed, settings);
    assert_in_range(length, 1, sizeof text - 1);
    site_write(self, "duban.conf", text, (size_t)length);
}

int site_setup(void **state)
{
    site_t *self = calloc(1, sizeof *self);
    if (!self)
        return -1;
    *state = self;
    snprintf(self->directory, sizeof self->directory, "/tmp/duban-e2e-XXXXXX");
    if (!mkdtemp(self->directory))
        return -1;
    snprintf(self->config, sizeof self->config, "%s/duban.conf", self->directory);
    snprintf(self->store, sizeof self->store, "%s/store", self->directory);
    snprintf(self->intake, sizeof self->intake, "ipc://%s/intake", self->directory);
    snprintf(self->pull, sizeof self->pull, "ipc://%s/pull", self->directory);
    snprintf(self->work, sizeof self->work, "ipc://%s/work", self->directory);
    snprintf(self->feed, sizeof self->feed, "ipc://%s/feed", self->directory);
    site_configure(self, WORKERS_OUTSIDE);
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

/* ---- processes ---- */

/* Where the programs are: beside the folder tests/ in which this one is, or where the path says. */
static void find_program(const char *name, char *out, size_t size)
{
    char self[PATH_MAX];
    if (name[0] == '/') {
        snprintf(out, size, "%s", name);
        return;
    }
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(length > 0);
    self[length] = 0;
    int written = snprintf(out, size, "%s/../../%s", dirname(self), name);
    assert_in_range(written, 1, size - 1);
}

static void redirect(const char *path, int flags, int to)
{
    int file = open(path, O_WRONLY | O_CREAT | flags, 0600);
    if (file < 0 || dup2(file, to) < 0)
        _exit(127);
}

static pid_t spawn(site_t *self, const char *program, const char *out, const char *errors,
    int flags, va_list arguments)
{
    char path[PATH_MAX], *argv[ARGV_MAX + 2] = {(char *)program};
    find_program(program, path, sizeof path);
    size_t count = 0;
    for (char *argument; (argument = va_arg(arguments, char *)) != NULL;) {
        assert_true(count < ARGV_MAX);
        argv[++count] = argument;
    }
    const char *out_path = site_path(self, out), *errors_path = site_path(self, errors);
    assert_true(self->process_count < PROCESSES_MAX);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that crashes leaves nobody behind */
        redirect(out_path, flags, STDOUT_FILENO);
        redirect(errors_path, flags, STDERR_FILENO);
        execv(path, argv);
        _exit(127);
    }
    self->processes[self->process_count++] = process;
    return process;
}

pid_t site_start(site_t *self, const char *program, ...)
{
    char out[PLACE_BYTES], log[PLACE_BYTES];
    va_list arguments;
    snprintf(out, sizeof out, "%s.out", program);
    snprintf(log, sizeof log, "%s.log", program);
    va_start(arguments, program);
    pid_t process = spawn(self, program, out, log, O_APPEND, arguments);
    va_end(arguments);
    return process;
}

/* The exit code or minus the signal; INT_MIN when the process did not end in time and was killed.
 */
static int end_process(site_t *self, pid_t process, int signal)
{
    int status;
    for (size_t i = 0; i < self->process_count; i++) {
        if (self->processes[i] == process)
            self->processes[i] = self->processes[--self->process_count];
    }
    if (process == self->daemon)
        self->daemon = 0;
    if (signal)
        kill(process, signal);
    struct pollfd end = {.fd = pidfd_open(process, 0), .events = POLLIN};
    bool ended = poll(&end, 1, PATIENCE_MS) == 1;
    close(end.fd);
    if (!ended)
        kill(process, SIGKILL);
    if (waitpid(process, &status, 0) < 0 || !ended)
        return INT_MIN;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int site_end(site_t *self, pid_t process, int signal)
{
    int code = end_process(self, process, signal);
    if (code == INT_MIN)
        fail_msg("process %d did not end in %d s", (int)process, PATIENCE_MS / 1000);
    return code;
}

int site_run(site_t *self, const char *program, ...)
{
    va_list arguments;
    va_start(arguments, program);
    pid_t process = spawn(self, program, OUTPUT_NAME, ERRORS_NAME, O_TRUNC, arguments);
    va_end(arguments);
    int code = site_end(self, process, 0);
    read_text(site_path(self, OUTPUT_NAME), self->output, sizeof self->output);
    read_text(site_path(self, ERRORS_NAME), self->errors, sizeof self->errors);
    return code;
}

static void print_log(site_t *self, const char *name)
{
    static char content[65536];
    read_text(site_path(self, name), content, sizeof content);
    if (content[0])
        fprintf(stderr, "---- %s ----\n%s\n", name, content);
}

int site_teardown(void **state)
{
    site_t *self = *state;
    int worst = 0;
    duban_destroy(&self->client);
    while (self->process_count > 0) {
        int code = end_process(self, self->processes[self->process_count - 1], SIGTERM);
        if (code) {
            fprintf(stderr, "a process ended with %d at SIGTERM\n", code);
            worst = -1;
        }
    }
    if (worst) {
        print_log(self, "duband.log");
        print_log(self, "duban-classifier.log");
        print_log(self, "duban-escalator.log");
    }
    if (!getenv("DUBAN_E2E_KEEP"))
        nftw(self->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(self);
    return worst;
}

/* ---- the daemon and its workers ---- */

static bool answers(site_t *self)
{
    duban_options_t options = {.deadline_ms = PROBE_MS};
    duban_t *probe = duban_connect(self->intake, &options, NULL);
    assert_non_null(probe);
    duban_reply_t *reply = duban_ping(probe, NULL);
    duban_destroy(&probe);
    bool answered = reply != NULL;
    duban_reply_destroy(&reply);
    return answered;
}

void site_start_daemon(site_t *self)
{
    int status;
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    self->daemon = site_start(self, "duband", "-c", self->config, NULL);
    while (!answers(self)) {
        if (waitpid(self->daemon, &status, WNOHANG) == self->daemon) {
            self->process_count--;
            print_log(self, "duband.log");
            fail_msg("duband ended at once");
        }
        look_again(until_ms, "an answer of duband");
    }
    /* No second sending: tests count what the daemon was asked. */
    duban_options_t options = {.deadline_ms = PATIENCE_MS, .retry_ms = PATIENCE_MS};
    duban_destroy(&self->client);
    self->client = duban_connect(self->intake, &options, NULL);
    assert_non_null(self->client);
}

void site_start_workers(site_t *self)
{
    site_start(self, "duban-classifier", "-c", self->work, NULL);
    site_start(self, "duban-escalator", "-c", self->work, NULL);
}

/* ---- asking ---- */

void site_ask(site_t *self, const duban_query_t *query, answer_t *answer)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_query(self->client, query, &error);
    if (!reply)
        fail_msg("%s: %s: %s", query->what, duban_code_name(error.code), error.message);
    assert_int_equal(answer_open(answer, reply, &error), 0);
}

uint64_t site_stat(site_t *self, const char *part, const char *key)
{
    answer_t answer;
    site_ask(self, &(duban_query_t){.what = "stat"}, &answer);
    const msgpack_object *map = part ? view_map(&answer.root, part) : &answer.root;
    const msgpack_object *number = map_get(map, key);
    if (!number || number->type != MSGPACK_OBJECT_POSITIVE_INTEGER)
        fail_msg("stat has no number %s.%s", part ? part : "", key);
    uint64_t value = number->via.u64;
    answer_close(&answer);
    return value;
}

void site_wait_at_least(site_t *self, const char *part, const char *key, uint64_t value)
{
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    while (site_stat(self, part, key) < value)
        look_again(until_ms, key);
}

void site_wait_exactly(site_t *self, const char *part, const char *key, uint64_t value)
{
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    while (site_stat(self, part, key) != value)
        look_again(until_ms, key);
}

void site_wait_decided(site_t *self, uint64_t cases)
{
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    for (bool decided = false; !decided;) {
        answer_t answer;
        site_ask(self, &(duban_query_t){.what = "stat"}, &answer);
        const msgpack_object *queues = view_map(&answer.root, "queues");
        decided = view_number(view_map(&answer.root, "store"), "cases") == cases &&
                  view_number(queues, "classify") + view_number(queues, "escalate") == 0;
        answer_close(&answer);
        if (!decided)
            look_again(until_ms, "every case to be decided");
    }
}

void site_wait_workers(site_t *self, size_t count)
{
    int64_t until_ms = tick_ms() + PATIENCE_MS;
    for (bool there = false; !there;) {
        answer_t answer;
        site_ask(self, &(duban_query_t){.what = "stat"}, &answer);
        there = view_count(&answer.root, "workers") == count;
        answer_close(&answer);
        if (!there)
            look_again(until_ms, "workers to connect");
    }
}

duban_receipt_t submit_text(site_t *self, const char *gateway, const char *id, const char *text)
{
    duban_receipt_t receipt = {0};
    duban_error_t error = {0};
    duban_submission_t submission = {.gateway = gateway, .id = id, .text = text};
    if (duban_submit(self->client, &submission, &receipt, &error) < 0)
        fail_msg("%s %s: %s: %s", gateway, id, duban_code_name(error.code), error.message);
    return receipt;
}
