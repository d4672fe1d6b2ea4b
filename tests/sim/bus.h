/* The network and the clocks of a simulation. It stands in for daemon/wire.c, daemon/sockets.c and
 * CZMQ's clocks at link time, so that the daemon's own turn runs on it unchanged. */
#ifndef SIM_BUS_H
#define SIM_BUS_H

#include "../../daemon/wire.h"

typedef enum { BUS_INTAKE, BUS_PULL, BUS_WORK, BUS_FEED, BUS_END_COUNT } bus_end_t;

/* How bad the network is. */
typedef struct {
    unsigned drop_permille, double_permille;
    int64_t delay_max_ms; /* different delays reorder */
} bus_weather_t;

/* What the bus tells. */
typedef struct {
    void (*hear)(bus_end_t end, const route_t *peer, slice_t body); /* a peer receives */
    void (*said)(bus_end_t end, const route_t *peer, slice_t body); /* the daemon sends */
    void (*took)(bus_end_t end, const route_t *peer, slice_t body); /* the daemon receives */
    void (*published)(const char *topic, slice_t body);
    bool (*reaches)(bus_end_t end, const route_t *peer); /* is the peer connected? */
} bus_ears_t;

void bus_open(const bus_ears_t *ears, int64_t wall_ms);
void bus_close(void);
void bus_set_weather(const bus_weather_t *weather);

/* The clocks: `jump_ms` is added to the wall clock alone. */
void bus_pass(int64_t ms, int64_t jump_ms);
int64_t bus_wall_ms(void);
int64_t bus_mono_ms(void);

/* A peer sends to the daemon; `late_ms` is added to the delay of the network. */
void bus_post(bus_end_t end, const route_t *peer, slice_t body, int64_t late_ms);

/* Gives the peers what has come for them. */
void bus_deliver(void);

/* From here on the daemon is dead: what it sends goes nowhere, until it is raised. A part of what
 * is on the way is lost with the connections. */
void bus_kill(void);
bool bus_is_dead(void);
void bus_raise(void);

size_t bus_waiting(void);

#endif
