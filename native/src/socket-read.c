/* SPDX-License-Identifier: MIT */
/* Records that come: found in what has been read. */
#include "socket-stream.h"

#include <errno.h>
#include <sys/socket.h>

#include "calls.h"

#define LEAST_READ ((size_t)4 * 1024)

int sluice__socket_fill(struct sluice__socket *self)
{
	ssize_t count;

	if (self->is_ended)
		return -1;
	if (!sluice__buffer_make_room(&self->in, LEAST_READ)) {
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
		sluice__socket_note_broken(self, errno);
	return -1;
}

int64_t sluice__socket_next_length(const struct sluice__socket *self)
{
	size_t there = self->in.tail - self->in.head;
	uint32_t length;

	if (there < SLUICE__PREFIX)
		return 0;
	length = sluice_load_le32(self->in.bytes + self->in.head);
	if (length == 0 || length > self->base.max_length)
		return -1;
	return there - SLUICE__PREFIX >= length ? (int64_t)length : 0;
}

/* Nothing will come any more and nothing whole is left. A stream that ends within a record is not an orderly end. */
static int end(struct sluice__socket *self)
{
	int error = self->end_error;

	if (error == 0 && self->in.tail != self->in.head)
		error = -SLUICE_ERR_PEER_CLOSED;
	sluice__socket_shut(self, error);
	return sluice__closed(&self->base);
}

int sluice__socket_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	struct sluice__socket *self = sluice__socket_of(transport);
	size_t found = 0;

	if (limit > INT32_MAX)
		limit = INT32_MAX;
	while (found < limit) {
		int64_t length = sluice__socket_next_length(self);

		if (length < 0) {
			if (found > 0)
				break;
			sluice__socket_shut(self, -SLUICE_ERR_PROTOCOL);
			return sluice__closed(transport);
		}
		if (length > 0) {
			const uint8_t *record = self->in.bytes + self->in.head + SLUICE__PREFIX;

			self->in.head += SLUICE__PREFIX + (size_t)length;
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
			sluice__socket_flush(transport);
		switch (sluice__socket_fill(self)) {
		case 0: return 0;
		case -1: return end(self);
		default: break;
		}
	}
	return (int)found;
}
