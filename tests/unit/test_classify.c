/* The verdicts of the shipped lexicon: who is blamed, of what, and where the text says so. */
#include "classifying.h"

#include <stdio.h>
#include <unistr.h>

/* Every phrase of the plan, in a sentence about an official, is found with its kind (P24–P28). */
static const struct {
    kind_t kind;
    const char *phrase;
} plan_phrases[] = {
    {KIND_C1, "畏难情绪严重"},
    {KIND_C1, "怕担风险"},
    {KIND_C1, "怕丢帽子"},
    {KIND_C1, "借口规定多"},
    {KIND_C1, "约束多不干事"},
    {KIND_C1, "消极怠工"},
    {KIND_C1, "见难题就推"},
    {KIND_C1, "遇矛盾就躲"},
    {KIND_C1, "上推下卸"},
    {KIND_C1, "是甩手掌柜"},
    {KIND_C1, "大懒支小懒"},
    {KIND_C1, "对有问题的干部不敢抓"},
    {KIND_C1, "对这些事不愿管"},
    {KIND_C1, "对工作不愿负责"},
    {KIND_C1, "得过且过"},
    {KIND_C2, "责任心不强"},
    {KIND_C2, "一点也不着急"},
    {KIND_C2, "对群众的事不上心"},
    {KIND_C2, "该做的事不做"},
    {KIND_C2, "该办的事不办"},
    {KIND_C2, "该跑的项目不跑"},
    {KIND_C2, "该争取的资金不争取"},
    {KIND_C2, "门好进了，脸好看了，话好听了，但办不成事"},
    {KIND_C2, "办事拖沓"},
    {KIND_C2, "效率低下"},
    {KIND_C2, "表面认真做事"},
    {KIND_C2, "出工不出力"},
    {KIND_C3, "不学习业务"},
    {KIND_C3, "不钻研政策"},
    {KIND_C3, "生搬硬套"},
    {KIND_C3, "断章取义"},
    {KIND_C3, "原则性和灵活性把握不好"},
    {KIND_C3, "死搬条条不讲效率"},
    {KIND_C3, "一说限时办就违规操作"},
    {KIND_C3, "只考虑不得行不考虑如何行"},
    {KIND_C3, "相互踢皮球"},
    {KIND_C3, "推诿扯皮"},
    {KIND_C3, "让人来回跑"},
    {KIND_C3, "让人转圈圈"},
    {KIND_C4, "耍特权"},
    {KIND_C4, "抖威风"},
    {KIND_C4, "硬卡不行就软拖"},
    {KIND_C4, "收回扣"},
    {KIND_C4, "拿红包"},
    {KIND_C4, "是有关系好办事没关系难办事"},
    {KIND_C4, "不给好处不办事"},
    {KIND_C4, "给了好处乱办事"},
    {KIND_C4, "暗箱操作"},
    {KIND_C4, "擅自改变办事程序"},
    {KIND_C4, "增加办事环节"},
    {KIND_C4, "提高办事门槛"},
    {KIND_C4, "粗暴执法"},
    {KIND_C4, "选择性执法"},
    {KIND_C4, "随意性执法"},
    {KIND_C5, "对群众没有感情"},
    {KIND_C5, "口大气粗"},
    {KIND_C5, "高高在上"},
    {KIND_C5, "推三阻四"},
    {KIND_C5, "对群众上访避之不及"},
    {KIND_C5, "口惠而实不至"},
};

static void finds_every_phrase_of_the_plan(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plan_phrases / sizeof plan_phrases[0]; i++) {
        char text[200];
        snprintf(text, sizeof text, "举报局里的办事人员%s。", plan_phrases[i].phrase);
        classified_t verdict = judge("", text);
        if (!verdict.scope || !has_kind(&verdict, plan_phrases[i].kind))
            fail_msg("%s: scope %d, score %.2f", text, verdict.scope, verdict.score);
    }
}

