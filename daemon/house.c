/* Puts up everything that a turn works with, and takes it down. */
#include "house.h"

#include <stdlib.h>

static void answer_ticket(void *context, uint64_t ticket, slice_t reply)
{
    house_t *house = context;
    outbox_answer(&house->outbox, house->sockets.intake, ticket, reply);
}

static bool send_work(void *context, const route_t *to, slice_t message)
{
    house_t *house = context;
    address_t address = {.route = *to};
    return wire_send(house->sockets.work, &address, message);
}

int house_open(house_t *self, const settings_t *settings, rules_t *rules,
    const store_options_t *options, fault_t *fault)
{
    *self = (house_t){.settings = settings, .rules = rules, .started_ms = zclock_time()};
    self->store = store_open(settings->store, options, fault);
    if (!self->store)
        return -1;
    if (registry_open(&self->registry, self->store, settings->store, fault) < 0)
        return -1;
    self->registry.policy = rules->policy;
    self->policy_unsaved = true;
    reschedule_follow(&self->reschedule, &self->registry);
    foreman_init(&self->foreman, &self->registry, rules->bundle, (int64_t)settings->lease_ms,
        (int64_t)settings->worker_silence_ms);
    self->foreman.send = send_work;
    self->foreman.answer = answer_ticket;
    self->foreman.context = self;
    self->desk.registry = &self->registry;
    self->desk.foreman = &self->foreman;
    self->rejects = rejects_open(settings->store, fault);
    self->held = calloc(settings->turn_messages, sizeof *self->held);
    self->quick = reader_new(self->store, self->registry.receipt_key, fault);
    self->thorough = reader_new(self->store, self->registry.receipt_key, fault);
    if (!self->rejects || !self->held || !self->quick || !self->thorough)
        return -1;
    return sockets_open(&self->sockets, settings, WORK_INPROC, fault);
}

void house_close(house_t *self)
{
    reader_destroy(&self->quick);
    reader_destroy(&self->thorough);
    if (self->foreman.registry)
        foreman_free(&self->foreman);
    sockets_close(&self->sockets);
    for (size_t i = 0; i < self->held_count; i++)
        zmq_msg_close(&self->held[i].body);
    free(self->held);
    rejects_close(&self->rejects);
    outbox_free(&self->outbox);
    unpacker_free(&self->desk.unpacker);
    buffer_free(&self->scratch);
    registry_close(&self->registry);
    store_close(&self->store);
    rules_release(&self->rules);
}

void house_set_rules(house_t *self, rules_t *rules)
{
    rules_t *old = self->rules;
    self->rules = rules;
    self->registry.policy = rules->policy;
    self->policy_unsaved = true;
    reschedule_follow(&self->reschedule, &self->registry);
    foreman_set_bundle(&self->foreman, rules->bundle);
    rules_release(&old);
}
