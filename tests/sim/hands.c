/* Up to HANDS workers with moods, working in the simulation's own thread. */
#include "hands.h"

#include "../../proto/work.h"
#include "../../workers/worker.h"
#include "chance.h"
#include "log.h"
#include "policies.h"

#include <stdlib.h>
#include <string.h>

#define HANDS       8
#define ROUTE_HAND  2
#define LATE_MAX_MS 40000
#define POISON      61 /* every so-many-th case kills whoever classifies it */

/* How a hand behaves. */
typedef struct {
    unsigned fail_permille, late_permille, twice_permille, stale_permille, die_permille;
    unsigned confuse_permille; /* gives the steps of another clock */
} mood_t;

typedef struct {
    bool alive;
    const trade_t *trade;
    route_t route;
    uint64_t capacity;
    const rules_t *rules; /* what it has loaded; NULL before the first policy */
    mood_t mood;
    int64_t next_beat_ms; /* monotonic */
} hand_t;

/* A trade's state for one policy; they keep nothing between two items, so all hands share them. */
typedef struct {
    const trade_t *trade;
    const rules_t *rules;
    void *state;
} loaded_t;

static struct {
    hand_t hands[HANDS];
    uint16_t generation;
    loaded_t loaded[2 * POLICIES];
    size_t loaded_count;
    unpacker_t unpacker;
    work_item_t item;
    work_result_t result;
    size_t last_count; /* the steps of the last clock that somebody judged */
    escalated_t last_steps[STEPS_MAX];
    buffer_t message, results;
} crew;

static hand_t *find_hand(const route_t *route)
{
    for (size_t i = 0; i < HANDS; i++) {
        hand_t *hand = &crew.hands[i];
        if (hand->alive && hand->route.length == route->length &&
            memcmp(hand->route.bytes, route->bytes, route->length) == 0)
            return hand;
    }
    return NULL;
}

static void *state_of(const trade_t *trade, const rules_t *rules)
{
    for (size_t i = 0; i < crew.loaded_count; i++) {
        if (crew.loaded[i].trade == trade && crew.loaded[i].rules == rules)
            return crew.loaded[i].state;
    }
    fault_t fault;
    void *state = trade->load(rules->bundle, &fault);
    if (!state)
        log_fail("a %s cannot load a policy: %s", trade->name, fault.message);
    crew.loaded[crew.loaded_count++] = (loaded_t){trade, rules, state};
    return state;
}

/* ---- saying ---- */

static void say(const hand_t *hand, work_head_t *head, const char *list, size_t count,
    slice_t items, int64_t late_ms)
{
    snprintf(head->name, sizeof head->name, "%s %u", hand->trade->name,
        (unsigned)(hand->route.bytes[2] << 8 | hand->route.bytes[3]));
    buffer_clear(&crew.message);
    work_pack_head(head, list, count, &crew.message);
    buffer_append(&crew.message, items.bytes, items.length);
    bus_post(BUS_WORK, &hand->route, buffer_slice(&crew.message), late_ms);
}

static void say_ready(hand_t *hand)
{
    work_head_t head = {.op = WORK_READY, .stage = hand->trade->stage, .capacity = hand->capacity};
    if (hand->rules)
        memcpy(head.policy, hand->rules->policy->digest, sizeof head.policy);
    say(hand, &head, NULL, 0, (slice_t){"", 0}, 0);
    hand->next_beat_ms = bus_mono_ms() + WORK_HEARTBEAT_MS;
}

static void say_leave(hand_t *hand)
{
    work_head_t head = {.op = WORK_LEAVE, .stage = hand->trade->stage};
    say(hand, &head, NULL, 0, (slice_t){"", 0}, 0);
}

static void say_results(const hand_t *hand, stage_t stage, size_t count)
{
    work_head_t head = {.op = WORK_RESULT, .stage = stage};
    memcpy(head.policy, hand->rules->policy->digest, sizeof head.policy);
    int64_t late_ms =
        chance_permille(hand->mood.late_permille) ? chance_between(0, LATE_MAX_MS) : 0;
    say(hand, &head, "results", count, buffer_slice(&crew.results), late_ms);
    if (chance_permille(hand->mood.twice_permille))
        say(hand, &head, "results", count, buffer_slice(&crew.results), late_ms);
    buffer_clear(&crew.results);
}

/* ---- working ---- */

