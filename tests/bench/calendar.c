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
#include <unistd.h>

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

typedef struct {
    store_t *store;
    policy_t *policy;
    registry_t registry;
    double took_us[ROUNDS_MAX];
} side_t;

static void side_open(side_t *self, const char *store)
{
    fault_t fault;
    store_options_t options = {.map_bytes = MAP_BYTES, .full_percent = 90, .forgetful = true};
    bundle_t *bundle = bundle_embedded();
    self->policy = policy_load(bundle, &fault);
    self->store = store_open(store, &options, &fault);
    bundle_destroy(&bundle);
    if (!self->policy || !self->store ||
        registry_open(&self->registry, self->store, store, &fault) < 0)
        bench_die("%s", fault.message);
    self->registry.policy = self->policy;
}

static void side_close(side_t *self)
{
    registry_close(&self->registry);
    store_close(&self->store);
    policy_destroy(&self->policy);
}

void bench_calendar(const bench_size_t *size)
{
    static side_t sides[2];
    static const char *const stores[] = {"closed-few", "closed-many"};
    const size_t closed[] = {size->few, size->many};
    double ratio[ROUNDS_MAX];
    for (unsigned i = 0; i < 2; i++) {
        fill_closed(house_path(stores[i]), closed[i], size->due);
        side_open(&sides[i], house_path(stores[i]));
    }
    sync(); /* or the kernel would hold up the walk to write down what was filled in */
    for (size_t round = 0; round < size->rounds; round++) {
        for (unsigned i = 0; i < 2; i++) {
            lengthen(sides[i].policy);
            sides[i].took_us[round] = walk(&sides[i].registry, size->due);
        }
        ratio[round] = sides[1].took_us[round] / sides[0].took_us[round];
    }
    double many_us = median(sides[1].took_us, size->rounds);
    figure_add("changed calendar, per open case", many_us / (double)size->due, "µs");
    figure_add("changed calendar, many closed cases", many_us / 1e3, "ms");
    figure_goal(
        "changed calendar, many / few closed", median(ratio, size->rounds), "×", GOAL_AT_MOST, 2);
    for (unsigned i = 0; i < 2; i++) {
        side_close(&sides[i]);
        house_remove(stores[i]);
    }
}
