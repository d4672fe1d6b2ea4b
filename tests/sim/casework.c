/* Looks at a case as its handlers would, and names the verb that would bring it on. */
#include "casework.h"

#include "chance.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

typedef struct {
    verb_t verb;
    unsigned weight;
} choice_t;

/* What may follow in each state of the case; the lines have a table of their own. */
static const choice_t next[STATE_COUNT][4] = {
    [STATE_REGISTERED] = {{VERB_CLASSIFY, 1}, {VERB_COMMENT, 1}},
    [STATE_CLASSIFIED] = {{VERB_ACCEPT, 14}, {VERB_NOT_ACCEPT, 2}, {VERB_CLASSIFY, 4},
        {VERB_MERGE, 6}},
    [STATE_BYPASSED] = {{VERB_ACCEPT, 14}, {VERB_NOT_ACCEPT, 2}, {VERB_CLASSIFY, 2},
        {VERB_MERGE, 2}},
    [STATE_NOT_ACCEPTED] = {{VERB_REOPEN, 1}, {VERB_REVIEW, 1}, {VERB_EVIDENCE, 1},
        {VERB_COMMENT, 6}},
    [STATE_ACCEPTED] = {{VERB_TAKE_UP, 4}, {VERB_TRANSFER, 2}, {VERB_MERGE, 1}},
    [STATE_RETURNED] = {{VERB_TAKE_UP, 2}, {VERB_TRANSFER, 6}, {VERB_MERGE, 1}},
    [STATE_TRANSFERRED] = {{VERB_RETURN, 4}, {VERB_TAKE_UP, 1}},
    [STATE_ASSIGNED] = {{VERB_VERIFY, 3}, {VERB_INQUIRY, 3}, {VERB_SHELVE, 1}, {VERB_FIND, 2}},
    [STATE_INQUIRY] = {{VERB_VERIFY, 2}, {VERB_FIND, 4}, {VERB_SHELVE, 1}},
    [STATE_VERIFYING] = {{VERB_FIND, 9}, {VERB_INQUIRY, 1}, {VERB_SHELVE, 1}},
    [STATE_SHELVED] = {{VERB_TAKE_UP, 1}},
    [STATE_FOUND] = {{VERB_RECTIFY, 2}, {VERB_FEEDBACK, 1}, {VERB_CLEAR, 3}},
    [STATE_PROPOSED] = {{VERB_RECTIFY, 1}, {VERB_COMMENT, 1}},
    [STATE_HEARD] = {{VERB_RECTIFY, 1}, {VERB_COMMENT, 1}},
    [STATE_DECIDED] = {{VERB_RECTIFY, 3}, {VERB_TYPICAL, 1}},
    [STATE_EXEMPTED] = {{VERB_RECTIFY, 1}},
    [STATE_RECTIFYING] = {{VERB_RECTIFIED, 1}},
    [STATE_RECTIFIED] = {{VERB_APPROVE, 3}, {VERB_REJECT, 1}},
    [STATE_FEEDBACK] = {{VERB_CLOSE, 2}, {VERB_FEEDBACK, 1}},
    [STATE_CLEARED] = {{VERB_FEEDBACK, 1}},
    [STATE_CLOSED] = {{VERB_REVIEW, 1}, {VERB_REOPEN, 1}, {VERB_COMMENT, 2}, {VERB_TYPICAL, 3}},
    [STATE_REOPENED] = {{VERB_ACCEPT, 4}, {VERB_CLASSIFY, 2}, {VERB_MERGE, 1}},
    [STATE_MERGED] = {{VERB_UNMERGE, 1}, {VERB_COMMENT, 3}},
    [STATE_UNDER_REVIEW] = {{VERB_ANSWER, 2}, {VERB_REOPEN, 1}},
};

static const choice_t next_on_line[][4] = {
    [LINE_OPENED] = {{VERB_TAKE_UP, 1}},
    [LINE_ASSIGNED] = {{VERB_FIND, 3}, {VERB_CONCLUDE, 1}},
    [LINE_CONCLUDED] = {{VERB_FIND, 1}, {VERB_DECIDE, 1}},
    [LINE_FOUND] = {{VERB_FIND, 1}, {VERB_DECIDE, 1}},
    [LINE_PROPOSED] = {{VERB_HEAR, 4}, {VERB_TOLERATE, 2}, {VERB_DECIDE, 1}, {VERB_EXEMPT, 1}},
    [LINE_HEARD] = {{VERB_DECIDE, 4}, {VERB_AGREE, 3}, {VERB_EXEMPT, 1}, {VERB_TOLERATE, 3}},
};

