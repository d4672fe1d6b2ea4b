/* Messages on their way, each with the moment at which it arrives. */
#include "bus.h"

#include "../../daemon/sockets.h"
#include "../../proto/request.h"
#include "chance.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

#define PACKETS_MAX 65536

typedef struct {
    bus_end_t end;
    bool to_daemon;
    address_t address;
    int64_t at_ms; /* monotonic */
    uint64_t order;
    uint8_t *bytes;
    size_t length;
} packet_t;

static struct {
    bus_ears_t ears;
    bus_weather_t weather;
    int64_t wall_ms, mono_ms;
    bool dead;
    uint64_t order;
    packet_t *packets[PACKETS_MAX];
    size_t count;
} bus;

/* Stand for sockets: only their addresses count. */
static char ends[BUS_END_COUNT];

static zsock_t *socket_of(bus_end_t end)
{
    return (zsock_t *)&ends[end];
}

static bus_end_t end_of(const zsock_t *socket)
{
    return (bus_end_t)((const char *)socket - ends);
}

/* ---- clocks ---- */

int64_t zclock_time(void)
{
    return bus.wall_ms;
}

int64_t zclock_mono(void)
{
    return bus.mono_ms;
}

int64_t bus_wall_ms(void)
{
    return bus.wall_ms;
}

int64_t bus_mono_ms(void)
{
    return bus.mono_ms;
}

void bus_pass(int64_t ms, int64_t jump_ms)
{
    bus.mono_ms += ms;
    bus.wall_ms += ms + jump_ms;
}

/* ---- packets ---- */

static void packet_free(size_t index)
{
    free(bus.packets[index]->bytes);
    free(bus.packets[index]);
    bus.count--;
    memmove(
        &bus.packets[index], &bus.packets[index + 1], (bus.count - index) * sizeof bus.packets[0]);
}

static void enqueue(
    bus_end_t end, bool to_daemon, const address_t *address, slice_t body, int64_t late_ms)
{
    if (bus.count == PACKETS_MAX)
        log_fail("the bus is full: somebody sends without end");
    packet_t *packet = calloc(1, sizeof *packet);
    packet->bytes = malloc(body.length + 1);
    memcpy(packet->bytes, body.bytes, body.length);
    packet->length = body.length;
    packet->end = end;
    packet->to_daemon = to_daemon;
    packet->address = *address;
    packet->at_ms = bus.mono_ms + late_ms + chance_between(0, bus.weather.delay_max_ms);
    packet->order = bus.order++;
    bus.packets[bus.count++] = packet;
}

static void travel(
    bus_end_t end, bool to_daemon, const address_t *address, slice_t body, int64_t late_ms)
{
    if (!chance_permille(bus.weather.drop_permille))
        enqueue(end, to_daemon, address, body, late_ms);
    if (chance_permille(bus.weather.double_permille))
        enqueue(end, to_daemon, address, body, late_ms);
}

/* The first packet that has come, or -1. `end` BUS_END_COUNT: any. */
static int64_t next_packet(bool to_daemon, bus_end_t end)
{
    int64_t found = -1;
    for (size_t i = 0; i < bus.count; i++) {
        const packet_t *packet = bus.packets[i];
        if (packet->to_daemon != to_daemon || packet->at_ms > bus.mono_ms ||
            (end != BUS_END_COUNT && packet->end != end))
            continue;
        if (found < 0 || packet->at_ms < bus.packets[found]->at_ms)
            found = (int64_t)i;
    }
    return found;
}

void bus_post(bus_end_t end, const route_t *peer, slice_t body, int64_t late_ms)
{
    address_t address = {.route = *peer, .delimited = peer->bytes[peer->length - 1] % 2};
    travel(end, true, &address, body, late_ms);
}

void bus_deliver(void)
{
    int64_t index;
    while ((index = next_packet(false, BUS_END_COUNT)) >= 0) {
        packet_t packet = *bus.packets[index];
        bus.packets[index]->bytes = NULL;
        packet_free((size_t)index);
        bus.ears.hear(packet.end, &packet.address.route, (slice_t){packet.bytes, packet.length});
        free(packet.bytes);
    }
}

/* ---- life and death ---- */

void bus_open(const bus_ears_t *ears, int64_t wall_ms)
{
    bus.ears = *ears;
    bus.wall_ms = wall_ms;
    bus.mono_ms = 1000000;
}

void bus_close(void)
{
    while (bus.count > 0)
        packet_free(bus.count - 1);
}

void bus_set_weather(const bus_weather_t *weather)
{
    bus.weather = *weather;
}

void bus_kill(void)
{
    bus.dead = true;
}

bool bus_is_dead(void)
{
    return bus.dead;
}

void bus_raise(void)
{
    unsigned lost_permille = (unsigned)chance_below(1001);
    for (size_t i = bus.count; i-- > 0;) {
        if (chance_permille(lost_permille))
            packet_free(i);
    }
    bus.dead = false;
}

size_t bus_waiting(void)
{
    return bus.count;
}

/* ---- daemon/wire.h ---- */

bool wire_take(zsock_t *socket, bool routed, wire_message_t *message)
{
    int64_t index = next_packet(true, end_of(socket));
    if (index < 0)
        return false;
    const packet_t *packet = bus.packets[index];
    *message = (wire_message_t){.flaw = packet->length ? NULL : "the bus made it empty"};
    if (routed)
        message->from = packet->address;
    zmq_msg_init_size(&message->body, packet->length);
    memcpy(zmq_msg_data(&message->body), packet->bytes, packet->length);
    bus.ears.took(packet->end, &packet->address.route, (slice_t){packet->bytes, packet->length});
    packet_free((size_t)index);
    return true;
}

void wire_close(wire_message_t *message)
{
    zmq_msg_close(&message->body);
}

slice_t wire_body(wire_message_t *message)
{
    return (slice_t){zmq_msg_data(&message->body), zmq_msg_size(&message->body)};
}

bool wire_send(zsock_t *socket, const address_t *to, slice_t body)
{
    bus_end_t end = end_of(socket);
    if (bus.dead || !bus.ears.reaches(end, &to->route))
        return false;
    bus.ears.said(end, &to->route, body);
    travel(end, false, to, body, 0);
    return true;
}

bool wire_publish(zsock_t *socket, const char *topic, slice_t body)
{
    (void)socket;
    if (!bus.dead)
        bus.ears.published(topic, body);
    return true;
}

void wire_ignore(zsock_t *socket)
{
    (void)socket;
}

/* ---- daemon/sockets.h ---- */

int sockets_open(
    sockets_t *self, const settings_t *settings, const char *work_inproc, fault_t *fault)
{
    (void)settings, (void)work_inproc, (void)fault;
    *self = (sockets_t){.intake = socket_of(BUS_INTAKE),
        .pull = socket_of(BUS_PULL),
        .work = socket_of(BUS_WORK),
        .feed = socket_of(BUS_FEED)};
    return 0;
}

void sockets_close(sockets_t *self)
{
    *self = (sockets_t){0};
}
