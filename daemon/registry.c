/* Where state changes: events are appended, folded and indexed in one place, for every command and
 * every worker's result. */
#include "registry.h"

#include "fold.h"
#include "index.h"
#include "keys.h"
#include "seal.h"

#include <stdlib.h>
#include <string.h>

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
    free(self->news);
    *self = (registry_t){0};
}

void registry_settle(registry_t *self)
{
    self->news_count = 0;
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

static void add_news(
    registry_t *self, const event_t *event, const case_t *before, const case_t *subject)
{
    if (self->news_count == self->news_room) {
        size_t room = self->news_room ? 2 * self->news_room : 64;
        news_t *grown = realloc(self->news, room * sizeof *grown);
        if (!grown)
            return; /* the feed loses a line; the ledger does not */
        self->news = grown;
        self->news_room = room;
    }
    news_t *news = &self->news[self->news_count++];
    *news = (news_t){.event = event->number,
        .at_ms = event->at_ms,
        .case_number = event->case_number,
        .kind = event->kind,
        .state = subject->state,
        .stage = subject->stage,
        .urgent = (subject->needs & term_bit(NEED_URGENT)) != 0,
        .notices = subject->complainant.notices & ~before->complainant.notices,
        .told_state = subject->state,
        .outcome = subject->outcome};
    if (event->kind == EVENT_FOLLOWED) { /* the complainant is told of the other case */
        news->told_state = event->data.followed.state;
        news->outcome = event->data.followed.outcome;
    }
    memcpy(news->gateway, subject->gateway, sizeof news->gateway);
}

void registry_emit(registry_t *self, case_t *subject, event_t *event)
{
    static const case_t
        none; /* a case before its first event; it is large, and intake makes many */
    case_t copy;
    const case_t *before = &none;
    if (subject->number) {
        copy = *subject;
        before = &copy;
    }
    event->case_number = subject->number ? subject->number : event->case_number;
    event->previous = subject->last_event;
    memcpy(event->policy, self->policy->digest, sizeof event->policy);
    ledger_append(&self->ledger, self->store, event);
    fold_event(subject, event);
    index_update(self->store, before, subject);

    buffer_clear(&self->scratch);
    record_pack_value(&CASE_RECORD, subject, &self->scratch);
    store_key_t key = key_number(subject->number);
    store_put(self->store, TABLE_CASE, key_slice(&key), buffer_slice(&self->scratch));
    if (subject->number < self->lowest[subject->stage]) /* it may wait for the next of two works */
        self->lowest[subject->stage] = subject->number;
    add_news(self, event, before, subject);
}

event_t *registry_event(
    registry_t *self, event_kind_t kind, const char *actor, role_t role, int64_t now_ms)
{
    event_t *event = &self->event;
    memset(event, 0, offsetof(event_t, data) + event_data_record(kind)->size);
    event->kind = kind;
    event->at_ms = now_ms;
    event->role = role;
    memcpy(event->actor, actor, strnlen(actor, sizeof event->actor - 1));
    return event;
}

void registry_fill_ack(registry_t *self, const case_t *subject, bool created, ack_t *ack)
{
    *ack = (ack_t){.created = created,
        .case_number = subject->number,
        .state = subject->state,
        .received_ms = subject->received_ms,
        .event = subject->first_event};
    receipt_make(self->receipt_key, subject->number, ack->receipt);
}
