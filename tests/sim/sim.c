/* The simulation: registry, foreman, workers, gateways, inspectors and staff in one thread, with
 * time, network, crashes and every choice made from one seed. TigerBeetle's VOPR is the model. */
#include "bus.h"
#include "chance.h"
#include "checker.h"
#include "coverage.h"
#include "gateways.h"
#include "hands.h"
#include "leases.h"
#include "log.h"
#include "policies.h"
#include "promises.h"
#include "recount.h"
#include "staff.h"
#include "voices.h"

#include "../../daemon/turn.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define START_MS      INT64_C(1435000000000) /* 2015-06-23, a week before the campaign */
#define START_DAYS    200 /* so long after, at most: before, in and after the campaign */
#define LAST_MS       INT64_C(1475000000000) /* 2016-09-27: the calendar goes further */
#define HOUR_MS       INT64_C(3600000)
#define DAY_MS        (24 * HOUR_MS)
#define VERIFY_EVERY  500
#define QUIET_TURNS   4000
#define SMALL_MAP_MIB 2
#define FULL_MAP_MIB  1024
#define DIRECTORY_MAX 200

static struct {
    house_t house;
    settings_t settings;
    size_t policy; /* in force */
    bool peaceful; /* no more faults */
    bool turning, committed;
    store_status_t verdict; /* of the next commit */
    bool die_after_commit;
    uint64_t deaths, full_turns, reloads;
} sim;

/* ---- the store's commits ---- */

static store_status_t on_commit(void *context)
{
    (void)context;
    if (sim.verdict == STORE_OK) {
        sim.committed = true;
        if (sim.die_after_commit)
            bus_kill();
    } else {
        log_note("the commit fails: %s", sim.verdict == STORE_FULL ? "full" : "broken");
    }
    return sim.verdict;
}

/* ---- what goes over the bus ---- */

static void on_hear(bus_end_t end, const route_t *peer, slice_t body)
{
    answer_t answer;
    if (end == BUS_WORK) {
        hands_hear(peer, body);
        return;
    }
    requests_read(body, &answer);
    if (answer.asked == ASKED_FILING || answer.asked == ASKED_REPEAT ||
        answer.asked == ASKED_CONFLICT)
        gateways_hear(&sim.house, &answer);
    else if (answer.asked >= ASKED_VOICE)
        voices_hear(&sim.house, &answer);
    else
        staff_hear(&sim.house, &answer);
}

/* Whatever the daemon says of a case must be on disk when it says it. */
static void on_said(bus_end_t end, const route_t *peer, slice_t body)
{
    answer_t answer;
    (void)peer;
    if (end == BUS_WORK) {
        leases_check_items(&sim.house.foreman, body);
        return;
    }
    requests_read(body, &answer);
    if (answer.asked == ASKED_QUERY && answer.ok)
        staff_check_view(&answer);
    bool promises = answer.case_number || answer.asked == ASKED_VOICE;
    if (answer.ok && promises && answer.asked != ASKED_QUERY && sim.turning && !sim.committed)
        log_fail(
            "case %llu is acknowledged before the commit", (unsigned long long)answer.case_number);
}

static void on_took(bus_end_t end, const route_t *peer, slice_t body)
{
    if (end == BUS_WORK)
        leases_note_message(peer, body);
    else if (end == BUS_PULL)
        gateways_pushed(body);
}

/* A gateway is told by the receipt; the case's number is nothing that a citizen has. */
static void hear_notice(const char *gateway, const msgpack_object *map)
{
    char receipt[RECEIPT_BYTES] = "";
    const msgpack_object *text = map_get(map, "receipt"), *name = map_get(map, "notice");
    if (!text || !name || map_get(map, "case") || text->via.str.size >= sizeof receipt)
        log_fail("a notice for %s without a receipt, or with a number", gateway);
    memcpy(receipt, text->via.str.ptr, text->via.str.size);
    promises_published(receipt_case(sim.house.registry.receipt_key, receipt), gateway,
        (notice_t)term_value(&NOTICES, name->via.str.ptr, name->via.str.size));
}

