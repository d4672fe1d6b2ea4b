/* The complainant's side (P50, P53): what he is to be told, what comes from him through his
 * gateway, who may read his words, and who his name. */
#include "../../daemon/complainant.h"
#include "../../daemon/fold.h"
#include "../../daemon/keys.h"
#include "house.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- through the registry ---- */

static submit_t named(test_house_t *house, privacy_t privacy)
{
    submit_t submit = house_submission(house);
    submit.privacy = privacy;
    submit.name = WORDS("冯子丑");
    submit.contact = WORDS("1390000-7788");
    return submit;
}

static uint64_t file(test_house_t *house, const submit_t *submit)
{
    store_begin(house->store);
    assert_int_equal(
        registry_submit(&house->registry, submit, house->now_ms, &house->ack, &house->fault), 0);
    house_commit(house);
    return house->ack.case_number;
}

static void act(test_house_t *house, uint64_t number, verb_t verb, notice_t notice)
{
    act_t one = {.case_number = number, .verb = verb, .as = "lv-jia", .reason = "依程序办理"};
    one.notice = notice;
    one.outcome = OUTCOME_FALSE_SUSPECTED;
    one.handler_count = 2;
    snprintf(one.handlers[0], ID_BYTES, "%s", "jiang-mao");
    snprintf(one.handlers[1], ID_BYTES, "%s", "zhang-bing");
    house_act(house, &one);
}

/* A real-name complaint that waits to be accepted or not. */
static uint64_t assessed_case(test_house_t *house, privacy_t privacy)
{
    submit_t submit = named(house, privacy);
    if (privacy == PRIVACY_ANONYMOUS)
        submit.name = submit.contact = WORDS("");
    classified_t verdict = house_verdict();
    uint64_t number = file(house, &submit);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    return number;
}

static void bring_to(test_house_t *house, uint64_t number, verb_t last)
{
    static const verb_t way[] = {VERB_ACCEPT, VERB_TAKE_UP, VERB_FIND, VERB_FEEDBACK, VERB_CLOSE};
    for (size_t i = 0; i < COUNT(way); i++) {
        act(house, number, way[i], NOTICE_UNSET);
        if (way[i] == last)
            return;
    }
}

static respond_t response_to(test_house_t *house, uint64_t number, response_t response)
{
    static unsigned count;
    respond_t one = {.response = response, .gateway = "web"};
    receipt_make(house->registry.receipt_key, number, one.receipt);
    snprintf(one.key, sizeof one.key, "response-%u", ++count);
    if (response == RESPONSE_OBJECT || response == RESPONSE_ADD)
        one.text = WORDS("窗口还在让人来回跑，附上取号单的时间。");
    return one;
}

static int respond(test_house_t *house, const respond_t *one)
{
    store_begin(house->store);
    int rc = registry_respond(&house->registry, one, house->now_ms, &house->ack, &house->fault);
    house_commit(house);
    return rc;
}

static void take(test_house_t *house, const respond_t *one)
{
    if (respond(house, one) < 0)
        fail_msg("%s is refused: %s", term_name(&RESPONSES, one->response), house->fault.message);
}

static void refuse(test_house_t *house, const respond_t *one, error_code_t code)
{
    uint64_t events = house->registry.ledger.number;
    assert_int_equal(respond(house, one), -1);
    assert_int_equal(house->fault.code, code);
    assert_int_equal(house->registry.ledger.number, events);
}

static void told(test_house_t *house, uint64_t number, notice_t notice)
{
    respond_t one = response_to(house, number, RESPONSE_TOLD);
    one.notice = notice;
    take(house, &one);
}

static void assert_due(test_house_t *house, uint64_t number, uint64_t notices)
{
    query_t query = {.what = QUERY_REPLAY};
    assert_int_equal(house_case(house, number)->complainant.notices, notices);
    assert_int_equal(answer_number(house_ask(house, &query), "different"), 0);
}

/* P53: from the acceptance to the end, each notice falls due and is confirmed; the case of who gave
 * his name closes after he was told. */
