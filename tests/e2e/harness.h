/* One installation of duban in a directory of its own, made of real processes: every end-to-end
 * test has one. What does not come in time, or fails, fails the test. */
#ifndef DUBAN_TEST_HARNESS_H
#define DUBAN_TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../clients/render.h"
#include "../../clients/session.h"

#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define PATIENCE_MS   60000 /* after it a test fails rather than hangs */
#define PROCESSES_MAX 16
#define PLACE_BYTES   64

typedef struct {
    char directory[PLACE_BYTES];
    char config[PLACE_BYTES + 16], store[PLACE_BYTES + 16];
    char intake[PLACE_BYTES + 16], pull[PLACE_BYTES + 16], work[PLACE_BYTES + 16],
        feed[PLACE_BYTES + 16]; /* endpoints */
    pid_t daemon;               /* 0: not running */
    pid_t processes[PROCESSES_MAX];
    size_t process_count;
    duban_t *client;    /* connected by site_start_daemon; the site's */
    char output[65536]; /* what the last site_run wrote to standard output … */
    char errors[65536]; /* … and to standard error */
} site_t;

/* For cmocka: a site with its duban.conf (WORKERS_OUTSIDE), nothing running; and its end: every
 * process gets SIGTERM and must exit with 0, the directory is removed (unless DUBAN_E2E_KEEP is
 * set). */
int site_setup(void **state);
int site_teardown(void **state);
#define SITE_TEST(FUNCTION) cmocka_unit_test_setup_teardown(FUNCTION, site_setup, site_teardown)

/* Writes duban.conf anew: store and sockets of the site, and these lines. */
#define WORKERS_OUTSIDE "embedded-classifiers = 0\nembedded-escalators = 0\n"
void site_configure(site_t *self, const char *settings);

/* Starts a program of the build, or one by its absolute path; the arguments end with NULL. Its two
 * outputs go to the files PROGRAM.out and PROGRAM.log in the site's directory, at their ends. */
pid_t site_start(site_t *self, const char *program, ...);

/* Starts duband with the site's duban.conf and waits until it answers. */
void site_start_daemon(site_t *self);

/* Starts a classifier and an escalator. */
void site_start_workers(site_t *self);

/* Sends the signal (0: none), waits for the end, and returns the exit code, or minus the signal
 * that ended the process. */
int site_end(site_t *self, pid_t process, int signal);

/* Runs a program to its end: the exit code, with `output` and `errors` filled. */
int site_run(site_t *self, const char *program, ...);

/* True when the text stands in a file of the site's directory. */
bool site_has_text(site_t *self, const char *file, const char *text);

/* Writes a file in the site's directory. */
void site_write(site_t *self, const char *file, const void *bytes, size_t length);

/* Writes the shipped policy files into the folder `policy` of the site's directory. */
void site_copy_policy(site_t *self);

/* Puts `to` where `from` stands first in a file of the site's directory. */
void site_edit(site_t *self, const char *file, const char *from, const char *to);

/* A path in the site's directory, in static memory that the fourth next call uses again. */
const char *site_path(site_t *self, const char *file);

/* ---- asking the daemon ---- */

/* The answer, for answer_close. */
void site_ask(site_t *self, const duban_query_t *query, answer_t *answer);

/* A number of the reply to `stat`: of its map `part` (NULL: of the reply itself). */
uint64_t site_stat(site_t *self, const char *part, const char *key);

/* Waits until that number is at least (or exactly) the value. */
void site_wait_at_least(site_t *self, const char *part, const char *key, uint64_t value);
void site_wait_exactly(site_t *self, const char *part, const char *key, uint64_t value);

/* Waits until there are so many cases and none of them waits for a worker. */
void site_wait_decided(site_t *self, uint64_t cases);

/* Waits until so many workers are connected. */
void site_wait_workers(site_t *self, size_t count);

/* ---- small things ---- */

/* Monotonic milliseconds. */
int64_t tick_ms(void);

/* A pause between two looks at something that has no event to wait for; fails the test when
 * `until_ms` (of tick_ms) has come, saying for what it waited. */
void look_again(int64_t until_ms, const char *what);

/* A local moment, "2015-08-20 10:00", as UTC milliseconds. */
int64_t moment(const char *text);

/* Submits a complaint of this gateway, id and text through the site's client. */
duban_receipt_t submit_text(site_t *self, const char *gateway, const char *id, const char *text);

#endif
