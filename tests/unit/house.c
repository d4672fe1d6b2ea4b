/* Builds and takes down the store that the tests of daemon/ work on, and brings cases into it. */
#include "house.h"

#include "../../workers/assess.h"
#include "../../workers/propose.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the house ---- */

static store_status_t say_next(void *context)
{
    test_house_t *house = context;
    store_status_t status = house->next_commit;
    house->next_commit = STORE_OK;
    return status;
}

static void open_store(test_house_t *house)
{
    house->store = store_open(house->directory, &house->options, &house->fault);
    if (!house->store)
        fail_msg("%s", house->fault.message);
    if (registry_open(&house->registry, house->store, house->directory, &house->fault) < 0)
        fail_msg("%s", house->fault.message);
    house->registry.policy = house->policy;
}

int house_set_up(void **state)
{
    test_house_t *house = calloc(1, sizeof *house);
    assert_non_null(house);
    snprintf(house->directory, sizeof house->directory, "/tmp/duban-test-XXXXXX");
    assert_non_null(mkdtemp(house->directory));
    house->options = (store_options_t){
        .map_bytes = 256 << 20,
        .full_percent = 90,
        .forgetful = true,
        .inject = say_next,
        .inject_context = house,
    };
    house->now_ms = NOW_MS;
    house->bundle = bundle_embedded();
    house->policy = policy_load(house->bundle, &house->fault);
    if (!house->policy)
        fail_msg("%s", house->fault.message);
    open_store(house);
    *state = house;
    return 0;
}

static void remove_directory(const char *directory)
{
    DIR *entries = opendir(directory);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries));)
        unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    rmdir(directory);
}

int house_tear_down(void **state)
{
    test_house_t *house = *state;
    registry_close(&house->registry);
    store_close(&house->store);
    policy_destroy(&house->policy);
    bundle_destroy(&house->bundle);
    unpacker_free(&house->unpacker);
    buffer_free(&house->reply);
    remove_directory(house->directory);
    free(house);
    return 0;
}

void house_reopen(test_house_t *house)
{
    registry_close(&house->registry);
    store_close(&house->store);
    open_store(house);
}

void house_commit(test_house_t *house)
{
    assert_int_equal(store_commit(house->store), STORE_OK);
    registry_settle(&house->registry);
}

store_view_t *house_view(test_house_t *house)
{
    store_view_t *view = snapshot_open(house->store);
    assert_non_null(view);
    return view;
}

/* ---- commands ---- */

static void next_id(test_house_t *house, char *id)
{
    snprintf(id, ID_BYTES, "s%llu", (unsigned long long)++house->submissions);
}

submit_t house_submission(test_house_t *house)
{
    submit_t submit = {.gateway = "web", .channel = CHANNEL_WEB};
    next_id(house, submit.key);
    submit.title = WORDS("审批窗口办事拖沓");
    submit.text = WORDS("去窗口办备案跑了四趟，每次都说经办人不在，让改天再来。");
    return submit;
}

finding_t house_finding(test_house_t *house)
{
    finding_t finding = {.gateway = "tool", .source = SOURCE_SPOT_CHECK, .inspector = "chu-zi"};
    next_id(house, finding.key);
    finding.title = WORDS("抽查发现件");
    finding.text = WORDS("抽查三份备案材料，两份超过承诺时限，窗口与股室相互推诿。");
    finding.discovered_ms = house->now_ms - DAY_MS;
    finding.occurred_ms = finding.discovered_ms - 2 * DAY_MS;
    finding.kinds = term_bit(KIND_C3);
    finding.severity = SEVERITY_GENERAL;
    finding.section_count = 1;
    snprintf(finding.sections[0], sizeof finding.sections[0], "%s", "approval");
    return finding;
}

finding_t house_item(test_house_t *house, const char *member)
{
    finding_t finding = house_finding(house);
    finding.source = SOURCE_SELF;
    finding.severity = SEVERITY_MINOR;
    finding.rectify_by_ms = finding.discovered_ms + 10 * DAY_MS;
    snprintf(finding.inspector, sizeof finding.inspector, "%s", member);
    snprintf(finding.responsible, sizeof finding.responsible, "%s", member);
    snprintf(finding.measure, sizeof finding.measure, "%s", "每周五核对台账，逾期件当日说明");
    return finding;
}

/* Ends the transaction of a command that must have been taken. */
static void expect_taken(test_house_t *house, int rc)
{
    if (rc < 0)
        fail_msg("refused: %s", house->fault.message);
    house_commit(house);
}

