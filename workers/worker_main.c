/* The command line of a worker process. */
#include "worker_main.h"

#include "../config/settings.h"

#include <argp.h>
#include <sysexits.h>

static const struct argp_option options[] = {
    {"connect", 'c', "ENDPOINT", 0,
        "The daemon's work socket: ipc://PATH, or tcp://HOST:PORT for a daemon on another machine. "
        "Default: the socket `work` in the runtime directory of this user, where duband makes it",
        0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    char *endpoint = state->input;
    if (key != 'c')
        return key == ARGP_KEY_ARG ? (argp_usage(state), EINVAL) : ARGP_ERR_UNKNOWN;
    if (strlen(argument) >= ENDPOINT_BYTES)
        argp_error(state, "an endpoint has at most %d bytes", ENDPOINT_BYTES - 1);
    snprintf(endpoint, ENDPOINT_BYTES, "%s", argument);
    return 0;
}

int worker_main(const trade_t *trade, const char *doc, int argc, char **argv)
{
    /* CZMQ would catch the signals for itself, and log to standard output. */
    setenv("ZSYS_SIGHANDLER", "false", 1);
    zsys_set_logstream(stderr);
    argp_err_exit_status = EX_USAGE;
    char endpoint[ENDPOINT_BYTES];
    settings_runtime_endpoint("work", endpoint, sizeof endpoint);
    const struct argp argp = {.options = options, .parser = take_option, .doc = doc};
    argp_parse(&argp, argc, argv, 0, NULL, endpoint);
    fault_t fault = {0};
    if (worker_run(trade, endpoint, NULL, &fault) == 0)
        return EX_OK;
    fprintf(stderr, "duban-%s: %s\n", trade->name, fault.message);
    return EX_UNAVAILABLE;
}
