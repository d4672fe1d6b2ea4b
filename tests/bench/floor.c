/* Reads the records of a store with plain LMDB calls and writes them again. The only file besides
 * daemon/store.c that includes lmdb.h: a floor that went through the store would not be one. */
#include "floor.h"

#include "../../daemon/keys.h"
#include "../../daemon/ledger.h"
#include "figures.h"

#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAP_BYTES (UINT64_C(64) << 30)

/* In the order in which duband writes them. */
static const struct {
    const char *name;
    unsigned put_flags;
} tables[] = {
    {"document", MDB_APPEND},
    {"submission", 0},
    {"event", MDB_APPEND},
    {"stage", 0},
    {"clock", 0},
    {"case", 0},
};
enum { DOCUMENT, SUBMISSION, EVENT, STAGE, CLOCK, CASE, TABLES };

typedef struct {
    uint64_t case_number;
    unsigned table;
    size_t key, value; /* offsets into the bytes */
    size_t key_length, value_length;
} entry_t;

struct floor {
    buffer_t bytes;
    entry_t *entries;
    size_t count, room;
    bool singly;
    size_t *batch_of; /* by case, from 1 */
    size_t cases, batches;
    int64_t last_ms; /* duband reads the clock once for each commit */
    MDB_env *env;    /* written to */
    MDB_dbi dbis[TABLES];
    size_t written; /* entries */
};

static void check(int rc, const char *what)
{
    if (rc)
        bench_die("lmdb: %s: %s", what, mdb_strerror(rc));
}

static MDB_env *open_environment(const char *directory, unsigned flags)
{
    MDB_env *env;
    check(mdb_env_create(&env), "create");
    check(mdb_env_set_maxdbs(env, 16), "maxdbs");
    check(mdb_env_set_mapsize(env, MAP_BYTES), "mapsize");
    check(mdb_env_open(env, directory, flags | MDB_NOTLS, 0600), directory);
    return env;
}

/* ---- reading ---- */

static slice_t to_slice(MDB_val val)
{
    return (slice_t){val.mv_data, val.mv_size};
}

static uint64_t case_of(unsigned table, slice_t key, slice_t value, unpacker_t *unpacker)
{
    clock_key_t clock;
    msgpack_object object;
    if (table == CLOCK && key_read_clock(key, &clock))
        return clock.case_number;
    if (table == SUBMISSION &&
        unpack_message(unpacker, value.bytes, value.length, &object, NULL) == 0)
        return object.via.array.ptr[1].via.u64;
    return key_last_number(key);
}

static void take_entry(floor_t *self, unsigned table, slice_t key, slice_t value, uint64_t number)
{
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 4096;
        self->entries = realloc(self->entries, self->room * sizeof *self->entries);
        if (!self->entries)
            bench_die("out of memory");
    }
    entry_t *entry = &self->entries[self->count++];
    *entry = (entry_t){number, table, self->bytes.length, self->bytes.length + key.length,
        key.length, value.length};
    buffer_append(&self->bytes, key.bytes, key.length);
    buffer_append(&self->bytes, value.bytes, value.length);
}

static void take_commit(floor_t *self, slice_t value, uint64_t number, unpacker_t *unpacker)
{
    static event_t event;
    fault_t fault;
    slice_t hash, bytes;
    if (ledger_entry(value, unpacker, &hash, &bytes, &fault) < 0 ||
        event_unpack(unpacker, bytes.bytes, bytes.length, &event, &fault) < 0)
        bench_die("%s", fault.message);
    if (event.case_number != number)
        bench_die("event %llu is of case %llu", (unsigned long long)number,
            (unsigned long long)event.case_number);
    if (self->singly || event.at_ms != self->last_ms)
        self->batches++;
    self->last_ms = event.at_ms;
    self->batch_of[number] = self->batches;
}

