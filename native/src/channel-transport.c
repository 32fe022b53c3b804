/* SPDX-License-Identifier: MIT */
/*
 * Records of the transport are messages with type and flags 0. What is longer than a message may be lies in a staging buffer, and leaves as
 * room comes in messages that say `more`, all but the last. END before leaving tells an orderly close from any other.
 */
#define _GNU_SOURCE
#include <sluice/channel-transport.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "channel.h"
#include "region.h"

struct channel_transport {
	struct sluice_transport base;
	struct sluice__channel *channel;	/* NULL once closed */
	bool is_staging;		/* the reservation lies in the staging buffer */
	uint8_t *staging;		/* max_length bytes, once a long record was sent */
	size_t staged, staged_at;	/* bytes of the record there, and how many of them have left */
	uint8_t *gathered;		/* max_length bytes, once a long record has come */
	size_t gathered_length;
	char name[32];
};

static struct channel_transport *self_of(struct sluice_transport *transport)
{
	return (struct channel_transport *)transport;
}

static struct sluice_producer *out_of(struct channel_transport *self)
{
	return &self->channel->base.out;
}

/* The channel belongs to whoever uses the transport, within its process. */
static int enter(struct channel_transport *self)
{
	struct sluice_channel *channel = &self->channel->base;

	if (channel->owner == sluice__thread_mark)
		return 0;
	if (self->channel->process != getpid())
		return -SLUICE_ERR_FORKED;
	channel->owner = sluice__thread_own();
	return 0;
}

/* ---- sending ---------------------------------------------------------------------------------------------------------------------- */

static size_t next_part(struct channel_transport *self)
{
	const size_t rest = self->staged - self->staged_at, most = out_of(self)->max_length;

	return rest < most ? rest : most;
}

/* Sends what fits of the record that is staged. */
static void pump(struct channel_transport *self)
{
	while (self->staged > 0) {
		const size_t part = next_part(self);
		const bool is_last = self->staged_at + part == self->staged;
		uint8_t *room;

		if (sluice__channel_prep_word(self->channel, (uint32_t)part, is_last ? 0 : SLUICE_WORD_MORE, &room) != 0)
			return;
		memcpy(room, self->staging + self->staged_at, part);
		self->staged_at += part;
		/* The peer takes the first parts while the others are copied. */
		sluice_channel_send_messages(&self->channel->base);
		if (is_last)
			self->staged = self->staged_at = 0;
	}
}

static int channel_publish(struct sluice_transport *transport)
{
	struct channel_transport *self = self_of(transport);
	int status = enter(self);

	if (status != 0)
		return status;
	pump(self);
	status = sluice_channel_send_messages(&self->channel->base);
	if (status != 0)
		return -SLUICE_ERR_PEER_CLOSED;
	/* Nobody acts on a part of a record. */
	transport->sent = transport->committed - self->staged;
	return 0;
}

/* Who sleeps on the descriptor is woken by what it has armed, or by what was there before. */
static int channel_flush(struct sluice_transport *transport)
{
	struct channel_transport *self = self_of(transport);
	const int status = channel_publish(transport);

	if (self->channel->epoll < 0)
		return status;
	if (sluice_channel_arm(&self->channel->base, SLUICE_EVENT_RECEIVE | (self->staged > 0 ? SLUICE_EVENT_SEND : 0)) != 0)
		sluice__channel_nudge(self->channel);
	return status;
}

static int reserve_staging(struct channel_transport *self, uint8_t **out)
{
	if (self->staging == NULL)
		self->staging = (uint8_t *)malloc(self->base.max_length);
	if (self->staging == NULL)
		return -SLUICE_ERR_SYSTEM;
	self->is_staging = true;
	*out = self->staging;
	return 0;
}

static int channel_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	struct channel_transport *self = self_of(transport);
	int status = enter(self);

	if (status != 0)
		return status;
	if (self->staged > 0)
		channel_publish(transport);
	if (out_of(self)->status != 0)
		return -SLUICE_ERR_PEER_CLOSED;
	if (self->staged > 0)
		return SLUICE_FULL;
	if (length > out_of(self)->max_length)
		return reserve_staging(self, out);
	status = sluice_channel_reserve_message(&self->channel->base, length, 0, out);
	return status < 0 ? -SLUICE_ERR_PEER_CLOSED : status;
}

