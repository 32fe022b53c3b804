/* SPDX-License-Identifier: MIT */
/* One victim and one liar, from the handshake to the end of one of them. */
#ifndef TEST_SURVIVAL_ROUND_H
#define TEST_SURVIVAL_ROUND_H

#include <sluice/channel.h>

#include "liar.h"

struct round {
	uint32_t seed;		/* of the victim */
	struct liar liar;
	struct sluice__link liar_link;
	struct sluice_channel_options options;	/* of both sides */
	uint64_t operations;	/* of the victim */
	_Atomic bool has_left;	/* the liar's socket has ended; it goes on storing */
	bool is_soft;		/* only hints are lied about: nothing may go wrong */
	uint32_t wave;		/* in a soft round, the record that comes next */
	bool dooms;		/* it ends with a lie that breaks one rule */
	uint32_t doom;		/* the reason that must come; 0 for none */
	uint32_t reason;	/* of the poison that its calls told of; 0 for none */
	void *state;		/* of the kind */
};

/* Where a number of SLUICE_POISON_... stands: a transport's error does not name the rule; and a record that is none for it. */
#define UNTOLD 31u
#define NO_RECORD 30u

struct kind {
	const char *name;
	uint32_t purpose;
	bool has_arena, trusts;
	bool has_calls;		/* what the liar sends looks like calls and answers */
	bool reads_only;	/* never looks at how far the liar has read */
	bool waits;		/* for answers, so that the liar runs along with it always */
	void (*open)(struct round *round, struct sluice__link *link);
	void (*step)(struct round *round);	/* one call of an API, or a few */
	void (*close)(struct round *round);
};

extern const struct kind CHANNEL_KINDS[], TRANSPORT_KINDS[]; /* up to one without a name */

/* A status that a peer may bring about, and that what was told, or its leaving, explains. `channel` may be NULL. */
void check_status(struct round *round, const struct sluice_channel *channel, int status);
/* In a soft round: this is the next honest record. Bytes stay what they are while they are looked at, unless the peer is trusted. */
void check_message(struct round *round, const struct sluice_message *message);

/* The options of a round, of either side. */
void draw_options(struct round *round, const struct kind *kind);

#endif
