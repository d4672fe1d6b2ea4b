/* The bundle: from a directory, from the program, from a message; its digest, and its refusals. */
#include "shipped.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {"calendar.conf", "campaign.conf", "clocks.conf", "lexicon.conf",
    "negative.conf", "org.conf", "sanctions.conf"};

static char directory[64];

static int make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/duban-test-bundle.XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static int remove_directory(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(names); i++)
        unlink(path_of(names[i]));
    return rmdir(directory);
}

static void write_file(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void write_all(void)
{
    for (size_t i = 0; i < ROWS(names); i++)
        write_file(names[i], names[i], strlen(names[i]));
}

static void assert_same(const bundle_t *left, const bundle_t *right)
{
    assert_int_equal(bundle_count(left), bundle_count(right));
    assert_memory_equal(bundle_digest(left), bundle_digest(right), DIGEST_BYTES);
    for (size_t i = 0; i < ROWS(names); i++) {
        slice_t a = bundle_file(left, names[i]), b = bundle_file(right, names[i]);
        assert_int_equal(a.length, b.length);
        assert_memory_equal(a.bytes, b.bytes, a.length);
    }
}

/* The files of the program are those of the source folder, to the byte. */
static void test_embedded(void **state)
{
    (void)state;
    fault_t fault = {0};
    bundle_t *embedded = bundle_embedded();
    bundle_t *loaded = bundle_load("config", &fault);
    assert_string_equal(fault.message, "");
    assert_int_equal(bundle_count(embedded), ROWS(names));
    assert_same(embedded, loaded);
    assert_null(bundle_file(embedded, "duban.conf").bytes);
    bundle_destroy(&embedded);
    bundle_destroy(&loaded);
    assert_null(loaded);
}

/* The digest as bundle.h says it, taken here in one piece. */
static void test_digest(void **state)
{
    (void)state;
    write_all();
    fault_t fault = {0};
    bundle_t *bundle = bundle_load(directory, &fault);
    assert_non_null(bundle);
    uint8_t bytes[1024], expected[DIGEST_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < ROWS(names); i++) {
        size_t name = strlen(names[i]);
        memcpy(bytes + length, names[i], name + 1);
        length += name + 1;
        memset(bytes + length, 0, 8);
        bytes[length] = (uint8_t)name;
        memcpy(bytes + length + 8, names[i], name);
        length += 8 + name;
    }
    crypto_generichash(expected, sizeof expected, bytes, length, NULL, 0);
    assert_memory_equal(bundle_digest(bundle), expected, sizeof expected);

    write_file("org.conf", "org.conF", 8);
    bundle_t *changed = bundle_load(directory, &fault);
    assert_memory_not_equal(bundle_digest(bundle), bundle_digest(changed), DIGEST_BYTES);
    bundle_destroy(&bundle);
    bundle_destroy(&changed);
}

static void assert_load_refused(const char *message)
{
    char expected[256];
    snprintf(expected, sizeof expected, "%s/org.conf: %s", directory, message);
    fault_t fault = {0};
    assert_null(bundle_load(directory, &fault));
    assert_string_equal(fault.message, expected);
}

static void test_refused_files(void **state)
{
    (void)state;
    write_all();
    unlink(path_of("org.conf"));
    assert_load_refused("No such file or directory");
    mkdir(path_of("org.conf"), 0700);
    assert_load_refused("not a regular file");
    rmdir(path_of("org.conf"));
    write_file("org.conf", "", 0);
    assert_int_equal(truncate(path_of("org.conf"), BUNDLE_FILE_BYTES_MAX), 0);
    fault_t fault = {0};
    bundle_t *bundle = bundle_load(directory, &fault);
    assert_int_equal(bundle_file(bundle, "org.conf").length, BUNDLE_FILE_BYTES_MAX);
    bundle_destroy(&bundle);
    assert_int_equal(truncate(path_of("org.conf"), BUNDLE_FILE_BYTES_MAX + 1), 0);
    assert_load_refused("larger than 2097152 bytes");
}

/* A model travels with the others when it is there, and makes another policy of them. */
static void test_model(void **state)
{
    (void)state;
    write_all();
    fault_t fault = {0};
    bundle_t *without = bundle_load(directory, &fault);
    write_file(BUNDLE_MODEL, "x", 1);
    bundle_t *with = bundle_load(directory, &fault);
    assert_null(bundle_file(without, BUNDLE_MODEL).bytes);
    assert_int_equal(bundle_file(with, BUNDLE_MODEL).length, 1);
    assert_int_equal(bundle_count(with), bundle_count(without) + 1);
    assert_memory_not_equal(bundle_digest(with), bundle_digest(without), DIGEST_BYTES);
    bundle_destroy(&without);
    bundle_destroy(&with);
    unlink(path_of(BUNDLE_MODEL));
    mkdir(path_of(BUNDLE_MODEL), 0700);
    assert_null(bundle_load(directory, &fault));
    rmdir(path_of(BUNDLE_MODEL));
}

static void test_through_a_message(void **state)
{
    (void)state;
    fault_t fault = {0};
    bundle_t *bundle = bundle_embedded();
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_array(&packer, bundle_count(bundle));
    bundle_pack_files(bundle, &packer);
    assert_true(buffer.length < WORK_BYTES_MAX);

    unpacker_t unpacker = {0};
    msgpack_object object;
    assert_int_equal(unpack_message(&unpacker, buffer.bytes, buffer.length, &object, &fault), 0);
    bundle_t *received = bundle_from_object(&object, &fault);
    assert_string_equal(fault.message, "");
    unpacker_free(&unpacker);
    buffer_free(&buffer); /* the bundle has its own copy */
    assert_same(bundle, received);
    bundle_destroy(&bundle);
    bundle_destroy(&received);
}

/* An array of `count` files, all of one name or named 0, 1, … */
static void assert_message_refused(size_t count, bool same_name, const char *message)
{
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_array(&packer, count);
    for (size_t i = 0; i < count; i++) {
        bundle_file_t file = {.bytes = {"x", 1}};
        snprintf(file.name, sizeof file.name, "%zu", same_name ? 0 : i);
        record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    }
    unpacker_t unpacker = {0};
    msgpack_object object;
    fault_t fault = {0};
    assert_int_equal(unpack_message(&unpacker, buffer.bytes, buffer.length, &object, &fault), 0);
    assert_null(bundle_from_object(&object, &fault));
    assert_string_equal(fault.message, message);
    unpacker_free(&unpacker);
    buffer_free(&buffer);
}

static void test_refused_messages(void **state)
{
    (void)state;
    assert_message_refused(0, false, "`files` must be an array of 1 to 16 files");
    assert_message_refused(
        BUNDLE_FILES_MAX + 1, false, "`files` must be an array of 1 to 16 files");
    assert_message_refused(2, true, "the bundle has two files '0'");
    fault_t fault = {0};
    msgpack_object number = {.type = MSGPACK_OBJECT_POSITIVE_INTEGER, .via.u64 = 7};
    msgpack_object list = {.type = MSGPACK_OBJECT_ARRAY, .via.array = {.size = 1, .ptr = &number}};
    assert_null(bundle_from_object(NULL, &fault));
    assert_null(bundle_from_object(&number, &fault));
    assert_string_equal(fault.message, "`files` must be an array of 1 to 16 files");
    assert_null(bundle_from_object(&list, &fault));
    assert_string_equal(fault.message, "a policy file must be a map with string keys");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_embedded),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_refused_files),
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_through_a_message),
        cmocka_unit_test(test_refused_messages),
    };
    return cmocka_run_group_tests_name("bundle", tests, make_directory, remove_directory);
}
