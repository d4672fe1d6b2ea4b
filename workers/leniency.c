/* Asks the conditions of exemption (P36, 免于处理) and mitigation (P37, 从轻从宽). */
#include "leniency.h"

#include "rule_hit.h"

relief_t leniency_relief(const campaign_t *campaign, const case_t *subject, phase_t phase,
    bool strict, bool complaint_before)
{
    uint64_t severity = term_bit(subject->severity);
    bool itself = campaign->relief.sources & term_bit(subject->source);
    bool in_time = phase == PHASE_SELF_CHECK || !campaign->relief.self_check_only;
    if (!itself || !in_time || strict || complaint_before)
        return RELIEF_NONE;
    if (campaign->relief.exempt & severity)
        return RELIEF_EXEMPT;
    return campaign->relief.mitigate & severity ? RELIEF_MITIGATE : RELIEF_NONE;
}

void leniency_ask(
    const campaign_t *campaign, const case_t *subject, bool complaint_before, assessed_t *assessed)
{
    const struct {
        const char *rule, *knob;
        relief_t relief;
        uint64_t severities;
    } reliefs[] = {
        {"P36", "Q14", RELIEF_EXEMPT, campaign->relief.exempt},
        {"P37", "Q15", RELIEF_MITIGATE, campaign->relief.mitigate},
    };
    relief_t relief =
        leniency_relief(campaign, subject, assessed->phase, assessed->strict, complaint_before);
    for (size_t i = 0; i < sizeof reliefs / sizeof reliefs[0]; i++) {
        char severities[SET_BYTES];
        rule_record(assessed, reliefs[i].rule, relief == reliefs[i].relief,
            "phase %s (self-check only: %s, Q13), source %s (Q12), severity %s (must be %s, %s), "
            "complaint before: %s, strict: %s",
            term_name(&PHASES, assessed->phase), rule_yes(campaign->relief.self_check_only),
            term_name(&SOURCES, subject->source), term_name(&SEVERITIES, subject->severity),
            rule_set(&SEVERITIES, reliefs[i].severities, severities), reliefs[i].knob,
            rule_yes(complaint_before), rule_yes(assessed->strict));
    }
}
