/* The report (P41, P42): one case told through four periods, figures by the moment at which things
 * were done, a recount of the ledger, and nobody's name. */
#include "house.h"

#include "../../daemon/report_count.h"
#include "../../daemon/typical.h"

#include <stdio.h>
#include <stdlib.h>

#define XUN_MS(INDEX) (AUGUST_MS + (INDEX)*10 * DAY_MS) /* 1, 11 and 21 August */

/* ---- doing ---- */

static act_t on(uint64_t number, verb_t verb, uint64_t line, const char *person)
{
    act_t act = {.case_number = number, .verb = verb, .line = line, .handler_count = 2};
    snprintf(act.as, sizeof act.as, "%s", person);
    snprintf(act.reason, sizeof act.reason, "%s", "经核对");
    snprintf(act.handlers[0], ID_BYTES, "%s", "shi-yi");
    snprintf(act.handlers[1], ID_BYTES, "%s", "zhang-bing");
    return act;
}

static void take(test_house_t *house, uint64_t number, verb_t verb, uint64_t line)
{
    act_t act = on(number, verb, line, "lv-jia");
    act.until_ms = house->now_ms + 20 * DAY_MS;
    house_act(house, &act);
}

static void find(test_house_t *house, uint64_t number, uint64_t line, outcome_t outcome)
{
    act_t act =
        on(number, line && !outcome_stands(outcome) ? VERB_CONCLUDE : VERB_FIND, line, "lv-jia");
    act.outcome = outcome;
    house_act(house, &act);
}

static void decide(test_house_t *house, uint64_t number, uint64_t line, const char *measure)
{
    sanction_list_t list = sanctions_find(&house->policy->sanctions, measure)->list;
    bool discipline = list == SANCTION_PARTY || list == SANCTION_ADMIN; /* P33 */
    act_t act = on(number, VERB_DECIDE, line, discipline ? "kong-ding" : "zhao-jia");
    act.measure_count = 1;
    snprintf(act.measures[0], SANCTION_BYTES, "%s", measure);
    house_act(house, &act);
}

/* A superior's inspection finds 沈辰: received and accepted at the beginning of August, found in
 * the middle, decided at its end, put right and closed in September. */
static uint64_t tell_case(test_house_t *house, const char *measure)
{
    house->now_ms = XUN_MS(0) + 2 * DAY_MS;
    uint64_t number = house_double_case(house);
    uint64_t lines = house_case(house, number)->line_count;
    take(house, number, VERB_ACCEPT, 0);
    take(house, number, VERB_TAKE_UP, 0);
    for (uint64_t line = 2; line <= lines; line++)
        take(house, number, VERB_TAKE_UP, line);
    house->now_ms = XUN_MS(1) + DAY_MS;
    find(house, number, 0, OUTCOME_SUBSTANTIATED);
    find(house, number, 2, OUTCOME_PARTLY);
    for (uint64_t line = 3; line <= lines; line++)
        find(house, number, line, OUTCOME_UNSUBSTANTIATED);
    house_propose(house, number);
    house->now_ms = XUN_MS(2) + DAY_MS;
    take(house, number, VERB_HEAR, 1);
    take(house, number, VERB_HEAR, 2);
    decide(house, number, 1, measure);
    decide(house, number, 2, "demerit");
    house->now_ms = XUN_MS(3) + 3 * DAY_MS;
    take(house, number, VERB_RECTIFY, 0);
    take(house, number, VERB_RECTIFIED, 0);
    take(house, number, VERB_APPROVE, 0);
    take(house, number, VERB_CLOSE, 0);
    return number;
}

/* ---- asking ---- */

static const msgpack_object *report(test_house_t *house, const char *period)
{
    query_t query = {.what = QUERY_REPORT};
    snprintf(query.period, sizeof query.period, "%s", period);
    return house_ask(house, &query);
}

static uint64_t amount(
    const msgpack_object *reply, const char *table, const char *row, const char *column)
{
    return answer_number(answer_get(answer_get(reply, table), row), column);
}

