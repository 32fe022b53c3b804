/* SPDX-License-Identifier: MIT */
/* Reading: what the inline paths leave over. Empty rings, ends, references, and giving back. */
#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

void sluice__channel_ring_space(struct sluice__channel *self)
{
	if (self->is_dead)
		return;
	self->base.counters.rings++;
	/* R11 of docs/models.md. */
	sluice__link_ring_space(&self->link);
}

void sluice__channel_release(struct sluice__channel *self)
{
	struct sluice__totals *totals = self->base.totals;
	const uint32_t old = self->base.in.released;
	const bool is_due = sluice_consumer_release(&self->base.in);

	totals->received = self->base.counters.received;
	totals->released_bytes = sluice__extend(&self->base.laps_released, old, self->base.in.released);
	if (is_due)
		sluice__channel_ring_space(self);
}

static int read_end(struct sluice__channel *self)
{
	sluice_consumer_finish(&self->base.in);
	sluice__channel_release(self);
	self->base.in.status = -SLUICE_ERR_ENDED;
	return -SLUICE_ERR_ENDED;
}

/* Nothing will come any more: the memory of a peer that is gone is let go of. */
static int tell_end(struct sluice__channel *self, int status)
{
	if (sluice__channel_judge(self))
		return -SLUICE_ERR_POISONED;
	if (self->is_dead && !self->is_drained) {
		self->is_drained = true;
		sluice__link_unmap_peer(&self->link);
	}
	return status;
}

int sluice__channel_peek(struct sluice__channel *self)
{
	struct sluice_consumer *in = &self->base.in;

	for (;;) {
		const int status = sluice_consumer_get(in);

		if (status < 0)
			return tell_end(self, status);
		if (status == 1)
			return (in->record.flags & SLUICE_WORD_KIND) == SLUICE_WORD_END ? tell_end(self, read_end(self)) : 1;
		sluice__channel_release(self);
		if (++self->base.looks % SLUICE__LOOKS != 0)
			return 0;
		sluice__channel_look(self, sluice__link_drain(&self->link));
	}
}

/* Each word of the reference is read once. */
static struct sluice_block_reference read_reference(const uint8_t *payload)
{
	const uint32_t *words = (const uint32_t *)(const void *)payload;
	struct sluice_block_reference reference;

	reference.region = sluice_load_once(&words[0]);
	reference.block = sluice_load_once(&words[1]);
	reference.length = sluice_load_once(&words[2]);
	reference.generation = sluice_load_once(&words[3]);
	return reference;
}

/* The current record becomes what its reference leads to; in private memory for a peer that is not trusted. */
static int follow(struct sluice__channel *self)
{
	struct sluice_ring_record *record = &self->base.in.record;
	const struct sluice_block_reference reference = read_reference(record->payload);
	const uint8_t *payload = sluice__borrow(&self->borrower, &reference);

	if (payload == NULL) {
		sluice__channel_poison(self, SLUICE_POISON_REFERENCE);
		return -SLUICE_ERR_POISONED;
	}
	if (self->base.copy != NULL && self->large == NULL) {
		/* Once, for the longest there can be; pages that are never touched cost nothing. */
		self->large = (uint8_t *)malloc((size_t)self->borrower.count * self->borrower.block_size);
		if (self->large == NULL) {
			errno = ENOMEM;
			return -SLUICE_ERR_SYSTEM;
		}
	}
	if (self->base.copy != NULL)
		payload = (const uint8_t *)memcpy(self->large, payload, reference.length);
	record->payload = payload;
	record->length = reference.length;
	self->base.borrowed = reference.block + 1;
	return 0;
}

int sluice__channel_get(struct sluice_channel *channel, struct sluice_message *out)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	struct sluice_ring_record *record = &channel->in.record;
	int status = sluice__channel_peek(self);

	if (status != 1)
		return status;
	if ((record->flags & SLUICE_WORD_KIND) == SLUICE_WORD_INDIRECT) {
		if (channel->borrowed == 0 && (status = follow(self)) != 0)
			return status;
	} else if (channel->copy != NULL && record->payload != channel->copy) {
		record->payload = (const uint8_t *)memcpy(channel->copy, record->payload, record->length);
	}
	*out = (struct sluice_message){record->payload, record->length, record->code, record->correlation,
				       (record->flags & SLUICE_WORD_MORE) != 0};
	return 1;
}

static void give_back(struct sluice__channel *self)
{
	const uint32_t block = self->base.borrowed - 1;

	self->base.borrowed = 0;
	sluice__give_back(&self->borrower, block);
	/* A9, A10. Partner: a writer stores arena_waiting, then looks at what is released. One of us sees the other. */
	if (!self->is_dead && sluice_load_seq_cst((const uint32_t *)(const void *)(self->link.peer.ring.control +
									       offsetof(struct sluice_producer_lines, arena_waiting))) != 0)
		sluice__channel_ring_space(self);
}

int sluice__channel_finish(struct sluice_channel *channel, int status)
{
	struct sluice__channel *self = sluice__channel_of(channel);

	if (status < 0)
		return self->is_poisoned ? -SLUICE_ERR_POISONED : status;
	channel->counters.received++;
	if (channel->borrowed != 0)
		give_back(self);
	if (status == 1)
		sluice__channel_release(self);
	return 0;
}

int sluice_channel_receive(struct sluice_channel *channel, int64_t deadline_ns, struct sluice_message *out)
{
	const uint32_t head = channel->out.head;

	for (;;) {
		int status = sluice_channel_get_message(channel, out);

		if (status != 0)
			return status;
		status = sluice_channel_wait(channel, SLUICE_EVENT_RECEIVE, deadline_ns);
		if (status < 0)
			return status;
		if (status == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			return deadline_ns == 0 ? -SLUICE_ERR_DEADLINE : sluice__channel_late(sluice__channel_of(channel), head);
	}
}
