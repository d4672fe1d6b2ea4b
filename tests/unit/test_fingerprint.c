/* The fingerprint: small edits stay near, different texts are far, and what a text does not say
 * (punctuation, spaces, its title) changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../clients/classify_table.h"
#include "../../workers/fingerprint.h"
#include "fill.h"

#define NEAR      12 /* bits, as similar-bits of the shipped campaign.conf */
#define TEXTS_MAX 2000

static uint64_t fingerprint(const char *text, size_t length)
{
    normalised_t normalised = {0};
    normalise_text(&normalised, (slice_t){"标题", 6}, (slice_t){text, length});
    uint64_t bits = fingerprint_text(&normalised);
    normalise_free(&normalised);
    return bits;
}

static uint64_t of(const char *text)
{
    return fingerprint(text, strlen(text));
}

static int distance(uint64_t first, uint64_t second)
{
    return __builtin_popcountll(first ^ second);
}

static const char complaint[] =
    "我家住在柳林镇三组，去年九月起到项目审批窗口办理养殖场立项，先后跑了七趟，每次都说缺一份材料，"
    "补齐以后又说经办人出差，电话没有人接，到现在也没有一个书面答复，请领导查一查到底是谁在拖。";

static void is_the_same_everywhere(void **state)
{
    (void)state;
    /* Fixed: cases in a ledger are compared with those that come years later. */
    assert_int_equal(of(complaint), UINT64_C(0x21305f8b3074bda1));
    assert_int_equal(of(complaint) >> 63, 0);
    assert_int_equal(of("推诿"), of("推诿"));
}

static void what_says_nothing_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(of("窗口推诿，跑了七趟。没人管！"), of("窗口 推诿;跑了七趟,没人管"));
    assert_int_equal(of("窗口推諉跑了七趟"), of("窗口推诿跑了七趟"));
    assert_int_equal(of("推诿推诿推诿推诿"), of("推诿推诿")); /* a pair counts once */
    assert_int_equal(of(""), 0);
    assert_int_equal(of("推"), 0);
    assert_int_equal(of("。，！"), 0);
    assert_int_not_equal(of("推诿"), 0);
}

/* One character in twenty replaced by another, dropped, or followed by another. */
static uint64_t edited(const uint8_t *text, size_t length, uint64_t *seed)
{
    enum { REPLACE, DROP, FOLLOW, LEAVE };
    char *out = malloc(2 * length + 16);
    size_t written = 0, count = random_up_to(seed, 20);
    for (size_t at = 0; at < length; count++) {
        size_t width = text[at] < 0x80 ? 1 : text[at] < 0xe0 ? 2 : text[at] < 0xf0 ? 3 : 4;
        uint64_t what = count % 20 ? LEAVE : random_next(seed) % LEAVE;
        if (what == LEAVE || what == FOLLOW) {
            memcpy(out + written, text + at, width);
            written += width;
        }
        if (what == REPLACE || what == FOLLOW) {
            memcpy(out + written, "龘", 3);
            written += 3;
        }
        at += width;
    }
    uint64_t bits = fingerprint(out, written);
    free(out);
    return bits;
}

static struct {
    size_t count, near;
    uint64_t seed;
    uint64_t bits[TEXTS_MAX];
} corpus = {.seed = 1};

static int read_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)context, (void)line, (void)fault;
    uint64_t bits = fingerprint(values[0].bytes, values[0].length);
    uint64_t other = edited(values[0].bytes, values[0].length, &corpus.seed);
    corpus.near += distance(bits, other) <= NEAR;
    assert_true(corpus.count < TEXTS_MAX);
    corpus.bits[corpus.count++] = bits;
    return 0;
}

static void tells_edits_from_other_texts(void **state)
{
    (void)state;
    static const char *const columns[] = {"text"};
    fault_t fault = {0};
    table_read("tests/corpus/complaints.tsv", columns, 1, read_row, NULL, &fault);
    assert_string_equal(fault.message, "");
    assert_true(corpus.count >= 600);
    assert_true(corpus.near * 100 >= corpus.count * 80);
    size_t pairs = 0, near = 0, sum = 0;
    for (size_t i = 0; i < corpus.count; i++) {
        for (size_t k = 0; k < i; k++, pairs++) {
            int apart = distance(corpus.bits[i], corpus.bits[k]);
            near += apart <= NEAR;
            sum += (size_t)apart;
        }
    }
    assert_int_equal(near, 0);
    assert_in_range(sum / pairs, 29, 33); /* as far as chance */
}

static void a_mass_letter_is_one(void **state)
{
    (void)state;
    for (unsigned house = 1; house <= 500; house++) {
        char text[512];
        snprintf(text, sizeof text, "我是%u号的住户。%s", house, complaint);
        if (distance(of(text), of(complaint)) > NEAR)
            fail_msg("house %u: %d", house, distance(of(text), of(complaint)));
    }
}

static void a_long_text_is_near_its_beginning(void **state)
{
    (void)state;
    size_t length = 0, capacity = 1 << 20;
    uint64_t seed = 3;
    char *text = malloc(capacity);
    while (length + 3 <= capacity) {
        uint64_t character = 0x4e00 + random_next(&seed) % 3000;
        text[length++] = (char)(0xe0 | character >> 12);
        text[length++] = (char)(0x80 | (character >> 6 & 0x3f));
        text[length++] = (char)(0x80 | (character & 0x3f));
    }
    uint64_t whole = fingerprint(text, length);
    assert_in_range(distance(whole, fingerprint(text, length / 10 * 9)), 0, NEAR);
    assert_in_range(distance(whole, of(complaint)), NEAR + 1, 63);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_same_everywhere),
        cmocka_unit_test(what_says_nothing_changes_nothing),
        cmocka_unit_test(tells_edits_from_other_texts),
        cmocka_unit_test(a_mass_letter_is_one),
        cmocka_unit_test(a_long_text_is_near_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