static void on_published(const char *topic, slice_t body)
{
    static unpacker_t unpacker;
    msgpack_object map;
    if (!sim.committed)
        log_fail("%s is published before the commit", topic);
    if (unpack_message(&unpacker, body.bytes, body.length, &map, NULL) < 0)
        log_fail("%s cannot be read", topic);
    if (memmem(body.bytes, body.length, COMPLAINANT, strlen(COMPLAINANT)))
        log_fail("(v) %s names a complainant", topic);
    if (strncmp(topic, "notice.", 7) == 0)
        hear_notice(topic + 7, &map);
    else
        checker_published(map_get(&map, "event")->via.u64, map_get(&map, "case")->via.u64);
}

static bool on_reaches(bus_end_t end, const route_t *peer)
{
    return end != BUS_WORK || hands_reach(peer);
}

static const bus_ears_t ears = {on_hear, on_said, on_took, on_published, on_reaches};

/* ---- the daemon's life ---- */

static void start_daemon(void)
{
    fault_t fault;
    store_options_t options = {.map_bytes = sim.settings.store_map_mib * 1024 * 1024,
        .full_percent = (unsigned)sim.settings.store_full_percent,
        .forgetful = true,
        .inject = on_commit};
    sim.verdict = STORE_OK;
    if (house_open(&sim.house, &sim.settings, policies_rules(sim.policy), &options, &fault) < 0)
        log_fail("the daemon does not start again: %s", fault.message);
    log_note("the daemon starts, policy %zu, map of %llu MiB", sim.policy,
        (unsigned long long)sim.settings.store_map_mib);
}

/* kill -9: nothing of the memory is left, and nothing more is said. */
static void kill_daemon(const char *why)
{
    log_note("the daemon dies: %s", why);
    bus_kill();
    house_close(&sim.house);
    sim.deaths++;
    bus_raise();
    leases_forget();
    gateways_forget_pushed();
    if (chance_permille(300))
        sim.policy = chance_below(POLICIES);
    if (!sim.peaceful)
        sim.settings.turn_messages = 1 + chance_below(64);
    start_daemon();
}

static void reload_policy(void)
{
    sim.policy = chance_below(POLICIES);
    log_note("policy %zu is in force", sim.policy);
    house_set_rules(&sim.house, policies_rules(sim.policy));
    sim.reloads++;
}

static void make_turn(void)
{
    sim.committed = false;
    sim.turning = true;
    leases_note_sweep(&sim.house.foreman);
    turn_result_t result = turn_make(&sim.house);
    sim.turning = false;
    leases_check(&sim.house.foreman);
    if (!result.failed)
        leases_check_queues(&sim.house.foreman);
    if (bus_is_dead())
        kill_daemon("after a commit");
    else if (result.failed)
        kill_daemon("the store failed");
    else if (!sim.peaceful && chance_permille(3))
        kill_daemon("between two turns");
    checker_follow(&sim.house);
    gateways_check_pushed(&sim.house);
}

/* ---- a step ---- */

static void choose_faults(void)
{
    uint64_t dice = chance_below(1000);
    sim.verdict = dice < 4 ? STORE_FAILED : dice < 16 ? STORE_FULL : STORE_OK;
    sim.die_after_commit = chance_permille(4);
    sim.full_turns += sim.verdict == STORE_FULL;
    if (chance_permille(10)) {
        bus_weather_t weather = {.drop_permille = (unsigned)chance_below(150),
            .double_permille = (unsigned)chance_below(150),
            .delay_max_ms = chance_between(0, chance_permille(200) ? 20000 : 500)};
        bus_set_weather(&weather);
    }
}

static int64_t choose_jump(void)
{
    static const int64_t jumps[] = {
        60000, HOUR_MS, 12 * HOUR_MS, DAY_MS, 7 * DAY_MS, 15 * DAY_MS, 45 * DAY_MS};
    int64_t jump_ms = 0;
    if (chance_permille(12))
        jump_ms = chance_between(1, jumps[chance_below(sizeof jumps / sizeof jumps[0])]);
    if (chance_permille(10)) /* the clock is set, and was fast */
        jump_ms -= chance_between(1, chance_permille(200) ? HOUR_MS : 5000);
    return bus_wall_ms() + jump_ms > LAST_MS ? 0 : jump_ms;
}

