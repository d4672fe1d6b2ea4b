/* The registry: what it takes and refuses, what a retry is told, and which results it takes. */
#include "house.h"

/* ---- submissions ---- */

static void a_submission_becomes_a_case(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_submit(house);
    assert_int_equal(number, 1);
    assert_true(house->ack.created);
    assert_int_equal(house->ack.state, STATE_REGISTERED);
    assert_int_equal(house->ack.received_ms, NOW_MS);
    assert_int_equal(house->ack.event, 1);
    assert_int_equal(receipt_case(house->registry.receipt_key, house->ack.receipt), 1);
    const case_t *subject = house_case(house, number);
    assert_int_equal(subject->stage, STAGE_CLASSIFY);
    assert_int_equal(subject->source, SOURCE_COMPLAINT);
    assert_int_equal(subject->privacy, PRIVACY_ANONYMOUS);
    assert_int_equal(subject->discovered_ms, NOW_MS);
    assert_int_equal(subject->clock_count, 2);
    assert_int_equal(case_clock(subject, CLOCK_CLASSIFY, 0)->due_ms, NOW_MS + 60000);
    assert_non_null(case_clock(subject, CLOCK_ACCEPT, 0)); /* (ix) */
    assert_int_equal(house_submit(house), 2);
}

static void submissions_refused(void **state)
{
    test_house_t *house = *state;
    static const struct {
        source_t source;
        privacy_t privacy;
        const char *name, *contact;
        int64_t sent_ms;
        const char *field;
    } refused[] = {
        {SOURCE_MEDIA, 0, "", "", 0, "source"},
        {SOURCE_SELF, 0, "", "", 0, "source"},
        {0, PRIVACY_ANONYMOUS, "林癸", "", 0, "privacy"},
        {0, PRIVACY_ANONYMOUS, "", "13900000000", 0, "privacy"},
        {0, PRIVACY_REAL_NAME, "", "", 0, "name"},
        {0, PRIVACY_REAL_NAME, "", "13900000000", 0, "name"},
        {0, 0, "", "", NOW_MS + DAY_MS + 1, "sent_ms"},
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        submit_t submit = house_submission(house);
        submit.source = refused[i].source;
        submit.privacy = refused[i].privacy;
        submit.name = WORDS(refused[i].name);
        submit.contact = WORDS(refused[i].contact);
        submit.sent_ms = refused[i].sent_ms;
        assert_int_equal(house_refused_submit(house, &submit), ERROR_INVALID);
        assert_string_equal(house->fault.field, refused[i].field);
    }
    assert_int_equal(house_submit(house), 1); /* no number was lost */
}

static void privacy_when_nothing_is_said(void **state)
{
    test_house_t *house = *state;
    static const struct {
        privacy_t said, becomes;
        const char *name, *contact;
        bool told; /* P53 */
    } rows[] = {
        {0, PRIVACY_ANONYMOUS, "", "", false},
        {0, PRIVACY_CONFIDENTIAL, "林癸", "", false},
        {0, PRIVACY_CONFIDENTIAL, "", "13900000000", false},
        {PRIVACY_CONFIDENTIAL, PRIVACY_CONFIDENTIAL, "", "", false},
        {PRIVACY_REAL_NAME, PRIVACY_REAL_NAME, "林癸", "13900000000", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        submit_t submit = house_submission(house);
        submit.privacy = rows[i].said;
        submit.name = WORDS(rows[i].name);
        submit.contact = WORDS(rows[i].contact);
        store_begin(house->store);
        assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &house->ack, NULL), 0);
        house_commit(house);
        const case_t *subject = house_case(house, house->ack.case_number);
        assert_int_equal(subject->privacy, rows[i].becomes);
        assert_int_equal(case_clock(subject, CLOCK_NOTIFY, 0) != NULL, rows[i].told);
    }
    store_view_t *view = house_view(house);
    assert_int_equal(view_entries(view, TABLE_IDENTITY), 3);
    snapshot_close(&view);
}