static void in_scope(const char *text)
{
    classified_t verdict = judge("", text);
    if (!verdict.scope)
        fail_msg("not in scope (%.2f): %s", verdict.score, text);
}

static void out_of_scope(const char *text)
{
    classified_t verdict = judge("", text);
    if (verdict.scope)
        fail_msg("in scope (%.2f): %s", verdict.score, text);
}

static void private_parties_are_nobody_s_officials(void **state)
{
    (void)state;
    out_of_scope("物业不作为，收了钱不管事。");
    out_of_scope("开发商和物业互相踢皮球，推诿扯皮。");
    out_of_scope("快递公司态度恶劣，客服电话一直无人接听。");
    out_of_scope("出租车司机拒载，还骂人。");
    out_of_scope("向物业反映多次无果。");
    out_of_scope("公司拖欠工资，老板一拖再拖。");
    out_of_scope("银行乱收费，经理推三阻四。");
}

static void requests_allege_nothing(void **state)
{
    (void)state;
    out_of_scope("请相关部门处理一下路灯不亮的问题。");
    out_of_scope("希望政府重视，尽快解决停车难。");
    out_of_scope("请问公积金贷款怎么办理，需要什么材料？");
    out_of_scope("建议在学校门口增设斑马线。");
    out_of_scope("感谢社区的工作人员，为你们点赞。");
    out_of_scope("恳请城管部门不要推诿，早日整治占道。");
}

static void reports_without_result_accuse(void **state)
{
    (void)state;
    in_scope("多次向城管反映夜市油烟，一直没人管。");
    in_scope("物业不作为，多次向房产局投诉没人管。");
    in_scope("打12345投诉了五六次，都没有用。");
    in_scope("多次投诉无果，噪音还是整夜不停。");
    in_scope("给教育局写过信，石沉大海。");
}

static void not_serving_as_is_no_inaction(void **state)
{
    (void)state;
    out_of_scope("该项目不作为2018年度教育局考核指标，请公布细则。");
    out_of_scope("社区答复，旧证不作为办理依据。");
    in_scope("举报社区不作为。");
}

static void spelling_does_not_matter(void **state)
{
    (void)state;
    in_scope("城 管 不 作 为");
    in_scope("投訴城管不作為，無人管");
    in_scope("住建局“不作为”");
    in_scope("打１２３４５投诉，没人管");
}

static void conduct_follows_the_kind(void **state)
{
    (void)state;
    assert_int_equal(judge("", "城管不作为。").conduct, CONDUCT_INACTION);
    assert_int_equal(judge("", "不动产中心办事拖沓，一拖再拖。").conduct, CONDUCT_SLOW);
    assert_int_equal(judge("", "城管粗暴执法，乱作为。").conduct, CONDUCT_ARBITRARY);
}

/* P29: what nothing else is said of has the conduct of its kind; what an inspector says stands. */
static void every_kind_has_a_conduct(void **state)
{
    (void)state;
    static const conduct_t conducts[KIND_COUNT] = {CONDUCT_UNSET, CONDUCT_INACTION, CONDUCT_SLOW,
        CONDUCT_SLOW, CONDUCT_ARBITRARY, CONDUCT_INACTION};
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++) {
        classified_t verdict;
        case_t subject = {.is_finding = true, .kind_count = 1, .kinds = {{kind, 1}}};
        classify_text(shipped_classifier, (slice_t){0}, slice_of("现场照片三张。"), (slice_t){0},
            &subject, &verdict);
        assert_int_equal(verdict.conduct, conducts[kind]);
        subject.conduct = CONDUCT_ARBITRARY;
        classify_text(shipped_classifier, (slice_t){0}, slice_of("现场照片三张。"), (slice_t){0},
            &subject, &verdict);
        assert_int_equal(verdict.conduct, CONDUCT_ARBITRARY);
    }
}