/* Goes to the very millisecond at which a clock is due, and sweeps. */
static void go_to_due(void)
{
    const bus_weather_t calm = {0};
    int64_t due_ms = checker_next_due(bus_wall_ms());
    if (!due_ms || due_ms > LAST_MS)
        return;
    bus_set_weather(&calm);
    bus_pass(0, due_ms - bus_wall_ms());
    staff_sweep(false);
}

static void pass_time(void)
{
    bus_pass(chance_between(0, 200), sim.peaceful ? 0 : choose_jump());
    if (sim.peaceful)
        return;
    if (chance_permille(2))
        bus_pass(chance_between(0, 120000), 0); /* the machine was asleep */
    if (chance_permille(10))
        go_to_due();
}

static void act_at_random(void)
{
    if (chance_permille(250))
        gateways_file();
    for (uint64_t acts = chance_below(4); acts > 0; acts--)
        staff_act();
    if (chance_permille(40))
        staff_sweep(false);
    if (chance_permille(15))
        staff_sweep(true);
    if (chance_permille(30))
        staff_ask();
    if (chance_permille(4))
        reload_policy();
}

static void step(void)
{
    if (!sim.peaceful) {
        act_at_random();
        choose_faults();
    }
    pass_time();
    hands_live(sim.peaceful);
    gateways_live(sim.peaceful);
    voices_live(sim.peaceful);
    bus_deliver();
    make_turn();
}

/* ---- the end: the network heals, and everything must come to rest ---- */

static bool is_quiet(void)
{
    const foreman_t *foreman = &sim.house.foreman;
    if (sim.house.reschedule.pending || !gateways_satisfied() || !voices_satisfied() ||
        foreman->dispatcher.by_id || foreman->sweep_count > 0 ||
        outbox_pending(&sim.house.outbox) > 0)
        return false; /* a sweep that came late on the network is still to be done */
    for (uint64_t i = 1; i <= checker_case_count(); i++) {
        stage_t stage = checker_case(i)->stage;
        if (stage == STAGE_CLASSIFY || stage == STAGE_ESCALATE)
            return false;
    }
    return true;
}

/* With everything in order a sweep does all that is due. */
static void sweep_at_peace(void)
{
    uint64_t swept = staff_swept();
    uint64_t most = QUIET_TURNS + checker_case_count(); /* all of them may be due */
    for (uint64_t turns = 0; turns < most && staff_swept() == swept; turns++) {
        if (turns % 100 == 0)
            staff_sweep(false);
        step();
    }
    if (staff_swept() == swept)
        log_fail("a sweep with everything in order is never completed without a failure");
    uint64_t turns = 0;
    while (turns++ < 100 || (turns < most && sim.house.foreman.sweep_count > 0))
        step(); /* there may be more in the row, of the time before the peace */
    checker_quiet(&sim.house);
}

static void heal(uint64_t seed, uint64_t steps)
{
    const bus_weather_t fair = {.delay_max_ms = 20};
    sim.peaceful = true;
    sim.verdict = STORE_OK;
    sim.die_after_commit = false;
    bus_set_weather(&fair);
    if (sim.settings.store_map_mib != FULL_MAP_MIB || chance_below(2)) {
        sim.settings.store_map_mib = FULL_MAP_MIB;
        sim.settings.turn_messages = 256;
        kill_daemon("to be given more room");
    }
    hands_replace();
    uint64_t turns = 0;
    for (; turns < QUIET_TURNS + steps && !is_quiet(); turns++) { /* a long row takes long */
        log_at(seed, steps + turns, bus_wall_ms());
        step();
    }
    if (!gateways_satisfied())
        log_fail("(i) some filings are never acknowledged");
    if (!voices_satisfied())
        log_fail("some responses are never answered");
    checker_quiet(&sim.house);
    sweep_at_peace();
    int64_t due_ms = checker_next_due(bus_wall_ms());
    if (due_ms > bus_wall_ms() + HOUR_MS)
        bus_pass(0, due_ms - bus_wall_ms() - HOUR_MS / 2); /* soon, but not yet */
    sweep_at_peace();
    bus_pass(0, 30 * DAY_MS);
    sweep_at_peace();
}