static void when_it_was_sent(void **state)
{
    test_house_t *house = *state;
    static const struct {
        int64_t sent_ms, discovered_ms;
    } rows[] = {
        {0, NOW_MS}, {NOW_MS - 3 * DAY_MS, NOW_MS - 3 * DAY_MS},
        {NOW_MS + DAY_MS, NOW_MS}, /* a clock that runs ahead */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        submit_t submit = house_submission(house);
        submit.sent_ms = rows[i].sent_ms;
        store_begin(house->store);
        assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &house->ack, NULL), 0);
        house_commit(house);
        const case_t *subject = house_case(house, house->ack.case_number);
        assert_int_equal(subject->discovered_ms, rows[i].discovered_ms);
        assert_int_equal(subject->received_ms, NOW_MS);
    }
}

/* ---- retries ---- */

static ack_t submit_again(test_house_t *house, const submit_t *submit)
{
    store_begin(house->store);
    if (registry_submit(&house->registry, submit, house->now_ms, &house->ack, &house->fault) < 0)
        fail_msg("%s", house->fault.message);
    house_commit(house);
    return house->ack;
}

static void the_same_submission_500_times_is_one_case(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    ack_t first = submit_again(house, &submit);
    assert_true(first.created);
    for (int i = 0; i < 500; i++) {
        house->now_ms += 1000;
        if (i == 250)
            house_reopen(house);
        ack_t again = submit_again(house, &submit);
        assert_false(again.created);
        assert_int_equal(again.case_number, first.case_number);
        assert_string_equal(again.receipt, first.receipt);
        assert_int_equal(again.received_ms, first.received_ms);
        assert_int_equal(again.event, first.event);
    }
    assert_int_equal(house->registry.ledger.number, 1);
    assert_int_equal(house->registry.last_case, 1);
}

static void a_retry_within_the_same_transaction(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    ack_t first, again;
    store_begin(house->store);
    assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &first, NULL), 0);
    assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &again, NULL), 0);
    house_commit(house);
    assert_true(first.created);
    assert_false(again.created);
    assert_int_equal(first.case_number, again.case_number);
}

static void an_id_used_for_another_text_is_a_conflict(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    submit_again(house, &submit);
    submit_t other = submit;
    other.text = WORDS("另一件事：收费公示栏几个月没有更新，打电话没有人接。");
    assert_int_equal(house_refused_submit(house, &other), ERROR_CONFLICT);
    assert_string_equal(house->fault.field, "id");
    other = submit;
    other.title = WORDS("");
    assert_int_equal(house_refused_submit(house, &other), ERROR_CONFLICT);
    /* the border between two words is part of them */
    other.title = (slice_t){submit.title.bytes, submit.title.length - 3};
    other.accused = WORDS("");
    assert_int_equal(house_refused_submit(house, &other), ERROR_CONFLICT);
    snprintf(other.gateway, sizeof other.gateway, "%s", "sms"); /* ids are a gateway's own */
    assert_true(submit_again(house, &other).created);
}

static void a_failed_commit_leaves_nothing(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    house_submit(house);
    store_begin(house->store);
    assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &house->ack, NULL), 0);
    house->next_commit = STORE_FULL;
    assert_int_equal(store_commit(house->store), STORE_FULL);
    assert_int_equal(registry_rewind(&house->registry, &house->fault), 0);
    assert_int_equal(house->registry.last_case, 1);
    assert_int_equal(house->registry.ledger.number, 1);
    assert_int_equal(house->registry.news_count, 0);
    ack_t again = submit_again(house, &submit); /* the sender's retry */
    assert_true(again.created);
    assert_int_equal(again.case_number, 2);
    assert_int_equal(again.event, 2);
}

/* ---- findings ---- */

static void findings_refused(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    finding_t wrong = finding;
    wrong.source = SOURCE_COMPLAINT;
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "source");
    wrong = finding;
    wrong.source = SOURCE_MEDIA;
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "outlet");
    wrong = finding;
    wrong.occurred_ms = wrong.discovered_ms + 1;
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "occurred_ms");
    wrong = finding;
    snprintf(wrong.sections[0], sizeof wrong.sections[0], "%s", "nowhere");
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "sections");
    assert_non_null(strstr(house->fault.message, "nowhere"));
    wrong = finding;
    wrong.person_count = 1;
    snprintf(wrong.persons[0], sizeof wrong.persons[0], "%s", "nobody");
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "persons");
    wrong = finding;
    wrong.discovered_ms = house->now_ms + DAY_MS + 1;
    wrong.occurred_ms = 0;
    assert_int_equal(house_refused_find(house, &wrong), ERROR_INVALID);
    assert_string_equal(house->fault.field, "discovered_ms");
    assert_int_equal(house_find(house, &finding), 1);
}