static void pack_result(stage_t stage)
{
    const work_result_t *result = &crew.result;
    msgpack_packer packer = buffer_packer(&crew.results);
    bool pursues = result->pursued.line_count > 0;
    msgpack_pack_map(&packer, pursues ? 3 : 2);
    if (pursues) {
        pack_text(&packer, "pursued");
        record_pack_map(&PURSUED_RECORD, &result->pursued, &packer);
    }
    pack_text(&packer, "lease");
    msgpack_pack_uint64(&packer, result->lease);
    if (result->failure[0]) {
        pack_text(&packer, "failure");
        pack_text(&packer, result->failure);
    } else if (stage == STAGE_CLASSIFY) {
        pack_text(&packer, "classified");
        record_pack_map(&CLASSIFIED_RECORD, &result->classified, &packer);
    } else if (stage == STAGE_ESCALATE && result->proposed.line_count > 0) {
        pack_text(&packer, "proposed");
        record_pack_map(&PROPOSED_RECORD, &result->proposed, &packer);
    } else if (stage == STAGE_ESCALATE) {
        pack_text(&packer, "assessed");
        record_pack_map(&ASSESSED_RECORD, &result->assessed, &packer);
    } else {
        pack_text(&packer, "steps");
        msgpack_pack_array(&packer, result->step_count);
        for (size_t i = 0; i < result->step_count; i++)
            record_pack_map(&ESCALATED_RECORD, &result->steps[i], &packer);
    }
}

/* The number of the case in hand. */
static uint64_t case_in_hand(void)
{
    static case_t subject;
    static unpacker_t unpacker;
    record_from_value(&CASE_RECORD, &unpacker, crew.item.case_value.bytes,
        crew.item.case_value.length, &subject, NULL);
    return subject.number;
}

static void confuse(const hand_t *hand)
{
    work_result_t *result = &crew.result;
    if (chance_permille(hand->mood.confuse_permille)) {
        result->step_count = crew.last_count;
        memcpy(result->steps, crew.last_steps, sizeof result->steps);
    } else {
        crew.last_count = result->step_count;
        memcpy(crew.last_steps, result->steps, sizeof crew.last_steps);
    }
}

/* False when the item killed the hand. */
static bool do_item(hand_t *hand, stage_t stage, const msgpack_object *object)
{
    fault_t fault;
    if (record_from_map(&WORK_ITEM_RECORD, object, &crew.item, &fault) < 0)
        log_fail("the daemon sends an item that cannot be read: %s", fault.message);
    uint64_t number = case_in_hand();
    bool is_poison = stage == STAGE_CLASSIFY && number % POISON == POISON / 2;
    if (is_poison || chance_permille(hand->mood.die_permille))
        return false;
    memset(&crew.result, 0, sizeof crew.result);
    if (chance_permille(hand->mood.fail_permille))
        snprintf(crew.result.failure, sizeof crew.result.failure, "no wish to");
    else
        hand->trade->work(state_of(hand->trade, hand->rules), stage, &crew.item, &crew.result);
    crew.result.classified.score = policies_stamp(hand->rules, number);
    if (stage == STAGE_CLOCK)
        confuse(hand);
    crew.result.lease = crew.item.lease;
    pack_result(stage);
    return true;
}

static void kill_hand(hand_t *hand)
{
    log_note("%s %u is gone", hand->trade->name, hand->route.bytes[3]);
    hand->alive = false;
}

static void hear_items(hand_t *hand, const work_head_t *head, const msgpack_object *map)
{
    const msgpack_object *items = map_get(map, "items");
    bool current =
        hand->rules && memcmp(head->policy, hand->rules->policy->digest, DIGEST_BYTES) == 0;
    if (!current && !(hand->rules && chance_permille(hand->mood.stale_permille))) {
        say_ready(hand);
        return;
    }
    size_t done = 0;
    for (uint32_t i = 0; i < items->via.array.size && hand->alive; i++) {
        if (do_item(hand, head->stage, &items->via.array.ptr[i]))
            done++;
        else
            kill_hand(hand);
    }
    if (hand->alive || chance_permille(500))
        say_results(hand, head->stage, done);
    buffer_clear(&crew.results);
}

static void hear_policy(hand_t *hand, const work_head_t *head, const msgpack_object *map)
{
    fault_t fault;
    bundle_t *bundle = bundle_from_object(map_get(map, "files"), &fault);
    if (!bundle || memcmp(bundle_digest(bundle), head->policy, DIGEST_BYTES) != 0)
        log_fail("the daemon sends files of another policy than it says");
    hand->rules = policies_find(bundle_digest(bundle));
    bundle_destroy(&bundle);
    say_ready(hand);
}

