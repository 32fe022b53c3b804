/* SPDX-License-Identifier: MIT */
/*
 * One publisher, any number of subscribers, one ring that they all map read-only. The publisher never waits: a subscriber that is a ring behind
 * loses records and learns how many. A publisher and a subscriber belong to the thread that opened them. docs/runtime.md, "Broadcast".
 */
#ifndef SLUICE_BROADCAST_H
#define SLUICE_BROADCAST_H

#include <sluice/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sluice_publisher;
struct sluice_subscriber;

/* A record as a subscriber gets it: its own copy, until the next get. */
struct sluice_broadcast_message {
	const uint8_t *payload;
	size_t length;
	uint32_t type, flags;
	uint32_t lost; /* records that were overwritten before this subscriber came to them, right before this one */
};

struct sluice_broadcast_counters {
	uint64_t received, lost;
};

/* Listens on an address; `options->send_order` is the order of the ring. As sluice_channel_listen otherwise. */
int sluice_publisher_open(const char *address, const struct sluice_channel_options *options, struct sluice_publisher **out);

/* Most payload bytes of a record: a quarter of the ring, with its header. */
size_t sluice_publisher_max_length(const struct sluice_publisher *publisher);

/* Publishes one record, whether or not anybody listens. -SLUICE_ERR_TOO_LONG. */
int sluice_publisher_publish(struct sluice_publisher *publisher, uint32_t type, uint32_t flags, const void *payload, size_t length);

/* For a poll(2): readable when subscribers come or go; then call dispatch. */
int sluice_publisher_descriptor(const struct sluice_publisher *publisher);

/* Takes in who has connected and forgets who is gone, without waiting; returns how many subscribers there are. */
int sluice_publisher_dispatch(struct sluice_publisher *publisher);

/* Says goodbye and frees. Subscribers still read what is published. NULL is nothing. */
void sluice_publisher_close(struct sluice_publisher *publisher);

/* Connects; gets everything that is published after the publisher's dispatch has counted it, and perhaps a little before. */
int sluice_subscriber_open(const char *address, const struct sluice_channel_options *options, int64_t deadline_ns,
			   struct sluice_channel_refusal *why, struct sluice_subscriber **out);

/*
 * The next record: 1; 0 when there is none now; -SLUICE_ERR_PEER_CLOSED or -SLUICE_ERR_PEER_DIED when the publisher has left and all was read;
 * -SLUICE_ERR_POISONED when it breaks the rules of the ring.
 */
int sluice_subscriber_get(struct sluice_subscriber *subscriber, struct sluice_broadcast_message *out);

/* Waits for a record, or for the publisher's end: 1; 0 when the time is over or a signal came. */
int sluice_subscriber_wait(struct sluice_subscriber *subscriber, int64_t deadline_ns);

void sluice_subscriber_counters(const struct sluice_subscriber *subscriber, struct sluice_broadcast_counters *out);

/* NULL is nothing. */
void sluice_subscriber_close(struct sluice_subscriber *subscriber);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_BROADCAST_H */