static void a_late_finding_is_judged_by_its_discovery(void **state)
{
    test_house_t *house = *state;
    finding_t finding = house_finding(house);
    finding.discovered_ms = END_MS - DAY_MS;
    finding.occurred_ms = END_MS - 9 * DAY_MS;
    house->now_ms = END_MS + 20 * DAY_MS; /* the tool was offline */
    const case_t *subject = house_case(house, house_find(house, &finding));
    assert_int_equal(subject->discovered_ms, END_MS - DAY_MS);
    assert_int_equal(subject->occurred_ms, END_MS - 9 * DAY_MS);
    assert_int_equal(subject->received_ms, house->now_ms);
    assert_true(subject->is_finding);
    assert_true(subject->scope);
    assert_int_equal(subject->kind_count, 1);
    assert_int_equal(subject->kinds[0].kind, KIND_C3);
    assert_string_equal(subject->sections[0], "approval");
}

/* ---- results of workers ---- */

static void results_are_taken_only_in_their_stage(void **state)
{
    test_house_t *house = *state;
    static assessed_t assessed;
    registry_t *registry = &house->registry;
    classified_t verdict = house_verdict();
    house_submit(house);
    store_begin(house->store);
    assert_false(registry_take_assessed(registry, 1, 1, &assessed, "e", NOW_MS));
    assert_false(registry_take_classified(registry, 2, &verdict, "c", NOW_MS));
    assert_false(registry_fail_attempt(registry, 1, STAGE_ESCALATE, "x", NOW_MS));
    assert_true(registry_take_classified(registry, 1, &verdict, "c", NOW_MS));
    assert_false(registry_take_classified(registry, 1, &verdict, "c", NOW_MS));
    assert_int_equal(registry->lowest[STAGE_ESCALATE], 1);
    assert_false(registry_take_assessed(registry, 1, 1, &assessed, "e", NOW_MS)); /* of before */
    assert_true(registry_take_assessed(registry, 1, 2, &assessed, "e", NOW_MS));
    assert_false(registry_take_assessed(registry, 1, 3, &assessed, "e", NOW_MS));
    house_commit(house);
    assert_int_equal(registry->ledger.number, 3);
}

static void no_line_is_opened_twice(void **state)
{
    test_house_t *house = *state;
    static assessed_t assessed;
    uint64_t number = house_double_case(house);
    act_t act = {.case_number = number, .verb = VERB_CLASSIFY, .as = "lv-jia", .reason = "重认"};
    house_act(house, &act);
    const case_t *subject = house_case(house, number);
    assessed.line_count = 1;
    assessed.lines[0] = subject->lines[0];
    store_begin(house->store);
    assert_false(registry_take_assessed(
        &house->registry, number, subject->last_event, &assessed, "e", NOW_MS));
    house_commit(house);
    assert_int_equal(house_case(house, number)->line_count, subject->line_count);
    assert_int_equal(house_case(house, number)->attempts, 1); /* such a worker is to blame */
}

static void an_abstention_is_for_a_person(void **state)
{
    test_house_t *house = *state;
    classified_t verdict = house_verdict();
    snprintf(verdict.abstained, sizeof verdict.abstained, "%s", "两可，说不准");
    house_submit(house);
    house_classify(house, 1, &verdict);
    const case_t *subject = house_case(house, 1);
    assert_int_equal(subject->stage, STAGE_HUMAN);
    assert_int_equal(subject->needs, term_bit(NEED_ABSTAINED));
    assert_int_equal(subject->state, STATE_REGISTERED);
    assert_non_null(case_clock(subject, CLOCK_CLASSIFY, 0)); /* it is still not classified */
}

static void three_failures_park_the_case(void **state)
{
    test_house_t *house = *state;
    house_submit(house);
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        assert_int_equal(house_case(house, 1)->stage, STAGE_CLASSIFY);
        store_begin(house->store);
        assert_true(registry_fail_attempt(&house->registry, 1, STAGE_CLASSIFY, "读不懂", NOW_MS));
        house_commit(house);
    }
    const case_t *subject = house_case(house, 1);
    assert_int_equal(subject->stage, STAGE_HUMAN);
    assert_int_equal(subject->needs, term_bit(NEED_PARKED));
    assert_int_equal(subject->attempts, ATTEMPTS_MAX);
}