static void channel_commit(struct sluice_transport *transport, size_t length)
{
	struct channel_transport *self = self_of(transport);

	if (!self->is_staging) {
		sluice_channel_commit_message(&self->channel->base, length, 0, 0);
		return;
	}
	self->is_staging = false;
	self->staged = length;
	self->staged_at = 0;
}

static void channel_abort(struct sluice_transport *transport)
{
	struct channel_transport *self = self_of(transport);

	self->is_staging = false;
	sluice_channel_abort_message(&self->channel->base);
}

/* ---- closing ---------------------------------------------------------------------------------------------------------------------- */

static void shut(struct channel_transport *self, int error, bool is_orderly)
{
	if (self->channel == NULL)
		return;
	self->base.state = SLUICE_TRANSPORT_CLOSED;
	self->base.error = error;
	if (enter(self) == 0) {
		if (is_orderly && self->staged == 0)
			sluice_channel_end(&self->channel->base);
		sluice_channel_disconnect(&self->channel->base);
	}
	self->channel = NULL;
}

static int channel_close(struct sluice_transport *transport, int64_t deadline_ns)
{
	struct channel_transport *self = self_of(transport);
	int status = channel_publish(transport);

	while (status == 0 && self->staged > 0) {
		status = sluice__channel_wait_room(self->channel, next_part(self), false, deadline_ns);
		if (status == 0)
			status = channel_publish(transport);
	}
	shut(self, 0, true);
	return status == -SLUICE_ERR_PEER_UNRESPONSIVE ? -SLUICE_ERR_DEADLINE : status == -SLUICE_ERR_DEADLINE ? status : 0;
}

static void channel_destroy(struct sluice_transport *transport, int error)
{
	shut(self_of(transport), error, error == 0);
}

static void channel_free(struct sluice_transport *transport)
{
	struct channel_transport *self = self_of(transport);

	free(self->staging);
	free(self->gathered);
	free(self);
}

/* ---- receiving -------------------------------------------------------------------------------------------------------------------- */

/* A part of a long record, straight from the ring: 1 with its last one, 0 before, or an error. */
static int gather(struct channel_transport *self)
{
	const struct sluice_ring_record *record = &self->channel->base.in.record;
	const bool is_last = (record->flags & SLUICE_WORD_MORE) == 0;

	if ((record->flags & SLUICE_WORD_KIND) != 0 || record->length > self->base.max_length - self->gathered_length)
		return -SLUICE_ERR_PROTOCOL;
	if (self->gathered == NULL)
		self->gathered = (uint8_t *)malloc(self->base.max_length);
	if (self->gathered == NULL)
		return -SLUICE_ERR_SYSTEM;
	memcpy(self->gathered + self->gathered_length, record->payload, record->length);
	self->gathered_length += record->length;
	sluice_channel_finish_message(&self->channel->base);
	return is_last;
}

static int hand_over(struct channel_transport *self, sluice_receive *receive, void *user)
{
	struct sluice_channel *channel = &self->channel->base;
	struct sluice_message message;
	size_t length;
	int status;

	if ((channel->in.record.flags & SLUICE_WORD_MORE) != 0 || self->gathered_length > 0) {
		status = gather(self);
		length = self->gathered_length;
		if (status != 1)
			return status;
		self->gathered_length = 0;
		if (length == 0)
			return -SLUICE_ERR_PROTOCOL;
		receive(user, self->gathered, length);
		return 1;
	}
	status = sluice_channel_get_message(channel, &message);
	if (status != 1)
		return status;
	if (message.size == 0 || message.size > self->base.max_length)
		return -SLUICE_ERR_PROTOCOL;
	receive(user, message.payload, message.size);
	/* Unless the receiver has closed. */
	if (self->channel != NULL)
		sluice_channel_finish_message(channel);
	return 1;
}

static int end_of(struct channel_transport *self, int status)
{
	/* The end within a record is none. */
	const int error = status != -SLUICE_ERR_ENDED ? status : self->gathered_length > 0 ? -SLUICE_ERR_PEER_CLOSED : 0;

	shut(self, error, error == 0);
	return error != 0 ? error : -SLUICE_ERR_PEER_CLOSED;
}

