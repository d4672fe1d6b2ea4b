/* duband: reads its settings and rules, opens the house, and runs until it is told to stop. */
#include "embedded.h"
#include "server.h"

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>

__attribute__((visibility("default"))) const char *argp_program_version = "duband " DUBAN_VERSION;

typedef struct {
    const char *config;
    const char *store;
    const char *policy;
    bool check;
} options_t;

static const struct argp_option option_table[] = {
    {"config", 'c', "FILE", 0, "settings (duban.conf); without it, the embedded default", 0},
    {"policy", 'p', "DIR", 0, "directory of the policy files; overrides the settings", 0},
    {"store", 's', "DIR", 0, "directory of the store; overrides the settings", 0},
    {"check", 'k', NULL, 0, "read settings and policy files, say what is wrong, and end", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    options_t *options = state->input;
    switch (key) {
    case 'c':
        options->config = argument;
        return 0;
    case 'p':
        options->policy = argument;
        return 0;
    case 's':
        options->store = argument;
        return 0;
    case 'k':
        options->check = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is not an option; duband takes no other arguments", argument);
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .doc = "duban (督办) takes in complaints and inspection findings and follows every case to its "
           "recorded end.\v"
           "Without options it runs at once: the example bureau's policy, a store under your state "
           "directory, ipc sockets in your runtime directory, and its workers inside.\n\n"
           "  duband                           try it; then: duban submit --text '…'\n"
           "  duband -c /etc/duban/duban.conf  as a service does\n"
           "  duband -c FILE --check           before a restart\n\n"
           "SIGHUP loads the policy files anew; SIGTERM answers what was sent and ends.",
};

static int complain(const fault_t *fault, int code)
{
    fprintf(stderr, "duband: %s\n", fault->message);
    return code;
}

static int read_settings(const options_t *options, settings_t *settings, fault_t *fault)
{
    settings_default(settings);
    if (options->config && settings_load(options->config, settings, fault) < 0)
        return -1;
    if (options->store)
        snprintf(settings->store, sizeof settings->store, "%s", options->store);
    if (options->policy)
        snprintf(settings->policy, sizeof settings->policy, "%s", options->policy);
    return 0;
}

static void say_ready(const settings_t *settings)
{
    fprintf(stderr, "duband %s: store %s, intake %s, policy %s\n", DUBAN_VERSION, settings->store,
        settings->intake[0], settings->policy[0] ? settings->policy : "of the example bureau");
}

static int run(const settings_t *settings, rules_t *rules)
{
    fault_t fault;
    server_t *server = server_new(settings, rules, &fault);
    if (!server)
        return complain(&fault, fault.code == ERROR_BUSY ? EX_TEMPFAIL : EX_UNAVAILABLE);
    embedded_t *embedded = embedded_start(settings, WORK_INPROC, &fault);
    if (!embedded) {
        server_destroy(&server);
        return complain(&fault, EX_OSERR);
    }
    say_ready(settings);
    int rc = server_run(server, &fault);
    embedded_stop(&embedded);
    server_destroy(&server);
    return rc < 0 ? complain(&fault, EX_IOERR) : EX_OK;
}

/* Blocked here, before any thread is made, so that only the server's signalfd sees them. */
static void block_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
    options_t options = {0};
    static settings_t settings;
    fault_t fault;
    argp_err_exit_status = EX_USAGE;
    if (argp_parse(&parser, argc, argv, 0, NULL, &options))
        return EX_USAGE;
    if (read_settings(&options, &settings, &fault) < 0)
        return complain(&fault, EX_CONFIG);
    setenv("ZSYS_SIGHANDLER", "false", 1); /* the server takes the signals itself */
    block_signals();
    rules_t *rules = rules_load(settings.policy, zclock_time(), &fault);
    if (!rules)
        return complain(&fault, EX_CONFIG);
    if (options.check) {
        rules_release(&rules);
        puts("duband: settings and policy files are sound");
        return EX_OK;
    }
    int code = run(&settings, rules);
    zsys_shutdown();
    return code;
}
