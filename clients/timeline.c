/* `duban timeline`: a case's events as people read them, with the rule and the reason of each. */
#include "commands.h"
#include "render.h"
#include "rule_print.h"
#include "tell.h"

#include "../proto/event.h"

#include <string.h>

#define INDENT "    "

static const usage_t usage = {
    .arguments = "CASE|RECEIPT",
    .help = "Tell a case's life: who, when, what, by which rule, and why.\v"
            "✓ is a rule that held, ✗ one that did not, each with what it was judged by. Evidence "
            "quotes the text that a rule of the lexicon matched.\n\n"
            "Example:\n  duban timeline 17",
    .argument_min = 1,
    .argument_max = 1,
};

/* ---- parts that several kinds of events have ---- */

/* Prints "label: value" unless the value is "-" or "". */
static void tell(const char *label, const char *value)
{
    if (!*value || strcmp(value, "-") == 0)
        return;
    printf(INDENT "%s: ", label);
    print_words(stdout, (slice_t){value, strlen(value)}, "");
}

static void tell_term(
    const msgpack_object *data, const char *label, const char *key, const terms_t *terms)
{
    char text[128];
    tell(label, view_term(data, key, terms, text, sizeof text));
}

static void tell_time(const msgpack_object *data, const char *label, const char *key)
{
    char at[MOMENT_BYTES];
    tell(label, view_time(data, key, at));
}

static void tell_text(const msgpack_object *data, const char *label, const char *key)
{
    char text[REASON_BYTES];
    tell(label, view_text(data, key, text, sizeof text));
}

/* The ids of an array with their names. */
static void tell_people(
    const story_t *story, const msgpack_object *data, const char *label, const char *key)
{
    char text[1024] = "";
    for (size_t i = 0; i < view_count(data, key); i++) {
        char name[192];
        const msgpack_object *item = view_item(data, key, i);
        if (item->type != MSGPACK_OBJECT_STR)
            continue;
        slice_t id = {item->via.str.ptr, item->via.str.size};
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s", i ? "、" : "",
            view_name(story->names, id, name, sizeof name));
    }
    tell(label, text);
}

static void tell_clocks(const msgpack_object *data)
{
    for (size_t i = 0; i < view_count(data, "clocks"); i++) {
        const msgpack_object *clock = view_item(data, "clocks", i);
        char kind[64], due[MOMENT_BYTES], line[32] = "";
        uint64_t number = view_number(clock, "line");
        if (number)
            snprintf(line, sizeof line, " of line %llu", (unsigned long long)number);
        view_term(clock, "kind", &CLOCKS, kind, sizeof kind);
        if (view_bool(clock, "stop")) {
            printf(INDENT "clock %s%s stops\n", kind, line);
            continue;
        }
        bool moved = view_bool(clock, "move") || view_number(clock, "was_due_ms");
        printf(INDENT "clock %s%s %s, due %s", kind, line,
            moved                      ? "moves"
            : view_bool(clock, "rest") ? "goes on"
                                       : "starts",
            view_time(clock, "due_ms", due));
        if (view_number(clock, "was_due_ms"))
            printf(", was due %s", view_time(clock, "was_due_ms", due));
        putchar('\n');
    }
}

/* What the case is about: the fields that a registration, a verdict and an act share. */
static void tell_subject(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "conduct", "conduct", &CONDUCTS);
    tell_term(data, "severity", "severity", &SEVERITIES);
    tell_people(story, data, "sections", "sections");
    tell_people(story, data, "persons", "persons");
}

static void tell_kinds(const msgpack_object *data)
{
    for (size_t i = 0; i < view_count(data, "kinds"); i++) {
        const msgpack_object *kind = view_item(data, "kinds", i);
        char text[128];
        if (kind->type == MSGPACK_OBJECT_STR) {
            tell("kind", object_term(kind, &KINDS, text, sizeof text));
        } else {
            printf(INDENT "kind: %s, score %.2f\n",
                view_term(kind, "kind", &KINDS, text, sizeof text), view_real(kind, "score"));
        }
    }
}

/* ---- one function per kind of event ---- */

static void tell_registered(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "source", "source", &SOURCES);
    tell_term(data, "channel", "channel", &CHANNELS);
    tell_text(data, "gateway", "gateway");
    tell_text(data, "inspecting body", "body");
    tell_text(data, "outlet", "outlet");
    tell_time(data, "discovered", "discovered_ms");
    tell_time(data, "done", "occurred_ms");
    tell_time(data, "known to the bureau", "known_ms");
    tell_text(data, "measure 整改措施", "measure");
    tell_time(data, "to be put right by", "rectify_by_ms");
    tell_text(data, "responsible 责任人", "responsible");
    tell_text(data, "task", "task");
    tell_time(data, "task was due", "task_due_ms");
    for (size_t i = 0; i < view_count(data, "cites"); i++)
        tell_text(view_item(data, "cites", i), "cites", "item");
    tell_kinds(data);
    tell_subject(story, data);
    tell_clocks(data);
}

