/* The verbs merge and unmerge (并案, POLICY §9): a case goes into another about the same matter,
 * and may come back. Nothing that P38 asks for, and no time, is won or lost by it. */
#include "act_effects.h"

#include "../config/concern.h"
#include "../config/recusal.h"
#include "acts.h"
#include "fold.h"
#include "fold_merge.h"

#include <string.h>

#define STATE(NAME) term_bit(STATE_##NAME)

/* ---- the case that is merged ---- */

int effect_merge(plan_t *plan)
{
    const case_t *subject = plan->subject;
    if (!plan->act->into || plan->act->into == subject->number)
        return plan_invalid(plan, "into", "must name another case, into which this one is merged");
    if (subject->stage != STAGE_STAFF) /* or P38 could be evaded */
        return plan_wrong_state(plan, "the case is not assessed yet; wait for the escalator");
    if (subject->merger.joined)
        return plan_wrong_state(plan, "other cases are merged into this one: merge the other case "
                                      "into it, or `unmerge` them first");
    if (subject->needs & term_bit(NEED_URGENT))
        return plan_wrong_state(plan, "its words speak of danger; somebody has it in hand first: "
                                      "`attend`");
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].state != LINE_OPENED)
            return fault_set(plan->fault, ERROR_WRONG_STATE, NULL,
                "line %zu was taken up and is followed to its end here (P13, P56): merge the other "
                "case into this one",
                i + 1);
    }
    plan->acted->into = plan->act->into;
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        /* Who has to be told something is told it, merged or not (P53). */
        if (clock->kind != CLOCK_NOTIFY && clock->kind != CLOCK_MEDIA)
            plan_rest_clock(plan, clock->kind, clock->line);
    }
    return 0;
}

int effect_unmerge(plan_t *plan)
{
    const case_t *subject = plan->subject;
    plan->acted->state = subject->merger.from;
    plan->acted->into = subject->merger.into;
    plan_stop_clock(plan, CLOCK_FEEDBACK, 0); /* of the result of the other case */
    bool tells = subject->privacy == PRIVACY_REAL_NAME && !case_clock(subject, CLOCK_NOTIFY, 0);
    if (tells && case_is_accepted_itself(subject->merger.from))
        plan_start_clock(plan, CLOCK_NOTIFY, 0);
    for (size_t i = 0; i < subject->resting_count; i++)
        plan_wake_clock(plan, &subject->resting[i]);
    return 0;
}

/* ---- the case that it is merged into ---- */

/* The two cases of one act, and what the one brings to the other. */
typedef struct {
    const policy_t *policy;
    const case_t *subject; /* that is merged */
    const case_t *into;
    case_t after; /* `into` with what is brought */
    int64_t now_ms;
    joined_t *joined;
    fault_t *fault;
} union_t;

static int refuse(const union_t *both, const char *why)
{
    return fault_set(both->fault, ERROR_WRONG_STATE, NULL, "case %llu %s",
        (unsigned long long)both->into->number, why);
}

