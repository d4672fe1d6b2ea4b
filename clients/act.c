/* `duban act`: does something to a case, as a person of the org chart. */
#include "commands.h"
#include "render.h"
#include "session.h"

static const option_t options[] = {
    {"reason", 'r', "WORDS", "why; recorded with the act", OPTION_TEXT,
        offsetof(duban_act_t, reason), NULL},
    {"line", 'l', "N", "the line of investigation it is about (take_up, conclude)", OPTION_NUMBER,
        offsetof(duban_act_t, line), NULL},
    {"handler", 'H', "PERSON", "take_up: at least two handlers, with commas", OPTION_TEXTS,
        offsetof(duban_act_t, handlers), NULL},
    {"outcome", 'o', "OUTCOME", "conclude: substantiated 属实, unsubstantiated 不属实 …",
        OPTION_TERM, offsetof(duban_act_t, outcome), &OUTCOMES},
    {"scope", 0, NULL, "classify: it alleges misconduct of the bureau or its staff", OPTION_FLAG,
        offsetof(duban_act_t, scope), NULL},
    {"kind", 'k', "KIND", "classify: c1 … c5, several with commas", OPTION_TERMS,
        offsetof(duban_act_t, kinds), &KINDS},
    {"conduct", 0, "CONDUCT", "classify: inaction, slow, arbitrary", OPTION_TERM,
        offsetof(duban_act_t, conduct), &CONDUCTS},
    {"severity", 0, "SEVERITY", "classify: minor, general, serious", OPTION_TERM,
        offsetof(duban_act_t, severity), &SEVERITIES},
    {"section", 'S', "SECTION", "classify: sections it concerns, with commas", OPTION_TEXTS,
        offsetof(duban_act_t, sections), NULL},
    {"person", 'P', "PERSON", "classify: persons it concerns, with commas", OPTION_TEXTS,
        offsetof(duban_act_t, persons), NULL},
};

static const usage_t usage = {
    .arguments = "CASE VERB",
    .help =
        "Do something to a case.\v"
        "Verbs: comment 批注, classify 人工分类, accept 受理, not_accept 不予受理, notify 告知, "
        "take_up 交办, conclude 办结, close 了结. Who may do what, and in which state, the daemon "
        "decides; a refusal says why. An act that got no answer is not repeated by itself: "
        "look at the timeline first.\n\n"
        "Examples:\n"
        "  duban act 17 accept --as zhou --reason '线索具体'\n"
        "  duban act 17 classify --as zhou --scope -k c3 -S approval\n"
        "  duban act 17 take_up --as zhou --line 1 --handler wu,zheng\n"
        "  duban act 17 conclude --as zhou --line 1 --outcome 属实",
    OPTIONS(options),
    .argument_min = 2,
    .argument_max = 2,
};

int command_act(int argc, char **argv)
{
    common_t common;
    duban_act_t act = {0};
    options_parse(&usage, argc, argv, &common, &act);
    act.as = common.as;
    act.case_number = options_number("case number", common.arguments[0]);
    act.verb = options_term("VERB", &VERBS, common.arguments[1]);
    int code;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_error_t error;
    answer_t answer;
    duban_reply_t *reply = duban_act(duban, &act, &error);
    code = answer_open(&answer, reply, &error);
    duban_destroy(&duban);
    if (code)
        return code;
    if (common.json) {
        code = print_json(&answer.root, false);
    } else {
        char state[64];
        printf("case %llu is %s (event %llu)\n",
            (unsigned long long)view_number(&answer.root, "case"),
            view_term(&answer.root, "state", &STATES, state, sizeof state),
            (unsigned long long)view_number(&answer.root, "event"));
    }
    answer_close(&answer);
    return code;
}
