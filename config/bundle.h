/* The policy bundle: the bytes of all policy files under one digest, as the daemon loads them from
 * a directory (or from its own embedded copy), stores them, and sends them to its workers. */
#ifndef DUBAN_BUNDLE_H
#define DUBAN_BUNDLE_H

#include "../proto/work.h"

typedef struct bundle bundle_t;

/* Reads the policy files (campaign.conf org.conf calendar.conf clocks.conf sanctions.conf
 * lexicon.conf) of a directory. NULL with a fault that names the file when one is missing, not
 * readable, or larger than 4 MiB. The caller owns the result. */
bundle_t *bundle_load(const char *directory, fault_t *fault);

/* The example bureau that is compiled into the program. */
bundle_t *bundle_embedded(void);

/* From the `files` array of a work message, or of a stored policy value. */
bundle_t *bundle_from_object(const msgpack_object *files, fault_t *fault);

void bundle_destroy(bundle_t **self_p);

/* BLAKE2b-256 over the names and bytes of all files, in the order of their names. */
const uint8_t *bundle_digest(const bundle_t *self);

/* The bytes of a file; length 0 and NULL when there is none of that name. */
slice_t bundle_file(const bundle_t *self, const char *name);

/* How many files there are, and packing them one by one as {name, bytes} maps. */
size_t bundle_count(const bundle_t *self);
void bundle_pack_files(const bundle_t *self, msgpack_packer *packer);

#endif
