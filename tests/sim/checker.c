/* Keeps a second copy of every case, folded from the events alone, and compares. */
#include "checker.h"

#include "../../daemon/fold.h"
#include "../../daemon/keys.h"
#include "conduct.h"
#include "coverage.h"
#include "entry.h"
#include "expect.h"
#include "gateways.h"
#include "index_check.h"
#include "leases.h"
#include "log.h"
#include "mergers.h"
#include "policies.h"
#include "promises.h"
#include "pursuit.h"
#include "recount.h"
#include "similar_check.h"
#include "timing.h"

#include <stdlib.h>
#include <string.h>

#define CASES_MAX   20000
#define COUNT_EVERY 32 /* follows between counting whole tables */

/* What the checker knows of a case. */
typedef struct {
    case_t now;
    bool no_target; /* an assessment said that P38 names somebody whom the org chart does not */
    bool judged;    /* assessed since it was last classified */
    told_so_far_t complainant;
    bool urgent; /* danger that nobody has taken in hand */
    uint8_t judged_by[DIGEST_BYTES];
    uint8_t climbed[CLOCK_COUNT][LINES_MAX + 1]; /* sets of levels, since the clock started */
    timing_t timing;
    bool touched;
} shadow_t;

static struct {
    shadow_t *cases[CASES_MAX];
    bool sweeping;    /* work of a real sweep is out, or that is not known */
    int64_t moved_ms; /* when a pause was last ended early, or a clock computed anew */
    uint64_t case_count, last_event, last_published, responded;
    uint8_t hash[DIGEST_BYTES];
    index_counts_t counts;
    unpacker_t unpacker, item_unpacker;
    buffer_t scratch;
    uint64_t touched[4096];
    size_t touched_count;
    uint64_t follows;
} checker;

#define NUMBER(VALUE) ((unsigned long long)(VALUE))

static shadow_t *shadow_of(uint64_t number)
{
    if (number == 0 || number >= CASES_MAX)
        log_fail("an event is on case %llu", NUMBER(number));
    if (!checker.cases[number])
        checker.cases[number] = calloc(1, sizeof(shadow_t));
    if (number > checker.case_count + 1)
        log_fail("case %llu comes after case %llu", NUMBER(number), NUMBER(checker.case_count));
    if (number > checker.case_count)
        checker.case_count = number;
    return checker.cases[number];
}

uint64_t checker_case_count(void)
{
    return checker.case_count;
}

uint64_t checker_event_count(void)
{
    return checker.last_event;
}

const case_t *checker_case(uint64_t number)
{
    return number && number <= checker.case_count ? &checker.cases[number]->now : NULL;
}

int64_t checker_next_due(int64_t now_ms)
{
    int64_t next_ms = 0;
    for (uint64_t i = 1; i <= checker.case_count; i++) {
        const case_t *subject = &checker.cases[i]->now;
        for (size_t j = 0; j < subject->clock_count; j++) {
            int64_t due_ms = subject->clocks[j].next_ms;
            if (due_ms > now_ms && (!next_ms || due_ms < next_ms))
                next_ms = due_ms;
        }
    }
    return next_ms;
}

/* ---- what an event was allowed to do, by the case before it ---- */

static void check_assessed(shadow_t *shadow, const event_t *event, const policy_t *policy)
{
    const assessed_t *data = &event->data.assessed;
    const case_t *before = &shadow->now;
    if (before->stage != STAGE_ESCALATE)
        log_fail("event %llu assesses case %llu, which waits for `%s`", NUMBER(event->number),
            NUMBER(before->number), term_name(&STAGES, before->stage));
    uint64_t expected = 0;
    if (before->scope || before->is_finding)
        expected = expect_triggers(policy, before) | before->triggers;
    if (data->triggers != expected)
        log_fail("(ii) case %llu: triggers %llx, expected %llx", NUMBER(before->number),
            NUMBER(data->triggers), NUMBER(expected));
    if (data->bypass != expect_is_hidden(policy, before, event->at_ms))
        log_fail("P52: case %llu: bypasses the bureau: %d", NUMBER(before->number), data->bypass);
    shadow->no_target |= data->need == NEED_NO_TARGET;
    shadow->judged = true;
    memcpy(shadow->judged_by, event->policy, DIGEST_BYTES);
}

