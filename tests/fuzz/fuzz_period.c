/* Fuzzes the names of periods: whatever the text, it is refused with a sentence or read as a period
 * whose own name leads back to it, and which has a label. */
#include "../../config/period.h"
#include "oracle.h"

static calendar_t *calendar;
static campaign_t campaign = {
    .self_check_ms = 1, .concentrated_ms = 2, .consolidation_ms = 3, .end_ms = 4};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static const char text[] = "offset = +08:00\nprovisional = 2015\n";
    zpl_t *file = zpl_parse("c", text, strlen(text), NULL);
    calendar = file ? calendar_load(file, NULL) : NULL;
    zpl_destroy(&file);
    campaign.report_in_campaign = CYCLE_XUN;
    campaign.report_after = CYCLE_QUARTER;
    PROMISE(calendar != NULL);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char text[64], label[PERIOD_LABEL_BYTES];
    period_t period = {0}, again = {0};
    fault_t fault = {0};
    int64_t now_ms = 0;
    if (length < sizeof now_ms || length - sizeof now_ms >= sizeof text)
        return 0;
    memcpy(&now_ms, bytes, sizeof now_ms);
    now_ms = (int64_t)((uint64_t)now_ms % UINT64_C(253402300799999));
    memcpy(text, bytes + sizeof now_ms, length - sizeof now_ms);
    text[length - sizeof now_ms] = 0;
    if (period_parse(text, &campaign, calendar, now_ms, &period, &fault) < 0) {
        promise_fault(&fault);
        return 0;
    }
    PROMISE(period.until_ms == 0 || period.from_ms < period.until_ms);
    PROMISE(strcmp(text, "due") != 0 || period.until_ms <= now_ms);
    PROMISE(strcmp(text, "due") == 0 ||
            period_parse(period.name, &campaign, calendar, 0, &again, &fault) == 0);
    PROMISE(strcmp(text, "due") == 0 ||
            (again.from_ms == period.from_ms && again.until_ms == period.until_ms));
    PROMISE(period_label(period.name, true, label)[0] || strcmp(text, "due") == 0);
    PROMISE(period_label(period.name, false, label)[0] || strcmp(text, "due") == 0);
    return 0;
}
