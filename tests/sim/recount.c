/* Keeps what each event did to which case, and adds it up by the moments at which it was done. */
#include "recount.h"

#include "chance.h"
#include "checker.h"
#include "gateways.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

#define CASES_MAX        20000
#define PERSONS_MAX_SEEN 512
#define NUMBER(VALUE)    ((unsigned long long)(VALUE))

/* What was done to a case, as its events say. */
typedef struct {
    int64_t received_ms, found_ms, closed_ms, typical_ms, rectified_ms;
    outcome_t outcome;
    size_t line_count;
    struct {
        char target[ID_BYTES];
        int64_t decided_ms; /* with measures */
        size_t measure_count;
        char measures[MEASURES_MAX][SANCTION_BYTES];
    } lines[LINES_MAX];
} history_t;

static history_t *histories[CASES_MAX];
static uint64_t count;

void recount_forget(void)
{
    for (uint64_t i = 0; i <= count; i++) {
        free(histories[i]);
        histories[i] = NULL;
    }
    count = 0;
}

/* ---- events ---- */

static void note_lines(history_t *history, const assessed_t *data)
{
    for (size_t i = 0; i < data->line_count && history->line_count < LINES_MAX; i++)
        memcpy(history->lines[history->line_count++].target, data->lines[i].target, ID_BYTES);
}

static void note_decision(history_t *history, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    if (data->line < 1 || data->line > history->line_count)
        return;
    history->lines[data->line - 1].decided_ms = event->at_ms;
    history->lines[data->line - 1].measure_count = data->measure_count;
    memcpy(history->lines[data->line - 1].measures, data->measures, sizeof data->measures);
}

static void note_act(history_t *history, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    switch (data->verb) {
    case VERB_FIND:
        if (data->line)
            break;
        history->found_ms = event->at_ms;
        history->outcome = data->outcome;
        break;
    case VERB_DECIDE:
        note_decision(history, event);
        break;
    case VERB_APPROVE:
        history->rectified_ms = event->at_ms;
        break;
    case VERB_CLOSE:
        history->closed_ms = event->at_ms;
        break;
    case VERB_EVIDENCE:
        if (!data->state)
            break; /* otherwise it reopens the case */
        /* fall through */
    case VERB_REOPEN:
        history->closed_ms = history->typical_ms = history->rectified_ms = 0;
        break;
    case VERB_TYPICAL:
        history->typical_ms = data->off ? 0 : event->at_ms;
        break;
    default:
        break;
    }
}

void recount_note(const event_t *event)
{
    uint64_t number = event->case_number;
    if (!histories[number])
        histories[number] = calloc(1, sizeof(history_t));
    history_t *history = histories[number];
    if (number > count)
        count = number;
    if (event->kind == EVENT_REGISTERED)
        history->received_ms = event->at_ms;
    else if (event->kind == EVENT_ASSESSED || event->kind == EVENT_PURSUED)
        note_lines(history, &event->data.assessed);
    else if (event->kind == EVENT_ACTED)
        note_act(history, event);
}

/* ---- adding up ---- */

typedef struct {
    int64_t from_ms, until_ms;
    uint64_t received, substantiated, handled, disciplined, closed, typical, rectified;
    size_t person_count;
    struct {
        char id[ID_BYTES];
        bool disciplined;
    } persons[PERSONS_MAX_SEEN];
} sum_t;

static bool covers(const sum_t *sum, int64_t at_ms)
{
    return at_ms && at_ms >= sum->from_ms && (sum->until_ms == 0 || at_ms < sum->until_ms);
}

static bool is_discipline(const policy_t *policy, const char *id)
{
    for (size_t i = 0; i < policy->sanctions.count; i++) {
        const sanction_t *sanction = &policy->sanctions.items[i];
        if (strcmp(sanction->id, id) == 0)
            return sanction->list == SANCTION_PARTY || sanction->list == SANCTION_ADMIN;
    }
    return false;
}

/* P42: a person is one, whatever was decided. */
static void add_person(sum_t *sum, const char *id, bool disciplined)
{
    size_t i = 0;
    while (i < sum->person_count && strcmp(sum->persons[i].id, id) != 0)
        i++;
    if (i == PERSONS_MAX_SEEN)
        log_fail("the simulation counts too many persons");
    if (i == sum->person_count) {
        memcpy(sum->persons[sum->person_count++].id, id, ID_BYTES);
        sum->handled++;
    }
    sum->disciplined += disciplined && !sum->persons[i].disciplined;
    sum->persons[i].disciplined |= disciplined;
}

