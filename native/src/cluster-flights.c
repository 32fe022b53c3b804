/* SPDX-License-Identifier: MIT */
/* Requests become calls, and calls that have ended become answers. */
#include "cluster-flights.h"

#include <stdlib.h>
#include <string.h>

#include "call-status.h"

/* How often a free slot is looked for: nobody rings for it. */
#define RETRY_NS INT64_C(200000)

/* ---- lists ------------------------------------------------------------------------------------------------------------------ */

static void list_init(struct sluice__cluster_flight_list *list)
{
	*list = (struct sluice__cluster_flight_list){.end = &list->first};
}

static void list_add(struct sluice__cluster_flight_list *list, struct sluice__cluster_flight *flight)
{
	flight->next = NULL;
	*list->end = flight;
	list->end = &flight->next;
	list->count++;
}

static void list_remove(struct sluice__cluster_flight_list *list, struct sluice__cluster_flight *flight)
{
	struct sluice__cluster_flight **at = &list->first;

	while (*at != flight)
		at = &(*at)->next;
	*at = flight->next;
	if (list->end == &flight->next)
		list->end = at;
	list->count--;
}

static void drop(struct sluice__cluster_flights *flights, struct sluice__cluster_flight *flight)
{
	flight->next = flights->spare;
	flights->spare = flight;
}

static struct sluice__cluster_flight *find(const struct sluice__cluster_flight_list *list, uint32_t correlation)
{
	struct sluice__cluster_flight *flight;

	for (flight = list->first; flight != NULL; flight = flight->next) {
		if (flight->correlation == correlation)
			return flight;
	}
	return NULL;
}

/* ---- requests out ----------------------------------------------------------------------------------------------------------- */

/* Told by the cluster, in whatever function of it runs. What found no room was not asked: it goes on waiting. */
static void has_ended(struct sluice_cluster_pending *call)
{
	struct sluice__cluster_flight *flight = (struct sluice__cluster_flight *)call->user;
	struct sluice__cluster_flights *flights = flight->owner;

	list_remove(&flights->asked, flight);
	if (flight->target.status == -SLUICE_ERR_BUSY && !flights->is_ending)
		list_add(&flights->queued, flight);
	else if (flight->correlation == 0)
		drop(flights, flight);
	else
		list_add(&flights->answered, flight);
}

static bool is_among(uint32_t target, const struct sluice__cluster_flight *flight)
{
	for (; flight != NULL; flight = flight->next) {
		if (flight->target.cxy == target)
			return true;
	}
	return false;
}

/* A place in line is for the next one to the same target. */
static void give_up_place(struct sluice__cluster_flights *flights, uint32_t target)
{
	if (!is_among(target, flights->queued.first))
		sluice__cluster_give_up_place(flights->member, flights->waiter, target);
}

/* A call that ends before it was asked. */
static void end_unasked(struct sluice__cluster_flights *flights, struct sluice__cluster_flight *flight, int status)
{
	flight->target.status = status;
	if (flight->correlation == 0)
		drop(flights, flight);
	else
		list_add(&flights->answered, flight);
}

/* Asks; false when there is no room at the target, and -SLUICE_ERR_BUSY in *status when there is no slot for any. */
static bool ask(struct sluice__cluster_flights *flights, struct sluice__cluster_flight *flight, bool waits, int *status)
{
	flight->target.status = SLUICE_CLUSTER_UNDER_WAY;
	list_add(&flights->asked, flight);
	*status = waits ? sluice__cluster_begin_in_line(flights->member, flights->waiter, &flight->call, &flights->lines)
			: sluice_cluster_begin(flights->member, flights->waiter, &flight->call);
	if (*status == 0) {
		/* The peer may see it, and what was committed before: which of it does not matter to whoever asks whether it was begun. */
		if (flight->target.status != -SLUICE_ERR_BUSY) {
			flights->transport->sent = flights->transport->committed;
			return true;
		}
		sluice_cluster_progress(flights->member, flights->waiter);
		return false;
	}
	list_remove(&flights->asked, flight);
	if (*status == -SLUICE_ERR_BUSY)
		list_add(&flights->queued, flight);
	else
		end_unasked(flights, flight, *status);
	return *status != -SLUICE_ERR_BUSY;
}

static bool is_full(uint32_t target, const struct sluice__cluster_flight *full)
{
	for (; full != NULL; full = full->next_full) {
		if (full->target.cxy == target)
			return true;
	}
	return false;
}

static void ask_all(struct sluice__cluster_flights *flights, bool waits)
{
	struct sluice__cluster_flight *flight = flights->queued.first, *full = NULL, *next, *late = NULL;
	int64_t now;
	int status = 0;

	if (flight == NULL || flights->is_asking)
		return;
	flights->is_asking = true;
	now = sluice_now_ns();
	list_init(&flights->queued);
	for (; flight != NULL; flight = next) {
		next = flight->next;
		if (sluice_is_over(flight->call.deadline_ns, now)) {
			flight->next = late;
			late = flight;
		} else if (status == -SLUICE_ERR_BUSY || is_full(flight->target.cxy, full)) {
			list_add(&flights->queued, flight);
		} else if (!ask(flights, flight, waits, &status)) {
			flight->next_full = full;
			full = flight;
		}
	}
	for (flight = late; flight != NULL; flight = next) {
		next = flight->next;
		give_up_place(flights, flight->target.cxy);
		end_unasked(flights, flight, -SLUICE_ERR_DEADLINE);
	}
	flights->lacks_slots = status == -SLUICE_ERR_BUSY;
	flights->is_asking = false;
}

void sluice__cluster_flights_ask(struct sluice__cluster_flights *flights)
{
	ask_all(flights, false);
}

