/* SPDX-License-Identifier: MIT */
/* Records on their way out: gathered until the stream is flushed. */
#include "socket-stream.h"

#include <errno.h>
#include <sys/socket.h>

#define FLUSH_THRESHOLD ((size_t)64 * 1024)

int sluice__socket_flush(struct sluice_transport *transport)
{
	struct sluice__socket *self = sluice__socket_of(transport);

	while (self->out.head < self->published) {
		ssize_t count = send(self->descriptor, self->out.bytes + self->out.head, self->published - self->out.head,
				     MSG_NOSIGNAL | MSG_DONTWAIT);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (count < 0)
			return sluice__socket_note_broken(self, errno);
		self->out.head += (size_t)count;
		self->base.sent += (size_t)count;
	}
	if (self->out.head == self->out.tail && self->reserved == 0)
		self->out.head = self->out.tail = self->published = 0;
	return 0;
}

bool sluice__socket_has_room(const struct sluice__socket *self, size_t length)
{
	size_t waiting = self->out.tail - self->out.head;

	return waiting == 0 || waiting + SLUICE__PREFIX + length <= self->outgoing_limit;
}

int sluice__socket_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	struct sluice__socket *self = sluice__socket_of(transport);
	size_t sent;

	if (self->is_broken)
		return -SLUICE_ERR_PEER_CLOSED;
	if (!sluice__socket_has_room(self, length)) {
		int status = sluice__socket_flush(transport);

		if (status != 0)
			return -SLUICE_ERR_PEER_CLOSED;
		if (!sluice__socket_has_room(self, length))
			return SLUICE_FULL;
	}
	sent = self->out.head;
	if (!sluice__buffer_make_room(&self->out, SLUICE__PREFIX + length))
		return SLUICE_FULL;
	self->published -= sent - self->out.head;
	self->reserved = SLUICE__PREFIX + length;
	*out = self->out.bytes + self->out.tail + SLUICE__PREFIX;
	return 0;
}

void sluice__socket_commit(struct sluice_transport *transport, size_t length)
{
	struct sluice__socket *self = sluice__socket_of(transport);

	if (self->reserved == 0)
		return;
	sluice_store_le32(self->out.bytes + self->out.tail, (uint32_t)length);
	self->out.tail += SLUICE__PREFIX + length;
	self->base.committed += SLUICE__PREFIX;
	self->reserved = 0;
}

void sluice__socket_abort(struct sluice_transport *transport)
{
	sluice__socket_of(transport)->reserved = 0;
}

int sluice__socket_publish(struct sluice_transport *transport)
{
	struct sluice__socket *self = sluice__socket_of(transport);

	if (self->is_broken)
		return -SLUICE_ERR_PEER_CLOSED;
	self->published = self->out.tail;
	return self->published - self->out.head >= FLUSH_THRESHOLD ? sluice__socket_flush(transport) : 0;
}
