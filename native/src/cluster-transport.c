/* SPDX-License-Identifier: MIT */
/*
 * The operations of a cluster transport. Records become calls and calls records: cluster-flights.c has those of this side, cluster-served.c those of
 * others.
 */
#include <sluice/cluster-transport.h>

#include <stdlib.h>

#include <sluice/cluster-call.h>

#include "cluster-flights.h"
#include "cluster-served.h"

#define QUEUE_LIMIT 64u

struct cluster_transport {
	struct sluice_transport base;
	struct sluice_member *member;
	uint32_t waiter;
	struct sluice_cluster_transport_options options;
	uint8_t outgoing[SLUICE__CLUSTER_RECORD_SIZE];
	struct sluice__cluster_flights flights;
	struct sluice__cluster_served served;
};

static struct cluster_transport *self_of(struct sluice_transport *transport)
{
	return (struct cluster_transport *)transport;
}

/* ---- sending ---------------------------------------------------------------------------------------------------------------- */

static void cluster_commit(struct sluice_transport *transport, size_t length)
{
	struct cluster_transport *self = self_of(transport);
	const uint8_t *payload = self->outgoing + SLUICE_CALL_SIZE;
	struct sluice_call envelope;

	/* Records of calls, and no others, can be moved. */
	if (length < SLUICE_CALL_SIZE || sluice_call_decode(self->outgoing, SLUICE_CALL_SIZE, NULL, 0, &envelope, NULL) != 0)
		return;
	length -= SLUICE_CALL_SIZE;
	switch (envelope.kind) {
	case SLUICE_CALL_RESPONSE:
		sluice__cluster_served_answer(&self->served, &envelope, payload, length);
		break;
	case SLUICE_CALL_CANCEL:
		sluice__cluster_flights_cancel(&self->flights, envelope.correlation);
		break;
	default:
		sluice__cluster_flights_send(&self->flights, &envelope, payload, length,
					     sluice__cluster_fingerprint(&self->options, envelope.code));
		break;
	}
}

static void cluster_abort(struct sluice_transport *transport)
{
	(void)transport;
}

/* Answers always have room: two sides that owe each other answers would wait for the slots of their requests for ever. */
static bool has_room(const struct cluster_transport *self)
{
	const uint32_t limit = self->options.queue_limit != 0 ? self->options.queue_limit : QUEUE_LIMIT;

	return self->flights.queued.count < limit || self->served.first != NULL;
}

static int cluster_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	struct cluster_transport *self = self_of(transport);

	(void)length;
	if (!has_room(self))
		sluice__cluster_flights_ask(&self->flights);
	if (!has_room(self))
		return SLUICE_FULL;
	if (!sluice__cluster_flights_prepare(&self->flights))
		return -SLUICE_ERR_SYSTEM;
	*out = self->outgoing;
	return 0;
}

/* ---- closing ---------------------------------------------------------------------------------------------------------------- */

/* Nothing is heard of what was under way; who waits for an answer of this side is told that there is none. */
static void shut(struct cluster_transport *self, int error)
{
	self->base.state = SLUICE_TRANSPORT_CLOSED;
	self->base.error = error;
	sluice__cluster_flights_end(&self->flights);
	sluice__cluster_served_end(&self->served);
}

static int cluster_publish(struct sluice_transport *transport)
{
	sluice__cluster_flights_ask(&self_of(transport)->flights);
	return 0;
}

static int cluster_close(struct sluice_transport *transport, int64_t deadline_ns)
{
	struct cluster_transport *self = self_of(transport);
	int status = 0;

	sluice__cluster_flights_ask(&self->flights);
	/* One-way calls, too, leave when they are taken. */
	while (self->flights.queued.count > 0 && status >= 0 && !sluice_is_over(deadline_ns, sluice_now_ns()))
		status = sluice__cluster_flights_wait(&self->flights, SLUICE_CLUSTER_ENDED, deadline_ns);
	status = self->flights.queued.count > 0 ? -SLUICE_ERR_DEADLINE : 0;
	shut(self, 0);
	return status;
}