/* When something queued has to be looked at, whether it is rung for or not. */
static int64_t queue_deadline(const struct sluice__cluster_flights *flights)
{
	int64_t deadline_ns = flights->lacks_slots ? sluice_deadline_after(RETRY_NS) : SLUICE_FOREVER;
	const struct sluice__cluster_flight *flight;

	for (flight = flights->queued.first; flight != NULL; flight = flight->next)
		deadline_ns = sluice_earlier(deadline_ns, flight->call.deadline_ns);
	return deadline_ns;
}

int sluice__cluster_flights_wait(struct sluice__cluster_flights *flights, unsigned events, int64_t deadline_ns)
{
	const uint32_t queued = flights->queued.count;
	int status = 0;

	ask_all(flights, true);
	/* Whoever waits for room in the queue need wait no more otherwise. */
	if (flights->queued.count == queued)
		status = sluice__cluster_wait(flights->member, flights->waiter, events, sluice__lines_have_moved, &flights->lines,
					      sluice_earlier(deadline_ns, queue_deadline(flights)));
	if (status >= 0)
		ask_all(flights, true);
	sluice__lines_step_aside(flights->member, flights->waiter, &flights->lines);
	return status;
}

static int64_t deadline_of(const struct sluice_call *envelope)
{
	return envelope->timeout != 0 ? sluice_deadline_after((int64_t)envelope->timeout * 1000) : SLUICE_FOREVER;
}

void sluice__cluster_flights_send(struct sluice__cluster_flights *flights, const struct sluice_call *envelope, const uint8_t *payload,
				  size_t length, uint64_t fingerprint)
{
	struct sluice__cluster_flight *flight = flights->spare;

	flights->spare = flight->next;
	memset(flight, 0, sizeof *flight);
	flight->owner = flights;
	flight->correlation = envelope->kind == SLUICE_CALL_REQUEST ? envelope->correlation : 0;
	flight->code = envelope->code;
	flight->target.cxy = envelope->target;
	flight->call.targets = &flight->target;
	flight->call.count = 1;
	flight->call.fingerprint = fingerprint;
	flight->call.deadline_ns = deadline_of(envelope);
	flight->call.done = has_ended;
	flight->call.user = flight;
	memcpy(flight->target.descriptor, payload, length);
	sluice__descriptor_mark(flight->target.descriptor, envelope->code, length, flight->correlation == 0);
	list_add(&flights->queued, flight);
}

void sluice__cluster_flights_cancel(struct sluice__cluster_flights *flights, uint32_t correlation)
{
	struct sluice__cluster_flight *flight = find(&flights->queued, correlation);

	if (correlation == 0)
		return;
	if (flight != NULL) {
		list_remove(&flights->queued, flight);
		give_up_place(flights, flight->target.cxy);
		drop(flights, flight);
	} else if ((flight = find(&flights->answered, correlation)) != NULL) {
		list_remove(&flights->answered, flight);
		drop(flights, flight);
	} else if ((flight = find(&flights->asked, correlation)) != NULL) {
		flight->correlation = 0;
		sluice_cluster_cancel(&flight->call);
	}
}

/* ---- answers in ------------------------------------------------------------------------------------------------------------- */

bool sluice__cluster_flights_poll(struct sluice__cluster_flights *flights, sluice_receive *receive, void *user)
{
	struct sluice__cluster_flight *flight = flights->answered.first;
	struct sluice_call envelope = {.kind = SLUICE_CALL_RESPONSE};
	size_t length;

	if (flight == NULL)
		return false;
	list_remove(&flights->answered, flight);
	envelope.status = sluice__error_status(flight->target.status);
	envelope.correlation = flight->correlation;
	envelope.code = flight->code;
	envelope.target = flight->target.cxy;
	envelope.error = envelope.status == SLUICE_CALL_REFUSED ? flight->target.error : 0;
	length = envelope.status == SLUICE_CALL_OK ? SLUICE_CLUSTER_DESCRIPTOR : 0;
	sluice__cluster_hand_over(&envelope, flight->target.descriptor, length, receive, user);
	drop(flights, flight);
	return true;
}

/* ---- beginning and end ------------------------------------------------------------------------------------------------------ */

void sluice__cluster_flights_init(struct sluice__cluster_flights *flights, struct sluice_transport *transport, struct sluice_member *member,
				  uint32_t waiter)
{
	*flights = (struct sluice__cluster_flights){.transport = transport, .member = member, .waiter = waiter};
	list_init(&flights->queued);
	list_init(&flights->asked);
	list_init(&flights->answered);
}

bool sluice__cluster_flights_prepare(struct sluice__cluster_flights *flights)
{
	if (flights->spare == NULL)
		flights->spare = (struct sluice__cluster_flight *)calloc(1, sizeof *flights->spare);
	return flights->spare != NULL;
}

void sluice__cluster_flights_end(struct sluice__cluster_flights *flights)
{
	struct sluice__cluster_flight *flight;

	flights->is_ending = true;
	while ((flight = flights->queued.first) != NULL) {
		list_remove(&flights->queued, flight);
		give_up_place(flights, flight->target.cxy);
		drop(flights, flight);
	}
	for (flight = flights->asked.first; flight != NULL; flight = flight->next)
		sluice_cluster_cancel(&flight->call);
	sluice_cluster_progress(flights->member, flights->waiter);
}

static void free_list(struct sluice__cluster_flight *flight)
{
	while (flight != NULL) {
		struct sluice__cluster_flight *next = flight->next;

		free(flight);
		flight = next;
	}
}

void sluice__cluster_flights_free(struct sluice__cluster_flights *flights)
{
	free_list(flights->spare);
	free_list(flights->answered.first);
}
