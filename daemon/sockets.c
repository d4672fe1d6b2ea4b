/* Makes and binds duband's sockets. */
#include "sockets.h"

#include "../proto/request.h"
#include "../proto/work.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Per peer, each way. libzmq tells a sender what was read only after half the mark is read, so that
 * with twice the window of a client or less (DUBAN_WINDOW_MAX) answers to it would be dropped. */
#define QUEUE_MESSAGES 4096
#define LINGER_MS      2000 /* for the last answers when duband ends */

/* libzmq takes an ipc path from whoever has it; a lock beside the path says that somebody does. */
static int lock_path(sockets_t *self, const char *endpoint, fault_t *fault)
{
    char path[ENDPOINT_BYTES + 8], folder[ENDPOINT_BYTES + 8];
    if (strncmp(endpoint, "ipc://", 6) != 0 || endpoint[6] == '@')
        return 0;
    snprintf(folder, sizeof folder, "%s", endpoint + 6);
    char *directory = dirname(folder);
    if (mkdir(directory, 0700) < 0 && errno != EEXIST)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: the directory cannot be made: %s",
            endpoint, strerror(errno));
    snprintf(path, sizeof path, "%s.lock", endpoint + 6);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
        close(lock);
        return fault_set(fault, ERROR_BUSY, NULL,
            "%s: another duband is listening there; stop it, or choose another endpoint", endpoint);
    }
    self->locks[self->lock_count++] = lock;
    return 0;
}

static int bind_all(sockets_t *self, zsock_t *socket, const char (*endpoints)[ENDPOINT_BYTES],
    size_t count, fault_t *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (lock_path(self, endpoints[i], fault) < 0)
            return -1;
        mode_t mask = umask(0007); /* the group of the socket's directory may connect */
        int rc = zsock_bind(socket, "%s", endpoints[i]);
        int reason = zmq_errno();
        umask(mask);
        if (rc < 0)
            return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: cannot be bound: %s",
                endpoints[i], zmq_strerror(reason));
    }
    return 0;
}

static zsock_t *new_socket(int type, int64_t message_bytes_max)
{
    zsock_t *socket = zsock_new(type);
    if (!socket)
        return NULL;
    if (type == ZMQ_ROUTER)
        zsock_set_router_mandatory(socket, 1); /* a lost peer is an error, not silence */
    zsock_set_maxmsgsize(socket, (int)message_bytes_max);
    zsock_set_sndhwm(socket, QUEUE_MESSAGES);
    zsock_set_rcvhwm(socket, QUEUE_MESSAGES);
    zsock_set_linger(socket, LINGER_MS);
    return socket;
}

int sockets_open(
    sockets_t *self, const settings_t *settings, const char *work_inproc, fault_t *fault)
{
    *self = (sockets_t){0};
    self->intake = new_socket(ZMQ_ROUTER, MESSAGE_BYTES_MAX);
    self->pull = new_socket(ZMQ_PULL, MESSAGE_BYTES_MAX);
    self->work = new_socket(ZMQ_ROUTER, WORK_BYTES_MAX);
    self->feed = new_socket(ZMQ_XPUB, MESSAGE_BYTES_MAX);
    if (!self->intake || !self->pull || !self->work || !self->feed)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "sockets cannot be made: %s",
            zmq_strerror(zmq_errno()));
    if (bind_all(self, self->intake, settings->intake, settings->intake_count, fault) < 0 ||
        bind_all(self, self->pull, settings->pull, settings->pull_count, fault) < 0 ||
        bind_all(self, self->work, settings->work, settings->work_count, fault) < 0 ||
        bind_all(self, self->feed, settings->feed, settings->feed_count, fault) < 0)
        return -1;
    if (zsock_bind(self->work, "%s", work_inproc) < 0)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "%s: cannot be bound: %s", work_inproc,
            zmq_strerror(zmq_errno()));
    return 0;
}

void sockets_close(sockets_t *self)
{
    zsock_destroy(&self->intake);
    zsock_destroy(&self->pull);
    zsock_destroy(&self->work);
    zsock_destroy(&self->feed);
    while (self->lock_count > 0)
        close(self->locks[--self->lock_count]);
}
