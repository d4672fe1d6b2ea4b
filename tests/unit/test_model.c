/* The model of a case, generated from the table of verbs itself: every state that acts and workers
 * can bring it to is explored, and from each an end must be in reach. */
#include "../../config/recusal.h"
#include "../../daemon/acts.h"
#include "../../daemon/responses.h"
#include "../../workers/assess.h"
#include "../../workers/propose.h"
#include "house.h"

#include <stdio.h>
#include <stdlib.h>

#define NODES_MAX 20000
#define SLOTS     (NODES_MAX * 4)

/* A case as bytes, and how it was first reached. */
typedef struct {
    uint8_t *bytes;
    size_t length;
    uint32_t parent;
    verb_t verb; /* unset: a worker */
    uint64_t line;
    bool open, ends;
} node_t;

typedef struct {
    uint32_t from, to;
} edge_t;

typedef struct {
    const policy_t *policy;
    const classified_t *verdict; /* what the classifier says of it */
    const work_item_t *facts;    /* what the escalator is told of other cases */
    bool unproven;               /* nothing is ever substantiated */
    uint64_t skipped;            /* set of verb_t that this model leaves to another one */
    node_t *nodes;
    uint32_t count;
    uint32_t *slots; /* 1 + index of the node; 0: free */
    edge_t *edges;
    size_t edge_count, edge_room;
    uint64_t clocks_started; /* set of clock_kind_t */
    uint64_t states;         /* set of state_t */
    unpacker_t unpacker;
    buffer_t buffer;
} model_t;

/* ---- nodes ---- */

static bool has_ended(const case_t *subject)
{
    return subject->state == STATE_CLOSED || subject->state == STATE_NOT_ACCEPTED ||
           subject->state == STATE_MERGED; /* followed to its end elsewhere, with a way back */
}

