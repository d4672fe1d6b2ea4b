/* Responses of complainants: checked against the case, told from retries, and recorded. None of
 * them ends a case (P13); what they ask for, a person decides. */
#include "responses.h"

#include "act_effects.h"
#include "fold.h"
#include "keys.h"
#include "registry.h"

#include <string.h>

/* What a response is judged by, and what it becomes. */
typedef struct {
    const policy_t *policy;
    const case_t *subject;
    int64_t now_ms;
    responded_t *responded;
    fault_t *fault;
} reading_t;

static int wrong_state(const reading_t *reading, const char *why)
{
    return fault_set(reading->fault, ERROR_WRONG_STATE, NULL, "%s", why);
}

static bool has_ended(const case_t *subject)
{
    return subject->state == STATE_CLOSED || subject->state == STATE_NOT_ACCEPTED;
}

static int read_told(reading_t *reading)
{
    notice_t notice = reading->responded->notice;
    const case_t *subject = reading->subject;
    if (!notice)
        return fault_set(
            reading->fault, ERROR_INVALID, "notice", "`notice` must say what was delivered");
    if (!(reading->subject->complainant.notices & term_bit(notice)))
        return fault_set(reading->fault, ERROR_WRONG_STATE, "notice",
            "the notice `%s` is not due, or was confirmed before", term_name(&NOTICES, notice));
    bool answers = notice == NOTICE_ACCEPTED || notice == NOTICE_NOT_ACCEPTED;
    clock_change_t stop = {.kind = answers ? CLOCK_NOTIFY : CLOCK_FEEDBACK, .stop = true};
    bool ends = answers || (notice == NOTICE_RESULT && subject->state == STATE_MERGED);
    if (ends && case_clock(subject, stop.kind, 0))
        reading->responded->clocks[reading->responded->clock_count++] = stop;
    return 0;
}

static int read_withdraw(reading_t *reading)
{
    if (has_ended(reading->subject))
        return wrong_state(reading, "the case has ended already; nothing is left to withdraw");
    return 0;
}

/* P53: within the time for it, an objection to an end opens the review. */
static int read_object(reading_t *reading)
{
    const policy_t *policy = reading->policy;
    if (!has_ended(reading->subject))
        return 0;
    if (reading->now_ms >= review_until_ms(policy, reading->subject))
        return wrong_state(reading, "the time to object is over; what is new can be submitted as a "
                                    "complaint of its own that names this receipt");
    reading->responded->state = STATE_UNDER_REVIEW;
    reading->responded->clocks[reading->responded->clock_count++] =
        clock_start(&policy->clocks, policy->calendar, CLOCK_REVIEW, 0, reading->now_ms);
    return 0;
}

static int read_rate(reading_t *reading)
{
    const case_t *subject = reading->subject;
    if (!reading->responded->rating)
        return fault_set(
            reading->fault, ERROR_INVALID, "rating", "`rating` must be 1 to %d", RATING_MAX);
    if (!subject->told && !(subject->complainant.notices & term_bit(NOTICE_RESULT)))
        return wrong_state(reading, "there is no result yet; rate it once there is one");
    return 0;
}

static int read_add(reading_t *reading)
{
    if (has_ended(reading->subject))
        return wrong_state(reading, "the case has ended; object to it, or submit what is new as a "
                                    "complaint of its own that names this receipt");
    return 0;
}

typedef enum { WORDS_NONE, WORDS_MAY, WORDS_MUST } words_rule_t;

static const struct {
    int (*read)(reading_t *reading);
    words_rule_t words;
} rules[RESPONSE_COUNT] = {
    [RESPONSE_TOLD] = {read_told, WORDS_NONE},
    [RESPONSE_WITHDRAW] = {read_withdraw, WORDS_MAY},
    [RESPONSE_OBJECT] = {read_object, WORDS_MUST},
    [RESPONSE_RATE] = {read_rate, WORDS_MAY},
    [RESPONSE_ADD] = {read_add, WORDS_MUST},
};

