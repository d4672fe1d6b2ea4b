/* `duban replay`: what the rules of other policy files would have decided on a case as it came in,
 * beside what was decided. Nothing is changed: the rules are asked here, in this process. */
#include "commands.h"
#include "render.h"
#include "rule_print.h"
#include "session.h"

#include "../config/policy.h"
#include "../workers/assess.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
    const char *policy;
} arguments_t;

static const option_t options[] = {
    {"policy", 'p', "DIR", "the policy files to ask (default: the example bureau's)", OPTION_TEXT,
        offsetof(arguments_t, policy), NULL},
};

static const usage_t usage = {
    .arguments = "CASE|RECEIPT",
    .help =
        "Ask other policy files what they would have decided on a case.\v"
        "The case is judged as it was classified, at the moment of its assessment; what followed "
        "later is left aside. Triggers whose answer differs from the recorded one are marked "
        "(→).\n\n"
        "Example:\n  duban replay 17 --policy /etc/duban/draft",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

/* The case before its assessment. */
static void take_back(case_t *subject)
{
    subject->line_count = 0;
    subject->clock_count = 0;
    subject->triggers = 0;
    subject->strict = false;
    subject->phase = PHASE_UNSET;
}

/* Without DUP: which other cases there were, only the daemon knows. */
static void print_rules(const msgpack_object *assessed)
{
    for (size_t i = 0; i < view_count(assessed, "rules"); i++) {
        char rule[RULE_BYTES];
        const msgpack_object *hit = view_item(assessed, "rules", i);
        if (strcmp(view_text(hit, "rule", rule, sizeof rule), "DUP") != 0)
            print_rule(hit);
    }
}

static void print_differences(const case_t *then, const assessed_t *now)
{
    for (unsigned trigger = TRIGGER_T1; trigger <= TRIGGER_T3; trigger++) {
        bool was = then->triggers & term_bit(trigger), is = now->triggers & term_bit(trigger);
        if (was != is)
            printf("  → %s %s %s, and did %s\n", term_name(&TRIGGERS, trigger),
                term_zh(&TRIGGERS, trigger), is ? "would hold" : "would not hold",
                was ? "hold" : "not");
    }
}

static void print_lines(const policy_t *policy, const case_t *then, const assessed_t *now)
{
    for (size_t i = 0; i < now->line_count; i++) {
        const line_t *line = &now->lines[i];
        const org_person_t *person = org_person(policy->org, line->target);
        printf("    line %s %s: %s (%s)\n", term_name(&LINE_KINDS, line->kind),
            term_zh(&LINE_KINDS, line->kind), person ? person->name : "-", line->target);
    }
    printf("  lines: %zu under these files, %zu in the case today\n", now->line_count,
        then->line_count);
}

/* The assessment as a map, which is how rules are printed and what --json shows. */
static int print_assessed(
    const policy_t *policy, const case_t *then, const assessed_t *now, bool json)
{
    buffer_t bytes = {0};
    unpacker_t unpacker = {0};
    msgpack_object object;
    int code = EX_SOFTWARE;
    msgpack_packer packer = buffer_packer(&bytes);
    record_pack_map(&ASSESSED_RECORD, now, &packer);
    if (unpack_message(&unpacker, bytes.bytes, bytes.length, &object, NULL) == 0)
        code = EX_OK;
    if (code == EX_OK && json) {
        code = print_json(&object, false);
    } else if (code == EX_OK) {
        print_rules(&object);
        print_differences(then, now);
        print_lines(policy, then, now);
    }
    unpacker_free(&unpacker);
    buffer_free(&bytes);
    return code;
}

static int replay(const policy_t *policy, const msgpack_object *map, bool json)
{
    fault_t fault;
    case_t *then = calloc(2, sizeof *then), *before = then + 1;
    assessed_t *assessed = calloc(1, sizeof *assessed);
    int code = EX_OK;
    if (!then || !assessed || record_from_map(&CASE_RECORD, map, then, &fault) < 0) {
        fprintf(stderr, "duban: the daemon's case cannot be read here; are both of one version?\n");
        code = EX_SOFTWARE;
    } else if (!then->assessed_ms) {
        fprintf(stderr, "duban: the case is not assessed yet; there is nothing to compare with\n");
        code = EX_TEMPFAIL;
    } else {
        *before = *then;
        take_back(before);
        work_item_t item = {.now_ms = then->assessed_ms};
        assess_case(policy, before, &item, assessed);
        code = print_assessed(policy, then, assessed, json);
    }
    free(then);
    free(assessed);
    return code;
}

static policy_t *load_policy(const char *directory, fault_t *fault)
{
    bundle_t *bundle = directory ? bundle_load(directory, fault) : bundle_embedded();
    policy_t *policy = bundle ? policy_load(bundle, fault) : NULL;
    bundle_destroy(&bundle);
    return policy;
}

int command_replay(int argc, char **argv)
{
    common_t common;
    fault_t fault;
    arguments_t arguments = {NULL};
    options_parse(&usage, argc, argv, &common, &arguments);
    policy_t *policy = load_policy(arguments.policy, &fault);
    if (!policy) {
        fprintf(stderr, "duban: %s\n", fault.message);
        return EX_CONFIG;
    }
    duban_query_t query = {.what = "show"};
    query_name_case(&query, common.arguments[0]);
    answer_t answer;
    int code = session_query(&common, &query, &answer);
    if (code == 0) {
        code = replay(policy, view_map(&answer.root, "case"), common.json);
        answer_close(&answer);
    }
    policy_destroy(&policy);
    return code;
}
