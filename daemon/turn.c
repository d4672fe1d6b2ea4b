/* The turn: every message that is there, up to a bound, in one transaction. */
#include "turn.h"

#include "complainant.h"
#include "keys.h"
#include "questions.h"

#include <string.h>

#define CHECK_TIME_EVERY 32 /* messages between looks at the clock */
#define WORK_MESSAGES    64 /* of workers, in one turn; each holds many results */
#define DISPATCH_ITEMS   1024

/* What one turn may still take. */
typedef struct {
    uint64_t messages, bytes;
    int64_t until_ms; /* monotonic */
} budget_t;

static bool within(budget_t *budget, size_t bytes)
{
    budget->messages--;
    budget->bytes -= bytes < budget->bytes ? bytes : budget->bytes;
    if (budget->messages == 0 || budget->bytes == 0)
        return false;
    return budget->messages % CHECK_TIME_EVERY || zclock_mono() < budget->until_ms;
}

/* ---- intake ---- */

static void refuse_frames(house_t *house, const wire_message_t *message)
{
    fault_t fault;
    size_t offset = house->outbox.bytes.length;
    fault_set(&fault, ERROR_MALFORMED, NULL, "%s (PROTOCOL.md, Frames)", message->flaw);
    desk_refuse(&house->desk, 0, &fault, &house->outbox.bytes);
    outbox_add(&house->outbox, &message->from, 0, false, offset);
}

static void take_request(house_t *house, wire_message_t *message, int64_t now_ms)
{
    outbox_t *outbox = &house->outbox;
    desk_note_t note;
    size_t offset = outbox->bytes.length;
    if (message->flaw) {
        refuse_frames(house, message);
        return;
    }
    desk_result_t result = desk_handle(
        &house->desk, wire_body(message), outbox->last_ticket + 1, now_ms, &note, &outbox->bytes);
    if (result == DESK_QUERY)
        questions_ask(house, &message->from, &note, now_ms);
    else if (result == DESK_LATER)
        outbox_remember(outbox, &message->from, note.rid);
    else
        outbox_add(outbox, &message->from, note.rid, result == DESK_WROTE, offset);
}

/* True when the bound was reached before the socket was empty. */
static bool drain_intake(house_t *house, budget_t *budget, int64_t now_ms)
{
    wire_message_t message;
    while (wire_take(house->sockets.intake, true, &message)) {
        size_t bytes = wire_body(&message).length;
        take_request(house, &message, now_ms);
        wire_close(&message);
        if (!within(budget, bytes))
            return true;
    }
    return false;
}

/* ---- what was pushed ---- */

static void try_held(house_t *house, held_t *held, int64_t now_ms)
{
    desk_note_t note;
    held->fault.code = ERROR_NONE;
    if (held->flaw) {
        fault_set(&held->fault, ERROR_MALFORMED, NULL, "%s (PROTOCOL.md, Frames)", held->flaw);
        house->desk.by_error[ERROR_MALFORMED]++;
        return;
    }
    slice_t body = {zmq_msg_data(&held->body), zmq_msg_size(&held->body)};
    buffer_clear(&house->scratch); /* nobody reads the reply */
    house->desk.push_only = true;
    desk_handle(&house->desk, body, 0, now_ms, &note, &house->scratch);
    house->desk.push_only = false;
    held->fault = note.fault;
}

/* Tries again what the last turn could not commit. Due in every turn, whatever else there is: what
 * was not tried would be let go as if it were on disk. */
static void try_again(house_t *house, int64_t now_ms)
{
    for (size_t i = 0; i < house->held_count; i++)
        try_held(house, &house->held[i], now_ms);
}

static bool drain_pull(house_t *house, budget_t *budget, int64_t now_ms)
{
    wire_message_t message;
    if (house->desk.full)
        return false; /* what waits in the socket is safe there */
    while (house->held_count < house->settings->turn_messages &&
           wire_take(house->sockets.pull, false, &message)) {
        held_t *held = &house->held[house->held_count++];
        size_t bytes = wire_body(&message).length;
        zmq_msg_init(&held->body);
        zmq_msg_move(&held->body, &message.body);
        held->flaw = message.flaw;
        wire_close(&message);
        try_held(house, held, now_ms);
        if (!within(budget, bytes))
            return true;
    }
    return false;
}

/* After a commit: what was refused is written down, and all are let go, but for those that wait for
 * room in the store. */
static void settle_held(house_t *house, int64_t now_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < house->held_count; i++) {
        held_t *held = &house->held[i];
        if (held->fault.code == ERROR_UNAVAILABLE) {
            house->held[kept++] = *held;
            continue;
        }
        slice_t body = {zmq_msg_data(&held->body), zmq_msg_size(&held->body)};
        if (held->fault.code != ERROR_NONE)
            rejects_add(house->rejects, now_ms, body, &held->fault);
        zmq_msg_close(&held->body);
    }
    house->held_count = kept;
}

/* ---- workers ---- */

static bool drain_work(house_t *house, int64_t now_ms, int64_t tick_ms)
{
    wire_message_t message;
    for (unsigned i = 0; i < WORK_MESSAGES; i++) {
        if (!wire_take(house->sockets.work, true, &message))
            return false;
        fault_t fault;
        int rc = -1;
        if (message.flaw)
            fault_set(&fault, ERROR_MALFORMED, NULL, "%s", message.flaw);
        else
            rc = foreman_hear(
                &house->foreman, &message.from.route, wire_body(&message), now_ms, tick_ms, &fault);
        wire_close(&message);
        if (rc < 0) {
            house->desk.by_error[fault.code]++;
            fprintf(stderr, "duband: a worker's message is refused: %s\n", fault.message);
        }
    }
    return true;
}

