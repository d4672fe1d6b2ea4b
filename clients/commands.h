/* The commands of the client `duban`. Each takes its own argument vector (argv[0] is
 * "duban COMMAND"), prints its result on stdout and its errors on stderr, and returns the exit
 * code of the process, by sysexits.h. */
#ifndef DUBAN_COMMANDS_H
#define DUBAN_COMMANDS_H

int command_submit(int argc, char **argv);
int command_finding(int argc, char **argv);
int command_import(int argc, char **argv);
int command_status(int argc, char **argv);
int command_list(int argc, char **argv);
int command_show(int argc, char **argv);
int command_timeline(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_act(int argc, char **argv);
int command_respond(int argc, char **argv);
int command_notices(int argc, char **argv);
int command_identity(int argc, char **argv);
int command_sweep(int argc, char **argv);
int command_report(int argc, char **argv);
int command_exposures(int argc, char **argv);
int command_record(int argc, char **argv);
int command_negative(int argc, char **argv);
int command_problems(int argc, char **argv);
int command_ledger(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_stat(int argc, char **argv);
int command_ping(int argc, char **argv);
int command_classify(int argc, char **argv);
int command_evaluate(int argc, char **argv);
int command_lexicon(int argc, char **argv);
int command_train(int argc, char **argv);

#endif
