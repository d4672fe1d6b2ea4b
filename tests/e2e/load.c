/* Pipelines submissions with retries and keeps account of every one of them. */
#include "load.h"

#include <stdlib.h>
#include <time.h>

static const char *const TEXTS[] = {
    "审批股的窗口互相踢皮球，办一个手续来回跑了五趟。",
    "请问节假日期间服务大厅几点上班？",
    "项目股工作人员说研究研究就没了下文，拖了三个月不办。",
    "小区门口的路灯坏了很久，希望尽快修好。",
    "窗口人员口大气粗，对群众爱理不理，冷硬横推。",
    "有人暗示不给好处不办事，给了红包才给盖章。",
};
#define TEXT_COUNT (sizeof TEXTS / sizeof TEXTS[0])

void load_open(load_t *self, const site_t *site, uint64_t total)
{
    const duban_options_t options = {.deadline_ms = PATIENCE_MS, .retry_ms = 200};
    *self = (load_t){.total = total};
    self->client = duban_connect(site->intake, &options, NULL);
    self->case_numbers = calloc(total, sizeof *self->case_numbers);
    assert_non_null(self->client);
    assert_non_null(self->case_numbers);
}

void load_close(load_t *self)
{
    duban_destroy(&self->client);
    free(self->case_numbers);
}

static void post_next(load_t *self)
{
    char id[24];
    duban_error_t error;
    size_t slot = 0;
    while (self->flying[slot].rid)
        slot++;
    snprintf(id, sizeof id, "%llu", (unsigned long long)++self->sent);
    const duban_submission_t submission = {
        .gateway = "load", .id = id, .channel = "web", .text = TEXTS[self->sent % TEXT_COUNT]};
    self->flying[slot].rid = duban_post_submission(self->client, &submission, &error);
    self->flying[slot].id = self->sent;
    assert_true(self->flying[slot].rid);
}

static void receive_one(load_t *self)
{
    duban_receipt_t receipt;
    duban_error_t error;
    uint64_t rid = duban_receive(self->client, PATIENCE_MS, &receipt, &error);
    if (!rid || error.code != DUBAN_OK)
        fail_msg("%s: %s", duban_code_name(error.code), error.message);
    size_t slot = 0;
    while (self->flying[slot].rid != rid)
        assert_true(++slot < LOAD_WINDOW);
    self->flying[slot].rid = 0;
    self->case_numbers[self->flying[slot].id - 1] = receipt.case_number;
    self->acknowledged++;
}

void load_pump(load_t *self, uint64_t acknowledged)
{
    while (self->acknowledged < acknowledged && self->acknowledged < self->total) {
        while (self->sent < self->total && duban_pending(self->client) < LOAD_WINDOW)
            post_next(self);
        receive_one(self);
    }
}

void load_check(const load_t *self, site_t *site, uint64_t count)
{
    char id[24];
    for (uint64_t n = self->sent; n > 0 && count > 0; n--) {
        if (!self->case_numbers[n - 1])
            continue;
        answer_t answer;
        snprintf(id, sizeof id, "%llu", (unsigned long long)n);
        site_ask(site, &(duban_query_t){.what = "status", .gateway = "load", .id = id}, &answer);
        answer_close(&answer);
        count--;
    }
}

/* ---- chance ---- */

static uint64_t chance;

void seed_random(void)
{
    const char *given = getenv("DUBAN_E2E_SEED");
    chance = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("seed: DUBAN_E2E_SEED=%llu\n", (unsigned long long)chance);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t random_below(uint64_t bound)
{
    uint64_t z = chance += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % bound;
}
