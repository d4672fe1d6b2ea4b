/* Fuzzes the classifier: any bytes as title and text; every span stays inside, every sum finite. */
#include "../../workers/classify.h"
#include "oracle.h"

#include <math.h>

static classifier_t *classifier;

/* The shipped lexicon, compiled before the clock of the first input runs. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    fault_t fault;
    bundle_t *bundle = bundle_embedded();
    policy_t *policy = policy_load(bundle, &fault);
    bundle_destroy(&bundle);
    PROMISE(policy);
    classifier = classifier_new(policy, NULL, &fault);
    PROMISE(classifier);
    return 0;
}

static bool is_inside_character(const uint8_t *bytes, size_t length, uint64_t at)
{
    return at < length && (bytes[at] & 0xc0) == 0x80;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t cut = length ? bytes[0] % length : 0;
    slice_t title = {bytes, cut}, text = {bytes + cut, length - cut};
    classified_t verdict;
    classify_text(classifier, title, text, title, NULL, &verdict);
    PROMISE(isfinite(verdict.score) && verdict.score >= 0 && verdict.score <= 1);
    PROMISE(verdict.kind_count <= KINDS_MAX && verdict.evidence_count <= EVIDENCE_MAX);
    PROMISE(verdict.scope || verdict.kind_count == 0);
    PROMISE(verdict.fingerprint <= INT64_MAX);
    for (size_t i = 0; i < verdict.evidence_count; i++) {
        const evidence_t *evidence = &verdict.evidence[i];
        slice_t whole = evidence->in_title ? title : text;
        PROMISE(evidence->start < evidence->end && evidence->end <= whole.length);
        PROMISE(!is_inside_character(whole.bytes, whole.length, evidence->start));
        PROMISE(isfinite(evidence->weight));
    }
    return 0;
}
