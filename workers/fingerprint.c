/* Lets every pair of characters vote on 64 bits, eight votes at a time. */
#include "fingerprint.h"

#include <string.h>

#define PLANES     26 /* bits of a count: more votes than a text of 4 GiB has pairs seen once */
#define VOTES      8
#define SEEN_BITS  14 /* of the hash that tell whether a pair was here before */
#define SEEN_WORDS ((1 << SEEN_BITS) / 64)

/* 64 counters side by side: bit b of plane p is bit p of the counter of bit b. */
typedef struct {
    uint64_t planes[PLANES];
    size_t count; /* of the votes, but for the waiting ones */
    size_t waiting_count;
    uint64_t waiting[VOTES];
    uint64_t seen[SEEN_WORDS];
} ballot_t;

/* A full adder for each of the 64 counters: sum is left in `sum`, the carry is returned. */
static uint64_t carry_save(uint64_t *sum, uint64_t first, uint64_t second)
{
    uint64_t half = *sum ^ first;
    uint64_t carry = (*sum & first) | (half & second);
    *sum = half ^ second;
    return carry;
}

static void add_from(ballot_t *self, size_t plane, uint64_t carry)
{
    for (; carry; plane++) {
        uint64_t next = self->planes[plane] & carry;
        self->planes[plane] ^= carry;
        carry = next;
    }
}

/* Adds the eight votes that wait (the tree of Harley and Seal). */
static void add_waiting(ballot_t *self)
{
    const uint64_t *vote = self->waiting;
    uint64_t *planes = self->planes;
    uint64_t twos_a = carry_save(&planes[0], vote[0], vote[1]);
    uint64_t twos_b = carry_save(&planes[0], vote[2], vote[3]);
    uint64_t fours_a = carry_save(&planes[1], twos_a, twos_b);
    twos_a = carry_save(&planes[0], vote[4], vote[5]);
    twos_b = carry_save(&planes[0], vote[6], vote[7]);
    uint64_t fours_b = carry_save(&planes[1], twos_a, twos_b);
    add_from(self, 3, carry_save(&planes[2], fours_a, fours_b));
    self->count += VOTES;
    self->waiting_count = 0;
}

/* Adds the votes of a pair that was not here before. Pairs that share the bits looked at count as
 * one: in a long text some are not heard, the same ones in a near-same text. */
static void vote(ballot_t *self, uint64_t hash)
{
    uint64_t place = hash >> (64 - SEEN_BITS);
    uint64_t *seen = &self->seen[place / 64];
    bool is_new = !(*seen >> place % 64 & 1);
    *seen |= UINT64_C(1) << place % 64;
    self->waiting[self->waiting_count] = hash;
    self->waiting_count += is_new; /* no branch: whether it is new cannot be foretold */
    if (self->waiting_count == VOTES)
        add_waiting(self);
}

/* The two halves of the 128 bits of a product, folded (as in wyhash). */
static uint64_t hash_pair(uint32_t first, uint32_t second)
{
    unsigned __int128 product = (unsigned __int128)(first ^ UINT64_C(0xa0761d6478bd642f)) *
                                (second ^ UINT64_C(0xe7037ed1a0b428db));
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* The bits that more than half of the votes have. */
static uint64_t count_out(ballot_t *self)
{
    for (size_t i = 0; i < self->waiting_count; i++)
        add_from(self, 0, self->waiting[i]);
    uint64_t more = 0, same = UINT64_MAX;
    size_t half = (self->count + self->waiting_count) / 2;
    for (size_t plane = PLANES; plane-- > 0;) {
        uint64_t bits = self->planes[plane];
        if (half >> plane & 1) {
            same &= bits;
        } else {
            more |= same & bits;
            same &= ~bits;
        }
    }
    return more;
}

/* The bytes of the character at `at`, as one number; `width` is how many there are. Nearly all have
 * three. */
static uint32_t character(const normalised_t *text, size_t at, size_t *width)
{
    const unsigned char *byte = (const unsigned char *)text->bytes + at;
    if ((byte[0] & 0xf0) == 0xe0) {
        *width = 3;
        return (uint32_t)byte[0] << 16 | (uint32_t)byte[1] << 8 | byte[2];
    }
    *width = byte[0] < 0x80 ? 1 : byte[0] < 0xe0 ? 2 : 4;
    uint32_t number = byte[0];
    for (size_t i = 1; i < *width; i++)
        number = number << 8 | byte[i];
    return number;
}

static bool is_letter_or_digit(uint32_t now)
{
    return now >= 0x80 || (now >= '0' && now <= '9') ||
           ((now | 0x20) >= 'a' && (now | 0x20) <= 'z');
}

uint64_t fingerprint_text(const normalised_t *text)
{
    ballot_t ballot;
    memset(&ballot, 0, sizeof ballot);
    uint32_t before = 0;
    for (size_t at = text->text_start, width; at < text->length; at += width) {
        uint32_t now = character(text, at, &width);
        if (!is_letter_or_digit(now))
            continue;
        if (before)
            vote(&ballot, hash_pair(before, now));
        before = now;
    }
    return count_out(&ballot) & INT64_MAX;
}
