/* `duban explain`: why each decision on a case was made, and why the others were not. */
#include "commands.h"
#include "render.h"
#include "rule_print.h"
#include "tell.h"

#include "../proto/event.h"

#include <string.h>

static const usage_t usage = {
    .arguments = "CASE|RECEIPT",
    .help =
        "Say why each decision on a case was made, and why not otherwise.\v"
        "In the order of its life: what the classifier saw in its words, which rules were asked "
        "with what each was judged by (✓ it held, ✗ it did not), who was told when a clock ran "
        "out and who was not, what persons decided and why. At the end: what is possible now, "
        "for whom, and what is in the way of the rest. With --json two lines: the timeline, "
        "and what is possible.\n\n"
        "Example:\n  duban explain 17",
    .argument_min = 1,
    .argument_max = 1,
};

#define NO_PURSUIT                                                                                 \
    "it takes all three: neglect by the leader who answers, prominent problems there, and a bad "  \
    "impact"

/* The questions, in the order in which they follow from each other, and the rules that answer
 * them. `otherwise` says what it would have taken when none held. */
static const struct {
    event_kind_t event;
    const char *title;
    const char *rules; /* each between spaces */
    const char *otherwise;
} questions[] = {
    {EVENT_ASSESSED, "Is it about misconduct of a public body at all?", " P24-P28 ",
        "so the advice was not to accept it; a person may classify it otherwise"},
    {EVENT_ASSESSED, "Is it perhaps one with an earlier case (疑似重复)?", " DUP ",
        "no proposal to merge it"},
    {EVENT_ASSESSED, "In which phase of the campaign was it discovered?", " P7 P11 P15 P15e ",
        NULL},
    {EVENT_ASSESSED, "Is it a double investigation (一案双查)?", " P38.T1 P38.T2 P38.T3 Q1 P38.E1 ",
        "it takes one of: discovered after the rectification ended (T1), found by a superior's "
        "inspection (T2), exposed by a registered outlet before the bureau knew (T3)"},
    {EVENT_ASSESSED, "Which leaders answer for it, and which do not?", " P38 P38.E2 Q9 limit ",
        "no leader is investigated: no trigger held, or nobody is known to have held the post"},
    {EVENT_ASSESSED, "Is it hidden from the bureau (提级)?", " P52 ",
        "it is not about the principal or the discipline group"},
    {EVENT_ASSESSED, "Could it be exempted or mitigated (自查从宽)?", " P36 P37 ",
        "it takes a finding by the bureau itself, in the self-check phase, before any complaint, "
        "minor (P36) or general (P37), and no trigger"},
    {EVENT_ASSESSED, "Are the two responsibilities (两个责任) pursued?", " P39 ", NO_PURSUIT},
    {EVENT_PROPOSED, "What may follow from the finding (拟处理)?",
        " P30 P31 P32 P32.b P33 P36 P37 limit ", "no sanction of the plan fits what was found"},
    {EVENT_PROPOSED, "Are the two responsibilities (两个责任) pursued?", " P39 ", NO_PURSUIT},
    {EVENT_PURSUED, "Are the two responsibilities (两个责任) pursued?", " P39 limit ", NO_PURSUIT},
};

#define QUESTIONS (sizeof questions / sizeof questions[0])

static event_kind_t kind_of(const msgpack_object *event)
{
    slice_t name = view_bytes(event, "kind");
    return (event_kind_t)term_value(&EVENTS, name.bytes, name.length);
}

static bool answers(const char *rules, const msgpack_object *rule)
{
    char name[RULE_BYTES + 2];
    slice_t id = view_bytes(rule, "rule");
    if (id.length >= RULE_BYTES)
        return false;
    snprintf(name, sizeof name, " %.*s ", (int)id.length, (const char *)id.bytes);
    return strstr(rules, name) != NULL;
}

/* The rules of one event that answer one question. */
static void explain_question(const msgpack_object *data, size_t question)
{
    bool asked = false, held = false;
    for (size_t i = 0; i < view_count(data, "rules"); i++) {
        const msgpack_object *rule = view_item(data, "rules", i);
        if (!answers(questions[question].rules, rule))
            continue;
        if (!asked)
            printf("\n  %s\n", questions[question].title);
        asked = true;
        held |= view_bool(rule, "holds");
        print_rule(rule);
    }
    if (asked && !held && questions[question].otherwise)
        printf("      → %s\n", questions[question].otherwise);
}

static bool is_answer(const msgpack_object *rule, event_kind_t kind)
{
    for (size_t i = 0; i < QUESTIONS; i++) {
        if (questions[i].event == kind && answers(questions[i].rules, rule))
            return true;
    }
    return false;
}

