/* Counts events by verb, and cases by the states they come to. */
#include "coverage.h"

#include <stdio.h>

static uint64_t verbs[VERB_COUNT], states[STATE_COUNT], lines[LINE_HEARD + 1];
static uint64_t responses[RESPONSE_COUNT];
static uint64_t exposed[EXPOSURE_EXTERNAL + 1], tolerated, proposed, rescheduled, pursued,
    later_triggers, joined, followed;

void coverage_count(const event_t *event, const case_t *after)
{
    states[after->state]++;
    if (event->kind == EVENT_PROPOSED)
        proposed++;
    if (event->kind == EVENT_RESCHEDULED)
        rescheduled++;
    if (event->kind == EVENT_RESPONDED)
        responses[event->data.responded.response]++;
    if (event->kind == EVENT_PURSUED)
        pursued++;
    if (event->kind == EVENT_ASSESSED && after->discovery_count && after->triggers)
        later_triggers++;
    joined += event->kind == EVENT_JOINED;
    followed += event->kind == EVENT_FOLLOWED;
    if (event->kind != EVENT_ACTED)
        return;
    const acted_t *data = &event->data.acted;
    verbs[data->verb]++;
    if (data->line < 1 || data->line > after->line_count)
        return;
    const line_t *line = &after->lines[data->line - 1];
    lines[line->state]++;
    exposed[data->exposure]++;
    tolerated += data->verb == VERB_TOLERATE && line->tolerated;
}

static void print(const char *what, const terms_t *terms, const uint64_t *counts, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        printf("%s %s %llu\n", what, term_name(terms, i), (unsigned long long)counts[i]);
}

void coverage_print(void)
{
    print("verb", &VERBS, verbs, VERB_COUNT);
    print("state", &STATES, states, STATE_COUNT);
    print("line", &LINE_STATES, lines, LINE_HEARD + 1);
    print("response", &RESPONSES, responses, RESPONSE_COUNT);
    printf("event pursued %llu\n", (unsigned long long)pursued);
    printf("event retriggered %llu\n", (unsigned long long)later_triggers);
    printf("event proposed %llu\n", (unsigned long long)proposed);
    printf("event rescheduled %llu\n", (unsigned long long)rescheduled);
    printf("line exposed %llu\n", (unsigned long long)exposed[EXPOSURE_INTERNAL]);
    printf("line exposed_outside %llu\n", (unsigned long long)exposed[EXPOSURE_EXTERNAL]);
    printf("event joined %llu\n", (unsigned long long)joined);
    printf("event followed %llu\n", (unsigned long long)followed);
    printf("line tolerated %llu\n", (unsigned long long)tolerated);
}