static uint64_t hash_bytes(const uint8_t *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void print_way(const model_t *self, uint32_t index)
{
    static case_t subject;
    unpacker_t unpacker = {0};
    fault_t fault;
    if (index)
        print_way(self, self->nodes[index].parent);
    const node_t *node = &self->nodes[index];
    record_from_value(&CASE_RECORD, &unpacker, node->bytes, node->length, &subject, &fault);
    fprintf(stderr, "%s %d -> %s (stage %s)", term_name(&VERBS, node->verb), (int)node->line,
        term_name(&STATES, subject.state), term_name(&STAGES, subject.stage));
    for (size_t i = 0; i < subject.line_count; i++)
        fprintf(stderr, " line %s", term_name(&LINE_STATES, subject.lines[i].state));
    for (size_t i = 0; i < subject.clock_count; i++)
        fprintf(stderr, " clock %s.%d", term_name(&CLOCKS, subject.clocks[i].kind),
            (int)subject.clocks[i].line);
    fprintf(stderr, "\n");
    unpacker_free(&unpacker);
}

static void check_state(const model_t *self, const case_t *subject, uint32_t index)
{
    bool open = case_is_open(subject);
    bool right = open == (subject->clock_count > 0)        /* (ix) */
                 && (open || !case_has_open_line(subject)) /* (vii) */
                 && (open || has_ended(subject))           /* P13 */
                 && (!open || subject->state != STATE_CLOSED);
    if (!right) {
        print_way(self, index);
        fail_msg("a state that must not be: %s", term_name(&STATES, subject->state));
    }
}

static int compare_clocks(const void *left, const void *right)
{
    const case_clock_t *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

/* Takes away what no guard of a verb asks for, so that states which differ in it are one. */
static void abstract(case_t *subject)
{
    subject->event_count = subject->last_event = subject->attempts = 0;
    subject->needs &= term_bit(NEED_URGENT);
    subject->complainant.responses = subject->complainant.rating = 0;
    subject->complainant.withdrawn = false;
    subject->handler_count = 0;
    memset(subject->handlers, 0, sizeof subject->handlers);
    subject->impact = false;
    subject->fingerprint = 0;
    if (!subject->reassess) { /* the triggers say all that is left of them */
        subject->discovery_count = 0;
        memset(subject->discoveries, 0, sizeof subject->discoveries);
    }
    qsort(subject->clocks, subject->clock_count, sizeof subject->clocks[0], compare_clocks);
    memset(&subject->when, 0, sizeof subject->when);
    for (size_t i = 0; i < subject->line_count; i++) {
        line_t *line = &subject->lines[i];
        line->handler_count = 0;
        line->ended_ms = 0;
        memset(line->handlers, 0, sizeof line->handlers);
        if (line->state != LINE_CONCLUDED)
            continue;
        line->proposal_count = 0;
        line->heard_ms = 0;
        line->agreed = 0;
        line->tolerated = false;
    }
}

/* The number of the state, a new one if it was not seen. */
static uint32_t add_node(
    model_t *self, case_t *subject, uint32_t parent, verb_t verb, uint64_t line)
{
    abstract(subject);
    buffer_clear(&self->buffer);
    record_pack_value(&CASE_RECORD, subject, &self->buffer);
    const uint8_t *bytes = (const uint8_t *)self->buffer.bytes;
    size_t length = self->buffer.length;
    uint64_t slot = hash_bytes(bytes, length) % SLOTS;
    for (; self->slots[slot]; slot = (slot + 1) % SLOTS) {
        const node_t *node = &self->nodes[self->slots[slot] - 1];
        if (node->length == length && memcmp(node->bytes, bytes, length) == 0)
            return self->slots[slot] - 1;
    }
    if (self->count == NODES_MAX)
        fail_msg("more than %d states; look for what grows", NODES_MAX);
    uint32_t index = self->count++;
    self->slots[slot] = index + 1;
    node_t *node = &self->nodes[index];
    *node = (node_t){.length = length, .parent = parent, .verb = verb, .line = line};
    node->bytes = malloc(length);
    assert_non_null(node->bytes);
    memcpy(node->bytes, bytes, length);
    node->ends = has_ended(subject) && !case_is_open(subject);
    self->states |= term_bit(subject->state);
    for (size_t i = 0; i < subject->clock_count; i++)
        self->clocks_started |= term_bit(subject->clocks[i].kind);
    check_state(self, subject, index);
    return index;
}

static void add_edge(model_t *self, uint32_t from, uint32_t to)
{
    if (self->edge_count == self->edge_room) {
        self->edge_room = self->edge_room ? 2 * self->edge_room : 4096;
        self->edges = realloc(self->edges, self->edge_room * sizeof *self->edges);
        assert_non_null(self->edges);
    }
    self->edges[self->edge_count++] = (edge_t){from, to};
}

/* Folds an event into a copy of the case: an edge to where it leads. */
static void follow(model_t *self, uint32_t from, const case_t *subject, event_t *event)
{
    static case_t next;
    next = *subject;
    event->at_ms = NOW_MS;
    event->number = 1;
    event->case_number = subject->number;
    fold_event(&next, event);
    const acted_t *acted = &event->data.acted;
    bool act = event->kind == EVENT_ACTED;
    add_edge(self, from,
        add_node(self, &next, from, act ? acted->verb : VERB_UNSET, act ? acted->line : 0));
}

/* ---- what can happen ---- */

static void start_clock(const model_t *self, clock_change_t *change, clock_kind_t kind)
{
    const policy_t *policy = self->policy;
    *change = clock_start(&policy->clocks, policy->calendar, kind, change->line, NOW_MS);
}

static void follow_proposal(model_t *self, uint32_t from, const case_t *subject, event_t *event)
{
    work_item_t item = *self->facts;
    proposed_t *data = &event->data.proposed;
    event->kind = EVENT_PROPOSED;
    propose_case(self->policy, subject, &item, data);
    data->clock_count = 0;
    for (size_t i = 0; i < subject->clock_count; i++) { /* as the registry does */
        uint64_t line = subject->clocks[i].line;
        if (subject->clocks[i].kind != CLOCK_PROPOSE)
            continue;
        data->clocks[data->clock_count++] =
            (clock_change_t){.kind = CLOCK_PROPOSE, .line = line, .stop = true};
        clock_change_t *change = &data->clocks[data->clock_count++];
        *change = (clock_change_t){.line = line};
        start_clock(self, change, CLOCK_DECIDE);
    }
    follow(self, from, subject, event);
}

static void follow_workers(model_t *self, uint32_t from, const case_t *subject)
{
    static event_t event;
    work_item_t item = *self->facts;
    if (subject->stage != STAGE_CLASSIFY && subject->stage != STAGE_ESCALATE)
        return;
    event = (event_t){.kind = EVENT_ATTEMPT_FAILED, .role = ROLE_WORKER};
    event.data.attempt_failed.stage = subject->stage;
    event.data.attempt_failed.parked = true;
    follow(self, from, subject, &event);
    event = (event_t){.role = ROLE_WORKER};
    if (subject->stage == STAGE_CLASSIFY) {
        event.kind = EVENT_CLASSIFIED;
        event.data.classified = *self->verdict;
        event.data.classified.clock_count = 1;
        event.data.classified.clocks[0] = (clock_change_t){.kind = CLOCK_CLASSIFY, .stop = true};
        if (self->verdict->urgent)
            start_clock(self, &event.data.classified.clocks[event.data.classified.clock_count++],
                CLOCK_URGENT);
        follow(self, from, subject, &event);
    } else if (propose_is_due(subject)) {
        follow_proposal(self, from, subject, &event);
    } else {
        event.kind = EVENT_ASSESSED;
        assess_case(self->policy, subject, &item, &event.data.assessed);
        follow(self, from, subject, &event);
    }
}

/* Who tries a verb: whoever may do most with it; those above where he is recused (P51, P52). */
static const char *actor_of(const model_t *self, const case_t *subject, verb_t verb)
{
    const char *person = verb == VERB_RETURN                          ? "zheng-geng"
                         : verb == VERB_CLEAR                         ? "kong-ding"
                         : verb == VERB_DECIDE || verb == VERB_EXEMPT ? "zhao-jia"
                                                                      : "lv-jia";
    return recusal_excludes(self->policy->org, subject, person, NOW_MS) ? "cao-wu" : person;
}

static void follow_act(model_t *self, uint32_t from, const case_t *subject, verb_t verb,
    uint64_t line, outcome_t outcome, notice_t notice)
{
    static event_t event;
    static act_t act;
    fault_t fault;
    act = (act_t){.verb = verb, .line = line, .outcome = outcome, .case_number = subject->number};
    act.until_ms = NOW_MS + 10 * DAY_MS;
    act.notice = notice;
    act.into = 2;
    act.scope = true;
    act.kinds = term_bit(KIND_C3); /* as the machine says, so that both ways meet */
    act.conduct = self->verdict->conduct;
    act.severity = self->verdict->severity;
    bool above = recusal_excludes(self->policy->org, subject, "lv-jia", NOW_MS);
    snprintf(act.as, sizeof act.as, "%s", actor_of(self, subject, verb));
    snprintf(act.reason, sizeof act.reason, "%s", "经核对");
    act.handler_count = 2;
    snprintf(act.handlers[0], ID_BYTES, "%s", above ? "kong-ding" : "jiang-mao");
    snprintf(act.handlers[1], ID_BYTES, "%s", above ? "yan-ji" : "zhang-bing");
    act.measure_count = 1;
    snprintf(act.measures[0], SANCTION_BYTES, "%s", "criticism");
    act.inexperience = act.unprohibited = act.no_gain = true;
    act.source = SOURCE_SUPERIOR_INSPECTION;
    act.discovered_ms = NOW_MS;
    act.section_count = 1;
    snprintf(act.sections[0], ID_BYTES, "%s", verb == VERB_TRANSFER ? "projects" : "approval");
    act.person_count = verb == VERB_CLASSIFY ? self->verdict->person_count : 0;
    memcpy(act.persons, self->verdict->persons, sizeof act.persons);
    event = (event_t){.kind = EVENT_ACTED};
    if (acts_plan(self->policy, subject, &act, NOW_MS, &event.role, &event.data.acted, &fault) == 0)
        follow(self, from, subject, &event);
}

/* What is merged is told of the acceptance and of the end of the other case. */
static void follow_other(model_t *self, uint32_t from, const case_t *subject)
{
    static const verb_t verbs[] = {VERB_ACCEPT, VERB_CLOSE};
    static event_t event;
    for (size_t i = 0; subject->state == STATE_MERGED && i < COUNT(verbs); i++) {
        event = (event_t){.kind = EVENT_FOLLOWED, .role = ROLE_WORKER};
        event.data.followed.verb = verbs[i];
        if (verbs[i] == VERB_CLOSE && subject->privacy == PRIVACY_REAL_NAME && !subject->told)
            start_clock(self, &event.data.followed.clocks[event.data.followed.clock_count++],
                CLOCK_FEEDBACK);
        follow(self, from, subject, &event);
    }
}

/* Another case about the same matter and one more section joins, once, and leaves again. */
static void follow_joining(model_t *self, uint32_t from, const case_t *subject)
{
    static event_t event;
    static case_t other;
    fault_t fault;
    if (self->skipped & term_bit(VERB_UNMERGE))
        return;
    act_t act = {.verb = subject->merger.joined ? VERB_UNMERGE : VERB_MERGE, .as = "kong-ding"};
    other = (case_t){.number = 2, .state = STATE_CLASSIFIED, .stage = STAGE_STAFF, .scope = true};
    other.complainants = other.section_count = 1;
    other.discovered_ms = NOW_MS;
    snprintf(other.sections[0], ID_BYTES, "%s", "projects");
    event = (event_t){.kind = EVENT_JOINED, .role = ROLE_SUPERIOR};
    if (acts_plan_joining(
            self->policy, &other, subject, &act, NOW_MS, &event.data.joined, &fault) == 0)
        follow(self, from, subject, &event);
}

/* Comments, pauses, extensions, exposures and the choice of typical cases lead to no other state;
 * test_act_ends.c and test_exposure.c hold them to that. */
static void follow_acts(model_t *self, uint32_t from, const case_t *subject)
{
    static const outcome_t outcomes[] = {
        OUTCOME_SUBSTANTIATED, OUTCOME_UNSUBSTANTIATED, OUTCOME_FALSE_SUSPECTED};
    for (unsigned verb = VERB_CLASSIFY; verb < VERB_COUNT; verb++) {
        bool on_clocks = verb == VERB_PAUSE || verb == VERB_RESUME || verb == VERB_EXTEND;
        if (on_clocks || verb == VERB_EXPOSE || self->skipped & term_bit(verb))
            continue;
        size_t choices = verb == VERB_FIND || verb == VERB_CONCLUDE ? COUNT(outcomes) : 1;
        size_t first = self->unproven && choices > 1 ? 1 : 0;
        for (uint64_t line = 0; line <= subject->line_count; line++) {
            for (size_t i = first; i < choices; i++)
                follow_act(self, from, subject, verb, line, outcomes[i], NOTICE_UNSET);
        }
    }
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++)
        follow_act(self, from, subject, VERB_NOTIFY, 0, OUTCOME_UNSET, notice);
}

/* P13, P53: nothing that a complainant says leads where no way goes on. */
static void follow_responses(model_t *self, uint32_t from, const case_t *subject)
{
    static event_t event;
    fault_t fault;
    for (unsigned response = 1; response < RESPONSE_COUNT && !subject->is_finding; response++) {
        for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
            event = (event_t){.kind = EVENT_RESPONDED, .role = ROLE_GATEWAY};
            responded_t *data = &event.data.responded;
            data->response = response;
            data->notice = response == RESPONSE_TOLD ? notice : NOTICE_UNSET;
            data->rating = response == RESPONSE_RATE ? 1 : 0;
            data->text_bytes = response == RESPONSE_TOLD ? 0 : 1;
            if (responses_plan(self->policy, subject, NOW_MS, data, &fault) == 0)
                follow(self, from, subject, &event);
        }
    }
}

