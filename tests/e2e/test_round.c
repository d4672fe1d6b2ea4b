/* The main road: what comes in is acknowledged, decided, handled by people and closed; and every
 * error that the protocol names can be had. */
#include "audit.h"

#define COMPLAINT "审批股的窗口互相踢皮球，我办一个手续来回跑了五趟，每个人都说不归他管。"

static void site_open(site_t *site)
{
    site_start_daemon(site);
    site_start_workers(site);
}

static duban_receipt_t find(site_t *site, const duban_finding_t *finding)
{
    duban_receipt_t receipt = {0};
    duban_error_t error = {0};
    if (duban_finding(site->client, finding, &receipt, &error) < 0)
        fail_msg("%s: %s", duban_code_name(error.code), error.message);
    return receipt;
}

/* Does the act, which must succeed, and returns the state after it. */
static const char *act(site_t *site, const duban_act_t *act)
{
    static char state[32];
    duban_error_t error = {0};
    answer_t answer;
    duban_reply_t *reply = duban_act(site->client, act, &error);
    if (!reply)
        fail_msg("%s: %s: %s", act->verb, duban_code_name(error.code), error.message);
    assert_int_equal(answer_open(&answer, reply, &error), 0);
    view_text(&answer.root, "state", state, sizeof state);
    assert_int_equal(view_number(&answer.root, "case"), act->case_number);
    answer_close(&answer);
    return state;
}

static const msgpack_object *show(site_t *site, uint64_t number, answer_t *answer)
{
    site_ask(site, &(duban_query_t){.what = "show", .case_number = number}, answer);
    return view_map(&answer->root, "case");
}

/* The lines of a case as "kind target triggers" texts, one after the other. */
static const char *lines_of(site_t *site, uint64_t number)
{
    static char text[1024];
    answer_t answer;
    char kind[64], target[64], triggers[64];
    const msgpack_object *subject = show(site, number, &answer);
    size_t length = 0;
    text[0] = 0;
    for (size_t i = 0; i < view_count(subject, "lines"); i++) {
        const msgpack_object *line = view_item(subject, "lines", i);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s %s %s", i ? ", " : "",
            view_text(line, "kind", kind, sizeof kind),
            view_text(line, "target", target, sizeof target),
            view_names(line, "triggers", NULL, triggers, sizeof triggers));
        assert_true(length < sizeof text);
    }
    answer_close(&answer);
    return text;
}

static void assert_state(site_t *site, uint64_t number, const char *state, const char *stage)
{
    answer_t answer;
    char text[64];
    const msgpack_object *subject = show(site, number, &answer);
    assert_string_equal(view_text(subject, "state", text, sizeof text), state);
    assert_string_equal(view_text(subject, "stage", text, sizeof text), stage);
    answer_close(&answer);
}

/* ---- in, and decided ---- */

static void test_complaint_is_decided(void **state)
{
    site_t *site = *state;
    answer_t answer;
    char text[64];
    site_open(site);
    duban_receipt_t receipt = submit_text(site, "web", "a1", COMPLAINT);
    assert_true(receipt.created);
    assert_int_equal(receipt.case_number, 1);
    assert_int_equal(receipt.event, 1);
    assert_string_equal(receipt.state, "registered");
    site_wait_decided(site, 1);
    assert_state(site, 1, "classified", "staff");

    const msgpack_object *subject = show(site, 1, &answer);
    assert_true(view_bool(subject, "scope"));
    assert_string_equal(view_text(view_item(subject, "kinds", 0), "kind", text, sizeof text), "c3");
    assert_string_equal(view_names(subject, "sections", NULL, text, sizeof text), "approval");
    assert_true(view_count(subject, "clocks") > 0);
    answer_close(&answer);

    /* Discovered long after the rectification: T1, so its leaders of today answer for it too. */
    assert_string_equal(lines_of(site, 1), "double_investigation wu-ji T1, "
                                           "double_investigation li-ding T1");
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.events, 3);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED], 1);
    assert_int_equal(audit.by_kind[EVENT_ASSESSED], 1);
}

