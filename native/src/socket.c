/* SPDX-License-Identifier: MIT */
/*
 * The stream of one connection. Two buffers: `out` holds what the kernel has not taken yet, `in` what has arrived and is not polled yet. Both
 * grow with what is in them, up to a bound, and are kept.
 */
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

#include "calls.h"
#include "socket.h"

#define PREFIX 4 /* the length before each record */
#define FIRST_BUFFER ((size_t)64 * 1024)
#define LEAST_READ ((size_t)4 * 1024)
#define FLUSH_THRESHOLD ((size_t)64 * 1024)

struct buffer {
	uint8_t *bytes;
	size_t capacity;
	size_t head;	/* first byte that is still needed */
	size_t tail;	/* end of what is there */
};

struct socket_transport {
	struct sluice_transport base;
	int descriptor;
	size_t outgoing_limit;
	size_t reserved;	/* bytes reserved behind out.tail, their prefix included; 0 for none */
	size_t published;	/* end of what may be sent, in `out` */
	struct buffer out;
	struct buffer in;
	bool is_ended;		/* the peer will send nothing more */
	bool is_broken;		/* it will read nothing more */
	int end_error;		/* what to close with once everything has been polled */
	char name[64];
};

static struct socket_transport *self_of(struct sluice_transport *transport)
{
	return (struct socket_transport *)transport;
}

/* Makes room for `more` bytes behind the tail, by moving what is there to the front or by growing; false without memory. */
static bool make_room(struct buffer *buffer, size_t more)
{
	size_t used = buffer->tail - buffer->head;
	size_t capacity = buffer->capacity != 0 ? buffer->capacity : FIRST_BUFFER;
	uint8_t *bytes;

	if (buffer->capacity - buffer->tail >= more)
		return true;
	/* A buffer that is at most half full is moved once per half that runs through it; a fuller one grows. */
	if (buffer->capacity >= 2 * used && buffer->capacity - used >= more) {
		memmove(buffer->bytes, buffer->bytes + buffer->head, used);
	} else {
		while (capacity - used < more || capacity < 2 * used)
			capacity *= 2;
		bytes = malloc(capacity);
		if (bytes == NULL)
			return false;
		if (used > 0)
			memcpy(bytes, buffer->bytes + buffer->head, used);
		free(buffer->bytes);
		buffer->bytes = bytes;
		buffer->capacity = capacity;
	}
	buffer->head = 0;
	buffer->tail = used;
	return true;
}

static void shut(struct socket_transport *self, int error)
{
	if (self->base.state == SLUICE_TRANSPORT_CLOSED)
		return;
	self->base.state = SLUICE_TRANSPORT_CLOSED;
	self->base.error = error;
	close(self->descriptor);
	self->descriptor = -1;
	free(self->out.bytes);
	free(self->in.bytes);
	self->out = (struct buffer){0};
	self->in = (struct buffer){0};
	self->reserved = self->published = 0;
}

/* The peer can't be reached any more: what has arrived can still be polled. */
static int note_broken(struct socket_transport *self, int number)
{
	self->is_broken = true;
	if (self->end_error == 0)
		self->end_error = number == EPIPE || number == ECONNRESET ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_SYSTEM;
	if (self->end_error == -SLUICE_ERR_SYSTEM)
		self->base.system_error = number;
	/* Nobody will take these. */
	self->out.head = self->out.tail = self->published = 0;
	return self->end_error;
}

/* ---- sending ------------------------------------------------------------------------------------------------------------------ */

static int socket_flush(struct sluice_transport *transport)
{
	struct socket_transport *self = self_of(transport);

	while (self->out.head < self->published) {
		ssize_t count = send(self->descriptor, self->out.bytes + self->out.head, self->published - self->out.head,
				     MSG_NOSIGNAL | MSG_DONTWAIT);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (count < 0)
			return note_broken(self, errno);
		self->out.head += (size_t)count;
		self->base.sent += (size_t)count;
	}
	if (self->out.head == self->out.tail && self->reserved == 0)
		self->out.head = self->out.tail = self->published = 0;
	return 0;
}

static bool has_room(const struct socket_transport *self, size_t length)
{
	size_t waiting = self->out.tail - self->out.head;

	return waiting == 0 || waiting + PREFIX + length <= self->outgoing_limit;
}

static int socket_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	struct socket_transport *self = self_of(transport);
	size_t sent;

	if (self->is_broken)
		return -SLUICE_ERR_PEER_CLOSED;
	if (!has_room(self, length)) {
		int status = socket_flush(transport);

		if (status != 0)
			return -SLUICE_ERR_PEER_CLOSED;
		if (!has_room(self, length))
			return SLUICE_FULL;
	}
	sent = self->out.head;
	if (!make_room(&self->out, PREFIX + length))
		return SLUICE_FULL;
	self->published -= sent - self->out.head;
	self->reserved = PREFIX + length;
	*out = self->out.bytes + self->out.tail + PREFIX;
	return 0;
}

static void socket_commit(struct sluice_transport *transport, size_t length)
{
	struct socket_transport *self = self_of(transport);

	if (self->reserved == 0)
		return;
	sluice_store_le32(self->out.bytes + self->out.tail, (uint32_t)length);
	self->out.tail += PREFIX + length;
	self->base.committed += PREFIX;
	self->reserved = 0;
}

static void socket_abort(struct sluice_transport *transport)
{
	self_of(transport)->reserved = 0;
}

static int socket_publish(struct sluice_transport *transport)
{
	struct socket_transport *self = self_of(transport);

	if (self->is_broken)
		return -SLUICE_ERR_PEER_CLOSED;
	self->published = self->out.tail;
	return self->published - self->out.head >= FLUSH_THRESHOLD ? socket_flush(transport) : 0;
}

