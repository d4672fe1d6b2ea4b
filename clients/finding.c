/* `duban finding`: sends one inspection finding and prints its receipt. */
#include "commands.h"
#include "moment.h"
#include "session.h"
#include "words.h"

static const option_t options[] = {
    {"text", 't', "TEXT", "what was found; - reads it from standard input", OPTION_TEXT,
        offsetof(duban_finding_t, text), NULL},
    {"title", 'i', "TITLE", "a headline", OPTION_TEXT, offsetof(duban_finding_t, title), NULL},
    {"source", 's', "SOURCE", "how it came to light: spot_check 重点抽查, media 媒体曝光 …",
        OPTION_TERM, offsetof(duban_finding_t, source), &SOURCES},
    {"inspector", 0, "PERSON", "who found it, of the org chart", OPTION_TEXT,
        offsetof(duban_finding_t, inspector), NULL},
    {"body", 'b', "BODY", "the inspecting body", OPTION_TEXT, offsetof(duban_finding_t, body),
        NULL},
    {"outlet", 'o', "OUTLET", "source media: the newspaper, station or site", OPTION_TEXT,
        offsetof(duban_finding_t, outlet), NULL},
    {"discovered", 'd', "TIME", "when it was discovered (default: now)", OPTION_TIME,
        offsetof(duban_finding_t, discovered_ms), NULL},
    {"occurred", 0, "TIME", "when it was done: who held the post then answers for it", OPTION_TIME,
        offsetof(duban_finding_t, occurred_ms), NULL},
    {"known", 0, "TIME", "when the bureau already knew of it", OPTION_TIME,
        offsetof(duban_finding_t, known_ms), NULL},
    {"kind", 'k', "KIND", "c1 … c5, several with commas", OPTION_TERMS,
        offsetof(duban_finding_t, kinds), &KINDS},
    {"conduct", 0, "CONDUCT", "inaction 不作为, slow 慢作为, arbitrary 乱作为", OPTION_TERM,
        offsetof(duban_finding_t, conduct), &CONDUCTS},
    {"severity", 0, "SEVERITY", "minor 轻微, general 一般, serious 严重", OPTION_TERM,
        offsetof(duban_finding_t, severity), &SEVERITIES},
    {"section", 'S', "SECTION", "sections of the org chart, several with commas", OPTION_TEXTS,
        offsetof(duban_finding_t, sections), NULL},
    {"person", 'P', "PERSON", "persons of the org chart, several with commas", OPTION_TEXTS,
        offsetof(duban_finding_t, persons), NULL},
    {"measure", 'm', "WORDS", "source self: how it is put right 整改措施", OPTION_TEXT,
        offsetof(duban_finding_t, measure), NULL},
    {"rectify-by", 'r', "TIME", "source self: until when 整改时限", OPTION_TIME,
        offsetof(duban_finding_t, rectify_by_ms), NULL},
    {"responsible", 'R', "PERSON", "source self: who answers for that 责任人", OPTION_TEXT,
        offsetof(duban_finding_t, responsible), NULL},
    {"task", 0, "WORDS", "source overdue_task: what was not carried out", OPTION_TEXT,
        offsetof(duban_finding_t, task), NULL},
    {"task-due", 0, "TIME", "source overdue_task: when it was due", OPTION_TIME,
        offsetof(duban_finding_t, task_due_ms), NULL},
    {"cite", 0, "ITEM", "items of negative lists, such as approval/3, several with commas",
        OPTION_TEXTS, offsetof(duban_finding_t, cite), NULL},
    {"gateway", 'g', "GATEWAY", "the tool that sends it (default: tool)", OPTION_TEXT,
        offsetof(duban_finding_t, gateway), NULL},
    {"id", 0, "ID", "the tool's own id; repeating one creates nothing (default: a new ULID)",
        OPTION_TEXT, offsetof(duban_finding_t, id), NULL},
};

static const usage_t usage = {
    .help = "Send an inspection finding and print its receipt.\v"
            "A finding may arrive late, from a tool that was offline: it is judged by when it was "
            "discovered (phase, triggers of the double investigation 一案双查) and by when it was "
            "done (who held the post). An item of a problem list (问题清单) has the source `self`, "
            "the member who files it as inspector, a measure, a date and who answers for it; an "
            "overdue task (抓不落实的事) names the task and the persons.\n\n"
            "Examples:\n"
            "  duban finding -s spot_check -d '2015-08-20 10:00' -S approval -k c3 \\\n"
            "      --severity general --text '窗口工作人员相互推诿'\n"
            "  duban finding -s 自己找 --inspector he-hai -S economy -k c2 --severity minor \\\n"
            "      --text '季度分析晚报两天' -m '每月末核对节点' -r 2015-07-31 -R he-hai\n"
            "  duban finding -s 媒体曝光 --outlet 青河晚报 -d 2015-09-03 --text - <report.txt\n"
            "  duban finding -s overdue_task -P qin-shen --task '项目清单报送' --task-due "
            "2015-08-10 \\\n      --text '至今未报'",
    OPTIONS(options),
};

int command_finding(int argc, char **argv)
{
    common_t common;
    duban_finding_t finding = {.gateway = "tool", .discovered_ms = moment_now()};
    options_parse(&usage, argc, argv, &common, &finding);
    char *text = NULL;
    int code = words_read(finding.text, &text);
    if (code)
        return code;
    finding.text = text;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (duban) {
        duban_receipt_t receipt;
        duban_error_t error;
        if (duban_finding(duban, &finding, &receipt, &error) == 0)
            code = receipt_print(&receipt, common.json);
        else
            code = session_fail(&error);
    }
    duban_destroy(&duban);
    free(text);
    return code;
}
