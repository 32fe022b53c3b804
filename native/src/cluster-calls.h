/* SPDX-License-Identifier: MIT */
/*
 * Calls and serving of one member, as far as nobody else sees it: docs/decisions/0009-cluster.md, "A call" and "Serving".
 *
 * A waiter's part is its thread's alone, but for the counters; the reading of the FIFO is under one lock.
 */
#ifndef SLUICE_SRC_CLUSTER_CALLS_H
#define SLUICE_SRC_CLUSTER_CALLS_H

#include <pthread.h>

#include <sluice/cluster-call.h>

#include "cluster-slot.h"
#include "fifo.h"
#include "member.h"

/* How deep requests may be served within calls of handlers. */
#define SLUICE__CLUSTER_DEPTH 32

/* Slots of a waiter's share, by their number within it. */
struct sluice__slots {
	uint32_t first;		/* of the share */
	uint32_t count;
	uint16_t *free;		/* what can be used, the last one used on top */
	uint32_t free_count;
	uint16_t *quarantine;	/* calls that are over, whose server may still write */
	uint32_t quarantine_count; /* read by others, for counters */
	/* By lead: slots of its last call that are not finished yet. One in quarantine stays there until this is 0. */
	uint16_t *unfinished;
	uint16_t *lead;		/* by slot: lead of its last call */
	uint16_t *is_held;	/* by slot: of a call that is not over */
};

struct sluice__cluster_waiter {
	uint32_t number;
	struct sluice__slots slots;
	struct sluice_cluster_pending *first; /* calls that have begun, and whose end was not told */
	int64_t spin_ns;	/* how long to look before the next sleep; adapts */
	uint32_t depth;		/* requests that are being served within each other */
	uint32_t is_touching;	/* atomic: sluice__touch */
	bool is_held_up;	/* it sleeps, and the head of the FIFO was claimed by somebody */
	bool is_looking;	/* counted in `looking` of the role */
	struct sluice_cluster_counters counters; /* written with sluice__count */
};

/* Who reads the FIFO: any thread of the member, in turn. */
struct sluice__role {
	pthread_mutex_t lock;	/* of what follows; held for a few looks at the FIFO */
	struct sluice__fifo_reader reader;
	uint64_t idle;		/* waiters that sleep, and would read: a bit each */
	uint32_t looking;	/* waiters that are awake, and look */
	/* Copies for looks without the lock. */
	uint32_t head;
	uint32_t idle_count;
};

struct sluice__cluster {
	struct sluice_member *member;
	const struct sluice__member_view *view;
	const struct sluice_cluster_service *service;
	uint32_t is_stopping;
	uint32_t has_one_core;
	struct sluice__role role;
	struct sluice__cluster_waiter *waiters; /* view->waiter_count of them */
	uint16_t *memory;	/* of their slots */
};

/* Of a waiter: the 64-bit counters before `quarantined`. */
#define SLUICE__COUNTERS (offsetof(struct sluice_cluster_counters, quarantined) / sizeof(uint64_t))

