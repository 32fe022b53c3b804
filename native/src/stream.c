/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sluice/stream.h>

#include <stdlib.h>

#include "channel.h"

struct sluice_stream {
	struct sluice__channel *channel;
	size_t offset;	/* bytes of the current message that were read */
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

int sluice_stream_attach(struct sluice_channel *channel, struct sluice_stream **out)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (self->is_async || channel->in.next != channel->in.head)
		return -SLUICE_ERR_STATE;
	*out = (struct sluice_stream *)calloc(1, sizeof **out);
	if (*out == NULL)
		return -SLUICE_ERR_SYSTEM;
	(*out)->channel = self;
	return 0;
}

void sluice_stream_detach(struct sluice_stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->offset > 0)
		sluice_channel_finish_message(&stream->channel->base);
	free(stream);
}

/* ---- sending ---------------------------------------------------------------------------------------------------------------------- */

static int send_chunk(struct sluice_channel *channel, const uint8_t *bytes, size_t length)
{
	uint8_t *room;
	int status = sluice_channel_reserve_message(channel, length, 0, &room);

	if (status != 0)
		return status;
	memcpy(room, bytes, length);
	status = sluice_channel_commit_message(channel, length, SLUICE_STREAM_DATA, 0);
	return status != 0 ? status : sluice_channel_send_messages(channel);
}

int sluice_stream_send(struct sluice_stream *stream, const void *bytes, size_t length, int64_t deadline_ns, size_t *sent)
{
	struct sluice_channel *channel = &stream->channel->base;
	int status = sluice__channel_check(channel);

	*sent = 0;
	while (status == 0 && *sent < length) {
		const size_t longest = channel->out.max_length;
		const bool is_fast = sluice_channel_remote_requested_fast_wakeup(channel);
		const size_t chunk = smaller(length - *sent, is_fast ? smaller(longest, SLUICE_STREAM_FAST_CHUNK) : longest);
		/* Never an empty message, and no crumbs while the ring is nearly full. */
		const size_t least = smaller(chunk, longest / 4);
		const size_t available = sluice_channel_producer_bytes_available(channel);

		if (available >= least) {
			const size_t now = smaller(chunk, available);

			status = send_chunk(channel, (const uint8_t *)bytes + *sent, now);
			if (status == 0)
				*sent += now;
		} else if (channel->out.status != 0) {
			status = channel->out.status;
		} else if (deadline_ns == 0) {
			/* What the send event is about from now on. */
			stream->channel->wanted = least + 1;
			stream->channel->wants_reference = false;
			status = SLUICE_FULL;
		} else {
			status = sluice__channel_wait_room(stream->channel, least, false, deadline_ns);
		}
	}
	return status;
}

int sluice_stream_shutdown(struct sluice_stream *stream)
{
	return sluice_channel_end(&stream->channel->base);
}

/* ---- receiving -------------------------------------------------------------------------------------------------------------------- */

/*
 * Copies out of the current message, straight from the ring: the one copy is what makes bytes of a peer that is not trusted safe to look at.
 * Returns how many bytes; finishes the message with its last one.
 */
static int take_bytes(struct sluice_stream *stream, uint8_t *bytes, size_t size, size_t *taken)
{
	struct sluice_channel *channel = &stream->channel->base;
	struct sluice_message message = {channel->in.record.payload, channel->in.record.length, channel->in.record.code, 0, false};
	size_t count;

	*taken = 0;
	if (channel->in.record.flags != 0) {
		/* A reference, which no stream of ours writes, is followed and checked where all are. */
		const int status = sluice_channel_get_message(channel, &message);

		if (status < 0)
			return status;
	}
	count = message.type == SLUICE_STREAM_DATA ? smaller(message.size - stream->offset, size) : 0;
	if (count > 0)
		memcpy(bytes, message.payload + stream->offset, count);
	*taken = count;
	stream->offset += count;
	if (message.type == SLUICE_STREAM_DATA && stream->offset < message.size)
		return 0;
	stream->offset = 0;
	return sluice_channel_finish_message(channel);
}

int sluice_stream_recv(struct sluice_stream *stream, void *bytes, size_t size, int64_t deadline_ns, size_t *received)
{
	struct sluice_channel *channel = &stream->channel->base;
	const uint32_t head = channel->out.head;
	int status = sluice__channel_check(channel);

	*received = 0;
	while (status == 0 && *received < size) {
		size_t taken;

		status = sluice__channel_peek(stream->channel);
		if (status == 1) {
			status = take_bytes(stream, (uint8_t *)bytes + *received, size - *received, &taken);
			*received += taken;
			continue;
		}
		if (status < 0 || *received > 0)
			break;
		status = sluice_channel_wait(channel, SLUICE_EVENT_RECEIVE, deadline_ns);
		if (status == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			status = deadline_ns == 0 ? -SLUICE_ERR_DEADLINE : sluice__channel_late(stream->channel, head);
		if (status > 0)
			status = 0;
	}
	/* An error waits until the bytes before it are read. */
	return *received > 0 ? 0 : status;
}
