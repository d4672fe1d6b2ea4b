/* The tables behind terms.h: one line per term, in the order of its enumeration. */
#include "terms.h"

#include <string.h>

#define TERMS(NAME, WHAT, ROWS) const terms_t NAME = {WHAT, ROWS, sizeof(ROWS) / sizeof(ROWS[0])}

static const term_t sources[] = {
    [SOURCE_COMPLAINT] = {"complaint", "投诉"},
    [SOURCE_REPORT] = {"report", "举报"},
    [SOURCE_SELF] = {"self", "自己找"},
    [SOURCE_PEER] = {"peer", "互相帮"},
    [SOURCE_BUREAU] = {"bureau", "本局自查"},
    [SOURCE_PUBLIC_OPINION] = {"public_opinion", "群众提"},
    [SOURCE_SUPERIOR_POINTED] = {"superior_pointed", "上级点"},
    [SOURCE_OPEN_COVERT] = {"open_covert", "明察暗访"},
    [SOURCE_SPOT_CHECK] = {"spot_check", "重点抽查"},
    [SOURCE_CONCENTRATED] = {"concentrated", "集中检查"},
    [SOURCE_SYMPOSIUM] = {"symposium", "座谈考察"},
    [SOURCE_BUREAU_INSPECTION] = {"bureau_inspection", "纪检组督促检查"},
    [SOURCE_SUPERIOR_INSPECTION] = {"superior_inspection", "上级部门督查"},
    [SOURCE_MEDIA] = {"media", "媒体曝光"},
    [SOURCE_OVERDUE_TASK] = {"overdue_task", "抓不落实的事"},
};
TERMS(SOURCES, "source", sources);

static const term_t channels[] = {
    [CHANNEL_WEB] = {"web", "网站"},
    [CHANNEL_SMS] = {"sms", "短信"},
    [CHANNEL_PHONE] = {"phone", "电话"},
    [CHANNEL_LETTER] = {"letter", "来信"},
    [CHANNEL_VISIT] = {"visit", "来访"},
    [CHANNEL_TOOL] = {"tool", "检查工具"},
    [CHANNEL_IMPORT] = {"import", "导入"},
};
TERMS(CHANNELS, "channel", channels);

static const term_t privacies[] = {
    [PRIVACY_ANONYMOUS] = {"anonymous", "匿名"},
    [PRIVACY_CONFIDENTIAL] = {"confidential", "保密"},
    [PRIVACY_REAL_NAME] = {"real_name", "实名"},
};
TERMS(PRIVACIES, "privacy", privacies);

static const term_t kinds[] = {
    [KIND_C1] = {"c1", "不敢担当、不敢负责"},
    [KIND_C2] = {"c2", "廉而不勤、勤而无效"},
    [KIND_C3] = {"c3", "中梗阻、踢皮球"},
    [KIND_C4] = {"c4", "吃拿卡要、权力寻租"},
    [KIND_C5] = {"c5", "漠视群众、冷硬横推"},
};
TERMS(KINDS, "kind", kinds);

static const term_t conducts[] = {
    [CONDUCT_INACTION] = {"inaction", "不作为"},
    [CONDUCT_SLOW] = {"slow", "慢作为"},
    [CONDUCT_ARBITRARY] = {"arbitrary", "乱作为"},
};
TERMS(CONDUCTS, "conduct", conducts);

static const term_t severities[] = {
    [SEVERITY_MINOR] = {"minor", "轻微"},
    [SEVERITY_GENERAL] = {"general", "一般"},
    [SEVERITY_SERIOUS] = {"serious", "严重"},
};
TERMS(SEVERITIES, "severity", severities);

static const term_t phases[] = {
    [PHASE_BEFORE] = {"before", "专项整治开始前"},
    [PHASE_SELF_CHECK] = {"self_check", "自查自纠"},
    [PHASE_CONCENTRATED] = {"concentrated", "集中整治"},
    [PHASE_CONSOLIDATION] = {"consolidation", "巩固提升"},
    [PHASE_ENDED] = {"ended", "整改工作结束后"},
};
TERMS(PHASES, "phase", phases);

