/* Prints what PROTOCOL.md must say of every record and vocabulary, for the tidy test to compare:
 * the heading of a section, the starts of the rows of its table (or, after "= ", the bytes of its
 * example), an empty line. */
#include "../../proto/report.h"
#include "../../proto/request.h"
#include "../../proto/work.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *heading;
    const record_t *record;
} sections[] = {
    {"### The envelope", &ENVELOPE_RECORD},
    {"### op submit", &SUBMIT_RECORD},
    {"### op finding", &FINDING_RECORD},
    {"### op act", &ACT_RECORD},
    {"### op respond", &RESPOND_RECORD},
    {"### op sweep", &SWEEP_RECORD},
    {"### op query", &QUERY_RECORD},
    {"### Event data: registered", &REGISTERED_RECORD},
    {"### Event data: classified, abstained", &CLASSIFIED_RECORD},
    {"### Event data: assessed", &ASSESSED_RECORD},
    {"### Event data: attempt_failed", &ATTEMPT_FAILED_RECORD},
    {"### Event data: escalated", &ESCALATED_RECORD},
    {"### Event data: acted", &ACTED_RECORD},
    {"### Event data: joined", &JOINED_RECORD},
    {"### Event data: followed", &FOLLOWED_RECORD},
    {"### Event data: proposed", &PROPOSED_RECORD},
    {"### Event data: rescheduled", &RESCHEDULED_RECORD},
    {"### Event data: responded", &RESPONDED_RECORD},
    {"### Part: kind", &KIND_SCORE_RECORD},
    {"### Part: cited item", &CITE_RECORD},
    {"### Part: line", &LINE_RECORD},
    {"### Part: clock", &CASE_CLOCK_RECORD},
    {"### Part: complainant", &COMPLAINANT_RECORD},
    {"### Part: merger", &MERGER_RECORD},
    {"### Part: clock change", &CLOCK_CHANGE_RECORD},
    {"### Part: moved clock", &CLOCK_MOVED_RECORD},
    {"### Part: moments", &MOMENTS_RECORD},
    {"### Part: step", &CASE_STEP_RECORD},
    {"### Part: rule", &RULE_HIT_RECORD},
    {"### Part: proposal on a line", &LINE_PROPOSAL_RECORD},
    {"### Part: evidence", &EVIDENCE_RECORD},
    {"### Value: case", &CASE_RECORD},
    {"### Value: document", &DOCUMENT_RECORD},
    {"### Part: past of a person", &PAST_RECORD},
    {"### Value: statement", &STATEMENT_RECORD},
    {"### Part: jurisdiction", &JURISDICTION_RECORD},
    {"### Part: discovery", &DISCOVERY_RECORD},
    {"### Event data: pursued", &PURSUED_RECORD},
    {"### Work: head", &WORK_HEAD_RECORD},
    {"### Work: item", &WORK_ITEM_RECORD},
    {"### Work: result", &WORK_RESULT_RECORD},
    {"### Work: file", &BUNDLE_FILE_RECORD},
};

static const terms_t *const vocabularies[] = {&OPS, &QUERIES, &SOURCES, &CHANNELS, &PRIVACIES,
    &KINDS, &CONDUCTS, &SEVERITIES, &PHASES, &TRIGGERS, &STATES, &STAGES, &NEEDS, &LINE_KINDS,
    &LINE_STATES, &CLOCKS, &LEVELS, &ROLES, &EVENTS, &VERBS, &OUTCOMES, &RELIEFS, &SANCTION_LISTS,
    &WORK_OPS, &ERRORS, &FIGURES, &AMOUNTS, &SOURCE_GROUPS, &INVESTIGATIONS, &RECTIFICATIONS,
    &LENIENCIES, &HANDLINGS, &CONTENTS, &TYPICAL_REASONS, &NOTICES, &RESPONSES, &PROGRESSES,
    &EXPOSURES};

/* The type and the bound of a field, as two cells. */
static void print_type(const field_t *field)
{
    unsigned long long max = field->max;
    switch (field->type) {
    case FIELD_TEXT:
        printf("string | %zu bytes", field->size - 1);
        break;
    case FIELD_STRING:
        max ? printf("string | %llu bytes", max) : printf("string |");
        break;
    case FIELD_BYTES:
        max ? printf("binary | %llu bytes", max) : printf("binary |");
        break;
    case FIELD_DIGEST:
        printf("binary | exactly %zu bytes", field->size);
        break;
    case FIELD_UINT:
        max ? printf("integer | %llu to %llu", (unsigned long long)field->min, max)
            : printf("integer | 0 to 2^64-1");
        break;
    case FIELD_TIME:
        printf("time | UTC ms");
        break;
    case FIELD_REAL:
        printf("number | finite");
        break;
    case FIELD_BOOL:
        printf("bool |");
        break;
    case FIELD_TERM:
        printf("name | one of: %s", field->terms->what);
        break;
    case FIELD_SET:
        printf("array of names | each one of: %s", field->terms->what);
        break;
    case FIELD_TEXTS:
        printf("array of strings | %zu of %zu bytes", field->size / field->item_size,
            field->item_size - 1);
        break;
    case FIELD_LIST:
        printf(
            "array of maps | %zu, each a %s", field->size / field->item_size, field->record->name);
        break;
    case FIELD_RECORD:
        printf("map | %s", field->record->name);
        break;
    }
}

