/* The store on LMDB: the only file that includes lmdb.h. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SNAPSHOTS_MAX 32

struct store_view {
    MDB_txn *txn;
    store_t *store;
};

struct store_cursor {
    MDB_cursor *cursor;
};

struct store {
    MDB_env *env;
    MDB_dbi tables[TABLE_COUNT];
    int lock;
    store_options_t options;
    store_view_t writing; /* txn NULL when no transaction is open */
    int sticky;           /* the first LMDB error of the open transaction */
};

/* Keys of these tables only grow, so their pages are filled to the end. */
static const struct {
    const char *name;
    bool append;
} table_kinds[TABLE_COUNT] = {
    [TABLE_META] = {"meta", false},
    [TABLE_POLICY] = {"policy", false},
    [TABLE_EVENT] = {"event", true},
    [TABLE_CASE] = {"case", false},
    [TABLE_DOCUMENT] = {"document", true},
    [TABLE_IDENTITY] = {"identity", false},
    [TABLE_SUBMISSION] = {"submission", false},
    [TABLE_STAGE] = {"stage", false},
    [TABLE_CLOCK] = {"clock", false},
    [TABLE_SUBJECT] = {"subject", false},
    [TABLE_NOTICE] = {"notice", false},
    [TABLE_RESPONSE] = {"response", false},
    [TABLE_MERGED] = {"merged", false},
};

static MDB_val to_val(slice_t slice)
{
    return (MDB_val){slice.length, (void *)slice.bytes};
}

static slice_t to_slice(MDB_val val)
{
    return (slice_t){val.mv_data, val.mv_size};
}

static store_status_t status_of(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return STORE_OK;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
        return STORE_FULL;
    default:
        return STORE_FAILED;
    }
}

/* ---- opening ---- */

/* Makes the directory, and those above it that a new account does not have yet. */
static int make_directory(const char *directory)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s", directory) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(path, 0700) < 0 && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return mkdir(path, 0700) < 0 && errno != EEXIST ? -1 : 0;
}

static int take_lock(const char *directory, fault_t *fault)
{
    char path[4096];
    if (make_directory(directory) < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "store %s: cannot be made: %s", directory,
            strerror(errno));
    if (snprintf(path, sizeof path, "%s/lock", directory) >= (int)sizeof path)
        return fault_set(fault, ERROR_INVALID, NULL, "store %s: the path is too long", directory);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s; duband must be able to write it",
            path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
        close(lock);
        return fault_set(fault, ERROR_BUSY, NULL,
            "store %s: another duband is running on it; stop that one first", directory);
    }
    return lock;
}

static int open_tables(store_t *self)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(self->env, NULL, 0, &txn);
    if (rc)
        return rc;
    for (unsigned table = 0; table < TABLE_COUNT && !rc; table++)
        rc = mdb_dbi_open(txn, table_kinds[table].name, MDB_CREATE, &self->tables[table]);
    if (rc) {
        mdb_txn_abort(txn);
        return rc;
    }
    return mdb_txn_commit(txn);
}

static int open_environment(store_t *self, const char *directory)
{
    int rc = mdb_env_create(&self->env);
    if (!rc)
        rc = mdb_env_set_maxdbs(self->env, TABLE_COUNT);
    if (!rc)
        rc = mdb_env_set_maxreaders(self->env, SNAPSHOTS_MAX);
    if (!rc)
        rc = mdb_env_set_mapsize(self->env, self->options.map_bytes);
    /* NOTLS: a snapshot belongs to whoever holds it, not to the thread that opened it. */
    unsigned flags = MDB_NOTLS | (self->options.forgetful ? MDB_NOSYNC : 0);
    if (!rc)
        rc = mdb_env_open(self->env, directory, flags, 0600);
    int stale;
    if (!rc)
        rc = mdb_reader_check(self->env, &stale); /* a killed reader would keep old pages alive */
    if (!rc)
        rc = open_tables(self);
    return rc;
}

store_t *store_open(const char *directory, const store_options_t *options, fault_t *fault)
{
    int lock = take_lock(directory, fault);
    if (lock < 0)
        return NULL;
    store_t *self = calloc(1, sizeof *self);
    if (!self) {
        close(lock);
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory");
        return NULL;
    }
    self->lock = lock;
    self->options = *options;
    self->writing.store = self;
    int rc = open_environment(self, directory);
    if (rc) {
        fault_set(fault, ERROR_UNAVAILABLE, NULL, "store %s: %s", directory, mdb_strerror(rc));
        store_close(&self);
    }
    return self;
}

void store_close(store_t **self_p)
{
    store_t *self = *self_p;
    if (!self)
        return;
    if (self->writing.txn)
        store_abort(self);
    if (self->env)
        mdb_env_close(self->env);
    close(self->lock);
    free(self);
    *self_p = NULL;
}

/* ---- writing ---- */

void store_begin(store_t *self)
{
    self->sticky = mdb_txn_begin(self->env, NULL, 0, &self->writing.txn);
    if (self->sticky)
        self->writing.txn = NULL;
}

void store_put(store_t *self, store_table_t table, slice_t key, slice_t value)
{
    if (self->sticky)
        return;
    MDB_val k = to_val(key), v = to_val(value);
    self->sticky = mdb_put(
        self->writing.txn, self->tables[table], &k, &v, table_kinds[table].append ? MDB_APPEND : 0);
}

