/* Judges merging by both cases, and counts the complainants. */
#include "mergers.h"

#include "checker.h"
#include "expect.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

#define CASES_MAX     20000
#define NUMBER(VALUE) ((unsigned long long)(VALUE))

static struct {
    case_t *kept[CASES_MAX]; /* as it was before it was merged */
    bool owes[CASES_MAX];    /* what joined it is not assessed yet */
    /* The event that must come next, with the act before it in one transaction */
    event_kind_t owed;
    uint64_t from, into; /* JOINED: the two cases; FOLLOWED: `into` has come to something */
    uint64_t followers;  /* that are still to be told */
    verb_t verb;         /* what was done there */
    bool left;
    case_t before;       /* of the event in hand */
    uint64_t complaints; /* that ever came */
    int64_t counted;     /* complainants of all cases that are followed themselves */
} mergers;

static int64_t counts_for(const case_t *subject)
{
    return subject->state == STATE_MERGED ? 0 : (int64_t)subject->complainants;
}

static bool lists(const char (*names)[ID_BYTES], size_t count, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found |= strcmp(names[i], name) == 0;
    return found;
}

/* ---- the case that is merged ---- */

static void judge_merge(const case_t *before, const event_t *event)
{
    const case_t *into = checker_case(event->data.acted.into);
    if (!into || into == before)
        log_fail("case %llu is merged into no other case", NUMBER(before->number));
    if (before->stage != STAGE_STAFF || !before->assessed_ms)
        log_fail("P38: case %llu is merged and was not assessed", NUMBER(before->number));
    for (size_t i = 0; i < before->line_count; i++) {
        if (before->lines[i].state != LINE_OPENED)
            log_fail("P13: case %llu is merged, and its line %zu is under way",
                NUMBER(before->number), i + 1);
    }
    for (uint64_t i = 1; i <= checker_case_count(); i++) {
        const case_t *other = checker_case(i);
        if (other->state == STATE_MERGED && other->merger.into == before->number)
            log_fail(
                "case %llu is merged away from under case %llu", NUMBER(before->number), NUMBER(i));
    }
    free(mergers.kept[before->number]);
    mergers.kept[before->number] = malloc(sizeof *before);
    *mergers.kept[before->number] = *before;
}

static void judge_unmerge(const case_t *before)
{
    const case_t *into = checker_case(before->merger.into);
    if (!into || into->closed_ms || into->state == STATE_NOT_ACCEPTED)
        log_fail("case %llu leaves a case that has ended", NUMBER(before->number));
}

static void owe_joining(const case_t *before, const event_t *event)
{
    mergers.owed = EVENT_JOINED;
    mergers.from = before->number;
    mergers.left = event->data.acted.verb == VERB_UNMERGE;
    mergers.into = mergers.left ? before->merger.into : event->data.acted.into;
}

static bool stays(clock_kind_t kind)
{
    return kind == CLOCK_NOTIFY || kind == CLOCK_MEDIA;
}

static void check_merged(const case_t *after)
{
    for (size_t i = 0; i < after->clock_count; i++) {
        if (!stays(after->clocks[i].kind))
            log_fail("case %llu is merged and its clock %s runs on", NUMBER(after->number),
                term_name(&CLOCKS, after->clocks[i].kind));
    }
    for (size_t i = 0; i < mergers.before.clock_count; i++) {
        const case_clock_t *clock = &mergers.before.clocks[i];
        bool runs = false;
        for (size_t j = 0; j < after->clock_count; j++)
            runs |= after->clocks[j].kind == clock->kind && after->clocks[j].line == clock->line;
        if (stays(clock->kind) && !runs)
            log_fail("P53: case %llu is merged, and nobody has to be told any more",
                NUMBER(after->number));
    }
}

/* §8: no time is won: whatever ran runs again, as old as it is and as high on the ladder; when it
 * is due, timing.c knows. */
