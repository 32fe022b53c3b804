/* SPDX-License-Identifier: MIT */
/* The reading side of a broadcast: a copy of each record, and a wake word in a segment of its own. */
#define _GNU_SOURCE
#include <sluice/atomic.h>
#include <sluice/broadcast.h>

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "broadcast-ring.h"
#include "link.h"
#include "statistics.h"

struct sluice_subscriber {
	struct sluice__link link;
	struct sluice__broadcast_reader reader;
	uint8_t *buffer;
	bool is_poisoned;
	int end; /* why nothing will be published any more; 0 as long as something may */
};

static uint32_t *own_word(struct sluice_subscriber *subscriber, size_t offset)
{
	return (uint32_t *)(void *)(subscriber->link.own.consumer.control + offset);
}

int sluice_subscriber_open(const char *address, const struct sluice_channel_options *options, int64_t deadline_ns,
			   struct sluice_channel_refusal *why, struct sluice_subscriber **out)
{
	struct sluice__terms terms = {.options = options != NULL ? *options : SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_BROADCAST};
	struct sluice_subscriber *subscriber = calloc(1, sizeof *subscriber);
	const struct sluice__part *ring;
	int status;

	if (subscriber == NULL)
		return -SLUICE_ERR_SYSTEM;
	sluice__link_init(&subscriber->link);
	status = sluice__link_connect(address, &terms, deadline_ns, &subscriber->link, why);
	if (status != 0) {
		int number = errno;

		free(subscriber);
		errno = number;
		return status;
	}
	ring = &subscriber->link.peer.broadcast;
	/* Rounded up to 8 when it is copied into. */
	subscriber->buffer = malloc(sluice__broadcast_max_length(ring->data_size) + 8);
	if (subscriber->buffer == NULL) {
		sluice_subscriber_close(subscriber);
		errno = ENOMEM;
		return -SLUICE_ERR_SYSTEM;
	}
	sluice__broadcast_reader_init(&subscriber->reader, ring->control, ring->data, ring->data_size);
	subscriber->reader.position = subscriber->link.start_position;
	subscriber->reader.sequence = subscriber->link.start_sequence;
	*out = subscriber;
	return 0;
}

/* The socket has ended: nothing is published any more, and what was is still there. */
static void note_end(struct sluice_subscriber *subscriber)
{
	uint32_t state;

	if (subscriber->end != 0)
		return;
	state = sluice__map_state(&subscriber->link.peer);
	subscriber->end = state == SLUICE_SEGMENT_CLOSING || state == SLUICE_SEGMENT_CLOSED ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_PEER_DIED;
	if (subscriber->link.statistics != NULL)
		subscriber->link.statistics->remote_state =
			subscriber->end == -SLUICE_ERR_PEER_CLOSED ? SLUICE_STATE_DISCONNECTED : SLUICE_STATE_CRASHED;
}

static void count_for_observers(const struct sluice_subscriber *subscriber)
{
	struct sluice_statistics_entry *entry = subscriber->link.statistics;
	const struct sluice__broadcast_reader *reader = &subscriber->reader;

	if (entry == NULL)
		return;
	entry->received = reader->received;
	entry->lost = reader->lost;
	entry->released_bytes += reader->position - (uint32_t)entry->released_bytes;
}

static int poison(struct sluice_subscriber *subscriber)
{
	subscriber->is_poisoned = true;
	/* Before the state, which the peer acquires. */
	sluice_store_release(own_word(subscriber, offsetof(struct sluice_consumer_lines, reason)), SLUICE_POISON_SEQUENCE);
	sluice__map_set_state(&subscriber->link.own, SLUICE_SEGMENT_POISONED);
	if (subscriber->link.statistics != NULL)
		subscriber->link.statistics->reason = SLUICE_POISON_SEQUENCE;
	return -SLUICE_ERR_POISONED;
}

int sluice_subscriber_get(struct sluice_subscriber *subscriber, struct sluice_broadcast_message *out)
{
	struct sluice__broadcast_record record;
	int status;

	if (subscriber->is_poisoned)
		return -SLUICE_ERR_POISONED;
	status = sluice__broadcast_read(&subscriber->reader, subscriber->buffer, &record);
	if (status < 0)
		return poison(subscriber);
	if (status == 0)
		return subscriber->end;
	count_for_observers(subscriber);
	out->payload = subscriber->buffer;
	out->length = record.length;
	out->type = record.type;
	out->flags = record.flags;
	out->lost = record.lost;
	return 1;
}

int sluice_subscriber_wait(struct sluice_subscriber *subscriber, int64_t deadline_ns)
{
	for (;;) {
		unsigned events;

		/* Stored, then looked again: pairs with sluice_publisher_publish, which stores the tail and then loads this word. Without
		 * the order, both could miss each other. */
		sluice_store_seq_cst(own_word(subscriber, offsetof(struct sluice_consumer_lines, data_wake_at)), subscriber->reader.position);
		if (subscriber->end != 0 || subscriber->is_poisoned || sluice__broadcast_has_more(&subscriber->reader))
			return 1;
		events = sluice__link_wait(&subscriber->link, -1, deadline_ns);
		if ((events & SLUICE__EVENT_CLOSED) != 0)
			note_end(subscriber);
		/* The clock, too: a publisher can ring for nothing without an end. */
		if (events == 0 || (subscriber->end == 0 && sluice_is_over(deadline_ns, sluice_now_ns())))
			return 0;
	}
}

void sluice_subscriber_counters(const struct sluice_subscriber *subscriber, struct sluice_broadcast_counters *out)
{
	out->received = subscriber->reader.received;
	out->lost = subscriber->reader.lost;
}

void sluice_subscriber_close(struct sluice_subscriber *subscriber)
{
	if (subscriber == NULL)
		return;
	if (subscriber->link.own.base != NULL) {
		sluice__map_set_state(&subscriber->link.own, SLUICE_SEGMENT_CLOSING);
		sluice__link_unmap_peer(&subscriber->link);
		sluice__map_set_state(&subscriber->link.own, SLUICE_SEGMENT_CLOSED);
	}
	sluice__link_close(&subscriber->link);
	free(subscriber->buffer);
	free(subscriber);
}
