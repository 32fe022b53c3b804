/* SPDX-License-Identifier: MIT */
/* Waiting: events as states, looking before sleeping, and sleeping on doorbells and the socket. */
#define _GNU_SOURCE
#include "channel.h"
#include "region.h"
#include "spin.h"

#include <sched.h>
#include <stddef.h>
#include <unistd.h>

/* Affinity changes rarely. */
#define WAITS_PER_AFFINITY 64u

/* ---- events as states ---------------------------------------------------------------------------------------------------------------- */

static bool is_readable(struct sluice__channel *self, bool arms)
{
	do {
		if (sluice__channel_peek(self) != 0)
			return true;
	} while (arms && sluice_consumer_arm(&self->base.in) != 0);
	return false;
}

static bool is_writable(struct sluice__channel *self, bool arms)
{
	const size_t size = self->wanted == 0 ? 0 : self->wanted - 1;
	const bool by_reference = self->wanted != 0 && self->wants_reference;

	if (sluice__channel_fits(self, size, by_reference) == SLUICE_FULL) {
		if (!arms)
			return false;
		/* The reader can only release what it sees. */
		sluice__channel_publish(self);
		sluice__channel_wait_for_arena(self, by_reference);
		sluice_producer_arm(&self->base.out, by_reference ? SLUICE_BLOCK_REFERENCE_SIZE : (uint32_t)size);
		/* A4. */
		if (sluice__channel_fits(self, size, by_reference) == SLUICE_FULL)
			return false;
	}
	return true;
}

unsigned sluice__channel_ready(struct sluice__channel *self, unsigned events, bool arms)
{
	unsigned set = 0;

	if ((events & SLUICE_EVENT_RECEIVE) != 0 && is_readable(self, arms))
		set |= SLUICE_EVENT_RECEIVE;
	if ((events & SLUICE_EVENT_SEND) != 0 && is_writable(self, arms))
		set |= SLUICE_EVENT_SEND;
	if ((events & SLUICE_EVENT_CONTROL) != 0 && sluice__channel_remote_state(self) != self->told)
		set |= SLUICE_EVENT_CONTROL;
	return set;
}

static unsigned look_and_ready(struct sluice__channel *self, unsigned events)
{
	if (!self->is_dead)
		sluice__channel_look(self, sluice__link_drain(&self->link));
	return sluice__channel_ready(self, events, false);
}

/* ---- looking before sleeping --------------------------------------------------------------------------------------------------------- */

static bool shares_core(const struct sluice__channel *self)
{
	cpu_set_t own, peer;

	/* Where the peer of a region runs is not for this system to know. */
	if (self->link.lane != NULL)
		return false;
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1)
		return true;
	if (sched_getaffinity(0, sizeof own, &own) != 0 || sched_getaffinity(self->link.credentials.pid, sizeof peer, &peer) != 0)
		return false;
	CPU_OR(&own, &own, &peer);
	return CPU_COUNT(&own) == 1;
}

/* Whether there is reason to look closer; two loads, of which the second is rare. */
static bool has_moved(const struct sluice__channel *self, unsigned events)
{
	const struct sluice_channel *base = &self->base;

	/* Whoever looks closer loads them again, with acquire. */
	if ((events & SLUICE_EVENT_RECEIVE) != 0 && sluice_load_once(base->in.writer_tail) != base->in.head)
		return true;
	return (events & SLUICE_EVENT_SEND) != 0 && sluice_load_once(base->out.reader_head) != base->out.head;
}

static void spin(const struct sluice__channel *self, unsigned events, int64_t until_ns)
{
	int i;

	do {
		for (i = 0; i < SLUICE__LOOKS_PER_CLOCK; i++) {
			if (has_moved(self, events))
				return;
			sluice__pause_briefly();
		}
	} while (!sluice_is_over(until_ns, sluice_now_ns()));
}

static int sleep_until(struct sluice__channel *self, unsigned events, int64_t deadline_ns)
{
	if (self->link.lane != NULL)
		sluice__lane_begin_wait(self->link.lane);
	for (;;) {
		unsigned set = sluice__channel_ready(self, events, true), seen;

		if (set != 0)
			return (int)set;
		/* No state of a peer that is gone changes any more. */
		if (self->is_dead)
			return self->ending.status;
		/* R8, W11, A5 of docs/models.md. */
		self->base.counters.sleeps++;
		seen = sluice__link_wait(&self->link, -1, deadline_ns);
		sluice__channel_look(self, seen);
		set = sluice__channel_ready(self, events, false);
		/* The clock, too: a peer can ring for nothing without an end. */
		if (set != 0 || seen == 0 || sluice_is_over(deadline_ns, sluice_now_ns()))
			return (int)set;
	}
}

int sluice_channel_wait(struct sluice_channel *channel, unsigned events, int64_t deadline_ns)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int64_t start_ns;
	unsigned set;
	int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	set = sluice__channel_ready(self, events, false);
	if (set != 0)
		return (int)set;
	start_ns = sluice_now_ns();
	if (sluice_is_over(deadline_ns, start_ns))
		return (int)look_and_ready(self, events);
	if (self->waits-- == 0) {
		self->shares_core = shares_core(self);
		self->waits = WAITS_PER_AFFINITY;
	}
	if (!self->shares_core)
		spin(self, events, sluice_earlier(deadline_ns, start_ns + self->spin_ns));
	status = sleep_until(self, events, deadline_ns);
	self->spin_ns = sluice__adapt_spin(self->spin_ns, sluice_now_ns() - start_ns);
	return status;
}

/* Loads how far the peer has released; a lie is found as any other. */
static int look_at_head(struct sluice__channel *self)
{
	sluice_producer_look(&self->base.out);
	return sluice__channel_judge(self) ? -SLUICE_ERR_POISONED : self->base.out.status;
}

int sluice__channel_late(struct sluice__channel *self, uint32_t head_before)
{
	const struct sluice_producer *out = &self->base.out;

	if (look_at_head(self) == -SLUICE_ERR_POISONED)
		return -SLUICE_ERR_POISONED;
	return out->head == head_before && out->head != out->published ? -SLUICE_ERR_PEER_UNRESPONSIVE : -SLUICE_ERR_DEADLINE;
}

int sluice__channel_wait_room(struct sluice__channel *self, size_t size, bool by_reference, int64_t deadline_ns)
{
	int status = look_at_head(self);
	const uint32_t head = self->base.out.head;

	self->wanted = size + 1;
	self->wants_reference = by_reference;
	while (status == 0) {
		status = sluice_channel_wait(&self->base, SLUICE_EVENT_SEND, deadline_ns);
		if (status < 0)
			return status;
		status = sluice__channel_fits(self, size, by_reference);
		if (status != SLUICE_FULL)
			return status;
		status = sluice_is_over(deadline_ns, sluice_now_ns()) ? sluice__channel_late(self, head) : 0;
	}
	return status;
}

/* ---- one event ---------------------------------------------------------------------------------------------------------------------- */

static int get_event(struct sluice_channel *channel, unsigned event)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (self->is_async && event != SLUICE_EVENT_CONTROL)
		return -SLUICE_ERR_STATE;
	return look_and_ready(self, event) != 0;
}

int sluice_channel_get_receive_event(struct sluice_channel *channel)
{
	return get_event(channel, SLUICE_EVENT_RECEIVE);
}

int sluice_channel_get_send_event(struct sluice_channel *channel)
{
	return get_event(channel, SLUICE_EVENT_SEND);
}

int sluice_channel_get_control_event(struct sluice_channel *channel)
{
	return get_event(channel, SLUICE_EVENT_CONTROL);
}
