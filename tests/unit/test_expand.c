/* Patterns spelt out to words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../workers/expand.h"

static void gives(const char *pattern, const char *expected)
{
    words_t words = expand_pattern(pattern, 20);
    char all[400] = "";
    for (size_t i = 0, length = 0; i < words.count; i++) {
        size_t more = strlen(words.items[i]);
        assert_true(length + more + 2 < sizeof all);
        memcpy(all + length, words.items[i], more);
        length += more;
        all[length++] = ' ';
        all[length] = '\0';
    }
    assert_string_equal(all, expected);
    words_free(&words);
    assert_int_equal(words.count, 0);
}

static void spells_out_choices(void **state)
{
    (void)state;
    gives("不作为", "不作为 ");
    gives("(?:没|无)人", "没人 无人 ");
    gives("没有?人", "没有人 没人 ");
    gives("[查管]都不[查管]", "查都不查 查都不管 管都不查 管都不管 ");
    gives("(?:找(?:了|过)?|问)(?:局)?", "找了局 找了 找过局 找过 找局 找 问局 问 ");
    gives("a|b", "a b ");
}

static void leaves_the_rest_alone(void **state)
{
    (void)state;
    static const char *const others[] = {"门.{0,6}脸", "a*", "a+", "[^a]", "[0-9]", "\\.", "^a",
        "a{2}", "(a)", "(?:a", "a)", "[a", "", "(?:a)?", "a|",
        "(?:(?:(?:(?:(?:(?:(?:(?:(?:a)))))))))", "[一二三四五][一二三四五]"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        gives(others[i], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spells_out_choices),
        cmocka_unit_test(leaves_the_rest_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
