/* Holds the bytes of the policy files, sorted by name, and their digest. */
#include "bundle.h"

#include "file.h"
#include "shipped.h"

#include <czmq.h>
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

typedef struct {
    char name[ID_BYTES];
    buffer_t content;
} file_t;

struct bundle {
    size_t count;
    file_t files[BUNDLE_FILES_MAX];
    uint8_t digest[DIGEST_BYTES];
};

static bundle_t *bundle_new(void)
{
    return zmalloc(sizeof(bundle_t));
}

static file_t *bundle_add(bundle_t *self, const char *name)
{
    file_t *file = &self->files[self->count++];
    snprintf(file->name, sizeof file->name, "%s", name);
    return file;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const file_t *)left)->name, ((const file_t *)right)->name);
}

static void digest_file(crypto_generichash_state *state, const file_t *file)
{
    uint8_t length[8];
    for (size_t byte = 0; byte < sizeof length; byte++)
        length[byte] = (uint8_t)((uint64_t)file->content.length >> 8 * byte);
    crypto_generichash_update(state, (const uint8_t *)file->name, strlen(file->name) + 1);
    crypto_generichash_update(state, length, sizeof length);
    crypto_generichash_update(state, file->content.bytes, file->content.length);
}

/* Sorts the files and takes the digest. */
static bundle_t *bundle_seal(bundle_t *self)
{
    qsort(self->files, self->count, sizeof self->files[0], compare_names);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    for (size_t i = 0; i < self->count; i++)
        digest_file(&state, &self->files[i]);
    crypto_generichash_final(&state, self->digest, DIGEST_BYTES);
    return self;
}

/* Adds the file of that name in the directory. */
static int add_file(bundle_t *self, const char *directory, const char *name, fault_t *fault)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
        return fault_set(
            fault, ERROR_INVALID, NULL, "the path of the policy directory is too long");
    bool is_model = streq(name, BUNDLE_MODEL);
    if (is_model && access(path, F_OK) < 0 && errno == ENOENT)
        return 0;
    size_t bytes_max = is_model ? BUNDLE_MODEL_BYTES_MAX : BUNDLE_FILE_BYTES_MAX;
    return file_read(path, bytes_max, &bundle_add(self, name)->content, fault);
}

bundle_t *bundle_load(const char *directory, fault_t *fault)
{
    bundle_t *self = bundle_new();
    int rc = 0;
    for (size_t i = 0; i < SHIPPED_COUNT && rc == 0; i++)
        rc = add_file(self, directory, shipped_file(i).name, fault);
    if (rc == 0)
        rc = add_file(self, directory, BUNDLE_MODEL, fault);
    if (rc == 0)
        return bundle_seal(self);
    bundle_destroy(&self);
    return NULL;
}

bundle_t *bundle_embedded(void)
{
    bundle_t *self = bundle_new();
    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        shipped_t shipped = shipped_file(i);
        file_t *file = bundle_add(self, shipped.name);
        buffer_append(&file->content, shipped.content.bytes, shipped.content.length);
    }
    return bundle_seal(self);
}

static const file_t *find_file(const bundle_t *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++) {
        if (streq(self->files[i].name, name))
            return &self->files[i];
    }
    return NULL;
}

/* Copies one {name, bytes} map. */
static int add_object(bundle_t *self, const msgpack_object *object, fault_t *fault)
{
    bundle_file_t given;
    if (record_from_map(&BUNDLE_FILE_RECORD, object, &given, fault) < 0)
        return -1;
    if (find_file(self, given.name))
        return fault_set(fault, ERROR_INVALID, "name", "the bundle has two files '%s'", given.name);
    if (given.bytes.length > BUNDLE_FILE_BYTES_MAX)
        return fault_set(fault, ERROR_TOO_LARGE, "bytes", "%s: larger than %d bytes", given.name,
            BUNDLE_FILE_BYTES_MAX);
    file_t *file = bundle_add(self, given.name);
    buffer_append(&file->content, given.bytes.bytes, given.bytes.length);
    return 0;
}

bundle_t *bundle_from_object(const msgpack_object *files, fault_t *fault)
{
    if (!files || files->type != MSGPACK_OBJECT_ARRAY || files->via.array.size == 0 ||
        files->via.array.size > BUNDLE_FILES_MAX) {
        fault_set(fault, ERROR_INVALID, "files", "`files` must be an array of 1 to %d files",
            BUNDLE_FILES_MAX);
        return NULL;
    }
    bundle_t *self = bundle_new();
    for (uint32_t i = 0; i < files->via.array.size; i++) {
        if (add_object(self, &files->via.array.ptr[i], fault) < 0) {
            bundle_destroy(&self);
            return NULL;
        }
    }
    return bundle_seal(self);
}

void bundle_destroy(bundle_t **self_p)
{
    bundle_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        buffer_free(&self->files[i].content);
    free(self);
    *self_p = NULL;
}

const uint8_t *bundle_digest(const bundle_t *self)
{
    return self->digest;
}

void bundle_digest_of(
    const bundle_t *self, const char *const *names, size_t count, uint8_t digest[DIGEST_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    for (size_t i = 0; i < count; i++) {
        const file_t *file = find_file(self, names[i]);
        if (file)
            digest_file(&state, file);
    }
    crypto_generichash_final(&state, digest, DIGEST_BYTES);
}

slice_t bundle_file(const bundle_t *self, const char *name)
{
    const file_t *file = find_file(self, name);
    return file ? buffer_slice(&file->content) : (slice_t){NULL, 0};
}

size_t bundle_count(const bundle_t *self)
{
    return self->count;
}

void bundle_pack_files(const bundle_t *self, msgpack_packer *packer)
{
    for (size_t i = 0; i < self->count; i++) {
        bundle_file_t file = {.bytes = buffer_slice(&self->files[i].content)};
        snprintf(file.name, sizeof file.name, "%s", self->files[i].name);
        record_pack_map(&BUNDLE_FILE_RECORD, &file, packer);
    }
}
