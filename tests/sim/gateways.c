/* Filings: what was sent, how often, and what was promised for it. */
#include "gateways.h"

#include "chance.h"
#include "checker.h"
#include "log.h"
#include "policies.h"
#include "texts.h"

#include <stdlib.h>
#include <string.h>

#define FILINGS_MAX 20000
#define GATEWAYS    4
#define PUSHED_MAX  4096
#define DAY_MS      INT64_C(86400000)

typedef struct {
    bool is_finding;
    submit_t submit;
    finding_t finding;
    int64_t next_try_ms; /* monotonic */
    uint64_t case_number;
    char receipt[RECEIPT_BYTES];
    int64_t received_ms;
} filing_t;

static filing_t *filings[FILINGS_MAX];
static uint64_t filed, answered;
static uint64_t pushed[PUSHED_MAX]; /* filings that the daemon took from its PULL socket */
static size_t pushed_count;

static slice_t any_text(void)
{
    const char *text = TEXTS[chance_below(TEXT_COUNT)];
    return (slice_t){text, strlen(text)};
}

static void fill_submit(submit_t *submit)
{
    submit->channel = CHANNEL_WEB + chance_below(2);
    submit->source = chance_below(2) ? SOURCE_REPORT : SOURCE_UNSET;
    submit->title = chance_below(2) ? any_text() : (slice_t){"", 0};
    submit->text = any_text();
    submit->sent_ms = bus_wall_ms() - chance_between(0, 20 * DAY_MS) * (int64_t)chance_below(2);
    if (chance_permille(300)) {
        submit->name = (slice_t){COMPLAINANT, strlen(COMPLAINANT)};
        submit->contact = (slice_t){"gate-7", 6};
        submit->privacy = chance_below(2) ? PRIVACY_REAL_NAME : PRIVACY_UNSET;
    }
}

/* Names of the org chart in force now or at another time; the daemon may refuse the latter. */
static void fill_subjects(finding_t *finding)
{
    rules_t *rules = policies_rules(0);
    const org_t *org = rules->policy->org;
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(finding->sections[finding->section_count++], ID_BYTES, "%s",
            org_section_at(org, chance_below(org_section_count(org)))->id);
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(finding->persons[finding->person_count++], ID_BYTES, "%s",
            org_person_at(org, chance_below(org_person_count(org)))->id);
    if (chance_permille(50) && finding->person_count == 0)
        snprintf(finding->persons[finding->person_count++], ID_BYTES, "new-one");
    rules_release(&rules);
}

/* An item of a problem list, or an overdue task: what the source asks for beyond the rest. */
static void fill_source(finding_t *finding)
{
    rules_t *rules = policies_rules(0);
    const org_t *org = rules->policy->org;
    if (finding->source == SOURCE_SELF) {
        const char *members[] = {"he-hai", "jiang-mao", "wei-yin", "sun-bing", "shi-yi"};
        snprintf(finding->inspector, ID_BYTES, "%s", members[chance_below(5)]);
        snprintf(finding->responsible, ID_BYTES, "%s", finding->inspector);
        snprintf(finding->measure, sizeof finding->measure, "逐项销号");
        finding->rectify_by_ms = finding->discovered_ms + chance_between(1, 90 * DAY_MS);
    }
    if (finding->source == SOURCE_OVERDUE_TASK) {
        snprintf(finding->task, sizeof finding->task, "项目清单报送");
        finding->task_due_ms = finding->discovered_ms - chance_between(1, 30 * DAY_MS);
        if (finding->person_count == 0)
            snprintf(finding->persons[finding->person_count++], ID_BYTES, "%s",
                org_person_at(org, chance_below(org_person_count(org)))->id);
    }
    rules_release(&rules);
}

/* Items of the shipped negative lists, all of which were in force by then (P16). */
static void fill_cites(finding_t *finding)
{
    static const char *const items[] = {"approval/2", "energy/1", "office/2", "prices/1"};
    for (uint64_t i = chance_permille(300) ? 1 + chance_below(4) : 0; i > 0; i--)
        snprintf(finding->cites[finding->cite_count++], CITE_BYTES, "%s", items[chance_below(4)]);
}

static int64_t rectification_end(void)
{
    rules_t *rules = policies_rules(chance_below(POLICIES));
    int64_t end_ms = rules->policy->campaign.rectification_end_ms;
    rules_release(&rules);
    return end_ms <= bus_wall_ms() ? end_ms : bus_wall_ms();
}

