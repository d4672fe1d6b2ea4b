/* A small invented bureau for the tests of the rules, and short ways to make cases for it. */
#ifndef DUBAN_TEST_BUREAU_H
#define DUBAN_TEST_BUREAU_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../config/policy.h"
#include "../../workers/assess.h"

/* permits: 周 heads it until August, 吴 from then on; 钱 supervises it until 16 August, then 孙.
 * prices and projects: 郑 heads both, 李 supervises both, so both are dual roles.
 * 褚 moves from permits to prices on 16 August.
 * 褚 and 刘 are kin; 王 has an interest in projects.
 * archives: 李 supervises it, nobody heads it since August. 赵 is the principal; 韩 and 杨 the
 * discipline group; 蒋 superior. */
static const char *const bureau_sections[][2] = {
    {"permits", "行政审批股"},
    {"prices", "价格股"},
    {"projects", "项目股"},
    {"archives", "档案股"},
};

static const char *const bureau_persons[][2] = {
    {"zhao", "赵甲"},
    {"qian", "钱乙"},
    {"sun", "孙丙"},
    {"li", "李丁"},
    {"zhou", "周戊"},
    {"wu", "吴己"},
    {"zheng", "郑庚"},
    {"wang", "王辛"},
    {"feng", "冯壬"},
    {"liu", "刘癸"},
    {"han", "韩子"},
    {"yang", "杨丑"},
    {"jiang", "蒋寅"},
    {"zhu", "朱卯"},
    {"chu", "褚辰"},
};

static const struct {
    const char *person, *role, *section, *from, *until;
} bureau_posts[] = {
    {"zhao", "principal", NULL, "2012-01-01", NULL},
    {"qian", "deputy", "permits", "2012-01-01", "2015-08-16"},
    {"sun", "deputy", "permits", "2015-08-16", NULL},
    {"li", "deputy", "prices", "2012-01-01", NULL},
    {"li", "deputy", "projects", "2012-01-01", NULL},
    {"li", "deputy", "archives", "2012-01-01", NULL},
    {"zhou", "section_head", "permits", "2012-01-01", "2015-08-01"},
    {"wu", "section_head", "permits", "2015-08-01", NULL},
    {"zheng", "section_head", "prices", "2012-01-01", NULL},
    {"zheng", "section_head", "projects", "2012-01-01", NULL},
    {"liu", "section_head", "archives", "2012-01-01", "2015-08-01"},
    {"wang", "staff", "permits", "2012-01-01", NULL},
    {"feng", "staff", "prices", "2012-01-01", NULL},
    {"chu", "staff", "permits", "2012-01-01", "2015-08-16"},
    {"chu", "staff", "prices", "2015-08-16", NULL},
    {"han", "discipline_group", NULL, "2012-01-01", NULL},
    {"yang", "discipline_group", NULL, "2012-01-01", NULL},
    {"jiang", "superior", NULL, "2012-01-01", NULL},
    {"zhu", "district_discipline", NULL, "2012-01-01", NULL},
};

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof(ARRAY)[0])

/* The chart as org.conf says it; the caller frees the text. */
static inline slice_t bureau_org(void)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs("bureau = \"东区发展和改革局\"\n", out);
    for (size_t i = 0; i < COUNT(bureau_sections); i++)
        fprintf(out, "section\n    id = %s\n    name = \"%s\"\n", bureau_sections[i][0],
            bureau_sections[i][1]);
    for (size_t i = 0; i < COUNT(bureau_persons); i++)
        fprintf(out, "person\n    id = %s\n    name = \"%s\"\n    party-member = yes\n",
            bureau_persons[i][0], bureau_persons[i][1]);
    for (size_t i = 0; i < COUNT(bureau_posts); i++) {
        fprintf(out, "post\n    person = %s\n    role = %s\n    from = %s\n",
            bureau_posts[i].person, bureau_posts[i].role, bureau_posts[i].from);
        if (bureau_posts[i].section)
            fprintf(out, "    section = %s\n", bureau_posts[i].section);
        if (bureau_posts[i].until)
            fprintf(out, "    until = %s\n", bureau_posts[i].until);
    }
    fputs("recusal\n    person = chu\n    from = liu\n    reason = 配偶\n", out);
    fputs("recusal\n    person = wang\n    from = projects\n    reason = 亲属经营\n", out);
    assert_int_equal(fclose(out), 0);
    return (slice_t){text, length};
}

/* Moments of 2015 in Asia/Shanghai. */
#define DAY_MS           INT64_C(86400000)
#define JULY_MS          INT64_C(1435680000000) /* 2015-07-01 00:00 */
#define AUGUST_MS        (JULY_MS + 31 * DAY_MS)
#define HANDOVER_MS      (JULY_MS + 46 * DAY_MS) /* 2015-08-16, 钱 to 孙 */
#define SEPTEMBER_MS     (JULY_MS + 62 * DAY_MS)
#define CONSOLIDATION_MS (JULY_MS + 72 * DAY_MS)             /* 09-11 */
#define END_MS           (JULY_MS + 92 * DAY_MS)             /* 10-01 */
#define NOW_MS           (END_MS + 20 * DAY_MS + DAY_MS / 2) /* Wednesday 2015-10-21, 12:00 */

