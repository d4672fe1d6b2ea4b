/* Fuzzes the strict reading of the policy files: whatever the text, a loader either takes it or
 * refuses it with a sentence that begins with the name of the file. */
#include "../../config/policy.h"

#include <stdlib.h>
#include <unistr.h>

static calendar_t *calendar; /* in which the dates of the other files are read */
static org_t *org;           /* the shipped chart, whose sections have negative lists */

static int load_calendar(zpl_t *file, fault_t *fault)
{
    calendar_t *loaded = calendar_load(file, fault);
    int rc = loaded ? 0 : -1;
    if (loaded)
        calendar_add_workdays(loaded, 0, 100);
    calendar_destroy(&loaded);
    return rc;
}

static int load_campaign(zpl_t *file, fault_t *fault)
{
    campaign_t campaign;
    return campaign_load(file, calendar, &campaign, fault);
}

static int load_clocks(zpl_t *file, fault_t *fault)
{
    clocks_t clocks;
    return clocks_load(file, &clocks, fault);
}

static int load_lexicon(zpl_t *file, fault_t *fault)
{
    lexicon_t *lexicon = lexicon_load(file, fault);
    int rc = lexicon ? 0 : -1;
    lexicon_destroy(&lexicon);
    return rc;
}

static int load_org(zpl_t *file, fault_t *fault)
{
    org_t *org = org_load(file, calendar, fault);
    int rc = org ? 0 : -1;
    org_destroy(&org);
    return rc;
}

static int load_sanctions(zpl_t *file, fault_t *fault)
{
    sanctions_t sanctions;
    return sanctions_load(file, &sanctions, fault);
}

static int load_negative(zpl_t *file, fault_t *fault)
{
    negative_t *negative = negative_load(file, calendar, org, fault);
    int rc = negative ? 0 : -1;
    if (negative)
        negative_at(negative, "approval", 0);
    negative_destroy(&negative);
    return rc;
}

static int (*const loaders[])(zpl_t *file, fault_t *fault) = {load_calendar, load_campaign,
    load_clocks, load_lexicon, load_org, load_sanctions, load_negative};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static const char text[] = "offset = +08:00\nprovisional = 2015\n";
    zpl_t *file = zpl_parse("c", text, strlen(text), NULL);
    calendar = file ? calendar_load(file, NULL) : NULL;
    zpl_destroy(&file);
    bundle_t *bundle = bundle_embedded();
    slice_t chart = bundle_file(bundle, "org.conf");
    file = calendar ? zpl_parse("org.conf", chart.bytes, chart.length, NULL) : NULL;
    org = file ? org_load(file, calendar, NULL) : NULL;
    zpl_destroy(&file);
    bundle_destroy(&bundle);
    if (!calendar || !org)
        abort();
    return 0;
}

/* The first byte chooses the file, the others are its text. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return 0;
    fault_t fault = {0};
    zpl_t *file = zpl_parse("file", bytes + 1, length - 1, &fault);
    size_t loader = bytes[0] % (sizeof loaders / sizeof loaders[0]);
    int rc = file ? loaders[loader](file, &fault) : -1;
    zpl_destroy(&file);
    if ((rc < 0) != (strncmp(fault.message, "file:", 5) == 0) ||
        u8_check((const uint8_t *)fault.message, strlen(fault.message)))
        abort();
    return 0;
}
