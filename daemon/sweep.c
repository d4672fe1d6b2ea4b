/* Sweeps: asked for one at a time, done by the escalators, applied step by step, and told. */
#include "foreman.h"

#include <string.h>

int foreman_ask_sweep(foreman_t *self, const sweep_t *sweep, uint64_t ticket, uint64_t rid,
    int64_t now_ms, fault_t *fault)
{
    if (sweep->at_ms && !sweep->dry_run)
        return fault_set(fault, ERROR_INVALID, "at_ms",
            "`at_ms` is for dry runs: a real sweep is always judged by now");
    if (self->sweep_count == SWEEPS_MAX)
        return fault_set(
            fault, ERROR_BUSY, NULL, "%d sweeps are waiting already; try again later", SWEEPS_MAX);
    sweep_run_t *run = &self->sweeps[self->sweep_count++];
    *run = (sweep_run_t){.ticket = ticket, .rid = rid, .dry = sweep->dry_run};
    run->at_ms = sweep->at_ms ? sweep->at_ms : now_ms;
    return 0;
}

/* ---- set-backs ---- */

static setback_t *find_setback(const foreman_t *self, const target_t *target)
{
    setback_t *setback;
    HASH_FIND(hh, self->sweeps[0].setbacks, target, sizeof *target, setback);
    return setback;
}

bool sweep_gave_up(const foreman_t *self, const target_t *target)
{
    const setback_t *setback = find_setback(self, target);
    if (!setback) /* when so many have failed, the others wait for the next sweep */
        return HASH_COUNT(self->sweeps[0].setbacks) == SETBACKS_MAX;
    return setback->count >= ATTEMPTS_MAX;
}

void sweep_set_back(foreman_t *self, const target_t *target)
{
    if (self->sweep_count == 0)
        return;
    sweep_run_t *sweep = &self->sweeps[0];
    if (sweep->dry) {
        sweep->failed++; /* a dry run asks once */
        return;
    }
    setback_t *setback = find_setback(self, target);
    if (!setback && HASH_COUNT(sweep->setbacks) < SETBACKS_MAX) {
        setback = calloc(1, sizeof *setback);
        if (!setback)
            return; /* it is tried again: the clock is still due */
        setback->target = *target;
        HASH_ADD(hh, sweep->setbacks, target, sizeof setback->target, setback);
    }
    if (setback && ++setback->count == ATTEMPTS_MAX)
        sweep->failed++;
}

/* ---- results ---- */

static void count_step(sweep_run_t *sweep, uint64_t case_number, const escalated_t *step)
{
    sweep->levels[step->level]++;
    if (sweep->step_count == PAGE_MAX) {
        sweep->more = true;
        return;
    }
    sweep->step_count++;
    msgpack_packer packer = buffer_packer(&sweep->steps);
    msgpack_pack_map(&packer, record_map_count(&ESCALATED_RECORD, step) + 1);
    pack_text(&packer, "case");
    msgpack_pack_uint64(&packer, case_number);
    record_pack_pairs(&ESCALATED_RECORD, step, &packer);
}

/* The lines that P39 opens, for the reply. */
static void count_lines(sweep_run_t *sweep, uint64_t case_number, const assessed_t *pursued)
{
    for (size_t i = 0; i < pursued->line_count; i++) {
        const line_t *line = &pursued->lines[i];
        if (sweep->line_count == PAGE_MAX) {
            sweep->more = true;
            return;
        }
        sweep->line_count++;
        msgpack_packer packer = buffer_packer(&sweep->lines);
        msgpack_pack_map(&packer, record_map_count(&LINE_RECORD, line) + 1);
        pack_text(&packer, "case");
        msgpack_pack_uint64(&packer, case_number);
        record_pack_pairs(&LINE_RECORD, line, &packer);
    }
}

/* A dry run changes nothing, so that many clocks may show the same neglect: it tells of it once. */
static bool is_told(sweep_run_t *sweep, const char *leader)
{
    for (size_t i = 0; i < sweep->pursued_count; i++) {
        if (strcmp(sweep->pursued[i], leader) == 0)
            return true;
    }
    if (sweep->pursued_count < PURSUED_MAX)
        memcpy(sweep->pursued[sweep->pursued_count++], leader, strlen(leader) + 1);
    return false;
}

/* P39 was judged by the case as it is after all the steps, which were taken just now. */
static void pursue(foreman_t *self, const lease_t *lease, const assessed_t *pursued, int64_t now_ms)
{
    sweep_run_t *sweep = self->sweep_count > 0 ? &self->sweeps[0] : NULL;
    uint64_t number = lease->target.case_number;
    bool news = lease->dry ? !is_told(sweep, pursued->lines[0].target)
                           : registry_take_pursued(
                                 self->registry, number, pursued, lease->worker->name, now_ms);
    if (news && sweep)
        count_lines(sweep, number, pursued);
}

