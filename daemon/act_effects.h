/* What each verb asks of a case and does to it; daemon/acts.c holds the table that calls these. */
#ifndef DUBAN_ACT_EFFECTS_H
#define DUBAN_ACT_EFFECTS_H

#include "plan.h"

/* Each checks what its verb asks beyond the table, and fills in the clocks, and the state where it
 * depends on the lines. 0, or -1 with the fault. */
int effect_classify(plan_t *plan);
int effect_accept(plan_t *plan);
int effect_not_accept(plan_t *plan);
int effect_notify(plan_t *plan);
int effect_transfer(plan_t *plan);
int effect_return(plan_t *plan);
int effect_take_up(plan_t *plan);
int effect_inquiry(plan_t *plan);
int effect_verify(plan_t *plan);
int effect_shelve(plan_t *plan);
int effect_find(plan_t *plan);
int effect_conclude(plan_t *plan);
int effect_hear(plan_t *plan);
int effect_tolerate(plan_t *plan);
int effect_agree(plan_t *plan);
int effect_decide(plan_t *plan);
int effect_exempt(plan_t *plan);
int effect_rectify(plan_t *plan);
int effect_rectified(plan_t *plan);
int effect_approve(plan_t *plan);
int effect_clear(plan_t *plan);
int effect_feedback(plan_t *plan);
int effect_close(plan_t *plan);
int effect_reopen(plan_t *plan);
int effect_review(plan_t *plan);
int effect_evidence(plan_t *plan);
int effect_flag_impact(plan_t *plan);
int effect_answer(plan_t *plan);
int effect_pause(plan_t *plan);
int effect_resume(plan_t *plan);
int effect_extend(plan_t *plan);
int effect_attend(plan_t *plan);
int effect_typical(plan_t *plan);
int effect_unseal(plan_t *plan);
int effect_expose(plan_t *plan);

/* P53: until when a review of a case may be asked for that was closed or not accepted. */
int64_t review_until_ms(const policy_t *policy, const case_t *subject);
int effect_merge(plan_t *plan);
int effect_unmerge(plan_t *plan);

/* ---- between the files of the effects ---- */

/* Stops a clock if it runs; starts one of the length that clocks.conf gives, or due at a moment. */
void plan_stop_clock(plan_t *plan, clock_kind_t kind, uint64_t line);
void plan_stop_line_clocks(plan_t *plan, uint64_t line);
void plan_start_clock(plan_t *plan, clock_kind_t kind, uint64_t line);
void plan_start_clock_at(plan_t *plan, clock_kind_t kind, uint64_t line, int64_t due_ms);

/* §8: starts the clock of the rectification, due at the date of the problem list's item (P9), or,
 * where there is none or it has passed, after as long as clocks.conf gives. */
void plan_start_rectification(plan_t *plan);
/* §8: stops a clock if it runs, to go on later from where it was; and lets it go on: with the
 * levels that it has climbed, due as if it had never stopped, by the rules in force. */
void plan_rest_clock(plan_t *plan, clock_kind_t kind, uint64_t line);
void plan_wake_clock(plan_t *plan, const case_clock_t *rested);

/* P51: true when everybody who now holds one of the roles is recused in this case; where the
 * principal is, those above the bureau stand in for him. */
bool plan_are_recused(const plan_t *plan, uint64_t roles);

#endif
