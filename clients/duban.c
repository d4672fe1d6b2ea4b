/* The command-line client: finds the command and hands it its arguments. */
#include "commands.h"
#include "render.h"

#include <string.h>
#include <sysexits.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"submit", command_submit, "send a complaint (投诉), print its receipt"},
    {"finding", command_finding, "send an inspection finding"},
    {"import", command_import, "send the rows of a CSV or TSV file as complaints"},
    {"status", command_status, "how far a submission is, by its receipt"},
    {"notices", command_notices, "what the complainants of a gateway are to be told"},
    {"respond", command_respond, "pass on what a complainant says: told, object, rate, add …"},
    {"list", command_list, "cases by filters, newest first"},
    {"show", command_show, "one case: words, kinds, lines, clocks"},
    {"timeline", command_timeline, "who did what to a case, when, by which rule, and why"},
    {"explain", command_explain, "why the rules decided so, and why not otherwise"},
    {"replay", command_replay, "what other policy files would have decided on a case"},
    {"act", command_act, "do something to a case: accept, find, hear, decide, close …"},
    {"identity", command_identity, "read a complainant's name, for a recorded reason (P50)"},
    {"sweep", command_sweep, "take everything that is overdue (催办); cron runs this"},
    {"report", command_report, "the figures of a period: by kind, source, section …"},
    {"record", command_record, "a person's conduct record of a year (年度考核)"},
    {"exposures", command_exposures, "who is exposed by name (点名道姓曝光)"},
    {"negative", command_negative, "a section's negative list (负面清单)"},
    {"problems", command_problems, "problem lists (问题清单): who filed what, and who nothing"},
    {"ledger", command_ledger, "verify, replay or export the chain of events"},
    {"watch", command_watch, "print events as they happen"},
    {"stat", command_stat, "counters, queues, workers, store"},
    {"classify", command_classify, "judge the rows of a TSV file here, without a daemon"},
    {"evaluate", command_evaluate, "compare the classifier with labels given by people"},
    {"train", command_train, "learn rules from labelled texts, and say what they are worth"},
    {"lexicon", command_lexicon, "lexicon check: run the examples of every rule"},
    {"ping", command_ping, "is the daemon there"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *stream)
{
    fputs(
        "duban (督办) takes in complaints and inspection findings and follows each to its end.\n\n"
        "usage: duban COMMAND [OPTION…] [ARGUMENT…]\n\n",
        stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].help);
    fputs("\nTry: duban submit --text '…', duban list, duban COMMAND --help.\n"
          "Every command that asks the daemon takes --json. Exit codes are those of sysexits.h.\n",
        stream);
}

int main(int argc, char **argv)
{
    render_start();
    if (argc < 2) {
        print_help(stderr);
        return EX_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("duban " DUBAN_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        char name[64];
        snprintf(name, sizeof name, "duban %s", commands[i].name);
        argv[1] = name;
        int code = commands[i].run(argc - 1, argv + 1);
        return fflush(stdout) == EOF && code == 0 ? EX_IOERR : code;
    }
    fprintf(stderr, "duban: there is no command '%s'; duban --help lists them\n", argv[1]);
    return EX_USAGE;
}
