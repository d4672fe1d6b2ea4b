/* `duban replay`: what the rules of other policy files would have decided on a case, decision by
 * decision, beside what was decided. Nothing is changed: the rules are asked here, in this process.
 */
#include "commands.h"
#include "render.h"
#include "replay_diff.h"
#include "session.h"

#include "../workers/assess.h"
#include "../workers/propose.h"
#include "../workers/responsibility.h"

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
        "Every assessment, proposal and pursuit of the two responsibilities (P39) in the case's "
        "timeline is made anew, of the case as "
        "it stood then and at that moment; what stands in other cases (earlier complaints, earlier "
        "findings) is taken as it stands today. Rules whose answer differs from the recorded one "
        "are marked (→), as are the lines and the proposals that would differ.\n\n"
        "Example:\n  duban replay 17 --policy /etc/duban/draft",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

/* A case as it stood before an event, and what the rules make of it. Large. */
typedef struct {
    case_t subject;
    union {
        assessed_t assessed;
        proposed_t proposed;
    } now;
    assessed_t pursued; /* P39 beside a proposal */
    unpacker_t unpacker;
} replay_t;

/* Asks the rules; the decision is packed as the data of the event would be. */
static int decide(replay_t *self, const policy_t *policy, event_kind_t kind,
    const msgpack_object *map, buffer_t *bytes)
{
    fault_t fault;
    work_item_t item;
    if (record_from_map(&WORK_ITEM_RECORD, map, &item, &fault) < 0 ||
        record_from_value(&CASE_RECORD, &self->unpacker, item.case_value.bytes,
            item.case_value.length, &self->subject, &fault) < 0) {
        fprintf(stderr,
            "duban: the daemon's case cannot be read here (%s); are both of one "
            "version?\n",
            fault.message);
        return EX_SOFTWARE;
    }
    if (kind == EVENT_ASSESSED)
        assess_case(policy, &self->subject, &item, &self->now.assessed);
    else if (kind == EVENT_PURSUED)
        responsibility_pursue(policy, &self->subject, &item, &self->now.assessed);
    else
        propose_pursuing(policy, &self->subject, &item, &self->now.proposed, &self->pursued);
    msgpack_packer packer = buffer_packer(bytes);
    record_pack_map(event_data_record(kind), &self->now, &packer);
    return 0;
}

/* One decision of the timeline, made anew and put beside the recorded one. */
static int replay_event(duban_t *duban, duban_query_t query, replay_t *self, const policy_t *policy,
    const msgpack_object *event, bool json)
{
    duban_error_t error;
    answer_t work = {0};
    buffer_t bytes = {0};
    unpacker_t unpacker = {0};
    msgpack_object now;
    slice_t name = view_bytes(event, "kind");
    event_kind_t kind = (event_kind_t)term_value(&EVENTS, name.bytes, name.length);
    if (kind != EVENT_ASSESSED && kind != EVENT_PROPOSED && kind != EVENT_PURSUED)
        return 0;
    query.what = "work";
    query.before = view_number(event, "event");
    int code = answer_open(&work, duban_query(duban, &query, &error), &error);
    if (code == 0)
        code = decide(self, policy, kind, view_map(&work.root, "item"), &bytes);
    if (code == 0 && unpack_message(&unpacker, bytes.bytes, bytes.length, &now, NULL) < 0)
        code = EX_SOFTWARE;
    if (code == 0 && json)
        code = replay_print_json(event, &now);
    else if (code == 0)
        replay_print(policy, event, &now);
    unpacker_free(&unpacker);
    buffer_free(&bytes);
    answer_close(&work);
    return code;
}

static int run(duban_t *duban, const common_t *common, duban_query_t query, const policy_t *policy)
{
    duban_error_t error;
    answer_t timeline = {0};
    replay_t *self = calloc(1, sizeof *self);
    query.what = "timeline";
    int code = self ? answer_open(&timeline, duban_query(duban, &query, &error), &error) : EX_OSERR;
    size_t decisions = 0;
    for (size_t i = 0; i < view_count(&timeline.root, "events") && code == 0; i++) {
        const msgpack_object *event = view_item(&timeline.root, "events", i);
        decisions += view_count(view_map(event, "data"), "rules") > 0;
        code = replay_event(duban, query, self, policy, event, common->json);
    }
    if (code == 0 && decisions == 0) {
        fprintf(stderr, "duban: the case is not assessed yet; there is nothing to compare with\n");
        code = EX_TEMPFAIL;
    }
    answer_close(&timeline);
    if (self)
        unpacker_free(&self->unpacker);
    free(self);
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
    duban_query_t query = {.as = common.as};
    query_name_case(&query, common.arguments[0]);
    int code;
    duban_t *duban = session_open(&common, SESSION_TIMEOUT_S, &code);
    if (duban)
        code = run(duban, &common, query, policy);
    duban_destroy(&duban);
    policy_destroy(&policy);
    return code;
}
