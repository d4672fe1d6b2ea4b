/* `duban submit`: sends one complaint and prints its receipt. */
#include "commands.h"
#include "session.h"
#include "words.h"

static const option_t options[] = {
    {"text", 't', "TEXT", "what happened, in the sender's words; - reads it from standard input",
        OPTION_TEXT, offsetof(duban_submission_t, text), NULL},
    {"title", 'i', "TITLE", "a headline", OPTION_TEXT, offsetof(duban_submission_t, title), NULL},
    {"accused", 0, "WORDS", "whom the sender names, in his own words", OPTION_TEXT,
        offsetof(duban_submission_t, accused), NULL},
    {"source", 0, "SOURCE", "complaint 投诉 (default) or report 举报", OPTION_TERM,
        offsetof(duban_submission_t, source), &SOURCES},
    {"channel", 'c', "CHANNEL", "how it came in: web, sms, phone, letter, visit", OPTION_TERM,
        offsetof(duban_submission_t, channel), &CHANNELS},
    {"gateway", 'g', "GATEWAY", "who sends it (default: web)", OPTION_TEXT,
        offsetof(duban_submission_t, gateway), NULL},
    {"id", 0, "ID", "the gateway's own id; repeating one creates nothing (default: a new ULID)",
        OPTION_TEXT, offsetof(duban_submission_t, id), NULL},
    {"name", 'n', "NAME", "the complainant's name; sealed at once", OPTION_TEXT,
        offsetof(duban_submission_t, name), NULL},
    {"contact", 0, "CONTACT", "the complainant's address or number; sealed at once", OPTION_TEXT,
        offsetof(duban_submission_t, contact), NULL},
    {"privacy", 'p', "PRIVACY", "anonymous 匿名, confidential 保密 or real_name 实名", OPTION_TERM,
        offsetof(duban_submission_t, privacy), &PRIVACIES},
    {"sent", 0, "TIME", "when the complainant sent it (default: now)", OPTION_TIME,
        offsetof(duban_submission_t, sent_ms), NULL},
};

static const usage_t usage = {
    .help = "Send a complaint (投诉) and print its receipt.\v"
            "The receipt is printed after the complaint is on disk; with it the complainant asks "
            "for the progress (duban status).\n\n"
            "Examples:\n"
            "  duban submit --text '办事大厅推诿扯皮，跑了五趟'\n"
            "  duban submit -c sms -g sms --id 20151002-0017 --text - <message.txt\n"
            "  duban submit --name 赵甲 --contact 13800000000 --privacy real_name --text -",
    OPTIONS(options),
};

int command_submit(int argc, char **argv)
{
    common_t common;
    duban_submission_t submission = {.gateway = "web", .channel = "web"};
    options_parse(&usage, argc, argv, &common, &submission);
    char *text = NULL;
    int code = words_read(submission.text, &text);
    if (code)
        return code;
    submission.text = text;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (duban) {
        duban_receipt_t receipt;
        duban_error_t error;
        if (duban_submit(duban, &submission, &receipt, &error) == 0)
            code = receipt_print(&receipt, common.json);
        else
            code = session_fail(&error);
    }
    duban_destroy(&duban);
    free(text);
    return code;
}
