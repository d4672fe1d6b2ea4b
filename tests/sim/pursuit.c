/* Recounts what P39 asks from every case there is; a worker saw them a little earlier, so what only
 * grows is asked in full, and who neglects something is somebody who was told of something. */
#include "pursuit.h"

#include "checker.h"
#include "expect.h"
#include "log.h"

#include <string.h>

#define TOLD_MAX  64
#define CASES_MAX 20000
#define SLACK_MS  (INT64_C(40) * 86400000) /* from the snapshot to the event */

#define NUMBER(VALUE) ((unsigned long long)(VALUE))

static char told[TOLD_MAX][ID_BYTES];
static size_t told_count;

static bool was_told(const char *person)
{
    bool found = false;
    for (size_t i = 0; i < told_count; i++)
        found |= strcmp(told[i], person) == 0;
    return found;
}

/* What each case was, at one time or another, while its finding stood. */
static struct {
    uint64_t sections; /* bits, as in the org chart */
    bool serious, bad;
    int64_t found_ms; /* 0: it never stood */
} once[CASES_MAX];

static void note_told(const escalated_t *step)
{
    for (size_t i = 0; i < step->to_count && step->level >= LEVEL_DEPUTY; i++) {
        if (!was_told(step->to[i]) && told_count < TOLD_MAX)
            memcpy(told[told_count++], step->to[i], ID_BYTES);
    }
}

static bool is_bad(const policy_t *policy, const case_t *subject)
{
    return subject->impact ||
           subject->complainants >= policy->campaign.responsibility.complainants ||
           subject->triggers & policy->campaign.responsibility.impact_triggers;
}

void pursuit_note(const policy_t *policy, const event_t *event, const case_t *after)
{
    if (event->kind == EVENT_ESCALATED)
        note_told(&event->data.escalated);
    if (after->outcome != OUTCOME_SUBSTANTIATED && after->outcome != OUTCOME_PARTLY)
        return;
    for (size_t i = 0; i < org_section_count(policy->org); i++) {
        if (expect_is_concerned(policy, after, org_section_at(policy->org, i)->id))
            once[after->number].sections |= UINT64_C(1) << i;
    }
    once[after->number].serious |= after->severity == SEVERITY_SERIOUS;
    once[after->number].bad |= is_bad(policy, after);
    once[after->number].found_ms = after->when.found_ms;
}

void pursuit_forget(void)
{
    told_count = 0;
    memset(once, 0, sizeof once);
}

static int64_t time_of_act(const case_t *subject)
{
    int64_t discovered_ms = subject->discovered_ms ? subject->discovered_ms : subject->received_ms;
    return subject->occurred_ms ? subject->occurred_ms : discovered_ms;
}

/* Whoever held the post at that time; a regular holder before an acting one. */
static const char *holder(const policy_t *policy, role_t role, const char *section, int64_t at_ms)
{
    const org_post_t *found = NULL;
    for (size_t i = 0; i < org_post_count(policy->org); i++) {
        const org_post_t *post = org_post_at(policy->org, i);
        if (post->role == role && (!section || strcmp(post->section, section) == 0) &&
            post->from_ms <= at_ms && at_ms < post->until_ms &&
            (!found || (found->acting && !post->acting)))
            found = post;
    }
    return found ? found->person : "";
}

typedef struct {
    uint64_t found, serious, bad;
} count_t;

/* Of the sections in the set: substantiated cases within the window, and somewhat before it. */
static count_t recount(const policy_t *policy, uint64_t sections, int64_t now_ms)
{
    count_t count = {0};
    int64_t since_ms = now_ms - (int64_t)policy->campaign.responsibility.window_ms - SLACK_MS;
    for (uint64_t number = 1; number <= checker_case_count(); number++) {
        if (!(once[number].sections & sections) || once[number].found_ms <= since_ms)
            continue;
        count.found++;
        count.serious += once[number].serious;
        count.bad += once[number].bad;
    }
    return count;
}

/* True when the leader answers for a jurisdiction of the case that is prominent, with bad impact.
 */
