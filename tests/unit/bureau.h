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
 * archives: 李 supervises it, nobody heads it since August. 赵 is the principal; 韩 and 杨 the
 * discipline group; 蒋 superior. */
static const char ORG[] = "bureau = \"东区发展和改革局\"\n"
                          "section\n"
                          "    id = permits\n"
                          "    name = \"行政审批股\"\n"
                          "section\n"
                          "    id = prices\n"
                          "    name = \"价格股\"\n"
                          "section\n"
                          "    id = projects\n"
                          "    name = \"项目股\"\n"
                          "section\n"
                          "    id = archives\n"
                          "    name = \"档案股\"\n"
                          "person\n"
                          "    id = zhao\n"
                          "    name = \"赵甲\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = qian\n"
                          "    name = \"钱乙\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = sun\n"
                          "    name = \"孙丙\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = li\n"
                          "    name = \"李丁\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = zhou\n"
                          "    name = \"周戊\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = wu\n"
                          "    name = \"吴己\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = zheng\n"
                          "    name = \"郑庚\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = wang\n"
                          "    name = \"王辛\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = feng\n"
                          "    name = \"冯壬\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = liu\n"
                          "    name = \"刘癸\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = han\n"
                          "    name = \"韩子\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = yang\n"
                          "    name = \"杨丑\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = jiang\n"
                          "    name = \"蒋寅\"\n"
                          "    party-member = yes\n"
                          "person\n"
                          "    id = zhu\n"
                          "    name = \"朱卯\"\n"
                          "    party-member = yes\n"
                          "post\n"
                          "    person = zhao\n"
                          "    role = principal\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = qian\n"
                          "    role = deputy\n"
                          "    section = permits\n"
                          "    from = 2012-01-01\n"
                          "    until = 2015-08-16\n"
                          "post\n"
                          "    person = sun\n"
                          "    role = deputy\n"
                          "    section = permits\n"
                          "    from = 2015-08-16\n"
                          "post\n"
                          "    person = li\n"
                          "    role = deputy\n"
                          "    section = prices\n"
                          "    section = projects\n"
                          "    section = archives\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = zhou\n"
                          "    role = section_head\n"
                          "    section = permits\n"
                          "    from = 2012-01-01\n"
                          "    until = 2015-08-01\n"
                          "post\n"
                          "    person = wu\n"
                          "    role = section_head\n"
                          "    section = permits\n"
                          "    from = 2015-08-01\n"
                          "post\n"
                          "    person = zheng\n"
                          "    role = section_head\n"
                          "    section = prices\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = zheng\n"
                          "    role = section_head\n"
                          "    section = projects\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = liu\n"
                          "    role = section_head\n"
                          "    section = archives\n"
                          "    from = 2012-01-01\n"
                          "    until = 2015-08-01\n"
                          "post\n"
                          "    person = wang\n"
                          "    role = staff\n"
                          "    section = permits\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = feng\n"
                          "    role = staff\n"
                          "    section = prices\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = han\n"
                          "    role = discipline_group\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = yang\n"
                          "    role = discipline_group\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = jiang\n"
                          "    role = superior\n"
                          "    from = 2012-01-01\n"
                          "post\n"
                          "    person = zhu\n"
                          "    role = district_discipline\n"
                          "    from = 2012-01-01\n";

/* Moments of 2015 in Asia/Shanghai. */
#define DAY_MS           INT64_C(86400000)
#define JULY_MS          INT64_C(1435680000000) /* 2015-07-01 00:00 */
#define AUGUST_MS        (JULY_MS + 31 * DAY_MS)
#define HANDOVER_MS      (JULY_MS + 46 * DAY_MS) /* 2015-08-16, 钱 to 孙 */
#define SEPTEMBER_MS     (JULY_MS + 62 * DAY_MS)
#define CONSOLIDATION_MS (JULY_MS + 72 * DAY_MS)             /* 09-11 */
#define END_MS           (JULY_MS + 92 * DAY_MS)             /* 10-01 */
#define NOW_MS           (END_MS + 20 * DAY_MS + DAY_MS / 2) /* Wednesday 2015-10-21, 12:00 */

static inline bundle_t *bureau_bundle(void)
{
    bundle_t *embedded = bundle_embedded();
    const char *const kept[] = {
        "campaign.conf", "calendar.conf", "clocks.conf", "sanctions.conf", "lexicon.conf"};
    buffer_t buffer = {0};
    msgpack_packer packer = buffer_packer(&buffer);
    msgpack_pack_array(&packer, 1 + sizeof kept / sizeof kept[0]);
    bundle_file_t org = {.name = "org.conf", .bytes = {ORG, sizeof ORG - 1}};
    record_pack_map(&BUNDLE_FILE_RECORD, &org, &packer);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        bundle_file_t file = {.bytes = bundle_file(embedded, kept[i])};
        snprintf(file.name, sizeof file.name, "%s", kept[i]);
        record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    }
    unpacker_t unpacker = {0};
    msgpack_object files;
    fault_t fault = {0};
    if (unpack_message(&unpacker, buffer.bytes, buffer.length, &files, &fault) < 0)
        fail_msg("%s", fault.message);
    bundle_t *bundle = bundle_from_object(&files, &fault);
    if (!bundle)
        fail_msg("%s", fault.message);
    unpacker_free(&unpacker);
    buffer_free(&buffer);
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
