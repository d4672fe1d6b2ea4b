/* What a changed calendar costs: the walk that computes the open clocks anew, beside many closed
 * cases and beside few. */
#include "../../daemon/reschedule.h"
#include "figures.h"
#include "fill.h"
#include "house.h"
#include "sections.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CASES_PER_STEP 1024 /* turn-messages of the shipped duban.conf */
#define MAP_BYTES      (UINT64_C(64) << 30)

/* Lengths that differ from those in the store by one day to accept: every open clock of that kind
 * comes out otherwise. */
static void lengthen(policy_t *policy)
{
    policy->clocks.length[CLOCK_ACCEPT].amount++;
    policy->clocks_digest[0]++;
}

/* Walks through the store by other lengths; the microseconds of it. */
static double walk(registry_t *registry, size_t open)
{
    reschedule_t walk = {0};
    int64_t now_ms = (int64_t)time(NULL) * 1000;
    double began_us = now_us();
    bool left = true;
    reschedule_follow(&walk, registry);
    while (left) {
        store_begin(registry->store);
        left = reschedule_step(&walk, registry, CASES_PER_STEP, now_ms);
        if (store_commit(registry->store) != STORE_OK)
            bench_die("a commit failed");
        registry_settle(registry);
    }
    double took_us = now_us() - began_us;
    if (walk.looked != open || walk.moved != open)
        bench_die("the walk looked at %llu cases and moved %llu, of %zu that are open",
            (unsigned long long)walk.looked, (unsigned long long)walk.moved, open);
    return took_us;
}

static double walk_store(const char *store, const bench_size_t *size)
{
    fault_t fault;
    registry_t registry;
    double took_us[ROUNDS_MAX];
    store_options_t options = {.map_bytes = MAP_BYTES, .full_percent = 90, .forgetful = true};
    bundle_t *bundle = bundle_embedded();
    policy_t *policy = policy_load(bundle, &fault);
    store_t *opened = store_open(store, &options, &fault);
    bundle_destroy(&bundle);
    if (!policy || !opened || registry_open(&registry, opened, store, &fault) < 0)
        bench_die("%s", fault.message);
    registry.policy = policy;
    for (size_t round = 0; round < size->rounds; round++) {
        lengthen(policy);
        took_us[round] = walk(&registry, size->due);
    }
    registry_close(&registry);
    store_close(&opened);
    policy_destroy(&policy);
    return median(took_us, size->rounds);
}

void bench_calendar(const bench_size_t *size)
{
    const char *const stores[] = {"closed-few", "closed-many"};
    const size_t closed[] = {size->few, size->many};
    double took_us[2];
    for (unsigned i = 0; i < 2; i++) {
        fill_closed(house_path(stores[i]), closed[i], size->due);
        took_us[i] = walk_store(house_path(stores[i]), size);
        house_remove(stores[i]);
    }
    figure_add("changed calendar, per open case", took_us[1] / (double)size->due, "µs");
    figure_add("changed calendar, few closed cases", took_us[0] / 1e3, "ms");
    figure_add("changed calendar, many closed cases", took_us[1] / 1e3, "ms");
    figure_goal("changed calendar, many / few", took_us[1] / took_us[0], "×", GOAL_AT_MOST, 2);
}
