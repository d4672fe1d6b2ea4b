/* What may not be merged (并案, POLICY §9), and that what a case brings is looked into: no leader
 * is merged away (P38), nobody learns of a case or handles it who may not (P51). */
#include "two_cases.h"

/* ---- what may not be merged ---- */

static void the_merged_case_is_assessed_and_nothing_in_it_is_begun(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = house_submit(house);
    act_t act = merge(second, first);
    refuse(house, &act, ERROR_WRONG_STATE, "registered");
    house_classify(house, second, &verdict);
    refuse(house, &act, ERROR_WRONG_STATE, "not assessed yet"); /* P38 */
    house_assess(house, second);
    act.into = 0;
    refuse(house, &act, ERROR_INVALID, "into");
    act.into = second;
    refuse(house, &act, ERROR_INVALID, "another case");
    act.into = first;
    act.reason[0] = 0;
    refuse(house, &act, ERROR_INVALID, "reason");

    verdict.urgent = true; /* somebody sees to the danger before it is merged away */
    act = merge(complaint(house, &verdict), first);
    refuse(house, &act, ERROR_WRONG_STATE, "attend");
    verdict.urgent = false;
    name_person(&verdict, "shen-chen");
    uint64_t third = complaint(house, &verdict);
    act_t take_up = act_on(third, VERB_TAKE_UP);
    take_up.line = 1;
    house_act(house, &take_up);
    act = merge(third, complaint(house, &verdict));
    refuse(house, &act, ERROR_WRONG_STATE, "taken up"); /* P13, P56 */
}

static void what_it_is_merged_into_is_open_and_no_merged_case(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), second = complaint(house, &verdict);
    uint64_t third = complaint(house, &verdict), fourth = house_submit(house);
    act_t act = merge(second, fourth);
    refuse(house, &act, ERROR_WRONG_STATE, "not classified yet");
    do_merge(house, second, first);
    act = merge(third, second);
    refuse(house, &act, ERROR_WRONG_STATE, "merged itself");
    act = merge(first, third); /* no chains: what is merged into it would be lost of sight */
    refuse(house, &act, ERROR_WRONG_STATE, "merged into this one");
    step(house, first, VERB_NOT_ACCEPT);
    act = merge(third, first);
    refuse(house, &act, ERROR_WRONG_STATE, "has ended");
    verdict.scope = false;
    uint64_t fifth = complaint(house, &verdict);
    act = merge(third, fifth);
    refuse(house, &act, ERROR_WRONG_STATE, "the other way round");
    do_merge(house, fifth, third);
}

/* P51: the one who may not know of the other case hears what he hears of one that is not there. */
static void the_other_case_is_not_there_for_the_excluded(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t second = complaint(house, &verdict);
    name_person(&verdict, "lv-jia");
    uint64_t first = complaint(house, &verdict);
    act_t act = merge(second, first);
    char words[64];
    snprintf(words, sizeof words, "there is no case %d", (int)first);
    refuse(house, &act, ERROR_NOT_FOUND, words);
    assert_string_equal(house->fault.field, "into");
    act.into = 999;
    refuse(house, &act, ERROR_NOT_FOUND, "there is no case 999");
    assert_string_equal(house->fault.field, "into");
    snprintf(act.as, sizeof act.as, "%s", "kong-ding");
    act.into = first;
    house_act(house, &act);
    act = act_on(second, VERB_UNMERGE); /* nor does he learn which one it was */
    refuse(house, &act, ERROR_NOT_FOUND, "there is no case");
    assert_null(strstr(house->fault.message, words));

    query_t show = {.what = QUERY_SHOW, .case_number = second, .as = "lv-jia"};
    const msgpack_object *shown = answer_get(house_ask(house, &show), "case");
    assert_null(map_get(answer_get(shown, "merger"), "into"));
    show = (query_t){.what = QUERY_TIMELINE, .case_number = second, .as = "lv-jia"};
    const msgpack_object *events = answer_get(house_ask(house, &show), "events");
    const msgpack_object *last = &events->via.array.ptr[events->via.array.size - 1];
    assert_true(answer_is(answer_get(last, "data"), "verb", "merge"));
    assert_null(map_get(answer_get(last, "data"), "into"));
    show = (query_t){.what = QUERY_SHOW, .case_number = second, .as = "kong-ding"};
    shown = answer_get(house_ask(house, &show), "case");
    assert_int_equal(answer_number(answer_get(shown, "merger"), "into"), first);
}