static void test_superior_inspection_is_a_double_investigation(void **state)
{
    site_t *site = *state;
    site_open(site);
    duban_receipt_t receipt = find(site, &(duban_finding_t){.gateway = "tool",
                                             .id = "f1",
                                             .inspector = "chu-zi",
                                             .source = "superior_inspection",
                                             .body = "市发展和改革委员会",
                                             .text = "审批窗口工作人员相互推诿，企业来回跑。",
                                             .discovered_ms = moment("2015-08-20 10:00"),
                                             .occurred_ms = moment("2015-08-18 09:00"),
                                             .kinds = (const char *[]){"c3", NULL},
                                             .severity = "general",
                                             .sections = (const char *[]){"approval", NULL},
                                             .persons = (const char *[]){"shen-chen", NULL}});
    site_wait_decided(site, 1);
    assert_string_equal(lines_of(site, receipt.case_number),
        "person shen-chen T2, double_investigation wu-ji T2, double_investigation li-ding T2");
    assert_state(site, receipt.case_number, "classified", "staff");
}

/* P5: liability is judged by who held the post when it happened. */
static void test_the_leaders_are_those_of_the_time_of_the_act(void **state)
{
    site_t *site = *state;
    site_open(site);
    find(site, &(duban_finding_t){.gateway = "tool",
                   .id = "f1",
                   .source = "superior_inspection",
                   .text = "审批窗口工作人员相互推诿。",
                   .discovered_ms = moment("2015-08-20 10:00"),
                   .occurred_ms = moment("2015-05-20 09:00"),
                   .kinds = (const char *[]){"c3", NULL},
                   .severity = "general",
                   .sections = (const char *[]){"approval", NULL}});
    site_wait_decided(site, 1);
    assert_string_equal(
        lines_of(site, 1), "double_investigation zhou-wu T2, double_investigation xu-xu T2");
}

static void test_self_check_finding_has_no_leader_line(void **state)
{
    site_t *site = *state;
    answer_t answer;
    char text[64];
    site_open(site);
    find(site, &(duban_finding_t){.gateway = "tool",
                   .id = "f1",
                   .source = "self",
                   .text = "自查发现：个别同志接待群众不够耐心，办事拖沓。",
                   .discovered_ms = moment("2015-07-10 10:00"),
                   .kinds = (const char *[]){"c2", NULL},
                   .severity = "minor",
                   .sections = (const char *[]){"approval", NULL},
                   .inspector = "yang-wu",
                   .measure = "接待群众一次讲清，超期件逐件说明",
                   .rectify_by_ms = moment("2015-07-31"),
                   .responsible = "yang-wu"});
    site_wait_decided(site, 1);
    assert_string_equal(lines_of(site, 1), "");
    const msgpack_object *subject = show(site, 1, &answer);
    assert_string_equal(view_text(subject, "phase", text, sizeof text), "self_check");
    assert_false(view_bool(subject, "strict"));
    answer_close(&answer);
}

/* ---- handled by people, to the end ---- */

static void assert_refused(
    site_t *site, const duban_act_t *act, duban_code_t code, const char *field)
{
    duban_error_t error = {0};
    duban_reply_t *reply = duban_act(site->client, act, &error);
    assert_null(reply);
    if (error.code != code || strcmp(error.field, field) != 0)
        fail_msg(
            "%s: %s `%s` %s", act->verb, duban_code_name(error.code), error.field, error.message);
    assert_true(error.message[0]);
}

/* One act on the way of case 1, and the state after it. */
typedef struct {
    duban_act_t act;
    const char *state;
} stop_t;

static void go(site_t *site, const stop_t *stops, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        duban_act_t one = stops[i].act;
        one.case_number = 1;
        const char *state = act(site, &one);
        if (strcmp(state, stops[i].state) != 0)
            fail_msg("after `%s` (%zu) the case is %s, not %s", one.verb, i, state, stops[i].state);
    }
}
#define GO(SITE, STOPS) go(SITE, STOPS, sizeof STOPS / sizeof STOPS[0])

