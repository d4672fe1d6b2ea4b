/* What is proposed on a found line (P30–P33, P36, P37): every combination of what the rules ask,
 * against the plan's text written down once more. */
#include "../../workers/propose.h"
#include "house.h"

static case_t found_case(line_kind_t kind, const char *target)
{
    case_t subject = {.number = 7, .state = STATE_FOUND, .stage = STAGE_ESCALATE, .line_count = 1};
    subject.source = SOURCE_SPOT_CHECK;
    subject.phase = PHASE_CONCENTRATED;
    line_t *line = &subject.lines[0];
    *line = (line_t){.number = 1, .kind = kind, .state = LINE_FOUND};
    line->outcome = OUTCOME_SUBSTANTIATED;
    snprintf(line->target, sizeof line->target, "%s", target);
    return subject;
}

static void set_kinds(case_t *subject, unsigned kinds)
{
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++) {
        if (kinds & term_bit(kind))
            subject->kinds[subject->kind_count++] = (kind_score_t){kind, 1.0};
    }
}

static const rule_hit_t *rule_of(const proposed_t *proposed, const char *rule)
{
    for (size_t i = 0; i < proposed->rule_count; i++) {
        if (strcmp(proposed->rules[i].rule, rule) == 0)
            return &proposed->rules[i];
    }
    fail_msg("%s was not asked", rule);
    return NULL;
}

/* ---- P30 to P33 ---- */

#define WORDS_BYTES 256

static void append(char words[WORDS_BYTES], const char *more, const char *after)
{
    size_t length = strlen(words);
    snprintf(words + length, WORDS_BYTES - length, "%s%s", more, after);
}

typedef struct {
    unsigned kinds; /* set of kind_t */
    severity_t severity;
    bool repeated, leader, party;
} fact_t;

static bool any_of(const fact_t *fact, kind_t one, kind_t two)
{
    return fact->kinds & (term_bit(one) | term_bit(two));
}

/* The ladder of P31 from its lightest step on. */
static const char *const ladder[] = {
    "criticism", "admonition", "post_adjusted", "awaiting_post", "removed"};

/* What POLICY §5 says follows, in words apart from the code; the ids with a blank after each. */
static void expect_words(const fact_t *fact, char words[WORDS_BYTES])
{
    bool obstruction = fact->kinds & term_bit(KIND_C3);
    words[0] = 0;
    if (obstruction) /* 不学习业务、不钻研政策 */
        append(words, "relearn retrain ", "");
    if (any_of(fact, KIND_C1, KIND_C2) || fact->leader) {
        unsigned start = fact->severity == SEVERITY_MINOR     ? 1
                         : fact->severity == SEVERITY_SERIOUS ? 3
                                                              : 2;
        start += fact->repeated;
        for (unsigned level = start; level <= start + 1; level++) {
            append(words, ladder[level - 1], " ");
        }
    }
    if (obstruction && !fact->leader)
        append(words, "rotation ", "");
    if (any_of(fact, KIND_C4, KIND_C5) && !fact->leader) {
        append(words, "warning ", "");
        if (fact->party)
            append(words, "party_warning ", "");
    }
}

static void check_sanctions(test_house_t *house, const fact_t *fact, line_kind_t kind)
{
    static proposed_t proposed;
    char right[WORDS_BYTES], words[WORDS_BYTES] = "";
    case_t subject = found_case(kind, fact->party ? "qin-shen" : "shen-chen");
    work_item_t item = {.lease = 1, .now_ms = NOW_MS, .repeated = fact->repeated};
    set_kinds(&subject, fact->kinds);
    subject.severity = fact->severity;
    propose_case(house->policy, &subject, &item, &proposed);
    assert_int_equal(proposed.line_count, 1);
    const line_proposal_t *proposal = &proposed.lines[0];
    assert_int_equal(proposal->line, 1);
    for (size_t i = 0; i < proposal->proposal_count; i++) {
        append(words, proposal->proposals[i], " ");
    }
    expect_words(fact, right);
    assert_string_equal(words, right);
    assert_int_equal(rule_of(&proposed, "P30")->holds, strstr(right, "relearn") != NULL);
    assert_int_equal(
        rule_of(&proposed, "P31")->holds, any_of(fact, KIND_C1, KIND_C2) || fact->leader);
    assert_int_equal(rule_of(&proposed, "P32")->holds, strstr(right, "rotation") != NULL);
    assert_int_equal(rule_of(&proposed, "P33")->holds, strstr(right, "warning") != NULL);
}

