/* duban-classifier: reads complaints and findings and says what they are. */
#include "worker_main.h"

#include <argp.h>

/* Visible, because the C library looks for it by name. */
__attribute__((visibility("default"))) const char *argp_program_version =
    "duban-classifier " DUBAN_VERSION;

static const char doc[] =
    "Takes new cases from duband, says what each is (in scope or not, which of the five kinds, "
    "whom it names, and by which words of the text), and gives the verdicts back.\v"
    "Start as many as you have cores, on any machine that reaches the daemon; duband shares the "
    "work among them. A classifier needs no file: the daemon sends the policy. It keeps "
    "nothing but the compiled lexicon, for a quick start ($CACHE_DIRECTORY, else "
    "$XDG_CACHE_HOME/duban, else ~/.cache/duban): stop or kill it at any time, and the work it had "
    "is done by another. While no daemon answers "
    "it waits and tries again.\n\n"
    "Ends on SIGTERM or SIGINT after the batch in hand. Exit code 0, or one of sysexits.h: "
    "64 (usage), 69 (the endpoint cannot be connected).";

int main(int argc, char **argv)
{
    return worker_main(&CLASSIFIER_TRADE, doc, argc, argv);
}
