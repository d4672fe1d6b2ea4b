/* Writes a rule's answer into the record that the ledger will keep. */
#include "rule_hit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

/* A cut in the middle of a character would make the whole record invalid on the wire. */
static void end_at_character(char *text)
{
    const uint8_t *bad = u8_check((const uint8_t *)text, strlen(text));
    if (bad)
        text[bad - (const uint8_t *)text] = 0;
}

static void record(rule_hit_t *rules, size_t room, size_t *count, const char *rule, bool holds,
    const char *format, va_list arguments)
{
    if (*count >= room)
        return; /* the last hit says so */
    rule_hit_t *hit = &rules[(*count)++];
    if (*count == room) {
        *hit = (rule_hit_t){.rule = "limit", .holds = true};
        snprintf(hit->inputs, sizeof hit->inputs,
            "answers from %s on did not fit into the %zu of one record", rule, room);
        return;
    }
    *hit = (rule_hit_t){.holds = holds};
    snprintf(hit->rule, sizeof hit->rule, "%s", rule);
    vsnprintf(hit->inputs, sizeof hit->inputs, format, arguments);
    end_at_character(hit->inputs);
}

void rule_record(assessed_t *assessed, const char *rule, bool holds, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(assessed->rules, RULES_MAX, &assessed->rule_count, rule, holds, format, arguments);
    va_end(arguments);
}

void rule_record_proposal(
    proposed_t *proposed, const char *rule, bool holds, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(
        proposed->rules, PROPOSED_RULES_MAX, &proposed->rule_count, rule, holds, format, arguments);
    va_end(arguments);
}

void rule_hand_over(const assessed_t *from, proposed_t *to)
{
    for (size_t i = 0; i < from->rule_count; i++) {
        const rule_hit_t *hit = &from->rules[i];
        rule_record_proposal(to, hit->rule, hit->holds, "%s", hit->inputs);
    }
}

const char *rule_moment(const policy_t *policy, int64_t at_ms, char out[MOMENT_BYTES])
{
    if (at_ms == 0)
        snprintf(out, MOMENT_BYTES, "unknown");
    else
        calendar_format(policy->calendar, at_ms, out, MOMENT_BYTES);
    return out;
}

const char *rule_set(const terms_t *terms, uint64_t set, char out[SET_BYTES])
{
    size_t length = 0;
    snprintf(out, SET_BYTES, "none");
    for (unsigned value = 1; value < terms->count && length < SET_BYTES; value++) {
        if (set & term_bit(value))
            length += (size_t)snprintf(out + length, SET_BYTES - length, "%s%s", length ? " " : "",
                term_name(terms, value));
    }
    return out;
}

const char *rule_yes(bool value)
{
    return value ? "yes" : "no";
}
