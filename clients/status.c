/* `duban status`: what a complainant may know of a submission. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include <sysexits.h>

static const option_t options[] = {
    {"gateway", 'g', "GATEWAY", "with --id, instead of a receipt", OPTION_TEXT,
        offsetof(duban_query_t, gateway), NULL},
    {"id", 0, "ID", "the gateway's own id of the submission", OPTION_TEXT,
        offsetof(duban_query_t, id), NULL},
};

static const usage_t usage = {
    .arguments = "[RECEIPT]",
    .help = "Show how far a submission is, by its receipt.\v"
            "This is what the complainant may be told; nothing of who is investigated.\n\n"
            "Examples:\n"
            "  duban status 7K2M9-QXA4C-0DR5T-WY3ZB\n"
            "  duban status --gateway web --id 01F8MECHZX3TBDSZ7XRADM79XE",
    OPTIONS(options),
    .argument_max = 1,
};

static void print_status(const msgpack_object *root)
{
    char text[160], at[MOMENT_BYTES];
    print_field("receipt", view_text(root, "receipt", text, sizeof text));
    print_field("progress", view_term(root, "progress", &PROGRESSES, text, sizeof text));
    print_field("received", view_time(root, "received_ms", at));
    print_field("accepted", view_bool(root, "accepted") ? "yes 已受理" : "no 未受理");
    print_field("answered", view_time(root, "answered_ms", at));
    print_field("closed", view_time(root, "closed_ms", at));
    print_field("outcome", view_term(root, "outcome", &OUTCOMES, text, sizeof text));
    print_field("to be told", view_names(root, "notices", NULL, text, sizeof text));
    print_field("merged", view_bool(root, "merged") ? "yes 已并案，与同一事项一并办理" : "");
}

int command_status(int argc, char **argv)
{
    common_t common;
    duban_query_t query = {.what = "status"};
    options_parse(&usage, argc, argv, &common, &query);
    query.receipt = common.arguments[0];
    if (!query.receipt && !(query.gateway && query.id)) {
        fputs("duban: give a receipt, or --gateway and --id\n", stderr);
        return EX_USAGE;
    }
    return session_show(&common, &query, print_status);
}