static void check_escalated(
    shadow_t *shadow, const event_t *event, const policy_t *policy, const house_t *house)
{
    const escalated_t *data = &event->data.escalated;
    const case_t *before = &shadow->now;
    const case_clock_t *clock = case_clock(before, data->clock, data->line);
    if (!clock)
        log_fail("event %llu escalates the clock %s of line %llu of case %llu, which does not run",
            NUMBER(event->number), term_name(&CLOCKS, data->clock), NUMBER(data->line),
            NUMBER(before->number));
    leases_check_step(before->number);
    uint8_t *climbed = &shadow->climbed[data->clock][data->line];
    if (*climbed & 1U << data->level)
        log_fail("case %llu: clock %s of line %llu climbs %s a second time", NUMBER(before->number),
            term_name(&CLOCKS, data->clock), NUMBER(data->line), term_name(&LEVELS, data->level));
    level_t next = clock->level ? clock->level + 1 : clock_first_level(data->clock);
    if (data->level != next)
        log_fail("case %llu: clock %s climbs %s and leaves out %s", NUMBER(before->number),
            term_name(&CLOCKS, data->clock), term_name(&LEVELS, data->level),
            term_name(&LEVELS, next));
    if (clock->next_ms == 0 || clock->next_ms > event->at_ms)
        log_fail("case %llu: clock %s climbs %s before its time", NUMBER(before->number),
            term_name(&CLOCKS, data->clock), term_name(&LEVELS, data->level));
    if (house->settings->store_map_mib > 100 && /* in a full one a sweep cannot wait for the walk */
        timing_level_ms(&shadow->timing, clock, policy) > event->at_ms)
        log_fail("case %llu: clock %s climbs %s before its time by the rules in force",
            NUMBER(before->number), term_name(&CLOCKS, data->clock),
            term_name(&LEVELS, data->level));
    *climbed |= (uint8_t)(1U << data->level);
    for (size_t i = 0; i < data->to_count; i++) {
        if (expect_is_recused(policy, before, data->to[i], event->at_ms))
            log_fail("(x) case %llu: %s is told of a case about himself", NUMBER(before->number),
                data->to[i]);
    }
}

/* A clock that an event starts or stops begins its ladder anew, unless it only rests. */
static void forget_levels(shadow_t *shadow, const clock_change_t *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!changes[i].move && !changes[i].rest)
            shadow->climbed[changes[i].kind][changes[i].line] = 0;
    }
}

static void check_worker(const shadow_t *shadow, const event_t *event)
{
    const case_t *before = &shadow->now;
    if (event->kind == EVENT_ATTEMPT_FAILED) {
        const attempt_failed_t *data = &event->data.attempt_failed;
        bool parks = data->stage != STAGE_CLOCK && data->attempt >= 3;
        if (data->stage != STAGE_CLOCK && data->stage != before->stage)
            log_fail("case %llu: an attempt at `%s` fails while it waits for `%s`",
                NUMBER(before->number), term_name(&STAGES, data->stage),
                term_name(&STAGES, before->stage));
        if (!strstr(data->reason, "no wish to") && !strstr(data->reason, "in time"))
            log_fail(
                "case %llu: a faultless worker failed: %s", NUMBER(before->number), data->reason);
        if (data->attempt != before->attempts + 1 || data->parked != parks)
            log_fail("case %llu: attempt %llu after %llu, parked: %d", NUMBER(before->number),
                NUMBER(data->attempt), NUMBER(before->attempts), data->parked);
    } else if (before->stage != STAGE_CLASSIFY) {
        log_fail("event %llu classifies case %llu, which waits for `%s`", NUMBER(event->number),
            NUMBER(before->number), term_name(&STAGES, before->stage));
    } else if (event->data.classified.score !=
               policies_stamp(policies_find(event->policy), before->number)) {
        log_fail("case %llu: a verdict on another case, or under another policy, is taken",
            NUMBER(before->number));
    }
}

static void note_move(int64_t at_ms)
{
    if (at_ms > checker.moved_ms)
        checker.moved_ms = at_ms;
}