/* What was asked and belongs to none of the questions: nothing that was recorded is left out. */
static void explain_others(const msgpack_object *data, event_kind_t kind)
{
    bool asked = false;
    for (size_t i = 0; i < view_count(data, "rules"); i++) {
        const msgpack_object *rule = view_item(data, "rules", i);
        if (is_answer(rule, kind))
            continue;
        if (!asked)
            puts("\n  What else was asked?");
        asked = true;
        print_rule(rule);
    }
}

/* A decision of the rules: its questions, each with the rules that answer it. */
static void explain_rules(const msgpack_object *event, event_kind_t kind)
{
    char at[MOMENT_BYTES], title[64], policy[17];
    printf("\n%s, %s, by the rules of policy %s (event %llu)\n", view_time(event, "at_ms", at),
        view_term(event, "kind", &EVENTS, title, sizeof title),
        view_hex(event, "policy", 4, policy, sizeof policy),
        (unsigned long long)view_number(event, "event"));
    for (size_t i = 0; i < QUESTIONS; i++) {
        if (questions[i].event == kind)
            explain_question(view_map(event, "data"), i);
    }
    explain_others(view_map(event, "data"), kind);
}

static bool is_remark(const msgpack_object *event)
{
    slice_t verb = view_bytes(view_map(event, "data"), "verb");
    return term_value(&VERBS, verb.bytes, verb.length) == VERB_COMMENT;
}

/* What decided something, but was no rule of the plan: the lexicon, a clock, a person. */
static const char *const reasons[EVENT_COUNT] = {
    [EVENT_CLASSIFIED] = "What is it about? By the evidence in its words:",
    [EVENT_ABSTAINED] = "Why did the classifier not say what it is about?",
    [EVENT_ATTEMPT_FAILED] = "Why was it not done by a worker?",
    [EVENT_ESCALATED] = "Why was somebody told, and who was not? By the clock that ran out (§8):",
    [EVENT_ACTED] = "What did a person decide? By the table of verbs (§9), for this reason:",
    [EVENT_RESCHEDULED] = "Why did its clocks move?",
    [EVENT_RESPONDED] = "What did the complainant answer (P53)?",
};

static void explain_event(const story_t *story, const msgpack_object *event)
{
    event_kind_t kind = kind_of(event);
    if (view_count(view_map(event, "data"), "rules") > 0) {
        explain_rules(event, kind);
    } else if (reasons[kind] && !(kind == EVENT_ACTED && is_remark(event))) {
        printf("\n%s\n", reasons[kind]);
        tell_event(story, event);
    }
}

/* ---- what is possible now ---- */

static void print_act(const msgpack_object *act)
{
    char verb[64], roles[256], line[32] = "", why[512];
    if (view_number(act, "line"))
        snprintf(line, sizeof line, " on line %llu", (unsigned long long)view_number(act, "line"));
    view_term(act, "verb", &VERBS, verb, sizeof verb);
    bool possible = view_count(act, "roles") > 0;
    printf("    %s %s%s", possible ? "✓" : "✗", verb, line);
    if (possible)
        printf(": %s%s\n", view_names(act, "roles", NULL, roles, sizeof roles),
            view_bool(act, "you") ? " (you too)" : "");
    else if (view_bytes(act, "why").length)
        printf(": %s\n", view_text(act, "why", why, sizeof why));
    else
        puts(": whoever could is excluded (P51)");
}

static void print_possible(const msgpack_object *root)
{
    char state[64];
    printf("\nWhat is possible now, in state %s, and for whom?\n",
        view_term(root, "state", &STATES, state, sizeof state));
    for (size_t i = 0; i < view_count(root, "acts"); i++)
        print_act(view_item(root, "acts", i));
}

/* ---- the command ---- */

static int ask(duban_t *duban, duban_query_t query, const char *what, answer_t *answer)
{
    duban_error_t error;
    query.what = what;
    return answer_open(answer, duban_query(duban, &query, &error), &error);
}

static int run(duban_t *duban, const common_t *common, const duban_query_t *query)
{
    answer_t timeline = {0}, acts = {0}, words = {0};
    int code = ask(duban, *query, "timeline", &timeline);
    if (code == 0)
        code = ask(duban, *query, "acts", &acts);
    if (code == 0 && common->json) {
        code = print_json(&timeline.root, true);
        if (code == 0)
            code = print_json(&acts.root, true);
    } else if (code == 0) {
        story_t story = {.names = view_map(&timeline.root, "names"), .words = &words.root};
        story_ask_words(duban, *query, &words, &story);
        for (size_t i = 0; i < view_count(&timeline.root, "events"); i++)
            explain_event(&story, view_item(&timeline.root, "events", i));
        print_possible(&acts.root);
    }
    answer_close(&words);
    answer_close(&acts);
    answer_close(&timeline);
    return code;
}

int command_explain(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    duban_query_t query = {.as = common.as};
    query_name_case(&query, common.arguments[0]);
    int code;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (duban)
        code = run(duban, &common, &query);
    duban_destroy(&duban);
    return code;
}