/* (x): nobody handles what has come to be about himself. */
static void who_handles_it_is_not_named_by_what_comes(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict);
    step(house, first, VERB_ACCEPT);
    step(house, first, VERB_TAKE_UP);
    name_person(&verdict, "jiang-mao");
    uint64_t second = complaint(house, &verdict);
    act_t act = merge(second, first);
    refuse(house, &act, ERROR_WRONG_STATE, "P51");
    assert_int_equal(house_case(house, second)->state, STATE_CLASSIFIED);
}

static void an_office_does_not_get_what_complains_of_it(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict);
    step(house, first, VERB_ACCEPT);
    act_t act = act_on(first, VERB_TRANSFER);
    act.section_count = 1;
    snprintf(act.sections[0], ID_BYTES, "%s", "projects");
    house_act(house, &act);
    name_section(&verdict, "projects");
    uint64_t second = complaint(house, &verdict);
    act = merge(second, first);
    refuse(house, &act, ERROR_WRONG_STATE, "P51");
}

static void what_does_not_fit_stays_apart(void **state)
{
    static const char *const sections[] = {
        "office", "projects", "prices", "energy", "economy", "investment"};
    static const char *const persons[] = {
        "jiang-mao", "shen-chen", "wu-ji", "yang-wu", "qin-shen", "zhu-wei", "you-you", "he-hai"};
    test_house_t *house = *state;
    classified_t verdict = house_verdict(), more = house_verdict();
    for (size_t i = 0; i < COUNT(persons); i++)
        name_person(&verdict, persons[i]);
    for (size_t i = 0; i < COUNT(sections); i++)
        name_section(&more, sections[i]);
    uint64_t first = complaint(house, &verdict);
    do_merge(house, complaint(house, &more), first); /* 7 sections, 8 persons */
    assert_int_equal(house_case(house, first)->section_count, 7);
    assert_int_equal(house_case(house, first)->person_count, PERSONS_MAX);
    house_assess(house, first);
    more = house_verdict();
    name_person(&more, "wang-xin");
    act_t act = merge(complaint(house, &more), first);
    refuse(house, &act, ERROR_WRONG_STATE, "than a case holds");
}

/* ---- what comes is looked into ---- */

static void what_it_brings_is_assessed_before_anything_is_found(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict);
    step(house, first, VERB_ACCEPT);
    step(house, first, VERB_TAKE_UP);
    name_section(&verdict, "projects");
    name_person(&verdict, "shen-chen");
    verdict.severity = SEVERITY_SERIOUS;
    verdict.kind_count = 2;
    verdict.kinds[1] = (kind_score_t){KIND_C2, 0.5};
    uint64_t second = complaint(house, &verdict);
    do_merge(house, second, first);
    const case_t *into = house_case(house, first);
    assert_int_equal(into->state, STATE_ASSIGNED);
    assert_int_equal(into->stage, STAGE_ESCALATE);
    assert_int_equal(into->section_count, 2);
    assert_string_equal(into->persons[0], "shen-chen");
    assert_int_equal(into->kind_count, 2);
    assert_int_equal(into->severity, SEVERITY_SERIOUS);
    act_t act = act_on(first, VERB_FIND);
    refuse(house, &act, ERROR_WRONG_STATE, "not assessed yet");
    house_assess(house, first);
    into = house_case(house, first);
    assert_int_equal(into->line_count, 1); /* the line that ended in the other case goes on here */
    assert_string_equal(into->lines[0].target, "shen-chen");
    assert_int_equal(into->lines[0].state, LINE_OPENED);
    house_act(house, &act);
    check_replay(house);

    step(house, second, VERB_UNMERGE); /* what was looked into stays */
    assert_int_equal(house_case(house, first)->section_count, 2);
    assert_int_equal(house_case(house, second)->lines[0].state, LINE_OPENED);
}

/* Three failures of the workers do not let what was brought be passed over. */
static void what_could_not_be_assessed_is_asked_again_when_it_leaves(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict);
    step(house, first, VERB_ACCEPT);
    step(house, first, VERB_TAKE_UP);
    name_section(&verdict, "projects");
    uint64_t second = complaint(house, &verdict);
    do_merge(house, second, first);
    store_begin(house->store);
    for (unsigned i = 0; i < ATTEMPTS_MAX; i++)
        registry_fail_attempt(&house->registry, first, STAGE_ESCALATE, "失败", house->now_ms);
    house_commit(house);
    assert_int_equal(house_case(house, first)->stage, STAGE_HUMAN);
    act_t act = act_on(first, VERB_FIND);
    refuse(house, &act, ERROR_WRONG_STATE, "unmerge");
    step(house, second, VERB_UNMERGE);
    assert_int_equal(house_case(house, first)->stage, STAGE_ESCALATE);
    house_assess(house, first);
    house_act(house, &act);
}

