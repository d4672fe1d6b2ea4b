/* One function per kind of event says what it does to a case. */
#include "fold.h"

#include "fold_merge.h"
#include "fold_parts.h"
#include "moments.h"

#include <string.h>

#define COPY(TO, FROM)     memcpy((TO), (FROM), sizeof(TO))
#define COPY_LIST(T, F, N) (COPY((T)->N##s, (F)->N##s), (T)->N##_count = (F)->N##_count)

const case_clock_t *case_clock(const case_t *subject, clock_kind_t kind, uint64_t line)
{
    for (size_t i = 0; i < subject->clock_count; i++) {
        const case_clock_t *clock = &subject->clocks[i];
        if (clock->kind == kind && clock->line == line)
            return clock;
    }
    return NULL;
}

const line_t *case_line(const case_t *subject, uint64_t number)
{
    return number >= 1 && number <= subject->line_count ? &subject->lines[number - 1] : NULL;
}

bool case_has_open_line(const case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].state != LINE_CONCLUDED)
            return true;
    }
    return false;
}

bool line_is_disciplined(const line_t *line)
{
    return (line->lists & (term_bit(SANCTION_PARTY) | term_bit(SANCTION_ADMIN))) != 0;
}

bool outcome_stands(outcome_t outcome)
{
    return outcome == OUTCOME_SUBSTANTIATED || outcome == OUTCOME_PARTLY;
}

bool line_reopens(const line_t *line)
{
    return line->state == LINE_CONCLUDED && !outcome_stands(line->outcome) &&
           line->outcome != OUTCOME_NO_LIABILITY;
}

bool case_is_open(const case_t *subject)
{
    return subject->stage != STAGE_DONE;
}

/* A set of kinds that a person named becomes the list, each with full weight. */
static void set_kinds(case_t *subject, uint64_t kinds)
{
    subject->kind_count = 0;
    memset(subject->kinds, 0, sizeof subject->kinds);
    for (unsigned kind = KIND_C1; kind < KIND_COUNT; kind++) {
        if (kinds & term_bit(kind))
            subject->kinds[subject->kind_count++] = (kind_score_t){kind, 1.0};
    }
}

