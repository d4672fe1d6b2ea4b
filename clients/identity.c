/* `duban identity`: opens a complainant's sealed identity with the secret key, here and nowhere
 * else. */
#include "commands.h"
#include "render.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define IDENTITY_BYTES_MAX 512

typedef struct {
    const char *secret;
} identity_options_t;

static const option_t options[] = {
    {"secret", 's', "FILE", "the file identity.secret that was taken off the daemon's machine",
        OPTION_TEXT, offsetof(identity_options_t, secret), NULL},
};

static const usage_t usage = {
    .arguments = "CASE",
    .help = "Read a complainant's name and contact (P50).\v"
            "Whoever reads them records why first: duban act CASE unseal --reason … It is good for "
            "a day, and for nobody else. The daemon hands out what is sealed; only the secret key "
            "opens it, on this machine.\n\n"
            "Example:\n  duban identity 17 --as lv-jia --secret /media/key/identity.secret",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
};

static int read_secret(const char *path, uint8_t secret[crypto_box_SECRETKEYBYTES])
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, secret, crypto_box_SECRETKEYBYTES);
    int error = errno;
    if (file >= 0)
        close(file);
    if (length == crypto_box_SECRETKEYBYTES)
        return 0;
    fprintf(
        stderr, "duban: %s: %s\n", path, length < 0 ? strerror(error) : "this is no secret key");
    return EX_NOINPUT;
}

static int print_identity(slice_t plain, bool json)
{
    unpacker_t unpacker = {0};
    msgpack_object map;
    int code = EX_DATAERR;
    if (unpack_message(&unpacker, plain.bytes, plain.length, &map, NULL) == 0) {
        char text[128];
        code = 0;
        if (json) {
            code = print_json(&map, false);
        } else {
            print_field("name", view_text(&map, "name", text, sizeof text));
            print_field("contact", view_text(&map, "contact", text, sizeof text));
        }
    }
    unpacker_free(&unpacker);
    return code;
}

static int open_sealed(slice_t sealed, uint8_t secret[crypto_box_SECRETKEYBYTES], bool json)
{
    uint8_t public[crypto_box_PUBLICKEYBYTES], plain[IDENTITY_BYTES_MAX];
    int code = EX_DATAERR;
    bool fits = sealed.length >= crypto_box_SEALBYTES &&
                sealed.length - crypto_box_SEALBYTES <= sizeof plain;
    if (fits && crypto_scalarmult_base(public, secret) == 0 &&
        crypto_box_seal_open(plain, sealed.bytes, sealed.length, public, secret) == 0)
        code = print_identity((slice_t){plain, sealed.length - crypto_box_SEALBYTES}, json);
    else
        fputs("duban: this key does not open it; is it of another store?\n", stderr);
    sodium_memzero(plain, sizeof plain);
    return code;
}

int command_identity(int argc, char **argv)
{
    common_t common;
    identity_options_t chosen = {NULL};
    options_parse(&usage, argc, argv, &common, &chosen);
    if (!chosen.secret || sodium_init() < 0) {
        fputs("duban: name the secret key with --secret FILE\n", stderr);
        return EX_USAGE;
    }
    uint8_t secret[crypto_box_SECRETKEYBYTES];
    int code = read_secret(chosen.secret, secret);
    if (code)
        return code;
    duban_query_t query = {.what = "identity"};
    query_name_case(&query, common.arguments[0]);
    answer_t answer;
    code = session_query(&common, &query, &answer);
    if (code == 0) {
        code = open_sealed(view_bytes(&answer.root, "sealed"), secret, common.json);
        answer_close(&answer);
    }
    sodium_memzero(secret, sizeof secret);
    return code;
}
