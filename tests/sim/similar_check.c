/* Goes through all earlier cases and asks of each what campaign.conf asks. */
#include "similar_check.h"

#include "checker.h"
#include "expect.h"
#include "log.h"

#include <string.h>

#define NEAR_MAX 64 /* more near ones than this the daemon may leave unread */

static bool names(const case_t *subject, const char *person)
{
    bool found = false;
    for (size_t i = 0; i < subject->person_count; i++)
        found |= strcmp(subject->persons[i], person) == 0;
    for (size_t i = 0; i < subject->line_count; i++)
        found |= strcmp(subject->lines[i].target, person) == 0;
    return found;
}

static bool is_about_the_same(const case_t *subject, const case_t *other)
{
    bool same = false;
    for (size_t i = 0; i < subject->person_count; i++)
        same |= names(other, subject->persons[i]);
    for (size_t i = 0; i < subject->section_count; i++) {
        for (size_t j = 0; j < other->section_count; j++)
            same |= strcmp(subject->sections[i], other->sections[j]) == 0;
    }
    return same;
}

static bool is_near(const policy_t *policy, const case_t *subject, const case_t *other)
{
    unsigned distance = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        distance += (subject->fingerprint ^ other->fingerprint) >> bit & 1;
    int64_t window_ms = (int64_t)policy->campaign.similar_days * 86400000;
    return subject->fingerprint && other->fingerprint &&
           distance <= policy->campaign.similar_bits &&
           subject->received_ms - other->received_ms < window_ms &&
           is_about_the_same(subject, other);
}

/* True when a person who may merge would learn of a case that he may not see. */
static bool is_secret(
    const policy_t *policy, const case_t *subject, const case_t *other, int64_t now_ms)
{
    static const role_t roles[] = {ROLE_DISCIPLINE_GROUP, ROLE_SUPERIOR, ROLE_DISTRICT_DISCIPLINE};
    for (size_t i = 0; i < org_person_count(policy->org); i++) {
        const char *person = org_person_at(policy->org, i)->id;
        bool decides = false;
        for (size_t j = 0; j < sizeof roles / sizeof roles[0]; j++)
            decides |= org_has_role(policy->org, person, roles[j], now_ms);
        if (decides && expect_is_recused(policy, other, person, now_ms) &&
            !expect_is_recused(policy, subject, person, now_ms))
            return true;
    }
    return false;
}

void similar_check(const policy_t *policy, const case_t *before, const event_t *event)
{
    uint64_t said = event->data.assessed.similar, expected = 0;
    size_t near = 0;
    if (said >= before->number)
        log_fail("case %llu is said to be like case %llu", (unsigned long long)before->number,
            (unsigned long long)said);
    for (uint64_t number = 1; number < before->number; number++) {
        const case_t *other = checker_case(number);
        bool is_close = is_near(policy, before, other);
        near += is_close;
        if (other->last_event > before->last_event)
            continue;
        bool fits = is_close && other->stage != STAGE_DONE && other->state != STATE_MERGED &&
                    !is_secret(policy, before, other, event->at_ms);
        if (fits && !expected)
            expected = number;
        if (number == said && !fits)
            log_fail("case %llu is proposed to be merged into case %llu, which does not fit",
                (unsigned long long)before->number, (unsigned long long)said);
    }
    if (expected && near < NEAR_MAX && (!said || said > expected))
        log_fail("case %llu is like case %llu, and %llu is proposed",
            (unsigned long long)before->number, (unsigned long long)expected,
            (unsigned long long)said);
}