static void check_unmerged(const case_t *after)
{
    const case_t *kept = mergers.kept[after->number];
    if (after->state != kept->state)
        log_fail("case %llu was `%s` before it was merged, and is `%s`", NUMBER(after->number),
            term_name(&STATES, kept->state), term_name(&STATES, after->state));
    for (size_t i = 0; i < kept->clock_count; i++) {
        const case_clock_t *clock = &kept->clocks[i];
        bool same = stays(clock->kind);
        for (size_t j = 0; j < after->clock_count; j++) {
            const case_clock_t *now = &after->clocks[j];
            same |= now->kind == clock->kind && now->line == clock->line &&
                    now->started_ms == clock->started_ms && now->level == clock->level &&
                    now->extended == clock->extended && now->paused_ms == clock->paused_ms;
        }
        if (!same)
            log_fail("§8: case %llu was merged, and its clock %s does not run on as it did",
                NUMBER(after->number), term_name(&CLOCKS, clock->kind));
    }
    bool answered = kept->state == STATE_ACCEPTED || kept->state == STATE_RETURNED;
    if (after->complainant.notices && !answered)
        log_fail("P53: case %llu was merged, and is told still what was of the other case",
            NUMBER(after->number));
    for (size_t i = 0; i < kept->line_count; i++) {
        if (after->lines[i].state != kept->lines[i].state)
            log_fail("case %llu was merged, and its line %zu does not go on", NUMBER(after->number),
                i + 1);
    }
}

/* ---- the case that it is merged into ---- */

/* What `from` has and `into` has not, in words; NULL: nothing. */
static const char *missing(const case_t *from, const case_t *into)
{
    const char *what = NULL;
    for (size_t i = 0; i < from->section_count; i++)
        what = lists(into->sections, into->section_count, from->sections[i]) ? what : "a section";
    for (size_t i = 0; i < from->person_count; i++)
        what = lists(into->persons, into->person_count, from->persons[i]) ? what : "a person";
    for (size_t i = 0; i < from->kind_count; i++) {
        bool has = false;
        for (size_t j = 0; j < into->kind_count; j++)
            has |= into->kinds[j].kind == from->kinds[i].kind;
        what = has ? what : "a kind";
    }
    if (from->severity > into->severity)
        what = "its severity";
    if (from->discovered_ms < into->discovered_ms)
        what = "its earlier discovery";
    if (from->triggers & ~into->triggers)
        what = "a trigger";
    return what;
}

static bool has_line(const case_t *subject, const line_t *line)
{
    bool found = false;
    for (size_t i = 0; i < subject->line_count; i++)
        found |= subject->lines[i].kind == line->kind &&
                 strcmp(subject->lines[i].target, line->target) == 0;
    return found;
}

static void judge_joined(const policy_t *policy, const case_t *before, const event_t *event)
{
    const joined_t *data = &event->data.joined;
    const case_t *from = checker_case(data->other);
    if (data->other != mergers.from || before->number != mergers.into || data->left != mergers.left)
        log_fail("case %llu joins case %llu, and nobody merged it", NUMBER(data->other),
            NUMBER(before->number));
    if (expect_is_recused(policy, before, event->actor, event->at_ms))
        log_fail("(x) %s merges into case %llu, which is about himself", event->actor,
            NUMBER(before->number));
    if (data->complainants != from->complainants)
        log_fail("case %llu joins with %llu complainants", NUMBER(data->other),
            NUMBER(data->complainants));
    if (data->left)
        return;
    if (before->state == STATE_MERGED || before->state == STATE_REGISTERED || before->closed_ms ||
        before->state == STATE_NOT_ACCEPTED)
        log_fail("case %llu is merged into one that is `%s`", NUMBER(data->other),
            term_name(&STATES, before->state));
}

static void check_lines(const case_t *from, const case_t *after)
{
    for (size_t i = 0; i < from->line_count; i++) {
        const line_t *line = &from->lines[i];
        bool comes = line->kind == LINE_PERSON && (after->scope || after->is_finding) &&
                     lists(after->persons, after->person_count, line->target);
        if (!has_line(after, line) && !comes)
            log_fail("(ii) the %s line of %s is lost between cases %llu and %llu",
                term_name(&LINE_KINDS, line->kind), line->target, NUMBER(from->number),
                NUMBER(after->number));
    }
}

