/* The queries: what each tells and to whom, and that pages cover everything once. */
#include "house.h"

/* A bureau's worth of cases, each query tried on the same. */
static int set_up(void **state)
{
    uint64_t seed = 2015;
    house_set_up(state);
    test_house_t *house = *state;
    for (int i = 0; i < 300; i++)
        house_do_anything(house, &seed);
    house_double_case(house);
    return 0;
}

static bool ok(const msgpack_object *reply)
{
    return answer_get(reply, "ok")->via.boolean;
}

/* ---- lists ---- */

typedef bool (*wanted_fn)(test_house_t *house, const case_t *subject, const query_t *query);

static bool any_case(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house, (void)subject, (void)query;
    return true;
}

static bool by_state(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    return subject->state == query->state;
}

static bool by_stage(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    return subject->stage == query->stage ||
           (query->stage == STAGE_HUMAN && subject->needs && subject->stage != STAGE_DONE);
}

static bool by_kind(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    for (size_t i = 0; i < subject->kind_count; i++) {
        if (subject->kinds[i].kind == query->kind)
            return true;
    }
    return false;
}

static bool by_source(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    return subject->source == query->source;
}

static bool by_trigger(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    return subject->triggers >> (query->trigger - 1) & 1;
}

static bool by_section(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    for (size_t i = 0; i < subject->section_count; i++) {
        if (strcmp(subject->sections[i], query->section) == 0)
            return true;
    }
    return false;
}

static bool by_person(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)house;
    for (size_t i = 0; i < subject->person_count; i++) {
        if (strcmp(subject->persons[i], query->person) == 0)
            return true;
    }
    for (size_t i = 0; i < subject->line_count; i++) {
        if (strcmp(subject->lines[i].target, query->person) == 0)
            return true;
    }
    return false;
}

static bool overdue(test_house_t *house, const case_t *subject, const query_t *query)
{
    (void)query;
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].due_ms <= house->now_ms)
            return true;
    }
    return false;
}

static bool late_in_approval(test_house_t *house, const case_t *subject, const query_t *query)
{
    return by_section(house, subject, query) && by_stage(house, subject, query) &&
           overdue(house, subject, query);
}

/* Reads all pages of `page` rows and checks that they are the wanted cases, newest first. */
static size_t check_list(test_house_t *house, query_t query, uint64_t page, wanted_fn wanted)
{
    uint64_t number = house->registry.last_case;
    size_t rows = 0;
    bool more = true;
    query.what = QUERY_LIST;
    query.limit = page;
    query.after = 0;
    while (more) {
        const msgpack_object *reply = house_ask(house, &query);
        msgpack_object cases = *answer_get(reply, "cases");
        const msgpack_object *next = map_get(reply, "next");
        more = next != NULL;
        query.after = more ? next->via.u64 : 0;
        uint64_t listed[PAGE_MAX];
        size_t count = cases.via.array.size;
        assert_true(count <= page);
        for (size_t i = 0; i < count; i++)
            listed[i] = answer_number(&cases.via.array.ptr[i], "case");
        for (size_t i = 0; i < count; i++, rows++, number--) {
            for (; number > listed[i]; number--)
                assert_false(wanted(house, house_case(house, number), &query));
            assert_int_equal(number, listed[i]);
            assert_true(wanted(house, house_case(house, number), &query));
        }
    }
    for (; number > 0; number--)
        assert_false(wanted(house, house_case(house, number), &query));
    return rows;
}

