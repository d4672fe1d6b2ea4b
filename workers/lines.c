/* Opens lines and starts clocks in an assessment, never twice and never beyond the bounds. */
#include "lines.h"

#include "../config/concern.h"
#include "rule_hit.h"

#include <stdio.h>
#include <string.h>

static bool has_line(const line_t *lines, size_t count, line_kind_t kind, const char *target)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].kind == kind && strcmp(lines[i].target, target) == 0)
            return true;
    }
    return false;
}

static uint64_t last_number(const line_t *lines, size_t count, uint64_t last)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].number > last)
            last = lines[i].number;
    }
    return last;
}

line_t *lines_open(const case_t *subject, assessed_t *assessed, line_kind_t kind,
    const char *target, int64_t now_ms)
{
    if (has_line(subject->lines, subject->line_count, kind, target) ||
        has_line(assessed->lines, assessed->line_count, kind, target))
        return NULL;
    if (subject->line_count + assessed->line_count >= LINES_MAX) {
        rule_record(assessed, "P38", false, "no room for the %s line of %s: a case has at most %d",
            term_name(&LINE_KINDS, kind), target, LINES_MAX);
        assessed->need = NEED_NO_TARGET;
        return NULL;
    }
    uint64_t last = last_number(subject->lines, subject->line_count, 0);
    last = last_number(assessed->lines, assessed->line_count, last);
    line_t *line = &assessed->lines[assessed->line_count++];
    *line = (line_t){.number = last + 1, .kind = kind, .state = LINE_OPENED, .opened_ms = now_ms};
    snprintf(line->target, sizeof line->target, "%s", target);
    return line;
}

/* The post that a person held at a moment; a regular one before an acting one. */
static const org_post_t *post_of(const org_t *org, const char *person, int64_t at_ms)
{
    const org_post_t *acting = NULL;
    for (size_t i = 0; i < org_post_count(org); i++) {
        const org_post_t *post = org_post_at(org, i);
        if (strcmp(post->person, person) != 0 || at_ms < post->from_ms || at_ms >= post->until_ms)
            continue;
        if (!post->acting)
            return post;
        acting = post;
    }
    return acting;
}

void lines_open_persons(
    const policy_t *policy, const case_t *subject, int64_t now_ms, assessed_t *assessed)
{
    for (size_t i = 0; i < subject->person_count; i++) {
        const char *person = subject->persons[i];
        if (!org_person(policy->org, person)) {
            rule_record(
                assessed, "P38", false, "person %s is not in the org chart: no line", person);
            assessed->need = NEED_NO_TARGET;
            continue;
        }
        line_t *line = lines_open(subject, assessed, LINE_PERSON, person, now_ms);
        if (!line)
            continue;
        const org_post_t *post = post_of(policy->org, person, concern_act_ms(subject));
        if (post) {
            line->post = post->role;
            snprintf(line->section, sizeof line->section, "%s", post->section);
        }
        line->triggers = assessed->triggers;
    }
}

static bool runs(
    const case_t *subject, const assessed_t *assessed, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == line)
            return true;
    }
    for (size_t i = 0; i < assessed->clock_count; i++) {
        if (assessed->clocks[i].kind == kind && assessed->clocks[i].line == line)
            return true;
    }
    return false;
}

void lines_start_clock(const policy_t *policy, const case_t *subject, clock_kind_t kind,
    uint64_t line, int64_t now_ms, assessed_t *assessed)
{
    if (runs(subject, assessed, kind, line))
        return;
    if (subject->clock_count + assessed->clock_count >= CLOCKS_MAX) {
        rule_record(assessed, "S8", false, "no room for the %s clock: a case has at most %d",
            term_name(&CLOCKS, kind), CLOCKS_MAX);
        return;
    }
    assessed->clocks[assessed->clock_count++] =
        clock_start(&policy->clocks, policy->calendar, kind, line, now_ms);
}
