/* Compiled lexicons on disk: given back whole or not at all, and never believed when they are
 * damaged or of another Hyperscan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../workers/cache.h"
#include "../../workers/matcher.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];

static int make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/duban-test-cache.XXXXXX");
    return mkdtemp(directory) && setenv("CACHE_DIRECTORY", directory, 1) == 0 ? 0 : -1;
}

/* Calls `each` with the path of every file; returns how many there are. */
static size_t files(void (*each)(const char *path))
{
    size_t count = 0;
    DIR *entries = opendir(directory);
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.')
            continue;
        char path[sizeof directory + NAME_MAX + 2];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        each(path);
        count++;
    }
    closedir(entries);
    return count;
}

static void take_away(const char *path)
{
    assert_int_equal(unlink(path), 0);
}

static void look(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 077, 0); /* nobody else's business */
}

static int empty_directory(void **state)
{
    (void)state;
    setenv("CACHE_DIRECTORY", directory, 1);
    files(take_away);
    return 0;
}

static int remove_directory(void **state)
{
    empty_directory(state);
    return rmdir(directory);
}

static const uint8_t *key_of(uint8_t number)
{
    static uint8_t key[CACHE_KEY_BYTES];
    memset(key, number, sizeof key);
    return key;
}

static bool holds(uint8_t number, const char *expected)
{
    buffer_t bytes = {0};
    bool read = DISK_CACHE.read(key_of(number), &bytes);
    if (read) {
        assert_int_equal(bytes.length, strlen(expected));
        assert_memory_equal(bytes.bytes, expected, bytes.length);
    }
    buffer_free(&bytes);
    return read;
}

static void gives_back_what_was_kept(void **state)
{
    (void)state;
    assert_false(holds(1, ""));
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    assert_true(holds(1, "compiled"));
    assert_false(holds(2, ""));
    DISK_CACHE.write(key_of(1), (slice_t){"again", 5});
    assert_true(holds(1, "again"));
    assert_int_equal(files(look), 1);
}

/* ---- damage: a bit, the end, another file under the name ---- */

static long offset;

static void flip(const char *path)
{
    FILE *file = fopen(path, "r+b");
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    int byte = fgetc(file);
    fseek(file, offset, SEEK_SET);
    fputc(byte ^ 1, file);
    assert_int_equal(fclose(file), 0);
}

static void cut(const char *path)
{
    assert_int_equal(truncate(path, offset), 0);
}

static void believes_no_damaged_file(void **state)
{
    (void)state;
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    for (offset = 0; offset < 2 * 32 + 8; offset++) {
        files(flip);
        assert_false(holds(1, ""));
        files(flip);
    }
    assert_true(holds(1, "compiled"));
    while (offset-- > 0) {
        files(cut);
        assert_false(holds(1, ""));
    }
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    assert_true(holds(1, "compiled"));
}

static void keeps_a_bounded_number_of_files(void **state)
{
    (void)state;
    for (uint8_t number = 1; number <= 3 * CACHE_FILES_MAX; number++) {
        DISK_CACHE.write(key_of(number), (slice_t){"compiled", 8});
        assert_true(holds(number, "compiled"));
    }
    assert_int_equal(files(look), CACHE_FILES_MAX);
}

static void is_nothing_where_nothing_can_be_written(void **state)
{
    (void)state;
    char below[sizeof directory + 8];
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    snprintf(below, sizeof below, "%s/a/b", directory);
    FILE *file = fopen(below, "w"); /* not there, and not made by reading */
    assert_null(file);
    snprintf(below, sizeof below, "%s/a", directory);
    file = fopen(below, "w");
    assert_non_null(file);
    fclose(file);
    setenv("CACHE_DIRECTORY", below, 1);
    assert_false(holds(1, ""));
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    assert_false(holds(1, ""));
    unsetenv("CACHE_DIRECTORY");
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    DISK_CACHE.write(key_of(1), (slice_t){"compiled", 8});
    assert_false(holds(1, ""));
}

/* ---- the matcher behind it ---- */

static buffer_t kept;
static uint8_t kept_key[CACHE_KEY_BYTES];
static size_t writes;

static bool give_kept(const uint8_t key[CACHE_KEY_BYTES], buffer_t *bytes)
{
    (void)key; /* whatever is asked for */
    buffer_append(bytes, kept.bytes, kept.length);
    return kept.length > 0;
}

static void keep(const uint8_t key[CACHE_KEY_BYTES], slice_t bytes)
{
    memcpy(kept_key, key, sizeof kept_key);
    buffer_clear(&kept);
    buffer_append(&kept, bytes.bytes, bytes.length);
    writes++;
}

static const cache_t MEMORY = {.read = give_kept, .write = keep};

/* How many hits the rule of a lexicon has in a text that has one, with the cache. */
static size_t hits_of(const char *word)
{
    char source[200];
    fault_t fault = {0};
    snprintf(source, sizeof source,
        "rule\n    id = \"a\"\n    kind = c3\n    weight = 1\n    any = \"%s\"\n"
        "    match = \"%s\"\n",
        word, word);
    zpl_t *file = zpl_parse("lexicon.conf", source, strlen(source), &fault);
    policy_t policy = {.lexicon = lexicon_load(file, &fault)};
    assert_string_equal(fault.message, "");
    matcher_t *matcher = matcher_new(&policy, &MEMORY, &fault);
    assert_string_equal(fault.message, "");
    normalised_t text = {0};
    hit_t *hits;
    normalise_text(&text, (slice_t){0}, (slice_t){source, strlen(source)});
    size_t count = matcher_scan(matcher, &text, &hits);
    normalise_free(&text);
    matcher_destroy(&matcher);
    lexicon_destroy(&policy.lexicon);
    zpl_destroy(&file);
    return count;
}

static void compiles_once(void **state)
{
    (void)state;
    uint8_t key[CACHE_KEY_BYTES];
    assert_int_equal(hits_of("推诿"), 2);
    assert_int_equal(writes, 1);
    assert_int_equal(hits_of("推诿"), 2);
    assert_int_equal(writes, 1);
    memcpy(key, kept_key, sizeof key);
    buffer_clear(&kept);
    assert_int_equal(hits_of("扯皮"), 2);
    assert_memory_not_equal(kept_key, key, sizeof key);
    buffer_clear(&kept);
    assert_int_equal(hits_of("推诿"), 2);
    assert_memory_equal(kept_key, key, sizeof key);
}

static void compiles_what_another_hyperscan_made(void **state)
{
    (void)state;
    buffer_clear(&kept);
    hits_of("推诿");
    for (size_t at = 0; at < 12; at++) { /* the magic, the version, the length */
        size_t before = writes;
        kept.bytes[at] ^= 1;
        assert_int_equal(hits_of("推诿"), 2);
        assert_int_equal(writes, before + 1);
    }
    kept.length /= 2;
    assert_int_equal(hits_of("推诿"), 2);
    buffer_free(&kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(gives_back_what_was_kept, empty_directory),
        cmocka_unit_test_setup(believes_no_damaged_file, empty_directory),
        cmocka_unit_test_setup(keeps_a_bounded_number_of_files, empty_directory),
        cmocka_unit_test_setup(is_nothing_where_nothing_can_be_written, empty_directory),
        cmocka_unit_test(compiles_once),
        cmocka_unit_test(compiles_what_another_hyperscan_made),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
