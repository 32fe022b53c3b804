/* SPDX-License-Identifier: MIT */
/*
 * Calls of a cluster transport on their way out. A request that finds no room at its target, or no free slot, waits in a queue, and the others pass
 * it: for room in line, as long as its thread waits. One that has ended waits until its answer is polled.
 */
#ifndef SLUICE_SRC_CLUSTER_FLIGHTS_H
#define SLUICE_SRC_CLUSTER_FLIGHTS_H

#include "cluster-calls.h"
#include "cluster-record.h"

/* A request, in one of three lists. */
struct sluice__cluster_flight {
	struct sluice_cluster_pending call;
	struct sluice_cluster_target target;
	struct sluice__cluster_flights *owner;
	struct sluice__cluster_flight *next;
	struct sluice__cluster_flight *next_full; /* while they are asked: the first of each full target */
	uint32_t correlation; /* 0 when the answer is dropped */
	uint32_t code;
};

struct sluice__cluster_flight_list {
	struct sluice__cluster_flight *first, **end;
	uint32_t count;
};

struct sluice__cluster_flights {
	struct sluice_transport *transport; /* whose `sent` moves when one is asked */
	struct sluice_member *member;
	uint32_t waiter;
	struct sluice__cluster_flight_list queued; /* committed, and not asked yet */
	struct sluice__cluster_flight_list asked;
	struct sluice__cluster_flight_list answered; /* to be polled */
	struct sluice__cluster_flight *spare;
	struct sluice__peer_writer *lines; /* where this thread stands */
	bool lacks_slots; /* nobody rings when there are some again */
	bool is_asking; /* within sluice__cluster_flights_ask */
	bool is_ending;
};

void sluice__cluster_flights_init(struct sluice__cluster_flights *flights, struct sluice_transport *transport, struct sluice_member *member,
				  uint32_t waiter);
/* Once they have ended. */
void sluice__cluster_flights_free(struct sluice__cluster_flights *flights);

/* Sees to it that the next one has memory: false when there is none. */
bool sluice__cluster_flights_prepare(struct sluice__cluster_flights *flights);
/* Queues a request, or a one-way record, of up to SLUICE_CLUSTER_DESCRIPTOR bytes; sluice__cluster_flights_prepare came before. */
void sluice__cluster_flights_send(struct sluice__cluster_flights *flights, const struct sluice_call *envelope, const uint8_t *payload,
				  size_t length, uint64_t fingerprint);
/* Asks what is queued, in order for each target: those of a full one wait, the others pass. */
void sluice__cluster_flights_ask(struct sluice__cluster_flights *flights);
/* Asks, waits in line with what is queued still, and asks again. As sluice_cluster_wait; also returns when there was room for some. */
int sluice__cluster_flights_wait(struct sluice__cluster_flights *flights, unsigned events, int64_t deadline_ns);
/* The caller waits no more. */
void sluice__cluster_flights_cancel(struct sluice__cluster_flights *flights, uint32_t correlation);
/* Hands one answer over; false when there is none. */
bool sluice__cluster_flights_poll(struct sluice__cluster_flights *flights, sluice_receive *receive, void *user);
/* Drops what is queued, and cancels what was asked: nothing is heard of either. */
void sluice__cluster_flights_end(struct sluice__cluster_flights *flights);

#endif /* SLUICE_SRC_CLUSTER_FLIGHTS_H */
