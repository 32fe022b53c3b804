/* SPDX-License-Identifier: MIT */
/* Writing: what the inline paths leave over. No room, back-pressure, references, END. */
#define _GNU_SOURCE
#include "channel.h"
#include "statistics.h"

#include <stddef.h>

void sluice__channel_ring_data(struct sluice__channel *self)
{
	if (self->is_dead)
		return;
	self->base.counters.rings++;
	/* W6 of docs/models.md. */
	sluice__link_ring_data(&self->link);
}

int sluice__channel_publish(struct sluice__channel *self)
{
	if (sluice__channel_publish_counted(&self->base))
		sluice__channel_ring_data(self);
	return self->base.out.status;
}

/* The lender's answer, when it has caught a lie. */
static int judge_lender(struct sluice__channel *self, int status)
{
	if (status == -SLUICE_ERR_POISONED)
		sluice__channel_poison(self, SLUICE_POISON_RELEASED);
	return status;
}

void sluice__channel_wait_for_arena(struct sluice__channel *self, bool is_waiting)
{
	if (self->is_arena_waiting == is_waiting)
		return;
	self->is_arena_waiting = is_waiting;
	/* A3, A11. Partner: the reader stores what it releases, then loads this. */
	sluice_store_seq_cst((uint32_t *)(void *)(self->link.own.ring.control + offsetof(struct sluice_producer_lines, arena_waiting)), is_waiting);
}

int sluice__channel_fits(struct sluice__channel *self, size_t size, bool by_reference)
{
	const uint32_t first = self->lender.first, blocks = self->lender.blocks;
	uint8_t *ignored;
	int status = self->base.out.status;

	if (status == 0 && by_reference) {
		status = sluice__lender_reserve(&self->lender, size, &ignored);
		self->lender.first = first;
		self->lender.blocks = blocks;
	}
	if (status == 0)
		status = sluice_producer_fits(&self->base.out, by_reference ? SLUICE_BLOCK_REFERENCE_SIZE : (uint32_t)size);
	else if (self->base.out.status == 0)
		judge_lender(self, status);
	return sluice__channel_judge(self) ? -SLUICE_ERR_POISONED : status;
}

static int reserve_now(struct sluice__channel *self, size_t size, bool by_reference, uint8_t **payload)
{
	uint8_t *slot;
	int status = self->base.out.status;

	if (status != 0)
		return status;
	if (!by_reference) {
		status = sluice_producer_reserve(&self->base.out, (uint32_t)size, payload);
	} else {
		/* Of what was reserved before nothing stays, also when there is no room for this. */
		sluice_producer_abort(&self->base.out);
		status = judge_lender(self, sluice__lender_reserve(&self->lender, size, payload));
		if (status == 0)
			sluice__channel_wait_for_arena(self, false);
		if (status == 0)
			status = sluice_producer_reserve(&self->base.out, SLUICE_BLOCK_REFERENCE_SIZE, &slot);
	}
	return sluice__channel_judge(self) ? -SLUICE_ERR_POISONED : status;
}

static void commit_now(struct sluice__channel *self, uint32_t size, bool by_reference, uint32_t word, uint32_t type, uint32_t flags)
{
	struct sluice_producer *out = &self->base.out;

	if (by_reference) {
		struct sluice_block_reference reference;

		sluice__lender_commit(&self->lender, size, &reference);
		sluice_block_reference_store(out->data + (out->at & out->mask) + SLUICE_RECORD_HEADER, reference);
		sluice_producer_commit(out, SLUICE_BLOCK_REFERENCE_SIZE, SLUICE_WORD_INDIRECT, type, flags);
	} else {
		sluice_producer_commit(out, size, word, type, flags);
	}
}

static int refuse(struct sluice__channel *self, size_t size, bool by_reference)
{
	self->base.counters.refused++;
	sluice__statistics_refuse(self->link.statistics, &self->base.counters, self->base.out.head);
	self->wanted = size + 1;
	self->wants_reference = by_reference;
	if (++self->base.looks % SLUICE__LOOKS == 0)
		sluice__channel_look(self, sluice__link_drain(&self->link));
	return SLUICE_FULL;
}

/* With the back-pressure that was chosen. */
static int reserve(struct sluice__channel *self, size_t size, bool by_reference, int64_t deadline_ns, uint8_t **payload)
{
	for (;;) {
		int status;

		if (sluice_load_once(self->base.peer_fast) != 0)
			sluice__channel_publish(self);
		status = reserve_now(self, size, by_reference, payload);
		if (status != SLUICE_FULL)
			return status;
		refuse(self, size, by_reference);
		if (self->backpressure == SLUICE_DROP_NEWEST) {
			self->base.counters.dropped++;
			sluice__statistics_refuse(self->link.statistics, &self->base.counters, self->base.out.head);
			return SLUICE_DROPPED;
		}
		if (self->backpressure == SLUICE_REFUSE || deadline_ns == 0)
			return SLUICE_FULL;
		status = sluice__channel_wait_room(self, size, by_reference, deadline_ns);
		if (status != 0)
			return status;
	}
}

