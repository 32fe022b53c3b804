/* SPDX-License-Identifier: MIT */
/*
 * How peers of a member come and go: they are met, introduced, arrive, and are buried; member-table.c keeps them. The hooks run in the steward for
 * those that connect here, and in the thread that joins for those that it connects to.
 */
#define _GNU_SOURCE
#include "member-state.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "doorbell.h"
#include "refusal.h"

/* ---- hooks of the handshake --------------------------------------------------------------------------------------------------- */

struct sluice__peer *sluice__peers_meet(void *user, struct sluice__map *map, const struct sluice__member_view *view,
					struct sluice_channel_refusal *why, int *status)
{
	struct sluice_member *member = (struct sluice_member *)user;
	struct sluice__peer_entry *entry;

	/* What a peer left behind may have been read by now. */
	sluice__peers_reap(member);
	entry = sluice__peers_new(map, view, member->self->peer.view.waiter_count);
	if (entry == NULL) {
		errno = ENOMEM;
		*status = sluice__refuse_system(why, "malloc");
		return NULL;
	}
	if (sluice__peers_add(member, entry))
		return &entry->peer;
	sluice__peer_release(&entry->peer);
	*status = sluice__refuse(why, SLUICE_REFUSE_BUSY, SLUICE_FIFO_OWNERS, view->waiter_count, "there are no writer numbers left: waiters=%u",
				 view->waiter_count);
	return NULL;
}

int sluice__peers_introduce(void *user, struct sluice__peer *peer, struct sluice_channel_refusal *why)
{
	struct sluice_member *member = (struct sluice_member *)user;
	bool is_taken, is_full;

	pthread_mutex_lock(&member->lock);
	is_taken = member->by_cxy[peer->cxy] != NULL;
	is_full = member->present_count >= SLUICE_CLUSTER_MEMBERS - 1;
	if (!is_taken && !is_full)
		sluice__peer_entry_of(peer)->stage = SLUICE__PEER_INTRODUCED;
	pthread_mutex_unlock(&member->lock);
	/* Busy, not forbidden: the end of the one that had the number may not have been seen here yet. */
	if (is_taken)
		return sluice__refuse(why, SLUICE_REFUSE_BUSY, 0, peer->cxy, "a member has this number: cxy=%u", peer->cxy);
	if (is_full)
		return sluice__refuse(why, SLUICE_REFUSE_BUSY, SLUICE_CLUSTER_MEMBERS, SLUICE_CLUSTER_MEMBERS,
				      "the cluster has as many members as it can: count=%u", (unsigned)SLUICE_CLUSTER_MEMBERS);
	return 0;
}

/* ---- coming and going --------------------------------------------------------------------------------------------------------- */

static void note(struct sluice_member *member, enum sluice_member_event_kind kind, const struct sluice__peer *peer)
{
	member->events[member->event_count++ % SLUICE__MEMBER_EVENTS] =
		(struct sluice_member_event){.kind = kind, .member = sluice__peer_info(peer)};
}

void sluice__peers_tell(struct sluice_member *member)
{
	const struct sluice__peer *self = &member->self->peer;
	uint32_t i;

	/* Before the bell: whoever wakes looks at it. Partner: the look of each thread that waits. */
	for (i = 0; i < self->view.waiter_count; i++)
		sluice_fetch_add(&sluice__view_waiter(&self->view, i)->news, 1);
	sluice__peer_ring_all(self);
}

bool sluice__peers_arrive(void *user, struct sluice__peer *peer)
{
	struct sluice_member *member = (struct sluice_member *)user;
	bool has_arrived;

	pthread_mutex_lock(&member->lock);
	/* Of two that were introduced at once with one number, as no honest peers are, one is a member. */
	has_arrived = member->by_cxy[peer->cxy] == NULL && member->present_count < SLUICE_CLUSTER_MEMBERS - 1;
	if (has_arrived) {
		sluice__peer_entry_of(peer)->stage = SLUICE__PEER_PRESENT;
		member->by_cxy[peer->cxy] = sluice__peer_entry_of(peer);
		member->present_count++;
		note(member, SLUICE_MEMBER_JOINED, peer);
	}
	pthread_mutex_unlock(&member->lock);
	if (has_arrived)
		sluice__peers_tell(member);
	return has_arrived;
}

void sluice__peers_admit(struct sluice_member *member, struct sluice__link *link)
{
	struct sluice__peer_entry *entry = sluice__peer_entry_of(link->member);

	pthread_mutex_lock(&member->lock);
	entry->link = *link;
	pthread_mutex_unlock(&member->lock);
	sluice__link_init(link);
	if (!sluice__steward_watch(member, entry))
		sluice__peers_bury(member, entry);
}

void sluice__peers_bury(struct sluice_member *member, struct sluice__peer_entry *entry)
{
	struct sluice__peer *peer = &entry->peer;
	/* Partner: the store of CLOSING by its owner, before it closed the socket. Only a word: a liar dies, or leaves, as it likes. */
	const uint32_t state = sluice__map_state(&entry->memory->map);
	const bool has_left = state == SLUICE_SEGMENT_CLOSING || state == SLUICE_SEGMENT_CLOSED;
	int control;

	/* T1 of docs/models.md. Its partner is the look of a caller behind its PENDING: one of the two sees the other. */
	sluice_store_seq_cst(&peer->is_dead, 1);
	pthread_mutex_lock(&member->lock);
	member->by_cxy[peer->cxy] = NULL;
	member->present_count--;
	entry->stage = SLUICE__PEER_GONE;
	control = entry->link.control;
	entry->link.control = -1;
	pthread_mutex_unlock(&member->lock);
	if (control >= 0) {
		/* A child that is just being forked still has the socket, so epoll would keep it, with an entry that is soon freed. */
		epoll_ctl(member->epoll, EPOLL_CTL_DEL, control, NULL);
		close(control);
	}
	sluice__fifo_sweep(&member->self->peer.view, peer->claims_first, peer->view.waiter_count);
	sluice__calls_sweep(member, peer->cxy);
	pthread_mutex_lock(&member->lock);
	note(member, has_left ? SLUICE_MEMBER_LEFT : SLUICE_MEMBER_DIED, peer);
	pthread_mutex_unlock(&member->lock);
	/* T4. */
	sluice__peers_tell(member);
}

void sluice__peers_forget(void *user, struct sluice__peer *peer)
{
	struct sluice_member *member = (struct sluice_member *)user;
	struct sluice__peer_entry *entry = sluice__peer_entry_of(peer);

	/* One that has arrived, and then did not hear so. */
	if (entry->stage == SLUICE__PEER_PRESENT) {
		sluice__peers_bury(member, entry);
		return;
	}
	/* It had my segment: it may have claimed slots already, whether that was in turn or not. */
	pthread_mutex_lock(&member->lock);
	if (entry->stage == SLUICE__PEER_MET)
		/* Nobody can have taken a message for its own. */
		entry->rests_until_ns = 1;
	entry->stage = SLUICE__PEER_GONE;
	pthread_mutex_unlock(&member->lock);
	sluice_store_seq_cst(&peer->is_dead, 1);
	if (sluice__fifo_sweep(&member->self->peer.view, peer->claims_first, peer->view.waiter_count) > 0)
		sluice__peer_ring_all(&member->self->peer);
	sluice__peers_reap(member);
}
