/* Compares two decisions of the rules and prints what differs. */
#include "replay_diff.h"

#include "render.h"
#include "rule_print.h"

#include "../proto/event.h"

#include <string.h>
#include <sysexits.h>

static bool same_bytes(slice_t left, slice_t right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}

static bool same_texts(const msgpack_object *left, const msgpack_object *right, const char *key)
{
    char texts[2][1024];
    view_names(left, key, NULL, texts[0], sizeof texts[0]);
    view_names(right, key, NULL, texts[1], sizeof texts[1]);
    return strcmp(texts[0], texts[1]) == 0;
}

/* True when two items are about the same: equal under each of the keys. */
static bool alike(
    const msgpack_object *left, const msgpack_object *right, const char *const keys[2])
{
    bool same = true;
    for (size_t i = 0; i < 2 && keys[i]; i++)
        same &= same_bytes(view_bytes(left, keys[i]), view_bytes(right, keys[i])) &&
                view_number(left, keys[i]) == view_number(right, keys[i]);
    return same;
}

/* Item `index` of a list of `here` in the same list of `there`: a rule that is asked several times
 * is compared with the same asking. NULL when it is not there. */
static const msgpack_object *counterpart(const msgpack_object *there, const msgpack_object *here,
    const char *list, size_t index, const char *const keys[2])
{
    const msgpack_object *item = view_item(here, list, index);
    size_t before = 0;
    for (size_t i = 0; i < index; i++)
        before += alike(view_item(here, list, i), item, keys);
    for (size_t i = 0; i < view_count(there, list); i++) {
        const msgpack_object *other = view_item(there, list, i);
        if (alike(other, item, keys) && before-- == 0)
            return other;
    }
    return NULL;
}

static const char *const by_rule[2] = {"rule", NULL};
static const char *const by_target[2] = {"kind", "target"}; /* the lines of an assessment */
static const char *const by_number[2] = {"line", NULL};     /* of a proposal */

static const char *const *line_keys(const msgpack_object *decision)
{
    return view_bytes(view_item(decision, "lines", 0), "target").length ? by_target : by_number;
}

/* ---- one difference after the other ---- */

typedef struct {
    bool print;
    size_t count;
} differences_t;

static void differ(differences_t *self, const msgpack_object *item, const char *key, const char *is,
    const char *was)
{
    char name[192];
    self->count++;
    if (self->print)
        printf("  → %s %s; %s\n", view_text(item, key, name, sizeof name), is, was);
}

/* Whether another case is near to this one (DUP) follows from what is open today, not from a knob.
 */
static bool is_of_today(const msgpack_object *rule)
{
    return same_bytes(view_bytes(rule, "rule"), (slice_t){"DUP", 3});
}

static void compare_rules(
    differences_t *self, const msgpack_object *then, const msgpack_object *now)
{
    for (size_t i = 0; i < view_count(now, "rules"); i++) {
        const msgpack_object *rule = view_item(now, "rules", i);
        const msgpack_object *other = counterpart(then, now, "rules", i, by_rule);
        bool holds = view_bool(rule, "holds");
        const char *is = holds ? "would hold" : "would not hold";
        if (is_of_today(rule))
            continue;
        if (!other)
            differ(self, rule, "rule", is, "it was not asked");
        else if (view_bool(other, "holds") != holds)
            differ(self, rule, "rule", is, holds ? "it did not" : "it did");
    }
    for (size_t i = 0; i < view_count(then, "rules"); i++) {
        const msgpack_object *rule = view_item(then, "rules", i);
        if (!is_of_today(rule) && !counterpart(now, then, "rules", i, by_rule))
            differ(self, rule, "rule", "would not be asked",
                view_bool(rule, "holds") ? "it did hold" : "it did not hold");
    }
}

/* The lines of an assessment: who would be investigated, and was not, and the other way round. */
static void compare_targets(
    differences_t *self, const msgpack_object *then, const msgpack_object *now)
{
    for (size_t i = 0; i < view_count(now, "lines"); i++) {
        if (!counterpart(then, now, "lines", i, by_target))
            differ(self, view_item(now, "lines", i), "target", "would be investigated",
                "no such line was opened");
    }
    for (size_t i = 0; i < view_count(then, "lines"); i++) {
        if (!counterpart(now, then, "lines", i, by_target))
            differ(self, view_item(then, "lines", i), "target", "would not be investigated",
                "a line was opened");
    }
}

