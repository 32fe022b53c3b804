/* SPDX-License-Identifier: MIT */
/*
 * Requests that a cluster transport has taken, and their answers. Callers number their calls independently, so each request gets a number of the
 * transport.
 */
#ifndef SLUICE_SRC_CLUSTER_SERVED_H
#define SLUICE_SRC_CLUSTER_SERVED_H

#include "cluster-record.h"

/* A request that was taken and not answered. */
struct sluice__cluster_request {
	struct sluice_cluster_request request;
	struct sluice__cluster_request *next;
	uint32_t number;
};

struct sluice__cluster_served {
	const struct sluice_transport *transport;
	const struct sluice_cluster_transport_options *options;
	struct sluice_member *member;
	uint32_t waiter;
	struct sluice__cluster_request *first;
	struct sluice__cluster_request *spare;
	uint32_t next_number;
};

/* Once all are answered. */
void sluice__cluster_served_free(struct sluice__cluster_served *served);

/*
 * Whether this thread would begin a request at once: it serves, has begun the last one, and its handler is not at work but waits. Who polls by
 * itself, without the functions of sluice/call.h, may.
 */
bool sluice__cluster_may_take(const struct sluice__cluster_served *served);
/* Takes a request, if there is one, and hands it over: 1, 0, or an error. */
int sluice__cluster_served_take(struct sluice__cluster_served *served, sluice_receive *receive, void *user);
/* Tells of a caller that waits no more, if there is one: nothing will be answered then, so its slot is given back now. */
bool sluice__cluster_served_poll_cancel(struct sluice__cluster_served *served, sluice_receive *receive, void *user);
/* Answers the request that has the envelope's number. Who cancelled may have been told already. */
void sluice__cluster_served_answer(struct sluice__cluster_served *served, const struct sluice_call *envelope, const uint8_t *payload,
				   size_t length);
/* Tells all who wait for an answer that there is none. */
void sluice__cluster_served_end(struct sluice__cluster_served *served);

#endif /* SLUICE_SRC_CLUSTER_SERVED_H */