static void tell_evidence(const story_t *story, const msgpack_object *evidence)
{
    char rule[EVIDENCE_ID_BYTES], kind[64];
    bool in_title = view_bool(evidence, "in_title");
    uint64_t start = view_number(evidence, "start"), end = view_number(evidence, "end");
    slice_t words = in_title ? story->title : story->text;
    printf(INDENT "evidence: %s", view_text(evidence, "rule", rule, sizeof rule));
    if (view_bytes(evidence, "kind").length)
        printf(" for %s", view_text(evidence, "kind", kind, sizeof kind));
    printf(", weight %.2f, %s %llu–%llu", view_real(evidence, "weight"),
        in_title ? "title" : "text", (unsigned long long)start, (unsigned long long)end);
    if (start < end && end <= words.length)
        print_words(stdout, (slice_t){(const char *)words.bytes + start, end - start}, " ");
    else
        putchar('\n');
}

static void tell_classified(const story_t *story, const msgpack_object *data)
{
    tell_text(data, "abstained because", "abstained");
    printf(INDENT "scope: %s, score %.2f\n",
        view_bool(data, "scope") ? "alleges misconduct" : "no misconduct alleged",
        view_real(data, "score"));
    if (view_bool(data, "urgent"))
        tell("urgent 紧急", "the words speak of danger to life or safety");
    tell_kinds(data);
    tell_subject(story, data);
    for (size_t i = 0; i < view_count(data, "evidence"); i++)
        tell_evidence(story, view_item(data, "evidence", i));
    tell_clocks(data);
}

static void tell_line(const story_t *story, const msgpack_object *line)
{
    char kind[96], target[192], post[64], section[192], triggers[32];
    printf(INDENT "opens line %llu %s: %s", (unsigned long long)view_number(line, "line"),
        view_term(line, "kind", &LINE_KINDS, kind, sizeof kind),
        view_name(story->names, view_bytes(line, "target"), target, sizeof target));
    if (view_bytes(line, "post").length)
        printf(", %s", view_term(line, "post", &ROLES, post, sizeof post));
    if (view_bytes(line, "section").length)
        printf(" of %s",
            view_name(story->names, view_bytes(line, "section"), section, sizeof section));
    if (view_count(line, "triggers"))
        printf(", by %s", view_names(line, "triggers", NULL, triggers, sizeof triggers));
    putchar('\n');
}

static void tell_assessed(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "phase", "phase", &PHASES);
    for (size_t i = 0; i < view_count(data, "triggers"); i++) {
        char trigger[64];
        tell("double investigation 一案双查",
            object_term(view_item(data, "triggers", i), &TRIGGERS, trigger, sizeof trigger));
    }
    if (view_bool(data, "strict"))
        tell("strict", "从严 (P38.E1)");
    tell("advice to the discipline group 纪检组",
        view_bool(data, "accept") ? "accept 受理" : "do not accept 不予受理");
    tell_term(data, "a person must look", "need", &NEEDS);
    if (view_number(data, "similar"))
        printf(INDENT "perhaps one with case %llu 疑似重复: a person must look\n",
            (unsigned long long)view_number(data, "similar"));
    for (size_t i = 0; i < view_count(data, "rules"); i++)
        print_rule(view_item(data, "rules", i));
    for (size_t i = 0; i < view_count(data, "lines"); i++)
        tell_line(story, view_item(data, "lines", i));
    tell_clocks(data);
}

static void tell_attempt_failed(const story_t *story, const msgpack_object *data)
{
    (void)story;
    tell_term(data, "stage", "stage", &STAGES);
    printf(INDENT "attempt: %llu%s\n", (unsigned long long)view_number(data, "attempt"),
        view_bool(data, "parked") ? ", the last: a person must look" : "");
    tell_text(data, "because", "reason");
}

static void tell_escalated(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "overdue clock", "clock", &CLOCKS);
    if (view_number(data, "line"))
        printf(INDENT "line: %llu\n", (unsigned long long)view_number(data, "line"));
    tell_time(data, "was due", "due_ms");
    tell_term(data, "level", "level", &LEVELS);
    tell_people(story, data, "told", "to");
    tell_people(story, data, "not told, recused 回避 (P51)", "skipped");
    tell_text(data, "rule", "rule");
    tell_time(data, "next level", "next_ms");
}