static const char *const handlers[] = {"shi-yi", "zhang-bing", NULL};

/* A complaint in the complainant's own name: told of the acceptance and of the result (P53). */
static duban_receipt_t submit_named(site_t *site)
{
    duban_receipt_t receipt = {0};
    duban_error_t error = {0};
    const duban_submission_t complaint = {.gateway = "web",
        .id = "a1",
        .text = COMPLAINT,
        .privacy = "real_name",
        .name = "褚癸",
        .contact = "13000000000"};
    if (duban_submit(site->client, &complaint, &receipt, &error) < 0)
        fail_msg("%s", error.message);
    site_wait_decided(site, 1);
    return receipt;
}

/* P41 and P42 of the one case: the four figures, recounted, and nobody's name (invariants (v) and
 * (vi)). */
static void check_report(site_t *site, const duban_receipt_t *receipt)
{
    answer_t answer;
    size_t length;
    const char *const names[] = {"褚癸", "13000000000", "a1", receipt->receipt, "有示范意义"};
    static const struct {
        const char *figure;
        uint64_t value;
    } figures[] = {{"received", 1}, {"problems", 1}, {"handled", 1}, {"disciplined", 0},
        {"typical", 1}, {"closed", 1}, {"pending", 0}};
    site_ask(site, &(duban_query_t){.what = "report", .recount = true, .propose = true}, &answer);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        assert_int_equal(view_number(&answer.root, figures[i].figure), figures[i].value);
    assert_int_equal(view_count(&answer.root, "typical_cases"), 1);
    assert_int_equal(view_number(view_map(&answer.root, "recount"), "different"), 0);
    assert_int_equal(view_number(view_map(&answer.root, "recount"), "cases"), 1);
    const void *bytes = duban_reply_bytes(answer.reply, &length);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_null(memmem(bytes, length, names[i], strlen(names[i])));
    answer_close(&answer);
}

static void test_case_is_handled_and_closed(void **state)
{
    site_t *site = *state;
    answer_t answer;
    char text[64];
    const int64_t soon_ms = moment("2100-01-04 10:00");
    const char *const measures[] = {"criticism", NULL};
    const stop_t finding[] = {
        {{.as = "lv-jia", .verb = "accept"}, "accepted"},
        {{.as = "lv-jia", .verb = "notify", .notice = "accepted", .reason = "已电话告知"},
            "accepted"},
        {{.as = "lv-jia", .verb = "take_up", .handlers = handlers}, "assigned"},
        {{.as = "lv-jia", .verb = "take_up", .line = 1, .handlers = handlers}, "assigned"},
        {{.as = "lv-jia", .verb = "take_up", .line = 2, .handlers = handlers}, "assigned"},
        {{.as = "shi-yi", .verb = "verify"}, "verifying"},
        {{.as = "lv-jia", .verb = "find", .outcome = "substantiated", .reason = "核查属实"},
            "found"},
        {{.as = "lv-jia", .verb = "find", .line = 1, .outcome = "partly", .reason = "部分属实"},
            "found"},
        {{.as = "lv-jia",
             .verb = "conclude",
             .line = 2,
             .outcome = "no_liability",
             .reason = "到任后已部署"},
            "found"},
    };
    const stop_t ending[] = {
        {{.as = "shi-yi", .verb = "hear", .line = 1, .reason = "本人无异议"}, "found"},
        {{.as = "zhao-jia",
             .verb = "decide",
             .line = 1,
             .measures = measures,
             .reason = "到任不久，从轻"},
            "found"},
        {{.as = "lv-jia", .verb = "rectify", .until_ms = soon_ms, .reason = "建立清单"},
            "rectifying"},
        {{.as = "shi-yi", .verb = "rectified", .reason = "清单已上墙"}, "rectified"},
        {{.as = "lv-jia", .verb = "approve"}, "feedback"},
    };
    const stop_t closing[] = {
        {{.as = "shi-yi", .verb = "feedback", .reason = "结果已拟好"}, "feedback"},
        {{.as = "lv-jia", .verb = "notify", .notice = "result", .reason = "已电话告知"},
            "feedback"},
        {{.as = "lv-jia", .verb = "close", .reason = "办结"}, "closed"},
        {{.as = "lv-jia", .verb = "typical", .reason = "有示范意义"}, "closed"},
    };
    site_open(site);
    duban_receipt_t receipt = submit_named(site);
    GO(site, finding);
    site_wait_decided(site, 1);
    GO(site, ending);
    assert_refused(site,
        &(duban_act_t){.as = "lv-jia", .case_number = 1, .verb = "close", .reason = "办结"},
        DUBAN_WRONG_STATE, ""); /* P53 */
    GO(site, closing);
    assert_state(site, 1, "closed", "done");

    site_ask(site, &(duban_query_t){.what = "status", .receipt = receipt.receipt}, &answer);
    assert_string_equal(view_text(&answer.root, "state", text, sizeof text), "closed");
    assert_true(view_bool(&answer.root, "accepted"));
    assert_true(view_number(&answer.root, "closed_ms") > 0);
    answer_close(&answer);
    site_ask(site, &(duban_query_t){.what = "timeline", .case_number = 1}, &answer);
    assert_int_equal(view_count(&answer.root, "events"), 3 + 9 + 1 + 5 + 4);
    answer_close(&answer);
    check_report(site, &receipt);
    assert_int_equal(audit_ledger(site).by_kind[EVENT_PROPOSED], 1);
}

