/* Where state changes: events are appended, folded and indexed in one place, for every command and
 * every worker's result. */
#include "registry.h"

#include "../config/recusal.h"
#include "acts.h"
#include "fold.h"
#include "index.h"
#include "keys.h"
#include "seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A gateway's clock may run ahead of ours by this much. */
#define AHEAD_MAX_MS INT64_C(86400000)

/* ---- opening ---- */

int registry_rewind(registry_t *self, fault_t *fault)
{
    slice_t key, value;
    store_key_t end = key_number(UINT64_MAX);
    registry_settle(self);
    store_view_t *view = snapshot_open(self->store);
    if (!view)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the store cannot be read");
    store_cursor_t *cursor = cursor_open(view, TABLE_CASE);
    bool found = cursor_before(cursor, key_slice(&end), &key, &value);
    self->last_case = found ? key_last_number(key) : 0;
    cursor_close(&cursor);
    int rc = ledger_find_end(&self->ledger, view, fault);
    snapshot_close(&view);
    return rc;
}

int registry_open(registry_t *self, store_t *store, const char *directory, fault_t *fault)
{
    *self = (registry_t){.store = store};
    if (seal_load_keys(store, directory, self->receipt_key, self->identity_key, fault) < 0)
        return -1;
    return registry_rewind(self, fault);
}

void registry_close(registry_t *self)
{
    ledger_free(&self->ledger);
    unpacker_free(&self->unpacker);
    buffer_free(&self->scratch);
    free(self->notices);
    *self = (registry_t){0};
}

void registry_settle(registry_t *self)
{
    self->notice_count = 0;
    for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
        self->lowest[stage] = UINT64_MAX;
}

/* ---- reading ---- */

bool registry_case(
    store_view_t *view, unpacker_t *unpacker, uint64_t number, case_t *subject, fault_t *fault)
{
    slice_t value;
    store_key_t key = key_number(number);
    fault_set(fault, ERROR_NOT_FOUND, "case", "there is no case %llu", (unsigned long long)number);
    if (!view || !view_get(view, TABLE_CASE, key_slice(&key), &value))
        return false;
    return record_from_value(&CASE_RECORD, unpacker, value.bytes, value.length, subject, fault) ==
           0;
}

uint64_t registry_lookup(
    store_view_t *view, unpacker_t *unpacker, const char *gateway, const char *id)
{
    slice_t value;
    msgpack_object object;
    store_key_t key = key_submission(gateway, id);
    if (!view || !view_get(view, TABLE_SUBMISSION, key_slice(&key), &value) ||
        unpack_message(unpacker, value.bytes, value.length, &object, NULL) < 0)
        return 0;
    bool sound = object.type == MSGPACK_OBJECT_ARRAY && object.via.array.size == 2 &&
                 object.via.array.ptr[1].type == MSGPACK_OBJECT_POSITIVE_INTEGER;
    return sound ? object.via.array.ptr[1].via.u64 : 0;
}

/* ---- the one place where state changes ---- */

static void add_notice(registry_t *self, const event_t *event, const case_t *subject)
{
    if (self->notice_count == self->notice_room) {
        size_t room = self->notice_room ? 2 * self->notice_room : 64;
        notice_t *grown = realloc(self->notices, room * sizeof *grown);
        if (!grown)
            return; /* the feed loses a line; the ledger does not */
        self->notices = grown;
        self->notice_room = room;
    }
    self->notices[self->notice_count++] = (notice_t){event->number, event->at_ms,
        event->case_number, event->kind, subject->state, subject->stage};
}

static void emit(registry_t *self, case_t *subject, event_t *event)
{
    case_t before = *subject;
    event->case_number = subject->number ? subject->number : event->case_number;
    event->previous = subject->last_event;
    memcpy(event->policy, self->policy->digest, sizeof event->policy);
    ledger_append(&self->ledger, self->store, event);
    fold_event(subject, event);
    index_update(self->store, &before, subject);

    buffer_clear(&self->scratch);
    record_pack_value(&CASE_RECORD, subject, &self->scratch);
    store_key_t key = key_number(subject->number);
    store_put(self->store, TABLE_CASE, key_slice(&key), buffer_slice(&self->scratch));
    if (before.stage != subject->stage && subject->number < self->lowest[subject->stage])
        self->lowest[subject->stage] = subject->number;
    add_notice(self, event, subject);
}

