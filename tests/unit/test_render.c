/* What people see: columns that line up under Chinese, words that cannot steer a terminal, JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../clients/render.h"

/* Runs `print` with standard output in a buffer, which the caller frees. */
static char *captured(void (*print)(void))
{
    FILE *file = tmpfile();
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    assert_true(file && kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    print();
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    long size = (fseek(file, 0, SEEK_END), ftell(file));
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    return text;
}

/* The terminal column in which `mark` stands in a line. */
static size_t column_of(const char *line, const char *mark)
{
    char before[256];
    const char *at = strstr(line, mark);
    assert_non_null(at);
    snprintf(before, sizeof before, "%.*s", (int)(at - line), line);
    return text_width(before);
}

static void print_sample_table(void)
{
    static const column_t columns[] = {
        {"KIND", COLUMN_LEFT}, {"COUNT", COLUMN_RIGHT}, {"END", COLUMN_LEFT}};
    static const char *const kinds[] = {"c3 中梗阻、踢皮球", "c1", "混mixed合"};
    table_t *table = table_new(columns, 3);
    for (size_t i = 0; i < 3; i++) {
        table_row(table);
        table_cell(table, 0, kinds[i]);
        table_number(table, 1, i * 1000);
        table_cell(table, 2, "|");
    }
    table_print(table);
    table_destroy(&table);
}

static void lines_columns_up(void **state)
{
    (void)state;
    char *text = captured(print_sample_table);
    size_t lines = 0, end = 0;
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) && *line; lines++) {
        if (lines == 0)
            end = column_of(line, "END");
        else
            assert_int_equal(column_of(line, "|"), end);
    }
    assert_int_equal(lines, 4);
    free(text);
}

static void measures_widths(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("abc"), 3);
    assert_int_equal(text_width("督办"), 4);
    assert_int_equal(text_width("督办a，"), 7);
}

static void print_hostile_words(void)
{
    static const char words[] = "一\x1b[2J二\r\n三\t四\xff\xc2\x9b五\x7f";
    print_words(stdout, (slice_t){words, sizeof words - 1}, "> ");
}

static void shows_no_control_characters(void **state)
{
    (void)state;
    char *text = captured(print_hostile_words);
    assert_string_equal(text, "> 一\ufffd[2J二\ufffd\n> 三\t四\ufffd\ufffd五\ufffd\n");
    free(text);
}

/* {"t": [-1, true, nil, 1.5], "文": "引\"号", "b": h'00ff'} and a bad string. */
static void pack_sample(buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, 4);
    pack_text(&packer, "t");
    msgpack_pack_array(&packer, 4);
    msgpack_pack_int(&packer, -1);
    msgpack_pack_true(&packer);
    msgpack_pack_nil(&packer);
    msgpack_pack_double(&packer, 1.5);
    pack_text(&packer, "文");
    pack_text(&packer, "引\"号");
    pack_text(&packer, "b");
    pack_bytes(&packer, "\x00\xff", 2);
    pack_text(&packer, "bad");
    pack_string(&packer, "\xff", 1);
}

static void print_sample_json(void)
{
    buffer_t buffer = {0};
    unpacker_t unpacker = {0};
    msgpack_object object;
    fault_t fault;
    pack_sample(&buffer);
    if (unpack_message(&unpacker, buffer.bytes, buffer.length, &object, &fault) == 0)
        print_json(&object, true);
    unpacker_free(&unpacker);
    buffer_free(&buffer);
}

static void turns_msgpack_into_json(void **state)
{
    (void)state;
    char *text = captured(print_sample_json);
    assert_string_equal(
        text, "{\"t\":[-1,true,null,1.5],\"文\":\"引\\\"号\",\"b\":\"00ff\",\"bad\":\"ff\"}\n");
    free(text);
}

/* A map with the members that views are taken of. */
static msgpack_object sample_map(buffer_t *buffer, unpacker_t *unpacker)
{
    msgpack_object object;
    fault_t fault;
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, 5);
    pack_text(&packer, "source");
    pack_text(&packer, "media");
    pack_text(&packer, "state");
    pack_text(&packer, "unheard_of");
    pack_text(&packer, "at_ms");
    msgpack_pack_uint64(&packer, 1441238400000);
    pack_text(&packer, "sections");
    msgpack_pack_array(&packer, 2);
    pack_text(&packer, "permits");
    pack_text(&packer, "prices");
    pack_text(&packer, "names");
    msgpack_pack_map(&packer, 1);
    pack_text(&packer, "permits");
    pack_text(&packer, "行政审批股");
    assert_int_equal(unpack_message(unpacker, buffer->bytes, buffer->length, &object, &fault), 0);
    return object;
}

static void reads_members_for_people(void **state)
{
    (void)state;
    buffer_t buffer = {0};
    unpacker_t unpacker = {0};
    char text[64], at[MOMENT_BYTES], small[6];
    msgpack_object map = sample_map(&buffer, &unpacker);
    const msgpack_object *names = view_map(&map, "names");
    assert_string_equal(view_term(&map, "source", &SOURCES, text, sizeof text), "media 媒体曝光");
    assert_string_equal(view_term(&map, "state", &STATES, text, sizeof text), "unheard_of");
    assert_string_equal(view_term(&map, "none", &STATES, text, sizeof text), "-");
    assert_string_equal(view_time(&map, "at_ms", at), "2015-09-03 08:00:00");
    assert_string_equal(view_time(&map, "source", at), "-");
    assert_string_equal(view_names(&map, "sections", NULL, text, sizeof text), "permits,prices");
    assert_string_equal(
        view_name(names, (slice_t){"permits", 7}, text, sizeof text), "行政审批股 (permits)");
    assert_string_equal(view_name(names, (slice_t){"prices", 6}, text, sizeof text), "prices");
    assert_string_equal(view_name(names, (slice_t){"", 0}, text, sizeof text), "-");
    /* cut at a character, never within one */
    assert_string_equal(view_text(names, "permits", small, sizeof small), "行");
    assert_int_equal(view_number(&map, "source"), 0);
    assert_int_equal(view_count(&map, "source"), 0);
    unpacker_free(&unpacker);
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_columns_up),
        cmocka_unit_test(measures_widths),
        cmocka_unit_test(shows_no_control_characters),
        cmocka_unit_test(turns_msgpack_into_json),
        cmocka_unit_test(reads_members_for_people),
    };
    setenv("LC_ALL", "C", 1); /* whatever the environment says */
    render_start();
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
