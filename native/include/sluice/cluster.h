/* SPDX-License-Identifier: MIT */
/*
 * Clusters: processes that call each other through memory that all of them may write. docs/cluster.md says what members may rely on.
 *
 * *Cooperative*: unlike a channel, a member lets every other member write its memory. A lying member may lose, forge, reorder or stall requests of
 * others; it can cause no access outside of a segment, no endless loop and no crash.
 *
 * Functions return 0 or more, or -SLUICE_ERR_...; with -SLUICE_ERR_SYSTEM errno says why. Deadlines are nanoseconds of CLOCK_MONOTONIC
 * (sluice_now_ns). Any thread may call them; a forked child gets -SLUICE_ERR_FORKED, as its parent goes on being the member.
 */
#ifndef SLUICE_CLUSTER_H
#define SLUICE_CLUSTER_H

#include <sluice/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A place in a cluster. One process may have several, of one cluster or of many. */
struct sluice_member;

/* The lowest number that nobody has. */
#define SLUICE_ANY_CXY (-1)

/* Start from SLUICE_MEMBER_OPTIONS; NULL means the same. */
struct sluice_member_options {
	int32_t cxy;			/* number of the member: 0..65535, or SLUICE_ANY_CXY */
	uint32_t waiters;		/* threads that may use it at a time: 1..64 */
	uint32_t calls_per_waiter;	/* calls that each may have under way: a power of two, 1..1024 */
	uint32_t fifo_slots;		/* requests of others that may wait: a power of two, 2..2048 */
	uint32_t heap_size;		/* bytes that extended pointers lead to: 1..2^30, rounded up to 4096 */
	struct sluice_identity identity; /* what is spoken; all members must agree */
	sluice_policy *policy;		/* who may be a member; on a thread of the library. NULL: same effective uid. Only SLUICE_ALLOW lets in */
	void *policy_user;
	unsigned mode;			/* of the member's socket: 0600 */
	int group;			/* gid of the socket, -1 for the process's */
};

#ifdef __cplusplus
/* C++17 has neither compound literals nor designated initialisers. */
static inline struct sluice_member_options sluice__member_options(void)
{
	struct sluice_member_options options = sluice_member_options();

	options.cxy = SLUICE_ANY_CXY;
	options.waiters = 4;
	options.calls_per_waiter = 64;
	options.fifo_slots = 128;
	options.heap_size = 65536;
	options.mode = 0600;
	options.group = -1;
	return options;
}
#define SLUICE_MEMBER_OPTIONS sluice__member_options()
#else
#define SLUICE_MEMBER_OPTIONS \
	((struct sluice_member_options){ .cxy = SLUICE_ANY_CXY, .waiters = 4, .calls_per_waiter = 64, .fifo_slots = 128, .heap_size = 65536, .mode = 0600, .group = -1 })
#endif

/*
 * Joins a cluster: an absolute path of a folder, or a plain name, which is a folder below $XDG_RUNTIME_DIR/sluice-clusters, or without that
 * below /tmp/sluice-UID/clusters. Returns when every other member knows this one. The calling thread has waiter 0.
 *
 * -SLUICE_ERR_MEMBER_IN_USE when a member has the number; -SLUICE_ERR_BUSY when the cluster has no room for one more; -SLUICE_ERR_ADDRESS for a
 * name that is none, or a folder that others may write; -SLUICE_ERR_OPTION; -SLUICE_ERR_DEADLINE when another one that joins, or a member
 * that does not answer, took too long; and with `why` filled, unless that is NULL, -SLUICE_ERR_INCOMPATIBLE, -SLUICE_ERR_DENIED and
 * -SLUICE_ERR_PROTOCOL.
 */
int sluice_member_join(const char *name, const struct sluice_member_options *options, int64_t deadline_ns, struct sluice_member **out,
		       struct sluice_channel_refusal *why);

/*
 * Leaves: others see it as left, not as died; calls that were under way end for them as with a dead member. Frees the member, when all
 * threads that have attached have detached, too. NULL is nothing.
 */
int sluice_member_leave(struct sluice_member *member);

uint32_t sluice_member_cxy(const struct sluice_member *member);
/* The folder of the cluster, an absolute path. */
const char *sluice_member_folder(const struct sluice_member *member);

/* ---- threads --------------------------------------------------------------------------------------------------------------------- */

/*
 * A waiter for one more thread: its number, 1..63. -SLUICE_ERR_BUSY when all are in use. The member lives until it is given back by
 * sluice_member_detach, which gives up what the thread had under way.
 */
int sluice_member_attach(struct sluice_member *member);
int sluice_member_detach(struct sluice_member *member, uint32_t waiter);

/* For poll(2): readable when the waiter was rung, until sluice_member_wait. Belongs to the member. */
int sluice_member_descriptor(const struct sluice_member *member, uint32_t waiter);
/* Sleeps until the waiter is rung: 0, or -SLUICE_ERR_DEADLINE. A news (join, leave, death) rings every waiter. May return for nothing. */
int sluice_member_wait(struct sluice_member *member, uint32_t waiter, int64_t deadline_ns);

/* ---- who is there ---------------------------------------------------------------------------------------------------------------- */

struct sluice_member_info {
	uint32_t cxy;
	uint32_t epoch;		/* tells a number that was used again: unique in this process */
	uint32_t waiters;
	uint32_t heap_offset, heap_size; /* of its heap, bytes */
	struct sluice_credentials credentials; /* by the kernel, when it connected */
};

/* The other members, by number: fills up to `capacity` of them and returns how many there are. */
int sluice_member_list(struct sluice_member *member, struct sluice_member_info *out, size_t capacity);

enum sluice_member_event_kind {
	SLUICE_MEMBER_JOINED = 1,
	SLUICE_MEMBER_LEFT = 2,
	SLUICE_MEMBER_DIED = 3,
};

struct sluice_member_event {
	enum sluice_member_event_kind kind;
	struct sluice_member_info member; /* it may be gone by now */
};

/*
 * What has happened since: 1 with the event after `*cursor`, which moves on; 0 when there is none. A cursor of 0 starts with the members that were
 * there at the start, as joined. An event that 1,024 others came after is gone: the list tells who is there.
 */
int sluice_member_next_event(struct sluice_member *member, uint64_t *cursor, struct sluice_member_event *out);

/* ---- memory of others ------------------------------------------------------------------------------------------------------------- */

/* cluster << 32 | offset: the offset is in bytes, within the segment of that member. */
static inline uint64_t sluice_xptr(uint32_t cxy, uint32_t offset)
{
	return (uint64_t)cxy << 32 | offset;
}

/*
 * Copies out of, or into, the heap of the member that a pointer names, which may be this one. -SLUICE_ERR_NO_MEMBER, or -SLUICE_ERR_POINTER when not
 * all of it lies within that heap. Others may write at the same time: a copy of more than a byte may be torn.
 */
int sluice_member_read(struct sluice_member *member, uint64_t xptr, void *to, size_t length);
int sluice_member_write(struct sluice_member *member, uint64_t xptr, const void *from, size_t length);
/* Where a heap starts, as a pointer, and its size in bytes. -SLUICE_ERR_NO_MEMBER. */
int sluice_member_heap(struct sluice_member *member, uint32_t cxy, uint64_t *xptr, uint32_t *size);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CLUSTER_H */