static void an_earlier_discovery_counts(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    submit_t early = house_submission(house);
    early.sent_ms = JULY_MS + DAY_MS; /* in the self-check */
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, &early, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    uint64_t second = judged(house, house->ack.case_number, &verdict);
    uint64_t first = complaint(house, &verdict);
    do_merge(house, second, first);
    assert_int_equal(house_case(house, first)->discovered_ms, JULY_MS + DAY_MS);
    house_assess(house, first);
    assert_int_equal(house_case(house, first)->phase, PHASE_SELF_CHECK);
}

static void after_the_finding_only_what_brings_nothing_comes(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t first = complaint(house, &verdict), same = complaint(house, &verdict);
    static const verb_t way[] = {VERB_ACCEPT, VERB_TAKE_UP, VERB_VERIFY, VERB_FIND};
    for (size_t i = 0; i < COUNT(way); i++)
        step(house, first, way[i]);
    name_section(&verdict, "projects");
    act_t act = merge(complaint(house, &verdict), first);
    refuse(house, &act, ERROR_WRONG_STATE, "found already");
    do_merge(house, same, first);
    assert_int_equal(house_case(house, first)->state, STATE_FOUND);
}

/* P38 (ii): the leaders' lines are in the case that goes on, whichever way it is merged. */
static void a_leaders_line_is_not_merged_away(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    uint64_t plain = complaint(house, &verdict);
    uint64_t triggered = finding(house, SOURCE_SUPERIOR_INSPECTION, &verdict);
    assert_int_equal(house_case(house, triggered)->line_count, 2); /* head and deputy */
    act_t act = merge(triggered, plain);
    refuse(house, &act, ERROR_WRONG_STATE, "the other way round");
    do_merge(house, plain, triggered);
    assert_int_equal(house_case(house, triggered)->line_count, 2);
    uint64_t another = finding(house, SOURCE_SUPERIOR_INSPECTION, &verdict);
    do_merge(house, another, triggered); /* its lines are all there */
    assert_int_equal(house_case(house, another)->lines[0].outcome, OUTCOME_MERGED);
    assert_int_equal(house_case(house, another)->clock_count, 0);
    step(house, another, VERB_UNMERGE);
    assert_non_null(case_clock(house_case(house, another), CLOCK_LEADER, 1));
}

/* A trigger that was met without a leader to be found is met where it goes. */
static void a_trigger_goes_along(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict(), vague = house_verdict();
    vague.section_count = 0; /* nobody knows whose leaders */
    uint64_t first = complaint(house, &verdict);
    finding_t one = house_finding(house);
    one.source = SOURCE_SUPERIOR_INSPECTION;
    one.section_count = 0;
    uint64_t second = judged(house, house_find(house, &one), &vague);
    assert_int_equal(house_case(house, second)->triggers, term_bit(TRIGGER_T2));
    assert_int_equal(house_case(house, second)->line_count, 0);
    do_merge(house, second, first);
    house_assess(house, first);
    assert_int_equal(house_case(house, first)->triggers, term_bit(TRIGGER_T2));
    assert_true(house_case(house, first)->strict);
    assert_int_equal(house_case(house, first)->line_count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(the_merged_case_is_assessed_and_nothing_in_it_is_begun),
        IN_HOUSE(what_it_is_merged_into_is_open_and_no_merged_case),
        IN_HOUSE(the_other_case_is_not_there_for_the_excluded),
        IN_HOUSE(who_handles_it_is_not_named_by_what_comes),
        IN_HOUSE(an_office_does_not_get_what_complains_of_it),
        IN_HOUSE(what_does_not_fit_stays_apart),
        IN_HOUSE(what_it_brings_is_assessed_before_anything_is_found),
        IN_HOUSE(what_could_not_be_assessed_is_asked_again_when_it_leaves),
        IN_HOUSE(an_earlier_discovery_counts),
        IN_HOUSE(after_the_finding_only_what_brings_nothing_comes),
        IN_HOUSE(a_leaders_line_is_not_merged_away),
        IN_HOUSE(a_trigger_goes_along),
    };
    return cmocka_run_group_tests_name("merge guards", tests, NULL, NULL);
}
