/* SPDX-License-Identifier: MIT */
/* What client and server side of the call runtime share: calls in flight, queued requests, and the memory of records. */
#ifndef SLUICE_SRC_CALLS_H
#define SLUICE_SRC_CALLS_H

#include <sluice/call.h>

#include "segment.h"

/* How deep calls may be served within calls; deeper ones stay queued. */
#define SLUICE__MAX_DEPTH 32

#define SLUICE__QUEUE_LIMIT ((size_t)1024 * 1024)

/* A handler that takes longer than this is looked after: answers leave before it runs, and cancellations are read. */
#define SLUICE__SLOW_NS ((int64_t)50000)

/* Where records lie: filled from the front, empty again when none of its records is alive. */
struct sluice__block {
	struct sluice__block *next;
	size_t capacity;
	size_t used;
	uint32_t alive;
};

/* A record that has arrived, copied out of the transport. Its payload follows. */
struct sluice__record {
	struct sluice__record *next;
	struct sluice__block *block;
	int64_t deadline_ns;
	struct sluice_call envelope;
	size_t length;
};

/* A request in flight. */
struct sluice__flight {
	struct sluice_pending *pending;	/* NULL in a free slot */
	uint64_t start;			/* position of the record in what was committed */
	uint32_t correlation;
	uint32_t index;
	uint32_t target;
};

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
	bool is_stopping;

	struct sluice_call_counters counters;
	struct sluice_call_error last_error;
};

/* The state of a transport, made at its first use; NULL without memory. */
struct sluice_calls *sluice__calls_of(struct sluice_transport *transport);
void sluice__calls_free(struct sluice_calls *calls);

/* What functions say of a closed transport. */
int sluice__closed(const struct sluice_transport *transport);

/* A record with room for a payload; NULL without memory. */
struct sluice__record *sluice__record_new(struct sluice_calls *calls, size_t length);
void sluice__record_free(struct sluice_calls *calls, struct sluice__record *record);
uint8_t *sluice__record_payload(struct sluice__record *record);

/* The first queued request, taken out; NULL when there is none. */
struct sluice__record *sluice__queue_take(struct sluice_calls *calls);

/* Whether nothing more may be taken in. */
bool sluice__queue_is_full(const struct sluice_calls *calls);

/* Ends what `pending` waits for, and tells the peer. */
void sluice__end_calls(struct sluice_transport *transport, const struct sluice_pending *pending, int status);

/* Room in the table, and the next correlation; false without memory. */
bool sluice__flight_prepare(struct sluice_calls *calls, uint32_t *correlation);
void sluice__flight_add(struct sluice_calls *calls, const struct sluice__flight *flight);
struct sluice__flight *sluice__flight_find(struct sluice_calls *calls, uint32_t correlation);
void sluice__flight_remove(struct sluice_calls *calls, struct sluice__flight *flight);

/* Takes in what has arrived, without waiting, up to the queue's bound. 0, or why nothing will come any more; then no call is in flight. */
int sluice__pull(struct sluice_transport *transport);

/* Ends the calls whose time is over. */
void sluice__expire(struct sluice_transport *transport);

/* Serves the first queued request; false when there is none, or calls are nested too deep. `fallback` knows the protocol's negative answer. */
bool sluice__serve_one(struct sluice_transport *transport, const struct sluice_service *fallback);

/* What an answer's status is as an error; 0 for OK. */
int sluice__status_error(uint8_t status);

#endif /* SLUICE_SRC_CALLS_H */