static void cluster_destroy(struct sluice_transport *transport, int error)
{
	shut(self_of(transport), error);
}

static void cluster_free(struct sluice_transport *transport)
{
	struct cluster_transport *self = self_of(transport);

	sluice__cluster_flights_free(&self->flights);
	sluice__cluster_served_free(&self->served);
	free(self);
}

/* ---- receiving -------------------------------------------------------------------------------------------------------------- */

static int cluster_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	struct cluster_transport *self = self_of(transport);
	int found = 0, status = sluice_cluster_progress(self->member, self->waiter);

	sluice__cluster_flights_ask(&self->flights);
	while (status >= 0 && found < INT32_MAX && (size_t)found < limit && transport->state == SLUICE_TRANSPORT_OPEN) {
		if (!sluice__cluster_flights_poll(&self->flights, receive, user) &&
		    !sluice__cluster_served_poll_cancel(&self->served, receive, user)) {
			status = sluice__cluster_served_take(&self->served, receive, user);
			if (status == 0)
				break;
		}
		found += status >= 0;
	}
	if (status >= 0 || found > 0)
		return found;
	/* The own member has left. */
	shut(self, status);
	return status;
}

static int cluster_wait(struct sluice_transport *transport, unsigned events, size_t room, int64_t deadline_ns)
{
	struct cluster_transport *self = self_of(transport);
	int status;

	(void)room;
	sluice__cluster_flights_ask(&self->flights);
	if ((events & SLUICE_WRITABLE) != 0 && has_room(self))
		return (int)SLUICE_WRITABLE;
	if ((events & SLUICE_READABLE) != 0 && self->flights.answered.count > 0)
		return (int)SLUICE_READABLE;
	status = sluice__cluster_flights_wait(
		&self->flights,
		SLUICE_CLUSTER_ENDED | ((events & SLUICE_READABLE) != 0 && sluice__cluster_may_take(&self->served) ? SLUICE_CLUSTER_REQUEST : 0),
		deadline_ns);
	if (status < 0)
		return status;
	if ((events & SLUICE_WRITABLE) != 0 && has_room(self))
		return (int)SLUICE_WRITABLE;
	return (events & SLUICE_READABLE) != 0 && (self->flights.answered.count > 0 || (status & (int)SLUICE_CLUSTER_REQUEST) != 0)
		       ? (int)SLUICE_READABLE
		       : 0;
}

static const struct sluice_transport_ops CLUSTER_OPS = {
	.try_reserve = cluster_try_reserve,
	.commit = cluster_commit,
	.abort = cluster_abort,
	.publish = cluster_publish,
	.flush = cluster_publish,
	.poll = cluster_poll,
	.wait = cluster_wait,
	.close = cluster_close,
	.destroy = cluster_destroy,
	.free = cluster_free,
};

int sluice_cluster_transport(struct sluice_member *member, uint32_t waiter, const struct sluice_cluster_transport_options *options,
			     struct sluice_transport **out)
{
	int status = sluice_cluster_progress(member, waiter);
	struct cluster_transport *self;

	if (status < 0)
		return status;
	self = (struct cluster_transport *)calloc(1, sizeof *self);
	if (self == NULL)
		return -SLUICE_ERR_SYSTEM;
	self->member = member;
	self->waiter = waiter;
	if (options != NULL)
		self->options = *options;
	sluice__cluster_flights_init(&self->flights, &self->base, member, waiter);
	self->served = (struct sluice__cluster_served){.transport = &self->base, .options = &self->options, .member = member, .waiter = waiter};
	sluice_transport_init(&self->base, &CLUSTER_OPS, sluice_member_folder(member), SLUICE__CLUSTER_RECORD_SIZE);
	self->base.is_shared = true;
	*out = &self->base;
	return 0;
}
