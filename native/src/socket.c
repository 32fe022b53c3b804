/* SPDX-License-Identifier: MIT */
/* Unix sockets as transports: opening, waiting, closing. Reading and writing have files of their own. */
#define _GNU_SOURCE
#include <sluice/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "socket-stream.h"
#include "socket.h"

/* Sleeps on the socket: -1 with errno EINTR after a signal. */
static int sleep_on(const struct sluice__socket *self, short events, int64_t deadline_ns)
{
	struct pollfd entry = {.fd = self->descriptor, .events = events, .revents = 0};
	struct timespec left = {0, 0};

	if (deadline_ns >= 0) {
		int64_t distance = deadline_ns - sluice_now_ns();

		if (distance > 0) {
			left.tv_sec = (time_t)(distance / 1000000000);
			left.tv_nsec = (long)(distance % 1000000000);
		}
	}
	return ppoll(&entry, 1, deadline_ns >= 0 ? &left : NULL, NULL);
}

static int socket_wait(struct sluice_transport *transport, unsigned events, size_t room, int64_t deadline_ns)
{
	struct sluice__socket *self = sluice__socket_of(transport);

	for (;;) {
		short wanted = 0;
		unsigned ready = 0;
		int status;

		if ((events & SLUICE_WRITABLE) != 0)
			self->published = self->out.tail;
		if (!self->is_broken)
			sluice__socket_flush(transport);
		if (self->is_broken && (events & SLUICE_READABLE) == 0)
			return -SLUICE_ERR_PEER_CLOSED;
		if ((events & SLUICE_WRITABLE) != 0 && sluice__socket_has_room(self, room))
			ready |= SLUICE_WRITABLE;
		if ((events & SLUICE_READABLE) != 0) {
			if (sluice__socket_next_length(self) == 0 && ready == 0) {
				status = sluice__socket_fill(self);
				if (status > 0 && sluice__socket_next_length(self) == 0)
					continue;
			}
			/* A broken stream counts: poll says how it ended. */
			if (sluice__socket_next_length(self) != 0 || self->is_ended)
				ready |= SLUICE_READABLE;
		}
		if (ready != 0)
			return (int)ready;
		if ((events & SLUICE_READABLE) != 0)
			wanted |= POLLIN;
		if (self->out.head < self->published)
			wanted |= POLLOUT;
		status = sleep_on(self, wanted, deadline_ns);
		if (status <= 0)
			return status == 0 || errno == EINTR ? 0 : sluice__socket_note_broken(self, errno);
		/* A peer that hung up wakes us for ever when we only want to write: the next send says so. */
	}
}

static int socket_descriptor(const struct sluice_transport *transport)
{
	return ((const struct sluice__socket *)transport)->descriptor;
}

/* Linux tells the peer of a reset when something is left unread: that would not be an orderly end. */
static void drop_unread(const struct sluice__socket *self)
{
	uint8_t bytes[4096];
	size_t most = self->base.max_length;
	ssize_t count = 1;

	while (count > 0 && most >= sizeof bytes) {
		count = recv(self->descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
		most -= sizeof bytes;
	}
}

static int socket_close(struct sluice_transport *transport, int64_t deadline_ns)
{
	struct sluice__socket *self = sluice__socket_of(transport);
	int status = 0;

	while (!self->is_broken && self->out.head < self->published) {
		sluice__socket_flush(transport);
		if (self->is_broken || self->out.head == self->published)
			break;
		if (sluice_is_over(deadline_ns, sluice_now_ns())) {
			status = -SLUICE_ERR_DEADLINE;
			break;
		}
		sleep_on(self, POLLOUT, deadline_ns);
	}
	drop_unread(self);
	sluice__socket_shut(self, 0);
	return status;
}

static void socket_destroy(struct sluice_transport *transport, int error)
{
	sluice__socket_shut(sluice__socket_of(transport), error);
}

static void socket_free(struct sluice_transport *transport)
{
	free(transport);
}

static const struct sluice_transport_ops SOCKET_OPS = {
	.try_reserve = sluice__socket_try_reserve,
	.commit = sluice__socket_commit,
	.abort = sluice__socket_abort,
	.publish = sluice__socket_publish,
	.flush = sluice__socket_flush,
	.poll = sluice__socket_poll,
	.wait = socket_wait,
	.descriptor = socket_descriptor,
	.close = socket_close,
	.destroy = socket_destroy,
	.free = socket_free,
};

/* Says who is on the other side: a process, as the kernel knows it. */
static void name_peer(struct sluice__socket *self)
{
	struct ucred who;
	socklen_t size = sizeof who;

	if (getsockopt(self->descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.pid != 0)
		snprintf(self->name, sizeof self->name, "process %ld of user %ld", (long)who.pid, (long)who.uid);
	else
		snprintf(self->name, sizeof self->name, "socket %d", self->descriptor);
}

int sluice_socket_adopt(int descriptor, const struct sluice_socket_options *options, struct sluice_transport **out)
{
	struct sluice__socket *self = calloc(1, sizeof *self);

	if (self == NULL) {
		close(descriptor);
		errno = ENOMEM;
		return -SLUICE_ERR_SYSTEM;
	}
	fcntl(descriptor, F_SETFD, FD_CLOEXEC);
	sluice_transport_init(&self->base, &SOCKET_OPS, self->name, options != NULL ? options->max_length : 0);
	self->descriptor = descriptor;
	self->outgoing_limit = options != NULL && options->outgoing_limit != 0 ? options->outgoing_limit : SLUICE_OUTGOING_LIMIT;
	name_peer(self);
	*out = &self->base;
	return 0;
}

int sluice_socket_connect(const char *path, const struct sluice_socket_options *options, int64_t deadline_ns, struct sluice_transport **out)
{
	struct sockaddr_un address;
	int descriptor;

	if (!sluice__socket_address(path, &address))
		return -SLUICE_ERR_SYSTEM;
	descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor < 0)
		return -SLUICE_ERR_SYSTEM;
	while (connect(descriptor, (const struct sockaddr *)&address, sizeof address) != 0) {
		int number = errno;

		/* EAGAIN: the listener's queue is full, and there is nothing to poll for. */
		if (number == EAGAIN && !sluice_is_over(deadline_ns, sluice_now_ns())) {
			struct timespec pause = {0, 1000000};

			nanosleep(&pause, NULL);
			continue;
		}
		if (number == EINTR)
			continue;
		close(descriptor);
		errno = number;
		return number == EAGAIN ? -SLUICE_ERR_DEADLINE : -SLUICE_ERR_SYSTEM;
	}
	return sluice_socket_adopt(descriptor, options, out);
}

bool sluice__socket_address(const char *path, struct sockaddr_un *out)
{
	size_t length = strlen(path);

	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (length == 0 || length >= sizeof out->sun_path) {
		errno = length == 0 ? EINVAL : ENAMETOOLONG;
		return false;
	}
	memcpy(out->sun_path, path, length + 1);
	return true;
}