/* The whole way of a finding against a person: proposed, heard, agreed, decided. Rotation
 * needs the agreement of the discipline group (P32). */
static void test_a_person_is_heard_before_the_decision(void **state)
{
    site_t *site = *state;
    const int64_t soon_ms = moment("2100-01-04 10:00");
    const char *const measures[] = {"retrain", "rotation", NULL};
    const duban_act_t decide = {
        .as = "zhao-jia", .case_number = 1, .verb = "decide", .line = 1, .measures = measures};
    const stop_t finding[] = {
        {{.as = "lv-jia", .verb = "accept"}, "accepted"},
        {{.as = "lv-jia", .verb = "take_up", .handlers = handlers}, "assigned"},
        {{.as = "zhang-bing", .verb = "inquiry"}, "inquiry"},
        {{.as = "lv-jia", .verb = "find", .outcome = "substantiated", .reason = "核查属实"},
            "found"},
    };
    const stop_t heard[] = {
        {{.as = "shi-yi", .verb = "hear", .line = 1, .reason = "本人称不熟悉新办法"}, "heard"},
    };
    const stop_t agreed[] = {
        {{.as = "lv-jia", .verb = "agree", .line = 1, .measures = measures}, "heard"},
        {decide, "decided"},
        {{.as = "lv-jia", .verb = "rectify", .until_ms = soon_ms, .reason = "建立清单"},
            "rectifying"},
        {{.as = "shi-yi", .verb = "rectified", .reason = "清单已上墙"}, "rectified"},
        {{.as = "lv-jia", .verb = "reject", .reason = "未培训"}, "rectifying"},
        {{.as = "shi-yi", .verb = "rectified", .reason = "已培训"}, "rectified"},
        {{.as = "lv-jia", .verb = "approve"}, "feedback"},
        {{.as = "lv-jia", .verb = "close", .reason = "办结"}, "closed"},
    };
    site_open(site);
    find(site, &(duban_finding_t){.gateway = "tool",
                   .id = "f1",
                   .source = "spot_check",
                   .text = "抽查发现审批窗口推诿扯皮。",
                   .discovered_ms = moment("2015-08-20 10:00"),
                   .kinds = (const char *[]){"c3", NULL},
                   .severity = "general",
                   .sections = (const char *[]){"approval", NULL},
                   .persons = (const char *[]){"shen-chen", NULL}});
    site_wait_decided(site, 1);
    assert_string_equal(lines_of(site, 1), "person shen-chen -");
    GO(site, finding);
    site_wait_decided(site, 1);
    assert_state(site, 1, "proposed", "staff");
    assert_refused(site, &decide, DUBAN_WRONG_STATE, ""); /* P54 */
    GO(site, heard);
    assert_refused(site, &decide, DUBAN_WRONG_STATE, "measures");
    GO(site, agreed);
    assert_state(site, 1, "closed", "done");
}

