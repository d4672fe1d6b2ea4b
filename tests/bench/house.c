/* Starts and ends the processes of a benchmark, and reads what the kernel knows of them. */
#include "house.h"

#include "figures.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char binaries_path[BENCH_PATH_BYTES], scratch_path[BENCH_PATH_BYTES];

/* Forks; the child ends with its parent, so that nothing is left running whatever happens. */
static pid_t fork_bound(void)
{
    pid_t parent = getpid(), child = fork();
    if (child < 0)
        bench_die("fork failed");
    if (child == 0 && (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent))
        _exit(126);
    return child;
}

static pid_t spawn(const char *const arguments[])
{
    pid_t child = fork_bound();
    if (child > 0)
        return child;
    if (!freopen("/dev/null", "w", stderr))
        _exit(126);
    execvp(arguments[0], (char *const *)arguments);
    _exit(127);
}

static void run_tool(const char *const arguments[])
{
    int status;
    pid_t child = spawn(arguments);
    if (waitpid(child, &status, 0) < 0 || status != 0)
        bench_die("%s failed", arguments[0]);
}

void house_prepare(const char *binaries, const char *scratch)
{
    snprintf(binaries_path, sizeof binaries_path, "%s", binaries);
    snprintf(scratch_path, sizeof scratch_path, "%s/duban-bench-XXXXXX", scratch);
    if (!mkdtemp(scratch_path))
        bench_die("no directory can be made in %s", scratch);
    pid_t child = fork_bound();
    if (child == 0)
        return;
    int status;
    signal(SIGINT, SIG_IGN); /* of the terminal: the child takes it */
    waitpid(child, &status, 0);
    run_tool((const char *const[]){"rm", "-rf", scratch_path, NULL});
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

const char *house_path(const char *name)
{
    static char path[2 * BENCH_PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", scratch_path, name);
    return path;
}

/* A tcp port that is free now. */
static unsigned free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM, 0);
    if (file < 0 || bind(file, (struct sockaddr *)&address, sizeof address) < 0 ||
        getsockname(file, (struct sockaddr *)&address, &length) < 0)
        bench_die("no free port on loopback");
    close(file);
    return ntohs(address.sin_port);
}

static void write_settings(const bench_house_t *self, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        bench_die("%s cannot be written", path);
    fprintf(file,
        "store = %s\nintake = %s\npull = ipc://%s.pull\nwork = %s\nfeed = ipc://%s.feed\n"
        "embedded-classifiers = 0\nembedded-escalators = 0\n",
        self->store, self->intake, self->store, self->work, self->store);
    fclose(file);
}

void house_start(bench_house_t *self, const char *store)
{
    char binary[2 * BENCH_PATH_BYTES], settings[2 * BENCH_PATH_BYTES];
    memset(self, 0, sizeof *self);
    snprintf(self->store, sizeof self->store, "%.99s/%s", scratch_path, store);
    snprintf(self->intake, sizeof self->intake, "tcp://127.0.0.1:%u", free_port());
    snprintf(self->work, sizeof self->work, "ipc://%.150s.work", self->store);
    snprintf(settings, sizeof settings, "%s.conf", self->store);
    write_settings(self, settings);
    snprintf(binary, sizeof binary, "%s/duband", binaries_path);
    self->daemon = spawn((const char *const[]){binary, "-c", settings, NULL});
    duban_error_t error;
    duban_t *duban = house_connect(self);
    duban_reply_t *reply = duban_ping(duban, &error);
    if (!reply)
        bench_die("duband does not answer: %s", error.message);
    duban_reply_destroy(&reply);
    duban_destroy(&duban);
}

void house_add_worker(bench_house_t *self, const char *trade)
{
    char binary[2 * BENCH_PATH_BYTES];
    if (self->worker_count == HOUSE_WORKERS_MAX)
        bench_die("more than %d workers", HOUSE_WORKERS_MAX);
    snprintf(binary, sizeof binary, "%s/duban-%s", binaries_path, trade);
    self->workers[self->worker_count++] =
        spawn((const char *const[]){binary, "--connect", self->work, NULL});
}

static void end_process(pid_t process)
{
    int status;
    kill(process, SIGTERM);
    waitpid(process, &status, 0);
}

void house_stop(bench_house_t *self)
{
    for (size_t i = 0; i < self->worker_count; i++)
        end_process(self->workers[i]);
    end_process(self->daemon);
}

duban_t *house_connect(const bench_house_t *self)
{
    duban_error_t error;
    duban_options_t options = {.deadline_ms = 600000, .connect_ms = 10000};
    duban_t *duban = duban_connect(self->intake, &options, &error);
    if (!duban)
        bench_die("%s", error.message);
    return duban;
}

double house_private_kib(const bench_house_t *self)
{
    char path[64], line[512];
    double total = 0, kib;
    bool counts = true;
    snprintf(path, sizeof path, "/proc/%d/smaps", (int)self->daemon);
    FILE *file = fopen(path, "r");
    if (!file)
        bench_die("%s cannot be read", path);
    while (fgets(line, sizeof line, file)) {
        unsigned long from, until;
        if (sscanf(line, "%lx-%lx ", &from, &until) == 2) /* the head of a mapping */
            counts = !strstr(line, self->store);
        else if (counts && (sscanf(line, "Private_Dirty: %lf", &kib) == 1 ||
                               sscanf(line, "Private_Clean: %lf", &kib) == 1))
            total += kib;
    }
    fclose(file);
    return total;
}

double process_cpu_us(pid_t process)
{
    char path[64];
    double user, system;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lf %lf", &user,
                     &system) != 2)
        bench_die("%s cannot be read", path);
    fclose(file);
    return (user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

void house_remove(const char *name)
{
    run_tool((const char *const[]){"rm", "-rf", house_path(name), NULL});
}

void house_copy(const char *from, const char *to)
{
    char source[2 * BENCH_PATH_BYTES];
    snprintf(source, sizeof source, "%s", house_path(from));
    run_tool((const char *const[]){"cp", "-a", source, house_path(to), NULL});
    sync(); /* so that its writing does not fall into a measurement */
}
