/* duban classify: the classifier's verdict on every row of a table, without a daemon. */
#include "classify_policy.h"
#include "classify_table.h"
#include "commands.h"
#include "options.h"
#include "render.h"

#include <stdio.h>
#include <sysexits.h>

typedef struct {
    const char *policy;
    bool explain;
} classify_options_t;

static const option_t options[] = {
    {"policy", 'p', "DIRECTORY", "policy files to use (default: the embedded bureau)", OPTION_TEXT,
        offsetof(classify_options_t, policy), NULL},
    {"explain", 'x', NULL, "after each row the evidence: rule, kind, weight, words", OPTION_FLAG,
        offsetof(classify_options_t, explain), NULL},
};

static const usage_t usage = {
    .arguments = "FILE.tsv",
    .help = "Say of every row of FILE.tsv (- is the standard input) whether it alleges misconduct "
            "of a public body, and of which of the five kinds. No daemon is needed.\v"
            "The first line of the file names its columns; id, title and text are used. Printed "
            "are, separated by tabs: id, scope (1 or 0), kinds (the most salient first, or -), "
            "score (0 to 1). Where the classifier would leave the case to a person, its best "
            "guess is printed.",
    OPTIONS(options),
    .argument_min = 1,
    .argument_max = 1,
    .local = true,
};

typedef struct {
    bool explain;
    bool json;
    local_classifier_t local;
    buffer_t buffer;
    unpacker_t unpacker;
} classify_t;

static void print_evidence(const classified_t *verdict, const slice_t *values)
{
    for (size_t i = 0; i < verdict->evidence_count; i++) {
        const evidence_t *evidence = &verdict->evidence[i];
        const char *words = values[evidence->in_title ? 1 : 2].bytes;
        printf("\t%s\t%s\t%+.2f\t%s %zu-%zu\t%.*s\n", evidence->rule,
            term_name(&KINDS, evidence->kind), evidence->weight,
            evidence->in_title ? "title" : "text", (size_t)evidence->start, (size_t)evidence->end,
            (int)(evidence->end - evidence->start), words + evidence->start);
    }
    if (verdict->abstained[0])
        printf("\tabstained\t%s\n", verdict->abstained);
}

static void print_text(const classify_t *self, const classified_t *verdict, const slice_t *values)
{
    printf("%.*s\t%d\t", (int)values[0].length, (const char *)values[0].bytes, verdict->scope);
    for (size_t i = 0; i < verdict->kind_count; i++)
        printf("%s%s", i ? "," : "", term_name(&KINDS, verdict->kinds[i].kind));
    printf("%s\t%.3f\n", verdict->kind_count ? "" : "-", verdict->score);
    if (self->explain)
        print_evidence(verdict, values);
}

/* {"id": …, and the members of a `classified` event}. */
static int print_object(classify_t *self, const classified_t *verdict, slice_t id, fault_t *fault)
{
    msgpack_object object;
    buffer_clear(&self->buffer);
    msgpack_packer packer = buffer_packer(&self->buffer);
    msgpack_pack_map(&packer, 1 + record_map_count(&CLASSIFIED_RECORD, verdict));
    pack_text(&packer, "id");
    pack_string(&packer, id.bytes, id.length);
    record_pack_pairs(&CLASSIFIED_RECORD, verdict, &packer);
    if (unpack_message(&self->unpacker, self->buffer.bytes, self->buffer.length, &object, fault) <
        0)
        return -1;
    print_json(&object, true);
    return 0;
}

static int print_row(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)line;
    classify_t *self = context;
    classified_t verdict;
    classify_text(self->local.classifier, values[1], values[2], (slice_t){0}, NULL, &verdict);
    if (!self->json)
        print_text(self, &verdict, values);
    else if (print_object(self, &verdict, values[0], fault))
        return -1;
    if (ferror(stdout))
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "the output cannot be written");
    return 0;
}

int command_classify(int argc, char **argv)
{
    static const char *const columns[] = {"id", "title", "text"};
    classify_options_t given = {0};
    common_t common = {0};
    fault_t fault;
    options_parse(&usage, argc, argv, &common, &given);
    classify_t self = {.explain = given.explain, .json = common.json};
    if (local_classifier_open(&self.local, given.policy, &fault)) {
        fprintf(stderr, "duban classify: %s\n", fault.message);
        return EX_CONFIG;
    }
    int read = table_read(common.arguments[0], columns, 3, print_row, &self, &fault);
    local_classifier_close(&self.local);
    buffer_free(&self.buffer);
    unpacker_free(&self.unpacker);
    if (!read && fflush(stdout) == 0)
        return EX_OK;
    if (!read)
        fault_set(&fault, ERROR_UNAVAILABLE, NULL, "the output cannot be written");
    fprintf(stderr, "duban classify: %s\n", fault.message);
    return table_exit_code(&fault);
}