/* ---- the same again ---- */

static void test_retry_gives_the_first_answer(void **state)
{
    site_t *site = *state;
    site_open(site);
    duban_receipt_t first = submit_text(site, "web", "a1", COMPLAINT);
    site_wait_decided(site, 1);
    duban_receipt_t again = submit_text(site, "web", "a1", COMPLAINT);
    assert_true(first.created);
    assert_false(again.created);
    assert_int_equal(again.case_number, first.case_number);
    assert_int_equal(again.event, first.event);
    assert_int_equal(again.received_ms, first.received_ms);
    assert_string_equal(again.receipt, first.receipt);
    assert_true(submit_text(site, "sms", "a1", COMPLAINT).created); /* ids belong to a gateway */
    site_wait_decided(site, 2);
    assert_int_equal(audit_ledger(site).cases, 2);
}

/* ---- every error once ---- */

static duban_error_t submit_badly(site_t *site, const duban_submission_t *submission)
{
    duban_receipt_t receipt;
    duban_error_t error = {0};
    assert_int_equal(duban_submit(site->client, submission, &receipt, &error), -1);
    return error;
}

static duban_error_t query_badly(site_t *site, const duban_query_t *query)
{
    duban_error_t error = {0};
    assert_null(duban_query(site->client, query, &error));
    return error;
}

static void test_submissions_that_are_refused(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    static char long_title[1026];
    memset(long_title, 'x', sizeof long_title - 1);
    submit_text(site, "web", "a1", COMPLAINT);
    duban_error_t error =
        submit_badly(site, &(duban_submission_t){.gateway = "web", .id = "a1", .text = "别的话"});
    assert_int_equal(error.code, DUBAN_CONFLICT);
    assert_string_equal(error.field, "id");
    error = submit_badly(site, &(duban_submission_t){.gateway = "web", .text = ""});
    assert_int_equal(error.code, DUBAN_INVALID);
    assert_string_equal(error.field, "text");
    error = submit_badly(
        site, &(duban_submission_t){.gateway = "web", .text = "话", .title = long_title});
    assert_int_equal(error.code, DUBAN_TOO_LARGE);
    assert_string_equal(error.field, "title");
    assert_int_equal(site_stat(site, "counters", "error_conflict"), 1);
    assert_int_equal(site_stat(site, "counters", "error_invalid"), 1);
    assert_int_equal(site_stat(site, "counters", "error_too_large"), 1);
    assert_int_equal(site_stat(site, "store", "cases"), 1);
}

