/* The vocabularies and the tables of the report. */
#include "report.h"

#define TERMS(NAME, WHAT, ROWS) const terms_t NAME = {WHAT, ROWS, sizeof(ROWS) / sizeof(ROWS[0])}

static const term_t figures[] = {
    [FIGURE_PROBLEMS] = {"problems", "发现问题"},
    [FIGURE_HANDLED] = {"handled", "处理人数"},
    [FIGURE_DISCIPLINED] = {"disciplined", "其中：给予党纪政纪处分人数"},
    [FIGURE_TYPICAL] = {"typical", "典型案例"},
    [FIGURE_RECEIVED] = {"received", "收到反映"},
    [FIGURE_MERGED] = {"merged", "其中：并案"},
    [FIGURE_ALLEGED] = {"alleged", "其中：反映作风问题"},
    [FIGURE_SUBSTANTIATED] = {"substantiated", "认定属实"},
    [FIGURE_NOT_ACCEPTED] = {"not_accepted", "不予受理"},
    [FIGURE_CLOSED] = {"closed", "了结"},
    [FIGURE_PENDING] = {"pending", "期末在办"},
};
TERMS(FIGURES, "figure", figures);

static const term_t amounts[] = {
    [AMOUNT_COUNT] = {"count", "数量"},
    [AMOUNT_ALLEGED] = {"alleged", "反映"},
    [AMOUNT_SUBSTANTIATED] = {"substantiated", "属实"},
    [AMOUNT_OPENED] = {"opened", "新立"},
    [AMOUNT_CONCLUDED] = {"concluded", "办结"},
    [AMOUNT_PENDING] = {"pending", "期末在查"},
    [AMOUNT_CASES] = {"cases", "案件"},
    [AMOUNT_LINES] = {"lines", "调查线"},
    [AMOUNT_IN_TIME] = {"in_time", "按时"},
    [AMOUNT_LAST_DAY] = {"last_day", "其中：末日"},
    [AMOUNT_LATE] = {"late", "逾期办结"},
    [AMOUNT_OVERDUE] = {"overdue", "逾期未办"},
};
TERMS(AMOUNTS, "amount", amounts);

static const term_t source_groups[] = {
    [GROUP_SELF_CHECK] = {"self_check", "自查自纠"},
    [GROUP_INSPECTION] = {"inspection", "监督检查"},
    [GROUP_OTHERS] = {"others", "其他途径"},
};
TERMS(SOURCE_GROUPS, "source group", source_groups);

/* The lines in the order of LINE_KINDS. */
static const term_t investigations[] = {
    [INVESTIGATION_DOUBLE_CASE] = {"double_case", "一案双查案件"},
    [INVESTIGATION_LINE] = {"person", "当事人调查"},
    [INVESTIGATION_LINE + 1] = {"double_investigation", "领导责任调查"},
    [INVESTIGATION_LINE + 2] = {"principal_responsibility", "主体责任"},
    [INVESTIGATION_LINE + 3] = {"supervision_responsibility", "监督责任"},
};
TERMS(INVESTIGATIONS, "investigation", investigations);

static const term_t rectifications[] = {
    [RECTIFICATION_DONE] = {"rectified", "已整改"},
    [RECTIFICATION_PENDING] = {"pending", "期末未整改到位"},
};
TERMS(RECTIFICATIONS, "rectification", rectifications);

static const term_t leniencies[] = {
    [LENIENCY_EXEMPTED] = {"exempted", "免于处理"},
    [LENIENCY_MITIGATED] = {"mitigated", "从轻从宽"},
    [LENIENCY_TOLERATED] = {"tolerated", "容错免责"},
    [LENIENCY_CLEARED] = {"cleared", "澄清"},
};
TERMS(LENIENCIES, "leniency", leniencies);

static const term_t handlings[] = {
    [HANDLING_BOUNCED] = {"bounced", "被退回案件"},
    [HANDLING_BOUNCES] = {"bounces", "退回次数"},
    [HANDLING_CHAINS] = {"bounce_chains", "反复退回案件"},
    [HANDLING_FORCED] = {"forced", "强制交办案件"},
    [HANDLING_LAST_DAY] = {"closed_on_last_day", "末日了结案件"},
};
TERMS(HANDLINGS, "handling", handlings);