static void expect_figures(test_house_t *house, const char *period, uint64_t received,
    uint64_t problems, uint64_t handled, uint64_t disciplined, uint64_t closed)
{
    const msgpack_object *reply = report(house, period);
    const struct {
        const char *figure;
        uint64_t value;
    } figures[] = {{"received", received}, {"problems", problems}, {"handled", handled},
        {"disciplined", disciplined}, {"closed", closed}};
    for (size_t i = 0; i < COUNT(figures); i++) {
        if (answer_number(reply, figures[i].figure) != figures[i].value)
            fail_msg("%s: %s is %d, not %d", period, figures[i].figure,
                (int)answer_number(reply, figures[i].figure), (int)figures[i].value);
    }
}

/* ---- P41: what belongs to which period ---- */

static void each_figure_by_its_moment(void **state)
{
    test_house_t *house = *state;
    tell_case(house, "criticism");
    expect_figures(house, "2015-08-1", 1, 0, 0, 0, 0);
    expect_figures(house, "2015-08-2", 0, 1, 0, 0, 0);
    expect_figures(house, "2015-08-3", 0, 0, 2, 1, 0);
    expect_figures(house, "2015-09-1", 0, 0, 0, 0, 1);
    expect_figures(house, "2015-08", 1, 1, 2, 1, 0);
    expect_figures(house, "campaign", 1, 1, 2, 1, 1);
    expect_figures(house, "all", 1, 1, 2, 1, 1);
    expect_figures(house, "due", 0, 0, 2, 1, 0); /* Q23: on 3 September the last days of August */
    assert_true(answer_is(report(house, "due"), "period", "2015-08-3"));
    query_t both = {.what = QUERY_REPORT, .period = "2015", .until_ms = 5};
    assert_string_equal(answer_code(house_ask(house, &both)), "invalid");
    query_t reversed = {.what = QUERY_REPORT, .from_ms = 5, .until_ms = 5};
    assert_string_equal(answer_code(house_ask(house, &reversed)), "invalid");
}

static void the_annex_too(void **state)
{
    test_house_t *house = *state;
    tell_case(house, "criticism");
    uint64_t leaders = house_case(house, 1)->line_count - 1;
    const msgpack_object *reply = report(house, "2015-08-1");
    assert_int_equal(amount(reply, "by_kind", "c3", "alleged"), 1);
    assert_int_equal(amount(reply, "by_source", "superior_inspection", "alleged"), 1); /* P23 */
    assert_int_equal(amount(reply, "by_source_group", "others", "alleged"), 1);
    assert_int_equal(amount(reply, "investigations", "double_case", "opened"), 1);
    assert_int_equal(amount(reply, "investigations", "double_case", "pending"), 1);
    assert_int_equal(amount(reply, "investigations", "double_investigation", "opened"), leaders);
    assert_int_equal(amount(reply, "investigations", "double_investigation", "concluded"), 0);
    reply = report(house, "2015-08-2");
    assert_int_equal(amount(reply, "by_section", "approval", "substantiated"), 1);
    assert_int_equal(amount(reply, "by_phase", "concentrated", "substantiated"), 1);
    assert_int_equal(amount(reply, "by_trigger", "T2", "substantiated"), 1);
    assert_int_equal(amount(reply, "outcomes", "substantiated", "cases"), 1);
    assert_int_equal(amount(reply, "outcomes", "unsubstantiated", "lines"), leaders - 1);
    assert_int_equal(
        amount(reply, "investigations", "double_investigation", "concluded"), leaders - 1);
    assert_int_equal(amount(reply, "investigations", "double_investigation", "pending"), 1);
    assert_int_equal(amount(reply, "rectification", "pending", "count"), 1);
    reply = report(house, "2015-08-3");
    assert_int_equal(amount(reply, "measures", "criticism", "count"), 1);
    assert_int_equal(amount(reply, "measures", "demerit", "count"), 1);
    assert_int_equal(amount(reply, "investigations", "double_case", "concluded"), 1);
    assert_int_equal(amount(reply, "investigations", "double_case", "pending"), 0);
    reply = report(house, "2015-09-1");
    assert_int_equal(amount(reply, "rectification", "rectified", "count"), 1);
    assert_int_equal(amount(reply, "rectification", "pending", "count"), 0);
}