static void fold_registered(case_t *subject, const event_t *event)
{
    const registered_t *data = &event->data.registered;
    subject->number = event->case_number;
    subject->first_event = event->number;
    subject->received_ms = event->at_ms;
    subject->is_finding = data->is_finding;
    subject->complainants = !data->is_finding;
    subject->scope = data->is_finding;
    subject->source = data->source;
    subject->channel = data->channel;
    subject->privacy = data->privacy;
    subject->complainant.confidential = data->privacy == PRIVACY_CONFIDENTIAL;
    COPY(subject->gateway, data->gateway);
    COPY(subject->key, data->key);
    COPY(subject->body, data->body);
    COPY(subject->outlet, data->outlet);
    subject->discovered_ms = data->discovered_ms;
    subject->occurred_ms = data->occurred_ms;
    subject->known_ms = data->known_ms;
    COPY(subject->text_digest, data->text_digest);
    subject->text_bytes = data->text_bytes;
    set_kinds(subject, data->kinds);
    subject->conduct = data->conduct;
    subject->severity = data->severity;
    COPY_LIST(subject, data, section);
    COPY_LIST(subject, data, person);
    if (data->is_finding)
        COPY(subject->inspector, event->actor);
    COPY(subject->measure, data->measure);
    subject->rectify_by_ms = data->rectify_by_ms;
    COPY(subject->responsible, data->responsible);
    COPY(subject->task, data->task);
    subject->task_due_ms = data->task_due_ms;
    COPY_LIST(subject, data, cite);
    subject->state = STATE_REGISTERED;
    subject->stage = STAGE_CLASSIFY;
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

/* Danger to life or safety waits for a person, whatever else the classifier could say of it. */
static void fold_urgency(case_t *subject, const classified_t *data)
{
    subject->urgent |= data->urgent;
    if (data->urgent)
        subject->needs |= term_bit(NEED_URGENT);
}

static void fold_classified(case_t *subject, const event_t *event)
{
    const classified_t *data = &event->data.classified;
    subject->scope = data->scope;
    COPY_LIST(subject, data, kind);
    subject->conduct = data->conduct;
    subject->severity = data->severity;
    subject->score = data->score;
    subject->fingerprint = data->fingerprint;
    COPY_LIST(subject, data, section);
    COPY_LIST(subject, data, person);
    subject->complainant.confidential |= data->confidential;
    subject->state = STATE_CLASSIFIED;
    subject->stage = STAGE_ESCALATE;
    subject->needs &= COMPLAINANT_NEEDS;
    subject->attempts = 0;
    fold_urgency(subject, data);
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

static void fold_abstained(case_t *subject, const event_t *event)
{
    const classified_t *data = &event->data.classified;
    subject->score = data->score;
    subject->fingerprint = data->fingerprint;
    subject->complainant.confidential |= data->confidential;
    subject->stage = STAGE_HUMAN;
    subject->needs |= term_bit(NEED_ABSTAINED);
    subject->attempts = 0;
    fold_urgency(subject, data);
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

/* The lines that an assessment or a pursuit opens, with their clocks. */
static void open_lines(case_t *subject, const event_t *event)
{
    const assessed_t *data = &event->data.assessed;
    for (size_t i = 0; i < data->line_count && subject->line_count < LINES_MAX; i++) {
        line_t *line = &subject->lines[subject->line_count++];
        *line = data->lines[i];
        line->number = subject->line_count;
    }
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

static void fold_assessed(case_t *subject, const event_t *event)
{
    const assessed_t *data = &event->data.assessed;
    subject->phase = data->phase;
    subject->triggers |= data->triggers;
    subject->strict |= data->strict;
    subject->advice_accept = data->accept;
    subject->needs |= term_bit(data->need);
    subject->similar = data->similar;
    if (data->similar)
        subject->needs |= term_bit(NEED_SIMILAR);
    subject->attempts = 0;
    subject->assessed_ms = event->at_ms;
    subject->merger.unassessed = false;
    subject->stage = STAGE_STAFF;
    if (data->bypass && subject->state == STATE_CLASSIFIED)
        subject->state = STATE_BYPASSED;
    subject->reassess = false;
    open_lines(subject, event);
}

/* P39: whoever has the case in hand keeps it; only the lines are new. */
static void fold_pursued(case_t *subject, const event_t *event)
{
    subject->needs |= term_bit(event->data.assessed.need);
    open_lines(subject, event);
}

static void fold_attempt_failed(case_t *subject, const event_t *event)
{
    const attempt_failed_t *data = &event->data.attempt_failed;
    if (data->stage == STAGE_CLOCK)
        return; /* a sweep tries again; the case itself waits for nothing */
    subject->attempts = data->attempt;
    if (data->parked) {
        subject->stage = STAGE_HUMAN;
        subject->needs |= term_bit(NEED_PARKED);
    }
}

static void fold_escalated(case_t *subject, const event_t *event)
{
    const escalated_t *data = &event->data.escalated;
    fold_clock_level(subject, data);
    if (data->level == LEVEL_HUMAN && data->clock == CLOCK_CLASSIFY)
        subject->needs |= term_bit(NEED_LATE);
}

/* A person's classification stands as if the classifier had said it, and is assessed anew. */
static void act_classify(case_t *subject, const acted_t *data)
{
    subject->confirmed = true;
    subject->scope = data->scope;
    set_kinds(subject, data->kinds);
    subject->conduct = data->conduct;
    subject->severity = data->severity;
    COPY_LIST(subject, data, section);
    COPY_LIST(subject, data, person);
    subject->score = 1.0;
    subject->merger.unassessed = false; /* all of it is assessed anew, before anything else */
    subject->stage = STAGE_ESCALATE;
    subject->needs = 0;
    subject->attempts = 0;
}

/* Those who agree must agree to the same measures; other measures need every agreement anew. */
static void line_agree(line_t *line, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    if (line->measure_count != data->measure_count ||
        memcmp(line->measures, data->measures, sizeof line->measures) != 0)
        line->agreed = 0;
    COPY_LIST(line, data, measure);
    line->agreed |= term_bit(event->role);
}

/* P40: approvals gather until all who must have approved. */
static void line_expose(line_t *line, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    if (data->external)
        line->exposure_agreed |= term_bit(event->role);
    if (!data->exposure)
        return;
    line->exposure = data->exposure;
    line->exposed_ms = event->at_ms;
}

/* What a verb does to the line it is on. */
static void act_on_line(line_t *line, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    switch (data->verb) {
    case VERB_TAKE_UP:
        line->state = LINE_ASSIGNED;
        COPY_LIST(line, data, handler);
        break;
    case VERB_FIND:
        line->outcome = data->outcome;
        line->state = outcome_stands(data->outcome) ? LINE_FOUND : LINE_CONCLUDED;
        break;
    case VERB_HEAR:
        line->state = LINE_HEARD;
        line->heard_ms = event->at_ms;
        break;
    case VERB_TOLERATE:
        line->tolerated = data->inexperience && data->unprohibited && data->no_gain;
        break;
    case VERB_AGREE:
        line_agree(line, event);
        break;
    case VERB_EXPOSE:
        line_expose(line, event);
        break;
    case VERB_DECIDE:
        COPY_LIST(line, data, measure);
        line->lists = data->lists;
        line->state = LINE_CONCLUDED;
        break;
    case VERB_EXEMPT:
    case VERB_CONCLUDE:
        COPY_LIST(line, data, measure); /* none: what was agreed to is not decided */
        line->lists = 0;
        line->state = LINE_CONCLUDED;
        if (data->outcome)
            line->outcome = data->outcome;
        break;
    default:
        break;
    }
}

/* What is done with the case as a whole is done with the lines of its subjects: whoever handles the
 * case handles them, and its finding is theirs unless they have one of their own. */
static void act_on_subjects(case_t *subject, const event_t *event)
{
    verb_t verb = event->data.acted.verb;
    line_state_t from = verb == VERB_TAKE_UP ? LINE_OPENED : LINE_ASSIGNED;
    if (verb != VERB_TAKE_UP && verb != VERB_FIND)
        return;
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].kind == LINE_PERSON && subject->lines[i].state == from)
            act_on_line(&subject->lines[i], event);
    }
}

/* What was not proven is looked into anew. */
static void reopen_lines(case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        line_t *line = &subject->lines[i];
        if (!line_reopens(line))
            continue;
        line->state = LINE_OPENED;
        line->outcome = OUTCOME_UNSET;
    }
}

