/* SPDX-License-Identifier: MIT */
/* State of a channel: opening, leaving, the peer's death and departure, and poison. docs/runtime.md, "States". */
#define _GNU_SOURCE
#include "channel.h"
#include "fence.h"
#include "statistics.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#define SIZE_IN_LINES(size) (((size) + SLUICE_LINE_SPACING - 1) / SLUICE_LINE_SPACING * SLUICE_LINE_SPACING)

/* Stands in for words of a peer that is gone. */
static const uint32_t NOTHING;

static uint32_t *own_reader_word(struct sluice__channel *self, size_t offset)
{
	return (uint32_t *)(void *)(self->link.own.consumer.control + offset);
}

static uint32_t *own_writer_word(struct sluice__channel *self, size_t offset)
{
	return (uint32_t *)(void *)(self->link.own.ring.control + offset);
}

static void attach(struct sluice__channel *self)
{
	const struct sluice__map *own = &self->link.own, *peer = &self->link.peer;

	sluice_producer_init(&self->base.out, own->ring.data, own->ring.data_size, own->ring.control, peer->consumer.control, 0);
	sluice_consumer_init(&self->base.in, peer->ring.data, peer->ring.data_size, own->consumer.control, peer->ring.control, 0);
	self->base.out.is_fenced_by_reader = self->link.is_fenced_by_peer;
	self->base.in.fence_writer = self->link.fences_peer ? sluice__fence_others : NULL;
	self->base.peer_fast = (const uint32_t *)(const void *)(peer->consumer.control + offsetof(struct sluice_consumer_lines, fast_receive));
}

void sluice__channel_free(struct sluice__channel *self)
{
	sluice__link_close(&self->link);
	sluice__lender_free(&self->lender);
	sluice__borrower_free(&self->borrower);
	if (self->epoll >= 0)
		close(self->epoll);
	if (self->nudge >= 0)
		close(self->nudge);
	free(self->base.copy);
	free(self->large);
	free(self);
}

int sluice__channel_open(struct sluice__link *link, const struct sluice_channel_options *options, struct sluice_channel **out)
{
	/* Lines of its own: two channels of two threads must not share one. */
	struct sluice__channel *self = (struct sluice__channel *)aligned_alloc(SLUICE_LINE_SPACING, SIZE_IN_LINES(sizeof *self));

	if (self == NULL) {
		sluice__link_close(link);
		return -SLUICE_ERR_SYSTEM;
	}
	memset(self, 0, sizeof *self);
	self->link = *link;
	self->backpressure = options->backpressure;
	self->process = getpid();
	self->peer_state = SLUICE_SEGMENT_READY;
	self->told = SLUICE_STATE_CONNECTED;
	self->epoll = self->nudge = -1;
	attach(self);
	self->base.totals = link->statistics != NULL ? sluice__statistics_totals(link->statistics) : &self->totals;
	if (!options->trusts_peer)
		self->base.copy = (uint8_t *)malloc(self->base.in.max_length);
	if ((self->base.copy == NULL && !options->trusts_peer) ||
	    sluice__lender_init(&self->lender, &link->own.arena, &link->peer.released) != 0 ||
	    sluice__borrower_init(&self->borrower, &link->peer.arena, &link->own.released) != 0) {
		sluice__channel_free(self);
		errno = ENOMEM;
		return -SLUICE_ERR_SYSTEM;
	}
	self->base.owner = sluice__thread_own();
	*out = &self->base;
	return 0;
}

int sluice_channel_disconnect(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	/* C1, C2, C3, C4 of docs/models.md. The order is the contract: nothing new, then out of the peer's memory, then the end of file that says so. */
	if (!sluice__link_is_replaced(&self->link))
		sluice__map_set_state(&self->link.own, SLUICE_SEGMENT_CLOSING);
	sluice__link_unmap_peer(&self->link);
	if (!sluice__link_is_replaced(&self->link))
		sluice__map_set_state(&self->link.own, SLUICE_SEGMENT_CLOSED);
	if (self->is_gone != NULL)
		*self->is_gone = true;
	sluice__channel_free(self);
	return 0;
}

/* ---- the peer ---------------------------------------------------------------------------------------------------------------------- */

static void end(struct sluice__channel *self, int status, uint32_t reason)
{
	self->ending = (struct sluice_channel_ending){status, reason, self->base.out.published, self->base.out.head};
}

static void tell_observers(const struct sluice__channel *self)
{
	struct sluice_statistics_entry *entry = self->link.statistics;

	if (entry == NULL)
		return;
	entry->remote_state = (uint32_t)sluice__channel_remote_state(self);
	entry->reason = self->ending.reason;
}

void sluice__channel_poison(struct sluice__channel *self, uint32_t reason)
{
	if (self->is_poisoned)
		return;
	self->is_poisoned = true;
	sluice_consumer_poison(&self->base.in, reason);
	sluice_producer_poison(&self->base.out, reason);
	sluice_producer_discard(&self->base.out);
	self->base.peer_fast = &NOTHING;
	self->base.borrowed = 0;
	end(self, -SLUICE_ERR_POISONED, reason);
	/* What looks like a lie is what the peer says to somebody else. */
	if (sluice__link_is_replaced(&self->link)) {
		tell_observers(self);
		return;
	}
	/* P1, P2, P3. Before the state, which the peer acquires: then it can read why. */
	sluice_store_release(own_reader_word(self, offsetof(struct sluice_consumer_lines, reason)), reason);
	sluice_store_release(own_writer_word(self, offsetof(struct sluice_producer_lines, reason)), reason);
	sluice__map_set_state(&self->link.own, SLUICE_SEGMENT_POISONED);
	tell_observers(self);
	sluice__channel_ring_data(self);
	sluice__channel_ring_space(self);
}