static void check_event(shadow_t *shadow, const event_t *event, const house_t *house)
{
    const rules_t *rules = policies_find(event->policy);
    slice_t value, key = {event->policy, DIGEST_BYTES};
    store_view_t *view = snapshot_open(house->store);
    if (!rules || !view_get(view, TABLE_POLICY, key, &value))
        log_fail("event %llu was made under a policy that is not stored", NUMBER(event->number));
    snapshot_close(&view);
    if (event->previous != shadow->now.last_event)
        log_fail("event %llu follows %llu in case %llu, not %llu", NUMBER(event->number),
            NUMBER(event->previous), NUMBER(event->case_number), NUMBER(shadow->now.last_event));
    if ((event->kind == EVENT_REGISTERED) != (shadow->now.number == 0))
        log_fail("event %llu: case %llu begins not with its first event", NUMBER(event->number),
            NUMBER(event->case_number));
    timing_follow(&shadow->timing, &shadow->now, event, rules->policy);
    mergers_judge(rules->policy, &shadow->now, event);
    switch (event->kind) {
    case EVENT_REGISTERED:
        entry_check(event, rules->policy);
        break;
    case EVENT_ASSESSED:
        check_assessed(shadow, event, rules->policy);
        similar_check(rules->policy, &shadow->now, event);
        pursuit_check(rules->policy, &shadow->now, event);
        forget_levels(shadow, event->data.assessed.clocks, event->data.assessed.clock_count);
        break;
    case EVENT_ESCALATED:
        check_escalated(shadow, event, rules->policy, house);
        break;
    case EVENT_ACTED:
        conduct_check_act(rules->policy, &shadow->now, event);
        if (event->data.acted.verb == VERB_RESUME || event->data.acted.verb == VERB_UNMERGE)
            note_move(event->at_ms);
        if (event->data.acted.verb != VERB_MERGE) /* its clocks may come back as they were */
            forget_levels(shadow, event->data.acted.clocks, event->data.acted.clock_count);
        shadow->judged &= event->data.acted.verb != VERB_CLASSIFY;
        break;
    case EVENT_PURSUED:
        pursuit_check(rules->policy, &shadow->now, event);
        forget_levels(shadow, event->data.assessed.clocks, event->data.assessed.clock_count);
        break;
    case EVENT_PROPOSED:
        conduct_check_proposal(&shadow->now, event);
        forget_levels(shadow, event->data.proposed.clocks, event->data.proposed.clock_count);
        break;
    case EVENT_RESCHEDULED:
        note_move(event->at_ms);
        break;
    case EVENT_RESPONDED:
        promises_check_response(rules->policy, &shadow->now, event);
        forget_levels(shadow, event->data.responded.clocks, event->data.responded.clock_count);
        checker.responded++;
        break;
    case EVENT_JOINED:
        shadow->judged &= !event->data.joined.assess;
        break;
    case EVENT_FOLLOWED:
        forget_levels(shadow, event->data.followed.clocks, event->data.followed.clock_count);
        break;
    default:
        check_worker(shadow, event);
        shadow->judged = false;
        forget_levels(shadow, event->data.classified.clocks,
            event->kind != EVENT_ATTEMPT_FAILED ? event->data.classified.clock_count : 0);
        break;
    }
}

/* Danger waits until somebody attends to it or moves the case. */
static void follow_urgency(shadow_t *shadow, const event_t *event)
{
    if ((event->kind == EVENT_CLASSIFIED || event->kind == EVENT_ABSTAINED) &&
        event->data.classified.urgent) {
        shadow->urgent = true;
        note_move(event->at_ms); /* due at once: at the very moment of a sweep, when time stands */
    }
    if (event->kind == EVENT_ACTED &&
        (event->data.acted.state || event->data.acted.verb == VERB_ATTEND))
        shadow->urgent = false;
}

/* ---- a case between two turns ---- */

static void check_urgency(const shadow_t *shadow)
{
    const case_t *subject = &shadow->now;
    bool needed = subject->needs & term_bit(NEED_URGENT);
    if (needed != shadow->urgent || (case_clock(subject, CLOCK_URGENT, 0) != NULL) != needed)
        log_fail("case %llu is%s urgent, the case says%s, and its clock says otherwise",
            NUMBER(subject->number), shadow->urgent ? "" : " not", needed ? " so" : " not so");
}

static void check_lines(const case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        for (size_t j = 0; j < i; j++) {
            if (line->kind == subject->lines[j].kind &&
                strcmp(line->target, subject->lines[j].target) == 0)
                log_fail("case %llu: two %s lines on %s", NUMBER(subject->number),
                    term_name(&LINE_KINDS, line->kind), line->target);
        }
        if (line->number != i + 1)
            log_fail("case %llu: line %zu has the number %llu", NUMBER(subject->number), i + 1,
                NUMBER(line->number));
    }
}