/* Every source is in the group of its rule: P21 self-check, P22 inspection, P23 all others. */
static void sources_in_their_groups(void **state)
{
    (void)state;
    const uint64_t self_check = term_bit(SOURCE_SELF) | term_bit(SOURCE_PEER) |
                                term_bit(SOURCE_BUREAU) | term_bit(SOURCE_PUBLIC_OPINION) |
                                term_bit(SOURCE_SUPERIOR_POINTED);
    const uint64_t inspection = term_bit(SOURCE_OPEN_COVERT) | term_bit(SOURCE_SPOT_CHECK) |
                                term_bit(SOURCE_CONCENTRATED) | term_bit(SOURCE_SYMPOSIUM);
    for (unsigned source = 1; source < SOURCES.count; source++) {
        source_group_t group = term_bit(source) & self_check   ? GROUP_SELF_CHECK
                               : term_bit(source) & inspection ? GROUP_INSPECTION
                                                               : GROUP_OTHERS;
        assert_int_equal(source_group(source), group);
    }
    assert_int_equal(source_group(SOURCE_UNSET), GROUP_UNSET);
}

/* Q24: the knob turns the first figure, and nothing else. */
static void the_headline_is_a_knob(void **state)
{
    test_house_t *house = *state;
    tell_case(house, "criticism");
    house_submit(house);
    assert_int_equal(answer_number(report(house, "all"), "problems"), 1);
    house->policy->campaign.headline = HEADLINE_RECEIVED;
    const msgpack_object *reply = report(house, "all");
    assert_int_equal(answer_number(reply, "problems"), 2);
    assert_int_equal(answer_number(reply, "received"), 2);
    assert_int_equal(answer_number(reply, "substantiated"), 1);
    assert_true(answer_is(reply, "headline", "received"));
}

/* P42: a person is counted once in a period, whatever was decided, and (3) is some of (2). */
static void a_person_is_counted_once(void **state)
{
    test_house_t *house = *state;
    tell_case(house, "criticism");
    tell_case(house, "warning");
    expect_figures(house, "2015-08-3", 0, 0, 2, 2, 0);
    assert_int_equal(amount(report(house, "2015-08-3"), "measures", "demerit", "count"), 2);
}

/* ---- timeliness ---- */

/* A step at its time: in time a moment before due, late at the very moment; overdue while it runs.
 */