bool sluice__channel_judge(struct sluice__channel *self)
{
	if (self->base.in.reason != 0 || self->base.out.reason != 0)
		sluice__channel_poison(self, self->base.in.reason != 0 ? self->base.in.reason : self->base.out.reason);
	return self->is_poisoned;
}

static int status_of(uint32_t state)
{
	switch (state) {
	case SLUICE_SEGMENT_CLOSING:
	case SLUICE_SEGMENT_CLOSED:
		return -SLUICE_ERR_PEER_CLOSED;
	case SLUICE_SEGMENT_POISONED:
		return -SLUICE_ERR_POISONED;
	default:
		return -SLUICE_ERR_PEER_DIED;
	}
}

/* What the peer's end says counts more than an END of one's own. */
static void stop_writing(struct sluice__channel *self, int status)
{
	self->base.out.status = 0;
	sluice_producer_stop(&self->base.out, status);
}

/*
 * R7, D3. The peer stores nothing any more. Takes its head and tail for the last time, and lets go of its words; its records stay mapped until they
 * are read.
 */
static void finish_peer(struct sluice__channel *self, int status, uint32_t reason)
{
	struct sluice_producer *out = &self->base.out;
	struct sluice_consumer *in = &self->base.in;

	if (out->status != -SLUICE_ERR_POISONED)
		sluice_producer_look(out);
	if (sluice__channel_judge(self))
		return;
	sluice_consumer_look(in);
	if (sluice__channel_judge(self))
		return;
	end(self, status, reason);
	stop_writing(self, status);
	sluice_consumer_stop(in, status);
	sluice_producer_discard(out);
	out->reader_head = &out->head;
	out->data_wake_at = &NOTHING;
	/* One that what I release never passes. */
	self->never = in->released - 1;
	in->space_wake_at = &self->never;
	self->base.peer_fast = &NOTHING;
}

static uint32_t peer_reason(const struct sluice__channel *self)
{
	/* Pairs with the store before the state in sluice__channel_poison; a number that is none is told as it is. */
	return sluice_load_acquire((const uint32_t *)(const void *)(self->link.peer.consumer.control +
								     offsetof(struct sluice_consumer_lines, reason)));
}

static void look_at_state(struct sluice__channel *self)
{
	/* D1, D2. */
	const uint32_t state = sluice__map_state(&self->link.peer);

	if (state < self->peer_state || state > SLUICE_SEGMENT_POISONED) {
		sluice__channel_poison(self, SLUICE_POISON_STATE);
		return;
	}
	if (state == self->peer_state)
		return;
	self->peer_state = state;
	/* A leaver reads nothing more, but what it has written stays. */
	if (state == SLUICE_SEGMENT_POISONED)
		finish_peer(self, -SLUICE_ERR_POISONED, peer_reason(self));
	else
		stop_writing(self, -SLUICE_ERR_PEER_CLOSED);
}

void sluice__channel_look(struct sluice__channel *self, unsigned events)
{
	if (self->is_dead)
		return;
	if (!self->is_poisoned)
		look_at_state(self);
	if ((events & SLUICE__EVENT_CLOSED) != 0) {
		self->is_dead = true;
		if (!self->is_poisoned && self->peer_state != SLUICE_SEGMENT_POISONED)
			finish_peer(self, status_of(self->peer_state), 0);
		/* END was the last there was to read: who has been told of it does not look again. */
		if (self->base.in.status == -SLUICE_ERR_ENDED) {
			self->is_drained = true;
			sluice__link_unmap_peer(&self->link);
		}
	}
	tell_observers(self);
}

enum sluice_endpoint_state sluice__channel_remote_state(const struct sluice__channel *self)
{
	switch (self->peer_state) {
	case SLUICE_SEGMENT_CLOSING:
		return self->is_dead ? SLUICE_STATE_DISCONNECTED : SLUICE_STATE_DISCONNECTING;
	case SLUICE_SEGMENT_CLOSED:
		return SLUICE_STATE_DISCONNECTED;
	case SLUICE_SEGMENT_POISONED:
		return SLUICE_STATE_POISONED;
	default:
		return self->is_dead ? SLUICE_STATE_CRASHED : SLUICE_STATE_CONNECTED;
	}
}

int sluice_channel_get_remote_state(struct sluice_channel *channel, enum sluice_endpoint_state *state)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	*state = SLUICE_STATE_UNKNOWN;
	if (status != 0)
		return status;
	sluice__channel_look(self, self->is_dead ? 0 : sluice__link_drain(&self->link));
	*state = self->told = sluice__channel_remote_state(self);
	return 0;
}

struct sluice_channel_ending sluice_channel_get_ending(const struct sluice_channel *channel)
{
	return ((const struct sluice__channel *)(const void *)channel)->ending;
}

const char *sluice_endpoint_state_name(enum sluice_endpoint_state state)
{
	switch (state) {
	case SLUICE_STATE_UNKNOWN: return "unknown";
	case SLUICE_STATE_UNREADY: return "unready";
	case SLUICE_STATE_LISTENING: return "listening";
	case SLUICE_STATE_CONNECTED: return "connected";
	case SLUICE_STATE_DISCONNECTING: return "disconnecting";
	case SLUICE_STATE_DISCONNECTED: return "disconnected";
	case SLUICE_STATE_CRASHED: return "crashed";
	case SLUICE_STATE_POISONED: return "poisoned";
	default: return "invalid";
	}
}