static void check_clocks(const case_t *subject)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        for (size_t j = 0; j < i; j++) {
            if (clock->kind == subject->clocks[j].kind && clock->line == subject->clocks[j].line)
                log_fail("case %llu: two clocks %s of line %llu", NUMBER(subject->number),
                    term_name(&CLOCKS, clock->kind), NUMBER(clock->line));
        }
        bool answered = clock->kind == CLOCK_CLASSIFY && subject->state != STATE_REGISTERED;
        if (answered)
            log_fail("case %llu is `%s` and its clock classify still runs", NUMBER(subject->number),
                term_name(&STATES, subject->state));
    }
    if (subject->stage != STAGE_DONE && subject->clock_count == 0)
        log_fail("(ix) case %llu is open (%s, waits for %s) and no clock runs",
            NUMBER(subject->number), term_name(&STATES, subject->state),
            term_name(&STAGES, subject->stage));
}

/* §8: a level that was climbed stays climbed, whatever moves the clock. */
static void check_levels(const shadow_t *shadow)
{
    for (size_t i = 0; i < shadow->now.clock_count; i++) {
        const case_clock_t *clock = &shadow->now.clocks[i];
        unsigned climbed = shadow->climbed[clock->kind][clock->line];
        unsigned highest = climbed ? 31U - (unsigned)__builtin_clz(climbed) : 0;
        if (clock->level != highest)
            log_fail("case %llu: clock %s of line %llu has climbed %s and says %s",
                NUMBER(shadow->now.number), term_name(&CLOCKS, clock->kind), NUMBER(clock->line),
                term_name(&LEVELS, highest), term_name(&LEVELS, clock->level));
    }
}

static void check_leaders(const shadow_t *shadow)
{
    const case_t *subject = &shadow->now;
    bool no_target = false;
    bool in_scope =
        subject->scope || subject->is_finding; /* P38 asks for leaders of nothing else */
    if (!shadow->judged || !subject->triggers || !in_scope)
        return;
    const rules_t *rules = policies_find(shadow->judged_by);
    const char *person = expect_missing_leader(rules->policy, subject, &no_target);
    bool full = subject->line_count == LINES_MAX && shadow->no_target;
    if (person && !full)
        log_fail("(ii) case %llu: triggers %llx hold and %s has no leader line",
            NUMBER(subject->number), NUMBER(subject->triggers), person);
    if (no_target && !shadow->no_target)
        log_fail("(ii) case %llu: a post was vacant and nobody is told", NUMBER(subject->number));
}

static void check_case(const house_t *house, store_view_t *view, const shadow_t *shadow)
{
    const case_t *subject = &shadow->now;
    slice_t value;
    store_key_t key = key_number(subject->number);
    buffer_clear(&checker.scratch);
    record_pack_value(&CASE_RECORD, subject, &checker.scratch);
    if (!view_get(view, TABLE_CASE, key_slice(&key), &value))
        log_fail("case %llu has events and is not stored", NUMBER(subject->number));
    if (value.length != checker.scratch.length ||
        memcmp(value.bytes, checker.scratch.bytes, value.length) != 0)
        log_fail("case %llu: replaying its events gives another case than the stored one",
            NUMBER(subject->number));
    if (registry_lookup(view, &checker.item_unpacker, subject->gateway, subject->key) !=
        subject->number)
        log_fail("(i) case %llu: its submission leads elsewhere", NUMBER(subject->number));
    if (!view_get(view, TABLE_DOCUMENT, key_slice(&key), &value))
        log_fail("(i) case %llu: its words are not stored", NUMBER(subject->number));
    (void)house;
    check_urgency(shadow);
    check_lines(subject);
    check_clocks(subject);
    check_levels(shadow);
    timing_check(&shadow->timing, subject);
    check_leaders(shadow);
    conduct_check_case(subject);
    index_check_case(view, subject);
}

/* ---- following the ledger ---- */

static void note_event(const event_t *event, const case_t *after)
{
    const char *what = event->kind == EVENT_ACTED ? term_name(&VERBS, event->data.acted.verb)
                       : event->kind == EVENT_RESPONDED
                           ? term_name(&RESPONSES, event->data.responded.response)
                           : "";
    log_note("event %llu: case %llu %s%s%s by %s → %s, waits for %s", NUMBER(event->number),
        NUMBER(event->case_number), term_name(&EVENTS, event->kind), what[0] ? " " : "", what,
        event->actor, term_name(&STATES, after->state), term_name(&STAGES, after->stage));
}

