/* Makes the store's keys once, and seals identities to the public one. */
#include "seal.h"

#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const slice_t receipt_name = {"receipt_key", 11};
static const slice_t identity_name = {"identity_key", 12};

/* Takes a secret key that is there already: duband ended after it was written and before the store
 * had the public one. */
static int read_secret(const char *path, uint8_t secret[IDENTITY_KEY_BYTES], fault_t *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, secret, IDENTITY_KEY_BYTES);
    if (file >= 0)
        close(file);
    if (length == IDENTITY_KEY_BYTES)
        return 0;
    return fault_set(
        fault, ERROR_UNAVAILABLE, NULL, "%s cannot be read as an identity key; move it away", path);
}

/* The file's name must outlive a power cut as well as its content. */
static bool sync_directory(const char *directory)
{
    int file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return synced;
}

/* Writes the secret key, or takes the one that is there. */
static int keep_secret(const char *directory, uint8_t secret[IDENTITY_KEY_BYTES], fault_t *fault)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/identity.secret", directory);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        return read_secret(path, secret, fault);
    if (file < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    bool written = write(file, secret, IDENTITY_KEY_BYTES) == IDENTITY_KEY_BYTES;
    written = fsync(file) == 0 && written;
    written = close(file) == 0 && written;
    if (written && sync_directory(directory))
        return 0;
    unlink(path);
    return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s cannot be written", path);
}

static int make_keys(store_t *store, const char *directory, uint8_t receipt_key[RECEIPT_KEY_BYTES],
    uint8_t identity_key[IDENTITY_KEY_BYTES], fault_t *fault)
{
    uint8_t secret[IDENTITY_KEY_BYTES];
    randombytes_buf(receipt_key, RECEIPT_KEY_BYTES);
    randombytes_buf(secret, sizeof secret);
    int rc = keep_secret(directory, secret, fault);
    if (rc == 0)
        rc = crypto_scalarmult_base(identity_key, secret);
    sodium_memzero(secret, sizeof secret);
    if (rc < 0)
        return -1;
    store_begin(store);
    store_put(store, TABLE_META, receipt_name, (slice_t){receipt_key, RECEIPT_KEY_BYTES});
    store_put(store, TABLE_META, identity_name, (slice_t){identity_key, IDENTITY_KEY_BYTES});
    if (store_commit(store) != STORE_OK)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the new store cannot be written");
    return 0;
}

int seal_load_keys(store_t *store, const char *directory, uint8_t receipt_key[RECEIPT_KEY_BYTES],
    uint8_t identity_key[IDENTITY_KEY_BYTES], fault_t *fault)
{
    slice_t receipt, identity;
    if (sodium_init() < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "libsodium cannot be initialised");
    store_view_t *view = snapshot_open(store);
    if (!view)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the store cannot be read");
    bool found = view_get(view, TABLE_META, receipt_name, &receipt) &&
                 view_get(view, TABLE_META, identity_name, &identity);
    bool sound =
        found && receipt.length == RECEIPT_KEY_BYTES && identity.length == IDENTITY_KEY_BYTES;
    if (sound) {
        memcpy(receipt_key, receipt.bytes, RECEIPT_KEY_BYTES);
        memcpy(identity_key, identity.bytes, IDENTITY_KEY_BYTES);
    }
    snapshot_close(&view);
    if (sound)
        return 0;
    if (found)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the store's keys are damaged");
    return make_keys(store, directory, receipt_key, identity_key, fault);
}

void seal_identity(store_t *store, const uint8_t identity_key[IDENTITY_KEY_BYTES],
    uint64_t case_number, const submit_t *submit)
{
    uint8_t sealed[crypto_box_SEALBYTES + 2 * NAME_BYTES + 64]; /* as long as the fields may be */
    buffer_t plain = {0}, value = {0};
    msgpack_packer packer = buffer_packer(&plain);
    msgpack_pack_map(&packer, 2);
    pack_text(&packer, "name");
    pack_string(&packer, submit->name.bytes, submit->name.length);
    pack_text(&packer, "contact");
    pack_string(&packer, submit->contact.bytes, submit->contact.length);

    crypto_box_seal(sealed, plain.bytes, plain.length, identity_key);
    packer = buffer_packer(&value);
    msgpack_pack_array(&packer, 2);
    msgpack_pack_int(&packer, RECORD_VERSION);
    pack_bytes(&packer, sealed, plain.length + crypto_box_SEALBYTES);
    store_key_t key = key_number(case_number);
    store_put(store, TABLE_IDENTITY, key_slice(&key), buffer_slice(&value));
    sodium_memzero(plain.bytes, plain.length);
    buffer_free(&plain);
    buffer_free(&value);
}
