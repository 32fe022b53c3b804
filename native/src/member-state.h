/* SPDX-License-Identifier: MIT */
/* What a member is made of; for the member-*.c files alone. All others see member.h. */
#ifndef SLUICE_SRC_MEMBER_STATE_H
#define SLUICE_SRC_MEMBER_STATE_H

#include <limits.h>
#include <pthread.h>

#include "handshake-member.h"
#include "member.h"
#include "member-folder.h"

#define SLUICE__BY_CXY_SIZE ((SLUICE_MAX_CXY + 1u) * sizeof(struct sluice__peer_entry *))
#define SLUICE__MEMBER_EVENTS 1024 /* kept for who asks late; a power of two */

/* How long a number rests after the last slot that carried it. */
#define SLUICE__REST_NS 20000000

/* Where a peer stands. It only moves forward, under the member's lock. */
enum sluice__peer_stage {
	SLUICE__PEER_MET,	 /* its segment is here; its writer numbers are kept for it */
	SLUICE__PEER_INTRODUCED, /* requests with its numbers are its own */
	SLUICE__PEER_PRESENT,	 /* a member, which may be called */
	SLUICE__PEER_GONE,	 /* dead or left; its numbers are kept until no slot of the own FIFO carries them */
};

struct sluice__peer_entry {
	struct sluice__peer peer; /* first, as others have pointers to it */
	enum sluice__peer_stage stage;
	uint32_t references; /* atomic: one of the list of peers, one of each sluice__member_peer */
	struct sluice__memory *memory; /* its segment */
	struct sluice__link link; /* its socket; nothing else in it is open */
	int64_t rests_until_ns; /* of one that is gone: 0 while slots carry its numbers */
	struct sluice__peer_entry *next;
};

struct sluice_member {
	/* Constant once it has joined. */
	uint32_t cxy;
	uint32_t fork_count;
	struct sluice__terms terms;
	struct sluice__membership membership;
	struct sluice_message_identity *messages; /* copy of the identity's */
	struct sluice__folder folder;
	struct sluice__peer_entry *self;
	struct sluice__cluster *cluster; /* calls and serving */
	int bells[SLUICE_CLUSTER_WAITERS];
	struct sluice__listening *listening;
	int epoll, kick;
	pthread_t steward;
	bool has_steward;
	uint32_t has_left;   /* atomic */
	uint32_t references; /* atomic: who has joined, and each waiter that is in use */
	struct sluice_member *next; /* of all in this process, for fork */

	pthread_mutex_t lock; /* of all that follows; held shortly, never while waiting */
	uint64_t waiters_in_use; /* a bit each */
	struct sluice__peer_entry *peers; /* in every stage, and this member itself */
	uint32_t present_count; /* without this member */
	struct sluice__peer_entry *by_writer[SLUICE_FIFO_OWNERS + 1];
	struct sluice__peer_entry **by_cxy; /* SLUICE__BY_CXY_SIZE bytes: those that may be called */
	struct sluice_member_event events[SLUICE__MEMBER_EVENTS];
	uint64_t event_count; /* ever */
};

/* ---- member-table.c ------------------------------------------------------------------------------------------------------------- */

static inline struct sluice__peer_entry *sluice__peer_entry_of(struct sluice__peer *peer)
{
	return (struct sluice__peer_entry *)(void *)peer;
}

/* A peer that is in no table yet, with one reference, and a writer for each of `waiter_count` threads. Takes the map over. NULL without memory. */
struct sluice__peer_entry *sluice__peers_new(struct sluice__map *map, const struct sluice__member_view *view, uint32_t waiter_count);
/* Puts it into the table, which has its reference then, with a writer number for each of its waiters: false when there are too few left. */
bool sluice__peers_add(struct sluice_member *member, struct sluice__peer_entry *entry);
/* The first peer: this member itself. Takes the map over. -SLUICE_ERR_SYSTEM without memory. */
int sluice__peers_add_self(struct sluice_member *member, struct sluice__map *map, const struct sluice__member_view *view);
/* Gives up writer numbers of the gone that no slot carries any more, once they have rested; whether some are still kept. */
bool sluice__peers_reap(struct sluice_member *member);
/* Lets go of all peers, this member itself among them; `self` keeps its own reference. */
void sluice__peers_leave(struct sluice_member *member);

/* ---- member-peers.c ------------------------------------------------------------------------------------------------------------- */

/* Hooks of the handshake; `user` is the member. */
struct sluice__peer *sluice__peers_meet(void *user, struct sluice__map *map, const struct sluice__member_view *view,
					struct sluice_channel_refusal *why, int *status);
int sluice__peers_introduce(void *user, struct sluice__peer *peer, struct sluice_channel_refusal *why);
bool sluice__peers_arrive(void *user, struct sluice__peer *peer);
void sluice__peers_forget(void *user, struct sluice__peer *peer);

/* The handshake is over: takes the link of a peer that has arrived, and looks for its end. */
void sluice__peers_admit(struct sluice_member *member, struct sluice__link *link);
/* Steps 1 to 4 of a death; of a peer that was admitted, the steward alone. */
void sluice__peers_bury(struct sluice_member *member, struct sluice__peer_entry *entry);
/* Every waiter of this member looks at its news. */
void sluice__peers_tell(struct sluice_member *member);

/* ---- member-steward.c ----------------------------------------------------------------------------------------------------------- */

/* 0, or -SLUICE_ERR_SYSTEM. */
int sluice__steward_start(struct sluice_member *member);
/* Returns when the thread has ended. */
void sluice__steward_stop(struct sluice_member *member);
/* Looks for the end of a peer's socket. */
bool sluice__steward_watch(struct sluice_member *member, struct sluice__peer_entry *entry);

/* ---- member-fork.c -------------------------------------------------------------------------------------------------------------- */

/* How often this process is a forked child of one that had members. */
extern uint32_t sluice__fork_count;
/* From then on a forked child closes its copies of the member's sockets, so that it doesn't keep its parent's end from being seen. */
void sluice__fork_enter(struct sluice_member *member);
void sluice__fork_leave(struct sluice_member *member);

#endif /* SLUICE_SRC_MEMBER_STATE_H */