static void tell_measures(const msgpack_object *data, const char *label, const char *key)
{
    for (size_t i = 0; i < view_count(data, key); i++) {
        const msgpack_object *item = view_item(data, key, i);
        if (item->type == MSGPACK_OBJECT_STR)
            printf(INDENT "%s: %.*s\n", label, (int)item->via.str.size, item->via.str.ptr);
    }
}

/* The three questions of P34, each with its answer. */
static void tell_tolerance(const msgpack_object *data)
{
    static const char *const questions[][2] = {
        {"inexperience", "out of inexperience, not a knowing breach"},
        {"unprohibited", "nothing forbade it"},
        {"no_gain", "no private gain"},
    };
    slice_t verb = view_bytes(data, "verb");
    if (term_value(&VERBS, verb.bytes, verb.length) != VERB_TOLERATE)
        return;
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
        printf(INDENT "%s %-10s %s\n", view_bool(data, questions[i][0]) ? "✓" : "✗", "P34",
            questions[i][1]);
}

/* What was discovered again, and how. */
static void tell_discovery(const msgpack_object *data)
{
    const msgpack_object *discovery = view_map(data, "discovery");
    if (!view_bytes(discovery, "source").length)
        return;
    tell_term(discovery, "discovered by", "source", &SOURCES);
    tell_text(discovery, "inspecting body", "body");
    tell_text(discovery, "outlet", "outlet");
    tell_time(discovery, "discovered", "discovered_ms");
    if (view_bool(discovery, "ended"))
        tell("the case", "had ended; it is looked into again");
}

static void tell_acted(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "act", "verb", &VERBS);
    tell_text(data, "because", "reason");
    tell_term(data, "the case is now", "state", &STATES);
    if (view_number(data, "line"))
        printf(INDENT "line: %llu\n", (unsigned long long)view_number(data, "line"));
    if (view_bool(data, "scope"))
        tell("scope", "alleges misconduct");
    tell_kinds(data);
    tell_subject(story, data);
    tell_people(story, data, "handlers", "handlers");
    tell_term(data, "outcome", "outcome", &OUTCOMES);
    tell_text(data, "office", "office");
    tell_measures(data, "measure", "measures");
    tell_term(data, "notice", "notice", &NOTICES);
    tell_tolerance(data);
    if (view_bool(data, "external"))
        tell("exposure", "outside the bureau as well is approved (P40)");
    tell_term(data, "exposed by name", "exposure", &EXPOSURES);
    tell_discovery(data);
    if (view_number(data, "into"))
        printf(INDENT "other case: %llu\n", (unsigned long long)view_number(data, "into"));
    tell_clocks(data);
}

static void tell_joined(const story_t *story, const msgpack_object *data)
{
    if (view_number(data, "other"))
        printf(INDENT "case %llu %s\n", (unsigned long long)view_number(data, "other"),
            view_bool(data, "left") ? "leaves" : "is merged into this one");
    printf(INDENT "complainants: %llu\n", (unsigned long long)view_number(data, "complainants"));
    tell_text(data, "because", "reason");
    tell_time(data, "discovered earlier", "discovered_ms");
    tell_kinds(data);
    tell_subject(story, data);
    if (view_bool(data, "assess"))
        tell("it brings something new", "the escalator looks again");
}

static void tell_followed(const story_t *story, const msgpack_object *data)
{
    (void)story;
    if (view_number(data, "into"))
        printf(INDENT "case: %llu\n", (unsigned long long)view_number(data, "into"));
    tell_term(data, "there", "verb", &VERBS);
    tell_term(data, "it is now", "state", &STATES);
    tell_term(data, "outcome", "outcome", &OUTCOMES);
    tell_clocks(data);
}

static void tell_proposed(const story_t *story, const msgpack_object *data)
{
    (void)story;
    for (size_t i = 0; i < view_count(data, "rules"); i++)
        print_rule(view_item(data, "rules", i));
    for (size_t i = 0; i < view_count(data, "lines"); i++) {
        const msgpack_object *line = view_item(data, "lines", i);
        char relief[64], label[64];
        snprintf(label, sizeof label, "line %llu may get",
            (unsigned long long)view_number(line, "line"));
        tell_measures(line, label, "proposal");
        printf(INDENT "line %llu: relief %s\n", (unsigned long long)view_number(line, "line"),
            view_term(line, "relief", &RELIEFS, relief, sizeof relief));
    }
    tell_clocks(data);
}