/* An event to fill in; there is one at a time. */
static event_t *new_event(
    registry_t *self, event_kind_t kind, const char *actor, role_t role, int64_t now_ms)
{
    event_t *event = &self->event;
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->at_ms = now_ms;
    event->role = role;
    memcpy(event->actor, actor, strnlen(actor, sizeof event->actor - 1));
    return event;
}

/* ---- submissions ---- */

static void digest_text(slice_t title, slice_t text, slice_t accused, uint8_t digest[DIGEST_BYTES])
{
    crypto_generichash_state state;
    const slice_t parts[] = {title, text, accused};
    crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    for (unsigned i = 0; i < 3; i++) {
        /* The length first, so that no two different submissions read the same. */
        uint64_t length = parts[i].length;
        crypto_generichash_update(&state, (const uint8_t *)&length, sizeof length);
        if (length)
            crypto_generichash_update(&state, parts[i].bytes, length);
    }
    crypto_generichash_final(&state, digest, DIGEST_BYTES);
}

static void fill_ack(registry_t *self, const case_t *subject, bool created, ack_t *ack)
{
    *ack = (ack_t){.created = created,
        .case_number = subject->number,
        .state = subject->state,
        .received_ms = subject->received_ms,
        .event = subject->first_event};
    receipt_make(self->receipt_key, subject->number, ack->receipt);
}

/* True when the submission is here already: then the answer is the first one, or a conflict. */
static bool is_retry(
    registry_t *self, const registered_t *data, ack_t *ack, int *rc, fault_t *fault)
{
    case_t subject;
    uint64_t number =
        registry_lookup(store_writing(self->store), &self->unpacker, data->gateway, data->key);
    if (!number)
        return false;
    *rc = 0;
    if (!registry_case(store_writing(self->store), &self->unpacker, number, &subject, fault))
        *rc = -1;
    else if (memcmp(subject.text_digest, data->text_digest, DIGEST_BYTES) != 0)
        *rc = fault_set(fault, ERROR_CONFLICT, "id",
            "`id` %s was used for another text before; give every submission an id of its own",
            data->key);
    else
        fill_ack(self, &subject, false, ack);
    return true;
}

static void start_clock(registry_t *self, registered_t *data, clock_kind_t kind, int64_t now_ms)
{
    const policy_t *policy = self->policy;
    int64_t due_ms = clock_due_ms(&policy->clocks, policy->calendar, kind, now_ms);
    int64_t next_ms =
        clock_level_ms(&policy->clocks, policy->calendar, clock_first_level(kind), due_ms);
    data->clocks[data->clock_count++] =
        (clock_change_t){.kind = kind, .due_ms = due_ms, .next_ms = next_ms};
}

static void put_document(registry_t *self, uint64_t number, const document_t *document)
{
    buffer_clear(&self->scratch);
    record_pack_value(&DOCUMENT_RECORD, document, &self->scratch);
    store_key_t key = key_number(number);
    store_put(self->store, TABLE_DOCUMENT, key_slice(&key), buffer_slice(&self->scratch));
}

static void put_submission(registry_t *self, uint64_t number, const registered_t *data)
{
    buffer_clear(&self->scratch);
    msgpack_packer packer = buffer_packer(&self->scratch);
    msgpack_pack_array(&packer, 2);
    msgpack_pack_int(&packer, RECORD_VERSION);
    msgpack_pack_uint64(&packer, number);
    store_key_t key = key_submission(data->gateway, data->key);
    store_put(self->store, TABLE_SUBMISSION, key_slice(&key), buffer_slice(&self->scratch));
}

/* A new case from what was checked; the event carries the registration. */
static void create_case(registry_t *self, event_t *event, const document_t *document, ack_t *ack)
{
    registered_t *data = &event->data.registered;
    start_clock(self, data, CLOCK_CLASSIFY, event->at_ms);
    start_clock(self, data, CLOCK_ACCEPT, event->at_ms);
    if (data->privacy == PRIVACY_REAL_NAME)
        start_clock(self, data, CLOCK_NOTIFY, event->at_ms); /* P53 */
    event->case_number = ++self->last_case;
    case_t subject = {0};
    put_document(self, event->case_number, document);
    put_submission(self, event->case_number, data);
    emit(self, &subject, event);
    fill_ack(self, &subject, true, ack);
}