static void every_filter_and_every_page(void **state)
{
    test_house_t *house = *state;
    static const struct {
        query_t query;
        wanted_fn wanted;
        bool may_be_empty;
    } rows[] = {
        {{.limit = 0}, any_case, false},
        {{.state = STATE_REGISTERED}, by_state, false},
        {{.state = STATE_CLOSED}, by_state, true},
        {{.stage = STAGE_HUMAN}, by_stage, false},
        {{.stage = STAGE_STAFF}, by_stage, false},
        {{.stage = STAGE_DONE}, by_stage, false},
        {{.kind = KIND_C3}, by_kind, false},
        {{.source = SOURCE_COMPLAINT}, by_source, false},
        {{.trigger = TRIGGER_T2}, by_trigger, false},
        {{.section = "approval"}, by_section, false},
        {{.section = "office"}, by_section, true},
        {{.person = "shen-chen"}, by_person, false},
        {{.person = "wu-ji"}, by_person, true}, /* named by a line */
        {{.overdue = true}, overdue, false},
        {{.section = "approval", .stage = STAGE_STAFF, .overdue = true}, late_in_approval, true},
    };
    static const uint64_t pages[] = {1, 3, PAGE_MAX};
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t j = 0; j < COUNT(pages); j++) {
            size_t count = check_list(house, rows[i].query, pages[j], rows[i].wanted);
            assert_true(rows[i].may_be_empty || count > 0);
        }
    }
}

/* The head of approval sees what neither concerns his section nor investigates him. */
static bool not_excluded(test_house_t *house, const case_t *subject, const query_t *query)
{
    query_t section = {.section = "approval"}, person = {.person = "wu-ji"};
    query_t his_staff = {.person = "shen-chen"};
    (void)query;
    return !by_section(house, subject, &section) && !by_person(house, subject, &person) &&
           !by_person(house, subject, &his_staff);
}

static void overdue_from_the_very_moment(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_LIST, .overdue = true};
    uint64_t number = house_submit(house);
    house->now_ms = case_clock(house_case(house, number), CLOCK_CLASSIFY, 0)->due_ms - 1;
    assert_int_equal(answer_get(house_ask(house, &query), "cases")->via.array.size, 0);
    house->now_ms++;
    assert_int_equal(answer_get(house_ask(house, &query), "cases")->via.array.size, 1);
}

static void the_excluded_see_nothing_of_it(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house->registry.last_case; /* the double investigation in approval */
    query_t query = {.as = "wu-ji"};
    check_list(house, query, 2, not_excluded);
    static const query_kind_t kinds[] = {QUERY_SHOW, QUERY_TIMELINE};
    static const char *const excluded[] = {"wu-ji", "shen-chen", "li-ding"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        query = (query_t){.what = kinds[i], .case_number = number, .as = "kong-ding"};
        assert_true(ok(house_ask(house, &query)));
        for (size_t j = 0; j < COUNT(excluded); j++) {
            snprintf(query.as, sizeof query.as, "%s", excluded[j]);
            assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
        }
        query.case_number = 999; /* the same words as for none */
        const msgpack_object *error = answer_get(house_ask(house, &query), "error");
        assert_true(answer_is(error, "message", "there is no case 999"));
        snprintf(query.as, sizeof query.as, "nobody");
        query.case_number = number;
        assert_string_equal(answer_code(house_ask(house, &query)), "refused");
    }
    query = (query_t){.what = QUERY_LIST, .as = "nobody"};
    assert_string_equal(answer_code(house_ask(house, &query)), "refused");
}

/* ---- one case ---- */

static void status_by_receipt_or_id(void **state)
{
    test_house_t *house = *state;
    house_submit(house);
    ack_t ack = house->ack;
    query_t query = {.what = QUERY_STATUS};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    snprintf(query.receipt, sizeof query.receipt, "%s", ack.receipt);
    const msgpack_object *reply = house_ask(house, &query);
    assert_true(answer_is(reply, "receipt", ack.receipt));
    assert_true(answer_is(reply, "state", "registered"));
    assert_false(answer_get(reply, "accepted")->via.boolean);
    assert_null(map_get(reply, "case")); /* no number to try others with */
    assert_true(answer_is(reply, "progress", "received"));
    assert_int_equal(reply->via.map.size, 7);

    query = (query_t){.what = QUERY_STATUS, .gateway = "web"};
    snprintf(query.key, sizeof query.key, "s%llu", (unsigned long long)house->submissions);
    assert_true(answer_is(house_ask(house, &query), "receipt", ack.receipt));
    snprintf(query.gateway, sizeof query.gateway, "sms"); /* not his submission */
    assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
    query = (query_t){.what = QUERY_STATUS, .receipt = "00000-00000-00000-00000"};
    assert_string_equal(answer_code(house_ask(house, &query)), "not_found");
}

