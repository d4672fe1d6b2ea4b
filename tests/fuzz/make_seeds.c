/* Writes the seeds of the fuzz targets, from made-up values, the hostile corpus and the shipped
 * policy files: make_seeds DIRECTORY, run from the root of the project. Run once when a record
 * changes (make fuzz-seeds); its output is committed. */
#include "../../proto/request.h"
#include "../../proto/work.h"
#include "../e2e/hostile.h"
#include "../unit/fill.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static uint64_t seed = 2015;

static const char zpl_seed[] = "# a comment\n"
                               "text = \"赵甲 # 乙\"\n"
                               "item = one\n"
                               "item = two\n"
                               "number = 10 # behind\n"
                               "real = -0.25\n"
                               "flag = yes\n"
                               "day = 2016-02-29\n"
                               "wait = 15m\n"
                               "kind = c3\n"
                               "kinds = c1 c5\n"
                               "block\n"
                               "    text = inner\n"
                               "    block\n"
                               "        number = 1\n";

static const char *const rows_seeds[] = {
    "\xef\xbb\xbfid,title,text\r\n1,推诿,\"来回跑,\"\"转圈圈\"\"\n两趟\"\r\n2,,x\n",
    "id\ttitle\ttext\n1\t推诿\t\"来回跑\n\n2\t\tx",
};

static void keep(const char *directory, const char *target, const char *name, buffer_t *buffer)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", directory, target);
    bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
    snprintf(path, sizeof path, "%s/%s/%s", directory, target, name);
    FILE *file = made ? fopen(path, "wb") : NULL;
    if (!file || fwrite(buffer->bytes, 1, buffer->length, file) != buffer->length || fclose(file)) {
        perror(path);
        exit(1);
    }
    buffer_clear(buffer);
}

static void make_messages(const char *directory, buffer_t *buffer)
{
    static const record_t *const bodies[OP_COUNT] = {[OP_SUBMIT] = &SUBMIT_RECORD,
        [OP_FINDING] = &FINDING_RECORD,
        [OP_ACT] = &ACT_RECORD,
        [OP_SWEEP] = &SWEEP_RECORD,
        [OP_QUERY] = &QUERY_RECORD,
        [OP_RESPOND] = &RESPOND_RECORD};
    static char body[1 << 16];
    for (unsigned op = 1; op < OP_COUNT; op++) {
        envelope_t envelope = {op, op};
        if (bodies[op])
            fill_record(&seed, bodies[op], body);
        request_pack(&envelope, bodies[op], body, buffer);
        keep(directory, "message", term_name(&OPS, op), buffer);
    }
}

/* Each event, and the run of all of them for the fold. */
static void make_events(const char *directory, buffer_t *buffer)
{
    static event_t event;
    buffer_t run = {0};
    for (unsigned kind = 1; kind < EVENT_COUNT; kind++) {
        event = (event_t){.number = kind,
            .at_ms = 1435708800000,
            .case_number = 1,
            .kind = kind,
            .actor = "zhao",
            .role = ROLE_WORKER};
        fill_record(&seed, event_data_record(kind), &event.data);
        event_pack(&event, buffer);
        buffer_append(
            &run, (uint8_t[]){(uint8_t)(buffer->length >> 8), (uint8_t)buffer->length}, 2);
        buffer_append(&run, buffer->bytes, buffer->length);
        keep(directory, "event", term_name(&EVENTS, kind), buffer);
    }
    keep(directory, "fold", "every-kind", &run);
    buffer_free(&run);
}

static void make_values(const char *directory, buffer_t *buffer)
{
    static case_t subject;
    document_t document;
    record_pack_value(&CASE_RECORD, &subject, buffer);
    keep(directory, "case", "empty", buffer);
    fill_record(&seed, &CASE_RECORD, &subject);
    record_pack_value(&CASE_RECORD, &subject, buffer);
    keep(directory, "case", "full", buffer);
    fill_record(&seed, &DOCUMENT_RECORD, &document);
    record_pack_value(&DOCUMENT_RECORD, &document, buffer);
    keep(directory, "case", "document", buffer);
}