static verb_t draw(const choice_t choices[4])
{
    uint64_t sum = 0;
    for (size_t i = 0; i < 4; i++)
        sum += choices[i].weight;
    uint64_t dice = chance_below(sum);
    for (size_t i = 0; i < 4; i++) {
        if (dice < choices[i].weight)
            return choices[i].verb;
        dice -= choices[i].weight;
    }
    return VERB_COMMENT;
}

/* A line that is not concluded, or, seldom, any. */
static const line_t *any_line(const case_t *subject)
{
    const line_t *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < subject->line_count; i++) {
        bool open = subject->lines[i].state != LINE_CONCLUDED;
        if ((open || chance_permille(30)) && chance_below(++seen) == 0)
            found = &subject->lines[i];
    }
    return found;
}

static bool runs(const case_t *subject, clock_kind_t kind)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        if (subject->clocks[i].kind == kind && subject->clocks[i].line == 0)
            return true;
    }
    return false;
}

/* Some clock; often the one that was paused longest, so that its pauses add up. */
static verb_t choose_clock(const case_t *subject, int64_t now_ms, act_t *act)
{
    const case_clock_t *clock = &subject->clocks[chance_below(subject->clock_count)];
    bool longest = chance_permille(600);
    for (size_t i = 0; longest && i < subject->clock_count; i++) {
        if (subject->clocks[i].paused_ms > clock->paused_ms)
            clock = &subject->clocks[i];
    }
    act->clock = clock->kind;
    act->line = clock->line;
    if (clock->paused_until_ms > now_ms && chance_permille(300))
        return VERB_RESUME;
    return clock->kind == CLOCK_DECIDE && chance_permille(700) ? VERB_EXTEND : VERB_PAUSE;
}

/* P40: a line that bears measures, inside the bureau or, more often, outside. */
static bool choose_exposure(const case_t *subject, act_t *act)
{
    const uint64_t states = term_bit(STATE_DECIDED) | term_bit(STATE_RECTIFYING) |
                            term_bit(STATE_RECTIFIED) | term_bit(STATE_FEEDBACK) |
                            term_bit(STATE_CLOSED);
    for (size_t i = 0; i < subject->line_count && states & term_bit(subject->state); i++) {
        const line_t *line = &subject->lines[i];
        bool fits = line->measure_count > 0 && line->exposure != EXPOSURE_EXTERNAL;
        if (!(fits || chance_permille(100)))
            continue;
        act->line = line->number;
        act->external = line->exposure || chance_permille(600);
        return true;
    }
    return false;
}

static verb_t choose_verb(const case_t *subject, int64_t now_ms, act_t *act)
{
    const line_t *line = any_line(subject);
    bool waits = subject->state == STATE_PROPOSED || subject->state == STATE_HEARD;
    if (subject->needs & term_bit(NEED_URGENT) && chance_permille(400))
        return VERB_ATTEND;
    if (subject->clock_count > 0 && chance_permille(40))
        return choose_clock(subject, now_ms, act);
    if (chance_permille(50) && (subject->complainant.notices || runs(subject, CLOCK_MEDIA)))
        return VERB_NOTIFY;
    if (chance_permille(10) && !subject->is_finding)
        return VERB_UNSEAL;
    if (chance_permille(25)) /* something new */
        return chance_permille(600) ? VERB_EVIDENCE : VERB_FLAG_IMPACT;
    if (subject->state == STATE_CLASSIFIED && subject->stage == STAGE_ESCALATE)
        return chance_permille(400) ? VERB_CLASSIFY : VERB_COMMENT;
    if (chance_permille(400) && choose_exposure(subject, act))
        return VERB_EXPOSE;
    if (line && subject->state != STATE_REGISTERED && chance_permille(waits ? 900 : 600)) {
        act->line = line->number;
        bool lenient = line->tolerated || line->relief == RELIEF_EXEMPT;
        if (lenient && line->state == LINE_HEARD && chance_permille(800))
            return VERB_EXEMPT;
        return draw(next_on_line[line->state]);
    }
    return draw(next[subject->state]);
}

