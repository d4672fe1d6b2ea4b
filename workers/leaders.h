/* Q9: whose supervision is investigated in a double investigation. */
#ifndef DUBAN_LEADERS_H
#define DUBAN_LEADERS_H

#include "../config/policy.h"
#include "../proto/event.h"

/* Opens a double_investigation line, with its clock, for every leader that P38 names: those who
 * held the post at the time of the act. Posts that nobody held, and leaders who are themselves
 * accused, are recorded; when a target is missing, a person is asked (NEED_NO_TARGET).
 * `assessed->triggers` must be set, and the person lines opened before. */
void leaders_open(
    const policy_t *policy, const case_t *subject, int64_t now_ms, assessed_t *assessed);

#endif