static void steps_by_their_due_moment(void **state)
{
    test_house_t *house = *state;
    static const struct {
        int64_t ended_ms;
        const char *is;
        bool last_day;
    } steps[] = {
        {5 * DAY_MS - 1, "in_time", false},
        {5 * DAY_MS, "in_time", true},
        {6 * DAY_MS - 1, "in_time", true},
        {6 * DAY_MS, "late", false},
        {8 * DAY_MS, "late", false},
        {10 * DAY_MS, "overdue", false}, /* done after the period: in it, it was not */
        {0, "overdue", false},
    };
    static case_t subject;
    for (size_t i = 0; i < COUNT(steps); i++) {
        subject = (case_t){.number = 1, .state = STATE_VERIFYING};
        int64_t due_ms = XUN_MS(0) + 6 * DAY_MS;
        subject.when.step_count = 1;
        subject.when.steps[0] = (case_step_t){.kind = CLOCK_VERIFY,
            .started_ms = XUN_MS(0) - DAY_MS,
            .due_ms = due_ms,
            .ended_ms = steps[i].ended_ms ? XUN_MS(0) + steps[i].ended_ms : 0,
            .level = LEVEL_DEPUTY};
        report_t *counted = report_new(house->policy, XUN_MS(0), XUN_MS(1), END_MS);
        report_add(counted, &subject);
        const uint64_t *row = counted->tables[TABLE_OF_CLOCKS][CLOCK_VERIFY];
        for (size_t column = 0; column < 4; column++) {
            const char *name = term_name(&AMOUNTS, REPORT_TABLE[TABLE_OF_CLOCKS].amounts[column]);
            bool right = strcmp(name, steps[i].is) == 0 ||
                         (steps[i].last_day && strcmp(name, "last_day") == 0);
            if (row[column] != right)
                fail_msg("step %zu: %s is %d", i, name, (int)row[column]);
        }
        assert_int_equal(counted->tables[TABLE_OF_LEVELS][LEVEL_URGE][0], 1);
        assert_int_equal(counted->tables[TABLE_OF_LEVELS][LEVEL_DEPUTY][0], 1);
        assert_int_equal(counted->tables[TABLE_OF_LEVELS][LEVEL_PRINCIPAL][0], 0);
        assert_int_equal(counted->tables[TABLE_OF_LEVELS][LEVEL_HUMAN][0], 0);
        report_destroy(&counted);
        report_t *after = report_new(house->policy, XUN_MS(1), XUN_MS(2), END_MS);
        report_add(after, &subject);
        for (size_t column = 0; column < 4; column++)
            assert_int_equal(after->tables[TABLE_OF_CLOCKS][CLOCK_VERIFY][column], 0);
        report_destroy(&after);
    }
}

/* What runs and is not due yet is in no figure; what is due is overdue. */
static void a_running_clock(void **state)
{
    test_house_t *house = *state;
    house->now_ms = XUN_MS(0);
    uint64_t number = house_submit(house);
    int64_t due_ms = case_clock(house_case(house, number), CLOCK_ACCEPT, 0)->due_ms;
    house->now_ms = due_ms - 1;
    assert_int_equal(amount(report(house, "all"), "timeliness", "accept", "overdue"), 0);
    house->now_ms = due_ms;
    assert_int_equal(amount(report(house, "all"), "timeliness", "accept", "overdue"), 1);
}

/* Findings about the handling itself: bounce chains, and what was closed on the last day. */
static void the_handling_itself(void **state)
{
    test_house_t *house = *state;
    house->now_ms = XUN_MS(0) + DAY_MS;
    uint64_t number = house_submit(house);
    classified_t verdict = house_verdict();
    house_classify(house, number, &verdict);
    house_assess(house, number);
    take(house, number, VERB_ACCEPT, 0);
    for (unsigned i = 0; i < TRANSFERS_MAX; i++) {
        act_t act = on(number, VERB_TRANSFER, 0, "lv-jia");
        act.section_count = 1;
        snprintf(act.sections[0], ID_BYTES, "%s", "energy");
        house_act(house, &act);
        act = on(number, VERB_RETURN, 0,
            org_holder(house->policy->org, ROLE_SECTION_HEAD, "energy", house->now_ms)->person);
        house_act(house, &act);
        const msgpack_object *reply = report(house, "2015-08-1");
        assert_int_equal(amount(reply, "handling", "bounced", "count"), 1);
        assert_int_equal(amount(reply, "handling", "bounces", "count"), i + 1);
        assert_int_equal(amount(reply, "handling", "bounce_chains", "count"), i > 0);
        assert_int_equal(amount(reply, "handling", "forced", "count"), i + 1 == TRANSFERS_MAX);
    }
    take(house, number, VERB_TAKE_UP, 0);
    find(house, number, 0, OUTCOME_UNSUBSTANTIATED);
    take(house, number, VERB_FEEDBACK, 0);
    house->now_ms = case_clock(house_case(house, number), CLOCK_FEEDBACK, 0)->due_ms - 1;
    take(house, number, VERB_CLOSE, 0);
    assert_int_equal(amount(report(house, "all"), "handling", "closed_on_last_day", "count"), 1);
}

