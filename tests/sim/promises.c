/* Follows every complainant through the events of his case. */
#include "promises.h"

#include "log.h"

#include <stdio.h>
#include <string.h>

#define NUMBER(VALUE) ((unsigned long long)(VALUE))
#define ANSWERS       (term_bit(NOTICE_ACCEPTED) | term_bit(NOTICE_NOT_ACCEPTED))
#define TURN_MAX      4096 /* notices in one turn */

typedef struct {
    uint64_t case_number;
    char gateway[ID_BYTES];
    notice_t notice;
} told_t;

static told_t published[TURN_MAX], due[TURN_MAX];
static size_t published_count, due_count;

static bool runs(const case_t *subject, clock_kind_t kind)
{
    bool found = false;
    for (size_t i = 0; i < subject->clock_count; i++)
        found |= subject->clocks[i].kind == kind && subject->clocks[i].line == 0;
    return found;
}

static bool has_ended(const case_t *subject)
{
    return subject->state == STATE_CLOSED || subject->state == STATE_NOT_ACCEPTED;
}

/* ---- what he says ---- */

static bool is_in_time(const policy_t *policy, const case_t *before, int64_t at_ms)
{
    int64_t end_ms =
        before->state == STATE_CLOSED ? before->closed_ms : before->complainant.answered_ms;
    return at_ms < clock_due_ms(&policy->clocks, policy->calendar, CLOCK_REVIEW, end_ms);
}

void promises_check_response(const policy_t *policy, const case_t *before, const event_t *event)
{
    const responded_t *data = &event->data.responded;
    uint64_t number = before->number;
    bool result = before->told || before->complainant.notices & term_bit(NOTICE_RESULT);
    if (before->is_finding || strcmp(before->gateway, event->actor) != 0)
        log_fail("case %llu: %s responds, and did not file it", NUMBER(number), event->actor);
    if (data->response == RESPONSE_TOLD && !(before->complainant.notices & term_bit(data->notice)))
        log_fail("P53: case %llu: told what was not due", NUMBER(number));
    if (data->response == RESPONSE_TOLD && data->text_bytes)
        log_fail("case %llu: words with `told`", NUMBER(number));
    if (data->response == RESPONSE_RATE && (!result || data->rating < 1 || data->rating > 5))
        log_fail("P53: case %llu: a rating of %llu, and there is %s result", NUMBER(number),
            NUMBER(data->rating), result ? "a" : "no");
    if ((data->response == RESPONSE_WITHDRAW || data->response == RESPONSE_ADD) &&
        has_ended(before))
        log_fail("case %llu has ended and takes `%s`", NUMBER(number),
            term_name(&RESPONSES, data->response));
    bool reviews = data->response == RESPONSE_OBJECT && has_ended(before);
    if ((data->state != STATE_UNSET) != reviews)
        log_fail("P13: case %llu: `%s` moves the case, or an objection does not", NUMBER(number),
            term_name(&RESPONSES, data->response));
    if (reviews && !is_in_time(policy, before, event->at_ms))
        log_fail("P53: case %llu: the time to object is over", NUMBER(number));
}

/* ---- what he is promised ---- */

/* In his case, or in the one that it is merged into. */
static void follow_verb(told_so_far_t *complainant, verb_t verb, const case_t *after)
{
    switch (verb) {
    case VERB_ACCEPT:
    case VERB_NOT_ACCEPT:
        complainant->told &= ~ANSWERS;
        break;
    case VERB_FEEDBACK:
        complainant->told &= ~term_bit(NOTICE_RESULT);
        break;
    case VERB_ANSWER:
        complainant->told &= ~term_bit(NOTICE_REVIEW_ANSWER);
        if (!(after->complainant.notices & term_bit(NOTICE_REVIEW_ANSWER)) && !after->is_finding)
            log_fail("P53: case %llu is reviewed and nobody is to be told", NUMBER(after->number));
        break;
    case VERB_REOPEN:
        complainant->told = 0;
        if (after->complainant.notices)
            log_fail("case %llu is reopened, and what was to be told is told still",
                NUMBER(after->number));
        break;
    default:
        break;
    }
}

static void follow_act(told_so_far_t *complainant, const event_t *event, const case_t *after)
{
    const acted_t *data = &event->data.acted;
    bool works = event->role == ROLE_HANDLER || event->role == ROLE_DISCIPLINE_GROUP ||
                 event->role == ROLE_SUPERIOR || event->role == ROLE_DISTRICT_DISCIPLINE;
    follow_verb(complainant, data->state == STATE_REOPENED ? VERB_REOPEN : data->verb, after);
    if (data->verb == VERB_NOTIFY)
        complainant->told |= term_bit(data->notice);
    if (data->verb == VERB_UNMERGE) /* that was of another case */
        complainant->told = 0;
    if (data->state || (data->verb == VERB_COMMENT && !data->line && works))
        complainant->asks = 0;
}