static int check_moment(const char *field, int64_t at_ms, int64_t now_ms, fault_t *fault)
{
    if (at_ms <= now_ms + AHEAD_MAX_MS)
        return 0;
    return fault_set(fault, ERROR_INVALID, field,
        "`%s` lies more than a day ahead; send UTC milliseconds and set the sender's clock", field);
}

static int check_submit(const submit_t *submit, int64_t now_ms, fault_t *fault)
{
    if (submit->source && submit->source != SOURCE_COMPLAINT && submit->source != SOURCE_REPORT)
        return fault_set(fault, ERROR_INVALID, "source",
            "`source` of a submission is complaint or report; findings go by op `finding`");
    if (submit->privacy == PRIVACY_ANONYMOUS && (submit->name.length || submit->contact.length))
        return fault_set(fault, ERROR_INVALID, "privacy",
            "`privacy` anonymous goes without `name` and `contact`; leave them out, or ask for "
            "confidential");
    if (submit->privacy == PRIVACY_REAL_NAME && !submit->name.length)
        return fault_set(
            fault, ERROR_INVALID, "name", "`name` is required when `privacy` is real_name");
    return check_moment("sent_ms", submit->sent_ms, now_ms, fault);
}

int registry_submit(
    registry_t *self, const submit_t *submit, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    int rc;
    bool named = submit->name.length || submit->contact.length;
    if (check_submit(submit, now_ms, fault) < 0)
        return -1;
    event_t *event = new_event(self, EVENT_REGISTERED, submit->gateway, ROLE_GATEWAY, now_ms);
    registered_t *data = &event->data.registered;
    data->source = submit->source ? submit->source : SOURCE_COMPLAINT;
    data->channel = submit->channel;
    data->privacy = submit->privacy ? submit->privacy
                    : named         ? PRIVACY_CONFIDENTIAL
                                    : PRIVACY_ANONYMOUS;
    memcpy(data->gateway, submit->gateway, sizeof data->gateway);
    memcpy(data->key, submit->key, sizeof data->key);
    data->discovered_ms = submit->sent_ms && submit->sent_ms < now_ms ? submit->sent_ms : now_ms;
    data->text_bytes = submit->text.length;
    digest_text(submit->title, submit->text, submit->accused, data->text_digest);
    if (is_retry(self, data, ack, &rc, fault))
        return rc;
    document_t document = {submit->title, submit->text, submit->accused};
    create_case(self, event, &document, ack);
    if (named)
        seal_identity(self->store, self->identity_key, ack->case_number, submit);
    return 0;
}

static int check_finding(
    const policy_t *policy, const finding_t *finding, int64_t now_ms, fault_t *fault)
{
    if (finding->source == SOURCE_COMPLAINT || finding->source == SOURCE_REPORT)
        return fault_set(fault, ERROR_INVALID, "source",
            "`source` of a finding is an inspection (POLICY P21–P23); complaints go by op "
            "`submit`");
    if (finding->source == SOURCE_MEDIA && !finding->outlet[0])
        return fault_set(fault, ERROR_INVALID, "outlet",
            "`outlet` is required when `source` is media: the paper, station or site (Q7)");
    if (finding->occurred_ms > finding->discovered_ms)
        return fault_set(
            fault, ERROR_INVALID, "occurred_ms", "`occurred_ms` must not be after `discovered_ms`");
    for (size_t i = 0; i < finding->section_count; i++) {
        if (!org_section(policy->org, finding->sections[i]))
            return fault_set(fault, ERROR_INVALID, "sections",
                "`sections`: '%s' is no section of the org chart", finding->sections[i]);
    }
    for (size_t i = 0; i < finding->person_count; i++) {
        if (!org_person(policy->org, finding->persons[i]))
            return fault_set(fault, ERROR_INVALID, "persons",
                "`persons`: '%s' is nobody of the org chart", finding->persons[i]);
    }
    return check_moment("discovered_ms", finding->discovered_ms, now_ms, fault);
}