/* ---- receiving ---------------------------------------------------------------------------------------------------------------- */

/* Reads once: above 0 when something came, 0 when there was nothing, -1 when nothing will come any more. */
static int fill(struct socket_transport *self)
{
	ssize_t count;

	if (self->is_ended)
		return -1;
	if (!make_room(&self->in, LEAST_READ)) {
		self->end_error = -SLUICE_ERR_SYSTEM;
		self->base.system_error = ENOMEM;
		self->is_ended = true;
		return -1;
	}
	do
		count = recv(self->descriptor, self->in.bytes + self->in.tail, self->in.capacity - self->in.tail, MSG_DONTWAIT);
	while (count < 0 && errno == EINTR);
	if (count > 0) {
		self->in.tail += (size_t)count;
		return 1;
	}
	if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	self->is_ended = true;
	if (count < 0)
		note_broken(self, errno);
	return -1;
}

/* Length of the record at the head: 0 when it is not whole yet, -1 when it can't be one. */
static int64_t next_length(const struct socket_transport *self)
{
	size_t there = self->in.tail - self->in.head;
	uint32_t length;

	if (there < PREFIX)
		return 0;
	length = sluice_load_le32(self->in.bytes + self->in.head);
	if (length == 0 || length > self->base.max_length)
		return -1;
	return there - PREFIX >= length ? (int64_t)length : 0;
}

/* Nothing will come any more and nothing whole is left. A stream that ends within a record is not an orderly end. */
static int end(struct socket_transport *self)
{
	int error = self->end_error;

	if (error == 0 && self->in.tail != self->in.head)
		error = -SLUICE_ERR_PEER_CLOSED;
	shut(self, error);
	return sluice__closed(&self->base);
}

static int socket_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	struct socket_transport *self = self_of(transport);
	size_t found = 0;

	if (limit > INT32_MAX)
		limit = INT32_MAX;
	while (found < limit) {
		int64_t length = next_length(self);

		if (length < 0) {
			if (found > 0)
				break;
			shut(self, -SLUICE_ERR_PROTOCOL);
			return sluice__closed(transport);
		}
		if (length > 0) {
			const uint8_t *record = self->in.bytes + self->in.head + PREFIX;

			self->in.head += PREFIX + (size_t)length;
			found++;
			receive(user, record, (size_t)length);
			continue;
		}
		if (found > 0)
			break;
		if (self->in.head == self->in.tail)
			self->in.head = self->in.tail = 0;
		/* Answers of the batch that was just worked off leave in one write, before the next one is read. */
		if (!self->is_broken)
			socket_flush(transport);
		switch (fill(self)) {
		case 0: return 0;
		case -1: return end(self);
		default: break;
		}
	}
	return (int)found;
}

/* Sleeps on the socket: -1 with errno EINTR after a signal. */
static int sleep_on(const struct socket_transport *self, short events, int64_t deadline_ns)
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
	struct socket_transport *self = self_of(transport);

	for (;;) {
		short wanted = 0;
		unsigned ready = 0;
		int status;

		if ((events & SLUICE_WRITABLE) != 0)
			self->published = self->out.tail;
		if (!self->is_broken)
			socket_flush(transport);
		if (self->is_broken && (events & SLUICE_READABLE) == 0)
			return -SLUICE_ERR_PEER_CLOSED;
		if ((events & SLUICE_WRITABLE) != 0 && has_room(self, room))
			ready |= SLUICE_WRITABLE;
		if ((events & SLUICE_READABLE) != 0) {
			if (next_length(self) == 0 && ready == 0) {
				status = fill(self);
				if (status > 0 && next_length(self) == 0)
					continue;
			}
			/* A broken stream counts: poll says how it ended. */
			if (next_length(self) != 0 || self->is_ended)
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
			return status == 0 || errno == EINTR ? 0 : note_broken(self, errno);
		/* A peer that hung up wakes us for ever when we only want to write: the next send says so. */
	}
}

static int socket_descriptor(const struct sluice_transport *transport)
{
	return ((const struct socket_transport *)transport)->descriptor;
}

/* ---- end ---------------------------------------------------------------------------------------------------------------------- */

/* Linux tells the peer of a reset when something is left unread: that would not be an orderly end. */
static void drop_unread(const struct socket_transport *self)
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
	struct socket_transport *self = self_of(transport);
	int status = 0;

	while (!self->is_broken && self->out.head < self->published) {
		socket_flush(transport);
		if (self->is_broken || self->out.head == self->published)
			break;
		if (sluice_is_over(deadline_ns, sluice_now_ns())) {
			status = -SLUICE_ERR_DEADLINE;
			break;
		}
		sleep_on(self, POLLOUT, deadline_ns);
	}
	drop_unread(self);
	shut(self, 0);
	return status;
}

static void socket_destroy(struct sluice_transport *transport, int error)
{
	shut(self_of(transport), error);
}

static void socket_free(struct sluice_transport *transport)
{
	free(transport);
}

static const struct sluice_transport_ops SOCKET_OPS = {
	.try_reserve = socket_try_reserve,
	.commit = socket_commit,
	.abort = socket_abort,
	.publish = socket_publish,
	.flush = socket_flush,
	.poll = socket_poll,
	.wait = socket_wait,
	.descriptor = socket_descriptor,
	.close = socket_close,
	.destroy = socket_destroy,
	.free = socket_free,
};

/* Says who is on the other side: a process, as the kernel knows it. */
static void name_peer(struct socket_transport *self)
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
	struct socket_transport *self = calloc(1, sizeof *self);

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
