/* `duban ping`: asks the daemon whether it is there. */
#include "commands.h"
#include "render.h"
#include "session.h"

static const usage_t usage = {
    .help = "Ask the daemon whether it is there: version, its clock, digest of its policy.\v"
            "Exit code 0 when it answered, 69 when none listens, 75 when it did not answer in "
            "time.",
};

int command_ping(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    int code;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_error_t error;
    answer_t answer;
    duban_reply_t *reply = duban_ping(duban, &error);
    code = answer_open(&answer, reply, &error);
    duban_destroy(&duban);
    if (code)
        return code;
    if (common.json) {
        code = print_json(&answer.root, false);
    } else {
        char version[64], now[MOMENT_BYTES], policy[65];
        printf("duban %s at %s\n", view_text(&answer.root, "version", version, sizeof version),
            common.endpoint);
        print_field("clock", view_time(&answer.root, "now_ms", now));
        print_field("policy", view_hex(&answer.root, "policy", 32, policy, sizeof policy));
    }
    answer_close(&answer);
    return code;
}