int registry_find(
    registry_t *self, const finding_t *finding, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    int rc;
    const char *actor = finding->inspector[0] ? finding->inspector : finding->gateway;
    event_t *event = new_event(self, EVENT_REGISTERED, actor, ROLE_INSPECTOR, now_ms);
    registered_t *data = &event->data.registered;
    data->is_finding = true;
    data->source = finding->source;
    data->channel = CHANNEL_TOOL;
    memcpy(data->gateway, finding->gateway, sizeof data->gateway);
    memcpy(data->key, finding->key, sizeof data->key);
    memcpy(data->body, finding->body, sizeof data->body);
    memcpy(data->outlet, finding->outlet, sizeof data->outlet);
    data->discovered_ms = finding->discovered_ms < now_ms ? finding->discovered_ms : now_ms;
    data->occurred_ms = finding->occurred_ms;
    data->known_ms = finding->known_ms;
    data->kinds = finding->kinds;
    data->conduct = finding->conduct;
    data->severity = finding->severity;
    data->section_count = finding->section_count;
    memcpy(data->sections, finding->sections, sizeof data->sections);
    data->person_count = finding->person_count;
    memcpy(data->persons, finding->persons, sizeof data->persons);
    data->text_bytes = finding->text.length;
    digest_text(finding->title, finding->text, (slice_t){"", 0}, data->text_digest);
    /* A retry gets the first answer, even if the org chart has changed in between. */
    if (is_retry(self, data, ack, &rc, fault))
        return rc;
    if (check_finding(self->policy, finding, now_ms, fault) < 0)
        return -1;
    document_t document = {finding->title, finding->text, {"", 0}};
    create_case(self, event, &document, ack);
    return 0;
}

/* ---- acts ---- */

int registry_act(registry_t *self, const act_t *act, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    case_t subject;
    acted_t acted;
    role_t role;
    if (!registry_case(
            store_writing(self->store), &self->unpacker, act->case_number, &subject, fault))
        return -1;
    if (acts_plan(self->policy, &subject, act, now_ms, &role, &acted, fault) < 0)
        return -1;
    const char *actor = act->as[0] ? act->as : "operator";
    event_t *event = new_event(self, EVENT_ACTED, actor, role, now_ms);
    event->data.acted = acted;
    emit(self, &subject, event);
    fill_ack(self, &subject, false, ack);
    ack->event = event->number;
    return 0;
}

/* ---- results of workers ---- */

/* Reads a case for a result; false when it is gone or no longer in the stage. */
static bool case_in_stage(registry_t *self, uint64_t number, stage_t stage, case_t *subject)
{
    fault_t fault;
    return registry_case(store_writing(self->store), &self->unpacker, number, subject, &fault) &&
           (stage == STAGE_CLOCK || subject->stage == stage);
}

bool registry_take_classified(registry_t *self, uint64_t case_number,
    const classified_t *classified, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_CLASSIFY, &subject))
        return false;
    bool abstained = classified->abstained[0];
    event_t *event = new_event(
        self, abstained ? EVENT_ABSTAINED : EVENT_CLASSIFIED, worker, ROLE_WORKER, now_ms);
    classified_t *data = &event->data.classified;
    *data = *classified;
    data->clock_count = 0;
    if (!abstained && case_clock(&subject, CLOCK_CLASSIFY, 0))
        data->clocks[data->clock_count++] = (clock_change_t){.kind = CLOCK_CLASSIFY, .stop = true};
    emit(self, &subject, event);
    return true;
}

/* §9: a line is unique by kind and target. */
static bool has_line(const case_t *subject, const line_t *line)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].kind == line->kind &&
            strcmp(subject->lines[i].target, line->target) == 0)
            return true;
    }
    return false;
}