static void take_entry(const house_t *house, slice_t value)
{
    static event_t event; /* large, as is the case */
    static case_t before;
    fault_t fault;
    slice_t hash, bytes;
    if (ledger_entry(value, &checker.unpacker, &hash, &bytes, &fault) < 0 ||
        event_unpack(&checker.item_unpacker, bytes.bytes, bytes.length, &event, &fault) < 0)
        log_fail("event %llu cannot be read: %s", NUMBER(checker.last_event + 1), fault.message);
    if (memmem(bytes.bytes, bytes.length, COMPLAINANT, strlen(COMPLAINANT)))
        log_fail("(v) event %llu names a complainant", NUMBER(event.number));
    chain_next(checker.hash, bytes.bytes, bytes.length, checker.hash);
    if (hash.length != DIGEST_BYTES || memcmp(hash.bytes, checker.hash, DIGEST_BYTES) != 0)
        log_fail("the chain is broken at event %llu", NUMBER(event.number));
    if (event.number != ++checker.last_event)
        log_fail(
            "event %llu stands at place %llu", NUMBER(event.number), NUMBER(checker.last_event));
    shadow_t *shadow = shadow_of(event.case_number);
    check_event(shadow, &event, house);
    follow_urgency(shadow, &event);
    index_count_case(&checker.counts, &shadow->now, -1);
    before = shadow->now;
    fold_event(&shadow->now, &event);
    promises_follow(&shadow->complainant, &before, &event, &shadow->now);
    index_count_case(&checker.counts, &shadow->now, 1);
    pursuit_note(policies_find(event.policy)->policy, &event, &shadow->now);
    note_event(&event, &shadow->now);
    if (event.kind == EVENT_ASSESSED && event.data.assessed.bypass &&
        shadow->now.state == STATE_CLASSIFIED)
        log_fail("P52: case %llu is left with the bureau", NUMBER(event.case_number));
    recount_note(&event);
    conduct_check_line(&event, &shadow->now);
    mergers_follow(policies_find(event.policy)->policy, &event, &shadow->now);
    coverage_count(&event, &shadow->now);
    if (!shadow->touched && checker.touched_count < 4096)
        checker.touched[checker.touched_count++] = event.case_number;
    shadow->touched = true;
}

static void follow_ledger(const house_t *house, store_view_t *view)
{
    slice_t key, value;
    store_key_t end = key_number(UINT64_MAX);
    store_key_t from = key_number(checker.last_event + 1);
    store_cursor_t *cursor = cursor_open(view, TABLE_EVENT);
    uint64_t last = cursor_before(cursor, key_slice(&end), &key, &value) ? key_last_number(key) : 0;
    if (last < checker.last_event)
        log_fail("(i) committed events are lost: %llu of %llu are left", NUMBER(last),
            NUMBER(checker.last_event));
    for (bool more = cursor_at_least(cursor, key_slice(&from), &key, &value); more;
         more = cursor_next(cursor, &key, &value))
        take_entry(house, value);
    cursor_close(&cursor);
}

static void check_counts(store_view_t *view)
{
    index_check_counts(view, &checker.counts);
    if (index_count_entries(view, TABLE_RESPONSE) != checker.responded)
        log_fail("%llu responses have events; their table has another number of entries",
            NUMBER(checker.responded));
    const store_table_t tables[] = {TABLE_CASE, TABLE_SUBMISSION, TABLE_DOCUMENT};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        uint64_t count = index_count_entries(view, tables[i]);
        if (count != checker.case_count)
            log_fail("(i) %llu cases have events; a table of theirs has %llu entries",
                NUMBER(checker.case_count), NUMBER(count));
    }
}

void checker_follow(const house_t *house)
{
    store_view_t *view = snapshot_open(house->store);
    follow_ledger(house, view);
    mergers_check();
    for (size_t i = 0; i < checker.touched_count; i++) {
        shadow_t *shadow = checker.cases[checker.touched[i]];
        check_case(house, view, shadow);
        shadow->touched = false;
    }
    checker.touched_count = 0;
    promises_check_published();
    if (checker.follows++ % COUNT_EVERY == 0)
        check_counts(view);
    snapshot_close(&view);
}

static void forget_all(void)
{
    for (uint64_t i = 1; i <= checker.case_count; i++)
        free(checker.cases[i]);
    mergers_forget();
    memset(checker.cases, 0, sizeof checker.cases);
    memset(checker.hash, 0, sizeof checker.hash);
    pursuit_forget();
    memset(&checker.counts, 0, sizeof checker.counts);
    checker.case_count = checker.last_event = checker.follows = checker.responded = 0;
    recount_forget();
}