void casework_choose(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act)
{
    act->verb = choose_verb(subject, now_ms, act);
    casework_fill(policy, subject, now_ms, act);
}

/* ---- the words ---- */

static const char *any_person(const policy_t *policy)
{
    return org_person_at(policy->org, chance_below(org_person_count(policy->org)))->id;
}

static const char *any_section(const policy_t *policy)
{
    return org_section_at(policy->org, chance_below(org_section_count(policy->org)))->id;
}

static void fill_handlers(const policy_t *policy, act_t *act)
{
    static const char *const usual[] = {"shi-yi", "zhang-bing", "lv-jia", "kong-ding", "cao-wu"};
    act->handler_count = chance_permille(950) ? 2 + chance_below(2) : chance_below(2);
    uint64_t first = chance_below(5);
    for (size_t i = 0; i < act->handler_count; i++)
        snprintf(act->handlers[i], ID_BYTES, "%s",
            chance_permille(850) ? usual[(first + i) % 5] : any_person(policy));
}

/* What is due; or, for the media clock or at random, nothing or anything. */
static void fill_notice(const case_t *subject, act_t *act)
{
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (subject->complainant.notices & term_bit(notice) && (!act->notice || chance_below(2)))
            act->notice = notice;
    }
    if (runs(subject, CLOCK_MEDIA) && chance_below(2))
        act->notice = NOTICE_UNSET;
    if (chance_permille(50))
        act->notice = (notice_t)chance_below(NOTICE_COUNT);
}

static void fill_classification(const policy_t *policy, act_t *act)
{
    act->scope = chance_permille(850);
    act->kinds = 1 + chance_below(31);
    act->severity = (severity_t)chance_below(SEVERITY_SERIOUS + 1);
    act->section_count = act->person_count = 0;
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(act->sections[act->section_count++], ID_BYTES, "%s", any_section(policy));
    for (uint64_t i = chance_below(3); i > 0; i--)
        snprintf(act->persons[act->person_count++], ID_BYTES, "%s", any_person(policy));
}

static const sanction_t *sanction_of(const policy_t *policy, const char *id)
{
    for (size_t i = 0; i < policy->sanctions.count; i++) {
        if (strcmp(policy->sanctions.items[i].id, id) == 0)
            return &policy->sanctions.items[i];
    }
    return NULL;
}

static void add_measure(act_t *act, const char *id)
{
    if (act->measure_count < MEASURES_MAX)
        snprintf(
            act->measures[act->measure_count++], SANCTION_BYTES, "%.*s", SANCTION_BYTES - 1, id);
}

static bool needs_others(const sanction_t *sanction)
{
    return sanction->together_with != 0;
}

static bool is_for_members(const sanction_t *sanction)
{
    return sanction->party_only;
}

/* One of the sanctions that are such, and nothing else. */
static void tempt(const policy_t *policy, bool (*is_such)(const sanction_t *), act_t *act)
{
    size_t count = policy->sanctions.count, i = chance_below(count);
    while (!is_such(&policy->sanctions.items[i]))
        i = (i + 1) % count;
    act->measure_count = 0;
    add_measure(act, policy->sanctions.items[i].id);
}

/* What was agreed to; or some of what was proposed, one of each list; and now and then anything. */
static void fill_measures(const policy_t *policy, const line_t *line, act_t *act)
{
    uint64_t lists = 0;
    if (line && line->measure_count && act->verb == VERB_DECIDE && chance_permille(800)) {
        act->measure_count = line->measure_count;
        memcpy(act->measures, line->measures, sizeof act->measures);
        if (act->measure_count > 1 && chance_permille(350)) /* not to all of it */
            memmove(act->measures[0], act->measures[1], --act->measure_count * SANCTION_BYTES);
    }
    for (size_t i = 0; line && !act->measure_count && i < line->proposal_count; i++) {
        const sanction_t *sanction = sanction_of(policy, line->proposals[i]);
        if (!sanction || lists & term_bit(sanction->list) || chance_permille(300))
            continue;
        lists |= chance_permille(950) ? term_bit(sanction->list) : 0;
        add_measure(act, sanction->id);
        if (chance_permille(250))
            break;
    }
    if (!act->measure_count || chance_permille(60))
        add_measure(act, policy->sanctions.items[chance_below(policy->sanctions.count)].id);
    if (line && line->agreed && chance_permille(150))
        tempt(policy, needs_others, act); /* they agreed to something else */
    if (chance_permille(80))
        tempt(policy, is_for_members, act);
}