static void fill_finding(finding_t *finding)
{
    static const char *const bodies[] = {"", "区委专项整治办", "上级部门", "邻县检查组"};
    static const char *const outlets[] = {"青江日报", "青江电视台", "某自媒体"};
    finding->source = SOURCE_SELF + (source_t)chance_below(SOURCE_OVERDUE_TASK - SOURCE_SELF + 1);
    snprintf(finding->body, sizeof finding->body, "%s", bodies[chance_below(4)]);
    if (finding->source == SOURCE_MEDIA)
        snprintf(finding->outlet, sizeof finding->outlet, "%s", outlets[chance_below(3)]);
    finding->title = any_text();
    finding->text = any_text();
    finding->discovered_ms = bus_wall_ms() - chance_between(0, 60 * DAY_MS);
    if (chance_permille(150)) /* at the end of the rectification, or the last moment before */
        finding->discovered_ms = rectification_end() - (int64_t)chance_below(2);
    if (chance_below(2))
        finding->occurred_ms = finding->discovered_ms - chance_between(0, 120 * DAY_MS);
    if (chance_permille(200))
        finding->known_ms = finding->discovered_ms - chance_between(-DAY_MS, DAY_MS);
    finding->kinds = chance_below(2) ? chance_below(32) : 0;
    finding->severity = (severity_t)chance_below(SEVERITY_SERIOUS + 1);
    finding->conduct = (conduct_t)chance_below(CONDUCT_ARBITRARY + 1);
    fill_subjects(finding);
    fill_source(finding);
    fill_cites(finding);
}

static void send_filing(bus_end_t end, asked_t asked, uint64_t index)
{
    const filing_t *filing = filings[index];
    requests_send(end, (unsigned)(index % GATEWAYS), filing->is_finding ? OP_FINDING : OP_SUBMIT,
        asked == ASKED_FILING && filing->case_number ? ASKED_REPEAT : asked, index,
        filing->is_finding ? &FINDING_RECORD : &SUBMIT_RECORD,
        filing->is_finding ? (const void *)&filing->finding : (const void *)&filing->submit);
}

static const char *gateway_of(const filing_t *filing)
{
    return filing->is_finding ? filing->finding.gateway : filing->submit.gateway;
}

static const char *key_of(const filing_t *filing)
{
    return filing->is_finding ? filing->finding.key : filing->submit.key;
}

void gateways_file(void)
{
    if (filed == FILINGS_MAX)
        return;
    filing_t *filing = calloc(1, sizeof *filing);
    uint64_t index = filed++;
    char gateway[ID_BYTES], key[ID_BYTES];
    snprintf(gateway, sizeof gateway, "gate%u", (unsigned)(index % GATEWAYS));
    snprintf(key, sizeof key, "filing-%llu", (unsigned long long)(index / GATEWAYS));
    filing->is_finding = chance_below(2);
    memcpy(filing->submit.gateway, gateway, sizeof gateway);
    memcpy(filing->submit.key, key, sizeof key);
    memcpy(filing->finding.gateway, gateway, sizeof gateway);
    memcpy(filing->finding.key, key, sizeof key);
    filing->is_finding ? fill_finding(&filing->finding) : fill_submit(&filing->submit);
    filing->next_try_ms = bus_mono_ms() + chance_between(500, 5000);
    filings[index] = filing;
    if (!filing->is_finding && chance_permille(200))
        send_filing(BUS_PULL, ASKED_FILING, index); /* and asked for later, to be sure */
    else
        send_filing(BUS_INTAKE, ASKED_FILING, index);
}

void gateways_pushed(slice_t body)
{
    uint64_t index = requests_index(body);
    if (pushed_count == PUSHED_MAX)
        log_fail("the daemon holds more than %d pushed filings", PUSHED_MAX);
    if (index < filed && !filings[index]->is_finding)
        pushed[pushed_count++] = index;
}

void gateways_check_pushed(const house_t *house)
{
    if (house->held_count > 0)
        return;
    for (size_t i = 0; i < pushed_count; i++) {
        const filing_t *filing = filings[pushed[i]];
        if (!checker_is_stored(house, gateway_of(filing), key_of(filing)))
            log_fail("(i) %s/%s was pushed and taken, and is neither stored nor held",
                gateway_of(filing), key_of(filing));
    }
    pushed_count = 0;
}

void gateways_forget_pushed(void)
{
    pushed_count = 0;
}