void checker_verify_all(const house_t *house)
{
    uint64_t events = checker.last_event;
    uint8_t hash[DIGEST_BYTES];
    checker_follow(house);
    events = checker.last_event;
    memcpy(hash, checker.hash, sizeof hash);
    leases_note_sweep(NULL);
    forget_all();
    checker_follow(house);
    if (checker.last_event != events || memcmp(hash, checker.hash, sizeof hash) != 0)
        log_fail("the ledger reads otherwise from its beginning than it did as it grew");
}

void checker_close(void)
{
    forget_all();
    unpacker_free(&checker.unpacker);
    unpacker_free(&checker.item_unpacker);
    buffer_free(&checker.scratch);
}

/* ---- what was promised to others ---- */

void checker_acknowledged(const house_t *house, const char *gateway, const char *key,
    uint64_t case_number, const char *receipt, int64_t received_ms)
{
    static case_t stored; /* large */
    store_view_t *view = snapshot_open(house->store);
    if (registry_lookup(view, &checker.unpacker, gateway, key) != case_number)
        log_fail("(i) %s/%s was acknowledged as case %llu and is not on disk", gateway, key,
            NUMBER(case_number));
    if (!registry_case(view, &checker.unpacker, case_number, &stored, NULL) ||
        strcmp(stored.key, key) != 0 || strcmp(stored.gateway, gateway) != 0)
        log_fail("(i) %s/%s was acknowledged as case %llu, which is another's", gateway, key,
            NUMBER(case_number));
    if (stored.received_ms != received_ms)
        log_fail(
            "(i) case %llu was received at another time than acknowledged", NUMBER(case_number));
    if (receipt_case(house->registry.receipt_key, receipt) != case_number)
        log_fail("(i) the receipt %s is not for case %llu", receipt, NUMBER(case_number));
    snapshot_close(&view);
}

bool checker_is_stored(const house_t *house, const char *gateway, const char *key)
{
    store_view_t *view = snapshot_open(house->store);
    uint64_t number = registry_lookup(view, &checker.unpacker, gateway, key);
    snapshot_close(&view);
    return number != 0;
}

void checker_published(uint64_t event, uint64_t case_number)
{
    if (event <= checker.last_published)
        log_fail("event %llu of case %llu is published twice, or after event %llu", NUMBER(event),
            NUMBER(case_number), NUMBER(checker.last_published));
    checker.last_published = event;
}

bool checker_moved_since(int64_t at_ms)
{
    return checker.moved_ms >= at_ms;
}

void checker_swept(const house_t *house, int64_t at_ms)
{
    if (checker_moved_since(at_ms))
        return;
    slice_t key, value;
    clock_key_t clock;
    store_key_t from = key_clock(0, 0, 0, CLOCK_UNSET);
    store_view_t *view = snapshot_open(house->store);
    store_cursor_t *cursor = cursor_open(view, TABLE_CLOCK);
    if (cursor_at_least(cursor, key_slice(&from), &key, &value) && key_read_clock(key, &clock) &&
        clock.next_ms <= at_ms)
        log_fail("(viii) a sweep is complete, and clock %s of case %llu is still due",
            term_name(&CLOCKS, clock.kind), NUMBER(clock.case_number));
    cursor_close(&cursor);
    snapshot_close(&view);
}

void checker_quiet(const house_t *house)
{
    for (uint64_t i = 1; i <= checker.case_count; i++) {
        const case_t *subject = &checker.cases[i]->now;
        if (subject->stage == STAGE_CLASSIFY || subject->stage == STAGE_ESCALATE)
            log_fail("case %llu waits for `%s`, and nobody takes it", NUMBER(i),
                term_name(&STAGES, subject->stage));
        timing_check_rules(&checker.cases[i]->timing, subject, house->rules->policy);
    }
    if (house->foreman.dispatcher.by_id)
        log_fail("%u leases are left when nothing is to be done",
            HASH_CNT(by_id, house->foreman.dispatcher.by_id));
    if (house->foreman.sweep_count > 0 || outbox_pending(&house->outbox) > 0)
        log_fail("%zu sweeps and %zu questions are never answered", house->foreman.sweep_count,
            outbox_pending(&house->outbox));
}
