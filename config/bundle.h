/* The policy bundle: the bytes of all policy files under one digest, as the daemon loads them from
 * a directory (or from its own embedded copy), stores them, and sends them to its workers. */
#ifndef DUBAN_BUNDLE_H
#define DUBAN_BUNDLE_H

#include "../proto/work.h"

/* Seven files of this size and a model still fit into one message to a worker (WORK_BYTES_MAX). */
#define BUNDLE_FILE_BYTES_MAX  (2 * 1024 * 1024)
#define BUNDLE_MODEL_BYTES_MAX (1024 * 1024)

typedef struct bundle bundle_t;

/* What `duban train` learned from the bureau's own decisions; the only file that may be missing. */
#define BUNDLE_MODEL "model.conf"

/* Reads the policy files (campaign.conf org.conf negative.conf calendar.conf clocks.conf
 * sanctions.conf lexicon.conf, and BUNDLE_MODEL if it is there) of a directory. NULL with a fault
 * that names the file when one is missing, not readable, or too large. The caller owns the
 * result. */
bundle_t *bundle_load(const char *directory, fault_t *fault);

/* The example bureau that is compiled into the program. */
bundle_t *bundle_embedded(void);

/* From the `files` array of a work message, or of a stored policy value; the bytes are copied. NULL
 * with the fault when it is no array of 1 to BUNDLE_FILES_MAX {name, bytes} maps with different
 * names. */
bundle_t *bundle_from_object(const msgpack_object *files, fault_t *fault);

void bundle_destroy(bundle_t **self_p);

/* BLAKE2b-256 over all files in the order of their names: the name with its NUL, the length as 8
 * bytes little-endian, the bytes. */
const uint8_t *bundle_digest(const bundle_t *self);

/* The same over some of the files only, in the order in which they are named. */
void bundle_digest_of(
    const bundle_t *self, const char *const *names, size_t count, uint8_t digest[DIGEST_BYTES]);

/* The bytes of a file; length 0 and NULL when there is none of that name. */
slice_t bundle_file(const bundle_t *self, const char *name);

/* How many files there are, and packing them one by one as {name, bytes} maps. */
size_t bundle_count(const bundle_t *self);
void bundle_pack_files(const bundle_t *self, msgpack_packer *packer);

#endif
