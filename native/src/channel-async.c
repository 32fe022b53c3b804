/* SPDX-License-Identifier: MIT */
/* A channel in somebody else's loop: one descriptor to sleep on, and callbacks. */
#define _GNU_SOURCE
#include "channel.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Rounds of callbacks before others get their turn. */
#define ROUNDS 16

static int watch(int epoll, int descriptor, uint32_t events)
{
	struct epoll_event event = {.events = events};

	return descriptor < 0 ? 0 : epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/* A socket that has ended would stay readable for ever. */
static void unwatch_dead(struct sluice__channel *self)
{
	if (self->is_dead && self->epoll >= 0)
		epoll_ctl(self->epoll, EPOLL_CTL_DEL, self->link.control, NULL);
}

static int open_descriptor(struct sluice__channel *self)
{
	const int epoll = epoll_create1(EPOLL_CLOEXEC), nudge = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (epoll < 0 || nudge < 0 || watch(epoll, nudge, EPOLLIN) != 0 || watch(epoll, self->link.control, EPOLLIN | EPOLLRDHUP) != 0 ||
	    watch(epoll, self->link.wake_data, EPOLLIN) != 0 || watch(epoll, self->link.wake_space, EPOLLIN) != 0) {
		if (epoll >= 0)
			close(epoll);
		if (nudge >= 0)
			close(nudge);
		return -SLUICE_ERR_SYSTEM;
	}
	self->epoll = epoll;
	self->nudge = nudge;
	unwatch_dead(self);
	return 0;
}

int sluice_channel_descriptor(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice__channel_check(channel);

	if (status == 0 && self->epoll < 0)
		status = open_descriptor(self);
	return status == 0 ? self->epoll : status;
}

void sluice__channel_nudge(struct sluice__channel *self)
{
	const uint64_t one = 1;

	/* Full is rung. */
	if (self->nudge >= 0 && write(self->nudge, &one, sizeof one) < 0)
		return;
}

/* What has made the descriptor readable is taken in, before anything is looked at. */
static void take_in(struct sluice__channel *self)
{
	uint64_t ignored;

	if (self->nudge >= 0 && read(self->nudge, &ignored, sizeof ignored) < 0)
		ignored = 0;
	if (!self->is_dead)
		sluice__channel_look(self, sluice__link_drain(&self->link));
	unwatch_dead(self);
}

int sluice_channel_arm(struct sluice_channel *channel, unsigned events)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	take_in(self);
	return (int)sluice__channel_ready(self, events, true);
}

int sluice_channel_set_async(struct sluice_channel *channel, const struct sluice_channel_async *async)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const int status = sluice__channel_check(channel);

	if (status != 0)
		return status;
	if (async != NULL && (async->receive == NULL || async->send == NULL))
		return -SLUICE_ERR_OPTION;
	self->is_async = async != NULL;
	self->is_end_told = false;
	if (async != NULL)
		self->async = *async;
	return 0;
}

static unsigned due_events(struct sluice__channel *self)
{
	unsigned events = SLUICE_EVENT_CONTROL;

	if (!self->is_end_told)
		events |= SLUICE_EVENT_RECEIVE;
	/* Only who has found no room waits for it. */
	if (self->wanted != 0)
		events |= SLUICE_EVENT_SEND;
	return sluice__channel_ready(self, events, true);
}

/* Runs what is due. Returns false when a callback has freed the channel, or made it synchronous. */
static bool run_due(struct sluice__channel *self, unsigned due, const bool *is_gone, int *count)
{
	if ((due & SLUICE_EVENT_RECEIVE) != 0) {
		/* The end is told once, though it stays. */
		self->is_end_told = sluice__channel_peek(self) < 0;
		++*count;
		self->async.receive(self->async.receive_user);
	}
	if (!*is_gone && self->is_async && (due & SLUICE_EVENT_SEND) != 0) {
		self->wanted = 0;
		++*count;
		self->async.send(self->async.send_user);
	}
	if (!*is_gone && self->is_async && (due & SLUICE_EVENT_CONTROL) != 0) {
		self->told = sluice__channel_remote_state(self);
		if (self->async.control != NULL) {
			++*count;
			self->async.control(self->async.control_user);
		}
	}
	return !*is_gone && self->is_async;
}

int sluice_channel_dispatch(struct sluice_channel *channel)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	int status = sluice_channel_descriptor(channel), count = 0, round;
	bool is_gone = false;

	if (status < 0)
		return status;
	if (!self->is_async || self->is_gone != NULL)
		return -SLUICE_ERR_STATE;
	take_in(self);
	self->is_gone = &is_gone;
	for (round = 0; round < ROUNDS; round++) {
		const unsigned due = due_events(self);

		if (due == 0)
			break;
		if (!run_due(self, due, &is_gone, &count))
			break;
	}
	if (is_gone)
		return count;
	self->is_gone = NULL;
	if (round == ROUNDS)
		sluice__channel_nudge(self);
	return count;
}
