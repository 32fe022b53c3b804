/* SPDX-License-Identifier: MIT */
/* What client and server side of the call runtime share. */
#ifndef SLUICE_SRC_CALLS_H
#define SLUICE_SRC_CALLS_H

#include <sluice/call.h>

#include "call-flights.h"
#include "call-queue.h"
#include "call-records.h"

/* How deep calls may be served within calls; deeper ones stay queued. */
#define SLUICE__MAX_DEPTH 32

/* A handler that takes longer than this is looked after: answers leave before it runs, and cancellations are read. */
#define SLUICE__SLOW_NS ((int64_t)50000)

struct sluice__served {
	const struct sluice_service *service;
	const void *handlers;
	void *user;
	struct sluice_serve_options options;
};

struct sluice_calls {
	struct sluice__flight *flights; /* open addressing by correlation */
	uint32_t flight_capacity;	/* a power of two, or 0 */
	uint32_t flight_count;
	uint32_t next_correlation;
	int64_t earliest_ns;		/* no call in flight has an earlier deadline */
	int64_t timeout_ns;

	struct sluice__record *first;	/* requests that wait to be served */
	struct sluice__record *last;
	size_t queued_bytes;

	struct sluice__block *block;	/* filled now */
	struct sluice__block *spare;
	size_t spare_bytes;

	struct sluice__served served;
	struct sluice_call_context *context; /* innermost call that is being served */
	uint32_t depth;
	struct sluice__record *answers[SLUICE__MAX_DEPTH + 1]; /* what decoded answers point into */
	int broken;			/* rule that a record broke, until the transport is told */
	bool is_slow;
	bool is_waiting;		/* the innermost handler waits: for an answer, or for room */
	bool is_stopping;

	struct sluice_call_counters counters;
	struct sluice_call_error last_error;
};

/* The state of a transport, made at its first use; NULL without memory. */
struct sluice_calls *sluice__calls_of(struct sluice_transport *transport);
void sluice__calls_free(struct sluice_calls *calls);

/* What functions say of a closed transport. */
int sluice__closed(const struct sluice_transport *transport);

/* Takes in what has arrived, without waiting, up to the queue's bound. 0, or why nothing will come any more; then no call is in flight. */
int sluice__pull(struct sluice_transport *transport);

/* Serves the first queued request; false when there is none, or calls are nested too deep. `fallback` knows the protocol's negative answer. */
bool sluice__serve_one(struct sluice_transport *transport, const struct sluice_service *fallback);

#endif /* SLUICE_SRC_CALLS_H */
