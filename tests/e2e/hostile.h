/* What a hostile or careless sender may put on the intake socket, and the error it must get. */
#ifndef DUBAN_TEST_HOSTILE_H
#define DUBAN_TEST_HOSTILE_H

#include "../../proto/request.h"

/* One message: `frames` frames, the first `signature`, the second the body, which is `head`
 * and then `fill` repeated `fill_count` times; a third is "more". */
typedef struct {
    const char *name;
    error_code_t code; /* ERROR_NONE: it is sound and must be taken */
    const char *field; /* that the error names; "" for none */
    const char *head;
    size_t head_length;
    size_t fill_count;
    uint8_t fill;
    const char *signature; /* NULL: SIGNATURE */
    size_t frames;         /* 0: two, as it should be */
} hostile_t;

#define BODY(BYTES)       .head = BYTES, .head_length = sizeof(BYTES) - 1
#define FILL(BYTE, COUNT) .fill = BYTE, .fill_count = COUNT

/* Pairs of msgpack, a key and its value. */
#define OP_IS_SUBMIT "\xa2op\xa6submit"
#define OP_IS_FINDING                                                                              \
    "\xa2op\xa7"                                                                                   \
    "finding"
#define OP_IS_ACT                                                                                  \
    "\xa2op\xa3"                                                                                   \
    "act"
#define OP_IS_SWEEP "\xa2op\xa5sweep"
#define OP_IS_QUERY "\xa2op\xa5query"
#define GATEWAY     "\xa7gateway\xa4test"
#define ID(LETTERS) "\xa2id\xa2" LETTERS
#define TEXT        "\xa4text\xa6\xe6\x8e\xa8\xe8\xaf\xbf" /* 推诿 */
#define SOURCE      "\xa6source\xaaspot_check"
#define FOUND                                                                                      \
    "\xad"                                                                                         \
    "discovered_ms\xcf\x00\x00\x01\x4e\x47\x69\x34\x00" /* July 2015 */
#define SUBMIT_START  OP_IS_SUBMIT GATEWAY
#define FINDING_START OP_IS_FINDING GATEWAY ID("f1") TEXT

