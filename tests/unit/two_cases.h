/* For the tests of merging: cases that are classified and assessed, and acts on two of them. */
#ifndef DUBAN_TEST_TWO_CASES_H
#define DUBAN_TEST_TWO_CASES_H

#include "../../daemon/fold.h"
#include "../../daemon/merging.h"
#include "house.h"

#include <stdio.h>

#define HOUR_MS (DAY_MS / 24)

/* ---- cases and acts ---- */

static inline void name_section(classified_t *verdict, const char *section)
{
    snprintf(verdict->sections[verdict->section_count++], ID_BYTES, "%s", section);
}

static inline void name_person(classified_t *verdict, const char *person)
{
    snprintf(verdict->persons[verdict->person_count++], ID_BYTES, "%s", person);
}

/* Classified and assessed. */
static inline uint64_t judged(test_house_t *house, uint64_t number, const classified_t *verdict)
{
    house_classify(house, number, verdict);
    house_assess(house, number);
    return number;
}

static inline uint64_t complaint(test_house_t *house, const classified_t *verdict)
{
    return judged(house, house_submit(house), verdict);
}

static inline uint64_t real_name_complaint(test_house_t *house)
{
    submit_t submit = house_submission(house);
    classified_t verdict = house_verdict();
    submit.privacy = PRIVACY_REAL_NAME;
    submit.name = WORDS("林癸");
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, &submit, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    return judged(house, house->ack.case_number, &verdict);
}

static inline uint64_t finding(test_house_t *house, source_t source, const classified_t *verdict)
{
    finding_t one = house_finding(house);
    one.source = source;
    return judged(house, house_find(house, &one), verdict);
}

static inline act_t act_on(uint64_t number, verb_t verb)
{
    act_t act = {.case_number = number, .verb = verb, .until_ms = NOW_MS + 90 * DAY_MS};
    snprintf(act.as, sizeof act.as, "%s", "lv-jia");
    snprintf(act.reason, sizeof act.reason, "%s", "同一窗口同一事");
    act.handler_count = 2;
    snprintf(act.handlers[0], ID_BYTES, "%s", "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "%s", "zhang-bing");
    act.outcome = OUTCOME_SUBSTANTIATED;
    return act;
}

static inline void step(test_house_t *house, uint64_t number, verb_t verb)
{
    act_t act = act_on(number, verb);
    house->now_ms += HOUR_MS;
    house_act(house, &act);
}

static inline void notify(test_house_t *house, uint64_t number, notice_t notice)
{
    act_t act = act_on(number, VERB_NOTIFY);
    act.notice = notice;
    house->now_ms += HOUR_MS;
    house_act(house, &act);
}

static inline act_t merge(uint64_t number, uint64_t into)
{
    act_t act = act_on(number, VERB_MERGE);
    act.into = into;
    return act;
}

static inline void do_merge(test_house_t *house, uint64_t number, uint64_t into)
{
    act_t act = merge(number, into);
    house->now_ms += HOUR_MS;
    house_act(house, &act);
    assert_int_equal(house_case(house, number)->state, STATE_MERGED);
}

/* Refused with this code, both cases as they were, and some of these words in the message. */
static inline void refuse(
    test_house_t *house, const act_t *act, error_code_t code, const char *words)
{
    uint64_t events = house->registry.ledger.number;
    error_code_t got = house_refused_act(house, act);
    if (got != code || !strstr(house->fault.message, words))
        fail_msg("%s instead of %s: %s", term_name(&ERRORS, got), term_name(&ERRORS, code),
            house->fault.message);
    assert_int_equal(house->registry.ledger.number, events);
}

static inline void check_replay(test_house_t *house)
{
    query_t query = {.what = QUERY_REPLAY};
    assert_int_equal(answer_number(house_ask(house, &query), "different"), 0);
}

/* From accepted to closed, nobody being named. */
static inline void close_case(test_house_t *house, uint64_t number)
{
    static const verb_t way[] = {VERB_TAKE_UP, VERB_VERIFY, VERB_FIND, VERB_RECTIFY, VERB_RECTIFIED,
        VERB_APPROVE, VERB_FEEDBACK, VERB_CLOSE};
    for (size_t i = 0; i < COUNT(way); i++)
        step(house, number, way[i]);
    assert_int_equal(house_case(house, number)->state, STATE_CLOSED);
}

#endif