static void read_table(floor_t *self, MDB_txn *txn, unsigned table, unpacker_t *unpacker)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    MDB_val key, value;
    MDB_stat stat;
    check(mdb_dbi_open(txn, tables[table].name, 0, &dbi), tables[table].name);
    check(mdb_cursor_open(txn, dbi, &cursor), "cursor");
    if (table == EVENT) {
        check(mdb_stat(txn, dbi, &stat), "stat");
        self->cases = stat.ms_entries;
        self->batch_of = calloc(self->cases + 1, sizeof *self->batch_of);
    }
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        uint64_t number = case_of(table, to_slice(key), to_slice(value), unpacker);
        if (table == EVENT)
            take_commit(self, to_slice(value), number, unpacker);
        take_entry(self, table, to_slice(key), to_slice(value), number);
    }
    mdb_cursor_close(cursor);
}

static int compare_entries(const void *a, const void *b)
{
    const entry_t *left = a, *right = b;
    if (left->case_number != right->case_number)
        return left->case_number < right->case_number ? -1 : 1;
    return (int)left->table - (int)right->table;
}

floor_t *floor_read(const char *store, bool singly)
{
    floor_t *self = calloc(1, sizeof *self);
    self->singly = singly;
    MDB_env *env = open_environment(store, MDB_RDONLY);
    MDB_txn *txn;
    unpacker_t unpacker = {0};
    check(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn), "begin");
    for (unsigned table = 0; table < TABLES; table++)
        read_table(self, txn, table, &unpacker);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    unpacker_free(&unpacker);
    qsort(self->entries, self->count, sizeof *self->entries, compare_entries);
    return self;
}

void floor_destroy(floor_t **self_p)
{
    floor_t *self = *self_p;
    if (self->env)
        mdb_env_close(self->env);
    buffer_free(&self->bytes);
    free(self->entries);
    free(self->batch_of);
    free(self);
    *self_p = NULL;
}

size_t floor_cases(const floor_t *self)
{
    return self->cases;
}

size_t floor_batches(const floor_t *self)
{
    return self->batches;
}

/* ---- writing ---- */

void floor_open(floor_t *self, const char *directory)
{
    MDB_txn *txn;
    if (mkdir(directory, 0700) < 0)
        bench_die("%s cannot be made", directory);
    self->env = open_environment(directory, 0);
    check(mdb_txn_begin(self->env, NULL, 0, &txn), "begin");
    for (unsigned table = 0; table < TABLES; table++)
        check(mdb_dbi_open(txn, tables[table].name, MDB_CREATE, &self->dbis[table]), "table");
    check(mdb_txn_commit(txn), "commit");
}

size_t floor_commit(floor_t *self)
{
    MDB_txn *txn;
    size_t cases = 0;
    uint64_t last = 0;
    if (self->written == self->count)
        return 0;
    size_t batch = self->batch_of[self->entries[self->written].case_number];
    check(mdb_txn_begin(self->env, NULL, 0, &txn), "begin");
    for (; self->written < self->count; self->written++) {
        const entry_t *entry = &self->entries[self->written];
        if (self->batch_of[entry->case_number] != batch)
            break;
        MDB_val key = {entry->key_length, self->bytes.bytes + entry->key};
        MDB_val value = {entry->value_length, self->bytes.bytes + entry->value};
        unsigned flags = tables[entry->table].put_flags;
        check(mdb_put(txn, self->dbis[entry->table], &key, &value, flags), "put");
        cases += entry->case_number != last;
        last = entry->case_number;
    }
    check(mdb_txn_commit(txn), "commit");
    return cases;
}

/* ---- looking ---- */

bool store_has_work(const char *store)
{
    static const stage_t stages[] = {STAGE_CLASSIFY, STAGE_ESCALATE};
    MDB_env *env = open_environment(store, MDB_RDONLY);
    MDB_txn *txn;
    MDB_dbi dbi;
    MDB_cursor *cursor;
    bool has_work = false;
    check(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn), "begin");
    check(mdb_dbi_open(txn, "stage", 0, &dbi), "stage");
    check(mdb_cursor_open(txn, dbi, &cursor), "cursor");
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        store_key_t from = key_stage(stages[i], 0);
        MDB_val key = {from.length, from.bytes}, value;
        has_work |= mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE) == 0 &&
                    ((const uint8_t *)key.mv_data)[0] == stages[i];
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return has_work;
}