static const hostile_t HOSTILE[] = {
    {"a sound submission", ERROR_NONE, "", BODY("\x84" SUBMIT_START ID("h0") TEXT)},

    /* frames */
    {"wrong signature", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") TEXT),
        .signature = "DUBAN2"},
    {"empty signature", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") TEXT),
        .signature = ""},
    {"long signature", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") TEXT),
        .signature = "DUBAN11"},
    {"only a signature", ERROR_MALFORMED, "", .frames = 1},
    {"only an empty frame", ERROR_MALFORMED, "", .signature = "", .frames = 1},
    {"an empty body", ERROR_MALFORMED, "", BODY("")},
    {"two empty frames", ERROR_MALFORMED, "", BODY(""), .signature = ""},
    {"a third frame", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") TEXT), .frames = 3},

    /* structure */
    {"cut in a string", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xa6\xe6")},
    {"cut after a key", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") "\xa4text")},
    {"cut in a length", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xda\x01")},
    {"one pair fewer than counted", ERROR_MALFORMED, "", BODY("\x85" SUBMIT_START ID("h1") TEXT)},
    {"a trailing byte", ERROR_MALFORMED, "", BODY("\x84" SUBMIT_START ID("h1") TEXT "\xc0")},
    {"two messages in one", ERROR_MALFORMED, "", BODY("\x81\xa2op\xa4ping\x81\xa2op\xa4ping")},
    {"an array of 2^32-1", ERROR_MALFORMED, "", BODY("\xdd\xff\xff\xff\xff")},
    {"a map of 2^32-1", ERROR_MALFORMED, "", BODY("\xdf\xff\xff\xff\xff" OP_IS_SUBMIT)},
    {"a string of 2^32-1", ERROR_MALFORMED, "", BODY("\x81\xa2op\xdb\xff\xff\xff\xff")},
    {"a binary of 2^32-1", ERROR_MALFORMED, "", BODY("\x81\xa2op\xc6\xff\xff\xff\xff")},
    {"containers nine deep", ERROR_MALFORMED, "",
        BODY("\x81\xa2op\x91\x91\x91\x91\x91\x91\x91\x90")},
    {"containers 100,000 deep", ERROR_MALFORMED, "", BODY("\x81\xa2op"), FILL(0x91, 100000)},
    {"an extension type", ERROR_MALFORMED, "",
        BODY("\x81\xa2op\xc7\x01\x05"
             "a")},
    {"a timestamp", ERROR_MALFORMED, "", BODY("\x81\xa2op\xd6\xff\x00\x00\x00\x00")},
    {"a reserved byte", ERROR_MALFORMED, "", BODY("\x81\xa2op\xc1")},
    {"text instead of msgpack", ERROR_MALFORMED, "", BODY("{\"op\": \"submit\"}")},

    /* the envelope */
    {"an array", ERROR_INVALID, "", BODY("\x92\xa2op\xa4ping")},
    {"a number", ERROR_INVALID, "", BODY("\x07")},
    {"nil", ERROR_INVALID, "", BODY("\xc0")},
    {"an empty map", ERROR_INVALID, "op", BODY("\x80")},
    {"no op", ERROR_INVALID, "op", BODY("\x83" GATEWAY ID("h1") TEXT)},
    {"op a number", ERROR_INVALID, "op", BODY("\x81\xa2op\x01")},
    {"op of another case", ERROR_UNKNOWN_OP, "op", BODY("\x81\xa2op\xa4PING")},
    {"unknown op", ERROR_UNKNOWN_OP, "op",
        BODY("\x84\xa2op\xa5"
             "erase" GATEWAY ID("h1") TEXT)},
    {"op that is not UTF-8", ERROR_UNKNOWN_OP, "op", BODY("\x81\xa2op\xa2\xff\xfe")},
    {"op with an escape", ERROR_UNKNOWN_OP, "op", BODY("\x81\xa2op\xa4\x1b[2J")},
    {"rid negative", ERROR_INVALID, "rid", BODY("\x82\xa2op\xa4ping\xa3rid\xff")},
    {"rid twice", ERROR_INVALID, "rid", BODY("\x83\xa2op\xa4ping\xa3rid\x01\xa3rid\x02")},

    /* fields of a submission */
    {"no id", ERROR_INVALID, "id", BODY("\x83" SUBMIT_START TEXT)},
    {"id empty", ERROR_INVALID, "id", BODY("\x84" SUBMIT_START "\xa2id\xa0" TEXT)},
    {"id nil", ERROR_INVALID, "id", BODY("\x84" SUBMIT_START "\xa2id\xc0" TEXT)},
    {"id a number", ERROR_INVALID, "id", BODY("\x84" SUBMIT_START "\xa2id\x05" TEXT)},
    {"id with NUL", ERROR_INVALID, "id",
        BODY("\x84" SUBMIT_START "\xa2id\xa3"
             "a\0b" TEXT)},
    {"id twice", ERROR_INVALID, "id", BODY("\x85" SUBMIT_START ID("h1") ID("h2") TEXT)},
    {"id of 48 bytes", ERROR_TOO_LARGE, "id", BODY("\x84" SUBMIT_START TEXT "\xa2id\xd9\x30"),
        FILL('x', 48)},
    {"no gateway", ERROR_INVALID, "gateway", BODY("\x83" OP_IS_SUBMIT ID("h1") TEXT)},
    {"gateway a binary", ERROR_INVALID, "gateway",
        BODY("\x84" OP_IS_SUBMIT ID("h1") TEXT "\xa7gateway\xc4\x02"
                                               "ab")},
    {"no text", ERROR_INVALID, "text", BODY("\x83" SUBMIT_START ID("h1"))},
    {"text empty", ERROR_INVALID, "text", BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xa0")},
    {"text a number", ERROR_INVALID, "text", BODY("\x84" SUBMIT_START ID("h1") "\xa4text\x07")},
    {"text an array", ERROR_INVALID, "text", BODY("\x84" SUBMIT_START ID("h1") "\xa4text\x91\x07")},
    {"text not UTF-8", ERROR_INVALID, "text",
        BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xa3\xe6\x8e\x41")},
    {"text a surrogate", ERROR_INVALID, "text",
        BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xa3\xed\xa0\x80")},
    {"text overlong", ERROR_INVALID, "text",
        BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xa2\xc0\xaf")},
    {"text of 65,537 bytes", ERROR_TOO_LARGE, "text",
        BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xdb\x00\x01\x00\x01"), FILL('x', 65537)},
    {"text of 100,000 bytes", ERROR_TOO_LARGE, "text",
        BODY("\x84" SUBMIT_START ID("h1") "\xa4text\xdb\x00\x01\x86\xa0"), FILL('x', 100000)},
    {"title of 1,025 bytes", ERROR_TOO_LARGE, "title",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa5title\xda\x04\x01"), FILL('x', 1025)},
    {"unknown source", ERROR_INVALID, "source",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa6source\xa6gossip")},
    {"unknown privacy", ERROR_INVALID, "privacy",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa7privacy\xa6secret")},
    {"sent before 1970", ERROR_INVALID, "sent_ms",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa7sent_ms\xff")},
    {"sent after the year 9999", ERROR_INVALID, "sent_ms",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa7sent_ms\xcf\x7f\xff\xff\xff\xff\xff\xff\xff")},
    {"sent a real number", ERROR_INVALID, "sent_ms",
        BODY("\x85" SUBMIT_START ID("h1") TEXT "\xa7sent_ms\xcb\x42\x74\x00\x00\x00\x00\x00\x00")},

    /* fields of the other operations */
    {"a finding without discovery", ERROR_INVALID, "discovered_ms",
        BODY("\x85" FINDING_START SOURCE)},
    {"a finding without source", ERROR_INVALID, "source", BODY("\x85" FINDING_START FOUND)},
    {"a finding of kind c6", ERROR_INVALID, "kinds",
        BODY("\x87" FINDING_START SOURCE FOUND "\xa5kinds\x92\xa2"
             "c1\xa2"
             "c6")},
    {"a finding with nine sections", ERROR_TOO_LARGE, "sections",
        BODY("\x87" FINDING_START SOURCE FOUND "\xa8sections\x99\xa1s\xa1s\xa1s\xa1s\xa1s\xa1s\xa1s"
             "\xa1s\xa1s")},
    {"a finding with a number for a person", ERROR_INVALID, "persons",
        BODY("\x87" FINDING_START SOURCE FOUND "\xa7persons\x91\x01")},
    {"an act without case", ERROR_INVALID, "case",
        BODY("\x82" OP_IS_ACT "\xa4verb\xa7"
             "comment")},
    {"an act without verb", ERROR_INVALID, "verb",
        BODY("\x82" OP_IS_ACT "\xa4"
             "case\x01")},
    {"an act of an unknown verb", ERROR_INVALID, "verb",
        BODY("\x83" OP_IS_ACT "\xa4"
             "case\x01\xa4verb\xa6pardon")},
    {"an act with scope a number", ERROR_INVALID, "scope",
        BODY("\x84" OP_IS_ACT "\xa4"
             "case\x01\xa4verb\xa7"
             "comment\xa5scope\x01")},
    {"a sweep with dry_run a string", ERROR_INVALID, "dry_run",
        BODY("\x82" OP_IS_SWEEP "\xa7"
             "dry_run\xa3yes")},
    {"a query for nothing", ERROR_INVALID, "what", BODY("\x81" OP_IS_QUERY)},
    {"a query for everything", ERROR_INVALID, "what",
        BODY("\x82" OP_IS_QUERY "\xa4what\xaa"
             "everything")},
    {"a list of 501 rows", ERROR_INVALID, "limit",
        BODY("\x83" OP_IS_QUERY "\xa4what\xa4list\xa5limit\xcd\x01\xf5")},
};
#define HOSTILE_COUNT (sizeof HOSTILE / sizeof HOSTILE[0])

/* Appends the body of a message. */
static inline void hostile_body(const hostile_t *hostile, buffer_t *buffer)
{
    buffer_append(buffer, hostile->head, hostile->head_length);
    for (size_t i = 0; i < hostile->fill_count; i++)
        buffer_append(buffer, &hostile->fill, 1);
}

#endif