static error_code_t expect_refused(test_house_t *house, int rc)
{
    store_view_t *view = store_writing(house->store);
    uint64_t events = view_entries(view, TABLE_EVENT);
    assert_int_equal(rc, -1);
    assert_int_equal(events, house->registry.ledger.number);
    assert_int_equal(house->registry.news_count, 0);
    house_commit(house);
    return house->fault.code;
}

static int submit(test_house_t *house, const submit_t *submit)
{
    store_begin(house->store);
    return registry_submit(&house->registry, submit, house->now_ms, &house->ack, &house->fault);
}

uint64_t house_submit(test_house_t *house)
{
    submit_t one = house_submission(house);
    expect_taken(house, submit(house, &one));
    return house->ack.case_number;
}

error_code_t house_refused_submit(test_house_t *house, const submit_t *one)
{
    return expect_refused(house, submit(house, one));
}

static int find(test_house_t *house, const finding_t *finding)
{
    store_begin(house->store);
    return registry_find(&house->registry, finding, house->now_ms, &house->ack, &house->fault);
}

uint64_t house_find(test_house_t *house, const finding_t *finding)
{
    expect_taken(house, find(house, finding));
    return house->ack.case_number;
}

error_code_t house_refused_find(test_house_t *house, const finding_t *finding)
{
    return expect_refused(house, find(house, finding));
}

static int act(test_house_t *house, const act_t *one)
{
    store_begin(house->store);
    return registry_act(&house->registry, one, house->now_ms, &house->ack, &house->fault);
}

void house_act(test_house_t *house, const act_t *one)
{
    expect_taken(house, act(house, one));
}

error_code_t house_refused_act(test_house_t *house, const act_t *one)
{
    return expect_refused(house, act(house, one));
}

/* ---- verdicts ---- */

classified_t house_verdict(void)
{
    classified_t verdict = {.scope = true, .kind_count = 1, .score = 0.75, .section_count = 1};
    verdict.kinds[0] = (kind_score_t){KIND_C3, 0.75};
    verdict.conduct = CONDUCT_SLOW;
    verdict.severity = SEVERITY_GENERAL;
    verdict.fingerprint = 0xf00d;
    snprintf(verdict.sections[0], sizeof verdict.sections[0], "%s", "approval");
    return verdict;
}

void house_classify(test_house_t *house, uint64_t number, const classified_t *verdict)
{
    store_begin(house->store);
    assert_true(registry_take_classified(
        &house->registry, number, verdict, "classifier@here:1", house->now_ms));
    house_commit(house);
}

void house_assess(test_house_t *house, uint64_t number)
{
    static assessed_t assessed;
    work_item_t item = {.lease = 1, .now_ms = house->now_ms};
    const case_t *subject = house_case(house, number);
    assess_case(house->policy, subject, &item, &assessed);
    store_begin(house->store);
    assert_true(registry_take_assessed(&house->registry, number, subject->last_event, &assessed,
        "escalator@here:1", house->now_ms));
    house_commit(house);
}

void house_propose(test_house_t *house, uint64_t number)
{
    static proposed_t proposed;
    work_item_t item = {.lease = 1, .now_ms = house->now_ms};
    const case_t *subject = house_case(house, number);
    propose_case(house->policy, subject, &item, &proposed);
    store_begin(house->store);
    assert_true(registry_take_proposed(&house->registry, number, subject->last_event, &proposed,
        "escalator@here:1", house->now_ms));
    house_commit(house);
}

uint64_t house_double_case(test_house_t *house)
{
    finding_t finding = house_finding(house);
    classified_t verdict = house_verdict();
    finding.source = SOURCE_SUPERIOR_INSPECTION;
    finding.person_count = verdict.person_count = 1;
    snprintf(finding.persons[0], sizeof finding.persons[0], "%s", "shen-chen");
    snprintf(verdict.persons[0], sizeof verdict.persons[0], "%s", "shen-chen");
    uint64_t number = house_find(house, &finding);
    house_classify(house, number, &verdict);
    house_assess(house, number);
    return number;
}

/* ---- reading ---- */

const case_t *house_case(test_house_t *house, uint64_t number)
{
    static case_t cases[2];
    static unsigned turn;
    case_t *subject = &cases[turn++ % 2];
    store_view_t *view = house_view(house);
    if (!registry_case(view, &house->unpacker, number, subject, &house->fault))
        fail_msg("%s", house->fault.message);
    snapshot_close(&view);
    return subject;
}