/* ---- exploring ---- */

/* Of all explorations that follow. */
static work_item_t facts = {.lease = 1, .now_ms = NOW_MS};
static bool unproven;

static model_t *explore(test_house_t *house, const finding_t *origin, const classified_t *verdict,
    privacy_t privacy, uint64_t skipped)
{
    static event_t event;
    static case_t subject;
    model_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->policy = house->policy;
    self->verdict = verdict;
    self->facts = &facts;
    self->unproven = unproven;
    self->skipped = skipped;
    self->nodes = calloc(NODES_MAX, sizeof *self->nodes);
    self->slots = calloc(SLOTS, sizeof *self->slots);
    event = (event_t){.kind = EVENT_REGISTERED, .number = 1, .case_number = 1, .at_ms = NOW_MS};
    registered_t *data = &event.data.registered;
    data->is_finding = privacy == PRIVACY_UNSET;
    data->privacy = privacy;
    data->source = origin->source;
    data->discovered_ms = origin->discovered_ms;
    data->occurred_ms = origin->occurred_ms;
    memcpy(data->outlet, origin->outlet, sizeof data->outlet);
    start_clock(self, &data->clocks[data->clock_count++], CLOCK_CLASSIFY);
    start_clock(self, &data->clocks[data->clock_count++], CLOCK_ACCEPT);
    if (privacy == PRIVACY_REAL_NAME)
        start_clock(self, &data->clocks[data->clock_count++], CLOCK_NOTIFY);
    memset(&subject, 0, sizeof subject);
    fold_event(&subject, &event);
    add_node(self, &subject, 0, VERB_UNSET, 0);
    for (uint32_t at = 0; at < self->count; at++) {
        static case_t here;
        const node_t *node = &self->nodes[at];
        assert_int_equal(record_from_value(&CASE_RECORD, &self->unpacker, node->bytes, node->length,
                             &here, &house->fault),
            0);
        follow_workers(self, at, &here);
        follow_acts(self, at, &here);
        follow_responses(self, at, &here);
        follow_joining(self, at, &here);
        follow_other(self, at, &here);
    }
    return self;
}

