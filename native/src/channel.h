/* SPDX-License-Identifier: MIT */
/* What the parts of a channel share: opening, messages, waiting, death. */
#ifndef SLUICE_SRC_CHANNEL_H
#define SLUICE_SRC_CHANNEL_H

#include "arena.h"
#include "link.h"

struct sluice__channel {
	struct sluice_channel base;	/* first: what users see */
	struct sluice__link link;
	enum sluice_backpressure backpressure;
	int32_t process;		/* that opened it */
	struct sluice__lender lender;
	struct sluice__borrower borrower;
	struct sluice__totals totals;	/* of a channel without statistics */
	uint8_t *large;			/* private memory for a payload of the peer's arena; made when the first one comes */

	uint32_t peer_state;		/* of the segment, as last seen; only ever goes up */
	bool is_dead;			/* the control socket has ended: the peer writes nothing any more */
	bool is_drained;		/* and all that it wrote was read: its segment is unmapped */
	bool is_poisoned;		/* I have caught the peer lying */
	enum sluice_endpoint_state told;	/* what sluice_channel_get_remote_state said last */
	struct sluice_channel_ending ending;
	uint32_t never;			/* stands in for the space_wake_at of a peer that is gone */

	size_t reserved;		/* by sluice_channel_reserve_message, 1 more than its size; 0 for none */
	size_t wanted;			/* 1 + size of what found no room last; 0 for none */
	bool is_arena_waiting;		/* my arena_waiting */
	bool wants_reference;		/* and it was to lie in the arena */
	uint32_t fast_requests;

	int64_t spin_ns;		/* how long to look before the next sleep; adapts */
	uint32_t waits;			/* until affinity is looked at again */
	bool shares_core;

	int epoll, nudge;		/* for sluice_channel_descriptor; -1 until then */
	bool is_async;
	bool is_end_told;		/* to the receive callback */
	struct sluice_channel_async async;
	bool *is_gone;			/* set when a callback has freed the channel */
};

static inline struct sluice__channel *sluice__channel_of(struct sluice_channel *channel)
{
	return (struct sluice__channel *)(void *)channel;
}

/* 0, or -SLUICE_ERR_THREAD or -SLUICE_ERR_FORKED. */
int sluice__channel_check(const struct sluice_channel *channel);
/* The mark of this thread, made when it has none. */
uint32_t sluice__thread_own(void);

/* Takes the link over, also when it fails. */
int sluice__channel_open(struct sluice__link *link, const struct sluice_channel_options *options, struct sluice_channel **out);

/* Closes and frees without a word to the peer: for who has said what there is to say. */
void sluice__channel_free(struct sluice__channel *self);

/* ---- channel.c: state ------------------------------------------------------------------------------------------------------------ */

void sluice__channel_poison(struct sluice__channel *self, uint32_t reason);
/* Poisons if reader or writer has found a lie. Returns whether the channel is poisoned. */
bool sluice__channel_judge(struct sluice__channel *self);
/* Takes in what the control socket and the peer's state word say; `events` are those of sluice__link_wait or sluice__link_drain. */
void sluice__channel_look(struct sluice__channel *self, unsigned events);
enum sluice_endpoint_state sluice__channel_remote_state(const struct sluice__channel *self);

/* ---- channel-receive.c, channel-send.c --------------------------------------------------------------------------------------------- */

void sluice__channel_ring_data(struct sluice__channel *self);
void sluice__channel_ring_space(struct sluice__channel *self);
/* Sends what is prepared. Returns what ended it, or 0. */
int sluice__channel_publish(struct sluice__channel *self);
/* Gives what is finished back to the writer. */
void sluice__channel_release(struct sluice__channel *self);
/* As sluice_consumer_get, with everything that follows from an empty ring; without copying, and END told as -SLUICE_ERR_ENDED. */
int sluice__channel_peek(struct sluice__channel *self);
/* Whether a message of this size fits now: 0, SLUICE_FULL, or an error. */
int sluice__channel_fits(struct sluice__channel *self, size_t size, bool by_reference);
/* Whether the peer shall ring when it gives a block back: from arming for one until one is reserved. */
void sluice__channel_wait_for_arena(struct sluice__channel *self, bool is_waiting);
/* Fragments: prepares one, as sluice_channel_prep_message does with a deadline of 0, with these flags in its first word. */
int sluice__channel_prep_word(struct sluice__channel *self, uint32_t size, uint32_t word, uint8_t **payload);

/* ---- channel-wait.c ---------------------------------------------------------------------------------------------------------------- */

/* The events that are set, without waiting; arms those that are not with `arms`. */
unsigned sluice__channel_ready(struct sluice__channel *self, unsigned events, bool arms);
/* Makes the descriptor readable. */
void sluice__channel_nudge(struct sluice__channel *self);
/*
 * What a wait whose time is over says. A peer that has not touched what lies before it, since its head was there, is not there, or stopped:
 * -SLUICE_ERR_PEER_UNRESPONSIVE; one that has is slow, or has nothing to say: -SLUICE_ERR_DEADLINE. Or what it was caught at.
 */
int sluice__channel_late(struct sluice__channel *self, uint32_t head_before);
/* Waits until a message of that size fits; 0 or an error. */
int sluice__channel_wait_room(struct sluice__channel *self, size_t size, bool by_reference, int64_t deadline_ns);

#endif /* SLUICE_SRC_CHANNEL_H */
