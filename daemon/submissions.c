/* Complaints and findings: checked, told from retries, and made into cases. */
#include "keys.h"
#include "registry.h"
#include "seal.h"

#include <sodium.h>
#include <string.h>

/* A gateway's clock may run ahead of ours by this much. */
#define AHEAD_MAX_MS INT64_C(86400000)

void registry_digest(const document_t *document, uint8_t digest[DIGEST_BYTES])
{
    crypto_generichash_state state;
    const slice_t parts[] = {document->title, document->text, document->accused};
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
        registry_fill_ack(self, &subject, false, ack);
    return true;
}

static void start_clock(registry_t *self, registered_t *data, clock_kind_t kind, int64_t now_ms)
{
    const policy_t *policy = self->policy;
    data->clocks[data->clock_count++] =
        clock_start(&policy->clocks, policy->calendar, kind, 0, now_ms);
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
    registry_emit(self, &subject, event);
    registry_fill_ack(self, &subject, true, ack);
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
    event_t *event = registry_event(self, EVENT_REGISTERED, submit->gateway, ROLE_GATEWAY, now_ms);
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
    document_t document = {submit->title, submit->text, submit->accused};
    registry_digest(&document, data->text_digest);
    if (is_retry(self, data, ack, &rc, fault))
        return rc;
    create_case(self, event, &document, ack);
    if (named)
        seal_identity(self->store, self->identity_key, ack->case_number, submit);
    return 0;
}

/* P9: an item of a problem list (问题清单) says how it is put right, until when, and who answers
 * for that; P1: every member of staff files his own, Party member or not. */
static int check_item(const policy_t *policy, const finding_t *finding, fault_t *fault)
{
    bool is_item = finding->source == SOURCE_SELF;
    if (is_item && !org_is_staff(policy->org, finding->inspector, finding->discovered_ms))
        return fault_set(fault, ERROR_INVALID, "inspector",
            "`inspector` of a self-check is the member of the bureau's staff who files it (P9)");
    if (is_item && !finding->measure[0])
        return fault_set(fault, ERROR_INVALID, "measure",
            "`measure` is required in a problem list: how it is put right (P9)");
    if (is_item && !finding->rectify_by_ms)
        return fault_set(fault, ERROR_INVALID, "rectify_by_ms",
            "`rectify_by_ms` is required in a problem list: until when it is put right (P9)");
    if (is_item && !finding->responsible[0])
        return fault_set(fault, ERROR_INVALID, "responsible",
            "`responsible` is required in a problem list: who answers for it (P9)");
    if (finding->rectify_by_ms && finding->rectify_by_ms <= finding->discovered_ms)
        return fault_set(
            fault, ERROR_INVALID, "rectify_by_ms", "`rectify_by_ms` must be after `discovered_ms`");
    if (finding->responsible[0] && !org_person(policy->org, finding->responsible))
        return fault_set(fault, ERROR_INVALID, "responsible",
            "`responsible`: '%s' is nobody of the org chart", finding->responsible);
    return 0;
}

/* P14: from the task that was let lie to the persons who let it lie. */
static int check_task(const finding_t *finding, fault_t *fault)
{
    if (finding->source != SOURCE_OVERDUE_TASK)
        return 0;
    if (!finding->task[0])
        return fault_set(fault, ERROR_INVALID, "task",
            "`task` is required when `source` is overdue_task: what was not carried out (P14)");
    if (!finding->task_due_ms || finding->task_due_ms >= finding->discovered_ms)
        return fault_set(fault, ERROR_INVALID, "task_due_ms",
            "`task_due_ms` must be when the task was due, before `discovered_ms` (P14)");
    if (finding->person_count == 0)
        return fault_set(fault, ERROR_INVALID, "persons",
            "`persons` must name who let the task lie: an overdue task leads to persons (P14)");
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
    if (check_item(policy, finding, fault) < 0 || check_task(finding, fault) < 0)
        return -1;
    return check_moment("discovered_ms", finding->discovered_ms, now_ms, fault);
}

/* P16: what is cited must stand in the version that was in force on the day of the act. */
static int cite_items(
    const policy_t *policy, const finding_t *finding, registered_t *data, fault_t *fault)
{
    int64_t act_ms = finding->occurred_ms ? finding->occurred_ms : finding->discovered_ms;
    for (size_t i = 0; i < finding->cite_count; i++) {
        char section[ID_BYTES];
        const char *text = finding->cites[i], *id = negative_split(text, section);
        const negative_list_t *list = id ? negative_at(policy->negative, section, act_ms) : NULL;
        if (!list)
            return fault_set(fault, ERROR_INVALID, "cite",
                "`cite`: '%s' names no section with a negative list at the time of the act; write "
                "SECTION/ITEM",
                text);
        if (!negative_item(list, id))
            return fault_set(fault, ERROR_INVALID, "cite",
                "`cite`: '%s' is no item of the list in force at the time of the act (P16)", text);
        data->cites[i].from_ms = list->from_ms;
        memcpy(data->cites[i].item, text, sizeof data->cites[i].item);
    }
    data->cite_count = finding->cite_count;
    return 0;
}

/* P14: who lets a task lie is charged with inaction (不作为), unless the inspector says otherwise.
 */
static void charge_with_inaction(registered_t *data)
{
    if (data->source != SOURCE_OVERDUE_TASK)
        return;
    if (!data->kinds)
        data->kinds = term_bit(KIND_C1);
    if (!data->conduct)
        data->conduct = CONDUCT_INACTION;
}

int registry_find(
    registry_t *self, const finding_t *finding, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    int rc;
    const char *actor = finding->inspector[0] ? finding->inspector : finding->gateway;
    event_t *event = registry_event(self, EVENT_REGISTERED, actor, ROLE_INSPECTOR, now_ms);
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
    memcpy(data->measure, finding->measure, sizeof data->measure);
    data->rectify_by_ms = finding->rectify_by_ms;
    memcpy(data->responsible, finding->responsible, sizeof data->responsible);
    memcpy(data->task, finding->task, sizeof data->task);
    data->task_due_ms = finding->task_due_ms;
    charge_with_inaction(data);
    data->text_bytes = finding->text.length;
    document_t document = {finding->title, finding->text, {"", 0}};
    registry_digest(&document, data->text_digest);
    /* A retry gets the first answer, even if the org chart has changed in between. */
    if (is_retry(self, data, ack, &rc, fault))
        return rc;
    if (check_finding(self->policy, finding, now_ms, fault) < 0 ||
        cite_items(self->policy, finding, data, fault) < 0)
        return -1;
    create_case(self, event, &document, ack);
    return 0;
}
