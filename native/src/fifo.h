/* SPDX-License-Identifier: MIT */
/*
 * A FIFO that many write and one reads, on plain memory that all of them may write: docs/cluster.md, "FIFO". Who maps it, who wakes whom, and who
 * has died is the cluster's. TypeScript's runtime/fifo is the same; F1 and the like are the steps of docs/models.md.
 *
 * A ticket is a place in the order, modulo slots * 2^20. One CAS takes a slot and names its writer; so the claim of a dead one is known by its
 * number, and skipped. Room is given to those who wait for it in the order of their coming: the reader claims a slot in the name of the first.
 *
 * Every word is judged before it is used, and every loop bounded. Who writes lies into the memory can lose, forge, reorder or stall what goes
 * through it, and do nothing else.
 */
#ifndef SLUICE_SRC_FIFO_H
#define SLUICE_SRC_FIFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where it lies. */
struct sluice__fifo {
	uint8_t *lines; /* sluice_fifo_lines, aligned to 128 */
	uint8_t *slots; /* sluice_fifo_slot each, aligned to 64 */
	uint32_t count; /* slots, a power of two, 2 to SLUICE_FIFO_MAX_SLOTS */
	uint32_t shift; /* its logarithm */
	uint32_t mask;	/* tickets are modulo this and one */
};

/* Rings somebody by number, and never waits: a writer rings a waiter of the owner, the reader a writer. The number may be a lie: judge it. */
typedef void (*sluice__fifo_ring)(void *context, uint32_t number);

/* One per thread and FIFO. The calls of one writer are made by one thread at a time. */
struct sluice__fifo_writer {
	struct sluice__fifo place;
	uint32_t owner;	 /* 1 to SLUICE_FIFO_OWNERS; nobody else's */
	uint32_t number; /* place in the line of those who wait for room, 0 out of it */
	uint32_t last;	 /* ticket of its last message */
	sluice__fifo_ring ring;
	void *context;
	uint64_t posted, fulls;
};

/* One per FIFO. Threads that share it take turns. */
struct sluice__fifo_reader {
	struct sluice__fifo place;
	uint32_t head;
	uint32_t idle;	 /* looks in a row that found the head free */
	bool is_armed;
	bool is_settled; /* who waits for room sees all that is free */
	sluice__fifo_ring ring;
	void *context;
	uint64_t taken, skipped, broken;
};

struct sluice__fifo_message {
	uint32_t owner;	 /* the writer's number, never 0; a lying member may name another's */
	uint32_t length; /* 0 to SLUICE_FIFO_INLINE */
	uint8_t payload[56];
};

/* How a thread sleeps: an eventfd that does not block, and `asleep` of its sluice_waiter_lines. */
struct sluice__fifo_waiter {
	int descriptor;
	uint32_t *asleep;
};

/* False when it can't have so many slots. Memory that is all 0 is an empty FIFO. */
bool sluice__fifo_place(struct sluice__fifo *place, uint8_t *lines, uint8_t *slots, uint32_t count);
/* Messages that are waiting or being written; only a snapshot. */
uint32_t sluice__fifo_depth(const struct sluice__fifo *place);

/* ---- writer ------------------------------------------------------------------------------------------------------------------------- */

void sluice__fifo_writer_init(struct sluice__fifo_writer *writer, const struct sluice__fifo *place, uint32_t owner, sluice__fifo_ring ring, void *context);

/*
 * Posts up to SLUICE_FIFO_INLINE bytes: 1; 0 when there is no room, or only for those who wait for it. -SLUICE_ERR_TOO_LONG, or
 * -SLUICE_ERR_PEER_CLOSED when the owner has taken this writer for dead. Never waits.
 */
int sluice__fifo_try_post(struct sluice__fifo_writer *writer, const void *payload, uint32_t length);

/*
 * The same with room that comes in turn: 1 when it was posted, and 0 when this writer stands in line now. Then it sleeps (`asleep` is set before
 * the call whose 0 it trusts) or does something else, and calls this again when it was rung; the payload need not be the same.
 */
int sluice__fifo_post_in_line(struct sluice__fifo_writer *writer, const void *payload, uint32_t length);
/* Whether it stands in line, and nothing has come for it: with `asleep` set before this look, it may sleep. */
bool sluice__fifo_is_in_line(const struct sluice__fifo_writer *writer);
/* Gives up the place in the line, and room that was granted meanwhile. */
void sluice__fifo_leave_line(struct sluice__fifo_writer *writer);
/*
 * The same for a while: nothing is granted to it until it posts in line again, at its old place. For who waits no more just now, and would hold up
 * others with what was granted to it.
 */
void sluice__fifo_step_aside(struct sluice__fifo_writer *writer);

/* Sleeps until it was posted: 0, or as sluice__fifo_try_post, or -SLUICE_ERR_DEADLINE. `deadline_ns` as in sluice/transport.h. */
int sluice__fifo_post(struct sluice__fifo_writer *writer, const struct sluice__fifo_waiter *waiter, const void *payload, uint32_t length,
		      int64_t deadline_ns);

/* ---- reader ------------------------------------------------------------------------------------------------------------------------- */

/* Goes on where the last reader was. `waiter` is whom writers ring. */
void sluice__fifo_reader_init(struct sluice__fifo_reader *reader, const struct sluice__fifo *place, uint32_t waiter, sluice__fifo_ring ring, void *context);

/* Copies the next message and frees its slot: 1; or 0 when there is none that is whole. */
int sluice__fifo_take(struct sluice__fifo_reader *reader, struct sluice__fifo_message *out);

/*
 * Before anything longer than the next take, such as a handler: tells those who wait for room of all that is free. Empty looks and arming do so, too.
 */
void sluice__fifo_settle(struct sluice__fifo_reader *reader);

/*
 * Before sleeping, with `asleep` set: asks for a ring. False: now sleep; true: take again, there may be something after all. The next take
 * disarms.
 */
bool sluice__fifo_arm(struct sluice__fifo_reader *reader);

/* Asks for no ring, as a take does: another thread than the one that is armed for looks now. */
void sluice__fifo_disarm(struct sluice__fifo_reader *reader);

/* Names another thread as the one to ring. It sleeps already: arm after this, and when that says true, ring it or take for it. */
void sluice__fifo_hand_over(struct sluice__fifo_reader *reader, uint32_t waiter);

/* Whose claim holds up the reader, 0 for nobody's. One that belongs to no member was forged: bury it. */
uint32_t sluice__fifo_holder(const struct sluice__fifo_reader *reader);
/*
 * Takes room back that was granted at the head and that its writer has not come for, asleep or stopped as it is; it keeps its place in the line.
 * For a reader that was held up longer than it likes. Whether there was such.
 */
bool sluice__fifo_revoke(struct sluice__fifo_reader *reader);

/*
 * Writers `first` and `count` - 1 more are dead, or gone: what they have claimed becomes SKIP, and they wait for no room. Returns how many
 * claims it were. Any thread of the owner; ring the reader afterwards, in any case, and only then give the numbers to others.
 */
uint32_t sluice__fifo_bury(const struct sluice__fifo *place, uint32_t first, uint32_t count);

/* ---- both --------------------------------------------------------------------------------------------------------------------------- */

/* Wakes a thread if it sleeps: takes `asleep` back by exchange, and rings. */
void sluice__fifo_wake(const struct sluice__fifo_waiter *waiter);

#endif /* SLUICE_SRC_FIFO_H */