static void print_record(const char *heading, const record_t *record)
{
    printf("%s\n", heading);
    for (size_t i = 0; i < record->count; i++) {
        const field_t *field = &record->fields[i];
        printf("| `%s` | ", field->name);
        print_type(field);
        printf(" | %s |\n", field->required ? "yes" : "");
    }
    printf("\n");
}

/* One row for each name of a vocabulary. */
static void print_names(const char *heading, const terms_t *terms, bool zh)
{
    printf("%s\n", heading);
    for (unsigned value = 1; value < terms->count; value++)
        printf("| `%s` %s%s|\n", term_name(terms, value), zh ? term_zh(terms, value) : "",
            zh ? " " : "");
    printf("\n");
}

/* One row for each table of the report: its rows and its columns. */
static void print_report_tables(void)
{
    printf("### Tables of the report\n");
    for (size_t i = 0; i < REPORT_TABLES; i++) {
        const report_table_t *table = &REPORT_TABLE[i];
        printf("| `%s` | %s | ", table->key, table->rows ? table->rows->what : "id");
        for (size_t j = 0; j < report_amount_count(table); j++)
            printf("%s`%s`", j ? ", " : "", term_name(&AMOUNTS, table->amounts[j]));
        printf(" |\n");
    }
    printf("\n");
}

static void print_hex(const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        printf("%02x", ((const uint8_t *)bytes)[i]);
}

#define SUBMITTED_MS INT64_C(1438563600000) /* 3 August 2015, 09:00 in Shanghai */
#define MADE_UP_TEXT "办事来回跑"

static void print_submit_example(void)
{
    buffer_t buffer = {0};
    submit_t submit = {.gateway = "web", .key = "0001", .channel = CHANNEL_WEB};
    submit.text = (slice_t){MADE_UP_TEXT, strlen(MADE_UP_TEXT)};
    request_pack(&(envelope_t){OP_SUBMIT, 7}, &SUBMIT_RECORD, &submit, &buffer);
    printf("### Example: a submit request\n= ");
    print_hex(buffer.bytes, buffer.length);
    printf("\n\n");
    buffer_free(&buffer);
}

/* The first event of a ledger and the hash that follows it. */
static void print_event_example(void)
{
    static event_t event = {.number = 1,
        .at_ms = SUBMITTED_MS,
        .case_number = 1,
        .kind = EVENT_REGISTERED,
        .actor = "web",
        .role = ROLE_GATEWAY};
    registered_t *data = &event.data.registered;
    data->source = SOURCE_COMPLAINT;
    data->channel = CHANNEL_WEB;
    data->privacy = PRIVACY_ANONYMOUS;
    memcpy(data->gateway, "web", 4);
    memcpy(data->key, "0001", 5);
    data->discovered_ms = SUBMITTED_MS;
    data->text_bytes = strlen(MADE_UP_TEXT);
    data->clock_count = 1;
    data->clocks[0] = (clock_change_t){
        .kind = CLOCK_CLASSIFY, .due_ms = SUBMITTED_MS + 60000, .next_ms = SUBMITTED_MS + 60000};
    memset(event.policy, 0xaa, sizeof event.policy);
    memset(data->text_digest, 0xbb, sizeof data->text_digest);
    buffer_t buffer = {0};
    uint8_t hash[DIGEST_BYTES] = {0};
    event_pack(&event, &buffer);
    chain_next(hash, buffer.bytes, buffer.length, hash);
    printf("### Example: an event and its hash\n= ");
    print_hex(buffer.bytes, buffer.length);
    print_hex(hash, sizeof hash);
    printf("\n\n");
    buffer_free(&buffer);
}

int main(void)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        print_record(sections[i].heading, sections[i].record);
    print_names("### Queries", &QUERIES, false);
    print_names("### Verbs", &VERBS, true);
    print_report_tables();
    print_names("### Responses", &RESPONSES, true);
    print_submit_example();
    print_event_example();
    printf("### Vocabularies\n");
    for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++) {
        printf("| `%s` |", vocabularies[i]->what);
        for (unsigned value = 1; value < vocabularies[i]->count; value++)
            printf(" %u `%s` %s%s", value, term_name(vocabularies[i], value),
                term_zh(vocabularies[i], value), value + 1 < vocabularies[i]->count ? "," : " |\n");
    }
    return 0;
}
