/* `duban stat`: how the daemon is doing. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include "../proto/case.h"

#include <string.h>

static const usage_t usage = {
    .help = "Show counters, queues, workers, clocks and the store of the running daemon.",
};

/* Every number of a map as one line. */
static void print_numbers(const msgpack_object *root, const char *key)
{
    const msgpack_object *map = view_map(root, key);
    if (map->type != MSGPACK_OBJECT_MAP || map->via.map.size == 0)
        return;
    printf("\n%s\n", key);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *pair = &map->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR ||
            pair->val.type != MSGPACK_OBJECT_POSITIVE_INTEGER)
            continue;
        char name[64], value[MOMENT_BYTES];
        snprintf(name, sizeof name, "  %.*s", (int)pair->key.via.str.size, pair->key.via.str.ptr);
        size_t length = pair->key.via.str.size;
        if (length > 3 && memcmp(pair->key.via.str.ptr + length - 3, "_ms", 3) == 0) {
            name[strlen(name) - 3] = 0;
            moment_format((int64_t)pair->val.via.u64, value);
        } else {
            snprintf(value, sizeof value, "%llu", (unsigned long long)pair->val.via.u64);
        }
        printf("%-28s %s\n", name, value);
    }
}

enum { NAME, STAGE, CAPACITY, LEASED, SILENT };
static const column_t columns[] = {
    [NAME] = {"  WORKER", COLUMN_LEFT},
    [STAGE] = {"STAGE", COLUMN_LEFT},
    [CAPACITY] = {"CAPACITY", COLUMN_RIGHT},
    [LEASED] = {"LEASED", COLUMN_RIGHT},
    [SILENT] = {"SILENT", COLUMN_RIGHT},
};

static void print_workers(const msgpack_object *root)
{
    puts("\nworkers");
    if (!view_count(root, "workers"))
        puts("  none: nothing is classified or assessed; start duban-classifier and "
             "duban-escalator");
    table_t *table = table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view_count(root, "workers"); i++) {
        const msgpack_object *worker = view_item(root, "workers", i);
        char name[2 + NAME_BYTES] = "  ", stage[64], silent[MOMENT_BYTES];
        view_text(worker, "name", name + 2, sizeof name - 2);
        table_row(table);
        table_cell(table, NAME, name);
        table_cell(table, STAGE, view_term(worker, "stage", &STAGES, stage, sizeof stage));
        table_number(table, CAPACITY, view_number(worker, "capacity"));
        table_number(table, LEASED, view_number(worker, "leased"));
        table_cell(
            table, SILENT, moment_format_span((int64_t)view_number(worker, "silent_ms"), silent));
    }
    if (view_count(root, "workers"))
        table_print(table);
    table_destroy(&table);
}

static void print_stat(const msgpack_object *root)
{
    char version[64], started[MOMENT_BYTES], span[MOMENT_BYTES];
    int64_t up_ms = (int64_t)view_number(root, "now_ms") - (int64_t)view_number(root, "started_ms");
    printf("duban %s, up %s since %s\n", view_text(root, "version", version, sizeof version),
        moment_format_span(up_ms, span), view_time(root, "started_ms", started));
    if (view_number(root, "clock_behind_s"))
        printf("the clock is %s behind the last event of the ledger\n",
            moment_format_span((int64_t)view_number(root, "clock_behind_s") * 1000, span));
    print_numbers(root, "store");
    print_numbers(root, "queues");
    print_workers(root);
    print_numbers(root, "clocks");
    print_numbers(root, "rescheduling");
    print_numbers(root, "last_sweep");
    print_numbers(root, "counters");
}

int command_stat(int argc, char **argv)
{
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    duban_query_t query = {.what = "stat"};
    return session_show(&common, &query, print_stat);
}