static void check_handlers(const policy_t *policy, const case_t *after, int64_t at_ms)
{
    for (size_t i = 0; i < after->handler_count; i++) {
        if (expect_is_recused(policy, after, after->handlers[i], at_ms))
            log_fail("(x) %s handles case %llu, and what joined it is about him",
                after->handlers[i], NUMBER(after->number));
    }
    for (size_t i = 0; i < after->line_count; i++) {
        const line_t *line = &after->lines[i];
        for (size_t j = 0; line->state != LINE_CONCLUDED && j < line->handler_count; j++) {
            if (expect_is_recused(policy, after, line->handlers[j], at_ms))
                log_fail("(x) %s handles line %zu of case %llu, and what joined it is about him",
                    line->handlers[j], i + 1, NUMBER(after->number));
        }
    }
    if (after->state == STATE_TRANSFERRED && expect_is_concerned(policy, after, after->office))
        log_fail("P51: case %llu lies with the office that it has come to be about",
            NUMBER(after->number));
}

static void check_joined(const policy_t *policy, const event_t *event, const case_t *after)
{
    const case_t *from = mergers.kept[event->data.joined.other], *before = &mergers.before;
    bool brings = missing(from, before) != NULL, found = false;
    if (event->data.joined.left)
        return;
    for (size_t i = 0; i < from->line_count; i++)
        brings |= !has_line(before, &from->lines[i]);
    for (size_t i = 0; i < before->line_count; i++)
        found |= before->lines[i].state == LINE_FOUND;
    found |= before->state >= STATE_FOUND && before->state <= STATE_CLEARED;
    if (missing(from, after))
        log_fail("case %llu was merged into case %llu, which lacks %s", NUMBER(from->number),
            NUMBER(after->number), missing(from, after));
    if (brings && found)
        log_fail("what case %llu brings comes after the finding of case %llu", NUMBER(from->number),
            NUMBER(after->number));
    if (brings && after->stage != STAGE_ESCALATE)
        log_fail("P38: what case %llu brings to case %llu is assessed by nobody",
            NUMBER(from->number), NUMBER(after->number));
    check_lines(from, after);
    check_handlers(policy, after, event->at_ms);
    mergers.owes[after->number] |= brings;
}

/* ---- the end ---- */

static void owe_followers(const case_t *into, verb_t verb)
{
    static const verb_t told[] = {
        VERB_ACCEPT, VERB_NOT_ACCEPT, VERB_FEEDBACK, VERB_CLOSE, VERB_ANSWER, VERB_REOPEN};
    bool tells = false;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        tells |= verb == told[i];
    mergers.followers = 0;
    mergers.into = into->number;
    mergers.verb = verb;
    for (uint64_t i = 1; tells && i <= checker_case_count(); i++) {
        const case_t *other = checker_case(i);
        mergers.followers += other->state == STATE_MERGED && other->merger.into == into->number;
    }
    if (mergers.followers)
        mergers.owed = EVENT_FOLLOWED;
}

static bool is_undecided(const case_t *subject)
{
    return subject->state == STATE_CLASSIFIED || subject->state == STATE_BYPASSED ||
           subject->state == STATE_REOPENED;
}

/* Who joins an accepted case and was not accepted is accepted with it. */
static void owe_acceptance(const case_t *into)
{
    const case_t *kept = mergers.kept[mergers.from];
    if (mergers.left || !is_undecided(kept) || is_undecided(into))
        return;
    mergers.owed = EVENT_FOLLOWED;
    mergers.followers = 1;
    mergers.verb = VERB_ACCEPT;
}

static void judge_followed(const case_t *before, const event_t *event)
{
    const followed_t *data = &event->data.followed;
    if (before->merger.into != mergers.into || data->into != mergers.into ||
        data->verb != mergers.verb || data->state != checker_case(mergers.into)->state)
        log_fail("case %llu is told what was not done in the case that it is merged into",
            NUMBER(before->number));
}

static bool runs(const case_t *subject, clock_kind_t kind)
{
    bool found = false;
    for (size_t i = 0; i < subject->clock_count; i++)
        found |= subject->clocks[i].kind == kind && subject->clocks[i].line == 0;
    return found;
}

