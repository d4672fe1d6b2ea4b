/* `duban ledger`: verifies the hash chain, exports it, or has the daemon replay it. */
#include "chain.h"
#include "commands.h"
#include "render.h"
#include "session.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define REPLAY_TIMEOUT_S 3600
#define PAGE_TIMEOUT_S   60
#define ENTRY_BYTES_MAX  (1024 * 1024)
#define BIN32            0xc6 /* msgpack: a binary with four bytes of length */

static const usage_t usage = {
    .arguments = "verify [FILE] | export FILE | replay",
    .help = "Check the ledger: the chain of all events.\v"
            "verify reads every event, from the daemon or from an export, and checks that the "
            "numbers have no gap and every hash follows from the one before; it prints the head, "
            "which you can keep elsewhere and compare. export writes the events to a file (a "
            "stream of msgpack binaries, each the array [1, hash, event]). replay has the daemon "
            "fold every case from its events and compare it with the stored one, and the stored "
            "words with the digests that the events have of them.\n\n"
            "Examples:\n"
            "  duban ledger verify\n"
            "  duban ledger export ledger.msgpack && duban ledger verify ledger.msgpack\n"
            "  duban ledger replay",
    .argument_min = 1,
    .argument_max = 2,
};

/* Takes one entry; -1 with the fault stops. */
typedef int entry_fn(void *data, const void *bytes, size_t length, fault_t *fault);

static int take_into_chain(void *data, const void *bytes, size_t length, fault_t *fault)
{
    return chain_take(data, bytes, length, fault);
}

static int take_into_file(void *data, const void *bytes, size_t length, fault_t *fault)
{
    uint8_t head[5] = {BIN32, (uint8_t)(length >> 24), (uint8_t)(length >> 16),
        (uint8_t)(length >> 8), (uint8_t)length};
    if (fwrite(head, 1, sizeof head, data) == sizeof head &&
        fwrite(bytes, 1, length, data) == length)
        return 0;
    return fault_set(fault, ERROR_UNAVAILABLE, NULL, "writing failed: %s", strerror(errno));
}

/* ---- where entries come from ---- */

/* Gives every event of the daemon's ledger to `take`. 0, or the exit code after the error was
 * printed. */
static int read_daemon(const common_t *common, entry_fn *take, void *data, uint64_t *count)
{
    int code;
    duban_t *duban = session_open(common, PAGE_TIMEOUT_S, &code);
    if (!duban)
        return code;
    duban_query_t query = {.what = "ledger", .as = common->as, .limit = 500};
    code = 0;
    do {
        duban_error_t error;
        answer_t answer;
        fault_t fault;
        code = answer_open(&answer, duban_query(duban, &query, &error), &error);
        size_t page = code ? 0 : view_count(&answer.root, "events");
        for (size_t i = 0; i < page && code == 0; i++) {
            const msgpack_object *entry = view_item(&answer.root, "events", i);
            if (entry->type != MSGPACK_OBJECT_BIN)
                code = EX_PROTOCOL;
            else if (take(data, entry->via.bin.ptr, entry->via.bin.size, &fault) < 0)
                code = EX_DATAERR;
            if (code)
                fprintf(stderr, "duban: %s\n",
                    code == EX_DATAERR ? fault.message : "the reply holds no ledger entries");
        }
        *count += page;
        query.after = code ? 0 : view_number(&answer.root, "next");
        if (answer.reply)
            answer_close(&answer);
    } while (code == 0 && query.after);
    duban_destroy(&duban);
    return code;
}

/* Reads one framed entry. 1, 0 at the end of the file, -1 when the file is no export or cut off. */
static int read_entry(FILE *file, uint8_t *room, size_t *length)
{
    uint8_t head[5];
    size_t got = fread(head, 1, sizeof head, file);
    if (got == 0 && feof(file))
        return 0;
    *length = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
    if (got < sizeof head || head[0] != BIN32 || *length > ENTRY_BYTES_MAX ||
        fread(room, 1, *length, file) < *length)
        return -1;
    return 1;
}