static const term_t triggers[] = {
    [TRIGGER_T1] = {"T1", "整改结束后发现"},
    [TRIGGER_T2] = {"T2", "上级部门督查发现"},
    [TRIGGER_T3] = {"T3", "媒体曝光"},
};
TERMS(TRIGGERS, "trigger", triggers);

static const term_t states[] = {
    [STATE_RECEIVED] = {"received", "收到"},
    [STATE_REGISTERED] = {"registered", "登记"},
    [STATE_CLASSIFIED] = {"classified", "分类"},
    [STATE_ACCEPTED] = {"accepted", "受理"},
    [STATE_NOT_ACCEPTED] = {"not_accepted", "不予受理"},
    [STATE_ASSIGNED] = {"assigned", "交办"},
    [STATE_INQUIRY] = {"inquiry", "谈话函询"},
    [STATE_VERIFYING] = {"verifying", "初核"},
    [STATE_SHELVED] = {"shelved", "暂存待查"},
    [STATE_FOUND] = {"found", "认定"},
    [STATE_PROPOSED] = {"proposed", "拟处理"},
    [STATE_HEARD] = {"heard", "已听取申辩"},
    [STATE_DECIDED] = {"decided", "已决定"},
    [STATE_EXEMPTED] = {"exempted", "免于处理"},
    [STATE_RECTIFYING] = {"rectifying", "整改中"},
    [STATE_RECTIFIED] = {"rectified", "已整改"},
    [STATE_FEEDBACK] = {"feedback", "反馈"},
    [STATE_CLOSED] = {"closed", "了结"},
    [STATE_CLEARED] = {"cleared", "澄清"},
    [STATE_MERGED] = {"merged", "并案"},
    [STATE_RETURNED] = {"returned", "退回"},
    [STATE_TRANSFERRED] = {"transferred", "转办"},
    [STATE_BYPASSED] = {"bypassed", "提级"},
    [STATE_REOPENED] = {"reopened", "重启"},
    [STATE_UNDER_REVIEW] = {"under_review", "复查"},
};
TERMS(STATES, "state", states);

static const term_t stages[] = {
    [STAGE_CLASSIFY] = {"classify", "待分类"},
    [STAGE_ESCALATE] = {"escalate", "待研判"},
    [STAGE_HUMAN] = {"human", "待人工"},
    [STAGE_STAFF] = {"staff", "办理中"},
    [STAGE_DONE] = {"done", "已办结"},
    [STAGE_CLOCK] = {"clock", "逾期"},
};
TERMS(STAGES, "stage", stages);

static const term_t needs[] = {
    [NEED_ABSTAINED] = {"abstained", "分类器弃权"},
    [NEED_PARKED] = {"parked", "三次失败"},
    [NEED_LATE] = {"late", "分类超时"},
    [NEED_NO_TARGET] = {"no_target", "责任领导不明"},
    [NEED_URGENT] = {"urgent", "紧急"},
    [NEED_SIMILAR] = {"similar", "疑似重复"},
    [NEED_WITHDRAWN] = {"withdrawn", "申请撤诉"},
    [NEED_OBJECTION] = {"objection", "异议"},
    [NEED_ADDED] = {"added", "补充材料"},
};
TERMS(NEEDS, "need", needs);

static const term_t line_kinds[] = {
    [LINE_PERSON] = {"person", "当事人"},
    [LINE_DOUBLE_INVESTIGATION] = {"double_investigation", "一案双查"},
    [LINE_PRINCIPAL_RESPONSIBILITY] = {"principal_responsibility", "主体责任"},
    [LINE_SUPERVISION_RESPONSIBILITY] = {"supervision_responsibility", "监督责任"},
};
TERMS(LINE_KINDS, "line kind", line_kinds);