void hands_hear(const route_t *peer, slice_t body)
{
    msgpack_object map;
    work_head_t head;
    fault_t fault;
    hand_t *hand = find_hand(peer);
    if (!hand)
        return;
    if (unpack_message(&crew.unpacker, body.bytes, body.length, &map, &fault) < 0 ||
        record_from_map(&WORK_HEAD_RECORD, &map, &head, &fault) < 0)
        log_fail("the daemon sends a worker what cannot be read: %s", fault.message);
    if (head.op == WORK_POLICY)
        hear_policy(hand, &head, &map);
    else if (head.op == WORK_ITEMS)
        hear_items(hand, &head, &map);
    else
        log_fail("the daemon sends a worker `%s`", term_name(&WORK_OPS, head.op));
}

bool hands_reach(const route_t *peer)
{
    return find_hand(peer) || chance_permille(500); /* a loss is not always noticed at once */
}

/* ---- living ---- */

static hand_t *start_hand(const trade_t *trade, const mood_t *mood)
{
    for (size_t i = 0; i < HANDS; i++) {
        hand_t *hand = &crew.hands[i];
        if (hand->alive)
            continue;
        uint16_t generation = ++crew.generation;
        *hand = (hand_t){.alive = true, .trade = trade, .mood = *mood};
        hand->capacity = chance_permille(500) ? trade->capacity : 1 + chance_below(6);
        hand->route = (route_t){
            {0, ROUTE_HAND, (uint8_t)(generation >> 8), (uint8_t)generation, (uint8_t)i}, 5};
        log_note("%s %u comes, capacity %llu", trade->name, generation,
            (unsigned long long)hand->capacity);
        say_ready(hand);
        return hand;
    }
    return NULL;
}

static mood_t any_mood(void)
{
    mood_t mood = {0};
    if (chance_permille(400))
        return mood;
    mood.fail_permille = chance_permille(300) ? (unsigned)chance_below(200) : 0;
    mood.late_permille = chance_permille(300) ? (unsigned)chance_below(500) : 0;
    mood.twice_permille = (unsigned)chance_below(100);
    mood.stale_permille = (unsigned)chance_below(500);
    mood.confuse_permille = chance_permille(300) ? 200 : 0;
    mood.die_permille = chance_permille(200) ? (unsigned)chance_below(20) : 0;
    return mood;
}

static const trade_t *any_trade(void)
{
    return chance_permille(500) ? &CLASSIFIER_TRADE : &ESCALATOR_TRADE;
}

/* A supervisor starts again what has died: two faultless hands of each trade. */
static void keep_staffed(void)
{
    static const trade_t *const trades[] = {&CLASSIFIER_TRADE, &ESCALATOR_TRADE};
    const mood_t good = {0};
    for (size_t trade = 0; trade < 2; trade++) {
        size_t count = 0;
        for (size_t i = 0; i < HANDS; i++)
            count += crew.hands[i].alive && crew.hands[i].trade == trades[trade];
        for (; count < 2; count++)
            start_hand(trades[trade], &good);
    }
}

void hands_live(bool peaceful)
{
    if (peaceful)
        keep_staffed();
    for (size_t i = 0; i < HANDS; i++) {
        hand_t *hand = &crew.hands[i];
        if (!hand->alive)
            continue;
        if (bus_mono_ms() >= hand->next_beat_ms)
            say_ready(hand);
        if (peaceful)
            continue;
        if (chance_permille(3)) {
            kill_hand(hand);
        } else if (chance_permille(3)) {
            say_leave(hand);
            kill_hand(hand);
        } else if (chance_permille(3)) {
            hand->next_beat_ms += chance_between(0, 60000);
        }
    }
    if (!peaceful && chance_permille(40)) {
        mood_t mood = any_mood();
        start_hand(any_trade(), &mood);
    }
}

void hands_replace(void)
{
    for (size_t i = 0; i < HANDS; i++)
        crew.hands[i].alive = false;
    keep_staffed();
}

void hands_close(void)
{
    for (size_t i = 0; i < crew.loaded_count; i++)
        crew.loaded[i].trade->unload(crew.loaded[i].state);
    crew.loaded_count = 0;
    unpacker_free(&crew.unpacker);
    buffer_free(&crew.message);
    buffer_free(&crew.results);
}
