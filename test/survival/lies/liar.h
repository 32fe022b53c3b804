/* SPDX-License-Identifier: MIT */
/*
 * A peer that has done the handshake as anybody does, and then writes whatever it likes wherever it may: into its own segment. Most of the time
 * it keeps the rules, so that its lies reach a victim that is well under way.
 */
#ifndef TEST_SURVIVAL_LIAR_H
#define TEST_SURVIVAL_LIAR_H

#include <stdatomic.h>
#include <stdbool.h>

#include "../../../native/src/arena.h"
#include "../../../native/src/link.h"
#include "../../native/check.h"

/* What it lies about; a set of them is what a victim may find out. */
enum lie {
	LIE_HINT,	/* wake words, fast_receive, arena_waiting, bells: what no rule forbids */
	LIE_PAYLOAD,	/* bytes of a record that is published */
	LIE_TAIL,
	LIE_HEAD,
	LIE_HEADER,	/* words of headers, or any word of the ring */
	LIE_REFERENCE,
	LIE_RELEASED,
	LIE_STATE,
	LIE_REASON,
	LIE_PAGE,	/* the header page, which was judged and copied at the handshake */
	LIE_COUNT,
};

struct liar {
	struct sluice__link *link;
	struct sluice_producer out;
	struct sluice_consumer in;
	struct sluice__lender lender;
	struct sluice__borrower borrower;
	uint32_t seed;
	unsigned may_tell;	/* set of lies */
	_Atomic unsigned told;	/* before the store */
	uint32_t honesty;	/* honest steps in a hundred */
	uint32_t wave;		/* number of the next honest record: what its bytes say */
	_Atomic uint64_t stores;
	bool has_calls;		/* its records are calls and answers */
	uint32_t heard[2];	/* correlation and code of the last call that it got */
};

/* Takes over a link of a channel; the link stays the caller's. */
void liar_open(struct liar *liar, struct sluice__link *link, uint32_t seed);
void liar_close(struct liar *liar);
/* One thing that an honest peer might do. */
void liar_be_honest(struct liar *liar);
/* One lie. */
void liar_lie(struct liar *liar);
/* Either, as its dice fall. */
void liar_step(struct liar *liar);
/*
 * Breaks one rule, and says which reason the victim must give in the end, if nobody stores anything any more; 0 when it depends.
 * `is_read_only`: the victim only reads.
 */
uint32_t liar_doom(struct liar *liar, bool is_read_only);
/* Stores two values into one word in turn, as fast as it can. */
void liar_flip(struct liar *liar, unsigned times);

/* Publishes an honest record, and does the same to its length or its reference from that moment on, until it is read. */
void liar_race(struct liar *liar, unsigned times);

/* Whether a victim may say that this rule was broken, after what was told. */
bool liar_explains(unsigned told, uint32_t reason);

/* Byte `i` of the payload of the honest record `wave`. */
static inline uint8_t liar_byte(uint32_t wave, size_t i)
{
	return (uint8_t)(wave * 31 + i * 7);
}

/* A number that is about as wrong as a liar would like: near `about`, near another position, at an edge, or anything. */
uint32_t liar_number(struct liar *liar, uint32_t about);

#endif