static void kinds_come_with_the_strongest_first(void **state)
{
    (void)state;
    classified_t verdict = judge("", "城管暴力执法，打伤老人，还索要好处费，态度也恶劣。");
    assert_true(verdict.kind_count >= 2);
    assert_int_equal(verdict.kinds[0].kind, KIND_C4);
    for (size_t i = 1; i < verdict.kind_count; i++)
        assert_true(verdict.kinds[i].score <= verdict.kinds[i - 1].score);
    assert_true(has_kind(&verdict, KIND_C5));
}

static void names_are_found(void **state)
{
    (void)state;
    classified_t verdict = judge("举报审批窗口", "行政审批股的赵甲收红包。");
    assert_int_equal(verdict.section_count, 1);
    assert_string_equal(verdict.sections[0], "approval");
    assert_int_equal(verdict.person_count, 1);
    assert_string_equal(verdict.persons[0], "zhao-jia");
    classify_text(shipped_classifier, (slice_t){0}, slice_of("态度很差。"), slice_of("审批股"),
        NULL, &verdict);
    assert_int_equal(verdict.section_count, 1);
    assert_true(verdict.scope); /* nobody is named in the text: the accused is meant */
    classify_text(shipped_classifier, (slice_t){0}, slice_of("态度很差。"), slice_of("某某物业"),
        NULL, &verdict);
    assert_false(verdict.scope);
}

static void an_inspector_is_believed(void **state)
{
    (void)state;
    case_t subject = {.is_finding = true, .kind_count = 1, .severity = SEVERITY_SERIOUS};
    subject.kinds[0] = (kind_score_t){KIND_C3, 1};
    subject.section_count = 1;
    memcpy(subject.sections[0], "energy", 7);
    classified_t verdict;
    classify_text(shipped_classifier, (slice_t){0}, slice_of("窗口收红包。"), (slice_t){0},
        &subject, &verdict);
    assert_true(verdict.scope);
    assert_string_equal(verdict.abstained, "");
    assert_int_equal(verdict.kinds[0].kind, KIND_C3);
    assert_int_equal(verdict.conduct, CONDUCT_SLOW);
    assert_int_equal(verdict.severity, SEVERITY_SERIOUS);
    assert_string_equal(verdict.sections[0], "energy");
    subject = (case_t){.is_finding = true};
    classify_text(shipped_classifier, (slice_t){0}, slice_of("推三阻四，态度恶劣。"), (slice_t){0},
        &subject, &verdict);
    assert_true(verdict.scope && has_kind(&verdict, KIND_C5));
    assert_string_equal(verdict.abstained, "");
    classify_text(shipped_classifier, (slice_t){0}, slice_of("现场照片三张。"), (slice_t){0},
        &subject, &verdict);
    assert_true(verdict.scope && verdict.kind_count == 0);
    assert_string_not_equal(verdict.abstained, "");
}

static void thin_evidence_abstains(void **state)
{
    (void)state;
    classified_t verdict = judge("", "学校推卸责任。");
    assert_string_not_equal(verdict.abstained, "");
    assert_true(verdict.score > 0.3 && verdict.score < 0.7);
    assert_string_equal(judge("", "城管粗暴执法，殴打商贩。").abstained, "");
    assert_string_equal(judge("", "路灯坏了。").abstained, "");
}

static bool notes(const classified_t *verdict, const char *rule)
{
    for (size_t i = 0; i < verdict->evidence_count; i++)
        if (strcmp(verdict->evidence[i].rule, rule) == 0)
            return verdict->evidence[i].weight == 0;
    return false;
}

static void facts_are_noted_and_blame_nobody(void **state)
{
    (void)state;
    classified_t verdict = judge("", "和平路18号有人要跳楼，快来救人！");
    assert_true(verdict.urgent);
    assert_false(verdict.confidential || verdict.scope);
    assert_true(notes(&verdict, "fact.place") && notes(&verdict, "fact.danger"));
    verdict = judge("", "2018年11月2日交了3.5万元，工单编号GD20190311，请为我保密。");
    assert_true(verdict.confidential);
    assert_false(verdict.urgent || verdict.scope);
    assert_true(notes(&verdict, "fact.date") && notes(&verdict, "fact.amount"));
    assert_true(notes(&verdict, "fact.order"));
    assert_false(judge("", "城管不作为。").urgent);
}

