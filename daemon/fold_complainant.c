/* The complainant's side of the fold: what he is to be told, and what comes from him. */
#include "fold_merge.h"
#include "fold_parts.h"

#include <string.h>

/* A finding has no complainant. What is owed twice is told once. */
static void owe(case_t *subject, notice_t notice)
{
    if (!subject->is_finding)
        subject->complainant.notices |= term_bit(notice);
}

static void tell(case_t *subject, notice_t notice)
{
    subject->complainant.notices &= ~term_bit(notice);
    if (notice == NOTICE_RESULT)
        subject->told = true;
}

static void owe_result(case_t *subject)
{
    subject->told = false;
    owe(subject, NOTICE_RESULT);
}

static void owe_answer(case_t *subject, int64_t at_ms, notice_t notice)
{
    subject->complainant.notices &= ~(term_bit(NOTICE_ACCEPTED) | term_bit(NOTICE_NOT_ACCEPTED));
    subject->complainant.answered_ms = at_ms;
    owe(subject, notice);
}

/* Whoever works on the case has seen what the complainant says when he writes a comment on it. */
static bool has_seen(role_t role)
{
    return role == ROLE_HANDLER || role == ROLE_DISCIPLINE_GROUP || role == ROLE_SUPERIOR ||
           role == ROLE_DISTRICT_DISCIPLINE;
}

/* What he was to be told no longer holds. */
static void withdraw_notices(case_t *subject)
{
    subject->complainant.notices = 0;
    subject->told = false;
}

/* What follows for the complainant from an act in his case, or in the one that it is merged into.
 */
static void owe_by(case_t *subject, verb_t verb, int64_t at_ms)
{
    switch (verb) {
    case VERB_ACCEPT:
        owe_answer(subject, at_ms, NOTICE_ACCEPTED);
        break;
    case VERB_NOT_ACCEPT:
        owe_answer(subject, at_ms, NOTICE_NOT_ACCEPTED);
        break;
    case VERB_FEEDBACK:
        owe_result(subject);
        break;
    case VERB_CLOSE:
        if (!subject->told)
            owe_result(subject);
        break;
    case VERB_ANSWER:
        owe(subject, NOTICE_REVIEW_ANSWER);
        break;
    case VERB_REOPEN:
        withdraw_notices(subject);
        break;
    default:
        break;
    }
}

void fold_followed(case_t *subject, const event_t *event)
{
    const followed_t *data = &event->data.followed;
    owe_by(subject, data->verb, event->at_ms);
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}

void fold_act_for_complainant(case_t *subject, const event_t *event)
{
    if (event->data.acted.state == STATE_REOPENED)
        withdraw_notices(subject);
    owe_by(subject, event->data.acted.verb, event->at_ms);
    switch (event->data.acted.verb) {
    case VERB_NOTIFY:
        tell(subject, event->data.acted.notice);
        break;
    case VERB_UNMERGE: /* what he was to be told was of the other case */
        withdraw_notices(subject);
        if (case_is_accepted_itself(subject->state))
            owe(subject, NOTICE_ACCEPTED);
        else if (subject->state != STATE_REOPENED)
            subject->complainant.answered_ms = 0;
        break;
    case VERB_UNSEAL:
        memcpy(subject->complainant.unsealed_by, event->actor,
            sizeof subject->complainant.unsealed_by);
        subject->complainant.unsealed_ms = event->at_ms;
        break;
    case VERB_COMMENT:
        if (has_seen(event->role))
            subject->needs &= ~COMPLAINANT_NEEDS;
        break;
    default:
        break;
    }
}

void fold_responded(case_t *subject, const event_t *event)
{
    const responded_t *data = &event->data.responded;
    if (data->state) {
        subject->state = data->state;
        subject->stage = STAGE_STAFF;
    }
    switch (data->response) {
    case RESPONSE_TOLD:
        tell(subject, data->notice);
        break;
    case RESPONSE_WITHDRAW:
        subject->complainant.withdrawn = true;
        subject->needs |= term_bit(NEED_WITHDRAWN);
        break;
    case RESPONSE_OBJECT:
        subject->needs |= term_bit(NEED_OBJECTION);
        break;
    case RESPONSE_RATE:
        subject->complainant.rating = data->rating;
        break;
    case RESPONSE_ADD:
        subject->needs |= term_bit(NEED_ADDED);
        break;
    default:
        break;
    }
    if (data->response != RESPONSE_TOLD)
        subject->complainant.responses++;
    fold_clock_changes(subject, data->clocks, data->clock_count, event->at_ms);
}
