/* Asks the conditions of exemption (P36, 免于处理) and mitigation (P37, 从轻从宽). */
#include "leniency.h"

#include "rule_hit.h"

void leniency_ask(const case_t *subject, bool complaint_before, assessed_t *assessed)
{
    source_t source = subject->source;
    bool found_by_itself =
        source == SOURCE_SELF || source == SOURCE_BUREAU || source == SOURCE_PEER;
    bool open = assessed->phase == PHASE_SELF_CHECK && found_by_itself && !complaint_before &&
                !assessed->strict;
    const struct {
        const char *rule;
        severity_t severity;
    } reliefs[] = {{"P36", SEVERITY_MINOR}, {"P37", SEVERITY_GENERAL}};
    for (size_t i = 0; i < sizeof reliefs / sizeof reliefs[0]; i++)
        rule_record(assessed, reliefs[i].rule, open && subject->severity == reliefs[i].severity,
            "phase %s, source %s, severity %s (must be %s), complaint before: %s, strict: %s",
            term_name(&PHASES, assessed->phase), term_name(&SOURCES, source),
            term_name(&SEVERITIES, subject->severity), term_name(&SEVERITIES, reliefs[i].severity),
            rule_yes(complaint_before), rule_yes(assessed->strict));
}