static bool answers(const policy_t *policy, const case_t *before, uint64_t triggers,
    const char *leader, int64_t now_ms)
{
    int64_t act_ms = time_of_act(before);
    const char *principal = holder(policy, ROLE_PRINCIPAL, NULL, act_ms);
    bool bad = is_bad(policy, before) || triggers & policy->campaign.responsibility.impact_triggers;
    for (size_t i = 0; i < org_section_count(policy->org); i++) {
        const char *section = org_section_at(policy->org, i)->id;
        if (!expect_is_concerned(policy, before, section))
            continue;
        const char *deputy = holder(policy, ROLE_DEPUTY, section, act_ms);
        count_t one = recount(policy, UINT64_C(1) << i, now_ms);
        bool prominent = one.found >= policy->campaign.responsibility.section ||
                         one.serious >= policy->campaign.responsibility.serious;
        if (prominent && (bad || one.bad) &&
            (strcmp(leader, deputy) == 0 || strcmp(leader, principal) == 0))
            return true;
        uint64_t all = 0;
        for (size_t j = 0; j < org_section_count(policy->org); j++) {
            const char *other = org_section_at(policy->org, j)->id;
            all |= strcmp(holder(policy, ROLE_DEPUTY, other, act_ms), deputy) == 0
                       ? UINT64_C(1) << j
                       : 0;
        }
        count_t whole = recount(policy, all, now_ms);
        if (whole.found >= policy->campaign.responsibility.leader && (bad || whole.bad) &&
            strcmp(leader, principal) == 0)
            return true;
    }
    return false;
}

/* One neglect is pursued once, in whichever case. */
static void check_once(const policy_t *policy, const case_t *before, const line_t *line)
{
    int64_t since_ms = line->opened_ms - (int64_t)policy->campaign.responsibility.window_ms;
    for (uint64_t number = 1; number <= checker_case_count(); number++) {
        const case_t *other = checker_case(number);
        for (size_t i = 0; i < other->line_count && number != before->number; i++) {
            const line_t *earlier = &other->lines[i];
            if (earlier->kind == LINE_PRINCIPAL_RESPONSIBILITY && earlier->opened_ms > since_ms &&
                strcmp(earlier->target, line->target) == 0)
                log_fail("P39: %s is pursued in case %llu and in case %llu", line->target,
                    NUMBER(number), NUMBER(before->number));
        }
    }
}

static void check_line(const policy_t *policy, const case_t *before, const assessed_t *data,
    const line_t *line, int64_t now_ms)
{
    if (line->kind == LINE_SUPERVISION_RESPONSIBILITY) {
        const char *head = holder(policy, ROLE_DISCIPLINE_GROUP, NULL, time_of_act(before));
        if (strcmp(line->target, head) != 0)
            log_fail("P39: case %llu: supervision responsibility of %s, who headed nothing",
                NUMBER(before->number), line->target);
        return;
    }
    for (size_t i = 0; i < before->person_count; i++) {
        if (strcmp(before->persons[i], line->target) == 0)
            log_fail("P39: case %llu: %s is himself accused", NUMBER(before->number), line->target);
    }
    check_once(policy, before, line);
    if (!was_told(line->target))
        log_fail("P39: case %llu: %s neglects what nobody told him", NUMBER(before->number),
            line->target);
    if (!answers(policy, before, data->triggers, line->target, now_ms))
        log_fail("P39: case %llu: %s answers for nothing prominent with bad impact",
            NUMBER(before->number), line->target);
}

void pursuit_check(const policy_t *policy, const case_t *before, const event_t *event)
{
    const assessed_t *data = &event->data.assessed;
    size_t principal = 0, supervision = 0;
    for (size_t i = 0; i < data->line_count; i++) {
        const line_t *line = &data->lines[i];
        bool responsibility = line->kind == LINE_PRINCIPAL_RESPONSIBILITY ||
                              line->kind == LINE_SUPERVISION_RESPONSIBILITY;
        principal += line->kind == LINE_PRINCIPAL_RESPONSIBILITY;
        supervision += line->kind == LINE_SUPERVISION_RESPONSIBILITY;
        if (responsibility)
            check_line(policy, before, data, line, event->at_ms);
        else if (event->kind == EVENT_PURSUED)
            log_fail("case %llu: a pursuit opens a line of another kind", NUMBER(before->number));
    }
    for (size_t i = 0; i < before->line_count; i++)
        supervision += before->lines[i].kind == LINE_SUPERVISION_RESPONSIBILITY;
    bool accused_group = expect_is_hidden(policy, before, event->at_ms);
    if (principal > 0 && supervision == 0 && !accused_group)
        log_fail("P39: case %llu: only one of the two responsibilities", NUMBER(before->number));
    if (event->kind == EVENT_PURSUED && data->line_count == 0)
        log_fail("case %llu: a pursuit of nobody", NUMBER(before->number));
}