static int channel_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	struct channel_transport *self = self_of(transport);
	int found = 0, status = enter(self);

	if (status != 0)
		return status;
	if (self->staged > 0)
		channel_publish(transport);
	while (self->channel != NULL && found < INT32_MAX && (size_t)found < limit) {
		status = sluice__channel_peek(self->channel);
		if (status == 1)
			status = hand_over(self, receive, user);
		else if (status == 0)
			break;
		if (status < 0)
			return found > 0 ? found : end_of(self, status);
		found += status;
	}
	return found;
}

static unsigned ready_of(struct channel_transport *self, unsigned wanted, size_t room, int events)
{
	unsigned ready = 0;

	if (((unsigned)events & SLUICE_EVENT_RECEIVE) != 0)
		ready |= wanted & SLUICE_READABLE;
	if ((wanted & SLUICE_WRITABLE) != 0 && self->staged == 0 &&
	    (room > out_of(self)->max_length || sluice__channel_fits(self->channel, room, false) != SLUICE_FULL))
		ready |= SLUICE_WRITABLE;
	return ready;
}

static int channel_wait(struct sluice_transport *transport, unsigned events, size_t room, int64_t deadline_ns)
{
	struct channel_transport *self = self_of(transport);
	int status = enter(self);

	if (status != 0)
		return status;
	channel_publish(transport);
	for (;;) {
		const bool is_sending = self->staged > 0 || (events & SLUICE_WRITABLE) != 0;
		unsigned ready = ready_of(self, events, room, 0);

		if (ready != 0)
			return (int)ready;
		if (is_sending) {
			self->channel->wanted = 1 + (self->staged > 0 ? next_part(self) : room);
			self->channel->wants_reference = false;
		}
		status = sluice_channel_wait(&self->channel->base,
					     ((events & SLUICE_READABLE) != 0 ? SLUICE_EVENT_RECEIVE : 0) |
						     (is_sending ? SLUICE_EVENT_SEND : 0),
					     deadline_ns);
		if (status <= 0)
			return status;
		if (self->staged > 0)
			channel_publish(transport);
		ready = ready_of(self, events, room, status);
		if (ready != 0)
			return (int)ready;
		/* What can't be sent any more is no reason to wait for its room. */
		if (out_of(self)->status != 0)
			self->staged = self->staged_at = 0;
	}
}

static int channel_descriptor(const struct sluice_transport *transport)
{
	struct channel_transport *self = self_of((struct sluice_transport *)(uintptr_t)transport);
	int descriptor;

	if (self->channel == NULL || enter(self) != 0)
		return -1;
	descriptor = sluice_channel_descriptor(&self->channel->base);
	return descriptor < 0 ? -1 : descriptor;
}

static const struct sluice_transport_ops CHANNEL_OPS = {
	.try_reserve = channel_try_reserve,
	.commit = channel_commit,
	.abort = channel_abort,
	.publish = channel_publish,
	.flush = channel_flush,
	.poll = channel_poll,
	.wait = channel_wait,
	.descriptor = channel_descriptor,
	.close = channel_close,
	.destroy = channel_destroy,
	.free = channel_free,
};

int sluice_channel_transport(struct sluice_channel *channel, size_t max_length, struct sluice_transport **out)
{
	struct channel_transport *self;
	int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (sluice__channel_of(channel)->is_async)
		return -SLUICE_ERR_STATE;
	self = (struct channel_transport *)calloc(1, sizeof *self);
	if (self == NULL)
		return -SLUICE_ERR_SYSTEM;
	self->channel = sluice__channel_of(channel);
	if (self->channel->link.lane != NULL)
		snprintf(self->name, sizeof self->name, "slot %u of a region", self->channel->link.lane->peer);
	else
		snprintf(self->name, sizeof self->name, "channel to process %ld", (long)self->channel->link.credentials.pid);
	sluice_transport_init(&self->base, &CHANNEL_OPS, self->name, max_length);
	/* What has no room is told, whatever the channel does by itself. */
	self->channel->backpressure = SLUICE_REFUSE;
	*out = &self->base;
	return 0;
}