const msgpack_object *house_ask(test_house_t *house, const query_t *query)
{
    query_context_t context = {
        .store = house->store,
        .view = house_view(house),
        .policy = house->policy,
        .receipt_key = house->registry.receipt_key,
        .now_ms = house->now_ms,
    };
    query_answer(&context, query, &house->reply);
    snapshot_close(&context.view);
    unpacker_free(&context.unpacker);
    unpacker_free(&context.other);
    if (unpack_message(&house->unpacker, house->reply.bytes, house->reply.length, &house->answer,
            &house->fault) < 0)
        fail_msg("the reply is no message: %s", house->fault.message);
    return &house->answer;
}

const msgpack_object *answer_get(const msgpack_object *map, const char *key)
{
    const msgpack_object *value = map_get(map, key);
    if (!value)
        fail_msg("the reply has no `%s`", key);
    return value;
}

uint64_t answer_number(const msgpack_object *map, const char *key)
{
    const msgpack_object *value = answer_get(map, key);
    assert_int_equal(value->type, MSGPACK_OBJECT_POSITIVE_INTEGER);
    return value->via.u64;
}

bool answer_is(const msgpack_object *map, const char *key, const char *text)
{
    return object_is_text(answer_get(map, key), text);
}

const char *answer_code(const msgpack_object *reply)
{
    static char code[32];
    code[0] = 0;
    if (answer_get(reply, "ok")->via.boolean)
        return code;
    const msgpack_object *text = answer_get(answer_get(reply, "error"), "code");
    snprintf(code, sizeof code, "%.*s", (int)text->via.str.size, text->via.str.ptr);
    return code;
}

/* ---- anything at all ---- */

uint64_t random_number(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t random_below(uint64_t *seed, uint64_t bound)
{
    return random_number(seed) % bound;
}

static classified_t any_verdict(uint64_t *seed)
{
    static const char *const sections[] = {"approval", "projects", "prices", "energy"};
    static const char *const persons[] = {"shen-chen", "qin-shen", "you-you"};
    classified_t verdict = house_verdict();
    if (random_below(seed, 4) == 0)
        snprintf(verdict.abstained, sizeof verdict.abstained, "%s", "两可");
    verdict.scope = random_below(seed, 4) > 0;
    verdict.kinds[0].kind = (kind_t)(1 + random_below(seed, 5));
    verdict.severity = (severity_t)(1 + random_below(seed, 3));
    verdict.section_count = random_below(seed, 3);
    for (size_t i = 0; i < verdict.section_count; i++)
        snprintf(verdict.sections[i], sizeof verdict.sections[i], "%s",
            sections[random_below(seed, COUNT(sections))]);
    verdict.person_count = random_below(seed, 3);
    for (size_t i = 0; i < verdict.person_count; i++)
        snprintf(verdict.persons[i], sizeof verdict.persons[i], "%s",
            persons[random_below(seed, COUNT(persons))]);
    return verdict;
}

static act_t any_act(uint64_t number, int64_t now_ms, uint64_t *seed)
{
    static const char *const actors[] = {"lv-jia", "zhao-jia", "kong-ding", "cao-wu", "han-si", ""};
    static const char *const measures[] = {"criticism", "relearn", "rotation", "warning"};
    act_t one = {.case_number = number, .handler_count = 2, .measure_count = 1};
    one.verb = (verb_t)(1 + random_below(seed, VERB_COUNT - 1));
    one.line = random_below(seed, 2) ? 0 : 1 + random_below(seed, 4);
    one.scope = random_below(seed, 2);
    one.kinds = term_bit((unsigned)(1 + random_below(seed, 5)));
    one.outcome = (outcome_t)(1 + random_below(seed, 6));
    one.clock = (clock_kind_t)(1 + random_below(seed, CLOCK_COUNT - 1));
    one.until_ms = now_ms + (int64_t)random_below(seed, 30) * DAY_MS;
    one.notice = random_below(seed, 2) ? NOTICE_UNSET : (notice_t)random_below(seed, NOTICE_COUNT);
    one.inexperience = one.unprohibited = true;
    one.no_gain = random_below(seed, 2);
    one.into = 1 + random_below(seed, 40);
    snprintf(one.as, sizeof one.as, "%s", actors[random_below(seed, COUNT(actors))]);
    snprintf(one.reason, sizeof one.reason, "%s", "核对后办理");
    snprintf(one.handlers[0], sizeof one.handlers[0], "%s", "shi-yi");
    snprintf(one.handlers[1], sizeof one.handlers[1], "%s", "zhang-bing");
    snprintf(one.measures[0], SANCTION_BYTES, "%s", measures[random_below(seed, COUNT(measures))]);
    return one;
}

/* Most acts that chance makes are refused: of some dozens, the first that is taken. What has ended
 * is mostly left alone. */
static void act_anyhow(test_house_t *house, const case_t *subject, uint64_t *seed)
{
    uint64_t number = subject->number;
    if (!case_is_open(subject) && random_below(seed, 16))
        return;
    for (unsigned attempt = 0; attempt < 60; attempt++) {
        act_t one = any_act(number, house->now_ms, seed);
        if (registry_act(&house->registry, &one, house->now_ms, &house->ack, &house->fault) == 0)
            return;
    }
}

/* What a complainant may say, or his gateway may confirm; much of it is refused. */
static void respond_anyhow(test_house_t *house, const case_t *subject, uint64_t *seed)
{
    respond_t one = {.response = (response_t)(1 + random_below(seed, RESPONSE_COUNT - 1))};
    memcpy(one.gateway, subject->gateway, sizeof one.gateway);
    receipt_make(house->registry.receipt_key, subject->number, one.receipt);
    snprintf(one.key, sizeof one.key, "r%llu", (unsigned long long)random_below(seed, 1000));
    one.rating = 1 + random_below(seed, RATING_MAX);
    if (one.response != RESPONSE_TOLD)
        one.text = WORDS("情况有变化，请再核实。");
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (subject->complainant.notices & term_bit(notice))
            one.notice = notice;
    }
    registry_respond(&house->registry, &one, house->now_ms, &house->ack, &house->fault);
}