/* ---- after the commit ---- */

static void publish_event(house_t *house, const news_t *news)
{
    char topic[64];
    snprintf(topic, sizeof topic, "event.%s", term_name(&EVENTS, news->kind));
    buffer_clear(&house->scratch);
    msgpack_packer packer = buffer_packer(&house->scratch);
    msgpack_pack_map(&packer, news->urgent ? 7 : 6);
    pack_number(&packer, "event", news->event);
    pack_number(&packer, "at_ms", (uint64_t)news->at_ms);
    pack_number(&packer, "case", news->case_number);
    pack_text(&packer, "kind");
    pack_text(&packer, term_name(&EVENTS, news->kind));
    pack_text(&packer, "state");
    pack_text(&packer, term_name(&STATES, news->state));
    pack_text(&packer, "stage");
    pack_text(&packer, term_name(&STAGES, news->stage));
    if (news->urgent)
        pack_bool(&packer, "urgent", true);
    wire_publish(house->sockets.feed, topic, buffer_slice(&house->scratch));
}

/* P53: by the receipt, for the gateway that the complainant came by. */
static void publish_notices(house_t *house, const news_t *news)
{
    char topic[8 + ID_BYTES];
    snprintf(topic, sizeof topic, "notice.%s", news->gateway);
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (!(news->notices & term_bit(notice)))
            continue;
        buffer_clear(&house->scratch);
        msgpack_packer packer = buffer_packer(&house->scratch);
        complainant_pack_notice(house->registry.receipt_key, news->case_number, notice,
            news->told_state, news->outcome, &packer);
        wire_publish(house->sockets.feed, topic, buffer_slice(&house->scratch));
    }
}

static void publish(house_t *house)
{
    for (size_t i = 0; i < house->registry.news_count; i++) {
        publish_event(house, &house->registry.news[i]);
        publish_notices(house, &house->registry.news[i]);
    }
}

static void save_policy(house_t *house)
{
    const bundle_t *bundle = house->rules->bundle;
    buffer_clear(&house->scratch);
    msgpack_packer packer = buffer_packer(&house->scratch);
    msgpack_pack_array(&packer, 2);
    msgpack_pack_int(&packer, RECORD_VERSION);
    msgpack_pack_array(&packer, bundle_count(bundle));
    bundle_pack_files(bundle, &packer);
    store_put(house->store, TABLE_POLICY, (slice_t){bundle_digest(bundle), DIGEST_BYTES},
        buffer_slice(&house->scratch));
}

static bool commit(house_t *house, int64_t now_ms, turn_result_t *result)
{
    fault_t fault;
    store_status_t status = store_commit(house->store);
    if (status == STORE_FAILED) {
        result->failed = true;
        return false;
    }
    outbox_send(&house->outbox, house->sockets.intake, status == STORE_OK);
    house->no_room = status == STORE_FULL;
    if (status == STORE_OK) {
        house->policy_unsaved = false;
        settle_held(house, now_ms);
        publish(house);
        foreman_follow(&house->foreman);
        registry_settle(&house->registry);
        return true;
    }
    house->full_turns++;
    foreman_rewind(&house->foreman);
    reschedule_follow(&house->reschedule, &house->registry);
    result->failed = registry_rewind(&house->registry, &fault) < 0;
    return false;
}

/* Brings the clocks after rules that have changed. Sweeps wait for it, unless the store is so full
 * that it cannot be done: then what room there is belongs to them. */
static bool reschedule(house_t *house, int64_t now_ms)
{
    uint64_t cases_max = house->desk.full ? 0 : house->settings->turn_messages;
    bool left = reschedule_step(&house->reschedule, &house->registry, cases_max, now_ms);
    house->foreman.sweeps_wait = left && !store_is_full(house->store);
    return house->foreman.sweeps_wait;
}

turn_result_t turn_make(house_t *house)
{
    turn_result_t result = {false, false};
    int64_t now_ms = ledger_now_ms(&house->registry.ledger, zclock_time());
    int64_t tick_ms = zclock_mono();
    budget_t budget = {house->settings->turn_messages, house->settings->turn_bytes,
        tick_ms + (int64_t)house->settings->turn_ms};
    house->turns++;
    house->desk.full = house->no_room || store_is_full(house->store);

    store_begin(house->store);
    if (house->policy_unsaved)
        save_policy(house);
    bool trying_again = house->held_count > 0 && !house->desk.full;
    if (!trying_again) /* what failed for want of room must not take others with it again */
        result.busy |= drain_intake(house, &budget, now_ms);
    try_again(house, now_ms);
    if (budget.messages > 0)
        result.busy |= drain_pull(house, &budget, now_ms);
    if (!trying_again)
        result.busy |= drain_work(house, now_ms, tick_ms);
    result.busy |= foreman_expire(&house->foreman, now_ms, tick_ms);
    result.busy |= reschedule(house, now_ms);
    if (commit(house, now_ms, &result))
        result.busy |= foreman_dispatch(&house->foreman, DISPATCH_ITEMS, now_ms, tick_ms);
    result.busy |= turn_pass_answers(house);
    wire_ignore(house->sockets.feed);
    return result;
}

bool turn_pass_answers(house_t *house)
{
    uint64_t ticket;
    bool any = false;
    reader_t *readers[] = {house->quick, house->thorough};
    for (size_t i = 0; i < 2; i++) {
        while (reader_take(readers[i], &ticket, &house->scratch)) {
            any = true;
            outbox_answer(
                &house->outbox, house->sockets.intake, ticket, buffer_slice(&house->scratch));
        }
    }
    return any;
}
