/* SPDX-License-Identifier: MIT */
/* The publishing side of a broadcast: one ring, and a link to each subscriber, which says by its wake word whether it sleeps. */
#define _GNU_SOURCE
#include <sluice/atomic.h>
#include <sluice/broadcast.h>

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "broadcast-ring.h"
#include "link.h"
#include "statistics.h"

struct sluice_publisher {
	struct sluice__listening *listening;
	struct sluice__map shared;
	struct sluice__broadcast_writer writer;
	struct sluice__link *subscribers;
	size_t count, capacity;
	int epoll;
	struct sluice_statistics_entry *statistics; /* the listener's, or `hidden` */
	struct sluice_statistics_entry hidden;
};

static int watch(int epoll, int descriptor)
{
	struct epoll_event event = {.events = EPOLLIN};

	return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

static int open_ring(struct sluice_publisher *publisher, const struct sluice_channel_options *options)
{
	struct sluice__plan plan = {.protocol_fingerprint = options->identity.fingerprint, .endpoint = 1, .generation = 1};
	int status;

	if (options->send_order < 0 || options->send_order > (int)SLUICE_MAX_RING_ORDER)
		return -SLUICE_ERR_OPTION;
	plan.broadcast_size = (uint32_t)SLUICE_PAGE_SIZE << options->send_order;
	status = sluice__map_create(&plan, &publisher->shared);
	if (status == 0)
		sluice__broadcast_writer_init(&publisher->writer, publisher->shared.broadcast.control, publisher->shared.broadcast.data,
					      plan.broadcast_size);
	return status;
}

int sluice_publisher_open(const char *address, const struct sluice_channel_options *options, struct sluice_publisher **out)
{
	struct sluice_publisher *publisher = calloc(1, sizeof *publisher);
	struct sluice__terms terms = {.options = options != NULL ? *options : SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_BROADCAST};
	int status;

	if (publisher == NULL)
		return -SLUICE_ERR_SYSTEM;
	publisher->shared.descriptor = -1;
	publisher->epoll = epoll_create1(EPOLL_CLOEXEC);
	terms.shared = &publisher->shared;
	status = publisher->epoll < 0 ? -SLUICE_ERR_SYSTEM : open_ring(publisher, &terms.options);
	if (status == 0)
		status = sluice__listen_start(address, &terms, &publisher->listening);
	if (status == 0)
		status = watch(publisher->epoll, sluice__listen_descriptor(publisher->listening));
	if (status != 0) {
		int error = errno;

		sluice_publisher_close(publisher);
		errno = error;
		return status;
	}
	publisher->statistics = sluice__listen_statistics(publisher->listening);
	if (publisher->statistics == NULL)
		publisher->statistics = &publisher->hidden;
	*out = publisher;
	return 0;
}

size_t sluice_publisher_max_length(const struct sluice_publisher *publisher)
{
	return sluice__broadcast_max_length(publisher->writer.capacity);
}

int sluice_publisher_publish(struct sluice_publisher *publisher, uint32_t type, uint32_t flags, const void *payload, size_t length)
{
	struct sluice_statistics_entry *statistics = publisher->statistics;
	uint32_t old, moved;

	if (length > sluice_publisher_max_length(publisher))
		return -SLUICE_ERR_TOO_LONG;
	old = sluice__broadcast_write(&publisher->writer, type, flags, payload, (uint32_t)length);
	moved = publisher->writer.tail - old;
	statistics->sent++;
	statistics->sent_bytes += moved;
	for (size_t i = 0; i < publisher->count; i++) {
		const uint8_t *word = publisher->subscribers[i].peer.consumer.control + offsetof(struct sluice_consumer_lines, data_wake_at);
		/* After the store of the tail, both sequentially consistent: pairs with sluice_subscriber_wait, which stores this word
		 * and then looks at the tail. Either it sees the record, or it is rung. */
		uint32_t wake = sluice_load_seq_cst((const uint32_t *)(const void *)word);

		if (wake - old < moved) {
			statistics->rings++;
			sluice__link_ring_data(&publisher->subscribers[i]);
		}
	}
	return 0;
}

int sluice_publisher_descriptor(const struct sluice_publisher *publisher)
{
	return publisher->epoll;
}

static int add_subscriber(struct sluice_publisher *publisher, struct sluice__link *link)
{
	if (publisher->count == publisher->capacity) {
		size_t capacity = publisher->capacity == 0 ? 8 : publisher->capacity * 2;
		struct sluice__link *grown = realloc(publisher->subscribers, capacity * sizeof *grown);

		if (grown == NULL)
			return -SLUICE_ERR_SYSTEM;
		publisher->subscribers = grown;
		publisher->capacity = capacity;
	}
	if (watch(publisher->epoll, link->control) != 0)
		return -SLUICE_ERR_SYSTEM;
	publisher->subscribers[publisher->count++] = *link;
	return 0;
}

/* Closing its socket also takes it out of the epoll set: links have no copies of their descriptors. */
static void drop_the_gone(struct sluice_publisher *publisher)
{
	for (size_t i = 0; i < publisher->count;) {
		struct sluice__link *subscriber = &publisher->subscribers[i];

		if ((sluice__link_drain(subscriber) & SLUICE__EVENT_CLOSED) == 0) {
			i++;
			continue;
		}
		sluice__link_close(subscriber);
		*subscriber = publisher->subscribers[--publisher->count];
	}
}

int sluice_publisher_dispatch(struct sluice_publisher *publisher)
{
	struct sluice__link link;
	int status = sluice__listen_step(publisher->listening);

	while (status >= 0 && sluice__listen_take(publisher->listening, &link) == 1) {
		status = add_subscriber(publisher, &link);
		if (status != 0)
			sluice__link_close(&link);
	}
	drop_the_gone(publisher);
	publisher->statistics->subscribers = (uint32_t)publisher->count;
	return status < 0 ? status : (int)publisher->count;
}

void sluice_publisher_close(struct sluice_publisher *publisher)
{
	if (publisher == NULL)
		return;
	if (publisher->shared.base != NULL) {
		sluice__map_set_state(&publisher->shared, SLUICE_SEGMENT_CLOSING);
		sluice__map_set_state(&publisher->shared, SLUICE_SEGMENT_CLOSED);
	}
	sluice__listen_close(publisher->listening);
	for (size_t i = 0; i < publisher->count; i++)
		sluice__link_close(&publisher->subscribers[i]);
	sluice__map_close(&publisher->shared);
	if (publisher->epoll >= 0)
		close(publisher->epoll);
	free(publisher->subscribers);
	free(publisher);
}
