/* Asks the three triggers of P38, each with the knobs of the campaign (Q1, Q2, Q5–Q8). */
#include "triggers.h"

#include "../config/concern.h"
#include "rule_hit.h"

#include <string.h>

static bool is_listed(const char (*names)[NAME_BYTES], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static const char *or_dash(const char *name)
{
    return name[0] ? name : "-";
}

static bool ask_t1(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    int64_t discovered_ms = concern_discovered_ms(subject);
    int64_t end_ms = policy->campaign.rectification_end_ms;
    bool holds = discovered_ms >= end_ms;
    char discovered[MOMENT_BYTES], end[MOMENT_BYTES];
    rule_record(assessed, "P38.T1", holds, "discovered %s %s end of the rectification %s (Q2)",
        rule_moment(policy, discovered_ms, discovered), holds ? ">=" : "<",
        rule_moment(policy, end_ms, end));
    return holds;
}

/* Q6: a complaint that a superior only passed on is no inspection, whoever passed it on. */
static bool ask_t2(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    const char *source = term_name(&SOURCES, subject->source);
    bool by_source = campaign->superior_sources & term_bit(subject->source);
    bool by_body =
        is_listed(campaign->superior_bodies, campaign->superior_body_count, subject->body);
    bool complaint = subject->source == SOURCE_COMPLAINT || subject->source == SOURCE_REPORT;
    if (complaint && by_body) {
        rule_record(assessed, "P38.T2", campaign->forwarded_is_superior,
            "%s forwarded by %s; a forwarded complaint counts: %s (Q6)", source, subject->body,
            rule_yes(campaign->forwarded_is_superior));
        return campaign->forwarded_is_superior;
    }
    bool holds = by_source || (concern_is_inspection(subject->source) && by_body);
    rule_record(assessed, "P38.T2", holds,
        "source %s counts as superior: %s; is an inspection: %s; body %s counts: %s (Q5)", source,
        rule_yes(by_source), rule_yes(concern_is_inspection(subject->source)),
        or_dash(subject->body), rule_yes(by_body));
    return holds;
}

static bool ask_t3(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    if (subject->source != SOURCE_MEDIA) {
        rule_record(assessed, "P38.T3", false, "source %s is not media",
            term_name(&SOURCES, subject->source));
        return false;
    }
    int64_t exposed_ms = concern_discovered_ms(subject);
    bool listed = is_listed(campaign->outlets, campaign->outlet_count, subject->outlet);
    bool knew_before = subject->known_ms && subject->known_ms < exposed_ms;
    bool holds = (listed || !campaign->registered_media_only) &&
                 (!knew_before || !campaign->media_before_known);
    char exposed[MOMENT_BYTES], known[MOMENT_BYTES];
    rule_record(assessed, "P38.T3", holds,
        "outlet %s registered: %s, must be: %s (Q7); exposed %s, known before: %s (%s), "
        "must not be: %s (Q8)",
        or_dash(subject->outlet), rule_yes(listed), rule_yes(campaign->registered_media_only),
        rule_moment(policy, exposed_ms, exposed), rule_yes(knew_before),
        rule_moment(policy, subject->known_ms, known), rule_yes(campaign->media_before_known));
    return holds;
}

uint64_t triggers_ask(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    uint64_t held = 0;
    if (ask_t1(policy, subject, assessed))
        held |= term_bit(TRIGGER_T1);
    if (ask_t2(policy, subject, assessed))
        held |= term_bit(TRIGGER_T2);
    if (ask_t3(policy, subject, assessed))
        held |= term_bit(TRIGGER_T3);
    uint64_t in_force = held & policy->campaign.triggers;
    if (held != in_force) {
        char off[SET_BYTES];
        rule_record(assessed, "Q1", true, "hold but are not in force: %s",
            rule_set(&TRIGGERS, held & ~in_force, off));
    }
    return in_force;
}