static void follow_response(told_so_far_t *complainant, const event_t *event)
{
    const responded_t *data = &event->data.responded;
    complainant->spoken += data->response != RESPONSE_TOLD;
    if (data->response == RESPONSE_TOLD)
        complainant->told |= term_bit(data->notice);
    if (data->response == RESPONSE_WITHDRAW)
        complainant->asks |= term_bit(NEED_WITHDRAWN);
    if (data->response == RESPONSE_OBJECT)
        complainant->asks |= term_bit(NEED_OBJECTION);
    if (data->response == RESPONSE_ADD)
        complainant->asks |= term_bit(NEED_ADDED);
}

/* Whatever he must be told he was told, or it is due. */
static void check_notices(const told_so_far_t *complainant, const case_t *after)
{
    uint64_t heard = complainant->told | after->complainant.notices;
    bool taken = after->state == STATE_CLOSED || after->state == STATE_ACCEPTED;
    if (after->is_finding) {
        if (after->complainant.notices || after->told)
            log_fail("finding %llu has somebody to be told", NUMBER(after->number));
        return;
    }
    if (taken && !(heard & term_bit(NOTICE_ACCEPTED)))
        log_fail("P53: case %llu was accepted and nobody is to be told", NUMBER(after->number));
    if (after->state == STATE_NOT_ACCEPTED && !(heard & term_bit(NOTICE_NOT_ACCEPTED)))
        log_fail("P53: case %llu was not accepted and nobody is to be told", NUMBER(after->number));
    if (after->state == STATE_CLOSED && !(heard & term_bit(NOTICE_RESULT)))
        log_fail("P53: case %llu is closed and nobody learns the result", NUMBER(after->number));
    if (after->told != ((complainant->told & term_bit(NOTICE_RESULT)) != 0))
        log_fail("P53: case %llu says that the result is %stold", NUMBER(after->number),
            after->told ? "" : "not ");
    if ((after->complainant.notices & ANSWERS) == ANSWERS)
        log_fail("case %llu was accepted, and not", NUMBER(after->number));
    if (after->privacy == PRIVACY_REAL_NAME && after->complainant.notices & ANSWERS &&
        !runs(after, CLOCK_NOTIFY))
        log_fail("P53: case %llu: he gave his name, and no clock says when he is told",
            NUMBER(after->number));
}

static void note_due(const case_t *before, const case_t *after)
{
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (!(after->complainant.notices & ~before->complainant.notices & term_bit(notice)) ||
            due_count == TURN_MAX)
            continue;
        told_t *told = &due[due_count++];
        *told = (told_t){.case_number = after->number, .notice = notice};
        memcpy(told->gateway, after->gateway, sizeof told->gateway);
    }
}

void promises_follow(
    told_so_far_t *complainant, const case_t *before, const event_t *event, const case_t *after)
{
    if (event->kind == EVENT_REGISTERED)
        complainant->secret = event->data.registered.privacy == PRIVACY_CONFIDENTIAL;
    if (event->kind == EVENT_CLASSIFIED || event->kind == EVENT_ABSTAINED)
        complainant->secret |= event->data.classified.confidential;
    if (event->kind == EVENT_ACTED)
        follow_act(complainant, event, after);
    if (event->kind == EVENT_FOLLOWED)
        follow_verb(complainant, event->data.followed.verb, after);
    if (event->kind == EVENT_RESPONDED)
        follow_response(complainant, event);
    if (complainant->asks & ~after->needs)
        log_fail("P13: case %llu: what its complainant asks for waits for nobody",
            NUMBER(after->number));
    if (complainant->spoken != after->complainant.responses ||
        after->complainant.responses > RESPONSES_MAX)
        log_fail("case %llu counts %llu responses of %llu", NUMBER(after->number),
            NUMBER(after->complainant.responses), NUMBER(complainant->spoken));
    if (complainant->secret != after->complainant.confidential)
        log_fail("P50: case %llu: the wish not to be named is lost", NUMBER(after->number));
    check_notices(complainant, after);
    note_due(before, after);
}

/* ---- the feed ---- */

void promises_published(uint64_t case_number, const char *gateway, notice_t notice)
{
    if (published_count == TURN_MAX)
        log_fail("the feed tells of more than %d notices in one turn", TURN_MAX);
    told_t *told = &published[published_count++];
    *told = (told_t){.case_number = case_number, .notice = notice};
    snprintf(told->gateway, sizeof told->gateway, "%s", gateway);
}

/* The feed may lose what a dying daemon had no time to say; it never says more. */
void promises_check_published(void)
{
    for (size_t i = 0; i < published_count; i++) {
        bool found = false;
        for (size_t j = 0; j < due_count && !found; j++)
            found = due[j].case_number == published[i].case_number &&
                    due[j].notice == published[i].notice &&
                    strcmp(due[j].gateway, published[i].gateway) == 0;
        if (!found)
            log_fail("the feed tells %s of the notice `%s` of case %llu, which did not fall due",
                published[i].gateway, term_name(&NOTICES, published[i].notice),
                NUMBER(published[i].case_number));
    }
    published_count = due_count = 0;
}
