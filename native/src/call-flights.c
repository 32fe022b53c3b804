/* SPDX-License-Identifier: MIT */
/* An open-addressed table by correlation, and how calls end before their answers come. */
#include "call-flights.h"

#include <stdlib.h>
#include <string.h>

#include "calls.h"

struct sluice__flight *sluice__flight_find(struct sluice_calls *calls, uint32_t correlation)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t at;

	if (calls->flight_count == 0)
		return NULL;
	for (at = correlation & mask; calls->flights[at].pending != NULL; at = (at + 1) & mask) {
		if (calls->flights[at].correlation == correlation)
			return &calls->flights[at];
	}
	return NULL;
}

void sluice__flight_add(struct sluice_calls *calls, const struct sluice__flight *flight)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t at = flight->correlation & mask;

	while (calls->flights[at].pending != NULL)
		at = (at + 1) & mask;
	calls->flights[at] = *flight;
	calls->flight_count++;
}

bool sluice__flight_prepare(struct sluice_calls *calls, uint32_t *correlation)
{
	if (calls->flight_count >= calls->flight_capacity / 2) {
		uint32_t capacity = calls->flight_capacity;
		struct sluice__flight *old = calls->flights;
		struct sluice__flight *fresh;
		uint32_t i;

		if (capacity > UINT32_MAX / 4)
			return false;
		fresh = calloc(capacity != 0 ? capacity * 2 : 64, sizeof *fresh);
		if (fresh == NULL)
			return false;
		calls->flights = fresh;
		calls->flight_capacity = capacity != 0 ? capacity * 2 : 64;
		calls->flight_count = 0;
		for (i = 0; i < capacity; i++) {
			if (old[i].pending != NULL)
				sluice__flight_add(calls, &old[i]);
		}
		free(old);
	}
	do
		*correlation = ++calls->next_correlation;
	while (*correlation == 0 || sluice__flight_find(calls, *correlation) != NULL);
	return true;
}

static void remove_flight(struct sluice_calls *calls, struct sluice__flight *flight)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t hole = (uint32_t)(flight - calls->flights);
	uint32_t at = hole;

	/* What was pushed past the hole moves back, so that a search may stop at the first free slot. */
	for (;;) {
		at = (at + 1) & mask;
		if (calls->flights[at].pending == NULL)
			break;
		if (((at - (calls->flights[at].correlation & mask)) & mask) >= ((at - hole) & mask)) {
			calls->flights[hole] = calls->flights[at];
			hole = at;
		}
	}
	calls->flights[hole].pending = NULL;
	calls->flight_count--;
}

void sluice__flight_land(struct sluice_calls *calls, struct sluice__flight *flight, int status, int refusal, enum sluice_started started)
{
	struct sluice_pending *pending = flight->pending;

	if (status != 0 && pending->status == 0) {
		pending->status = status;
		pending->refusal = refusal;
		pending->started = started;
		pending->failed_target = flight->target;
	}
	pending->missing--;
	remove_flight(calls, flight);
}

/* Whether the peer may have seen the request. */
static enum sluice_started may_have_started(const struct sluice_transport *transport, const struct sluice__flight *flight)
{
	return transport->sent > flight->start ? SLUICE_STARTED_UNKNOWN : SLUICE_STARTED_NO;
}

/* Tells the peer that nobody waits any more, if there is room; else its answer will be a stray. */
static void send_cancel(struct sluice_transport *transport, const struct sluice__flight *flight)
{
	struct sluice_call envelope;
	uint8_t *record;

	if (sluice_transport_try_reserve(transport, SLUICE_CALL_SIZE, &record) != 0)
		return;
	memset(&envelope, 0, sizeof envelope);
	envelope.kind = SLUICE_CALL_CANCEL;
	envelope.correlation = flight->correlation;
	envelope.code = flight->pending->code;
	envelope.target = flight->target;
	sluice_call_store(record, envelope);
	sluice_transport_commit(transport, SLUICE_CALL_SIZE);
	sluice_transport_publish(transport);
}

/* Ends every call in flight that `pending` (NULL for all) waits for, or whose time is over at `now` when that is not negative. */
static void end_flights(struct sluice_transport *transport, const struct sluice_pending *pending, int64_t now_ns, int status, bool tell)
{
	struct sluice_calls *calls = transport->calls;
	bool found = true;
	uint32_t i;

	/* Removing moves others, possibly past the end of this pass: so again until there is nothing. */
	while (found && calls->flight_count > 0) {
		found = false;
		for (i = 0; i < calls->flight_capacity; i++) {
			struct sluice__flight *flight = &calls->flights[i];

			if (flight->pending == NULL || (pending != NULL && flight->pending != pending) ||
			    (now_ns >= 0 && !sluice_is_over(flight->pending->deadline_ns, now_ns)))
				continue;
			found = true;
			if (tell)
				send_cancel(transport, flight);
			sluice__flight_land(calls, flight, status, 0, may_have_started(transport, flight));
		}
	}
}

void sluice__expire(struct sluice_transport *transport)
{
	struct sluice_calls *calls = transport->calls;
	int64_t now = calls->earliest_ns >= 0 ? sluice_now_ns() : 0;
	uint32_t i;

	if (!sluice_is_over(calls->earliest_ns, now))
		return;
	end_flights(transport, NULL, now, -SLUICE_ERR_DEADLINE, true);
	calls->earliest_ns = SLUICE_FOREVER;
	for (i = 0; i < calls->flight_capacity; i++) {
		if (calls->flights[i].pending != NULL)
			calls->earliest_ns = sluice_earlier(calls->earliest_ns, calls->flights[i].pending->deadline_ns);
	}
}

void sluice__end_calls(struct sluice_transport *transport, const struct sluice_pending *pending, int status)
{
	end_flights(transport, pending, -1, status, true);
}

void sluice__end_all_calls(struct sluice_transport *transport, int status)
{
	end_flights(transport, NULL, -1, status, false);
	transport->calls->earliest_ns = SLUICE_FOREVER;
}

void sluice_call_cancel(struct sluice_transport *transport, struct sluice_pending *pending)
{
	if (transport->calls != NULL && pending->missing > 0)
		sluice__end_calls(transport, pending, -SLUICE_ERR_CANCELLED);
}
