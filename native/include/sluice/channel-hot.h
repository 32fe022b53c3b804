/* SPDX-License-Identifier: MIT */
/*
 * What every message goes through, for compilers to inline; channel.h includes it and has the contracts. What is rare is a call to native/src.
 */
#ifndef SLUICE_CHANNEL_HOT_H
#define SLUICE_CHANNEL_HOT_H

#include <sluice/channel.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The counters for observers, as of the last publish or release: the low halves of the bytes are the positions of then. */
struct sluice__totals {
	uint64_t sent, sent_bytes, received, released_bytes;
};

/* What every message needs; the rest of a channel is not for others. All is for reading. */
struct sluice_channel {
	uint32_t owner;			/* mark of the thread, see sluice__thread_mark */
	uint32_t borrowed;		/* 1 + first block of the peer's arena that the current message lies in; 0 for none */
	uint8_t *copy;			/* private memory for one record; NULL with trusts_peer */
	uint32_t looks;			/* at an empty or a full ring */
	const uint32_t *peer_fast;	/* the peer's fast_receive */
	struct sluice_producer out;
	struct sluice_consumer in;
	struct sluice_channel_counters counters;
	uint64_t laps_sent, laps_released; /* bytes that positions have wrapped by */
	struct sluice__totals *totals;	/* in the statistics of the process, or private */
};

/* A crash is not seen in memory: who only polls looks at the socket once in so many looks. */
#define SLUICE__LOOKS 4096u

/* Tells threads, and a process from its forked child; 0 in a thread that owns nothing. */
extern __thread uint32_t sluice__thread_mark;

int sluice__channel_trespass(const struct sluice_channel *channel);
int sluice__channel_get(struct sluice_channel *channel, struct sluice_message *out);
int sluice__channel_finish(struct sluice_channel *channel, int status);
int sluice__channel_prep(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns,
			 uint8_t **payload);
int sluice__channel_sent(struct sluice_channel *channel, bool is_due);

/* In whole units of 16, which both sides have: for small payloads a call to memcpy takes longer than the copy. */
SLUICE_HOT void sluice__copy_payload(uint8_t *to, const uint8_t *from, uint32_t length)
{
	uint32_t i;

	if (length > 256) {
		memcpy(to, from, length);
		return;
	}
	for (; length >= 64; length -= 64, to += 64, from += 64)
		memcpy(to, from, 64);
	for (i = 0; i < length; i += 16)
		memcpy(to + i, from + i, 16);
}

SLUICE_HOT int sluice_channel_get_message(struct sluice_channel *channel, struct sluice_message *out)
{
	struct sluice_ring_record *record = &channel->in.record;
	int status;

	if (channel->owner != sluice__thread_mark) {
		memset(out, 0, sizeof *out);
		return sluice__channel_trespass(channel);
	}
	status = sluice__consumer_next(&channel->in);
	/* Still nothing: a loop that waits for its peer comes here. */
	if (status == 0 && channel->in.head == channel->in.released && channel->looks % SLUICE__LOOKS != SLUICE__LOOKS - 1) {
		channel->looks++;
		return 0;
	}
	if (status != SLUICE__PLAIN) {
		struct sluice_message slow = { NULL, 0, 0, 0, false };

		status = sluice__channel_get(channel, &slow);
		*out = slow;
		return status;
	}
	if (channel->copy != NULL) {
		sluice__copy_payload(channel->copy, record->payload, record->length);
		record->payload = channel->copy;
	}
	out->payload = record->payload;
	out->size = record->length;
	out->type = record->code;
	out->flags = record->correlation;
	out->has_more = false;
	return 1;
}

SLUICE_HOT int sluice_channel_finish_message(struct sluice_channel *channel)
{
	int status;

	if (channel->owner != sluice__thread_mark)
		return sluice__channel_trespass(channel);
	status = sluice_consumer_finish(&channel->in);
	if (status != 0 || channel->borrowed != 0)
		return sluice__channel_finish(channel, status);
	channel->counters.received++;
	return 0;
}

SLUICE_HOT int sluice_channel_prep_message(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags,
					      int64_t deadline_ns, uint8_t **payload)
{
	if (channel->owner != sluice__thread_mark) {
		*payload = NULL;
		return sluice__channel_trespass(channel);
	}
	if (size > channel->out.max_length || SLUICE_RECORD_BYTES((uint32_t)size) > channel->out.limit - channel->out.committed ||
	    sluice_load_once(channel->peer_fast) != 0) {
		/* Not the caller's own variable, which would then have to lie in memory here, too. */
		uint8_t *slow = NULL;
		const int status = sluice__channel_prep(channel, size, type, flags, deadline_ns, &slow);

		*payload = slow;
		return status;
	}
	*payload = sluice__producer_put(&channel->out, (uint32_t)size, 0, type, flags);
	return 0;
}

/* All bytes of a position that has moved on; `laps` is the part that does not fit in it, and rarely changes. */
SLUICE_HOT uint64_t sluice__extend(uint64_t *laps, uint32_t old, uint32_t now)
{
	if (now < old)
		*laps += UINT64_C(1) << 32;
	return *laps + now;
}

/* What observers see, beside the store of the tail, which costs many times as much. */
SLUICE_HOT void sluice__channel_count_published(struct sluice_channel *channel, uint32_t old)
{
	struct sluice__totals *totals = channel->totals;

	totals->sent = channel->counters.sent;
	totals->sent_bytes = sluice__extend(&channel->laps_sent, old, channel->out.published);
}

/* Publishes, and counts what that makes visible: per batch, not per message. */
SLUICE_HOT bool sluice__channel_publish_counted(struct sluice_channel *channel)
{
	struct sluice_producer *out = &channel->out;
	const uint32_t old = out->published;
	bool is_due;

	/* All messages so far, modulo 2^32, less the low half of those that were counted. */
	channel->counters.sent += (uint32_t)(out->sequence - out->uncounted - (uint32_t)channel->counters.sent);
	is_due = sluice_producer_publish(out);
	sluice__channel_count_published(channel, old);
	return is_due;
}

SLUICE_HOT int sluice_channel_send_messages(struct sluice_channel *channel)
{
	bool is_due;

	if (channel->owner != sluice__thread_mark)
		return sluice__channel_trespass(channel);
	is_due = sluice__channel_publish_counted(channel);
	if (is_due || channel->out.status != 0)
		return sluice__channel_sent(channel, is_due);
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CHANNEL_HOT_H */
