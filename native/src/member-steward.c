/* SPDX-License-Identifier: MIT */
/*
 * The steward: a thread per member that lets others in and sees their end, so that no busy handler and no blocked event loop holds up the news.
 */
#define _GNU_SOURCE
#include "member-state.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "doorbell.h"
#include "thread-start.h"

#define EVENTS_AT_A_TIME 32
/* How often to look whether numbers of the dead can be given up. */
#define REAP_NS SLUICE__REST_NS
/* A listener that fails, such as for want of memory, is not asked all the time. */
#define PAUSE_MS 10

static void admit_all(struct sluice_member *member)
{
	struct sluice__link link;

	if (sluice__listen_step(member->listening) < 0)
		poll(NULL, 0, PAUSE_MS);
	while (sluice__listen_take(member->listening, &link) == 1)
		sluice__peers_admit(member, &link);
}

static int timeout_ms(int64_t deadline_ns)
{
	const int64_t left_ns = deadline_ns - sluice_now_ns();

	if (deadline_ns < 0)
		return -1;
	return left_ns <= 0 ? 0 : (int)(left_ns / 1000000) + 1;
}

static void *run(void *data)
{
	struct sluice_member *member = (struct sluice_member *)data;
	struct epoll_event events[EVENTS_AT_A_TIME];
	bool is_waiting = false, is_due;

	while (sluice_load_acquire(&member->has_left) == 0) {
		const int64_t reap_ns = is_waiting ? sluice_now_ns() + REAP_NS : SLUICE_FOREVER;
		const int64_t deadline_ns = sluice_earlier(reap_ns, sluice__listen_deadline(member->listening));
		const int count = epoll_wait(member->epoll, events, EVENTS_AT_A_TIME, timeout_ms(deadline_ns));
		int i;

		/* The dead first: a new member may have the number of one. */
		for (is_due = count <= 0, i = 0; i < count; i++)
			if (events[i].data.ptr == member)
				is_due = true;
			else if (events[i].data.ptr != NULL)
				sluice__peers_bury(member, (struct sluice__peer_entry *)events[i].data.ptr);
		if (is_due)
			admit_all(member);
		is_waiting = sluice__peers_reap(member);
	}
	return NULL;
}

bool sluice__steward_watch(struct sluice_member *member, struct sluice__peer_entry *entry)
{
	/* Only its end: what a peer sends is never read, so it keeps nobody awake. */
	struct epoll_event event = {.events = EPOLLRDHUP, .data.ptr = entry};

	return epoll_ctl(member->epoll, EPOLL_CTL_ADD, entry->link.control, &event) == 0;
}

static bool watch(struct sluice_member *member, int descriptor, void *data)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};

	return epoll_ctl(member->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

int sluice__steward_start(struct sluice_member *member)
{
	int status = 0;

	member->epoll = epoll_create1(EPOLL_CLOEXEC);
	member->kick = sluice__doorbell_create();
	if (member->epoll < 0 || member->kick < 0 || !watch(member, member->kick, NULL) ||
	    !watch(member, sluice__listen_descriptor(member->listening), member))
		status = -SLUICE_ERR_SYSTEM;
	if (status == 0)
		status = sluice__thread_start(&member->steward, run, member);
	member->has_steward = status == 0;
	return status;
}

void sluice__steward_stop(struct sluice_member *member)
{
	if (member->has_steward) {
		sluice__doorbell_ring(member->kick);
		pthread_join(member->steward, NULL);
		member->has_steward = false;
	}
	if (member->epoll >= 0)
		close(member->epoll);
	if (member->kick >= 0)
		close(member->kick);
	member->epoll = member->kick = -1;
}