static void a_real_name_complainant_is_told_everything(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_REAL_NAME);
    assert_due(house, number, 0);
    bring_to(house, number, VERB_FIND);
    assert_due(house, number, term_bit(NOTICE_ACCEPTED));
    assert_int_equal(house_case(house, number)->complainant.answered_ms, house->now_ms);
    told(house, number, NOTICE_ACCEPTED);
    assert_due(house, number, 0);
    assert_null(case_clock(house_case(house, number), CLOCK_NOTIFY, 0));
    act(house, number, VERB_FEEDBACK, NOTICE_UNSET);
    assert_due(house, number, term_bit(NOTICE_RESULT));
    act_t close = {.case_number = number, .verb = VERB_CLOSE, .as = "lv-jia", .reason = "了结"};
    assert_int_equal(house_refused_act(house, &close), ERROR_WRONG_STATE);
    told(house, number, NOTICE_RESULT);
    assert_true(house_case(house, number)->told);
    house_act(house, &close);
    assert_due(house, number, 0);
    assert_false(case_is_open(house_case(house, number)));
}

/* The deciders may have told him themselves, and say how. */
static void a_telephone_call_is_as_good(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_REAL_NAME);
    bring_to(house, number, VERB_FEEDBACK);
    act(house, number, VERB_NOTIFY, NOTICE_ACCEPTED);
    assert_due(house, number, term_bit(NOTICE_RESULT));
    act(house, number, VERB_NOTIFY, NOTICE_RESULT);
    act(house, number, VERB_CLOSE, NOTICE_UNSET);
    assert_due(house, number, 0);
}

/* P53: without a name the closing does not wait; the result is there for whoever asks by receipt.
 */
static void others_are_offered_the_result(void **state)
{
    test_house_t *house = *state;
    for (unsigned privacy = PRIVACY_ANONYMOUS; privacy <= PRIVACY_CONFIDENTIAL; privacy++) {
        uint64_t number = assessed_case(house, privacy);
        bring_to(house, number, VERB_CLOSE);
        assert_due(house, number, term_bit(NOTICE_ACCEPTED) | term_bit(NOTICE_RESULT));
        assert_false(case_is_open(house_case(house, number)));
        told(house, number, NOTICE_RESULT);
        assert_due(house, number, term_bit(NOTICE_ACCEPTED));
        assert_false(case_is_open(house_case(house, number)));
    }
}

static void a_finding_has_no_complainant(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_double_case(house);
    bring_to(house, number, VERB_ACCEPT);
    assert_due(house, number, 0);
    respond_t one = response_to(house, number, RESPONSE_ADD);
    snprintf(one.gateway, sizeof one.gateway, "%s", house_case(house, number)->gateway);
    refuse(house, &one, ERROR_NOT_FOUND);
}

/* P53: an objection in time, the answer to it, and that reopening makes notices void. */
static void objecting_is_answered(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_ANONYMOUS);
    act(house, number, VERB_NOT_ACCEPT, NOTICE_UNSET);
    assert_due(house, number, term_bit(NOTICE_NOT_ACCEPTED));
    respond_t object = response_to(house, number, RESPONSE_OBJECT);
    take(house, &object);
    const case_t *subject = house_case(house, number);
    assert_int_equal(subject->state, STATE_UNDER_REVIEW);
    assert_int_equal(subject->stage, STAGE_STAFF);
    assert_int_equal(subject->needs, term_bit(NEED_OBJECTION));
    assert_non_null(case_clock(subject, CLOCK_REVIEW, 0));
    act(house, number, VERB_ANSWER, NOTICE_UNSET);
    subject = house_case(house, number);
    assert_int_equal(subject->state, STATE_NOT_ACCEPTED);
    assert_int_equal(subject->needs, 0);
    assert_false(case_is_open(subject));
    assert_due(house, number, term_bit(NOTICE_NOT_ACCEPTED) | term_bit(NOTICE_REVIEW_ANSWER));
    act(house, number, VERB_REOPEN, NOTICE_UNSET);
    assert_due(house, number, 0);
    house->now_ms += 40 * DAY_MS;
    act(house, number, VERB_ACCEPT, NOTICE_UNSET);
    assert_due(house, number, term_bit(NOTICE_ACCEPTED));
}

/* P13: what he wants waits for a person, whatever the machine does, until one has looked. */
static void what_he_says_waits_for_a_person(void **state)
{
    test_house_t *house = *state;
    submit_t submit = named(house, PRIVACY_REAL_NAME);
    classified_t verdict = house_verdict();
    uint64_t number = file(house, &submit);
    respond_t withdraw = response_to(house, number, RESPONSE_WITHDRAW);
    respond_t add = response_to(house, number, RESPONSE_ADD);
    take(house, &withdraw);
    take(house, &add);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    const case_t *subject = house_case(house, number);
    assert_int_equal(subject->needs, term_bit(NEED_WITHDRAWN) | term_bit(NEED_ADDED));
    assert_true(subject->complainant.withdrawn && case_is_open(subject));
    assert_int_equal(subject->complainant.responses, 2);
    act_t comment = {.case_number = number, .verb = VERB_COMMENT, .reason = "系统巡检"};
    house_act(house, &comment); /* the operator's: he does not work on it */
    assert_int_not_equal(house_case(house, number)->needs, 0);
    act(house, number, VERB_COMMENT, NOTICE_UNSET);
    assert_int_equal(house_case(house, number)->needs, 0);
    assert_true(house_case(house, number)->complainant.withdrawn);
}