/* A new assignment has its own time to inquire and to verify. */
static void forget_resting(case_t *subject)
{
    subject->resting_count = 0;
    memset(subject->resting, 0, sizeof subject->resting);
}

static void reopen_case(case_t *subject)
{
    subject->closed_ms = 0;
    subject->rectified_ms = 0;
    subject->stage = !subject->assessed_ms ? STAGE_HUMAN
                     : subject->reassess   ? STAGE_ESCALATE
                                           : STAGE_STAFF;
    reopen_lines(subject);
}

/* What was judged already is judged again by what is new; what was not will see it then. */
static void ask_again(case_t *subject)
{
    if (!subject->assessed_ms)
        return;
    subject->reassess = true;
    subject->stage = STAGE_ESCALATE;
    subject->needs &= ~term_bit(NEED_PARKED);
    subject->attempts = 0;
}

static void act_evidence(case_t *subject, const acted_t *data)
{
    if (subject->discovery_count < DISCOVERED_MAX)
        subject->discoveries[subject->discovery_count++] = data->discovery;
    if (data->state)
        reopen_case(subject);
    ask_again(subject);
}

/* What a verb does to the case itself. */
static void act_on_case(case_t *subject, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    switch (data->verb) {
    case VERB_CLASSIFY:
        act_classify(subject, data);
        break;
    case VERB_TAKE_UP:
        COPY_LIST(subject, data, handler);
        forget_resting(subject);
        break;
    case VERB_TRANSFER:
        COPY(subject->office, data->office);
        break;
    case VERB_RETURN:
        memset(subject->office, 0, sizeof subject->office);
        subject->bounces++;
        break;
    case VERB_FIND:
        subject->outcome = data->outcome;
        break;
    case VERB_APPROVE:
        subject->rectified_ms = event->at_ms;
        break;
    case VERB_CLOSE:
        subject->closed_ms = event->at_ms;
        break;
    case VERB_REOPEN:
        reopen_case(subject);
        break;
    case VERB_EVIDENCE:
        act_evidence(subject, data);
        break;
    case VERB_FLAG_IMPACT:
        subject->impact = true;
        ask_again(subject);
        break;
    case VERB_REVIEW:
        subject->stage = STAGE_STAFF;
        break;
    case VERB_ATTEND:
        subject->needs &= ~term_bit(NEED_URGENT);
        break;
    case VERB_UNMERGE:
        fold_unmerge(subject);
        break;
    default:
        break;
    }
}