/* A counter that other threads read: one writer. */
static inline void sluice__count(uint64_t *counter)
{
	__atomic_store_n(counter, __atomic_load_n(counter, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

/* NULL, and `*status`, when the member can't be used, or has no such waiter. */
struct sluice__cluster_waiter *sluice__cluster_enter(struct sluice_member *member, uint32_t waiter, struct sluice__cluster **out, int *status);

/*
 * Before this thread writes into the memory of another member: false once its own member has left, since others then use their slots again. Until
 * sluice__untouch the member does not leave, so nothing in between waits.
 */
bool sluice__touch(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);
void sluice__untouch(struct sluice__cluster_waiter *waiter);

/* Sets `asleep` back, and rings whoever had set it. */
void sluice__cluster_wake(const struct sluice__peer *peer, uint32_t waiter);

/* ---- cluster-slots.c ------------------------------------------------------------------------------------------------------------ */

/* Numbers that `memory` has room for, for each slot. */
#define SLUICE__SLOTS_NUMBERS 5u
void sluice__slots_init(struct sluice__slots *slots, uint32_t first, uint32_t count, uint16_t *memory);
/* Takes a slot for each target, numbered within the segment; the first leads. False when fewer are free; then none is taken. */
bool sluice__slots_take(struct sluice__slots *slots, const struct sluice__member_view *view, struct sluice_cluster_pending *call);
/* Takes all that is finished out of quarantine. */
void sluice__slots_reap(struct sluice__slots *slots, const struct sluice__member_view *view);
/* Its call is over. */
void sluice__slots_give_back(struct sluice__slots *slots, uint32_t slot);
/* All calls are over: their thread has ended. */
void sluice__slots_give_up(struct sluice__slots *slots);

/* Calls in these slots, whose thread has ended: PENDING becomes CANCELLED. */
void sluice__slots_cancel(const struct sluice__member_view *view, uint32_t first, uint32_t count);

/* ---- cluster-role.c ------------------------------------------------------------------------------------------------------------- */

/* False without memory. */
bool sluice__role_init(struct sluice__cluster *cluster);
/* Whether there seems to be something to take. */
bool sluice__role_peek(const struct sluice__cluster *cluster);
/* Takes one, and sees to it that somebody looks for the next: true, or false when there is none. */
bool sluice__role_take(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice__fifo_message *out);
/* This thread looks, so that nobody else need be woken. */
void sluice__role_look(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);
/* It does so no longer. */
void sluice__role_leave(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);
/* Before it sleeps, with `asleep` set: false when there may be something to take after all. */
bool sluice__role_sleep(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);
/* It is awake, and looks. */
void sluice__role_rise(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);

/* ---- cluster-call.c ------------------------------------------------------------------------------------------------------------- */

/* The outcome of a target. */
void sluice__target_settle(struct sluice_cluster_target *target, int status);
/* Whether a call of this waiter seems to have moved; for spinning. */
bool sluice__calls_have_moved(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter);
/* Before sleeping, with `asleep` set: whether a call has ended. Asks for a ring at each answer where none would be the last. */
bool sluice__calls_have_ended(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter);
/* Ends what is over, and takes in what has ended; tells of calls that want to be told. Whether there was one. */
bool sluice__calls_progress(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);
/* When the next deadline of a call is over. */
int64_t sluice__calls_deadline(const struct sluice__cluster_waiter *waiter);

/* ---- cluster-ask.c -------------------------------------------------------------------------------------------------------------- */

/*
 * As sluice_cluster_begin, without waiting: where a target has no room, so that its status is BUSY, this thread stands in line there until
 * sluice__lines_step_aside, and `*lines` has the writer. To begin it again, or another call to that target, takes the room that has come.
 */
int sluice__cluster_begin_in_line(struct sluice_member *member, uint32_t number, struct sluice_cluster_pending *call,
				  struct sluice__peer_writer **lines);
/* A sluice__wish, of `lines`: room may have come, or a target is gone. */
bool sluice__lines_have_moved(void *lines);
/* Nothing is granted to this thread any more: it does not wait just now. It keeps its places for the next time. */
void sluice__lines_step_aside(struct sluice_member *member, uint32_t number, struct sluice__peer_writer **lines);
/* Nor does it keep this one: it wants nothing there any more. */
void sluice__cluster_give_up_place(struct sluice_member *member, uint32_t number, uint32_t cxy);

/* ---- cluster-wait.c ------------------------------------------------------------------------------------------------------------- */

/* One more thing to wait for, by looks alone: true when it is there. Asked with `asleep` set before sleeping, too. */
typedef bool sluice__wish(void *user);

/*
 * Looks, then sleeps, until a call has ended, the wish is met, there is something to take (`reads`), it was rung, or the deadline is over. What `reads`
 * looks on: sluice__role_take or sluice__role_leave comes next.
 */
void sluice__cluster_pause(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, bool reads, sluice__wish *wish, void *user,
			   int64_t deadline_ns);

/* sluice_cluster_wait, with a wish beside. */
int sluice__cluster_wait(struct sluice_member *member, uint32_t number, unsigned events, sluice__wish *wish, void *user, int64_t deadline_ns);

/* Lets others run until the deadline, which is near, or a ring; that is not asked for. */
void sluice__cluster_nap(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, int64_t deadline_ns);

/* ---- cluster-serve.c ------------------------------------------------------------------------------------------------------------ */

/* Whether this waiter serves when it waits: there is a service, and it is not in too deep. */
bool sluice__cluster_serves(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter);
/* Takes and serves one request; false when there was none. */
bool sluice__cluster_serve_one(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter);

#endif /* SLUICE_SRC_CLUSTER_CALLS_H */