/* The lines of a proposal: what would be proposed on each, and was. */
static void compare_proposals(
    differences_t *self, const msgpack_object *then, const msgpack_object *now)
{
    for (size_t i = 0; i < view_count(now, "lines"); i++) {
        const msgpack_object *line = view_item(now, "lines", i);
        const msgpack_object *other = counterpart(then, now, "lines", i, by_number);
        char texts[2][512], reliefs[2][64];
        if (other && same_texts(line, other, "proposal") &&
            same_bytes(view_bytes(line, "relief"), view_bytes(other, "relief")))
            continue;
        self->count++;
        if (!self->print)
            continue;
        printf("  → line %llu would get %s, relief %s; it got %s, relief %s\n",
            (unsigned long long)view_number(line, "line"),
            view_names(line, "proposal", NULL, texts[0], sizeof texts[0]),
            view_term(line, "relief", &RELIEFS, reliefs[0], sizeof reliefs[0]),
            other ? view_names(other, "proposal", NULL, texts[1], sizeof texts[1]) : "-",
            other ? view_term(other, "relief", &RELIEFS, reliefs[1], sizeof reliefs[1]) : "-");
    }
}

static size_t compare(const msgpack_object *then, const msgpack_object *now, bool print)
{
    differences_t differences = {.print = print};
    const msgpack_object *lined = view_count(now, "lines") ? now : then;
    compare_rules(&differences, then, now);
    if (line_keys(lined) == by_target)
        compare_targets(&differences, then, now);
    else
        compare_proposals(&differences, then, now);
    return differences.count;
}

size_t replay_differences(const msgpack_object *then, const msgpack_object *now)
{
    return compare(then, now, false);
}

/* ---- the whole decision ---- */

static void print_lines(const policy_t *policy, const msgpack_object *now)
{
    for (size_t i = 0; i < view_count(now, "lines"); i++) {
        const msgpack_object *line = view_item(now, "lines", i);
        char kind[96], target[ID_BYTES], text[512];
        if (view_bytes(line, "target").length) {
            view_text(line, "target", target, sizeof target);
            const org_person_t *person = org_person(policy->org, target);
            printf("    line %s: %s (%s)\n",
                view_term(line, "kind", &LINE_KINDS, kind, sizeof kind),
                person ? person->name : "-", target);
        } else {
            printf("    line %llu: %s\n", (unsigned long long)view_number(line, "line"),
                view_names(line, "proposal", NULL, text, sizeof text));
        }
    }
}

void replay_print(const policy_t *policy, const msgpack_object *event, const msgpack_object *now)
{
    char at[MOMENT_BYTES], kind[64];
    const msgpack_object *then = view_map(event, "data");
    printf("\n%s of %s (event %llu), under these files:\n",
        view_term(event, "kind", &EVENTS, kind, sizeof kind), view_time(event, "at_ms", at),
        (unsigned long long)view_number(event, "event"));
    for (size_t i = 0; i < view_count(now, "rules"); i++)
        print_rule(view_item(now, "rules", i));
    print_lines(policy, now);
    if (compare(then, now, true) == 0)
        puts("  the same as was decided");
}

int replay_print_json(const msgpack_object *event, const msgpack_object *now)
{
    buffer_t bytes = {0};
    unpacker_t unpacker = {0};
    msgpack_object object;
    const msgpack_object *then = view_map(event, "data");
    msgpack_packer packer = buffer_packer(&bytes);
    msgpack_pack_map(&packer, 6);
    pack_number(&packer, "event", view_number(event, "event"));
    pack_number(&packer, "at_ms", view_number(event, "at_ms"));
    pack_text(&packer, "kind");
    msgpack_pack_object(&packer, *view_map(event, "kind"));
    pack_text(&packer, "then");
    msgpack_pack_object(&packer, *then);
    pack_text(&packer, "now");
    msgpack_pack_object(&packer, *now);
    pack_number(&packer, "differences", replay_differences(then, now));
    int code = EX_SOFTWARE;
    if (unpack_message(&unpacker, bytes.bytes, bytes.length, &object, NULL) == 0)
        code = print_json(&object, true);
    unpacker_free(&unpacker);
    buffer_free(&bytes);
    return code;
}