/* ---- a whole simulation ---- */

static void add_to_digest(crypto_generichash_state *digest, slice_t bytes)
{
    uint64_t length = bytes.length;
    crypto_generichash_update(digest, (const uint8_t *)&length, sizeof length);
    crypto_generichash_update(digest, bytes.bytes, bytes.length);
}

/* Of everything that is stored. */
static void print_digest(uint64_t seed, uint64_t steps)
{
    crypto_generichash_state state;
    uint8_t digest[8 + 8];
    slice_t key, value;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    store_view_t *view = snapshot_open(sim.house.store);
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        store_cursor_t *cursor = cursor_open(view, table);
        for (bool more = cursor_at_least(cursor, (slice_t){"\0", 1}, &key, &value); more;
             more = cursor_next(cursor, &key, &value)) {
            add_to_digest(&state, key);
            add_to_digest(&state, value);
        }
        cursor_close(&cursor);
    }
    snapshot_close(&view);
    crypto_generichash_final(&state, digest, sizeof digest);
    char text[2 * sizeof digest + 1];
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    printf("seed %llu: %llu steps, %llu cases, %llu events, %llu sweeps, %llu deaths, %llu "
           "reloads, digest %s\n",
        (unsigned long long)seed, (unsigned long long)steps,
        (unsigned long long)checker_case_count(), (unsigned long long)checker_event_count(),
        (unsigned long long)staff_swept(), (unsigned long long)sim.deaths,
        (unsigned long long)sim.reloads, text);
}

static void simulate(uint64_t seed, uint64_t steps, const char *directory)
{
    chance_seed(seed);
    int64_t start_ms = START_MS + chance_between(0, START_DAYS) * DAY_MS;
    log_at(seed, 0, start_ms);
    bus_open(&ears, start_ms);
    policies_open(directory, start_ms);
    sim.settings = (settings_t){
        .store_map_mib = chance_permille(200) ? SMALL_MAP_MIB : FULL_MAP_MIB,
        .store_full_percent = 80,
        .turn_messages = 1 + chance_below(64),
        .turn_bytes = 1 << 20,
        .turn_ms = 50,
        .lease_ms = 30000,
        .worker_silence_ms = 5000,
        .queries_max = 16,
    };
    snprintf(sim.settings.store, sizeof sim.settings.store, "%s/store", directory);
    start_daemon();
    for (uint64_t i = 1; i <= steps; i++) {
        log_at(seed, i, bus_wall_ms());
        step();
        if (i % VERIFY_EVERY == 0) {
            gateways_recheck(&sim.house);
            recount_check(&sim.house, ledger_now_ms(&sim.house.registry.ledger, bus_wall_ms()));
        }
    }
    heal(seed, steps);
    coverage_print();
    checker_verify_all(&sim.house);
    gateways_recheck(&sim.house);
    recount_check(&sim.house, ledger_now_ms(&sim.house.registry.ledger, bus_wall_ms()));
    voices_recheck(&sim.house);
    print_digest(seed, steps);
}

static void close_all(void)
{
    house_close(&sim.house);
    bus_close();
    hands_close();
    gateways_close();
    voices_close();
    requests_close();
    leases_close();
    checker_close();
    policies_close();
}

int main(int argc, char **argv)
{
    char directory[DIRECTORY_MAX], command[DIRECTORY_MAX + 16];
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    if (argc != 3) {
        fprintf(stderr, "usage: sim SEED STEPS\n");
        return 64;
    }
    snprintf(directory, sizeof directory, "%s/duban-sim-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(directory)) {
        perror(directory);
        return 73;
    }
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    log_at_end(command);
    simulate(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10), directory);
    close_all();
    return 0;
}