/* A clock that was paused before: a second pause may be too long together with the first. */
static bool was_paused(const case_t *subject, const act_t *act)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        if (clock->kind == act->clock && clock->line == act->line && clock->paused_ms > 0)
            return true;
    }
    return false;
}

static void fill_discovery(int64_t now_ms, act_t *act)
{
    static const char *const bodies[] = {"", "区委专项整治办", "邻县检查组"};
    static const char *const outlets[] = {"青江日报", "某自媒体", ""};
    act->source =
        SOURCE_OPEN_COVERT + (source_t)chance_below(SOURCE_MEDIA - SOURCE_OPEN_COVERT + 1);
    if (chance_permille(400))
        act->source = SOURCE_MEDIA;
    if (chance_permille(30))
        act->source = SOURCE_REPORT;
    snprintf(act->body, sizeof act->body, "%s", bodies[chance_below(3)]);
    snprintf(act->outlet, sizeof act->outlet, "%s", outlets[chance_below(3)]);
    act->discovered_ms = now_ms - chance_between(-DAY_MS, 90 * DAY_MS);
}

void casework_fill(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act)
{
    const line_t *line =
        act->line >= 1 && act->line <= subject->line_count ? &subject->lines[act->line - 1] : NULL;
    if (chance_permille(950))
        snprintf(act->reason, sizeof act->reason, "依程序办理");
    if (chance_permille(970))
        act->outcome = chance_permille(500)
                           ? OUTCOME_SUBSTANTIATED
                           : OUTCOME_SUBSTANTIATED + (outcome_t)chance_below(OUTCOME_NO_LIABILITY);
    if (act->verb == VERB_NOTIFY)
        fill_notice(subject, act);
    if (act->verb == VERB_CLASSIFY)
        fill_classification(policy, act);
    if (act->verb == VERB_TAKE_UP)
        fill_handlers(policy, act);
    if (act->verb == VERB_EVIDENCE)
        fill_discovery(now_ms, act);
    if (act->verb == VERB_TRANSFER) {
        act->section_count = 1;
        snprintf(act->sections[0], ID_BYTES, "%s", any_section(policy));
    }
    if (act->verb == VERB_AGREE || act->verb == VERB_DECIDE)
        fill_measures(policy, line, act);
    bool dated = act->verb == VERB_RECTIFY && subject->rectify_by_ms > now_ms;
    if (chance_permille(dated ? 300 : 950)) /* an item of a problem list has a date of its own */
        act->until_ms =
            now_ms + chance_between(-DAY_MS, chance_permille(900) ? 60 * DAY_MS : 200 * DAY_MS);
    if (act->verb == VERB_TYPICAL)
        act->off = chance_permille(subject->when.typical_ms ? 600 : 50);
    if (act->verb == VERB_PAUSE && chance_permille(800))
        act->until_ms =
            now_ms +
            (was_paused(subject, act) ? chance_between(60, 90) : chance_between(10, 45)) * DAY_MS;
    act->inexperience = chance_permille(900);
    act->unprohibited = chance_permille(850);
    act->no_gain = chance_permille(850);
}

/* ---- the actor ---- */

void casework_name_actor(const policy_t *policy, const case_t *subject, int64_t now_ms, act_t *act)
{
    static const char *const deciders[] = {"lv-jia", "shi-yi", "zhang-bing", "kong-ding", "cao-wu"};
    static const char *const chiefs[] = {"zhao-jia", "zhao-jia", "li-ding", "kong-ding", "cao-wu"};
    bool chief = act->verb == VERB_DECIDE || act->verb == VERB_EXEMPT || act->verb == VERB_EXTEND ||
                 (act->verb == VERB_EXPOSE && chance_below(2));
    const org_post_t *head = act->verb == VERB_RETURN ? org_holder(policy->org, ROLE_SECTION_HEAD,
                                                            subject->office, now_ms)
                                                      : NULL;
    const char *person = chance_permille(500) ? any_person(policy) : "";
    if (chance_permille(20))
        person = "nobody";
    if (head && chance_permille(900))
        person = head->person;
    else if (chance_permille(850))
        person = (chief ? chiefs : deciders)[chance_below(5)];
    snprintf(act->as, sizeof act->as, "%s", person);
}