bool registry_take_assessed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const assessed_t *assessed, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_ESCALATE, &subject) ||
        subject.last_event != seen_event)
        return false;
    for (size_t i = 0; i < assessed->line_count; i++) {
        if (has_line(&subject, &assessed->lines[i])) {
            registry_fail_attempt(self, case_number, STAGE_ESCALATE,
                "the assessment opens a line that the case has already", now_ms);
            return false;
        }
    }
    event_t *event = new_event(self, EVENT_ASSESSED, worker, ROLE_WORKER, now_ms);
    event->data.assessed = *assessed;
    emit(self, &subject, event);
    return true;
}

/* The time to propose ends, the time to decide begins: for the case, and for each line with a clock
 * of its own. */
static void change_proposal_clocks(
    registry_t *self, const case_t *subject, proposed_t *data, int64_t now_ms)
{
    const policy_t *policy = self->policy;
    for (size_t i = 0; i < subject->clock_count && data->clock_count + 2 <= CLOCKS_MAX; i++) {
        uint64_t line = subject->clocks[i].line;
        if (subject->clocks[i].kind != CLOCK_PROPOSE)
            continue;
        int64_t due_ms = clock_due_ms(&policy->clocks, policy->calendar, CLOCK_DECIDE, now_ms);
        int64_t next_ms = clock_level_ms(
            &policy->clocks, policy->calendar, clock_first_level(CLOCK_DECIDE), due_ms);
        data->clocks[data->clock_count++] =
            (clock_change_t){.kind = CLOCK_PROPOSE, .line = line, .stop = true};
        data->clocks[data->clock_count++] = (clock_change_t){
            .kind = CLOCK_DECIDE, .line = line, .due_ms = due_ms, .next_ms = next_ms};
    }
}

bool registry_take_proposed(registry_t *self, uint64_t case_number, uint64_t seen_event,
    const proposed_t *proposed, const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_ESCALATE, &subject) ||
        subject.last_event != seen_event)
        return false;
    for (size_t i = 0; i < proposed->line_count; i++) {
        const line_t *line = case_line(&subject, proposed->lines[i].line);
        if (!line || line->state != LINE_FOUND) {
            registry_fail_attempt(self, case_number, STAGE_ESCALATE,
                "the proposal is on a line that was not found", now_ms);
            return false;
        }
    }
    event_t *event = new_event(self, EVENT_PROPOSED, worker, ROLE_WORKER, now_ms);
    event->data.proposed = *proposed;
    event->data.proposed.clock_count = 0;
    change_proposal_clocks(self, &subject, &event->data.proposed, now_ms);
    emit(self, &subject, event);
    return true;
}

static level_t next_level(const case_clock_t *clock)
{
    return clock->level ? clock->level + 1 : clock_first_level(clock->kind);
}

bool registry_take_step(registry_t *self, uint64_t case_number, const escalated_t *step,
    const char *worker, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, STAGE_CLOCK, &subject))
        return false;
    const case_clock_t *clock = case_clock(&subject, step->clock, step->line);
    if (!clock || step->due_ms != clock->due_ms || step->level != next_level(clock))
        return false; /* each level once and in order (§8) */
    if (clock->next_ms > now_ms)
        return false; /* of another sweep: it is not due yet */
    for (size_t i = 0; i < step->to_count; i++) {
        /* Since the worker saw the case it may have come to accuse him. */
        if (recusal_excludes(self->policy->org, &subject, step->to[i], now_ms))
            return false;
    }
    event_t *event = new_event(self, EVENT_ESCALATED, worker, ROLE_WORKER, now_ms);
    event->data.escalated = *step;
    emit(self, &subject, event);
    return true;
}

bool registry_fail_attempt(
    registry_t *self, uint64_t case_number, stage_t stage, const char *reason, int64_t now_ms)
{
    case_t subject;
    if (!case_in_stage(self, case_number, stage, &subject))
        return false;
    event_t *event = new_event(self, EVENT_ATTEMPT_FAILED, "duband", ROLE_WORKER, now_ms);
    attempt_failed_t *data = &event->data.attempt_failed;
    data->stage = stage;
    data->attempt = subject.attempts + 1;
    data->parked = stage != STAGE_CLOCK && data->attempt >= ATTEMPTS_MAX;
    size_t length = strnlen(reason, sizeof data->reason - 1);
    memcpy(data->reason, reason, length);
    emit(self, &subject, event);
    return true;
}