static const term_t line_states[] = {
    [LINE_OPENED] = {"opened", "已立线"},
    [LINE_ASSIGNED] = {"assigned", "已交办"},
    [LINE_CONCLUDED] = {"concluded", "已办结"},
    [LINE_FOUND] = {"found", "已认定"},
    [LINE_PROPOSED] = {"proposed", "拟处理"},
    [LINE_HEARD] = {"heard", "已听取申辩"},
};
TERMS(LINE_STATES, "line state", line_states);

static const term_t clocks[] = {
    [CLOCK_CLASSIFY] = {"classify", "分类"},
    [CLOCK_RETURN] = {"return", "退回异议"},
    [CLOCK_ACCEPT] = {"accept", "受理"},
    [CLOCK_NOTIFY] = {"notify", "受理告知"},
    [CLOCK_ASSIGN] = {"assign", "交办"},
    [CLOCK_INQUIRY] = {"inquiry", "谈话函询"},
    [CLOCK_VERIFY] = {"verify", "初核"},
    [CLOCK_PROPOSE] = {"propose", "拟处理"},
    [CLOCK_DECIDE] = {"decide", "决定"},
    [CLOCK_RECTIFY] = {"rectify", "整改"},
    [CLOCK_FEEDBACK] = {"feedback", "反馈"},
    [CLOCK_LEADER] = {"leader", "领导责任调查"},
    [CLOCK_MEDIA] = {"media", "媒体曝光报告"},
    [CLOCK_REVIEW] = {"review", "复查"},
    [CLOCK_URGENT] = {"urgent", "紧急处置"},
};
TERMS(CLOCKS, "clock", clocks);

static const term_t levels[] = {
    [LEVEL_HUMAN] = {"human", "转人工"},
    [LEVEL_URGE] = {"urge", "催办"},
    [LEVEL_DEPUTY] = {"deputy", "分管领导"},
    [LEVEL_PRINCIPAL] = {"principal", "主要负责人"},
    [LEVEL_SUPERIOR] = {"superior", "上级部门"},
};
TERMS(LEVELS, "level", levels);

static const term_t roles[] = {
    [ROLE_GATEWAY] = {"gateway", "受理渠道"},
    [ROLE_INSPECTOR] = {"inspector", "检查人员"},
    [ROLE_HANDLER] = {"handler", "承办人"},
    [ROLE_DISCIPLINE_GROUP] = {"discipline_group", "纪检组"},
    [ROLE_SECTION_HEAD] = {"section_head", "股室负责人"},
    [ROLE_DEPUTY] = {"deputy", "分管领导"},
    [ROLE_PRINCIPAL] = {"principal", "主要负责人"},
    [ROLE_SUPERIOR] = {"superior", "上级部门"},
    [ROLE_DISTRICT_DISCIPLINE] = {"district_discipline", "区纪委"},
    [ROLE_AUDITOR] = {"auditor", "审计"},
    [ROLE_OPERATOR] = {"operator", "系统管理员"},
    [ROLE_WORKER] = {"worker", "工作进程"},
    [ROLE_STAFF] = {"staff", "干部职工"},
};
TERMS(ROLES, "role", roles);

static const term_t events[] = {
    [EVENT_REGISTERED] = {"registered", "登记"},
    [EVENT_CLASSIFIED] = {"classified", "分类"},
    [EVENT_ABSTAINED] = {"abstained", "弃权"},
    [EVENT_ASSESSED] = {"assessed", "研判"},
    [EVENT_ATTEMPT_FAILED] = {"attempt_failed", "处理失败"},
    [EVENT_ESCALATED] = {"escalated", "逾期升级"},
    [EVENT_ACTED] = {"acted", "办理"},
    [EVENT_PROPOSED] = {"proposed", "拟处理"},
    [EVENT_RESCHEDULED] = {"rescheduled", "时限重算"},
    [EVENT_RESPONDED] = {"responded", "回应"},
    [EVENT_PURSUED] = {"pursued", "追责"},
    [EVENT_JOINED] = {"joined", "并入"},
    [EVENT_FOLLOWED] = {"followed", "随并案进展"},
};
TERMS(EVENTS, "event", events);