int responses_plan(const policy_t *policy, const case_t *subject, int64_t now_ms,
    responded_t *responded, fault_t *fault)
{
    reading_t reading = {policy, subject, now_ms, responded, fault};
    const char *name = term_name(&RESPONSES, responded->response);
    words_rule_t words = rules[responded->response].words;
    if (words == WORDS_MUST && !responded->text_bytes)
        return fault_set(fault, ERROR_INVALID, "text", "`%s` needs a `text`", name);
    if (words == WORDS_NONE && responded->text_bytes)
        return fault_set(
            fault, ERROR_INVALID, "text", "`%s` takes no `text`; send it as `add`", name);
    if (responded->response != RESPONSE_TOLD && subject->complainant.responses >= RESPONSES_MAX)
        return fault_set(fault, ERROR_REFUSED, NULL,
            "%d responses to one case are recorded; whatever is left to say is said in person",
            RESPONSES_MAX);
    return rules[responded->response].read(&reading);
}

/* ---- the command ---- */

/* Puts the words under the event that they belong to; the event holds only their digest. */
static void put_words(registry_t *self, uint64_t case_number, uint64_t event, const respond_t *from)
{
    statement_t words = {event, from->text};
    store_key_t key = key_response(case_number, from->key);
    buffer_clear(&self->scratch);
    record_pack_value(&STATEMENT_RECORD, &words, &self->scratch);
    store_put(self->store, TABLE_RESPONSE, key_slice(&key), buffer_slice(&self->scratch));
}

/* What a request says, before anybody asks whether it fits the case. */
static void read_request(const respond_t *respond, responded_t *data)
{
    *data = (responded_t){.response = respond->response, .text_bytes = respond->text.length};
    memcpy(data->key, respond->key, sizeof data->key);
    if (respond->response == RESPONSE_TOLD)
        data->notice = respond->notice;
    if (respond->response == RESPONSE_RATE)
        data->rating = respond->rating;
    if (respond->text.length)
        registry_digest(&(document_t){.text = respond->text}, data->text_digest);
}

static bool is_same(const responded_t *before, const responded_t *now)
{
    return before->response == now->response && before->notice == now->notice &&
           before->rating == now->rating &&
           memcmp(before->text_digest, now->text_digest, DIGEST_BYTES) == 0;
}

/* True when this response is here already: then the answer is the first one, or a conflict. */
static bool is_retry(registry_t *self, const case_t *subject, const responded_t *data, ack_t *ack,
    int *rc, fault_t *fault)
{
    slice_t value;
    statement_t words;
    event_t *before = &self->event; /* nothing is being made yet */
    store_view_t *view = store_writing(self->store);
    store_key_t key = key_response(subject->number, data->key);
    if (!view || !view_get(view, TABLE_RESPONSE, key_slice(&key), &value))
        return false;
    *rc = record_from_value(
        &STATEMENT_RECORD, &self->unpacker, value.bytes, value.length, &words, fault);
    uint64_t number = words.event;
    if (*rc == 0)
        *rc = ledger_read(view, &self->unpacker, number, before, fault);
    if (*rc == 0 && !is_same(&before->data.responded, data))
        *rc = fault_set(fault, ERROR_CONFLICT, "id",
            "`id` %s was used for another response before; give every response an id of its own",
            data->key);
    registry_fill_ack(self, subject, false, ack);
    ack->event = number;
    return true;
}

/* The case of a receipt, if this gateway filed it; the refusal tells nothing else. */
static int find_case(registry_t *self, const respond_t *respond, case_t *subject, fault_t *fault)
{
    uint64_t number = receipt_case(self->receipt_key, respond->receipt);
    if (number &&
        registry_case(store_writing(self->store), &self->unpacker, number, subject, fault) &&
        !subject->is_finding && strcmp(subject->gateway, respond->gateway) == 0)
        return 0;
    return fault_set(fault, ERROR_NOT_FOUND, "receipt",
        "this gateway has no submission with this receipt; check both");
}

int registry_respond(
    registry_t *self, const respond_t *respond, int64_t now_ms, ack_t *ack, fault_t *fault)
{
    case_t subject;
    responded_t data;
    int rc;
    read_request(respond, &data);
    if (find_case(self, respond, &subject, fault) < 0)
        return -1;
    if (is_retry(self, &subject, &data, ack, &rc, fault))
        return rc;
    if (responses_plan(self->policy, &subject, now_ms, &data, fault) < 0)
        return -1;
    event_t *event = registry_event(self, EVENT_RESPONDED, respond->gateway, ROLE_GATEWAY, now_ms);
    event->data.responded = data;
    registry_emit(self, &subject, event);
    put_words(self, subject.number, event->number, respond);
    registry_fill_ack(self, &subject, true, ack);
    ack->event = event->number;
    return 0;
}