void store_delete(store_t *self, store_table_t table, slice_t key)
{
    if (self->sticky)
        return;
    MDB_val k = to_val(key);
    self->sticky = mdb_del(self->writing.txn, self->tables[table], &k, NULL);
}

store_status_t store_commit(store_t *self)
{
    int rc = self->sticky;
    if (self->options.inject && !rc) {
        store_status_t injected = self->options.inject(self->options.inject_context);
        if (injected != STORE_OK) {
            store_abort(self);
            return injected;
        }
    }
    if (rc)
        store_abort(self);
    else
        rc = mdb_txn_commit(self->writing.txn); /* frees the transaction even when it fails */
    self->writing.txn = NULL;
    self->sticky = 0;
    return status_of(rc);
}

void store_abort(store_t *self)
{
    if (self->writing.txn)
        mdb_txn_abort(self->writing.txn);
    self->writing.txn = NULL;
    self->sticky = 0;
}

store_view_t *store_writing(store_t *self)
{
    return self->writing.txn ? &self->writing : NULL;
}

/* ---- reading ---- */

store_view_t *snapshot_open(store_t *self)
{
    store_view_t *view = malloc(sizeof *view);
    if (!view)
        return NULL;
    view->store = self;
    if (mdb_txn_begin(self->env, NULL, MDB_RDONLY, &view->txn)) {
        free(view);
        return NULL;
    }
    return view;
}

void snapshot_close(store_view_t **view_p)
{
    if (!*view_p)
        return;
    mdb_txn_abort((*view_p)->txn);
    free(*view_p);
    *view_p = NULL;
}

bool view_get(store_view_t *view, store_table_t table, slice_t key, slice_t *value)
{
    MDB_val k = to_val(key), v;
    int rc = mdb_get(view->txn, view->store->tables[table], &k, &v);
    if (rc && rc != MDB_NOTFOUND && view == &view->store->writing && !view->store->sticky)
        view->store->sticky = rc;
    if (rc)
        return false;
    *value = to_slice(v);
    return true;
}

uint64_t view_entries(store_view_t *view, store_table_t table)
{
    MDB_stat stat;
    return mdb_stat(view->txn, view->store->tables[table], &stat) ? 0 : stat.ms_entries;
}

store_cursor_t *cursor_open(store_view_t *view, store_table_t table)
{
    store_cursor_t *self = malloc(sizeof *self);
    if (self && mdb_cursor_open(view->txn, view->store->tables[table], &self->cursor)) {
        free(self);
        self = NULL;
    }
    return self;
}

void cursor_close(store_cursor_t **cursor_p)
{
    if (!*cursor_p)
        return;
    mdb_cursor_close((*cursor_p)->cursor);
    free(*cursor_p);
    *cursor_p = NULL;
}

static bool move(
    store_cursor_t *self, MDB_val *key, slice_t *found, slice_t *value, MDB_cursor_op op)
{
    MDB_val v;
    if (!self || mdb_cursor_get(self->cursor, key, &v, op))
        return false;
    *found = to_slice(*key);
    *value = to_slice(v);
    return true;
}

bool cursor_at_least(store_cursor_t *self, slice_t key, slice_t *found, slice_t *value)
{
    MDB_val k = to_val(key);
    return move(self, &k, found, value, MDB_SET_RANGE);
}

bool cursor_before(store_cursor_t *self, slice_t key, slice_t *found, slice_t *value)
{
    MDB_val k = to_val(key);
    bool beyond = move(self, &k, found, value, MDB_SET_RANGE);
    return move(self, &k, found, value, beyond ? MDB_PREV : MDB_LAST);
}

bool cursor_next(store_cursor_t *self, slice_t *found, slice_t *value)
{
    MDB_val k;
    return move(self, &k, found, value, MDB_NEXT);
}

bool cursor_previous(store_cursor_t *self, slice_t *found, slice_t *value)
{
    MDB_val k;
    return move(self, &k, found, value, MDB_PREV);
}

/* ---- room ---- */

/* Pages that earlier transactions gave back; LMDB lists them in its table 0. */
static uint64_t count_free_pages(store_t *self)
{
    MDB_txn *txn;
    MDB_cursor *cursor;
    MDB_val key, value;
    uint64_t pages = 0;
    if (mdb_txn_begin(self->env, NULL, MDB_RDONLY, &txn))
        return 0;
    if (!mdb_cursor_open(txn, 0, &cursor)) {
        while (!mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
            size_t count;
            memcpy(&count, value.mv_data, sizeof count);
            pages += count;
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);
    return pages;
}

store_usage_t store_usage(store_t *self)
{
    MDB_envinfo info;
    MDB_stat stat;
    if (mdb_env_info(self->env, &info) || mdb_env_stat(self->env, &stat))
        return (store_usage_t){0, 0};
    uint64_t pages = info.me_last_pgno + 1 - count_free_pages(self);
    return (store_usage_t){pages * stat.ms_psize, info.me_mapsize};
}

bool store_is_full(store_t *self)
{
    MDB_envinfo info;
    MDB_stat stat;
    if (mdb_env_info(self->env, &info) || mdb_env_stat(self->env, &stat))
        return true;
    uint64_t mark = info.me_mapsize / 100 * self->options.full_percent;
    if ((info.me_last_pgno + 1) * stat.ms_psize < mark)
        return false; /* cheap, and the common case */
    return store_usage(self).used_bytes >= mark;
}
