/* SPDX-License-Identifier: MIT */
/*
 * What the parts of libsluice know of a member and of its peers; users see sluice/cluster.h. docs/decisions/0009-cluster.md is the design.
 *
 * Threads: everything here may be called by any thread, unless it says otherwise.
 */
#ifndef SLUICE_SRC_MEMBER_H
#define SLUICE_SRC_MEMBER_H

#include <sluice/cluster.h>

#include "fifo.h"
#include "member-view.h"

/* How one thread of mine writes into the FIFO of a peer. Its thread's alone, and in cache lines of its own. */
struct sluice__peer_writer {
	_Alignas(64) struct sluice__fifo_writer fifo; /* its owner is 0 until it is used */
	struct sluice__peer *peer;	  /* whose FIFO that is: a reference, while it is listed */
	struct sluice__peer_writer *next; /* of those that stand in line at once */
};

/*
 * A member as this one sees it: all but `is_dead` is constant while a reference is held, and its memory stays mapped. A member is a peer of its own,
 * too, so that its threads can call each other; its bells and view are then its own.
 */
struct sluice__peer {
	uint32_t cxy;
	uint32_t epoch;		/* unique among all peers that this process has ever had: tells a number that was used again */
	uint32_t writer_first;	/* my waiter w writes into its FIFO as number writer_first + w */
	uint32_t claims_first;	/* its waiter w writes into my FIFO as number claims_first + w; view.waiter_count of them */
	uint32_t is_dead;	/* died or left; never taken back. Read it by sluice__peer_is_dead */
	struct sluice__peer_writer *writers; /* one for each waiter of mine */
	struct sluice__member_view view;
	int bells[SLUICE_CLUSTER_WAITERS]; /* eventfds of its waiters; view.waiter_count of them */
	struct sluice_credentials credentials; /* by the kernel, when it connected */
};

/* The member of that number, with a reference that the caller releases; NULL when there is none, or it is dead. */
struct sluice__peer *sluice__member_peer(struct sluice_member *member, uint32_t cxy);
/*
 * Whose number that is in my FIFO, and which of its waiters; NULL when it is nobody's. A dead peer is still found as long as a slot of my FIFO
 * carries its number, and at least 20 ms longer: ask at once when a message was taken. A reference, as above.
 */
struct sluice__peer *sluice__member_writer(struct sluice_member *member, uint32_t number, uint32_t *waiter);
/* One more reference. */
void sluice__peer_hold(struct sluice__peer *peer);
/* NULL is nothing. */
void sluice__peer_release(struct sluice__peer *peer);
/*
 * Sequentially consistent. A caller asks after it has made its slot PENDING: either it sees the death here, or the steward sees its slot when it
 * sweeps.
 */
bool sluice__peer_is_dead(const struct sluice__peer *peer);
struct sluice_member_info sluice__peer_info(const struct sluice__peer *peer);

/* Its segment, which stays mapped by a reference of its own: for who looks at memory longer than at a member. */
struct sluice__memory {
	struct sluice__map map;
	uint32_t references; /* atomic */
};
struct sluice__memory *sluice__peer_memory(const struct sluice__peer *peer); /* a reference */
/* NULL is nothing. */
void sluice__memory_release(struct sluice__memory *memory);

/* Writes into the eventfd of a waiter; never waits. A waiter that the peer does not have is ignored. */
void sluice__peer_ring(const struct sluice__peer *peer, uint32_t waiter);
void sluice__peer_ring_all(const struct sluice__peer *peer);

/* The member's own segment, with waiters' lines and calls. Valid as long as the member. */
const struct sluice__member_view *sluice__member_view(const struct sluice_member *member);
/* The same as a peer, so that both are called alike; no reference. */
struct sluice__peer *sluice__member_self(struct sluice_member *member);
/* The own eventfd of a waiter, to sleep on; -1 for one that there is not. Belongs to the member. */
int sluice__member_bell(const struct sluice_member *member, uint32_t waiter);
/* Sets nothing, reads nothing: sleeps until the waiter's bell rings or the deadline is over, and drains it. False when the time was over. */
bool sluice__member_sleep(const struct sluice_member *member, uint32_t waiter, int64_t deadline_ns);
/* One more reference: the member's memory and bells stay, also when it has left. */
void sluice__member_hold(struct sluice_member *member);
/* Frees with the last reference. */
void sluice__member_let_go(struct sluice_member *member);
/* 0, -SLUICE_ERR_FORKED in a forked child, or -SLUICE_ERR_STATE once the member has left. */
int sluice__member_check(const struct sluice_member *member);

/* ---- what the steward, or a thread that ends, sweeps ---------------------------------------------------------------------------- */

/*
 * Turns slots that are CLAIMED by the numbers first to first + count - 1 into SKIP, and returns how many. The reader may have waited for them: ring
 * it. One thread at a time for the same numbers.
 */
uint32_t sluice__fifo_sweep(const struct sluice__member_view *view, uint32_t first, uint32_t count);
/* The same for any state but FREE: whether a slot still carries one of the numbers. */
bool sluice__fifo_has_writer(const struct sluice__member_view *view, uint32_t first, uint32_t count);

/* ---- calls: cluster-calls.h ----------------------------------------------------------------------------------------------------- */

struct sluice__cluster;
/* What a member has for calls, made and freed with it: once its view is there, and before another thread knows of it. NULL without memory. */
struct sluice__cluster *sluice__cluster_create(struct sluice_member *member);
void sluice__cluster_free(struct sluice__cluster *cluster);
/* Returns once no thread writes into the memory of others; sluice__member_check keeps all from beginning to. */
void sluice__cluster_leave(struct sluice__cluster *cluster);
/* What it was given by that. */
struct sluice__cluster *sluice__member_cluster(const struct sluice_member *member);

/* Own calls to a member that is gone: PENDING becomes DEAD, and all are finished, as nobody touches them any more. Wakes nobody: the steward does. */
void sluice__calls_sweep(struct sluice_member *member, uint32_t cxy);
/* Calls of a waiter whose thread has ended: PENDING becomes CANCELLED. */
void sluice__calls_give_up(struct sluice_member *member, uint32_t waiter);

#endif /* SLUICE_SRC_MEMBER_H */