static bool is_named(const char (*names)[ID_BYTES], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static void gather_names(const union_t *both)
{
    const case_t *from = both->subject, *into = both->into;
    joined_t *joined = both->joined;
    for (size_t i = 0; i < from->section_count; i++) {
        if (!is_named(into->sections, into->section_count, from->sections[i]))
            memcpy(joined->sections[joined->section_count++], from->sections[i], ID_BYTES);
    }
    for (size_t i = 0; i < from->person_count; i++) {
        if (!is_named(into->persons, into->person_count, from->persons[i]))
            memcpy(joined->persons[joined->person_count++], from->persons[i], ID_BYTES);
    }
    for (size_t i = 0; i < from->kind_count; i++) {
        if (!concern_has_kind(into, from->kinds[i].kind))
            joined->kinds[joined->kind_count++] = from->kinds[i];
    }
}

/* What the one brings that the other has not. */
static void gather(union_t *both)
{
    const case_t *from = both->subject, *into = both->into;
    joined_t *joined = both->joined;
    gather_names(both);
    joined->triggers = from->triggers & ~into->triggers;
    if (from->severity > into->severity)
        joined->severity = from->severity;
    if (concern_discovered_ms(from) < concern_discovered_ms(into))
        joined->discovered_ms = concern_discovered_ms(from);
    joined->assess = joined->section_count || joined->person_count || joined->kind_count ||
                     joined->triggers || joined->severity || joined->discovered_ms;
    for (size_t i = 0; i < from->line_count; i++)
        joined->assess |= !concern_has_line(into, &from->lines[i]);
    both->after = *into;
    fold_joining(&both->after, joined);
}

static bool is_in_scope(const case_t *subject)
{
    return subject->scope || subject->is_finding;
}

/* Every line of the one goes on in the other: it is there, or the escalator opens it because the
 * person is named. A leader's line is there (ii): who led at the time of the one act may be another
 * than at the time of the other. */
static int check_lines(const union_t *both)
{
    size_t missing = 0;
    for (size_t i = 0; i < both->subject->line_count; i++) {
        const line_t *line = &both->subject->lines[i];
        if (concern_has_line(both->into, line))
            continue;
        if (line->kind != LINE_PERSON ||
            !is_named(both->after.persons, both->after.person_count, line->target))
            return refuse(both, "has no such line of investigation as are open here (P38): merge "
                                "it the other way round");
        missing++;
    }
    if (both->after.line_count + missing > LINES_MAX)
        return refuse(both, "has no room for the lines of investigation of this one");
    return 0;
}

/* (x): nobody handles what has come to be about himself, and no office gets it. */
static int check_handlers(const union_t *both)
{
    const org_t *org = both->policy->org;
    const case_t *after = &both->after;
    for (size_t i = 0; i < after->handler_count; i++) {
        if (recusal_excludes(org, after, after->handlers[i], both->now_ms))
            return refuse(both, "is handled by somebody whom this one excludes (P51): name other "
                                "handlers there first, or merge it the other way round");
    }
    for (size_t i = 0; i < after->line_count; i++) {
        const line_t *line = &after->lines[i];
        for (size_t j = 0; line->state != LINE_CONCLUDED && j < line->handler_count; j++) {
            if (recusal_excludes(org, after, line->handlers[j], both->now_ms))
                return refuse(both, "has a line that is handled by somebody whom this one excludes "
                                    "(P51): conclude that line first");
        }
    }
    const char *sections[CONCERN_SECTIONS_MAX];
    size_t count = concern_sections(org, after, sections);
    for (size_t i = 0; after->state == STATE_TRANSFERRED && i < count; i++) {
        if (strcmp(sections[i], after->office) == 0)
            return refuse(both, "lies with the office that this one complains of (P51): let it "
                                "come back first");
    }
    return 0;
}

/* What is brought must be looked into: not after the finding, nor between it and the proposals. */
static int check_can_assess(const union_t *both)
{
    const uint64_t looking = STATE(CLASSIFIED) | STATE(BYPASSED) | STATE(ACCEPTED) |
                             STATE(TRANSFERRED) | STATE(RETURNED) | STATE(ASSIGNED) |
                             STATE(INQUIRY) | STATE(VERIFYING) | STATE(SHELVED) | STATE(REOPENED);
    bool found = !(looking & term_bit(both->into->state));
    for (size_t i = 0; i < both->into->line_count; i++)
        found |= both->into->lines[i].state == LINE_FOUND;
    if (!both->joined->assess)
        return 0;
    if (found)
        return refuse(both, "is found already, and this one brings more than was looked into "
                            "there; it goes its own way");
    if (both->into->stage != STAGE_STAFF && !both->into->merger.unassessed)
        return refuse(both, "is not assessed yet; wait for the escalator");
    return 0;
}

static int check_union(union_t *both)
{
    const case_t *from = both->subject, *into = both->into;
    const uint64_t not_yet = STATE(RECEIVED) | STATE(REGISTERED);
    if (into->state == STATE_MERGED)
        return refuse(both, "is merged itself; name the case that it was merged into");
    if (not_yet & term_bit(into->state))
        return refuse(both, "is not classified yet");
    if (is_in_scope(from) && !is_in_scope(into))
        return refuse(both, "alleges nothing: merge it the other way round");
    gather(both);
    if (into->section_count + both->joined->section_count > SECTIONS_MAX ||
        into->person_count + both->joined->person_count > PERSONS_MAX)
        return refuse(both, "and this one together name more sections or persons than a case "
                            "holds (8): they stay two");
    if (check_can_assess(both) < 0 || check_lines(both) < 0)
        return -1;
    return check_handlers(both);
}

int acts_plan_joining(const policy_t *policy, const case_t *subject, const case_t *into,
    const act_t *act, int64_t now_ms, joined_t *joined, fault_t *fault)
{
    const uint64_t ended = STATE(CLOSED) | STATE(NOT_ACCEPTED) | STATE(UNDER_REVIEW);
    union_t both = {.policy = policy,
        .subject = subject,
        .into = into,
        .now_ms = now_ms,
        .joined = joined,
        .fault = fault};
    *joined = (joined_t){.other = subject->number,
        .left = act->verb == VERB_UNMERGE,
        .complainants = subject->complainants};
    memcpy(joined->reason, act->reason, sizeof joined->reason);
    if (recusal_excludes(policy->org, into, act->as, now_ms))
        return acts_no_such_case(act, fault);
    if (ended & term_bit(into->state))
        return refuse(&both, "has ended: `reopen` it first");
    return joined->left ? 0 : check_union(&both);
}

int acts_no_such_case(const act_t *act, fault_t *fault)
{
    bool named = act->verb == VERB_MERGE; /* who takes it out again does not name the other */
    return fault_set(fault, ERROR_NOT_FOUND, named ? "into" : "case", "there is no case %llu",
        (unsigned long long)(named ? act->into : act->case_number));
}