/* Walks back from the ends until nothing new is met; what is left cannot end. */
static void check_every_state_can_end(const model_t *self)
{
    bool *can_end = calloc(self->count, sizeof *can_end);
    bool grew = true;
    assert_non_null(can_end);
    for (uint32_t i = 0; i < self->count; i++)
        can_end[i] = self->nodes[i].ends;
    while (grew) {
        grew = false;
        for (size_t i = self->edge_count; i-- > 0;) {
            const edge_t *edge = &self->edges[i];
            if (can_end[edge->to] && !can_end[edge->from])
                grew = can_end[edge->from] = true;
        }
    }
    for (uint32_t i = 0; i < self->count; i++) {
        if (can_end[i])
            continue;
        print_way(self, i);
        fail_msg("there is no way to an end from here");
    }
    free(can_end);
}

/* An overdue clock of this kind climbs every rung, each once, and then rests. */
static void check_clock_climbs(const model_t *self, clock_kind_t kind)
{
    static case_t subject;
    escalated_t steps[STEPS_MAX];
    event_t event = {.kind = EVENT_ESCALATED, .role = ROLE_WORKER};
    clock_change_t change = {0};
    start_clock(self, &change, kind);
    subject =
        (case_t){.number = 1, .state = STATE_ACCEPTED, .stage = STAGE_STAFF, .clock_count = 1};
    subject.clocks[0] = (case_clock_t){.kind = kind, .started_ms = NOW_MS};
    subject.clocks[0].due_ms = change.due_ms;
    subject.clocks[0].next_ms = change.next_ms;
    level_t level = clock_first_level(kind);
    for (; level < LEVEL_COUNT; level++) {
        int64_t at_ms = subject.clocks[0].next_ms;
        assert_int_equal(assess_clock(self->policy, &subject, kind, 0, at_ms - 1, steps), 0);
        assert_int_equal(assess_clock(self->policy, &subject, kind, 0, at_ms, steps), 1);
        assert_int_equal(steps[0].level, level);
        assert_true(steps[0].to_count > 0);
        event.data.escalated = steps[0];
        fold_event(&subject, &event);
        assert_int_equal(subject.clocks[0].level, level);
    }
    assert_int_equal(subject.clocks[0].next_ms, 0);
    assert_int_equal(
        assess_clock(self->policy, &subject, kind, 0, NOW_MS + 3000 * DAY_MS, steps), 0);
}

