/* `duban respond`: what comes from a complainant after the submission, through his gateway. */
#include "commands.h"
#include "render.h"
#include "session.h"
#include "words.h"

static const option_t options[] = {
    {"gateway", 'g', "GATEWAY", "the one that sent the submission (default: web)", OPTION_TEXT,
        offsetof(duban_response_t, gateway), NULL},
    {"notice", 'N', "NOTICE", "told: accepted 受理告知, result 办理结果 …: what was delivered",
        OPTION_TERM, offsetof(duban_response_t, notice), &NOTICES},
    {"rating", 'r', "1…5", "rate: how content he is, 5 the most", OPTION_NUMBER,
        offsetof(duban_response_t, rating), NULL},
    {"text", 't', "TEXT", "in his words; - reads it from standard input", OPTION_TEXT,
        offsetof(duban_response_t, text), NULL},
    {"id", 0, "ID", "the gateway's own id; repeating one records nothing (default: a new ULID)",
        OPTION_TEXT, offsetof(duban_response_t, id), NULL},
};

static const usage_t usage = {
    .arguments = "RECEIPT RESPONSE",
    .help = "Pass on what comes from a complainant, or that he was told.\v"
            "The responses:\n"
            "  told      已告知  a notice was delivered (duban notices lists what is due)\n"
            "  withdraw  撤诉    he wants it to go no further; the staff decides what follows\n"
            "  object    异议    he disagrees; after the end, within the time for it, a review\n"
            "  rate      满意度  once there is a result; the last one counts\n"
            "  add       补充    more words to an open case\n"
            "Only the gateway that sent the submission can respond to it.\n\n"
            "Examples:\n"
            "  duban respond 7K2M9-QXA4C-0DR5T-WY3ZB told --notice accepted\n"
            "  duban respond 7K2M9-QXA4C-0DR5T-WY3ZB object --text '没有找到我说的那个窗口'\n"
            "  duban respond 7K2M9-QXA4C-0DR5T-WY3ZB rate --rating 4",
    OPTIONS(options),
    .argument_min = 2,
    .argument_max = 2,
};

static int respond(const common_t *common, const duban_response_t *response)
{
    int code;
    duban_error_t error;
    answer_t answer;
    duban_t *duban = session_open(common, SESSION_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_reply_t *reply = duban_respond(duban, response, &error);
    code = answer_open(&answer, reply, &error);
    duban_destroy(&duban);
    if (code)
        return code;
    if (common->json) {
        code = print_json(&answer.root, false);
    } else {
        char text[96];
        printf("recorded%s (event %llu); the case: %s\n",
            view_bool(&answer.root, "created") ? "" : " before",
            (unsigned long long)view_number(&answer.root, "event"),
            view_term(&answer.root, "progress", &PROGRESSES, text, sizeof text));
    }
    answer_close(&answer);
    return code;
}

int command_respond(int argc, char **argv)
{
    common_t common;
    duban_response_t response = {.gateway = "web"};
    options_parse(&usage, argc, argv, &common, &response);
    response.receipt = common.arguments[0];
    response.response = options_term("RESPONSE", &RESPONSES, common.arguments[1]);
    char *text = NULL;
    int code = response.text ? words_read(response.text, &text) : 0;
    if (code)
        return code;
    response.text = text;
    code = respond(&common, &response);
    free(text);
    return code;
}