static void the_last_rating_counts(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_ANONYMOUS);
    bring_to(house, number, VERB_CLOSE);
    for (uint64_t rating = 1; rating <= RATING_MAX; rating++) {
        respond_t rate = response_to(house, number, RESPONSE_RATE);
        rate.rating = rating;
        take(house, &rate);
        assert_int_equal(house_case(house, number)->complainant.rating, rating);
    }
}

/* A retry is answered as the first was; another response under its id is a conflict. */
static void a_retry_is_not_doubled(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_REAL_NAME);
    bring_to(house, number, VERB_ACCEPT);
    respond_t one = response_to(house, number, RESPONSE_TOLD);
    one.notice = NOTICE_ACCEPTED;
    take(house, &one);
    uint64_t event = house->ack.event, events = house->registry.ledger.number;
    assert_true(house->ack.created);
    take(house, &one); /* though the notice is no longer due */
    assert_false(house->ack.created);
    assert_int_equal(house->ack.event, event);
    assert_int_equal(house->registry.ledger.number, events);
    one.notice = NOTICE_NOT_ACCEPTED;
    refuse(house, &one, ERROR_CONFLICT);
    respond_t add = response_to(house, number, RESPONSE_ADD);
    take(house, &add);
    add.text = WORDS("另外的话");
    refuse(house, &add, ERROR_CONFLICT);
}

/* Whoever does not have both, the gateway and the receipt, learns nothing. */
static void only_his_gateway_responds(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_ANONYMOUS);
    respond_t one = response_to(house, number, RESPONSE_ADD);
    snprintf(one.gateway, sizeof one.gateway, "%s", "sms");
    refuse(house, &one, ERROR_NOT_FOUND);
    char message[sizeof house->fault.message];
    memcpy(message, house->fault.message, sizeof message);
    one = response_to(house, number, RESPONSE_ADD);
    one.receipt[0] = one.receipt[0] == 'A' ? 'B' : 'A';
    refuse(house, &one, ERROR_NOT_FOUND);
    assert_string_equal(message, house->fault.message);
    one = response_to(house, 999, RESPONSE_ADD);
    refuse(house, &one, ERROR_NOT_FOUND);
}

/* ---- what is asked ---- */

static void notices_are_listed_by_pages(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_NOTICES, .limit = 1};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    uint64_t first = assessed_case(house, PRIVACY_ANONYMOUS);
    uint64_t second = assessed_case(house, PRIVACY_REAL_NAME);
    bring_to(house, first, VERB_CLOSE);
    bring_to(house, second, VERB_ACCEPT);
    snprintf(query.gateway, sizeof query.gateway, "we"); /* no gateway's name ends within another */
    assert_int_equal(answer_get(house_ask(house, &query), "notices")->via.array.size, 0);
    snprintf(query.gateway, sizeof query.gateway, "web");
    const msgpack_object *reply = house_ask(house, &query);
    const msgpack_object *rows = answer_get(reply, "notices");
    assert_int_equal(rows->via.array.size, 2); /* those of one case stay together */
    assert_true(answer_is(&rows->via.array.ptr[0], "notice", "accepted"));
    assert_null(map_get(&rows->via.array.ptr[0], "outcome"));
    assert_true(answer_is(&rows->via.array.ptr[1], "notice", "result"));
    assert_true(answer_is(&rows->via.array.ptr[1], "progress", "closed"));
    /* P55: that he may be lying is not said to him */
    assert_true(answer_is(&rows->via.array.ptr[1], "outcome", "unsubstantiated"));
    query.after = answer_number(reply, "next");
    reply = house_ask(house, &query);
    rows = answer_get(reply, "notices");
    assert_int_equal(rows->via.array.size, 1);
    char receipt[RECEIPT_BYTES];
    receipt_make(house->registry.receipt_key, second, receipt);
    assert_true(answer_is(&rows->via.array.ptr[0], "receipt", receipt));
    assert_null(map_get(reply, "next"));
    query = (query_t){.what = QUERY_NOTICES, .gateway = "web", .after = UINT64_MAX};
    assert_int_equal(answer_get(house_ask(house, &query), "notices")->via.array.size, 0);
}

