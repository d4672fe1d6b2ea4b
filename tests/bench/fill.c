/* Drives the registry with complaints and workers' results, without fsync and without sockets. */
#include "fill.h"

#include "../../daemon/registry.h"
#include "../../workers/assess.h"
#include "figures.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CASES_PER_COMMIT 500
#define MAP_BYTES        (UINT64_C(64) << 30)
#define OVERDUE_MS       (INT64_C(30) * 86400000) /* old enough to be past the time to accept */

typedef struct {
    store_t *store;
    registry_t registry;
    policy_t *policy;
    int64_t now_ms;
    size_t submitted;
    work_result_t result; /* the verdicts that every case gets */
} filler_t;

static int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void filler_open(filler_t *self, const char *directory)
{
    fault_t fault;
    store_options_t options = {.map_bytes = MAP_BYTES, .full_percent = 90, .forgetful = true};
    memset(self, 0, sizeof *self);
    bundle_t *bundle = bundle_embedded();
    self->now_ms = wall_ms();
    self->policy = policy_load(bundle, &fault);
    bundle_destroy(&bundle);
    if (!self->policy)
        bench_die("%s", fault.message);
    self->store = store_open(directory, &options, &fault);
    if (!self->store || registry_open(&self->registry, self->store, directory, &fault) < 0)
        bench_die("%s", fault.message);
    self->registry.policy = self->policy;
}

static void filler_close(filler_t *self)
{
    registry_close(&self->registry);
    store_close(&self->store);
    policy_destroy(&self->policy);
}

static void commit(filler_t *self)
{
    if (store_commit(self->store) != STORE_OK)
        bench_die("a commit failed");
    registry_settle(&self->registry);
}

static uint64_t submit(filler_t *self, int64_t at_ms)
{
    fault_t fault;
    ack_t ack;
    submit_t submit = {.gateway = "bench",
        .channel = CHANNEL_WEB,
        .title = {"窗口办事来回跑", 21},
        .text = {"三个部门相互推诿扯皮，让我来回跑了七趟。", 60}};
    snprintf(submit.key, sizeof submit.key, "%026zu", self->submitted++);
    if (registry_submit(&self->registry, &submit, at_ms, &ack, &fault) < 0)
        bench_die("%s", fault.message);
    return ack.case_number;
}

/* One verdict of each kind, by the real rules, for all the cases. */
static void make_verdicts(filler_t *self, uint64_t case_number)
{
    case_t subject;
    fault_t fault;
    classified_t *verdict = &self->result.classified;
    *verdict = (classified_t){.scope = true,
        .kind_count = 1,
        .kinds = {{KIND_C3, 0.9}},
        .conduct = CONDUCT_SLOW,
        .severity = SEVERITY_GENERAL,
        .score = 0.9,
        .section_count = 1,
        .evidence_count = 1,
        .evidence = {{.rule = "P26", .kind = KIND_C3, .weight = 1, .start = 15, .end = 27}}};
    snprintf(verdict->sections[0], sizeof verdict->sections[0], "%s",
        org_section_at(self->policy->org, 0)->id);
    if (!registry_case(
            store_writing(self->store), &self->registry.unpacker, case_number, &subject, &fault))
        bench_die("%s", fault.message);
    work_item_t item = {.lease = 1, .now_ms = self->now_ms};
    subject.scope = true;
    subject.stage = STAGE_ESCALATE;
    subject.state = STATE_CLASSIFIED;
    memcpy(subject.sections, verdict->sections, sizeof subject.sections);
    subject.section_count = 1;
    assess_case(self->policy, &subject, &item, &self->result.assessed);
}

static void decide(filler_t *self, uint64_t case_number, bool due, int64_t at_ms)
{
    static const assessed_t plain = {.accept = true}; /* without lines and their clocks */
    const assessed_t *assessed = due ? &plain : &self->result.assessed;
    if (!registry_take_classified(
            &self->registry, case_number, &self->result.classified, "bench", at_ms) ||
        !registry_take_assessed(
            &self->registry, case_number, self->registry.ledger.number, assessed, "bench", at_ms))
        bench_die("a verdict was not taken");
}

void fill_open(const char *store, size_t count, size_t due)
{
    static filler_t self;
    filler_open(&self, store);
    for (size_t i = 0; i < count; i++) {
        if (i % CASES_PER_COMMIT == 0)
            store_begin(self.store);
        bool is_due = i % (count / due) == count / due / 2;
        int64_t at_ms = is_due ? self.now_ms - OVERDUE_MS : self.now_ms;
        uint64_t number = submit(&self, at_ms);
        if (i == 0)
            make_verdicts(&self, number);
        decide(&self, number, is_due, at_ms);
        if (i % CASES_PER_COMMIT == CASES_PER_COMMIT - 1 || i == count - 1)
            commit(&self);
    }
    filler_close(&self);
}

/* Ends a case as the discipline group would. */
static void refuse(filler_t *self, uint64_t case_number)
{
    fault_t fault;
    ack_t ack;
    act_t act = {.case_number = case_number, .verb = VERB_NOT_ACCEPT, .reason = "不属受理范围"};
    snprintf(act.as, sizeof act.as, "%s",
        org_holder(self->policy->org, ROLE_DISCIPLINE_GROUP, NULL, self->now_ms)->person);
    if (registry_act(&self->registry, &act, self->now_ms, &ack, &fault) < 0)
        bench_die("%s", fault.message);
}

void fill_closed(const char *store, size_t count, size_t open)
{
    static filler_t self;
    filler_open(&self, store);
    for (size_t i = 0; i < count + open; i++) {
        if (i % CASES_PER_COMMIT == 0)
            store_begin(self.store);
        uint64_t number = submit(&self, self.now_ms);
        if (i < count) {
            decide(&self, number, true, self.now_ms);
            refuse(&self, number);
        }
        if (i % CASES_PER_COMMIT == CASES_PER_COMMIT - 1 || i == count + open - 1)
            commit(&self);
    }
    filler_close(&self);
}

void fill_waiting(const char *store, size_t count)
{
    static filler_t self;
    filler_open(&self, store);
    for (size_t i = 0; i < count; i++) {
        if (i % CASES_PER_COMMIT == 0)
            store_begin(self.store);
        submit(&self, self.now_ms);
        if (i % CASES_PER_COMMIT == CASES_PER_COMMIT - 1 || i == count - 1)
            commit(&self);
    }
    filler_close(&self);
}