static void the_sanctions_follow_kind_severity_and_person(void **state)
{
    for (unsigned kinds = 0; kinds < 32; kinds++) {
        for (unsigned severity = SEVERITY_UNSET; severity <= SEVERITY_SERIOUS; severity++) {
            for (unsigned rest = 0; rest < 4; rest++) {
                for (unsigned kind = LINE_PERSON; kind <= LINE_SUPERVISION_RESPONSIBILITY; kind++) {
                    fact_t fact = {.kinds = kinds, .severity = severity, .repeated = rest & 1};
                    fact.party = rest & 2;
                    fact.leader = kind != LINE_PERSON;
                    check_sanctions(*state, &fact, kind);
                }
            }
        }
    }
}

static void a_target_whom_nobody_knows_is_no_party_member(void **state)
{
    static proposed_t proposed;
    test_house_t *house = *state;
    case_t subject = found_case(LINE_PERSON, "long-gone");
    work_item_t item = {.lease = 1, .now_ms = NOW_MS};
    set_kinds(&subject, (unsigned)term_bit(KIND_C5));
    propose_case(house->policy, &subject, &item, &proposed);
    assert_int_equal(proposed.lines[0].proposal_count, 1);
    assert_string_equal(proposed.lines[0].proposals[0], "warning");
}

static bool proposes(const proposed_t *proposed, const char *id)
{
    for (size_t i = 0; i < proposed->lines[0].proposal_count; i++) {
        if (strcmp(proposed->lines[0].proposals[i], id) == 0)
            return true;
    }
    return false;
}

/* P32 (b), Q20: five years in a key post and three substantiated complaints in twelve months. */
static void too_long_in_a_key_post(void **state)
{
    static proposed_t proposed;
    static const int64_t tenure_ms = 1826 * DAY_MS;
    static const struct {
        const char *person;
        int64_t held_ms;
        uint64_t complaints;
        line_kind_t kind;
        bool holds;
    } rows[] = {
        {"shen-chen", tenure_ms, 3, LINE_PERSON, true},
        {"shen-chen", tenure_ms - 1, 3, LINE_PERSON, false},
        {"shen-chen", tenure_ms, 2, LINE_PERSON, false},
        {"yang-wu", tenure_ms, 3, LINE_PERSON, false}, /* no key post */
        {"shen-chen", tenure_ms, 3, LINE_DOUBLE_INVESTIGATION, false},
    };
    test_house_t *house = *state;
    int64_t from_ms = org_key_post(house->policy->org, "shen-chen", NOW_MS)->from_ms;
    for (size_t i = 0; i < COUNT(rows); i++) {
        case_t subject = found_case(rows[i].kind, rows[i].person);
        work_item_t item = {.lease = 1, .now_ms = from_ms + rows[i].held_ms, .past_count = 1};
        item.past[0] = (past_t){.line = 1, .complaints = rows[i].complaints};
        propose_case(house->policy, &subject, &item, &proposed);
        assert_int_equal(proposes(&proposed, "rotation"), rows[i].holds);
        if (rows[i].kind == LINE_PERSON)
            assert_int_equal(rule_of(&proposed, "P32.b")->holds, rows[i].holds);
    }
}

/* Q21: where the ladder starts, how much a repeat adds, and that it ends at its top. */
static void the_knobs_of_the_ladder(void **state)
{
    static proposed_t proposed;
    test_house_t *house = *state;
    campaign_t *campaign = &house->policy->campaign;
    case_t subject = found_case(LINE_PERSON, "shen-chen");
    work_item_t item = {.lease = 1, .now_ms = NOW_MS};
    set_kinds(&subject, (unsigned)term_bit(KIND_C1));
    subject.severity = SEVERITY_MINOR;
    campaign->ladder.minor = 2;
    propose_case(house->policy, &subject, &item, &proposed);
    assert_int_equal(proposed.lines[0].proposal_count, 2);
    assert_true(proposes(&proposed, "admonition") && proposes(&proposed, "post_adjusted"));
    item.repeated = true;
    campaign->ladder.repeat_steps = 2;
    propose_case(house->policy, &subject, &item, &proposed);
    assert_true(proposes(&proposed, "awaiting_post") && proposes(&proposed, "removed"));
    campaign->ladder.repeat_steps = 9;
    propose_case(house->policy, &subject, &item, &proposed);
    assert_int_equal(proposed.lines[0].proposal_count, 1);
    assert_true(proposes(&proposed, "removed"));
}

