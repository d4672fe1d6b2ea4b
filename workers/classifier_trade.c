/* The classifier's trade: one compiled lexicon per policy, one verdict per item. */
#include "classify.h"
#include "worker.h"

typedef struct {
    policy_t *policy;
    classifier_t *classifier;
    unpacker_t unpacker;
    case_t subject;
} classifying_t;

static void unload(void *state)
{
    classifying_t *self = state;
    if (!self)
        return;
    classifier_destroy(&self->classifier);
    policy_destroy(&self->policy);
    unpacker_free(&self->unpacker);
    free(self);
}

static void *load(const bundle_t *bundle, fault_t *fault)
{
    classifying_t *self = zmalloc(sizeof *self);
    self->policy = policy_load(bundle, fault);
    if (self->policy)
        self->classifier = classifier_new(self->policy, &DISK_CACHE, fault);
    if (self->classifier)
        return self;
    unload(self);
    return NULL;
}

static void work(void *state, stage_t stage, const work_item_t *item, work_result_t *result)
{
    (void)stage; /* a classifier has one */
    classifying_t *self = state;
    fault_t fault;
    slice_t value = item->case_value;
    if (value.length && record_from_value(&CASE_RECORD, &self->unpacker, value.bytes, value.length,
                            &self->subject, &fault) < 0) {
        snprintf(
            result->failure, sizeof result->failure, "the case cannot be read: %s", fault.message);
        return;
    }
    classify_text(self->classifier, item->title, item->text, item->accused,
        value.length ? &self->subject : NULL, &result->classified);
}

const trade_t CLASSIFIER_TRADE = {
    .name = "classifier",
    .stage = STAGE_CLASSIFY,
    .capacity = 2 * WORK_BATCH_MAX, /* one batch in hand, one on its way */
    .load = load,
    .unload = unload,
    .work = work,
};