/* The shipped example with this org chart in it. */
static inline bundle_t *bureau_bundle(void)
{
    static const char *const kept[] = {
        "campaign.conf", "calendar.conf", "clocks.conf", "sanctions.conf", "lexicon.conf"};
    bundle_t *embedded = bundle_embedded();
    slice_t org = bureau_org();
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_array(&packer, 2 + COUNT(kept));
    bundle_file_t file = {.name = "org.conf", .bytes = org};
    record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    static const char negative[] = "list\n    section = permits\n    from = 2012-01-01\n"
                                   "    item\n        id = 1\n        words = 让人再跑一趟\n";
    file = (bundle_file_t){.name = "negative.conf", .bytes = {negative, sizeof negative - 1}};
    record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    for (size_t i = 0; i < COUNT(kept); i++) {
        snprintf(file.name, sizeof file.name, "%s", kept[i]);
        file.bytes = bundle_file(embedded, kept[i]);
        record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    }
    unpacker_t unpacker = {0};
    msgpack_object files;
    fault_t fault = {0};
    bundle_t *bundle = NULL;
    if (unpack_message(&unpacker, buffer.bytes, buffer.length, &files, &fault) == 0)
        bundle = bundle_from_object(&files, &fault);
    if (!bundle)
        fail_msg("%s", fault.message);
    unpacker_free(&unpacker);
    buffer_free(&buffer);
    free((void *)org.bytes);
    bundle_destroy(&embedded);
    return bundle;
}

/* The plan's dates and knobs, whatever the shipped example says. */
static inline void bureau_set_campaign(campaign_t *campaign)
{
    *campaign = (campaign_t){
        .self_check_ms = JULY_MS,
        .concentrated_ms = AUGUST_MS,
        .consolidation_ms = CONSOLIDATION_MS,
        .end_ms = END_MS,
        .rectification_end_ms = END_MS,
        .triggers = term_bit(TRIGGER_T1) | term_bit(TRIGGER_T2) | term_bit(TRIGGER_T3),
        .superior_sources = term_bit(SOURCE_SUPERIOR_INSPECTION),
        .superior_body_count = 2,
        .superior_bodies = {"区委专项整治办", "区纪委监察机关"},
        .registered_media_only = true,
        .media_before_known = true,
        .outlet_count = 1,
        .outlets = {"东区日报"},
        .principal_kinds = term_bit(KIND_C4),
        .principal_severity = SEVERITY_SERIOUS,
        .principal_sections = 2,
        .relief = {.sources =
                       term_bit(SOURCE_SELF) | term_bit(SOURCE_PEER) | term_bit(SOURCE_BUREAU),
            .self_check_only = true,
            .exempt = term_bit(SEVERITY_MINOR),
            .mitigate = term_bit(SEVERITY_GENERAL)},
        .responsibility = {.overdue = 2,
            .section = 3,
            .leader = 5,
            .window_ms = 90 * DAY_MS,
            .serious = 1,
            .impact_triggers = term_bit(TRIGGER_T3),
            .complainants = 5},
        .rotation = {.tenure_ms = 1826 * DAY_MS, .complaints = 3, .window_ms = 365 * DAY_MS},
        .ladder =
            {.minor = 1, .general = 2, .serious = 3, .repeat_ms = 730 * DAY_MS, .repeat_steps = 1},
        .tolerance = true,
        .exposure = true,
        .exposure_external_needs = term_bit(ROLE_PRINCIPAL) | term_bit(ROLE_DISCIPLINE_GROUP),
    };
}

static inline int bureau_set_up(void **state)
{
    bundle_t *bundle = bureau_bundle();
    fault_t fault = {0};
    policy_t *policy = policy_load(bundle, &fault);
    if (!policy)
        fail_msg("%s", fault.message);
    bundle_destroy(&bundle);
    bureau_set_campaign(&policy->campaign);
    *state = policy;
    return 0;
}

static inline int bureau_tear_down(void **state)
{
    policy_t *policy = *state;
    policy_destroy(&policy);
    return 0;
}

/* A finding of a spot check in the concentrated phase, about nobody yet. */
static inline case_t *bureau_case(void)
{
    static case_t subject;
    subject = (case_t){.number = 7,
        .is_finding = true,
        .source = SOURCE_SPOT_CHECK,
        .received_ms = SEPTEMBER_MS,
        .discovered_ms = SEPTEMBER_MS,
        .kind_count = 1,
        .kinds = {{KIND_C3, 0.9}},
        .severity = SEVERITY_GENERAL};
    return &subject;
}

static inline void name_person(case_t *subject, const char *person)
{
    snprintf(subject->persons[subject->person_count++], ID_BYTES, "%s", person);
}

static inline void name_section(case_t *subject, const char *section)
{
    snprintf(subject->sections[subject->section_count++], ID_BYTES, "%s", section);
}

static inline const assessed_t *assess_at(
    const policy_t *policy, const case_t *subject, int64_t now_ms)
{
    static assessed_t assessed;
    work_item_t item = {.lease = 1, .now_ms = now_ms};
    assess_case(policy, subject, &item, &assessed);
    return &assessed;
}

/* The recorded answer of a rule, or NULL. */
static inline const rule_hit_t *find_rule(const assessed_t *assessed, const char *rule)
{
    for (size_t i = 0; i < assessed->rule_count; i++) {
        if (strcmp(assessed->rules[i].rule, rule) == 0)
            return &assessed->rules[i];
    }
    return NULL;
}

static inline const line_t *find_line(
    const assessed_t *assessed, line_kind_t kind, const char *target)
{
    for (size_t i = 0; i < assessed->line_count; i++) {
        if (assessed->lines[i].kind == kind && strcmp(assessed->lines[i].target, target) == 0)
            return &assessed->lines[i];
    }
    return NULL;
}

#endif