/* P53: what complainants say of it, by the moment of the rating. */
static void how_content_they_are(void **state)
{
    test_house_t *house = *state;
    static case_t subject;
    static event_t event;
    subject = (case_t){.number = 1, .state = STATE_FEEDBACK};
    for (uint64_t rating = 1; rating <= RATING_MAX; rating++) {
        event = (event_t){.kind = EVENT_RESPONDED, .at_ms = XUN_MS(1) + (int64_t)rating};
        event.data.responded.response = RESPONSE_RATE;
        event.data.responded.rating = rating;
        fold_event(&subject, &event);
        report_t *within = report_new(house->policy, XUN_MS(1), XUN_MS(2), END_MS);
        report_t *before = report_new(house->policy, XUN_MS(0), XUN_MS(1), END_MS);
        report_add(within, &subject);
        report_add(before, &subject);
        for (uint64_t row = 1; row <= RATING_MAX; row++) {
            assert_int_equal(within->tables[TABLE_OF_CONTENTS][row][0], row == rating);
            assert_int_equal(before->tables[TABLE_OF_CONTENTS][row][0], 0);
        }
        report_destroy(&within);
        report_destroy(&before);
    }
}

/* ---- typical cases ---- */

static void typical_cases_are_chosen(void **state)
{
    test_house_t *house = *state;
    uint64_t number = tell_case(house, "criticism");
    query_t query = {.what = QUERY_REPORT, .period = "all", .propose = true};
    const msgpack_object *reply = house_ask(house, &query);
    assert_int_equal(answer_number(reply, "typical"), 0);
    assert_int_equal(answer_get(reply, "typical_cases")->via.array.size, 0);
    const msgpack_object *proposed = answer_get(reply, "proposed_cases");
    assert_int_equal(proposed->via.array.size, 1);
    const msgpack_object *reasons = answer_get(&proposed->via.array.ptr[0], "reasons");
    assert_int_equal(reasons->via.array.size, 2);
    assert_true(object_is_text(&reasons->via.array.ptr[0], "double_investigation"));
    assert_true(object_is_text(&reasons->via.array.ptr[1], "discipline"));
    act_t act = on(number, VERB_TYPICAL, 0, "lv-jia");
    house_act(house, &act);
    assert_int_equal(house_refused_act(house, &act), ERROR_WRONG_STATE);
    reply = house_ask(house, &query);
    assert_int_equal(answer_number(reply, "typical"), 1);
    assert_int_equal(answer_get(reply, "proposed_cases")->via.array.size, 0);
    const msgpack_object *chosen = answer_get(reply, "typical_cases");
    assert_int_equal(chosen->via.array.size, 1);
    assert_int_equal(answer_number(&chosen->via.array.ptr[0], "case"), number);
    assert_int_equal(answer_number(report(house, "2015-08"), "typical"), 0); /* by the choice */
    act.off = true;
    house_act(house, &act);
    assert_int_equal(house_refused_act(house, &act), ERROR_WRONG_STATE);
    assert_int_equal(answer_number(report(house, "all"), "typical"), 0);
}

/* Neither what is open, nor what was not proven; and what is reopened no more. */
static void typical_only_when_decided(void **state)
{
    test_house_t *house = *state;
    static case_t subject;
    uint64_t number = tell_case(house, "criticism");
    subject = *house_case(house, number);
    assert_true(typical_reasons(&subject));
    subject.lines[1].state = LINE_HEARD;
    assert_false(typical_may_be(&subject));
    subject.lines[1].state = LINE_CONCLUDED;
    subject.outcome = OUTCOME_UNSUBSTANTIATED;
    assert_false(typical_may_be(&subject));
    subject.outcome = OUTCOME_PARTLY;
    subject.state = STATE_REOPENED;
    assert_false(typical_may_be(&subject));
    act_t act = on(number, VERB_TYPICAL, 0, "lv-jia");
    house_act(house, &act);
    act = on(number, VERB_REOPEN, 0, "lv-jia");
    house_act(house, &act);
    assert_int_equal(house_case(house, number)->when.typical_ms, 0);
}

