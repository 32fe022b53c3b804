/* SPDX-License-Identifier: MIT */
/* An established link: bells in both directions, waiting, and the end. */
#define _GNU_SOURCE
#include "link.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>

#include "doorbell.h"
#include "region.h"
#include "statistics.h"

#define BYTES_AT_A_TIME 4096
/* A peer that sends without an end must not keep a drain busy for ever. */
#define MOST_DRAINS 16

void sluice__link_init(struct sluice__link *link)
{
	*link = (struct sluice__link){
		.control = -1, .wake_data = -1, .wake_space = -1, .ring_data = -1, .ring_space = -1, .own.descriptor = -1, .peer.descriptor = -1,
	};
}

static void close_descriptor(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
	*descriptor = -1;
}

void sluice__link_close(struct sluice__link *link)
{
	sluice__statistics_end(&link->statistics);
	/* The socket last: its end of file tells the peer that nothing here touches its memory any more. */
	sluice__map_close(&link->peer);
	sluice__map_close(&link->own);
	close_descriptor(&link->wake_data);
	close_descriptor(&link->wake_space);
	close_descriptor(&link->ring_data);
	close_descriptor(&link->ring_space);
	close_descriptor(&link->control);
	if (link->lane != NULL)
		sluice__lane_close(link->lane);
	link->lane = NULL;
}

bool sluice__link_is_replaced(const struct sluice__link *link)
{
	return link->lane != NULL && !sluice__region_is_own(link->lane->region);
}

void sluice__link_unmap_peer(struct sluice__link *link)
{
	sluice__map_close(&link->peer);
}

/* The system has no memory for what was asked; which says nothing about the peer. */
static bool is_shortage(int number)
{
	return number == ENOMEM || number == ENOBUFS;
}

/* ---- bells -------------------------------------------------------------------------------------------------------------------- */

static void ring(const struct sluice__link *link, int descriptor)
{
	const uint8_t hint = 1;

	if (link->lane != NULL)
		sluice__lane_ring(link->lane);
	else if (descriptor >= 0)
		sluice__doorbell_ring(descriptor);
	else if (link->control >= 0)
		/* A full buffer is a bell that has rung, and a peer that is gone needs none. Without memory for a byte it has to wait: a
		 * bell that is lost is a peer that sleeps for ever. */
		while (send(link->control, &hint, 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && (errno == EINTR || is_shortage(errno)))
			if (is_shortage(errno))
				sched_yield();
}

void sluice__link_ring_data(const struct sluice__link *link)
{
	sluice__statistics_count_ring(link, true);
	ring(link, link->ring_data);
}

void sluice__link_ring_space(const struct sluice__link *link)
{
	sluice__statistics_count_ring(link, false);
	ring(link, link->ring_space);
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------------ */

/* Bytes are hints of any value. Descriptors that a hostile peer sends along are dropped by the kernel, as nobody asks for them. */
static unsigned drain_socket(const struct sluice__link *link)
{
	uint8_t bytes[BYTES_AT_A_TIME];
	unsigned events = 0;
	int i;

	for (i = 0; i < MOST_DRAINS; i++) {
		const ssize_t got = recv(link->control, bytes, sizeof bytes, MSG_DONTWAIT);

		if (got > 0)
			events |= SLUICE__EVENT_DATA | SLUICE__EVENT_SPACE;
		else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR && !is_shortage(errno)))
			return events | SLUICE__EVENT_CLOSED;
		if (got < (ssize_t)sizeof bytes && !(got < 0 && errno == EINTR))
			break;
	}
	return events;
}

enum entry { ENTRY_CONTROL, ENTRY_DATA, ENTRY_SPACE, ENTRY_OTHER, ENTRY_COUNT };

static unsigned poll_and_drain(const struct sluice__link *link, int other, const struct timespec *timeout)
{
	struct pollfd entries[ENTRY_COUNT] = {
		[ENTRY_CONTROL] = {.fd = link->control, .events = POLLIN | POLLRDHUP},
		[ENTRY_DATA] = {.fd = link->wake_data, .events = POLLIN},
		[ENTRY_SPACE] = {.fd = link->wake_space, .events = POLLIN},
		[ENTRY_OTHER] = {.fd = other, .events = POLLIN},
	};
	unsigned events = 0;

	if (link->control < 0)
		return SLUICE__EVENT_CLOSED;
	if (ppoll(entries, ENTRY_COUNT, timeout, NULL) <= 0)
		return 0;
	if (entries[ENTRY_DATA].revents != 0 && sluice__doorbell_drain(link->wake_data))
		events |= SLUICE__EVENT_DATA;
	if (entries[ENTRY_SPACE].revents != 0 && sluice__doorbell_drain(link->wake_space))
		events |= SLUICE__EVENT_SPACE;
	if (entries[ENTRY_CONTROL].revents != 0)
		events |= drain_socket(link);
	if ((entries[ENTRY_CONTROL].revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0)
		events |= SLUICE__EVENT_CLOSED;
	if (entries[ENTRY_OTHER].revents != 0)
		events |= SLUICE__EVENT_OTHER;
	return events;
}

unsigned sluice__link_drain_bell(const struct sluice__link *link, int bell)
{
	if (!sluice__doorbell_drain(bell))
		return 0;
	return bell == link->wake_data ? SLUICE__EVENT_DATA : SLUICE__EVENT_SPACE;
}

unsigned sluice__link_drain(const struct sluice__link *link)
{
	static const struct timespec AT_ONCE = {0, 0};
	unsigned events;

	if (link->lane != NULL)
		return sluice__lane_drain(link);
	/* One system call when there is nothing: with eventfds a look at three descriptors, else the read itself. */
	if (link->wake_data >= 0 || link->control < 0)
		return poll_and_drain(link, -1, &AT_ONCE);
	events = drain_socket(link);
	/* Bytes do not tell whether the end follows them. */
	return events != 0 && (events & SLUICE__EVENT_CLOSED) == 0 ? events | drain_socket(link) : events;
}

unsigned sluice__link_wait(const struct sluice__link *link, int other, int64_t deadline_ns)
{
	const int64_t left_ns = deadline_ns < 0 ? 0 : deadline_ns - sluice_now_ns();
	struct timespec left = {0, 0};

	if (link->statistics != NULL && (deadline_ns < 0 || left_ns > 0))
		link->statistics->sleeps++;
	if (link->lane != NULL)
		return sluice__lane_wait(link, other, deadline_ns);
	if (left_ns > 0)
		left = (struct timespec){.tv_sec = (time_t)(left_ns / 1000000000), .tv_nsec = (long)(left_ns % 1000000000)};
	return poll_and_drain(link, other, deadline_ns < 0 ? NULL : &left);
}