static void close_model(model_t *self, uint64_t *states, uint64_t *clocks)
{
    check_every_state_can_end(self);
    for (unsigned kind = 1; kind < CLOCK_COUNT; kind++) {
        if (self->clocks_started & term_bit(kind))
            check_clock_climbs(self, kind);
    }
    print_message("%u states, %zu steps\n", self->count, self->edge_count);
    *states |= self->states;
    *clocks |= self->clocks_started;
    for (uint32_t i = 0; i < self->count; i++)
        free(self->nodes[i].bytes);
    free(self->nodes);
    free(self->slots);
    free(self->edges);
    unpacker_free(&self->unpacker);
    buffer_free(&self->buffer);
    free(self);
}

/* ---- the cases that are explored ---- */

static void name_person(classified_t *verdict, const char *person)
{
    snprintf(verdict->persons[verdict->person_count++], ID_BYTES, "%s", person);
}

/* A deputy who neglects a section with prominent problems of bad impact. */
static void pursue(work_item_t *item)
{
    jurisdiction_t *row = &item->jurisdictions[0];
    item->jurisdiction_count = 1;
    *row = (jurisdiction_t){.substantiated = 3, .impacts = 1, .overdue = 2};
    snprintf(row->section, sizeof row->section, "approval");
    snprintf(row->leader, sizeof row->leader, "li-ding");
}

