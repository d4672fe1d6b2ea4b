/* One spelling for matching, and the way back to the original. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../workers/normalise.h"

static slice_t slice_of(const char *text)
{
    return (slice_t){text, strlen(text)};
}

static void becomes(const char *text, const char *expected)
{
    normalised_t normalised = {0};
    normalise_text(&normalised, (slice_t){0}, slice_of(text));
    assert_int_equal(normalised.text_start, 0); /* without a title, no line of it */
    assert_int_equal(normalised.length, strlen(expected));
    assert_memory_equal(normalised.bytes, expected, strlen(expected));
    normalise_free(&normalised);
}

static void folds_width_script_spaces_and_quotes(void **state)
{
    (void)state;
    becomes("城管不作为", "城管不作为");
    becomes("１２３４５ｍａ，ＡＢ", "12345ma,AB");
    becomes("城 管\t不　作为", "城管不作为");
    becomes("踢“皮球”、‘推诿’", "踢皮球、推诿");
    becomes("占道經營無人管", "占道经营无人管");
    becomes("完了。真的？是！", "完了\n真的\n是\n");
    becomes("一\r\n二；三;四", "一\n\n二\n三\n四");
    becomes("零\u200b宽\ufeff字", "零宽字");
    becomes("㈱①", "㈱1"); /* only forms of a single character are folded */
    becomes("𠮷😀a", "𠮷😀a");
    becomes("", "");
}

static void leaves_out_what_is_no_utf8(void **state)
{
    (void)state;
    becomes("不\xff作\xe4\xbd为", "不作为");
    becomes("\xed\xa0\x80好\xf4\x90\x80\x80", "好");
    becomes("尾\xe4\xbd", "尾");
}

static void keeps_the_way_back(void **state)
{
    (void)state;
    static const char title[] = "投訴 “城管”";
    static const char text[] = "Ａ區　不 作 為。";
    normalised_t normalised = {0};
    normalise_text(&normalised, slice_of(title), slice_of(text));
    const char *found = strstr(normalised.bytes, "不作为");
    assert_non_null(found);
    size_t at = (size_t)(found - normalised.bytes);
    span_t span = normalise_span(&normalised, at, at + strlen("不作为"));
    assert_false(span.in_title);
    assert_memory_equal(text + span.start, "不 作 為", span.end - span.start);
    assert_int_equal(span.end - span.start, strlen("不 作 為"));
    span = normalise_span(&normalised, 0, strlen("投诉"));
    assert_true(span.in_title);
    assert_int_equal(span.start, 0);
    assert_int_equal(span.end, strlen("投訴"));
    normalise_free(&normalised);
}

/* Every byte of any input leads back to a character of the original. */
static void every_byte_leads_back(void **state)
{
    (void)state;
    uint8_t bytes[600];
    uint32_t seed = 2015;
    normalised_t normalised = {0};
    for (size_t round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(seed >> 24);
        }
        normalise_text(&normalised, (slice_t){bytes, 40}, (slice_t){bytes + 40, 560});
        for (size_t i = 0; i < normalised.length; i++) {
            if (i + 1 == normalised.text_start)
                continue; /* the newline between title and text is nobody's */
            span_t span = normalise_span(&normalised, i, i + 1);
            size_t length = span.in_title ? 40 : 560;
            assert_true(span.start < span.end && span.end <= length);
        }
    }
    normalise_free(&normalised);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_width_script_spaces_and_quotes),
        cmocka_unit_test(leaves_out_what_is_no_utf8),
        cmocka_unit_test(keeps_the_way_back),
        cmocka_unit_test(every_byte_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