static void make_replies(const char *directory, buffer_t *buffer)
{
    fault_t fault;
    fault_set(&fault, ERROR_TOO_LARGE, "text", "`text` may have at most 65536 bytes");
    reply_pack_fault(7, &fault, buffer);
    keep(directory, "reply", "error", buffer);
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_map(&packer, 6);
    pack_text(&packer, "ok");
    msgpack_pack_true(&packer);
    pack_text(&packer, "rid");
    msgpack_pack_int(&packer, 7);
    pack_text(&packer, "case");
    msgpack_pack_int(&packer, 1);
    pack_text(&packer, "receipt");
    pack_text(&packer, "00000-00173-9YX5V-K2CVP");
    pack_text(&packer, "created");
    msgpack_pack_true(&packer);
    pack_text(&packer, "state");
    pack_text(&packer, "registered");
    keep(directory, "reply", "receipt", buffer);
}

static void make_work(const char *directory, buffer_t *buffer)
{
    static const struct {
        work_op_t op;
        const char *list;
        const record_t *record;
    } messages[] = {{WORK_READY, NULL, NULL}, {WORK_LEAVE, NULL, NULL},
        {WORK_RESULT, "results", &WORK_RESULT_RECORD}, {WORK_POLICY, "files", &BUNDLE_FILE_RECORD},
        {WORK_ITEMS, "items", &WORK_ITEM_RECORD}};
    static char member[1 << 16];
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        work_head_t head;
        fill_record(&seed, &WORK_HEAD_RECORD, &head);
        head.op = messages[i].op;
        size_t count = messages[i].list ? 2 : 0;
        msgpack_packer packer = work_pack_head(&head, messages[i].list, count, buffer);
        for (size_t k = 0; k < count; k++) {
            fill_record(&seed, messages[i].record, member);
            record_pack_map(messages[i].record, member, &packer);
        }
        keep(directory, "work", term_name(&WORK_OPS, messages[i].op), buffer);
    }
}

static void make_hostile(const char *directory, buffer_t *buffer)
{
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        char name[32];
        if (HOSTILE[i].fill_count > 100 || HOSTILE[i].frames || HOSTILE[i].signature)
            continue;
        snprintf(name, sizeof name, "hostile-%02zu", i);
        hostile_body(&HOSTILE[i], buffer);
        keep(directory, "message", name, buffer);
    }
}

/* The start of a shipped file, whole lines; the policy target wants the file's number before it. */
static void make_files(const char *directory, buffer_t *buffer)
{
    static const char *const names[] = {"calendar.conf", "campaign.conf", "clocks.conf",
        "lexicon.conf", "org.conf", "sanctions.conf",
        "negative.conf"}; /* in the order of fuzz_policy.c */
    for (uint8_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[64], line[1024];
        snprintf(path, sizeof path, "config/%s", names[i]);
        FILE *file = fopen(path, "r");
        if (!file) {
            perror(path);
            exit(1);
        }
        buffer_append(buffer, &i, 1);
        while (buffer->length < 10000 && fgets(line, sizeof line, file))
            buffer_append(buffer, line, strlen(line));
        fclose(file);
        keep(directory, "policy", names[i], buffer);
    }
    buffer_append(buffer, zpl_seed, strlen(zpl_seed));
    keep(directory, "zpl", "every-type", buffer);
    for (uint8_t format = 6; format < 8; format++) {
        buffer_append(buffer, &format, 1);
        buffer_append(buffer, rows_seeds[format - 6], strlen(rows_seeds[format - 6]));
        keep(directory, "rows", format == 6 ? "csv" : "tsv", buffer);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: make_seeds DIRECTORY\n");
        return 64;
    }
    buffer_t buffer = {0};
    make_messages(argv[1], &buffer);
    make_events(argv[1], &buffer);
    make_values(argv[1], &buffer);
    make_work(argv[1], &buffer);
    make_replies(argv[1], &buffer);
    make_hostile(argv[1], &buffer);
    make_files(argv[1], &buffer);
    buffer_free(&buffer);
    return 0;
}