static void check_followed(const case_t *after)
{
    uint64_t due = after->complainant.notices | (after->told ? term_bit(NOTICE_RESULT) : 0);
    uint64_t right = mergers.verb == VERB_ACCEPT       ? term_bit(NOTICE_ACCEPTED)
                     : mergers.verb == VERB_NOT_ACCEPT ? term_bit(NOTICE_NOT_ACCEPTED)
                     : mergers.verb == VERB_ANSWER     ? term_bit(NOTICE_REVIEW_ANSWER)
                     : mergers.verb == VERB_REOPEN     ? 0
                                                       : term_bit(NOTICE_RESULT);
    bool named = after->privacy == PRIVACY_REAL_NAME;
    if (!after->is_finding && right & ~due)
        log_fail("P53: `%s` in case %llu, and the complainant of case %llu does not learn of it",
            term_name(&VERBS, mergers.verb), NUMBER(mergers.into), NUMBER(after->number));
    if (named && mergers.verb == VERB_CLOSE && !after->told && !runs(after, CLOCK_FEEDBACK))
        log_fail("P53: case %llu has ended with another, and no clock says when he is told",
            NUMBER(after->number));
    mergers.followers--;
}

/* ---- every event ---- */

void mergers_judge(const policy_t *policy, const case_t *before, const event_t *event)
{
    verb_t verb = event->kind == EVENT_ACTED ? event->data.acted.verb : VERB_UNSET;
    bool paired = event->kind == EVENT_JOINED || event->kind == EVENT_FOLLOWED;
    mergers.before = *before;
    if ((mergers.owed || paired) && event->kind != mergers.owed)
        log_fail("event %llu is `%s`, and `%s` should stand there", NUMBER(event->number),
            term_name(&EVENTS, event->kind), term_name(&EVENTS, mergers.owed));
    if (verb == VERB_MERGE)
        judge_merge(before, event);
    if (verb == VERB_UNMERGE)
        judge_unmerge(before);
    if (verb == VERB_MERGE || verb == VERB_UNMERGE)
        owe_joining(before, event);
    if (event->kind == EVENT_JOINED)
        judge_joined(policy, before, event);
    if (event->kind == EVENT_FOLLOWED)
        judge_followed(before, event);
    if (verb == VERB_FIND && mergers.owes[before->number])
        log_fail(
            "P38: case %llu is found before what joined it is assessed", NUMBER(before->number));
}

void mergers_follow(const policy_t *policy, const event_t *event, const case_t *after)
{
    verb_t verb = event->kind == EVENT_ACTED ? event->data.acted.verb : VERB_UNSET;
    mergers.complaints += event->kind == EVENT_REGISTERED && !after->is_finding;
    mergers.counted += counts_for(after) - counts_for(&mergers.before);
    if (verb == VERB_MERGE)
        check_merged(after);
    if (verb == VERB_UNMERGE)
        check_unmerged(after);
    if (event->kind == EVENT_JOINED)
        check_joined(policy, event, after);
    if (event->kind == EVENT_FOLLOWED)
        check_followed(after);
    if (event->kind == EVENT_ASSESSED || verb == VERB_CLASSIFY)
        mergers.owes[after->number] = false;
    if (event->kind == EVENT_JOINED || (event->kind == EVENT_FOLLOWED && !mergers.followers))
        mergers.owed = EVENT_UNSET;
    if (event->kind == EVENT_JOINED)
        owe_acceptance(after);
    if (event->kind == EVENT_ACTED && mergers.owed == EVENT_UNSET)
        owe_followers(after, event->data.acted.state == STATE_REOPENED ? VERB_REOPEN : verb);
}

void mergers_check(void)
{
    if (mergers.owed)
        log_fail("one of two cases was changed, and `%s` on the other is missing",
            term_name(&EVENTS, mergers.owed));
    if (mergers.counted != (int64_t)mergers.complaints)
        log_fail("P42: %llu complained, and the cases count %lld complainants",
            NUMBER(mergers.complaints), (long long)mergers.counted);
}

void mergers_forget(void)
{
    for (size_t i = 0; i < CASES_MAX; i++)
        free(mergers.kept[i]);
    memset(&mergers, 0, sizeof mergers);
}
