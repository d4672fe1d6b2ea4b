/* Who the plan is about and who acts in it (P1, P2, P6), how a problem may come to light (P21–P23),
 * and what kind of conduct it is when nobody says (P29). */
#include "acting.h"

#include "../../workers/assess.h"

/* P1: all staff of the bureau (全局干部职工), Party members or not, whatever their post. */
static void everybody_of_the_chart_may_be_investigated(void **state)
{
    static assessed_t assessed;
    test_house_t *house = *state;
    const org_t *org = house->policy->org;
    size_t members = 0, others = 0;
    for (size_t i = 0; i < org_person_count(org); i++) {
        const org_person_t *person = org_person_at(org, i);
        case_t subject = {.number = 1, .is_finding = true, .source = SOURCE_SPOT_CHECK};
        subject.received_ms = subject.discovered_ms = NOW_MS;
        subject.person_count = 1;
        set_id(subject.persons[0], person->id);
        work_item_t item = {.lease = 1, .now_ms = NOW_MS};
        assess_case(house->policy, &subject, &item, &assessed);
        assert_int_equal(assessed.line_count, 1);
        assert_int_equal(assessed.lines[0].kind, LINE_PERSON);
        assert_string_equal(assessed.lines[0].target, person->id);
        members += person->party_member;
        others += !person->party_member;
    }
    assert_true(members > 0 && others > 0);
}

/* P2: every actor of the plan stands in the vocabulary with its own term and, where it is an
 * office, somebody of the chart holds it. */
static void every_actor_of_the_plan_has_a_role(void **state)
{
    static const struct {
        role_t role;
        const char *name, *zh;
        bool held;
    } rows[] = {
        {ROLE_PRINCIPAL, "principal", "主要负责人", true},
        {ROLE_DEPUTY, "deputy", "分管领导", true},
        {ROLE_SECTION_HEAD, "section_head", "股室负责人", true},
        {ROLE_DISCIPLINE_GROUP, "discipline_group", "纪检组", true},
        {ROLE_SUPERIOR, "superior", "上级部门", true},
        {ROLE_DISTRICT_DISCIPLINE, "district_discipline", "区纪委", true},
        {ROLE_INSPECTOR, "inspector", "检查人员", true},
        {ROLE_GATEWAY, "gateway", "受理渠道", false},
    };
    test_house_t *house = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool held = false;
        for (size_t j = 0; j < org_post_count(house->policy->org); j++)
            held |= org_post_at(house->policy->org, j)->role == rows[i].role;
        assert_int_equal(held, rows[i].held);
        assert_string_equal(term_name(&ROLES, rows[i].role), rows[i].name);
        assert_string_equal(term_zh(&ROLES, rows[i].role), rows[i].zh);
    }
}

/* P6: the discipline group supervises, enforces and holds to account; what is decided on persons is
 * the leaders' (§9). */
static void the_discipline_group_works_and_the_leaders_decide(void **state)
{
    static const struct {
        verb_t verb;
        state_t at;
        uint64_t line;
        bool may;
    } rows[] = {
        {VERB_ACCEPT, STATE_CLASSIFIED, 0, true},
        {VERB_TAKE_UP, STATE_ACCEPTED, 0, true},
        {VERB_FIND, STATE_VERIFYING, 0, true},
        {VERB_APPROVE, STATE_RECTIFIED, 0, true},
        {VERB_CLOSE, STATE_FEEDBACK, 0, true},
        {VERB_DECIDE, STATE_HEARD, 1, false},
        {VERB_EXEMPT, STATE_HEARD, 1, false},
        {VERB_EXTEND, STATE_HEARD, 0, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(rows[i].at, rows[i].verb);
        act_t act = ready_act(rows[i].verb, "lv-jia");
        act.line = rows[i].line;
        expect(*state, &subject, &act, rows[i].may ? ERROR_NONE : ERROR_REFUSED, NULL);
    }
}

/* P21, P22, P23: an inspector finds in every way but by complaint; a citizen only by complaint. */
static void every_source_has_its_way_in(void **state)
{
    test_house_t *house = *state;
    for (unsigned source = SOURCE_COMPLAINT; source <= SOURCE_OVERDUE_TASK; source++) {
        bool is_complaint = source == SOURCE_COMPLAINT || source == SOURCE_REPORT; /* P23 */
        submit_t submit = house_submission(house);
        submit.source = source;
        finding_t finding = house_finding(house);
        finding.source = source;
        snprintf(finding.key, sizeof finding.key, "f%u", source);
        if (source == SOURCE_MEDIA)
            snprintf(finding.outlet, sizeof finding.outlet, "%s", "青江日报");
        if (source == SOURCE_SELF) { /* P9 asks more of an item of a problem list */
            snprintf(finding.inspector, sizeof finding.inspector, "%s", "yang-wu");
            snprintf(finding.measure, sizeof finding.measure, "%s", "张贴清单");
            snprintf(finding.responsible, sizeof finding.responsible, "%s", "wu-ji");
            finding.rectify_by_ms = house->now_ms + 20 * DAY_MS;
        }
        if (source == SOURCE_OVERDUE_TASK) { /* P14: and of a task that was let lie */
            snprintf(finding.task, sizeof finding.task, "%s", "项目入库");
            finding.task_due_ms = NOW_MS - 20 * DAY_MS;
            finding.person_count = 1;
            snprintf(finding.persons[0], ID_BYTES, "%s", "shen-chen");
        }
        if (is_complaint) {
            assert_int_equal(house_refused_find(house, &finding), ERROR_INVALID);
            assert_string_equal(house->fault.field, "source");
            continue;
        }
        assert_int_equal(house_case(house, house_find(house, &finding))->source, source);
        assert_int_equal(house_refused_submit(house, &submit), ERROR_INVALID);
        assert_string_equal(house->fault.field, "source");
    }
}

/* P29: 不作为, 慢作为, 乱作为 by the kind of the problem. */
static void the_usual_conduct_of_a_kind(void **state)
{
    static const struct {
        kind_t kind;
        conduct_t conduct;
    } rows[] = {
        {KIND_UNSET, CONDUCT_UNSET},
        {KIND_C1, CONDUCT_INACTION},
        {KIND_C2, CONDUCT_SLOW},
        {KIND_C3, CONDUCT_SLOW},
        {KIND_C4, CONDUCT_ARBITRARY},
        {KIND_C5, CONDUCT_INACTION},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = ready_case(STATE_REGISTERED, VERB_CLASSIFY);
        act_t act = ready_act(VERB_CLASSIFY, "lv-jia");
        assert_int_equal(kind_conduct(rows[i].kind), rows[i].conduct);
        act.scope = rows[i].kind != KIND_UNSET;
        act.kinds = term_bit(rows[i].kind);
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.conduct, rows[i].conduct);
        act.conduct = CONDUCT_ARBITRARY; /* somebody says otherwise */
        expect(*state, &subject, &act, ERROR_NONE, NULL);
        assert_int_equal(planned.conduct, CONDUCT_ARBITRARY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(everybody_of_the_chart_may_be_investigated),
        IN_HOUSE(every_actor_of_the_plan_has_a_role),
        IN_HOUSE(the_discipline_group_works_and_the_leaders_decide),
        IN_HOUSE(every_source_has_its_way_in),
        IN_HOUSE(the_usual_conduct_of_a_kind),
    };
    return cmocka_run_group_tests_name("actors", tests, NULL, NULL);
}
