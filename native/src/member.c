/* SPDX-License-Identifier: MIT */
/* A member after it has joined: threads, who is there, and the end. */
#define _GNU_SOURCE
#include "member-state.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "doorbell.h"

/* ---- life --------------------------------------------------------------------------------------------------------------------- */

void sluice__member_hold(struct sluice_member *member)
{
	__atomic_fetch_add(&member->references, 1, __ATOMIC_RELAXED);
}

void sluice__member_let_go(struct sluice_member *member)
{
	if (__atomic_fetch_sub(&member->references, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	sluice__cluster_free(member->cluster);
	if (member->self != NULL)
		sluice__peer_release(&member->self->peer);
	free(member->by_cxy);
	free(member->messages);
	pthread_mutex_destroy(&member->lock);
	free(member);
}

int sluice__member_check(const struct sluice_member *member)
{
	if (member->fork_count != sluice__fork_count)
		return -SLUICE_ERR_FORKED;
	/* Partner: the store of sluice_member_leave. Seq_cst, after sluice__touch. */
	return sluice_load_seq_cst(&member->has_left) != 0 ? -SLUICE_ERR_STATE : 0;
}

int sluice_member_leave(struct sluice_member *member)
{
	int status;

	if (member == NULL)
		return 0;
	status = sluice__member_check(member);
	if (status != 0)
		return status;
	/* Partner: sluice__member_check, and the steward's loop. */
	sluice_store_seq_cst(&member->has_left, 1);
	/* From here on no thread writes into the memory of others, who take this member for gone. */
	sluice__cluster_leave(member->cluster);
	sluice__steward_stop(member);
	/* Partner: sluice__peers_bury of each peer, which looks after the end of the socket. */
	sluice__map_set_state(&member->self->memory->map, SLUICE_SEGMENT_CLOSING);
	sluice__listen_close(member->listening);
	/* Nobody is let in any more; the memory may be looked at for longer. */
	close(member->self->memory->map.descriptor);
	member->self->memory->map.descriptor = -1;
	sluice__fork_leave(member);
	sluice__peers_leave(member);
	/* Threads that sleep have to hear of it. */
	sluice__peers_tell(member);
	sluice__member_let_go(member);
	return 0;
}

uint32_t sluice_member_cxy(const struct sluice_member *member)
{
	return member->cxy;
}

const char *sluice_member_folder(const struct sluice_member *member)
{
	return member->folder.path;
}

struct sluice__cluster *sluice__member_cluster(const struct sluice_member *member)
{
	return member->cluster;
}

/* ---- threads ------------------------------------------------------------------------------------------------------------------ */

const struct sluice__member_view *sluice__member_view(const struct sluice_member *member)
{
	return &member->self->peer.view;
}

struct sluice__peer *sluice__member_self(struct sluice_member *member)
{
	return &member->self->peer;
}

int sluice_member_attach(struct sluice_member *member)
{
	const int status = sluice__member_check(member);
	uint32_t waiter;

	if (status != 0)
		return status;
	pthread_mutex_lock(&member->lock);
	for (waiter = 1; waiter < member->membership.waiter_count && (member->waiters_in_use >> waiter & 1) != 0;)
		waiter++;
	if (waiter < member->membership.waiter_count)
		member->waiters_in_use |= UINT64_C(1) << waiter;
	pthread_mutex_unlock(&member->lock);
	if (waiter == member->membership.waiter_count)
		return -SLUICE_ERR_BUSY;
	sluice__member_hold(member);
	sluice__doorbell_drain(member->bells[waiter]);
	return (int)waiter;
}

/* The peers that the thread may have claims at, each with a reference; their number. */
static size_t collect_peers(struct sluice_member *member, struct sluice__peer *out[SLUICE_FIFO_OWNERS])
{
	struct sluice__peer_entry *entry;
	size_t count = 0;

	pthread_mutex_lock(&member->lock);
	for (entry = member->peers; entry != NULL && count < SLUICE_FIFO_OWNERS; entry = entry->next)
		if (entry->stage == SLUICE__PEER_PRESENT) {
			sluice__peer_hold(&entry->peer);
			out[count++] = &entry->peer;
		}
	pthread_mutex_unlock(&member->lock);
	return count;
}

int sluice_member_detach(struct sluice_member *member, uint32_t waiter)
{
	struct sluice__peer *peers[SLUICE_FIFO_OWNERS];
	bool was_in_use;
	size_t count, i;

	if (member->fork_count != sluice__fork_count)
		return -SLUICE_ERR_FORKED;
	pthread_mutex_lock(&member->lock);
	was_in_use = waiter >= 1 && waiter < member->membership.waiter_count && (member->waiters_in_use >> waiter & 1) != 0;
	pthread_mutex_unlock(&member->lock);
	if (!was_in_use)
		return -SLUICE_ERR_OPTION;
	/* The number is another thread's only afterwards. */
	count = collect_peers(member, peers);
	for (i = 0; i < count; i++) {
		/* Which of its threads reads is its own affair. */
		if (sluice__fifo_sweep(&peers[i]->view, peers[i]->writer_first + waiter, 1) > 0)
			sluice__peer_ring_all(peers[i]);
		peers[i]->writers[waiter].fifo.number = 0;
		sluice__peer_release(peers[i]);
	}
	sluice__calls_give_up(member, waiter);
	/* Partner: whoever takes it back to ring. Nobody sleeps there any more. */
	sluice_store_seq_cst(&sluice__view_waiter(sluice__member_view(member), waiter)->asleep, SLUICE_WAITER_AWAKE);
	pthread_mutex_lock(&member->lock);
	member->waiters_in_use &= ~(UINT64_C(1) << waiter);
	pthread_mutex_unlock(&member->lock);
	sluice__member_let_go(member);
	return 0;
}

int sluice__member_bell(const struct sluice_member *member, uint32_t waiter)
{
	return waiter < member->membership.waiter_count ? member->bells[waiter] : -1;
}

bool sluice__member_sleep(const struct sluice_member *member, uint32_t waiter, int64_t deadline_ns)
{
	const int bell = sluice__member_bell(member, waiter);

	if (sluice__doorbell_drain(bell))
		return true;
	if (!sluice__sleep_on(bell, POLLIN, deadline_ns))
		return false;
	sluice__doorbell_drain(bell);
	return true;
}

int sluice_member_descriptor(const struct sluice_member *member, uint32_t waiter)
{
	const int bell = sluice__member_bell(member, waiter);

	return bell < 0 ? -SLUICE_ERR_OPTION : bell;
}

int sluice_member_wait(struct sluice_member *member, uint32_t waiter, int64_t deadline_ns)
{
	const int status = sluice__member_check(member);

	if (status != 0)
		return status;
	if (waiter >= member->membership.waiter_count)
		return -SLUICE_ERR_OPTION;
	return sluice__member_sleep(member, waiter, deadline_ns) ? 0 : -SLUICE_ERR_DEADLINE;
}

/* ---- who is there ------------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const uint32_t left = ((const struct sluice_member_info *)a)->cxy, right = ((const struct sluice_member_info *)b)->cxy;

	return (left > right) - (left < right);
}

int sluice_member_list(struct sluice_member *member, struct sluice_member_info *out, size_t capacity)
{
	struct sluice_member_info found[SLUICE_CLUSTER_MEMBERS];
	const struct sluice__peer_entry *entry;
	const int status = sluice__member_check(member);
	size_t count = 0;

	if (status != 0)
		return status;
	pthread_mutex_lock(&member->lock);
	for (entry = member->peers; entry != NULL && count < SLUICE_CLUSTER_MEMBERS; entry = entry->next)
		if (entry->stage == SLUICE__PEER_PRESENT && entry != member->self)
			found[count++] = sluice__peer_info(&entry->peer);
	pthread_mutex_unlock(&member->lock);
	qsort(found, count, sizeof found[0], by_number);
	if (capacity > 0)
		memcpy(out, found, (count < capacity ? count : capacity) * sizeof found[0]);
	return (int)count;
}

int sluice_member_next_event(struct sluice_member *member, uint64_t *cursor, struct sluice_member_event *out)
{
	const int status = sluice__member_check(member);
	int found = 0;

	if (status != 0)
		return status;
	pthread_mutex_lock(&member->lock);
	if (*cursor < member->event_count) {
		if (member->event_count - *cursor > SLUICE__MEMBER_EVENTS)
			*cursor = member->event_count - SLUICE__MEMBER_EVENTS;
		*out = member->events[(*cursor)++ % SLUICE__MEMBER_EVENTS];
		found = 1;
	}
	pthread_mutex_unlock(&member->lock);
	return found;
}
