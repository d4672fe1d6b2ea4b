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

/* One discovery of the problem: the first, or a later one. */
typedef struct {
    source_t source;
    const char *body, *outlet;
    int64_t at_ms;
    int64_t known_ms; /* when the bureau knew, as Q8 counts it; 0: not */
    const char *when; /* "" or "later: ", for the record */
} sight_t;

/* Q6: a complaint that a superior only passed on is no inspection, whoever passed it on. */
static bool ask_t2(const policy_t *policy, const sight_t *sight, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    const char *source = term_name(&SOURCES, sight->source);
    bool by_source = campaign->superior_sources & term_bit(sight->source);
    bool by_body = is_listed(campaign->superior_bodies, campaign->superior_body_count, sight->body);
    bool complaint = sight->source == SOURCE_COMPLAINT || sight->source == SOURCE_REPORT;
    if (complaint && by_body) {
        rule_record(assessed, "P38.T2", campaign->forwarded_is_superior,
            "%s forwarded by %s; a forwarded complaint counts: %s (Q6)", source, sight->body,
            rule_yes(campaign->forwarded_is_superior));
        return campaign->forwarded_is_superior;
    }
    bool holds = by_source || (concern_is_inspection(sight->source) && by_body);
    rule_record(assessed, "P38.T2", holds,
        "%ssource %s counts as superior: %s; is an inspection: %s; body %s counts: %s (Q5)",
        sight->when, source, rule_yes(by_source), rule_yes(concern_is_inspection(sight->source)),
        or_dash(sight->body), rule_yes(by_body));
    return holds;
}

static bool ask_t3(const policy_t *policy, const sight_t *sight, assessed_t *assessed)
{
    const campaign_t *campaign = &policy->campaign;
    if (sight->source != SOURCE_MEDIA) {
        rule_record(assessed, "P38.T3", false, "%ssource %s is not media", sight->when,
            term_name(&SOURCES, sight->source));
        return false;
    }
    bool listed = is_listed(campaign->outlets, campaign->outlet_count, sight->outlet);
    bool knew_before = sight->known_ms && sight->known_ms < sight->at_ms;
    bool holds = (listed || !campaign->registered_media_only) &&
                 (!knew_before || !campaign->media_before_known);
    char exposed[MOMENT_BYTES], known[MOMENT_BYTES];
    rule_record(assessed, "P38.T3", holds,
        "%soutlet %s registered: %s, must be: %s (Q7); exposed %s, known before: %s (%s), "
        "must not be: %s (Q8)",
        sight->when, or_dash(sight->outlet), rule_yes(listed),
        rule_yes(campaign->registered_media_only), rule_moment(policy, sight->at_ms, exposed),
        rule_yes(knew_before), rule_moment(policy, sight->known_ms, known),
        rule_yes(campaign->media_before_known));
    return holds;
}

/* Q8: the bureau knows of a problem as long as it deals with it; once the case has ended, an
 * exposure finds it as unaware as any other. */
static sight_t later_sight(const case_t *subject, const discovery_t *discovery)
{
    int64_t known_ms = subject->known_ms ? subject->known_ms : concern_discovered_ms(subject);
    return (sight_t){.source = discovery->source,
        .body = discovery->body,
        .outlet = discovery->outlet,
        .at_ms = discovery->discovered_ms,
        .known_ms = discovery->ended ? 0 : known_ms,
        .when = "later: "};
}

/* T2 and T3 of one discovery. */
static uint64_t ask_sight(const policy_t *policy, const sight_t *sight, assessed_t *assessed)
{
    uint64_t held = 0;
    if (ask_t2(policy, sight, assessed))
        held |= term_bit(TRIGGER_T2);
    if (ask_t3(policy, sight, assessed))
        held |= term_bit(TRIGGER_T3);
    return held;
}

uint64_t triggers_ask(const policy_t *policy, const case_t *subject, assessed_t *assessed)
{
    uint64_t held = 0;
    if (ask_t1(policy, subject, assessed))
        held |= term_bit(TRIGGER_T1);
    sight_t first = {.source = subject->source,
        .body = subject->body,
        .outlet = subject->outlet,
        .at_ms = concern_discovered_ms(subject),
        .known_ms = subject->known_ms,
        .when = ""};
    held |= ask_sight(policy, &first, assessed);
    for (size_t i = 0; i < subject->discovery_count; i++) {
        sight_t later = later_sight(subject, &subject->discoveries[i]);
        held |= ask_sight(policy, &later, assessed);
    }
    uint64_t in_force = held & policy->campaign.triggers;
    if (held != in_force) {
        char off[SET_BYTES];
        rule_record(assessed, "Q1", true, "hold but are not in force: %s",
            rule_set(&TRIGGERS, held & ~in_force, off));
    }
    return in_force;
}
