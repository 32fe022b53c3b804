/* SPDX-License-Identifier: MIT */
/* Buffers that grow with what is in them and are kept, and the ways a stream ends. */
#include "socket-stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_BUFFER ((size_t)64 * 1024)

bool sluice__buffer_make_room(struct sluice__buffer *buffer, size_t more)
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

void sluice__socket_shut(struct sluice__socket *self, int error)
{
	if (self->base.state == SLUICE_TRANSPORT_CLOSED)
		return;
	self->base.state = SLUICE_TRANSPORT_CLOSED;
	self->base.error = error;
	close(self->descriptor);
	self->descriptor = -1;
	free(self->out.bytes);
	free(self->in.bytes);
	self->out = (struct sluice__buffer){0};
	self->in = (struct sluice__buffer){0};
	self->reserved = self->published = 0;
}

int sluice__socket_note_broken(struct sluice__socket *self, int number)
{
	self->is_broken = true;
	if (self->end_error == 0)
		self->end_error = number == EPIPE || number == ECONNRESET ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_SYSTEM;
	if (self->end_error == -SLUICE_ERR_SYSTEM) {
		self->base.system_error = number;
		/* The peer is still there: without this, both would wait for each other. */
		shutdown(self->descriptor, SHUT_RDWR);
	}
	/* Nobody will take these. */
	self->out.head = self->out.tail = self->published = 0;
	return self->end_error;
}