static void status_tells_acceptance_and_the_end(void **state)
{
    test_house_t *house = *state;
    uint64_t number = house_submit(house);
    query_t query = {.what = QUERY_STATUS};
    classified_t verdict = house_verdict();
    snprintf(query.receipt, sizeof query.receipt, "%s", house->ack.receipt);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    act_t act = {.case_number = number, .verb = VERB_ACCEPT, .as = "lv-jia", .reason = "受理"};
    house_act(house, &act);
    assert_true(answer_get(house_ask(house, &query), "accepted")->via.boolean);
    static const verb_t to_the_end[] = {VERB_TAKE_UP, VERB_FIND, VERB_FEEDBACK, VERB_CLOSE};
    act.outcome = OUTCOME_UNSUBSTANTIATED;
    act.handler_count = 2;
    snprintf(act.handlers[0], ID_BYTES, "%s", "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "%s", "zhang-bing");
    for (size_t i = 0; i < COUNT(to_the_end); i++) {
        act.verb = to_the_end[i];
        house_act(house, &act);
    }
    const msgpack_object *reply = house_ask(house, &query);
    assert_true(answer_is(reply, "state", "closed"));
    assert_int_equal(answer_number(reply, "closed_ms"), house->now_ms);
}

static void show_tells_all_but_the_identity(void **state)
{
    test_house_t *house = *state;
    submit_t submit = house_submission(house);
    submit.privacy = PRIVACY_REAL_NAME;
    submit.name = WORDS("林癸某");
    store_begin(house->store);
    assert_int_equal(registry_submit(&house->registry, &submit, NOW_MS, &house->ack, NULL), 0);
    house_commit(house);
    query_t query = {.what = QUERY_SHOW, .case_number = house->ack.case_number};
    const msgpack_object *reply = house_ask(house, &query);
    const msgpack_object *text = answer_get(reply, "text");
    assert_int_equal(text->via.str.size, submit.text.length);
    assert_memory_equal(text->via.str.ptr, submit.text.bytes, submit.text.length);
    assert_true(answer_is(answer_get(reply, "case"), "privacy", "real_name"));
    assert_null(memmem(house->reply.bytes, house->reply.length, "林癸某", strlen("林癸某")));
    query = (query_t){.what = QUERY_SHOW};
    snprintf(query.receipt, sizeof query.receipt, "%s", house->ack.receipt);
    assert_true(ok(house_ask(house, &query)));
    query.receipt[0] = 0;
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
}

static void the_names_behind_the_ids(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_SHOW, .case_number = house->registry.last_case};
    const msgpack_object *names = answer_get(house_ask(house, &query), "names");
    assert_true(answer_is(names, "approval", "行政审批股"));
    assert_true(answer_is(names, "shen-chen", "沈辰"));
    assert_true(answer_is(names, "wu-ji", "吴己"));
    for (uint32_t i = 0; i < names->via.map.size; i++) { /* each once */
        msgpack_object_str key = names->via.map.ptr[i].key.via.str;
        for (uint32_t j = 0; j < i; j++) {
            msgpack_object_str other = names->via.map.ptr[j].key.via.str;
            assert_false(key.size == other.size && memcmp(key.ptr, other.ptr, key.size) == 0);
        }
    }
}

