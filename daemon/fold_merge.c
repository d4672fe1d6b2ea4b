/* What merging does to the two cases: one is put away as it is, the other takes in what it brings.
 */
#include "fold_merge.h"

#include <string.h>

void fold_merge(case_t *subject, const acted_t *acted)
{
    merger_t *merger = &subject->merger;
    merger->into = acted->into;
    merger->from = subject->state;
    subject->resting_count =
        0; /* of an earlier assignment; now they are those that it comes with */
    memset(subject->resting, 0, sizeof subject->resting);
    for (size_t i = 0; i < subject->line_count; i++) {
        line_t *line = &subject->lines[i];
        if (line->state != LINE_OPENED)
            continue;
        line->state = LINE_CONCLUDED;
        line->outcome = OUTCOME_MERGED;
    }
}

void fold_unmerge(case_t *subject)
{
    for (size_t i = 0; i < subject->line_count; i++) {
        line_t *line = &subject->lines[i];
        if (line->outcome != OUTCOME_MERGED)
            continue;
        line->state = LINE_OPENED;
        line->outcome = OUTCOME_UNSET;
    }
    subject->merger = (merger_t){0};
    subject->stage = STAGE_STAFF; /* only what was assessed is merged */
}

bool case_is_accepted_itself(state_t state)
{
    return state == STATE_ACCEPTED || state == STATE_RETURNED;
}

/* What the joining case names and this one does not; as the planner has seen that it fits. */
static void take_in(case_t *subject, const joined_t *joined)
{
    for (size_t i = 0; i < joined->section_count && subject->section_count < SECTIONS_MAX; i++)
        memcpy(subject->sections[subject->section_count++], joined->sections[i], ID_BYTES);
    for (size_t i = 0; i < joined->person_count && subject->person_count < PERSONS_MAX; i++)
        memcpy(subject->persons[subject->person_count++], joined->persons[i], ID_BYTES);
    for (size_t i = 0; i < joined->kind_count && subject->kind_count < KINDS_MAX; i++)
        subject->kinds[subject->kind_count++] = joined->kinds[i];
    if (joined->severity > subject->severity)
        subject->severity = joined->severity;
    if (joined->discovered_ms)
        subject->discovered_ms = joined->discovered_ms;
    subject->triggers |= joined->triggers; /* what was met stays met (P38) */
}

void fold_joining(case_t *subject, const joined_t *joined)
{
    merger_t *merger = &subject->merger;
    if (joined->left) {
        subject->complainants -= joined->complainants;
        merger->joined--;
    } else {
        subject->complainants += joined->complainants;
        merger->joined++;
        merger->unassessed |= joined->assess;
        take_in(subject, joined);
    }
    if (!merger->unassessed)
        return;
    subject->stage = STAGE_ESCALATE; /* again, where the attempts at it have failed */
    subject->needs &= ~term_bit(NEED_PARKED);
    subject->attempts = 0;
}