static const term_t verbs[] = {
    [VERB_COMMENT] = {"comment", "批注"},
    [VERB_CLASSIFY] = {"classify", "人工分类"},
    [VERB_ACCEPT] = {"accept", "受理"},
    [VERB_NOT_ACCEPT] = {"not_accept", "不予受理"},
    [VERB_NOTIFY] = {"notify", "告知"},
    [VERB_TAKE_UP] = {"take_up", "交办"},
    [VERB_CONCLUDE] = {"conclude", "办结"},
    [VERB_CLOSE] = {"close", "了结"},
    [VERB_TRANSFER] = {"transfer", "转办"},
    [VERB_RETURN] = {"return", "退回"},
    [VERB_INQUIRY] = {"inquiry", "谈话函询"},
    [VERB_VERIFY] = {"verify", "初核"},
    [VERB_SHELVE] = {"shelve", "暂存待查"},
    [VERB_FIND] = {"find", "认定"},
    [VERB_HEAR] = {"hear", "听取申辩"},
    [VERB_TOLERATE] = {"tolerate", "容错认定"},
    [VERB_AGREE] = {"agree", "会签"},
    [VERB_DECIDE] = {"decide", "决定处理"},
    [VERB_EXEMPT] = {"exempt", "免于处理"},
    [VERB_RECTIFY] = {"rectify", "责令整改"},
    [VERB_RECTIFIED] = {"rectified", "报告整改"},
    [VERB_APPROVE] = {"approve", "整改验收"},
    [VERB_REJECT] = {"reject", "退回整改"},
    [VERB_FEEDBACK] = {"feedback", "反馈"},
    [VERB_CLEAR] = {"clear", "澄清"},
    [VERB_REOPEN] = {"reopen", "重启"},
    [VERB_REVIEW] = {"review", "申请复查"},
    [VERB_ANSWER] = {"answer", "答复复查"},
    [VERB_PAUSE] = {"pause", "中止计时"},
    [VERB_RESUME] = {"resume", "恢复计时"},
    [VERB_EXTEND] = {"extend", "延期"},
    [VERB_ATTEND] = {"attend", "紧急处置"},
    [VERB_TYPICAL] = {"typical", "评为典型案例"},
    [VERB_UNSEAL] = {"unseal", "启封身份"},
    [VERB_EXPOSE] = {"expose", "曝光"},
    [VERB_EVIDENCE] = {"evidence", "新线索"},
    [VERB_FLAG_IMPACT] = {"flag_impact", "认定恶劣影响"},
    [VERB_MERGE] = {"merge", "并案"},
    [VERB_UNMERGE] = {"unmerge", "撤销并案"},
};
TERMS(VERBS, "verb", verbs);

static const term_t outcomes[] = {
    [OUTCOME_SUBSTANTIATED] = {"substantiated", "属实"},
    [OUTCOME_PARTLY] = {"partly", "部分属实"},
    [OUTCOME_UNSUBSTANTIATED] = {"unsubstantiated", "不属实"},
    [OUTCOME_UNCLEAR] = {"unclear", "无法查清"},
    [OUTCOME_FALSE_SUSPECTED] = {"false_suspected", "疑似诬告"},
    [OUTCOME_NO_LIABILITY] = {"no_liability", "不予追责"},
    [OUTCOME_MERGED] = {"merged", "并案"},
};
TERMS(OUTCOMES, "outcome", outcomes);

static const term_t reliefs[] = {
    [RELIEF_NONE] = {"none", "不减免"},
    [RELIEF_EXEMPT] = {"exempt", "可免于处理"},
    [RELIEF_MITIGATE] = {"mitigate", "可从轻从宽"},
};
TERMS(RELIEFS, "relief", reliefs);

static const term_t sanction_lists[] = {
    [SANCTION_REMEDIAL] = {"remedial", "再学习再培训"},
    [SANCTION_LADDER] = {"ladder", "组织处理"},
    [SANCTION_ROTATION] = {"rotation", "轮岗交流"},
    [SANCTION_PARTY] = {"party_discipline", "党纪处分"},
    [SANCTION_ADMIN] = {"admin_discipline", "政纪处分"},
};
TERMS(SANCTION_LISTS, "list of sanctions", sanction_lists);