static void sweep_case(test_house_t *house, const case_t *subject)
{
    escalated_t steps[STEPS_MAX];
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        size_t count =
            assess_clock(house->policy, subject, clock->kind, clock->line, house->now_ms, steps);
        for (size_t j = 0; j < count; j++)
            registry_take_step(
                &house->registry, subject->number, &steps[j], "escalator@here:1", house->now_ms);
    }
}

static void escalate(test_house_t *house, const case_t *subject)
{
    static assessed_t assessed;
    static proposed_t proposed;
    work_item_t item = {.lease = 1, .now_ms = house->now_ms};
    const char *worker = "escalator@here:1";
    if (propose_is_due(subject)) {
        propose_case(house->policy, subject, &item, &proposed);
        registry_take_proposed(&house->registry, subject->number, subject->last_event, &proposed,
            worker, house->now_ms);
        return;
    }
    assess_case(house->policy, subject, &item, &assessed);
    registry_take_assessed(
        &house->registry, subject->number, subject->last_event, &assessed, worker, house->now_ms);
}

static void work_on(test_house_t *house, const case_t *subject, uint64_t *seed)
{
    registry_t *registry = &house->registry;
    classified_t verdict = any_verdict(seed);
    if (random_below(seed, 6) == 0) {
        registry_fail_attempt(registry, subject->number, subject->stage, "失败", house->now_ms);
    } else if (subject->stage == STAGE_CLASSIFY) {
        registry_take_classified(
            registry, subject->number, &verdict, "classifier@here:1", house->now_ms);
    } else if (subject->stage == STAGE_ESCALATE) {
        escalate(house, subject);
    } else {
        act_anyhow(house, subject, seed);
    }
}

void house_do_anything(test_house_t *house, uint64_t *seed)
{
    uint64_t count = house->registry.last_case;
    submit_t one = house_submission(house);
    finding_t finding = house_finding(house);
    one.privacy = random_below(seed, 2) ? PRIVACY_REAL_NAME : PRIVACY_UNSET;
    one.name = one.privacy ? WORDS("林癸") : WORDS("");
    if (random_below(seed, 4) == 0)
        finding = house_item(house, "he-hai");
    else
        finding.source = (source_t)(SOURCE_PEER + random_below(seed, 10));
    house->now_ms += (int64_t)random_below(seed, DAY_MS / 8);
    const case_t *subject = count ? house_case(house, 1 + random_below(seed, count)) : NULL;
    store_begin(house->store);
    uint64_t choice = subject ? random_below(seed, 11) : 0;
    if (choice == 0 && count < 40)
        registry_submit(&house->registry, &one, house->now_ms, &house->ack, &house->fault);
    else if (choice == 1 && count < 40)
        registry_find(&house->registry, &finding, house->now_ms, &house->ack, &house->fault);
    else if (choice == 2)
        sweep_case(house, subject);
    else if (choice == 3)
        act_anyhow(house, subject, seed);
    else if (choice == 10)
        respond_anyhow(house, subject, seed);
    else
        work_on(house, subject, seed);
    house_commit(house);
}
