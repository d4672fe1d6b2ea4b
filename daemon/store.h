/* The store: ordered tables of bytes with one write transaction at a time and any number of
 * snapshots. Nothing of LMDB shows here, so that other tables can stand behind it one day. */
#ifndef DUBAN_STORE_H
#define DUBAN_STORE_H

#include "../proto/buffer.h"
#include "../proto/fault.h"

#include <stdbool.h>

/* PROTOCOL.md, "Records on disk", lists the keys and values of each. */
typedef enum {
    TABLE_META,
    TABLE_POLICY,
    TABLE_EVENT,
    TABLE_CASE,
    TABLE_DOCUMENT,
    TABLE_IDENTITY,
    TABLE_SUBMISSION,
    TABLE_STAGE,
    TABLE_CLOCK,
    TABLE_SUBJECT,
    TABLE_NOTICE,
    TABLE_RESPONSE,
    TABLE_MERGED,
    TABLE_COUNT,
} store_table_t;

typedef enum {
    STORE_OK,
    STORE_FULL,   /* no room in the map or on the disk; the transaction is gone, the store lives */
    STORE_FAILED, /* anything else; the process must end and be started again */
} store_status_t;

typedef struct store store_t;
typedef struct store_view store_view_t;     /* what a transaction or a snapshot sees */
typedef struct store_cursor store_cursor_t; /* a place in one table of a view */

typedef struct {
    uint64_t map_bytes;    /* the most that the store can hold */
    unsigned full_percent; /* store_is_full from here on */
    bool forgetful;        /* no fsync: for simulations only */
    /* Tests: asked before every commit; what it answers is what happens. May be NULL. */
    store_status_t (*inject)(void *context);
    void *inject_context;
} store_options_t;

/* Takes the exclusive lock of the directory (made when missing, mode 0700) and opens the store in
 * it. NULL with the fault; ERROR_BUSY when another process holds the lock. */
store_t *store_open(const char *directory, const store_options_t *options, fault_t *fault);
void store_close(store_t **self_p);

/* One write transaction. The first failure sticks: later calls do nothing and commit tells it.
 * store_commit ends the transaction whatever it returns. */
void store_begin(store_t *self);
void store_put(store_t *self, store_table_t table, slice_t key, slice_t value);
void store_delete(store_t *self, store_table_t table, slice_t key);
store_status_t store_commit(store_t *self);
void store_abort(store_t *self);

/* The open write transaction as a view, its own changes included; NULL when none is open. */
store_view_t *store_writing(store_t *self);

/* A snapshot of the last commit, for one thread. Close it soon: it keeps old pages alive. NULL when
 * too many are open. */
store_view_t *snapshot_open(store_t *self);
void snapshot_close(store_view_t **view_p);

/* True and the value when the key is there. The value lives until the next change of a writing
 * view, or until the snapshot is closed. */
bool view_get(store_view_t *view, store_table_t table, slice_t key, slice_t *value);

/* The number of entries in a table. */
uint64_t view_entries(store_view_t *view, store_table_t table);

/* A cursor reads one table in the order of its keys; close it before its view ends. */
store_cursor_t *cursor_open(store_view_t *view, store_table_t table);
void cursor_close(store_cursor_t **cursor_p);

/* Moves to the first key >= `key` (at_least), the last key < `key` (before), or by one. False at
 * the end. Key and value live as long as those of view_get. */
bool cursor_at_least(store_cursor_t *cursor, slice_t key, slice_t *found, slice_t *value);
bool cursor_before(store_cursor_t *cursor, slice_t key, slice_t *found, slice_t *value);
bool cursor_next(store_cursor_t *cursor, slice_t *found, slice_t *value);
bool cursor_previous(store_cursor_t *cursor, slice_t *found, slice_t *value);

/* True when intake must stop so that acts and sweeps still fit. */
bool store_is_full(store_t *self);

typedef struct {
    uint64_t used_bytes;
    uint64_t map_bytes;
} store_usage_t;
store_usage_t store_usage(store_t *self);

#endif