static const term_t contents[] = {
    [CONTENT_LEAST] = {"very_dissatisfied", "很不满意"},
    [2] = {"dissatisfied", "不满意"},
    [3] = {"fair", "一般"},
    [4] = {"satisfied", "满意"},
    [CONTENT_MOST] = {"very_satisfied", "很满意"},
};
TERMS(CONTENTS, "content", contents);

static const term_t typical_reasons[] = {
    [TYPICAL_SERIOUS] = {"serious", "情节严重"},
    [TYPICAL_DOUBLE] = {"double_investigation", "一案双查"},
    [TYPICAL_DISCIPLINE] = {"discipline", "给予党纪政纪处分"},
};
TERMS(TYPICAL_REASONS, "typical reason", typical_reasons);

#define FOUND                                                                                      \
    {                                                                                              \
        AMOUNT_ALLEGED, AMOUNT_SUBSTANTIATED                                                       \
    }

const report_table_t REPORT_TABLE[REPORT_TABLES] = {
    [TABLE_OF_KINDS] = {"by_kind", "问题类型", "kinds of problem", &KINDS, FOUND},
    [TABLE_OF_SECTIONS] = {"by_section", "股室", "sections", NULL, FOUND},
    [TABLE_OF_GROUPS] = {"by_source_group", "发现途径分组", "groups of sources", &SOURCE_GROUPS,
        FOUND},
    [TABLE_OF_SOURCES] = {"by_source", "发现途径", "sources of discovery", &SOURCES, FOUND},
    [TABLE_OF_CONDUCTS] = {"by_conduct", "作为情形", "conduct", &CONDUCTS, FOUND},
    [TABLE_OF_SEVERITIES] = {"by_severity", "情节", "severity", &SEVERITIES, FOUND},
    [TABLE_OF_PHASES] = {"by_phase", "发现阶段", "phase of discovery", &PHASES, FOUND},
    [TABLE_OF_TRIGGERS] = {"by_trigger", "一案双查情形", "triggers of the double investigation",
        &TRIGGERS, FOUND},
    [TABLE_OF_RECTIFICATIONS] = {"rectification", "整改", "rectification", &RECTIFICATIONS,
        {AMOUNT_COUNT}},
    [TABLE_OF_INVESTIGATIONS] = {"investigations", "调查", "investigations", &INVESTIGATIONS,
        {AMOUNT_OPENED, AMOUNT_CONCLUDED, AMOUNT_PENDING}},
    [TABLE_OF_OUTCOMES] = {"outcomes", "查核结论", "outcomes", &OUTCOMES,
        {AMOUNT_CASES, AMOUNT_LINES}},
    [TABLE_OF_MEASURES] = {"measures", "处理措施", "measures decided", NULL, {AMOUNT_COUNT}},
    [TABLE_OF_LENIENCIES] = {"leniency", "从宽、容错与澄清", "leniency, tolerance, clearing",
        &LENIENCIES, {AMOUNT_COUNT}},
    [TABLE_OF_CLOCKS] = {"timeliness", "办理时限", "steps that fell due", &CLOCKS,
        {AMOUNT_IN_TIME, AMOUNT_LAST_DAY, AMOUNT_LATE, AMOUNT_OVERDUE}},
    [TABLE_OF_LEVELS] = {"escalations", "催办与逐级上报", "levels that these steps climbed",
        &LEVELS, {AMOUNT_COUNT}},
    [TABLE_OF_HANDLINGS] = {"handling", "办理情况", "the handling itself", &HANDLINGS,
        {AMOUNT_COUNT}},
    [TABLE_OF_CONTENTS] = {"satisfaction", "群众满意度", "how content complainants are", &CONTENTS,
        {AMOUNT_COUNT}},
};

size_t report_amount_count(const report_table_t *table)
{
    size_t count = 0;
    while (count < REPORT_AMOUNTS && table->amounts[count])
        count++;
    return count;
}

source_group_t source_group(source_t source)
{
    switch (source) {
    case SOURCE_SELF:
    case SOURCE_PEER:
    case SOURCE_BUREAU:
    case SOURCE_PUBLIC_OPINION:
    case SOURCE_SUPERIOR_POINTED:
        return GROUP_SELF_CHECK; /* P21 */
    case SOURCE_OPEN_COVERT:
    case SOURCE_SPOT_CHECK:
    case SOURCE_CONCENTRATED:
    case SOURCE_SYMPOSIUM:
        return GROUP_INSPECTION; /* P22 */
    default:
        return source ? GROUP_OTHERS : GROUP_UNSET; /* P23 */
    }
}