static bool waits_for_proposal(const case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        if (subject->lines[i].state == LINE_FOUND)
            return true;
    }
    return false;
}

static void fold_acted(case_t *subject, const event_t *event)
{
    const acted_t *data = &event->data.acted;
    if (data->verb == VERB_MERGE)
        fold_merge(subject, data); /* with the state that it has */
    if (data->state) {
        subject->state = data->state;
        subject->needs = 0; /* a person has taken the matter in hand */
    }
    if (data->line >= 1 && data->line <= subject->line_count) {
        act_on_line(&subject->lines[data->line - 1], event);
    } else {
        act_on_case(subject, event);
        fold_act_for_complainant(subject, event);
        act_on_subjects(subject, event);
    }
    if (data->verb == VERB_FIND && outcome_stands(data->outcome))
        subject->confirmed = true; /* what it was taken for is what it is */
    if (data->verb == VERB_FIND && waits_for_proposal(subject)) {
        subject->stage = STAGE_ESCALATE;
        subject->attempts = 0;
    }
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

static void fold_proposed(case_t *subject, const event_t *event)
{
    const proposed_t *data = &event->data.proposed;
    bool on_subject = false; /* a leader's line goes its own way, the case does not wait for it */
    for (size_t i = 0; i < data->line_count; i++) {
        const line_proposal_t *proposal = &data->lines[i];
        if (proposal->line < 1 || proposal->line > subject->line_count)
            continue;
        line_t *line = &subject->lines[proposal->line - 1];
        COPY_LIST(line, proposal, proposal);
        line->relief = proposal->relief;
        line->state = LINE_PROPOSED;
        on_subject |= line->kind == LINE_PERSON;
    }
    if (subject->state == STATE_FOUND && on_subject)
        subject->state = STATE_PROPOSED;
    subject->stage = subject->reassess ? STAGE_ESCALATE : STAGE_STAFF;
    subject->needs &= ~term_bit(NEED_PARKED);
    subject->attempts = 0;
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

static void fold_rescheduled(case_t *subject, const event_t *event)
{
    fold_clocks_moved(subject, &event->data.rescheduled);
}

static void fold_joined(case_t *subject, const event_t *event)
{
    fold_joining(subject, &event->data.joined);
}

static void (*const folds[EVENT_COUNT])(case_t *, const event_t *) = {
    [EVENT_REGISTERED] = fold_registered,
    [EVENT_CLASSIFIED] = fold_classified,
    [EVENT_ABSTAINED] = fold_abstained,
    [EVENT_ASSESSED] = fold_assessed,
    [EVENT_ATTEMPT_FAILED] = fold_attempt_failed,
    [EVENT_ESCALATED] = fold_escalated,
    [EVENT_ACTED] = fold_acted,
    [EVENT_PROPOSED] = fold_proposed,
    [EVENT_RESCHEDULED] = fold_rescheduled,
    [EVENT_RESPONDED] = fold_responded,
    [EVENT_PURSUED] = fold_pursued,
    [EVENT_JOINED] = fold_joined,
    [EVENT_FOLLOWED] = fold_followed,
};

/* P13: a case is done only when its state is an end and nothing in it is open. What is merged is
 * followed to the end elsewhere. */
static void settle(case_t *subject)
{
    bool ended = subject->state == STATE_CLOSED || subject->state == STATE_NOT_ACCEPTED ||
                 subject->state == STATE_MERGED;
    if (!ended)
        return;
    bool done = subject->clock_count == 0 && !case_has_open_line(subject);
    subject->stage = done ? STAGE_DONE : STAGE_STAFF;
}

void fold_event(case_t *subject, const event_t *event)
{
    if (event->kind < EVENT_COUNT && folds[event->kind])
        folds[event->kind](subject, event);
    settle(subject);
    moments_note(subject, event);
    subject->last_event = event->number;
    subject->event_count++;
}