/* Another text under an id that was used: it must be refused, and nothing changed. */
static void send_conflict(uint64_t index)
{
    filing_t *filing = filings[index];
    slice_t *text = filing->is_finding ? &filing->finding.text : &filing->submit.text;
    slice_t before = *text;
    *text = (slice_t){"别的内容", strlen("别的内容")};
    send_filing(BUS_INTAKE, ASKED_CONFLICT, index);
    *text = before;
}

void gateways_live(bool peaceful)
{
    for (uint64_t i = 0; i < filed; i++) {
        if (filings[i]->case_number || bus_mono_ms() < filings[i]->next_try_ms)
            continue;
        filings[i]->next_try_ms = bus_mono_ms() + chance_between(500, 5000);
        send_filing(BUS_INTAKE, ASKED_FILING, i);
    }
    if (peaceful || filed == 0)
        return;
    uint64_t any = chance_below(filed);
    if (chance_permille(50))
        send_filing(chance_permille(200) && !filings[any]->is_finding ? BUS_PULL : BUS_INTAKE,
            ASKED_FILING, any);
    if (chance_permille(10) && filings[any]->case_number)
        send_conflict(any);
}

/* An error that a sound filing may meet. */
static bool is_passing(error_code_t error)
{
    return error == ERROR_UNAVAILABLE || error == ERROR_BUSY;
}

/* It names a person whom not every policy knows. */
static bool names_new(const filing_t *filing)
{
    return filing->is_finding && filing->finding.person_count &&
           strcmp(filing->finding.persons[0], "new-one") == 0;
}

static void hear_filing(const house_t *house, const answer_t *answer, filing_t *filing)
{
    if (!answer->ok) {
        if (is_passing(answer->error) || (names_new(filing) && answer->asked == ASKED_FILING))
            return;
        log_fail("a sound filing %s/%s (acknowledged: %s) is refused: %s", gateway_of(filing),
            key_of(filing), filing->case_number ? "yes" : "no", answer->message);
    }
    checker_acknowledged(house, gateway_of(filing), key_of(filing), answer->case_number,
        answer->receipt, answer->received_ms);
    if (filing->case_number && (filing->case_number != answer->case_number ||
                                   strcmp(filing->receipt, answer->receipt) != 0 ||
                                   filing->received_ms != answer->received_ms))
        log_fail("(i) %s/%s was case %llu with %s and is now case %llu with %s", gateway_of(filing),
            key_of(filing), (unsigned long long)filing->case_number, filing->receipt,
            (unsigned long long)answer->case_number, answer->receipt);
    answered += filing->case_number == 0;
    filing->case_number = answer->case_number;
    filing->received_ms = answer->received_ms;
    memcpy(filing->receipt, answer->receipt, sizeof filing->receipt);
}

void gateways_hear(const house_t *house, const answer_t *answer)
{
    if (answer->index >= filed)
        log_fail("an answer to a filing that never was");
    filing_t *filing = filings[answer->index];
    if (answer->asked != ASKED_CONFLICT)
        hear_filing(house, answer, filing);
    else if (answer->ok || (answer->error != ERROR_CONFLICT && !is_passing(answer->error)))
        log_fail("another text under the id %s/%s was not refused as a conflict: %s",
            gateway_of(filing), key_of(filing), answer->ok ? "it was taken" : answer->message);
}

bool gateways_satisfied(void)
{
    for (uint64_t i = 0; i < filed; i++) {
        if (!filings[i]->case_number && !names_new(filings[i]))
            return false;
    }
    return true;
}

void gateways_recheck(const house_t *house)
{
    for (uint64_t i = 0; i < filed; i++) {
        const filing_t *filing = filings[i];
        if (filing->case_number)
            checker_acknowledged(house, gateway_of(filing), key_of(filing), filing->case_number,
                filing->receipt, filing->received_ms);
    }
}

bool gateways_any_submission(filed_t *found)
{
    for (unsigned tries = 0; tries < 20 && filed > 0; tries++) {
        const filing_t *filing = filings[chance_below(filed)];
        if (filing->is_finding || !checker_case(filing->case_number))
            continue;
        *found = (filed_t){.case_number = filing->case_number};
        memcpy(found->gateway, filing->submit.gateway, sizeof found->gateway);
        memcpy(found->receipt, filing->receipt, sizeof found->receipt);
        return true;
    }
    return false;
}

uint64_t gateways_filed(void)
{
    return answered;
}

void gateways_close(void)
{
    for (uint64_t i = 0; i < filed; i++)
        free(filings[i]);
    filed = answered = pushed_count = 0;
}