static const term_t notices[] = {
    [NOTICE_ACCEPTED] = {"accepted", "受理告知"},
    [NOTICE_NOT_ACCEPTED] = {"not_accepted", "不予受理告知"},
    [NOTICE_RESULT] = {"result", "办理结果"},
    [NOTICE_REVIEW_ANSWER] = {"review_answer", "复查答复"},
};
TERMS(NOTICES, "notice", notices);

static const term_t responses[] = {
    [RESPONSE_TOLD] = {"told", "已告知"},
    [RESPONSE_WITHDRAW] = {"withdraw", "撤诉"},
    [RESPONSE_OBJECT] = {"object", "异议"},
    [RESPONSE_RATE] = {"rate", "满意度"},
    [RESPONSE_ADD] = {"add", "补充"},
};
TERMS(RESPONSES, "response", responses);

static const term_t progresses[] = {
    [PROGRESS_RECEIVED] = {"received", "已收到，正在研究是否受理"},
    [PROGRESS_IN_HAND] = {"in_hand", "已受理，正在办理"},
    [PROGRESS_NOT_ACCEPTED] = {"not_accepted", "不予受理"},
    [PROGRESS_CLOSED] = {"closed", "已办结"},
    [PROGRESS_UNDER_REVIEW] = {"under_review", "正在复查"},
    [PROGRESS_MERGED] = {"merged", "已并案办理"},
};
TERMS(PROGRESSES, "progress", progresses);
static const term_t exposures[] = {
    [EXPOSURE_INTERNAL] = {"internal", "内部通报"},
    [EXPOSURE_EXTERNAL] = {"external", "公开曝光"},
};
TERMS(EXPOSURES, "exposure", exposures);

static const term_t errors[] = {
    [ERROR_MALFORMED] = {"malformed", "格式错误"},
    [ERROR_UNKNOWN_OP] = {"unknown_op", "未知操作"},
    [ERROR_INVALID] = {"invalid", "字段无效"},
    [ERROR_TOO_LARGE] = {"too_large", "超出长度"},
    [ERROR_CONFLICT] = {"conflict", "编号冲突"},
    [ERROR_NOT_FOUND] = {"not_found", "未找到"},
    [ERROR_REFUSED] = {"refused", "无权办理"},
    [ERROR_WRONG_STATE] = {"wrong_state", "状态不符"},
    [ERROR_UNAVAILABLE] = {"unavailable", "暂不可用"},
    [ERROR_BUSY] = {"busy", "繁忙"},
};
TERMS(ERRORS, "error", errors);

const char *term_name(const terms_t *terms, unsigned value)
{
    return value < terms->count && terms->terms[value].name ? terms->terms[value].name : "-";
}

const char *term_zh(const terms_t *terms, unsigned value)
{
    return value < terms->count && terms->terms[value].zh ? terms->terms[value].zh : "-";
}

unsigned term_value(const terms_t *terms, const char *name, size_t length)
{
    for (unsigned value = 1; value < terms->count; value++) {
        const char *term = terms->terms[value].name;
        if (term && strlen(term) == length && memcmp(term, name, length) == 0)
            return value;
    }
    return 0;
}

uint64_t term_bit(unsigned value)
{
    return value ? UINT64_C(1) << (value - 1) : 0;
}

conduct_t kind_conduct(kind_t kind)
{
    static const conduct_t conducts[KIND_COUNT] = {
        [KIND_C1] = CONDUCT_INACTION,
        [KIND_C2] = CONDUCT_SLOW,
        [KIND_C3] = CONDUCT_SLOW,
        [KIND_C4] = CONDUCT_ARBITRARY,
        [KIND_C5] = CONDUCT_INACTION,
    };
    return kind < KIND_COUNT ? conducts[kind] : CONDUCT_UNSET;
}