/* P51, invariant (x): whom a case excludes does not see it listed; it is counted all the same. */
static void the_excluded_see_no_typical_case(void **state)
{
    test_house_t *house = *state;
    act_t act = on(tell_case(house, "criticism"), VERB_TYPICAL, 0, "lv-jia");
    house_act(house, &act);
    static const struct {
        const char *person;
        uint32_t sees;
    } viewers[] = {{"lv-jia", 1}, {"shen-chen", 0}, {"wu-ji", 0}};
    for (size_t i = 0; i < COUNT(viewers); i++) {
        query_t query = {.what = QUERY_REPORT, .period = "all"};
        snprintf(query.as, sizeof query.as, "%s", viewers[i].person);
        const msgpack_object *reply = house_ask(house, &query);
        assert_int_equal(answer_get(reply, "typical_cases")->via.array.size, viewers[i].sees);
        assert_int_equal(answer_number(reply, "typical"), 1);
    }
}

/* ---- P42: invariants (v) and (vi) ---- */

static const msgpack_object *recount(test_house_t *house, int64_t from_ms, int64_t until_ms)
{
    query_t query = {
        .what = QUERY_REPORT, .from_ms = from_ms, .until_ms = until_ms, .recount = true};
    return answer_get(house_ask(house, &query), "recount");
}

/* Invariant (vi): whatever was done, in whatever period, a report is what its ledger makes. */
static void a_report_equals_a_recount(void **state)
{
    test_house_t *house = *state;
    uint64_t seed = 2016;
    for (int i = 0; i < 600; i++)
        house_do_anything(house, &seed);
    int64_t first_ms = house_case(house, 1)->received_ms;
    int64_t middle_ms = (first_ms + house->now_ms) / 2;
    const int64_t periods[][2] = {
        {0, 0}, {0, middle_ms}, {middle_ms, 0}, {middle_ms, middle_ms + 5 * DAY_MS}};
    for (size_t i = 0; i < COUNT(periods); i++) {
        const msgpack_object *counted = recount(house, periods[i][0], periods[i][1]);
        assert_int_equal(answer_number(counted, "different"), 0);
        assert_int_equal(answer_number(counted, "broken"), 0);
        assert_int_equal(answer_number(counted, "cases"), house->registry.last_case);
        assert_int_equal(answer_number(counted, "events"), house->registry.ledger.number);
    }
    query_t query = {.what = QUERY_REPORT, .until_ms = middle_ms};
    uint64_t before = answer_number(house_ask(house, &query), "received");
    query = (query_t){.what = QUERY_REPORT, .from_ms = middle_ms};
    uint64_t after = answer_number(house_ask(house, &query), "received");
    assert_int_equal(before + after, house->registry.last_case); /* half-open: none twice */
}

/* Puts another case in the place of the stored one, behind the ledger's back. */
static void tamper(test_house_t *house, const case_t *subject)
{
    buffer_t value = {0};
    store_key_t key = key_number(subject->number);
    record_pack_value(&CASE_RECORD, subject, &value);
    store_begin(house->store);
    store_put(house->store, TABLE_CASE, key_slice(&key), buffer_slice(&value));
    house_commit(house);
    buffer_free(&value);
}

static bool is_named(const msgpack_object *recounted, const char *figure, const char *row)
{
    const msgpack_object *differences = answer_get(recounted, "differences");
    for (uint32_t i = 0; i < differences->via.array.size; i++) {
        const msgpack_object *one = &differences->via.array.ptr[i];
        if (answer_is(one, "figure", figure) && answer_is(one, "row", row))
            return true;
    }
    return false;
}

