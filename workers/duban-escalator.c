/* duban-escalator: applies the rules of the plan to classified cases and overdue clocks. */
#include "worker_main.h"

#include <argp.h>

/* Visible, because the C library looks for it by name. */
__attribute__((visibility("default"))) const char *argp_program_version =
    "duban-escalator " DUBAN_VERSION;

static const char doc[] =
    "Takes classified cases from duband and says what follows under the rules: the phase, the "
    "triggers of the double investigation (一案双查, P38), the lines against persons and leaders, "
    "their clocks. Takes overdue clocks and says who is urged (催办), and who is told next.\v"
    "Start as many as you like, on any machine that reaches the daemon; duband shares the work "
    "among them. An escalator needs no file: the daemon sends the policy. It keeps nothing: stop "
    "or kill it at any time, and the work it had is done by another. While no daemon answers it "
    "waits and tries again.\n\n"
    "Ends on SIGTERM or SIGINT after the batch in hand. Exit code 0, or one of sysexits.h: "
    "64 (usage), 69 (the endpoint cannot be connected).";

int main(int argc, char **argv)
{
    return worker_main(&ESCALATOR_TRADE, doc, argc, argv);
}