static void add_history(sum_t *sum, const policy_t *policy, const history_t *history)
{
    bool stands = history->outcome == OUTCOME_SUBSTANTIATED || history->outcome == OUTCOME_PARTLY;
    sum->substantiated += stands && covers(sum, history->found_ms);
    sum->closed += covers(sum, history->closed_ms);
    sum->typical += covers(sum, history->typical_ms);
    sum->rectified += covers(sum, history->rectified_ms);
    for (size_t i = 0; i < history->line_count; i++) {
        bool disciplined = false;
        for (size_t j = 0; j < history->lines[i].measure_count; j++)
            disciplined |= is_discipline(policy, history->lines[i].measures[j]);
        if (history->lines[i].measure_count && covers(sum, history->lines[i].decided_ms))
            add_person(sum, history->lines[i].target, disciplined);
    }
}

static void add_up(sum_t *sum, const policy_t *policy)
{
    for (uint64_t number = 1; number <= count; number++) {
        sum->received += covers(sum, histories[number]->received_ms);
        if (checker_case(number)->state != STATE_MERGED)
            add_history(sum, policy, histories[number]);
    }
}

/* ---- the daemon's answer ---- */

static uint64_t number_of(const msgpack_object *map, const char *key)
{
    const msgpack_object *value = map_get(map, key);
    if (!value || value->type != MSGPACK_OBJECT_POSITIVE_INTEGER)
        log_fail("a report has no number `%s`", key);
    return value->via.u64;
}

static void compare(const sum_t *sum, const msgpack_object *reply)
{
    const msgpack_object *rectified = map_get(map_get(reply, "rectification"), "rectified");
    const struct {
        const char *key;
        uint64_t said, counted;
    } figures[] = {
        {"received", number_of(reply, "received"), sum->received},
        {"substantiated", number_of(reply, "substantiated"), sum->substantiated},
        {"problems", number_of(reply, "problems"), sum->substantiated},
        {"handled", number_of(reply, "handled"), sum->handled},
        {"disciplined", number_of(reply, "disciplined"), sum->disciplined},
        {"closed", number_of(reply, "closed"), sum->closed},
        {"typical", number_of(reply, "typical"), sum->typical},
        {"rectified", number_of(rectified, "count"), sum->rectified},
    };
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (figures[i].said != figures[i].counted)
            log_fail("(vi) the report from %lld until %lld says %s %llu; the events make %llu",
                (long long)sum->from_ms, (long long)sum->until_ms, figures[i].key,
                NUMBER(figures[i].said), NUMBER(figures[i].counted));
    }
    const msgpack_object *recounted = map_get(reply, "recount");
    if (number_of(recounted, "different") || number_of(recounted, "broken"))
        log_fail("(vi) %llu figures of a report are not those of its ledger",
            NUMBER(number_of(recounted, "different")));
}

static void check_period(const house_t *house, int64_t from_ms, int64_t until_ms, int64_t now_ms)
{
    static sum_t sum; /* large */
    buffer_t bytes = {0};
    unpacker_t unpacker = {0};
    msgpack_object reply;
    query_t query = {
        .what = QUERY_REPORT, .from_ms = from_ms, .until_ms = until_ms, .recount = true};
    query_context_t context = {.store = house->store,
        .view = snapshot_open(house->store),
        .policy = house->rules->policy,
        .receipt_key = house->registry.receipt_key,
        .now_ms = now_ms};
    query_answer(&context, &query, &bytes);
    snapshot_close(&context.view);
    if (unpack_message(&unpacker, bytes.bytes, bytes.length, &reply, NULL) < 0)
        log_fail("a report cannot be read");
    if (memmem(bytes.bytes, bytes.length, COMPLAINANT, strlen(COMPLAINANT)))
        log_fail("(v) a report names a complainant");
    sum = (sum_t){.from_ms = from_ms, .until_ms = until_ms};
    add_up(&sum, context.policy);
    compare(&sum, &reply);
    unpacker_free(&context.unpacker);
    unpacker_free(&context.other);
    unpacker_free(&unpacker);
    buffer_free(&bytes);
}

/* A moment at which something was done to a case, after the first was received. */
static int64_t border_ms(int64_t otherwise_ms)
{
    const history_t *history = histories[1 + chance_below(count)];
    const int64_t moments[] = {
        history->received_ms, history->found_ms, history->closed_ms, history->typical_ms};
    int64_t at_ms = moments[chance_below(4)];
    return at_ms ? at_ms : otherwise_ms;
}

void recount_check(const house_t *house, int64_t now_ms)
{
    if (count == 0)
        return;
    int64_t first_ms = histories[1]->received_ms;
    int64_t middle_ms = chance_between(first_ms, now_ms);
    if (chance_permille(
            700)) /* at the very moment of something: it is in one half, and in one only */
        middle_ms = border_ms(middle_ms);
    check_period(house, 0, 0, now_ms);
    check_period(house, 0, middle_ms, now_ms); /* half-open */
    check_period(house, middle_ms, now_ms + 1, now_ms);
}
