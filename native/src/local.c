/* SPDX-License-Identifier: MIT */
/*
 * A pair within a process. Each direction is a ring of bytes under one mutex for both; a record is its length and its bytes, in one piece:
 * what does not fit at the end of the ring starts again at its front.
 */
#define _GNU_SOURCE
#include <sluice/local.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

#define PREFIX ((size_t)8)	/* length before each record; keeps records aligned */
#define WRAP UINT32_MAX		/* instead of a length: the next record is at the front */
#define ALIGNED(length) (((length) + 7) & ~(size_t)7)

struct ring {
	uint8_t *bytes;
	size_t size;
	uint64_t head;		/* position after the last record that was released; shared */
	uint64_t tail;		/* position after the last one that was published; shared */
	bool is_closed;		/* its writer is gone; shared */
	bool is_abandoned;	/* its reader is gone; shared */
	int error;		/* why the writer went; shared */
	uint64_t committed;	/* the writer's own */
	size_t reserved;	/* bytes of the reservation, 0 for none; the writer's own */
	size_t limit;
};

struct pair;

struct local_transport {
	struct sluice_transport base;
	struct pair *pair;
	struct ring *out;
	struct ring *in;
};

struct pair {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct ring rings[2];
	struct local_transport ends[2];
	int alive;		/* endpoints that are not freed */
};

static struct local_transport *self_of(struct sluice_transport *transport)
{
	return (struct local_transport *)transport;
}

/* Where a record of `need` bytes would start: at the tail, or at the front when it would not fit before the end. */
static uint64_t place(const struct ring *ring, size_t need)
{
	size_t at = (size_t)(ring->committed % ring->size);

	return ring->size - at >= need ? ring->committed : ring->committed + (ring->size - at);
}

/* With the mutex. Bounded by the limit, except for one record that is longer. */
static bool has_room(const struct ring *ring, size_t length)
{
	size_t need = PREFIX + ALIGNED(length);
	uint64_t used = ring->committed - ring->head;

	if (used == 0)
		return true;
	return used + need <= ring->limit && place(ring, need) + need - ring->head <= ring->size;
}

static int local_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	struct local_transport *self = self_of(transport);
	struct ring *ring = self->out;
	size_t need = PREFIX + ALIGNED(length);
	bool is_gone, fits;
	uint64_t start;

	pthread_mutex_lock(&self->pair->mutex);
	is_gone = ring->is_abandoned;
	fits = has_room(ring, length);
	pthread_mutex_unlock(&self->pair->mutex);
	if (is_gone)
		return -SLUICE_ERR_PEER_CLOSED;
	if (!fits)
		return SLUICE_FULL;
	start = place(ring, need);
	if (start != ring->committed) {
		sluice_store_le32(ring->bytes + ring->committed % ring->size, WRAP);
		ring->committed = start;
	}
	ring->reserved = need;
	*out = ring->bytes + start % ring->size + PREFIX;
	return 0;
}

static void local_commit(struct sluice_transport *transport, size_t length)
{
	struct ring *ring = self_of(transport)->out;

	if (ring->reserved == 0)
		return;
	sluice_store_le32(ring->bytes + ring->committed % ring->size, (uint32_t)length);
	ring->committed += PREFIX + ALIGNED(length);
	ring->reserved = 0;
}

static void local_abort(struct sluice_transport *transport)
{
	self_of(transport)->out->reserved = 0;
}

static int local_publish(struct sluice_transport *transport)
{
	struct local_transport *self = self_of(transport);
	int status = 0;

	pthread_mutex_lock(&self->pair->mutex);
	if (self->out->is_abandoned)
		status = -SLUICE_ERR_PEER_CLOSED;
	else if (self->out->tail != self->out->committed) {
		self->out->tail = self->out->committed;
		self->base.sent = self->base.committed;
		pthread_cond_broadcast(&self->pair->changed);
	}
	pthread_mutex_unlock(&self->pair->mutex);
	return status;
}

static void shut(struct local_transport *self, int error, int told)
{
	pthread_mutex_lock(&self->pair->mutex);
	if (self->base.state != SLUICE_TRANSPORT_CLOSED) {
		self->base.state = SLUICE_TRANSPORT_CLOSED;
		self->base.error = error;
		self->out->is_closed = true;
		self->out->error = told;
		self->in->is_abandoned = true;
		pthread_cond_broadcast(&self->pair->changed);
	}
	pthread_mutex_unlock(&self->pair->mutex);
}

