/* SplitMix64, and the same numbers for libsodium. */
#include "chance.h"

#include <sodium.h>

static uint64_t state;

uint64_t chance_next(void)
{
    uint64_t mixed = state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

uint64_t chance_below(uint64_t count)
{
    return count ? chance_next() % count : 0;
}

int64_t chance_between(int64_t low, int64_t high)
{
    return low + (int64_t)chance_below((uint64_t)(high - low) + 1);
}

bool chance_permille(unsigned permille)
{
    return chance_below(1000) < permille;
}

static const char *sodium_name(void)
{
    return "simulation";
}

static uint32_t sodium_random(void)
{
    return (uint32_t)chance_next();
}

static void sodium_fill(void *const bytes, const size_t length)
{
    for (size_t i = 0; i < length; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)chance_next();
}

static randombytes_implementation for_sodium = {
    .implementation_name = sodium_name, .random = sodium_random, .buf = sodium_fill};

void chance_seed(uint64_t seed)
{
    state = seed;
    randombytes_set_implementation(&for_sodium);
    if (sodium_init() < 0)
        __builtin_trap(); /* nothing can be simulated without hashes */
}
