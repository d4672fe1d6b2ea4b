/* `duban act`: does something to a case, as a person of the org chart. */
#include "commands.h"
#include "render.h"
#include "session.h"

static const option_t options[] = {
    {"reason", 'r', "WORDS", "why; recorded with the act", OPTION_TEXT,
        offsetof(duban_act_t, reason), NULL},
    {"line", 'l', "N", "the line of investigation it is about", OPTION_NUMBER,
        offsetof(duban_act_t, line), NULL},
    {"handler", 'H', "PERSON", "take_up: at least two handlers, with commas", OPTION_TEXTS,
        offsetof(duban_act_t, handlers), NULL},
    {"outcome", 'o', "OUTCOME", "find, conclude: substantiated 属实, unsubstantiated 不属实 …",
        OPTION_TERM, offsetof(duban_act_t, outcome), &OUTCOMES},
    {"measure", 'm', "SANCTION", "agree, decide: of sanctions.conf, several with commas",
        OPTION_TEXTS, offsetof(duban_act_t, measures), NULL},
    {"until", 'u', "TIME", "shelve, rectify, pause: the date", OPTION_TIME,
        offsetof(duban_act_t, until_ms), NULL},
    {"clock", 0, "CLOCK", "pause, resume, extend: which clock", OPTION_TERM,
        offsetof(duban_act_t, clock), &CLOCKS},
    {"notice", 'N', "NOTICE", "notify: what the complainant was told: accepted, result …",
        OPTION_TERM, offsetof(duban_act_t, notice), &NOTICES},
    {"inexperience", 0, NULL, "tolerate: out of inexperience, not a knowing breach", OPTION_FLAG,
        offsetof(duban_act_t, inexperience), NULL},
    {"unprohibited", 0, NULL, "tolerate: nothing forbade it", OPTION_FLAG,
        offsetof(duban_act_t, unprohibited), NULL},
    {"no-gain", 0, NULL, "tolerate: no private gain", OPTION_FLAG, offsetof(duban_act_t, no_gain),
        NULL},
    {"external", 0, NULL, "expose: outside the bureau as well; all who must have to say so",
        OPTION_FLAG, offsetof(duban_act_t, external), NULL},
    {"off", 0, NULL, "typical: take the choice back", OPTION_FLAG, offsetof(duban_act_t, off),
        NULL},
    {"into", 0, "CASE", "merge: the case that it goes into", OPTION_NUMBER,
        offsetof(duban_act_t, into), NULL},
    {"scope", 0, NULL, "classify: it alleges misconduct of the bureau or its staff", OPTION_FLAG,
        offsetof(duban_act_t, scope), NULL},
    {"kind", 'k', "KIND", "classify: c1 … c5, several with commas", OPTION_TERMS,
        offsetof(duban_act_t, kinds), &KINDS},
    {"conduct", 0, "CONDUCT", "classify: inaction, slow, arbitrary", OPTION_TERM,
        offsetof(duban_act_t, conduct), &CONDUCTS},
    {"severity", 0, "SEVERITY", "classify: minor, general, serious", OPTION_TERM,
        offsetof(duban_act_t, severity), &SEVERITIES},
    {"section", 'S', "SECTION", "classify: sections it concerns; transfer: who gets it",
        OPTION_TEXTS, offsetof(duban_act_t, sections), NULL},
    {"person", 'P', "PERSON", "classify: persons it concerns, with commas", OPTION_TEXTS,
        offsetof(duban_act_t, persons), NULL},
    {"source", 0, "SOURCE", "evidence: superior_inspection, media, spot_check …", OPTION_TERM,
        offsetof(duban_act_t, source), &SOURCES},
    {"body", 0, "NAME", "evidence: the inspecting body", OPTION_TEXT, offsetof(duban_act_t, body),
        NULL},
    {"outlet", 0, "NAME", "evidence: the paper, station or site", OPTION_TEXT,
        offsetof(duban_act_t, outlet), NULL},
    {"discovered", 0, "TIME", "evidence: when it was discovered again", OPTION_TIME,
        offsetof(duban_act_t, discovered_ms), NULL},
};

static const usage_t usage = {
    .arguments = "CASE VERB",
    .help =
        "Do something to a case.\v"
        "The verbs, in the order of a case's life:\n"
        "  the way in     classify 人工分类, accept 受理, not_accept 不予受理, notify 告知\n"
        "  the offices    transfer 转办, return 退回, take_up 交办, inquiry 谈话函询, verify 初核, "
        "shelve 暂存待查\n"
        "  the finding    find 认定 (the case, or --line N), conclude 办结 (a line without one)\n"
        "  the decision   tolerate 容错认定, hear 听取申辩, agree 会签, decide 决定处理, "
        "exempt 免于处理; always --line N\n"
        "  the way out    rectify 责令整改, rectified 报告整改, approve 整改验收, reject 退回整改, "
        "clear 澄清, feedback 反馈, close 了结\n"
        "  danger         attend 紧急处置: what was done the same day about an urgent matter\n"
        "  afterwards     review 申请复查, answer 答复复查, reopen 重启; typical 评为典型案例, "
        "expose 曝光 (a line)\n"
        "  what is new    evidence 新线索 (discovered again: --source), flag_impact 认定恶劣影响\n"
        "  the same again merge 并案 --into CASE, unmerge 撤销并案: both cases must be there for "
        "you\n"
        "  at any time    comment 批注, pause 中止计时, resume 恢复计时, extend 延期, "
        "unseal 启封身份\n"
        "Who may do what, and in which state, the daemon decides; a refusal names the rule. An act "
        "that got no answer is not repeated by itself: look at the timeline first.\n\n"
        "Examples:\n"
        "  duban act 17 accept --as lv-jia\n"
        "  duban act 17 classify --as lv-jia --scope -k c3 -S approval --reason '线索具体'\n"
        "  duban act 17 take_up --as lv-jia --line 1 --handler shi-yi,zhang-bing\n"
        "  duban act 17 find --as lv-jia --outcome 属实 --reason '经核实'\n"
        "  duban act 17 evidence --as lv-jia --source media --outlet 青江日报 --discovered "
        "'2015-11-02 09:00' --reason '报道同一问题'\n"
        "  duban act 17 decide --as zhao-jia --line 1 --measure admonition\n"
        "  duban act 21 merge --as lv-jia --into 17 --reason '同一窗口同一事'",
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