static bool goes_by_reference(const struct sluice__channel *self, size_t size)
{
	return size > self->base.out.max_length;
}

int sluice__channel_prep(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns, uint8_t **payload)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const bool by_reference = goes_by_reference(self, size);
	const int status = reserve(self, size, by_reference, deadline_ns, payload);

	if (status == 0)
		commit_now(self, (uint32_t)size, by_reference, 0, type, flags);
	return status;
}

int sluice_channel_prep_reference(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns,
				  uint8_t **payload)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice__channel_check(channel);

	if (status == 0)
		status = reserve(self, size, true, deadline_ns, payload);
	if (status == 0)
		commit_now(self, (uint32_t)size, true, 0, type, flags);
	return status;
}

int sluice__channel_prep_word(struct sluice__channel *self, uint32_t size, uint32_t word, uint8_t **payload)
{
	const int status = reserve_now(self, size, false, payload);

	if (status == 0)
		commit_now(self, size, false, word, 0, 0);
	return status == SLUICE_FULL ? refuse(self, size, false) : status;
}

int sluice_channel_reserve_message(struct sluice_channel *channel, size_t size, int64_t deadline_ns, uint8_t **payload)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	status = reserve(self, size, goes_by_reference(self, size), deadline_ns, payload);
	self->reserved = status == 0 ? size + 1 : 0;
	return status;
}

int sluice_channel_commit_message(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice__channel_check(channel);

	/* Who has stopped in between, such as for a lie, has no reservation any more. */
	if (status == 0 && channel->out.status != -SLUICE_ERR_ENDED)
		status = channel->out.status;
	if (status == 0 && (size >= self->reserved || channel->out.reserved == 0))
		status = -SLUICE_ERR_STATE;
	if (status == 0) {
		commit_now(self, (uint32_t)size, goes_by_reference(self, self->reserved - 1), 0, type, flags);
		self->reserved = 0;
	}
	return status;
}

int sluice_channel_abort_message(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	self->reserved = 0;
	sluice_producer_abort(&channel->out);
	sluice__lender_abort(&self->lender);
	return 0;
}

int sluice__channel_sent(struct sluice_channel *channel, bool is_due)
{
	struct sluice__channel *self = sluice__channel_of(channel);

	if (is_due)
		sluice__channel_ring_data(self);
	/* After END there is nothing to send, which is no mistake. */
	return channel->out.status == -SLUICE_ERR_ENDED ? 0 : channel->out.status;
}

int sluice_channel_send(struct sluice_channel *channel, const void *payload, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns)
{
	uint8_t *room;
	const int status = sluice_channel_prep_message(channel, size, type, flags, deadline_ns, &room);
	int sent;

	if (status < 0)
		return status;
	if (status == 0 && size > 0)
		memcpy(room, payload, size);
	/* Also when there was no room: the peer makes some only of what it sees. */
	sent = sluice_channel_send_messages(channel);
	return status == 0 ? sent : status;
}

int sluice_channel_end(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice__channel_check(channel);

	if (status == 0)
		status = sluice_producer_end(&channel->out);
	if (status != 0)
		return status;
	sluice__channel_publish(self);
	return 0;
}

size_t sluice_channel_producer_bytes_available(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	uint32_t available;

	if (sluice__channel_check(channel) != 0)
		return 0;
	available = sluice_producer_available(&channel->out);
	return sluice__channel_judge(self) ? 0 : available;
}

/* ---- fast receive ------------------------------------------------------------------------------------------------------------------ */

bool sluice_channel_remote_requested_fast_wakeup(const struct sluice_channel *channel)
{
	return sluice__channel_check(channel) == 0 && sluice_load_once(channel->peer_fast) != 0;
}

static void tell_fast(struct sluice__channel *self)
{
	/* Only a hint: orders nothing, and its reader reads it once. */
	sluice_store_release((uint32_t *)(void *)(self->link.own.consumer.control + offsetof(struct sluice_consumer_lines, fast_receive)),
			     self->fast_requests != 0);
}

int sluice_channel_request_fast_receive(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (self->fast_requests++ == 0)
		tell_fast(self);
	return 0;
}

int sluice_channel_cancel_fast_receive(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (self->fast_requests == 0)
		return -SLUICE_ERR_STATE;
	if (--self->fast_requests == 0)
		tell_fast(self);
	return 0;
}