/* P53: status tells what he may know, and the outcome after he was told. */
static void status_tells_the_outcome_once_told(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_REAL_NAME);
    query_t query = {.what = QUERY_STATUS};
    receipt_make(house->registry.receipt_key, number, query.receipt);
    bring_to(house, number, VERB_FEEDBACK);
    const msgpack_object *reply = house_ask(house, &query);
    assert_true(answer_is(reply, "progress", "in_hand"));
    assert_int_equal(answer_number(reply, "answered_ms"), house->now_ms);
    assert_int_equal(answer_get(reply, "notices")->via.array.size, 2);
    assert_null(map_get(reply, "outcome"));
    told(house, number, NOTICE_RESULT);
    assert_true(answer_is(house_ask(house, &query), "outcome", "unsubstantiated"));
}

static void a_refusal_under_review_is_not_accepted(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_ANONYMOUS);
    query_t query = {.what = QUERY_STATUS};
    receipt_make(house->registry.receipt_key, number, query.receipt);
    act(house, number, VERB_NOT_ACCEPT, NOTICE_UNSET);
    assert_true(answer_is(house_ask(house, &query), "progress", "not_accepted"));
    act(house, number, VERB_REVIEW, NOTICE_UNSET);
    const msgpack_object *reply = house_ask(house, &query);
    assert_true(answer_is(reply, "progress", "under_review"));
    assert_false(answer_get(reply, "accepted")->via.boolean);
}

/* ---- who reads what ---- */

/* True when the person is shown the words of the case, in every way there is. */
static bool reads_words(test_house_t *house, uint64_t number, const char *person)
{
    query_t query = {.what = QUERY_SHOW, .case_number = number};
    snprintf(query.as, sizeof query.as, "%s", person);
    const msgpack_object *reply = house_ask(house, &query);
    bool reads = answer_get(reply, "text")->via.str.size > 0;
    assert_int_equal(answer_get(reply, "withheld")->via.boolean, !reads);
    assert_int_equal(answer_get(reply, "title")->via.str.size > 0, reads);
    assert_int_equal(map_get(reply, "responses") != NULL, reads);
    if (reads)
        assert_int_equal(answer_get(reply, "responses")->via.array.size, 1);
    query.what = QUERY_LIST;
    const msgpack_object *row = &answer_get(house_ask(house, &query), "cases")->via.array.ptr[0];
    assert_int_equal(answer_number(row, "case"), number);
    assert_int_equal(answer_get(row, "title")->via.str.size > 0, reads);
    assert_int_equal(answer_get(row, "withheld")->via.boolean, !reads);
    return reads;
}

/* P50: the words of whoever asks not to be named are for those who need them; whether he asks when
 * he submits or the classifier finds it in what he says. */
static void confidential_words_are_for_those_who_handle_them(void **state)
{
    test_house_t *house = *state;
    for (unsigned way = 0; way < 3; way++) {
        submit_t submit = named(house, way == 0 ? PRIVACY_CONFIDENTIAL : PRIVACY_REAL_NAME);
        classified_t verdict = house_verdict();
        uint64_t number = file(house, &submit);
        verdict.confidential = way == 1;
        house_classify(house, number, &verdict);
        house_assess(house, number);
        respond_t add = response_to(house, number, RESPONSE_ADD);
        take(house, &add);
        bool open = way == 2;
        assert_int_equal(house_case(house, number)->complainant.confidential, !open);
        assert_true(reads_words(house, number, "lv-jia"));
        assert_true(reads_words(house, number, "kong-ding"));
        assert_int_equal(reads_words(house, number, "zhao-jia"), open);
        assert_int_equal(reads_words(house, number, "jiang-mao"), open);
        assert_int_equal(reads_words(house, number, ""), open); /* the operator */
        bring_to(house, number, VERB_TAKE_UP);
        assert_true(reads_words(house, number, "jiang-mao"));
    }
}

static const char *identity_code(test_house_t *house, uint64_t number, const char *person)
{
    query_t query = {.what = QUERY_IDENTITY, .case_number = number};
    snprintf(query.as, sizeof query.as, "%s", person);
    return answer_code(house_ask(house, &query));
}