static int local_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	struct local_transport *self = self_of(transport);
	struct ring *ring = self->in;
	size_t found = 0;
	uint64_t head, tail;
	bool is_closed;
	int error;

	pthread_mutex_lock(&self->pair->mutex);
	head = ring->head;
	tail = ring->tail;
	is_closed = ring->is_closed;
	error = ring->error;
	pthread_mutex_unlock(&self->pair->mutex);
	while (found < limit && found < INT32_MAX && head != tail) {
		const uint8_t *at = ring->bytes + head % ring->size;
		uint32_t length = sluice_load_le32(at);

		if (length == WRAP) {
			head += ring->size - head % ring->size;
			continue;
		}
		found++;
		receive(user, at + PREFIX, length);
		head += PREFIX + ALIGNED((size_t)length);
		pthread_mutex_lock(&self->pair->mutex);
		ring->head = head;
		pthread_cond_broadcast(&self->pair->changed);
		pthread_mutex_unlock(&self->pair->mutex);
	}
	if (found > 0 || head != tail || !is_closed)
		return (int)found;
	shut(self, error, 0);
	return sluice__closed(transport);
}

static int local_wait(struct sluice_transport *transport, unsigned events, size_t room, int64_t deadline_ns)
{
	struct local_transport *self = self_of(transport);
	const struct timespec until = {(time_t)(deadline_ns / 1000000000), (long)(deadline_ns % 1000000000)};
	unsigned ready = 0;
	int status = 0;

	local_publish(transport);
	pthread_mutex_lock(&self->pair->mutex);
	while (ready == 0 && status != ETIMEDOUT) {
		if ((events & SLUICE_READABLE) != 0 && (self->in->head != self->in->tail || self->in->is_closed))
			ready |= SLUICE_READABLE;
		if ((events & SLUICE_WRITABLE) != 0 && (has_room(self->out, room) || self->out->is_abandoned))
			ready |= SLUICE_WRITABLE;
		if (ready == 0 && deadline_ns < 0)
			status = pthread_cond_wait(&self->pair->changed, &self->pair->mutex);
		else if (ready == 0)
			status = pthread_cond_timedwait(&self->pair->changed, &self->pair->mutex, &until);
	}
	pthread_mutex_unlock(&self->pair->mutex);
	return (int)ready;
}

static int local_close(struct sluice_transport *transport, int64_t deadline_ns)
{
	(void)deadline_ns;
	local_publish(transport);
	shut(self_of(transport), 0, 0);
	return 0;
}

static void local_destroy(struct sluice_transport *transport, int error)
{
	/* What this side found out about the other is not the other's own reason. */
	shut(self_of(transport), error, error == 0 ? 0 : -SLUICE_ERR_PEER_CLOSED);
}

static void free_pair(struct pair *pair)
{
	pthread_cond_destroy(&pair->changed);
	pthread_mutex_destroy(&pair->mutex);
	free(pair->rings[0].bytes);
	free(pair->rings[1].bytes);
	free(pair);
}

static void local_free(struct sluice_transport *transport)
{
	struct pair *pair = self_of(transport)->pair;
	int alive;

	pthread_mutex_lock(&pair->mutex);
	alive = --pair->alive;
	pthread_mutex_unlock(&pair->mutex);
	if (alive == 0)
		free_pair(pair);
}

static const struct sluice_transport_ops LOCAL_OPS = {
	.try_reserve = local_try_reserve,
	.commit = local_commit,
	.abort = local_abort,
	.publish = local_publish,
	.flush = local_publish,
	.poll = local_poll,
	.wait = local_wait,
	.close = local_close,
	.destroy = local_destroy,
	.free = local_free,
};

int sluice_local_pair(const struct sluice_local_options *options, struct sluice_transport **first, struct sluice_transport **second)
{
	size_t max_length = options != NULL && options->max_length != 0 ? options->max_length : SLUICE_MAX_LENGTH;
	size_t limit = options != NULL && options->outgoing_limit != 0 ? options->outgoing_limit : SLUICE_OUTGOING_LIMIT;
	/* The longest record has a place wherever the tail is; pages that are never touched cost nothing. */
	size_t size = 2 * (PREFIX + ALIGNED(max_length > limit ? max_length : limit));
	struct pair *pair = calloc(1, sizeof *pair);
	pthread_condattr_t monotonic;
	int i;

	if (pair == NULL)
		return -SLUICE_ERR_SYSTEM;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&pair->mutex, NULL);
	pthread_cond_init(&pair->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pair->alive = 2;
	for (i = 0; i < 2; i++) {
		struct local_transport *end = &pair->ends[i];

		pair->rings[i].bytes = malloc(size);
		pair->rings[i].size = size;
		pair->rings[i].limit = limit;
		sluice_transport_init(&end->base, &LOCAL_OPS, i == 0 ? "local, second" : "local, first", max_length);
		end->pair = pair;
		end->out = &pair->rings[i];
		end->in = &pair->rings[1 - i];
	}
	if (pair->rings[0].bytes == NULL || pair->rings[1].bytes == NULL) {
		free_pair(pair);
		return -SLUICE_ERR_SYSTEM;
	}
	*first = &pair->ends[0].base;
	*second = &pair->ends[1].base;
	return 0;
}