static int read_export(const char *path, chain_t *chain)
{
    FILE *file = fopen(path, "r");
    uint8_t *room = malloc(ENTRY_BYTES_MAX);
    if (!file || !room) {
        fprintf(stderr, "duban: %s: %s\n", path, strerror(errno));
        free(room);
        if (file)
            fclose(file);
        return EX_NOINPUT;
    }
    int code = 0, got;
    size_t length;
    fault_t fault;
    while (code == 0 && (got = read_entry(file, room, &length)) != 0) {
        if (got < 0)
            fault_set(&fault, ERROR_MALFORMED, NULL,
                "after event %llu the file is cut off, or it is no export of duban",
                (unsigned long long)chain->count);
        if (got < 0 || chain_take(chain, room, length, &fault) < 0) {
            fprintf(stderr, "duban: %s: %s\n", path, fault.message);
            code = EX_DATAERR;
        }
    }
    free(room);
    fclose(file);
    return code;
}

/* ---- the three actions ---- */

static int verify(const common_t *common)
{
    chain_t chain = {0};
    uint64_t count = 0;
    const char *path = common->arguments[1];
    int code =
        path ? read_export(path, &chain) : read_daemon(common, take_into_chain, &chain, &count);
    char head[2 * DIGEST_BYTES + 1];
    sodium_bin2hex(head, sizeof head, chain.head, sizeof chain.head);
    if (code != 0 && code != EX_DATAERR) {
        chain_free(&chain);
        return code;
    }
    if (common->json) {
        json_t *object = json_pack("{s:b, s:I, s:s}", "intact", code == 0, "events",
            (json_int_t)chain.count, "head", head);
        json_dumpf(object, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(object);
    } else {
        printf("%s: %llu events, head %s\n", code ? "right up to here" : "intact",
            (unsigned long long)chain.count, head);
    }
    chain_free(&chain);
    return code;
}

static int export(const common_t *common)
{
    const char *path = common->arguments[1];
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) {
        fprintf(stderr, "duban: %s\n", path ? strerror(errno) : "export needs a FILE to write");
        return path ? EX_CANTCREAT : EX_USAGE;
    }
    uint64_t count = 0;
    int code = read_daemon(common, take_into_file, file, &count);
    if (fclose(file) == EOF && code == 0) {
        fprintf(stderr, "duban: %s: %s\n", path, strerror(errno));
        code = EX_IOERR;
    }
    if (code)
        remove(path); /* half an export would verify as a shorter ledger */
    else
        printf("%llu events written to %s\n", (unsigned long long)count, path);
    return code;
}

static int replay(const common_t *common)
{
    common_t patient = *common;
    if (!patient.timeout_s)
        patient.timeout_s = REPLAY_TIMEOUT_S;
    duban_query_t query = {.what = "replay"};
    answer_t answer;
    int code = session_query(&patient, &query, &answer);
    if (code)
        return code;
    const msgpack_object *root = &answer.root;
    size_t differences = view_count(root, "differences");
    if (common->json) {
        code = print_json(root, false);
    } else {
        printf("%llu cases folded from %llu events: %s\n",
            (unsigned long long)view_number(root, "cases"),
            (unsigned long long)view_number(root, "events"),
            differences ? "NOT as stored" : "all as stored");
        for (size_t i = 0; i < differences; i++) {
            const msgpack_object *difference = view_item(root, "differences", i);
            char what[256];
            printf("  case %llu: %s\n", (unsigned long long)view_number(difference, "case"),
                view_text(difference, "what", what, sizeof what));
        }
    }
    answer_close(&answer);
    return differences ? EX_DATAERR : code;
}

int command_ledger(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const common_t *common);
    } actions[] = {{"verify", verify}, {"export", export}, {"replay", replay}};
    common_t common;
    options_parse(&usage, argc, argv, &common, NULL);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(common.arguments[0], actions[i].name) == 0)
            return actions[i].run(&common);
    }
    fprintf(stderr, "duban: ledger cannot '%s'; it can verify, export and replay\n",
        common.arguments[0]);
    return EX_USAGE;
}