static void a_timeline_is_the_cases_own_events_in_order(void **state)
{
    test_house_t *house = *state;
    uint64_t told = 0;
    for (uint64_t number = 1; number <= house->registry.last_case; number++) {
        query_t query = {.what = QUERY_TIMELINE, .case_number = number};
        uint64_t count = house_case(house, number)->event_count, before = 0;
        msgpack_object events = *answer_get(house_ask(house, &query), "events");
        assert_int_equal(events.via.array.size, count);
        for (uint32_t i = 0; i < events.via.array.size; i++) {
            const msgpack_object *event = &events.via.array.ptr[i];
            assert_int_equal(answer_number(event, "case"), number);
            assert_true(answer_number(event, "event") > before);
            before = answer_number(event, "event");
        }
        assert_true(answer_is(&events.via.array.ptr[0], "kind", "registered"));
        told += count;
    }
    assert_int_equal(told, house->registry.ledger.number);
}

static void a_long_timeline_keeps_its_newest(void **state)
{
    test_house_t *house = *state;
    act_t comment = {.case_number = 1, .verb = VERB_COMMENT, .reason = "来电催问"};
    house_submit(house);
    store_begin(house->store);
    for (int i = 0; i < 1100; i++)
        assert_int_equal(
            registry_act(&house->registry, &comment, NOW_MS, &house->ack, &house->fault), 0);
    house_commit(house);
    query_t query = {.what = QUERY_TIMELINE, .case_number = 1};
    uint64_t last = house->registry.ledger.number;
    const msgpack_object *events = answer_get(house_ask(house, &query), "events");
    assert_int_equal(events->via.array.size, 1000);
    assert_int_equal(answer_number(&events->via.array.ptr[999], "event"), last);
    assert_int_equal(answer_number(&events->via.array.ptr[0], "event"), last - 999);
}

/* ---- the whole ---- */

static void stat_counts_queues_and_clocks(void **state)
{
    test_house_t *house = *state;
    query_t query = {.what = QUERY_STAT};
    uint64_t waiting = 0, clocks = 0;
    for (uint64_t number = 1; number <= house->registry.last_case; number++) {
        const case_t *subject = house_case(house, number);
        waiting += subject->stage == STAGE_CLASSIFY;
        for (size_t i = 0; i < subject->clock_count; i++)
            clocks += subject->clocks[i].next_ms != 0;
    }
    const msgpack_object *reply = house_ask(house, &query);
    assert_int_equal(answer_number(answer_get(reply, "queues"), "classify"), waiting);
    assert_int_equal(answer_number(answer_get(reply, "clocks"), "open"), clocks);
    assert_int_equal(answer_number(answer_get(reply, "store"), "cases"), house->registry.last_case);
    assert_int_equal(
        answer_number(answer_get(reply, "store"), "events"), house->registry.ledger.number);
}

static void what_is_no_query(void **state)
{
    test_house_t *house = *state;
    query_t query = {0};
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    query.what = QUERY_COUNT;
    assert_string_equal(answer_code(house_ask(house, &query)), "invalid");
    assert_false(query_is_long(QUERY_COUNT));
    assert_true(query_is_long(QUERY_REPORT));
    query = (query_t){.what = QUERY_LEDGER, .after = UINT64_MAX};
    assert_int_equal(answer_get(house_ask(house, &query), "events")->via.array.size, 0);
    query = (query_t){.what = QUERY_LEDGER, .after = house->registry.ledger.number};
    assert_int_equal(answer_get(house_ask(house, &query), "events")->via.array.size, 0);
}

#define WITH_CASES(TEST) cmocka_unit_test_setup_teardown(TEST, set_up, house_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CASES(every_filter_and_every_page),
        IN_HOUSE(overdue_from_the_very_moment),
        WITH_CASES(the_excluded_see_nothing_of_it),
        WITH_CASES(status_by_receipt_or_id),
        IN_HOUSE(status_tells_acceptance_and_the_end),
        IN_HOUSE(show_tells_all_but_the_identity),
        WITH_CASES(the_names_behind_the_ids),
        WITH_CASES(a_timeline_is_the_cases_own_events_in_order),
        IN_HOUSE(a_long_timeline_keeps_its_newest),
        WITH_CASES(stat_counts_queues_and_clocks),
        WITH_CASES(what_is_no_query),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
