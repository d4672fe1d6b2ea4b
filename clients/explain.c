/* `duban explain`: why each decision on a case was made, and why the others were not. */
#include "commands.h"
#include "render.h"
#include "rule_print.h"
#include "session.h"

#include "../proto/event.h"

#include <string.h>

static const usage_t usage = {
    .arguments = "CASE|RECEIPT",
    .help = "Say why the machine decided as it did, and why not otherwise.\v"
            "For each question the rules that were asked, with what each was judged by: ✓ it held, "
            "✗ it did not. What a person decided stands with the reason he gave.\n\n"
            "Example:\n  duban explain 17",
    .argument_min = 1,
    .argument_max = 1,
};

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
    {EVENT_PROPOSED, "What may follow from the finding (拟处理)?",
        " P30 P31 P32 P32.b P33 P36 P37 limit ", "no sanction of the plan fits what was found"},
};

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

static void explain_act(const msgpack_object *event, const msgpack_object *names)
{
    const msgpack_object *data = view_map(event, "data");
    char verb[64], actor[192], role[64], reason[REASON_BYTES];
    view_text(data, "reason", reason, sizeof reason);
    if (!view_bytes(data, "state").length && !view_number(data, "line"))
        return; /* a remark decides nothing */
    printf("\n  %s", view_term(data, "verb", &VERBS, verb, sizeof verb));
    if (view_number(data, "line"))
        printf(" on line %llu", (unsigned long long)view_number(data, "line"));
    printf(": %s, %s", view_name(names, view_bytes(event, "actor"), actor, sizeof actor),
        view_term(event, "role", &ROLES, role, sizeof role));
    if (reason[0] && strcmp(reason, "-") != 0)
        print_words(stdout, (slice_t){reason, strlen(reason)}, ": ");
    else
        putchar('\n');
}

static void explain_event(const msgpack_object *event, const msgpack_object *names)
{
    char at[MOMENT_BYTES], title[64], policy[17];
    event_kind_t kind = kind_of(event);
    if (kind == EVENT_ACTED)
        explain_act(event, names);
    if (kind != EVENT_ASSESSED && kind != EVENT_PROPOSED)
        return;
    printf("\n%s, %s, by the rules of policy %s (event %llu)\n", view_time(event, "at_ms", at),
        view_term(event, "kind", &EVENTS, title, sizeof title),
        view_hex(event, "policy", 4, policy, sizeof policy),
        (unsigned long long)view_number(event, "event"));
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (questions[i].event == kind)
            explain_question(view_map(event, "data"), i);
    }
}

int command_explain(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    duban_query_t query = {.what = "timeline"};
    query_name_case(&query, common.arguments[0]);
    answer_t answer;
    int code = session_query(&common, &query, &answer);
    if (code)
        return code;
    if (common.json) {
        code = print_json(&answer.root, false);
    } else {
        const msgpack_object *names = view_map(&answer.root, "names");
        for (size_t i = 0; i < view_count(&answer.root, "events"); i++)
            explain_event(view_item(&answer.root, "events", i), names);
    }
    answer_close(&answer);
    return code;
}
