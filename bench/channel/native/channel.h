/* SPDX-License-Identifier: MIT */
/* The subject in C: a channel between the two sides, through the public API alone. */
#ifndef SLUICE_BENCH_CHANNEL_H
#define SLUICE_BENCH_CHANNEL_H

#include <sluice/channel.h>

#include "side.h"

struct subject {
	struct setting setting;
	struct sluice_channel *channel;
	uint32_t sequence;
	uint8_t *bytes; /* a chunk of one's own */
};

/* Listens, and waits for the lead; or connects. `arena_blocks` of 1 MiB, 0 for none. */
struct subject *open_subject(const struct setting *setting, bool trusts_peer, uint32_t arena_blocks);

static inline void expect_status(const char *what, int status, int expected)
{
	if (status != expected)
		fail(what, status);
}

#endif /* SLUICE_BENCH_CHANNEL_H */