#define LATE_MS (NOW_MS + 60 * DAY_MS) /* the accept clock is overdue */

/* A step on the accept clock of case 1. */
static escalated_t accept_step(test_house_t *house, level_t level)
{
    const case_clock_t *clock = case_clock(house_case(house, 1), CLOCK_ACCEPT, 0);
    return (escalated_t){
        .clock = CLOCK_ACCEPT, .level = level, .due_ms = clock->due_ms, .next_ms = NOW_MS + DAY_MS};
}

static void each_level_once_and_in_order(void **state)
{
    test_house_t *house = *state;
    registry_t *registry = &house->registry;
    house_submit(house);
    escalated_t step = accept_step(house, LEVEL_URGE);
    store_begin(house->store);
    assert_false(registry_take_step(registry, 1, &step, "e", NOW_MS)); /* not due yet */
    assert_true(registry_take_step(registry, 1, &step, "e", LATE_MS));
    assert_false(registry_take_step(registry, 1, &step, "e", LATE_MS));
    step.level = LEVEL_PRINCIPAL; /* the deputy comes first */
    assert_false(registry_take_step(registry, 1, &step, "e", LATE_MS));
    step.level = LEVEL_DEPUTY;
    assert_true(registry_take_step(registry, 1, &step, "e", LATE_MS));
    step.level = LEVEL_PRINCIPAL;
    step.due_ms++; /* of a clock that was stopped and started anew */
    assert_false(registry_take_step(registry, 1, &step, "e", LATE_MS));
    step.clock = CLOCK_VERIFY; /* does not run */
    assert_false(registry_take_step(registry, 1, &step, "e", LATE_MS));
    house_commit(house);
}

/* P51: the case came to accuse him after the escalator saw it. */
static void nobody_is_told_of_a_case_about_himself(void **state)
{
    test_house_t *house = *state;
    house_submit(house);
    classified_t verdict = house_verdict();
    verdict.person_count = 1;
    snprintf(verdict.persons[0], sizeof verdict.persons[0], "li-ding");
    house_classify(house, 1, &verdict);
    escalated_t step = accept_step(house, LEVEL_URGE);
    step.to_count = 1;
    snprintf(step.to[0], sizeof step.to[0], "li-ding");
    store_begin(house->store);
    assert_false(registry_take_step(&house->registry, 1, &step, "e", LATE_MS));
    snprintf(step.to[0], sizeof step.to[0], "lv-jia");
    assert_true(registry_take_step(&house->registry, 1, &step, "e", LATE_MS));
    house_commit(house);
}

static void the_feed_is_told_and_told_nothing_private(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    store_begin(house->store);
    assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &house->ack, NULL), 0);
    assert_int_equal(house->registry.news_count, 1);
    const news_t *news = &house->registry.news[0];
    assert_int_equal(news->event, 1);
    assert_int_equal(news->kind, EVENT_REGISTERED);
    assert_int_equal(news->stage, STAGE_CLASSIFY);
    assert_int_equal(house->registry.lowest[STAGE_CLASSIFY], 1);
    house_commit(house);
    assert_int_equal(house->registry.news_count, 0);
    assert_true(house->registry.lowest[STAGE_CLASSIFY] == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(a_submission_becomes_a_case),
        IN_HOUSE(submissions_refused),
        IN_HOUSE(privacy_when_nothing_is_said),
        IN_HOUSE(when_it_was_sent),
        IN_HOUSE(the_same_submission_500_times_is_one_case),
        IN_HOUSE(a_retry_within_the_same_transaction),
        IN_HOUSE(an_id_used_for_another_text_is_a_conflict),
        IN_HOUSE(a_failed_commit_leaves_nothing),
        IN_HOUSE(findings_refused),
        IN_HOUSE(a_late_finding_is_judged_by_its_discovery),
        IN_HOUSE(results_are_taken_only_in_their_stage),
        IN_HOUSE(no_line_is_opened_twice),
        IN_HOUSE(an_abstention_is_for_a_person),
        IN_HOUSE(three_failures_park_the_case),
        IN_HOUSE(each_level_once_and_in_order),
        IN_HOUSE(nobody_is_told_of_a_case_about_himself),
        IN_HOUSE(the_feed_is_told_and_told_nothing_private),
    };
    return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