void sweep_take(foreman_t *self, const lease_t *lease, const work_result_t *result, int64_t now_ms)
{
    sweep_run_t *sweep = self->sweep_count > 0 ? &self->sweeps[0] : NULL;
    uint64_t number = lease->target.case_number;
    if (lease->dry && !(sweep && sweep->dry))
        return; /* of a dry run that was given up */
    size_t done = 0;
    for (; done < result->step_count; done++) {
        const escalated_t *step = &result->steps[done];
        if (!lease->dry &&
            !registry_take_step(self->registry, number, step, lease->worker->name, now_ms))
            break; /* the rest stands on it */
        if (sweep)
            count_step(sweep, number, step);
    }
    if (done > 0 && done == result->step_count && result->pursued.line_count > 0)
        pursue(self, lease, &result->pursued, now_ms);
    if (done == 0)
        sweep_set_back(self, &lease->target); /* due, but there is nothing to do for the worker */
    else if (sweep)
        sweep->due++;
}

/* ---- the end of a sweep ---- */

static void pop_sweep(foreman_t *self)
{
    sweep_run_t *sweep = &self->sweeps[0];
    setback_t *setback, *next;
    HASH_ITER(hh, sweep->setbacks, setback, next)
    {
        HASH_DEL(sweep->setbacks, setback);
        free(setback);
    }
    buffer_free(&sweep->steps);
    buffer_free(&sweep->lines);
    self->sweep_count--;
    memmove(sweep, sweep + 1, self->sweep_count * sizeof *sweep);
}

static void answer_fault(foreman_t *self, const char *message)
{
    fault_t fault;
    buffer_t reply = {0};
    fault_set(&fault, ERROR_UNAVAILABLE, NULL, "%s", message);
    reply_pack_fault(self->sweeps[0].rid, &fault, &reply);
    self->answer(self->context, self->sweeps[0].ticket, buffer_slice(&reply));
    buffer_free(&reply);
    pop_sweep(self);
}

static void answer_sweep(foreman_t *self)
{
    const sweep_run_t *sweep = &self->sweeps[0];
    buffer_t reply = {0};
    msgpack_packer packer = buffer_packer(&reply);
    msgpack_pack_map(&packer, 8 + (sweep->rid ? 1 : 0) + (sweep->more ? 1 : 0));
    pack_text(&packer, "ok");
    msgpack_pack_true(&packer);
    if (sweep->rid)
        pack_number(&packer, "rid", sweep->rid);
    pack_number(&packer, "at_ms", (uint64_t)sweep->at_ms);
    pack_text(&packer, "dry_run");
    sweep->dry ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer);
    pack_number(&packer, "due", sweep->due);
    pack_number(&packer, "failed", sweep->failed);
    pack_text(&packer, "levels");
    msgpack_pack_map(&packer, LEVEL_COUNT - 1);
    for (unsigned level = 1; level < LEVEL_COUNT; level++)
        pack_number(&packer, term_name(&LEVELS, level), sweep->levels[level]);
    if (sweep->more) {
        pack_text(&packer, "more");
        msgpack_pack_true(&packer);
    }
    pack_text(&packer, "steps");
    msgpack_pack_array(&packer, sweep->step_count);
    buffer_append(&reply, sweep->steps.bytes, sweep->steps.length);
    pack_text(&packer, "lines");
    msgpack_pack_array(&packer, sweep->line_count);
    buffer_append(&reply, sweep->lines.bytes, sweep->lines.length);
    self->answer(self->context, sweep->ticket, buffer_slice(&reply));
    buffer_free(&reply);
}

void sweep_finish(foreman_t *self, bool nothing_left, int64_t tick_ms)
{
    sweep_run_t *sweep = &self->sweeps[0];
    if (sweep->began_ms == 0)
        sweep->began_ms = tick_ms;
    if (nothing_left && dispatcher_lease_count(&self->dispatcher, STAGE_CLOCK) == 0) {
        if (!sweep->dry) {
            self->last_sweep_ms = sweep->at_ms;
            self->last_sweep_due = sweep->due;
        }
        answer_sweep(self);
        pop_sweep(self);
        return;
    }
    if (dispatcher_serves(&self->dispatcher, STAGE_CLOCK))
        sweep->began_ms = tick_ms; /* patience is for the time without any */
    else if (tick_ms - sweep->began_ms >= SWEEP_PATIENCE_MS)
        answer_fault(self, "no escalator is connected, so nothing that is due can be judged; start "
                           "duban-escalator and sweep again");
}

void foreman_stop_sweeps(foreman_t *self)
{
    while (self->sweep_count > 0)
        answer_fault(self, "duband is stopping; sweep again when it is back");
}