/* What an office wrote is not what the author alleges; what it says of itself is. */
static void a_quoted_reply_is_not_the_author_s(void **state)
{
    (void)state;
    out_of_scope("回复：“您好，您反映的城管不作为、互相踢皮球的问题已收悉。”路灯已经修好了。");
    out_of_scope(
        "现答复如下：经核实，网友称社区不作为、乱收费不实。感谢您对我局的支持。谢谢答复！");
    out_of_scope(
        "街道办答复如下：“城管不作为一事已整改。如仍不作为，请再联系。”请问几号可以办证？");
    in_scope("回复：“您反映的问题已收悉。”城管不作为，互相踢皮球，路灯还是不亮。");
    in_scope("现答复如下：已拆除。感谢您对我局的支持。实际没有拆，街道办不作为，敷衍群众！");
    in_scope("城管不作为。街道办答复如下：“已经整改。”");
    classified_t verdict = judge("", "住建局答复如下：“此事不归我局管，没有执法权，请自行协商。”");
    assert_true(verdict.scope && has_kind(&verdict, KIND_C1));
    assert_true(notes(&verdict, "fact.reply"));
    judge("", "答复如下：“"); /* ends with the text */
    judge("答复如下：", "“");
}

/* The longer name tells whose 队长 it is. */
static void a_longer_name_wins(void **state)
{
    (void)state;
    out_of_scope("保安队长态度恶劣，还骂人。");
    out_of_scope("物业主任一拖再拖。");
    in_scope("城管队长态度恶劣，还骂人。");
    out_of_scope("小区里一拖再拖，电梯一直没人修。");
}

/* A school is a public body's or a private one: where the text does not say, its title does. */
static void the_title_tells_whose_a_service_is(void **state)
{
    (void)state;
    const char *text = "孩子报了两个班。学校推卸责任。";
    assert_true(judge("投诉县教育局", text).scope);
    assert_false(judge("投诉小星星培训机构", text).scope);
}

/* What was reported, and to no avail, was reported to the only party that is named. */
static void without_a_public_body_the_private_one_is_meant(void **state)
{
    (void)state;
    out_of_scope("物业公司换了三家。业主投诉多次。问题一直没有解决，毫无结果。");
    in_scope("物业公司换了三家。业主投诉多次。问题一直没有解决，毫无结果。我们也去过街道办。");
}

/* What a text is about shifts the sum, by less than an accusation. */
static void a_topic_alone_accuses_nobody(void **state)
{
    (void)state;
    double bare = judge("", "社区说等通知。").score;
    assert_true(judge("", "办会员卡的合同上写着。社区说等通知。").score < bare);
    assert_true(judge("", "村干部来过，12345也打过。社区说等通知。").score > bare);
    out_of_scope("社区、街道、派出所、城管、村委会、县政府、12345、窗口的工作人员，违建，拆迁，"
                 "回复。");
}

static void a_title_weighs_more_than_the_text(void **state)
{
    (void)state;
    double in_text = judge("", "社区说等通知。").score;
    assert_true(judge("社区说等通知", "").score > in_text);
}

/* An office that disowns a matter does not act on it (c1); that it sends somebody on (c3) takes
 * more words. */
static void words_say_no_more_kinds_than_they_name(void **state)
{
    (void)state;
    classified_t verdict = judge("", "城管说这事不归他们管。");
    assert_int_equal(verdict.kind_count, 1);
    assert_int_equal(verdict.kinds[0].kind, KIND_C1);
}