static void test_questions_that_are_refused(void **state)
{
    site_t *site = *state;
    site_open(site);
    duban_receipt_t receipt = submit_text(site, "web", "a1", COMPLAINT);
    site_wait_decided(site, 1);
    char wrong[DUBAN_ID_BYTES];
    snprintf(wrong, sizeof wrong, "%s", receipt.receipt);
    wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == '7' ? '8' : '7';
    const struct {
        duban_query_t query;
        duban_code_t code;
    } questions[] = {
        {{.what = "status", .receipt = wrong}, DUBAN_NOT_FOUND},
        {{.what = "status", .gateway = "web", .id = "a2"}, DUBAN_NOT_FOUND},
        {{.what = "status"}, DUBAN_INVALID},
        {{.what = "show", .case_number = 2}, DUBAN_NOT_FOUND},
        {{.what = "show", .case_number = 1, .as = "nobody"}, DUBAN_REFUSED},
        {{.what = "show", .case_number = 1, .as = "wu-ji"}, DUBAN_NOT_FOUND}, /* P51: its subject */
        {{.what = "timeline", .receipt = receipt.receipt, .as = "li-ding"}, DUBAN_NOT_FOUND},
        {{.what = "list", .as = "nobody"}, DUBAN_REFUSED},
        {{.what = "gossip"}, DUBAN_INVALID},
    };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        duban_error_t error = query_badly(site, &questions[i].query);
        if (error.code != questions[i].code)
            fail_msg("question %zu: %s: %s", i, duban_code_name(error.code), error.message);
    }
    answer_t answer;
    site_ask(site, &(duban_query_t){.what = "list", .as = "wu-ji"}, &answer);
    assert_int_equal(view_count(&answer.root, "cases"), 0);
    answer_close(&answer);
}

static void test_acts_that_are_refused(void **state)
{
    site_t *site = *state;
    const char *const one[] = {"shi-yi", NULL}, *const recused[] = {"shi-yi", "wu-ji", NULL};
    site_start_daemon(site);
    site_start(site, "duban-classifier", "-c", site->work, NULL);
    submit_text(site, "web", "a1", COMPLAINT);
    site_wait_exactly(site, "queues", "escalate", 1);
    assert_refused(site, &(duban_act_t){.as = "lv-jia", .case_number = 1, .verb = "accept"},
        DUBAN_WRONG_STATE, ""); /* nobody has assessed it */
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    site_wait_decided(site, 1);
    const struct {
        duban_act_t act;
        duban_code_t code;
        const char *field;
    } acts[] = {
        {{.as = "lv-jia", .case_number = 9, .verb = "accept"}, DUBAN_NOT_FOUND, "case"},
        {{.as = "wu-ji", .case_number = 1, .verb = "accept"}, DUBAN_NOT_FOUND, "case"},
        {{.as = "zhao-jia", .case_number = 1, .verb = "accept"}, DUBAN_REFUSED, "as"},
        {{.as = "nobody", .case_number = 1, .verb = "accept"}, DUBAN_REFUSED, "as"},
        {{.case_number = 1, .verb = "accept"}, DUBAN_REFUSED, "as"},
        {{.as = "lv-jia", .case_number = 1, .verb = "not_accept"}, DUBAN_INVALID, "reason"},
        {{.as = "lv-jia", .case_number = 1, .verb = "close", .reason = "x"}, DUBAN_WRONG_STATE, ""},
        {{.as = "lv-jia", .case_number = 1, .verb = "take_up", .line = 1, .handlers = one},
            DUBAN_INVALID, "handlers"},
        {{.as = "lv-jia", .case_number = 1, .verb = "take_up", .line = 1, .handlers = recused},
            DUBAN_REFUSED, "handlers"},
        {{.as = "lv-jia", .case_number = 1, .verb = "take_up", .line = 9, .handlers = recused},
            DUBAN_INVALID, "line"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        assert_refused(site, &acts[i].act, acts[i].code, acts[i].field);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.by_kind[EVENT_ACTED], 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_complaint_is_decided),
        SITE_TEST(test_superior_inspection_is_a_double_investigation),
        SITE_TEST(test_the_leaders_are_those_of_the_time_of_the_act),
        SITE_TEST(test_self_check_finding_has_no_leader_line),
        SITE_TEST(test_case_is_handled_and_closed),
        SITE_TEST(test_a_person_is_heard_before_the_decision),
        SITE_TEST(test_retry_gives_the_first_answer),
        SITE_TEST(test_submissions_that_are_refused),
        SITE_TEST(test_questions_that_are_refused),
        SITE_TEST(test_acts_that_are_refused),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e round", tests, NULL, NULL);
}