static void a_recount_names_what_differs(void **state)
{
    test_house_t *house = *state;
    static case_t subject;
    uint64_t number = tell_case(house, "criticism");
    const case_t truth = *house_case(house, number);
    subject = truth;
    subject.lines[1].measure_count = 0; /* somebody was never disciplined */
    tamper(house, &subject);
    const msgpack_object *recounted = recount(house, 0, 0);
    assert_true(is_named(recounted, "handled", ""));
    assert_true(is_named(recounted, "disciplined", ""));
    assert_true(is_named(recounted, "measures", "demerit"));
    subject = truth;
    snprintf(subject.sections[0], ID_BYTES, "%s", "energy");
    tamper(house, &subject);
    recounted = recount(house, 0, 0);
    assert_true(is_named(recounted, "by_section", "energy"));
    assert_true(is_named(recounted, "by_section", "approval"));
    subject = truth;
    subject.last_event--; /* its last event is another's, or nobody's */
    tamper(house, &subject);
    assert_true(is_named(recount(house, 0, 0), "events", ""));
    tamper(house, &truth);
    assert_int_equal(answer_number(recount(house, 0, 0), "different"), 0);
}

/* P42, invariant (v): no complainant, no word of his and nobody's name in any report. */
static void nobody_is_named(void **state)
{
    test_house_t *house = *state;
    submit_t complaint = house_submission(house);
    complaint.privacy = PRIVACY_REAL_NAME;
    complaint.name = WORDS("林癸");
    complaint.contact = WORDS("1380000");
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, &complaint, house->now_ms, &house->ack, &house->fault),
        0);
    house_commit(house);
    act_t act = on(tell_case(house, "criticism"), VERB_TYPICAL, 0, "lv-jia");
    house_act(house, &act);
    query_t query = {.what = QUERY_REPORT, .propose = true, .recount = true};
    house_ask(house, &query);
    const char *const names[] = {"林癸", "1380000", house->ack.receipt, complaint.key, "lv-jia",
        "shen-chen", "沈辰", "窗口", "推诿", "经核对"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_null(memmem(house->reply.bytes, house->reply.length, names[i], strlen(names[i])));
}

/* A merged case is received, and nothing else: its matter is counted where it is dealt with. */
static void a_merged_case_is_received_only(void **state)
{
    test_house_t *house = *state;
    static case_t subject;
    subject = *house_case(house, tell_case(house, "criticism"));
    subject.state = STATE_MERGED;
    report_t *counted = report_new(house->policy, 0, 0, END_MS);
    report_add(counted, &subject);
    for (unsigned figure = 1; figure < FIGURE_COUNT; figure++)
        assert_int_equal(counted->figures[figure],
            figure == FIGURE_RECEIVED || figure == FIGURE_MERGED || figure == FIGURE_ALLEGED);
    report_destroy(&counted);
}

/* What was decided stays what it was, whatever sanctions.conf says later. */
static void discipline_outlives_its_sanction(void **state)
{
    test_house_t *house = *state;
    const case_t *subject = house_case(house, tell_case(house, "criticism"));
    uint64_t demerit = term_bit(SANCTION_ADMIN);
    assert_int_equal(subject->lines[0].lists, term_bit(SANCTION_LADDER));
    assert_int_equal(subject->lines[1].lists, demerit);
    house->policy->sanctions.count = 0;
    expect_figures(house, "2015-08", 1, 1, 2, 1, 0);
    assert_true(typical_reasons(subject) & term_bit(TYPICAL_DISCIPLINE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(each_figure_by_its_moment),
        IN_HOUSE(the_annex_too),
        cmocka_unit_test(sources_in_their_groups),
        IN_HOUSE(the_headline_is_a_knob),
        IN_HOUSE(a_person_is_counted_once),
        IN_HOUSE(steps_by_their_due_moment),
        IN_HOUSE(a_running_clock),
        IN_HOUSE(the_handling_itself),
        IN_HOUSE(how_content_they_are),
        IN_HOUSE(typical_cases_are_chosen),
        IN_HOUSE(typical_only_when_decided),
        IN_HOUSE(the_excluded_see_no_typical_case),
        IN_HOUSE(a_report_equals_a_recount),
        IN_HOUSE(a_recount_names_what_differs),
        IN_HOUSE(nobody_is_named),
        IN_HOUSE(a_merged_case_is_received_only),
        IN_HOUSE(discipline_outlives_its_sanction),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