static void spans_stand_in_the_text(const char *bytes, size_t title_length, size_t length)
{
    slice_t title = {bytes, title_length}, text = {bytes + title_length, length - title_length};
    classified_t verdict;
    classify_text(shipped_classifier, title, text, text, NULL, &verdict);
    for (size_t i = 0; i < verdict.evidence_count; i++) {
        const evidence_t *evidence = &verdict.evidence[i];
        slice_t whole = evidence->in_title ? title : text;
        assert_true(evidence->start < evidence->end && evidence->end <= whole.length);
        /* A whole character stands at either end; what is no UTF-8 may stand between. */
        const uint8_t *start = (const uint8_t *)whole.bytes + evidence->start;
        const uint8_t *end = (const uint8_t *)whole.bytes + evidence->end;
        ucs4_t character;
        assert_true(u8_mbtoucr(&character, start, (size_t)(end - start)) > 0);
        assert_non_null(u8_prev(&character, end, start));
    }
}

static void any_bytes_get_a_verdict(void **state)
{
    (void)state;
    static const char base[] = "多次向城管、社区反映占道 經營，一直無人管，窗口態度惡劣，“踢皮球”！"
                               "现答复如下：“您反映的城管不作为已收悉”。感谢您的来信。"
                               "不作为。打１２３４５投诉无果，城管粗暴执法，拖了三年，石沉大海？";
    char bytes[4 * sizeof base];
    uint32_t seed = 7;
    for (size_t round = 0; round < 500; round++) {
        size_t length = 0;
        for (size_t i = 0; i + 1 < sizeof base; i++) {
            seed = seed * 1664525 + 1013904223;
            if (seed >> 24 < 8)
                continue;
            if (seed >> 24 > 250)
                bytes[length++] = (char)(seed >> 8);
            bytes[length++] = base[i];
        }
        spans_stand_in_the_text(bytes, seed % (length / 2), length);
    }
    spans_stand_in_the_text(base, 0, 0);
}

/* A text made of nothing but hits stays within the bounds. */
static void a_long_text_is_bounded(void **state)
{
    (void)state;
    static const char words[] = "城管不作为，多次投诉无果，踢皮球，";
    size_t length = 1 << 20;
    char *text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < length; i++)
        text[i] = words[i % (sizeof words - 1)];
    classified_t verdict;
    classify_text(
        shipped_classifier, (slice_t){0}, (slice_t){text, length}, (slice_t){0}, NULL, &verdict);
    assert_true(verdict.scope);
    assert_true(verdict.score <= 1 && verdict.evidence_count <= EVIDENCE_MAX);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_phrase_of_the_plan),
        cmocka_unit_test(private_parties_are_nobody_s_officials),
        cmocka_unit_test(requests_allege_nothing),
        cmocka_unit_test(reports_without_result_accuse),
        cmocka_unit_test(not_serving_as_is_no_inaction),
        cmocka_unit_test(spelling_does_not_matter),
        cmocka_unit_test(conduct_follows_the_kind),
        cmocka_unit_test(every_kind_has_a_conduct),
        cmocka_unit_test(kinds_come_with_the_strongest_first),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(an_inspector_is_believed),
        cmocka_unit_test(thin_evidence_abstains),
        cmocka_unit_test(facts_are_noted_and_blame_nobody),
        cmocka_unit_test(a_quoted_reply_is_not_the_author_s),
        cmocka_unit_test(a_longer_name_wins),
        cmocka_unit_test(the_title_tells_whose_a_service_is),
        cmocka_unit_test(without_a_public_body_the_private_one_is_meant),
        cmocka_unit_test(a_topic_alone_accuses_nobody),
        cmocka_unit_test(a_title_weighs_more_than_the_text),
        cmocka_unit_test(words_say_no_more_kinds_than_they_name),
        cmocka_unit_test(any_bytes_get_a_verdict),
        cmocka_unit_test(a_long_text_is_bounded),
    };
    return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