/* P50: sealed, and read by whoever has recorded why, for a day, and by nobody else. */
static void an_identity_is_read_for_a_recorded_reason(void **state)
{
    test_house_t *house = *state;
    submit_t submit = named(house, PRIVACY_REAL_NAME);
    uint64_t number = file(house, &submit);
    assert_string_equal(identity_code(house, number, "lv-jia"), "refused");
    assert_string_equal(identity_code(house, number, ""), "refused");
    act(house, number, VERB_UNSEAL, NOTICE_UNSET);
    assert_string_equal(identity_code(house, number, "kong-ding"), "refused");
    assert_string_equal(identity_code(house, number, ""), "refused");
    assert_string_equal(identity_code(house, number, "lv-jia"), "");
    house->now_ms += DAY_MS - 1;
    assert_string_equal(identity_code(house, number, "lv-jia"), "");
    house->now_ms++;
    assert_string_equal(identity_code(house, number, "lv-jia"), "refused");

    act(house, number, VERB_UNSEAL, NOTICE_UNSET);
    query_t query = {.what = QUERY_IDENTITY, .case_number = number, .as = "lv-jia"};
    slice_t sealed = {0};
    const msgpack_object *box = answer_get(house_ask(house, &query), "sealed");
    sealed = (slice_t){box->via.bin.ptr, box->via.bin.size};
    char path[256], plain[256];
    uint8_t secret[crypto_box_SECRETKEYBYTES];
    snprintf(path, sizeof path, "%s/identity.secret", house->directory);
    FILE *key = fopen(path, "rb");
    assert_non_null(key);
    assert_int_equal(fread(secret, 1, sizeof secret, key), sizeof secret);
    fclose(key);
    assert_int_equal(crypto_box_seal_open((uint8_t *)plain, sealed.bytes, sealed.length,
                         house->registry.identity_key, secret),
        0);
    assert_non_null(memmem(plain, sealed.length - crypto_box_SEALBYTES, "冯子丑", 9));
    assert_non_null(memmem(plain, sealed.length - crypto_box_SEALBYTES, "1390000-7788", 12));
}

static void where_nobody_gave_a_name_none_is_read(void **state)
{
    test_house_t *house = *state;
    submit_t submit = named(house, PRIVACY_CONFIDENTIAL);
    submit.name = submit.contact = WORDS("");
    uint64_t number = file(house, &submit);
    act(house, number, VERB_UNSEAL, NOTICE_UNSET);
    assert_string_equal(identity_code(house, number, "lv-jia"), "not_found");
}

/* (v): a complainant's name and contact stand nowhere in the store but sealed. */
static void no_table_holds_a_name(void **state)
{
    test_house_t *house = *state;
    uint64_t number = assessed_case(house, PRIVACY_REAL_NAME);
    bring_to(house, number, VERB_FEEDBACK);
    respond_t add = response_to(house, number, RESPONSE_ADD);
    take(house, &add);
    act(house, number, VERB_UNSEAL, NOTICE_UNSET);
    store_view_t *view = house_view(house);
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        slice_t key, value;
        store_cursor_t *cursor = cursor_open(view, table);
        for (bool more = cursor_at_least(cursor, (slice_t){"", 1}, &key, &value); more;
             more = cursor_next(cursor, &key, &value)) {
            assert_null(memmem(value.bytes, value.length, "冯子丑", 9));
            assert_null(memmem(value.bytes, value.length, "1390000-7788", 12));
            assert_null(memmem(key.bytes, key.length, "1390000-7788", 12));
        }
        cursor_close(&cursor);
    }
    snapshot_close(&view);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(a_real_name_complainant_is_told_everything),
        IN_HOUSE(a_telephone_call_is_as_good),
        IN_HOUSE(others_are_offered_the_result),
        IN_HOUSE(a_finding_has_no_complainant),
        IN_HOUSE(objecting_is_answered),
        IN_HOUSE(what_he_says_waits_for_a_person),
        IN_HOUSE(the_last_rating_counts),
        IN_HOUSE(a_retry_is_not_doubled),
        IN_HOUSE(only_his_gateway_responds),
        IN_HOUSE(notices_are_listed_by_pages),
        IN_HOUSE(status_tells_the_outcome_once_told),
        IN_HOUSE(a_refusal_under_review_is_not_accepted),
        IN_HOUSE(confidential_words_are_for_those_who_handle_them),
        IN_HOUSE(an_identity_is_read_for_a_recorded_reason),
        IN_HOUSE(where_nobody_gave_a_name_none_is_read),
        IN_HOUSE(no_table_holds_a_name),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("responses", tests, NULL, NULL);
}