static void tell_rescheduled(const story_t *story, const msgpack_object *data)
{
    (void)story;
    tell("because", "calendar.conf or clocks.conf has changed");
    tell_clocks(data);
}

/* What the complainant said, if the reader may know: the words stand apart from the event. */
static void tell_responded(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "response", "response", &RESPONSES);
    tell_term(data, "notice", "notice", &NOTICES);
    if (view_number(data, "rating"))
        printf(INDENT "rating: %llu of 5\n", (unsigned long long)view_number(data, "rating"));
    for (size_t i = 0; i < view_count(story->words, "responses"); i++) {
        const msgpack_object *response = view_item(story->words, "responses", i);
        if (view_number(response, "event") == story->event)
            print_words(stdout, view_bytes(response, "text"), INDENT);
    }
    tell_term(data, "the case is now", "state", &STATES);
    tell_clocks(data);
}

static void tell_pursued(const story_t *story, const msgpack_object *data)
{
    tell_term(data, "a person must look", "need", &NEEDS);
    for (size_t i = 0; i < view_count(data, "rules"); i++)
        print_rule(view_item(data, "rules", i));
    for (size_t i = 0; i < view_count(data, "lines"); i++)
        tell_line(story, view_item(data, "lines", i));
    tell_clocks(data);
}

static void (*const tellers[EVENT_COUNT])(const story_t *, const msgpack_object *) = {
    [EVENT_REGISTERED] = tell_registered,
    [EVENT_CLASSIFIED] = tell_classified,
    [EVENT_ABSTAINED] = tell_classified,
    [EVENT_ASSESSED] = tell_assessed,
    [EVENT_ATTEMPT_FAILED] = tell_attempt_failed,
    [EVENT_ESCALATED] = tell_escalated,
    [EVENT_ACTED] = tell_acted,
    [EVENT_PROPOSED] = tell_proposed,
    [EVENT_RESCHEDULED] = tell_rescheduled,
    [EVENT_RESPONDED] = tell_responded,
    [EVENT_PURSUED] = tell_pursued,
    [EVENT_JOINED] = tell_joined,
    [EVENT_FOLLOWED] = tell_followed,
};

/* ---- the whole story ---- */

void tell_event(const story_t *story, const msgpack_object *event)
{
    story_t told = *story;
    told.event = view_number(event, "event");
    char at[MOMENT_BYTES], kind_text[64], actor[192], role[64], policy[17];
    slice_t name = view_bytes(event, "kind");
    unsigned kind = term_value(&EVENTS, name.bytes, name.length);
    printf("%s  %s, by %s", view_time(event, "at_ms", at),
        view_term(event, "kind", &EVENTS, kind_text, sizeof kind_text),
        view_name(story->names, view_bytes(event, "actor"), actor, sizeof actor));
    if (view_bytes(event, "role").length)
        printf(", %s", view_term(event, "role", &ROLES, role, sizeof role));
    printf("  (event %llu, policy %s)\n", (unsigned long long)view_number(event, "event"),
        view_hex(event, "policy", 4, policy, sizeof policy));
    if (kind)
        tellers[kind](&told, view_map(event, "data"));
}

void story_ask_words(duban_t *duban, duban_query_t query, answer_t *words, story_t *story)
{
    duban_error_t error;
    query.what = "show";
    duban_reply_t *reply = duban_query(duban, &query, &error);
    if (!reply || answer_open(words, reply, &error) != 0)
        return;
    story->title = view_bytes(&words->root, "title");
    story->text = view_bytes(&words->root, "text");
    story->words = &words->root;
}

static int run(duban_t *duban, const common_t *common, const duban_query_t *query)
{
    duban_error_t error;
    answer_t answer, words = {0};
    int code = answer_open(&answer, duban_query(duban, query, &error), &error);
    if (code)
        return code;
    if (common->json) {
        code = print_json(&answer.root, false);
    } else {
        story_t story = {.names = view_map(&answer.root, "names"), .words = &words.root};
        story_ask_words(duban, *query, &words, &story);
        for (size_t i = 0; i < view_count(&answer.root, "events"); i++)
            tell_event(&story, view_item(&answer.root, "events", i));
    }
    answer_close(&words);
    answer_close(&answer);
    return code;
}

int command_timeline(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    duban_query_t query = {.what = "timeline", .as = common.as};
    query_name_case(&query, common.arguments[0]);
    int code;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (duban)
        code = run(duban, &common, &query);
    duban_destroy(&duban);
    return code;
}
