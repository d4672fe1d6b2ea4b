/* Writes variants of the shipped policy files and loads them. */
#include "policies.h"

#include "../../config/shipped.h"
#include "log.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A line of a shipped file that reads otherwise in a variant; `from` NULL: appended. */
typedef struct {
    const char *file, *from, *to;
} change_t;

static const change_t other_clocks[] = {
    {"clocks.conf", "    accept = 15d", "    accept = 9d"},
    {"clocks.conf", "    leader = 5wd", "    leader = 3wd"},
    {"clocks.conf", "    classify = 60s", "    classify = 90s"},
    {"clocks.conf", "    urge = 1wd", "    urge = 2wd"},
    {"clocks.conf", "    deputy = 3wd", "    deputy = 4wd"},
    {"clocks.conf", "    principal = 5wd", "    principal = 8wd"},
    {NULL, NULL, NULL},
};

static const change_t other_campaign[] = {
    {"campaign.conf", "rectification-end = 2015-10-01", "rectification-end = 2015-09-11"},
    {"campaign.conf", "registered-media-only = yes", "registered-media-only = no"},
    {"campaign.conf", "principal-sections = 2", "principal-sections = 1"},
    {"org.conf", NULL,
        "\nperson\n    id = new-one\n    name = \"新甲\"\n    party-member = no\n"
        "\npost\n    person = new-one\n    role = staff\n    section = energy\n"
        "    from = 2014-01-01\n"},
    {NULL, NULL, NULL},
};

/* Holidays on days that are workdays elsewhere, and a Saturday on which one works. */
static const change_t other_calendar[] = {
    {"calendar.conf", NULL,
        "\nholiday = 2015-07-06..2015-07-07\nholiday = 2015-08-24\nworkday = 2015-08-29\n"
        "holiday = 2015-09-21\nholiday = 2015-10-19..2015-10-21\nholiday = 2015-11-30\n"
        "workday = 2015-12-12\nholiday = 2016-01-18\nholiday = 2016-03-07..2016-03-09\n"
        "holiday = 2016-05-16\nworkday = 2016-06-25\nholiday = 2016-08-08\n"},
    {NULL, NULL, NULL},
};

static const change_t *const variants[POLICIES] = {
    NULL, other_clocks, other_campaign, other_calendar};
static rules_t *loaded[POLICIES];

/* The content of a file with one change made; a change that fits nowhere is a mistake. */
static void apply(buffer_t *content, const change_t *change)
{
    buffer_t changed = {0};
    buffer_append(content, "", 1);
    const char *text = (const char *)content->bytes;
    const char *at = change->from ? strstr(text, change->from) : text + content->length - 1;
    if (!at)
        log_fail("%s has no line '%s' any more", change->file, change->from);
    const char *rest = at + (change->from ? strlen(change->from) : 0);
    buffer_append(&changed, text, (size_t)(at - text));
    buffer_append(&changed, change->to, strlen(change->to));
    buffer_append(&changed, rest, strlen(rest));
    buffer_free(content);
    *content = changed;
}

static void write_variant(const char *directory, const change_t *changes)
{
    mkdir(directory, 0700);
    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        shipped_t shipped = shipped_file(i);
        buffer_t content = {0};
        buffer_append(&content, shipped.content.bytes, shipped.content.length);
        for (const change_t *change = changes; change->file; change++) {
            if (strcmp(change->file, shipped.name) == 0)
                apply(&content, change);
        }
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", directory, shipped.name);
        FILE *file = fopen(path, "w");
        if (!file || fwrite(content.bytes, 1, content.length, file) != content.length)
            log_fail("%s cannot be written", path);
        fclose(file);
        buffer_free(&content);
    }
}

void policies_open(const char *directory, int64_t now_ms)
{
    for (size_t i = 0; i < POLICIES; i++) {
        char path[PATH_MAX] = "";
        fault_t fault;
        if (variants[i]) {
            snprintf(path, sizeof path, "%s/policy%zu", directory, i);
            write_variant(path, variants[i]);
        }
        loaded[i] = rules_load(path, now_ms, &fault);
        if (!loaded[i])
            log_fail("policy %zu does not load: %s", i, fault.message);
    }
}

void policies_close(void)
{
    for (size_t i = 0; i < POLICIES; i++)
        rules_release(&loaded[i]);
}

rules_t *policies_rules(size_t index)
{
    return rules_hold(loaded[index]);
}

double policies_stamp(const rules_t *rules, uint64_t case_number)
{
    size_t index = 0;
    while (index < POLICIES - 1 && loaded[index] != rules)
        index++;
    return (double)(case_number % 100 * 10 + index) / 1000.0;
}

const rules_t *policies_find(const uint8_t digest[DIGEST_BYTES])
{
    for (size_t i = 0; i < POLICIES; i++) {
        if (memcmp(loaded[i]->policy->digest, digest, DIGEST_BYTES) == 0)
            return loaded[i];
    }
    return NULL;
}