static void every_case_can_end(void **state)
{
    test_house_t *house = *state;
    uint64_t states = 0, clocks = 0;
    finding_t finding = house_finding(house);
    classified_t verdict = house_verdict();
    verdict.score = verdict.kinds[0].score = 1.0;
    /* What multiplies the states but not the ways is explored with few lines only. */
    const uint64_t alone = term_bit(VERB_UNMERGE); /* and nothing joins */
    const uint64_t news = alone | term_bit(VERB_EVIDENCE) | term_bit(VERB_FLAG_IMPACT);
    const uint64_t offices = news | term_bit(VERB_TRANSFER) | term_bit(VERB_NOT_ACCEPT);
    const uint64_t much = offices | term_bit(VERB_AGREE) | term_bit(VERB_TOLERATE) |
                          term_bit(VERB_SHELVE) | term_bit(VERB_INQUIRY) | term_bit(VERB_CLEAR) |
                          term_bit(VERB_REVIEW) | term_bit(VERB_CONCLUDE);
    finding.source = SOURCE_COMPLAINT; /* with a name, about nobody in particular */
    verdict.urgent = true;
    close_model(explore(house, &finding, &verdict, PRIVACY_REAL_NAME, news), &states, &clocks);
    verdict.urgent = false;
    finding.source = SOURCE_MEDIA; /* two leaders */
    snprintf(finding.outlet, sizeof finding.outlet, "%s", "青江日报");
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, much), &states, &clocks);
    finding = house_finding(house);
    name_person(&verdict, "shen-chen");
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, offices), &states, &clocks);
    finding.source = SOURCE_COMPLAINT; /* others join it */
    close_model(explore(house, &finding, &verdict, PRIVACY_REAL_NAME,
                    (much | term_bit(VERB_REOPEN)) & ~alone),
        &states, &clocks);
    name_person(&verdict, "yang-wu");
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, much), &states, &clocks);
    verdict.person_count = 0; /* P52: about the principal, which only those above may know of */
    name_person(&verdict, "zhao-jia");
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, offices), &states, &clocks);
    verdict.person_count = 0;
    unproven = true; /* discovered again in every state, which adds two leaders */
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, (much & ~news) | alone), &states,
        &clocks);
    unproven = false;
    pursue(&facts); /* P39: the deputy, and the head of the discipline group, whom nobody joins */
    close_model(explore(house, &finding, &verdict, PRIVACY_UNSET, much), &states, &clocks);
    /* all but those that nothing leads to yet */
    uint64_t never = term_bit(STATE_RECEIVED);
    assert_int_equal(states | never, term_bit(STATE_COUNT) - 1);
    assert_int_equal(states & never, 0);
    assert_int_equal(clocks, term_bit(CLOCK_COUNT) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(every_case_can_end),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