/* ---- P35 to P37 ---- */

static void check_relief(test_house_t *house, case_t *subject, bool complaint_before)
{
    static proposed_t proposed;
    static const source_t itself[] = {SOURCE_SELF, SOURCE_PEER, SOURCE_BUREAU};
    work_item_t item = {.lease = 1, .now_ms = NOW_MS, .complaint_before = complaint_before};
    bool open = subject->phase == PHASE_SELF_CHECK && !subject->strict && !complaint_before;
    open &= subject->source == itself[0] || subject->source == itself[1] ||
            subject->source == itself[2];
    relief_t right = !open                                   ? RELIEF_NONE
                     : subject->severity == SEVERITY_MINOR   ? RELIEF_EXEMPT
                     : subject->severity == SEVERITY_GENERAL ? RELIEF_MITIGATE
                                                             : RELIEF_NONE;
    propose_case(house->policy, subject, &item, &proposed);
    assert_int_equal(proposed.lines[0].relief, right);
    const char *rule = subject->severity == SEVERITY_MINOR ? "P36" : "P37";
    assert_int_equal(rule_of(&proposed, rule)->holds, right != RELIEF_NONE);
}

static void relief_is_for_what_the_bureau_found_itself(void **state)
{
    size_t reliefs = 0;
    for (unsigned source = SOURCE_COMPLAINT; source <= SOURCE_OVERDUE_TASK; source++) {
        for (unsigned phase = PHASE_UNSET; phase <= PHASE_ENDED; phase++) {
            for (unsigned severity = SEVERITY_UNSET; severity <= SEVERITY_SERIOUS; severity++) {
                for (unsigned rest = 0; rest < 4; rest++) {
                    case_t subject = found_case(LINE_PERSON, "shen-chen");
                    subject.source = source;
                    subject.phase = phase;
                    subject.severity = severity;
                    subject.strict = rest & 1; /* P38.E1 */
                    check_relief(*state, &subject, rest & 2);
                    reliefs++;
                }
            }
        }
    }
    assert_int_equal(reliefs, 15 * 6 * 4 * 4);
}

/* ---- which lines ---- */

static void every_found_line_has_a_proposal_and_no_other(void **state)
{
    static proposed_t proposed;
    test_house_t *house = *state;
    work_item_t item = {.lease = 1, .now_ms = NOW_MS};
    for (unsigned at = LINE_OPENED; at <= LINE_HEARD; at++) {
        case_t subject = found_case(LINE_PERSON, "shen-chen");
        subject.lines[0].state = at;
        assert_int_equal(propose_is_due(&subject), at == LINE_FOUND);
        propose_case(house->policy, &subject, &item, &proposed);
        assert_int_equal(proposed.line_count, at == LINE_FOUND);
    }
    case_t subject = found_case(LINE_PERSON, "shen-chen");
    subject.line_count = LINES_MAX;
    for (size_t i = 1; i < LINES_MAX; i++) {
        subject.lines[i] = subject.lines[0];
        subject.lines[i].number = i + 1;
        subject.lines[i].state = i % 2 ? LINE_HEARD : LINE_FOUND;
    }
    propose_case(house->policy, &subject, &item, &proposed);
    assert_int_equal(proposed.line_count, LINES_MAX / 2);
    for (size_t i = 0; i < proposed.line_count; i++)
        assert_int_equal(proposed.lines[i].line, 2 * i + 1);
    assert_true(proposed.rule_count <= PROPOSED_RULES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(the_sanctions_follow_kind_severity_and_person),
        IN_HOUSE(a_target_whom_nobody_knows_is_no_party_member),
        IN_HOUSE(too_long_in_a_key_post),
        IN_HOUSE(the_knobs_of_the_ladder),
        IN_HOUSE(relief_is_for_what_the_bureau_found_itself),
        IN_HOUSE(every_found_line_has_a_proposal_and_no_other),
    };
    return cmocka_run_group_tests_name("propose", tests, NULL, NULL);
}
